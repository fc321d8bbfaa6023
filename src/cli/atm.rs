//! `cardlast atm`: a cash machine on the screen, to practise with.

use std::fs::File;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use cardlast::config::{AtmTimes, Config};
use cardlast::device::{CashDesk, OsRandomIds, StaffFolder, StaffInbox, SystemClock, end_on_panic};
use cardlast::driver::{AtmDriver, AtmPorts, AtmPumped, AtmTranscript, Line, Names};
use cardlast::id::KioskId;
use cardlast::journal::{BootState, JournalWorker, Started, Store, StoreOptions, start};
use cardlast::locale::Language;
use cardlast::machine::atm::{Policy, Slip};
use cardlast::payment::WithdrawalsFound;
use cardlast::port::{Clock as _, Inline, JournalNews, JournalRequest, Mailbox, StaffAnswer, StaffSlip, Threaded, Waker};
use cardlast::study::replay::DayAndCustomer;
use cardlast::ui::atm::{AtmEngine, AtmFrame, Touch};
use cardlast::ui::focus::KeyMap;
use cardlast::ui::{EngineError, Narrator, Renderer, WindowOptions, WindowSize};
use clap::Args;

use super::Failure;
use super::compare;
use super::kiosk::{LONGEST_NAP, claim, print_landmarks, refuse_without_display, size};
use super::looks;
use super::place::{Place, atm_store};
use super::signals::stop_flag;

/// The cash machine.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  cardlast atm --window 1080x1920\n  cardlast atm --compare --window 1920x1080\n  cardlast atm --compare kiosk-card-last kiosk-card-first --seed 7 --customer 12\n  cardlast atm --replay atm-pin-last --seed 7 --customer 3:12\n\nDigits, Enter, Backspace and Escape are the pad, F1 to F8 the side keys. 0000 is the wrong code."
)]
pub struct AtmArguments {
    /// Open a window of this size in pixels instead of filling the screen, such as 1080x1920.
    #[arg(long, value_name = "WIDTHxHEIGHT", value_parser = size)]
    window: Option<(u16, u16)>,
    /// The language in which it waits for people.
    #[arg(long, value_name = "TAG", default_value = "fr", value_parser = spoken)]
    language: String,
    /// Practise on a new machine that is kept nowhere: when the window closes, nothing has happened.
    #[arg(long)]
    fresh: bool,
    /// Print what happens, line by line: > event, < effect, = state, ! refusal.
    #[arg(long)]
    narrate: bool,
    /// Print each settled screen's controls with their place in pixels, for scripts that click.
    #[arg(long)]
    landmarks: bool,
    /// Put two flows side by side on the same simulated customer [default flows: atm-pin-last atm-pin-first].
    #[arg(long, num_args = 0..=2, value_name = "FLOW")]
    compare: Option<Vec<String>>,
    /// Show a simulated customer in one flow; `cardlast simulate FLOW --replay` prints the same without a window.
    #[arg(long, value_name = "FLOW", conflicts_with = "compare")]
    replay: Option<String>,
    /// The seed of the study that the customer is of.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Which customer: 12, or 3:12 for the twelfth of the third day.
    #[arg(long, value_name = "DAY:CUSTOMER", default_value = "1")]
    customer: DayAndCustomer,
}

/// A language that the cash machine speaks.
fn spoken(tag: &str) -> Result<String, String> {
    let all: Vec<&str> = cardlast::words::spoken().collect();
    if all.contains(&tag) { Ok(tag.to_owned()) } else { Err(format!("it speaks {}", all.join(", "))) }
}

impl AtmArguments {
    /// The flows to be watched, where that is asked for.
    fn flows(&self) -> Result<Option<Vec<&str>>, Failure> {
        match (self.compare.as_deref(), self.replay.as_deref()) {
            (None, None) => Ok(None),
            (Some([]), _) => Ok(Some(vec!["atm-pin-last", "atm-pin-first"])),
            (Some([first, second]), _) => Ok(Some(vec![first, second])),
            (Some(_), _) => Err("--compare takes two flows, or none for atm-pin-last and atm-pin-first".into()),
            (None, Some(flow)) => Ok(Some(vec![flow])),
        }
    }
}

/// What its window is like: panel, theme and brand are those of the settings, as the kiosk's are.
fn window(arguments: &AtmArguments, config: &Config) -> Result<WindowOptions, Failure> {
    let size = match arguments.window {
        Some((width, height)) => WindowSize::Pixels(width.into(), height.into()),
        None => WindowSize::Fullscreen,
    };
    Ok(WindowOptions {
        title: "cardlast atm".to_owned(),
        size,
        renderer: Renderer::Processor,
        panel: looks::panel(&config.screen),
        dress: looks::dress(config)?,
        keys: KeyMap::new(&config.keys),
    })
}

/// Opens the window and stays until it is closed.
pub fn run(arguments: &AtmArguments, config: &Config, data: Option<PathBuf>) -> Result<ExitCode, Failure> {
    let flows = arguments.flows()?;
    let archive = flows.map(|flows| compare::archive(&flows)).transpose()?;
    let options = window(arguments, config)?;
    refuse_without_display()?;
    let kept = if arguments.fresh || archive.is_some() { None } else { Some(Kept::claim(Place::of_atm(data)?)?) };
    let narrator = arguments.landmarks.then(|| -> Narrator { Box::new(print_landmarks) });
    let house = Language::new(&arguments.language).ok_or("a language is a tag such as fr")?;
    let (narrate, times) = (arguments.narrate, config.atm);
    end_on_panic();
    if let Some(archive) = archive {
        let whom = arguments.customer.under(arguments.seed);
        compare::run(options, whom, house, narrator, archive)?;
        return Ok(ExitCode::SUCCESS);
    }
    cardlast::ui::atm::run(options, narrator, super::voice::speaker(config), move |waker| {
        Ok(Box::new(Practice::new(house, times, narrate, waker, kept)?))
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Where it is kept, and what keeps a second machine off it.
struct Kept {
    place: Place,
    lock: File,
}

impl Kept {
    fn claim(place: Place) -> Result<Self, Failure> {
        let lock = claim(&place).map_err(|error| -> Failure { error })?;
        Ok(Self { place, lock })
    }
}

/// The shipped machine and driver on a simulated slot, a simulated dispenser, a bank that remembers, and a journal in files of their own:
/// what was under way when it fell is taken up at the next start.
struct Practice {
    driver: AtmDriver,
    desk: CashDesk,
    paper: Arc<Mutex<Option<Arc<Slip>>>>,
    clock: SystemClock,
    _stop: Arc<AtomicBool>,
    /// Let go last, when everything is written.
    _lock: Option<File>,
}

impl Practice {
    fn new(house: Language, times: AtmTimes, narrate: bool, waker: Waker, kept: Option<Kept>) -> Result<Self, EngineError> {
        // In the order in which people look for them: first those that most customers of the house speak.
        let languages = ["fr", "en", "de", "es", "it", "nl", "ar", "zh"].into_iter().filter_map(Language::new);
        let AtmTimes { idle, warning, card_taken, cash_taken, receipt, told, told_long, patience } = times;
        let policy = Policy {
            others: languages.filter(|other| *other != house).collect(),
            house: house.clone(),
            idle,
            warning,
            card_taken,
            cash_taken,
            receipt,
            told,
            told_long,
            patience,
            ..Policy::default()
        };
        let clock = SystemClock::new(jiff::tz::TimeZone::system());
        let works = Works::new(&policy, &clock, kept.as_ref().map(|kept| &kept.place), &waker)?;
        let Works { desk, journal, found, staff } = works;
        let (slot, notes) = desk.doors();
        let paper = Arc::<Mutex<Option<Arc<Slip>>>>::default();
        let printed = paper.clone();
        let ports = AtmPorts {
            clock: Box::new(clock.clone()),
            ids: Box::new(OsRandomIds),
            terminal: Box::new(slot),
            dispenser: Box::new(notes),
            journal,
            printer: Box::new(move |slip| *printed.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(slip))),
        };
        let mut driver = AtmDriver::new(policy, ports, found);
        staff.into_iter().for_each(|inbox| driver.hear_staff(inbox));
        if narrate {
            driver.observe(Box::new(AtmTranscript::new(Names::default(), |Line { at, mark, text }| {
                say!("+{}.{:03} {mark} {text}", at.0 / 1000, at.0 % 1000);
            })));
        }
        let stop = stop_flag(waker)?;
        driver.stop_on(stop.clone());
        Ok(Self { driver, desk, paper, clock, _stop: stop, _lock: kept.map(|kept| kept.lock) })
    }
}

/// What is behind the driver.
struct Works {
    desk: CashDesk,
    journal: Box<dyn Mailbox<JournalRequest, JournalNews>>,
    found: WithdrawalsFound,
    staff: Option<Box<dyn Mailbox<StaffAnswer, StaffSlip>>>,
}

impl Works {
    fn new(policy: &Policy, clock: &SystemClock, place: Option<&Place>, waker: &Waker) -> Result<Self, EngineError> {
        let Some(place) = place else { return Self::nowhere(policy) };
        let options = StoreOptions { house: policy.house.clone(), ..atm_store(place).map_err(|error| error.to_string())? };
        let Started { worker, boot: BootState { withdrawals: found, clean, .. }, .. } = start(options, None, clock.now())?;
        if !clean {
            tracing::warn!(
                open = found.open.len() + found.dispensing.len(),
                "it had not stopped cleanly; what is open comes first"
            );
        }
        let desk = CashDesk::in_files(policy.currency, &place.terminal_ledger(), &place.dispenser())?;
        let staff = StaffInbox::new(StaffFolder::new(place.staff())?);
        Ok(Self {
            desk,
            journal: Box::new(Threaded::spawn("journal", worker, waker.clone())?),
            found,
            staff: Some(Box::new(Threaded::spawn("staff", staff, waker.clone())?)),
        })
    }

    fn nowhere(policy: &Policy) -> Result<Self, EngineError> {
        let kiosk = KioskId::new('A').ok_or("A is a letter for a machine")?;
        let house = policy.house.clone();
        let store = Store::open(StoreOptions { path: ":memory:".into(), kiosk, cut_over_minutes: 0, house, training: true })?;
        let journal = Box::new(Inline::new(JournalWorker::new(store)));
        Ok(Self { desk: CashDesk::new(policy.currency), journal, found: WithdrawalsFound::default(), staff: None })
    }
}

impl AtmEngine for Practice {
    fn pump(&mut self, touches: Vec<Touch>) -> AtmFrame {
        let mut rejections = Vec::new();
        for touch in touches {
            match touch {
                Touch::Key(intent) => self.driver.submit(intent),
                Touch::Device(tap) => {
                    // What was pressed before comes first.
                    rejections.extend(self.driver.pump().rejections);
                    self.desk.tap(self.clock.now().at, tap);
                }
                Touch::TakePaper => *self.paper.lock().unwrap_or_else(PoisonError::into_inner) = None,
            }
        }
        let AtmPumped { view, now, rejections: refused, wake_in, stop, .. } = self.driver.pump();
        rejections.extend(refused);
        let paper = self.paper.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let wake_in = wake_in.map(|wait| wait.min(LONGEST_NAP));
        AtmFrame { view, face: self.desk.face(), paper, now, rejections, wake_in, stop }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cardlast::config::ScreenTheme;
    use cardlast::ui::theme::Theme;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        atm: AtmArguments,
    }

    fn arguments(line: &[&str]) -> AtmArguments {
        Line::try_parse_from([&["atm"], line].concat()).unwrap_or_else(|error| panic!("{error}")).atm
    }

    #[test]
    fn it_wears_what_the_settings_say() {
        let mut config = Config::demo();
        config.brand = Some(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/brand.example.toml").into());
        config.screen.theme = ScreenTheme::Dark;
        config.screen.lower_edge_mm = 850;
        let options = window(&arguments(&[]), &config).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(options.dress.theme, Theme::Dark);
        assert_eq!(options.dress.brand.name.as_deref(), Some("Chez Lou"));
        assert_eq!(options.panel.mount.lower_edge_mm, 850.0);
        config.brand = Some("nowhere.toml".into());
        let refused = window(&arguments(&[]), &config).map(|_| ()).map_err(|error| error.to_string());
        assert!(refused.as_ref().is_err_and(|said| said.contains("nowhere.toml") && said.contains("brand")), "{refused:?}");
    }

    #[test]
    fn it_waits_in_any_language_that_it_speaks() {
        for tag in cardlast::words::spoken() {
            assert_eq!(arguments(&["--language", tag]).language, tag);
        }
        let said = Line::try_parse_from(["atm", "--language", "xx"]).map(|_| ()).map_err(|error| error.to_string());
        assert!(said.as_ref().is_err_and(|said| said.contains("it speaks en, ar, de")), "{said:?}");
    }
}
