//! A picture on its plate: a soft field, a contact shadow, and the picture as soon as it is there.

use std::sync::Arc;

use egui::{Color32, Id, Rect, Ui, pos2, vec2};

use super::layout::Cut as _;
use crate::catalogue::Picture;
use crate::ui::pictures::{Detail, Pictures};
use crate::ui::theme::{colour, radius};

const PICTURES: &str = "pictures";

/// Puts the pictures where widgets find them.
pub fn provide(ctx: &egui::Context, pictures: &Arc<Pictures>) {
    ctx.data_mut(|data| data.insert_temp(Id::unique(PICTURES), Arc::clone(pictures)));
}

/// Draws a picture into a rectangle. `plate` chooses the field's tint; `opacity` dims what does not suit.
pub fn picture(ui: &Ui, rect: Rect, picture: Option<&Picture>, detail: Detail, plate: Option<usize>, opacity: f32) {
    let painter = ui.painter();
    if let Some(plate) = plate {
        let tint = colour::PLATES[plate % colour::PLATES.len()];
        painter.rect_filled(rect, radius::L - 6.0, tint);
    }
    let side = rect.width().min(rect.height()) * if plate.is_some() { 0.84 } else { 1.0 };
    let square = rect.middle(vec2(side, side));
    let pictures: Option<Arc<Pictures>> = ui.data(|data| data.get_temp(Id::unique(PICTURES)));
    let texture = picture.and_then(|picture| pictures.and_then(|pictures| pictures.texture(picture, detail)));
    let Some(texture) = texture else {
        // The placeholder: an empty plate, round and calm.
        painter.circle_filled(square.center(), side * 0.32, colour::CONTACT);
        painter.circle_filled(square.center(), side * 0.2, colour::CONTACT);
        return;
    };
    let foot = Rect::from_center_size(pos2(square.center().x, square.bottom() - side * 0.06), vec2(side * 0.66, side * 0.1));
    painter.add(egui::Shape::ellipse_filled(foot.center(), foot.size() / 2.0, colour::CONTACT));
    let size = texture.size_vec2();
    let scale = (square.width() / size.x).min(square.height() / size.y);
    let image = square.middle(size * scale);
    let tint = Color32::WHITE.gamma_multiply(opacity);
    painter.image(texture.id(), image, Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0)), tint);
}
