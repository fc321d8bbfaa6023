//! The door through which staff decide about payments.

use crate::payment::StaffDecision;

/// A decision that somebody handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffSlip {
    /// Names the slip; each has its own.
    pub name: String,
    /// What it says.
    pub decision: StaffDecision,
}

/// What became of a slip. Until then it stays where it is, and is handed in again after a restart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffAnswer {
    /// Which slip.
    pub name: String,
    /// `Ok` when the decision is durable; else why it is not taken.
    pub outcome: Result<(), String>,
}
