//! The order before paying: everything on one calm page, each line to be changed or removed, the tax, and the ways to pay.

use egui::{Align2, Rect, Stroke, Ui, vec2};

use crate::catalogue::Catalogue;
use crate::machine::kiosk::{BrowseIntent, CartIntent, Intent, LineView, Offer, ProductIntent, ReviewView};
use crate::money::TaxShare;
use crate::payment::Tender;
use crate::ui::focus;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Face, colour, line, space, touch};
use crate::ui::widgets::{
    Arrows, Column, Cut as _, House as _, Icon, Quiet, STEPPER_WIDTH, Stepper, notice_height, placed, spoken,
};
use crate::words::Words;

use super::{cart, overlay, page};

/// The widest that the paper is.
const PAPER: f32 = 1100.0;
const DETAIL: f32 = 30.0;
const LINE: f32 = touch::TARGET * 2.0 + space::XS + space::S * 2.0;

/// Draws the screen.
pub fn show(ui: &mut Ui, view: &ReviewView, menu: &Catalogue, words: &Words, out: &mut Outbox) {
    let mut area = ui.max_rect().shrink2(vec2(space::L, space::S));
    let portrait = ui.max_rect().is_upright();
    let mut top = area.cut_top(touch::TARGET, space::S);
    let back = words.get("review-back");
    let width = ui.button_width(&back, true);
    focus::way_back(ui);
    if ui.quiet_button(top.cut_left(width, space::M), &back, Some(Icon::Left), Quiet::Edged) {
        out.browse(BrowseIntent::Menu);
    }
    let over = words.get("start-over");
    let width = ui.button_width(&over, false);
    // Where the words find no room beside the way back, a drawing stands for them.
    let drawn = width > top.width();
    let width = if drawn { touch::TARGET } else { width };
    let label = if drawn { "" } else { &over };
    if ui.named_button(top.cut_right(width, space::M), &over, label, drawn.then_some(Icon::Bin), Quiet::Edged, true) {
        out.cart(view.cart.revision, CartIntent::AskStartOver);
    }
    let mut side = if portrait {
        area.cut_bottom(pay_height(ui, view, area.width(), words), space::M)
    } else {
        area.cut_right((area.width() * 0.4).clamp(360.0, 760.0), space::L)
    };
    let mut sheet = area.cut_left(PAPER, 0.0);
    sheet.max.y = sheet.max.y.min(sheet.min.y + paper_height(view));
    let ways = Ways::of(ui, side, view, words);
    paper(ui, sheet, view, menu, words, ways.totalled, out);
    pay(ui, &mut side, view, words, ways, out);
}

/// Lower than this, the paper has room for the lines only.
const LOW: f32 = 300.0;

/// The paper is as long as the order, like a receipt.
fn paper_height(view: &ReviewView) -> f32 {
    let line = |line: &LineView| {
        let extras = u8::from(line.note.is_some()) + u8::from(line.sold_out);
        let told = 40.0 + DETAIL * line.details.len() as f32 + 2.0 * DETAIL * f32::from(extras);
        LINE + (told - touch::TARGET).max(0.0)
    };
    let lines: f32 = view.cart.lines.iter().map(line).sum();
    touch::TARGET + space::S * 6.0 + lines.max(LINE) + DETAIL * (view.taxes.len() + 1) as f32
}

/// Narrower than this, there is no room for the total beside the buttons that say it.
const NARROW: f32 = 600.0;

/// Lower than this, there is none above them.
const LITTLE: f32 = 680.0;

fn pay_height(ui: &Ui, view: &ReviewView, width: f32, words: &Words) -> f32 {
    let whole = ui.max_rect();
    let low = whole.height() < 780.0;
    let each = touch::FORWARD + touch::GAP + space::S;
    let rows = if low && all_open(view) { 1 } else { view.offers.len() };
    let offers = rows as f32 * each;
    let age = age_height(ui, view, width, words);
    // In little room the lines need it more: the buttons say the total, too, and so does the end of the lines.
    let little = low && (whole.width() < NARROW || whole.height() < LITTLE);
    if little { offers + age } else { 90.0 + offers + age }
}

/// What has to be said to whoever orders something that has a least age.
fn age_notice(view: &ReviewView, words: &Words) -> Option<String> {
    view.minimum_age.map(|age| words.with("age-notice", &[("age", u32::from(age).into())]))
}

/// How high that is, with the gap below it.
fn age_height(ui: &Ui, view: &ReviewView, width: f32, words: &Words) -> f32 {
    let Some(sentence) = age_notice(view, words) else { return 0.0 };
    let usual = notice_height(ui, &sentence, width);
    // In little room it may be small.
    let small = ui.text_height(&sentence, Face::small(), width - space::S * 3.0 - 32.0, 4) + space::S;
    if usual <= AGE { AGE + touch::GAP } else { small.max(AGE) + touch::GAP }
}

/// The usual height of that sentence.
const AGE: f32 = 68.0;

/// What does not find room above or beside the lines stands at their end: nothing is lost in little room.
fn paper(ui: &mut Ui, rect: Rect, view: &ReviewView, menu: &Catalogue, words: &Words, totalled: bool, out: &mut Outbox) {
    page::boxed(ui, rect);
    let low = rect.height() < LOW;
    let mut area = rect.shrink2(vec2(space::M, if low { space::XS } else { space::S }));
    if !low {
        let mut head = area.cut_top(touch::TARGET, space::S);
        let title = words.get("review-title");
        let switch = (rect.width() * 0.5).min(460.0).max(cart::least_switch(ui, words));
        if head.width() - switch - space::S > ui.text_width(&title, Face::body().display()) {
            let switch = head.cut_right(switch, space::S);
            ui.say(head, &title, Face::title(), Align2::LEFT_CENTER, 1);
            cart::service_switch(ui, switch, &view.cart, words, out);
        } else {
            cart::service_switch(ui, head, &view.cart, words, out);
        }
    }
    let arrows = if low { Arrows::Beside } else { Arrows::Below };
    ui.list(area, "review", words, &words.get("list-cart"), arrows, |ui, column, _| {
        for line in &view.cart.lines {
            what_it_is(ui, column, line, menu, words);
            review_line(ui, column, view, line, words, out);
        }
        if view.cart.lines.is_empty() {
            ui.say_in(column, &words.get("blocked-empty"), Face::body().soft(), 2);
        }
        if low {
            cart::service_switch(ui, column.take(touch::TARGET), &view.cart, words, out);
        }
        column.skip(space::S);
        if !totalled {
            total(ui, column.take(TOTAL), &words.money(view.cart.total), words, Face::title());
            column.skip(space::XS);
        }
        taxes(ui, column, view, words);
    });
}

/// The dish, small, with its name, choices and price.
fn what_it_is(ui: &mut Ui, column: &mut Column, line: &LineView, menu: &Catalogue, words: &Words) {
    let name = line.name.get(words.language());
    let top = column.used().max.y;
    let price = words.money(line.total);
    let price_width = ui.text_width(&price, Face::body().display()).max(if column.width() < 640.0 { 0.0 } else { 170.0 });
    let title = words.with("review-line", &[("count", line.quantity.into()), ("what", name.into())]);
    let room = column.width() - price_width - space::S;
    let indent = touch::TARGET + space::S;
    // A narrow column has room for the words and none for the picture.
    let longest = title.split_whitespace().map(|word| ui.text_width(word, Face::body().bold())).fold(0.0, f32::max);
    let pictured = longest <= room - indent;
    let indent = if pictured { indent } else { 0.0 };
    let room = room - indent;
    let indented = |mut row: Rect| {
        row.cut_left(indent, 0.0);
        row
    };
    let height = ui.text_height(&title, Face::body().bold(), room, 3).max(40.0);
    let mut head = indented(column.take(height));
    ui.price_label(head.cut_right(price_width, space::S), &price, Face::body());
    ui.say(head, &title, Face::body().bold(), Align2::LEFT_CENTER, 3);
    for (depth, detail) in &line.details {
        let mut row = indented(column.take(DETAIL));
        row.cut_left(space::M * f32::from(depth.saturating_sub(1)), 0.0);
        ui.say(row, detail.get(words.language()), Face::small().soft(), Align2::LEFT_CENTER, 1);
    }
    if let Some(note) = &line.note {
        let row = indented(column.take(DETAIL * 2.0));
        ui.say(row, &words.with("note-quoted", &[("note", note.as_str().into())]), Face::small().soft(), Align2::LEFT_TOP, 2);
    }
    if line.sold_out {
        let row = indented(column.take(DETAIL * 2.0));
        let why = words.get(if line.gone { "line-gone" } else { "line-sold-out" });
        ui.say(row, &why, Face::small().bold().colour(colour::WARNING), Align2::LEFT_TOP, 2);
    }
    if !pictured {
        return;
    }
    let thumbnail = Rect::from_min_size(egui::pos2(column.used().min.x, top), vec2(touch::TARGET, touch::TARGET));
    cart::thumbnail(ui, placed(thumbnail, column.used()), line, menu);
    let least = top + touch::TARGET;
    column.skip((least - column.used().max.y).max(0.0));
}

fn review_line(ui: &mut Ui, column: &mut Column, view: &ReviewView, line: &LineView, words: &Words, out: &mut Outbox) {
    let name = line.name.get(words.language());
    column.skip(space::XS);
    let mut row = column.take(touch::TARGET);
    let what = [("what", name.into())];
    let (less, more) = (words.with("line-less", &what), spoken(words, "line-more", &what, line.can_grow));
    let stepper = Stepper { quantity: line.quantity, can_shrink: true, can_grow: line.can_grow, less: &less, more: &more };
    if let Some(quantity) = ui.stepper(row.cut_left(STEPPER_WIDTH, space::S), ("line", line.id), stepper) {
        out.cart(view.cart.revision, CartIntent::Quantity { line: line.id, quantity });
    }
    if row.width() < touch::TARGET * 2.0 + touch::GAP {
        column.skip(touch::GAP);
        row = column.take(touch::TARGET);
    }
    let halves = row.columns(2, touch::GAP);
    let drawn = halves[0].width() < 156.0;
    let label = |key: &str| if drawn { String::new() } else { words.get(key) };
    let (change, remove) = (words.with("line-change", &what), words.with("line-remove", &what));
    let salted = |ui: &mut Ui, part: &str, rect: Rect, name: &str, label: &str, icon: Icon| {
        crate::ui::widgets::within(ui, rect, (part, line.id), |ui| {
            ui.named_button(rect, name, label, Some(icon), Quiet::Edged, true)
        })
    };
    if salted(ui, "change", halves[0], &change, &label("change"), Icon::Pencil) {
        out.product(ProductIntent::Reopen(line.id));
    }
    if salted(ui, "remove", halves[1], &remove, &label("remove"), Icon::Cross) {
        out.cart(view.cart.revision, CartIntent::Remove(line.id));
    }
    column.skip(space::S);
    let rule = column.take(space::S);
    ui.painter().hline(rect_range(rule), rule.top(), Stroke::new(line::thin(), colour::LINE));
}

fn rect_range(rect: Rect) -> std::ops::RangeInclusive<f32> {
    rect.left()..=rect.right()
}

fn taxes(ui: &mut Ui, column: &mut Column, view: &ReviewView, words: &Words) {
    for sentence in sums(view, words) {
        ui.say_in(column, &sentence, Face::small().soft(), 2);
    }
}

/// The tax in the total, rate by rate, and its energy.
pub(in crate::ui) fn sums(view: &ReviewView, words: &Words) -> Vec<String> {
    let tax = |share: &TaxShare| {
        let rate = words.decimal(share.rate.percent());
        let (tax, gross) = (words.money(share.tax), words.money(share.gross));
        words.with("review-tax", &[("rate", rate.into()), ("tax", tax.into()), ("gross", gross.into())])
    };
    let kcal = (view.kcal > 0).then(|| words.with("review-kcal", &[("kcal", view.kcal.into())]));
    view.taxes.iter().map(tax).chain(kcal).collect()
}

/// Whether every way to pay is open; one that is not says why, and needs the room for that.
fn all_open(view: &ReviewView) -> bool {
    view.offers.iter().all(|offer| offer.available)
}

/// Whether the ways to pay stand side by side, because there is no room for one below the other.
fn is_cramped(ui: &Ui) -> bool {
    let whole = ui.max_rect();
    whole.is_upright() && whole.height() < 780.0
}

/// How the ways to pay stand in their room.
#[derive(Debug, Clone, Copy)]
struct Ways {
    /// The height of the sentence about an age.
    age: f32,
    /// They are side by side.
    beside: bool,
    /// The total stands above them; else the buttons say it, and the paper.
    totalled: bool,
}

impl Ways {
    fn of(ui: &Ui, area: Rect, view: &ReviewView, words: &Words) -> Self {
        let age = age_height(ui, view, area.width(), words);
        let stacked = age + view.offers.len() as f32 * (touch::TARGET + touch::GAP);
        let beside = view.offers.len() == 2 && all_open(view) && (is_cramped(ui) || area.height() < stacked);
        let least = age + if beside { touch::FORWARD + space::S } else { stacked - age };
        Self { age, beside, totalled: area.height() > least + TOTAL }
    }
}

/// The height of the total.
const TOTAL: f32 = 66.0;

fn total(ui: &mut Ui, mut row: Rect, amount: &str, words: &Words, face: Face) {
    let wide = ui.text_width(amount, face);
    ui.say(row.cut_right(wide, space::M), amount, face, Align2::RIGHT_CENTER, 1);
    ui.say(row, &words.get("total"), Face::title().regular(), Align2::LEFT_CENTER, 1);
}

fn pay(ui: &mut Ui, area: &mut Rect, view: &ReviewView, words: &Words, ways: Ways, out: &mut Outbox) {
    let Ways { age, beside, totalled } = ways;
    let amount = words.money(view.cart.total);
    if totalled {
        let row = area.cut_top(TOTAL, if area.height() < 360.0 { space::XS } else { space::S });
        total(ui, row, &amount, words, Face::headline());
    }
    if let Some(sentence) = age_notice(view, words) {
        let row = area.cut_top(age - touch::GAP, touch::GAP);
        ui.notice_bar(row, &sentence, crate::ui::widgets::Tone::Warning);
    }
    let blocked = view.cart.blocked.as_ref().map(|blocked| words.get(&format!("blocked-{}", blocked.key())));
    let count = view.offers.len().max(1) as f32;
    let height = ((area.height() + touch::GAP) / count - touch::GAP).clamp(touch::TARGET, touch::FORWARD + space::S);
    let pair: Vec<Rect> = {
        let mut rest = *area;
        rest.cut_top(touch::FORWARD + space::S, 0.0).columns(2, touch::GAP)
    };
    let first_available = view.offers.iter().position(|offer| offer.available);
    for (index, offer) in view.offers.iter().enumerate() {
        let row = if beside { pair[index] } else { area.cut_top(height, touch::GAP) };
        let why = if offer.available { None } else { blocked.clone().or_else(|| Some(why_off(offer, words))) };
        let label = words.with(&format!("pay-{}", offer.tender.key()), &[("amount", amount.as_str().into())]);
        let icon = match offer.tender {
            Tender::Card => Icon::Card,
            Tender::Counter => Icon::Counter,
        };
        // One way forward is the strong one: the first that is open.
        let strong = first_available.is_none_or(|first| first == index) || why.is_some();
        let tapped = if strong {
            ui.primary_button(row, &label, (!beside).then_some(icon), why.as_deref())
        } else {
            ui.quiet_button(row, &label, (!beside).then_some(icon), Quiet::Edged)
        };
        if tapped {
            out.send(Intent::Pay { tender: offer.tender, seen: view.cart.revision });
        }
    }
}

fn why_off(offer: &Offer, words: &Words) -> String {
    offer.card_off.as_ref().map_or_else(|| words.get("counter-off"), |off| overlay::card_off(off, words))
}
