//! What is being done at the terminal: a task of the kiosk, and the commands that it takes, one after the other.

use std::collections::VecDeque;

use super::super::fields::Fields;
use super::super::print::Slips;
use super::super::receipt::Receipt;
use crate::id::{AttemptId, Rrn, Stan};
use crate::money::Money;
use crate::time::Timestamp;

/// A command that a task takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Register,
    Initialise,
    Diagnose,
    Status,
    LastReceipt,
    Pay,
    Reverse,
    EndOfDay,
}

/// What the kiosk wants.
#[derive(Debug)]
pub(super) enum Task {
    Pay(Box<Pay>),
    LookUp { attempt: AttemptId, stan: Stan },
    Reverse(Reverse),
    Reconcile,
    Health,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reverse {
    pub attempt: AttemptId,
    pub reference: Rrn,
    pub receipt: Receipt,
    pub amount: Money,
    /// Whether it is a refusal that comes after the terminal waited for it.
    pub is_refusal: bool,
}

#[derive(Debug)]
pub(super) struct Pay {
    pub attempt: AttemptId,
    pub stan: Stan,
    pub amount: Money,
    pub stage: PayStage,
    pub cancel: Cancel,
    /// The latest result that was no approval, and what the terminal said of it.
    pub failed: Option<u8>,
    pub said: String,
    /// Whether the terminal has gone on after our answer that the payment stands: so it has that answer.
    pub was_heard: bool,
}

/// How far a payment is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PayStage {
    /// The terminal does not know of it.
    NotSent,
    /// It may.
    Sent,
    /// It has taken it.
    Running,
    /// It has approved and waits for our answer.
    Offered(Approved),
    /// We have answered that it stands.
    Stored(Approved),
    /// We have answered that it must not stand. Nothing inside: of an approval that nobody could read.
    Refused(Option<Approved>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Approved {
    pub receipt: Receipt,
    pub reference: Rrn,
    /// What it wants mirrored once this stands.
    pub mirrored: Option<Vec<u8>>,
}

/// How far cancelling is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cancel {
    No,
    /// To be said as soon as the terminal has answered what it was asked before.
    Wished,
    Said {
        until: Timestamp,
    },
    /// It tries.
    Accepted,
}

impl Cancel {
    pub const fn is_undecided(self) -> bool {
        !matches!(self, Self::No)
    }
}

/// One task at a time.
#[derive(Debug)]
pub(super) struct Job {
    pub task: Task,
    pub steps: VecDeque<Step>,
    pub talk: Option<Talk>,
    /// What the terminal has printed about it.
    pub slips: Slips,
}

/// The command that runs.
#[derive(Debug)]
pub(super) struct Talk {
    pub step: Step,
    /// Whether the terminal has answered that it takes it.
    pub is_taken: bool,
    pub until: Timestamp,
    /// The latest status information.
    pub told: Option<Fields>,
}

impl Job {
    /// A task and its commands. `knows_last` is whether the terminal's last transaction is known for certain.
    pub fn new(task: Task, knows_last: bool) -> Self {
        let mut steps = VecDeque::from([Step::Register]);
        let last = (!knows_last).then_some(Step::LastReceipt);
        match &task {
            Task::Pay(_) => {
                steps.extend(last);
                steps.push_back(Step::Pay);
            }
            Task::LookUp { .. } => steps.extend([Step::Status, Step::LastReceipt]),
            Task::Reverse(_) => steps.push_back(Step::Reverse),
            Task::Reconcile => steps.push_back(Step::EndOfDay),
            Task::Health => {
                steps.push_back(Step::Status);
                steps.extend(last);
            }
        }
        Self { task, steps, talk: None, slips: Slips::default() }
    }
}
