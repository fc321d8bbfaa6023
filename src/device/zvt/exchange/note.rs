//! What must be known after a restart: which payment was asked for last, and what the terminal's last receipt was before.

use serde::{Deserialize, Serialize};

use crate::device::zvt::message::StatusInformation;
use crate::id::{AttemptId, Stan};

/// The notebook's page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Note {
    /// The payment that was asked for last.
    pub asked: Option<AskedNote>,
    /// The receipt number that the terminal wants mirrored (1F1F), of the last payment that we accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_step: Option<Vec<u8>>,
}

/// A payment that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct AskedNote {
    pub attempt: AttemptId,
    pub stan: Stan,
    /// In minor units of the store's currency.
    pub minor: u64,
    /// When, by our wall clock, in milliseconds since 1970.
    pub since: i64,
    /// And the store's offset from UTC then, in seconds.
    pub offset: i32,
    /// What the terminal's last receipt was before.
    pub before: Before,
    /// It was taken back since.
    #[serde(default)]
    pub is_taken_back: bool,
}

/// The terminal's last receipt, before a payment was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Before {
    /// It did not say; then it cannot be told later whether a receipt is new.
    Unknown,
    /// There was none.
    Nothing,
    /// This one.
    Receipt(Receipt),
}

/// What names a payment at a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Receipt {
    pub terminal_id: Option<u64>,
    pub receipt: Option<u64>,
    pub trace: Option<u64>,
}

impl Receipt {
    /// `None` when neither receipt nor trace number is there: then nothing can be told apart.
    pub(super) fn of(status: &StatusInformation) -> Option<Self> {
        let StatusInformation { terminal_id, receipt, trace, .. } = *status;
        (receipt.is_some() || trace.is_some()).then_some(Self { terminal_id, receipt, trace })
    }
}

impl Note {
    /// As it was written; an unreadable one says nothing, and then nobody can tell.
    pub(super) fn read(text: Option<&str>) -> Self {
        let note = text.map(serde_json::from_str);
        match note {
            None => Self::default(),
            Some(Ok(note)) => note,
            Some(Err(error)) => {
                tracing::warn!(%error, "the terminal's note cannot be read; what was open is for staff");
                Self::default()
            }
        }
    }

    pub(super) fn write(&self) -> String {
        // Numbers and names: nothing in it that JSON could refuse.
        serde_json::to_string(self).unwrap_or_default()
    }
}
