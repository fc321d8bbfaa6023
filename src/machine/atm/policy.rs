//! What a bank decides about its cash machine. Read once, at start.

use crate::id::TerminalId;
use crate::locale::Language;
use crate::machine::checkout::CheckoutPolicy;
use crate::money::{Currency, Money};
use crate::payment::Training;
use crate::time::Millis;

/// Times, limits and amounts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Policy {
    /// Without a key for so long while choosing, the machine asks "still there?". 45 s: people read, and look for their glasses.
    pub idle: Millis,
    /// So long it waits for an answer to that; at least 20 s (WCAG 2.2.1).
    pub warning: Millis,
    /// So long the reader may take to say where the card is before the card counts as lost. 10 s.
    pub card_answer: Millis,
    /// So long a card is offered before it is drawn in and kept. 30 s.
    pub card_taken: Millis,
    /// So long the dispenser may count before it is asked where the notes are. 60 s.
    pub counting: Millis,
    /// So long notes are presented before they are drawn in again. 30 s.
    pub cash_taken: Millis,
    /// Between two questions where the notes are. 5 s.
    pub where_every: Millis,
    /// So long a receipt is offered. 20 s.
    pub receipt: Millis,
    /// So long a last word stays on screen. 10 s.
    pub told: Millis,
    /// So long a balance stays on screen, and a reference for staff. 30 s.
    pub told_long: Millis,
    /// So long a customer waits for what nobody knows before being sent to staff. 45 s.
    pub patience: Millis,
    /// The most that one withdrawal may come to, in minor units.
    pub most_minor: i64,
    /// The amounts with a key of their own, in minor units; at most six.
    pub amounts_minor: Vec<i64>,
    /// What it pays out.
    pub currency: Currency,
    /// What it speaks while nobody has chosen.
    pub house: Language,
    /// What else it speaks.
    pub others: Vec<Language>,
    /// Its card terminal.
    pub terminal: TerminalId,
    /// Whether everything is training.
    pub training: Training,
    /// Times of the checkout.
    pub checkout: CheckoutPolicy,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            idle: Millis::from_secs(45),
            warning: Millis::from_secs(20),
            card_answer: Millis::from_secs(10),
            card_taken: Millis::from_secs(30),
            counting: Millis::from_secs(60),
            cash_taken: Millis::from_secs(30),
            where_every: Millis::from_secs(5),
            receipt: Millis::from_secs(20),
            told: Millis::from_secs(10),
            told_long: Millis::from_secs(30),
            patience: Millis::from_secs(45),
            most_minor: 50_000,
            amounts_minor: vec![2_000, 4_000, 6_000, 8_000, 10_000, 15_000],
            currency: Currency::EUR,
            house: Language::new("fr").expect("two lower-case letters are a language"),
            others: Language::new("en").into_iter().collect(),
            terminal: TerminalId("simulated".to_owned()),
            training: Training(true),
            checkout: CheckoutPolicy::default(),
        }
    }
}

impl Policy {
    /// The most that one withdrawal may come to.
    #[must_use]
    pub fn most(&self) -> Money {
        self.money(self.most_minor)
    }

    /// Whether it speaks a language.
    #[must_use]
    pub fn speaks(&self, language: &Language) -> bool {
        self.house == *language || self.others.contains(language)
    }

    pub(super) fn money(&self, minor: i64) -> Money {
        Money::from_minor(minor, self.currency).unwrap_or(Money::zero(self.currency))
    }
}
