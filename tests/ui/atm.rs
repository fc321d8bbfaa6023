//! The window of the cash machine over the shipped machine, driver and simulated slots, with a clock that moves when told.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use cardlast::device::CashDesk;
use cardlast::driver::{AtmDriver, AtmPorts, AtmPumped};
use cardlast::fake::{FakeClock, SeededIds};
use cardlast::gallery::{AtmStill, Still, atm_scripts};
use cardlast::id::KioskId;
use cardlast::journal::{JournalWorker, Store, StoreOptions};
use cardlast::locale::Language;
use cardlast::machine::atm::{Policy, ScreenName, Slip};
use cardlast::payment::WithdrawalsFound;
use cardlast::port::{Clock as _, Inline};
use cardlast::speech::Listener;
use cardlast::time::{Millis, WallTime};
use cardlast::ui::atm::{AtmApp, AtmEngine, AtmFrame, Touch};
use cardlast::ui::focus;
use cardlast::ui::speech::Speaker;
use cardlast::ui::theme::{POINTS_PER_MM, touch};
use cardlast::ui::{Headless, Panel};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};

use super::window::{LANDSCAPE, PORTRAIT, words};

/// As `cardlast atm` puts it together, but for the clock.
pub struct Practice {
    driver: AtmDriver,
    desk: CashDesk,
    paper: Arc<Mutex<Option<Arc<Slip>>>>,
    clock: FakeClock,
}

impl Practice {
    pub fn new(clock: FakeClock) -> Self {
        Self::speaking(clock, Policy::default().others)
    }

    /// With these languages beside that of the house.
    pub fn speaking(clock: FakeClock, others: Vec<Language>) -> Self {
        let policy = Policy { others, ..Policy::default() };
        let kiosk = KioskId::new('A').expect("a letter");
        let house = policy.house.clone();
        let options = StoreOptions { path: ":memory:".into(), kiosk, cut_over_minutes: 0, house, training: true };
        let store = Store::open(options).expect("a journal in memory");
        let desk = CashDesk::new(policy.currency);
        let (slot, notes) = desk.doors();
        let paper = Arc::<Mutex<Option<Arc<Slip>>>>::default();
        let printed = paper.clone();
        let ports = AtmPorts {
            clock: Box::new(clock.clone()),
            ids: Box::new(SeededIds::new(7)),
            terminal: Box::new(slot),
            dispenser: Box::new(notes),
            journal: Box::new(Inline::new(JournalWorker::new(store))),
            printer: Box::new(move |slip| *printed.lock().expect("no panic") = Some(Arc::new(slip))),
        };
        Self { driver: AtmDriver::new(policy, ports, WithdrawalsFound::default()), desk, paper, clock }
    }
}

impl AtmEngine for Practice {
    fn pump(&mut self, touches: Vec<Touch>) -> AtmFrame {
        for touch in touches {
            match touch {
                Touch::Key(intent) => self.driver.submit(intent),
                Touch::Device(tap) => {
                    self.driver.pump();
                    self.desk.tap(self.clock.now().at, tap);
                }
                Touch::TakePaper => *self.paper.lock().expect("no panic") = None,
            }
        }
        let AtmPumped { view, now, rejections, wake_in, stop, .. } = self.driver.pump();
        let paper = self.paper.lock().expect("no panic").clone();
        AtmFrame { view, face: self.desk.face(), paper, now, rejections, wake_in, stop }
    }
}

/// Half past twelve.
pub fn clock() -> FakeClock {
    FakeClock::at(WallTime::parse("2026-11-24T12:30:00+01:00").expect("RFC 3339"))
}

pub struct Cash {
    pub window: Headless,
    pub clock: FakeClock,
    /// What was asked of the voice.
    pub listener: Listener,
}

impl Cash {
    pub fn open([width, height]: [f32; 2]) -> Self {
        let clock = clock();
        let engine = Practice::new(clock.clone());
        let (short, long) = (width.min(height) / POINTS_PER_MM, width.max(height) / POINTS_PER_MM);
        let panel = Panel { short_mm: short, long_mm: long, ..Panel::default() };
        Self::over(egui::vec2(width, height), panel, engine, clock)
    }

    /// In a window of so many pixels on this panel.
    pub fn over(pixels: egui::Vec2, panel: Panel, engine: Practice, clock: FakeClock) -> Self {
        let mut window =
            Headless::of(pixels, |ctx, _, narrator| Box::new(AtmApp::new(ctx, Box::new(engine), panel, Some(narrator))));
        let listener = Listener::default();
        window.give_voice(Speaker::new(Box::new(listener.clone()), false));
        let mut cash = Self { window, clock, listener };
        cash.settle();
        cash
    }

    pub fn settle(&mut self) {
        // What one frame asks of a device the next one hears.
        for _ in 0..4 {
            self.window.settle();
            self.window.frame(Vec::new());
        }
    }

    pub fn pass(&mut self, seconds: u64) -> &mut Self {
        for _ in 0..seconds * 2 {
            self.clock.pass(Millis(500));
            self.window.frame(Vec::new());
        }
        self.settle();
        self
    }

    #[track_caller]
    pub fn tap(&mut self, name: &str) -> &mut Self {
        assert!(self.window.tap_called(name), "nothing is called {name:?}: {:#?}", self.texts());
        self.settle();
        self
    }

    pub fn press(&mut self, key: Key) -> &mut Self {
        for pressed in [true, false] {
            self.window.frame(vec![Event::Key { key, physical_key: None, pressed, repeat: false, modifiers: Modifiers::NONE }]);
        }
        self.settle();
        self
    }

    pub fn texts(&self) -> Vec<String> {
        self.window.landmarks().map(|seen| seen.things.into_iter().map(|thing| thing.label).collect()).unwrap_or_default()
    }

    #[track_caller]
    pub fn on(&mut self, screen: ScreenName) -> &mut Self {
        for _ in 0..40 {
            if self.screen() == screen.key() {
                return self;
            }
            self.clock.pass(Millis(250));
            self.window.frame(Vec::new());
            self.settle();
        }
        panic!("{screen} is not reached: {} with {:#?}", self.screen(), self.texts());
    }

    pub fn screen(&self) -> &'static str {
        self.window.landmarks().map_or("", |seen| seen.screen)
    }

    #[track_caller]
    pub fn sees(&mut self, text: &str) -> &mut Self {
        assert!(self.texts().iter().any(|seen| seen.contains(text)), "{text:?} is not among {:#?}", self.texts());
        self
    }
}

#[test]
fn cash_by_touch_with_the_amount_on_every_screen_until_it_is_there() {
    for size in [PORTRAIT, LANDSCAPE] {
        let mut cash = Cash::open(size);
        cash.on(ScreenName::Welcome).tap("English").tap("Cash").on(ScreenName::Amount).tap("€40.00");
        cash.on(ScreenName::Confirm).tap("Yes, €40.00");
        cash.on(ScreenName::Card).sees("€40.00").tap("Put the card in");
        cash.on(ScreenName::Pin).sees("€40.00");
        for digit in ["Key 1", "Key 2", "Key 3", "Key 4"] {
            cash.tap(digit).on(ScreenName::Pin).sees("€40.00");
        }
        cash.tap("Green key, OK").on(ScreenName::Bank).sees("€40.00");
        cash.on(ScreenName::TakeCard).sees("€40.00").tap("Take the card");
        cash.on(ScreenName::TakeCash).sees("€40.00").tap("Take €40.00");
        cash.on(ScreenName::Receipt).tap("Yes, print it").on(ScreenName::Told).tap("Take the receipt");
        cash.pass(15).on(ScreenName::Welcome);
    }
}

#[test]
fn the_keyboard_alone_takes_cash_and_a_code_is_never_on_the_screen() {
    let mut cash = Cash::open(PORTRAIT);
    // F4 is the lower left side key, F5 the upper right one.
    cash.on(ScreenName::Welcome).press(Key::F4).sees("Cash or balance?").press(Key::F5).on(ScreenName::Amount);
    cash.press(Key::Num1).press(Key::Num2).press(Key::Num7).sees("€127.00").press(Key::Backspace).sees("€12.00");
    cash.press(Key::Num0).sees("€120.00").press(Key::Enter).on(ScreenName::Confirm).press(Key::Enter);
    cash.on(ScreenName::Card).tap("Put the card in").on(ScreenName::Pin);
    for key in [Key::Num9, Key::Num8, Key::Num6, Key::Num5] {
        cash.press(key).on(ScreenName::Pin).sees("€120.00");
        let shown = cash.texts();
        let keys = |text: &&String| text.starts_with("Key ") || text.contains('€');
        let digits: Vec<_> = shown.iter().filter(|text| !keys(text) && text.contains(['9', '8', '6', '5'])).collect();
        assert!(digits.is_empty(), "{digits:?}");
    }
    cash.press(Key::Enter).on(ScreenName::TakeCard).tap("Take the card").on(ScreenName::TakeCash).sees("€120.00");
}

impl Cash {
    fn on_control(&self) -> String {
        focus::highlight(self.window.context()).map(|highlight| highlight.label).unwrap_or_default()
    }

    /// Goes on with next until this has the focus, and selects it.
    #[track_caller]
    fn go(&mut self, name: &str) -> &mut Self {
        for _ in 0..80 {
            if self.on_control() == name {
                return self.press(Key::Enter);
            }
            self.press(Key::Tab);
        }
        panic!("next never gets to {name:?} on {}", self.screen());
    }
}

#[test]
fn a04_cash_with_next_previous_select_and_back_only() {
    for size in [PORTRAIT, LANDSCAPE] {
        let mut cash = Cash::open(size);
        cash.on(ScreenName::Welcome).go("English").go("Cash").on(ScreenName::Amount);
        cash.press(Key::Escape).pass(12).on(ScreenName::Welcome);
        cash.go("English").go("Cash").on(ScreenName::Amount).go("€40.00").on(ScreenName::Confirm).go("Yes, €40.00");
        cash.on(ScreenName::Card);
        assert_eq!(cash.on_control(), "Put the card in", "the focus is where it is somebody's turn");
        cash.press(Key::Space).on(ScreenName::Pin);
        assert_eq!(cash.on_control(), "Key 1");
        for digit in ["Key 1", "Key 2", "Key 3", "Key 4"] {
            cash.go(digit);
        }
        cash.go("Green key, OK").on(ScreenName::TakeCard).go("Take the card");
        cash.on(ScreenName::TakeCash).go("Take €40.00").on(ScreenName::Receipt).go("Yes, print it").go("Take the receipt");
        cash.pass(15).on(ScreenName::Welcome);
        assert_eq!(cash.on_control(), "", "the next customer finds no focus");
    }
}

#[test]
fn a04_every_key_and_slot_of_the_cash_machine_gets_the_focus() {
    for size in [PORTRAIT, LANDSCAPE] {
        let mut cash = Cash::open(size);
        cash.on(ScreenName::Welcome).go("English").go("Cash").on(ScreenName::Amount);
        let mut reached = BTreeSet::new();
        for _ in 0..80 {
            cash.press(Key::ArrowRight);
            reached.insert(cash.on_control());
        }
        let things = cash.window.landmarks().expect("something is drawn").things;
        let missed: Vec<_> = things
            .iter()
            .filter(|thing| matches!(thing.role, Role::Button | Role::Switch) && !reached.contains(&thing.label))
            .map(|thing| &thing.label)
            .collect();
        assert!(missed.is_empty() && reached.len() > 20, "{missed:?} of {reached:?}");
    }
}

#[test]
fn a10_looking_around_the_cash_machine_with_keys_keeps_the_time() {
    let mut cash = Cash::open(PORTRAIT);
    cash.on(ScreenName::Welcome).go("English").go("Cash").on(ScreenName::Amount);
    for _ in 0..4 {
        cash.pass(40).press(Key::Tab).on(ScreenName::Amount);
    }
}

#[test]
fn escape_stops_and_nothing_is_asked_of_a_card() {
    let mut cash = Cash::open(LANDSCAPE);
    cash.on(ScreenName::Welcome).press(Key::F4).press(Key::F5).on(ScreenName::Amount).press(Key::Num4).press(Key::Num0);
    cash.press(Key::Enter).on(ScreenName::Confirm).press(Key::Escape).pass(12).on(ScreenName::Welcome);
}

fn stills() -> Vec<AtmStill> {
    let options = super::support::options();
    atm_scripts().iter().map(|script| AtmStill::play(script, &options).unwrap_or_else(|error| panic!("{error}"))).collect()
}

#[test]
fn every_screen_of_the_cash_machine_has_a_picture() {
    let stills = stills();
    let seen: BTreeSet<ScreenName> = stills.iter().map(AtmStill::screen).collect();
    let missing: Vec<_> = ScreenName::ALL.into_iter().filter(|screen| !seen.contains(screen)).collect();
    assert_eq!(missing, [], "screens without a picture");
    let told: BTreeSet<&str> = stills.iter().filter_map(AtmStill::told).collect();
    for key in [
        "declined",
        "not-recorded",
        "not-paid-out",
        "cash-returned",
        "ask-staff",
        "card-kept",
        "card-kept-not-paid-out",
        "balance",
        "no-balance-unreachable",
        "goodbye",
    ] {
        assert!(told.contains(key), "{key} is told in no picture: {told:?}");
    }
}

#[test]
fn every_control_of_every_picture_is_as_large_as_a_finger_and_has_a_name() {
    for still in stills() {
        for format in still.formats() {
            let window = still.window(words("fr").language(), *format).unwrap_or_else(|error| panic!("{error}"));
            let landmarks = window.landmarks().expect("something is drawn");
            let controls: Vec<_> = landmarks.things.iter().filter(|thing| thing.role != Role::Label).collect();
            assert!(controls.len() > 12, "the pad at least");
            let point = f32::from(format.pixels[0]) / window.area().width();
            for control in controls {
                assert!(!control.label.trim().is_empty(), "{}: a control without a name", still.name());
                let least = (touch::TARGET - 0.5) * point;
                let size = control.rect.size();
                assert!(size.min_elem() >= least - 1.0, "{} {}: {:?} is {size:?}", still.name(), format.name, control.label);
            }
        }
    }
}
