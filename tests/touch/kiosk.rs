//! The real kiosk in its own process on the panel, seen through the landmarks and the transcript that it prints, and touched where they
//! say.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use super::panel::{HEIGHT, Panel, Phase, Touch, WIDTH, stay};

/// So long anything may take, on a machine that is busy with builds.
const PATIENCE: Duration = Duration::from_secs(60);

/// A finger's usual stay.
pub const TAP: Duration = Duration::from_millis(50);

/// How many dishes the list to scroll has.
pub const DISHES: usize = 30;

/// Something on the screen.
#[derive(Debug, Clone)]
pub struct Thing {
    pub enabled: bool,
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
    pub label: String,
}

impl Thing {
    fn parse(line: &str) -> Option<Self> {
        let fields: Vec<_> = line.split('\t').collect();
        let [role, state, _, left, top, width, height, label] = fields[..] else { return None };
        let number = |field: &str| field.parse().ok();
        (role != "label").then_some(())?;
        Some(Self {
            enabled: state == "enabled",
            left: number(left)?,
            top: number(top)?,
            width: number(width)?,
            height: number(height)?,
            label: label.to_owned(),
        })
    }

    pub fn centre(&self) -> (f64, f64) {
        (self.left + self.width / 2.0, self.top + self.height / 2.0)
    }
}

/// What the kiosk has said.
#[derive(Debug, Default)]
pub struct Seen {
    screen: String,
    things: Vec<Thing>,
    transcript: Vec<String>,
    ended: bool,
}

impl Seen {
    /// The control whose name starts with these words.
    pub fn thing(&self, label: &str) -> Option<Thing> {
        self.things.iter().find(|thing| thing.label.starts_with(label)).cloned()
    }

    /// How far the list of dishes is scrolled, by a card that can be seen whole.
    pub fn offset(&self, grid: &Grid) -> Option<f64> {
        self.things.iter().find_map(|thing| {
            let whole = (thing.height - grid.height).abs() < 1.5;
            let number: f64 = thing.label.strip_prefix("Dish ")?.get(..2)?.parse().ok()?;
            whole.then(|| grid.top + ((number - 1.0) / grid.columns).floor() * grid.pitch - thing.top)
        })
    }

    /// How often the customer's wish reached the machine.
    pub fn heard(&self, wish: &str) -> usize {
        self.transcript.iter().filter(|line| line.contains(&format!("> {wish}"))).count()
    }

    fn hear(&mut self, line: String) {
        if let Some(screen) = line.strip_prefix("screen\t") {
            screen.clone_into(&mut self.screen);
            self.things.clear();
        } else if line.starts_with('+') {
            self.transcript.push(line);
        } else {
            self.things.extend(Thing::parse(&line));
        }
    }
}

/// How the list of dishes is laid out before anybody scrolls.
#[derive(Debug, Clone, Copy)]
pub struct Grid {
    top: f64,
    height: f64,
    pitch: f64,
    columns: f64,
    /// A place in the list from where there is room to drag up.
    pub low: (f64, f64),
    /// A place in the list from where there is room to drag down.
    pub high: (f64, f64),
}

impl Grid {
    fn of(seen: &Seen) -> Option<Self> {
        let dishes: Vec<_> = seen.things.iter().filter(|thing| thing.label.starts_with("Dish ")).collect();
        let first = seen.thing("Dish 01,")?;
        let columns = dishes.iter().filter(|dish| dish.top <= first.top + 1.0).count();
        let below = dishes.get(columns)?;
        let whole: Vec<_> = dishes.iter().filter(|dish| dish.height >= first.height - 1.0).collect();
        let low = whole.last()?.centre();
        let pitch = below.top - first.top;
        let columns = f64::from(u32::try_from(columns).ok()?);
        Some(Self { top: first.top, height: first.height, pitch, columns, low, high: first.centre() })
    }
}

/// The kiosk and the hand in front of it.
pub struct Kiosk<'a> {
    panel: &'a mut Panel,
    process: Child,
    seen: Arc<(Mutex<Seen>, Condvar)>,
    next_finger: u32,
    _folder: tempfile::TempDir,
}

impl<'a> Kiosk<'a> {
    /// Starts one that waits for its first customer, in English.
    pub fn open(panel: &'a mut Panel) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        furnish(folder.path());
        let mut process = Command::new(env!("CARGO_BIN_EXE_cardlast"))
            .args(["kiosk", "--narrate", "--landmarks", "--window", &format!("{WIDTH}x{HEIGHT}"), "--config"])
            .arg(folder.path().join("kiosk.toml"))
            .arg("--data")
            .arg(folder.path().join("data"))
            .env("DISPLAY", &panel.display)
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("WAYLAND_SOCKET")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the kiosk starts");
        let seen = Arc::<(Mutex<Seen>, Condvar)>::default();
        let (out, told) = (process.stdout.take().expect("its output"), Arc::clone(&seen));
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                told.0.lock().expect("no panic").hear(line);
                told.1.notify_all();
            }
            told.0.lock().expect("no panic").ended = true;
            told.1.notify_all();
        });
        let mut kiosk = Self { panel, process, seen, next_finger: 1, _folder: folder };
        kiosk.on("attract");
        kiosk.tap("English");
        kiosk.thing("Eat in");
        kiosk
    }

    /// The same, with the long list of dishes before the customer.
    pub fn at_dishes(panel: &'a mut Panel) -> Self {
        let mut kiosk = Self::open(panel);
        kiosk.tap("Eat in");
        kiosk.on("menu");
        kiosk.tap("Dishes");
        kiosk.thing("Dish 01,");
        kiosk
    }

    /// Waits until something is there to be seen.
    #[track_caller]
    pub fn wait_for<T>(&self, what: &str, see: impl Fn(&Seen) -> Option<T>) -> T {
        self.within(PATIENCE, see).unwrap_or_else(|| {
            let seen = self.seen.0.lock().expect("no panic");
            panic!("{what} does not come; the kiosk shows and says:\n{}", describe(&seen))
        })
    }

    /// The same, for a while only.
    pub fn within<T>(&self, span: Duration, see: impl Fn(&Seen) -> Option<T>) -> Option<T> {
        let (lock, bell) = &*self.seen;
        let guard = lock.lock().expect("no panic");
        let waits = |seen: &mut Seen| !seen.ended && see(seen).is_none();
        let (seen, _) = bell.wait_timeout_while(guard, span, waits).expect("no panic");
        see(&seen)
    }

    /// The list of dishes as it is laid out now, before anybody scrolls.
    #[track_caller]
    pub fn grid(&self) -> Grid {
        self.wait_for("a list of dishes", Grid::of)
    }

    /// Waits for a screen.
    #[track_caller]
    pub fn on(&self, screen: &str) {
        self.wait_for(&format!("the screen {screen}"), |seen| (seen.screen == screen).then_some(()));
    }

    /// Waits for a control that can be used, and says where it is.
    #[track_caller]
    pub fn thing(&self, label: &str) -> Thing {
        self.wait_for(&format!("something called {label:?}"), |seen| seen.thing(label).filter(|thing| thing.enabled))
    }

    /// Waits until the customer's wish has reached the machine so many times.
    #[track_caller]
    pub fn hears(&self, wish: &str, times: usize) {
        self.wait_for(&format!("the wish {wish:?}, {times} times"), |seen| (seen.heard(wish) >= times).then_some(()));
        assert_eq!(self.heard(wish), times, "{wish:?} was heard too often");
    }

    /// How often the customer's wish has reached the machine.
    pub fn heard(&self, wish: &str) -> usize {
        self.seen.0.lock().expect("no panic").heard(wish)
    }

    /// A finger that has not been used yet.
    pub fn finger(&mut self) -> u32 {
        self.next_finger += 1;
        // The panel knows five at a time; the server counts on by itself.
        self.next_finger % 5
    }

    /// Fingers do something.
    pub fn send(&mut self, moves: &[Touch]) {
        self.panel.send(moves);
    }

    /// Taps what is called so.
    #[track_caller]
    pub fn tap(&mut self, label: &str) {
        self.tap_for(label, TAP);
    }

    /// The same, for this long.
    #[track_caller]
    pub fn tap_for(&mut self, label: &str, span: Duration) {
        let at = self.thing(label).centre();
        self.tap_at(at, span);
    }

    /// Taps a place.
    pub fn tap_at(&mut self, at: (f64, f64), span: Duration) {
        let finger = self.finger();
        self.send(&[Touch { finger, phase: Phase::Lands, at }]);
        stay(span);
        self.send(&[Touch { finger, phase: Phase::Lifts, at }]);
    }

    /// Drags a finger from a place so far down (or up), evenly, and answers where it is; it stays down.
    pub fn drag(&mut self, finger: u32, (x, y): (f64, f64), way: f64, span: Duration) -> (f64, f64) {
        const STEPS: u32 = 12;
        self.send(&[Touch { finger, phase: Phase::Lands, at: (x, y) }]);
        for step in 1..=STEPS {
            stay(span / STEPS);
            let at = (x, y + way * f64::from(step) / f64::from(STEPS));
            self.send(&[Touch { finger, phase: Phase::Moves, at }]);
        }
        (x, y + way)
    }

    /// Drags quickly and lets go in full flight.
    pub fn flick(&mut self, from: (f64, f64), way: f64) {
        let finger = self.finger();
        let at = self.drag(finger, from, way, Duration::from_millis(120));
        self.send(&[Touch { finger, phase: Phase::Lifts, at }]);
    }
}

impl Drop for Kiosk<'_> {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn describe(seen: &Seen) -> String {
    let mut said = format!("{} ({})\n", seen.screen, if seen.ended { "ended" } else { "running" });
    for thing in &seen.things {
        let _ = writeln!(said, "    {thing:?}");
    }
    for line in &seen.transcript {
        let _ = writeln!(said, "    {line}");
    }
    said
}

/// The demo menu with one more category, long enough to scroll whatever the screens look like.
fn furnish(folder: &Path) {
    let menu = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
    copy(&menu, &folder.join("menu"));
    // The menu's other texts are in eight languages, so these have to be.
    let words = |french: &str, english: &str| {
        let others = ["de", "es", "it", "nl", "ar", "zh"].map(|tag| format!("{tag} = \"{english}\"")).join(", ");
        format!("{{ fr = \"{french}\", en = \"{english}\", {others} }}")
    };
    let mut dishes = format!("id = \"dishes\"\nname = {}\npicture = \"cat-sauces.webp\"\n", words("Assiettes", "Dishes"));
    for number in 1..=DISHES {
        let _ = write!(
            dishes,
            "\n[[product]]\nid = \"dish-{number}\"\nname = {}\ndescription = {}\nprice = \"1.00\"\ntax = \"prepared\"\n\
             picture = \"ketchup.webp\"\nkcal = 100\nallergens = {{}}\ndiets = [\"vegan\", \"vegetarian\"]\n",
            words(&format!("Assiette {number:02}"), &format!("Dish {number:02}")),
            words("Simple.", "Plain.")
        );
    }
    std::fs::write(folder.join("menu/categories/05-dishes.toml"), dishes).expect("a category");
    std::fs::write(folder.join("kiosk.toml"), "menu = \"menu\"\n").expect("a configuration");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder of the menu") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}
