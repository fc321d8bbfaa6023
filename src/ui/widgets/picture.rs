//! A picture on its plate: a soft field, a contact shadow, and the picture as soon as it is there.

use std::sync::Arc;

use egui::{Color32, CornerRadius, Id, Rect, Ui, pos2, vec2};

use super::layout::Cut as _;
use crate::catalogue::Picture;
use crate::ui::pictures::{Detail, Pictures};
use crate::ui::theme::{colour, radius};

const PICTURES: &str = "pictures";

/// Puts the pictures where widgets find them.
pub fn provide(ctx: &egui::Context, pictures: &Arc<Pictures>) {
    ctx.data_mut(|data| data.insert_temp(Id::unique(PICTURES), Arc::clone(pictures)));
}

/// The field that a picture lies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plate {
    /// Which of the soft colours.
    pub tint: usize,
    /// Its shape.
    pub round: Round,
}

/// The shape of a plate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Round {
    /// Round at all corners.
    All,
    /// Round at the upper corners: the head of a card.
    Top,
    /// A disc.
    Disc,
    /// With a lighter disc in its middle, for large pictures.
    Stage,
}

/// Draws a picture into a rectangle. `plate` chooses the field's tint; `opacity` dims what does not suit.
pub fn picture(ui: &Ui, rect: Rect, image: Option<&Picture>, detail: Detail, plate: Option<usize>, opacity: f32) {
    match plate {
        Some(tint) => picture_on(ui, rect, image, detail, Plate { tint, round: Round::All }, opacity),
        None => bare(ui, rect, image, detail, opacity),
    }
}

/// Draws a picture on a plate of any shape.
pub fn picture_on(ui: &Ui, rect: Rect, image: Option<&Picture>, detail: Detail, plate: Plate, opacity: f32) {
    let tint = colour::plate(plate.tint);
    let side = rect.width().min(rect.height());
    let painter = ui.painter();
    let share = match plate.round {
        Round::All => {
            painter.rect_filled(rect, radius::L - 6.0, tint);
            0.86
        }
        Round::Top => {
            let corner = radius::L as u8;
            painter.rect_filled(rect, CornerRadius { nw: corner, ne: corner, sw: 0, se: 0 }, tint);
            0.94
        }
        Round::Disc => {
            painter.circle_filled(rect.center(), side / 2.0, tint);
            0.86
        }
        Round::Stage => {
            painter.rect_filled(rect, radius::L, tint);
            painter.circle_filled(rect.center(), side * 0.46, colour::DISC);
            0.8
        }
    };
    bare(ui, rect.middle(vec2(side, side) * share), image, detail, opacity);
}

/// Lets a picture be decoded that will be shown later.
pub fn ask_for(ui: &Ui, picture: &Picture, detail: Detail) {
    if let Some(pictures) = ui.data(|data| data.get_temp::<Arc<Pictures>>(Id::unique(PICTURES))) {
        pictures.texture(picture, detail);
    }
}

/// The picture itself, with the shadow where it stands.
fn bare(ui: &Ui, rect: Rect, image: Option<&Picture>, detail: Detail, opacity: f32) {
    let painter = ui.painter();
    let side = rect.width().min(rect.height());
    let square = rect.middle(vec2(side, side));
    let pictures: Option<Arc<Pictures>> = ui.data(|data| data.get_temp(Id::unique(PICTURES)));
    let texture = image.and_then(|image| pictures.and_then(|pictures| pictures.texture(image, detail)));
    let Some(texture) = texture else {
        // The placeholder: an empty plate, round and calm.
        painter.circle_filled(square.center(), side * 0.38, colour::CONTACT);
        painter.circle_filled(square.center(), side * 0.24, colour::CONTACT);
        return;
    };
    let foot = Rect::from_center_size(pos2(square.center().x, square.bottom() - side * 0.06), vec2(side * 0.66, side * 0.1));
    painter.add(egui::Shape::ellipse_filled(
        foot.center(),
        foot.size() / 2.0,
        Color32::from(colour::CONTACT).gamma_multiply(opacity),
    ));
    let size = texture.size_vec2();
    let scale = (square.width() / size.x).min(square.height() / size.y);
    let image = square.middle(size * scale);
    let tint = Color32::WHITE.gamma_multiply(opacity);
    painter.image(texture.id(), image, Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0)), tint);
}
