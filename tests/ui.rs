//! The window over the real machine, driven by accessible names, without a display.

#![cfg(feature = "ui")]
#![allow(clippy::float_arithmetic, reason = "rectangles on a screen")]

#[path = "ui/support.rs"]
mod support;

use std::sync::Arc;

use cardlast::machine::kiosk::{Policy, ScreenName};
use cardlast::payment::{JournalHealth, TerminalEvent, TerminalHealth};
use cardlast::time::Millis;
use cardlast::ui::landmarks::lines;
use cardlast::ui::theme::{POINTS_PER_MM, touch};
use cardlast::ui::{KioskApp, Panel};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use support::{Device, Knobs, TestEngine, journal, menu};

const PORTRAIT: [f32; 2] = [1080.0, 1920.0];
const LANDSCAPE: [f32; 2] = [1920.0, 1080.0];
/// A panel of 19 inches: as many points as it has pixels.
const SMALL: [f32; 2] = [768.0, 1366.0];

struct Window {
    harness: Harness<'static, KioskApp>,
    knobs: Arc<Knobs>,
}

impl Window {
    fn open(size: [f32; 2]) -> Self {
        Self::with(size, &[], Policy::default())
    }

    fn with(size: [f32; 2], sold_out: &[&str], policy: Policy) -> Self {
        let knobs = Arc::new(Knobs::default());
        let engine = TestEngine::new(menu(sold_out), policy, Arc::clone(&knobs), Some(Arc::new(Device::default())));
        // A panel on which a pixel is a point.
        let [width, height] = size.map(|side| side / POINTS_PER_MM);
        let panel = Panel { short_mm: width.min(height), long_mm: width.max(height) };
        let build = move |creation: &mut eframe::CreationContext<'_>| {
            KioskApp::new(&creation.egui_ctx, Box::new(engine), Arc::new(|| {}), panel, None)
        };
        let mut harness = Harness::builder().with_size(egui::Vec2::from(size)).with_max_steps(16).build_eframe(build);
        harness.run();
        Self { harness, knobs }
    }

    #[track_caller]
    fn tap(&mut self, label: &str) -> &mut Self {
        self.harness.get_by_label(label).click();
        self.harness.run();
        self
    }

    #[track_caller]
    fn tap_control(&mut self, label: &str) -> &mut Self {
        let node = self.harness.get_all_by_label(label).find(|node| node.accesskit_node().role() != egui::accesskit::Role::Label);
        node.unwrap_or_else(|| panic!("a control called {label}")).click();
        self.harness.run();
        self
    }

    #[track_caller]
    fn on(&mut self, screen: ScreenName) -> &mut Self {
        assert_eq!(self.harness.state().view().name, screen);
        self
    }

    #[track_caller]
    fn sees(&mut self, words: &str) -> &mut Self {
        assert!(self.harness.query_all_by_label_contains(words).next().is_some(), "nothing on the screen says {words:?}");
        self
    }

    #[track_caller]
    fn does_not_see(&mut self, words: &str) -> &mut Self {
        assert!(self.harness.query_all_by_label_contains(words).next().is_none(), "something on the screen says {words:?}");
        self
    }

    fn pass(&mut self, span: Millis) -> &mut Self {
        self.knobs.pass(span);
        self.harness.run();
        self
    }

    /// Everything that can be tapped: name, enabled, and where.
    fn controls(&self) -> Vec<(String, bool, egui::Rect)> {
        let root = self.harness.root();
        let nodes = root.children_recursive();
        let controls = nodes.filter(|node| node.accesskit_node().data().supports_action(egui::accesskit::Action::Click));
        let described = controls.map(|node| {
            let inner = node.accesskit_node();
            (inner.label().unwrap_or_default(), !inner.is_disabled(), node.rect())
        });
        described.filter(|(_, _, rect)| rect.width() < 4000.0).collect()
    }

    /// Brings the window to a screen, from attract, as a customer would.
    fn reach(size: [f32; 2], screen: ScreenName) -> Self {
        let mut window = Self::open(size);
        match screen {
            ScreenName::Starting => unreachable!("the test's engine starts at once"),
            ScreenName::Attract => {}
            ScreenName::Menu => {
                window.tap("Eat in").tap("Add Fries");
            }
            ScreenName::Product => {
                window.tap("Eat in").tap("Burger, €8.90");
            }
            ScreenName::Review => {
                window.tap("Eat in").tap("Add Fries").tap("See my order");
            }
            ScreenName::StartOver => {
                window.tap("Eat in").tap("Add Fries").tap("Start over");
            }
            ScreenName::Card => {
                window.tap("Eat in").tap("Add Fries").tap("See my order").tap("Pay €3.50 by card");
            }
            ScreenName::Checking | ScreenName::Staff => {
                window.tap("Eat in").tap("Add Fries").tap("See my order").tap("Pay €3.50 by card");
                window.tap("Answer comes late").tap("Hold card here");
                if screen == ScreenName::Staff {
                    window.pass(Millis::from_secs(46));
                }
            }
            ScreenName::Placing => unreachable!("the test's journal stores at once"),
            ScreenName::Number => {
                window.tap("Eat in").tap("Add Fries").tap("See my order").tap("Pay €3.50 at the counter");
            }
            ScreenName::OutOfService => {
                window.knobs.tell(journal(JournalHealth::Failing));
                window.harness.run();
            }
        }
        window.on(screen);
        window
    }
}

/// Screens that a customer can be brought to without stopping the journal in its tracks.
fn reachable() -> impl Iterator<Item = ScreenName> {
    ScreenName::ALL.into_iter().filter(|screen| !matches!(screen, ScreenName::Starting | ScreenName::Placing))
}

#[test]
fn every_screen_says_what_it_is_about() {
    for screen in reachable() {
        let said = match screen {
            ScreenName::Starting | ScreenName::Placing => continue,
            ScreenName::Attract => "Where will you eat?",
            ScreenName::Menu => "Your order: 1 item",
            ScreenName::Product => "Made to order.",
            ScreenName::Review => "VAT 10 %",
            ScreenName::StartOver => "Start over?",
            ScreenName::Card => "Hold or insert your card",
            ScreenName::Checking => "Please do not pay again.",
            ScreenName::Number => "A01",
            ScreenName::Staff => "Please see our staff",
            ScreenName::OutOfService => "This kiosk is resting",
        };
        for size in [PORTRAIT, LANDSCAPE] {
            Window::reach(size, screen).sees(said).sees("Call staff").sees("Training.");
        }
    }
}

#[test]
fn a_whole_purchase_by_card_in_english() {
    let mut window = Window::open(PORTRAIT);
    window.tap("Eat in").on(ScreenName::Menu);
    window.tap("Burger, €8.90").on(ScreenName::Product).sees("Choose 1 more: Cooking");
    window.tap("Cooking: Medium").tap("Extras: Cheddar, +€0.80").tap("Add · €9.70").on(ScreenName::Menu);
    window.tap_control("Drinks").tap("Add Cola").sees("Your order: 2 items");
    window.tap("See my order").on(ScreenName::Review).sees("1 × Burger").sees("Cheddar");
    window.tap("Pay €12.60 by card").on(ScreenName::Card).sees("€12.60");
    window.tap("Hold card here").on(ScreenName::Number).sees("A01").sees("Paid: €12.60");
    window.tap("Print a receipt").sees("Your receipt is being printed");
    window.tap("Finish").on(ScreenName::Attract).does_not_see("Burger");
}

#[test]
fn a_whole_purchase_at_the_counter_in_french() {
    let mut window = Window::open(PORTRAIT);
    window.tap("Français").tap("À emporter").on(ScreenName::Menu);
    window.tap_control("Boissons").tap("Ajouter Bière").tap("Voir ma commande").on(ScreenName::Review);
    window.sees("À partir de 18 ans").sees("TVA 5,5 %");
    window.tap("Payer 4,50\u{a0}€ au comptoir").on(ScreenName::Number).sees("A01").sees("pièce d’identité");
    window.tap("Terminer").on(ScreenName::Attract).sees("Where will you eat?");
}

#[test]
fn a_bundle_says_what_is_missing_until_it_is_whole() {
    let mut window = Window::open(PORTRAIT);
    window.tap("Eat in").tap_control("Meals").tap("Burger meal, €13.90").on(ScreenName::Product);
    window.sees("Choose 1 more: Cooking").tap("Cooking: Well done");
    window.sees("Choose: Side").tap("Side: Salad, +€1.00").tap("Add · €14.90").on(ScreenName::Menu).sees("Well done");
}

#[test]
fn release_outside_a_button_does_nothing() {
    let mut window = Window::open(PORTRAIT);
    let button = window.harness.get_by_label("Eat in").rect();
    let edge = egui::pos2(button.center().x, button.top() + 4.0);
    window.harness.hover_at(edge);
    window.harness.run();
    window.harness.drag_at(edge);
    window.harness.run();
    window.harness.hover_at(edge - egui::vec2(0.0, 12.0));
    window.harness.run();
    window.harness.drop_at(edge - egui::vec2(0.0, 12.0));
    window.harness.run();
    window.on(ScreenName::Attract);
    assert!(!window.knobs.heard().contains(&"start"));
}

#[test]
fn a_finger_that_jumps_and_presses_at_once_does_not_scroll_the_list_away() {
    // Low, so that the rail is too long and can be scrolled.
    let mut window = Window::open([1920.0, 560.0]);
    window.tap("Eat in").sees("Scroll down, categories");
    window.harness.hover_at(egui::pos2(1800.0, 40.0));
    window.harness.run();
    window.tap_control("Meals").sees("Burger meal, €13.90");
}

#[test]
fn the_forward_button_says_why_it_cannot_be_taken() {
    let mut window = Window::open(PORTRAIT);
    window.tap("Eat in").tap("See my order. Choose something first").on(ScreenName::Menu);
    window.tap("Add Fries").tap("See my order").on(ScreenName::Review);
    window.knobs.tell(cardlast::machine::kiosk::Event::Terminal(TerminalEvent::Health(TerminalHealth::Unreachable)));
    window.harness.run();
    window.sees("Pay €3.50 by card. The card terminal cannot be reached.");
    window.tap("Pay €3.50 by card. The card terminal cannot be reached.").on(ScreenName::Review);
}

#[test]
fn a_declined_card_leads_back_to_the_order_and_says_so() {
    let mut window = Window::reach(PORTRAIT, ScreenName::Card);
    window.tap("Bank declines").tap("Hold card here").on(ScreenName::Review);
    window.sees("There is not enough on this card. Nothing was charged.").sees("1 × Fries");
}

#[test]
fn cancelling_keeps_the_order() {
    let mut window = Window::reach(PORTRAIT, ScreenName::Card);
    window.tap("Cancel and keep my order").on(ScreenName::Review).sees("Cancelled. Nothing was charged").sees("1 × Fries");
}

#[test]
fn sold_out_is_said_on_the_card_and_cannot_be_opened() {
    let mut window = Window::with(PORTRAIT, &["burger"], Policy::default());
    window.tap("Eat in").tap("Burger, €8.90, Sold out").on(ScreenName::Menu);
    assert!(!window.knobs.heard().contains(&"open"));
}

#[test]
fn search_finds_by_the_keyboard_on_the_screen() {
    let mut window = Window::open(PORTRAIT);
    window.tap("Eat in").tap("Search").sees("What are you looking for?");
    window.tap("c").tap("o").tap("l").sees("1 dish found").sees("Cola, €2.90");
    window.tap("Done").tap("Close the search").does_not_see("Cola, €2.90");
}

#[test]
fn the_filter_dims_and_names_what_does_not_suit() {
    let mut window = Window::open(PORTRAIT);
    window.tap("Eat in").tap("Allergens and diet").tap("Milk").tap("Show the menu");
    window.sees("Burger, €8.90, Does not suit").sees("Allergens and diet (1)");
}

#[test]
fn a_refusal_that_a_customer_should_read_is_said_in_words() {
    let ceiling = Policy { ceiling_minor: 500, ..Policy::default() };
    let mut window = Window::with(PORTRAIT, &[], ceiling);
    window.tap("Eat in").tap("Add Fries").tap("Add Fries").sees("One order can come to €5.00 at most.");
    window.pass(Millis::from_secs(6)).does_not_see("One order can come to");
}

#[test]
fn a10_still_there_counts_down_and_any_touch_keeps_the_order() {
    let mut window = Window::reach(PORTRAIT, ScreenName::Menu);
    window.pass(Millis::from_secs(60)).sees("Are you still there?").sees("30 seconds left");
    window.pass(Millis::from_secs(10)).sees("20 seconds left");
    let corner = egui::pos2(20.0, 1900.0);
    window.harness.hover_at(corner);
    window.harness.drag_at(corner);
    window.harness.run();
    window.harness.drop_at(corner);
    window.harness.run();
    window.does_not_see("Are you still there?").on(ScreenName::Menu).sees("Your order: 1 item");
}

#[test]
fn a11_after_the_time_out_nothing_of_the_customer_is_left() {
    let mut window = Window::reach(PORTRAIT, ScreenName::Menu);
    window.tap("Français");
    window.pass(Millis::from_secs(61)).pass(Millis::from_secs(31)).on(ScreenName::Attract);
    window.sees("Where will you eat?").does_not_see("Fries");
}

#[test]
fn a_touch_that_means_nothing_else_is_told_and_not_too_often() {
    let mut window = Window::reach(PORTRAIT, ScreenName::Menu);
    let before = window.knobs.heard().iter().filter(|name| **name == "touch").count();
    let nowhere = egui::pos2(700.0, 1500.0);
    for _ in 0..5 {
        window.harness.hover_at(nowhere);
        window.harness.drag_at(nowhere);
        window.harness.run();
        window.harness.drop_at(nowhere);
        window.harness.run();
    }
    let told = window.knobs.heard().iter().filter(|name| **name == "touch").count() - before;
    assert!(told <= 1, "{told} touches in no time");
    window.pass(Millis(300));
    window.harness.drag_at(nowhere);
    window.harness.run();
    let told = window.knobs.heard().iter().filter(|name| **name == "touch").count() - before;
    assert!((1..=2).contains(&told), "{told} touches");
}

#[test]
fn a13_the_language_can_be_changed_until_checkout() {
    for screen in [ScreenName::Menu, ScreenName::Product, ScreenName::Review, ScreenName::StartOver, ScreenName::Number] {
        Window::reach(PORTRAIT, screen).tap("Français").sees("Appeler l’équipe").on(screen);
    }
    Window::reach(PORTRAIT, ScreenName::Card).does_not_see("Français");
}

#[test]
fn a04_the_keyboard_alone_reaches_and_presses_a_button() {
    let mut window = Window::open(PORTRAIT);
    window.harness.get_by_label("Take away").focus();
    window.harness.run();
    window.harness.key_press(egui::Key::Enter);
    window.harness.run();
    window.on(ScreenName::Menu);
}

#[test]
fn every_control_has_a_name() {
    for screen in reachable() {
        for size in [PORTRAIT, LANDSCAPE] {
            let window = Window::reach(size, screen);
            for (label, _, rect) in window.controls() {
                assert!(!label.trim().is_empty(), "{screen}: a control at {rect:?} has no name");
            }
        }
    }
}

#[test]
fn a08_every_target_is_as_large_as_a_finger_and_on_the_screen() {
    for screen in reachable() {
        for size in [PORTRAIT, LANDSCAPE, SMALL] {
            let window = Window::reach(size, screen);
            let whole = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::Vec2::from(size));
            let controls = window.controls();
            assert!(!controls.is_empty());
            for (label, _, rect) in controls {
                let least = touch::TARGET - 0.5;
                assert!(rect.width() >= least && rect.height() >= least, "{screen} {size:?}: {label:?} is {:?}", rect.size());
                let upright = rect.max.y <= whole.max.y + 0.5 || screen == ScreenName::Menu || screen == ScreenName::Product;
                assert!(upright, "{screen} {size:?}: {label:?} at {rect:?} is below the screen");
                let sideways = rect.min.x >= whole.min.x - 0.5 && rect.max.x <= whole.max.x + 0.5;
                assert!(sideways, "{screen} {size:?}: {label:?} at {rect:?} leaves the screen");
            }
        }
    }
}

#[test]
fn landmarks_tell_a_script_where_to_tap() {
    let told = Arc::new(std::sync::Mutex::new(Vec::new()));
    let ear = Arc::clone(&told);
    let knobs = Arc::new(Knobs::default());
    let engine = TestEngine::new(menu(&[]), Policy::default(), knobs, None);
    let narrate: cardlast::ui::Narrator = Box::new(move |landmarks| *ear.lock().expect("no panic") = lines(landmarks));
    let build = move |creation: &mut eframe::CreationContext<'_>| {
        KioskApp::new(&creation.egui_ctx, Box::new(engine), Arc::new(|| {}), Panel::default(), Some(narrate))
    };
    let mut harness = Harness::builder().with_size(egui::Vec2::from(PORTRAIT)).with_max_steps(16).build_eframe(build);
    harness.run();
    let rect = harness.get_by_label("Eat in").rect();
    let wanted = format!("button\tenabled\t-\t{}\t{}\t", rect.min.x.round(), rect.min.y.round());
    let told = told.lock().expect("no panic").clone();
    assert_eq!(told[0], "screen\tattract");
    assert!(told.iter().any(|line| line.starts_with(&wanted) && line.ends_with("\tEat in")), "{told:#?}");
}
