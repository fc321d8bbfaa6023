//! A terminal that answers what a script says. It keeps a ledger of its own, so that a test can ask who thinks what was charged.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::id::{AttemptId, Rrn, Stan, TerminalId};
use crate::money::Money;
use crate::payment::{
    ApprovalFacts, CardScheme, Confirmation, Decline, EntryMode, LookUpAnswer, MaskedPan, PaymentRequest, TerminalCommand,
    TerminalEvent, TerminalHealth, TerminalProfile,
};
use crate::port::PaymentTerminal;
use crate::time::Timestamp;

/// What it answers to a cancel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CancelHabit {
    /// In time.
    InTime,
    /// Too late.
    TooLate,
    /// Nothing.
    Silent,
}

/// What it answers to a look-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LookUpHabit {
    /// The truth.
    Honest,
    /// "In progress".
    InProgress,
    /// "Not found".
    NotFound,
    /// "Cannot tell".
    CannotTell,
    /// Nothing.
    Silent,
}

/// What it does with a reversal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refund {
    /// Gives the money back.
    Willing,
    /// Refuses for good.
    Refusing,
    /// Says nothing.
    Silent,
}

/// How a payment stands in its ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    Offered,
    Charged,
    NotCharged,
    Reversed,
}

#[derive(Debug, Clone)]
struct Row {
    request: PaymentRequest,
    stan: Stan,
    stands: BTreeMap<Rrn, (Money, Stands)>,
    declined: Option<Decline>,
    closed: bool,
}

#[derive(Debug)]
struct Desk {
    rows: BTreeMap<AttemptId, Row>,
    latest: Option<AttemptId>,
    events: VecDeque<TerminalEvent>,
    prompts: u32,
    references: u32,
    cancel: CancelHabit,
    look_up: LookUpHabit,
    refund: Refund,
    confirms: bool,
}

/// The script's hand on the terminal. Clones are the same terminal; it outlives a crash of the kiosk, as a real one does.
#[derive(Debug, Clone)]
pub struct TerminalHandle(Arc<Mutex<Desk>>);

/// The kiosk's side of it.
#[derive(Debug)]
pub struct ScriptedTerminal {
    profile: TerminalProfile,
    handle: TerminalHandle,
}

impl Default for TerminalHandle {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Desk {
            rows: BTreeMap::new(),
            latest: None,
            events: VecDeque::new(),
            prompts: 0,
            references: 0,
            cancel: CancelHabit::InTime,
            look_up: LookUpHabit::Honest,
            refund: Refund::Willing,
            confirms: true,
        })))
    }
}

impl TerminalHandle {
    fn lock(&self) -> MutexGuard<'_, Desk> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How often it was asked to take a payment: card prompts.
    #[must_use]
    pub fn prompts(&self) -> u32 {
        self.lock().prompts
    }

    /// The attempt it was last asked about.
    #[must_use]
    pub fn latest(&self) -> Option<AttemptId> {
        self.lock().latest
    }

    /// Its name for the payment of the latest attempt: one that waits to be confirmed before any other.
    #[must_use]
    pub fn latest_reference(&self) -> Option<Rrn> {
        let desk = self.lock();
        let stands = &desk.rows.get(&desk.latest?)?.stands;
        let offered = stands.iter().find(|(_, (_, stands))| *stands == Stands::Offered);
        offered.or_else(|| stands.iter().next()).map(|(reference, _)| reference.clone())
    }

    /// Every payment that stands: confirmed and not taken back.
    #[must_use]
    pub fn charged(&self) -> Vec<(Stan, Money)> {
        let desk = self.lock();
        let rows = desk.rows.values().flat_map(|row| {
            let standing = row.stands.values().filter(|(_, stands)| *stands == Stands::Charged);
            standing.map(|(amount, _)| (row.stan, *amount))
        });
        rows.collect()
    }

    /// Says something by itself.
    pub fn say(&self, event: TerminalEvent) {
        let mut desk = self.lock();
        if let Some(attempt) = event.attempt()
            && let Some(row) = desk.rows.get_mut(&attempt)
        {
            row.closed |= matches!(
                event,
                TerminalEvent::Declined { .. }
                    | TerminalEvent::CancelledAtTerminal { .. }
                    | TerminalEvent::Cancelled { .. }
                    | TerminalEvent::NoCard { .. }
                    | TerminalEvent::Unreachable { .. }
                    | TerminalEvent::Busy { .. }
            );
            row.settle(&event);
        }
        desk.events.push_back(event);
    }

    /// Offers an approval of the latest attempt: for what was asked or for another amount, under a new or a given reference.
    pub fn approve(&self, amount: Option<Money>, auth_code: &str, reference: Option<Rrn>) -> Option<ApprovalFacts> {
        let facts = self.authorise(amount, auth_code, reference)?;
        self.lock().events.push_back(TerminalEvent::ApprovalOffered(Box::new(facts.clone())));
        Some(facts)
    }

    /// The card's side approves, but the kiosk hears nothing of it.
    pub fn authorise(&self, amount: Option<Money>, auth_code: &str, reference: Option<Rrn>) -> Option<ApprovalFacts> {
        let mut desk = self.lock();
        let attempt = desk.latest?;
        let known = desk.rows.get(&attempt)?.stands.keys().next().cloned();
        let reference = match reference.or(known) {
            Some(reference) => reference,
            None => {
                desk.references += 1;
                Rrn(format!("R{:03}", desk.references))
            }
        };
        let row = desk.rows.get_mut(&attempt)?;
        let amount = amount.unwrap_or(row.request.amount());
        row.stands.entry(reference.clone()).or_insert((amount, Stands::Offered));
        Some(facts(attempt, row.stan, amount, reference, auth_code))
    }

    /// The card's side refuses the latest attempt, but the kiosk hears nothing of it.
    pub fn decline_unheard(&self, decline: Decline) -> Option<()> {
        let mut desk = self.lock();
        let attempt = desk.latest?;
        desk.rows.get_mut(&attempt)?.declined = Some(decline);
        Some(())
    }

    /// Offers an approval of a payment that this kiosk never asked for.
    pub fn approve_stranger(&self, attempt: AttemptId, amount: Money) {
        let facts = facts(attempt, Stan(1), amount, Rrn("X001".to_owned()), "042117");
        self.lock().events.push_back(TerminalEvent::ApprovalOffered(Box::new(facts)));
    }

    /// Habits.
    pub fn set_cancel(&self, habit: CancelHabit) {
        self.lock().cancel = habit;
    }

    /// Habits.
    pub fn set_look_up(&self, habit: LookUpHabit) {
        self.lock().look_up = habit;
    }

    /// Habits.
    pub fn set_refund(&self, habit: Refund) {
        self.lock().refund = habit;
    }

    /// Whether it answers confirmations.
    pub fn set_confirms(&self, confirms: bool) {
        self.lock().confirms = confirms;
    }
}

fn facts(attempt: AttemptId, stan: Stan, amount: Money, reference: Rrn, auth_code: &str) -> ApprovalFacts {
    ApprovalFacts {
        attempt,
        amount,
        reference,
        stan,
        auth_code: auth_code.to_owned(),
        scheme: CardScheme("Demo".to_owned()),
        card: MaskedPan::from_last_four("4242"),
        entry: EntryMode::Contactless,
    }
}

impl Row {
    /// The ledger agrees with what the terminal says by itself.
    fn settle(&mut self, event: &TerminalEvent) {
        if let TerminalEvent::Confirmed { reference, .. } = event {
            self.decide(reference, Stands::Charged);
        } else if let TerminalEvent::TakenBack { reference, .. } = event {
            self.decide(reference, Stands::NotCharged);
        }
    }

    /// What becomes of an approval that stands; false when it does not.
    fn decide(&mut self, reference: &Rrn, now: Stands) -> bool {
        match self.stands.get_mut(reference) {
            Some((_, stands @ (Stands::Offered | Stands::Charged))) => {
                *stands = now;
                true
            }
            Some((_, Stands::NotCharged | Stands::Reversed)) | None => false,
        }
    }
}

impl ScriptedTerminal {
    /// The kiosk's side of a handle.
    #[must_use]
    pub fn new(handle: TerminalHandle) -> Self {
        let id = TerminalId("scripted".to_owned());
        let profile = TerminalProfile { id, confirms: true, looks_up: true, reverses: true, simulated: true };
        Self { profile, handle }
    }
}

impl Desk {
    fn confirm(&mut self, attempt: AttemptId, reference: Rrn, decision: Confirmation) {
        if !self.confirms {
            return;
        }
        let Some(row) = self.rows.get_mut(&attempt) else { return };
        let now = match decision {
            Confirmation::Stored => Stands::Charged,
            Confirmation::Refuse => Stands::NotCharged,
        };
        let stood = row.decide(&reference, now);
        self.events.push_back(if stood && now == Stands::Charged {
            TerminalEvent::Confirmed { attempt, reference }
        } else {
            TerminalEvent::TakenBack { attempt, reference }
        });
    }

    fn look_up(&mut self, attempt: AttemptId) {
        let answer = match self.look_up {
            LookUpHabit::Silent => return,
            LookUpHabit::InProgress => LookUpAnswer::InProgress,
            LookUpHabit::NotFound => LookUpAnswer::NotFound,
            LookUpHabit::CannotTell => LookUpAnswer::CannotTell,
            LookUpHabit::Honest => match self.rows.get(&attempt) {
                None => LookUpAnswer::NotFound,
                Some(row) => {
                    let live = row.stands.iter().find(|(_, (_, stands))| matches!(stands, Stands::Offered | Stands::Charged));
                    match (live, &row.declined) {
                        (Some((reference, (amount, _))), _) => {
                            let facts = facts(attempt, row.stan, *amount, reference.clone(), "042117");
                            LookUpAnswer::Approved(Box::new(facts))
                        }
                        (None, Some(decline)) => LookUpAnswer::Declined(decline.clone()),
                        (None, None) if row.closed || !row.stands.is_empty() => LookUpAnswer::NotCharged,
                        (None, None) => LookUpAnswer::InProgress,
                    }
                }
            },
        };
        self.events.push_back(TerminalEvent::LookedUp { attempt, answer });
    }

    fn reverse(&mut self, attempt: AttemptId, reference: Rrn) {
        match self.refund {
            Refund::Silent => {}
            Refund::Refusing => self.events.push_back(TerminalEvent::ReversalRefused { attempt, reference }),
            Refund::Willing => {
                if let Some((_, stands)) = self.rows.get_mut(&attempt).and_then(|row| row.stands.get_mut(&reference)) {
                    *stands = Stands::Reversed;
                }
                self.events.push_back(TerminalEvent::Reversed { attempt, reference });
            }
        }
    }
}

impl PaymentTerminal for ScriptedTerminal {
    fn profile(&self) -> &TerminalProfile {
        &self.profile
    }

    fn submit(&mut self, _now: Timestamp, command: TerminalCommand) {
        let mut desk = self.handle.lock();
        match command {
            TerminalCommand::Authorise { request, stan } => {
                let attempt = request.attempt();
                desk.prompts += 1;
                desk.latest = Some(attempt);
                desk.rows.insert(attempt, Row { request, stan, stands: BTreeMap::new(), declined: None, closed: false });
            }
            TerminalCommand::Cancel { attempt } => match desk.cancel {
                CancelHabit::InTime => {
                    if let Some(row) = desk.rows.get_mut(&attempt) {
                        row.closed = true;
                    }
                    desk.events.push_back(TerminalEvent::Cancelled { attempt });
                }
                CancelHabit::TooLate => desk.events.push_back(TerminalEvent::CancelTooLate { attempt }),
                CancelHabit::Silent => {}
            },
            TerminalCommand::Confirm { attempt, reference, decision } => desk.confirm(attempt, reference, decision),
            TerminalCommand::LookUp { attempt, .. } => desk.look_up(attempt),
            TerminalCommand::Reverse { attempt, reference, .. } => desk.reverse(attempt, reference),
            TerminalCommand::Reconcile => desk.events.push_back(TerminalEvent::Reconciled),
            TerminalCommand::Health => desk.events.push_back(TerminalEvent::Health(TerminalHealth::Ready)),
        }
    }

    fn poll(&mut self, _now: Timestamp) -> Option<TerminalEvent> {
        self.handle.lock().events.pop_front()
    }
}
