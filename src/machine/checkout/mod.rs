//! Taking one card payment for one locked subject: intent → durable → terminal → outcome → durable → charged or not.
//!
//! A sub-machine over [`Locked`]`<S>` that knows neither carts nor cash. The outer machine translates its [`CheckoutEffect`]s into its
//! own and looks at [`Checkout::stage`] to see whether the subject may be delivered ([`Stage::Charged`]), given back
//! ([`Stage::NotCharged`]), or whether a payment must be taken back ([`Stage::MustReverse`], continued by [`Reversal`]).
//!
//! A repeat changes nothing; an answer to another try is refused; an outcome that nobody knows is asked about until somebody does.

mod journal;
mod policy;
mod reversal;
mod terminal;

pub use policy::CheckoutPolicy;
pub use reversal::{Reversal, ReversalEffect, ReversalStage};

use super::Rejection;
use crate::id::{AttemptId, Rrn, Stan};
use crate::order::Locked;
use crate::payment::{
    AlarmReason, Approval, ApprovalFacts, Confirmation, NotCharged, PaymentRequest, Progress, ReversalReason, TerminalCommand,
    TerminalEvent, UnknownReason,
};
use crate::planted::{self, Bug};
use crate::time::{Millis, Timestamp};

/// What happens to a checkout.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CheckoutEvent {
    /// The intent is durable; the command has this number.
    IntentWritten(Stan),
    /// The approval is durable.
    ApprovalWritten,
    /// The end without a charge is durable.
    NotChargedWritten,
    /// An entry could not be stored and is not in the journal.
    WriteFailed(CheckoutWrite),
    /// The terminal spoke about this try.
    Terminal(TerminalEvent),
    /// The customer pressed cancel on the kiosk.
    Cancel,
    /// Time passed.
    Tick,
}

/// The entries a checkout asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CheckoutWrite {
    /// Lock and intent.
    Intent,
    /// Matching approval.
    Approval,
    /// End without a charge.
    NotCharged,
}

/// What a checkout wants done, in order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CheckoutEffect {
    /// Store lock and intent.
    RecordIntent,
    /// Store the approval.
    RecordApproval(Box<Approval>),
    /// Store the end without a charge.
    RecordNotCharged(NotCharged),
    /// Store that nobody knows; nothing waits for it.
    RecordUnknown(UnknownReason),
    /// Store an alarm, and the approval it is about; nothing waits for it.
    RecordAlarm(AlarmReason, Option<Box<ApprovalFacts>>),
    /// Tell the terminal.
    Terminal(TerminalCommand),
}

/// Whether the customer asked to cancel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CancelWish {
    /// No.
    None,
    /// Yes; the terminal has not said yet.
    Asked,
    /// The terminal has decided; cancelling is over.
    TooLate,
}

/// Where a checkout stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Waiting for lock and intent to be durable. The terminal knows nothing yet.
    RecordingIntent {
        /// Whether the customer already wants out.
        cancel: CancelWish,
    },
    /// The terminal is awake.
    Authorising {
        /// How far it has come.
        progress: Progress,
        /// Whether the customer wants out.
        cancel: CancelWish,
        /// When the outcome counts as unknown.
        deadline: Timestamp,
    },
    /// Waiting for the approval to be durable.
    RecordingApproval {
        /// The approval.
        approval: Box<Approval>,
    },
    /// The terminal was told that the approval is stored.
    Confirming {
        /// The approval.
        approval: Box<Approval>,
        /// Whether the card must still be taken out.
        progress: Progress,
        /// When the outcome counts as unknown.
        deadline: Timestamp,
    },
    /// The terminal was told to give the money back.
    Refusing {
        /// What it had approved.
        facts: Box<ApprovalFacts>,
        /// When a reversal takes over.
        deadline: Timestamp,
    },
    /// Nobody knows; the terminal is asked again and again.
    LookingUp {
        /// An approval that is durable already.
        approved: Option<Box<Approval>>,
        /// When the next question is due.
        next: Timestamp,
        /// Consecutive answers "not found".
        not_found: u8,
        /// Whether the terminal said that it cannot tell.
        cannot_tell: bool,
    },
    /// Waiting for the end without a charge to be durable.
    RecordingNotCharged {
        /// Why.
        why: NotCharged,
    },
    /// The payment stands and is confirmed: deliver.
    Charged {
        /// The proof.
        approval: Box<Approval>,
    },
    /// No money moved: the subject may be given back.
    NotCharged {
        /// Why.
        why: NotCharged,
    },
    /// A payment stands that must not: take it back.
    MustReverse {
        /// What the terminal approved.
        facts: Box<ApprovalFacts>,
        /// Why.
        reason: ReversalReason,
    },
}

/// One card payment for one locked subject.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Checkout<S> {
    locked: Locked<S>,
    request: PaymentRequest,
    stan: Option<Stan>,
    sent_at: Timestamp,
    accept_until: Timestamp,
    stage: Stage,
}

/// The order in which a customer comes to learn of it.
type Outcome = Result<Vec<CheckoutEffect>, Rejection>;

impl<S> Checkout<S> {
    /// Begins: asks for lock and intent to be stored. The terminal hears nothing before that is durable (I1, I5).
    #[must_use]
    pub fn begin(locked: Locked<S>, attempt: AttemptId, policy: &CheckoutPolicy) -> (Self, Vec<CheckoutEffect>) {
        let request = PaymentRequest::new(&locked, attempt);
        let locked_at = locked.locked_at().at;
        let checkout = Self {
            request,
            stan: None,
            sent_at: locked_at,
            accept_until: locked_at.after(policy.accept_within),
            stage: Stage::RecordingIntent { cancel: CancelWish::None },
            locked,
        };
        (checkout, vec![CheckoutEffect::RecordIntent])
    }

    /// Takes up an attempt that a restart left open: the terminal is asked what became of it. `age` is the time since the lock;
    /// `None` means that the clock cannot tell, and an approval is taken back then.
    #[must_use]
    pub fn resume(
        locked: Locked<S>,
        attempt: AttemptId,
        stan: Stan,
        approved: Option<ApprovalFacts>,
        age: Option<Millis>,
        now: Timestamp,
        policy: &CheckoutPolicy,
    ) -> (Self, Vec<CheckoutEffect>) {
        let request = PaymentRequest::new(&locked, attempt);
        let left = age.map_or(Millis(0), |age| policy.accept_within.saturating_sub(age));
        let approved = approved.and_then(|facts| Approval::matching(&request, facts).ok()).map(Box::new);
        let stage = Stage::LookingUp { approved, next: now.after(policy.look_up_every), not_found: 0, cannot_tell: false };
        let ask = TerminalCommand::LookUp { attempt, stan };
        // An approval in time is one found within the time that is left; with none left, `accept_until` lies in the past.
        let accept_until = if left == Millis(0) { Timestamp(0) } else { now.after(left) };
        let checkout = Self { request, stan: Some(stan), sent_at: now, accept_until, stage, locked };
        (checkout, vec![CheckoutEffect::Terminal(ask)])
    }

    /// Nobody waits for the subject any more: an approval that is found from here on is taken back.
    pub const fn accept_no_more(&mut self) {
        self.accept_until = Timestamp(0);
    }

    /// What is paid for.
    #[must_use]
    pub const fn locked(&self) -> &Locked<S> {
        &self.locked
    }

    /// Gives up the checkout and hands the subject back.
    #[must_use]
    pub fn into_locked(self) -> Locked<S> {
        self.locked
    }

    /// The try.
    #[must_use]
    pub const fn attempt(&self) -> AttemptId {
        self.request.attempt()
    }

    /// Where it stands.
    #[must_use]
    pub const fn stage(&self) -> &Stage {
        &self.stage
    }

    /// When something must happen by itself; `None` while another part owes an answer.
    #[must_use]
    pub const fn next_deadline(&self) -> Option<Timestamp> {
        match &self.stage {
            Stage::Authorising { deadline, .. }
            | Stage::Confirming { deadline, .. }
            | Stage::Refusing { deadline, .. }
            | Stage::LookingUp { next: deadline, .. } => Some(*deadline),
            Stage::RecordingIntent { .. }
            | Stage::RecordingApproval { .. }
            | Stage::RecordingNotCharged { .. }
            | Stage::Charged { .. }
            | Stage::NotCharged { .. }
            | Stage::MustReverse { .. } => None,
        }
    }

    /// Whether the card may still have been or be charged: the time in which nothing may be taken from the customer's hands.
    #[must_use]
    pub const fn is_undecided(&self) -> bool {
        !matches!(self.stage, Stage::Charged { .. } | Stage::NotCharged { .. } | Stage::MustReverse { .. })
    }

    /// The terminal's name for the approval that it holds.
    #[must_use]
    pub const fn reference(&self) -> Option<&Rrn> {
        match &self.stage {
            Stage::RecordingApproval { approval }
            | Stage::Confirming { approval, .. }
            | Stage::Charged { approval }
            | Stage::LookingUp { approved: Some(approval), .. } => Some(&approval.facts().reference),
            Stage::Refusing { facts, .. } | Stage::MustReverse { facts, .. } => Some(&facts.reference),
            Stage::RecordingIntent { .. }
            | Stage::Authorising { .. }
            | Stage::LookingUp { approved: None, .. }
            | Stage::RecordingNotCharged { .. }
            | Stage::NotCharged { .. } => None,
        }
    }

    /// Why it ended without a charge, while that is being stored.
    #[must_use]
    pub const fn ended_without_charge(&self) -> Option<&NotCharged> {
        if let Stage::RecordingNotCharged { why } = &self.stage { Some(why) } else { None }
    }

    /// Whether cancelling on the kiosk is offered: until it was asked for or the terminal has decided.
    #[must_use]
    pub const fn may_cancel(&self) -> bool {
        matches!(
            self.stage,
            Stage::RecordingIntent { cancel: CancelWish::None } | Stage::Authorising { cancel: CancelWish::None, .. }
        )
    }

    /// One step. A rejected event leaves everything as it was.
    ///
    /// # Errors
    /// [`Rejection::TooLate`] for a cancel after the decision, [`Rejection::Repeat`] for an answer that was heard before or that
    /// nobody waits for.
    pub fn step(&mut self, now: Timestamp, event: CheckoutEvent, policy: &CheckoutPolicy) -> Outcome {
        match event {
            CheckoutEvent::IntentWritten(stan) => self.intent_written(now, stan, policy),
            CheckoutEvent::ApprovalWritten => self.approval_written(now, policy),
            CheckoutEvent::NotChargedWritten => self.not_charged_written(),
            CheckoutEvent::WriteFailed(write) => self.write_failed(now, write, policy),
            CheckoutEvent::Terminal(event) => self.terminal(now, event, policy),
            CheckoutEvent::Cancel => self.cancel(),
            CheckoutEvent::Tick => Ok(self.tick(now, policy)),
        }
    }

    fn cancel(&mut self) -> Outcome {
        match &mut self.stage {
            Stage::RecordingIntent { cancel: cancel @ CancelWish::None } => {
                *cancel = CancelWish::Asked;
                Ok(Vec::new())
            }
            Stage::Authorising { cancel: cancel @ CancelWish::None, .. } => {
                *cancel = CancelWish::Asked;
                if planted::is(Bug::UnlockAfterSend) {
                    self.stage = Stage::NotCharged { why: NotCharged::CancelledHere };
                }
                Ok(vec![CheckoutEffect::Terminal(TerminalCommand::Cancel { attempt: self.request.attempt() })])
            }
            Stage::RecordingIntent { .. } | Stage::Authorising { .. } => Err(Rejection::Repeat),
            Stage::RecordingApproval { .. }
            | Stage::Confirming { .. }
            | Stage::Refusing { .. }
            | Stage::LookingUp { .. }
            | Stage::RecordingNotCharged { .. }
            | Stage::Charged { .. }
            | Stage::NotCharged { .. }
            | Stage::MustReverse { .. } => Err(Rejection::TooLate),
        }
    }

    fn tick(&mut self, now: Timestamp, policy: &CheckoutPolicy) -> Vec<CheckoutEffect> {
        if self.next_deadline().is_none_or(|deadline| now < deadline) {
            return Vec::new();
        }
        match &mut self.stage {
            Stage::Authorising { .. } => self.look_up(now, None, UnknownReason::Silence, policy),
            Stage::Confirming { approval, .. } => {
                let approval = approval.clone();
                self.look_up(now, Some(approval), UnknownReason::Silence, policy)
            }
            Stage::Refusing { facts, .. } => {
                let facts = (**facts).clone();
                self.reverse(facts, ReversalReason::RefusalUnanswered)
            }
            Stage::LookingUp { next, .. } => {
                *next = now.after(policy.look_up_every);
                self.ask()
            }
            Stage::RecordingIntent { .. }
            | Stage::RecordingApproval { .. }
            | Stage::RecordingNotCharged { .. }
            | Stage::Charged { .. }
            | Stage::NotCharged { .. }
            | Stage::MustReverse { .. } => Vec::new(),
        }
    }

    fn look_up(
        &mut self,
        now: Timestamp,
        approved: Option<Box<Approval>>,
        reason: UnknownReason,
        policy: &CheckoutPolicy,
    ) -> Vec<CheckoutEffect> {
        let next = now.after(policy.look_up_every);
        self.stage = Stage::LookingUp { approved, next, not_found: 0, cannot_tell: false };
        let mut effects = vec![CheckoutEffect::RecordUnknown(reason)];
        effects.extend(self.ask());
        effects
    }

    fn ask(&self) -> Vec<CheckoutEffect> {
        let command = |stan| TerminalCommand::LookUp { attempt: self.request.attempt(), stan };
        self.stan.map(command).map(CheckoutEffect::Terminal).into_iter().collect()
    }

    fn end_without_charge(&mut self, why: NotCharged) -> Vec<CheckoutEffect> {
        self.stage = Stage::RecordingNotCharged { why: why.clone() };
        vec![CheckoutEffect::RecordNotCharged(why)]
    }

    fn reverse(&mut self, facts: ApprovalFacts, reason: ReversalReason) -> Vec<CheckoutEffect> {
        self.stage = Stage::MustReverse { facts: Box::new(facts), reason };
        Vec::new()
    }

    /// The terminal's answer to the approval that this checkout holds, if it holds one.
    fn confirm(&self, decision: Confirmation) -> Vec<CheckoutEffect> {
        let attempt = self.request.attempt();
        let command = |reference: &Rrn| TerminalCommand::Confirm { attempt, reference: reference.clone(), decision };
        self.reference().map(command).map(CheckoutEffect::Terminal).into_iter().collect()
    }
}
