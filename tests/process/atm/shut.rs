//! The shipped cash machine with its window, on files that cannot be used: its display says so, nothing of the money is lost, and it opens
//! again by itself.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::bank::{Row, Stands};
use crate::checker::Verdict;
use crate::mount::Mount;
use crate::screen::{SIZE, Screen};
use crate::window::{Kiosk, ledger};

/// Something that keeps the machine from its files for a while.
trait Obstacle {
    fn arises(&mut self) -> Verdict;
    fn goes(&mut self) -> Verdict;
}

/// A file stands where its folder was.
struct InTheWay(PathBuf);

impl InTheWay {
    fn aside(&self) -> PathBuf {
        self.0.with_extension("aside")
    }
}

impl Obstacle for InTheWay {
    fn arises(&mut self) -> Verdict {
        fs::rename(&self.0, self.aside()).and_then(|()| fs::write(&self.0, "")).map_err(|error| error.to_string())
    }

    fn goes(&mut self) -> Verdict {
        fs::remove_file(&self.0).and_then(|()| fs::rename(self.aside(), &self.0)).map_err(|error| error.to_string())
    }
}

impl Obstacle for Mount {
    fn arises(&mut self) -> Verdict {
        self.read_only()
    }

    fn goes(&mut self) -> Verdict {
        self.writable()
    }
}

fn program(screen: &Screen, data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cardlast"));
    let (width, height) = SIZE;
    command.args(["atm", "--narrate", "--landmarks", "--window", &format!("{width}x{height}"), "--data"]).arg(data);
    command.env("DISPLAY", &screen.display).env_remove("WAYLAND_DISPLAY").env_remove("LD_PRELOAD");
    command.current_dir(env!("CARGO_MANIFEST_DIR")).stdin(Stdio::null());
    command
}

fn in_english(atm: &Kiosk<'_>) -> Verdict {
    atm.tap("Langue")?;
    atm.tap("English")
}

/// From the welcome to the card that comes back, debited.
fn debit(atm: &Kiosk<'_>) -> Verdict {
    atm.on("welcome")?;
    in_english(atm)?;
    atm.tap("Cash")?;
    atm.on("amount")?;
    atm.tap("€40.00")?;
    atm.tap("Yes, €40.00")?;
    atm.on("card")?;
    atm.tap("Put the card in")?;
    atm.on("pin")?;
    (1..=4).try_for_each(|digit| atm.tap(&format!("Key {digit}")))?;
    atm.tap("Green key")?;
    atm.on("take-card")
}

/// How the debits of forty euros stand in the bank, the first one first.
fn debits(files: &Path) -> Vec<Stands> {
    let mut rows: Vec<Row> = ledger(files).rows;
    rows.sort_by_key(|row| row.stan.parse::<u32>().unwrap_or(u32::MAX));
    rows.into_iter().filter(|row| row.amount == 4000).map(|row| row.stands).collect()
}

/// F04, at the start: a debit is open without notes for it, and its files are gone for a while.
fn shut_and_opened(screen: &Screen, data: &Path, log: &Path, obstacle: &mut dyn Obstacle) -> Verdict {
    let files = data.join("training/atm");
    let open = || Kiosk::open(screen, program(screen, data), log.to_owned());
    let atm = open();
    debit(&atm)?;
    atm.kill()?;
    if debits(&files) != [Stands::Captured] {
        return Err(format!("a debit should be open: {:?}", debits(&files)));
    }
    obstacle.arises()?;
    let atm = open();
    atm.on("out-of-service")?;
    in_english(&atm)?;
    atm.reads("Nothing can be recorded right now.")?;
    if atm.offers("Cash") || atm.offers("Balance") || atm.heard("terminal ") + atm.heard("cash dispense") > 0 {
        return Err("it serves without its files".to_owned());
    }
    if !atm.log().contains("the cash machine's files cannot be used") {
        return Err(format!("it does not say why: {}", atm.log()));
    }
    obstacle.goes()?;
    // It opens by itself, brings to its end what was open, gives the card back, and then pays out as ever.
    atm.hears("< terminal reverse")?;
    atm.tap("Reprenez la carte")?;
    debit(&atm)?;
    atm.tap("Take the card")?;
    atm.on("take-cash")?;
    atm.tap("Take €40.00")?;
    atm.on("receipt")?;
    atm.tap("No, finish")?;
    if !atm.log().contains("files can be used again") {
        return Err(format!("it does not say that it can: {}", atm.log()));
    }
    atm.stop()?;
    if debits(&files) != [Stands::Reversed, Stands::Captured] {
        return Err(format!("one debit without notes goes back, one with notes stays: {:?}", debits(&files)));
    }
    let notes = fs::read_to_string(files.join("simulated-dispenser.json")).map_err(|error| error.to_string())?;
    let verify = Command::new(env!("CARGO_BIN_EXE_cardlast")).args(["journal", "verify", "--atm", "--data"]).arg(data).output();
    let verify = verify.map_err(|error| error.to_string())?;
    if verify.status.success() {
        return Ok(());
    }
    Err(format!("journal verify says {} of {notes}", String::from_utf8_lossy(&verify.stderr)))
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder")
}

/// A file where its folder should be, which any user can bring about.
pub fn files_that_are_not_there(screen: &Screen) -> Verdict {
    let folder = folder();
    let data = folder.path().join("data");
    let mut obstacle = InTheWay(data.join("training/atm"));
    shut_and_opened(screen, &data, &folder.path().join("log"), &mut obstacle)
}

/// A disk that may not be written.
pub fn a_disk_that_may_not_be_written(screen: &Screen) -> Verdict {
    let folder = folder();
    let data = folder.path().join("data");
    let mut disk = Mount::small(&data)?;
    shut_and_opened(screen, &data, &folder.path().join("log"), &mut disk)
}
