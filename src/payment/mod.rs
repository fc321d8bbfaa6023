//! The vocabulary of payment: tenders, requests, approvals, outcomes, and what is said to a terminal and to the journal.
//!
//! What it is for: the words that the machine, the ports and the devices share, so that none of them has to know another. What it
//! refuses to know: wire formats, threads, screens. Its invariants are types: a [`PaymentRequest`] exists only for a locked
//! subject (I5), an [`Approval`] only for the amount and attempt that were asked (I4), an [`AcceptedOrder`] only for an approval
//! or a pay-at-counter mark (I13).

mod accepted;
mod approval;
mod card;
mod cash;
mod face;
mod fit;
mod outcome;
mod record;
mod request;
mod slip;
mod staff;
mod terminal;
mod withdrawals;

pub use accepted::{AcceptedOrder, NumberedOrder, Numbering, Settlement, Training};
pub use approval::{Approval, ApprovalFacts, CardScheme, EntryMode, MaskedPan, Mismatch};
pub use card::{BalanceAnswer, CardCommand, CardEvent, CardPlace};
pub use cash::{CashCommand, CashEnd, CashEvent, CashPlace, Debited, DispenserHealth, PayOut};
pub use face::{
    CashFace, CashTap, CashTrouble, EmulatorLine, EmulatorLook, EmulatorPlate, FaceDisplay, Faceplate, TerminalFace, TerminalTap,
    Trouble,
};
pub use outcome::{Decline, DeclineReason, NotCharged};
pub use record::{
    AlarmReason, CashEntry, CashKey, Entry, JournalHealth, OpenAttempt, PendingReversal, Recalled, ReversalReason, WriteKey,
    Written,
};
pub use request::{PaymentRequest, Tender};
pub use slip::{CardSlip, SlipCopy, SlipMatter};
pub use staff::{StaffDecision, StaffDecisionError, StaffEnd, StaffMatter, StaffText, StaffVerdict};
pub use terminal::{
    Confirmation, LookUpAnswer, Progress, TerminalCommand, TerminalEvent, TerminalHealth, TerminalProfile, UnknownReason,
};
pub use withdrawals::{OpenWithdrawal, WithdrawalBooks, WithdrawalsFound};
