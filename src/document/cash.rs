//! What the cash machine prints for those who ask.

use super::{COLUMNS, centred, two_columns};
use crate::id::AttemptId;
use crate::money::Money;
use crate::payment::MaskedPan;
use crate::time::WallTime;
use crate::words::Words;

/// What a receipt of a withdrawal says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CashReceipt {
    /// Which withdrawal: the reference by which staff find it.
    pub attempt: AttemptId,
    /// How much.
    pub amount: Money,
    /// The card's last digits, if the terminal tells them.
    pub card: Option<MaskedPan>,
    /// When it is printed.
    pub at: WallTime,
    /// Whether no money moved.
    pub training: bool,
}

impl CashReceipt {
    /// As text, [`COLUMNS`] wide, in the language of `words`.
    #[must_use]
    pub fn text(&self, words: &Words) -> String {
        let mut paper = String::new();
        if self.training {
            paper += &centred(&format!("*** {} ***", words.get("receipt-training")));
        }
        paper += &centred(&words.get("receipt-cash"));
        paper += &format!("\n{}\n{}\n", words.date_and_time(self.at.local()), "-".repeat(COLUMNS));
        paper += &two_columns(&words.get("receipt-cash-paid-out"), &words.money(self.amount));
        if let Some(card) = &self.card {
            paper += &two_columns(&words.get("receipt-cash-card"), &card.to_string());
        }
        paper + &two_columns(&words.get("receipt-cash-reference"), &self.attempt.reference())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::width;
    use crate::id::FreshId;
    use crate::locale::Language;
    use crate::money::Currency;

    fn receipt() -> CashReceipt {
        CashReceipt {
            attempt: AttemptId::from(FreshId::from_random_bytes([7; 16])),
            amount: Money::from_minor(4_000, Currency::EUR).expect("an amount"),
            card: MaskedPan::from_last_four("4242"),
            at: WallTime::parse("2026-11-24T12:30:01+01:00").expect("a time"),
            training: true,
        }
    }

    fn in_language(receipt: &CashReceipt, tag: &str) -> String {
        receipt.text(&Words::new(&Language::new(tag).expect("a language")))
    }

    #[test]
    fn it_says_how_much_when_and_by_which_card_and_that_it_was_practice() {
        let paper = in_language(&receipt(), "en");
        for words in ["TRAINING - not a receipt", "Cash withdrawal", "€40.00", "4242", &receipt().attempt.reference(), "12:30:01"]
        {
            assert!(paper.contains(words), "{words} in\n{paper}");
        }
        let real = in_language(&CashReceipt { training: false, card: None, ..receipt() }, "en");
        assert!(!real.contains("TRAINING") && !real.contains("Card"), "{real}");
    }

    #[test]
    fn it_fits_the_paper_in_every_language() {
        for tag in crate::words::spoken() {
            let paper = in_language(&receipt(), tag);
            let most = paper.lines().map(width).max().unwrap_or_default();
            assert!(most <= COLUMNS && paper.contains("4242") && !paper.contains("receipt-"), "{tag}\n{paper}");
            assert!(paper.contains("40"), "{tag}\n{paper}");
        }
    }
}
