//! The kiosk as a restaurant has it, every device on its own thread and every book in its own file; only the clock is moved by hand.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use cardlast::catalogue::{Catalogue, load};
use cardlast::device::{SessionFile, SimulatedLedger, SimulatedTerminal, ThreadedTerminal};
use cardlast::document::TicketPaper;
use cardlast::driver::{Driver, Observer, Ports, Pumped, Recovered};
use cardlast::fake::{FakeClock, SeededIds};
use cardlast::id::KioskId;
use cardlast::journal::{BootState, JournalWorker, Reader, Started, StoreOptions, start};
use cardlast::machine::Rejection;
use cardlast::machine::kiosk::{Effects, Event, Intent, Kiosk as Machine, Policy, ScreenName, View};
use cardlast::payment::{Faceplate, TerminalFace, TerminalTap, WriteKey};
use cardlast::port::{
    Clock as _, JournalNews, JournalRequest, KitchenNews, PaymentTerminal as _, PrintJob, PrintNews, Threaded, Waker, Worker,
};
use cardlast::time::{Millis, Timestamp, WallTime};
use serde_json::json;

use crate::heap::{self, Thread, Work};
use crate::meter::{Histogram, Window};

pub static MENU: LazyLock<Arc<Catalogue>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
    Arc::new(load(&folder, jiff::civil::date(2026, 1, 5)).expect("the demo menu is fine").catalogue)
});

/// Something that is wrong on purpose, so that the soak is seen to find it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    None,
    /// The kitchen remembers every ticket.
    KitchenHoards,
    /// The kitchen says that it has a ticket, and has not.
    KitchenLoses,
    /// The journal reads everything before it writes.
    JournalReadsAll,
    /// The terminal's ledger has a payment that nobody asked for.
    TerminalInvents,
}

/// A bell that threads ring and the customer waits for.
#[derive(Clone, Default)]
struct Bell(Arc<(Mutex<bool>, Condvar)>);

impl Bell {
    fn waker(&self) -> Waker {
        let bell = self.clone();
        Arc::new(move || {
            *bell.0.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
            bell.0.1.notify_all();
        })
    }

    fn wait(&self, at_most: Duration) {
        let rung = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut rung, _) = self.0.1.wait_timeout_while(rung, at_most, |rung| !*rung).unwrap_or_else(PoisonError::into_inner);
        *rung = false;
    }
}

/// The journal's thread says which one it is, and how long each commit took.
struct Watched {
    inner: JournalWorker,
    thread: Arc<Mutex<Option<Thread>>>,
    commits: Arc<Mutex<Histogram>>,
    hoard: Option<Reader>,
}

impl Worker for Watched {
    type Request = JournalRequest;
    type News = JournalNews;

    fn work(&mut self, request: JournalRequest, news: &mut dyn FnMut(JournalNews)) {
        self.thread.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(Thread::this);
        if let Some(reader) = &self.hoard {
            reader.orders(None).expect("all orders");
        }
        let begun = Instant::now();
        self.inner.work(request, news);
        self.commits.lock().unwrap_or_else(PoisonError::into_inner).push(begun.elapsed());
    }

    fn idle(&mut self, news: &mut dyn FnMut(JournalNews)) {
        self.inner.idle(news);
    }

    fn rest(&self) -> Option<Duration> {
        self.inner.rest()
    }
}

/// A kitchen whose tickets are lines of one file: a spool folder would hold two files an order.
struct KitchenBook {
    file: File,
    flaw: Flaw,
    got: u64,
    hoard: Vec<TicketPaper>,
}

impl Worker for KitchenBook {
    type Request = TicketPaper;
    type News = KitchenNews;

    fn work(&mut self, paper: TicketPaper, news: &mut dyn FnMut(KitchenNews)) {
        self.got += 1;
        if self.flaw == Flaw::KitchenHoards {
            self.hoard.push(paper.clone());
        }
        let TicketPaper { order, name, json, .. } = paper;
        let ticket: serde_json::Value = serde_json::from_str(&json).expect("a ticket");
        if !(self.flaw == Flaw::KitchenLoses && self.got == 7) {
            writeln!(self.file, "{}", json!({ "name": name, "ticket": ticket })).expect("a line in the kitchen's book");
        }
        news(KitchenNews::Delivered(order));
    }
}

/// A printer that counts.
struct PrinterBook(Arc<AtomicU64>);

impl Worker for PrinterBook {
    type Request = PrintJob;
    type News = PrintNews;

    fn work(&mut self, job: PrintJob, news: &mut dyn FnMut(PrintNews)) {
        assert!(!job.text.is_empty(), "a receipt says something");
        self.0.fetch_add(1, Ordering::Relaxed);
        news(PrintNews::Printed(job.order));
    }
}

/// Counts what the journal says.
#[derive(Debug, Clone, Default)]
struct Counts(Arc<[AtomicU64; 2]>);

impl Counts {
    fn accepted(&self) -> u64 {
        self.0[0].load(Ordering::Relaxed)
    }

    fn delivered(&self) -> u64 {
        self.0[1].load(Ordering::Relaxed)
    }
}

impl Observer for Counts {
    fn step(&mut self, _now: Timestamp, event: &Event, _outcome: &Result<Effects, Rejection>, _kiosk: &Machine) {
        let Event::Written(written) = event else { return };
        if matches!(written.key, WriteKey::Accepted(_)) {
            self.0[0].fetch_add(1, Ordering::Relaxed);
        }
        if matches!(written.key, WriteKey::KitchenDelivered(_)) {
            self.0[1].fetch_add(1, Ordering::Relaxed);
        }
    }

    fn aside(&mut self, _now: Timestamp, _what: &str) {}
}

/// One run of the program.
struct Run {
    driver: Driver,
    plate: Arc<dyn Faceplate>,
    stop: Arc<AtomicBool>,
    journal: Arc<Mutex<Option<Thread>>>,
    /// What the journal's thread had done when it was last looked at.
    journal_before: Work,
}

/// See the module's text.
pub struct Kiosk {
    pub folder: PathBuf,
    pub clock: FakeClock,
    flaw: Flaw,
    bell: Bell,
    run: Option<Run>,
    runs: u64,
    counts: Counts,
    pub receipts: Arc<AtomicU64>,
    commits: Arc<Mutex<Histogram>>,
    steps: Histogram,
    own: Thread,
    own_before: Work,
    asked_before: u64,
    accepted_before: u64,
    /// What the journal's thread did in runs that have ended within this window.
    journal_done: Work,
}

/// Nothing that the kiosk waits for takes so long, on the slowest computer.
const PATIENCE: Duration = Duration::from_secs(60);

impl Kiosk {
    pub fn open(folder: &Path, flaw: Flaw) -> Self {
        let own = Thread::this();
        let mut kiosk = Self {
            folder: folder.to_owned(),
            clock: FakeClock::at(WallTime::parse("2026-01-05T08:00:00+01:00").expect("a time")),
            flaw,
            bell: Bell::default(),
            run: None,
            runs: 0,
            counts: Counts::default(),
            receipts: Arc::default(),
            commits: Arc::default(),
            steps: Histogram::default(),
            own_before: own.work(),
            own,
            asked_before: heap::asked(),
            accepted_before: 0,
            journal_done: Work::default(),
        };
        kiosk.start();
        kiosk
    }

    pub fn journal(&self) -> PathBuf {
        self.folder.join("journal.db")
    }

    pub fn copy(&self) -> PathBuf {
        self.folder.join("copy.jsonl")
    }

    /// The program starts on what the one before has left.
    fn start(&mut self) {
        self.runs += 1;
        let options = StoreOptions {
            path: self.journal(),
            kiosk: KioskId::new('A').expect("a letter"),
            cut_over_minutes: 240,
            house: MENU.default_language().clone(),
            training: true,
        };
        let now = self.clock.now();
        let Started { worker, boot, aside } = start(options, Some(self.copy()), now).expect("a journal");
        assert_eq!(aside, None, "nothing is damaged");
        assert!(boot.clean && boot.open.is_empty() && boot.tickets.is_empty(), "it had stopped cleanly, with nothing open");
        let ledger = SimulatedLedger::in_file(&self.folder.join("terminal.jsonl")).expect("the terminal's ledger");
        let waker = self.bell.waker();
        let terminal = SimulatedTerminal::new(ledger);
        let terminal = ThreadedTerminal::spawn(terminal, self.clock.clone(), waker.clone()).expect("a thread");
        let plate = terminal.faceplate();
        let policy = Policy { terminal: Some(terminal.profile().id.clone()), ..Policy::default() };
        let (carts, cart) = SessionFile::open(&self.folder.join("session.db"), now, None);
        let journal = Arc::<Mutex<Option<Thread>>>::default();
        let hoard = (self.flaw == Flaw::JournalReadsAll).then(|| Reader::open(&self.journal()).expect("a journal"));
        let watched = Watched { inner: worker, thread: journal.clone(), commits: self.commits.clone(), hoard };
        let book = OpenOptions::new().create(true).append(true).open(self.folder.join("kitchen.jsonl")).expect("a book");
        let kitchen = KitchenBook { file: book, flaw: self.flaw, got: 0, hoard: Vec::new() };
        let ports = Ports {
            clock: Box::new(self.clock.clone()),
            ids: Box::new(SeededIds::new(self.runs)),
            terminal: Some(Box::new(terminal)),
            journal: Box::new(Threaded::spawn("journal", watched, waker.clone()).expect("a thread")),
            kitchen: Box::new(Threaded::spawn("kitchen", kitchen, waker.clone()).expect("a thread")),
            printer: Box::new(Threaded::spawn("printer", PrinterBook(self.receipts.clone()), waker.clone()).expect("a thread")),
            carts: Box::new(Threaded::spawn("session", carts, waker).expect("a thread")),
            menus: None,
        };
        let BootState { open, reversals, tickets, last_lock, alarms, .. } = boot;
        let recovered = Recovered { open, reversals, tickets, last_lock, cart, alarms };
        let mut driver = Driver::new(MENU.clone(), policy, ports, recovered);
        driver.observe(Box::new(self.counts.clone()));
        let stop = Arc::<AtomicBool>::default();
        driver.stop_on(stop.clone());
        self.run = Some(Run { driver, plate, stop, journal, journal_before: Work::default() });
        self.until("attract, where cards are taken", |kiosk, view| {
            view.name == ScreenName::Attract && kiosk.card_offer().is_ok()
        });
    }

    fn run(&mut self) -> &mut Run {
        self.run.as_mut().expect("the kiosk runs")
    }

    /// The program stops, as it does for an update, and every thread ends what it was asked.
    pub fn stop(&mut self) {
        self.rest();
        let before = self.take_journal_work();
        self.journal_done = plus(self.journal_done, before);
        self.run().stop.store(true, Ordering::Relaxed);
        let begun = Instant::now();
        while !self.pump().stop {
            assert!(begun.elapsed() < PATIENCE, "it does not stop");
            self.bell.wait(Duration::from_millis(50));
        }
        self.run = None;
    }

    pub fn restart(&mut self) {
        self.stop();
        self.start();
    }

    fn pump(&mut self) -> Pumped {
        let pumped = self.run().driver.pump();
        assert!(pumped.rejections.is_empty(), "refused: {:?}", pumped.rejections);
        pumped
    }

    /// Pumps until the screen is as wanted.
    pub fn until(&mut self, what: &str, wanted: impl Fn(&Machine, &View) -> bool) -> Arc<View> {
        let begun = Instant::now();
        loop {
            let view = self.pump().view;
            if wanted(self.run().driver.kiosk(), &view) {
                return view;
            }
            assert!(begun.elapsed() < PATIENCE, "no {what}; the terminal shows {:?}, the screen {:?}", self.face(), view.screen);
            self.bell.wait(Duration::from_secs(5));
        }
    }

    /// A finger, and what the screen shows then.
    pub fn touch(&mut self, intent: Intent) -> Arc<View> {
        let begun = Instant::now();
        self.run().driver.submit(intent);
        let view = self.pump().view;
        self.steps.push(begun.elapsed());
        view
    }

    /// A finger or a card on the terminal.
    pub fn tap(&mut self, tap: TerminalTap) {
        self.run().plate.tap(tap);
    }

    fn face(&mut self) -> TerminalFace {
        self.run().plate.face()
    }

    pub fn until_terminal_asks(&mut self) {
        let begun = Instant::now();
        while self.face().amount.is_none() {
            assert!(begun.elapsed() < PATIENCE, "the terminal never asks for a card");
            self.bell.wait(Duration::from_secs(5));
        }
    }

    /// The bank takes its time, and the terminal looks at the clock again.
    pub fn bank_answers(&mut self) {
        self.clock.pass(Millis(1_500));
        self.tap(TerminalTap::Clear);
    }

    /// Nobody is there, and nothing is on its way any more.
    pub fn rest(&mut self) {
        let counts = self.counts.clone();
        self.until("rest", move |_, view| view.name == ScreenName::Attract && counts.accepted() == counts.delivered());
    }

    pub fn orders(&self) -> u64 {
        self.counts.accepted()
    }

    fn take_journal_work(&mut self) -> Work {
        let run = self.run();
        // Right after a start it may not have had to do anything yet.
        let Some(thread) = run.journal.lock().unwrap_or_else(PoisonError::into_inner).clone() else { return Work::default() };
        let now = thread.work();
        let done = minus(now, run.journal_before);
        run.journal_before = now;
        done
    }

    /// What has come to pass since the last look.
    pub fn look(&mut self) -> Window {
        self.rest();
        let live = heap::live();
        let (own, asked, journal) = (self.own.work(), heap::asked(), self.take_journal_work());
        let mut commits = self.commits.lock().unwrap_or_else(PoisonError::into_inner);
        let window = Window {
            orders: self.counts.accepted() - self.accepted_before,
            live,
            proportional_kib: heap::proportional_kib(),
            asked: asked - self.asked_before,
            driver: minus(own, self.own_before),
            journal: plus(journal, self.journal_done),
            step: self.steps.percentile(50),
            commit: commits.percentile(50),
            slow_commit: commits.percentile(99),
        };
        assert!(window.journal.written > 0, "the journal's thread is watched");
        commits.clear();
        drop(commits);
        self.steps.clear();
        self.accepted_before = self.counts.accepted();
        self.journal_done = Work::default();
        self.forget_own_work();
        window
    }

    /// What this thread did just now was not the driver's work.
    pub fn forget_own_work(&mut self) {
        (self.own_before, self.asked_before) = (self.own.work(), heap::asked());
    }

    /// What is wrong on purpose with the books.
    pub fn spoil(&self) {
        if self.flaw == Flaw::TerminalInvents {
            let row = json!({ "attempt": uuid::Uuid::nil(), "amount": 310, "end": "confirmed" });
            let file = OpenOptions::new().append(true).open(self.folder.join("terminal.jsonl"));
            writeln!(file.expect("a ledger"), "{row}").expect("a line");
        }
    }
}

const fn plus(one: Work, other: Work) -> Work {
    Work { busy_ns: one.busy_ns + other.busy_ns, written: one.written + other.written, read: one.read + other.read }
}

const fn minus(one: Work, other: Work) -> Work {
    Work { busy_ns: one.busy_ns - other.busy_ns, written: one.written - other.written, read: one.read - other.read }
}
