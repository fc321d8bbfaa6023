//! Named tokens: colours, spacing, radii, type scale, touch sizes. No other file of the window names a colour or a font.
//!
//! A point is a physical length, 1/3.2 of a millimetre, whatever the panel: the window sets its zoom from the panel's size in
//! millimetres, so a token in points is a token in millimetres and a target of 20 mm is 20 mm everywhere.
//!
//! A colour is a name until it is painted: [`dress`] says at the start of a frame with which palette this thread paints it, so that a
//! screen may change its palette from one frame to the next and screens on several threads do not disturb each other.

pub mod colour;
pub mod pairs;

mod face;
mod measure;
mod palette;
mod panel;

use crate::ui::brand::Typefaces;
use egui::{Id, Stroke, TextStyle};

pub use colour::Colour;
pub use face::{Face, Family, Size, capitals};
pub use measure::{line, radius, space, touch};
pub use palette::{Palette, Theme, contrast, luminance};
pub use panel::{LEAST_ROOMS, Mount, Panel, Wish};

/// Points in one millimetre.
pub const POINTS_PER_MM: f32 = 3.2;

/// A length in points.
#[must_use]
pub const fn mm(millimetres: f32) -> f32 {
    millimetres * POINTS_PER_MM
}

/// The least side of anything to be touched, in points, where there is little room: 20 mm also where everything is drawn larger.
#[must_use]
pub fn least_target() -> f32 {
    touch::TARGET / palette::magnified()
}

/// The least distance between two targets, in points, where there is little room: 3 mm and a little.
#[must_use]
pub fn least_gap() -> f32 {
    mm(3.05) / palette::magnified()
}

/// Gives a context the fonts, the style and the patience for fingers.
pub fn apply(ctx: &egui::Context) {
    ctx.set_fonts(face::fonts(&Typefaces::default()));
    ctx.all_styles_mut(|style| {
        style.text_styles = [TextStyle::Small, TextStyle::Body, TextStyle::Button, TextStyle::Heading, TextStyle::Monospace]
            .map(|text_style| (text_style, Face::body().font()))
            .into();
        style.interaction.selectable_labels = false;
        style.interaction.interact_radius = 0.0;
        style.spacing.item_spacing = egui::Vec2::ZERO;
        style.spacing.scroll = egui::style::ScrollStyle::floating();
    });
    ctx.options_mut(|options| {
        options.zoom_with_keyboard = false;
        options.quit_shortcuts.clear();
        options.reduce_texture_memory = true;
    });
    dress(ctx, &Palette::default());
}

/// Gives a context a restaurant's own fonts; what they cannot write the house's do.
pub fn set_typefaces(ctx: &egui::Context, typefaces: &Typefaces) {
    ctx.set_fonts(face::fonts(typefaces));
}

/// This thread paints with this palette from here on: to be said at the start of every frame.
pub fn dress(ctx: &egui::Context, palette: &Palette) {
    palette::take_up(palette);
    let worn = Id::unique("palette");
    if ctx.data(|data| data.get_temp::<Palette>(worn)) == Some(*palette) {
        return;
    }
    ctx.data_mut(|data| data.insert_temp(worn, *palette));
    ctx.set_theme(if palette.theme == Theme::Light { egui::Theme::Light } else { egui::Theme::Dark });
    ctx.all_styles_mut(|style| {
        style.visuals.panel_fill = colour::GROUND.into();
        style.visuals.window_fill = colour::GROUND.into();
        style.visuals.override_text_color = Some(colour::INK.into());
        style.visuals.widgets.noninteractive.bg_stroke = Stroke::new(line::thin(), colour::LINE);
    });
}
