//! The measures of the journal: a durable order beside a bare commit, in turns; a start on a million records, and the check behind it.
#![allow(clippy::unwrap_used, reason = "a measure that cannot be set up has nothing to say")]
#![allow(clippy::disallowed_methods, reason = "a bench reads the clock")]
#![allow(clippy::float_arithmetic, reason = "figures to print")]
#![allow(clippy::print_stdout, reason = "a table is printed")]

#[path = "support/sheet.rs"]
mod sheet;

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cardlast::catalogue::{Catalogue, ItemId, ServiceMode, SoldOut, load};
use cardlast::driver::{Driver, Ports, Recovered};
use cardlast::fake::{CartShelf, FakeClock, Kitchen, Printer, SeededIds};
use cardlast::id::{AttemptId, KioskId, OrderId, Rrn, TerminalId};
use cardlast::journal::{BootState, Started, Store, StoreOptions, Verifier, start};
use cardlast::machine::kiosk::{Policy, ScreenName};
use cardlast::money::Money;
use cardlast::order::{Cart, CartLimits, LockTerms, LockedOrder, Selection};
use cardlast::payment::{AcceptedOrder, Approval, ApprovalFacts, CardScheme, Entry, EntryMode, PaymentRequest, Training};
use cardlast::port::{IdSource, Inline};
use cardlast::time::{Now, Timestamp, WallTime};
use sheet::{Row, Samples, ms, verdict};

/// Records of one sale by card: lock, intent, approval, acceptance, delivery.
const PER_SALE: u64 = 5;

fn main() {
    let menu = demo();
    let mut rows = commits(&menu);
    let records = std::env::var("RECORDS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    rows.extend(starts(&menu, records));
    sheet::keep("journal", &rows);
}

fn demo() -> Arc<Catalogue> {
    let menu = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
    Arc::new(load(&menu, jiff::civil::date(2026, 11, 24)).unwrap().catalogue)
}

fn options(folder: &Path, menu: &Catalogue) -> StoreOptions {
    StoreOptions {
        path: folder.join("journal.db"),
        kiosk: KioskId::new('A').unwrap(),
        cut_over_minutes: 240,
        house: menu.default_language().clone(),
        training: true,
    }
}

fn at(ms: u64) -> Now {
    let wall = WallTime::parse("2026-11-24T12:30:00+01:00").unwrap();
    Now { at: Timestamp(ms), wall: wall.after(cardlast::time::Millis(ms)) }
}

fn locked(menu: &Catalogue, ids: &mut SeededIds, now: Now) -> LockedOrder {
    let mut cart = Cart::new(ServiceMode::Takeaway);
    let nothing = SoldOut::default();
    let limits = CartLimits { ceiling: Money::from_minor(10_000_000, menu.currency()).unwrap() };
    for id in ["classic-burger", "fries", "cola"] {
        let selection = Selection::with_defaults(menu, &ItemId::new(id).unwrap(), &nothing).unwrap();
        cart.add(menu, &nothing, limits, selection, 1, None).unwrap();
    }
    let language = menu.default_language();
    let order = OrderId::from(ids.mint());
    cart.lock(&LockTerms { order, catalogue: menu, sold_out: &nothing, language, now }).unwrap().0
}

/// One transaction each, in turns, so that a noisy moment of the disk meets all. Their logs have come round before anything is measured:
/// a log that still grows costs the disk more, and a small one grows for longer. Nothing is made between two commits, and each follows each
/// as often: a disk is quicker when it is asked again at once, and a processor slower after what another one left in its caches.
fn commits(menu: &Catalogue) -> Vec<Row> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let mut store = Store::open(options(folder.path(), menu)).unwrap();
    let (same, wide) = (bare(folder.path(), "same"), bare(folder.path(), "wide"));
    let mut ids = SeededIds::new(1);
    let mut orders = |count: u64| {
        let order = AcceptedOrder::pay_at_counter(locked(menu, &mut ids, at(count)), Training(true));
        Entry::Accepted { order: Box::new(order) }
    };
    store.append(&orders(0), at(0)).unwrap();
    let bytes = "x".repeat(usize::try_from(stored_bytes(folder.path())).unwrap());
    let pages = "x".repeat((PAGES_OF_AN_ORDER - 2) * 4092);
    let (mut durable, mut plain, mut large) = (Samples::default(), Samples::default(), Samples::default());
    // Of each turn: such a disk syncs in a tenth of a millisecond at one moment and in four milliseconds at another.
    let (mut by_bytes, mut by_pages) = (Vec::new(), Vec::new());
    let orders: Vec<_> = (1..=2_000).map(|count| (count, orders(count))).collect();
    for ((count, order), turns) in orders.into_iter().zip(EVERY_ORDER.into_iter().cycle()) {
        let mut took = [Duration::ZERO; 3];
        for turn in turns {
            took[turn] = timed(|| match turn {
                0 => drop(store.append(&order, at(count)).unwrap()),
                1 => drop(same.execute("INSERT INTO t VALUES (?1)", [&bytes]).unwrap()),
                _ => drop(wide.execute("INSERT INTO t VALUES (?1)", [&pages]).unwrap()),
            });
        }
        if count > 500 {
            by_bytes.push(took[0].as_secs_f64() / took[1].as_secs_f64());
            by_pages.push(took[0].as_secs_f64() / took[2].as_secs_f64());
            [&mut durable, &mut plain, &mut large].into_iter().zip(took).for_each(|(samples, took)| samples.push(took));
        }
    }
    let (ratio, by_pages) = (middle(by_bytes), middle(by_pages));
    let mut row = durable.row("a durable order: record, hash, number, turnover in one transaction", None, "");
    row.aim = verdict(&format!("≤ 1.2 × bare: {ratio:.2} ×"), ratio <= 1.2);
    vec![
        row,
        plain.row(format!("a bare SQLite commit (WAL, FULL) of as many bytes ({}), in turns with it", bytes.len()), None, ""),
        Row {
            aim: format!("the order takes {by_pages:.2} × this"),
            ..large.row(format!("the same of {PAGES_OF_AN_ORDER} pages, as many as an order writes on average"), None, "")
        },
    ]
}

/// Three, in every order.
const EVERY_ORDER: [[usize; 3]; 6] = [[0, 1, 2], [2, 1, 0], [1, 2, 0], [0, 2, 1], [2, 0, 1], [1, 0, 2]];

/// The middle one.
fn middle(mut ratios: Vec<f64>) -> f64 {
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

/// So many pages an acceptance changes on average: record, order with its turnover and index of keys, and two more whenever a record begins
/// another page.
const PAGES_OF_AN_ORDER: usize = 4;

fn bare(folder: &Path, name: &str) -> rusqlite::Connection {
    let bare = rusqlite::Connection::open(folder.join(name)).unwrap();
    bare.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (a TEXT) STRICT;").unwrap();
    bare
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let begun = Instant::now();
    let _ = work();
    begun.elapsed()
}

/// What the one order of a journal put into its tables, and its key into the index, in bytes, as SQLite counts them.
fn stored_bytes(folder: &Path) -> i64 {
    let connection = rusqlite::Connection::open(folder.join("journal.db")).unwrap();
    let sql = "SELECT sum(payload) FROM dbstat WHERE name IN ('record', 'accepted_order', 'sqlite_autoindex_record_1')";
    connection.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// The entries of one sale by card.
fn sale(menu: &Catalogue, ids: &mut SeededIds, stan: u32, ms: u64) -> Vec<(Entry, Now)> {
    let locked = locked(menu, ids, at(ms));
    let (attempt, order) = (AttemptId::from(ids.mint()), locked.order());
    let facts = ApprovalFacts {
        attempt,
        amount: locked.amount(),
        reference: Rrn(format!("R{stan:08}")),
        stan: cardlast::id::Stan(stan),
        auth_code: "042117".to_owned(),
        scheme: CardScheme("visa".to_owned()),
        card: None,
        entry: EntryMode::Contactless,
    };
    let approval = Approval::matching(&PaymentRequest::new(&locked, attempt), facts).unwrap();
    let accepted = AcceptedOrder::paid(locked.clone(), approval.clone(), Training(true)).unwrap();
    let entries = [
        Entry::Intent { locked: Box::new(locked), attempt, terminal: TerminalId("simulated".to_owned()) },
        Entry::Approved { approval: Box::new(approval) },
        Entry::Accepted { order: Box::new(accepted) },
        Entry::KitchenDelivered { order },
    ];
    entries.into_iter().zip(ms..).map(|(entry, ms)| (entry, at(ms))).collect()
}

fn starts(menu: &Arc<Catalogue>, records: u64) -> Vec<Row> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let mut store = Store::open(options(folder.path(), menu)).unwrap();
    let mut ids = SeededIds::new(2);
    let day = 600 * 90_000;
    for batch in 0..records.div_ceil(PER_SALE * 1_000) {
        let first = batch * 1_000;
        let sales = (first..first + 1_000).flat_map(|count| {
            // Some six hundred sales a day.
            sale(menu, &mut ids, u32::try_from(count % 999_999).unwrap() + 1, count * 90_000 + count / 600 * (86_400_000 - day))
        });
        store.append_all(sales).unwrap();
    }
    drop(store);
    let size = fs::metadata(folder.path().join("journal.db")).unwrap().len() / (1 << 20);
    // The first start has nothing that was verified before: every record is looked at before the first screen.
    let (first, _) = start_once(folder.path(), menu);
    let mut samples = Samples::default();
    let mut memory = 0;
    for _ in 0..5 {
        let (took, grown) = start_once(folder.path(), menu);
        samples.push(took);
        memory = memory.max(grown);
    }
    let name = format!("a journal of {records} records ({size} MiB)");
    let mut row = samples.row(format!("start on {name}, to the first view"), Some(Duration::from_secs(5)), "");
    row.measure += &format!(", {memory} MiB more memory; {} where nothing was verified before", ms(first));
    forget_peak();
    let before = peak();
    let begun = Instant::now();
    let found = Verifier::open(&folder.path().join("journal.db")).unwrap().full().unwrap();
    assert!(found.is_sound(), "{:?}", found.problems);
    let took = begun.elapsed();
    let measure = format!("the whole check behind it ({} records), {} MiB more memory", found.records, grown(before));
    let check = Row { measure, median: ms(took), ..Row::default() };
    vec![row, check, migration(folder.path(), menu)]
}

/// The same journal as the first program would have left it, brought up to date by its next start.
fn migration(folder: &Path, menu: &Catalogue) -> Row {
    let old = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let connection = rusqlite::Connection::open(old.path().join("journal.db")).unwrap();
    connection.execute_batch(include_str!("../tests/journal/first_tables.sql")).unwrap();
    connection.execute("ATTACH ?1 AS new", [folder.join("journal.db").to_string_lossy()]).unwrap();
    connection.execute_batch(include_str!("../tests/journal/as_at_first.sql")).unwrap();
    let records: i64 = connection.query_row("SELECT count(*) FROM main.record", [], |row| row.get(0)).unwrap();
    drop(connection);
    forget_peak();
    let before = peak();
    let begun = Instant::now();
    drop(Store::open(options(old.path(), menu)).unwrap());
    let took = begun.elapsed();
    let measure = format!("an old journal of {records} records brought up to date, once, {} MiB more memory", grown(before));
    assert!(Verifier::open(&old.path().join("journal.db")).unwrap().full().unwrap().is_sound());
    Row { measure, median: ms(took), ..Row::default() }
}

/// From nothing to the first view, and how far memory grew.
fn start_once(folder: &Path, menu: &Arc<Catalogue>) -> (Duration, u64) {
    forget_peak();
    let before = peak();
    let begun = Instant::now();
    let now = at(u64::from(u32::MAX) * 10);
    let Started { worker, boot, aside } = start(options(folder, menu), None, now).unwrap();
    assert_eq!(aside, None);
    let BootState { open, reversals, tickets, last_lock, alarms, .. } = boot;
    let ports = Ports {
        clock: Box::new(FakeClock::at(now.wall)),
        ids: Box::new(SeededIds::new(3)),
        terminal: None,
        journal: Box::new(Inline::new(worker)),
        kitchen: Box::new(Kitchen::default()),
        printer: Box::new(Printer::default()),
        carts: Box::new(CartShelf::default()),
        menus: None,
    };
    let mut driver = Driver::new(
        menu.clone(),
        Policy::default(),
        ports,
        Recovered { open, reversals, tickets, last_lock, cart: None, alarms },
    );
    let view = driver.pump().view;
    let took = begun.elapsed();
    assert_eq!(view.name, ScreenName::Attract);
    (took, grown(before))
}

/// The most memory this process has had since [`forget_peak`], in MiB; 0 where the system does not say.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// How far memory has grown, in MiB.
fn grown(before: u64) -> u64 {
    peak().saturating_sub(before)
}

fn forget_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}
