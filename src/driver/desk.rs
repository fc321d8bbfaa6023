//! The desk at which staff's decisions come in: each slip is answered once its decision is durable, or refused.

use std::collections::BTreeMap;

use crate::id::AttemptId;
use crate::machine::Rejection;
use crate::port::{Mailbox, StaffAnswer, StaffSlip};

/// See the module's text.
#[derive(Default)]
pub struct Desk {
    inbox: Option<Box<dyn Mailbox<StaffAnswer, StaffSlip>>>,
    /// Slips whose decision is on its way into the journal.
    taken: BTreeMap<AttemptId, String>,
}

impl Desk {
    pub fn open(&mut self, inbox: Box<dyn Mailbox<StaffAnswer, StaffSlip>>) {
        self.inbox = Some(inbox);
    }

    pub fn poll(&mut self) -> Option<StaffSlip> {
        self.inbox.as_mut()?.poll()
    }

    /// What the machine said of a slip.
    pub fn heard(&mut self, attempt: AttemptId, name: String, outcome: Result<(), Rejection>) {
        match outcome {
            Ok(()) => {
                self.taken.insert(attempt, name);
            }
            Err(rejection) => {
                tracing::warn!(%attempt, %rejection, "a decision of staff is refused");
                self.answer(name, Err(words(&rejection)));
            }
        }
    }

    /// The decision about an attempt is durable.
    pub fn written(&mut self, attempt: AttemptId) {
        if let Some(name) = self.taken.remove(&attempt) {
            tracing::info!(%attempt, "a decision of staff is taken");
            self.answer(name, Ok(()));
        }
    }

    fn answer(&mut self, name: String, outcome: Result<(), String>) {
        if let Some(inbox) = &mut self.inbox {
            inbox.submit(StaffAnswer { name, outcome });
        }
    }
}

/// For the person who decided.
fn words(rejection: &Rejection) -> String {
    match rejection {
        Rejection::Repeat => "it has been settled already".to_owned(),
        Rejection::TooLate => "it is just settling by itself; look again in a minute".to_owned(),
        Rejection::CustomerThere => {
            "its customer is still there, and the machine is asking the terminal; wait until they are sent to you".to_owned()
        }
        Rejection::BeingTakenBack => {
            "it is being taken back, so nothing is handed out for it; give the money back by hand if the terminal \
             does not, and then say not-charged"
                .to_owned()
        }
        Rejection::OtherAttempt => "it does not wait for staff, or no longer; `cardlast staff list` shows what does".to_owned(),
        other @ (Rejection::WrongScreen(_)
        | Rejection::Stale { .. }
        | Rejection::NotOnMenu(_)
        | Rejection::UnknownLanguage(_)
        | Rejection::NotAvailable(_)
        | Rejection::Selection(_)
        | Rejection::Cart(_)
        | Rejection::Lock(_)
        | Rejection::CardOff(_)
        | Rejection::CounterOff
        | Rejection::SecondReference
        | Rejection::ClosedAsNotCharged
        | Rejection::NotInService
        | Rejection::NotOnScreen(_)
        | Rejection::Withdrawal(_)
        | Rejection::NotNow(_)
        | Rejection::OtherAmount) => format!("the kiosk refuses: {other}"),
    }
}
