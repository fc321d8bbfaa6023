//! A kiosk as it is shipped, but for time and threads: the shipped driver, journal and simulated terminal behind the shipped window, a voice
//! that writes down what it is asked, and a clock that moves when told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use cardlast::device::{SimulatedLedger, SimulatedTerminal};
use cardlast::driver::{Driver, Ports, Pumped, Recovered};
use cardlast::fake::{CartShelf, FakeClock, Kitchen, Printer, SeededIds};
use cardlast::id::KioskId;
use cardlast::journal::{JournalWorker, Store, StoreOptions};
use cardlast::locale::Language;
use cardlast::machine::kiosk::{Intent, Policy, ScreenName};
use cardlast::payment::{
    Faceplate, TerminalCommand, TerminalEvent, TerminalFace, TerminalProfile, TerminalTap, Training, Trouble,
};
use cardlast::port::{Clock as _, Inline, PaymentTerminal};
use cardlast::speech::Listener;
use cardlast::time::{Millis, Timestamp};
use cardlast::ui::speech::Speaker;
use cardlast::ui::{Engine, Frame, Headless, Panel};
use cardlast::words::Words;
use egui::{Event, Key, Modifiers};

use super::atm::clock;
use super::support::menu;
use super::window::words;

/// The simulated terminal in its caller's time, held by the driver and by the window.
#[derive(Clone)]
struct Terminal {
    device: Arc<Mutex<SimulatedTerminal>>,
    profile: TerminalProfile,
    taps: Arc<Mutex<VecDeque<TerminalTap>>>,
}

impl Terminal {
    fn new() -> Self {
        let device = SimulatedTerminal::new(SimulatedLedger::in_memory());
        Self { profile: device.profile().clone(), device: Arc::new(Mutex::new(device)), taps: Arc::default() }
    }

    fn with<T>(&self, work: impl FnOnce(&mut SimulatedTerminal) -> T) -> T {
        work(&mut self.device.lock().expect("no panic"))
    }
}

impl PaymentTerminal for Terminal {
    fn profile(&self) -> &TerminalProfile {
        &self.profile
    }

    fn submit(&mut self, now: Timestamp, command: TerminalCommand) {
        self.with(|device| device.submit(now, command));
    }

    fn poll(&mut self, now: Timestamp) -> Option<TerminalEvent> {
        self.with(|device| device.poll(now))
    }

    fn next_deadline(&self) -> Option<Timestamp> {
        self.with(|device| device.next_deadline())
    }
}

impl Faceplate for Terminal {
    fn face(&self) -> TerminalFace {
        self.with(|device| device.face())
    }

    fn tap(&self, tap: TerminalTap) {
        self.taps.lock().expect("no panic").push_back(tap);
    }
}

struct Works {
    driver: Driver,
    terminal: Terminal,
    clock: FakeClock,
}

impl Works {
    fn new(clock: FakeClock, terminal: Terminal) -> Self {
        let policy = Policy { terminal: Some(terminal.profile.id.clone()), training: Training(true), ..Policy::default() };
        let menu = menu(&[]);
        let kiosk = KioskId::new('A').expect("a letter");
        let house = menu.default_language().clone();
        let options = StoreOptions { path: ":memory:".into(), kiosk, cut_over_minutes: 240, house, training: true };
        let ports = Ports {
            clock: Box::new(clock.clone()),
            ids: Box::new(SeededIds::new(7)),
            terminal: Some(Box::new(terminal.clone())),
            journal: Box::new(Inline::new(JournalWorker::new(Store::open(options).expect("a journal in memory")))),
            kitchen: Box::new(Kitchen::default()),
            printer: Box::new(Printer::default()),
            carts: Box::new(CartShelf::default()),
            menus: None,
        };
        Self { driver: Driver::new(menu, policy, ports, Recovered::default()), terminal, clock }
    }
}

impl Engine for Works {
    fn pump(&mut self, intents: Vec<Intent>) -> Frame {
        for intent in intents {
            self.driver.submit(intent);
        }
        let taps: Vec<_> = self.terminal.taps.lock().expect("no panic").drain(..).collect();
        for tap in taps {
            self.driver.pump();
            let now = self.clock.now().at;
            self.terminal.with(|device| device.tap(now, tap));
        }
        let Pumped { view, seq, now, rejections, wake_in, stop } = self.driver.pump();
        Frame { view, now, rejections, wake_in, stop, seq }
    }

    fn faceplate(&self) -> Option<Arc<dyn Faceplate>> {
        Some(Arc::new(self.terminal.clone()))
    }
}

/// The kiosk, and somebody at it.
pub struct Till {
    pub window: Headless,
    pub clock: FakeClock,
    /// What was asked of the voice.
    pub listener: Listener,
    terminal: Terminal,
    tag: &'static str,
}

impl Till {
    /// In a window of so many pixels, on a panel of 27 inches that hangs at its usual height.
    pub fn open([width, height]: [f32; 2]) -> Self {
        let clock = clock();
        let terminal = Terminal::new();
        let works = Works::new(clock.clone(), terminal.clone());
        let mut window = Headless::new(Box::new(works), egui::vec2(width, height), Panel::default());
        let listener = Listener::default();
        window.give_voice(Speaker::new(Box::new(listener.clone()), false));
        let mut till = Self { window, clock, listener, terminal, tag: "en" };
        till.on(ScreenName::Attract);
        till
    }

    /// The next payment meets with this.
    pub fn arrange(&mut self, trouble: Trouble) -> &mut Self {
        self.terminal.tap(TerminalTap::Trouble(trouble));
        self.settle();
        self
    }

    /// The words of the language that was chosen.
    pub fn words(&self) -> Words {
        words(self.tag)
    }

    /// From now on controls are looked for by the words of this language.
    pub fn reads(&mut self, tag: &'static str) -> &mut Self {
        assert!(Language::new(tag).is_some(), "a tag");
        self.tag = tag;
        self
    }

    /// What one frame asks of a device the next one hears.
    pub fn settle(&mut self) {
        for _ in 0..4 {
            self.window.settle();
            self.window.frame(Vec::new());
        }
    }

    pub fn pass(&mut self, span: Millis) -> &mut Self {
        self.clock.pass(span);
        self.settle();
        self
    }

    /// Taps the control of this name.
    #[track_caller]
    pub fn tap(&mut self, name: &str) -> &mut Self {
        assert!(self.window.tap_called(name), "nothing is called {name:?} on {}: {:#?}", self.screen(), self.texts());
        self.settle();
        self
    }

    /// Taps the control that is called by this message.
    #[track_caller]
    pub fn tap_word(&mut self, key: &str) -> &mut Self {
        let name = self.words().get(key);
        self.tap(&name)
    }

    pub fn key(&mut self, key: Key, modifiers: Modifiers) -> &mut Self {
        for pressed in [true, false] {
            self.window.frame(vec![Event::Key { key, physical_key: None, pressed, repeat: false, modifiers }]);
        }
        self.settle();
        self
    }

    /// Everything that is on the screen by its name.
    pub fn texts(&self) -> Vec<String> {
        self.window.landmarks().map(|seen| seen.things.into_iter().map(|thing| thing.label).collect()).unwrap_or_default()
    }

    pub fn sees(&self, text: &str) -> bool {
        self.texts().iter().any(|seen| seen.contains(text))
    }

    pub fn screen(&self) -> &'static str {
        self.window.landmarks().map_or("", |seen| seen.screen)
    }

    /// Waits for a screen, a few minutes at most.
    #[track_caller]
    pub fn on(&mut self, screen: ScreenName) -> &mut Self {
        for _ in 0..800 {
            if self.screen() == screen.key() {
                return self;
            }
            self.pass(Millis(250));
        }
        panic!("{screen} is not reached: {} with {:#?}", self.screen(), self.texts());
    }
}
