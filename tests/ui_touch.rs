//! Fingers on the window without a display: what taps, what scrolls, what goes on by itself, and what nobody should notice. The rules are
//! described in `src/ui/fingers`; `tests/touch.rs` tries them with a real window and real touches.

#![cfg(feature = "ui")]
#![allow(clippy::float_arithmetic, reason = "rectangles on a screen")]
#![allow(dead_code, reason = "not every test of the window turns every knob")]

#[path = "ui/support.rs"]
mod support;

use std::sync::Arc;

use cardlast::machine::kiosk::{Policy, ScreenName};
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
        let panel = Panel { short_mm: width, long_mm: height };
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
    let lit = |glass: &Glass| glass.fills().contains(&PRESSED);
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
    assert!(glass.harness.query_all_by_label_contains("Your order: 1 item").next().is_some());
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
