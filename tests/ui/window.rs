//! The window with an engine behind it, as a customer meets it: everything is found by its accessible name, in the language on screen.

use std::sync::{Arc, Mutex};

use cardlast::catalogue::Catalogue;
use cardlast::locale::Language;
use cardlast::machine::kiosk::{Event, Policy, ScreenName};
use cardlast::money::{Currency, Money};
use cardlast::payment::{JournalHealth, TerminalEvent};
use cardlast::time::Millis;
use cardlast::ui::theme::POINTS_PER_MM;
use cardlast::ui::{Engine, KioskApp, Panel};
use cardlast::words::{Value, Words};
use egui::accesskit::{Action, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, Node};

use super::support::{Device, Knobs, Shared, TestEngine, journal, menu};

/// The first panel the kiosk is made for.
pub const PORTRAIT: [f32; 2] = [1080.0, 1920.0];
/// The same, lying.
pub const LANDSCAPE: [f32; 2] = [1920.0, 1080.0];
/// A panel of 19 inches: as many points as it has pixels.
pub const SMALL: [f32; 2] = [768.0, 1366.0];
/// All of them.
pub const SIZES: [[f32; 2]; 3] = [PORTRAIT, LANDSCAPE, SMALL];
/// The languages of the tests' menus.
pub const LANGUAGES: [&str; 2] = ["en", "fr"];

pub fn words(tag: &str) -> Words {
    Words::new(&Language::new(tag).expect("a tag"))
}

pub fn euros(text: &str) -> Money {
    Money::parse(text, Currency::EUR).expect("an amount")
}

/// A window that is made of an engine, on a panel where a pixel is a point.
pub fn harness(size: [f32; 2], engine: Box<dyn Engine>) -> Harness<'static, KioskApp> {
    let [width, height] = size.map(|side| side / POINTS_PER_MM);
    let panel = Panel { short_mm: width.min(height), long_mm: width.max(height), ..Panel::default() };
    let build =
        move |creation: &mut eframe::CreationContext<'_>| KioskApp::new(&creation.egui_ctx, engine, Arc::new(|| {}), panel, None);
    let mut harness = Harness::builder().with_size(egui::Vec2::from(size)).with_max_steps(8).build_eframe(build);
    harness.run();
    harness
}

/// Draws until nothing moves; what only comes to rest with time is given some.
#[track_caller]
pub fn settle(harness: &mut Harness<'static, KioskApp>, knobs: &Knobs) {
    for _ in 0..4 {
        if harness.run_ok().is_some() {
            return;
        }
        knobs.pass(Millis(200));
    }
    harness.run();
}

pub struct Window {
    pub harness: Harness<'static, KioskApp>,
    pub knobs: Arc<Knobs>,
    pub engine: Arc<Mutex<TestEngine>>,
    /// How often a finger came down.
    pub taps: usize,
}

impl Window {
    pub fn open(size: [f32; 2]) -> Self {
        Self::with(size, &[], Policy::default())
    }

    pub fn with(size: [f32; 2], sold_out: &[&str], policy: Policy) -> Self {
        Self::selling(size, menu(sold_out), policy)
    }

    pub fn selling(size: [f32; 2], menu: Arc<Catalogue>, policy: Policy) -> Self {
        let knobs = Arc::new(Knobs::default());
        let engine = TestEngine::new(menu, policy, Arc::clone(&knobs), Some(Arc::new(Device::default())));
        Self::over(size, engine, knobs)
    }

    /// A window whose journal has not been read yet.
    pub fn asleep(size: [f32; 2]) -> Self {
        let knobs = Arc::new(Knobs::default());
        let engine = TestEngine::asleep(menu(&[]), Policy::default(), Arc::clone(&knobs), Some(Arc::new(Device::default())));
        Self::over(size, engine, knobs)
    }

    fn over(size: [f32; 2], engine: TestEngine, knobs: Arc<Knobs>) -> Self {
        let engine = Arc::new(Mutex::new(engine));
        let harness = harness(size, Box::new(Shared(Arc::clone(&engine))));
        Self { harness, knobs, engine, taps: 0 }
    }

    #[track_caller]
    pub fn settle(&mut self) {
        settle(&mut self.harness, &self.knobs);
    }

    #[track_caller]
    pub fn tap(&mut self, label: &str) -> &mut Self {
        self.harness.get_by_label(label).click();
        self.taps += 1;
        self.settle();
        self
    }

    #[track_caller]
    pub fn tap_control(&mut self, label: &str) -> &mut Self {
        self.control(label).click();
        self.taps += 1;
        self.settle();
        self
    }

    /// Taps the control of this name that lies above the others of that name.
    #[track_caller]
    pub fn tap_last(&mut self, label: &str) -> &mut Self {
        let nodes = self.harness.query_all_by_label(label).filter(|node| node.accesskit_node().role() != Role::Label);
        nodes.last().unwrap_or_else(|| panic!("no control called {label:?}")).click();
        self.taps += 1;
        self.settle();
        self
    }

    /// Taps the control that is called by this message, in the language on the screen.
    #[track_caller]
    pub fn tap_word(&mut self, key: &str, values: &[(&str, Value<'_>)]) -> &mut Self {
        let label = self.words().with(key, values);
        self.tap_control(&label)
    }

    /// The control of this name; a text may be called the same.
    #[track_caller]
    pub fn control<'a>(&'a self, label: &'a str) -> Node<'a> {
        let node = self.harness.query_all_by_label(label).find(|node| node.accesskit_node().role() != Role::Label);
        node.unwrap_or_else(|| panic!("no control called {label:?} among {:#?}", self.labels()))
    }

    #[track_caller]
    pub fn on(&mut self, screen: ScreenName) -> &mut Self {
        assert_eq!(self.screen(), screen);
        self
    }

    pub fn screen(&self) -> ScreenName {
        self.harness.state().view().name
    }

    #[track_caller]
    pub fn sees(&mut self, words: &str) -> &mut Self {
        let seen = self.harness.query_all_by_label_contains(words).next().is_some();
        assert!(seen, "nothing on the screen says {words:?}: {:#?}", self.labels());
        self
    }

    #[track_caller]
    pub fn sees_word(&mut self, key: &str, values: &[(&str, Value<'_>)]) -> &mut Self {
        let sentence = self.words().with(key, values);
        assert_ne!(sentence, key, "there is no such message");
        self.sees(&sentence)
    }

    #[track_caller]
    pub fn does_not_see(&mut self, words: &str) -> &mut Self {
        assert!(self.harness.query_all_by_label_contains(words).next().is_none(), "something on the screen says {words:?}");
        self
    }

    pub fn pass(&mut self, span: Millis) -> &mut Self {
        self.knobs.pass(span);
        self.settle();
        self
    }

    /// News for the machine.
    pub fn tell(&mut self, event: Event) -> &mut Self {
        self.knobs.tell(event);
        self.settle();
        self
    }

    /// News about the latest payment.
    pub fn terminal(&mut self, event: impl FnOnce(cardlast::id::AttemptId) -> TerminalEvent) -> &mut Self {
        let attempt = self.engine.lock().expect("no panic").asked().expect("a payment was asked for").0;
        self.tell(Event::Terminal(event(attempt)))
    }

    /// The words of the language on the screen.
    pub fn words(&self) -> Words {
        Words::new(&self.harness.state().view().language)
    }

    pub fn labels(&self) -> Vec<String> {
        self.harness.root().children_recursive().filter_map(|node| node.accesskit_node().label()).collect()
    }

    /// Everything that can be tapped: name, enabled, and where.
    pub fn controls(&self) -> Vec<(String, bool, egui::Rect)> {
        let root = self.harness.root();
        let nodes = root.children_recursive();
        let controls = nodes.filter(|node| node.accesskit_node().data().supports_action(Action::Click));
        let described = controls.map(|node| {
            let inner = node.accesskit_node();
            (inner.label().unwrap_or_default(), !inner.is_disabled(), node.rect())
        });
        described.filter(|(_, _, rect)| rect.width() < 4000.0).collect()
    }

    /// Brings the window to a screen, from attract, as a customer who speaks English would.
    pub fn reach(size: [f32; 2], screen: ScreenName) -> Self {
        Self::reach_in("en", size, screen)
    }

    /// Brings the window to a screen, from attract, as a customer of this language would: with fries in the cart where there is one.
    pub fn reach_in(tag: &str, size: [f32; 2], screen: ScreenName) -> Self {
        let mut window = if screen == ScreenName::Starting { Self::asleep(size) } else { Self::open(size) };
        if tag != "en" && screen != ScreenName::Starting {
            window.tap(&words(tag).get("language-name"));
        }
        let (fries, burger) = if tag == "en" { ("Fries", "Burger") } else { ("Frites", "Hamburger") };
        let price = window.words().money(euros("3.50"));
        let amount = || [("amount", price.as_str().into())];
        let review = |window: &mut Self| {
            window.tap_word("service-dine-in", &[]).tap_word("take", &[("what", fries.into())]).tap_word("to-review", &[]);
        };
        match screen {
            ScreenName::Starting | ScreenName::Attract => {}
            ScreenName::Menu => {
                window.tap_word("service-dine-in", &[]).tap_word("take", &[("what", fries.into())]);
            }
            ScreenName::Product => {
                window.tap_word("service-dine-in", &[]);
                let card = format!("{burger}, {}", window.words().money(euros("8.90")));
                window.tap(&card);
            }
            ScreenName::Review => review(&mut window),
            ScreenName::StartOver => {
                window.tap_word("service-dine-in", &[]).tap_word("take", &[("what", fries.into())]).tap_word("start-over", &[]);
            }
            ScreenName::Card => {
                review(&mut window);
                window.tap_word("pay-card", &amount());
            }
            ScreenName::Checking | ScreenName::Staff => {
                review(&mut window);
                window.tap_word("pay-card", &amount());
                window.tap_word("trouble-late-answer", &[]).tap_word("terminal-tap-card", &[]);
                if screen == ScreenName::Staff {
                    window.pass(Millis::from_secs(46));
                }
            }
            ScreenName::Placing | ScreenName::Number => {
                review(&mut window);
                window.knobs.by_hand.store(screen == ScreenName::Placing, std::sync::atomic::Ordering::Relaxed);
                window.tap_word("pay-counter", &amount());
            }
            ScreenName::OutOfService => {
                window.tell(journal(JournalHealth::Failing));
            }
        }
        window.on(screen);
        window
    }
}
