//! What is at the same place on every screen: the restaurant's name, the languages, and "call staff".

use egui::{Align2, Rect, Stroke, Ui};

use crate::machine::kiosk::{Intent, View};
use crate::time::Timestamp;
use crate::ui::access;
use crate::ui::brand::Brand;
use crate::ui::outbox::Outbox;
use crate::ui::pictures::Detail;
use crate::ui::theme::{Face, colour, line, space, touch};
use crate::ui::widgets::{Cut as _, House as _, Icon, Position, Quiet};
use crate::words::{WordBook, Words};

use super::languages::{self, LanguageLooks};

/// The height of the header.
pub const HEADER: f32 = touch::TARGET + space::S * 2.0;

/// Narrower than this, words are shortened.
const NARROW: f32 = 1000.0;

/// Narrower than this, drawings stand for words.
const TIGHT: f32 = 640.0;

/// Draws the header, with the button that makes things easier where it can be reached here. `lower` is there where this is the
/// lower bar, and becomes true when everything is to come lower. Answers whether the other button was tapped.
#[allow(clippy::too_many_arguments, reason = "a header has that many sides")]
pub fn header(
    ui: &mut Ui,
    rect: Rect,
    view: &View,
    words: &Words,
    (book, brand): (&WordBook, &Brand),
    (within_reach, lower): (bool, Option<&mut bool>),
    out: &mut Outbox,
    (looks, now): (&mut LanguageLooks, Timestamp),
) -> bool {
    ui.painter().rect_filled(rect, 0.0, colour::SURFACE);
    ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(line::thin(), colour::LINE));
    let mut inner = rect.shrink2(egui::vec2(space::S, space::S));
    let call = words.get("call-staff");
    let tight = rect.width() < TIGHT;
    let width = if tight { touch::TARGET } else { ui.button_width(&call, true) };
    let label = if tight { "" } else { &call };
    if ui.named_button(inner.cut_right(width, space::S), &call, label, Some(Icon::Bell), Quiet::Edged, true) {
        out.send(Intent::CallStaff);
    }
    let names: Vec<String> = view.languages.iter().map(|language| book.of(language).get("language-name")).collect();
    let codes: Vec<String> = view.languages.iter().map(|language| language.to_string().to_uppercase()).collect();
    // Where there is little room a language is its code, as on a passport.
    let narrow = rect.width() < NARROW;
    let labels = if narrow { &codes } else { &names };
    if view.languages.len() > languages::SWITCHED {
        // As wide as the longest of them, so that the button stays where it is.
        let width = labels.iter().map(|label| ui.text_width(label, Face::body().display())).fold(0.0, f32::max);
        let spoken = view.languages.iter().position(|language| *language == view.language);
        let label = spoken.and_then(|index| labels.get(index)).map_or("", String::as_str);
        if languages::button(ui, inner.cut_right(width + languages::MARGINS, space::S), label, words) {
            looks.turn(now);
        }
    } else if view.languages.len() > 1 {
        let entry = |index: usize| Position {
            name: &names[index],
            label: &labels[index],
            icon: None,
            on: view.languages[index] == view.language,
        };
        let entries: Vec<_> = (0..names.len()).map(entry).collect();
        let width = if narrow { touch::TARGET + space::XS } else { 150.0 } * entries.len() as f32;
        if let Some(index) = ui.switch(inner.cut_right(width, space::S), "language", &entries) {
            out.send(Intent::Speak(view.languages[index].clone()));
        }
    }
    let narrow = rect.width() < NARROW;
    let asked = within_reach && {
        let place = inner.cut_right(access::button_width(ui, words, narrow), space::S);
        access::button(ui, place, words, narrow)
    };
    if let Some(lower) = lower {
        let place = inner.cut_left(inner.width() * 0.6, space::S);
        *lower |= ui.quiet_button(place, &words.get("access-reach"), Some(Icon::Lower), Quiet::Edged);
        return asked;
    }
    if inner.width() > 240.0 {
        let badge = inner.cut_left(touch::TARGET * 0.9, space::S);
        badge_on(ui, badge, Icon::Plate, brand);
    }
    let name = name_of(view, brand);
    let rows = if ui.text_width(name, Face::title()) > inner.width() { 2 } else { 1 };
    ui.say_level(inner, name, Face::title(), Align2::LEFT_CENTER, rows);
    asked
}

/// What is out of reach: a sign and a name, calm, and nothing that anybody needs.
pub fn above(ui: &Ui, rect: Rect, (name, sign): (&str, Icon), brand: &Brand) {
    ui.painter().rect_filled(rect, 0.0, colour::FIELD);
    ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(line::edge(), colour::LINE));
    let side = (rect.height() * 0.3).min(220.0);
    let mut block = rect.middle(egui::vec2(rect.width() - space::L * 2.0, side + space::M + 80.0));
    let badge = block.cut_top(side, space::M);
    badge_on(ui, badge.middle(egui::vec2(side, side)), sign, brand);
    ui.draw_text(block, name, Face::headline(), Align2::CENTER_CENTER, 1);
}

/// The name on the door.
#[must_use]
pub fn name_of<'a>(view: &'a View, brand: &'a Brand) -> &'a str {
    brand.name.as_deref().unwrap_or(&view.restaurant.restaurant().name)
}

/// The brand's sign, or this one.
fn badge_on(ui: &Ui, badge: Rect, sign: Icon, brand: &Brand) {
    if brand.logo.is_some() {
        return ui.picture(badge, brand.logo.as_ref(), Detail::Large, None, 1.0);
    }
    let side = badge.width();
    ui.painter().circle_filled(badge.center(), side / 2.0, colour::CHOSEN);
    ui.icon(badge.middle(egui::vec2(side * 0.56, side * 0.56)), sign, colour::ON_CHOSEN);
}
