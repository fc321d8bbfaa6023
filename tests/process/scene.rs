//! One kiosk's folder and the terminal beside it: the till is started in it, dies, is started again, and what is left is read from outside.

use std::io::Read as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::bank::Bank;
use crate::checker::Outside;
use crate::saboteur::{Log, Strike, arm, read_log};
use crate::till;

/// What runs as the till.
pub const TILL: &str = "--till";
/// What runs as the cash machine.
pub const ATM: &str = "--atm";

/// How a till ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Code(u8),
    Killed,
    /// A panic, or no memory: it ended itself.
    Panicked,
}

impl std::fmt::Display for End {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Killed => "killed",
            Self::Panicked => "panicked",
            Self::Code(till::SOLD) => "sold",
            Self::Code(till::REFUSES) => "did not start",
            Self::Code(till::STUCK) => "stuck",
            Self::Code(_) => "ended in a way of its own",
        })
    }
}

/// One run of the till.
#[derive(Debug)]
pub struct Run {
    pub end: End,
    /// What it said on its error output.
    pub said: String,
    /// What the saboteur counted and did.
    pub log: Log,
}

/// How many meals a till is to sell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meals {
    /// None: it takes up what is open, and stops.
    None,
    One,
    Many(u32),
}

impl Meals {
    const fn count(self) -> u32 {
        match self {
            Self::None => 0,
            Self::One => 1,
            Self::Many(count) => count,
        }
    }
}

/// See the module's text. Takes its files along when it goes.
pub struct Scene {
    folder: tempfile::TempDir,
    pub bank: Bank,
    /// Where the till's terminal answers.
    at: PathBuf,
    /// What runs in it.
    what: &'static str,
    /// A bug to plant in the till.
    plant: Option<String>,
    runs: std::cell::Cell<u32>,
}

impl Scene {
    /// An empty folder, and a terminal that refuses the first card it is shown.
    pub fn new(plant: Option<&str>) -> Self {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
        let bank = Bank::open(&folder.path().join("terminal"), true);
        let at = bank.path.clone();
        Self { folder, bank, at, what: TILL, plant: plant.map(str::to_owned), runs: std::cell::Cell::new(0) }
    }

    /// The same with another terminal, which is started with the folder that the till's own is in.
    pub fn with_terminal<T: AsRef<Path>>(start: impl FnOnce(&Path) -> T) -> (Self, T) {
        let scene = Self::new(None);
        let terminal = start(&scene.data());
        let at = terminal.as_ref().to_owned();
        (Self { at, ..scene }, terminal)
    }

    /// The same with a bug in the till.
    pub fn planted(self, bug: Option<&str>) -> Self {
        Self { plant: bug.map(str::to_owned), ..self }
    }

    /// The same with a cash machine in it.
    pub fn of_atm() -> Self {
        Self { what: ATM, ..Self::new(None) }
    }

    /// Where the till keeps everything: laid out as a kiosk's `--data`.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The till's own folder below it.
    pub fn files(&self) -> PathBuf {
        self.data().join("training")
    }

    /// A file beside the till's, which is nobody's business there.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The program's command line, not started.
    pub fn till(&self, meals: Meals, patience: Duration) -> Command {
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        command.arg(self.what).arg(self.files()).arg(&self.at).arg(patience.as_millis().to_string());
        command.arg(meals.count().to_string());
        command.args(&self.plant);
        without_surroundings(&mut command);
        command
    }

    /// Runs a till that meets with this, and waits for its end.
    pub fn run(&self, meals: Meals, strike: Option<&Strike>, patience: Duration) -> Run {
        self.runs.set(self.runs.get() + 1);
        let log = self.beside(&format!("calls-{}", self.runs.get()));
        let mut command = self.till(meals, patience);
        arm(&mut command, &self.files(), &log, strike);
        finish(command, &log)
    }

    /// The same with nothing but what `arrange` does to it.
    pub fn run_with(&self, meals: Meals, patience: Duration, arrange: impl FnOnce(&mut Command)) -> Run {
        let mut command = self.till(meals, patience);
        arrange(&mut command);
        finish(command, Path::new(""))
    }

    /// The same command below a shell that does this first.
    pub fn below(&self, command: &Command, script: &str) -> Command {
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(script).arg(command.get_program()).args(command.get_args());
        without_surroundings(&mut shell);
        shell
    }

    /// What can be seen of it.
    pub fn outside(&self) -> Outside {
        Outside { ledger: self.bank.ledger().clone(), files: self.files() }
    }
}

/// What the tests were started with does not reach the till.
fn without_surroundings(command: &mut Command) {
    command.stdin(Stdio::null()).stdout(Stdio::null()).env_remove("LD_PRELOAD");
    // Out of memory while it prints a backtrace the standard library waits for itself for ever.
    command.env_remove("RUST_BACKTRACE").env_remove("RUST_LIB_BACKTRACE");
}

/// A till that neither sells nor gives up ends a test by name, and not a whole run of tests by its clock.
const NO_END: Duration = Duration::from_secs(120);

fn finish(mut command: Command, log: &Path) -> Run {
    let mut child = command.stderr(Stdio::piped()).spawn().expect("the till starts");
    let mut output = child.stderr.take().expect("it was asked for");
    let (ended, end) = std::sync::mpsc::channel();
    let listening = std::thread::spawn(move || {
        let mut said = Vec::new();
        let heard = output.read_to_end(&mut said);
        // Nobody waits for it any longer when the till was ended.
        let _ = ended.send(());
        heard.map(|_| String::from_utf8_lossy(&said).into_owned())
    });
    let in_time = end.recv_timeout(NO_END).is_ok();
    if !in_time {
        child.kill().expect("it is ours");
    }
    let status = child.wait().expect("it was started");
    let said = listening.join().expect("no panic while listening").expect("a till that can be heard");
    assert!(in_time, "the till {command:?} came to no end in {NO_END:?}; it said: {said}");
    const SIGABRT: i32 = 6;
    const SIGKILL: i32 = 9;
    let end = match (status.code(), status.signal()) {
        (Some(code), _) => End::Code(u8::try_from(code).expect("a small number")),
        (None, Some(SIGKILL)) => End::Killed,
        (None, Some(SIGABRT)) => End::Panicked,
        (None, signal) => panic!("the till died of signal {signal:?}: {said}"),
    };
    Run { end, said, log: read_log(log) }
}
