//! What can happen, and that it happens.

use cardlast::machine::atm::{Event, Intent, ScreenName};
use cardlast::payment::{CardPlace, CashPlace};
use cardlast::time::Millis;

use super::bank::{Answer, Word};
use super::notes::Pay;
use super::slot::Slot;
use super::staff::Found;
use super::world::{Standing, Try, World, fresh, shown};

/// One thing that happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// A customer comes, chooses and confirms.
    Begin,
    Cancel,
    Insert,
    /// The card is taken; heard or not.
    TakeCard(bool),
    /// The notes are taken; heard or not.
    TakeCash(bool),
    /// The first letter to the journal: stored or not.
    Journal(bool),
    /// The journal can store again.
    Mended,
    /// The first command on the line to the bank.
    Bank(Answer),
    /// The bank says something by itself.
    Says(usize, Word),
    /// The first command to the slot.
    Slot(Slot),
    /// The first command to the dispenser.
    Cash(Pay),
    /// The dispenser says "never dispensed" of notes that it has presented.
    Lie(usize),
    /// The dispenser says once more where notes are.
    Again(usize),
    Wait,
    /// Staff look, and hand in what they found.
    Staff(usize, Found),
    /// So many of the letters were stored.
    Crash(usize),
}

impl World {
    pub fn possible(&self, acts: &mut Vec<Act>) {
        let (lossy, quirky) = (self.left.losses > 0, self.left.quirks > 0);
        let screen = self.atm.screen_name();
        if screen == ScreenName::Welcome && self.left.customers > 0 {
            acts.push(Act::Begin);
        }
        if matches!(screen, ScreenName::Card | ScreenName::Pin | ScreenName::Bank) && self.atm.view().keys.len() == 1 {
            acts.push(Act::Cancel);
        }
        let asked = self.tries.iter().any(|known| known.standing[0] == Standing::Asked);
        if asked && matches!(self.card, CardPlace::None | CardPlace::Kept) {
            acts.push(Act::Insert);
        }
        if self.card == CardPlace::Offered {
            acts.push(Act::TakeCard(true));
            acts.extend(lossy.then_some(Act::TakeCard(false)));
        }
        if self.tries.iter().any(|known| known.notes == CashPlace::Presented) {
            acts.push(Act::TakeCash(true));
            acts.extend(lossy.then_some(Act::TakeCash(false)));
        }
        match self.post.first() {
            Some(entry) => {
                acts.push(Act::Journal(true));
                acts.extend((self.left.faults > 0 && entry.is_awaited()).then_some(Act::Journal(false)));
            }
            None => acts.extend(self.failing.then_some(Act::Mended)),
        }
        self.bank_may(acts);
        self.slot_may(acts);
        self.cash_may(acts);
        self.staff_may(acts);
        for (number, known) in self.tries.iter().enumerate().filter(|_| quirky) {
            let told = !matches!(known.notes, CashPlace::NotDispensed | CashPlace::Counting);
            acts.extend((known.notes == CashPlace::Presented && known.seen).then_some(Act::Lie(number)));
            acts.extend(told.then_some(Act::Again(number)));
        }
        acts.extend(self.atm.next_deadline().map(|_| Act::Wait));
        if self.left.crashes > 0 {
            acts.extend((0..=self.post.len()).map(Act::Crash));
        }
    }

    /// Makes it happen; false when nothing changes.
    pub fn happen(&mut self, act: Act) -> bool {
        let done = match act {
            Act::Begin => self.begin(),
            Act::Cancel => self.tap(Intent::Cancel),
            Act::Insert => self.put_card(CardPlace::Inside, true),
            Act::TakeCard(heard) => {
                self.lose(!heard);
                self.put_card(CardPlace::None, heard)
            }
            Act::TakeCash(heard) => {
                self.lose(!heard);
                self.take_cash(heard)
            }
            Act::Journal(stored) => self.journal(stored),
            Act::Mended => self.mend(),
            Act::Bank(answer) => self.bank(answer),
            Act::Says(number, word) => self.says(number, word),
            Act::Slot(slot) => self.slot(slot),
            Act::Cash(pay) => self.cash(pay),
            Act::Lie(number) => {
                self.left.quirks -= 1;
                self.tell_notes(number, CashPlace::NotDispensed)
            }
            Act::Again(number) => {
                self.left.quirks -= 1;
                self.tell_notes(number, self.tries[number].notes)
            }
            Act::Staff(number, found) => self.staff(number, found),
            Act::Wait => self.wait(),
            Act::Crash(stored) => self.crash(stored),
        };
        self.look();
        done
    }

    pub fn lose(&mut self, lost: bool) {
        self.left.losses -= u8::from(lost);
    }

    fn tap(&mut self, intent: Intent) -> bool {
        self.step(Event::Customer { intent, fresh: fresh(self.tries.len()) })
    }

    fn begin(&mut self) -> bool {
        let begun = self.tap(Intent::Withdraw) && self.tap(Intent::Amount(shown()));
        if !begun {
            return false;
        }
        self.left.customers -= 1;
        let id = cardlast::id::AttemptId::from(fresh(self.tries.len()));
        let confirmed = self.tap(Intent::Confirm { amount: shown() });
        if confirmed {
            self.tries.push(Try {
                id,
                standing: [Standing::Unheard; 2],
                heard: [false; 2],
                other_amount: false,
                sent: false,
                refuses: false,
                dispensed: 0,
                notes: CashPlace::NotDispensed,
                seen: false,
                restarted: false,
                decided: None,
                again: false,
                late: false,
                alarms: std::collections::BTreeSet::new(),
            });
        }
        confirmed
    }

    pub fn wait(&mut self) -> bool {
        let Some(deadline) = self.atm.next_deadline() else { return false };
        self.pass(deadline.since(self.now.at));
        self.step(Event::Tick)
    }

    const fn pass(&mut self, span: Millis) {
        self.now.at = self.now.at.after(span);
        self.now.wall = self.now.wall.after(span);
    }
}
