//! Real touches on the real window: an X server without hardware, the kiosk in its own process, and fingers that land, tremble, drag and
//! slip. What a rule means is said in `src/ui/fingers`; the same rules without a window are tested there and in `tests/ui_touch.rs`.
//!
//! Where there is no such server the stories are skipped, and that is said aloud.

#![allow(clippy::float_arithmetic, reason = "places on a screen")]
#![allow(clippy::print_stderr, reason = "a test that did not run must not pass in silence")]

#[path = "touch/kiosk.rs"]
mod kiosk;
#[path = "touch/panel.rs"]
mod panel;

use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use libtest_mimic::{Arguments, Trial};

use kiosk::{DISHES, Kiosk, TAP};
use panel::{Panel, Phase, Touch, stay};

type Story = fn(&mut Panel);

const STORIES: &[(&str, Story)] = &[
    ("a_whole_order_by_touch", a_whole_order_by_touch),
    ("taps_of_every_kind_tap", taps_of_every_kind_tap),
    ("what_is_no_tap_does_nothing", what_is_no_tap_does_nothing),
    ("a_second_finger_changes_nothing", a_second_finger_changes_nothing),
    ("a_palm_and_a_flash_press_nothing", a_palm_and_a_flash_press_nothing),
    ("a_flick_goes_on_and_keeps_its_bounds", a_flick_goes_on_and_keeps_its_bounds),
    ("a_tap_on_a_moving_list_stops_it", a_tap_on_a_moving_list_stops_it),
];

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // One panel, one hand.
    arguments.test_threads = Some(1);
    let panel = if arguments.list { Err(String::new()) } else { Panel::start() };
    if let Err(why) = &panel
        && !arguments.list
    {
        eprintln!("SKIPPED: touches on the real window were not tested. {why}");
    }
    let panel = Arc::new(Mutex::new(panel.ok()));
    let trials = STORIES.iter().map(|(name, story)| {
        let absent = panel.lock().expect("no panic").is_none();
        let panel = Arc::clone(&panel);
        let run = move || {
            // A story that fails leaves the panel as usable as it was.
            let mut panel = panel.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            story(panel.as_mut().expect("a panel, or the story is skipped"));
            Ok(())
        };
        Trial::test(*name, run).with_ignored_flag(absent && !arguments.list)
    });
    let conclusion = libtest_mimic::run(&arguments, trials.collect());
    // Ends the server.
    drop(panel);
    conclusion.exit_code()
}

fn a_whole_order_by_touch(panel: &mut Panel) {
    let mut kiosk = Kiosk::open(panel);
    kiosk.tap("Take away");
    kiosk.on("menu");
    kiosk.tap("Burgers");
    kiosk.tap("Cheeseburger,");
    kiosk.on("product");
    kiosk.tap("Add ·");
    kiosk.on("menu");
    kiosk.tap("See my order");
    kiosk.on("review");
    kiosk.tap("Pay ");
    kiosk.on("number");
}

fn taps_of_every_kind_tap(panel: &mut Panel) {
    let mut kiosk = Kiosk::at_dishes(panel);
    kiosk.tap_for("Add Dish 01", Duration::from_millis(10));
    kiosk.hears("quick-add dish-1", 1);
    kiosk.tap_for("Add Dish 02", Duration::from_millis(1200));
    kiosk.hears("quick-add dish-2", 1);
    let (x, y) = kiosk.thing("Add Dish 03").centre();
    let finger = kiosk.finger();
    kiosk.send(&[Touch { finger, phase: Phase::Lands, at: (x, y) }]);
    for at in [(x + 12.0, y), (x - 12.0, y + 4.0), (x, y + 12.0), (x + 4.0, y - 12.0)] {
        stay(Duration::from_millis(20));
        kiosk.send(&[Touch { finger, phase: Phase::Moves, at }]);
    }
    kiosk.send(&[Touch { finger, phase: Phase::Lifts, at: (x + 4.0, y - 12.0) }]);
    kiosk.hears("quick-add dish-3", 1);
    kiosk.tap("Dish 01,");
    kiosk.on("product");
}

fn what_is_no_tap_does_nothing(panel: &mut Panel) {
    let mut kiosk = Kiosk::open(panel);
    let way_in = kiosk.thing("Eat in");
    let inside = way_in.centre();
    let outside = (inside.0, way_in.top - 60.0);
    let finger = kiosk.finger();
    kiosk.send(&[Touch { finger, phase: Phase::Lands, at: inside }]);
    stay(TAP);
    kiosk.send(&[Touch { finger, phase: Phase::Moves, at: outside }, Touch { finger, phase: Phase::Lifts, at: outside }]);
    // What comes later is heard later, so nothing was pressed before.
    kiosk.tap("Français");
    kiosk.thing("Sur place");
    assert_eq!(kiosk.heard("start"), 0, "sliding off cancels");
    let finger = kiosk.finger();
    kiosk.send(&[Touch { finger, phase: Phase::Lands, at: inside }]);
    for at in [outside, inside] {
        stay(TAP);
        kiosk.send(&[Touch { finger, phase: Phase::Moves, at }]);
    }
    kiosk.send(&[Touch { finger, phase: Phase::Lifts, at: inside }]);
    kiosk.hears("start dine-in", 1);
}

fn a_second_finger_changes_nothing(panel: &mut Panel) {
    let mut kiosk = Kiosk::at_dishes(panel);
    let (first, second) = (kiosk.thing("Add Dish 01").centre(), kiosk.thing("Add Dish 02").centre());
    let (one, two) = (kiosk.finger(), kiosk.finger());
    kiosk.send(&[Touch { finger: one, phase: Phase::Lands, at: first }]);
    stay(TAP);
    kiosk.send(&[Touch { finger: two, phase: Phase::Lands, at: second }]);
    stay(TAP);
    kiosk.send(&[Touch { finger: one, phase: Phase::Lifts, at: first }]);
    kiosk.hears("quick-add dish-1", 1);
    kiosk.send(&[Touch { finger: two, phase: Phase::Lifts, at: second }]);
    kiosk.tap("Add Dish 03");
    kiosk.hears("quick-add dish-3", 1);
    assert_eq!(kiosk.heard("quick-add dish-2"), 0);
}

fn a_palm_and_a_flash_press_nothing(panel: &mut Panel) {
    let mut kiosk = Kiosk::open(panel);
    let (x, y) = kiosk.thing("Eat in").centre();
    let palm = |phase| (0..5).map(|finger| Touch { finger, phase, at: (x + f64::from(finger) * 15.0, y) }).collect::<Vec<_>>();
    kiosk.send(&palm(Phase::Lands));
    stay(TAP);
    kiosk.send(&palm(Phase::Lifts));
    let flash = [Phase::Lands, Phase::Lifts].map(|phase| Touch { finger: 0, phase, at: (x, y) });
    kiosk.send(&flash);
    kiosk.tap("Français");
    kiosk.thing("Sur place");
    assert_eq!(kiosk.heard("start"), 0);
    kiosk.tap("Sur place");
    kiosk.hears("start dine-in", 1);
}

/// How far a flick goes, in pixels; a finger could do as much on any panel.
const WAY: f64 = 300.0;

/// A frame that takes too long sees too little of a flick to know its speed; so slow a machine gets another chance.
const CHANCES: u32 = 6;

/// A flick may be repeated when after so long nothing has come of it; the kiosk tells only of screens at rest.
const GLIMPSE: Duration = Duration::from_secs(5);

fn a_flick_goes_on_and_keeps_its_bounds(panel: &mut Panel) {
    let mut kiosk = Kiosk::at_dishes(panel);
    let grid = kiosk.grid();
    let mut finger_went = 0.0;
    let goes_on = (0..CHANCES).any(|_| {
        kiosk.flick(grid.low, -WAY);
        finger_went += WAY;
        kiosk.within(GLIMPSE, |seen| seen.offset(&grid).filter(|offset| *offset > finger_went + WAY / 2.0)).is_some()
    });
    assert!(goes_on, "the list goes as far as the finger and no further");

    let reaches = |kiosk: &mut Kiosk<'_>, from, way, goal: &str| {
        (0..20).any(|_| {
            kiosk.flick(from, way);
            kiosk.within(GLIMPSE, |seen| seen.thing(goal)).is_some()
        })
    };
    assert!(reaches(&mut kiosk, grid.low, -WAY, &format!("Dish {DISHES},")), "the end of the list");
    // Beyond the end it gives way and comes back to where it was. What is shown in the other language was shown after the flick.
    kiosk.flick(grid.low, -WAY);
    kiosk.tap("Language: English");
    kiosk.tap("Français");
    let end = kiosk.thing(&format!("Assiette {DISHES},"));
    kiosk.flick(grid.low, -WAY);
    kiosk.tap("Langue : Français");
    kiosk.tap("English");
    let again = kiosk.thing(&format!("Dish {DISHES},"));
    assert!((again.top - end.top).abs() < 1.5, "{end:?} {again:?}");
    assert!(reaches(&mut kiosk, grid.high, WAY, "Dish 01,"), "the beginning of the list");
    kiosk.flick(grid.high, WAY);
    kiosk.tap("Language: English");
    kiosk.tap("Français");
    let beginning = kiosk.thing("Assiette 01,");
    assert!((beginning.centre().1 - grid.high.1).abs() < 1.5, "{beginning:?}");
    assert_eq!(kiosk.heard("open") + kiosk.heard("quick-add"), 0, "a drag taps nothing");
}

fn a_tap_on_a_moving_list_stops_it(panel: &mut Panel) {
    let stopped = (0..CHANCES).any(|_| {
        let mut kiosk = Kiosk::at_dishes(panel);
        let grid = kiosk.grid();
        kiosk.flick(grid.low, -WAY);
        kiosk.tap_at(grid.low, TAP);
        // What comes later is heard later.
        kiosk.tap("Call staff");
        kiosk.hears("call-staff", 1);
        let tapped = kiosk.heard("open") + kiosk.heard("quick-add");
        kiosk.tap_at(grid.low, TAP);
        kiosk.wait_for("a tap on the list at rest", |seen| (seen.heard("open") + seen.heard("quick-add") > tapped).then_some(()));
        tapped == 0
    });
    assert!(stopped, "a tap on a list in motion takes what happens to pass by");
}
