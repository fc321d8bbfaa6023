//! What the kitchen gets.

use std::fmt::Write as _;

use serde::Serialize;

use super::{COLUMNS, centre};
use crate::id::OrderId;
use crate::locale::Language;
use crate::payment::{AcceptedOrder, Numbering, Settlement};
use crate::words::{Value, Words};

/// A ticket as it travels: in the journal's outbox, to the kitchen, into its spool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketPaper {
    /// Which order; the kitchen throws a second ticket with the same id away.
    pub order: OrderId,
    /// A short name for files and logs: business day, number and the beginning of the order id.
    pub name: String,
    /// For people.
    pub text: String,
    /// For kitchen screens.
    pub json: String,
}

impl TicketPaper {
    /// The ticket of an accepted order in the language of the house.
    #[must_use]
    pub fn for_order(order: &AcceptedOrder, numbering: Numbering, house: &Words) -> Self {
        let ticket = KitchenTicket::for_order(order, numbering, house.language());
        let short: String = ticket.order.chars().take(8).collect();
        Self {
            order: order.locked().order(),
            name: format!("{}-{}-{short}", numbering.business_day, ticket.number),
            text: ticket.to_text(house),
            json: ticket.to_json(),
        }
    }
}

/// A kitchen ticket, in the language of the house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KitchenTicket<'a> {
    /// Order id; the kitchen throws a second ticket with the same id away.
    pub order: String,
    /// What the customer is called by.
    pub number: String,
    /// `dine-in` or `takeaway`.
    pub service: &'static str,
    /// When it was accepted, RFC 3339.
    pub accepted_at: String,
    /// Whether it is paid; if not, the counter collects the total.
    pub paid: bool,
    /// Who said so, and the reference that the customer was given, when it took a person to find out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said: Option<SaidPaid<'a>>,
    /// The total, in the currency's units.
    pub total: String,
    /// The currency.
    pub currency: String,
    /// Whether this is training: nothing is to be prepared.
    pub training: bool,
    /// The strictest age to check, in years.
    pub check_id: Option<u8>,
    /// What to prepare.
    pub lines: Vec<TicketLine<'a>>,
}

/// A person's word that an order is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SaidPaid<'a> {
    /// What the customer holds in place of a number.
    pub reference: String,
    /// Who said so.
    pub by: &'a str,
}

/// One line of a kitchen ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TicketLine<'a> {
    /// How many.
    pub quantity: u32,
    /// The item's id.
    pub item: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Options and parts; deeper ones belong to the part before them.
    pub details: Vec<TicketDetail<'a>>,
    /// The customer's note.
    pub note: Option<&'a str>,
}

/// An option or a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TicketDetail<'a> {
    /// 1 below the line, 2 below a part.
    pub depth: u8,
    /// Its name.
    pub name: &'a str,
}

impl<'a> KitchenTicket<'a> {
    /// The ticket of an accepted order, and of nothing else.
    #[must_use]
    pub fn for_order(accepted: &'a AcceptedOrder, numbering: Numbering, house: &Language) -> Self {
        let contents = accepted.locked().subject();
        let lines = contents.lines.iter().map(|line| TicketLine {
            quantity: line.quantity,
            item: line.item.as_str(),
            name: line.name.get(house),
            details: line
                .details
                .iter()
                .map(|detail| TicketDetail { depth: detail.depth, name: detail.name.get(house) })
                .collect(),
            note: line.note.as_ref().map(|note| note.as_str()),
        });
        Self {
            order: accepted.locked().order().to_string(),
            number: numbering.number.to_string(),
            service: contents.service.key(),
            accepted_at: numbering.accepted_at.to_string(),
            paid: accepted.attempt().is_some(),
            said: match accepted.settlement() {
                Settlement::SaidPaid(decision) => Some(SaidPaid { reference: decision.attempt().reference(), by: decision.by() }),
                Settlement::Paid(_) | Settlement::PayAtCounter => None,
            },
            total: accepted.locked().amount().to_string(),
            currency: accepted.locked().amount().currency().to_string(),
            training: accepted.training(),
            check_id: contents.lines.iter().filter_map(|line| line.minimum_age).max(),
            lines: lines.collect(),
        }
    }

    /// For kitchen screens.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = Vec::with_capacity(PAPER * 2);
        // Strings, numbers and lists always serialise, as text.
        let _ = serde_json::to_writer_pretty(&mut json, self);
        String::from_utf8(json).unwrap_or_default()
    }

    /// For people, [`COLUMNS`] wide.
    #[must_use]
    pub fn to_text(&self, words: &Words) -> String {
        let mut paper = String::with_capacity(PAPER);
        let mut banner = |words: String| centre(&mut paper, &format!("*** {words} ***"));
        if self.training {
            banner(words.get("ticket-training"));
        }
        if !self.paid {
            let total = format!("{} {}", self.total, self.currency);
            banner(words.with("ticket-unpaid", &[("total", Value::from(total))]));
        }
        if let Some(said) = &self.said {
            banner(words.with("ticket-said-paid", &[("by", Value::from(said.by))]));
            banner(words.with("ticket-said-reference", &[("reference", Value::from(said.reference.as_str()))]));
        }
        if let Some(age) = self.check_id {
            banner(words.with("ticket-check-id", &[("age", Value::Count(u32::from(age)))]));
        }
        centre(&mut paper, &self.number);
        centre(&mut paper, &words.get(&format!("service-{}", self.service)));
        centre(&mut paper, &self.accepted_at);
        rule(&mut paper);
        for line in &self.lines {
            // Writing into a text never fails.
            let _ = writeln!(paper, "{} x {}", line.quantity, line.name);
            for detail in &line.details {
                paper.extend(std::iter::repeat_n("   ", usize::from(detail.depth)));
                paper.extend(["- ", detail.name, "\n"]);
            }
            if let Some(note) = line.note {
                paper.extend(["   ", &words.with("ticket-note", &[("note", Value::from(note))]), "\n"]);
            }
        }
        rule(&mut paper);
        paper
    }
}

/// So many bytes most papers stay below.
const PAPER: usize = 1024;

/// A line across.
fn rule(paper: &mut String) {
    paper.extend(std::iter::repeat_n('-', COLUMNS));
    paper.push('\n');
}
