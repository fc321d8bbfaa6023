//! A product in the grid: picture, name, price, marks; tap it to look, tap its plus to take it.

use egui::{Align2, CornerRadius, Rect, Stroke, StrokeKind, Ui};

use super::icon::{self, Icon};
use super::layout::{Cut as _, placed};
use super::picture::{Plate, Round, picture_on};
use super::press::{Name, focus_ring, press};
use super::text;
use crate::catalogue::Picture;
use crate::ui::pictures::Detail;
use crate::ui::theme::{Colour, Face, colour, line, radius, space, touch};

/// The least height of a card where there is hardly any room.
pub const LEAST_HEIGHT: f32 = TEXT_HEIGHT + 96.0;

/// The usual height of a card.
pub const HEIGHT: f32 = 332.0;

/// The most: where there are few dishes, their pictures grow to here.
pub const MAX_HEIGHT: f32 = 452.0;

/// The least width of a card.
pub const MIN_WIDTH: f32 = 222.0;

/// What a card shows.
#[derive(Debug, Clone, Copy)]
pub struct Card<'a> {
    /// The name.
    pub name: &'a str,
    /// The price as the locale writes it.
    pub price: &'a str,
    /// The picture.
    pub picture: &'a Picture,
    /// Which tint the plate has.
    pub plate: usize,
    /// Why it cannot be had now.
    pub off: Option<&'a str>,
    /// Whether it does not suit what the customer eats, and how.
    pub unfit: Option<&'a str>,
    /// A remark such as "18+" or "with a drink".
    pub remark: Option<&'a str>,
    /// Whether it suits vegetarians.
    pub leaf: bool,
    /// The name of the button that takes it at once, when nothing has to be chosen.
    pub take: Option<&'a str>,
    /// Whether its price is written smaller, because one beside it would find no room.
    pub small: bool,
}

/// Whether a price finds room at its usual size on a card of this width.
pub fn price_fits(ui: &Ui, width: f32, price: &str, leaf: bool, take: bool) -> bool {
    let leaf = if leaf { LEAF_GAP + LEAF } else { 0.0 };
    let button = if take { touch::TARGET } else { 0.0 };
    text::width(ui, price, Face::title()) + leaf <= width - margin(width) * 2.0 - button
}

/// Beside the words of a card of this width.
fn margin(width: f32) -> f32 {
    if width < 210.0 { 6.0 } else { space::S }
}

/// The part below the picture: a name of two rows, and a price beside a button.
const TEXT_HEIGHT: f32 = touch::TARGET + 62.0 + space::S;

/// The leaf beside the price, and how far from it.
const LEAF: f32 = 24.0;
const LEAF_GAP: f32 = 12.0;

/// The edge of a thing that lies a little above the ground, so it can be touched: a line around it and a shadow below. What it is
/// filled with is drawn by its parts, each pixel once: without a graphics card every layer is paid for.
fn lifted(ui: &Ui, rect: Rect) {
    let low = egui::pos2(rect.min.x, rect.max.y - radius::L * 2.0);
    let shadow = Rect::from_min_max(low, rect.max).translate(egui::vec2(0.0, 3.0));
    ui.painter().rect_filled(shadow, radius::L, colour::LINE);
}

/// The part of a card below its picture.
fn foot_of_card(ui: &Ui, rect: Rect, fill: Colour) {
    let corner = radius::L as u8;
    ui.painter().rect_filled(rect, CornerRadius { nw: 0, ne: 0, sw: corner, se: corner }, fill);
}

/// What was tapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardTap {
    /// The card: look at it.
    Open,
    /// The plus: take it.
    Take,
}

/// Draws a card.
pub fn item_card(ui: &mut Ui, rect: Rect, salt: &str, card: Card<'_>) -> Option<CardTap> {
    let mut spoken = format!("{}, {}", card.name, card.price);
    for more in [card.off, card.unfit, card.remark].into_iter().flatten() {
        spoken.push_str(", ");
        spoken.push_str(more);
    }
    let body = press(ui, rect, ("card", salt), Name::button(&spoken).enabled(card.off.is_none()));
    let dim = if card.off.is_some() || card.unfit.is_some() { 0.35 } else { 1.0 };
    let fill = if body.down { colour::PRESSED } else { colour::SURFACE };
    lifted(ui, rect);
    let mut inner = rect;
    let plate = inner.cut_top(rect.height() - TEXT_HEIGHT, 0.0);
    foot_of_card(ui, inner, fill);
    inner.min.y += space::XS;
    picture_on(ui, plate, Some(card.picture), Detail::Small, Plate { tint: card.plate, round: Round::Top }, dim);
    ui.painter().rect_stroke(rect, radius::L, Stroke::new(line::thin(), colour::LINE), StrokeKind::Inside);
    if let Some(badge) = card.off.or(card.unfit) {
        draw_badge(ui, plate, badge);
    } else if let Some(remark) = card.remark {
        draw_badge(ui, plate, remark);
    }
    let mut words = inner.shrink2(egui::vec2(margin(rect.width()), 0.0));
    words.max.y -= space::XS;
    let foot = words.cut_bottom(touch::TARGET, 0.0);
    let ink = if dim < 1.0 { colour::INK_SOFT } else { colour::INK };
    let name_face = unbroken(ui, card.name, Face::small().bold().colour(ink), words.width());
    // A first word that finds no room even then ends in an ellipsis instead of going on below.
    let first = pieces(card.name).next().unwrap_or_default();
    let rows = if text::width(ui, first, name_face) > words.width() { 1 } else { 2 };
    text::draw(ui, words, card.name, name_face, Align2::LEFT_TOP, rows);
    let mut beside = foot;
    if card.take.is_some() {
        beside.cut_right(touch::TARGET, 0.0);
    }
    let price_face = if card.small { Face::body().display() } else { Face::title() };
    let price = text::draw(ui, beside, card.price, price_face.colour(ink), Align2::LEFT_CENTER, 1);
    if card.leaf {
        beside.cut_left(price.width() + LEAF_GAP, 0.0);
        let leaf = beside.cut_left(LEAF, 0.0).middle(egui::vec2(LEAF, LEAF));
        icon::draw(ui, leaf, Icon::Leaf, colour::LEAF);
    }
    focus_ring(ui, rect, body);
    let took = card.take.is_some_and(|name| take_button(ui, rect, salt, name));
    match (took, body.tapped) {
        (true, _) => Some(CardTap::Take),
        (false, true) => Some(CardTap::Open),
        (false, false) => None,
    }
}

fn take_button(ui: &mut Ui, card: Rect, salt: &str, name: &str) -> bool {
    let size = egui::vec2(touch::TARGET, touch::TARGET);
    let rect = placed(Rect::from_min_size(card.right_bottom() - size - egui::vec2(space::XS, space::XS), size), card);
    let press = press(ui, rect, ("take", salt), Name::button(name));
    let (fill, ink) = if press.down { (colour::CHOSEN, colour::ON_CHOSEN) } else { (colour::FIELD, colour::INK) };
    ui.painter().rect_filled(rect, radius::M, fill);
    ui.painter().rect_stroke(rect, radius::M, Stroke::new(line::edge(), colour::BORDER), StrokeKind::Inside);
    icon::draw(ui, rect.middle(egui::vec2(30.0, 30.0)), Icon::Plus, ink);
    focus_ring(ui, rect, press);
    press.tapped
}

fn draw_badge(ui: &Ui, plate: Rect, words: &str) {
    let face = Face::small().bold();
    let room = plate.width() - space::S * 2.0;
    let size = text::lay(ui, words, face, room, 2, egui::Align::Min).size() + egui::vec2(space::S * 1.5, space::XS);
    let rect = placed(Rect::from_min_size(plate.left_top() + egui::vec2(space::XS, space::XS), size), plate);
    ui.painter().rect_filled(rect, radius::S, colour::SURFACE);
    ui.painter().rect_stroke(rect, radius::S, Stroke::new(line::thin(), colour::BORDER), StrokeKind::Inside);
    text::draw(ui, rect.shrink2(egui::vec2(space::S * 0.75, 0.0)), words, face, Align2::LEFT_CENTER, 2);
}

/// What a line may end behind.
fn pieces(words: &str) -> impl Iterator<Item = &str> {
    words.split_whitespace().flat_map(|word| word.split_inclusive('-'))
}

/// A long word is written thinner before it is broken.
fn unbroken(ui: &Ui, words: &str, face: Face, room: f32) -> Face {
    let breaks = pieces(words).any(|word| text::width(ui, word, face) > room);
    if breaks { face.regular() } else { face }
}

/// A category in the rail.
pub fn category_tab(ui: &mut Ui, rect: Rect, salt: &str, name: &str, image: Option<&Picture>, plate: usize, open: bool) -> bool {
    let spoken = Name { label: name, role: egui::accesskit::Role::Tab, chosen: Some(open), enabled: true };
    let press = press(ui, rect, ("tab", salt), spoken);
    // The open one is a sheet that joins the page it opens, with a bar at its outer edge.
    if open {
        let sheet = Rect::from_min_max(rect.min, egui::pos2(rect.max.x + radius::L, rect.max.y));
        ui.painter().rect_filled(placed(sheet, rect), radius::L, colour::GROUND);
        let bar = Rect::from_min_size(rect.min + egui::vec2(0.0, space::M), egui::vec2(7.0, rect.height() - space::M * 2.0));
        ui.painter().rect_filled(placed(bar, rect), 3.5, colour::CHOSEN);
    } else if press.down {
        ui.painter().rect_filled(rect, radius::L, colour::PRESSED);
    }
    let mut inner = rect.shrink2(egui::vec2(space::XS, 4.0));
    let ink = colour::INK;
    let room = rect.width() - 6.0;
    let face = unbroken(ui, name, Face::small().bold().colour(ink), room);
    let words = inner.cut_bottom(text::height(ui, name, face, room, 2), 4.0).expand2(egui::vec2(space::XS - 3.0, 0.0));
    let disc = inner.middle(egui::vec2(inner.height(), inner.height()));
    picture_on(ui, disc, image, Detail::Small, Plate { tint: plate, round: Round::Disc }, 1.0);
    text::draw(ui, words, name, face, Align2::CENTER_CENTER, 2);
    focus_ring(ui, rect, press);
    press.tapped
}
