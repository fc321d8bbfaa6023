//! What is at the same place on every screen: the restaurant's name, the languages, and "call staff".

use egui::{Align2, Rect, Stroke, Ui};

use crate::machine::kiosk::{Intent, View};
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Face, colour, line, space, touch};
use crate::ui::widgets::{Cut as _, House as _, Icon, Quiet};
use crate::words::{WordBook, Words};

/// The height of the header.
pub const HEADER: f32 = touch::TARGET + space::S * 2.0;

/// The height of the training banner.
pub const BANNER: f32 = 40.0;

/// Draws the header.
pub fn header(ui: &mut Ui, rect: Rect, view: &View, words: &Words, book: &WordBook, out: &mut Outbox) {
    ui.painter().rect_filled(rect, 0.0, colour::SURFACE);
    ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(line::THIN, colour::LINE));
    let mut inner = rect.shrink2(egui::vec2(space::S, space::S));
    let call = words.get("call-staff");
    let width = ui.text_width(&call, Face::body().bold()) + 27.0 + space::S * 2.0;
    if ui.quiet_button(inner.cut_right(width, space::S), &call, Some(Icon::Bell), Quiet::Edged) {
        out.send(Intent::CallStaff);
    }
    if view.languages.len() > 1 {
        let names: Vec<String> = view.languages.iter().map(|language| book.of(language).get("language-name")).collect();
        let entries: Vec<_> =
            names.iter().zip(&view.languages).map(|(name, language)| (name.as_str(), None, *language == view.language)).collect();
        let width = 150.0 * entries.len() as f32;
        if let Some(index) = ui.switch(inner.cut_right(width, space::S), "language", &entries) {
            out.send(Intent::Speak(view.languages[index].clone()));
        }
    }
    let badge = inner.cut_left(touch::TARGET * 0.9, space::S);
    let side = badge.width();
    ui.painter().circle_filled(badge.center(), side / 2.0, colour::CHOSEN);
    ui.icon(badge.middle(egui::vec2(side * 0.56, side * 0.56)), Icon::Plate, colour::INK_INVERSE);
    ui.say(inner, &view.restaurant.restaurant().name, Face::title(), Align2::LEFT_CENTER, 1);
}
