//! A card terminal that is not there: for demonstrations, training and tests. Every sale through it is training.
//!
//! [`SimulatedTerminal`] is the device itself, pure: time, commands and taps go in, events come out, and its ledger is its own truth about
//! what was charged. [`ThreadedTerminal`] gives it a thread, as a real one has. The code that is typed never leaves it.

mod cash;
mod ledger;
mod thread;

use std::collections::VecDeque;

pub use cash::{CashDesk, SimulatedNotes, SimulatedSlot};
pub use ledger::{LedgerEnd, LedgerRow, SimulatedLedger};
pub use thread::ThreadedTerminal;

use crate::id::{AttemptId, Rrn, Stan, TerminalId};
use crate::payment::{
    CardScheme, Confirmation, Decline, DeclineReason, EntryMode, FaceDisplay, LookUpAnswer, MaskedPan, PaymentRequest, Progress,
    TerminalCommand, TerminalEvent, TerminalFace, TerminalHealth, TerminalProfile, TerminalTap, Trouble, UnknownReason,
};
use crate::port::PaymentTerminal;
use crate::time::{Millis, Timestamp};

/// Above this a card must be inserted, with its code (EU contactless limit, minor units).
const CONTACTLESS_LIMIT_MINOR: i64 = 5_000;
/// A payment without a card ends after so long.
const CARD_WITHIN: Millis = Millis::from_secs(60);
/// What the bank takes.
const BANK: Millis = Millis(1_200);
/// What a slow bank takes.
const SLOW_BANK: Millis = Millis::from_secs(10);
/// An approval that is not confirmed within this time is given back (ZVT: 30 s and more).
const CONFIRM_WITHIN: Millis = Millis::from_secs(60);
/// A card that is not taken out is no longer waited for.
const CARD_OUT_WITHIN: Millis = Millis::from_secs(15);
/// A lost answer comes after so long.
const LATE: Millis = Millis::from_secs(60);
/// Wrong codes before the card is refused.
const PIN_TRIES: u8 = 3;
/// The one code that the demonstration card does not like.
const WRONG_PIN: [u8; 4] = [0, 0, 0, 0];

/// A payment in progress.
#[derive(Debug, Clone)]
struct Running {
    request: PaymentRequest,
    stan: Stan,
    step: Step,
}

#[derive(Debug, Clone)]
enum Step {
    /// Waiting for a card.
    Card { until: Timestamp },
    /// Waiting for the code. The digits stay in here and are overwritten when they are not needed any more.
    Pin { digits: [u8; 4], typed: u8, tries: u8, until: Timestamp },
    /// The bank is asked.
    Bank { entry: EntryMode, until: Timestamp },
    /// Approved; waiting for the kiosk to say that it has stored that.
    Offered { until: Timestamp },
    /// Confirmed; waiting for the card to be taken out.
    CardOut { until: Timestamp },
}

/// See the module's text.
#[derive(Debug)]
pub struct SimulatedTerminal {
    profile: TerminalProfile,
    ledger: SimulatedLedger,
    running: Option<Running>,
    ended: FaceDisplay,
    trouble: Trouble,
    card_inserted: bool,
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
            card_inserted: false,
            events: VecDeque::new(),
            held: Vec::new(),
        }
    }

    /// What it shows now.
    #[must_use]
    pub fn face(&self) -> TerminalFace {
        let (display, pin_digits) = match self.running.as_ref().map(|running| &running.step) {
            None => (self.ended, 0),
            Some(Step::Card { .. }) => (FaceDisplay::Paying(Progress::PresentCard), 0),
            Some(Step::Pin { typed, tries: 0, .. }) => (FaceDisplay::Paying(Progress::EnterPin), *typed),
            Some(Step::Pin { typed, .. }) => (FaceDisplay::Paying(Progress::WrongPin), *typed),
            Some(Step::Bank { .. } | Step::Offered { .. }) => (FaceDisplay::Paying(Progress::Authorising), 0),
            Some(Step::CardOut { .. }) => (FaceDisplay::Paying(Progress::RemoveCard), 0),
        };
        TerminalFace {
            display,
            amount: self.running.as_ref().map(|running| running.request.amount()),
            pin_digits,
            card_inserted: self.card_inserted,
            trouble: self.trouble,
        }
    }

    /// What it thinks was charged.
    #[must_use]
    pub const fn ledger(&self) -> &SimulatedLedger {
        &self.ledger
    }

    /// A tap on its face.
    pub fn tap(&mut self, now: Timestamp, tap: TerminalTap) {
        match tap {
            TerminalTap::TapCard => self.card_shown(now, EntryMode::Contactless),
            TerminalTap::InsertCard => {
                self.card_inserted = true;
                self.card_shown(now, EntryMode::ChipAndPin);
            }
            TerminalTap::RemoveCard => self.card_removed(),
            TerminalTap::Digit(digit) => self.digit(digit),
            TerminalTap::Enter => self.enter(now),
            TerminalTap::Clear => self.clear(),
            TerminalTap::Cancel => self.cancelled_by_customer(),
            TerminalTap::Trouble(trouble) => self.arrange(trouble),
        }
    }

    fn card_shown(&mut self, now: Timestamp, entry: EntryMode) {
        let Some(running) = &mut self.running else { return };
        if !matches!(running.step, Step::Card { .. }) {
            return;
        }
        let attempt = running.request.attempt();
        match entry {
            EntryMode::Contactless if running.request.amount().minor() <= CONTACTLESS_LIMIT_MINOR => {
                let until = now.after(if self.trouble == Trouble::Slow { SLOW_BANK } else { BANK });
                running.step = Step::Bank { entry, until };
                self.say(now, TerminalEvent::Progress { attempt, progress: Progress::Authorising });
            }
            // Too much for a tap: the display goes on asking, the card must be put in.
            EntryMode::Contactless => self.say(now, TerminalEvent::Progress { attempt, progress: Progress::PresentCard }),
            EntryMode::ChipAndPin | EntryMode::MagneticStripe => {
                running.step = Step::Pin { digits: [0; 4], typed: 0, tries: 0, until: now.after(CARD_WITHIN) };
                self.say(now, TerminalEvent::Progress { attempt, progress: Progress::EnterPin });
            }
        }
    }

    fn digit(&mut self, digit: u8) {
        if let Some(Running { step: Step::Pin { digits, typed, .. }, .. }) = &mut self.running
            && let Some(place) = digits.get_mut(usize::from(*typed))
        {
            *place = digit % 10;
            *typed += 1;
        }
    }

    fn clear(&mut self) {
        if let Some(Running { step: Step::Pin { digits, typed, .. }, .. }) = &mut self.running {
            *digits = [0; 4];
            *typed = 0;
        }
    }

    fn enter(&mut self, now: Timestamp) {
        let slow = self.trouble == Trouble::Slow;
        let Some(Running { request, step: step @ Step::Pin { typed: 4, .. }, .. }) = &mut self.running else { return };
        let attempt = request.attempt();
        let Step::Pin { digits, tries, until, .. } = step else { return };
        if *digits != WRONG_PIN {
            *step = Step::Bank { entry: EntryMode::ChipAndPin, until: now.after(if slow { SLOW_BANK } else { BANK }) };
            self.say(now, TerminalEvent::Progress { attempt, progress: Progress::Authorising });
        } else if *tries + 1 < PIN_TRIES {
            *step = Step::Pin { digits: [0; 4], typed: 0, tries: *tries + 1, until: *until };
            self.say(now, TerminalEvent::Progress { attempt, progress: Progress::WrongPin });
        } else {
            self.decline(now, DeclineReason::WrongPin, "75");
        }
    }

    fn cancelled_by_customer(&mut self) {
        let Some(Running { request, stan, step: Step::Card { .. } | Step::Pin { .. } }) =
            self.running.take_if(|running| matches!(running.step, Step::Card { .. } | Step::Pin { .. }))
        else {
            return;
        };
        let attempt = request.attempt();
        self.ended = FaceDisplay::Cancelled;
        self.ledger.note(attempt, stan, request.amount(), LedgerEnd::NotCharged);
        self.say(Timestamp(0), TerminalEvent::CancelledAtTerminal { attempt });
    }

    fn card_removed(&mut self) {
        self.card_inserted = false;
        match self.running.as_ref().map(|running| &running.step) {
            Some(Step::CardOut { .. }) => self.finish(),
            // Pulled out before the code was right: that is a cancel.
            Some(Step::Pin { .. }) => self.cancelled_by_customer(),
            Some(Step::Card { .. } | Step::Bank { .. } | Step::Offered { .. }) | None => {}
        }
    }

    fn finish(&mut self) {
        if let Some(running) = self.running.take() {
            self.ended = FaceDisplay::Approved;
            self.confirmed(Timestamp(0), running.request.attempt());
        }
    }

    fn arrange(&mut self, trouble: Trouble) {
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

    fn decline(&mut self, now: Timestamp, reason: DeclineReason, code: &str) {
        let Some(running) = self.running.take() else { return };
        let attempt = running.request.attempt();
        let decline = Decline { reason, code: code.to_owned() };
        self.ledger.note(attempt, running.stan, running.request.amount(), LedgerEnd::Declined(decline.clone()));
        self.ended = FaceDisplay::Declined;
        self.card_inserted = false;
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
        self.running = Some(Running { request, stan, step: Step::Card { until: now.after(CARD_WITHIN) } });
        self.say(now, TerminalEvent::Progress { attempt, progress: Progress::PresentCard });
        if self.card_inserted {
            self.card_shown(now, EntryMode::ChipAndPin);
        }
    }

    fn cancel(&mut self, now: Timestamp, attempt: AttemptId) {
        let waiting = self.running.as_ref().is_some_and(|running| {
            running.request.attempt() == attempt && matches!(running.step, Step::Card { .. } | Step::Pin { .. })
        });
        if !waiting {
            self.say(now, TerminalEvent::CancelTooLate { attempt });
            return;
        }
        if let Some(running) = self.running.take() {
            self.ledger.note(attempt, running.stan, running.request.amount(), LedgerEnd::NotCharged);
            self.ended = FaceDisplay::Cancelled;
            self.say(now, TerminalEvent::Cancelled { attempt });
        }
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
        let inserted = self.card_inserted;
        match &mut self.running {
            Some(running) if running.request.attempt() == attempt && inserted => {
                running.step = Step::CardOut { until: now.after(CARD_OUT_WITHIN) };
                self.say(now, TerminalEvent::Progress { attempt, progress: Progress::RemoveCard });
            }
            Some(running) if running.request.attempt() == attempt => self.finish(),
            Some(_) | None => self.confirmed(now, attempt),
        }
    }

    fn stop_running(&mut self, attempt: AttemptId, shown: FaceDisplay) {
        if self.running.take_if(|running| running.request.attempt() == attempt).is_some() {
            self.ended = shown;
            self.card_inserted = false;
        }
    }

    fn look_up(&mut self, now: Timestamp, attempt: AttemptId) {
        let in_progress = self.running.as_ref().is_some_and(|running| {
            running.request.attempt() == attempt
                && matches!(running.step, Step::Card { .. } | Step::Pin { .. } | Step::Bank { .. })
        });
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

    /// The bank has answered.
    fn bank_answers(&mut self, now: Timestamp, entry: EntryMode) {
        if self.trouble == Trouble::Decline {
            self.trouble = Trouble::None;
            self.decline(now, DeclineReason::InsufficientFunds, "51");
            return;
        }
        let Some(running) = &mut self.running else { return };
        // It waits for the kiosk from when its answer gets out, which is late when that was arranged.
        let answered = if self.trouble == Trouble::LateAnswer { now.after(LATE) } else { now };
        running.step = Step::Offered { until: answered.after(CONFIRM_WITHIN) };
        let (attempt, stan, amount) = (running.request.attempt(), running.stan, running.request.amount());
        self.ledger.note(attempt, stan, amount, LedgerEnd::Offered);
        let facts = self.ledger.approval(attempt, entry);
        if let Some(facts) = facts {
            self.say(now, TerminalEvent::ApprovalOffered(Box::new(facts)));
        }
        if self.trouble == Trouble::Slow {
            self.trouble = Trouble::None;
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
        let Some(running) = &self.running else { return };
        let attempt = running.request.attempt();
        match running.step.clone() {
            Step::Card { until } | Step::Pin { until, .. } if now >= until => {
                let (stan, amount) = (running.stan, running.request.amount());
                self.ledger.note(attempt, stan, amount, LedgerEnd::NotCharged);
                self.stop_running(attempt, FaceDisplay::Cancelled);
                self.say(now, TerminalEvent::NoCard { attempt });
            }
            Step::Bank { entry, until } if now >= until => self.bank_answers(now, entry),
            Step::Offered { until, .. } if now >= until => {
                self.ledger.end(attempt, LedgerEnd::NotCharged);
                self.stop_running(attempt, FaceDisplay::Cancelled);
                if let Some(reference) = self.ledger.find(attempt).map(|row| row.reference.clone()) {
                    self.say(now, TerminalEvent::TakenBack { attempt, reference });
                }
            }
            Step::CardOut { until } if now >= until => self.finish(),
            Step::Card { .. } | Step::Pin { .. } | Step::Bank { .. } | Step::Offered { .. } | Step::CardOut { .. } => {}
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
        let running = self.running.as_ref().map(|running| match running.step {
            Step::Card { until }
            | Step::Pin { until, .. }
            | Step::Bank { until, .. }
            | Step::Offered { until, .. }
            | Step::CardOut { until } => until,
        });
        self.held.iter().map(|(at, _)| *at).chain(running).min()
    }
}

/// What the demonstration card is called.
fn demonstration_card() -> (CardScheme, Option<MaskedPan>) {
    (CardScheme("Demo".to_owned()), MaskedPan::from_last_four("4242"))
}
