//! A folder of staff's decisions in memory.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::payment::StaffDecision;
use crate::port::{Mailbox, StaffAnswer, StaffSlip};

#[derive(Debug, Default)]
struct DeskState {
    /// Handed in and not answered.
    waiting: Vec<StaffSlip>,
    count: usize,
}

/// Staff who hand decisions in. Clones are the same people; each start of a kiosk gets every slip that has no answer.
#[derive(Debug, Clone, Default)]
pub struct StaffDesk {
    state: Arc<Mutex<DeskState>>,
}

impl StaffDesk {
    fn lock(&self) -> MutexGuard<'_, DeskState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands a decision in.
    pub fn hand_in(&self, decision: StaffDecision) {
        let mut state = self.lock();
        state.count += 1;
        let name = state.count.to_string();
        state.waiting.push(StaffSlip { name, decision });
    }

    /// How many decisions wait for an answer.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.lock().waiting.len()
    }

    /// The kiosk's side of the desk.
    #[must_use]
    pub fn inbox(&self) -> impl Mailbox<StaffAnswer, StaffSlip> + use<> {
        Inbox { desk: self.clone(), handed: Vec::new() }
    }
}

struct Inbox {
    desk: StaffDesk,
    handed: Vec<String>,
}

impl Mailbox<StaffAnswer, StaffSlip> for Inbox {
    fn submit(&mut self, answer: StaffAnswer) {
        self.desk.lock().waiting.retain(|slip| slip.name != answer.name);
    }

    fn poll(&mut self) -> Option<StaffSlip> {
        let slip = self.desk.lock().waiting.iter().find(|slip| !self.handed.contains(&slip.name)).cloned()?;
        self.handed.push(slip.name.clone());
        Some(slip)
    }
}
