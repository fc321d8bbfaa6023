//! The kiosk's own settings: who it is, how long it waits, what it may sell for. Parsed once, at start.
//!
//! What it refuses to know: the menu and the machine. A file that is wrong says where and how to mend it, and nothing starts.

mod atm;
mod keys;
mod speech;
mod terminal;

use std::path::{Path, PathBuf};

pub use atm::AtmTimes;
pub use keys::{KEY_NAMES, KeySettings, KeyStroke};
use serde::Deserialize;
pub use speech::{SpeechEngine, SpeechSettings};
pub use terminal::{CaisseApSettings, NexoSettings, SecretPlace, TerminalChoice, ZvtSettings};
use terminal::{FileCaisseAp, FileNexo, FileTerminal, FileTerminals, FileZvt};

use atm::FileAtm;
use keys::FileKeys;
use speech::FileSpeech;

use crate::id::KioskId;
use crate::time::Millis;

/// The annotated example that is shipped; `cardlast config` prints it.
pub const EXAMPLE: &str = include_str!("../../assets/cardlast.example.toml");

/// Settings of one kiosk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The kiosk's letter.
    pub kiosk: KioskId,
    /// The menu folder.
    pub menu: PathBuf,
    /// Minutes after midnight at which the business day changes.
    pub cut_over_minutes: u16,
    /// Which terminal stands beside it.
    pub terminal: TerminalChoice,
    /// Whether orders may be paid at the counter.
    pub counter: bool,
    /// The most one order may come to, in minor units of the menu's currency.
    pub ceiling_minor: i64,
    /// So many tickets may wait for the kitchen; with more nothing is sold.
    pub kitchen_backlog: usize,
    /// Time-outs.
    pub times: Times,
    /// The screen.
    pub screen: Screen,
    /// The file with the restaurant's own looks.
    pub brand: Option<PathBuf>,
    /// The keys of a tactile pad or keyboard.
    pub keys: KeySettings,
    /// Who speaks.
    pub speech: SpeechSettings,
    /// Times of the cash machine.
    pub atm: AtmTimes,
    /// Where a second copy of the journal is kept.
    pub mirror: Option<PathBuf>,
}

/// How long the kiosk waits for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// Without a touch for so long, "still there?" comes up.
    pub idle: Millis,
    /// So long it waits for an answer.
    pub warning: Millis,
    /// After so long "still there?" is asked though the screen is touched.
    pub ask_anyway: Millis,
    /// So long the order number stays.
    pub number: Millis,
    /// So long the reference for staff stays.
    pub staff: Millis,
    /// So long a customer waits for an unknown outcome.
    pub unknown_patience: Millis,
    /// From the lock until an approval is no longer accepted.
    pub accept_within: Millis,
}

/// The panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    /// Whether the window fills the screen.
    pub fullscreen: bool,
    /// Width of the visible panel in millimetres.
    pub width_mm: u16,
    /// Height of the visible panel in millimetres.
    pub height_mm: u16,
    /// Whether a graphics card draws instead of the processor.
    pub graphics_card: bool,
    /// From the floor to the lower edge of the panel, in millimetres.
    pub lower_edge_mm: u16,
    /// As high as somebody reaches who sits, in millimetres from the floor.
    pub reach_mm: u16,
    /// From the eyes to the panel, in millimetres.
    pub distance_mm: u16,
    /// Bright or dark, while no customer wants it otherwise.
    pub theme: ScreenTheme,
}

/// How the screen looks while no customer wants it otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScreenTheme {
    /// Dark text on a bright ground.
    #[default]
    Light,
    /// Bright text on a dark ground.
    Dark,
    /// White and yellow on black.
    HighContrast,
}

/// The least parts of a panel, in millimetres wide and high, into which every screen can be laid out: one of these.
pub const LEAST_ROOMS_MM: [[u16; 2]; 2] = [[157, 247], [282, 163]];

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the configuration {path}: {source}")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is not what it should be.
    #[error("the configuration {path} is not right:\n{error}")]
    Wrong {
        /// Which.
        path: PathBuf,
        /// Where and why.
        error: String,
    },
    /// Too little of the panel can be reached by somebody who sits.
    #[error(
        "the configuration {path} is not right: only {band_mm} mm of the panel are below screen.reach_mm = {reach_mm}, and the screens \
         need {needs_mm} mm to be laid out there; mount the panel lower, so that screen.lower_edge_mm is {} or less",
        reach_mm.saturating_sub(*needs_mm)
    )]
    OutOfReach {
        /// Which file.
        path: PathBuf,
        /// So much of the panel is within reach.
        band_mm: u16,
        /// As high as somebody reaches.
        reach_mm: u16,
        /// So much is needed.
        needs_mm: u16,
    },
    /// A value outside its range.
    #[error("the configuration {path} is not right: {key} is {found}; use {range}")]
    OutOfRange {
        /// Which file.
        path: PathBuf,
        /// Which key.
        key: &'static str,
        /// What it says.
        found: String,
        /// What it may say.
        range: &'static str,
    },
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    kiosk: String,
    menu: PathBuf,
    business_day_starts: String,
    terminal: Option<FileTerminal>,
    zvt: Option<FileZvt>,
    nexo: Option<FileNexo>,
    #[serde(rename = "caisse-ap")]
    caisse_ap: Option<FileCaisseAp>,
    counter: bool,
    order_ceiling: String,
    kitchen_backlog: usize,
    times: FileTimes,
    screen: FileScreen,
    brand: Option<PathBuf>,
    keys: FileKeys,
    speech: FileSpeech,
    atm: FileAtm,
    journal: FileJournal,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct FileJournal {
    mirror: Option<PathBuf>,
}

impl Default for File {
    fn default() -> Self {
        Self {
            kiosk: "A".to_owned(),
            menu: PathBuf::from("menu"),
            business_day_starts: "04:00".to_owned(),
            terminal: None,
            zvt: None,
            nexo: None,
            caisse_ap: None,
            counter: true,
            order_ceiling: "500.00".to_owned(),
            kitchen_backlog: 20,
            times: FileTimes::default(),
            screen: FileScreen::default(),
            brand: None,
            keys: FileKeys::default(),
            speech: FileSpeech::default(),
            atm: FileAtm::default(),
            journal: FileJournal::default(),
        }
    }
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct FileTimes {
    idle_s: u64,
    warning_s: u64,
    ask_anyway_s: u64,
    number_s: u64,
    staff_s: u64,
    unknown_patience_s: u64,
    accept_within_s: u64,
}

impl Default for FileTimes {
    fn default() -> Self {
        Self {
            idle_s: 60,
            warning_s: 30,
            ask_anyway_s: 900,
            number_s: 20,
            staff_s: 60,
            unknown_patience_s: 45,
            accept_within_s: 180,
        }
    }
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct FileScreen {
    fullscreen: bool,
    width_mm: u16,
    height_mm: u16,
    graphics_card: bool,
    lower_edge_mm: u16,
    reach_mm: u16,
    distance_mm: u16,
    theme: ScreenTheme,
}

impl Default for FileScreen {
    fn default() -> Self {
        // A 27-inch panel on its side.
        Self {
            fullscreen: true,
            width_mm: 336,
            height_mm: 597,
            graphics_card: false,
            lower_edge_mm: 700,
            reach_mm: 1100,
            distance_mm: 600,
            theme: ScreenTheme::Light,
        }
    }
}

impl Config {
    /// What `cardlast` runs with when nobody configured anything: the demo menu and the simulated terminal.
    #[must_use]
    pub fn demo() -> Self {
        let file = File { terminal: Some(FileTerminal::Simulated), ..File::default() };
        // Invariant: the defaults are in range; a test reads them.
        Self::check(file, Path::new("(defaults)")).expect("the defaults are right")
    }

    /// Reads a file. What it does not say is as in the example; without a terminal it offers the counter only.
    ///
    /// # Errors
    /// [`ConfigError`] with file, line and remedy.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
        let file: File =
            toml::from_str(&text).map_err(|error| ConfigError::Wrong { path: path.to_owned(), error: error.to_string() })?;
        let mut config = Self::check(file, path)?;
        if let Some(folder) = path.parent() {
            // An absolute path stays as it is.
            config.menu = folder.join(&config.menu);
            config.brand = config.brand.map(|brand| folder.join(brand));
            config.mirror = config.mirror.map(|mirror| folder.join(mirror));
        }
        Ok(config)
    }

    fn check(file: File, path: &Path) -> Result<Self, ConfigError> {
        let wrong = |key, found: &dyn std::fmt::Display, range| {
            Err(ConfigError::OutOfRange { path: path.to_owned(), key, found: format!("\"{found}\""), range })
        };
        let mut letters = file.kiosk.chars();
        let kiosk = letters.next().and_then(KioskId::new).filter(|_| letters.next().is_none());
        let Some(kiosk) = kiosk else { return wrong("kiosk", &file.kiosk, "one letter from A to Z, not I and not O") };
        let clock: Option<jiff::civil::Time> = file.business_day_starts.parse().ok();
        let Some(clock) = clock.filter(|clock| clock.hour() < 12) else {
            return wrong("business_day_starts", &file.business_day_starts, "a time before noon such as \"04:00\"");
        };
        let cut_over_minutes = u16::from(clock.hour().unsigned_abs()) * 60 + u16::from(clock.minute().unsigned_abs());
        let ceiling = crate::money::Money::parse(&file.order_ceiling, crate::money::Currency::EUR).ok();
        let Some(ceiling) = ceiling.filter(|amount| amount.minor() > 0) else {
            return wrong("order_ceiling", &file.order_ceiling, "an amount above nothing such as \"500.00\"");
        };
        if !(1..=1000).contains(&file.kitchen_backlog) {
            return wrong("kitchen_backlog", &file.kitchen_backlog, "1 to 1000 tickets");
        }
        let times = &file.times;
        for (key, value, least, most, range) in [
            ("times.idle_s", times.idle_s, 20, 3600, "20 to 3600 seconds"),
            ("times.warning_s", times.warning_s, 20, 600, "20 to 600 seconds (WCAG 2.2.1 wants 20 or more)"),
            ("times.ask_anyway_s", times.ask_anyway_s, 120, 7200, "120 to 7200 seconds"),
            ("times.number_s", times.number_s, 5, 600, "5 to 600 seconds"),
            ("times.staff_s", times.staff_s, 20, 3600, "20 to 3600 seconds"),
            ("times.unknown_patience_s", times.unknown_patience_s, 10, 600, "10 to 600 seconds"),
            ("times.accept_within_s", times.accept_within_s, 30, 3600, "30 to 3600 seconds"),
        ] {
            if value < least || value > most {
                return wrong(key, &value, range);
            }
        }
        if times.ask_anyway_s <= times.idle_s {
            return wrong("times.ask_anyway_s", &times.ask_anyway_s, "more seconds than idle_s");
        }
        if file.journal.mirror.as_ref().is_some_and(|mirror| mirror.file_name().is_none()) {
            let found = file.journal.mirror.as_deref().unwrap_or(Path::new("")).display();
            return wrong("journal.mirror", &found, "the name of a file such as \"/mnt/stick/kiosk-a.jsonl\"");
        }
        let terminals = FileTerminals { chosen: file.terminal, zvt: file.zvt, nexo: file.nexo, caisse_ap: file.caisse_ap };
        let terminal = match terminals.check(path.parent().unwrap_or(Path::new(""))) {
            Ok(terminal) => terminal,
            Err((key, found, range)) => return wrong(key, &found, range),
        };
        let keys = match file.keys.check() {
            Ok(keys) => keys,
            Err((key, found, range)) => return wrong(key, &found, range),
        };
        let atm = match file.atm.check() {
            Ok(times) => times,
            Err((key, found, range)) => return wrong(key, &found, range),
        };
        let speech = match file.speech.check(path.parent().unwrap_or(Path::new(""))) {
            Ok(speech) => speech,
            Err((key, found, range)) => return wrong(key, &found, range),
        };
        for (key, value) in [("screen.width_mm", file.screen.width_mm), ("screen.height_mm", file.screen.height_mm)] {
            if !(50..=3000).contains(&value) {
                return wrong(key, &value, "50 to 3000 millimetres");
            }
        }
        let screen = &file.screen;
        for (key, value, least, most, range) in [
            ("screen.lower_edge_mm", screen.lower_edge_mm, 0, 2000, "0 to 2000 millimetres above the floor"),
            ("screen.reach_mm", screen.reach_mm, 800, 1300, "800 to 1300 millimetres above the floor"),
            ("screen.distance_mm", screen.distance_mm, 300, 1200, "300 to 1200 millimetres from the eyes to the panel"),
        ] {
            if value < least || value > most {
                return wrong(key, &value, range);
            }
        }
        let band_mm = screen.reach_mm.saturating_sub(screen.lower_edge_mm).min(screen.height_mm);
        let room = |least: &[u16; 2]| screen.width_mm >= least[0] && band_mm >= least[1];
        // A panel that is too small as a whole is a demonstration's.
        let small = !LEAST_ROOMS_MM.iter().any(|least| screen.width_mm >= least[0] && screen.height_mm >= least[1]);
        if !small && !LEAST_ROOMS_MM.iter().any(room) {
            let needs_mm = if screen.width_mm >= LEAST_ROOMS_MM[1][0] { LEAST_ROOMS_MM[1][1] } else { LEAST_ROOMS_MM[0][1] };
            return Err(ConfigError::OutOfReach { path: path.to_owned(), band_mm, reach_mm: screen.reach_mm, needs_mm });
        }
        Ok(Self {
            kiosk,
            menu: file.menu,
            cut_over_minutes,
            terminal,
            counter: file.counter,
            ceiling_minor: ceiling.minor(),
            kitchen_backlog: file.kitchen_backlog,
            times: Times {
                idle: Millis::from_secs(times.idle_s),
                warning: Millis::from_secs(times.warning_s),
                ask_anyway: Millis::from_secs(times.ask_anyway_s),
                number: Millis::from_secs(times.number_s),
                staff: Millis::from_secs(times.staff_s),
                unknown_patience: Millis::from_secs(times.unknown_patience_s),
                accept_within: Millis::from_secs(times.accept_within_s),
            },
            screen: Screen {
                fullscreen: file.screen.fullscreen,
                width_mm: file.screen.width_mm,
                height_mm: file.screen.height_mm,
                graphics_card: file.screen.graphics_card,
                lower_edge_mm: file.screen.lower_edge_mm,
                reach_mm: file.screen.reach_mm,
                distance_mm: file.screen.distance_mm,
                theme: file.screen.theme,
            },
            brand: file.brand,
            keys,
            speech,
            atm,
            mirror: file.journal.mirror,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config, String> {
        let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
        Config::check(file, Path::new("kiosk.toml")).map_err(|error| error.to_string())
    }

    #[test]
    fn the_example_says_what_the_defaults_are() {
        let example = read(EXAMPLE).expect("the example is right");
        assert_eq!(Config { terminal: TerminalChoice::Simulated, ..example }, Config::demo());
    }

    #[test]
    fn without_a_terminal_only_the_counter_is_offered() {
        assert_eq!(read("kiosk = \"B\"").expect("right").terminal, TerminalChoice::None);
    }

    #[test]
    fn what_is_wrong_is_named_with_a_remedy() {
        for (text, said) in [
            ("kiosk = \"AB\"", "one letter from A to Z"),
            ("kiosk = \"O\"", "not I and not O"),
            ("order_ceiling = \"0\"", "an amount above nothing"),
            ("kitchen_backlog = 0", "1 to 1000 tickets"),
            ("business_day_starts = \"25:00\"", "a time before noon"),
            ("[times]\nwarning_s = 10", "20 or more"),
            ("[times]\nask_anyway_s = 60", "120 to 7200 seconds"),
            ("[times]\nask_anyway_s = 150\nidle_s = 200", "more seconds than idle_s"),
            ("[screen]\nwidth_mm = 3", "50 to 3000 millimetres"),
            ("[screen]\nlower_edge_mm = 950", "screen.lower_edge_mm is 937 or less"),
            ("[screen]\nlower_edge_mm = 950\nwidth_mm = 240\nheight_mm = 427", "need 247 mm"),
            ("[screen]\nreach_mm = 400", "800 to 1300 millimetres"),
            ("[screen]\ntheme = \"sepia\"", "unknown variant"),
            ("[keys]\nnext = [\"Tabulator\"]", "keys.next is \"Tabulator\"; use keys such as"),
            ("[keys]\nback = [\"Tab\"]", "a key that means nothing else"),
            ("[keys]\nselect = []", "at least one key"),
            ("[keys]\nrepeat_after_ms = 10", "200 to 5000 milliseconds"),
            ("[atm]\nwarning_s = 5", "20 or more"),
            ("[atm]\ncash_taken_s = 500", "20 to 120 seconds"),
            ("[speech]\nlisten_s = 5000", "0 to 600 seconds"),
            ("[speech]\nengine = \"parrot\"", "unknown variant"),
            ("[speech]\nfile = \"/\"", "the name of a file such as"),
            ("[speech]\nplayer = [\"\"]", "a program with its arguments"),
            ("[journal]\nmirror = \"/\"", "the name of a file"),
            ("colour = 1", "unknown field"),
            ("terminal = \"magic\"", "unknown variant"),
            ("terminal = \"zvt\"", "zvt.address is \"\"; use the terminal's address and port"),
            ("terminal = \"zvt\"\n[zvt]\naddress = \"pos\"", "192.168.1.50:20007"),
            ("terminal = \"zvt\"\n[zvt]\naddress = \"a:1\"\npassword = \"123456\"", "unknown field `password`"),
            ("terminal = \"zvt\"\n[zvt]\naddress = \"a:1\"\npassword_file = \"p\"\npassword_env = \"P\"", "not both"),
            ("terminal = \"nexo\"\n[nexo]\nurl = \"http://a\"", "https://192.168.1.60:8443"),
            ("terminal = \"nexo\"\n[nexo]\nurl = \"https://a\"", "nexo.passphrase_file"),
            ("terminal = \"caisse-ap\"\n[caisse-ap]\nregister = \"1\"", "two digits"),
        ] {
            let error = read(text).expect_err("wrong");
            assert!(error.contains(said), "{text:?} gave {error}");
        }
    }
}
