//! Damage of every sort: found at the next start, put aside and never deleted; what was open goes over, and cards wait for staff.

use std::fs;
use std::path::Path;
use std::time::Duration;

use cardlast::driver::{Driver, Ports, Recovered};
use cardlast::fake::{CartShelf, Kitchen, Printer, ScriptedTerminal, SeededIds, TerminalHandle};
use cardlast::id::Rrn;
use cardlast::journal::{BootState, Payment, PaymentState, Reader, SetAside, Started, Store, open_checked, start, verify_lines};
use cardlast::machine::CardOff;
use cardlast::machine::kiosk::{Policy, ScreenView};
use cardlast::payment::{Approval, ApprovalFacts, Entry, JournalHealth, Recalled, ReversalReason};
use cardlast::port::{Inline, JournalNews, JournalRequest, Mailbox, Threaded, Worker};
use rusqlite::Connection;

use super::till::{Asked, MENU, Till, options, verified};

/// A till with everything that can be open, and a journal that was started, watched and left as a crash leaves it.
fn busy_till() -> Till {
    let mut till = Till::open(5);
    (0..Till::KINDS).for_each(|kind| till.sale(kind, 1));
    let again = Store::open(options(&till.folder.path().join("elsewhere"))).expect("a journal");
    drop(std::mem::replace(&mut till.store, again));
    let mut worker = started(&till, None).worker;
    work(&mut worker, Entry::Boot, &till);
    drop(worker);
    till.store = Store::open(options(till.folder.path())).expect("a journal");
    let order = till.at_counter(2);
    till.write(&Entry::KitchenDelivered { order });
    let again = Store::open(options(&till.folder.path().join("elsewhere"))).expect("a journal");
    drop(std::mem::replace(&mut till.store, again));
    till
}

fn started(till: &Till, copy: Option<&Path>) -> Started {
    start(options(till.folder.path()), copy.map(Path::to_owned), till.now()).expect("it starts")
}

fn work(worker: &mut impl Worker<Request = JournalRequest, News = JournalNews>, entry: Entry, till: &Till) -> Vec<JournalNews> {
    let mut news = Vec::new();
    worker.work(JournalRequest::Append { entry, now: till.now() }, &mut |item| news.push(item));
    news
}

fn is_doubted(news: &[JournalNews]) -> bool {
    news.iter().any(|news| matches!(news, JournalNews::Health(JournalHealth::Doubted)))
}

fn one(path: &Path, sql: &str) -> String {
    let connection = Connection::open(path).expect("the database");
    connection.query_row(sql, [], |row| row.get(0)).expect("a row")
}

/// A payment's approval with another amount: what somebody who wants money would do.
fn forge(journal: &Path) {
    let connection = Connection::open(journal).expect("the database");
    connection
        .execute_batch(
            "DROP TRIGGER record_is_never_changed;
             UPDATE record SET payload = replace(payload, '\"amount\":', '\"amount\":1')
                 WHERE seq = (SELECT max(seq) FROM record WHERE kind = 'payment-approved');
             CREATE TRIGGER record_is_never_changed BEFORE UPDATE ON record
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;",
        )
        .expect("forged");
}

fn fill(journal: &Path, with: impl Fn(&mut Vec<u8>)) {
    let mut bytes = fs::read(journal).expect("the file");
    with(&mut bytes);
    fs::write(journal, bytes).expect("written");
}

type Harm = (&'static str, fn(&Path));

/// What can happen to a file, as far as a start can see it.
const HARMS: &[Harm] = &[
    ("half of it is gone", |journal| fill(journal, |bytes| bytes.truncate(bytes.len() / 2))),
    ("its last page is cut off", |journal| fill(journal, |bytes| bytes.truncate(bytes.len() - 4096))),
    ("nothing is left in it", |journal| fill(journal, Vec::clear)),
    ("it is zeros", |journal| fill(journal, |bytes| bytes.fill(0))),
    ("its first page is zeros", |journal| fill(journal, |bytes| bytes[..4096].fill(0))),
    ("a page in its middle is noise", |journal| {
        fill(journal, |bytes| {
            let page = bytes.len() / 8192 * 4096;
            bytes[page..page + 4096].iter_mut().enumerate().for_each(|(at, byte)| *byte = (at * 31 % 251) as u8);
        });
    }),
    ("it is no database", |journal| fs::write(journal, "Dear Sirs, here is my novel.").expect("written")),
    ("it is another database", |journal| {
        fs::remove_file(journal).expect("gone");
        Connection::open(journal).and_then(|other| other.execute_batch("CREATE TABLE recipes (name TEXT)")).expect("another");
    }),
    ("it is gone", |journal| fs::remove_file(journal).expect("gone")),
    ("its last records are gone with the log", |journal| {
        let connection = Connection::open(journal).expect("the database");
        connection
            .execute_batch(
                "DROP TRIGGER record_is_never_deleted; PRAGMA foreign_keys = OFF;
                DELETE FROM record WHERE seq > (SELECT max(seq) - 3 FROM record);
                CREATE TRIGGER record_is_never_deleted BEFORE DELETE ON record
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;",
            )
            .expect("shorter");
    }),
];

/// What holds after every harm.
fn check(harm: &str, till: &Till, aside: &SetAside, boot: &BootState) {
    let journal = till.journal();
    assert!(!aside.problems.is_empty(), "{harm}: it says what was found");
    assert!(!boot.clean, "{harm}: that was no clean stop");
    let first = one(&journal, "SELECT kind FROM record ORDER BY seq LIMIT 1");
    assert_eq!(first, "journal-continued", "{harm}");
    let named: i64 =
        one(&journal, "SELECT CAST(payload ->> 'good_seq' AS TEXT) FROM record ORDER BY seq LIMIT 1").parse().expect("a number");
    assert_eq!(named, aside.good_seq, "{harm}");
    let tied =
        one(&journal, "SELECT CAST(lower(hex(prev_hash)) = payload ->> 'good_hash' AS TEXT) FROM record ORDER BY seq LIMIT 1");
    assert_eq!(tied, "1", "{harm}: the first record follows the last good hash");
    let found = verified(till.folder.path());
    assert!(found.is_sound(), "{harm}: the new journal is right: {:?}", found.problems);
    if let Some(lines) = &aside.lines {
        let lines = verify_lines(fs::read(lines).expect("lines").as_slice()).expect("read");
        assert!(lines.sound_seq >= aside.good_seq, "{harm}: what verifies stands beside it");
    }
}

#[test]
fn every_harm_is_found_at_the_next_start_and_nothing_is_deleted() {
    for (harm, do_harm) in HARMS {
        let till = busy_till();
        do_harm(&till.journal());
        let harmed = fs::read(till.journal()).ok();
        let Started { mut worker, boot, aside } = started(&till, None);
        let aside = aside.unwrap_or_else(|| panic!("{harm}: it was not found"));
        assert_eq!(fs::read(&aside.file).ok(), harmed, "{harm}: the damaged file is as it was, under another name");
        check(harm, &till, &aside, &boot);
        assert!(is_doubted(&work(&mut worker, Entry::Boot, &till)), "{harm}: cards wait");
        drop(worker);
        // The next start finds nothing new, and cards still wait.
        let Started { mut worker, aside, .. } = started(&till, None);
        assert_eq!(aside, None, "{harm}");
        assert!(is_doubted(&work(&mut worker, Entry::Boot, &till)), "{harm}: until somebody agrees");
        drop(worker);
        let (mut store, aside) = open_checked(options(till.folder.path()), None, till.now()).expect("it opens");
        assert_eq!(aside, None, "{harm}");
        store.accept("Ada", "slips compared", till.now()).expect("durable");
        drop(store);
        let Started { mut worker, .. } = started(&till, None);
        assert!(!is_doubted(&work(&mut worker, Entry::Boot, &till)), "{harm}: somebody has agreed");
        drop(worker);
        assert_eq!(one(&till.journal(), "SELECT operator FROM record WHERE kind = 'journal-accepted'"), "staff: Ada", "{harm}");
        assert!(verified(till.folder.path()).is_sound(), "{harm}");
    }
}

#[test]
fn half_a_mark_says_nothing() {
    let till = busy_till();
    let mark = till.journal().with_extension("mark");
    let whole = fs::read_to_string(&mark).expect("a mark");
    let newer = whole.replacen("0000", "0009", 1);
    assert_ne!(newer, whole);
    for half in [&whole[..40], &whole[..whole.len() - 2], "", newer.as_str()] {
        fs::write(&mark, half).expect("written");
        let Started { aside, worker, .. } = started(&till, None);
        drop(worker);
        assert_eq!(aside, None, "{half:?}");
    }
}

#[test]
fn a_journal_that_was_half_made_when_the_power_went_is_made_again() {
    let elsewhere = tempfile::tempdir().expect("a folder");
    let half = elsewhere.path().join("journal.db");
    let making = Connection::open(&half).expect("a database");
    // So little memory that SQLite has to write before the end, as it may at any time.
    making
        .execute_batch("PRAGMA cache_size = 4; BEGIN; CREATE TABLE record (seq INTEGER PRIMARY KEY, payload TEXT)")
        .expect("begun");
    (0..200).for_each(|_| _ = making.execute("INSERT INTO record (payload) VALUES (hex(randomblob(400)))", []).expect("written"));
    let till = Till::new(3);
    let folder = till.folder.path().join("after the cut");
    fs::create_dir(&folder).expect("a folder");
    for name in ["journal.db", "journal.db-journal"] {
        fs::copy(elsewhere.path().join(name), folder.join(name)).expect("what was there when the power went");
    }
    assert!(fs::metadata(folder.join("journal.db")).expect("a file").len() > 4096, "some of it had been written");
    let Started { mut worker, boot, aside } = start(options(&folder), None, till.now()).expect("it starts");
    assert_eq!(aside, None, "nothing is damaged");
    assert!(boot.clean, "and nothing was in it");
    work(&mut worker, Entry::Boot, &till);
    drop(worker);
    assert!(verified(&folder).is_sound());
}

/// What a restart takes up, without what depends on the moment.
fn open_things(boot: &BootState) -> [Vec<String>; 4] {
    let attempts = boot.open.iter().map(|open| format!("{} {} {:?}", open.attempt, open.stan.0, open.approved));
    let reversals = boot.reversals.iter().map(|reversal| format!("{:?}", reversal));
    let tickets = boot.tickets.iter().map(|ticket| format!("{ticket:?}"));
    let alarms = boot.alarms.iter().map(|alarm| format!("{alarm:?}"));
    let mut open = [attempts.collect::<Vec<_>>(), reversals.collect(), tickets.collect(), alarms.collect()];
    open.iter_mut().for_each(|list| list.sort());
    open
}

/// What `staff list` shows, without when an alarm was written down.
fn waiting(till: &Till) -> Vec<Payment> {
    let mut payments = Reader::open(&till.journal()).expect("a journal").waiting_payments().expect("payments");
    for payment in &mut payments {
        payment.alarms.iter_mut().for_each(|alarm| alarm.at.clear());
        if payment.order.is_none() {
            payment.since.clear();
        }
    }
    payments.sort_by_key(|payment| payment.attempt);
    payments
}

#[test]
fn staff_hear_of_a_payment_that_is_taken_back_although_its_attempt_has_long_ended() {
    let mut till = busy_till();
    let here = Store::open(options(till.folder.path())).expect("a journal");
    let elsewhere = std::mem::replace(&mut till.store, here);
    let asked = till.ask(1);
    let approval = till.approve(&asked);
    till.accept(&asked, approval);
    let second = ApprovalFacts { reference: Rrn("R2".to_owned()), ..asked.facts.clone() };
    till.reverse(&second, ReversalReason::SecondReference);
    drop(std::mem::replace(&mut till.store, elsewhere));
    let of = |payments: Vec<Payment>| payments.into_iter().find(|payment| payment.attempt == asked.attempt).expect("it waits");
    let before = of(waiting(&till));
    forge(&till.journal());
    let Started { aside, boot, .. } = started(&till, None);
    assert!(aside.is_some() && boot.reversals.iter().any(|reversal| reversal.facts == second), "{:?}", boot.reversals);
    let after = of(waiting(&till));
    assert_eq!((before.state, &before.approval), (PaymentState::Reversing, &after.approval));
    assert_eq!((after.state, after.amount), (before.state, before.amount));
    let named = Reader::open(&till.journal()).expect("a journal").payments_named(&asked.attempt.reference()).expect("read");
    assert_eq!(named.len(), 1, "and it can be named");
}

#[test]
fn a_forged_record_is_found_and_everything_else_that_was_open_goes_over() {
    let till = busy_till();
    let store = Store::open(options(till.folder.path())).expect("a journal");
    let before = store.boot_state(till.now()).expect("read");
    drop(store);
    let orders = Reader::open(&till.journal()).expect("a journal").orders(None).expect("orders");
    let mut staff_saw = waiting(&till);
    for payment in staff_saw.iter_mut().filter(|payment| payment.state == PaymentState::NotCharged) {
        // Of what had ended, only the alarm that waits goes over.
        let (since, order, amount, currency, unknown, decision) = Default::default();
        *payment =
            Payment { state: PaymentState::Elsewhere, since, order, amount, currency, unknown, decision, ..payment.clone() };
    }
    let turnover = "SELECT CAST(sum(gross_minor) || ' ' || sum(tax_minor) AS TEXT) FROM turnover";
    let sold = one(&till.journal(), turnover);
    forge_menu(&till.journal());
    let Started { mut worker, boot, aside } = started(&till, None);
    let aside = aside.expect("found");
    assert_eq!(aside.good_seq, 1, "the second record is the changed one");
    check("a changed record", &till, &aside, &boot);
    assert_eq!(open_things(&boot), open_things(&before), "nothing that was open is lost");
    assert_eq!(
        (before.open.len(), before.reversals.len(), before.tickets.len(), before.alarms.len()),
        (2, 1, 4, 2),
        "there was something of each kind"
    );
    assert_eq!(waiting(&till), staff_saw, "staff see what they saw");
    let now = Reader::open(&till.journal()).expect("a journal").orders(None).expect("orders");
    let numbers =
        |orders: &[cardlast::journal::OrderSummary]| orders.iter().map(|order| order.number.clone()).collect::<Vec<_>>();
    let mut carried = numbers(&now);
    carried.sort();
    assert_eq!(carried, numbers(&orders), "today's numbers are not given again");
    assert_eq!(one(&till.journal(), turnover), sold, "the turnover does not begin again at nothing");
    work(&mut worker, Entry::Boot, &till);
    drop(worker);
    // Damage comes seldom alone.
    forge_again(&till);
    let Started { boot, aside, worker } = started(&till, None);
    drop(worker);
    let aside = aside.expect("found");
    check("damage after damage", &till, &aside, &boot);
    assert_eq!(open_things(&boot), open_things(&before), "nor the second time");
    assert_eq!(one(&till.journal(), turnover), sold);
}

/// A record that no attempt needs.
fn forge_menu(journal: &Path) {
    Connection::open(journal)
        .and_then(|connection| {
            connection.execute_batch(
                "DROP TRIGGER record_is_never_changed; UPDATE record SET menu_version = 'x' WHERE kind = 'menu-load'; DELETE FROM meta WHERE name = 'verified';",
            )
        })
        .expect("changed");
}

fn recalled(worker: &mut impl Worker<Request = JournalRequest, News = JournalNews>, asked: &Asked) -> Recalled {
    let mut answer = None;
    worker.work(JournalRequest::Recall(asked.attempt), &mut |news| {
        if let JournalNews::Recalled { recalled, .. } = news {
            answer = Some(recalled);
        }
    });
    answer.expect("an answer")
}

#[test]
fn the_approval_of_an_order_that_staff_called_paid_is_recognised_in_the_new_journal() {
    let mut till = Till::open(6);
    let (waits, known) = (till.said_paid(1), till.said_paid(2));
    till.approve(&known);
    let elsewhere = Store::open(options(&till.folder.path().join("elsewhere"))).expect("a journal");
    drop(std::mem::replace(&mut till.store, elsewhere));
    forge_menu(&till.journal());
    let Started { mut worker, aside, boot } = started(&till, None);
    check("a changed record", &till, &aside.expect("found"), &boot);
    assert!(boot.open.is_empty(), "staff have settled both: {:?}", boot.open);
    let settled = |asked: &Asked| Recalled::Settled(vec![asked.facts.reference.clone()]);
    assert_eq!(recalled(&mut worker, &known), settled(&known), "it had turned up before");
    let Recalled::SaidPaid(request) = recalled(&mut worker, &waits) else { panic!("nobody waits for it any more") };
    let approval = Approval::matching(&request, waits.facts.clone()).expect("it is the one that was asked for");
    work(&mut worker, Entry::Approved { approval: Box::new(approval) }, &till);
    assert_eq!(recalled(&mut worker, &waits), settled(&waits));
    work(&mut worker, Entry::Boot, &till);
    drop(worker);
    forge_again(&till);
    let Started { mut worker, aside, boot } = started(&till, None);
    check("damage after damage", &till, &aside.expect("found"), &boot);
    assert_eq!(recalled(&mut worker, &waits), settled(&waits), "nor does the second time lose it");
}

fn forge_again(till: &Till) {
    Connection::open(till.journal())
        .and_then(|connection| {
            connection.execute_batch(
                "DROP TRIGGER record_is_never_changed;
                 UPDATE record SET software = '9' WHERE kind = 'boot'; DELETE FROM meta WHERE name = 'verified';",
            )
        })
        .expect("changed");
}

#[test]
fn what_the_journal_lost_comes_back_from_the_second_copy() {
    let till = busy_till();
    let copy = till.folder.path().join("copy.jsonl");
    let Started { mut worker, boot: before, .. } = started(&till, Some(&copy));
    work(&mut worker, Entry::Boot, &till);
    drop(worker);
    fs::write(till.journal(), "nothing of it can be read").expect("written");
    let Started { worker, boot, aside } = started(&till, Some(&copy));
    drop(worker);
    let aside = aside.expect("found");
    check("all of it is gone but the copy", &till, &aside, &boot);
    assert!(aside.records > 20, "the copy knew {}", aside.records);
    assert_eq!(open_things(&boot), open_things(&before));
    let aside_copies = fs::read_dir(till.folder.path()).expect("the folder").filter_map(Result::ok);
    let kept = aside_copies.filter(|entry| entry.file_name().to_string_lossy().starts_with("copy-aside-")).count();
    assert_eq!(kept, 1, "the copy of the old journal is kept, too");
}

/// Waits for news, a second at a time, and not for ever.
fn wait_for(
    journal: &mut impl Mailbox<JournalRequest, JournalNews>,
    bell: &std::sync::mpsc::Receiver<()>,
    wanted: fn(&JournalNews) -> bool,
) {
    for _ in 0..60 {
        while let Some(news) = journal.poll() {
            if wanted(&news) {
                return;
            }
        }
        let _ = bell.recv_timeout(Duration::from_secs(1));
    }
    panic!("nobody said it");
}

#[test]
fn damage_that_a_start_does_not_look_for_is_found_behind() {
    let till = busy_till();
    // It was verified up to here, so a start does not look at it again.
    forge(&till.journal());
    let Started { worker, aside, .. } = started(&till, None);
    assert_eq!(aside, None, "a start looks only from the checkpoint on");
    let (ring, bell) = std::sync::mpsc::channel();
    let waker: cardlast::port::Waker = {
        let ring = std::sync::Mutex::new(ring);
        std::sync::Arc::new(move || _ = ring.lock().expect("no panic").send(()))
    };
    let mut journal = Threaded::spawn("journal", worker, waker).expect("a thread");
    wait_for(&mut journal, &bell, |news| matches!(news, JournalNews::Health(JournalHealth::Doubted)));
    journal.submit(JournalRequest::Append { entry: Entry::Boot, now: till.now() });
    journal.submit(JournalRequest::Append { entry: Entry::Shutdown, now: till.now() });
    drop(journal);
    assert_eq!(one(&till.journal(), "SELECT CAST(count(*) AS TEXT) FROM record WHERE kind = 'integrity-fault'"), "1");
    let Started { aside, boot, worker } = started(&till, None);
    drop(worker);
    check("found behind", &till, &aside.expect("the next start puts it aside"), &boot);
}

#[test]
fn of_a_long_journal_that_nobody_verified_the_latest_records_are_looked_at_first_and_the_rest_behind() {
    const LOOKED_AT: i64 = 100_000;
    let till = Till::open(7);
    let lines = (0..LOOKED_AT + 50).map(|_| (Entry::MenuLoaded(MENU.version().clone()), till.now()));
    let mut store = Store::open(options(&till.folder.path().join("long"))).expect("a journal");
    store.append_all(lines).expect("stored");
    drop(store);
    let last: i64 =
        one(&till.folder.path().join("long/journal.db"), "SELECT CAST(max(seq) AS TEXT) FROM record").parse().expect("a number");
    for (seq, at_once) in [(last - 10, true), (last - LOOKED_AT + 2, true), (last - LOOKED_AT - 2, false), (5, false)] {
        let folder = till.folder.path().join(format!("harmed-{seq}"));
        fs::create_dir_all(&folder).expect("a folder");
        let journal = folder.join("journal.db");
        fs::copy(till.folder.path().join("long/journal.db"), &journal).expect("copied");
        let connection = Connection::open(&journal).expect("the database");
        let sql = format!(
            "DELETE FROM meta WHERE name = 'verified';
             DROP TRIGGER record_is_never_changed;
             UPDATE record SET operator = 'somebody else' WHERE seq = {seq};
             CREATE TRIGGER record_is_never_changed BEFORE UPDATE ON record
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;"
        );
        connection.execute_batch(&sql).expect("harmed");
        drop(connection);
        let Started { worker, aside, .. } = start(options(&folder), None, till.now()).expect("it starts");
        assert_eq!(aside.is_some(), at_once, "record {seq} of {last}: {aside:?}");
        let (ring, bell) = std::sync::mpsc::channel();
        let ring = std::sync::Mutex::new(ring);
        let waker: cardlast::port::Waker = std::sync::Arc::new(move || _ = ring.lock().expect("no panic").send(()));
        let mut journal = Threaded::spawn("journal", worker, waker).expect("a thread");
        wait_for(&mut journal, &bell, |news| matches!(news, JournalNews::Health(JournalHealth::Doubted)));
    }
}

#[test]
fn the_kiosk_offers_the_counter_says_why_not_cards_and_calls_staff() {
    let till = busy_till();
    fs::write(till.journal(), "not a journal").expect("written");
    let Started { worker, boot, .. } = started(&till, None);
    let terminal = TerminalHandle::default();
    let ports = Ports {
        clock: Box::new(till.clock.clone()),
        ids: Box::new(SeededIds::new(9)),
        terminal: Some(Box::new(ScriptedTerminal::new(terminal.clone()))),
        journal: Box::new(Inline::new(worker)),
        kitchen: Box::new(Kitchen::default()),
        printer: Box::new(Printer::default()),
        carts: Box::new(CartShelf::default()),
        menus: None,
    };
    let BootState { open, reversals, tickets, last_lock, alarms, .. } = boot;
    let recovered = Recovered { open, reversals, tickets, last_lock, cart: None, alarms };
    let policy = Policy { terminal: Some(cardlast::id::TerminalId("scripted".to_owned())), ..Policy::default() };
    let mut driver = Driver::new(MENU.clone(), policy, ports, recovered);
    let view = driver.pump().view;
    let ScreenView::Attract(attract) = &view.screen else { panic!("on {}", view.name) };
    assert_eq!(attract.card, Err(CardOff::JournalDamaged));
    assert_eq!(driver.kiosk().card_offer(), Err(CardOff::JournalDamaged));
    assert!(driver.kiosk().counter_offer(), "who pays at the counter may order");
    assert_eq!(terminal.prompts(), 0, "no card is asked for");
}

/// What SQLite leaves when it is killed in the middle of changing a file that does not keep its log ahead yet: copied while it does.
fn half_make(till: &Path) {
    let making = tempfile::tempdir().expect("a folder");
    let file = making.path().join("journal.db");
    let connection = Connection::open(&file).expect("a database");
    // A page more than the cache holds goes into the file before the commit.
    connection
        .execute_batch(
            "PRAGMA cache_size = 1; BEGIN IMMEDIATE; CREATE TABLE begun (text TEXT) STRICT;
             WITH RECURSIVE many (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many LIMIT 200)
                 INSERT INTO begun SELECT hex(randomblob(1000)) FROM many;",
        )
        .expect("half done");
    for name in ["journal.db", "journal.db-journal"] {
        fs::copy(making.path().join(name), till.join(name)).expect("a copy");
    }
}

#[test]
fn a_first_start_that_was_cut_off_while_it_made_the_file_does_not_keep_the_next_one_from_starting() {
    let till = tempfile::tempdir().expect("a folder");
    half_make(till.path());
    let reading = Connection::open_with_flags(till.path().join("journal.db"), rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY);
    let refused = reading.expect("a file").query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()));
    assert!(refused.is_err(), "there is something that only a writer can take back, or nothing is tried here");
    let started = start(options(till.path()), None, Till::new(1).now()).expect("it starts");
    assert_eq!(started.aside, None, "nothing is damaged");
}
