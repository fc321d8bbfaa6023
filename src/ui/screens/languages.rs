//! The choice of languages, each in its own words: a panel that opens from the header of every screen, and rows on the attract screen.

use std::time::Duration;

use egui::accesskit::Role;
use egui::{Align2, Rect, Stroke, StrokeKind, Ui, Vec2, vec2};

use crate::locale::Language;
use crate::machine::kiosk::{Intent, ScreenName, View};
use crate::time::{Millis, Timestamp};
use crate::ui::focus;
use crate::ui::outbox::Outbox;
use crate::ui::room;
use crate::ui::theme::{Face, Size, colour, line, radius, space, touch};
use crate::ui::widgets::{Cut as _, House as _, Icon, Name, Quiet, focus_ring};
use crate::words::{WordBook, Words};

/// So many languages stand beside each other on a switch in the header; more of them need a panel.
pub const SWITCHED: usize = 3;

/// Left open by somebody who went away before choosing anything, the panel closes after so long.
const PATIENCE: Millis = Millis::from_secs(30);

/// The widest that the panel is.
const PANEL: f32 = 860.0;

/// What the panel keeps between frames.
#[derive(Debug, Default)]
pub struct LanguageLooks {
    /// Since when nobody has touched anything, while it is open.
    open_since: Option<Timestamp>,
}

impl LanguageLooks {
    /// Opens or closes the panel.
    pub fn turn(&mut self, now: Timestamp) {
        self.open_since = if self.open_since.is_some() { None } else { Some(now) };
    }

    /// Whether the panel is open.
    #[must_use]
    pub const fn open(&self) -> bool {
        self.open_since.is_some()
    }

    /// Where nobody else notices that a customer has gone, the panel does.
    pub fn tend(&mut self, ui: &Ui, view: &View, now: Timestamp) {
        let Some(since) = self.open_since else { return };
        let touched = ui.input(|input| input.pointer.any_down()) || !focus::steps(ui.ctx()).is_empty();
        let idle = matches!(view.name, ScreenName::Attract | ScreenName::OutOfService);
        if touched || !idle {
            self.open_since = Some(now);
        }
        let due = since.after(PATIENCE);
        if idle && !touched && due <= now {
            self.open_since = None;
        } else if idle {
            ui.ctx().request_repaint_after(Duration::from_millis(due.since(now).0 + 1));
        }
    }
}

/// The button that opens the panel: the language that is spoken, and a mark that there are more.
pub fn button(ui: &mut Ui, rect: Rect, label: &str, words: &Words) -> bool {
    let press = ui.press(rect, "language", Name::button(&words.get("language-choose")));
    ui.painter().rect_filled(rect, radius::M, if press.down { colour::PRESSED } else { colour::SURFACE });
    ui.painter().rect_stroke(rect, radius::M, Stroke::new(line::edge(), colour::BORDER), StrokeKind::Inside);
    let mut inner = rect.shrink2(vec2(space::S, 0.0));
    ui.icon(inner.cut_right(MARK, space::XS).middle(vec2(MARK, MARK)), Icon::Down, colour::INK);
    ui.draw_text(inner, label, Face::body().display(), Align2::CENTER_CENTER, 1);
    focus_ring(ui, rect, press);
    press.tapped
}

/// The side of the mark.
const MARK: f32 = 22.0;

/// So much of the button's width is not for its words.
pub const MARGINS: f32 = space::S * 2.0 + MARK + space::XS;

/// The panel over the screen.
pub fn show(ui: &mut Ui, view: &View, words: &Words, book: &WordBook, out: &mut Outbox, looks: &mut LanguageLooks) {
    let title = words.get("language-title");
    let room = room::of(ui.ctx());
    let width = PANEL.min(room.width() - space::L * 2.0);
    let around = space::L * 2.0 + 48.0 + space::M * 2.0 + touch::FORWARD;
    let high = |columns: usize, height: f32| view.languages.len().div_ceil(columns) as f32 * (height + touch::GAP);
    let fits = |(columns, height): &(usize, f32)| {
        high(*columns, *height) + around <= room.height() - space::S * 2.0
            && view
                .languages
                .iter()
                .all(|language| entry_width(ui, language, book) <= cell_width(width - space::L * 2.0, *columns))
    };
    // Large ones, or beside each other where the room is low.
    let ways = [(2, touch::FORWARD), (1, touch::FORWARD), (2, touch::TARGET), (3, touch::TARGET), (4, touch::TARGET)];
    let (columns, height) = ways.into_iter().find(fits).unwrap_or((4, touch::TARGET));
    let size = vec2(width, around + high(columns, height));
    let (closed, beside) = ui.modal(&title, size, |ui, rect| {
        let mut area = rect;
        let foot = area.cut_bottom(touch::FORWARD, space::M);
        ui.say(area.cut_top(48.0, space::M), &title, Face::title(), Align2::LEFT_CENTER, 1);
        let chosen = entries(ui, area, view, book, columns, height);
        let spoke = chosen.is_some();
        if let Some(language) = chosen {
            out.send(Intent::Speak(language));
        }
        focus::way_back(ui);
        let (name, label) = (words.get("language-close"), words.get("number-receipt-close"));
        ui.named_button(foot, &name, &label, Some(Icon::Cross), Quiet::Edged, true) || spoke
    });
    if closed || beside {
        looks.open_since = None;
    }
}

/// How high the rows of languages on the attract screen are, if they are there: not where the header's switch shows them all, nor where
/// there is no room for them. The header's button opens the panel then.
#[must_use]
pub fn rows_height(ui: &Ui, view: &View, book: &WordBook, room: Vec2) -> Option<f32> {
    let languages = &view.languages;
    let cell = cell_width(room.x, COLUMNS);
    let high = languages.len().div_ceil(COLUMNS) as f32 * (touch::TARGET + touch::GAP) - touch::GAP;
    let fits = high <= room.y && languages.iter().all(|language| entry_width(ui, language, book) <= cell);
    (languages.len() > SWITCHED && fits).then_some(high)
}

/// How wide each of so many columns is.
fn cell_width(width: f32, columns: usize) -> f32 {
    (width - touch::GAP * (columns.saturating_sub(1)) as f32) / columns as f32
}

/// How wide a language's control must be for its name, which is written smaller where it has to be.
fn entry_width(ui: &Ui, language: &Language, book: &WordBook) -> f32 {
    ui.text_width(&book.of(language).get("language-name"), Face::small().display()) + space::XS * 2.0 + 2.0
}

/// Languages beside each other on the attract screen.
const COLUMNS: usize = 4;

/// The rows of languages on the attract screen.
pub fn rows(ui: &mut Ui, rect: Rect, view: &View, book: &WordBook, out: &mut Outbox) {
    if let Some(language) = entries(ui, rect, view, book, COLUMNS, touch::TARGET) {
        out.send(Intent::Speak(language));
    }
}

/// One control for each language; answers the one that was tapped.
fn entries(ui: &mut Ui, rect: Rect, view: &View, book: &WordBook, columns: usize, height: f32) -> Option<Language> {
    let mut area = rect;
    let mut tapped = None;
    for row in view.languages.chunks(columns) {
        let line = area.cut_top(height, touch::GAP);
        for (cell, language) in line.columns(columns, touch::GAP).into_iter().zip(row) {
            let on = *language == view.language;
            if entry(ui, cell, language, &book.of(language).get("language-name"), on) {
                tapped = Some(language.clone());
            }
        }
    }
    tapped
}

/// The side of a tick in a corner.
const CORNER: f32 = 18.0;

fn entry(ui: &mut Ui, rect: Rect, language: &Language, label: &str, on: bool) -> bool {
    if on {
        focus::begins_here(ui);
    }
    let name = Name { label, role: Role::RadioButton, chosen: Some(on), enabled: true };
    let press = ui.press(rect, ("language", language.tag()), name);
    let (fill, ink) = match (on, press.down) {
        (true, _) => (colour::CHOSEN, colour::ON_CHOSEN),
        (false, true) => (colour::PRESSED, colour::INK),
        (false, false) => (colour::SURFACE, colour::INK),
    };
    ui.painter().rect_filled(rect, radius::M, fill);
    ui.painter().rect_stroke(rect, radius::M, Stroke::new(line::edge(), colour::BORDER), StrokeKind::Inside);
    let face = Face::body().display().colour(ink);
    let room = rect.shrink2(vec2(space::XS, 0.0));
    // Where the tick finds no room beside the name, it has a corner.
    let ticked = ui.text_width(label, Face::body().display()) + Size::Body.points() + space::XS <= room.width();
    ui.label_with(room, label, (on && ticked).then_some(Icon::Tick), face, Align2::CENTER_CENTER);
    if on && !ticked {
        let mut corner = rect.shrink(space::XS / 2.0);
        let corner = corner.cut_top(CORNER, 0.0).cut_right(CORNER, 0.0);
        ui.icon(corner, Icon::Tick, ink);
    }
    focus_ring(ui, rect, press);
    press.tapped
}
