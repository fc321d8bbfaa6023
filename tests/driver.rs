//! The driver with real threads and a real journal, and what it promises: it never waits, a stalled window harms nothing, a restart asks
//! about what was open, and every terminal keeps the same promises.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, LazyLock, Mutex};
use std::time::Duration;

use cardlast::catalogue::{Catalogue, ItemId, ServiceMode, load};
use cardlast::device::{
    KitchenSpool, LedgerEnd, OsRandomIds, ReceiptFolder, SimulatedLedger, SimulatedTerminal, SystemClock, ThreadedTerminal,
};
use cardlast::document::receipt_text;
use cardlast::driver::{Driver, Ports, Pumped, Recovered};
use cardlast::fake::{CartShelf, FakeClock, Kitchen, Printer, ScriptedTerminal, SeededIds, TerminalHandle};
use cardlast::id::{AttemptId, KioskId, OrderId, OrderRevision, Stan};
use cardlast::journal::{BootState, JournalError, JournalWorker, Reader, Store, StoreOptions};
use cardlast::machine::kiosk::{BrowseIntent, CartIntent, Intent, NumberView, Policy, ScreenName, ScreenView};
use cardlast::order::{Cart, CartLimits, LockTerms, LockedOrder, Selection};
use cardlast::payment::{Confirmation, LookUpAnswer, PaymentRequest, Tender, TerminalCommand, TerminalEvent, TerminalTap};
use cardlast::port::{
    Clock, IdSource, Inline, JournalNews, JournalRequest, Mailbox, PaymentTerminal, PrintJob, PrintNews, Threaded, Waker, Worker,
    no_waker,
};
use cardlast::time::{Millis, Now, Timestamp, WallTime};
use cardlast::words::Words;

static MENU: LazyLock<Arc<Catalogue>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
    Arc::new(load(&folder, jiff::civil::date(2026, 11, 24)).expect("the demo menu is fine").catalogue)
});

fn store_options(folder: &Path, training: bool) -> StoreOptions {
    StoreOptions {
        path: folder.join("journal.db"),
        kiosk: KioskId::new('A').expect("a letter"),
        cut_over_minutes: 240,
        house: MENU.default_language().clone(),
        training,
    }
}

fn store(folder: &Path) -> Store {
    Store::open(store_options(folder, true)).expect("a journal")
}

fn noon() -> FakeClock {
    FakeClock::at(WallTime::parse("2026-11-24T12:30:00+01:00").expect("a time"))
}

fn item(id: &str) -> ItemId {
    ItemId::new(id).expect("a slug")
}

fn cart(change: CartIntent, seen: u32) -> Intent {
    Intent::Cart { change, seen: OrderRevision(seen) }
}

/// The taps of a burger taken away, up to paying.
fn burger(tender: Tender) -> [Intent; 4] {
    [
        Intent::Start(ServiceMode::Takeaway),
        cart(CartIntent::QuickAdd(item("classic-burger")), 0),
        Intent::Browse(BrowseIntent::Review),
        Intent::Pay { tender, seen: OrderRevision(1) },
    ]
}

/// A bell that threads ring and a test waits for; no sleeping.
#[derive(Clone, Default)]
struct Bell(Arc<(Mutex<bool>, Condvar)>);

impl Bell {
    fn waker(&self) -> Waker {
        let bell = self.clone();
        Arc::new(move || {
            *bell.0.0.lock().expect("no panic at the bell") = true;
            bell.0.1.notify_all();
        })
    }

    fn wait(&self, at_most: Duration) {
        let rung = self.0.0.lock().expect("no panic at the bell");
        let (mut rung, _) = self.0.1.wait_timeout_while(rung, at_most, |rung| !*rung).expect("no panic at the bell");
        *rung = false;
    }
}

/// Pumps until the screen is there, waking as the driver asks.
fn until(driver: &mut Driver, bell: &Bell, screen: ScreenName) -> Pumped {
    for _ in 0..600 {
        let pumped = driver.pump();
        if pumped.view.name == screen {
            return pumped;
        }
        let wait = pumped.wake_in.map_or(100, |wait| wait.0.min(100));
        bell.wait(Duration::from_millis(wait));
    }
    panic!("the kiosk is still on {}", driver.kiosk().screen_name());
}

#[test]
fn a_sale_with_every_device_on_its_own_thread() {
    let folder = tempfile::tempdir().expect("a folder");
    let bell = Bell::default();
    let clock = SystemClock::new(MENU.time_zone().clone());
    let terminal = SimulatedTerminal::new(SimulatedLedger::in_memory());
    let terminal = ThreadedTerminal::spawn(terminal, clock.clone(), bell.waker()).expect("a thread");
    let plate = terminal.faceplate();
    let kitchen = KitchenSpool::new(folder.path().join("kitchen")).expect("a folder");
    let printer = ReceiptFolder::new(folder.path().join("receipts")).expect("a folder");
    let policy = Policy { terminal: Some(terminal.profile().id.clone()), ..Policy::default() };
    let ports = Ports {
        clock: Box::new(clock),
        ids: Box::new(OsRandomIds),
        terminal: Some(Box::new(terminal)),
        journal: Box::new(Threaded::spawn("journal", JournalWorker::new(store(folder.path())), bell.waker()).expect("a thread")),
        kitchen: Box::new(Threaded::spawn("kitchen", kitchen, bell.waker()).expect("a thread")),
        printer: Box::new(Threaded::spawn("printer", printer, bell.waker()).expect("a thread")),
        carts: Box::new(CartShelf::default()),
        menus: None,
    };
    let mut driver = Driver::new(MENU.clone(), policy, ports, Recovered::default());
    until(&mut driver, &bell, ScreenName::Attract);
    for _ in 0..100 {
        if driver.kiosk().card_offer().is_ok() {
            break;
        }
        bell.wait(Duration::from_millis(100));
        driver.pump();
    }
    for intent in burger(Tender::Card) {
        driver.submit(intent);
    }
    until(&mut driver, &bell, ScreenName::Card);
    while plate.face().amount.is_none() {
        bell.wait(Duration::from_millis(100));
        driver.pump();
    }
    plate.tap(TerminalTap::TapCard);
    until(&mut driver, &bell, ScreenName::Number);
    let ScreenView::Number(NumberView { order, .. }) = &driver.pump().view.screen else { panic!("the number is on screen") };
    let shown = receipt_text(order, &Words::new(MENU.default_language()));
    driver.submit(Intent::Receipt);
    let tickets = folder.path().join("kitchen");
    let receipts = folder.path().join("receipts");
    let count = |folder: &Path| std::fs::read_dir(folder).expect("a folder").count();
    for _ in 0..100 {
        driver.pump();
        if count(&tickets) == 2 && count(&receipts) == 1 {
            break;
        }
        bell.wait(Duration::from_millis(100));
    }
    assert_eq!(count(&tickets), 2, "one ticket, as text and as JSON");
    let printed = std::fs::read_dir(&receipts).expect("a folder").next().expect("one receipt, because it was asked for");
    let printed = std::fs::read_to_string(printed.expect("a file").path()).expect("text");
    assert_eq!(printed, shown, "the receipt on screen is the receipt that is printed");
    // Dropping the driver lets the journal finish what it was asked.
    drop(driver);
    let orders = Reader::open(&folder.path().join("journal.db")).expect("a journal").orders(None).expect("orders");
    assert_eq!(orders.len(), 1);
    assert_eq!((orders[0].number.as_str(), orders[0].total.as_str(), orders[0].paid), ("A01", "8.90", true));
    let boot = store(folder.path()).boot_state(SystemClock::new(MENU.time_zone().clone()).now()).expect("a journal");
    assert!(boot.open.is_empty() && boot.reversals.is_empty(), "nothing is left open");
}

/// A journal that answers only when it is told to: a disk that syncs for ever.
struct StuckDisk {
    inner: JournalWorker,
    go_on: Receiver<()>,
}

impl Worker for StuckDisk {
    type Request = JournalRequest;
    type News = JournalNews;

    fn work(&mut self, request: JournalRequest, news: &mut dyn FnMut(JournalNews)) {
        // Ends when the test is over, too.
        let _ = self.go_on.recv();
        self.inner.work(request, news);
    }
}

struct Rig {
    driver: Driver,
    clock: FakeClock,
    terminal: TerminalHandle,
    kitchen: Kitchen,
}

fn rig(folder: &Path, clock: FakeClock, terminal: TerminalHandle, kitchen: Kitchen, seed: u64) -> Rig {
    let store = store(folder);
    let boot = store.boot_state(clock.now()).expect("a journal");
    let ports = Ports {
        clock: Box::new(clock.clone()),
        ids: Box::new(SeededIds::new(seed)),
        terminal: Some(Box::new(ScriptedTerminal::new(terminal.clone()))),
        journal: Box::new(Inline::new(JournalWorker::new(store))),
        kitchen: Box::new(kitchen.clone()),
        printer: Box::new(Printer::default()),
        carts: Box::new(CartShelf::default()),
        menus: None,
    };
    let BootState { open, reversals, tickets, last_lock, alarms, .. } = boot;
    let recovered = Recovered { open, reversals, tickets, last_lock, cart: None, alarms };
    let mut driver = Driver::new(MENU.clone(), Policy::default(), ports, recovered);
    driver.pump();
    Rig { driver, clock, terminal, kitchen }
}

#[test]
fn a_disk_that_hangs_never_holds_up_a_pump() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = noon();
    let (go_on, wait): (Sender<()>, Receiver<()>) = channel();
    let worker = StuckDisk { inner: JournalWorker::new(store(folder.path())), go_on: wait };
    let terminal = TerminalHandle::default();
    let ports = Ports {
        clock: Box::new(clock.clone()),
        ids: Box::new(SeededIds::new(7)),
        terminal: Some(Box::new(ScriptedTerminal::new(terminal.clone()))),
        journal: Box::new(Threaded::spawn("stuck", worker, no_waker()).expect("a thread")),
        kitchen: Box::new(Kitchen::default()),
        printer: Box::new(Printer::default()),
        carts: Box::new(CartShelf::default()),
        menus: None,
    };
    let mut driver = Driver::new(MENU.clone(), Policy::default(), ports, Recovered::default());
    driver.pump();
    for intent in burger(Tender::Card) {
        driver.submit(intent);
    }
    // If a pump waited for the disk, it would wait for ever: nobody lets the disk go on before these have returned.
    for _ in 0..100 {
        assert_eq!(driver.pump().view.name, ScreenName::Card);
        clock.pass(Millis(500));
    }
    assert_eq!(terminal.prompts(), 0, "the terminal hears nothing before the intent is durable");
    drop(go_on);
    for _ in 0..1_000_000 {
        driver.pump();
        if terminal.prompts() > 0 {
            break;
        }
        std::thread::yield_now();
    }
    assert_eq!(terminal.prompts(), 1);
}

#[test]
fn a_window_stalled_for_a_minute_in_a_payment_harms_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let Rig { mut driver, clock, terminal, kitchen } =
        rig(folder.path(), noon(), TerminalHandle::default(), Kitchen::default(), 1);
    for intent in burger(Tender::Card) {
        driver.submit(intent);
    }
    driver.pump();
    terminal.approve(None, "042117", None).expect("it was asked");
    // Nobody pumps for a minute: no frame, no tick.
    clock.pass(Millis::from_secs(60));
    let pumped = driver.pump();
    assert_eq!(pumped.view.name, ScreenName::Number);
    assert_eq!((terminal.charged().len(), kitchen.tickets().len()), (1, 1));
}

/// A printer whose paper comes out in the very moment in which the program stops: it was not there yet when the driver last looked before.
struct LatePrinter {
    stop: Arc<AtomicBool>,
    job: Option<OrderId>,
    looked: bool,
}

impl Mailbox<PrintJob, PrintNews> for LatePrinter {
    fn submit(&mut self, job: PrintJob) {
        self.job = Some(job.order);
    }

    fn poll(&mut self) -> Option<PrintNews> {
        let stopping = self.stop.load(Ordering::Relaxed);
        let after_the_last_look = std::mem::replace(&mut self.looked, stopping);
        self.job.take_if(|_| stopping && after_the_last_look).map(PrintNews::Printed)
    }
}

#[test]
fn the_stop_is_the_last_thing_in_the_journal() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = noon();
    let stop = Arc::<AtomicBool>::default();
    let ports = Ports {
        clock: Box::new(clock.clone()),
        ids: Box::new(SeededIds::new(5)),
        terminal: None,
        journal: Box::new(Inline::new(JournalWorker::new(store(folder.path())))),
        kitchen: Box::new(Kitchen::default()),
        printer: Box::new(LatePrinter { stop: stop.clone(), job: None, looked: false }),
        carts: Box::new(CartShelf::default()),
        menus: None,
    };
    let mut driver = Driver::new(MENU.clone(), Policy::default(), ports, Recovered::default());
    driver.stop_on(stop.clone());
    driver.pump();
    for intent in burger(Tender::Counter) {
        driver.submit(intent);
    }
    driver.submit(Intent::Receipt);
    driver.submit(Intent::Finish);
    assert_eq!(driver.pump().view.name, ScreenName::Attract, "the next customer may come, the paper is still on its way");
    stop.store(true, Ordering::Relaxed);
    assert!(driver.pump().stop);
    assert!(driver.pump().stop, "and whoever looks once more finds it so");
    drop(driver);
    let boot = store(folder.path()).boot_state(clock.now()).expect("a journal");
    assert!(boot.clean, "no receipt is noted behind the stop");
}

#[test]
fn a_restart_asks_about_the_open_attempt_before_cards_are_taken_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let Rig { mut driver, clock, terminal, kitchen } =
        rig(folder.path(), noon(), TerminalHandle::default(), Kitchen::default(), 1);
    for intent in burger(Tender::Card) {
        driver.submit(intent);
    }
    driver.pump();
    // The card's side approves, and the power goes before the kiosk hears of it.
    terminal.authorise(None, "042117", None).expect("it was asked");
    drop(driver);
    clock.pass(Millis::from_secs(20));
    let Rig { mut driver, .. } = rig(folder.path(), clock.clone(), terminal.clone(), kitchen.clone(), 2);
    driver.pump();
    assert_eq!((terminal.charged().len(), kitchen.tickets().len()), (1, 1), "found in time: the order stands");
    assert!(driver.kiosk().card_offer().is_ok(), "nothing is open any more");
    drop(driver);
    let Rig { mut driver, .. } = rig(folder.path(), clock, terminal.clone(), kitchen.clone(), 3);
    driver.pump();
    assert_eq!((terminal.prompts(), terminal.charged().len(), kitchen.tickets().len()), (1, 1, 1), "nothing happens twice");
}

#[test]
fn a_journal_of_training_refuses_real_sales_and_its_records_cannot_be_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(store(folder.path()));
    let refused = Store::open(store_options(folder.path(), false)).expect_err("the other kind");
    assert!(matches!(refused, JournalError::OtherKind { .. }), "{refused}");
    let mut again = store(folder.path());
    again.append(&cardlast::payment::Entry::Boot, noon().now()).expect("a record");
    let connection = rusqlite::Connection::open(folder.path().join("journal.db")).expect("the database");
    for sql in ["UPDATE record SET kind = 'x'", "DELETE FROM record"] {
        let error = connection.execute(sql, []).expect_err("a trigger refuses").to_string();
        assert!(error.contains("append-only"), "{error}");
    }
}

#[test]
fn an_entry_handed_over_twice_is_written_once_and_answered_alike() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = store(folder.path());
    let locked = locked(1);
    let attempt = AttemptId::from(SeededIds::new(5).mint());
    let entry = cardlast::payment::Entry::Intent {
        locked: Box::new(locked),
        attempt,
        terminal: cardlast::id::TerminalId("t".to_owned()),
    };
    let first = store.append(&entry, noon().now()).expect("durable");
    let second = store.append(&entry, noon().now()).expect("durable");
    assert_eq!(first, second);
    assert_eq!(first.stan, Some(Stan(1)));
    let found = store.boot_state(noon().now()).expect("a journal").open;
    assert_eq!(found.len(), 1, "one attempt is open");
    assert_eq!(found[0].attempt, attempt);
}

fn locked(seed: u64) -> LockedOrder {
    let nothing = cardlast::catalogue::SoldOut::default();
    let mut cart = Cart::new(ServiceMode::Takeaway);
    let selection = Selection::with_defaults(&MENU, &item("classic-burger"), &nothing).expect("on the menu");
    let ceiling = cardlast::money::Money::from_minor(100_000, MENU.currency()).expect("an amount");
    cart.add(&MENU, &nothing, CartLimits { ceiling }, selection, 1, None).expect("a burger");
    let order = OrderId::from(SeededIds::new(seed).mint());
    let terms = LockTerms { order, catalogue: &MENU, sold_out: &nothing, language: MENU.default_language(), now: noon().now() };
    cart.lock(&terms).expect("it can be locked").0
}

/// A hand that holds a card to a terminal.
type Hand = Box<dyn FnMut(&mut dyn PaymentTerminal, Now)>;

/// A terminal as the contract sees it: something that can be asked, and a hand that holds a card to it.
struct Candidate {
    name: &'static str,
    terminal: Box<dyn PaymentTerminal>,
    show_card: Hand,
}

/// The simulated terminal in its caller's time, with a hand on it.
#[derive(Clone)]
struct Shared(Arc<Mutex<SimulatedTerminal>>, cardlast::payment::TerminalProfile);

impl PaymentTerminal for Shared {
    fn profile(&self) -> &cardlast::payment::TerminalProfile {
        &self.1
    }

    fn submit(&mut self, now: Timestamp, command: TerminalCommand) {
        self.0.lock().expect("no panic").submit(now, command);
    }

    fn poll(&mut self, now: Timestamp) -> Option<TerminalEvent> {
        self.0.lock().expect("no panic").poll(now)
    }
}

fn candidates() -> Vec<Candidate> {
    let handle = TerminalHandle::default();
    let device = SimulatedTerminal::new(SimulatedLedger::in_memory());
    let shared = Shared(Arc::new(Mutex::new(device)), SimulatedTerminal::new(SimulatedLedger::in_memory()).profile().clone());
    let hand = shared.clone();
    vec![
        Candidate {
            name: "scripted",
            terminal: Box::new(ScriptedTerminal::new(handle.clone())),
            show_card: Box::new(move |_, _| {
                handle.approve(None, "042117", None).expect("it was asked");
            }),
        },
        Candidate {
            name: "simulated",
            terminal: Box::new(shared),
            show_card: Box::new(move |_, now| hand.0.lock().expect("no panic").tap(now.at, TerminalTap::TapCard)),
        },
    ]
}

/// Polls until something other than progress is said, letting a minute pass at most.
fn answer(terminal: &mut dyn PaymentTerminal, at: &mut u64) -> Option<TerminalEvent> {
    for _ in 0..6_000 {
        match terminal.poll(Timestamp(*at)) {
            Some(TerminalEvent::Progress { .. }) => {}
            Some(event) => return Some(event),
            None => *at += 10,
        }
    }
    None
}

#[test]
fn every_terminal_keeps_the_contract() {
    for Candidate { name, mut terminal, mut show_card } in candidates() {
        let terminal = &mut *terminal;
        let mut at = 0;
        let order = locked(9);
        let mut ids = SeededIds::new(11);
        let mut attempt = || AttemptId::from(ids.mint());
        let wall = noon().now().wall;
        let ask = |terminal: &mut dyn PaymentTerminal, attempt, at: u64| {
            let request = PaymentRequest::new(&order, attempt);
            terminal.submit(Timestamp(at), TerminalCommand::Authorise { request, stan: Stan(1) });
        };

        // Asked about a payment that never was: not found, and no money moves.
        let stranger = attempt();
        terminal.submit(Timestamp(at), TerminalCommand::LookUp { attempt: stranger, stan: Stan(9) });
        let said = answer(terminal, &mut at);
        let unknown = TerminalEvent::LookedUp { attempt: stranger, answer: LookUpAnswer::NotFound };
        assert_eq!(said, Some(unknown), "{name}");

        // Approved for exactly what was asked, then confirmed; both may be repeated.
        let paid = attempt();
        ask(terminal, paid, at);
        while terminal.poll(Timestamp(at)).is_some() {}
        show_card(terminal, Now { at: Timestamp(at), wall });
        let Some(TerminalEvent::ApprovalOffered(facts)) = answer(terminal, &mut at) else { panic!("{name} approves") };
        assert_eq!((facts.attempt, facts.amount), (paid, order.amount()), "{name}");
        for _ in 0..2 {
            let (decision, reference) = (Confirmation::Stored, facts.reference.clone());
            terminal.submit(Timestamp(at), TerminalCommand::Confirm { attempt: paid, reference: reference.clone(), decision });
            assert_eq!(answer(terminal, &mut at), Some(TerminalEvent::Confirmed { attempt: paid, reference }), "{name}");
        }
        // Looked up later: approved, under the same reference.
        terminal.submit(Timestamp(at), TerminalCommand::LookUp { attempt: paid, stan: Stan(1) });
        let Some(TerminalEvent::LookedUp { answer: LookUpAnswer::Approved(found), .. }) = answer(terminal, &mut at) else {
            panic!("{name} remembers")
        };
        assert_eq!(found.reference, facts.reference, "{name}");
        // Taken back, twice with the same answer.
        for _ in 0..2 {
            let (reference, amount) = (facts.reference.clone(), facts.amount);
            terminal.submit(Timestamp(at), TerminalCommand::Reverse { attempt: paid, reference: reference.clone(), amount });
            assert_eq!(answer(terminal, &mut at), Some(TerminalEvent::Reversed { attempt: paid, reference }), "{name}");
        }

        // Refused by the kiosk: taken back, and a look-up says so.
        let refused = attempt();
        ask(terminal, refused, at);
        while terminal.poll(Timestamp(at)).is_some() {}
        show_card(terminal, Now { at: Timestamp(at), wall });
        let Some(TerminalEvent::ApprovalOffered(facts)) = answer(terminal, &mut at) else { panic!("{name} approves") };
        let (decision, reference) = (Confirmation::Refuse, facts.reference);
        terminal.submit(Timestamp(at), TerminalCommand::Confirm { attempt: refused, reference: reference.clone(), decision });
        let taken_back = TerminalEvent::TakenBack { attempt: refused, reference };
        assert_eq!(answer(terminal, &mut at), Some(taken_back), "{name}");
        terminal.submit(Timestamp(at), TerminalCommand::LookUp { attempt: refused, stan: Stan(1) });
        let said = answer(terminal, &mut at);
        let gone = TerminalEvent::LookedUp { attempt: refused, answer: LookUpAnswer::NotCharged };
        assert_eq!(said, Some(gone), "{name}");

        // Cancelled in time.
        let cancelled = attempt();
        ask(terminal, cancelled, at);
        while terminal.poll(Timestamp(at)).is_some() {}
        terminal.submit(Timestamp(at), TerminalCommand::Cancel { attempt: cancelled });
        assert_eq!(answer(terminal, &mut at), Some(TerminalEvent::Cancelled { attempt: cancelled }), "{name}");
    }
}

#[test]
fn the_simulated_terminal_remembers_across_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ledger.jsonl");
    let attempt = AttemptId::from(SeededIds::new(3).mint());
    let request = PaymentRequest::new(&locked(4), attempt);
    let mut terminal = SimulatedTerminal::new(SimulatedLedger::in_file(&file).expect("a file"));
    terminal.submit(Timestamp(0), TerminalCommand::Authorise { request, stan: Stan(1) });
    terminal.tap(Timestamp(0), TerminalTap::TapCard);
    let mut at = 0;
    assert!(matches!(answer(&mut terminal, &mut at), Some(TerminalEvent::ApprovalOffered(_))));
    drop(terminal);
    let ledger = SimulatedLedger::in_file(&file).expect("a file");
    let rows: Vec<_> = ledger.rows().map(|(id, row)| (*id, row.end.clone())).collect();
    assert_eq!(rows, [(attempt, LedgerEnd::Offered)]);
}
