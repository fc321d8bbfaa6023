//! The library that stands between a program and the system (`saboteur.c`): compiled here, armed by environment, read back by its log.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// Where the library is, or why there is none.
pub static LIBRARY: LazyLock<Result<PathBuf, String>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("process");
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    // Several runs may compile at once: each its own, and the last one stays.
    let (mine, library) = (folder.join(format!("saboteur-{}.so", std::process::id())), folder.join("saboteur.so"));
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/process/saboteur.c");
    let mut compiler = Command::new(std::env::var_os("CC").unwrap_or_else(|| "cc".into()));
    compiler.args(["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o"]).arg(&mine).arg(&source).arg("-ldl");
    let output = compiler.output().map_err(|error| format!("there is no C compiler: {error}"))?;
    if !output.status.success() {
        return Err(format!("the saboteur does not compile: {}", String::from_utf8_lossy(&output.stderr)));
    }
    fs::rename(&mine, &library).map_err(|error| error.to_string())?;
    Ok(library)
});

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// SIGKILL before the call.
    Kill,
    /// Half of it, then SIGKILL.
    Tear,
    /// An input/output error, once.
    InputOutput,
    /// No room from then on.
    FullOnwards,
}

impl How {
    const fn words(self) -> (&'static str, i32) {
        const EIO: i32 = 5;
        const ENOSPC: i32 = 28;
        match self {
            Self::Kill => ("kill", 0),
            Self::Tear => ("tear", 0),
            Self::InputOutput => ("once", EIO),
            Self::FullOnwards => ("onwards", ENOSPC),
        }
    }

    /// Whether the process dies of it.
    pub const fn is_deadly(self) -> bool {
        matches!(self, Self::Kill | Self::Tear)
    }
}

/// What goes wrong, and at which call: the so-and-so-manieth of a kind, since threads take turns differently in each run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strike {
    pub how: How,
    pub call: Call,
    pub at: usize,
}

impl std::fmt::Display for Strike {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} at {} {}", self.how, self.call, self.at)
    }
}

/// The same at each of these calls.
pub fn at_each<'a>(how: How, calls: impl IntoIterator<Item = &'a Call>) -> Vec<Strike> {
    let mut seen: BTreeMap<&Call, usize> = BTreeMap::new();
    let strike = |call: &'a Call| {
        let at = seen.entry(call).or_default();
        *at += 1;
        Strike { how, call: call.clone(), at: *at }
    };
    calls.into_iter().map(strike).collect()
}

/// Puts the library before a program. It looks at what is below `under` and writes into `log`.
pub fn arm(command: &mut Command, under: &Path, log: &Path, strike: Option<&Strike>) {
    command.env("LD_PRELOAD", LIBRARY.as_ref().expect("asked for only where it is there"));
    command.env("SABOTEUR_UNDER", under).env("SABOTEUR_LOG", log);
    if let Some(Strike { how, call, at }) = strike {
        let (word, error) = how.words();
        command.env("SABOTEUR_CALL", &call.name).env("SABOTEUR_FILE", call.pattern());
        command.env("SABOTEUR_AT", at.to_string()).env("SABOTEUR_HOW", word).env("SABOTEUR_ERRNO", error.to_string());
    }
}

/// Of many equal calls in a row only the first and the last.
pub fn ends_of_bursts(strikes: Vec<Strike>) -> Vec<Strike> {
    let calls: Vec<_> = strikes.iter().map(|strike| strike.call.clone()).collect();
    let inside = |at: usize| at > 0 && calls[at - 1] == calls[at] && calls.get(at + 1) == Some(&calls[at]);
    strikes.into_iter().enumerate().filter(|(at, _)| !inside(*at)).map(|(_, strike)| strike).collect()
}

/// A kind of call.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Call {
    pub name: String,
    /// The file as a pattern, without the names that differ from run to run; `socket` for the line to the terminal.
    pub what: String,
}

impl Call {
    pub fn new(name: &str, what: &str) -> Self {
        Self { name: name.to_owned(), what: what.to_owned() }
    }

    fn pattern(&self) -> String {
        match self.what.as_str() {
            "socket" => "socket".to_owned(),
            FOLDER => String::new(),
            file => format!("/{file}"),
        }
    }

    /// Whether it takes room on the disk.
    pub fn takes_room(&self) -> bool {
        ["write", "pwrite64", "create", "mkdir"].contains(&self.name.as_str()) && !self.is_exchange()
    }

    /// Whether half of it can be done.
    pub fn is_write(&self) -> bool {
        ["write", "pwrite64", "send"].contains(&self.name.as_str())
    }

    pub fn is_sync(&self) -> bool {
        self.name.ends_with("sync")
    }

    pub fn is_exchange(&self) -> bool {
        self.what == "socket"
    }
}

impl std::fmt::Display for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.name, self.what)
    }
}

/// What the library has written: every call, and those that went wrong.
#[derive(Debug, Default)]
pub struct Log {
    pub calls: Vec<Call>,
    pub fired: Vec<Call>,
}

/// What the library has written.
pub fn read_log(log: &Path) -> Log {
    let text = fs::read_to_string(log).unwrap_or_default();
    let mut read = Log::default();
    for line in text.lines() {
        let (line, fired) = line.strip_prefix("FIRED ").map_or((line, false), |line| (line, true));
        let mut words = line.splitn(3, ' ').skip(1);
        let (Some(name), Some(what)) = (words.next(), words.next()) else { continue };
        let call = Call { name: name.to_owned(), what: kind_of(what) };
        if fired {
            read.fired.push(call.clone());
        }
        read.calls.push(call);
    }
    read
}

const FOLDER: &str = "(the folder)";

/// `/kitchen/A01-0f8c1f4e….json` is as good as any other ticket.
pub fn kind_of(path: &str) -> String {
    let path = path.trim_start_matches('/');
    match path.split_once('/') {
        None => if path.is_empty() { FOLDER } else { path }.to_owned(),
        Some((folder, file)) => {
            let part = if file.ends_with(".part") { ".part" } else { "" };
            let ending = file.trim_end_matches(".part").rsplit('.').next().unwrap_or_default();
            format!("{folder}/*.{ending}{part}")
        }
    }
}
