//! A product's page: what it is, what can be chosen about it, what it costs, and the way into the cart.

use egui::{Align2, Rect, Ui, vec2};

use crate::catalogue::{Catalogue, Fit, ItemId, OptionId, PartId, Presence};
use crate::locale::Localised;
use crate::machine::kiosk::{ChoiceView, GroupView, OptionView, PartView, ProductIntent, ProductView};
use crate::order::{MAX_NOTE_LETTERS, Slot};
use crate::ui::focus;
use crate::ui::outbox::Outbox;
use crate::ui::pictures::Detail;
use crate::ui::theme::{Face, Size, colour, line, radius, space, touch};
use crate::ui::widgets::{
    Arrows, CHIP_MARGINS, Chip, Column, Cut as _, House as _, Icon, Key, Plate, Quiet, Round, STEPPER_WIDTH, Stepper, Writing,
    keyboard_height, picture_on, spoken,
};
use crate::words::Words;

use super::food;

const PICTURE: f32 = 400.0;
const CHIP: f32 = 84.0;
/// What each further row of words adds.
const CHIP_ROW: f32 = 28.0;
const CHIP_WIDTH: f32 = 312.0;

/// Lower than this is low.
const LOW: f32 = 520.0;

/// What the page keeps between frames.
#[derive(Debug, Default)]
pub struct ProductLooks {
    /// The wish that is being written.
    pub note: Option<String>,
}

/// Draws the screen.
pub fn show(ui: &mut Ui, view: &ProductView, menu: &Catalogue, words: &Words, out: &mut Outbox, looks: &mut ProductLooks) {
    let mut area = ui.max_rect();
    let writing = looks.note.is_some();
    // Where there is little room the way back stands beside the way forward.
    let low = area.height() < LOW;
    let arrows = if low { Arrows::Beside } else { Arrows::Below };
    let back = if view.editing { words.get("product-keep") } else { words.get("product-back") };
    let mut bar = if writing { Rect::NOTHING } else { area.cut_bottom(touch::FORWARD + space::S * 2.0, 0.0) };
    if writing {
        write_note(ui, &mut area, words, out, looks);
    }
    let mut area = area.shrink2(vec2(space::L, space::S));
    // Above a keyboard in little room there is only what is written; the keyboard's own key leads back.
    if if writing { area.height() > touch::TARGET * 3.0 } else { !low } {
        let width = ui.button_width(&back, true);
        let mut top = area.cut_top(touch::TARGET, space::S);
        focus::way_back(ui);
        if ui.quiet_button(top.cut_left(width, 0.0), &back, Some(Icon::Left), Quiet::Edged) {
            out.product(ProductIntent::Close);
            looks.note = None;
        }
    }
    if looks.note.is_some() && area.height() < touch::TARGET * 2.5 {
        return;
    }
    if area.width() < area.height() * 1.2 || ui.max_rect().is_upright() {
        ui.list(area, ("product", view.item.as_str()), words, &words.get("list-choices"), arrows, |ui, column, _| {
            introduce_wide(ui, column, view, menu, words);
            column.skip(space::M);
            facts(ui, column, view, words);
            choices(ui, column, view, words, out, looks);
        });
    } else if looks.note.is_some() {
        // Above the keyboard is only room for what the wish is about.
        introduce_low(ui, area, view, menu, words);
    } else {
        let left = area.cut_left(area.width() * 0.36, space::L);
        ui.list(left, ("hero", view.item.as_str()), words, &words.get("list-facts"), arrows, |ui, column, _| {
            // In little height a warning comes before the picture.
            if left.height() > LOW_FACTS || view.fit == Fit::Fits {
                let width = column.width();
                let plate = column.take(width.min(PICTURE).min(left.height() * 0.4));
                let on = Plate { tint: plate_of(view, menu), round: Round::Stage };
                picture_on(ui, plate, Some(&view.picture), Detail::Large, on, 1.0);
                column.skip(space::M);
            }
            introduce(ui, column, view, words);
            facts(ui, column, view, words);
        });
        ui.list(area, ("product", view.item.as_str()), words, &words.get("list-choices"), arrows, |ui, column, _| {
            choices(ui, column, view, words, out, looks);
        });
    }
    if !writing {
        ui.painter().rect_filled(bar, 0.0, colour::FIELD);
        ui.painter().hline(bar.x_range(), bar.top(), egui::Stroke::new(line::edge(), colour::LINE));
        if low {
            bar.cut_left(space::L, 0.0);
            let key = bar.cut_left(touch::TARGET, 0.0).middle(vec2(touch::TARGET, touch::TARGET));
            focus::way_back(ui);
            if ui.icon_button(key, &back, Icon::Left, Quiet::Edged, true) {
                out.product(ProductIntent::Close);
            }
        }
        foot(ui, bar, view, menu, words, out);
    }
}

/// Lower than this, a picture would hide what is said below it.
const LOW_FACTS: f32 = 420.0;

/// How a warning is written.
const WARNING: Face = Face::small().bold().colour(colour::WARNING);

fn plate_of(view: &ProductView, menu: &Catalogue) -> usize {
    let category = menu.item(&view.item).map(|item| &item.category);
    menu.categories().iter().position(|candidate| Some(&candidate.id) == category).unwrap_or(0)
}

/// Narrower than this, the picture is above the words.
const STACKED: f32 = 620.0;

/// The picture and the words beside it on one field, as high as the higher of the two.
fn introduce_wide(ui: &mut Ui, column: &mut Column, view: &ProductView, menu: &Catalogue, words: &Words) {
    if column.width() < STACKED {
        let on = Plate { tint: plate_of(view, menu), round: Round::Stage };
        // A warning below it must be seen with it.
        let share = if view.fit == Fit::Fits { 0.5 } else { 0.25 };
        let rect = column.take(column.width() * share);
        picture_on(ui, rect, Some(&view.picture), Detail::Large, on, 1.0);
        column.skip(space::M);
        return introduce(ui, column, view, words);
    }
    let side = PICTURE.min(column.width() * 0.42);
    let room = column.width() - side - space::M * 2.0;
    let height = introduction_height(ui, view, words, room);
    let rect = column.take(side.max(height + space::M * 2.0));
    let tint = plate_of(view, menu);
    ui.painter().rect_filled(rect, radius::L, colour::plate(tint));
    let mut area = rect;
    let stage = area.cut_left(side, space::M);
    picture_on(ui, stage, Some(&view.picture), Detail::Large, Plate { tint, round: Round::Stage }, 1.0);
    area.cut_right(space::M, 0.0);
    introduce(ui, &mut Column::new(area.middle(vec2(room, height))), view, words);
}

/// The picture and the words in one low row.
fn introduce_low(ui: &mut Ui, mut area: Rect, view: &ProductView, menu: &Catalogue, words: &Words) {
    let plate = area.cut_left(area.height().min(PICTURE), space::L);
    picture_on(ui, plate, Some(&view.picture), Detail::Large, Plate { tint: plate_of(view, menu), round: Round::Stage }, 1.0);
    let height = introduction_height(ui, view, words, area.width()).min(area.height());
    introduce(ui, &mut Column::new(area.middle(vec2(area.width(), height))), view, words);
}

fn introduction_height(ui: &Ui, view: &ProductView, words: &Words, width: f32) -> f32 {
    let language = words.language();
    let name = ui.text_height(view.name.get(language), ui.fitting(view.name.get(language), Face::headline(), width, 3), width, 3);
    let description = ui.text_height(view.description.get(language), Face::body(), width, 5);
    let warning = unfit(view, words).map_or(0.0, |warning| ui.text_height(&warning, WARNING, width, 4) + space::XS);
    let rest = Size::Title.points() + Size::Small.points();
    name + warning + description + rest * 1.3 + space::XS * 2.0 + space::S
}

fn introduce(ui: &mut Ui, column: &mut Column, view: &ProductView, words: &Words) {
    let language = words.language();
    let face = ui.fitting(view.name.get(language), Face::headline(), column.width(), 3);
    ui.say_in(column, view.name.get(language), face, 3);
    column.skip(space::XS);
    if let Some(warning) = unfit(view, words) {
        ui.say_in(column, &warning, WARNING, 4);
        column.skip(space::XS);
    }
    ui.say_in(column, view.description.get(language), Face::body(), 5);
    column.skip(space::S);
    ui.say_in(column, &words.money(view.unit), Face::title(), 1);
    column.skip(space::XS);
    ui.say_in(column, &words.with("kcal", &[("kcal", view.kcal.into())]), Face::small().colour(colour::INK), 1);
}

/// Allergens, diets, age, origin: always there to read, never behind a touch.
fn facts(ui: &mut Ui, column: &mut Column, view: &ProductView, words: &Words) {
    for (sentence, warning) in statements(view, words) {
        let face = if warning { WARNING } else { Face::small() };
        ui.say_in(column, &sentence, face, 4);
        column.skip(space::XS);
    }
    column.skip(space::S);
}

/// That it does not suit what somebody eats stands close to its name: it is seen before anything else is.
fn unfit(view: &ProductView, words: &Words) -> Option<String> {
    match view.fit {
        Fit::Fits => None,
        Fit::Traces => Some(words.get("fit-traces-long")),
        Fit::Unfit => Some(words.get("fit-unfit-long")),
    }
}

/// The sentences of all facts, and whether they warn.
pub(in crate::ui) fn facts_of(view: &ProductView, words: &Words) -> Vec<(String, bool)> {
    let warning = unfit(view, words).map(|sentence| (sentence, true));
    statements(view, words).into_iter().chain(warning).collect()
}

/// What is in it, whom it suits, where it comes from, and from which age.
fn statements(view: &ProductView, words: &Words) -> Vec<(String, bool)> {
    let contains = food::allergens(words, &view.allergens, Presence::Contains);
    let traces = food::allergens(words, &view.allergens, Presence::MayContain);
    let diets = food::diets(words, &view.diets);
    let mut sentences = Vec::new();
    if contains.is_empty() {
        sentences.push((words.get("contains-none"), false));
    } else {
        sentences.push((words.with("contains", &[("what", contains.into())]), false));
    }
    if !traces.is_empty() {
        sentences.push((words.with("may-contain", &[("what", traces.into())]), false));
    }
    if !diets.is_empty() {
        sentences.push((words.with("suits", &[("what", diets.into())]), false));
    }
    if let Some(origin) = &view.origin {
        sentences.push((origin.get(words.language()).to_owned(), false));
    }
    if let Some(age) = view.minimum_age {
        sentences.push((words.with("age-notice", &[("age", u32::from(age).into())]), true));
    }
    sentences
}

fn choices(ui: &mut Ui, column: &mut Column, view: &ProductView, words: &Words, out: &mut Outbox, looks: &mut ProductLooks) {
    // Where there is nothing to choose, the work begins at the way into the cart.
    if !(view.parts.is_empty() && view.groups.is_empty()) {
        focus::begins_here(ui);
    }
    for part in &view.parts {
        part_choices(ui, column, part, words, out);
        for group in &part.groups {
            group_options(ui, column, group, words, out);
        }
    }
    for group in &view.groups {
        group_options(ui, column, group, words, out);
    }
    note(ui, column, view, words, looks);
    column.skip(space::M);
}

fn heading(ui: &mut Ui, column: &mut Column, name: &str, rule: &str) {
    column.skip(space::XS);
    ui.say_in(column, name, Face::title(), 2);
    ui.say_in(column, rule, Face::small().soft(), 1);
    column.skip(space::XS);
}

/// Lays things out in as many columns as there is room for.
fn in_columns<T>(
    ui: &mut Ui,
    column: &mut Column,
    things: &[T],
    name: impl Fn(&T) -> &Localised,
    words: &Words,
    mut draw: impl FnMut(&mut Ui, Rect, &T),
) {
    let count = (((column.width() + touch::GAP) / (CHIP_WIDTH + touch::GAP)).floor() as usize).max(1);
    for (row_index, row) in things.chunks(count).enumerate() {
        let width = (column.width() + touch::GAP) / count as f32 - touch::GAP - CHIP_MARGINS;
        let words_of = |thing: &T| ui.text_height(name(thing).get(words.language()), Face::small(), width, 3);
        let one = ui.text_height("x", Face::small(), width, 1);
        let rows = row.iter().map(|thing| (words_of(thing) / one).round()).fold(1.0, f32::max);
        let line = column.take(CHIP + CHIP_ROW * (rows - 1.0));
        column.skip(touch::GAP);
        for (index, (cell, thing)) in line.columns(count, touch::GAP).into_iter().zip(row).enumerate() {
            focus::place(ui, row_index * count + index, things.len());
            draw(ui, cell, thing);
        }
    }
    column.skip(space::S);
}

fn part_choices(ui: &mut Ui, column: &mut Column, part: &PartView, words: &Words, out: &mut Outbox) {
    let name = part.name.get(words.language());
    heading(ui, column, name, &words.with("choose-exactly", &[("count", 1.into())]));
    in_columns(
        ui,
        column,
        &part.choices,
        |choice| &choice.name,
        words,
        |ui, rect, choice: &ChoiceView| {
            let label = choice.name.get(words.language());
            let state = State {
                price: food::difference(words, choice.upcharge),
                sold_out: choice.sold_out,
                full: false,
                fit: choice.fit,
            };
            if option_chip(
                ui,
                rect,
                &(part.id.as_str(), choice.product.as_str()),
                label,
                name,
                choice.selected,
                true,
                state,
                words,
            ) {
                out.product(fill(&part.id, &choice.product));
            }
        },
    );
}

fn fill(part: &PartId, product: &ItemId) -> ProductIntent {
    ProductIntent::Fill { part: part.clone(), product: product.clone() }
}

fn group_options(ui: &mut Ui, column: &mut Column, group: &GroupView, words: &Words, out: &mut Outbox) {
    let name = group.name.get(words.language());
    heading(ui, column, name, &food::rule(words, group));
    in_columns(
        ui,
        column,
        &group.options,
        |option| &option.name,
        words,
        |ui, rect, option: &OptionView| {
            let label = option.name.get(words.language());
            let price = food::difference(words, option.price);
            let state = State { price, sold_out: option.sold_out, full: option.full, fit: option.fit };
            let one_of = group.max == 1 && group.min == 1;
            let part = group.slot.part.as_ref().map_or("", PartId::as_str);
            let salt = (part, group.slot.group.as_str(), option.id.as_str());
            if option_chip(ui, rect, &salt, label, name, option.selected, one_of, state, words) {
                out.product(toggle(&group.slot, &option.id));
            }
        },
    );
}

fn toggle(slot: &Slot, option: &OptionId) -> ProductIntent {
    ProductIntent::Toggle { slot: slot.clone(), option: option.clone() }
}

/// What changes how an option looks.
struct State {
    price: Option<String>,
    sold_out: bool,
    full: bool,
    fit: Fit,
}

#[allow(clippy::too_many_arguments, reason = "one chip has that many sides")]
fn option_chip(
    ui: &mut Ui,
    rect: Rect,
    salt: &(impl std::hash::Hash + std::fmt::Debug),
    label: &str,
    group: &str,
    chosen: bool,
    one_of: bool,
    state: State,
    words: &Words,
) -> bool {
    let off = (state.sold_out.then(|| words.get("sold-out"))).or_else(|| state.full.then(|| words.get("group-full")));
    let unfit = match state.fit {
        Fit::Fits => None,
        Fit::Traces => Some(words.get("fit-traces")),
        Fit::Unfit => Some(words.get("fit-unfit")),
    };
    let parts: Vec<String> = [off.clone(), state.price, unfit].into_iter().flatten().collect();
    let detail = parts.join(" · ");
    let mut spoken = words.with("option-of", &[("group", group.into()), ("option", label.into())]);
    for part in &parts {
        spoken.push_str(", ");
        spoken.push_str(part);
    }
    let chip = Chip {
        label,
        spoken: Some(&spoken),
        detail: (!detail.is_empty()).then_some(detail.as_str()),
        chosen,
        enabled: chosen || off.is_none(),
        dimmed: state.fit == Fit::Unfit || (state.sold_out && !chosen),
        one_of,
    };
    ui.chip(rect, ("option", salt), chip)
}

fn note(ui: &mut Ui, column: &mut Column, view: &ProductView, words: &Words, looks: &mut ProductLooks) {
    heading(ui, column, &words.get("note-title"), &words.get("note-hint"));
    let rect = column.take(touch::TARGET);
    let label = if view.note.is_empty() {
        words.get("note-write")
    } else {
        words.with("note-quoted", &[("note", view.note.as_str().into())])
    };
    if ui.quiet_button(rect, &label, Some(Icon::Pencil), Quiet::Edged) {
        looks.note = Some(view.note.clone());
    }
}

fn write_note(ui: &mut Ui, area: &mut Rect, words: &Words, out: &mut Outbox, looks: &mut ProductLooks) {
    let rect = area.cut_bottom(keyboard_height(words, area.size(), Writing::Words), space::S).shrink2(vec2(space::XS, space::XS));
    let field = area.cut_bottom(touch::TARGET, space::XS).shrink2(vec2(space::L, 0.0));
    if area.height() > 60.0 {
        let title = area.cut_bottom(42.0, space::S).shrink2(vec2(space::L, 0.0));
        ui.say(title, &words.get("note-title"), Face::title(), Align2::LEFT_CENTER, 1);
    }
    let Some(written) = &mut looks.note else { return };
    ui.painter().rect_filled(field, radius::M, colour::SURFACE);
    let stroke = egui::Stroke::new(line::chosen(), colour::CHOSEN);
    ui.painter().rect_stroke(field, radius::M, stroke, egui::StrokeKind::Inside);
    let inner = field.shrink2(vec2(space::S, 0.0));
    if written.is_empty() {
        ui.say(inner, &words.get("note-hint"), Face::body().soft(), Align2::LEFT_CENTER, 2);
    } else {
        ui.say(inner, &format!("{written}|"), Face::body(), Align2::LEFT_CENTER, 2);
    }
    match ui.keyboard(rect, words, written, MAX_NOTE_LETTERS, Writing::Words) {
        Some(Key::Typed) => out.product(ProductIntent::Note(written.clone())),
        Some(Key::Done) => {
            out.product(ProductIntent::Note(written.clone()));
            looks.note = None;
        }
        None => {}
    }
}

fn foot(ui: &mut Ui, rect: Rect, view: &ProductView, menu: &Catalogue, words: &Words, out: &mut Outbox) {
    let mut area = rect.shrink2(vec2(space::L, space::S));
    let what = [("what", view.name.get(words.language()).into())];
    let (can_shrink, can_grow) = (view.quantity > 1, view.can_grow);
    let less = spoken(words, "line-less", &what, can_shrink);
    let more = spoken(words, "line-more", &what, can_grow);
    let stepper = Stepper { quantity: view.quantity, can_shrink, can_grow, less: &less, more: &more };
    let nothing_to_choose = view.parts.is_empty() && view.groups.is_empty();
    if let Some(quantity) = ui.stepper(area.cut_left(STEPPER_WIDTH, space::L), "quantity", stepper) {
        out.product(ProductIntent::Quantity(quantity));
    }
    let off = food::off(words, menu, &view.availability);
    let why_not = off.or_else(|| view.unmet.first().map(|unmet| food::unmet(words, view, unmet)));
    let key = if view.editing { "product-save" } else { "product-add" };
    let label = words.with(key, &[("amount", words.money(view.total).into())]);
    let button = area.cut_right(area.width().min(780.0), 0.0);
    if nothing_to_choose {
        focus::begins_here(ui);
    }
    if ui.primary_button(button, &label, None, why_not.as_deref()) {
        out.product(ProductIntent::Add { seen: view.revision });
    }
}
