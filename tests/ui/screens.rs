//! Every screen and everything that may lie over one, by what it says.

use std::sync::Arc;

use cardlast::machine::kiosk::{Policy, ScreenName};
use cardlast::time::Millis;
use cardlast::ui::landmarks::lines;
use cardlast::ui::{KioskApp, Panel};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::support::{Knobs, TestEngine, menu};
use super::window::{LANDSCAPE, LANGUAGES, PORTRAIT, SIZES, Window};

#[test]
fn every_screen_says_what_it_is_about() {
    for screen in ScreenName::ALL {
        let said = match screen {
            ScreenName::Starting => "One moment, the kiosk is starting",
            ScreenName::Placing => "Sending your order to the kitchen",
            ScreenName::Attract => "Where will you eat?",
            ScreenName::Menu => "Your order: 1\u{a0}item",
            ScreenName::Product => "Made to order.",
            ScreenName::Review => "VAT 10%",
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
    window.does_not_see("Are you still there?").on(ScreenName::Menu).sees("Your order: 1\u{a0}item");
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
fn every_screen_speaks_both_languages() {
    let keys = |screen| match screen {
        ScreenName::Starting => ["starting-title", "training-banner"],
        ScreenName::Attract => ["attract-question", "attract-promise"],
        ScreenName::Menu => ["search", "filter"],
        ScreenName::Product => ["product-back", "note-title"],
        ScreenName::Review => ["review-title", "review-back"],
        ScreenName::StartOver => ["start-over-question", "start-over-no"],
        ScreenName::Card => ["card-to-pay", "card-present-card"],
        ScreenName::Checking => ["checking-title", "checking-calm"],
        ScreenName::Placing => ["placing-title", "training-banner"],
        ScreenName::Number => ["number-title", "number-next-counter"],
        ScreenName::Staff => ["staff-title", "staff-say"],
        ScreenName::OutOfService => ["out-of-service-title", "out-of-service-what"],
    };
    for tag in LANGUAGES {
        for screen in ScreenName::ALL {
            for size in SIZES {
                let mut window = Window::reach_in(tag, size, screen);
                for key in keys(screen) {
                    window.sees_word(key, &[]);
                }
            }
        }
    }
}

#[test]
fn staff_are_called_from_the_same_place_on_every_screen() {
    for tag in LANGUAGES {
        for size in SIZES {
            let place = |screen| {
                let window = Window::reach_in(tag, size, screen);
                let call = window.words().get("call-staff");
                window.control(&call).rect()
            };
            let expected = place(ScreenName::Menu);
            for screen in ScreenName::ALL {
                // Nobody has chosen a language before the kiosk has started, and the house's own is spoken.
                if tag == "en" || !matches!(screen, ScreenName::Starting) {
                    assert_eq!(place(screen), expected, "{tag} {size:?} {screen}");
                }
            }
        }
    }
}

#[test]
fn a13_the_language_switch_is_there_until_checkout_and_gone_then() {
    for screen in ScreenName::ALL {
        let window = Window::reach(PORTRAIT, screen);
        let there = window.controls().iter().any(|(label, ..)| label == "Français");
        assert_eq!(there, super::walk::speaks(screen), "{screen}");
    }
}

/// Reasons that are part of a longer name: they come after a comma there.
fn says_why(window: &Window, name: &str) -> bool {
    let words = window.words();
    let short = ["sold-out", "group-full", "not-now"].map(|key| words.get(key));
    name.contains(". ") || short.iter().any(|why| name.contains(why.as_str()))
}

#[test]
fn whatever_is_off_says_why() {
    let mut seen = 0;
    let mut check = |window: &Window| {
        for (name, enabled, _) in window.controls() {
            seen += usize::from(!enabled);
            assert!(enabled || says_why(window, &name), "{name:?} is off and does not say why on {}", window.screen());
        }
    };
    for tag in LANGUAGES {
        for size in SIZES {
            for screen in ScreenName::ALL {
                check(&Window::reach_in(tag, size, screen));
            }
            let mut panel = Window::reach_in(tag, size, ScreenName::Menu);
            check(panel.tap_word("filter", &[]));
            let mut keys = Window::reach_in(tag, size, ScreenName::Menu);
            check(keys.tap_word("search", &[]));
            let mut empty = Window::reach_in(tag, size, ScreenName::Attract);
            check(empty.tap_word("service-takeaway", &[]));
            let mut sold_out = Window::with(size, &["burger", "fries"], Policy::default());
            check(sold_out.tap_word("service-takeaway", &[]));
        }
    }
    assert!(seen > 80, "only {seen} controls were off");
}

#[test]
fn a10_the_countdown_falls_in_both_languages_and_yes_is_an_answer() {
    for tag in LANGUAGES {
        let mut window = Window::reach_in(tag, PORTRAIT, ScreenName::Review);
        window.pass(Millis::from_secs(60)).sees_word("still-there-title", &[]);
        for seconds in [30, 29, 20, 11, 1] {
            let left = u64::from(seconds);
            let passed = window.harness.state().view().still_there.expect("the question is asked");
            let now = window.engine.lock().expect("no panic").clock().at;
            window.pass(Millis(passed.since(now).0 - left * 1000)).sees_word("still-there-left", &[("seconds", seconds.into())]);
        }
        window.tap_word("still-there-yes", &[]).on(ScreenName::Review);
        let asked = window.words().get("still-there-title");
        window.does_not_see(&asked);
    }
}

#[test]
fn what_lies_over_a_screen_says_what_it_is_and_goes_away_again() {
    for tag in LANGUAGES {
        let mut window = Window::reach_in(tag, PORTRAIT, ScreenName::Menu);
        window.tap_word("filter", &[]).sees_word("filter-avoid", &[]).sees_word("filter-caution", &[]);
        let caution = window.words().get("filter-caution");
        window.tap_word("filter-done", &[]).does_not_see(&caution);
        window.tap_word("search", &[]).sees_word("search-hint", &[]).sees_word("key-space", &[]);
        let space = window.words().get("key-space");
        window.tap_word("key-done", &[]).does_not_see(&space);
        window.tap_word("call-staff", &[]).sees_word("notice-staff-called", &[]);

        let mut window = Window::reach_in(tag, PORTRAIT, ScreenName::Product);
        window.tap_word("note-write", &[]).sees_word("key-space", &[]);
        window.tap_word("key-done", &[]).does_not_see(&space);

        let mut window = Window::reach_in(tag, PORTRAIT, ScreenName::Number);
        window.tap_word("number-receipt-show", &[]).sees_word("number-receipt-title", &[]);
        let title = window.words().get("number-receipt-title");
        window.tap_word("number-receipt-close", &[]).does_not_see(&title);
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
