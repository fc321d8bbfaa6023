//! A dispenser that does what a script says. It keeps a ledger of its own, which outlives a fall of the program as a real one's does.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::id::AttemptId;
use crate::money::Money;
use crate::order::{NoteStock, Notes};
use crate::payment::{CashCommand, CashEvent, CashPlace, DispenserHealth};
use crate::port::CashDispenser;
use crate::time::Timestamp;

/// What it does when it is told to pay out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PayHabit {
    /// Counts and presents.
    Presents,
    /// Jams before a note is out, and says so.
    Jams,
    /// Presents, and cannot tell what became of the notes.
    CannotTell,
    /// Counts and presents, and says nothing.
    Silent,
    /// Hears nothing.
    Deaf,
}

/// What it does when it is told to draw notes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RetractHabit {
    /// Draws them in and counts them: all are back.
    Counts,
    /// Draws them in and does not count.
    Blindly,
    /// Says nothing.
    Silent,
}

/// One pay-out in its ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaidOut {
    /// How much.
    pub amount: Money,
    /// Where the notes are.
    pub place: CashPlace,
    /// How often it was told to pay this out.
    pub times: u32,
}

#[derive(Debug)]
struct Desk {
    rows: BTreeMap<AttemptId, PaidOut>,
    latest: Option<AttemptId>,
    events: VecDeque<CashEvent>,
    stock: NoteStock,
    pay: PayHabit,
    retract: RetractHabit,
    /// Whether it says where notes are.
    tells: bool,
}

/// The script's hand on the dispenser. Clones are the same dispenser.
#[derive(Debug, Clone)]
pub struct DispenserHandle(Arc<Mutex<Desk>>);

/// The machine's side of it.
#[derive(Debug)]
pub struct ScriptedDispenser(DispenserHandle);

impl Default for DispenserHandle {
    fn default() -> Self {
        let notes = [1_000, 2_000, 5_000].map(|value_minor| Notes { value_minor, count: 100 });
        Self(Arc::new(Mutex::new(Desk {
            rows: BTreeMap::new(),
            latest: None,
            events: VecDeque::new(),
            stock: NoteStock::new(notes),
            pay: PayHabit::Presents,
            retract: RetractHabit::Counts,
            tells: true,
        })))
    }
}

impl DispenserHandle {
    fn lock(&self) -> MutexGuard<'_, Desk> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Its ledger.
    #[must_use]
    pub fn ledger(&self) -> Vec<(AttemptId, PaidOut)> {
        self.lock().rows.iter().map(|(attempt, row)| (*attempt, *row)).collect()
    }

    /// The notes of the latest pay-out are somewhere else now, and it says so if it is to.
    pub fn move_latest(&self, place: CashPlace, aloud: bool) -> Option<()> {
        let mut desk = self.lock();
        let attempt = desk.latest?;
        desk.rows.get_mut(&attempt)?.place = place;
        if aloud {
            desk.events.push_back(CashEvent::Cash { attempt, place });
        }
        Some(())
    }

    /// Says something by itself.
    pub fn say(&self, event: CashEvent) {
        self.lock().events.push_back(event);
    }

    /// What it holds from now on; nothing is out of order.
    pub fn set_stock(&self, stock: Option<NoteStock>) {
        let mut desk = self.lock();
        let health = stock.map_or(DispenserHealth::OutOfOrder, |stock| {
            desk.stock = stock;
            DispenserHealth::Ready(desk.stock.clone())
        });
        desk.events.push_back(CashEvent::Health(health));
    }

    /// Habits.
    pub fn set_pay(&self, habit: PayHabit) {
        self.lock().pay = habit;
    }

    /// Habits.
    pub fn set_retract(&self, habit: RetractHabit) {
        self.lock().retract = habit;
    }

    /// Habits.
    pub fn set_tells(&self, tells: bool) {
        self.lock().tells = tells;
    }
}

impl ScriptedDispenser {
    /// The machine's side of a handle. What it had to say to a program that died is gone.
    #[must_use]
    pub fn new(handle: DispenserHandle) -> Self {
        handle.lock().events.clear();
        Self(handle)
    }
}

impl Desk {
    fn dispense(&mut self, attempt: AttemptId, amount: Money) {
        self.latest = Some(attempt);
        let place = match self.pay {
            PayHabit::Presents | PayHabit::Silent => CashPlace::Presented,
            PayHabit::Jams => CashPlace::NotDispensed,
            PayHabit::CannotTell => CashPlace::Unknown,
            PayHabit::Deaf => return,
        };
        let row = self.rows.entry(attempt).or_insert(PaidOut { amount, place, times: 0 });
        row.times += 1;
        row.place = place;
        if self.pay != PayHabit::Silent {
            self.events.push_back(CashEvent::Cash { attempt, place: CashPlace::Counting });
            self.events.push_back(CashEvent::Cash { attempt, place });
        }
    }

    fn retract(&mut self, attempt: AttemptId) {
        let place = match self.retract {
            RetractHabit::Counts => CashPlace::Returned,
            RetractHabit::Blindly => CashPlace::Retracted,
            RetractHabit::Silent => return,
        };
        let Some(row) = self.rows.get_mut(&attempt) else { return };
        if row.place == CashPlace::Presented {
            row.place = place;
        }
        self.events.push_back(CashEvent::Cash { attempt, place: row.place });
    }
}

impl CashDispenser for ScriptedDispenser {
    fn submit(&mut self, _now: Timestamp, command: CashCommand) {
        let mut desk = self.0.lock();
        match command {
            CashCommand::Dispense(pay_out) => desk.dispense(pay_out.attempt(), pay_out.amount()),
            CashCommand::Retract { attempt } => desk.retract(attempt),
            CashCommand::Where { attempt } => {
                let place = desk.rows.get(&attempt).map_or(CashPlace::NotDispensed, |row| row.place);
                if desk.tells {
                    desk.events.push_back(CashEvent::Cash { attempt, place });
                }
            }
            CashCommand::Health => {
                let health = DispenserHealth::Ready(desk.stock.clone());
                desk.events.push_back(CashEvent::Health(health));
            }
        }
    }

    fn poll(&mut self, _now: Timestamp) -> Option<CashEvent> {
        self.0.lock().events.pop_front()
    }
}
