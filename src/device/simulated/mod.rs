//! A card terminal that is not there: for demonstrations, training and tests. Every sale through it is training.
//!
//! [`SimulatedTerminal`] is the device itself, pure: time, commands and taps go in, events come out, and its ledger is its own truth about
//! what was charged. [`ThreadedTerminal`] gives it a thread, as a real one has. The code that is typed never leaves it.

mod cash;
mod customer;
mod ledger;
mod notes;
mod thread;

use std::collections::VecDeque;

pub use cash::{CashDesk, SimulatedNotes, SimulatedSlot};
pub use customer::{Bank, CustomerSide, Turn};
pub use ledger::{LedgerEnd, LedgerRow, SimulatedLedger};
pub use thread::ThreadedTerminal;

use crate::id::{AttemptId, Rrn, Stan, TerminalId};
use crate::payment::{
    CardScheme, Confirmation, Decline, DeclineReason, EntryMode, FaceDisplay, LookUpAnswer, MaskedPan, PaymentRequest,
    TerminalCommand, TerminalEvent, TerminalFace, TerminalHealth, TerminalProfile, TerminalTap, Trouble, UnknownReason,
};
use crate::port::PaymentTerminal;
use crate::time::{Millis, Timestamp};

/// An approval that is not confirmed within this time is given back (ZVT: 30 s and more).
const CONFIRM_WITHIN: Millis = Millis::from_secs(60);
/// A lost answer comes after so long.
const LATE: Millis = Millis::from_secs(60);

/// A payment in progress.
#[derive(Debug, Clone)]
struct Running {
    request: PaymentRequest,
    stan: Stan,
    /// Approved; so long it waits for the kiosk to say that it has stored that.
    offered_until: Option<Timestamp>,
}

/// See the module's text.
#[derive(Debug)]
pub struct SimulatedTerminal {
    profile: TerminalProfile,
    ledger: SimulatedLedger,
    running: Option<Running>,
    ended: FaceDisplay,
    trouble: Trouble,
    customer: CustomerSide,
    events: VecDeque<TerminalEvent>,
    /// Events that a lost line or a late answer holds back.
    held: Vec<(Timestamp, TerminalEvent)>,
}

impl SimulatedTerminal {
    /// A terminal with this ledger.
    #[must_use]
    pub fn new(ledger: SimulatedLedger) -> Self {
        let id = TerminalId("simulated".to_owned());
        Self {
            profile: TerminalProfile { id, confirms: true, looks_up: true, reverses: true, simulated: true },
            ledger,
            running: None,
            ended: FaceDisplay::Asleep,
            trouble: Trouble::None,
            customer: CustomerSide::default(),
            events: VecDeque::new(),
            held: Vec::new(),
        }
    }

    /// What it shows now.
    #[must_use]
    pub fn face(&self) -> TerminalFace {
        self.customer.face(self.ended, Some(self.trouble))
    }

    /// What it thinks was charged.
    #[must_use]
    pub const fn ledger(&self) -> &SimulatedLedger {
        &self.ledger
    }

    /// A tap on its face.
    pub fn tap(&mut self, now: Timestamp, tap: TerminalTap) {
        match tap {
            TerminalTap::Trouble(trouble) => self.arrange(trouble),
            TerminalTap::TapCard
            | TerminalTap::InsertCard
            | TerminalTap::RemoveCard
            | TerminalTap::Digit(_)
            | TerminalTap::Enter
            | TerminalTap::Clear
            | TerminalTap::Cancel => self.customer.tap(now, tap),
        }
        self.take_turns(now);
    }

    /// What happened on the customer's side, told in the ledger and to the kiosk.
    fn take_turns(&mut self, now: Timestamp) {
        while let Some(turn) = self.customer.next_turn() {
            let Some(running) = &self.running else { continue };
            let attempt = running.request.attempt();
            match turn {
                Turn::Progress(progress) => self.say(now, TerminalEvent::Progress { attempt, progress }),
                Turn::Approved(entry) => self.approved(now, entry),
                Turn::Declined(reason, code) => self.declined(now, reason, code),
                Turn::Cancelled => self.ended_without(now, TerminalEvent::CancelledAtTerminal { attempt }),
                Turn::NoCard => self.ended_without(now, TerminalEvent::NoCard { attempt }),
                Turn::CardOut => self.finish(now),
            }
        }
        let bank = match self.trouble {
            Trouble::Decline => Bank::Refuses,
            Trouble::Slow => Bank::Slow,
            Trouble::None | Trouble::LineDown | Trouble::LateAnswer => return,
        };
        // The trouble has had its payment.
        if self.customer.bank() != bank {
            self.trouble = Trouble::None;
        }
    }

    fn finish(&mut self, now: Timestamp) {
        if let Some(running) = self.running.take() {
            self.ended = FaceDisplay::Approved;
            self.confirmed(now, running.request.attempt());
        }
    }

    /// The payment is over, and no money moved.
    fn ended_without(&mut self, now: Timestamp, event: TerminalEvent) {
        let Some(Running { request, stan, .. }) = self.running.take() else { return };
        self.ended = FaceDisplay::Cancelled;
        self.ledger.note(request.attempt(), stan, request.amount(), LedgerEnd::NotCharged);
        self.say(now, event);
    }

    fn arrange(&mut self, trouble: Trouble) {
        self.customer.arrange(Bank::of(trouble));
        let was_down = std::mem::replace(&mut self.trouble, trouble) == Trouble::LineDown;
        let is_down = trouble == Trouble::LineDown;
        if is_down && !was_down {
            self.events.clear();
            if let Some(running) = &self.running {
                let attempt = running.request.attempt();
                self.events.push_back(TerminalEvent::Unknown { attempt, reason: UnknownReason::LineDropped });
            }
            self.events.push_back(TerminalEvent::Health(TerminalHealth::Unreachable));
        }
        if was_down && !is_down {
            self.events.push_back(TerminalEvent::Health(TerminalHealth::Ready));
        }
    }

    fn declined(&mut self, now: Timestamp, reason: DeclineReason, code: &str) {
        let Some(running) = self.running.take() else { return };
        let attempt = running.request.attempt();
        let decline = Decline::new(reason, code.to_owned());
        self.ledger.note(attempt, running.stan, running.request.amount(), LedgerEnd::Declined(decline.clone()));
        self.ended = FaceDisplay::Declined;
        self.say(now, TerminalEvent::Declined { attempt, decline });
    }

    /// Says something, unless the line is down; then it is lost, as on a real line.
    fn say(&mut self, now: Timestamp, event: TerminalEvent) {
        let outcome = matches!(event, TerminalEvent::ApprovalOffered(_));
        match self.trouble {
            Trouble::LineDown => {}
            Trouble::LateAnswer if outcome => self.held.push((now.after(LATE), event)),
            Trouble::None | Trouble::Decline | Trouble::Slow | Trouble::LateAnswer => self.events.push_back(event),
        }
    }

    fn authorise(&mut self, now: Timestamp, request: PaymentRequest, stan: Stan) {
        let attempt = request.attempt();
        if self.trouble == Trouble::LineDown {
            // Nothing left the kiosk, and the kiosk's side of the line knows that.
            self.events.push_back(TerminalEvent::Unreachable { attempt });
            return;
        }
        if self.running.is_some() {
            self.events.push_back(TerminalEvent::Busy { attempt });
            return;
        }
        let amount = request.amount();
        self.running = Some(Running { request, stan, offered_until: None });
        self.customer.begin(now, amount);
        self.take_turns(now);
    }

    fn cancel(&mut self, now: Timestamp, attempt: AttemptId) {
        let is_it = self.running.as_ref().is_some_and(|running| running.request.attempt() == attempt);
        let event = if is_it && self.customer.call_off() {
            return self.ended_without(now, TerminalEvent::Cancelled { attempt });
        } else {
            TerminalEvent::CancelTooLate { attempt }
        };
        self.say(now, event);
    }

    /// The payment of a try stands.
    fn confirmed(&mut self, now: Timestamp, attempt: AttemptId) {
        let reference = self.ledger.find(attempt).map(|row| row.reference.clone());
        self.say(
            now,
            match reference {
                Some(reference) => TerminalEvent::Confirmed { attempt, reference },
                None => TerminalEvent::Unknown { attempt, reason: UnknownReason::Garbled },
            },
        );
    }

    fn confirm(&mut self, now: Timestamp, attempt: AttemptId, reference: Rrn, decision: Confirmation) {
        let end = self.ledger.find(attempt).filter(|row| row.reference == reference).map(|row| row.end.clone());
        match (decision, end) {
            (Confirmation::Stored, Some(LedgerEnd::Offered)) => {
                self.ledger.end(attempt, LedgerEnd::Confirmed);
                self.wait_for_card_out(now, attempt);
            }
            (Confirmation::Stored, Some(LedgerEnd::Confirmed)) => self.confirmed(now, attempt),
            (Confirmation::Refuse, Some(LedgerEnd::Offered)) => {
                self.ledger.end(attempt, LedgerEnd::NotCharged);
                self.stop_running(attempt, FaceDisplay::Cancelled);
                self.say(now, TerminalEvent::TakenBack { attempt, reference });
            }
            (_, Some(LedgerEnd::NotCharged | LedgerEnd::Reversed)) => {
                self.say(now, TerminalEvent::TakenBack { attempt, reference });
            }
            (Confirmation::Refuse, Some(LedgerEnd::Confirmed)) | (_, Some(LedgerEnd::Declined(_)) | None) => {
                self.say(now, TerminalEvent::Unknown { attempt, reason: UnknownReason::Garbled });
            }
        }
    }

    fn wait_for_card_out(&mut self, now: Timestamp, attempt: AttemptId) {
        match &mut self.running {
            Some(running) if running.request.attempt() == attempt => {
                running.offered_until = None;
                self.customer.give_card_back(now);
                self.take_turns(now);
            }
            Some(_) | None => self.confirmed(now, attempt),
        }
    }

    fn stop_running(&mut self, attempt: AttemptId, shown: FaceDisplay) {
        if self.running.take_if(|running| running.request.attempt() == attempt).is_some() {
            self.ended = shown;
            self.customer.stop();
        }
    }

    fn look_up(&mut self, now: Timestamp, attempt: AttemptId) {
        let is_it = self.running.as_ref().is_some_and(|running| running.request.attempt() == attempt);
        let in_progress = is_it && self.customer.is_undecided();
        let answer = match self.ledger.find(attempt) {
            _ if in_progress => LookUpAnswer::InProgress,
            None => LookUpAnswer::NotFound,
            Some(row) => match &row.end {
                LedgerEnd::Offered | LedgerEnd::Confirmed => LookUpAnswer::Approved(Box::new(row.facts(attempt))),
                LedgerEnd::Declined(decline) => LookUpAnswer::Declined(decline.clone()),
                LedgerEnd::NotCharged | LedgerEnd::Reversed => LookUpAnswer::NotCharged,
            },
        };
        // A late answer is late whoever asks.
        if self.trouble == Trouble::LateAnswer && matches!(answer, LookUpAnswer::Approved(_)) {
            return;
        }
        self.say(now, TerminalEvent::LookedUp { attempt, answer });
    }

    fn reverse(&mut self, now: Timestamp, attempt: AttemptId, reference: Rrn) {
        match self.ledger.find(attempt).map(|row| row.end.clone()) {
            Some(LedgerEnd::Offered | LedgerEnd::Confirmed | LedgerEnd::Reversed | LedgerEnd::NotCharged) => {
                self.ledger.end(attempt, LedgerEnd::Reversed);
                self.stop_running(attempt, FaceDisplay::Cancelled);
                self.say(now, TerminalEvent::Reversed { attempt, reference });
            }
            Some(LedgerEnd::Declined(_)) | None => self.say(now, TerminalEvent::ReversalRefused { attempt, reference }),
        }
    }

    fn approved(&mut self, now: Timestamp, entry: EntryMode) {
        let Some(running) = &mut self.running else { return };
        // It waits for the kiosk from when its answer gets out, which is late when that was arranged.
        let answered = if self.trouble == Trouble::LateAnswer { now.after(LATE) } else { now };
        running.offered_until = Some(answered.after(CONFIRM_WITHIN));
        let (attempt, stan, amount) = (running.request.attempt(), running.stan, running.request.amount());
        self.ledger.note(attempt, stan, amount, LedgerEnd::Offered);
        let facts = self.ledger.approval(attempt, entry);
        if let Some(facts) = facts {
            self.say(now, TerminalEvent::ApprovalOffered(Box::new(facts)));
        }
    }

    fn time_passes(&mut self, now: Timestamp) {
        let mut due = Vec::new();
        self.held.retain(|(at, event)| {
            let is_due = now >= *at;
            if is_due {
                due.push(event.clone());
            }
            !is_due
        });
        if !due.is_empty() && self.trouble == Trouble::LateAnswer {
            self.trouble = Trouble::None;
        }
        self.events.extend(due);
        self.customer.wake(now);
        self.take_turns(now);
        let Some(Running { request, offered_until: Some(until), .. }) = &self.running else { return };
        if now >= *until {
            let attempt = request.attempt();
            self.ledger.end(attempt, LedgerEnd::NotCharged);
            self.stop_running(attempt, FaceDisplay::Cancelled);
            if let Some(reference) = self.ledger.find(attempt).map(|row| row.reference.clone()) {
                self.say(now, TerminalEvent::TakenBack { attempt, reference });
            }
        }
    }
}

impl PaymentTerminal for SimulatedTerminal {
    fn profile(&self) -> &TerminalProfile {
        &self.profile
    }

    fn submit(&mut self, now: Timestamp, command: TerminalCommand) {
        if self.trouble == Trouble::LineDown && !matches!(command, TerminalCommand::Authorise { .. }) {
            return;
        }
        match command {
            TerminalCommand::Authorise { request, stan } => self.authorise(now, request, stan),
            TerminalCommand::Cancel { attempt } => self.cancel(now, attempt),
            TerminalCommand::Confirm { attempt, reference, decision } => self.confirm(now, attempt, reference, decision),
            TerminalCommand::LookUp { attempt, .. } => self.look_up(now, attempt),
            TerminalCommand::Reverse { attempt, reference, .. } => self.reverse(now, attempt, reference),
            TerminalCommand::Reconcile => self.say(now, TerminalEvent::Reconciled),
            TerminalCommand::Health => self.say(now, TerminalEvent::Health(TerminalHealth::Ready)),
        }
    }

    fn poll(&mut self, now: Timestamp) -> Option<TerminalEvent> {
        self.time_passes(now);
        self.events.pop_front()
    }

    fn next_deadline(&self) -> Option<Timestamp> {
        let offered = self.running.as_ref().and_then(|running| running.offered_until);
        self.held.iter().map(|(at, _)| *at).chain(offered).chain(self.customer.next_deadline()).min()
    }
}

/// What the demonstration card is called.
fn demonstration_card() -> (CardScheme, Option<MaskedPan>) {
    (CardScheme("Demo".to_owned()), MaskedPan::from_last_four("4242"))
}
