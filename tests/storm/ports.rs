//! The kiosk's doors to journal, kitchen, printer and cart, each with its own time and its own troubles, and each shut when the computer
//! is off.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cardlast::document::TicketPaper;
use cardlast::fake::FakeClock;
use cardlast::id::OrderId;
use cardlast::journal::JournalWorker;
use cardlast::payment::{Entry, JournalHealth, StaffEnd, WriteKey};
use cardlast::port::{Clock, JournalNews, JournalRequest, KitchenNews, Mailbox, PrintJob, PrintNews, Worker};
use cardlast::time::{Millis, Timestamp};

use crate::dice::Dice;
use crate::fault::{Fault, Fired};
use crate::notes::Notes;
use crate::power::Power;

/// What every actor of one start of the kiosk needs.
#[derive(Clone)]
pub struct Stage {
    pub clock: FakeClock,
    pub power: Power,
    pub notes: Notes,
    pub fired: Fired,
}

impl Stage {
    pub fn now(&self) -> Timestamp {
        self.clock.now().at
    }
}

/// An entry that the journal called durable.
#[derive(Debug, Clone)]
pub struct Promise {
    pub tick: u64,
    pub key: WriteKey,
    pub seq: u64,
}

/// What the journal promised, kept outside the kiosk; and how it is to behave.
#[derive(Debug, Clone, Default)]
pub struct JournalBook(Arc<Mutex<JournalPage>>);

#[derive(Debug, Default)]
pub struct JournalPage {
    pub promises: Vec<Promise>,
    /// What the journal called "certainly not there", until it is handed over again.
    pub denials: Vec<WriteKey>,
    /// The same, said while it could not look: true once it is well again.
    unsure: Vec<WriteKey>,
    /// Until then every entry takes its time.
    pub slow_until: Timestamp,
    next: Option<Timestamp>,
}

impl JournalBook {
    pub fn page(&self) -> MutexGuard<'_, JournalPage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When the journal does something by itself.
    pub fn next(&self) -> Option<Timestamp> {
        self.page().next
    }
}

/// The real worker, at work after a while as on its own thread.
pub struct SlowJournal {
    worker: JournalWorker,
    queue: VecDeque<(Timestamp, JournalRequest)>,
    news: VecDeque<JournalNews>,
    book: JournalBook,
    /// Nothing failed but the one thing that the latest answer is about.
    could_look: bool,
    worked: Timestamp,
    dice: Dice,
    stage: Stage,
}

impl SlowJournal {
    pub fn new(worker: JournalWorker, book: JournalBook, dice: Dice, stage: Stage) -> Self {
        let worked = stage.now();
        {
            let mut page = book.page();
            page.next = None;
            page.unsure.clear();
        }
        Self { worker, queue: VecDeque::new(), news: VecDeque::new(), book, could_look: true, worked, dice, stage }
    }

    fn latency(&mut self, now: Timestamp) -> Millis {
        if now < self.book.page().slow_until {
            self.stage.fired.add(Fault::SlowDisk);
            return Millis(self.dice.between(500, 20_000));
        }
        Millis(if self.dice.percent(60) { 0 } else { self.dice.below(400) })
    }

    fn note_denials(&self, news: &JournalNews) {
        let mut page = self.book.page();
        match news {
            JournalNews::Failed(key) if self.could_look => page.denials.push(key.clone()),
            JournalNews::Failed(key) => page.unsure.push(key.clone()),
            JournalNews::Health(JournalHealth::Well) => {
                let sure = std::mem::take(&mut page.unsure);
                page.denials.extend(sure);
            }
            JournalNews::Health(_) | JournalNews::Written { .. } | JournalNews::Recalled { .. } | JournalNews::Receipt { .. } => {
            }
        }
    }

    fn work(&mut self, now: Timestamp) {
        while self.news.is_empty() && self.queue.front().is_some_and(|(due, _)| *due <= now) {
            let Some((_, request)) = self.queue.pop_front() else { break };
            let struck = self.stage.fired.by_disk();
            let Self { worker, news, .. } = self;
            worker.work(request, &mut |item| news.push_back(item));
            self.worked = now;
            self.could_look = self.stage.fired.by_disk() <= struck + 1;
        }
        let rest = self.worker.rest().map(|rest| self.worked.after(Millis(u64::try_from(rest.as_millis()).unwrap_or(1000))));
        if self.queue.is_empty() && self.news.is_empty() && rest.is_some_and(|rest| rest <= now) {
            let Self { worker, news, .. } = self;
            worker.idle(&mut |item| news.push_back(item));
            self.worked = now;
        }
        let rest = self.worker.rest().map(|_| self.worked.after(Millis::from_secs(1)));
        self.book.page().next = self.queue.front().map(|(due, _)| *due).or(rest);
    }
}

impl Mailbox<JournalRequest, JournalNews> for SlowJournal {
    fn submit(&mut self, request: JournalRequest) {
        if !self.stage.power.deed() {
            return;
        }
        if let JournalRequest::Append { entry, .. } = &request {
            let mut page = self.book.page();
            for key in keys(entry) {
                page.denials.retain(|denied| *denied != key);
                page.unsure.retain(|denied| *denied != key);
            }
        }
        let now = self.stage.now();
        let latency = self.latency(now);
        let after = self.queue.back().map_or(now, |(due, _)| (*due).max(now));
        self.queue.push_back((after.after(latency), request));
        let first = self.queue.front().map(|(due, _)| *due);
        self.book.page().next = first;
    }

    fn poll(&mut self) -> Option<JournalNews> {
        if self.stage.power.is_dead() {
            return None;
        }
        self.work(self.stage.now());
        if self.stage.power.is_dead() {
            return None;
        }
        let news = self.news.pop_front()?;
        self.note_denials(&news);
        if let JournalNews::Written { written, .. } = &news {
            let promise = Promise { tick: self.stage.notes.tick(), key: written.key.clone(), seq: written.seq };
            self.book.page().promises.push(promise);
        }
        Some(news)
    }
}

/// Under which an entry is stored; an order that staff accept is stored with their decision.
fn keys(entry: &Entry) -> Vec<WriteKey> {
    let accepted = match entry {
        Entry::StaffResolved { end: StaffEnd::Accepted(order), .. } => Some(WriteKey::Accepted(order.locked().order())),
        _ => None,
    };
    accepted.into_iter().chain([entry.key()]).collect()
}

/// A ticket in the kitchen.
#[derive(Debug, Clone)]
pub struct Cooked {
    pub order: OrderId,
    pub json: String,
}

/// The kitchen's own log.
#[derive(Debug, Clone, Default)]
pub struct CookBook(Arc<Mutex<CookPage>>);

#[derive(Debug, Default)]
pub struct CookPage {
    pub cooked: Vec<Cooked>,
    known: BTreeMap<OrderId, String>,
    /// Repeats whose text was another one.
    pub altered: Vec<OrderId>,
    pub handed: u64,
    pub down_until: Timestamp,
    pub trouble: u64,
    pub dedupes: bool,
    queue: Vec<(Timestamp, KitchenNews)>,
}

impl CookBook {
    pub fn page(&self) -> MutexGuard<'_, CookPage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn next(&self) -> Option<Timestamp> {
        self.page().queue.iter().map(|(due, _)| *due).min()
    }

    /// The kiosk is gone: nobody hears the answers.
    pub fn hang_up(&self) {
        self.page().queue.clear();
    }
}

/// The kitchen's door.
pub struct KitchenDoor {
    pub book: CookBook,
    pub dice: Dice,
    pub stage: Stage,
}

impl Mailbox<TicketPaper, KitchenNews> for KitchenDoor {
    fn submit(&mut self, ticket: TicketPaper) {
        if !self.stage.power.deed() {
            return;
        }
        let now = self.stage.now();
        let mut page = self.book.page();
        page.handed += 1;
        let order = ticket.order;
        let refused = |why: &str| KitchenNews::Failed { order, error: why.to_owned() };
        let news = if now < page.down_until {
            self.stage.fired.add(Fault::KitchenDown);
            refused("the kitchen does not answer")
        } else {
            page.take(ticket);
            if self.dice.percent(page.trouble) {
                self.stage.fired.add(Fault::KitchenAckLost);
                refused("no answer in time")
            } else {
                KitchenNews::Delivered(order)
            }
        };
        let due = now.after(Millis(if self.dice.percent(50) { 0 } else { self.dice.below(3_000) }));
        page.queue.push((due, news));
    }

    fn poll(&mut self) -> Option<KitchenNews> {
        let now = self.stage.now();
        let mut page = self.book.page();
        if self.stage.power.is_dead() {
            return None;
        }
        let at = page.queue.iter().position(|(due, _)| *due <= now)?;
        Some(page.queue.remove(at).1)
    }
}

impl CookPage {
    fn take(&mut self, ticket: TicketPaper) {
        let known = self.known.insert(ticket.order, ticket.json.clone());
        if known.as_ref().is_some_and(|known| *known != ticket.json) {
            self.altered.push(ticket.order);
        }
        if known.is_none() || !self.dedupes {
            self.cooked.push(Cooked { order: ticket.order, json: ticket.json });
        }
    }
}

/// The printer's own log.
#[derive(Debug, Clone, Default)]
pub struct PrintBook(Arc<Mutex<PrintPage>>);

#[derive(Debug, Default)]
pub struct PrintPage {
    pub printed: Vec<PrintJob>,
    pub no_paper_until: Timestamp,
    pub trouble: u64,
    queue: Vec<(Timestamp, PrintNews)>,
}

impl PrintBook {
    pub fn page(&self) -> MutexGuard<'_, PrintPage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn next(&self) -> Option<Timestamp> {
        self.page().queue.iter().map(|(due, _)| *due).min()
    }

    pub fn hang_up(&self) {
        self.page().queue.clear();
    }
}

/// The printer's door.
pub struct PrinterDoor {
    pub book: PrintBook,
    pub dice: Dice,
    pub stage: Stage,
}

impl Mailbox<PrintJob, PrintNews> for PrinterDoor {
    fn submit(&mut self, job: PrintJob) {
        if !self.stage.power.deed() {
            return;
        }
        let now = self.stage.now();
        let mut page = self.book.page();
        let order = job.order;
        if now < page.no_paper_until {
            self.stage.fired.add(Fault::NoPaper);
            page.queue.push((now, PrintNews::Failed { order, error: "no paper".to_owned() }));
            return;
        }
        if self.dice.percent(page.trouble) {
            self.stage.fired.add(Fault::PrinterSilent);
            return;
        }
        page.printed.push(job);
        page.queue.push((now.after(Millis(self.dice.below(4_000))), PrintNews::Printed(order)));
    }

    fn poll(&mut self) -> Option<PrintNews> {
        let now = self.stage.now();
        let mut page = self.book.page();
        if self.stage.power.is_dead() {
            return None;
        }
        let at = page.queue.iter().position(|(due, _)| *due <= now)?;
        Some(page.queue.remove(at).1)
    }
}
