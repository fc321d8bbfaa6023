//! The journal and restarts. What is durable is read by the shipped books, which are what a restart gets.

use std::collections::BTreeSet;

use cardlast::machine::atm::{Atm, Event};
use cardlast::payment::{Entry, JournalHealth, Written};

use super::policy;
use super::rule::Rule;
use super::world::{Standing, World, stan};

impl World {
    pub fn hand_over(&mut self, entry: Entry) {
        // Nothing waits for these and no rule reads them.
        let idle = matches!(
            entry,
            Entry::Boot | Entry::OutcomeUnknown { .. } | Entry::HandedToStaff { .. } | Entry::Shutdown | Entry::MenuLoaded(_)
        );
        if !idle {
            self.post.push(entry);
        }
    }

    pub fn journal(&mut self, stored: bool) -> bool {
        let entry = self.post.remove(0);
        if stored {
            let written = self.write(&entry);
            if let Entry::StaffResolved { decision, .. } = &entry {
                self.slips.retain(|slip| slip.decision != *decision);
            }
            self.mend();
            self.step(Event::Written(written));
        } else {
            self.left.faults -= 1;
            if !std::mem::replace(&mut self.failing, true) {
                self.step(Event::JournalHealth(JournalHealth::Failing));
            }
            self.step(Event::WriteFailed(entry.key()));
        }
        true
    }

    pub fn mend(&mut self) -> bool {
        if std::mem::take(&mut self.failing) {
            self.step(Event::JournalHealth(JournalHealth::Well));
        }
        true
    }

    fn write(&mut self, entry: &Entry) -> Written {
        self.length += 1;
        let mut number = None;
        if let Entry::Cash(cash) = entry {
            number = self.number_of(cash.attempt()).or(Some(self.tries.len()));
        }
        if let Entry::Alarm { attempt, reason, .. } = entry
            && let Some(number) = self.number_of(*attempt)
        {
            self.tries[number].alarms.insert(*reason);
        }
        if let Entry::StaffResolved { decision, .. } = entry {
            self.slips.iter_mut().filter(|slip| slip.decision == *decision).for_each(|slip| slip.durable = true);
        }
        let stan = number.map(stan);
        self.books.read(entry, stan);
        Written { key: entry.key(), seq: self.length.into(), stan, number: None }
    }

    /// The program ends without a word, and starts again.
    pub fn crash(&mut self, stored: usize) -> bool {
        self.left.crashes = self.left.crashes.saturating_sub(1);
        let post = std::mem::take(&mut self.post);
        for entry in post.iter().take(stored) {
            self.write(entry);
        }
        // The lines are cut. What had arrived before is another order of events.
        self.wire.clear();
        self.slot.clear();
        self.cash.clear();
        self.failing = false;
        let found = self.books.found();
        let open: BTreeSet<_> = found.open.iter().map(|open| open.attempt).collect();
        for known in &mut self.tries {
            known.restarted = true;
            (known.heard, known.seen) = ([false; 2], false);
            // An approval that only the dead program knew of was never confirmed: the terminal lets it go by itself.
            for place in [0, 1] {
                if known.standing[place] == Standing::Offered && !(open.contains(&known.id) && place == 0) {
                    let going_back = found.reversals.iter().any(|pending| pending.facts.attempt == known.id);
                    if !going_back {
                        known.standing[place] = Standing::Free;
                    }
                }
            }
        }
        self.atm = Atm::new(policy());
        let dispensing: Vec<_> = found.dispensing.iter().map(|debited| debited.facts().attempt).collect();
        self.boot(found);
        let taken_up = dispensing.iter().all(|attempt| self.atm.state().dispenses().contains_key(attempt))
            && open.iter().all(|attempt| self.atm.state().unresolved().contains_key(attempt));
        self.hold(Rule::C8, taken_up);
        self.hand_in_again();
        true
    }
}
