//! What stands in a record, that nobody can change it, and how an older journal comes into the chain.

use cardlast::id::Rrn;
use cardlast::journal::{JournalWorker, Store, Verifier};
use cardlast::locale::Language;
use cardlast::payment::{AcceptedOrder, CardSlip, Entry, SlipCopy, SlipMatter, Training};
use cardlast::port::{JournalNews, JournalRequest, Worker as _};
use rusqlite::Connection;
use rusqlite::types::Value;

use super::till::{Till, options, verified};

fn column(connection: &Connection, sql: &str) -> Vec<Value> {
    let mut statement = connection.prepare(sql).expect("a query");
    let rows = statement.query_map([], |row| row.get(0)).expect("rows");
    rows.collect::<Result<_, _>>().expect("values")
}

fn texts(connection: &Connection, sql: &str) -> Vec<String> {
    let text = |value| match value {
        Value::Text(text) => text,
        Value::Integer(number) => number.to_string(),
        other @ (Value::Null | Value::Real(_) | Value::Blob(_)) => format!("{other:?}"),
    };
    column(connection, sql).into_iter().map(text).collect()
}

#[test]
fn a_record_holds_what_an_auditor_asks_for() {
    let mut till = Till::open(1);
    till.paid(1);
    let connection = Connection::open(till.journal()).expect("the database");
    let kinds = texts(&connection, "SELECT kind FROM record ORDER BY seq");
    assert_eq!(kinds, ["boot", "menu-load", "cart-lock", "payment-intent", "payment-approved", "order-accepted"]);
    assert_eq!(texts(&connection, "SELECT seq FROM record ORDER BY seq"), ["1", "2", "3", "4", "5", "6"]);
    assert_eq!(
        texts(
            &connection,
            "SELECT DISTINCT business_day || ' ' || register_id || ' ' || run || ' ' || clock || ' ' || fiscal FROM record"
        ),
        ["2026-11-24 A 1 steady 2"]
    );
    assert_eq!(texts(&connection, "SELECT DISTINCT software FROM record"), [env!("CARGO_PKG_VERSION")]);
    let operators = texts(&connection, "SELECT operator FROM record ORDER BY seq");
    assert_eq!(operators, ["kiosk", "kiosk", "customer", "customer", "kiosk", "customer"]);
    let menus = texts(&connection, "SELECT menu_version <> '' FROM record ORDER BY seq");
    assert_eq!(menus, ["0", "1", "1", "1", "1", "1"], "every record from the first menu on names one");
    let walls = texts(&connection, "SELECT wall_time FROM record ORDER BY seq LIMIT 2");
    assert_eq!(walls, ["2026-11-24T12:30:00.700+01:00", "2026-11-24T12:30:01.400+01:00"]);
}

#[test]
fn what_the_terminal_wants_printed_goes_with_the_receipt_and_is_kept_once() {
    let mut till = Till::open(1);
    let asked = till.ask(1);
    let approval = till.approve(&asked);
    let slip = |copy, words: &str| {
        let lines = [words.to_owned(), format!("Total {}", asked.locked.amount()), "PAN 4242 4242 4242 4242".to_owned()];
        Entry::CardSlip(Box::new(CardSlip::new(SlipMatter::Payment(asked.attempt), copy, &lines)))
    };
    let first = till.write(&slip(SlipCopy::Merchant, "MERCHANT COPY")).seq;
    let second = till.write(&slip(SlipCopy::Customer, "CUSTOMER COPY")).seq;
    let again = till.write(&slip(SlipCopy::Customer, "CUSTOMER COPY")).seq;
    assert!(first < second && second == again, "a slip that is said again is not kept again");
    let about = |matter, words: &str| {
        Entry::CardSlip(Box::new(CardSlip::new(
            matter,
            SlipCopy::Customer,
            &[words.to_owned(), "PAN 4242424242424242".to_owned()],
        )))
    };
    let reversal = about(SlipMatter::Reversal(asked.attempt, Rrn("R1".to_owned())), "REFUND");
    let taken_back = till.write(&reversal).seq;
    assert!(taken_back > second && till.write(&reversal).seq == taken_back, "kept beside the payment's own, and once");
    let day = about(SlipMatter::EndOfDay, "DAY");
    let (today, tomorrow) = (till.write(&day).seq, till.write(&day).seq);
    assert!(taken_back < today && today < tomorrow, "days are like each other, and each is kept");
    let order = till.accept(&asked, approval);
    let other = till.paid(1);
    let receipt = till.store.receipt(order).expect("read").expect("a receipt");
    assert!(
        receipt.ends_with(&format!("CUSTOMER COPY\nTotal {}\nPAN •••• •••• •••• ••••\n", asked.locked.amount())),
        "{receipt}"
    );
    assert!(!receipt.contains("MERCHANT"), "{receipt}");
    assert!(!till.store.receipt(other).expect("read").expect("a receipt").contains("CUSTOMER COPY"));
    let stored = std::fs::read(till.journal()).expect("the file");
    let number = b"4242 4242 4242 4242";
    assert!(!stored.windows(number.len()).any(|bytes| bytes == number));
}

#[test]
fn what_staff_decide_and_what_follows_is_written_in_their_name() {
    let mut till = Till::open(1);
    (Till::OLD_KINDS..Till::KINDS).for_each(|kind| till.sale(kind, 1));
    let connection = Connection::open(till.journal()).expect("the database");
    let sql = "SELECT DISTINCT kind FROM record WHERE operator = 'staff: Ada' ORDER BY 1";
    assert_eq!(texts(&connection, sql), ["order-accepted", "reversal-intent", "staff-resolved"]);
    let others = "SELECT count(*) FROM record WHERE kind = 'staff-resolved' AND operator <> 'staff: Ada'";
    assert_eq!(texts(&connection, others), ["0"]);
    assert_eq!(texts(&connection, "SELECT DISTINCT tender FROM turnover"), ["card"], "the counter collects nothing for it");
    let said = "SELECT attempt.state || ' ' || attempt.reference IS NOT NULL FROM attempt JOIN record USING (attempt_id)
                WHERE payload ->> 'end' = 'accepted' ORDER BY attempt.lock_seq LIMIT 1";
    assert_eq!(texts(&connection, said), ["1"]);
    let found = verified(till.folder.path());
    assert!(found.is_sound(), "{:#?}", found.problems);
    // And what somebody changes in the tables alone is seen.
    connection.execute_batch("UPDATE alarm SET seen_seq = NULL; UPDATE attempt SET unknown_seq = NULL;").expect("changed");
    let found = verified(till.folder.path());
    let tables: std::collections::BTreeSet<_> = found.problems.iter().map(|problem| problem.to_string()).collect();
    let about = |what: &str| tables.iter().any(|text| text.starts_with(what));
    assert!(about("alarms") && about("attempts"), "{tables:#?}");
}

#[test]
fn records_cannot_be_changed_deleted_replaced_or_put_between() {
    let mut till = Till::open(1);
    till.paid(1);
    let connection = Connection::open(till.journal()).expect("the database");
    let others =
        "kind, business_day, wall_time, mono_ms, run, clock, register_id, software, fiscal, menu_version, operator, order_id,
        attempt_id, prev_hash, hash, payload";
    // One that would follow the last, but for what it claims to follow or for its key.
    let used = "(SELECT key FROM record WHERE key IS NOT NULL ORDER BY seq LIMIT 1)";
    let follows = |how: &str, key: &str, prev: &str| {
        let others = others.replace("prev_hash", prev);
        format!("{how} INTO record SELECT seq + 1, {key}, {others} FROM record ORDER BY seq DESC LIMIT 1")
    };
    // The same without a number of its own.
    let unnumbered = |how: &str, key: &str, prev: &str| {
        let values = others.replace("prev_hash", prev);
        format!("{how} INTO record (key, {others}) SELECT {key}, {values} FROM record ORDER BY seq DESC LIMIT 1")
    };
    for (sql, said) in [
        ("UPDATE record SET kind = 'x'".to_owned(), "append-only"),
        ("UPDATE OR REPLACE record SET seq = 1 WHERE seq = 2".to_owned(), "append-only"),
        ("DELETE FROM record".to_owned(), "append-only"),
        (format!("INSERT OR REPLACE INTO record SELECT seq, key, {others} FROM record WHERE seq = 3"), "no gaps"),
        (format!("INSERT INTO record SELECT 99, NULL, {others} FROM record WHERE seq = 3"), "no gaps"),
        (format!("INSERT INTO record SELECT 7, NULL, {others} FROM record WHERE seq = 3"), "a chain"),
        (follows("INSERT", "NULL", "zeroblob(32)"), "a chain"),
        (follows("INSERT", used, "hash"), "append-only"),
        (follows("INSERT OR REPLACE", used, "hash"), "append-only"),
        (follows("INSERT", "NULL", "hash").replace("seq + 1", "-1"), "CHECK"),
        (unnumbered("INSERT", "NULL", "zeroblob(32)"), "a chain"),
        (unnumbered("INSERT OR REPLACE", used, "hash"), "append-only"),
    ] {
        let error = connection.execute(&sql, []).expect_err(&sql).to_string();
        assert!(error.contains(said), "{sql}: {error}");
    }
    let found = verified(till.folder.path());
    assert!(found.is_sound() && found.records == 6, "{:?}", found.problems);
}

#[test]
fn a_clock_that_is_put_back_is_marked_and_the_sequence_goes_on() {
    let mut till = Till::open(1);
    let wall = till.now().wall;
    till.clock.set_wall(cardlast::time::WallTime { unix_ms: wall.unix_ms - 3_600_000, ..wall });
    till.at_counter(1);
    till.at_counter(2);
    let connection = Connection::open(till.journal()).expect("the database");
    assert_eq!(texts(&connection, "SELECT clock FROM record ORDER BY seq"), ["steady", "steady", "moved", "steady"]);
    let found = verified(till.folder.path());
    assert_eq!((found.is_sound(), found.clock_moves), (true, 1), "a moved clock is no damage: {:?}", found.problems);
}

#[test]
fn the_kitchen_gets_an_order_whose_day_the_clock_put_before_one_that_it_has() {
    let mut till = Till::open(1);
    let order = till.at_counter(1);
    till.write(&Entry::KitchenDelivered { order });
    let wall = till.now().wall;
    till.clock.set_wall(cardlast::time::WallTime { unix_ms: wall.unix_ms - 86_400_000, ..wall });
    let orders = [till.at_counter(1), till.at_counter(2)];
    let found = verified(till.folder.path());
    assert!(found.is_sound(), "{:?}", found.problems);
    let waiting = || -> Vec<_> {
        let store = Store::open(options(till.folder.path())).expect("a journal");
        let boot = store.boot_state(till.now()).expect("read");
        boot.tickets.iter().map(|ticket| ticket.order).collect()
    };
    assert_eq!(waiting(), orders);
    let connection = Connection::open(till.journal()).expect("the database");
    let days = texts(&connection, "SELECT business_day || ' ' || count FROM accepted_order ORDER BY seq");
    assert_eq!(days, ["2026-11-24 1", "2026-11-23 1", "2026-11-23 2"]);
    let sums = "SELECT sum(gross_minor) = (SELECT sum(total_minor) FROM accepted_order) FROM turnover";
    assert_eq!(texts(&connection, sums), ["1"]);
}

#[test]
fn a_ticket_that_waits_says_after_a_restart_what_it_said_at_first() {
    let mut till = Till::open(1);
    till.language = Language::new("ar").expect("a tag");
    let locked = till.locked(3);
    let order = Box::new(AcceptedOrder::pay_at_counter(locked, Training(true)));
    let store = Store::open(options(till.folder.path())).expect("a journal");
    let mut first = None;
    let request = JournalRequest::Append { entry: Entry::Accepted { order }, now: till.now() };
    JournalWorker::new(store).work(request, &mut |news| {
        if let JournalNews::Written { ticket, .. } = news {
            first = ticket;
        }
    });
    let first = *first.expect("a ticket");
    assert!(
        first.text.contains("A01") && first.text.contains("Burger Classique"),
        "in the language of the house: {}",
        first.text
    );
    let boot = Store::open(options(till.folder.path())).expect("a journal").boot_state(till.now()).expect("read");
    assert_eq!(boot.tickets, [first]);
}

/// The tables before there was a chain.
const FIRST_TABLES: &str = include_str!("first_tables.sql");

/// The same journal as an older program would have left it.
fn as_an_older_program_left_it(till: &Till) {
    let new = till.journal();
    let old = till.folder.path().join("old.db");
    let connection = Connection::open(&old).expect("a database");
    connection.execute_batch(FIRST_TABLES).expect("tables");
    connection.execute("ATTACH ?1 AS new", [new.to_string_lossy()]).expect("attached");
    connection.execute_batch(include_str!("as_at_first.sql")).expect("copied");
    drop(connection);
    for ending in ["db", "db-wal", "db-shm"] {
        let _ = std::fs::remove_file(new.with_extension(ending));
    }
    std::fs::rename(&old, &new).expect("in its place");
}

#[test]
fn an_older_journal_comes_into_the_chain_with_its_payloads_as_they_were() {
    let mut till = Till::open(1);
    (0..Till::OLD_KINDS).for_each(|kind| till.sale(kind, usize::from(kind)));
    let folder = till.folder.path().to_owned();
    let payloads = texts(&Connection::open(till.journal()).expect("it"), "SELECT payload FROM record ORDER BY seq");
    till.store = Store::open(cardlast::journal::StoreOptions { path: ":memory:".into(), ..options(&folder) }).expect("elsewhere");
    as_an_older_program_left_it(&till);
    let refused = Verifier::open(&till.journal()).expect("a file").full().expect_err("not yet").to_string();
    assert!(refused.contains("start the kiosk once"), "{refused}");
    till.store = Store::open(options(&folder)).expect("brought up to date");
    let connection = Connection::open(till.journal()).expect("the database");
    assert_eq!(texts(&connection, "SELECT payload FROM record ORDER BY seq"), payloads);
    assert_eq!(texts(&connection, "SELECT DISTINCT fiscal FROM record"), ["1"]);
    let found = verified(&folder);
    assert!(found.is_sound(), "{:?}", found.problems);
    till.write(&Entry::Boot);
    till.paid(2);
    let found = verified(&folder);
    assert!(found.is_sound() && found.records == payloads.len() as u64 + 5, "{:?}", found.problems);
    assert_eq!(texts(&connection, "SELECT DISTINCT fiscal FROM record ORDER BY 1"), ["1", "2"]);
}

#[test]
fn paper_is_in_the_houses_language_where_the_customers_runs_from_right_to_left() {
    let mut till = Till::open(1);
    let mut receipt = |tag: &str| {
        till.language = Language::new(tag).expect("a tag");
        let order = till.paid(1);
        till.store.receipt(order).expect("read").expect("a receipt")
    };
    // French is the house's first: no printer that was bought for it joins Arabic letters and begins on the right.
    let arabic = receipt("ar");
    assert!(arabic.contains("Burger Classique") && arabic.contains("24 nov. 2026, 12:30:0"), "{arabic}");
    let german = receipt("de");
    assert!(german.contains("Klassischer Burger") && german.contains("24.11.2026, 12:30:"), "{german}");
    let chinese = receipt("zh");
    assert!(chinese.contains("经典汉堡") && chinese.contains("2026年11月24日 12:30:"), "{chinese}");
}
