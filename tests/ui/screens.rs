//! Every screen and everything that may lie over one, by what it says.

use std::sync::Arc;

use cardlast::machine::kiosk::{Policy, ScreenName};
use cardlast::time::Millis;
use cardlast::ui::landmarks::lines;
use cardlast::ui::{KioskApp, Panel};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::support::{Knobs, TestEngine, menu};
use super::window::{LANDSCAPE, PORTRAIT, Window};

#[test]
fn every_screen_says_what_it_is_about() {
    for screen in ScreenName::ALL {
        let said = match screen {
            ScreenName::Starting => "One moment, the kiosk is starting",
            ScreenName::Placing => "Sending your order to the kitchen",
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
fn a_menu_of_one_category_lets_the_window_rest() {
    let mut draft = menu(&[]).to_draft();
    draft.categories.truncate(1);
    draft.items.retain(|item| item.category == draft.categories[0].id);
    let menu = std::sync::Arc::new(draft.finish().expect("a whole menu"));
    let mut window = Window::selling(PORTRAIT, menu, Policy::default());
    window.pass(Millis::from_secs(60)).on(ScreenName::Attract);
}

#[test]
fn a11_after_the_time_out_nothing_of_the_customer_is_left() {
    let mut window = Window::reach(PORTRAIT, ScreenName::Menu);
    window.tap("Français");
    window.pass(Millis::from_secs(61)).pass(Millis::from_secs(31)).on(ScreenName::Attract);
    window.sees("Where will you eat?").does_not_see("Fries");
}

#[test]
fn a13_the_language_can_be_changed_until_checkout() {
    for screen in [ScreenName::Menu, ScreenName::Product, ScreenName::Review, ScreenName::StartOver, ScreenName::Number] {
        Window::reach(PORTRAIT, screen).tap("Français").sees("Appeler l’équipe").on(screen);
    }
    Window::reach(PORTRAIT, ScreenName::Card).does_not_see("Français");
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
