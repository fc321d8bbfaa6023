//! The kiosk as a process: started, listened to, weighed.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::screen::{Area, SIZE, Screen};

/// One thing on the screen, as the kiosk itself names it.
#[derive(Debug, Clone)]
pub struct Thing {
    /// What kind of thing it is.
    pub role: String,
    /// What a screen reader calls it.
    pub label: String,
    /// Whether it can be tapped.
    pub control: bool,
    /// Where it is.
    pub area: Area,
}

impl Thing {
    /// Its middle.
    pub fn middle(&self) -> (i16, i16) {
        let (left, top, width, height) = self.area;
        (left + (width / 2).cast_signed(), top + (height / 2).cast_signed())
    }
}

/// The newest settled frame in the kiosk's own words.
#[derive(Debug, Default)]
struct Heard {
    screen: String,
    things: Vec<Thing>,
}

/// A running kiosk. Ends with the value.
pub struct Program {
    child: Child,
    heard: Arc<Mutex<Heard>>,
    /// When it was started.
    pub started: Instant,
}

/// The program under measure: `CARDLAST`, or the one that cargo has built for the bench.
pub fn binary() -> PathBuf {
    std::env::var_os("CARDLAST").map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_cardlast")), PathBuf::from)
}

impl Program {
    /// Starts the kiosk on a screen, with these settings. Only a talking one says what is where.
    pub fn start(screen: &Screen, data: &Path, settings: &str, talks: bool) -> Self {
        let (width, height) = SIZE;
        let mut command = Command::new(binary());
        command.args(["kiosk", "--window", &format!("{width}x{height}"), "--data"]).arg(data);
        if !settings.is_empty() {
            let file = data.join("kiosk.toml");
            let menu = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
            fs::write(&file, format!("menu = {menu:?}\n{settings}\n")).expect("a file of its own");
            command.arg("--config").arg(file);
        }
        if talks {
            command.arg("--landmarks");
        }
        command.current_dir(env!("CARGO_MANIFEST_DIR")).env("DISPLAY", &screen.display).env_remove("WAYLAND_DISPLAY");
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let started = Instant::now();
        let mut child = command.spawn().expect("the kiosk starts");
        let heard = Arc::default();
        listen(child.stdout.take().expect("a pipe"), Arc::clone(&heard));
        Self { child, heard, started }
    }

    /// Waits until this screen is shown and this is on it.
    pub fn find(&self, screen: &str, what: impl Fn(&Thing) -> bool) -> Thing {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(20) {
            let heard = self.heard.lock().expect("no panic while listening");
            if heard.screen == screen
                && let Some(thing) = heard.things.iter().find(|thing| what(thing))
            {
                return thing.clone();
            }
            drop(heard);
            std::thread::park_timeout(Duration::from_millis(20));
        }
        panic!("not on screen {screen}: {:#?}", self.heard.lock().expect("no panic while listening"));
    }

    /// Everything that can be tapped.
    pub fn controls(&self) -> Vec<Thing> {
        let heard = self.heard.lock().expect("no panic while listening");
        heard.things.iter().filter(|thing| thing.control).cloned().collect()
    }

    fn proc(&self, file: &str) -> String {
        fs::read_to_string(format!("/proc/{}/{file}", self.child.id())).expect("the kiosk is running")
    }

    /// Proportional set size in bytes.
    pub fn pss(&self) -> u64 {
        let rollup = self.proc("smaps_rollup");
        let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:")).expect("a line with the size");
        line.trim().trim_end_matches(" kB").trim().parse::<u64>().expect("a number") * 1024
    }

    /// Processor time used so far, in ticks of 10 ms.
    pub fn ticks(&self) -> u64 {
        let stat = self.proc("stat");
        let after_name = stat.rsplit(") ").next().expect("fields");
        let field = |at: usize| after_name.split(' ').nth(at).and_then(|field| field.parse::<u64>().ok()).expect("a number");
        field(11) + field(12)
    }

    /// Files of the system that it has mapped: libraries, mostly.
    pub fn libraries(&self) -> u64 {
        let maps = self.proc("maps");
        let mut paths: Vec<&str> = maps.lines().filter_map(|line| line.split_whitespace().nth(5)).collect();
        paths.retain(|path| path.starts_with("/usr") || path.starts_with("/lib"));
        paths.sort_unstable();
        paths.dedup();
        paths.iter().filter_map(|path| fs::metadata(path).ok()).map(|file| file.len()).sum()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn listen(output: ChildStdout, heard: Arc<Mutex<Heard>>) {
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            let mut heard = heard.lock().expect("no panic while listening");
            let fields: Vec<&str> = line.split('\t').collect();
            match fields[..] {
                ["screen", name] => *heard = Heard { screen: name.to_owned(), things: Vec::new() },
                [role, state, _, x, y, width, height, label] => heard.things.push(Thing {
                    role: role.to_owned(),
                    label: label.to_owned(),
                    control: !["label", "status"].contains(&role) && state == "enabled",
                    area: (number(x), number(y), number::<u16>(width).max(1), number::<u16>(height).max(1)),
                }),
                _ => {}
            }
        }
    });
}

fn number<N: std::str::FromStr>(text: &str) -> N {
    text.parse().ok().expect("pixels are whole numbers")
}
