//! Fingers, keyboards and what they can reach.

use cardlast::machine::kiosk::ScreenName;
use cardlast::time::Millis;
use cardlast::ui::theme::touch;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::window::{LANDSCAPE, PORTRAIT, SIZES, Window};

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
    for screen in ScreenName::ALL {
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
    for screen in ScreenName::ALL {
        for size in SIZES {
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
fn a_panel_over_the_screen_is_a_dialog_that_shuts_the_rest_away_from_screen_readers_too() {
    let mut window = Window::reach(PORTRAIT, ScreenName::Menu);
    window.tap_word("filter", &[]);
    let name = window.words().get("filter");
    let dialogs: Vec<_> = window.harness.query_all_by_role(egui::accesskit::Role::Dialog).collect();
    let [dialog] = dialogs.as_slice() else { panic!("one dialog, not {}", dialogs.len()) };
    assert!(dialog.accesskit_node().data().is_modal());
    assert_eq!(dialog.accesskit_node().label().as_deref(), Some(name.as_str()));
    assert!(dialog.children_recursive().any(|node| node.accesskit_node().label() == Some(window.words().get("filter-done"))));
}
