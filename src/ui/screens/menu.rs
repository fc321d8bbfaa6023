//! The menu: categories, the grid, search and filter, with the cart always beside it.

use egui::{Align2, Rect, Ui};

use crate::catalogue::{Availability, Diet, Fit, ItemId};
use crate::machine::kiosk::{BrowseIntent, CartIntent, ItemCard, MenuView, ProductIntent, Shown};
use crate::ui::focus;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Face, Size, colour, least_gap, line, radius, space, touch};
use crate::ui::widgets::{
    Arrows, CARD_HEIGHT, CARD_LEAST_HEIGHT, CARD_MAX_HEIGHT, CARD_MIN_WIDTH, Card, CardTap, Cut as _, House as _, Icon, Key,
    Name, Quiet, Writing, focus_ring, keyboard_height, price_fits,
};
use crate::words::Words;

use super::{cart, filter, food};

const RAIL: f32 = 220.0;
/// The rail where the page is narrow.
const NARROW_RAIL: f32 = 208.0;
const TAB: f32 = 132.0;
const CART_COLUMN: (f32, f32) = (400.0, 540.0);
/// Lower than this there is no room for a heading above the dishes.
const LOW: f32 = 640.0;
/// Narrower than this there is one column of dishes.
const ONE_COLUMN: f32 = 320.0;
const MAX_SEARCH_LETTERS: usize = 40;

/// What the menu keeps between frames.
#[derive(Debug, Default)]
pub struct MenuLooks {
    /// Whether the keyboard is out.
    pub writing: bool,
    /// Whether the panel of allergens and diets is open.
    pub filtering: bool,
}

/// Draws the screen.
pub fn show(ui: &mut Ui, view: &MenuView, words: &Words, out: &mut Outbox, looks: &mut MenuLooks) {
    let mut area = ui.max_rect();
    looks.writing &= matches!(view.shown, Shown::Search(_));
    let upright = area.is_upright();
    // While something is written in little room, the order steps back.
    let beside = !looks.writing || area.height() > if upright { 760.0 } else { 460.0 };
    let side = beside.then(|| {
        if upright {
            area.cut_bottom(cart::sheet_height(&view.cart, looks.writing, area.size()), 0.0)
        } else {
            area.cut_right((area.width() * 0.36).clamp(CART_COLUMN.0, CART_COLUMN.1), 0.0)
        }
    });
    let keys_height = keyboard_height(words, egui::vec2(area.width(), ui.max_rect().height()), Writing::Search);
    // A keyboard of many rows leaves room for one row of targets, and no more.
    let tight = looks.writing && area.height() - keys_height < touch::TARGET + touch::GAP * 2.0 + space::S;
    let keys = looks.writing.then(|| area.cut_bottom(keys_height, if tight { least_gap() } else { space::S }));
    let low = ui.max_rect().height() < LOW;
    let slim = area.width() < 900.0;
    // What is written is what matters while there is no room for both.
    let cramped = looks.writing && area.height() < 300.0;
    if !cramped {
        rail(ui, area.cut_left(if slim { NARROW_RAIL } else { RAIL }, 0.0), view, words, out);
    }
    // A single column of dishes needs every bit of its width for their names.
    let beside = if area.width() < ONE_COLUMN { space::XS } else { space::S };
    let mut area = area.shrink2(egui::vec2(beside, if tight { 0.0 } else { touch::GAP }));
    let titled = !low && !cramped;
    let told = tools(ui, area.cut_top(touch::TARGET, least_gap()), view, words, titled, out, looks);
    if titled {
        let heading = area.cut_top(48.0, space::XS);
        heading_of(ui, heading, view, words);
    }
    if let Some(rect) = keys {
        keyboard(ui, rect, view, words, out, looks);
    }
    if !cramped || area.height() > CARD_LEAST_HEIGHT {
        grid(ui, area, view, words, low || cramped, out);
    } else if !told && area.height() >= Size::Small.points() * 1.5 {
        // Where no dish finds room above the keys, how many there are.
        heading_of(ui, area, view, words);
    }
    match side {
        Some(side) if upright => cart::sheet(ui, side, &view.cart, view.menu(), words, looks.writing, out),
        Some(side) => cart::column(ui, side, &view.cart, view.menu(), words, out),
        None => {}
    }
    if looks.filtering {
        filter::show(ui, &view.filter, words, out, &mut looks.filtering);
    }
}

fn keyboard(ui: &mut Ui, rect: Rect, view: &MenuView, words: &Words, out: &mut Outbox, looks: &mut MenuLooks) {
    let Shown::Search(searched) = &view.shown else { return };
    let rect = rect.shrink2(egui::vec2(space::XS, space::XS));
    let mut written = searched.clone();
    match ui.keyboard(rect, words, &mut written, MAX_SEARCH_LETTERS, Writing::Search) {
        Some(Key::Typed) => out.browse(BrowseIntent::Search(written)),
        Some(Key::Done) if searched.is_empty() => out.browse(BrowseIntent::CloseSearch),
        Some(Key::Done) => looks.writing = false,
        None => {}
    }
}

fn rail(ui: &mut Ui, rect: Rect, view: &MenuView, words: &Words, out: &mut Outbox) {
    ui.painter().rect_filled(rect, 0.0, colour::FIELD);
    // To the right edge, so that the open tab joins the page.
    let mut inner = rect.shrink2(egui::vec2(0.0, touch::GAP));
    inner.cut_left(if rect.width() < RAIL { 4.0 } else { space::XS }, 0.0);
    ui.list(inner, "rail", words, &words.get("list-categories"), Arrows::Below, |ui, column, _| {
        let mut tapped = None;
        for (index, tab) in view.categories.iter().enumerate() {
            let rect = column.take(TAB);
            focus::place(ui, index, view.categories.len());
            if tab.selected {
                focus::begins_here(ui);
                bring_into_view(ui, rect, tab.id.as_str());
            }
            column.skip(touch::GAP);
            let name = tab.name.get(words.language());
            if ui.category_tab(rect, tab.id.as_str(), name, tab.picture.as_ref(), index, tab.selected) {
                tapped = Some(&tab.id);
            }
        }
        if let Some(id) = tapped {
            // It is where the finger is, and stays there.
            ui.data_mut(|data| data.insert_temp(open_category(ui), (id.as_str().to_owned(), SETTLING)));
            out.browse(BrowseIntent::Category(id.clone()));
        }
    });
}

/// Which category is open, and for how many frames it was looked for.
fn open_category(ui: &Ui) -> egui::Id {
    ui.make_persistent_id("open-category")
}

/// A category that was opened from elsewhere is brought into view, above the two keys of the list: a list knows only after a frame whether
/// it needs them.
fn bring_into_view(ui: &Ui, rect: Rect, id: &str) {
    let place = open_category(ui);
    let (before, frames): (String, u8) = ui.data(|data| data.get_temp(place)).unwrap_or_default();
    let frames = if before == id { frames } else { 0 };
    if frames < SETTLING {
        ui.data_mut(|data| data.insert_temp(place, (id.to_owned(), frames + 1)));
        let seen = ui.clip_rect();
        if rect.top() < seen.top() || rect.bottom() > seen.bottom() - touch::TARGET - least_gap() {
            ui.scroll_to_rect_animation(rect, Some(egui::Align::Min), egui::style::ScrollAnimation::none());
        }
    }
}

/// So many frames it takes until a list stands as it stays.
const SETTLING: u8 = 3;

/// Narrower than this, a drawing stands for the words about what I eat.
const NARROW_TOOLS: f32 = 440.0;

/// Search and filter. Where what was found has no heading of its own, the field says how much it is, if there is room behind the words;
/// answers whether it does.
fn tools(ui: &mut Ui, rect: Rect, view: &MenuView, words: &Words, titled: bool, out: &mut Outbox, looks: &mut MenuLooks) -> bool {
    let mut row = rect;
    let mut tells = false;
    let count = view.filter.avoid.len() + view.filter.diets.len();
    let label = match u32::try_from(count).unwrap_or(0) {
        0 => words.get("filter"),
        count => words.with("filter-on", &[("count", count.into())]),
    };
    // What is written needs the room.
    let searched = matches!(view.shown, Shown::Search(_));
    let narrow = rect.width() < if searched { NARROW_TOOLS * 1.5 } else { NARROW_TOOLS };
    let place = row.cut_right(if narrow { touch::TARGET } else { row.width() * 0.46 }, touch::GAP);
    let shown = if narrow { "" } else { &label };
    if ui.named_button(place, &label, shown, Some(Icon::Funnel), Quiet::Edged, true) {
        looks.filtering = true;
    }
    if narrow && count > 0 {
        count_on(ui, place, count);
    }
    match &view.shown {
        Shown::Category(_) => {
            if ui.quiet_button(row, &words.get("search"), Some(Icon::Search), Quiet::Edged) {
                looks.writing = true;
                out.browse(BrowseIntent::Search(String::new()));
            }
        }
        Shown::Search(searched) => {
            let close = row.cut_right(touch::TARGET, touch::GAP);
            focus::way_back(ui);
            if ui.icon_button(close, &words.get("search-close"), Icon::Cross, Quiet::Edged, true) {
                out.browse(BrowseIntent::CloseSearch);
            }
            let press = ui.press(row, "search-field", Name::button(&words.get("search-change")));
            ui.painter().rect_filled(row, radius::M, colour::SURFACE);
            let stroke = egui::Stroke::new(line::chosen(), colour::CHOSEN);
            ui.painter().rect_stroke(row, radius::M, stroke, egui::StrokeKind::Inside);
            let tight = row.width() < 200.0;
            let inner = row.shrink2(egui::vec2(space::S, 0.0));
            let mut inner = inner;
            let told = heading(view, words);
            let wide = ui.text_width(&told, Face::small());
            let written = ui.text_width(searched, Face::body()) + Size::Body.points() * 2.0;
            tells = !titled && written + wide <= inner.width();
            if tells {
                ui.draw_text(inner.cut_right(wide, 0.0), &told, Face::small().soft(), Align2::RIGHT_CENTER, 1);
            }
            let cursor = if looks.writing { "|" } else { "" };
            ui.label_with(
                inner,
                &format!("{searched}{cursor}"),
                (!tight).then_some(Icon::Search),
                Face::body(),
                Align2::LEFT_CENTER,
            );
            focus_ring(ui, row, press);
            looks.writing |= press.tapped;
        }
    }
    tells
}

/// How many, on a disc in the corner of a key that has no words.
fn count_on(ui: &Ui, key: Rect, count: usize) {
    let mut corner = key.shrink(space::XS / 2.0);
    let disc = corner.cut_top(COUNT, 0.0).cut_right(COUNT, 0.0);
    ui.painter().circle_filled(disc.center(), COUNT / 2.0, colour::CHOSEN);
    ui.draw_text(disc, &count.to_string(), Face::small().bold().colour(colour::ON_CHOSEN), Align2::CENTER_CENTER, 1);
}

/// The size of that disc.
const COUNT: f32 = 30.0;

fn heading_of(ui: &mut Ui, rect: Rect, view: &MenuView, words: &Words) {
    ui.say(rect, &heading(view, words), Face::title(), Align2::LEFT_CENTER, 1);
}

/// What the dishes are that are shown.
fn heading(view: &MenuView, words: &Words) -> String {
    match &view.shown {
        Shown::Category(id) => {
            let category = id.as_ref().and_then(|id| view.menu().category(id));
            category.map(|category| category.name.get(words.language()).to_owned()).unwrap_or_default()
        }
        Shown::Search(searched) if searched.trim().is_empty() => words.get("search-hint"),
        Shown::Search(_) if view.items.is_empty() => words.get("search-nothing"),
        Shown::Search(_) => {
            let count = u32::try_from(view.items.len()).unwrap_or(u32::MAX);
            words.with("search-found", &[("count", count.into())])
        }
    }
}

/// Only the rows that can be seen are made.
fn grid(ui: &mut Ui, rect: Rect, view: &MenuView, words: &Words, low: bool, out: &mut Outbox) {
    let arrows = if low { Arrows::Beside } else { Arrows::Below };
    let width = if low { rect.width() - touch::TARGET - touch::GAP } else { rect.width() };
    let columns = (((width + touch::GAP) / (CARD_MIN_WIDTH + touch::GAP)).floor() as usize).max(1);
    let shown = match &view.shown {
        Shown::Category(id) => id.as_ref().map_or("", |id| id.as_str()).to_owned(),
        Shown::Search(_) => "search".to_owned(),
    };
    ui.list(rect, ("grid", shown), words, &words.get("list-dishes"), arrows, |ui, column, viewport| {
        let rows = view.items.len().div_ceil(columns);
        // Where there is no room for all of them, what can be seen ends above the two buttons.
        let buttons = if arrows == Arrows::Below && rows > 1 { touch::TARGET + least_gap() } else { 0.0 };
        let card_height = card_height(rect.height(), rows, rect.height() - buttons);
        let row_height = card_height + touch::GAP;
        let whole = column.take((row_height * rows as f32 - touch::GAP).max(0.0));
        let first = (viewport.min.y / row_height).floor().max(0.0) as usize;
        let last = (viewport.max.y / row_height).ceil().max(0.0) as usize;
        // With keys a row more at each end, so that there is a next one to go to.
        let more = usize::from(focus::in_use(ui.ctx()));
        let cell = (whole.width() - touch::GAP * (columns - 1) as f32) / columns as f32;
        let small = !all_prices_fit(ui, view, words, cell);
        for row in first.saturating_sub(more)..(last + more).min(rows) {
            let top = whole.min.y + row_height * row as f32;
            let line = Rect::from_min_size(egui::pos2(whole.min.x, top), egui::vec2(whole.width(), card_height));
            let ids = view.items.iter().skip(row * columns).take(columns);
            for (index, (cell, id)) in line.columns(columns, touch::GAP).into_iter().zip(ids).enumerate() {
                focus::place(ui, row * columns + index, view.items.len());
                card(ui, cell, view, id, small, words, out);
            }
        }
    });
}

/// Where there are few dishes their pictures grow, so that the page is filled; where there is little room a card is no higher than what can
/// be seen of the list, so that its price is there with its picture.
fn card_height(room: f32, rows: usize, seen: f32) -> f32 {
    let shared = (room - touch::GAP * rows.saturating_sub(1) as f32) / rows.max(1) as f32;
    if shared < CARD_HEIGHT { CARD_HEIGHT.min(seen.max(CARD_LEAST_HEIGHT)) } else { shared.min(CARD_MAX_HEIGHT) }
}

/// Whether every price that is shown finds room at its usual size: those side by side are equally large.
fn all_prices_fit(ui: &Ui, view: &MenuView, words: &Words, width: f32) -> bool {
    let mut cards = view.items.iter().filter_map(|id| view.card(id));
    cards.all(|item| price_fits(ui, width, &words.money(item.price), has_leaf(&item), is_takeable(&item)))
}

fn card(ui: &mut Ui, rect: Rect, view: &MenuView, id: &ItemId, small: bool, words: &Words, out: &mut Outbox) {
    let Some(item) = view.card(id) else { return };
    let menu = view.menu();
    let name = item.name.get(words.language());
    let off = food::off(words, menu, &item.availability);
    let unfit = match item.fit {
        Fit::Fits => None,
        Fit::Traces => Some(words.get("fit-traces")),
        Fit::Unfit => Some(words.get("fit-unfit")),
    };
    let plate = menu.item(id).and_then(|item| menu.categories().iter().position(|category| category.id == item.category));
    let take = quick_name(&item, words);
    let remark = item.minimum_age.map(|age| words.with("age-badge", &[("age", u32::from(age).into())]));
    let price = words.money(item.price);
    let card = Card {
        name,
        price: &price,
        picture: &item.picture,
        plate: plate.unwrap_or(0),
        off: off.as_deref(),
        unfit: unfit.as_deref(),
        remark: remark.as_deref(),
        leaf: has_leaf(&item),
        take: take.as_deref(),
        small,
    };
    match ui.item_card(rect, id.as_str(), card) {
        Some(CardTap::Open) => out.product(ProductIntent::Open(id.clone())),
        Some(CardTap::Take) => out.cart(view.cart.revision, CartIntent::QuickAdd(id.clone())),
        None => {}
    }
}

fn has_leaf(item: &ItemCard) -> bool {
    item.diets.iter().any(|diet| matches!(diet, Diet::Vegetarian | Diet::Vegan))
}

fn is_takeable(item: &ItemCard) -> bool {
    item.quick && item.availability == Availability::Available
}

fn quick_name(item: &ItemCard, words: &Words) -> Option<String> {
    is_takeable(item).then(|| words.with("take", &[("what", item.name.get(words.language()).into())]))
}
