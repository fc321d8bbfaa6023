//! The house's widgets, as an extension of [`egui::Ui`]. Each tells screen readers its role, name and state, draws its own focus ring,
//! is at least as large as a finger, and acts when the finger is lifted inside it.

mod bar;
mod bidi;
mod button;
mod card;
mod chip;
mod device;
mod icon;
mod ideographs;
mod keyboard;
mod layout;
mod modal;
mod picture;
mod press;
mod scroll;
mod stepper;
mod text;

use egui::{Align2, Rect, Ui, UiBuilder};

pub use bar::{Tone, banner_height, notice_height};
pub use bidi::Direction;
pub use button::Quiet;
pub use card::{
    Card, CardTap, HEIGHT as CARD_HEIGHT, LEAST_HEIGHT as CARD_LEAST_HEIGHT, MAX_HEIGHT as CARD_MAX_HEIGHT,
    MIN_WIDTH as CARD_MIN_WIDTH, price_fits,
};
pub use chip::{Chip, MARGINS as CHIP_MARGINS, Position, switch_room};
pub use device::{device_aside, device_edge, device_key, device_key_in, device_switch, on_device, practice_panel};
pub use icon::Icon;
pub use keyboard::{Key, Writing, height as keyboard_height};
pub use layout::{Column, Cut, as_built, as_written, placed, read_in};
pub use picture::{Plate, Round, ask_for, picture_on, provide as provide_pictures};
pub use press::{Name, Press, focus_ring, spoken};
pub use scroll::Arrows;
pub use stepper::{Stepper, WIDTH as STEPPER_WIDTH};

use crate::catalogue::Picture;
use crate::ui::pictures::Detail;
use crate::ui::theme::{Colour, Face};
use crate::words::Words;

/// A part of the screen with ids and a clip of its own.
pub fn within<R>(ui: &mut Ui, rect: Rect, salt: impl std::hash::Hash + std::fmt::Debug, body: impl FnOnce(&mut Ui) -> R) -> R {
    let mut child = ui.new_child(UiBuilder::new().id_salt(salt).max_rect(rect));
    child.set_clip_rect(rect.expand(4.0).intersect(ui.clip_rect()));
    body(&mut child)
}

/// The house's widgets.
pub trait House {
    /// The one button that moves the order on; says in itself why not.
    fn primary_button(&mut self, rect: Rect, label: &str, icon: Option<Icon>, why_not: Option<&str>) -> bool;
    /// Any other button.
    fn quiet_button(&mut self, rect: Rect, label: &str, icon: Option<Icon>, look: Quiet) -> bool;
    /// Any other button, whose name says more than the words on it.
    fn named_button(&mut self, rect: Rect, name: &str, label: &str, icon: Option<Icon>, look: Quiet, enabled: bool) -> bool;
    /// A button with a drawing only.
    fn icon_button(&mut self, rect: Rect, name: &str, icon: Icon, look: Quiet, enabled: bool) -> bool;
    /// One option among several.
    fn chip(&mut self, rect: Rect, salt: impl std::hash::Hash + std::fmt::Debug, chip: Chip<'_>) -> bool;
    /// A switch between few things; answers the one that was tapped.
    fn switch(&mut self, rect: Rect, name: &str, entries: &[Position<'_>]) -> Option<usize>;
    /// How many; answers the new number.
    fn stepper(&mut self, rect: Rect, salt: impl std::hash::Hash + std::fmt::Debug, stepper: Stepper<'_>) -> Option<u32>;
    /// A product in the grid.
    fn item_card(&mut self, rect: Rect, salt: &str, card: Card<'_>) -> Option<CardTap>;
    /// A category in the rail.
    fn category_tab(&mut self, rect: Rect, salt: &str, name: &str, image: Option<&Picture>, plate: usize, open: bool) -> bool;
    /// A sentence for the customer.
    fn notice_bar(&mut self, rect: Rect, words: &str, tone: Tone);
    /// The banner of training.
    fn training_banner(&mut self, rect: Rect, words: &str);
    /// An amount at the right edge.
    fn price_label(&mut self, rect: Rect, amount: &str, face: Face) -> Rect;
    /// A text; answers what it covers.
    fn say(&mut self, rect: Rect, text: &str, face: Face, align: Align2, rows: usize) -> Rect;
    /// A name, with rows about equally long wherever they begin.
    fn say_level(&mut self, rect: Rect, text: &str, face: Face, align: Align2, rows: usize) -> Rect;
    /// A text as the next row of a column, as high as it needs to be.
    fn say_in(&mut self, column: &mut Column, text: &str, face: Face, rows: usize) -> Rect;
    /// A text inside something that screen readers hear of otherwise.
    fn draw_text(&self, rect: Rect, text: &str, face: Face, align: Align2, rows: usize) -> Rect;
    /// The face in which a text needs no more than so many rows of this width, and breaks no word.
    fn fitting(&self, text: &str, face: Face, width: f32, rows: usize) -> Face;
    /// How high a text is.
    fn text_height(&self, text: &str, face: Face, width: f32, rows: usize) -> f32;
    /// How wide a text is in one row.
    fn text_width(&self, text: &str, face: Face) -> f32;
    /// How wide a quiet button has to be for these words, with or without a drawing before them.
    fn button_width(&self, label: &str, drawn: bool) -> f32;
    /// Words with a drawing before them.
    fn label_with(&self, rect: Rect, label: &str, icon: Option<Icon>, face: Face, align: Align2);
    /// A drawing.
    fn icon(&self, rect: Rect, icon: Icon, colour: Colour);
    /// The waves of a contactless card.
    fn waves(&self, rect: Rect, colour: Colour);
    /// A picture on its plate.
    fn picture(&self, rect: Rect, picture: Option<&Picture>, detail: Detail, plate: Option<usize>, opacity: f32);
    /// A control of any look.
    fn press(&mut self, rect: Rect, salt: impl std::hash::Hash + std::fmt::Debug, name: Name<'_>) -> Press;
    /// A keyboard.
    fn keyboard(&mut self, rect: Rect, words: &Words, written: &mut String, limit: usize, writing: Writing) -> Option<Key>;
    /// A scrolled list.
    fn list<R>(
        &mut self,
        rect: Rect,
        salt: impl std::hash::Hash + std::fmt::Debug,
        words: &Words,
        name: &str,
        arrows: Arrows,
        body: impl FnOnce(&mut Ui, &mut Column, Rect) -> R,
    ) -> R;
    /// A panel over everything; also answers whether somebody tapped beside it.
    fn modal<R>(&mut self, name: &str, size: egui::Vec2, body: impl FnOnce(&mut Ui, Rect) -> R) -> (R, bool);
}

impl House for Ui {
    fn primary_button(&mut self, rect: Rect, label: &str, icon: Option<Icon>, why_not: Option<&str>) -> bool {
        button::primary_button(self, rect, label, icon, why_not)
    }

    fn quiet_button(&mut self, rect: Rect, label: &str, icon: Option<Icon>, look: Quiet) -> bool {
        button::quiet_button(self, rect, label, icon, look)
    }

    fn named_button(&mut self, rect: Rect, name: &str, label: &str, icon: Option<Icon>, look: Quiet, enabled: bool) -> bool {
        button::quiet_button_named(self, rect, name, label, icon, look, enabled)
    }

    fn icon_button(&mut self, rect: Rect, name: &str, icon: Icon, look: Quiet, enabled: bool) -> bool {
        button::icon_button(self, rect, name, icon, look, enabled)
    }

    fn chip(&mut self, rect: Rect, salt: impl std::hash::Hash + std::fmt::Debug, chip: Chip<'_>) -> bool {
        chip::chip(self, rect, salt, chip)
    }

    fn switch(&mut self, rect: Rect, name: &str, entries: &[Position<'_>]) -> Option<usize> {
        chip::switch(self, rect, name, entries)
    }

    fn stepper(&mut self, rect: Rect, salt: impl std::hash::Hash + std::fmt::Debug, stepper: Stepper<'_>) -> Option<u32> {
        stepper::stepper(self, rect, salt, stepper)
    }

    fn item_card(&mut self, rect: Rect, salt: &str, card: Card<'_>) -> Option<CardTap> {
        card::item_card(self, rect, salt, card)
    }

    fn category_tab(&mut self, rect: Rect, salt: &str, name: &str, image: Option<&Picture>, plate: usize, open: bool) -> bool {
        card::category_tab(self, rect, salt, name, image, plate, open)
    }

    fn notice_bar(&mut self, rect: Rect, words: &str, tone: Tone) {
        bar::notice_bar(self, rect, words, tone);
    }

    fn training_banner(&mut self, rect: Rect, words: &str) {
        bar::training_banner(self, rect, words);
    }

    fn price_label(&mut self, rect: Rect, amount: &str, face: Face) -> Rect {
        bar::price_label(self, rect, amount, face)
    }

    fn say(&mut self, rect: Rect, text: &str, face: Face, align: Align2, rows: usize) -> Rect {
        text::say(self, rect, text, face, align, rows)
    }

    fn say_level(&mut self, rect: Rect, text: &str, face: Face, align: Align2, rows: usize) -> Rect {
        text::say_level(self, rect, text, face, align, rows)
    }

    fn say_in(&mut self, column: &mut Column, text: &str, face: Face, rows: usize) -> Rect {
        let height = text::height(self, text, face, column.width(), rows);
        text::say(self, column.take(height), text, face, Align2::LEFT_TOP, rows)
    }

    fn draw_text(&self, rect: Rect, text: &str, face: Face, align: Align2, rows: usize) -> Rect {
        text::draw(self, rect, text, face, align, rows)
    }

    fn fitting(&self, text: &str, face: Face, width: f32, rows: usize) -> Face {
        text::fitting(self, text, face, egui::vec2(width, f32::INFINITY), rows)
    }

    fn text_height(&self, text: &str, face: Face, width: f32, rows: usize) -> f32 {
        text::height(self, text, face, width, rows)
    }

    fn text_width(&self, text: &str, face: Face) -> f32 {
        text::width(self, text, face)
    }

    fn button_width(&self, label: &str, drawn: bool) -> f32 {
        button::width(self, label, drawn)
    }

    fn label_with(&self, rect: Rect, label: &str, icon: Option<Icon>, face: Face, align: Align2) {
        button::draw_label(self, rect, label, icon, face, align);
    }

    fn icon(&self, rect: Rect, icon: Icon, colour: Colour) {
        icon::draw(self, rect, icon, colour);
    }

    fn waves(&self, rect: Rect, colour: Colour) {
        icon::waves(self, rect, colour);
    }

    fn picture(&self, rect: Rect, image: Option<&Picture>, detail: Detail, plate: Option<usize>, opacity: f32) {
        picture::picture(self, rect, image, detail, plate, opacity);
    }

    fn press(&mut self, rect: Rect, salt: impl std::hash::Hash + std::fmt::Debug, name: Name<'_>) -> Press {
        press::press(self, rect, salt, name)
    }

    fn keyboard(&mut self, rect: Rect, words: &Words, written: &mut String, limit: usize, writing: Writing) -> Option<Key> {
        keyboard::keyboard(self, rect, words, written, limit, writing)
    }

    fn list<R>(
        &mut self,
        rect: Rect,
        salt: impl std::hash::Hash + std::fmt::Debug,
        words: &Words,
        name: &str,
        arrows: Arrows,
        body: impl FnOnce(&mut Ui, &mut Column, Rect) -> R,
    ) -> R {
        scroll::scroll(self, rect, salt, words, name, arrows, body)
    }

    fn modal<R>(&mut self, name: &str, size: egui::Vec2, body: impl FnOnce(&mut Ui, Rect) -> R) -> (R, bool) {
        modal::modal(self, name, size, body)
    }
}
