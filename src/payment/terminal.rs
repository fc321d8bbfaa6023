//! What is said between the kiosk and a card terminal, in the kiosk's words. Each message says what it promises.

use super::approval::ApprovalFacts;
use super::outcome::Decline;
use super::request::PaymentRequest;
use super::slip::CardSlip;
use crate::id::{AttemptId, Rrn, Stan, TerminalId};
use crate::money::Money;

/// What a terminal can do, as data, asked for once.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TerminalProfile {
    /// Its configured name.
    pub id: TerminalId,
    /// Whether an approval waits for [`TerminalCommand::Confirm`] before money moves for good. Without it the two fall together and
    /// the terminal answers a confirmation at once.
    pub confirms: bool,
    /// Whether it can be asked about an earlier payment.
    pub looks_up: bool,
    /// Whether it can take a payment back.
    pub reverses: bool,
    /// Whether it is simulated: every sale is training then.
    pub simulated: bool,
}

/// What the kiosk decides about an offered approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confirmation {
    /// The result is durable here: let the money move.
    Stored,
    /// The result could not be stored or does not match: give the money back.
    Refuse,
}

/// A command to a terminal. None blocks; each is answered by events.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TerminalCommand {
    /// Wake up and take a payment. Answered by progress and then exactly one of `ApprovalOffered`, `Declined`,
    /// `CancelledAtTerminal`, `Cancelled`, `NoCard`, `Unreachable`, `Busy`, `Unknown`.
    Authorise {
        /// What to take.
        request: PaymentRequest,
        /// Our number for this command, from a durable counter.
        stan: Stan,
    },
    /// Try to stop the running payment. Answered by `Cancelled` or `CancelTooLate`; the payment's own answer rules.
    Cancel {
        /// Which.
        attempt: AttemptId,
    },
    /// Answer an offered approval, and no other of the same try. Repeating it is harmless. Answered by `Confirmed`, `TakenBack` or
    /// `Unknown`.
    Confirm {
        /// Which try.
        attempt: AttemptId,
        /// The terminal's name for the payment.
        reference: Rrn,
        /// Stored or refuse.
        decision: Confirmation,
    },
    /// Ask what became of a payment. Never moves money. Answered by `LookedUp`.
    LookUp {
        /// Which.
        attempt: AttemptId,
        /// The number it was sent with.
        stan: Stan,
    },
    /// Take a payment back. Idempotent by attempt and reference. Answered by `Reversed`, `ReversalRefused` or silence.
    Reverse {
        /// Which try.
        attempt: AttemptId,
        /// The terminal's name for the payment.
        reference: Rrn,
        /// How much, in full.
        amount: Money,
    },
    /// Close the terminal's batch. Answered by `Reconciled`.
    Reconcile,
    /// Ask whether it is there. Answered by `Health`.
    Health,
}

/// How far a payment has come; for the screen only, never a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Progress {
    /// Waiting for a card.
    PresentCard,
    /// The code is being typed, on the terminal.
    EnterPin,
    /// The code was wrong; another try.
    WrongPin,
    /// Talking to the bank.
    Authorising,
    /// The card may be taken out.
    RemoveCard,
    /// The terminal asks the customer something on its own display.
    FollowTerminal,
    /// The terminal does something that takes its time.
    PleaseWait,
    /// The card could not be read; it may be shown again.
    CardUnreadable,
    /// The terminal takes the payment back by itself; its answer follows.
    TakingBack,
}

impl Progress {
    /// All steps.
    pub const ALL: [Self; 9] = [
        Self::PresentCard,
        Self::EnterPin,
        Self::WrongPin,
        Self::Authorising,
        Self::RemoveCard,
        Self::FollowTerminal,
        Self::PleaseWait,
        Self::CardUnreadable,
        Self::TakingBack,
    ];

    /// In transcripts and as the key of its words.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::PresentCard => "present-card",
            Self::EnterPin => "enter-pin",
            Self::WrongPin => "wrong-pin",
            Self::Authorising => "authorising",
            Self::RemoveCard => "remove-card",
            Self::FollowTerminal => "follow-terminal",
            Self::PleaseWait => "please-wait",
            Self::CardUnreadable => "card-unreadable",
            Self::TakingBack => "taking-back",
        }
    }
}

/// Why nobody knows whether a payment went through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnknownReason {
    /// The line dropped after the command was sent.
    LineDropped,
    /// No answer in time.
    Silence,
    /// An answer that makes no sense.
    Garbled,
}

/// What a terminal knows of an earlier payment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LookUpAnswer {
    /// It was approved; confirmed already or waiting for a confirmation.
    Approved(Box<ApprovalFacts>),
    /// It was refused.
    Declined(Decline),
    /// It was cancelled or taken back; no money moved.
    NotCharged,
    /// It is still running.
    InProgress,
    /// The terminal has no record of it.
    NotFound,
    /// The terminal cannot tell.
    CannotTell,
}

/// Whether a terminal is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TerminalHealth {
    /// Not heard from yet.
    Unheard,
    /// Ready for a payment.
    Ready,
    /// There, but occupied.
    Busy,
    /// Not there.
    Unreachable,
}

/// What a terminal says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TerminalEvent {
    /// How far the payment has come. Promises nothing.
    Progress {
        /// Which try.
        attempt: AttemptId,
        /// How far.
        progress: Progress,
    },
    /// The card's side approved. Where the profile says `confirms`, money moves only after `Confirm(Stored)`.
    ApprovalOffered(Box<ApprovalFacts>),
    /// What the terminal wants printed. Of a payment that is confirmed it comes before `Confirmed`, so that it is in the journal before
    /// there is a receipt; of one that is taken back before `Reversed`, of the end of a day before `Reconciled`. Promises nothing.
    CardSlip(Box<CardSlip>),
    /// The confirmed payment stands and the card has been taken out.
    Confirmed {
        /// Which try.
        attempt: AttemptId,
        /// The terminal's name for the payment.
        reference: Rrn,
    },
    /// The approval was not used; no money moves under this name.
    TakenBack {
        /// Which try.
        attempt: AttemptId,
        /// The terminal's name for the payment.
        reference: Rrn,
    },
    /// The card's side refused; no money moves for this try.
    Declined {
        /// Which try.
        attempt: AttemptId,
        /// Why.
        decline: Decline,
    },
    /// The customer pressed cancel on the terminal; no money moves for this try.
    CancelledAtTerminal {
        /// Which try.
        attempt: AttemptId,
    },
    /// The kiosk's cancel came in time; no money moves for this try.
    Cancelled {
        /// Which try.
        attempt: AttemptId,
    },
    /// The kiosk's cancel came too late; the payment's own answer follows.
    CancelTooLate {
        /// Which try.
        attempt: AttemptId,
    },
    /// No card was shown in time; no money moves for this try.
    NoCard {
        /// Which try.
        attempt: AttemptId,
    },
    /// The command never reached the terminal; no money moves for this try.
    Unreachable {
        /// Which try.
        attempt: AttemptId,
    },
    /// The terminal refused the command because it is occupied; no money moves for this try.
    Busy {
        /// Which try.
        attempt: AttemptId,
    },
    /// Nobody knows. Money may have moved.
    Unknown {
        /// Which try.
        attempt: AttemptId,
        /// Why.
        reason: UnknownReason,
    },
    /// Answer to a look-up.
    LookedUp {
        /// Which try.
        attempt: AttemptId,
        /// What the terminal knows.
        answer: LookUpAnswer,
    },
    /// The payment was taken back in full; repeated for a repeated command.
    Reversed {
        /// Which try.
        attempt: AttemptId,
        /// The terminal's name for the payment.
        reference: Rrn,
    },
    /// The terminal refuses to take the payment back, for good.
    ReversalRefused {
        /// Which try.
        attempt: AttemptId,
        /// The terminal's name for the payment.
        reference: Rrn,
    },
    /// The batch is closed.
    Reconciled,
    /// Whether the terminal is there; sent unasked when that changes.
    Health(TerminalHealth),
}

impl TerminalEvent {
    /// A short stable name, for logs and for counting what happened.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Progress { .. } => "progress",
            Self::ApprovalOffered(_) => "approval-offered",
            Self::CardSlip(_) => "card-slip",
            Self::Confirmed { .. } => "confirmed",
            Self::TakenBack { .. } => "taken-back",
            Self::Declined { .. } => "declined",
            Self::CancelledAtTerminal { .. } => "cancelled-at-terminal",
            Self::Cancelled { .. } => "cancelled",
            Self::CancelTooLate { .. } => "cancel-too-late",
            Self::NoCard { .. } => "no-card",
            Self::Unreachable { .. } => "unreachable",
            Self::Busy { .. } => "busy",
            Self::Unknown { .. } => "unknown",
            Self::LookedUp { answer, .. } => match answer {
                LookUpAnswer::Approved(_) => "looked-up-approved",
                LookUpAnswer::Declined(_) => "looked-up-declined",
                LookUpAnswer::NotCharged => "looked-up-not-charged",
                LookUpAnswer::InProgress => "looked-up-in-progress",
                LookUpAnswer::NotFound => "looked-up-not-found",
                LookUpAnswer::CannotTell => "looked-up-cannot-tell",
            },
            Self::Reversed { .. } => "reversed",
            Self::ReversalRefused { .. } => "reversal-refused",
            Self::Reconciled => "reconciled",
            Self::Health(_) => "health",
        }
    }

    /// The approval that it tells of, if there is one.
    #[must_use]
    pub const fn approval(&self) -> Option<&ApprovalFacts> {
        match self {
            Self::ApprovalOffered(facts) | Self::LookedUp { answer: LookUpAnswer::Approved(facts), .. } => Some(facts),
            Self::Progress { .. }
            | Self::CardSlip(_)
            | Self::Confirmed { .. }
            | Self::TakenBack { .. }
            | Self::Declined { .. }
            | Self::CancelledAtTerminal { .. }
            | Self::Cancelled { .. }
            | Self::CancelTooLate { .. }
            | Self::NoCard { .. }
            | Self::Unreachable { .. }
            | Self::Busy { .. }
            | Self::Unknown { .. }
            | Self::LookedUp { .. }
            | Self::Reversed { .. }
            | Self::ReversalRefused { .. }
            | Self::Reconciled
            | Self::Health(_) => None,
        }
    }

    /// The try an event is about; `None` for news about the terminal itself.
    #[must_use]
    pub fn attempt(&self) -> Option<AttemptId> {
        match self {
            Self::ApprovalOffered(facts) => Some(facts.attempt),
            Self::CardSlip(slip) => slip.matter().attempt(),
            Self::Progress { attempt, .. }
            | Self::Confirmed { attempt, .. }
            | Self::TakenBack { attempt, .. }
            | Self::Declined { attempt, .. }
            | Self::CancelledAtTerminal { attempt }
            | Self::Cancelled { attempt }
            | Self::CancelTooLate { attempt }
            | Self::NoCard { attempt }
            | Self::Unreachable { attempt }
            | Self::Busy { attempt }
            | Self::Unknown { attempt, .. }
            | Self::LookedUp { attempt, .. }
            | Self::Reversed { attempt, .. }
            | Self::ReversalRefused { attempt, .. } => Some(*attempt),
            Self::Reconciled | Self::Health(_) => None,
        }
    }
}
