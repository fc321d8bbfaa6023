//! Without a finger: next, previous, select and back do everything, the ring is always in sight, and nothing is a trap.

use std::collections::BTreeSet;

use cardlast::machine::kiosk::{Policy, ScreenName};
use cardlast::time::Millis;
use cardlast::ui::focus;
use egui::accesskit::Action;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::NodeT as _;

use super::support::long_menu;
use super::till::Till;
use super::window::{LANDSCAPE, PORTRAIT, SIZES, Window};

/// More controls than any screen has.
const MANY: usize = 400;

/// A pad with four keys, and the window it is plugged into.
pub struct Pad {
    pub window: Window,
}

impl Pad {
    pub fn at(window: Window) -> Self {
        Self { window }
    }

    pub fn key(&mut self, key: Key, modifiers: Modifiers) -> &mut Self {
        for pressed in [true, false] {
            let event = Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
            self.window.harness.input_mut().events.push(event);
            self.window.harness.step();
        }
        self.window.settle();
        self
    }

    pub fn next(&mut self) -> &mut Self {
        self.key(Key::Tab, Modifiers::NONE)
    }

    pub fn previous(&mut self) -> &mut Self {
        self.key(Key::Tab, Modifiers::SHIFT)
    }

    pub fn select(&mut self) -> &mut Self {
        self.key(Key::Enter, Modifiers::NONE)
    }

    pub fn back(&mut self) -> &mut Self {
        self.key(Key::Escape, Modifiers::NONE)
    }

    /// The name of what has the focus.
    pub fn on(&self) -> String {
        focus::highlight(&self.window.harness.ctx).map(|highlight| highlight.label).unwrap_or_default()
    }

    /// Goes on with next until this has the focus, and selects it.
    #[track_caller]
    pub fn go(&mut self, name: &str) -> &mut Self {
        for _ in 0..MANY {
            if self.on() == name {
                return self.select();
            }
            self.next();
        }
        panic!("next never gets to {name:?} on {}: {:#?}", self.window.screen(), self.window.labels());
    }

    #[track_caller]
    pub fn is_on(&mut self, screen: ScreenName) -> &mut Self {
        self.window.on(screen);
        self
    }

    /// What is under the ring, and its place: the ring is wholly on the screen, and nothing lies on it.
    #[track_caller]
    fn ring_is_in_sight(&mut self) {
        // What egui remembers of a control is as old as the frame before.
        self.window.harness.step();
        focus_is_in_sight(&self.window.harness.ctx);
    }
}

/// Something has the focus, it is wholly on the screen, nothing lies on it, and no list cuts it off.
#[track_caller]
pub fn focus_is_in_sight(ctx: &egui::Context) {
    let focused = ctx.memory(egui::Memory::focused).expect("something has the focus");
    let name = focus::highlight(ctx).map(|highlight| highlight.label).unwrap_or_default();
    let response = ctx.read_response(focused).unwrap_or_else(|| panic!("{name:?} was not drawn"));
    let rect = response.rect;
    assert!(ctx.content_rect().contains_rect(rect), "{name:?} at {rect:?} is off the screen");
    let corners = [rect.left_top(), rect.right_top(), rect.left_bottom(), rect.right_bottom(), rect.center()];
    for point in corners.map(|corner| corner + (rect.center() - corner) * 0.04) {
        assert_eq!(ctx.layer_id_at(point), Some(response.layer_id), "something lies on {name:?}");
    }
    let seen = response.interact_rect.size().min_elem();
    assert!(seen > rect.size().min_elem() - 2.0, "{name:?} is cut off by its list: {:?} of {rect:?}", response.interact_rect);
}

#[test]
fn a04_a_purchase_with_next_previous_select_and_back_only() {
    for size in SIZES {
        let mut pad = Pad::at(Window::open(size));
        pad.next().go("Eat in").is_on(ScreenName::Menu);
        pad.go("Burger, €8.90").is_on(ScreenName::Product);
        assert_eq!(pad.on(), "Cooking: Medium", "the focus is where the work begins");
        pad.select().go("Extras: Cheddar, +€0.80").go("Add · €9.70").is_on(ScreenName::Menu);
        assert_eq!(pad.on(), "Burger, €8.90", "back where it was left");
        pad.go("Drinks").go("Add Cola").go("One more Cola").go("Remove Cola").go("Undo");
        pad.go("See my order").is_on(ScreenName::Review).back().is_on(ScreenName::Menu);
        pad.go("See my order").go("Pay €15.50 by card").is_on(ScreenName::Card);
        pad.back().is_on(ScreenName::Review).go("Pay €15.50 by card").is_on(ScreenName::Card);
        pad.go("Hold card here").is_on(ScreenName::Number).go("See the receipt").back();
        pad.go("Finish").is_on(ScreenName::Attract);
        assert_eq!(pad.window.taps, 0, "no finger");
    }
}

#[test]
fn a04_everything_that_can_be_tapped_gets_the_focus_and_previous_leads_back_the_same_way() {
    for size in [PORTRAIT, LANDSCAPE] {
        for screen in ScreenName::ALL {
            let mut pad = Pad::at(Window::reach(size, screen));
            pad.next();
            let first = pad.on();
            let mut way = vec![first.clone()];
            let ids = |pad: &Pad| pad.window.harness.ctx.memory(egui::Memory::focused);
            let start = ids(&pad);
            assert!(start.is_some(), "{screen}: there is always something, if only to call staff");
            for _ in 0..MANY {
                pad.ring_is_in_sight();
                pad.next();
                if ids(&pad) == start {
                    break;
                }
                way.push(pad.on());
            }
            assert!(way.len() < MANY, "{screen}: next comes round");
            let reached: BTreeSet<_> = way.iter().cloned().collect();
            let can_be_tapped: BTreeSet<_> = pad.window.controls().into_iter().map(|(name, ..)| name).collect();
            let missed: Vec<_> = can_be_tapped.difference(&reached).filter(|name| !name.is_empty()).collect();
            assert!(missed.is_empty(), "{screen} {size:?}: {missed:?} cannot be reached; reached {reached:?}");
            let mut back = vec![pad.on()];
            for _ in 1..way.len() {
                pad.previous();
                back.push(pad.on());
            }
            back[1..].reverse();
            assert_eq!(back, way, "{screen}: previous is the way of next, back");
        }
    }
}

#[test]
fn a04_rows_that_are_not_drawn_yet_are_reached_all_the_same() {
    const DISHES: usize = 60;
    let mut pad = Pad::at(Window::selling(PORTRAIT, long_menu(&[], DISHES), Policy::default()));
    pad.next().go("Eat in").go("Dish 01, €1.00").back();
    let mut seen = BTreeSet::new();
    for _ in 0..MANY {
        pad.ring_is_in_sight();
        let at = pad.on();
        if at.starts_with("Dish ") {
            seen.insert(at.clone());
        }
        if at.starts_with("Dish 60,") {
            break;
        }
        pad.next();
    }
    assert_eq!(seen.len(), DISHES, "{seen:?}");
    let place = focus::highlight(&pad.window.harness.ctx).expect("a dish").place;
    assert_eq!(place, Some((DISHES + 3, DISHES + 3)), "the last of the burger, the fries, the salad and sixty more");
    for _ in 0..MANY {
        pad.ring_is_in_sight();
        if pad.on().starts_with("Dish 01,") {
            return;
        }
        pad.previous();
    }
    panic!("previous does not lead up again");
}

#[test]
fn a04_a_question_keeps_the_focus_inside_and_back_leaves_it() {
    let mut pad = Pad::at(Window::reach(PORTRAIT, ScreenName::Menu));
    pad.next().go("Allergens and diet");
    let mut inside = BTreeSet::new();
    for _ in 0..40 {
        inside.insert(pad.on());
        pad.ring_is_in_sight();
        pad.next();
    }
    assert!(inside.contains("Milk") && inside.contains("Show the menu"), "{inside:?}");
    assert!(!inside.contains("See my order") && !inside.contains("Call staff"), "{inside:?}");
    pad.back();
    assert_eq!(pad.on(), "Allergens and diet", "back at what opened it");

    pad.window.pass(Millis::from_secs(61)).sees("Are you still there?");
    assert_eq!(pad.on(), "Yes, keep my order");
    pad.back();
    pad.window.does_not_see("Are you still there?").sees("Your order: 1\u{a0}item");
    assert_eq!(pad.on(), "Allergens and diet");
}

#[test]
fn a04_what_vanishes_leaves_the_focus_to_what_took_its_place() {
    let mut pad = Pad::at(Window::reach(PORTRAIT, ScreenName::Menu));
    pad.next().go("Add Fries").go("Remove Fries");
    pad.ring_is_in_sight();
    pad.window.does_not_see("1 item");
}

#[test]
fn a04_letters_are_written_with_keys_of_the_screen_and_with_real_ones() {
    let mut pad = Pad::at(Window::reach(PORTRAIT, ScreenName::Menu));
    pad.next().go("Search");
    assert_eq!(pad.on(), "1", "the focus goes to the keyboard");
    pad.go("c").go("o");
    pad.window.sees("Cola");
    pad.window.harness.input_mut().events.push(Event::Text("l".to_owned()));
    pad.window.settle();
    pad.window.sees("1 dish found");
    pad.go("Done").back();
    pad.window.does_not_see("1 dish found").on(ScreenName::Menu);
}

#[test]
fn a04_looking_around_with_keys_keeps_the_order() {
    let mut pad = Pad::at(Window::reach(PORTRAIT, ScreenName::Menu));
    for _ in 0..5 {
        pad.window.pass(Millis::from_secs(50));
        pad.next();
    }
    pad.window.does_not_see("Are you still there?").on(ScreenName::Menu);
}

#[test]
fn a11_the_next_customer_finds_no_focus() {
    let mut pad = Pad::at(Window::reach(PORTRAIT, ScreenName::Menu));
    pad.next();
    assert!(focus::in_use(&pad.window.harness.ctx));
    pad.window.pass(Millis::from_secs(61)).pass(Millis::from_secs(31)).on(ScreenName::Attract);
    assert!(!focus::in_use(&pad.window.harness.ctx));
    assert_eq!(pad.on(), "");
}

#[test]
fn a_key_that_is_held_does_not_buy_twenty() {
    let mut pad = Pad::at(Window::reach(PORTRAIT, ScreenName::Menu));
    pad.next();
    while pad.on() != "Add Fries" {
        pad.next();
    }
    for _ in 0..30 {
        let event = Event::Key { key: Key::Enter, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE };
        pad.window.harness.input_mut().events.push(event);
        pad.window.harness.step();
    }
    pad.window.settle();
    pad.window.sees("Your order: 2\u{a0}items");
}

/// A05: what can be done is a click on a node, and every click is one tap.
#[test]
fn a05_no_control_asks_for_a_gesture() {
    for screen in ScreenName::ALL {
        let window = Window::reach(PORTRAIT, screen);
        let root = window.harness.root();
        for node in root.children_recursive() {
            let data = node.accesskit_node().data().clone();
            let gesture =
                [Action::Increment, Action::Decrement, Action::SetValue].into_iter().find(|action| data.supports_action(*action));
            assert_eq!(gesture, None, "{screen}: {:?} wants more than a tap", data.label());
        }
    }
}

impl Till {
    fn focus(&self) -> String {
        focus::highlight(self.window.context()).map(|highlight| highlight.label).unwrap_or_default()
    }

    /// Goes on with next until this has the focus, which is in sight all the way; answers what was passed.
    #[track_caller]
    fn step_to(&mut self, name: &str) -> BTreeSet<String> {
        let mut passed = BTreeSet::new();
        for _ in 0..MANY {
            passed.insert(self.focus());
            if self.focus() == name {
                return passed;
            }
            self.key(Key::Tab, Modifiers::NONE);
            focus_is_in_sight(self.window.context());
        }
        panic!("next never gets to {name:?} on {}: {passed:#?}", self.screen());
    }

    #[track_caller]
    fn select(&mut self, name: &str) -> &mut Self {
        self.step_to(name);
        self.key(Key::Enter, Modifiers::NONE)
    }

    /// Once round: everything that can be tapped gets the focus, and it is in sight all the way.
    #[track_caller]
    fn goes_round(&mut self) {
        self.key(Key::Tab, Modifiers::NONE);
        let start = self.window.context().memory(egui::Memory::focused);
        let mut reached = BTreeSet::new();
        for _ in 0..MANY {
            focus_is_in_sight(self.window.context());
            reached.insert(self.focus());
            self.key(Key::Tab, Modifiers::NONE);
            if self.window.context().memory(egui::Memory::focused) == start {
                break;
            }
        }
        let things = self.window.landmarks().expect("something is drawn").things;
        let controls = things.iter().filter(|thing| thing.role != egui::accesskit::Role::Label);
        let missed: Vec<_> = controls.map(|thing| &thing.label).filter(|label| !reached.contains(*label)).collect();
        assert!(missed.is_empty() && reached.len() > 12, "{missed:?} cannot be reached on {}; {reached:?} can", self.screen());
    }
}

/// The simulated terminal wants a card that is put in, and its code.
#[test]
fn a04_a_payment_with_a_code_by_keys_alone_on_the_simulated_terminal() {
    for size in SIZES {
        let mut till = Till::open(size);
        till.key(Key::Tab, Modifiers::NONE).select("Eat in").select("Add Fries").select("See my order");
        till.select("Pay €3.50 by card").on(ScreenName::Card);
        till.goes_round();
        till.select("Insert card");
        till.goes_round();
        // A wrong code first, and one digit too many taken back.
        for code in [["Key 0", "Key 0", "Key 0", "Key 0"], ["Key 1", "Key 2", "Key 3", "Key 9"]] {
            for digit in code {
                till.select(digit);
            }
            if code[3] == "Key 0" {
                till.select("Green key, OK");
                till.pass(Millis::from_secs(2));
                assert!(till.sees("Wrong code, try again"), "{size:?}: {:#?}", till.texts());
            }
        }
        till.select("Yellow key, clear");
        for digit in ["Key 1", "Key 2", "Key 3", "Key 4"] {
            till.select(digit);
        }
        till.select("Green key, OK").pass(Millis::from_secs(3));
        till.select("Remove card").on(ScreenName::Number);
        focus_is_in_sight(till.window.context());
        till.select("Finish").on(ScreenName::Attract);
        assert_eq!(till.focus(), "", "the next customer finds no focus");
    }
}

/// The red key of the terminal stops a payment by keys as it does by hand, in the middle of a code.
#[test]
fn a04_the_red_key_of_the_terminal_is_reached_in_the_middle_of_a_code() {
    let mut till = Till::open(PORTRAIT);
    till.key(Key::Tab, Modifiers::NONE).select("Eat in").select("Add Fries").select("See my order");
    till.select("Pay €3.50 by card").on(ScreenName::Card);
    till.select("Insert card").select("Key 1").select("Key 2").select("Red key, cancel").on(ScreenName::Review);
    assert!(till.sees("Nothing was charged"), "{:#?}", till.texts());
}
