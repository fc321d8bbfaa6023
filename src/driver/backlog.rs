//! Records that nothing waits for: kept until the journal has them.
//!
//! The machine follows up what it waits for by itself. The rest (an alarm, an order handed to staff, a ticket delivered) would be lost
//! when the journal cannot store: here they wait, each with the moment it is about, and are stored in their order once it can again.

use std::collections::VecDeque;

use crate::payment::{Entry, JournalHealth, WriteKey};
use crate::port::{JournalNews, JournalRequest, Mailbox};
use crate::time::{Millis, Now, Timestamp};

type Journal = dyn Mailbox<JournalRequest, JournalNews>;

/// An entry and the moment it is about.
#[derive(Debug, Clone)]
struct Owed {
    entry: Entry,
    now: Now,
}

/// See the module's text.
#[derive(Debug)]
pub struct Backlog {
    /// Handed over, not answered yet; in order.
    sent: VecDeque<Owed>,
    /// Not stored, and whatever came after it; in order.
    late: VecDeque<Owed>,
    /// The first of the late ones has been handed over again.
    trying: bool,
    next: Timestamp,
    pause: Millis,
    health: JournalHealth,
}

/// So many wait at most. Nothing is sold while the journal fails, so few come; the first ones are the ones to keep.
const MOST: usize = 1_000;

const FIRST_PAUSE: Millis = Millis::from_secs(1);
const LONGEST_PAUSE: Millis = Millis::from_secs(60);

impl Default for Backlog {
    fn default() -> Self {
        Self {
            sent: VecDeque::new(),
            late: VecDeque::new(),
            trying: false,
            next: Timestamp(0),
            pause: FIRST_PAUSE,
            health: JournalHealth::Well,
        }
    }
}

impl Backlog {
    /// Hands an entry over, behind those that wait.
    pub fn record(&mut self, entry: Entry, now: Now, journal: &mut Journal) {
        let owed = Owed { entry, now };
        if !self.late.is_empty() {
            self.put_off(owed);
        } else if self.sent.len() < MOST {
            journal.submit(owed.request());
            self.sent.push_back(owed);
        } else {
            tracing::error!(key = ?owed.entry.key(), "the journal answers nothing; this record is handed over only once");
            journal.submit(owed.request());
        }
    }

    /// An entry is durable.
    pub fn written(&mut self, now: Timestamp, key: &WriteKey, journal: &mut Journal) {
        if self.is_trying(key) {
            self.late.pop_front();
            self.trying = false;
            self.pause = FIRST_PAUSE;
            self.next = now;
            self.tick(now, journal);
        } else {
            self.take_sent(key);
        }
    }

    /// An entry is certainly not in the journal.
    pub fn failed(&mut self, now: Timestamp, key: &WriteKey) {
        if self.is_trying(key) {
            self.trying = false;
            self.next = now.after(self.pause);
            self.pause = Millis((self.pause.0 * 2).min(LONGEST_PAUSE.0));
        } else if let Some(owed) = self.take_sent(key) {
            if self.late.is_empty() {
                self.next = now.after(FIRST_PAUSE);
            }
            self.put_off(owed);
        }
    }

    /// A journal that cannot store is left alone; once it can, nobody waits any longer.
    pub fn journal_is(&mut self, health: JournalHealth, now: Timestamp) {
        self.health = health;
        self.next = now;
    }

    /// Tries the first of the late ones when its time has come.
    pub fn tick(&mut self, now: Timestamp, journal: &mut Journal) {
        if let Some(first) = self.late.front().filter(|_| self.may_try() && now >= self.next) {
            journal.submit(first.request());
            self.trying = true;
        }
    }

    /// The program stops: everything that waits is handed over now.
    pub fn flush(&mut self, journal: &mut Journal) {
        let again = usize::from(std::mem::take(&mut self.trying));
        self.late.drain(..).skip(again).for_each(|owed| journal.submit(owed.request()));
    }

    /// When something is to be tried again.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        (!self.late.is_empty() && self.may_try()).then_some(self.next)
    }

    fn may_try(&self) -> bool {
        !self.trying && self.health != JournalHealth::Failing
    }

    fn is_trying(&self, key: &WriteKey) -> bool {
        self.trying && self.late.front().is_some_and(|first| first.entry.key() == *key)
    }

    fn take_sent(&mut self, key: &WriteKey) -> Option<Owed> {
        let at = self.sent.iter().position(|owed| owed.entry.key() == *key)?;
        self.sent.remove(at)
    }

    fn put_off(&mut self, owed: Owed) {
        if self.late.len() < MOST {
            self.late.push_back(owed);
        } else {
            tracing::error!(key = ?owed.entry.key(), "too many records wait for the journal; this one is lost");
        }
    }
}

impl Owed {
    fn request(&self) -> JournalRequest {
        JournalRequest::Append { entry: self.entry.clone(), now: self.now }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{AttemptId, FreshId};
    use crate::payment::Written;
    use crate::time::WallTime;

    /// A journal that remembers what it was handed.
    #[derive(Default)]
    struct Desk(Vec<JournalRequest>);

    impl Mailbox<JournalRequest, JournalNews> for Desk {
        fn submit(&mut self, request: JournalRequest) {
            self.0.push(request);
        }

        fn poll(&mut self) -> Option<JournalNews> {
            None
        }
    }

    impl Desk {
        /// What was handed over since the last look: the entries' numbers and moments.
        fn handed(&mut self) -> Vec<(u8, u64)> {
            let one = |request| {
                let JournalRequest::Append { entry: Entry::HandedToStaff { attempt }, now } = request else {
                    panic!("only these are handed over here")
                };
                ((0..=255).find(|number| id(*number) == attempt).expect("a known one"), now.at.0)
            };
            self.0.drain(..).map(one).collect()
        }
    }

    fn id(number: u8) -> AttemptId {
        AttemptId::from(FreshId::from_random_bytes([number; 16]))
    }

    fn entry(number: u8) -> Entry {
        Entry::HandedToStaff { attempt: id(number) }
    }

    fn at(ms: u64) -> Now {
        Now { at: Timestamp(ms), wall: WallTime { unix_ms: 0, offset_s: 0 } }
    }

    #[test]
    fn what_was_not_stored_is_stored_in_order_with_its_own_moment() {
        let (mut backlog, mut desk) = (Backlog::default(), Desk::default());
        for number in 1..=3 {
            backlog.record(entry(number), at(number.into()), &mut desk);
        }
        assert_eq!(desk.handed(), [(1, 1), (2, 2), (3, 3)], "a journal that works is handed everything at once");
        backlog.journal_is(JournalHealth::Failing, Timestamp(5));
        for number in 1..=3 {
            backlog.failed(Timestamp(5), &entry(number).key());
        }
        backlog.record(entry(4), at(6), &mut desk);
        backlog.tick(Timestamp(600_000), &mut desk);
        assert_eq!((desk.handed(), backlog.next_deadline()), (vec![], None), "left alone while it cannot store");
        backlog.journal_is(JournalHealth::Well, Timestamp(600_000));
        backlog.tick(Timestamp(600_000), &mut desk);
        for number in 1..=4 {
            assert_eq!(desk.handed(), [(number, if number == 4 { 6 } else { number.into() })], "one at a time");
            backlog.written(Timestamp(600_000), &entry(number).key(), &mut desk);
        }
        backlog.record(entry(5), at(700_000), &mut desk);
        assert_eq!(desk.handed(), [(5, 700_000)], "and then at once again");
    }

    #[test]
    fn one_that_fails_again_and_again_is_tried_less_and_less_often_and_never_dropped() {
        let (mut backlog, mut desk) = (Backlog::default(), Desk::default());
        backlog.record(entry(1), at(0), &mut desk);
        desk.handed();
        backlog.failed(Timestamp(0), &entry(1).key());
        let mut waits = Vec::new();
        let mut now = Timestamp(0);
        for _ in 0..9 {
            let next = backlog.next_deadline().expect("it will be tried");
            waits.push(next.since(now).0 / 1000);
            now = next;
            backlog.tick(now, &mut desk);
            assert_eq!(desk.handed(), [(1, 0)]);
            backlog.failed(now, &entry(1).key());
        }
        assert_eq!(waits, [1, 1, 2, 4, 8, 16, 32, 60, 60]);
    }

    #[test]
    fn the_first_ones_are_kept_when_there_are_too_many_and_all_go_out_at_the_stop() {
        let (mut backlog, mut desk) = (Backlog::default(), Desk::default());
        backlog.record(entry(0), at(0), &mut desk);
        backlog.failed(Timestamp(0), &entry(0).key());
        desk.handed();
        for count in 0..MOST + 5 {
            backlog.record(entry(u8::try_from(count % 200).expect("small") + 1), at(count as u64 + 1), &mut desk);
        }
        backlog.flush(&mut desk);
        let handed = desk.handed();
        assert_eq!((handed.len(), handed[0], handed[MOST - 1].1), (MOST, (0, 0), MOST as u64 - 1));
    }

    #[test]
    fn an_answer_to_what_was_never_asked_changes_nothing() {
        let (mut backlog, mut desk) = (Backlog::default(), Desk::default());
        let written = Written { key: entry(9).key(), seq: 1, stan: None, number: None };
        backlog.written(Timestamp(0), &written.key, &mut desk);
        backlog.failed(Timestamp(0), &written.key);
        assert_eq!((desk.handed(), backlog.next_deadline()), (vec![], None));
    }
}
