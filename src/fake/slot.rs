//! The slot of a scripted cash machine's terminal: the card goes where the script says, and back when it is told to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::terminal::ScriptedTerminal;
use crate::id::AttemptId;
use crate::payment::{BalanceAnswer, CardCommand, CardEvent, CardPlace, TerminalCommand, TerminalEvent, TerminalProfile};
use crate::port::{CashTerminal, PaymentTerminal};
use crate::time::Timestamp;

/// What it does when it is told to give a card back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReturnHabit {
    /// Offers it.
    Willing,
    /// Jams.
    Jams,
    /// Says nothing, and does nothing.
    Silent,
}

#[derive(Debug)]
struct Reader {
    place: CardPlace,
    events: VecDeque<CardEvent>,
    returns: ReturnHabit,
    asked: Option<AttemptId>,
    questions: u32,
}

/// The script's hand on the slot. Clones are the same slot.
#[derive(Debug, Clone)]
pub struct SlotHandle(Arc<Mutex<Reader>>);

/// A scripted terminal with a slot.
#[derive(Debug)]
pub struct ScriptedCashTerminal {
    terminal: ScriptedTerminal,
    slot: SlotHandle,
}

impl Default for SlotHandle {
    fn default() -> Self {
        let (place, returns) = (CardPlace::None, ReturnHabit::Willing);
        Self(Arc::new(Mutex::new(Reader { place, events: VecDeque::new(), returns, asked: None, questions: 0 })))
    }
}

impl SlotHandle {
    fn lock(&self) -> MutexGuard<'_, Reader> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the card is.
    #[must_use]
    pub fn place(&self) -> CardPlace {
        self.lock().place
    }

    /// The card is somewhere else now, and the reader says so.
    pub fn put(&self, place: CardPlace) {
        self.lock().go(place);
    }

    /// Says something by itself.
    pub fn say(&self, event: CardEvent) {
        self.lock().events.push_back(event);
    }

    /// The question for a balance that waits for an answer.
    #[must_use]
    pub fn asked(&self) -> Option<AttemptId> {
        self.lock().asked
    }

    /// How often it was asked for a balance.
    #[must_use]
    pub fn questions(&self) -> u32 {
        self.lock().questions
    }

    /// Habits.
    pub fn set_returns(&self, habit: ReturnHabit) {
        self.lock().returns = habit;
    }
}

impl Reader {
    fn go(&mut self, place: CardPlace) {
        self.place = place;
        self.events.push_back(CardEvent::Card(place));
    }
}

impl ScriptedCashTerminal {
    /// The machine's side of both handles. What the slot had to say to a program that died is gone.
    #[must_use]
    pub fn new(terminal: ScriptedTerminal, slot: SlotHandle) -> Self {
        slot.lock().events.clear();
        Self { terminal, slot }
    }
}

impl PaymentTerminal for ScriptedCashTerminal {
    fn profile(&self) -> &TerminalProfile {
        self.terminal.profile()
    }

    fn submit(&mut self, now: Timestamp, command: TerminalCommand) {
        self.terminal.submit(now, command);
    }

    fn poll(&mut self, now: Timestamp) -> Option<TerminalEvent> {
        self.terminal.poll(now)
    }
}

impl CashTerminal for ScriptedCashTerminal {
    fn submit_card(&mut self, _now: Timestamp, command: CardCommand) {
        let mut reader = self.slot.lock();
        let place = reader.place;
        match command {
            CardCommand::Return => match (reader.returns, place) {
                (ReturnHabit::Willing, CardPlace::Inside) => reader.go(CardPlace::Offered),
                (ReturnHabit::Jams, CardPlace::Inside) => reader.go(CardPlace::Stuck),
                (ReturnHabit::Silent, _) => {}
                (ReturnHabit::Willing | ReturnHabit::Jams, _) => reader.go(place),
            },
            CardCommand::Keep => match (reader.returns, place) {
                (ReturnHabit::Silent, _) => {}
                (ReturnHabit::Willing | ReturnHabit::Jams, CardPlace::Inside | CardPlace::Offered) => reader.go(CardPlace::Kept),
                (ReturnHabit::Willing | ReturnHabit::Jams, _) => reader.go(place),
            },
            CardCommand::Where => reader.go(place),
            CardCommand::Balance { enquiry } => {
                reader.asked = Some(enquiry);
                reader.questions += 1;
            }
            CardCommand::CancelBalance { enquiry } => {
                if reader.asked == Some(enquiry) {
                    reader.asked = None;
                    reader.events.push_back(CardEvent::Balance { enquiry, answer: BalanceAnswer::Cancelled });
                }
            }
        }
    }

    fn poll_card(&mut self, _now: Timestamp) -> Option<CardEvent> {
        self.slot.lock().events.pop_front()
    }
}
