//! What a customer gets who asks for it, on paper or on screen. Paper on request only (France, environment code L541-15-10).

use super::{COLUMNS, centred, two_columns};
use crate::order::LockedLine;
use crate::payment::{ApprovalFacts, NumberedOrder, Settlement};
use crate::words::{Value, Words};

/// One line of a receipt: what it says, and what kind of line it is. The printer and the screen lay out the same lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReceiptLine {
    /// Nothing here is real; first of all.
    Training(String),
    /// Who sells; the first one is the name above the door.
    Seller(String),
    /// So many of a dish, and what they cost together.
    Sold {
        /// How many.
        count: u32,
        /// Of what.
        name: String,
        /// What they cost.
        amount: String,
    },
    /// Words on the left and on the right.
    Row {
        /// Left.
        left: String,
        /// Right.
        right: String,
    },
    /// An option or a part of what was sold before; `depth` is 1 or 2.
    Detail {
        /// How far in.
        depth: u8,
        /// Its name.
        name: String,
    },
    /// What the order came to.
    Total {
        /// Its name.
        name: String,
        /// How much.
        amount: String,
    },
    /// A sentence.
    Text(String),
    /// A line across.
    Rule,
    /// Some room.
    Gap,
}

/// The receipt of an accepted order, line by line, in the language of `words`.
#[must_use]
pub fn receipt_lines(order: &NumberedOrder, words: &Words) -> Vec<ReceiptLine> {
    let mut lines = head(order, words);
    lines.push(ReceiptLine::Rule);
    for line in &order.accepted.locked().subject().lines {
        sold(line, words, &mut lines);
    }
    lines.push(ReceiptLine::Rule);
    lines.extend(sums(order, words));
    lines.push(ReceiptLine::Gap);
    lines.extend(settlement(order, words));
    lines
}

/// The receipt of an accepted order as text, [`COLUMNS`] wide, in the language of `words`.
#[must_use]
pub fn receipt_text(order: &NumberedOrder, words: &Words) -> String {
    receipt_lines(order, words).iter().map(text).collect()
}

/// A receipt with what the card terminal wants the customer to have in print, in the terminal's own words and layout.
#[must_use]
pub fn with_card_slip(receipt: String, slip: &[String]) -> String {
    if slip.is_empty() {
        return receipt;
    }
    let rule = text(&ReceiptLine::Rule);
    slip.iter().fold(receipt + &rule, |paper, line| paper + line + "\n")
}

fn head(order: &NumberedOrder, words: &Words) -> Vec<ReceiptLine> {
    let contents = order.accepted.locked().subject();
    let seller = &contents.seller;
    let mut lines = Vec::new();
    if order.accepted.training() {
        lines.push(ReceiptLine::Training(words.get("receipt-training")));
    }
    let names = [&seller.name, &seller.legal_name].into_iter().chain(&seller.address);
    lines.extend(names.map(|name| ReceiptLine::Seller(name.clone())));
    let vat_number = words.with("receipt-vat-number", &[("number", Value::from(seller.vat_number.as_str()))]);
    lines.push(ReceiptLine::Seller(vat_number));
    lines.push(ReceiptLine::Gap);
    let number = [("number", Value::from(order.number.to_string()))];
    let service = words.get(&format!("service-{}", contents.service.key()));
    lines.push(ReceiptLine::Row { left: words.with("receipt-order", &number), right: service });
    // As clocks on walls show it; the log and the journal keep the instant to the millisecond.
    lines.push(ReceiptLine::Text(words.date_and_time(order.accepted_at.local())));
    lines
}

fn sold(line: &LockedLine, words: &Words, lines: &mut Vec<ReceiptLine>) {
    let sold = line.name.get(words.language()).to_owned();
    lines.push(ReceiptLine::Sold { count: line.quantity, name: sold, amount: words.money(line.total) });
    let name = |detail: &crate::order::LockedDetail| detail.name.get(words.language()).to_owned();
    lines.extend(line.details.iter().map(|detail| ReceiptLine::Detail { depth: detail.depth, name: name(detail) }));
}

fn sums(order: &NumberedOrder, words: &Words) -> Vec<ReceiptLine> {
    let locked = order.accepted.locked();
    let mut lines = vec![ReceiptLine::Total { name: words.get("receipt-total"), amount: words.money(locked.amount()) }];
    for share in &locked.subject().taxes {
        let values = [
            ("rate", Value::from(words.decimal(share.rate.percent()))),
            ("net", Value::from(words.money(share.net))),
            ("tax", Value::from(words.money(share.tax))),
            ("gross", Value::from(words.money(share.gross))),
        ];
        lines.push(ReceiptLine::Text(words.with("receipt-vat", &values)));
    }
    lines.push(ReceiptLine::Text(words.get("receipt-rounding")));
    let count = u32::try_from(locked.subject().lines.len()).unwrap_or(u32::MAX);
    lines.push(ReceiptLine::Text(words.with("receipt-lines", &[("count", Value::Count(count))])));
    lines
}

fn settlement(order: &NumberedOrder, words: &Words) -> Vec<ReceiptLine> {
    match order.accepted.settlement() {
        Settlement::Paid(approval) => paid(approval.facts(), words),
        Settlement::SaidPaid(decision) => {
            let reference = [("reference", Value::from(decision.attempt().reference()))];
            vec![ReceiptLine::Text(words.with("receipt-said-paid", &reference))]
        }
        Settlement::PayAtCounter => vec![ReceiptLine::Text(words.get("receipt-unpaid"))],
    }
}

fn paid(facts: &ApprovalFacts, words: &Words) -> Vec<ReceiptLine> {
    let card = facts.card.as_ref().map_or_else(String::new, ToString::to_string);
    let values = [("scheme", Value::from(facts.scheme.0.as_str())), ("card", Value::from(card))];
    let how = words.with("receipt-paid-card", &values).trim_end().to_owned();
    let values = [("code", Value::from(facts.auth_code.as_str())), ("reference", Value::from(facts.reference.0.as_str()))];
    vec![ReceiptLine::Text(how), ReceiptLine::Text(words.with("receipt-auth", &values))]
}

/// A line as a printer puts it on paper.
fn text(line: &ReceiptLine) -> String {
    match line {
        ReceiptLine::Training(words) => centred(&format!("*** {words} ***")),
        ReceiptLine::Seller(words) => centred(words),
        // Not every printer has a sign for "times".
        ReceiptLine::Sold { count, name, amount } => two_columns(&format!("{count} x {name}"), amount),
        ReceiptLine::Row { left, right } => two_columns(left, right),
        ReceiptLine::Detail { depth, name } => format!("{}- {name}\n", "   ".repeat(usize::from(*depth))),
        ReceiptLine::Total { name, amount } => two_columns(name, amount),
        ReceiptLine::Text(words) => format!("{words}\n"),
        ReceiptLine::Rule => format!("{}\n", "-".repeat(COLUMNS)),
        ReceiptLine::Gap => "\n".to_owned(),
    }
}
