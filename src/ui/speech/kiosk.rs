//! Everything that the kiosk's screens show, as facts in the order in which they are told.

use super::countdown;
use crate::document::{ReceiptLine, receipt_lines};
use crate::machine::kiosk::{
    CardView, CartView, LineView, MenuView, NumberView, ProductView, Receipt, ReviewView, ScreenView, Shown, StaffView, View,
};
use crate::payment::{Tender, TerminalFace};
use crate::speech::{Fact, spell};
use crate::time::Timestamp;
use crate::ui::screens::{card, food, overlay, product, review};
use crate::words::Words;

/// What is on the screen besides the view.
#[derive(Debug, Default)]
pub struct Beside<'a> {
    /// A short sentence about a refusal.
    pub toast: Option<&'a str>,
    /// The panel of allergens and diets is open.
    pub filtering: bool,
    /// The receipt is open.
    pub receipt: bool,
    /// The wish that is being written.
    pub wish: Option<&'a str>,
    /// The simulated terminal that stands open beside the screen.
    pub device: Option<&'a TerminalFace>,
    /// The panel of what makes the screen easier is open, and says this.
    pub access: Option<Vec<String>>,
    /// The panel of languages is open.
    pub languages: bool,
}

/// Everything on the screen.
#[must_use]
pub fn facts(view: &View, now: Timestamp, beside: &Beside<'_>, words: &Words) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(deadline) = view.still_there {
        return still_there(view, deadline.since(now).secs_rounded_up(), words);
    }
    if beside.languages {
        return vec![Fact::still("languages", words.get("language-title"))];
    }
    if let Some(sentences) = &beside.access {
        return panel(sentences);
    }
    if beside.filtering {
        let said = ["filter-title", "filter-avoid", "filter-diets", "filter-caution"];
        return said.map(|key| Fact::still(key, words.get(key))).into();
    }
    if let (ScreenView::Number(number), true) = (&view.screen, beside.receipt) {
        return receipt(number, words);
    }
    if view.training {
        facts.push(Fact::standing("training", words.get("training-banner")));
    }
    facts.push(Fact::standing("restaurant", view.restaurant.restaurant().name.clone()));
    if let Some(notice) = &view.notice {
        facts.push(Fact::live("notice", overlay::notice(notice, view, words).0));
        if let Some(said) = overlay::terminal_says(notice, words) {
            facts.push(Fact::live("terminal-says", said));
        }
    }
    facts.extend(beside.toast.map(|toast| Fact::live("toast", toast.to_owned())));
    screen(view, beside, words, &mut facts);
    if let Some(face) = beside.device {
        device(face, words, &mut facts);
    }
    facts
}

/// A panel that says these things.
pub(super) fn panel(sentences: &[String]) -> Vec<Fact> {
    let said = sentences.iter().enumerate();
    said.map(|(place, sentence)| Fact::still(&format!("panel {place}"), sentence.clone())).collect()
}

fn screen(view: &View, beside: &Beside<'_>, words: &Words, facts: &mut Vec<Fact>) {
    let mut still = |key: &str| facts.push(Fact::still(key, words.get(key)));
    match &view.screen {
        ScreenView::Starting => still("starting-title"),
        ScreenView::Attract(attract) => {
            still("attract-question");
            still("attract-promise");
            if let Err(off) = &attract.card {
                let why = overlay::card_off(off, words);
                facts.push(Fact::live("card-off", words.with("attract-card-off", &[("why", why.into())])));
            }
        }
        ScreenView::Menu(menu) => the_menu(menu, words, facts),
        ScreenView::Product(product) => the_product(product, beside, words, facts),
        ScreenView::Review(review) => the_review(review, words, facts),
        ScreenView::StartOver(cart) => {
            still("start-over-question");
            facts.push(Fact::still("what", words.with("start-over-what", &[("count", cart.count.into())])));
        }
        ScreenView::Card(card) => paying(card, words, facts),
        ScreenView::Checking(card) => {
            ["checking-title", "checking-calm", "checking-do-not-pay"].into_iter().for_each(still);
            let amount = words.with("checking-amount", &[("amount", words.money(card.amount).into())]);
            facts.push(Fact::still("amount", amount));
        }
        ScreenView::Placing(total) => {
            still("placing-title");
            facts.push(Fact::still("amount", words.with("placing-amount", &[("amount", words.money(*total).into())])));
        }
        ScreenView::Number(number) => the_number(number, words, facts),
        ScreenView::Staff(StaffView { reference, total }) => {
            still("staff-title");
            still("staff-say");
            facts.push(Fact::still("reference", spell(reference)));
            facts.push(Fact::still("amount", words.with("staff-amount", &[("amount", words.money(*total).into())])));
            facts.push(Fact::still("calm", words.get("staff-calm")));
        }
        ScreenView::OutOfService => {
            still("out-of-service-title");
            still("out-of-service-what");
        }
    }
}

fn still_there(view: &View, seconds: u64, words: &Words) -> Vec<Fact> {
    let what = if view.insists { "still-there-button" } else { "still-there-what" };
    let shown = u32::try_from(seconds).unwrap_or(u32::MAX);
    let left = words.with("still-there-left", &[("seconds", shown.into())]);
    let mut facts: Vec<_> = ["still-there-title", what].map(|key| Fact::still(key, words.get(key))).into();
    facts.push(countdown("left", left, seconds));
    facts
}

fn the_menu(view: &MenuView, words: &Words, facts: &mut Vec<Fact>) {
    let found = u32::try_from(view.items.len()).unwrap_or(u32::MAX);
    match &view.shown {
        Shown::Category(id) => {
            let category = id.as_ref().and_then(|id| view.menu().category(id));
            let name = category.map(|category| category.name.get(words.language()).to_owned()).unwrap_or_default();
            let dishes = words.with("speech-dishes", &[("count", found.into())]);
            facts.push(Fact::live("shown", format!("{name}. {dishes}")));
        }
        Shown::Search(searched) => {
            if !searched.is_empty() {
                facts.push(Fact::live("searched", words.with("speech-written", &[("text", searched.as_str().into())])));
            }
            let said = match (searched.trim().is_empty(), found) {
                (true, _) => words.get("search-hint"),
                (false, 0) => words.get("search-nothing"),
                (false, found) => words.with("search-found", &[("count", found.into())]),
            };
            facts.push(Fact::live("shown", said));
        }
    }
    cart(&view.cart, words, facts);
}

fn cart(view: &CartView, words: &Words, facts: &mut Vec<Fact>) {
    facts.push(Fact::live("cart", words.with("cart-title", &[("count", view.count.into())])));
    if view.lines.is_empty() {
        facts.push(Fact::still("empty", words.get("cart-empty")));
    }
    // The latest first, as on the screen.
    facts.extend(view.lines.iter().rev().map(|line| the_line(line, words)));
    facts.push(Fact::live("total", words.with("total-is", &[("amount", words.money(view.total).into())])));
}

fn the_line(line: &LineView, words: &Words) -> Fact {
    let name = line.name.get(words.language());
    let mut said = vec![words.with("speech-line", &[("count", line.quantity.into()), ("what", name.into())])];
    said.extend(line.details.iter().map(|(_, detail)| detail.get(words.language()).to_owned()));
    said.extend(line.note.iter().map(|note| format!("“{note}”")));
    said.push(words.money(line.total));
    if line.sold_out {
        said.push(words.get(if line.gone { "line-gone" } else { "line-sold-out" }));
    }
    let gone = words.with("speech-line-gone", &[("what", name.into())]);
    Fact { gone: Some(gone), ..Fact::live(&format!("line {}", line.id), said.join(", ")) }
}

fn the_product(view: &ProductView, beside: &Beside<'_>, words: &Words, facts: &mut Vec<Fact>) {
    let language = words.language();
    facts.push(Fact::still("name", view.name.get(language).to_owned()));
    facts.push(Fact::still("description", view.description.get(language).to_owned()));
    facts.push(Fact::still("price", words.money(view.unit)));
    facts.push(Fact::still("kcal", words.with("kcal", &[("kcal", view.kcal.into())])));
    if let Some(written) = beside.wish {
        facts.push(Fact::still("wish", words.get("note-title")));
        facts.push(Fact::still("wish-hint", words.get("note-hint")));
        if !written.is_empty() {
            facts.push(Fact::live("written", words.with("speech-written", &[("text", written.into())])));
        }
    }
    for (place, (sentence, _)) in product::facts_of(view, words).into_iter().enumerate() {
        facts.push(Fact::live(&format!("fact {place}"), sentence));
    }
    for part in &view.parts {
        let rule = words.with("choose-exactly", &[("count", 1.into())]);
        facts.push(Fact::still(&format!("part {:?}", part.id), format!("{}. {rule}", part.name.get(language))));
    }
    for group in view.parts.iter().flat_map(|part| &part.groups).chain(&view.groups) {
        let said = format!("{}. {}", group.name.get(language), food::rule(words, group));
        facts.push(Fact::still(&format!("group {:?}", group.slot), said));
    }
    facts.push(Fact::still("note", format!("{}. {}", words.get("note-title"), words.get("note-hint"))));
    facts.push(Fact::live("quantity", words.with("speech-quantity", &[("count", view.quantity.into())])));
    facts.extend(view.unmet.first().map(|unmet| Fact::live("unmet", food::unmet(words, view, unmet))));
    facts.push(Fact::live("total", words.with("total-is", &[("amount", words.money(view.total).into())])));
}

fn the_review(view: &ReviewView, words: &Words, facts: &mut Vec<Fact>) {
    facts.push(Fact::still("title", words.get("review-title")));
    facts.extend(view.cart.lines.iter().map(|line| the_line(line, words)));
    if view.cart.lines.is_empty() {
        facts.push(Fact::still("empty", words.get("blocked-empty")));
    }
    for (place, sentence) in review::sums(view, words).into_iter().enumerate() {
        facts.push(Fact::still(&format!("sum {place}"), sentence));
    }
    facts.push(Fact::live("total", words.with("total-is", &[("amount", words.money(view.cart.total).into())])));
    let age = view.minimum_age.map(|age| words.with("age-notice", &[("age", u32::from(age).into())]));
    facts.extend(age.map(|age| Fact::live("age", age)));
}

fn paying(view: &CardView, words: &Words, facts: &mut Vec<Fact>) {
    facts.push(Fact::still("to-pay", words.get("card-to-pay")));
    facts.push(Fact::still("amount", words.money(view.amount)));
    for (key, sentence) in ["what", "more", "way-back"].into_iter().zip(card::sentences(view, words)) {
        facts.extend(sentence.map(|sentence| Fact::live(key, sentence)));
    }
}

fn the_number(view: &NumberView, words: &Words, facts: &mut Vec<Fact>) {
    let number = spell(&view.number.to_string());
    facts.push(Fact::still("number", words.with("speech-number", &[("number", number.into())])));
    let amount = [("amount", words.money(view.total).into())];
    let (title, next) = match view.tender {
        Tender::Card => (words.with("number-paid", &amount), "number-next-paid"),
        Tender::Counter => (words.with("number-counter", &amount), "number-next-counter"),
    };
    facts.push(Fact::still("settled", title));
    facts.push(Fact::still("next", words.get(next)));
    if view.check_id {
        facts.push(Fact::still("id", words.get("number-check-id")));
    }
    match view.receipt {
        Receipt::NotAsked | Receipt::Failed => {}
        Receipt::Asked => facts.push(Fact::live("receipt", words.get("number-receipt-coming"))),
        Receipt::Printed => facts.push(Fact::live("receipt", words.get("number-receipt-printed"))),
    }
}

fn receipt(view: &NumberView, words: &Words) -> Vec<Fact> {
    let mut facts = vec![Fact::still("title", words.get("number-receipt-title"))];
    let said = |line: ReceiptLine| match line {
        ReceiptLine::Training(words) | ReceiptLine::Seller(words) | ReceiptLine::Text(words) => Some(words),
        ReceiptLine::Sold { count, name, amount } => {
            let sold = words.with("review-line", &[("count", count.into()), ("what", name.into())]);
            Some(format!("{sold}, {amount}"))
        }
        ReceiptLine::Row { left, right } => Some(format!("{left}, {right}")),
        ReceiptLine::Detail { name, .. } => Some(name),
        ReceiptLine::Total { name, amount } => Some(format!("{name} {amount}")),
        ReceiptLine::Rule | ReceiptLine::Gap => None,
    };
    let lines = receipt_lines(&view.order, words).into_iter().filter_map(said);
    facts.extend(lines.enumerate().map(|(place, line)| Fact::still(&format!("line {place}"), line)));
    facts
}

/// A terminal that is drawn stands in for one that has a display and keys of its own.
fn device(face: &TerminalFace, words: &Words, facts: &mut Vec<Fact>) {
    let display = words.get(&format!("terminal-{}", face.display.key()));
    let said = [("title", words.get("terminal-title").into()), ("display", display.into())];
    facts.push(Fact::live("device", words.with("speech-device", &said)));
    facts.extend(face.amount.map(|amount| Fact::still("device-amount", words.money(amount))));
    if face.pin_digits > 0 {
        facts.push(Fact::live("digits", words.with("speech-digits", &[("count", u32::from(face.pin_digits).into())])));
    }
    facts.push(Fact::still("practice", words.get("terminal-trouble")));
}
