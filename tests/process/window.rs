//! The shipped program with its window, on a display that nobody sees: started, tapped, listened to, killed.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::bank::{Ledger, Row, Stands};
use crate::checker::Outside;
use crate::screen::{SIZE, Screen};

/// A kiosk that says nothing new for so long is broken.
const PATIENCE: Duration = Duration::from_secs(60);

/// Why there is no display; nothing when there can be one.
pub fn is_absent() -> Option<String> {
    let found = Command::new("Xvfb").arg("-help").stdout(Stdio::null()).stderr(Stdio::null()).status();
    found.err().map(|error| format!("There is no virtual display: Xvfb: {error}"))
}

/// A control or a text: what it is called, whether it can be tapped, where its middle is.
#[derive(Debug, Clone)]
struct Thing {
    label: String,
    taps: bool,
    middle: (i16, i16),
}

#[derive(Debug, Default)]
struct Seen {
    screen: String,
    things: Vec<Thing>,
    transcript: Vec<String>,
    ended: bool,
}

impl Seen {
    fn offers(&self, label: &str) -> bool {
        self.things.iter().any(|thing| thing.taps && thing.label.starts_with(label))
    }

    fn hear(&mut self, line: String) {
        let fields: Vec<_> = line.split('\t').collect();
        match fields[..] {
            ["screen", name] => {
                name.clone_into(&mut self.screen);
                self.things.clear();
            }
            [role, state, _, left, top, width, height, label] => {
                let number = |text: &str| text.parse::<i16>().unwrap_or_default();
                let middle = (number(left) + number(width) / 2, number(top) + number(height) / 2);
                let taps = state == "enabled" && role != "label";
                self.things.push(Thing { label: label.to_owned(), taps, middle });
            }
            _ => self.transcript.push(line),
        }
    }
}

/// See the module's text. Ends with the value.
pub struct Kiosk<'a> {
    screen: &'a Screen,
    child: Child,
    seen: Arc<(Mutex<Seen>, Condvar)>,
    log: PathBuf,
}

/// The program, told where its files are.
pub fn program(screen: &Screen, data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cardlast"));
    let (width, height) = SIZE;
    command.args(["kiosk", "--narrate", "--landmarks", "--window", &format!("{width}x{height}"), "--data"]).arg(data);
    command.env("DISPLAY", &screen.display).env_remove("WAYLAND_DISPLAY").env_remove("LD_PRELOAD");
    command.current_dir(env!("CARGO_MANIFEST_DIR")).stdin(Stdio::null());
    command
}

impl<'a> Kiosk<'a> {
    /// Opens it; its log goes into a file.
    pub fn open(screen: &'a Screen, mut command: Command, log: PathBuf) -> Self {
        let errors = fs::OpenOptions::new().create(true).append(true).open(&log).expect("a file for its log");
        let mut child = command.stdout(Stdio::piped()).stderr(errors).spawn().expect("the kiosk starts");
        let seen = Arc::<(Mutex<Seen>, Condvar)>::default();
        let (out, told) = (child.stdout.take().expect("its output"), seen.clone());
        std::thread::spawn(move || {
            let tell = |change: &mut dyn FnMut(&mut Seen)| {
                change(&mut told.0.lock().unwrap_or_else(PoisonError::into_inner));
                told.1.notify_all();
            };
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                tell(&mut |seen| seen.hear(line.clone()));
            }
            tell(&mut |seen| seen.ended = true);
        });
        Self { screen, child, seen, log }
    }

    /// Waits until something is seen, or says what is seen instead.
    fn wait_for<T>(&self, what: &str, see: impl Fn(&Seen) -> Option<T>) -> Result<T, String> {
        let guard = self.lock();
        let waits = |seen: &mut Seen| !seen.ended && see(seen).is_none();
        let (seen, _) = self.seen.1.wait_timeout_while(guard, PATIENCE, waits).unwrap_or_else(PoisonError::into_inner);
        see(&seen).ok_or_else(|| {
            let things: Vec<_> = seen.things.iter().map(|thing| thing.label.as_str()).collect();
            let last: Vec<_> = seen.transcript.iter().rev().take(8).rev().collect();
            format!(
                "{what} does not come; on {:?} ({}) there is {things:?}, last {last:#?}, log {}",
                seen.screen,
                seen.ended,
                self.log()
            )
        })
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a screen.
    pub fn on(&self, screen: &str) -> Result<(), String> {
        self.wait_for(&format!("screen {screen}"), |seen| (seen.screen == screen).then_some(()))
    }

    /// Waits for words anywhere on the screen.
    pub fn reads(&self, words: &str) -> Result<(), String> {
        self.wait_for(words, |seen| seen.things.iter().any(|thing| thing.label.contains(words)).then_some(()))
    }

    /// Waits for a line of the transcript.
    pub fn hears(&self, words: &str) -> Result<(), String> {
        self.wait_for(words, |seen| seen.transcript.iter().any(|line| line.contains(words)).then_some(()))
    }

    /// How often a line of the transcript has these words.
    pub fn heard(&self, words: &str) -> usize {
        self.lock().transcript.iter().filter(|line| line.contains(words)).count()
    }

    /// Taps the control whose name begins so, once it can be used.
    pub fn tap(&self, label: &str) -> Result<(), String> {
        let find =
            |seen: &Seen| seen.things.iter().find(|thing| thing.taps && thing.label.starts_with(label)).map(|thing| thing.middle);
        let middle = self.wait_for(&format!("a control {label:?}"), find)?;
        self.screen.tap(middle);
        Ok(())
    }

    /// Taps a control until another one is there: what a finger aims at moves when the kiosk learns that cards are taken.
    fn tap_for(&self, label: &str, next: &str) -> Result<(), String> {
        for _ in 0..5 {
            self.tap(label)?;
            let guard = self.lock();
            let waits = |seen: &mut Seen| !seen.ended && !seen.offers(next);
            let _ = self.seen.1.wait_timeout_while(guard, PATIENCE / 5, waits).unwrap_or_else(PoisonError::into_inner);
            if self.offers(next) {
                return Ok(());
            }
        }
        Err(format!("{label:?} was tapped, and {next:?} does not come"))
    }

    /// Whether a control whose name begins so can be used now.
    pub fn offers(&self, label: &str) -> bool {
        self.lock().offers(label)
    }

    /// From attract to the review of one burger.
    pub fn order(&self) -> Result<(), String> {
        self.on("attract")?;
        self.tap_for("English", "Take away")?;
        self.tap("Take away")?;
        self.on("menu")?;
        self.tap("Burgers")?;
        self.tap("Add Classic burger")?;
        self.tap("See my order")?;
        self.on("review")
    }

    /// From there to the terminal's prompt, with a card held to it.
    pub fn pay(&self) -> Result<(), String> {
        self.tap("Pay")?;
        self.on("card")?;
        self.tap("Hold card here")
    }

    /// One burger, by card, to its number.
    pub fn sell(&self) -> Result<(), String> {
        self.order()?;
        self.pay()?;
        self.on("number")?;
        self.tap("Finish")?;
        self.on("attract")
    }

    /// What it wrote into its log.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Waits for its end.
    pub fn ends(mut self) -> Result<ExitStatus, String> {
        self.wait_for("the end", |seen| seen.ended.then_some(()))?;
        self.child.wait().map_err(|error| error.to_string())
    }

    /// Asks it to stop, which it does cleanly.
    pub fn stop(self) -> Result<(), String> {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        asked.map_err(|error| error.to_string())?;
        let status = self.ends()?;
        if status.success() { Ok(()) } else { Err(format!("it does not stop cleanly: {status}")) }
    }

    /// SIGKILL.
    pub fn kill(mut self) -> Result<(), String> {
        self.child.kill().map_err(|error| error.to_string())?;
        let status = self.child.wait().map_err(|error| error.to_string())?;
        if status.signal() == Some(9) { Ok(()) } else { Err(format!("it ended by itself: {status}")) }
    }
}

impl Drop for Kiosk<'_> {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the simulated terminal wrote down of its own payments, and the kiosk's files.
pub fn outside(data: &Path) -> Outside {
    let files = data.join("training");
    Outside { ledger: ledger(&files), files }
}

/// What it wrote down, among these files.
pub fn ledger(files: &Path) -> Ledger {
    let text = fs::read_to_string(files.join("simulated-terminal.jsonl")).unwrap_or_default();
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for line in text.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok()) {
        let word = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
        let stands = match word("end").as_str() {
            "offered" => Stands::Offered,
            "confirmed" => Stands::Captured,
            "declined" => Stands::Declined,
            "reversed" => Stands::Reversed,
            _ => Stands::Void,
        };
        let (amount, stan) = (line["amount"].as_i64().unwrap_or_default(), line["stan"].to_string());
        let (currency, reference) = (word("currency"), word("reference"));
        rows.insert(word("attempt"), Row { attempt: word("attempt"), amount, currency, stan, reference, stands });
    }
    Ledger::of(rows.into_values().collect())
}
