//! The cart beside the menu: a sheet along the bottom, or a column on the right.

use egui::{Align2, Rect, Stroke, StrokeKind, Ui};

use crate::catalogue::{Catalogue, Item, ServiceMode};
use crate::machine::kiosk::{BlockedBy, BrowseIntent, CartIntent, CartView, LineView, ProductIntent};
use crate::ui::focus;
use crate::ui::outbox::Outbox;
use crate::ui::pictures::Detail;
use crate::ui::theme::{Face, colour, line, radius, space, touch};
use crate::ui::widgets::{
    Arrows, Cut as _, House as _, Icon, Name, Position, Quiet, STEPPER_WIDTH, Stepper, focus_ring, spoken, switch_room,
};
use crate::words::Words;

const ROW: f32 = 84.0;
const TALL_ROW: f32 = 160.0;
const SHOWN_ROWS: usize = 3;

/// How high the sheet is.
#[must_use]
pub fn sheet_height(view: &CartView, compact: bool, room: egui::Vec2) -> f32 {
    let foot = touch::FORWARD + space::S * 2.0;
    if compact {
        return foot;
    }
    let rows = view.lines.len().min(shown_rows(room)) as f32;
    let list = if rows == 0.0 { 0.0 } else { touch::GAP + rows * ROW + space::XS };
    foot + touch::TARGET + touch::GAP + list
}

/// How many lines of the order find room beside the menu; where there are none, the order is seen on the way to paying.
fn shown_rows(room: egui::Vec2) -> usize {
    match room.y {
        y if y < 800.0 || room.x < NARROW => 0,
        y if y < 1200.0 => 2,
        _ => SHOWN_ROWS,
    }
}

/// Narrower than this, a sheet has no room for the switch between eating in and taking away.
const NARROW: f32 = 640.0;

/// The sheet along the bottom. Compact it shows only the total and the way forward.
pub fn sheet(ui: &mut Ui, rect: Rect, view: &CartView, menu: &Catalogue, words: &Words, compact: bool, out: &mut Outbox) {
    ground(ui, rect);
    let mut area = rect.shrink2(egui::vec2(space::S, space::S));
    let foot = area.cut_bottom(touch::FORWARD, touch::GAP);
    if compact {
        return forward(ui, foot, view, words, false, out);
    }
    let mut head = area.cut_top(touch::TARGET, touch::GAP);
    let switch = (rect.width() >= NARROW).then(|| head.cut_right((rect.width() * 0.44).min(460.0), touch::GAP));
    let undo = head.cut_right(touch::TARGET * 2.0 + touch::GAP, touch::GAP);
    title(ui, head, view, words);
    history(ui, undo, view, words, out);
    if let Some(switch) = switch {
        service_switch(ui, switch, view, words, out);
    }
    let shown = area.height() > ROW;
    if shown {
        lines(ui, area, view, menu, words, Row::Flat, out);
    }
    forward(ui, foot, view, words, shown, out);
}

/// Lower than this, a column has room for the lines of the order only if everything else stands in one row.
const LOW: f32 = 560.0;

/// The column on the right.
pub fn column(ui: &mut Ui, rect: Rect, view: &CartView, menu: &Catalogue, words: &Words, out: &mut Outbox) {
    ground(ui, rect);
    if rect.height() < LOW {
        return low_column(ui, rect, view, menu, words, out);
    }
    let mut area = rect.shrink2(egui::vec2(space::S, space::S));
    let mut head = area.cut_top(touch::TARGET, touch::GAP);
    let undo = head.cut_right(touch::TARGET * 2.0 + touch::GAP, touch::GAP);
    title(ui, head, view, words);
    history(ui, undo, view, words, out);
    service_switch(ui, area.cut_top(touch::TARGET, space::S), view, words, out);
    let mut foot = area.cut_bottom(touch::FORWARD + touch::TARGET + space::S, space::S);
    let button = foot.cut_bottom(touch::FORWARD, space::S);
    lines(ui, area, view, menu, words, Row::Tall, out);
    total(ui, foot, view, words, out);
    to_review(ui, button, view, words, true, out);
}

/// The column on the right in little height: how many, what they come to, and three keys beside that.
fn low_column(ui: &mut Ui, rect: Rect, view: &CartView, menu: &Catalogue, words: &Words, out: &mut Outbox) {
    let mut area = rect.shrink2(egui::vec2(space::S, space::S));
    let mut head = area.cut_top(touch::TARGET, touch::GAP);
    let mut keys = head.cut_right(touch::TARGET * 3.0 + touch::GAP * 2.0, touch::GAP);
    let count = words.with("cart-title", &[("count", view.count.into())]);
    // In little width the total alone.
    if ui.text_width(&count, Face::small().bold()) <= head.width() {
        let upper = head.cut_top(head.height() / 2.0, 0.0);
        ui.say(upper, &count, Face::small().bold(), Align2::LEFT_CENTER, 1);
    }
    let amount = words.money(view.total);
    let spoken = words.with("total-is", &[("amount", amount.as_str().into())]);
    ui.draw_text(head, &amount, Face::body().display(), Align2::LEFT_CENTER, 1);
    announce_total(ui, head, &spoken);
    let over = words.get("start-over");
    let bin = keys.cut_right(touch::TARGET, touch::GAP);
    history(ui, keys, view, words, out);
    focus::way_back(ui);
    if ui.icon_button(bin, &over, Icon::Bin, Quiet::Edged, true) {
        out.cart(view.revision, CartIntent::AskStartOver);
    }
    let button = area.cut_bottom(touch::FORWARD, touch::GAP);
    let shown = area.height() >= LOW_ROW;
    if shown {
        lines(ui, area, view, menu, words, Row::Low, out);
    }
    to_review(ui, button, view, words, shown, out);
}

fn ground(ui: &Ui, rect: Rect) {
    ui.painter().rect_filled(rect, 0.0, colour::SURFACE);
    ui.painter().rect_stroke(rect, 0.0, Stroke::new(line::edge(), colour::LINE), StrokeKind::Outside);
}

fn title(ui: &mut Ui, rect: Rect, view: &CartView, words: &Words) {
    let words = words.with("cart-title", &[("count", view.count.into())]);
    ui.say(rect, &words, Face::body().display(), Align2::LEFT_CENTER, 2);
}

fn history(ui: &mut Ui, rect: Rect, view: &CartView, words: &Words, out: &mut Outbox) {
    let halves = rect.columns(2, touch::GAP);
    if ui.icon_button(halves[0], &spoken(words, "undo", &[], view.can_undo), Icon::Undo, Quiet::Edged, view.can_undo) {
        out.cart(view.revision, CartIntent::Undo);
    }
    if ui.icon_button(halves[1], &spoken(words, "redo", &[], view.can_redo), Icon::Redo, Quiet::Edged, view.can_redo) {
        out.cart(view.revision, CartIntent::Redo);
    }
}

/// Narrower than this, the switch between eating in and taking away would press its words.
pub fn least_switch(ui: &Ui, words: &Words) -> f32 {
    longest_way(ui, words) * 2.0 + space::S * 4.0
}

/// The longest word on that switch, as small as it is written.
fn longest_way(ui: &Ui, words: &Words) -> f32 {
    let modes = [ServiceMode::DineIn, ServiceMode::Takeaway];
    let width = |mode: ServiceMode| ui.text_width(&words.get(&format!("service-{}", mode.key())), Face::small().display());
    modes.into_iter().map(width).fold(0.0, f32::max)
}

/// Eat in or take away.
pub fn service_switch(ui: &mut Ui, rect: Rect, view: &CartView, words: &Words, out: &mut Outbox) {
    let modes = [ServiceMode::DineIn, ServiceMode::Takeaway];
    let names = modes.map(|mode| words.get(&format!("service-{}", mode.key())));
    let icons = [Icon::Plate, Icon::Bag];
    // Where the words find no room, drawings stand for them.
    let drawn = longest_way(ui, words) > switch_room(rect.width(), modes.len());
    let entry = |index: usize| Position {
        name: &names[index],
        label: if drawn { "" } else { &names[index] },
        icon: (drawn || rect.width() > 360.0).then_some(icons[index]),
        on: view.service == modes[index],
    };
    if let Some(index) = ui.switch(rect, "service", &[entry(0), entry(1)]) {
        out.cart(view.revision, CartIntent::Service(modes[index]));
    }
}

fn forward(ui: &mut Ui, rect: Rect, view: &CartView, words: &Words, shown: bool, out: &mut Outbox) {
    let mut area = rect;
    let button = area.cut_right(area.width() * 0.56, space::S);
    total(ui, area, view, words, out);
    to_review(ui, button, view, words, shown, out);
}

fn total(ui: &mut Ui, rect: Rect, view: &CartView, words: &Words, out: &mut Outbox) {
    let mut area = rect;
    let over = words.get("start-over");
    let width = ui.button_width(&over, false);
    // Where the words would push the total away, a drawing stands for them.
    let drawn = width > rect.width() * 0.54;
    let width = if drawn { touch::TARGET } else { width };
    let start_over = area.cut_left(width, space::S).middle(egui::vec2(width, touch::TARGET));
    focus::way_back(ui);
    let tapped = if drawn {
        ui.icon_button(start_over, &over, Icon::Bin, Quiet::Edged, true)
    } else {
        ui.quiet_button(start_over, &over, None, Quiet::Edged)
    };
    if tapped {
        out.cart(view.revision, CartIntent::AskStartOver);
    }
    let amount = words.money(view.total);
    let spoken = words.with("total-is", &[("amount", amount.as_str().into())]);
    let wide = ui.draw_text(area, &amount, Face::title(), Align2::RIGHT_CENTER, 1);
    let mut label = area;
    label.cut_right(wide.width() + space::S, 0.0);
    let total = words.get("total");
    let fits = |face: &Face| ui.text_width(&total, *face) < label.width();
    if let Some(face) = [Face::body(), Face::small()].into_iter().find(fits) {
        ui.draw_text(label, &total, face.soft(), Align2::RIGHT_CENTER, 1);
    }
    announce_total(ui, area, &spoken);
}

fn announce_total(ui: &mut Ui, rect: Rect, spoken: &str) {
    let id = ui.make_persistent_id("total");
    let response = ui.interact(rect, id, egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Status, true, spoken));
    crate::ui::landmarks::note_visible(ui.ctx(), id, rect);
}

/// The way to the review. Something sold out is mended here where the lines are `shown`, and there where there is no room for them; an
/// empty order has nothing to review.
fn to_review(ui: &mut Ui, rect: Rect, view: &CartView, words: &Words, shown: bool, out: &mut Outbox) {
    let here = |blocked: &&BlockedBy| shown || **blocked != BlockedBy::SoldOut;
    let why = view.blocked.as_ref().filter(here).map(|blocked| words.get(&format!("blocked-{}", blocked.key())));
    if ui.primary_button(rect, &words.get("to-review"), None, why.as_deref()) {
        out.browse(BrowseIntent::Review);
    }
}

/// How a line of the order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    /// Everything beside each other.
    Flat,
    /// What it is above what can be done.
    Tall,
    /// What it is in few words above what can be done; the switch between eating in and taking away is the last row of the list.
    Low,
}

fn lines(ui: &mut Ui, rect: Rect, view: &CartView, menu: &Catalogue, words: &Words, row: Row, out: &mut Outbox) {
    if view.lines.is_empty() {
        let mut rect = rect;
        if row == Row::Low && rect.height() > touch::TARGET * 2.0 {
            service_switch(ui, rect.cut_bottom(touch::TARGET, 0.0), view, words, out);
        }
        if row != Row::Flat {
            ui.say(rect.shrink(space::S), &words.get("cart-empty"), Face::body().soft(), Align2::CENTER_CENTER, 3);
        }
        return;
    }
    // The latest line is the one the customer looks for, so it comes first.
    ui.list(rect, "cart", words, &words.get("list-cart"), Arrows::Beside, |ui, column, _| {
        for line in view.lines.iter().rev() {
            match row {
                Row::Flat => flat_line(ui, column.take(ROW), view, line, menu, words, out),
                Row::Tall => tall_line(ui, column.take(TALL_ROW), view, line, menu, words, out),
                Row::Low => low_line(ui, column.take(LOW_ROW), view, line, words, out),
            }
        }
        if row == Row::Low {
            column.skip(space::S);
            service_switch(ui, column.take(touch::TARGET), view, words, out);
        }
    });
}

fn flat_line(ui: &mut Ui, rect: Rect, view: &CartView, line: &LineView, menu: &Catalogue, words: &Words, out: &mut Outbox) {
    let mut area = rect.shrink2(egui::vec2(0.0, (ROW - touch::TARGET) / 2.0));
    let cross = area.cut_right(touch::TARGET, touch::GAP);
    let price = area.cut_right(price_width(ui, view, words), touch::GAP);
    let stepper = area.cut_right(STEPPER_WIDTH, touch::GAP);
    change(ui, area, line, menu, words, out);
    quantity(ui, stepper, view, line, words, out);
    ui.price_label(price, &words.money(line.total), Face::body().display());
    remove(ui, cross, view, line, words, out);
    ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(line::thin(), colour::LINE));
}

/// As wide as most prices are, so that what stands before them stays where it is; wider only as long as one needs more.
fn price_width(ui: &Ui, view: &CartView, words: &Words) -> f32 {
    let wide = |line: &LineView| ui.text_width(&words.money(line.total), Face::body().display()) > PRICE;
    if view.lines.iter().any(wide) { PRICE + space::L } else { PRICE }
}

/// Room for prices below a hundred.
const PRICE: f32 = 108.0;

fn tall_line(ui: &mut Ui, rect: Rect, view: &CartView, line: &LineView, menu: &Catalogue, words: &Words, out: &mut Outbox) {
    let mut area = rect.shrink2(egui::vec2(0.0, 10.0));
    let mut upper = area.cut_top(touch::TARGET, touch::GAP);
    let price = words.money(line.total);
    let width = ui.text_width(&price, Face::body().display()).max(if rect.width() < 420.0 { 0.0 } else { 130.0 });
    ui.price_label(upper.cut_right(width, touch::GAP), &price, Face::body().display());
    change(ui, upper, line, menu, words, out);
    quantity(ui, area.cut_left(STEPPER_WIDTH, touch::GAP), view, line, words, out);
    remove(ui, area.cut_right(touch::TARGET, touch::GAP), view, line, words, out);
    ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(line::thin(), colour::LINE));
}

/// The height of a line in little room: one row of words, one row of keys.
const LOW_ROW: f32 = 40.0 + touch::TARGET + touch::GAP;

fn low_line(ui: &mut Ui, rect: Rect, view: &CartView, line: &LineView, words: &Words, out: &mut Outbox) {
    let mut area = rect;
    let mut upper = area.cut_top(40.0, 0.0);
    area.cut_bottom(touch::GAP, 0.0);
    let price = words.money(line.total);
    let width = ui.text_width(&price, Face::body().display());
    ui.price_label(upper.cut_right(width, space::XS), &price, Face::body().display());
    let name = line.name.get(words.language());
    if line.sold_out {
        let why = words.get("sold-out");
        let place = upper.cut_right(ui.text_width(&why, Face::small().bold()), space::XS);
        ui.say(place, &why, Face::small().bold().colour(colour::WARNING), Align2::RIGHT_CENTER, 1);
    }
    ui.draw_text(upper, name, Face::body().bold(), Align2::LEFT_CENTER, 1);
    quantity(ui, area.cut_left(STEPPER_WIDTH, touch::GAP), view, line, words, out);
    remove(ui, area.cut_right(touch::TARGET, touch::GAP), view, line, words, out);
    ui.painter().hline(rect.x_range(), rect.bottom() - touch::GAP / 2.0, Stroke::new(line::thin(), colour::LINE));
    // Where a third key finds no room, choices are changed on the review.
    if area.width() < touch::TARGET {
        return;
    }
    let pencil = area.cut_right(touch::TARGET, touch::GAP);
    let change = words.with("line-change", &[("what", name.into())]);
    let tapped = crate::ui::widgets::within(ui, pencil, ("change", line.id), |ui| {
        ui.icon_button(pencil, &change, Icon::Pencil, Quiet::Flat, true)
    });
    if tapped {
        out.product(ProductIntent::Reopen(line.id));
    }
}

fn change(ui: &mut Ui, rect: Rect, line: &LineView, menu: &Catalogue, words: &Words, out: &mut Outbox) {
    let name = line.name.get(words.language());
    let spoken = words.with("line-change", &[("what", name.into())]);
    let press = ui.press(rect, ("change", line.id), Name::button(&spoken));
    if press.down {
        ui.painter().rect_filled(rect, radius::S, colour::PRESSED);
    }
    let mut area = rect;
    thumbnail(ui, area.cut_left(touch::TARGET, space::S), line, menu);
    if rect.width() > 420.0 {
        ui.icon(area.cut_right(24.0, space::XS).middle(egui::vec2(22.0, 22.0)), Icon::Pencil, colour::INK_SOFT);
    }
    let second = second_row(line, words);
    if second.is_empty() {
        // A word that finds no room ends in an ellipsis instead of going on below.
        let fits = |word: &str| ui.text_width(word, Face::small().bold()) <= area.width();
        let rows = if name.split_whitespace().all(fits) { 2 } else { 1 };
        ui.draw_text(area, name, Face::body().bold(), Align2::LEFT_CENTER, rows);
    } else {
        let ink = if line.sold_out { colour::WARNING } else { colour::INK_SOFT };
        // A remedy that does not fit says less rather than half; the buttons beside it are the remedy.
        let short = line.sold_out && !line.gone && ui.text_width(&second, Face::small()) > area.width();
        let second = if short { words.get("sold-out") } else { second };
        let upper = area.cut_top(area.height() / 2.0, 0.0);
        ui.draw_text(upper, name, Face::body().bold(), Align2::LEFT_CENTER, 1);
        ui.say(area, &second, Face::small().colour(ink), Align2::LEFT_CENTER, 1);
    }
    focus_ring(ui, rect, press);
    if press.tapped {
        out.product(ProductIntent::Reopen(line.id));
    }
}

/// The dish, small; a plate without one when the menu no longer has it.
pub fn thumbnail(ui: &Ui, rect: Rect, line: &LineView, menu: &Catalogue) {
    let item = menu.item(&line.item);
    let place = |item: &Item| menu.categories().iter().position(|category| category.id == item.category);
    let tint = item.and_then(place).unwrap_or(0);
    ui.picture(rect, item.map(|item| &item.picture), Detail::Small, Some(tint), if line.sold_out { 0.4 } else { 1.0 });
}

fn second_row(line: &LineView, words: &Words) -> String {
    if line.sold_out {
        return words.get(if line.gone { "line-gone" } else { "line-sold-out" });
    }
    let details = line.details.iter().map(|(_, name)| name.get(words.language()).to_owned());
    let note = line.note.iter().map(|note| words.with("note-quoted", &[("note", note.as_str().into())]));
    details.chain(note).collect::<Vec<_>>().join(" · ")
}

fn quantity(ui: &mut Ui, rect: Rect, view: &CartView, line: &LineView, words: &Words, out: &mut Outbox) {
    let what = [("what", line.name.get(words.language()).into())];
    let (less, more) = (words.with("line-less", &what), spoken(words, "line-more", &what, line.can_grow));
    let stepper = Stepper { quantity: line.quantity, can_shrink: true, can_grow: line.can_grow, less: &less, more: &more };
    if let Some(quantity) = ui.stepper(rect, ("line", line.id), stepper) {
        out.cart(view.revision, CartIntent::Quantity { line: line.id, quantity });
    }
}

fn remove(ui: &mut Ui, rect: Rect, view: &CartView, line: &LineView, words: &Words, out: &mut Outbox) {
    let name = words.with("line-remove", &[("what", line.name.get(words.language()).into())]);
    let tapped = crate::ui::widgets::within(ui, rect, ("remove", line.id), |ui| {
        ui.icon_button(rect, &name, Icon::Cross, Quiet::Flat, true)
    });
    if tapped {
        out.cart(view.revision, CartIntent::Remove(line.id));
    }
}
