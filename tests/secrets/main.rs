//! No card number stays anywhere (F31, promise 8 of the design): a terminal that is careless with them and customers who type them, and
//! then a look at everything that the kiosk wrote, printed, logged and holds in memory.
//!
//! [`scanner`] looks for known numbers plain, in groups, as BCD, hex, base64, UTF-16 and UTF-32, and in texts for anything that could be
//! one. What cannot be promised, and is not asserted: what a real terminal's own adapter does with its buffers (there is none here yet),
//! what the window system remembers of keys, and that the words a customer typed leave memory before it is used again.

mod memory;
mod restaurant;
mod scanner;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use cardlast::device::SystemClock;
use cardlast::machine::kiosk::ScreenName;
use cardlast::port::Clock as _;
use cardlast::time::Millis;
use restaurant::{Careless, Restaurant};
use rusqlite::types::ValueRef;
use scanner::{Scanner, may_be_cards, number};

/// Hears everything that any thread logs.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<u8>>>);

impl Write for Heard {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no panic while logging").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn log() -> &'static Heard {
    static LOG: OnceLock<Heard> = OnceLock::new();
    LOG.get_or_init(|| {
        let heard = Heard::default();
        let writer = heard.clone();
        let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false);
        subscriber.with_writer(move || writer.clone()).init();
        heard
    })
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// Everything suspicious below a folder: known numbers in any file, and what may be one in texts and in the columns of databases.
fn suspicious(folder: &Path, scanner: &Scanner) -> Vec<String> {
    let mut found = Vec::new();
    for file in files(folder) {
        let bytes = std::fs::read(&file).expect("a file");
        let mut tell = |what: String| found.push(format!("{}: {what}", file.display()));
        scanner.find(&bytes).into_iter().for_each(&mut tell);
        if bytes.starts_with(b"SQLite format 3\0") {
            columns(&file).iter().flat_map(|text| may_be_cards(text)).for_each(&mut tell);
        } else if let Ok(text) = std::str::from_utf8(&bytes) {
            may_be_cards(text).into_iter().for_each(&mut tell);
        }
    }
    found
}

/// Every value of a database that is text.
fn columns(file: &Path) -> Vec<String> {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let Ok(database) = rusqlite::Connection::open_with_flags(file, flags) else { return Vec::new() };
    let mut texts = Vec::new();
    let Ok(mut tables) = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'") else { return texts };
    let Ok(names) = tables.query_map([], |row| row.get::<_, String>(0)) else { return texts };
    for table in names.flatten() {
        let Ok(mut rows) = database.prepare(&format!("SELECT * FROM \"{table}\"")) else { continue };
        let count = rows.column_count();
        let Ok(mut rows) = rows.query([]) else { continue };
        while let Ok(Some(row)) = rows.next() {
            for column in 0..count {
                if let Ok(ValueRef::Text(bytes) | ValueRef::Blob(bytes)) = row.get_ref(column) {
                    texts.push(String::from_utf8_lossy(bytes).into_owned());
                }
            }
        }
    }
    texts
}

/// What a command says to a person, on both streams.
fn says(data: &Path, arguments: &[&str]) -> String {
    let program = env!("CARGO_BIN_EXE_cardlast");
    let output = Command::new(program).args(arguments).arg("--data").arg(data).env("NO_COLOR", "1").output().expect("it runs");
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Waits for what a thread does in its own time.
fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let clock = SystemClock::new(jiff::tz::TimeZone::UTC);
    let deadline = clock.now().at.after(Millis::from_secs(30));
    while !is_so() {
        assert!(clock.now().at < deadline, "{what} does not come");
        std::thread::park_timeout(Duration::from_millis(5));
    }
}

/// Waits until the second copy has as many lines as the journal has records.
fn wait_for_mirror(restaurant: &Restaurant) {
    let journal = restaurant.data.join("training/journal.db");
    let lines = || std::fs::read_to_string(&restaurant.mirror).map_or(0, |text| text.lines().count());
    let records = || -> usize {
        let database = rusqlite::Connection::open(&journal).expect("a journal");
        let count: i64 = database.query_row("SELECT count(*) FROM record", [], |row| row.get(0)).expect("records");
        usize::try_from(count).expect("a count")
    };
    wait_until("the copy", || lines() >= records());
}

/// Whether the cart that outlives a crash holds these words.
fn is_kept(folder: &Path, words: &str) -> bool {
    let cart = |file: &PathBuf| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("session.db"));
    let holds = |file: PathBuf| {
        std::fs::read(file).is_ok_and(|bytes| bytes.windows(words.len()).any(|window| window == words.as_bytes()))
    };
    files(folder).into_iter().filter(cart).any(holds)
}

#[test]
fn nothing_that_is_kept_printed_logged_or_said_holds_a_card_number() {
    let heard = log();
    let scanner = Scanner::new();
    let folder = tempfile::tempdir().expect("a folder");
    let mut restaurant = Restaurant::open(folder.path());
    restaurant.pay(Careless::Texts);
    assert_eq!(restaurant.screen(), ScreenName::Number, "an approval with careless words is an approval all the same");
    restaurant.leave();
    restaurant.pay(Careless::Refusal);
    assert_eq!(restaurant.screen(), ScreenName::Review);
    restaurant.leave();
    restaurant.pay(Careless::Reference);
    assert_eq!(restaurant.screen(), ScreenName::Checking, "a payment under such a name cannot be taken back by it: nobody knows");
    restaurant.leave();
    let mut restaurant = restaurant.open_again();
    restaurant.fill_cart();
    restaurant.write_on_the_line(number(5));
    wait_for_mirror(&restaurant);
    wait_until("the cart with its note, without the digits", || is_kept(folder.path(), "••••"));
    assert_eq!(suspicious(folder.path(), &scanner), Vec::<String>::new(), "while a customer is there");

    let data = folder.path();
    let outputs = [
        says(data, &["orders", "list"]),
        says(data, &["orders", "list", "--json"]),
        says(data, &["orders", "show", "A01"]),
        says(data, &["orders", "receipt", "A01"]),
        says(data, &["staff", "list"]),
        says(data, &["journal", "verify"]),
    ];
    assert!(outputs[0].contains("A01") && outputs[4].contains("nobody knows"), "{outputs:?}");
    let [jsonl, csv] = ["day.jsonl", "day.csv"].map(|name| data.join(name));
    let [lines, rows] = [&jsonl, &csv].map(|path| path.to_str().expect("a path").to_owned());
    says(data, &["journal", "export", "--jsonl", &lines, "--csv", &rows]);
    assert!(jsonl.is_file() && csv.is_file(), "the export is there");
    for (at, output) in outputs.iter().enumerate() {
        assert_eq!(scanner.find(output.as_bytes()), Vec::<String>::new(), "command {at}");
        assert_eq!(may_be_cards(output), Vec::<String>::new(), "command {at}");
    }
    let written: String =
        files(&data.join("training/kitchen")).iter().map(|file| std::fs::read_to_string(file).expect("text")).collect();
    assert!(written.contains("my card is •••• •••• •••• •"), "the kitchen gets the note without the digits: {written}");
    let receipts = files(&data.join("training/receipts"));
    assert!(!receipts.is_empty(), "a receipt was printed");

    damage(restaurant, data);
    assert_eq!(suspicious(folder.path(), &scanner), Vec::<String>::new(), "everything that was kept");
    let aside = files(data).iter().filter(|file| file.to_string_lossy().contains("journal-damaged")).count();
    assert!(aside >= 2, "the damaged journal and its lines are among it");
    let said = heard.0.lock().expect("no panic").clone();
    assert!(said.len() > 1_000, "the log has heard it");
    assert_eq!(scanner.find(&said), Vec::<String>::new(), "in the log");
    let text = String::from_utf8_lossy(&said).into_owned();
    assert_eq!(may_be_cards(&text), Vec::<String>::new(), "in the log");
    assert!(!text.contains("my card is"), "a customer's words are in the log");
}

/// Spoils the journal, so that it is put aside and what verifies is written out.
fn damage(restaurant: Restaurant, data: &Path) {
    let Restaurant { driver, mirror, .. } = restaurant;
    drop(driver);
    std::fs::remove_file(&mirror).expect("there is a copy");
    let journal = data.join("training/journal.db");
    let database = rusqlite::Connection::open(&journal).expect("a journal");
    database.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").expect("one file");
    drop(database);
    let mut bytes = std::fs::read(&journal).expect("a journal");
    // A page of zeros in the middle: SQLite itself finds it at the next start.
    bytes[8_192..12_288].fill(0);
    std::fs::write(&journal, bytes).expect("spoilt");
    let _ = Restaurant::open(data);
}

#[test]
fn a_planted_number_is_found_wherever_it_is_planted() {
    let scanner = Scanner::new();
    let folder = tempfile::tempdir().expect("a folder");
    let mut restaurant = Restaurant::open(folder.path());
    restaurant.pay(Careless::Texts);
    restaurant.leave();
    assert_eq!(suspicious(folder.path(), &scanner), Vec::<String>::new());
    let place = folder.path().join("training");
    let digits: Vec<u8> = number(0).bytes().map(|byte| byte - b'0').collect();
    for (form, bytes) in scanner::forms(&digits) {
        let file = place.join("kitchen/slip.bin");
        std::fs::write(&file, [b"slip \xff".as_slice(), &bytes].concat()).expect("planted");
        assert!(!suspicious(folder.path(), &scanner).is_empty(), "{form}");
        std::fs::remove_file(&file).expect("taken away");
    }
    std::fs::write(place.join("receipts/A99.txt"), "card 5555-5555-5555-4444\n").expect("planted");
    assert_eq!(suspicious(folder.path(), &scanner).len(), 1, "a number that nobody knew of");
    std::fs::remove_file(place.join("receipts/A99.txt")).expect("taken away");
    let database = rusqlite::Connection::open(place.join("session.db")).expect("a database");
    database.execute_batch("CREATE TABLE planted (a TEXT, b TEXT)").expect("a table");
    database.execute("INSERT INTO planted VALUES ('x', '4111 1111 1111 1111')", []).expect("a row");
    drop(database);
    assert_eq!(suspicious(folder.path(), &scanner).len(), 1, "in a column");
}
