//! Puts the events of a touch in an order that scrolling understands.
//!
//! Many touch screens pose as a mouse: a touch is a jump of the pointer and a press, at the same instant. egui would take the jump for
//! the first stretch of a drag and scroll the list away under the finger. So a press that comes in one frame with a jump waits for the
//! next frame. A touch that says it is one comes from nowhere and waits for nothing.

use egui::{Context, Event, Plugin, RawInput};

#[derive(Default)]
pub(super) struct Fingers {
    held: Vec<Event>,
}

impl Plugin for Fingers {
    fn debug_name(&self) -> &'static str {
        "fingers"
    }

    fn input_hook(&mut self, ctx: &Context, input: &mut RawInput) {
        let mut events = std::mem::take(&mut self.held);
        events.append(&mut input.events);
        let from_nowhere = ctx.input(|input| input.pointer.latest_pos().is_none());
        if !from_nowhere && let Some(press) = press_after_jump(&events) {
            self.held = events.split_off(press);
            ctx.request_repaint();
        }
        input.events = events;
    }
}

fn press_after_jump(events: &[Event]) -> Option<usize> {
    let press = events.iter().position(|event| matches!(event, Event::PointerButton { pressed: true, .. }))?;
    let jump = events[..press].iter().any(|event| matches!(event, Event::PointerMoved(_)));
    jump.then_some(press)
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{Modifiers, PointerButton, pos2};

    fn button(pressed: bool) -> Event {
        Event::PointerButton { pos: pos2(5.0, 5.0), button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE }
    }

    #[test]
    fn a_press_waits_when_the_pointer_jumped_in_the_same_frame() {
        let moved = Event::PointerMoved(pos2(5.0, 5.0));
        assert_eq!(press_after_jump(&[moved.clone(), button(true), button(false)]), Some(1));
        assert_eq!(press_after_jump(&[button(true), moved.clone()]), None);
        assert_eq!(press_after_jump(&[moved, button(false)]), None);
    }
}
