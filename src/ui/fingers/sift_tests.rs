//! Each rule of the sifter, without a window: what lands on the glass, and what egui hears of it.

use egui::{Event, Modifiers, MouseWheelUnit, PointerButton, Pos2, Rect, TouchDeviceId, TouchId, TouchPhase, pos2, vec2};

use super::GHOST_MS;
use super::sift::Sifter;
use crate::ui::theme::touch;

const FRAME: f64 = 0.016;

/// A glass with frames.
#[derive(Default)]
struct Glass {
    sifter: Sifter,
    now: f64,
    list: Option<(Rect, bool)>,
    lasted: Option<u32>,
}

fn touched(id: u64, phase: TouchPhase, pos: Pos2) -> Event {
    Event::Touch { device_id: TouchDeviceId(1), id: TouchId(id), phase, pos, force: None }
}

fn mouse(pos: Pos2, pressed: bool) -> Event {
    Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE }
}

/// Events in a form that a test can read.
fn told(events: &[Event]) -> Vec<String> {
    #[allow(clippy::wildcard_enum_match_arm, reason = "the others are told as they are")]
    let tell = |event: &Event| match event {
        Event::PointerMoved(at) => format!("move {} {}", at.x, at.y),
        Event::PointerButton { pos, pressed: true, .. } => format!("press {} {}", pos.x, pos.y),
        Event::PointerButton { pos, .. } if pos.x < -1000.0 => "release nowhere".to_owned(),
        Event::PointerButton { pos, .. } => format!("release {} {}", pos.x, pos.y),
        Event::PointerGone => "gone".to_owned(),
        other => format!("{other:?}"),
    };
    events.iter().map(tell).collect()
}

impl Glass {
    fn with_list(moving: bool) -> Self {
        Self { list: Some((Rect::from_min_size(pos2(0.0, 0.0), vec2(500.0, 1000.0)), moving)), ..Self::default() }
    }

    /// A frame in which this happened.
    fn frame(&mut self, events: &[Event]) -> Vec<String> {
        self.now += FRAME;
        if let Some((rect, moving)) = self.list {
            self.sifter.note_list(rect, moving);
        }
        let lasted = self.lasted;
        let mut is_ghost = |_| lasted.is_some_and(|lasted| lasted < GHOST_MS);
        told(&self.sifter.sift(self.now, events.to_vec(), &mut is_ghost))
    }

    fn pass(&mut self, seconds: f64) -> &mut Self {
        self.now += seconds;
        self
    }

    fn acts(&self) -> bool {
        self.sifter.hold().acts
    }
}

const HERE: Pos2 = pos2(100.0, 200.0);
const THERE: Pos2 = pos2(300.0, 400.0);

#[test]
fn a_tap_comes_from_nowhere_and_leaves_nothing_behind() {
    let mut glass = Glass::default();
    assert_eq!(glass.frame(&[touched(1, TouchPhase::Start, HERE)]), ["move 100 200", "press 100 200"]);
    assert!(glass.acts());
    assert_eq!(glass.frame(&[touched(1, TouchPhase::End, HERE)]), ["release 100 200", "gone"]);
    assert!(glass.acts(), "in the frame of the release the tap is asked about");
    assert_eq!(glass.sifter.hold().at, None, "nothing hovers");
}

#[test]
fn what_the_window_system_invents_for_a_touch_is_not_told_twice() {
    let mut glass = Glass::default();
    let echo = [Event::PointerMoved(HERE), touched(1, TouchPhase::Start, HERE), Event::PointerMoved(HERE), mouse(HERE, true)];
    assert_eq!(glass.frame(&echo), ["move 100 200", "press 100 200"]);
    let echo = [touched(1, TouchPhase::End, HERE), mouse(HERE, false), Event::PointerGone];
    assert_eq!(glass.frame(&echo), ["release 100 200", "gone"]);
    assert!(glass.frame(&[Event::PointerMoved(HERE)]).is_empty(), "the pointer follows a touch and does not hover");
    assert_eq!(glass.pass(1.0).frame(&[Event::PointerMoved(THERE)]), ["move 300 400"], "a mouse does");
}

#[test]
fn a_second_finger_changes_nothing_even_when_it_stays_longer() {
    let mut glass = Glass::default();
    glass.frame(&[touched(1, TouchPhase::Start, HERE)]);
    assert!(glass.frame(&[touched(2, TouchPhase::Start, THERE)]).is_empty());
    assert!(glass.frame(&[touched(2, TouchPhase::Move, HERE)]).is_empty());
    assert_eq!(glass.frame(&[touched(1, TouchPhase::End, HERE)]), ["release 100 200", "gone"]);
    assert!(glass.acts());
    assert!(glass.frame(&[touched(2, TouchPhase::Move, THERE)]).is_empty());
    assert!(glass.frame(&[touched(2, TouchPhase::End, THERE)]).is_empty());
}

#[test]
fn a_new_finger_counts_while_an_old_second_one_still_lies_there() {
    let mut glass = Glass::default();
    glass.frame(&[touched(1, TouchPhase::Start, HERE), touched(2, TouchPhase::Start, THERE)]);
    glass.frame(&[touched(1, TouchPhase::End, HERE)]);
    assert_eq!(glass.frame(&[touched(3, TouchPhase::Start, HERE)]), ["move 100 200", "press 100 200"]);
}

#[test]
fn a_hand_takes_back_its_press_and_nothing_counts_until_it_is_gone() {
    let mut glass = Glass::default();
    glass.frame(&[touched(1, TouchPhase::Start, HERE)]);
    let more = [touched(2, TouchPhase::Start, THERE), touched(3, TouchPhase::Start, THERE)];
    assert_eq!(glass.frame(&more), ["release nowhere", "gone"]);
    assert!(!glass.acts());
    let lifted: Vec<_> = (1..=2).map(|id| touched(id, TouchPhase::End, HERE)).collect();
    assert!(glass.frame(&lifted).is_empty());
    assert!(glass.frame(&[touched(4, TouchPhase::Start, HERE), touched(4, TouchPhase::End, HERE)]).is_empty(), "one is left");
    assert!(glass.frame(&[touched(3, TouchPhase::End, THERE)]).is_empty());
    assert_eq!(glass.frame(&[touched(5, TouchPhase::Start, HERE)]), ["move 100 200", "press 100 200"]);
}

#[test]
fn a_hand_within_one_frame_presses_nothing_either() {
    let mut glass = Glass::default();
    let hand: Vec<_> = (1..=5).map(|id| touched(id, TouchPhase::Start, HERE)).collect();
    assert_eq!(glass.frame(&hand), ["move 100 200", "press 100 200", "release nowhere", "gone"]);
    assert!(!glass.acts());
}

#[test]
fn what_rests_neither_taps_nor_stands_in_the_way() {
    let mut glass = Glass::default();
    for id in 1..=3 {
        glass.frame(&[touched(id, TouchPhase::Start, THERE)]);
    }
    glass.pass(touch::REST + 1.0);
    assert_eq!(glass.frame(&[touched(4, TouchPhase::Start, HERE)]), ["move 100 200", "press 100 200"], "past a resting hand");
    glass.frame(&[touched(4, TouchPhase::End, HERE)]);
    glass.frame(&[touched(5, TouchPhase::Start, THERE)]);
    glass.pass(touch::REST + 1.0);
    assert_eq!(glass.frame(&[touched(6, TouchPhase::Start, HERE)]), ["release nowhere", "gone"], "past a resting press");
    assert!(!glass.acts() && glass.sifter.waits());
    assert_eq!(glass.frame(&[touched(6, TouchPhase::End, HERE)]), ["move 100 200", "press 100 200", "release 100 200", "gone"]);
    assert!(glass.acts());
    glass.frame(&[touched(7, TouchPhase::Start, HERE)]);
    glass.pass(touch::REST + 1.0).frame(&[touched(7, TouchPhase::End, HERE)]);
    assert!(!glass.acts(), "who rests for so long taps nothing");
}

#[test]
fn a_cancelled_touch_never_acts() {
    let mut glass = Glass::default();
    glass.frame(&[touched(1, TouchPhase::Start, HERE)]);
    assert_eq!(glass.frame(&[touched(1, TouchPhase::Cancel, HERE)]), ["release nowhere", "gone"]);
    assert!(!glass.acts());
    glass.frame(&[]);
    assert!(glass.acts(), "a keyboard may act again");
}

#[test]
fn a_ghost_is_known_by_the_servers_clock_only() {
    let mut glass = Glass { lasted: Some(GHOST_MS - 1), ..Glass::default() };
    glass.frame(&[touched(1, TouchPhase::Start, HERE)]);
    assert_eq!(glass.frame(&[touched(1, TouchPhase::End, HERE)]), ["release nowhere", "gone"]);
    assert!(!glass.acts());
    for lasted in [None, Some(GHOST_MS), Some(10)] {
        glass.lasted = lasted;
        let tap = [touched(2, TouchPhase::Start, HERE), touched(2, TouchPhase::End, HERE)];
        assert_eq!(glass.frame(&tap), ["move 100 200", "press 100 200", "release 100 200", "gone"]);
        assert!(glass.acts(), "{lasted:?}");
    }
}

#[test]
fn a_finger_outside_lists_may_wander_and_where_it_is_lifted_decides() {
    let mut glass = Glass::default();
    glass.frame(&[touched(1, TouchPhase::Start, HERE)]);
    assert!(glass.frame(&[touched(1, TouchPhase::Move, THERE)]).is_empty());
    assert_eq!(glass.sifter.hold().at, Some(THERE), "a control knows that it was left");
    assert_eq!(glass.frame(&[touched(1, TouchPhase::End, THERE)]), ["release 300 400", "gone"]);
    assert!(glass.acts());
}

#[test]
fn a_finger_in_a_list_scrolls_when_it_has_left_the_slack_and_without_a_jump() {
    let mut glass = Glass::with_list(false);
    glass.frame(&[touched(1, TouchPhase::Start, HERE)]);
    let trembles = HERE + vec2(40.0, touch::SLACK - 1.0);
    assert!(glass.frame(&[touched(1, TouchPhase::Move, trembles)]).is_empty() && glass.acts());
    let leaves = HERE + vec2(0.0, touch::SLACK + 2.0);
    assert_eq!(glass.frame(&[touched(1, TouchPhase::Move, leaves)]), ["move 100 202"]);
    assert!(!glass.acts());
    assert_eq!(glass.frame(&[touched(1, TouchPhase::End, leaves)]), ["release 100 202", "gone"]);
    assert!(!glass.acts(), "back or not, it was a scroll");
}

#[test]
fn the_last_stretch_of_a_scroll_has_a_frame_of_its_own_so_that_its_speed_counts() {
    let mut glass = Glass::with_list(false);
    glass.frame(&[touched(1, TouchPhase::Start, HERE)]);
    let up = HERE - vec2(0.0, 100.0 + touch::SLACK);
    assert_eq!(glass.frame(&[touched(1, TouchPhase::Move, up), touched(1, TouchPhase::End, up)]), ["move 100 100"]);
    assert!(glass.sifter.waits());
    assert_eq!(glass.frame(&[]), ["release 100 100", "gone"]);
    assert!(!glass.sifter.waits());
    glass.frame(&[touched(2, TouchPhase::Start, HERE)]);
    assert_eq!(glass.frame(&[touched(2, TouchPhase::End, up)]), ["move 100 100"], "a panel may leave out the way");
    assert_eq!(glass.frame(&[]), ["release 100 100", "gone"]);
}

#[test]
fn a_finger_on_a_list_in_motion_taps_nothing_and_moves_it_at_once() {
    let mut glass = Glass::with_list(true);
    assert_eq!(glass.frame(&[touched(1, TouchPhase::Start, HERE)]), ["move 100 200", "press 100 200"]);
    assert!(!glass.acts());
    assert_eq!(glass.frame(&[touched(1, TouchPhase::Move, HERE + vec2(0.0, 3.0))]), ["move 100 203"]);
    assert_eq!(glass.frame(&[touched(1, TouchPhase::End, HERE + vec2(0.0, 3.0))]), ["release 100 203", "gone"]);
    assert!(!glass.acts());
    glass.frame(&[touched(2, TouchPhase::Start, pos2(600.0, 200.0))]);
    assert!(glass.acts(), "beside the list");
}

#[test]
fn a_panel_that_poses_as_a_mouse_taps_at_once_and_a_mouse_that_jumps_waits_a_frame() {
    let mut glass = Glass::default();
    assert_eq!(glass.frame(&[Event::PointerMoved(HERE), mouse(HERE, true)]), ["move 100 200", "move 100 200", "press 100 200"]);
    assert_eq!(glass.frame(&[mouse(HERE, false)]), ["release 100 200", "gone"]);
    let panel = glass.frame(&[Event::PointerMoved(THERE), mouse(THERE, true)]);
    assert_eq!(panel.last().expect("an event"), "press 300 400", "nothing is left to jump from");
    glass.frame(&[mouse(THERE, false)]);
    glass.frame(&[Event::PointerMoved(THERE)]);
    assert_eq!(glass.frame(&[Event::PointerMoved(HERE), mouse(HERE, true)]), ["move 100 200", "gone"]);
    assert_eq!(glass.frame(&[]), ["move 100 200", "press 100 200"]);
}

#[test]
fn a_second_press_has_a_frame_of_its_own() {
    let mut glass = Glass::default();
    let twice = [1, 2].map(|id| [touched(id, TouchPhase::Start, HERE), touched(id, TouchPhase::End, HERE)]).concat();
    assert_eq!(glass.frame(&twice), ["move 100 200", "press 100 200", "release 100 200", "gone"]);
    assert_eq!(glass.frame(&[]), ["move 100 200", "press 100 200", "release 100 200", "gone"]);
    let away = [touched(3, TouchPhase::Start, HERE), touched(3, TouchPhase::End, THERE)];
    assert_eq!(glass.frame(&away), ["move 100 200", "press 100 200"], "or egui would look for the press where it was released");
    assert_eq!(glass.frame(&[]), ["release 300 400", "gone"]);
}

#[test]
fn nothing_zooms_and_other_buttons_mean_nothing() {
    let mut glass = Glass::default();
    let secondary =
        Event::PointerButton { pos: HERE, button: PointerButton::Secondary, pressed: true, modifiers: Modifiers::NONE };
    let wheel = |modifiers| Event::MouseWheel {
        unit: MouseWheelUnit::Line,
        delta: vec2(0.0, 1.0),
        phase: TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers,
    };
    let pinch = [secondary, Event::Zoom(2.0), Event::Rotate(1.0), wheel(Modifiers::CTRL)];
    assert!(glass.frame(&pinch).is_empty());
    assert_eq!(glass.frame(&[wheel(Modifiers::NONE)]).len(), 1, "a wheel scrolls");
    glass.frame(&[Event::PointerMoved(HERE), mouse(HERE, true)]);
    glass.frame(&[mouse(HERE, false)]);
    assert_eq!(glass.frame(&[wheel(Modifiers::NONE)])[0], "move 100 200", "where the mouse is");
}

#[test]
fn a_contact_that_never_ends_is_let_go_of_even_if_it_moves() {
    let mut glass = Glass::with_list(false);
    glass.frame(&[touched(1, TouchPhase::Start, HERE)]);
    let up = |way: f32| touched(1, TouchPhase::Move, HERE - vec2(0.0, way));
    assert_eq!(glass.frame(&[up(touch::SLACK + 10.0)]).len(), 1, "it scrolls");
    for tremble in 0..19 {
        let way = touch::SLACK + 10.0 + if tremble % 2 == 0 { 20.0 } else { 0.0 };
        assert_eq!(glass.pass(1.0).frame(&[up(way)]).len(), 1, "still a finger, as far as anybody can tell");
    }
    assert_eq!(glass.pass(2.0).frame(&[up(100.0)]), ["release nowhere", "gone"]);
    for _ in 0..5 {
        assert!(glass.pass(1.0).frame(&[up(50.0), up(60.0)]).is_empty(), "it is not heard any more");
    }
    assert_eq!(glass.frame(&[touched(2, TouchPhase::Start, THERE)]), ["move 300 400", "press 300 400"], "the next finger is");
    assert!(glass.acts());
    glass.frame(&[touched(2, TouchPhase::End, THERE)]);
    assert!(glass.frame(&[touched(1, TouchPhase::End, HERE)]).is_empty());
    assert_eq!(glass.frame(&[touched(1, TouchPhase::Start, HERE)]).len(), 2, "once it has gone, it may come again");
}
