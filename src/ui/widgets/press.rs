//! What every control has in common: a rectangle to press, a name, a role, a ring when the keyboard is on it, and the rule that it
//! acts when the finger is lifted inside it and at no other time.

use egui::accesskit::Role;
use egui::{Id, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo};

use crate::ui::inspection::{self, DrawnKind};
use crate::ui::theme::{colour, line, radius, space};
use crate::ui::{fingers, focus, landmarks};
use crate::words::{Value, Words};

/// What a control is, for screen readers and scripts.
#[derive(Debug, Clone, Copy)]
pub struct Name<'a> {
    /// What it is called.
    pub label: &'a str,
    /// What kind of control it is.
    pub role: Role,
    /// Whether it is chosen, for controls that can be.
    pub chosen: Option<bool>,
    /// Whether it can be used now.
    pub enabled: bool,
}

impl<'a> Name<'a> {
    /// A button.
    #[must_use]
    pub const fn button(label: &'a str) -> Self {
        Self { label, role: Role::Button, chosen: None, enabled: true }
    }

    /// The same, not usable now.
    #[must_use]
    pub const fn enabled(self, enabled: bool) -> Self {
        Self { enabled, ..self }
    }
}

/// The name of a control by the message of this key; while it cannot be used, it says why: the message `KEY-off`.
#[must_use]
pub fn spoken(words: &Words, key: &str, values: &[(&str, Value<'_>)], enabled: bool) -> String {
    let name = words.with(key, values);
    if enabled { name } else { format!("{name}. {}", words.with(&format!("{key}-off"), values)) }
}

/// What became of a control in this frame.
#[derive(Debug, Clone, Copy)]
pub struct Press {
    /// It was tapped: act.
    pub tapped: bool,
    /// A finger is on it.
    pub down: bool,
    /// The keyboard is on it.
    pub focused: bool,
}

/// Makes a rectangle a control. `salt` names it among its siblings and must not depend on where it is.
pub fn press(ui: &mut Ui, rect: Rect, salt: impl std::hash::Hash + std::fmt::Debug, name: Name<'_>) -> Press {
    let id = ui.make_persistent_id(salt);
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo {
        enabled: name.enabled,
        label: Some(name.label.to_owned()),
        selected: name.chosen,
        ..WidgetInfo::new(name.role)
    });
    let seen = rect.intersect(ui.clip_rect());
    landmarks::note_visible(ui.ctx(), id, seen);
    inspection::note(ui, DrawnKind::Control, name.label, rect, rect);
    let registered = focus::register(ui, id, &name);
    if let Some((place, of)) = registered.and_then(|registered| registered.place) {
        ui.ctx().accesskit_node_builder(id, |node| {
            node.set_position_in_set(place);
            node.set_size_of_set(of);
        });
    }
    let wanted = registered.map_or(response.gained_focus(), |registered| registered.reveal);
    if wanted && !seen.contains_rect(rect.shrink(1.0)) {
        // With some room around it, for the ring.
        ui.scroll_to_rect(rect.expand(space::XS), None);
    }
    let lifted_outside = ui.input(|input| {
        let lifted = input.pointer.any_released();
        lifted && input.pointer.interact_pos().is_some_and(|at| !seen.contains(at))
    });
    let by_key = registered.is_some_and(|registered| registered.tapped);
    let hold = fingers::hold(ui.ctx());
    let under_finger = hold.acts && hold.at.is_some_and(|at| seen.contains(at));
    Press {
        tapped: name.enabled && (by_key || (response.clicked() && !lifted_outside && hold.acts)),
        down: name.enabled && response.is_pointer_button_down_on() && under_finger,
        focused: registered.map_or_else(|| response.has_focus() && keyboard_in_use(ui, id), |registered| registered.focused),
    }
}

/// A ring around a control that the keyboard is on; where keys are heard, it is drawn when all else is.
pub fn focus_ring(ui: &Ui, rect: Rect, press: Press) {
    if press.focused && !focus::ring(ui, rect) {
        let stroke = Stroke::new(line::focus(), colour::FOCUS);
        ui.painter().rect_stroke(rect.expand(2.0), radius::M, stroke, StrokeKind::Outside);
    }
}

/// A finger gives focus too; the ring is for keyboards only.
fn keyboard_in_use(ui: &Ui, id: Id) -> bool {
    let by_finger = ui.input(|input| input.pointer.any_down() || input.pointer.any_released());
    if by_finger {
        ui.memory_mut(|memory| memory.surrender_focus(id));
    }
    !by_finger
}
