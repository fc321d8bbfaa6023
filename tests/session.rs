//! The cart that outlives a crash, with the real file: kept at most once a second without holding anybody up, back after a kill, and gone
//! to the last byte once it is forgotten.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use cardlast::catalogue::{Catalogue, ItemId, ServiceMode, load};
use cardlast::device::{SessionFile, since_boot};
use cardlast::driver::{Driver, Ports, Recovered};
use cardlast::fake::{CartShelf, FakeClock, Kitchen, Printer, ScriptedTerminal, SeededIds, TerminalHandle};
use cardlast::id::{KioskId, LineId, OrderRevision};
use cardlast::journal::{BootState, JournalWorker, Store, StoreOptions};
use cardlast::machine::kiosk::{
    BrowseIntent, CartIntent, Effect, Effects, Event, Intent, Kiosk, Notice, Policy, ScreenName, ScreenView,
};
use cardlast::order::KeptCart;
use cardlast::payment::Tender;
use cardlast::port::{CartNews, CartRequest, Clock, FoundCart, Inline, Mailbox, Threaded, no_waker};
use cardlast::time::{Millis, SinceBoot, WallTime};

static MENU: LazyLock<Arc<Catalogue>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
    Arc::new(load(&folder, jiff::civil::date(2026, 11, 24)).expect("the demo menu is fine").catalogue)
});

const NOTE: &str = "for Ada, please";

type Carts = Box<dyn Mailbox<CartRequest, CartNews>>;

fn noon() -> FakeClock {
    FakeClock::at(WallTime::parse("2026-11-24T12:30:00+01:00").expect("a time"))
}

fn file_in(folder: &Path) -> PathBuf {
    folder.join("session.db")
}

fn open(folder: &Path, clock: &FakeClock) -> (SessionFile, Option<FoundCart>) {
    SessionFile::open(&file_in(folder), clock.now(), Some(clock.since_boot()))
}

fn driver(folder: &Path, clock: &FakeClock, carts: Carts, cart: Option<FoundCart>) -> Driver {
    let store = Store::open(StoreOptions {
        path: folder.join("journal.db"),
        kiosk: KioskId::new('A').expect("a letter"),
        cut_over_minutes: 240,
        house: MENU.default_language().clone(),
        training: true,
    });
    let store = store.expect("a journal");
    let BootState { open, reversals, tickets, last_lock, alarms, .. } = store.boot_state(clock.now()).expect("a journal");
    let ports = Ports {
        clock: Box::new(clock.clone()),
        ids: Box::new(SeededIds::new(1)),
        terminal: Some(Box::new(ScriptedTerminal::new(TerminalHandle::default()))),
        journal: Box::new(Inline::new(JournalWorker::new(store))),
        kitchen: Box::new(Kitchen::default()),
        printer: Box::new(Printer::default()),
        carts,
        menus: None,
    };
    let recovered = Recovered { open, reversals, tickets, last_lock, cart, alarms };
    let mut driver = Driver::new(MENU.clone(), Policy::default(), ports, recovered);
    driver.pump();
    driver
}

fn cart(change: CartIntent, seen: u32) -> Intent {
    Intent::Cart { change, seen: OrderRevision(seen) }
}

/// A customer begins and orders fries with a note.
fn order_fries(driver: &mut Driver) {
    driver.submit(Intent::Start(ServiceMode::Takeaway));
    driver.submit(cart(CartIntent::QuickAdd(ItemId::new("fries").expect("a slug")), 0));
    driver.submit(cart(CartIntent::Note { line: LineId(1), text: NOTE.to_owned() }, 1));
    driver.pump();
}

fn quantity(driver: &mut Driver, quantity: u32) {
    let seen = cart_revision(driver);
    driver.submit(Intent::Cart { change: CartIntent::Quantity { line: LineId(1), quantity }, seen });
    driver.pump();
}

fn cart_revision(driver: &mut Driver) -> OrderRevision {
    let view = driver.pump().view;
    let ScreenView::Menu(menu) = &view.screen else { panic!("the menu is on screen, not {}", view.name) };
    menu.cart.revision
}

/// Whether the words stand in any file of the cart, as bytes.
fn on_disk(folder: &Path, words: &str) -> bool {
    let files = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut session = files.filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("session")));
    session.any(|path| {
        // SQLite's own files come and go.
        let bytes = std::fs::read(path).unwrap_or_default();
        bytes.windows(words.len()).any(|window| window == words.as_bytes())
    })
}

/// What the file holds, once it holds something.
fn committed(folder: &Path) -> Option<String> {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let database = rusqlite::Connection::open_with_flags(file_in(folder), flags).ok()?;
    database.query_row("SELECT payload FROM kept_cart", [], |row| row.get(0)).ok()
}

#[test]
fn a_killed_kiosk_finds_the_cart_again_with_a_thread_and_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = noon();
    let (file, nothing) = open(folder.path(), &clock);
    assert_eq!(nothing, None);
    let carts = Threaded::spawn("session", file, no_waker()).expect("a thread");
    let mut kiosk = driver(folder.path(), &clock, Box::new(carts), nothing);
    order_fries(&mut kiosk);
    clock.pass(Millis::from_secs(1));
    for _ in 0..1_000_000 {
        kiosk.pump();
        if committed(folder.path()).is_some_and(|payload| payload.contains(NOTE)) {
            break;
        }
        std::thread::yield_now();
    }
    // Nobody says goodbye: what counts is what is in the file by now.
    let copy = tempfile::tempdir().expect("a folder");
    std::fs::copy(file_in(folder.path()), file_in(copy.path())).expect("a copy of what a kill leaves behind");
    drop(kiosk);
    clock.pass(Millis::from_secs(10));
    let (file, found) = open(copy.path(), &clock);
    let found = found.expect("a cart");
    assert_eq!(found.age, Some(Millis::from_secs(11)), "since the customer's last touch");
    let mut kiosk = driver(copy.path(), &clock, Box::new(Inline::new(file)), Some(found));
    let view = kiosk.pump().view;
    assert_eq!((view.name, view.notice.clone()), (ScreenName::Menu, Some(Notice::WelcomeBack)));
}

#[test]
fn a_forgotten_cart_leaves_no_byte_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = noon();
    let (file, _) = open(folder.path(), &clock);
    let mut kiosk = driver(folder.path(), &clock, Box::new(Inline::new(file)), None);
    order_fries(&mut kiosk);
    // A cart of many pages, so that more than one has to be wiped.
    for count in 2..40 {
        clock.pass(Millis::from_secs(1));
        let seen = cart_revision(&mut kiosk);
        kiosk.submit(Intent::Cart { change: CartIntent::QuickAdd(ItemId::new("cola").expect("a slug")), seen });
        let seen = OrderRevision(seen.0 + 1);
        let text = format!("{NOTE} {count}");
        kiosk.submit(Intent::Cart { change: CartIntent::Note { line: LineId(count), text }, seen });
        kiosk.pump();
    }
    clock.pass(Millis::from_secs(1));
    kiosk.pump();
    assert!(on_disk(folder.path(), NOTE) && on_disk(folder.path(), "for Ada, please 39"), "the test can see a note");
    let seen = cart_revision(&mut kiosk);
    kiosk.submit(Intent::Cart { change: CartIntent::AskStartOver, seen });
    kiosk.submit(Intent::Cart { change: CartIntent::StartOver, seen });
    assert_eq!(kiosk.pump().view.name, ScreenName::Attract);
    for words in [NOTE, "fries", "Frites", "cola"] {
        assert!(!on_disk(folder.path(), words), "{words:?} is still there");
    }
    assert_eq!(open(folder.path(), &clock).1, None);
}

#[test]
fn a_cart_is_handed_over_at_most_once_a_second_and_the_latest_wins() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = noon();
    let shelf = CartShelf::default();
    let mut kiosk = driver(folder.path(), &clock, Box::new(shelf.clone()), None);
    order_fries(&mut kiosk);
    for tenth in 0..30 {
        quantity(&mut kiosk, 2 + tenth % 2);
        clock.pass(Millis(100));
    }
    kiosk.pump();
    assert_eq!(shelf.saves(), 4, "at once, and after each of three seconds");
    let wait = kiosk.next_deadline();
    quantity(&mut kiosk, 7);
    assert!(kiosk.next_deadline() <= wait, "the driver asks to be pumped for what waits");
    clock.pass(Millis::from_secs(1));
    kiosk.pump();
    let found = shelf.found(clock.now()).expect("a cart");
    assert_eq!(found.cart.lines[0].quantity, 7);
}

#[test]
fn a_keeper_that_never_answers_holds_nobody_up_and_nothing_piles_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = noon();
    let shelf = CartShelf::default();
    shelf.set_silent(true);
    let mut kiosk = driver(folder.path(), &clock, Box::new(shelf.clone()), None);
    order_fries(&mut kiosk);
    for second in 0..20 {
        quantity(&mut kiosk, 2 + second % 2);
        clock.pass(Millis::from_secs(1));
    }
    assert_eq!(shelf.saves(), 1, "the second waits for an answer to the first");
    assert_eq!(kiosk.pump().view.name, ScreenName::Menu);
}

#[test]
fn touches_alone_are_kept_only_every_few_seconds() {
    #[derive(Default, Clone)]
    struct Saves(Arc<std::sync::atomic::AtomicU32>);
    impl cardlast::driver::Observer for Saves {
        fn step(
            &mut self,
            _now: cardlast::time::Timestamp,
            _event: &Event,
            outcome: &Result<Effects, cardlast::machine::Rejection>,
            _kiosk: &Kiosk,
        ) {
            let saves = outcome.iter().flat_map(Effects::iter).filter(|effect| matches!(effect, Effect::SaveCart(_))).count();
            self.0.fetch_add(u32::try_from(saves).expect("few"), std::sync::atomic::Ordering::Relaxed);
        }
        fn aside(&mut self, _now: cardlast::time::Timestamp, _what: &str) {}
    }
    let folder = tempfile::tempdir().expect("a folder");
    let clock = noon();
    let mut kiosk = driver(folder.path(), &clock, Box::new(CartShelf::default()), None);
    order_fries(&mut kiosk);
    let saves = Saves::default();
    kiosk.observe(Box::new(saves.clone()));
    for _ in 0..1_000 {
        clock.pass(Millis(20));
        kiosk.submit(Intent::Touch);
        kiosk.pump();
    }
    assert_eq!(saves.0.load(std::sync::atomic::Ordering::Relaxed), 4, "twenty seconds of scrolling");
}

#[test]
fn a_cart_that_was_locked_since_it_was_kept_never_comes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let (clock, shelf) = (noon(), CartShelf::default());
    let mut kiosk = driver(folder.path(), &clock, Box::new(shelf.clone()), None);
    order_fries(&mut kiosk);
    clock.pass(Millis::from_secs(1));
    kiosk.pump();
    let before = shelf.found(clock.now()).expect("a cart");
    let seen = cart_revision(&mut kiosk);
    kiosk.submit(Intent::Browse(BrowseIntent::Review));
    kiosk.submit(Intent::Pay { tender: Tender::Counter, seen });
    assert_eq!(kiosk.pump().view.name, ScreenName::Number);
    assert_eq!(shelf.found(clock.now()), None, "forgotten at the lock");
    drop(kiosk);
    // A power cut that takes the forgetting back: the old cart is on the disk again, and the order is in the journal.
    let mut kiosk = driver(folder.path(), &clock, Box::new(shelf), Some(before));
    assert_eq!(kiosk.pump().view.name, ScreenName::Attract);
}

/// A kept cart, and a keeper that can be asked what a start would find.
type Candidate = (&'static str, Carts, Box<dyn Fn() -> Option<FoundCart>>);

fn kept_cart() -> (KeptCart, FakeClock) {
    let folder = tempfile::tempdir().expect("a folder");
    let (clock, shelf) = (noon(), CartShelf::default());
    let mut kiosk = driver(folder.path(), &clock, Box::new(shelf.clone()), None);
    order_fries(&mut kiosk);
    clock.pass(Millis::from_secs(1));
    kiosk.pump();
    (shelf.found(clock.now()).expect("a cart").cart, clock)
}

#[test]
fn every_keeper_keeps_the_contract() {
    let folder = tempfile::tempdir().expect("a folder");
    let (cart, clock) = kept_cart();
    let (file, _) = open(folder.path(), &clock);
    let shelf = CartShelf::default();
    let (place, later) = (folder.path().to_owned(), clock.clone());
    let (known, then) = (shelf.clone(), clock.clone());
    let candidates: [Candidate; 2] = [
        ("file", Box::new(Inline::new(file)), Box::new(move || open(&place, &later).1)),
        ("shelf", Box::new(shelf), Box::new(move || known.found(then.now()))),
    ];
    for (name, mut keeper, found) in candidates {
        assert_eq!(found(), None, "{name}: nothing at first");
        let save = |cart: &KeptCart, after| CartRequest::Save { cart: Box::new(cart.clone()), after, now: clock.now() };
        keeper.submit(save(&cart, 7));
        assert_eq!(keeper.poll(), Some(CartNews::Done), "{name}");
        assert_eq!(keeper.poll(), None, "{name}: one answer to each request");
        let mut two = cart.clone();
        two.lines.push(two.lines[0].clone());
        keeper.submit(save(&two, 8));
        clock.pass(Millis::from_secs(3));
        let kept = FoundCart { cart: two, after: 8, age: Some(Millis::from_secs(3)) };
        assert_eq!(found(), Some(kept), "{name}: the latest, all of it");
        keeper.submit(CartRequest::Forget);
        keeper.submit(CartRequest::Forget);
        assert_eq!(found(), None, "{name}: forgotten, twice if asked so");
    }
}

/// What happened to the file, and how.
type Damage = (&'static str, fn(&Path));

#[test]
fn whatever_is_wrong_with_the_file_the_kiosk_starts_and_keeps_carts_again() {
    let (cart, clock) = kept_cart();
    let damages: [Damage; 5] = [
        ("no database", |file| std::fs::write(file, "no database").expect("written")),
        ("half a database", |file| {
            let bytes = std::fs::read(file).expect("read");
            std::fs::write(file, &bytes[..bytes.len() / 2]).expect("written");
        }),
        ("a letter off", |file| {
            let mut bytes = std::fs::read(file).expect("read");
            let at = bytes.windows(NOTE.len()).position(|window| window == NOTE.as_bytes()).expect("the note is there");
            bytes[at + 4] = b'I';
            std::fs::write(file, bytes).expect("written");
        }),
        ("no cart", |file| {
            let database = rusqlite::Connection::open(file).expect("a database");
            database.execute("UPDATE kept_cart SET payload = '{}'", []).expect("changed");
        }),
        ("of the future", |file| {
            let database = rusqlite::Connection::open(file).expect("a database");
            database.execute_batch("PRAGMA user_version = 99").expect("changed");
        }),
    ];
    for (what, spoil) in damages {
        let folder = tempfile::tempdir().expect("a folder");
        let save = || CartRequest::Save { cart: Box::new(cart.clone()), after: 1, now: clock.now() };
        let (file, _) = open(folder.path(), &clock);
        let mut keeper = Inline::new(file);
        keeper.submit(save());
        drop(keeper);
        spoil(&file_in(folder.path()));
        let (file, found) = open(folder.path(), &clock);
        assert_eq!(found, None, "{what}");
        assert!(!on_disk(folder.path(), "please"), "{what}: nothing of it stays");
        let mut keeper = Inline::new(file);
        keeper.submit(save());
        assert!(open(folder.path(), &clock).1.is_some(), "{what}: kept again");
    }
}

#[test]
fn without_a_place_for_the_file_the_kiosk_works_and_keeps_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = noon();
    let (file, found) = SessionFile::open(&folder.path().join("not/there/session.db"), clock.now(), None);
    assert_eq!(found, None);
    let mut kiosk = driver(folder.path(), &clock, Box::new(Inline::new(file)), found);
    order_fries(&mut kiosk);
    clock.pass(Millis::from_secs(2));
    assert_eq!(kiosk.pump().view.name, ScreenName::Menu);
}

#[test]
fn this_computer_says_how_long_it_has_been_on() {
    if cfg!(target_os = "linux") {
        let SinceBoot { boot, up } = since_boot().expect("Linux tells");
        assert!(boot.len() == 36 && up > Millis(0), "{boot} {up:?}");
        assert_eq!(since_boot().expect("Linux tells").boot, boot);
    }
}
