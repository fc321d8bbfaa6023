//! Where things are kept on this machine.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cardlast::catalogue::{Catalogue, Loader, Paint};
use cardlast::config::{Config, TerminalChoice};
#[cfg(feature = "ui")]
use cardlast::device::{StaffFolder, StaffInbox};
use cardlast::id::KioskId;
use cardlast::journal::{JournalError, Reader, StoreOptions};
use cardlast::locale::Language;
#[cfg(feature = "ui")]
use cardlast::ui::EngineError;
use jiff::tz::TimeZone;

use super::Failure;

/// The files of one kiosk. Training and real sales never share a folder.
#[derive(Debug, Clone)]
pub struct Place {
    /// The folder.
    pub folder: PathBuf,
}

impl Place {
    /// The folder for a configuration: `--data`, or the XDG data folder.
    pub fn of(config: &Config, data: Option<PathBuf>) -> Result<Self, Failure> {
        let kind = if is_training(config) { TRAINING } else { "sales" };
        Ok(Self { folder: data_folder(data)?.join(kind) })
    }

    /// The folder of the cash machine to practise with, beside the kiosk's own training.
    pub fn of_atm(data: Option<PathBuf>) -> Result<Self, Failure> {
        Ok(Self { folder: data_folder(data)?.join(TRAINING).join("atm") })
    }

    /// Where the machine that somebody asks about keeps its things.
    pub fn of_whose(whose: Whose, config: &Config, data: Option<PathBuf>) -> Result<Self, Failure> {
        if whose.atm { Self::of_atm(data) } else { Self::of(config, data) }
    }

    /// The journal.
    pub fn journal(&self) -> PathBuf {
        self.folder.join("journal.db")
    }

    /// The journal for reading, or the sentence that there is none.
    pub fn reader(&self) -> Result<Reader, Failure> {
        let journal = self.journal();
        if !journal.is_file() {
            return Err(
                format!("there is no journal {} yet; it is made when the machine is first opened", journal.display()).into()
            );
        }
        Ok(Reader::open(&journal)?)
    }

    /// Whether a kiosk is using the folder.
    pub fn kiosk_runs(&self) -> bool {
        let Ok(lock) = File::open(self.lock()) else { return false };
        // Shared, so that two who look at once do not take each other for a kiosk.
        matches!(lock.try_lock_shared(), Err(std::fs::TryLockError::WouldBlock))
    }

    /// Where staff hand in what they decide about payments.
    pub fn staff(&self) -> PathBuf {
        self.folder.join("staff")
    }

    /// Kitchen tickets.
    pub fn kitchen(&self) -> PathBuf {
        self.folder.join("kitchen")
    }

    /// Receipts that were asked for.
    pub fn receipts(&self) -> PathBuf {
        self.folder.join("receipts")
    }

    /// The simulated terminal's own memory.
    pub fn terminal_ledger(&self) -> PathBuf {
        self.folder.join("simulated-terminal.jsonl")
    }

    /// What a real terminal's exchange must know after a restart.
    pub fn terminal_note(&self) -> PathBuf {
        self.folder.join("terminal.note")
    }

    /// What the simulated dispenser and slot of a cash machine know.
    #[cfg(feature = "ui")]
    pub fn dispenser(&self) -> PathBuf {
        self.folder.join("simulated-dispenser.json")
    }

    /// The cart of the customer who is there.
    #[cfg(feature = "ui")]
    pub fn session(&self) -> PathBuf {
        self.folder.join("session.db")
    }

    /// Makes the folder, and keeps every other one off its files as long as the answer lives. `None`: somebody else does.
    pub fn claim(&self) -> Result<Option<File>, JournalError> {
        let cannot = |path: &Path, source| JournalError::File { path: path.to_owned(), source };
        std::fs::create_dir_all(&self.folder).map_err(|error| cannot(&self.folder, error))?;
        let lock = File::create(self.lock()).map_err(|error| cannot(&self.lock(), error))?;
        Ok(lock.try_lock().is_ok().then_some(lock))
    }

    /// Keeps a second kiosk off the same files.
    fn lock(&self) -> PathBuf {
        self.folder.join("lock")
    }
}

/// Whose journal it is about.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Whose {
    /// The cash machine's (`cardlast atm`) instead of the kiosk's.
    #[arg(long)]
    pub atm: bool,
}

/// How a journal is opened while its machine does not run, and in which time zone it is written.
pub fn store_of(whose: Whose, place: &Place, config: &Config) -> Result<(StoreOptions, TimeZone), Failure> {
    if whose.atm {
        return Ok((atm_store(place)?, TimeZone::system()));
    }
    let menu = load_menu(&config.menu)?;
    Ok((kiosk_store(place, config, &menu), menu.time_zone().clone()))
}

/// How the kiosk's journal is opened.
pub fn kiosk_store(place: &Place, config: &Config, menu: &Catalogue) -> StoreOptions {
    StoreOptions {
        path: place.journal(),
        kiosk: config.kiosk,
        cut_over_minutes: config.cut_over_minutes,
        house: menu.default_language().clone(),
        training: is_training(config),
    }
}

/// How the cash machine's journal is opened: it serves no orders, so little of this matters to it.
pub fn atm_store(place: &Place) -> Result<StoreOptions, Failure> {
    let kiosk = KioskId::new('A').ok_or("A is a letter for a machine")?;
    let house = Language::new("fr").ok_or("fr is a language")?;
    Ok(StoreOptions { path: place.journal(), kiosk, cut_over_minutes: 0, house, training: true })
}

/// Refuses what is no business day, before it is taken for a day without sales.
pub fn check_day(day: Option<&str>) -> Result<(), Failure> {
    let Some(day) = day else { return Ok(()) };
    day.parse::<jiff::civil::Date>().map_err(|_| format!("\"{day}\" is no day; write it as 2026-11-22"))?;
    Ok(())
}

/// Where staff's decisions come in, without those that the journal has already.
#[cfg(feature = "ui")]
pub fn staff_inbox(place: &Place) -> Result<StaffInbox, EngineError> {
    let reader = Reader::open(&place.journal())?;
    StaffInbox::new(StaffFolder::new(place.staff())?).knowing(|decision| Ok(reader.has_decided(decision)?))
}

const TRAINING: &str = "training";

fn data_folder(data: Option<PathBuf>) -> Result<PathBuf, Failure> {
    Ok(data.or_else(default_data).ok_or("no home folder is known; say where to keep things with --data DIR")?)
}

/// A simulated terminal makes everything training.
pub fn is_training(config: &Config) -> bool {
    matches!(config.terminal, TerminalChoice::Simulated)
}

fn default_data() -> Option<PathBuf> {
    let home = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let data = home("XDG_DATA_HOME").or_else(|| home("HOME").map(|home| home.join(".local/share")))?;
    Some(data.join("cardlast"))
}

/// Loads a menu or says everything that is wrong with it.
pub fn load_menu(folder: &Path) -> Result<Arc<Catalogue>, Failure> {
    load_menu_with(&mut Loader::new(folder)).map_err(|error| -> Failure { error })
}

/// As [`load_menu`], with a loader that is used again.
pub fn load_menu_with(loader: &mut Loader) -> Result<Arc<Catalogue>, Box<dyn std::error::Error + Send + Sync>> {
    let folder = loader.dir().display().to_string();
    if !loader.dir().is_dir() {
        return Err(format!("there is no menu folder {folder}; make one with `cardlast menu new {folder}`").into());
    }
    // The store's own zone is in the menu; to choose the period of a tax, today's date in UTC is near enough.
    let clock = cardlast::device::SystemClock::new(TimeZone::UTC);
    let loaded = loader.load(clock.today()).map_err(|problems| {
        let drawn = problems.render(Paint::fitting(&std::io::stderr()));
        format!("the menu in {folder} cannot be used\n{drawn}")
    })?;
    Ok(Arc::new(loaded.catalogue))
}
