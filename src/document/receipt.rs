//! What a customer gets who asks for it. Paper on request only (France, environment code L541-15-10).

use super::{COLUMNS, centred, two_columns};
use crate::payment::{NumberedOrder, Settlement};
use crate::words::{Value, Words};

/// The receipt of an accepted order as text, [`COLUMNS`] wide, in the language of `words`.
#[must_use]
pub fn receipt_text(order: &NumberedOrder, words: &Words) -> String {
    let accepted = &order.accepted;
    let contents = accepted.locked().subject();
    let seller = &contents.seller;
    let mut text = String::new();
    if accepted.training() {
        text.push_str(&centred(&format!("*** {} ***", words.get("receipt-training"))));
    }
    text.push_str(&centred(&seller.name));
    for line in std::iter::once(&seller.legal_name).chain(&seller.address) {
        text.push_str(&centred(line));
    }
    text.push_str(&centred(&words.with("receipt-vat-number", &[("number", Value::from(seller.vat_number.as_str()))])));
    text.push('\n');
    let number = order.number.to_string();
    let title = words.with("receipt-order", &[("number", Value::from(number))]);
    text.push_str(&two_columns(&title, &words.get(&format!("service-{}", contents.service.key()))));
    text.push_str(&order.accepted_at.to_string());
    text.push('\n');
    text.push_str(&"-".repeat(COLUMNS));
    text.push('\n');
    for line in &contents.lines {
        let name = format!("{} x {}", line.quantity, line.name.get(words.language()));
        text.push_str(&two_columns(&name, &words.money(line.total)));
        for detail in &line.details {
            text.push_str(&format!("{}- {}\n", "   ".repeat(usize::from(detail.depth)), detail.name.get(words.language())));
        }
    }
    text.push_str(&"-".repeat(COLUMNS));
    text.push('\n');
    text.push_str(&two_columns(&words.get("receipt-total"), &words.money(accepted.locked().amount())));
    for share in &contents.taxes {
        let values = [
            ("rate", Value::from(words.decimal(share.rate.percent()))),
            ("net", Value::from(words.money(share.net))),
            ("tax", Value::from(words.money(share.tax))),
            ("gross", Value::from(words.money(share.gross))),
        ];
        text.push_str(&words.with("receipt-vat", &values));
        text.push('\n');
    }
    text.push_str(&words.get("receipt-rounding"));
    text.push('\n');
    let lines = u32::try_from(contents.lines.len()).unwrap_or(u32::MAX);
    text.push_str(&words.with("receipt-lines", &[("count", Value::Count(lines))]));
    text.push_str("\n\n");
    match accepted.settlement() {
        Settlement::Paid(approval) => {
            let facts = approval.facts();
            let card = facts.card.as_ref().map_or_else(String::new, ToString::to_string);
            let values = [("scheme", Value::from(facts.scheme.0.as_str())), ("card", Value::from(card))];
            text.push_str(words.with("receipt-paid-card", &values).trim_end());
            text.push('\n');
            let values =
                [("code", Value::from(facts.auth_code.as_str())), ("reference", Value::from(facts.reference.0.as_str()))];
            text.push_str(&words.with("receipt-auth", &values));
            text.push('\n');
        }
        Settlement::PayAtCounter => {
            text.push_str(&words.get("receipt-unpaid"));
            text.push('\n');
        }
    }
    text
}
