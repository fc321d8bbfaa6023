//! Fingers on the window without a display: what taps, what scrolls, what goes on by itself, and what nobody should notice. The rules are
//! described in `src/ui/fingers`; `tests/touch.rs` tries them with a real window and real touches.

#![cfg(feature = "ui")]
#![allow(clippy::float_arithmetic, reason = "rectangles on a screen")]
#![allow(dead_code, reason = "not every test of the window turns every knob")]

#[path = "ui/support.rs"]
mod support;

use std::sync::Arc;

use cardlast::machine::kiosk::{Policy, ScreenName};
use cardlast::time::Millis;
use cardlast::ui::theme::colour::PRESSED;
use cardlast::ui::theme::{POINTS_PER_MM, touch};
use cardlast::ui::{KioskApp, Panel};
use egui::{Event, Pos2, TouchDeviceId, TouchId, TouchPhase, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use support::{Device, Knobs, TestEngine, long_menu};

const SIZE: [f32; 2] = [1080.0, 1920.0];
const FRAME: f32 = 1.0 / 60.0;
const DISHES: usize = 60;

/// A window and the fingers on it; every call is a frame.
struct Glass {
    harness: Harness<'static, KioskApp>,
    knobs: Arc<Knobs>,
}

impl Glass {
    fn open() -> Self {
        let knobs = Arc::new(Knobs::default());
        let device = Some(Arc::new(Device::default()));
        let engine = TestEngine::new(long_menu(&[], DISHES), Policy::default(), Arc::clone(&knobs), device);
        let [width, height] = SIZE.map(|side| side / POINTS_PER_MM);
        let panel = Panel { short_mm: width, long_mm: height, ..Panel::default() };
        let build = move |creation: &mut eframe::CreationContext<'_>| {
            KioskApp::new(&creation.egui_ctx, Box::new(engine), Arc::new(|| {}), panel, None)
        };
        let builder = Harness::builder().with_size(egui::Vec2::from(SIZE)).with_step_dt(FRAME).with_max_steps(600);
        let mut harness = builder.build_eframe(build);
        harness.run();
        Self { harness, knobs }
    }

    /// With the long list before the customer.
    fn at_dishes() -> Self {
        let mut glass = Self::open();
        let way_in = glass.centre("Eat in");
        glass.tap(way_in);
        glass.on(ScreenName::Menu);
        glass
    }

    #[track_caller]
    fn centre(&self, label: &str) -> Pos2 {
        self.harness.get_by_label(label).rect().center()
    }

    #[track_caller]
    fn on(&self, screen: ScreenName) {
        assert_eq!(self.harness.state().view().name, screen);
    }

    fn heard(&self, wish: &str) -> usize {
        self.knobs.heard().iter().filter(|heard| **heard == wish).count()
    }

    /// One frame in which fingers did this.
    fn frame(&mut self, moves: &[(u64, TouchPhase, Pos2)]) {
        let events = moves.iter().map(|(id, phase, pos)| Event::Touch {
            device_id: TouchDeviceId(7),
            id: TouchId(*id),
            phase: *phase,
            pos: *pos,
            force: None,
        });
        self.harness.input_mut().events.extend(events);
        self.harness.step();
    }

    fn lands(&mut self, at: Pos2) {
        self.frame(&[(1, TouchPhase::Start, at)]);
    }

    fn moves(&mut self, at: Pos2) {
        self.frame(&[(1, TouchPhase::Move, at)]);
    }

    fn lifts(&mut self, at: Pos2) {
        self.frame(&[(1, TouchPhase::End, at)]);
    }

    fn settles(&mut self) {
        self.harness.run();
    }

    fn tap(&mut self, at: Pos2) {
        self.lands(at);
        self.lifts(at);
        self.settles();
    }

    /// A finger that goes up or down by so much, evenly, and stays down.
    fn drag(&mut self, from: Pos2, way: f32, frames: u16) -> Pos2 {
        self.lands(from);
        for frame in 1..=frames {
            self.moves(from + vec2(0.0, way * f32::from(frame) / f32::from(frames)));
        }
        from + vec2(0.0, way)
    }

    fn flick(&mut self, from: Pos2, way: f32) {
        let at = self.drag(from, way, 6);
        self.lifts(at);
    }

    /// How far the list is scrolled, by any dish that can be seen.
    fn offset(&self, start: &Start) -> f32 {
        let place = |dish: &usize| self.harness.query_by_label(&dish_name(*dish)).map(|card| (*dish, card.rect().top()));
        let (dish, top) = (1..=DISHES).find_map(|dish| place(&dish)).expect("a dish");
        start.top_of(dish) - top
    }

    /// The colours on the screen, to tell whether something is lit.
    fn fills(&self) -> Vec<egui::Color32> {
        let fill = |shape: &egui::epaint::ClippedShape| {
            if let egui::Shape::Rect(rectangle) = &shape.shape { Some(rectangle.fill) } else { None }
        };
        self.harness.output().shapes.iter().filter_map(fill).collect()
    }
}

fn dish_name(dish: usize) -> String {
    format!("Dish {dish:02}, €1.00")
}

/// Where the dishes are before anybody scrolls, three in a row or however many there are.
struct Start {
    first: f32,
    pitch: f32,
    columns: usize,
    /// How many of the food's other products come first.
    before: usize,
}

impl Start {
    fn of(glass: &Glass) -> Self {
        let top = |dish: usize| glass.harness.get_by_label(&dish_name(dish)).rect().top();
        // The first dish that begins a row, and the first of the next.
        let row = (1..).find(|dish| top(dish + 1) > top(*dish) + 1.0).expect("the end of a row") + 1;
        let next = (row + 1..).find(|dish| top(*dish) > top(row) + 1.0).expect("another row");
        Self { first: top(row), pitch: top(next) - top(row), columns: next - row, before: row }
    }

    fn top_of(&self, dish: usize) -> f32 {
        let rows = (dish + self.columns * 10 - self.before) / self.columns;
        let rows = f32::from(u16::try_from(rows).expect("few rows"));
        self.first + (rows - 10.0) * self.pitch
    }
}

/// Room to drag up from, in the list, beside the round buttons of the cards.
fn low(glass: &Glass) -> Pos2 {
    glass.harness.get_by_label(&dish_name(5)).rect().left_top() + vec2(40.0, 120.0)
}

#[test]
fn a_touch_taps_and_leaves_neither_hover_nor_focus_behind() {
    let mut glass = Glass::at_dishes();
    let dish = low(&glass);
    glass.tap(dish);
    glass.on(ScreenName::Product);
    let ctx = &glass.harness.ctx;
    assert!(!ctx.input(|input| input.pointer.has_pointer() || input.pointer.any_down() || input.any_touches()));
    assert_eq!(ctx.memory(|memory| memory.focused()), None);
}

#[test]
fn a_touch_within_one_frame_taps_too() {
    let mut glass = Glass::open();
    let way_in = glass.centre("Eat in");
    glass.frame(&[(1, TouchPhase::Start, way_in), (1, TouchPhase::End, way_in)]);
    glass.settles();
    glass.on(ScreenName::Menu);
}

#[test]
fn a_press_is_lit_at_once_and_sliding_off_shows_and_cancels() {
    let mut glass = Glass::open();
    let button = glass.harness.get_by_label("Eat in").rect();
    let outside = button.center_top() - vec2(0.0, 30.0);
    let calm = glass.fills();
    glass.lands(button.center());
    assert_ne!(glass.fills(), calm, "pressed");
    glass.moves(outside);
    assert_eq!(glass.fills(), calm, "left");
    glass.moves(button.center());
    assert_ne!(glass.fills(), calm, "and back");
    glass.moves(outside);
    glass.lifts(outside);
    glass.settles();
    glass.on(ScreenName::Attract);
    assert_eq!(glass.heard("start"), 0);
}

#[test]
fn a_slide_within_one_frame_taps_neither_where_it_began_nor_where_it_ended() {
    let mut glass = Glass::open();
    let (from, to) = (glass.centre("Eat in"), glass.centre("Take away"));
    glass.frame(&[(1, TouchPhase::Start, from), (1, TouchPhase::Move, to), (1, TouchPhase::End, to)]);
    glass.settles();
    glass.on(ScreenName::Attract);
}

#[test]
fn a_shaking_hand_taps_a_button_it_does_not_leave() {
    let mut glass = Glass::open();
    let middle = glass.centre("Eat in");
    glass.lands(middle);
    for way in [40.0, -60.0, 80.0] {
        glass.moves(middle + vec2(way, -way));
    }
    glass.lifts(middle);
    glass.settles();
    glass.on(ScreenName::Menu);
}

#[test]
fn a_tremble_in_a_list_taps_and_does_not_move_it() {
    let mut glass = Glass::at_dishes();
    let start = Start::of(&glass);
    let dish = low(&glass);
    glass.lands(dish);
    for way in [12.0, -12.0, touch::SLACK - 1.0] {
        glass.moves(dish + vec2(way, way));
        assert!(glass.offset(&start).abs() < 0.5);
    }
    glass.lifts(dish + vec2(0.0, 12.0));
    glass.settles();
    glass.on(ScreenName::Product);
}

#[test]
fn a_drag_moves_the_list_with_the_finger_and_taps_nothing() {
    let mut glass = Glass::at_dishes();
    let start = Start::of(&glass);
    let dish = low(&glass);
    let lit = |glass: &Glass| glass.fills().contains(&PRESSED.into());
    let calm = lit(&glass);
    let at = glass.drag(dish, -200.0, 20);
    // egui draws a drag a frame late.
    glass.frame(&[]);
    assert!((glass.offset(&start) - (200.0 - touch::SLACK)).abs() < 1.5, "{}", glass.offset(&start));
    assert_eq!(lit(&glass), calm, "nothing is pressed any more");
    for _ in 0..30 {
        glass.frame(&[]);
    }
    glass.lifts(at);
    glass.settles();
    assert!((glass.offset(&start) - (200.0 - touch::SLACK)).abs() < 1.5, "a finger that stopped throws nothing");
    glass.on(ScreenName::Menu);
    assert_eq!(glass.heard("open") + glass.heard("quick-add"), 0);
}

#[test]
fn a_flick_goes_on_slower_and_slower_and_comes_to_rest() {
    let mut glass = Glass::at_dishes();
    let start = Start::of(&glass);
    glass.flick(low(&glass), -200.0);
    let mut offsets = vec![glass.offset(&start)];
    for _ in 0..400 {
        glass.frame(&[]);
        offsets.push(glass.offset(&start));
    }
    let steps: Vec<f32> = offsets.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(steps[1] > 15.0, "as fast as the finger was: {steps:?}");
    assert!(steps.windows(2).skip(1).all(|pair| pair[1] <= pair[0] + 1.1 && pair[1] >= 0.0), "{steps:?}");
    assert!(offsets[400] > 200.0 + 500.0, "{}", offsets[400]);
    assert!(steps[399].abs() < f32::EPSILON, "it rests");
    assert_eq!(glass.heard("open") + glass.heard("quick-add"), 0);
}

#[test]
fn the_ends_of_a_list_give_way_and_take_it_back() {
    let mut glass = Glass::at_dishes();
    let start = Start::of(&glass);
    let dish = low(&glass);
    let at = glass.drag(dish, 300.0, 10);
    assert!(glass.offset(&start) < -20.0, "it follows, reluctantly");
    assert!(glass.offset(&start) > -200.0);
    glass.lifts(at);
    glass.settles();
    assert!(glass.offset(&start).abs() < 0.5, "the beginning is where it was: {}", glass.offset(&start));
    let mut furthest = 0.0_f32;
    for _ in 0..12 {
        glass.flick(dish, -400.0);
        for _ in 0..120 {
            glass.frame(&[]);
            furthest = furthest.max(glass.offset(&start));
        }
    }
    glass.settles();
    let end = glass.offset(&start);
    assert!(glass.harness.query_by_label(&dish_name(DISHES)).is_some());
    assert!(furthest > end && furthest < end + 300.0, "it bounced: {furthest} {end}");
    glass.flick(dish, -400.0);
    glass.settles();
    assert!((glass.offset(&start) - end).abs() < 0.5, "the end is the end");
}

#[test]
fn a_tap_on_a_list_in_motion_stops_it_and_taps_nothing() {
    let mut glass = Glass::at_dishes();
    let start = Start::of(&glass);
    let dish = low(&glass);
    glass.flick(dish, -300.0);
    for _ in 0..5 {
        glass.frame(&[]);
    }
    glass.lands(dish);
    let caught = glass.offset(&start);
    glass.lifts(dish);
    glass.settles();
    assert!((glass.offset(&start) - caught).abs() < 1.5, "stopped at {caught}, rests at {}", glass.offset(&start));
    assert_eq!(glass.heard("open") + glass.heard("quick-add"), 0);
    glass.on(ScreenName::Menu);
    glass.tap(dish);
    assert_eq!(glass.heard("open") + glass.heard("quick-add"), 1, "at rest a tap is a tap");
}

#[test]
fn a_list_that_only_creeps_can_be_tapped() {
    let mut glass = Glass::at_dishes();
    let dish = low(&glass);
    glass.flick(dish, -200.0);
    // Two thousand points a second are less than sixty after two seconds.
    for _ in 0..130 {
        glass.frame(&[]);
    }
    glass.tap(dish);
    assert_eq!(glass.heard("open") + glass.heard("quick-add"), 1);
}

#[test]
fn a_second_finger_changes_nothing() {
    let mut glass = Glass::at_dishes();
    let (one, other) = (glass.centre("Add Fries"), glass.centre("Add Salad"));
    glass.lands(one);
    glass.frame(&[(2, TouchPhase::Start, other)]);
    glass.lifts(one);
    glass.frame(&[(2, TouchPhase::End, other)]);
    glass.settles();
    assert_eq!(glass.heard("quick-add"), 1);
    assert!(glass.harness.query_all_by_label_contains("Your order: 1\u{a0}item").next().is_some());
}

#[test]
fn two_fingers_do_not_zoom_and_neither_does_a_wheel() {
    let mut glass = Glass::at_dishes();
    let start = Start::of(&glass);
    let zoom = glass.harness.ctx.zoom_factor();
    let (one, other) = (low(&glass), low(&glass) + vec2(200.0, 0.0));
    glass.frame(&[(1, TouchPhase::Start, one), (2, TouchPhase::Start, other)]);
    for step in 1..=10_u8 {
        let apart = vec2(f32::from(step) * 10.0, 0.0);
        glass.frame(&[(1, TouchPhase::Move, one - apart), (2, TouchPhase::Move, other + apart)]);
        let input = |input: &egui::InputState| (input.multi_touch().is_some(), input.zoom_delta(), input.rotation_delta());
        assert_eq!(glass.harness.ctx.input(input), (false, 1.0, 0.0));
    }
    glass.frame(&[(1, TouchPhase::Cancel, one), (2, TouchPhase::Cancel, other)]);
    let wheel = Event::MouseWheel {
        unit: egui::MouseWheelUnit::Line,
        delta: vec2(0.0, 3.0),
        phase: TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: egui::Modifiers::COMMAND,
    };
    glass.harness.event(wheel);
    glass.settles();
    assert_eq!(glass.harness.ctx.zoom_factor(), zoom);
    assert!(glass.offset(&start).abs() < 0.5);
    glass.on(ScreenName::Menu);
}

#[test]
fn a_palm_presses_nothing_and_the_next_finger_counts() {
    let mut glass = Glass::open();
    let way_in = glass.centre("Eat in");
    let palm = |phase| (1..=5_u8).map(|id| (u64::from(id), phase, way_in + vec2(f32::from(id) * 9.0, 0.0))).collect::<Vec<_>>();
    glass.frame(&palm(TouchPhase::Start));
    glass.frame(&palm(TouchPhase::End));
    glass.settles();
    glass.on(ScreenName::Attract);
    glass.frame(&palm(TouchPhase::Start)[..1]);
    glass.frame(&palm(TouchPhase::Start)[1..]);
    glass.frame(&palm(TouchPhase::End));
    glass.settles();
    glass.on(ScreenName::Attract);
    glass.tap(way_in);
    glass.on(ScreenName::Menu);
}

#[test]
fn a_cancelled_touch_presses_nothing() {
    let mut glass = Glass::open();
    let way_in = glass.centre("Eat in");
    glass.lands(way_in);
    glass.frame(&[(1, TouchPhase::Cancel, way_in)]);
    glass.settles();
    glass.on(ScreenName::Attract);
    glass.tap(way_in);
    glass.on(ScreenName::Menu);
}

#[test]
fn a_long_rest_taps_nothing_and_a_long_tap_does() {
    let mut glass = Glass::open();
    let way_in = glass.centre("Eat in");
    let frames = |seconds: f32| (seconds / FRAME) as usize;
    glass.lands(way_in);
    for _ in 0..frames(5.5) {
        glass.frame(&[]);
    }
    glass.on(ScreenName::Attract);
    glass.lifts(way_in);
    glass.settles();
    glass.on(ScreenName::Attract);
    glass.lands(way_in);
    for _ in 0..frames(2.0) {
        glass.frame(&[]);
    }
    glass.lifts(way_in);
    glass.settles();
    glass.on(ScreenName::Menu);
}

#[test]
fn a_panel_that_poses_as_a_mouse_scrolls_and_taps_as_well() {
    let mut glass = Glass::at_dishes();
    let start = Start::of(&glass);
    let dish = low(&glass);
    let button = |pos, pressed| Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: egui::Modifiers::NONE,
    };
    // What counts as the echo of the touches so far is over.
    for _ in 0..60 {
        glass.frame(&[]);
    }
    glass.harness.input_mut().events.extend([Event::PointerMoved(dish), button(dish, true)]);
    glass.harness.step();
    for step in 1..=6_u8 {
        let at = dish - vec2(0.0, f32::from(step) * 40.0);
        glass.harness.input_mut().events.push(Event::PointerMoved(at));
        glass.harness.step();
    }
    glass.harness.input_mut().events.push(button(dish - vec2(0.0, 240.0), false));
    glass.harness.step();
    assert!(glass.offset(&start) > 150.0);
    glass.settles();
    assert!(glass.offset(&start) > 500.0, "it goes on: {}", glass.offset(&start));
    assert_eq!(glass.heard("open"), 0);
    glass.harness.input_mut().events.extend([Event::PointerMoved(dish), button(dish, true), button(dish, false)]);
    glass.settles();
    assert_eq!(glass.heard("open") + glass.heard("quick-add"), 1);
}

/// F25: neither a finger that slides over the edge of the panel, nor one whose end is told from beyond it, presses anything.
#[test]
fn a_finger_that_leaves_the_panel_presses_nothing() {
    let mut glass = Glass::open();
    let button = glass.harness.get_by_label("Eat in").rect();
    for outside in
        [egui::pos2(-30.0, button.center().y), egui::pos2(SIZE[0] + 30.0, button.center().y), egui::pos2(button.center().x, -5.0)]
    {
        glass.lands(button.center());
        glass.moves(outside);
        glass.lifts(outside);
        glass.settles();
        glass.on(ScreenName::Attract);
        glass.lands(button.center());
        glass.frame(&[(1, TouchPhase::End, outside)]);
        glass.settles();
        glass.on(ScreenName::Attract);
    }
    assert_eq!(glass.heard("start"), 0);
    glass.tap(button.center());
    glass.on(ScreenName::Menu);
}

/// F25, F26: however many fingers and taps come down on pay, and wherever they go, the terminal is asked once.
#[test]
fn two_fingers_and_two_taps_on_pay_are_one_payment() {
    for way in ["two fingers", "two taps", "a slide to pay at the counter"] {
        let mut glass = Glass::at_dishes();
        let (fries, review) = (glass.centre("Add Fries"), "See my order");
        glass.tap(fries);
        let review = glass.harness.query_all_by_label_contains(review).next().expect("the way to the review").rect().center();
        glass.tap(review);
        glass.on(ScreenName::Review);
        let pay = glass.harness.query_all_by_label_contains("by card").next().expect("cards are taken").rect().center();
        let counter =
            glass.harness.query_all_by_label_contains("at the counter").next().expect("so is the counter").rect().center();
        let beside = pay + vec2(40.0, 0.0);
        match way {
            "two fingers" => {
                glass.frame(&[(1, TouchPhase::Start, pay), (2, TouchPhase::Start, beside)]);
                glass.frame(&[(1, TouchPhase::End, pay), (2, TouchPhase::End, beside)]);
            }
            "two taps" => {
                let tap = [
                    (1, TouchPhase::Start, pay),
                    (1, TouchPhase::End, pay),
                    (1, TouchPhase::Start, pay),
                    (1, TouchPhase::End, pay),
                ];
                glass.frame(&tap);
            }
            _ => {
                glass.lands(pay);
                glass.moves(counter);
                glass.lifts(counter);
                glass.settles();
                glass.on(ScreenName::Review);
                assert_eq!(glass.heard("pay-card") + glass.heard("pay-counter"), 0, "neither where it began nor where it ended");
                glass.tap(pay);
            }
        }
        glass.settles();
        glass.on(ScreenName::Card);
        assert_eq!((glass.heard("pay-card"), glass.heard("pay-counter")), (1, 0), "{way}");
    }
}

/// How long a finger that taps this spot again and again keeps the screen from attract.
fn ghost(glass: &mut Glass, spot: Pos2) -> Millis {
    const EVERY: Millis = Millis(7_000);
    let mut lasted = Millis(0);
    while glass.harness.state().view().name != ScreenName::Attract {
        assert!(lasted.0 < 2_000_000, "a ghost at {spot} keeps the kiosk for ever");
        glass.frame(&[(1, TouchPhase::Start, spot)]);
        glass.frame(&[(1, TouchPhase::End, spot)]);
        glass.knobs.pass(EVERY);
        glass.frame(&[]);
        lasted.0 += EVERY.0;
    }
    lasted
}

/// F24: ghost touches count as activity for a while, and not for ever, wherever they are.
#[test]
fn a_ghost_on_one_spot_does_not_keep_the_kiosk_from_the_next_customer() {
    let policy = Policy::default();
    let most = policy.ask_anyway.0 + policy.warning.0 + policy.idle.0;
    for label in ["Add Fries", "Drinks", "Call staff", "nowhere"] {
        let mut glass = Glass::at_dishes();
        let spot = if label == "nowhere" { egui::pos2(3.0, SIZE[1] - 3.0) } else { glass.centre(label) };
        let lasted = ghost(&mut glass, spot);
        assert!(lasted.0 > 60_000, "{label}: it counts as activity for a while, as nobody can tell it from a finger");
        assert!(lasted.0 <= most, "{label}: {} s", lasted.0 / 1000);
        assert!(glass.heard("still-here") == 0, "{label}: the question that insists wants its button");
    }
}

/// F24: a contact that never ends is no customer, even if it trembles on a list.
#[test]
fn a_contact_that_never_ends_does_not_keep_the_session() {
    for trembles in [false, true] {
        let mut glass = Glass::at_dishes();
        let dish = low(&glass);
        let at = |frame: u64| dish - vec2(0.0, if frame.is_multiple_of(2) { 60.0 } else { 70.0 });
        let up = if trembles { glass.drag(dish, -80.0, 6) } else { glass.drag(dish, 0.0, 1) };
        let before = glass.heard("touch");
        // Twenty seconds of frames, on both clocks.
        for frame in 0..1_260_u64 {
            glass.knobs.pass(Millis(16));
            if trembles { glass.moves(at(frame)) } else { glass.frame(&[]) }
        }
        let after = glass.heard("touch");
        assert_eq!(after > before + 10, trembles, "while it moves it may be a finger: {before}, {after}");
        for frame in 0..100 {
            glass.knobs.pass(Millis(1_000));
            if trembles { glass.moves(at(frame)) } else { glass.frame(&[]) }
        }
        glass.on(ScreenName::Attract);
        assert!(glass.heard("touch") <= after + 1, "it is not heard any more");
        glass.lifts(up);
        glass.settles();
        glass.on(ScreenName::Attract);
        let way_in = glass.centre("Eat in");
        glass.tap(way_in);
        glass.on(ScreenName::Menu);
    }
}
