//! How long the cash machine waits for what.

use serde::Deserialize;

use crate::time::Millis;

/// Times of the cash machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtmTimes {
    /// Without a key for so long while choosing, "still there?" comes up.
    pub idle: Millis,
    /// So long it waits for an answer.
    pub warning: Millis,
    /// So long a card is offered.
    pub card_taken: Millis,
    /// So long notes are presented.
    pub cash_taken: Millis,
    /// So long a receipt is offered.
    pub receipt: Millis,
    /// So long a last word stays.
    pub told: Millis,
    /// So long a balance or a reference stays.
    pub told_long: Millis,
    /// So long a customer waits for what nobody knows.
    pub patience: Millis,
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct FileAtm {
    idle_s: u64,
    warning_s: u64,
    card_taken_s: u64,
    cash_taken_s: u64,
    receipt_s: u64,
    told_s: u64,
    told_long_s: u64,
    patience_s: u64,
}

impl Default for FileAtm {
    fn default() -> Self {
        Self {
            idle_s: 45,
            warning_s: 20,
            card_taken_s: 30,
            cash_taken_s: 30,
            receipt_s: 20,
            told_s: 10,
            told_long_s: 30,
            patience_s: 45,
        }
    }
}

impl FileAtm {
    /// # Errors
    /// The key of what is wrong, what it says, and what it may say.
    pub(super) fn check(&self) -> Result<AtmTimes, (&'static str, String, &'static str)> {
        for (key, value, least, most, range) in [
            ("atm.idle_s", self.idle_s, 20, 600, "20 to 600 seconds"),
            ("atm.warning_s", self.warning_s, 20, 600, "20 to 600 seconds (WCAG 2.2.1 wants 20 or more)"),
            ("atm.card_taken_s", self.card_taken_s, 20, 120, "20 to 120 seconds"),
            ("atm.cash_taken_s", self.cash_taken_s, 20, 120, "20 to 120 seconds"),
            ("atm.receipt_s", self.receipt_s, 10, 600, "10 to 600 seconds"),
            ("atm.told_s", self.told_s, 5, 600, "5 to 600 seconds"),
            ("atm.told_long_s", self.told_long_s, 20, 3600, "20 to 3600 seconds"),
            ("atm.patience_s", self.patience_s, 10, 600, "10 to 600 seconds"),
        ] {
            if !(least..=most).contains(&value) {
                return Err((key, value.to_string(), range));
            }
        }
        Ok(AtmTimes {
            idle: Millis::from_secs(self.idle_s),
            warning: Millis::from_secs(self.warning_s),
            card_taken: Millis::from_secs(self.card_taken_s),
            cash_taken: Millis::from_secs(self.cash_taken_s),
            receipt: Millis::from_secs(self.receipt_s),
            told: Millis::from_secs(self.told_s),
            told_long: Millis::from_secs(self.told_long_s),
            patience: Millis::from_secs(self.patience_s),
        })
    }
}
