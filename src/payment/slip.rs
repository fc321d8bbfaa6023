//! What a terminal wants printed about a payment, about one that was taken back, and at the end of its day. Terminals without a printer
//! leave that to the kiosk.

use super::fit::fit_line;
use crate::id::{AttemptId, Rrn};

/// Whose copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SlipCopy {
    /// The customer's: it goes with the receipt, for whoever asks for one.
    Customer,
    /// The restaurant's: it stays in the journal.
    Merchant,
}

impl SlipCopy {
    /// `customer` or `merchant`, in records.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Merchant => "merchant",
        }
    }
}

/// What a slip is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SlipMatter {
    /// A try, approved or not.
    Payment(AttemptId),
    /// A payment that was taken back, by the try and the terminal's name for the payment.
    Reversal(AttemptId, Rrn),
    /// The terminal's day, with its totals. It may come again.
    EndOfDay,
}

impl SlipMatter {
    /// `payment`, `reversal` or `end-of-day`, in records.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Payment(_) => "payment",
            Self::Reversal(..) => "reversal",
            Self::EndOfDay => "end-of-day",
        }
    }

    /// The try it is about; of a day there is none.
    #[must_use]
    pub const fn attempt(&self) -> Option<AttemptId> {
        match self {
            Self::Payment(attempt) | Self::Reversal(attempt, _) => Some(*attempt),
            Self::EndOfDay => None,
        }
    }
}

/// So many lines are kept of a slip; those of the field have up to sixty.
const LINES: usize = 150;

/// A terminal's own words about one matter, line by line. There is no card number in it, however it came in.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CardSlip {
    matter: SlipMatter,
    copy: SlipCopy,
    lines: Vec<String>,
}

impl CardSlip {
    /// Takes the lines as the terminal said them. What may be a card number is withheld digit by digit, control characters are left out,
    /// and what goes on without end is cut.
    #[must_use]
    pub fn new(matter: SlipMatter, copy: SlipCopy, lines: &[String]) -> Self {
        Self { matter, copy, lines: lines.iter().take(LINES).map(|line| fit_line(line)).collect() }
    }

    /// What it is about.
    #[must_use]
    pub const fn matter(&self) -> &SlipMatter {
        &self.matter
    }

    pub(super) const fn matter_mut(&mut self) -> &mut SlipMatter {
        &mut self.matter
    }

    /// Whose it is.
    #[must_use]
    pub const fn copy(&self) -> SlipCopy {
        self.copy
    }

    /// Its lines, top to bottom.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::FreshId;

    #[test]
    fn no_card_number_gets_onto_a_slip() {
        let attempt = AttemptId::from(FreshId::from_random_bytes([7; 16]));
        let said = ["Kundenbeleg", "PAN 4242 4242 4242 4242", "Betrag\t8,90 EUR\u{7}", "#### #### #### 4242"];
        let slip = CardSlip::new(SlipMatter::Payment(attempt), SlipCopy::Customer, &said.map(str::to_owned));
        assert_eq!(
            slip.lines(),
            ["Kundenbeleg", "PAN •••• •••• •••• ••••", "Betrag 8,90 EUR", "#### #### #### 4242"],
            "only the digits of the whole number are withheld"
        );
    }

    #[test]
    fn a_slip_without_end_is_cut() {
        let attempt = AttemptId::from(FreshId::from_random_bytes([7; 16]));
        let slip = CardSlip::new(SlipMatter::Payment(attempt), SlipCopy::Merchant, &vec!["x".repeat(10_000); 10_000]);
        assert_eq!(slip.lines().len(), LINES);
        assert!(slip.lines().iter().all(|line| line.len() < 100));
    }
}
