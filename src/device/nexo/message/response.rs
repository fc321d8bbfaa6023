//! Whether something worked.

use serde::{Deserialize, Serialize};

/// Whether it worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Yes.
    Success,
    /// No.
    Failure,
    /// In part.
    Partial,
}

/// Why something did not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ErrorCondition {
    /// The kiosk stopped it.
    Aborted,
    /// Something else is being done.
    Busy,
    /// The customer or the cashier stopped it, or nobody came.
    Cancel,
    /// A device is out of order.
    DeviceOut,
    /// It is still being done.
    InProgress,
    /// A card is still in the slot.
    InsertedCard,
    /// The card cannot be used.
    InvalidCard,
    /// There is no session.
    LoggedOut,
    /// The question was not understood.
    MessageFormat,
    /// It may not be done.
    NotAllowed,
    /// There is no such transaction.
    NotFound,
    /// Such a card is not taken.
    PaymentRestriction,
    /// The bank said no.
    Refusal,
    /// A device is not there.
    UnavailableDevice,
    /// It cannot be done here.
    UnavailableService,
    /// The bank cannot be asked.
    UnreachableHost,
    /// The code was wrong too often.
    #[serde(rename = "WrongPIN")]
    WrongPin,
    /// Something that no list has.
    #[serde(other)]
    Other,
}

/// The first thing in every answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Response {
    /// Whether it worked.
    pub result: Outcome,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_condition: Option<ErrorCondition>,
    /// What more there is to say, in words of the maker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional_response: Option<String>,
}

impl Response {
    /// It worked.
    #[must_use]
    pub const fn success() -> Self {
        Self { result: Outcome::Success, error_condition: None, additional_response: None }
    }

    /// It did not.
    #[must_use]
    pub const fn failure(condition: ErrorCondition) -> Self {
        Self { result: Outcome::Failure, error_condition: Some(condition), additional_response: None }
    }
}
