//! Something that covers the screen until it is answered: a question, or a panel the customer opened.

use egui::{Align2, Id, Modal, Rect, Sense, Stroke, StrokeKind, Ui, UiKind};

use crate::ui::theme::{colour, line, radius, space};
use crate::ui::{fingers, focus, room};

/// A panel keeps away from the edges by so much.
const MARGIN: f32 = space::S;

/// Shows a panel of this size in the middle, over a veil; below it nothing can be touched. `answer` tells whether the veil itself was
/// tapped.
pub fn modal<R>(ui: &mut Ui, name: &str, size: egui::Vec2, body: impl FnOnce(&mut Ui, Rect) -> R) -> (R, bool) {
    let room = room::of(ui.ctx());
    let size = size.min(room.size() - egui::vec2(MARGIN, MARGIN) * 2.0).max(egui::Vec2::ZERO);
    let frame = egui::Frame::NONE.fill(colour::GROUND.into()).corner_radius(radius::L).inner_margin(0.0);
    let area = Modal::default_area(Id::unique(("modal", name))).fade_in(false).accessible_name(name);
    let area = area.anchor(Align2::CENTER_CENTER, room.center() - ui.ctx().content_rect().center());
    let response = Modal::new(Id::unique(("modal", name))).area(area).backdrop_color(colour::VEIL.into()).frame(frame).show(
        ui.ctx(),
        |ui| {
            shut_away_the_rest(ui);
            focus::modal(ui, name);
            let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
            // Dark upon a veil over the dark, it needs an edge.
            let edge = Stroke::new(line::edge(), colour::BORDER);
            ui.painter().rect_stroke(rect, radius::L, edge, StrokeKind::Inside);
            body(ui, rect.shrink(space::L))
        },
    );
    (response.inner, response.backdrop_response.clicked() && fingers::hold(ui.ctx()).acts)
}

/// Screen readers leave what lies below alone, as fingers must.
fn shut_away_the_rest(ui: &Ui) {
    if let Some(dialog) = ui.stack().iter().find(|above| above.kind() == Some(UiKind::Modal)) {
        ui.ctx().accesskit_node_builder(dialog.unique_id, |node| node.set_modal());
    }
}
