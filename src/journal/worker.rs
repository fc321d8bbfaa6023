//! The journal at work, on a thread of its own in the kiosk.

use std::time::Duration;

use super::error::JournalError;
use super::guard::{Finding, Guard};
use super::reserve::Reserve;
use super::store::Store;
use crate::payment::{AcceptedOrder, CashEntry, Entry, JournalHealth, Recalled, WriteKey, Written};
use crate::port::{JournalNews, JournalRequest, Worker};
use crate::time::Now;

/// Appends entries and answers questions. A commit that failed is an unknown: the file is opened again and the entry looked up, so that
/// the answer is "durable" or "certainly not there", never a guess.
///
/// A file that cannot even be looked at leaves the question open. Whoever waits for an acceptance gets no answer then until it can: to
/// call an order lost that is in the journal would have it made twice. Every other entry may be called lost: it is handed over again under
/// its key, or a restart asks the terminal about it.
#[derive(Debug)]
pub struct JournalWorker {
    store: Store,
    health: JournalHealth,
    /// Staff have yet to agree to what happened before.
    doubted: bool,
    guard: Option<Guard>,
    /// Room that is kept for the day when the disk is full; `None` where nobody keeps any.
    reserve: Option<Reserve>,
    /// What the watchers found and the journal does not hold yet.
    findings: Vec<Finding>,
    /// Acceptances of which nobody knows whether they are in the file.
    doubts: Vec<AcceptedOrder>,
}

/// How often a journal that cannot store is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(1);

impl JournalWorker {
    /// Puts a store to work.
    #[must_use]
    pub fn new(store: Store) -> Self {
        // A store that cannot even be asked will say so at the first entry.
        let doubted = store.is_doubted().unwrap_or(false);
        Self { store, health: JournalHealth::Well, doubts: Vec::new(), doubted, guard: None, reserve: None, findings: Vec::new() }
    }

    /// Puts a store to work that is watched.
    #[must_use]
    pub(super) fn guarded(store: Store, guard: Guard, reserve: Option<Reserve>) -> Self {
        Self { guard: Some(guard), reserve, ..Self::new(store) }
    }

    /// Whether the disk is so full that only what has begun may come to its end.
    fn is_cramped(&self) -> bool {
        self.reserve.as_ref().is_some_and(|reserve| !reserve.is_there())
    }

    /// What it is when it can store. Without its reserve it stores the ends of what has begun, and nothing more may begin.
    fn well(&self) -> JournalHealth {
        if self.is_cramped() {
            return JournalHealth::Failing;
        }
        let doubted = self.doubted || self.guard.as_ref().is_some_and(Guard::is_doubted);
        if doubted { JournalHealth::Doubted } else { JournalHealth::Well }
    }

    /// Asks the watchers.
    fn look(&mut self, news: &mut dyn FnMut(JournalNews)) {
        let Some(guard) = &mut self.guard else { return };
        self.findings.extend(guard.look());
        if self.health != JournalHealth::Failing {
            self.say_health(self.well(), news);
        }
    }

    /// What the watchers found goes into the journal itself.
    fn note_findings(&mut self, now: Now) {
        while let Some(Finding { kind, payload }) = self.findings.first() {
            if let Err(error) = self.store.note("kiosk", kind, payload, now) {
                tracing::error!(%error, kind, "a finding about the journal is not in it yet");
                return;
            }
            self.findings.remove(0);
        }
    }

    fn note_stored(&mut self, key: &WriteKey) {
        let Some(guard) = &mut self.guard else { return };
        guard.stored(&self.store);
        if *key == WriteKey::Shutdown
            && !guard.is_doubted()
            && let Err(error) = self.store.set_checkpoint()
        {
            tracing::warn!(%error, "how far the journal is verified is not stored; the next start looks further back");
        }
    }

    fn append(&mut self, entry: &Entry, now: Now, news: &mut dyn FnMut(JournalNews)) {
        let key = entry.key();
        if matches!(entry, Entry::Intent { .. } | Entry::Cash(CashEntry::Intent { .. })) && self.is_cramped() {
            // It was on its way when the last room was given back.
            return self.say_failed(key, news);
        }
        let error = match self.store.append(entry, now) {
            Ok(written) => return self.say_stored(written, entry.accepted(), news),
            Err(error) => error,
        };
        tracing::error!(kind = ?entry_kind(entry), %error, "entry not stored; opening the journal again to look");
        let room = error.is_full() && entry.is_owed() && self.reserve.as_mut().is_some_and(Reserve::give_back);
        match self.look_again(&key) {
            Ok(Some(written)) => self.say_stored(written, entry.accepted(), news),
            Ok(None) if room => match self.store.append(entry, now) {
                Ok(written) => self.say_stored(written, entry.accepted(), news),
                Err(error) => {
                    tracing::error!(%error, "the reserve did not help");
                    self.say_failed(key, news);
                }
            },
            Ok(None) => self.say_failed(key, news),
            Err(error) => {
                let Entry::Accepted { order } = entry else {
                    tracing::error!(%error, "the journal cannot be looked at");
                    return self.say_failed(key, news);
                };
                tracing::error!(%error, "nobody can tell whether the order is in the journal; looking again until somebody can");
                self.say_health(JournalHealth::Failing, news);
                self.doubts.push((**order).clone());
            }
        }
    }

    /// Opens the file again, stores something, and looks an entry up. A commit that failed may have left its pages in the log, where the
    /// next start would find them whole: what is stored now takes their place, so that what is not found then stays away.
    fn look_again(&mut self, key: &WriteKey) -> Result<Option<Written>, JournalError> {
        self.reopen()?;
        self.store.find(key)
    }

    fn reopen(&mut self) -> Result<(), JournalError> {
        let store = self.store.reopen()?;
        store.probe()?;
        self.store = store;
        Ok(())
    }

    fn say_stored(&mut self, written: Written, accepted: Option<&AcceptedOrder>, news: &mut dyn FnMut(JournalNews)) {
        self.say_health(self.well(), news);
        self.answer(written, accepted, news);
    }

    fn answer(&mut self, written: Written, accepted: Option<&AcceptedOrder>, news: &mut dyn FnMut(JournalNews)) {
        self.note_stored(&written.key);
        let ticket = accepted.zip(written.number).map(|(order, numbering)| Box::new(self.store.ticket(order, numbering)));
        news(JournalNews::Written { written, ticket });
    }

    fn say_failed(&mut self, key: WriteKey, news: &mut dyn FnMut(JournalNews)) {
        tracing::error!(?key, "entry is not in the journal");
        self.say_health(JournalHealth::Failing, news);
        news(JournalNews::Failed(key));
    }

    /// Answers what was left open, now that the file can be looked at.
    fn settle_doubts(&mut self, news: &mut dyn FnMut(JournalNews)) -> Result<(), JournalError> {
        while let Some(order) = self.doubts.first() {
            let key = WriteKey::Accepted(order.locked().order());
            let found = self.store.find(&key)?;
            let order = self.doubts.remove(0);
            match found {
                Some(written) => self.answer(written, Some(&order), news),
                None => news(JournalNews::Failed(key)),
            }
        }
        Ok(())
    }

    fn say_health(&mut self, health: JournalHealth, news: &mut dyn FnMut(JournalNews)) {
        if self.health != health {
            self.health = health;
            news(JournalNews::Health(health));
        }
    }

    /// Whether the file must be opened again: nothing can be stored, or a question was left open, whatever was stored since.
    fn has_to_look(&self) -> bool {
        self.health == JournalHealth::Failing || !self.doubts.is_empty()
    }

    fn recover(&mut self, news: &mut dyn FnMut(JournalNews)) -> Result<(), JournalError> {
        self.reopen()?;
        if let Some(reserve) = &mut self.reserve {
            reserve.take();
        }
        self.settle_doubts(news)
    }
}

fn entry_kind(entry: &Entry) -> std::mem::Discriminant<Entry> {
    std::mem::discriminant(entry)
}

impl Worker for JournalWorker {
    type Request = JournalRequest;
    type News = JournalNews;

    fn work(&mut self, request: JournalRequest, news: &mut dyn FnMut(JournalNews)) {
        self.look(news);
        match request {
            JournalRequest::Append { entry, now } => {
                self.append(&entry, now, news);
                self.note_findings(now);
            }
            JournalRequest::Recall(attempt) => {
                // What cannot be read is unknown, and an unknown approval becomes an alarm for staff.
                let recalled = self.store.recall(attempt).unwrap_or(Recalled::NeverHeardOf);
                news(JournalNews::Recalled { attempt, recalled });
            }
            JournalRequest::Receipt(order) => {
                let text = self.store.receipt(order).unwrap_or_else(|error| {
                    tracing::warn!(%order, %error, "receipt cannot be read");
                    None
                });
                news(JournalNews::Receipt { order, text });
            }
        }
    }

    fn idle(&mut self, news: &mut dyn FnMut(JournalNews)) {
        if self.has_to_look() {
            match self.recover(news) {
                Ok(()) => self.say_health(self.well(), news),
                Err(error) => tracing::debug!(%error, "the journal still cannot store"),
            }
        }
        self.look(news);
    }

    fn rest(&self) -> Option<Duration> {
        if self.has_to_look() { Some(TRY_AGAIN) } else { self.guard.as_ref().and_then(Guard::rest) }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::catalogue::{ItemId, MenuVersion, Restaurant, ServiceMode};
    use crate::id::{AttemptId, FreshId, KioskId, LineId, OrderId, OrderRevision};
    use crate::journal::StoreOptions;
    use crate::journal::fault::{self, Fault};
    use crate::locale::{Language, Localised};
    use crate::money::{Currency, Money, TaxRate, TaxShare};
    use crate::order::{LockedLine, LockedOrder, OrderContents, Readmission};
    use crate::payment::{AcceptedOrder, Training};
    use crate::time::{Timestamp, WallTime};

    fn worker(folder: &Path) -> JournalWorker {
        let options = StoreOptions {
            path: folder.join("journal.db"),
            kiosk: KioskId::new('A').expect("a letter"),
            cut_over_minutes: 240,
            house: Language::new("en").expect("a tag"),
            training: true,
        };
        JournalWorker::new(Store::open(options).expect("a journal"))
    }

    fn now() -> Now {
        Now { at: Timestamp(0), wall: WallTime::parse("2026-11-24T12:30:00+01:00").expect("a time") }
    }

    /// A burger to take away.
    fn locked(number: u8) -> LockedOrder {
        let euros = |cents| Money::from_minor(cents, Currency::EUR).expect("an amount");
        let language = Language::new("en").expect("a tag");
        let rate = TaxRate::parse("10").expect("a rate");
        let line = LockedLine {
            id: LineId(1),
            item: ItemId::new("burger").expect("a slug"),
            name: Localised::new([(language.clone(), "Burger".to_owned())].into()).expect("a text"),
            details: Vec::new(),
            quantity: 1,
            note: None,
            unit: euros(110),
            total: euros(110),
            taxes: vec![(rate, euros(110))],
            minimum_age: None,
        };
        let contents = OrderContents {
            seller: Restaurant { name: "R".into(), legal_name: "R".into(), address: vec![], vat_number: "X".into() },
            service: ServiceMode::Takeaway,
            menu: MenuVersion("one".into()),
            language,
            lines: vec![line],
            taxes: vec![TaxShare { rate, gross: euros(110), net: euros(100), tax: euros(10) }],
        };
        let order = OrderId::from(FreshId::from_random_bytes([number; 16]));
        let readmission = Readmission { order, contents, amount: euros(110), revision: OrderRevision(1), locked_at: now() };
        readmission.admit().expect("it adds up")
    }

    fn acceptance(order: LockedOrder) -> JournalRequest {
        let order = Box::new(AcceptedOrder::pay_at_counter(order, Training(true)));
        JournalRequest::Append { entry: Entry::Accepted { order }, now: now() }
    }

    /// What the worker says, in short.
    fn said(work: impl FnOnce(&mut dyn FnMut(JournalNews))) -> Vec<String> {
        let mut said = Vec::new();
        work(&mut |news| {
            said.push(match news {
                JournalNews::Written { written, ticket } => {
                    let number = written.number.map_or_else(|| "-".to_owned(), |given| given.number.to_string());
                    format!("written {number}{}", if ticket.is_some() { " with its ticket" } else { "" })
                }
                JournalNews::Failed(_) => "failed".to_owned(),
                JournalNews::Health(health) => format!("{health:?}"),
                JournalNews::Recalled { .. } | JournalNews::Receipt { .. } => "something that nobody asked".to_owned(),
            });
        });
        said
    }

    #[test]
    fn a_commit_that_fails_is_looked_up_and_answered_as_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut worker = worker(folder.path());
        fault::plan(Some((Fault::Lost, 1)));
        let lost = said(|news| worker.work(acceptance(locked(1)), news));
        assert_eq!(lost, ["Failing", "failed"]);
        fault::plan(Some((Fault::Unsaid, 1)));
        let unsaid = said(|news| worker.work(acceptance(locked(2)), news));
        assert_eq!(unsaid, ["Well", "written A01 with its ticket"]);
    }

    #[test]
    fn a_full_disk_has_room_for_what_has_begun_and_for_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("journal.reserve");
        let keep = |worker: JournalWorker| {
            let reserve = Reserve::beside(&folder.path().join("journal.db"), std::sync::Arc::new(crate::port::SystemFiles));
            JournalWorker { reserve: Some(reserve), ..worker }
        };
        let mut worker = keep(worker(folder.path()));
        let attempt = AttemptId::from(FreshId::from_random_bytes([1; 16]));
        let terminal = crate::id::TerminalId("one".to_owned());
        let intent = |number| Entry::Intent { locked: Box::new(locked(number)), attempt, terminal: terminal.clone() };
        let request = |entry| JournalRequest::Append { entry, now: now() };
        assert_eq!(said(|news| worker.work(request(intent(1)), news)), ["written -"]);

        fault::plan(Some((Fault::Full, 1)));
        let counter = said(|news| worker.work(acceptance(locked(2)), news));
        assert_eq!((counter, file.exists()), (vec!["Failing".to_owned(), "failed".to_owned()], true), "nothing new is worth it");
        assert_eq!(said(|news| worker.idle(news)), ["Well"]);

        fault::plan(Some((Fault::Full, 1)));
        let end = Entry::NotCharged { attempt, why: crate::payment::NotCharged::NoCard };
        let ended = said(|news| worker.work(request(end), news));
        assert_eq!((ended, file.exists()), (vec!["Failing".to_owned(), "written -".to_owned()], false), "stored, and sales stop");
        assert_eq!(said(|news| worker.idle(news)), ["Well"], "there is room again");
        assert!(file.exists(), "and it is taken");
        fault::plan(None);
    }

    #[test]
    fn an_acceptance_that_cannot_be_looked_up_is_called_neither_lost_nor_stored_until_it_can() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut worker = worker(folder.path());
        fault::plan(Some((Fault::Gone, 1)));
        let gone = said(|news| worker.work(acceptance(locked(1)), news));
        assert_eq!(gone, ["Failing"], "no answer about the order itself");
        let idle = said(|news| worker.idle(news));
        assert_eq!((idle.len(), worker.rest()), (0, Some(TRY_AGAIN)), "it goes on looking");
        fault::mend();
        let mended = said(|news| worker.idle(news));
        assert_eq!(mended, ["written A01 with its ticket", "Well"]);
        fault::plan(None);
        assert_eq!(said(|news| worker.idle(news)), Vec::<String>::new(), "once");
    }

    #[test]
    fn what_is_stored_meanwhile_leaves_no_question_open() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut worker = worker(folder.path());
        fault::plan(Some((Fault::Gone, 1)));
        assert_eq!(said(|news| worker.work(acceptance(locked(1)), news)), ["Failing"]);
        assert_eq!(said(|news| worker.work(acceptance(locked(2)), news)), ["Well", "written A02 with its ticket"]);
        fault::mend();
        assert_eq!(worker.rest(), Some(TRY_AGAIN), "the first order has no answer yet");
        assert_eq!(said(|news| worker.idle(news)), ["written A01 with its ticket"]);
        fault::plan(None);
    }
}
