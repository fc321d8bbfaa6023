//! What only the shipped program can show: the kiosk itself, killed in a payment, on a disk that is full or may not be written, on a file
//! that is spoilt, beside another kiosk, and with a clock that jumps. Its terminal is the simulated one, whose ledger is a file.

use std::fs;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::checker::{self, Verdict};
use crate::mount::Mount;
use crate::saboteur::{Call, How, LIBRARY, Strike, arm, read_log};
use crate::screen::Screen;
use crate::window::{Kiosk, outside, program};

/// A kiosk's folder, and what stands beside it.
struct Shop<'a> {
    screen: &'a Screen,
    folder: tempfile::TempDir,
}

impl<'a> Shop<'a> {
    fn new(screen: &'a Screen) -> Self {
        Self { screen, folder: tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder") }
    }

    fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn data(&self) -> PathBuf {
        self.beside("data")
    }

    fn files(&self) -> PathBuf {
        self.data().join("training")
    }

    fn open(&self) -> Kiosk<'a> {
        self.open_with(|_| ())
    }

    fn open_with(&self, arrange: impl FnOnce(&mut Command)) -> Kiosk<'a> {
        let mut command = program(self.screen, &self.data());
        arrange(&mut command);
        Kiosk::open(self.screen, command, self.beside("log"))
    }

    /// What holds at rest: every order is paid, in the kitchen, and there are so many.
    fn at_rest(&self, orders: usize) -> Verdict {
        let books = checker::books_now(&self.files())?;
        let outside = outside(&self.data());
        checker::settled(&outside, &books)?;
        let found = books.of("order-accepted").count();
        if found != orders {
            return Err(format!("{found} orders, and not {orders}"));
        }
        checker::verified(&self.data())
    }
}

/// SIGKILL at a write of the terminal's ledger, at a commit, and between two papers for the kitchen.
pub fn killed_in_a_payment(screen: &Screen) -> Verdict {
    let fall = |name, what, at| Strike { how: How::Kill, call: Call::new(name, what), at };
    for strike in [
        fall("write", "simulated-terminal.jsonl", 2),
        fall("write", "simulated-terminal.jsonl", 3),
        fall("rename", "kitchen/*.json.part", 1),
    ] {
        let shop = Shop::new(screen);
        let log = shop.beside("calls");
        let kiosk = shop.open_with(|command| arm(command, &shop.files(), &log, Some(&strike)));
        kiosk.order()?;
        kiosk.pay()?;
        let status = kiosk.ends()?;
        let fired = read_log(&log).fired;
        if fired != [strike.call.clone()] {
            return Err(format!("{strike} did not happen: {fired:?}, {status}"));
        }
        let kiosk = shop.open();
        kiosk.on("attract")?;
        kiosk.sell()?;
        kiosk.stop()?;
        shop.at_rest(2).map_err(|what| format!("{strike}: {what}"))?;
    }
    Ok(())
}

/// F07.
pub fn a_second_kiosk_on_the_same_files_refuses(screen: &Screen) -> Verdict {
    let shop = Shop::new(screen);
    let first = shop.open();
    first.on("attract")?;
    let second = program(screen, &shop.data()).stdout(Stdio::null()).output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&second.stderr);
    if second.status.success() || !said.contains("another kiosk is running") {
        return Err(format!("the second one ends with {} and says {said:?}", second.status));
    }
    first.sell()?;
    first.stop()?;
    shop.at_rest(1)
}

/// F06: found at the start, put aside, no cards until staff agree, and the counter goes on.
pub fn a_spoilt_file_is_put_aside_and_cards_wait(screen: &Screen) -> Verdict {
    type Harm = fn(&Path) -> std::io::Result<()>;
    let harms: [(&str, Harm); 3] = [
        ("a byte of a record", |journal| {
            let bytes = fs::read(journal)?;
            // A page that was divided leaves words behind that nobody reads any more: each of them is harmed.
            let file = fs::File::options().write(true).open(journal)?;
            let places = bytes.windows(16).enumerate().filter(|(_, part)| *part == b"payment-approved");
            places.into_iter().try_for_each(|(at, _)| file.write_all_at(b"P", at as u64))
        }),
        ("half of it", |journal| fs::File::options().write(true).open(journal)?.set_len(fs::metadata(journal)?.len() / 2)),
        ("another file", |journal| fs::write(journal, "Dear Sirs, here is my novel.")),
    ];
    for (name, harm) in harms {
        let shop = Shop::new(screen);
        let kiosk = shop.open();
        kiosk.sell()?;
        kiosk.stop()?;
        let journal = shop.files().join("journal.db");
        harm(&journal).map_err(|error| format!("{name}: {error}"))?;
        let spoilt = fs::read(&journal).map_err(|error| error.to_string())?;
        let kiosk = shop.open();
        kiosk.on("attract")?;
        kiosk.tap("English")?;
        kiosk.reads("Cards wait until staff have looked").map_err(|what| format!("{name}: {what}"))?;
        kiosk.order()?;
        kiosk.tap("Pay €8.90 at")?;
        kiosk.on("number")?;
        // What was verified before is looked at behind the open kiosk, and put aside at the next start.
        let behind = kiosk.log().contains("cards are off until staff agree");
        if kiosk.heard("< terminal authorise") > 0 || !(behind || kiosk.log().contains("the journal is damaged")) {
            return Err(format!("{name}: {}", kiosk.log()));
        }
        kiosk.tap("Finish")?;
        kiosk.on("attract")?;
        kiosk.stop()?;
        if behind {
            let kiosk = shop.open();
            kiosk.on("attract")?;
            kiosk.stop()?;
        }
        let aside = fs::read_dir(shop.files()).map_err(|error| error.to_string())?.map(|entry| entry.expect("an entry").path());
        let mut aside = aside.filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            name.starts_with("journal-damaged-") && path.extension().is_some_and(|ending| ending == "db")
        });
        let kept = aside.next().and_then(|path| fs::read(path).ok());
        let same = |kept: &Vec<u8>| *kept == spoilt || (behind && kept.len() >= spoilt.len());
        if !kept.as_ref().is_some_and(same) {
            return Err(format!("{name}: the spoilt file is not kept as it was"));
        }
        checker::verified(&shop.data())?;
    }
    Ok(())
}

/// Hands on the clocks of a kiosk.
struct Clocks(fs::File);

const HOUR: i64 = 3_600;

impl Clocks {
    fn of(shop: &Shop<'_>) -> Result<Self, String> {
        let file = fs::File::options().create_new(true).write(true).open(shop.beside("clock"));
        let clocks = Self(file.map_err(|error| error.to_string())?);
        clocks.wall_is_wrong_by(0)?;
        clocks.computer_slept_for(0)?;
        Ok(clocks)
    }

    fn open<'a>(&self, shop: &Shop<'a>) -> Kiosk<'a> {
        shop.open_with(|command| {
            command.env("LD_PRELOAD", LIBRARY.as_ref().expect("it is there")).env("SABOTEUR_CLOCK", shop.beside("clock"));
        })
    }

    fn wall_is_wrong_by(&self, seconds: i64) -> Verdict {
        self.write(seconds, 0)
    }

    /// All in all.
    fn computer_slept_for(&self, seconds: i64) -> Verdict {
        self.write(seconds, 8)
    }

    fn write(&self, seconds: i64, at: u64) -> Verdict {
        self.0.write_all_at(&(seconds * 1_000_000_000).to_ne_bytes(), at).map_err(|error| error.to_string())
    }
}

/// F09: what was on the screen when the computer fell asleep is gone soon after it wakes, though timers stood still; and in a payment
/// the terminal is asked what became of it.
pub fn the_computer_sleeps(screen: &Screen) -> Verdict {
    let shop = Shop::new(screen);
    let clocks = Clocks::of(&shop)?;
    let kiosk = clocks.open(&shop);
    kiosk.order()?;
    clocks.computer_slept_for(8 * HOUR)?;
    kiosk.on("attract")?;
    kiosk.hears("< forget cart")?;
    if kiosk.heard("still there?") > 0 {
        return Err("a question was asked that nobody could see".to_owned());
    }
    kiosk.order()?;
    kiosk.tap("Pay")?;
    kiosk.on("card")?;
    clocks.computer_slept_for(8 * HOUR + 600)?;
    // The terminal has slept, too: it gives up its prompt, and the cart comes back.
    kiosk.on("review")?;
    kiosk.pay()?;
    kiosk.on("number")?;
    clocks.computer_slept_for(10 * HOUR)?;
    kiosk.on("attract")?;
    kiosk.stop()?;
    shop.at_rest(1)
}

/// F27: the display goes away while a card is asked for. A kiosk that nobody can see must not go on; started again on another display it
/// takes up what was open.
pub fn the_display_is_lost_in_a_payment(screen: &Screen) -> Verdict {
    let lost = Screen::open();
    let shop = Shop::new(&lost);
    let kiosk = shop.open();
    kiosk.order()?;
    kiosk.tap("Pay")?;
    kiosk.on("card")?;
    lost.cut();
    let status = kiosk.ends()?;
    if status.success() {
        return Err("without its display it ended as if all were well".to_owned());
    }
    let shop = Shop { screen, folder: shop.folder };
    let kiosk = shop.open();
    kiosk.hears("< terminal look up attempt 1")?;
    kiosk.on("attract")?;
    kiosk.order()?;
    kiosk.tap("Pay €8.90 at")?;
    kiosk.on("number")?;
    kiosk.stop()?;
    checker::verified(&shop.data())
}

/// F08: no deadline knows of it, the journal does.
pub fn the_wall_clock_jumps(screen: &Screen) -> Verdict {
    let shop = Shop::new(screen);
    let clocks = Clocks::of(&shop)?;
    let jump = |seconds| clocks.wall_is_wrong_by(seconds);
    let open = || clocks.open(&shop);
    let kiosk = open();
    kiosk.sell()?;
    // In the middle of choosing a day passes, in the middle of paying thirteen years; and then it was all a mistake.
    kiosk.order()?;
    jump(24 * HOUR)?;
    kiosk.tap("Pay")?;
    kiosk.on("card")?;
    jump(13 * 365 * 24 * HOUR)?;
    kiosk.tap("Hold card here")?;
    kiosk.on("number")?;
    kiosk.tap("Finish")?;
    kiosk.on("attract")?;
    jump(-5 * HOUR)?;
    kiosk.sell()?;
    if kiosk.heard("still there") > 0 || kiosk.heard("? unknown") > 0 {
        return Err("a clock that jumps is taken for time that passes".to_owned());
    }
    kiosk.kill()?;
    // Between two runs, too.
    jump(-72 * HOUR)?;
    let kiosk = open();
    kiosk.sell()?;
    kiosk.stop()?;
    shop.at_rest(4)?;
    let journal = rusqlite::Connection::open(shop.files().join("journal.db")).map_err(|error| error.to_string())?;
    let text = |sql: &str| journal.query_row(sql, [], |row| row.get::<_, String>(0)).map_err(|error| error.to_string());
    let years = text("SELECT group_concat(DISTINCT substr(wall_time, 1, 3)) FROM record WHERE kind = 'order-accepted'")?;
    let moved = text("SELECT CAST(count(*) AS TEXT) FROM record WHERE clock = 'moved'")?;
    // Ahead by a day, by years, back, and back again between the runs.
    if years.split(',').count() < 2 || moved != "4" {
        return Err(format!("the journal has the years {years} and {moved} jumps, and not 4"));
    }
    Ok(())
}

/// F03: the disk fills up while somebody orders; the card is never asked for; with room again everything goes on.
pub fn a_small_disk_fills_up(screen: &Screen) -> Verdict {
    let shop = Shop::new(screen);
    let mount = Mount::small(&shop.data())?;
    let kiosk = shop.open();
    kiosk.sell()?;
    kiosk.order()?;
    mount.fill()?;
    kiosk.tap("Pay")?;
    kiosk.hears("journal: cannot store")?;
    kiosk.on("review")?;
    if outside(&shop.data()).ledger.rows.len() != 1 || kiosk.heard("terminal authorise") != 1 {
        return Err("the card was asked for on a full disk".to_owned());
    }
    mount.make_room()?;
    kiosk.hears("journal: stores again")?;
    kiosk.pay()?;
    kiosk.on("number")?;
    kiosk.tap("Finish")?;
    kiosk.on("attract")?;
    kiosk.stop()?;
    shop.at_rest(2)
}

/// F03: the disk fills up while a card is asked for; the payment is brought to its end in the room that was held, and then nothing is sold.
pub fn a_small_disk_fills_up_in_a_payment(screen: &Screen) -> Verdict {
    let shop = Shop::new(screen);
    let mount = Mount::small(&shop.data())?;
    let reserve = shop.files().join("journal.reserve");
    let kiosk = shop.open();
    kiosk.order()?;
    kiosk.tap("Pay")?;
    kiosk.on("card")?;
    mount.fill()?;
    kiosk.tap("Hold card here")?;
    kiosk.on("number")?;
    kiosk.hears("journal: cannot store")?;
    if reserve.exists() {
        return Err("there was room without giving up what was held: the disk was not full".to_owned());
    }
    kiosk.tap("Finish")?;
    kiosk.on("out-of-service")?;
    mount.make_room()?;
    kiosk.on("attract")?;
    if !reserve.exists() {
        return Err("it sells again, and holds no room".to_owned());
    }
    kiosk.sell()?;
    kiosk.stop()?;
    shop.at_rest(2)
}

/// F04: a start on a disk that may not be written says so, sells nothing, and goes on once it can be used: what was open is looked up.
pub fn a_start_on_a_disk_that_cannot_be_used(screen: &Screen) -> Verdict {
    let shop = Shop::new(screen);
    let mount = Mount::small(&shop.data())?;
    let kiosk = shop.open();
    kiosk.order()?;
    kiosk.tap("Pay")?;
    kiosk.on("card")?;
    // A payment is open, and no card has been shown.
    kiosk.kill()?;
    mount.read_only()?;
    let kiosk = shop.open();
    kiosk.on("out-of-service")?;
    if kiosk.heard("terminal authorise") > 0 || !kiosk.log().contains("cannot be used") {
        return Err(format!("it does not say why: {}", kiosk.log()));
    }
    mount.writable()?;
    kiosk.on("attract")?;
    kiosk.hears("< terminal look up attempt 1")?;
    kiosk.stop()
}
