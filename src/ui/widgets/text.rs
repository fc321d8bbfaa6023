//! Texts: laid out in a rectangle, cut with an ellipsis rather than clipped, and told to screen readers.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::text::{LayoutJob, TextWrapping};
use egui::{Align, Align2, Galley, Rect, Sense, TextFormat, Ui, WidgetInfo, pos2};

use crate::ui::inspection::{self, DrawnKind};
use crate::ui::landmarks;
use crate::ui::theme::Face;

/// Lays a text out in so many rows of this width at most.
pub fn lay(ui: &Ui, text: &str, face: Face, width: f32, rows: usize, align: Align) -> Arc<Galley> {
    let format = TextFormat { font_id: face.font(), color: face.colour, ..TextFormat::default() };
    let mut job = LayoutJob::single_section(drawable(text), format);
    job.wrap = TextWrapping { max_width: width, max_rows: rows, ..TextWrapping::default() };
    job.halign = align;
    ui.painter().layout_job(job)
}

/// How high a text is when it is as wide as this.
pub fn height(ui: &Ui, text: &str, face: Face, width: f32, rows: usize) -> f32 {
    lay(ui, text, face, width, rows, Align::Min).size().y
}

/// How wide a text is in one row.
pub fn width(ui: &Ui, text: &str, face: Face) -> f32 {
    lay(ui, text, face, f32::INFINITY, 1, Align::Min).size().x.ceil()
}

/// The face in which a text fits: smaller rather than cut off or broken inside a word.
pub fn fitting(ui: &Ui, text: &str, face: Face, room: egui::Vec2, rows: usize) -> Face {
    let mut face = face;
    while let Some(size) = face.size.smaller() {
        if fits(ui, text, face, room, rows) {
            break;
        }
        face.size = size;
    }
    face
}

/// Whether a text finds room without being cut off or broken inside a word.
pub fn fits(ui: &Ui, text: &str, face: Face, room: egui::Vec2, rows: usize) -> bool {
    let galley = lay(ui, text, face, room.x, rows, Align::Min);
    let too_high = galley.rows.len() > 1 && galley.size().y > room.y + 1.0;
    !galley.elided && !too_high && !breaks_a_word(&galley)
}

/// Whether a row ends in the middle of a word.
fn breaks_a_word(galley: &Galley) -> bool {
    let letters = galley.rows.iter().take(galley.rows.len().saturating_sub(1));
    letters.filter(|row| !row.ends_with_newline).any(|row| {
        let last = row.row.glyphs.last().map(|glyph| glyph.chr);
        last.is_some_and(|letter| letter.is_alphanumeric())
    })
}

/// Draws a text and says nothing to screen readers: for texts inside controls that say it themselves.
pub fn draw(ui: &Ui, rect: Rect, text: &str, face: Face, align: Align2, rows: usize) -> Rect {
    let face = fitting(ui, text, face, rect.size(), rows);
    let galley = lay(ui, text, face, rect.width(), rows, align.x());
    let size = galley.size();
    let x = match align.x() {
        Align::Min => rect.min.x,
        Align::Center => rect.center().x,
        Align::Max => rect.max.x,
    };
    let y = match align.y() {
        Align::Min => rect.min.y,
        Align::Center => rect.center().y - size.y / 2.0,
        Align::Max => rect.max.y - size.y,
    };
    let used = galley.rect.translate(egui::vec2(x, y));
    let whole = !galley.elided && !breaks_a_word(&galley);
    inspection::note(ui, DrawnKind::Text { whole, rows: galley.rows.len() }, text, used, rect);
    ui.painter().galley(pos2(x, y), galley, face.colour);
    used
}

/// Draws a text that stands for itself; answers what it covers.
pub fn say(ui: &mut Ui, rect: Rect, text: &str, face: Face, align: Align2, rows: usize) -> Rect {
    let used = draw(ui, rect, text, face, align, rows);
    announce(ui, used, Role::Label, text);
    used
}

/// Tells screen readers about a part of the screen that is no control.
pub fn announce(ui: &mut Ui, rect: Rect, role: Role, text: &str) {
    let id = ui.next_auto_id();
    ui.skip_ahead_auto_ids(1);
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(role, true, text));
    if role == Role::Status {
        // News is told as it comes.
        ui.ctx().accesskit_node_builder(id, |node| node.set_live(egui::accesskit::Live::Polite));
    }
    landmarks::note_visible(ui.ctx(), id, rect.intersect(ui.clip_rect()));
}

/// The narrow no-break space that French amounts are grouped with is missing in the house font; the ordinary one stands in.
fn drawable(text: &str) -> String {
    text.replace('\u{202f}', "\u{a0}")
}
