//! `cardlast atm`: a cash machine on the screen, to practise with.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use cardlast::config::{AtmTimes, Config};
use cardlast::device::{CashDesk, OsRandomIds, PaperFolder, SystemClock, end_on_panic};
use cardlast::document::CashReceipt;
use cardlast::driver::{AtmDriver, AtmPorts, AtmPumped, AtmTranscript, Line, Names};
use cardlast::id::KioskId;
use cardlast::journal::{BootState, JournalWorker, Started, Store, StoreOptions, start};
use cardlast::locale::Language;
use cardlast::machine::atm::{Policy, Slip};
use cardlast::payment::WithdrawalsFound;
use cardlast::port::{Clock as _, Inline, JournalNews, JournalRequest, Mailbox, Paper, StaffAnswer, StaffSlip, Threaded, Waker};
use cardlast::study::replay::DayAndCustomer;
use cardlast::time::WallTime;
use cardlast::ui::atm::{AtmEngine, AtmFrame, Touch};
use cardlast::ui::focus::KeyMap;
use cardlast::ui::{EngineError, Narrator, Renderer, WindowOptions, WindowSize};
use cardlast::words::Words;
use clap::Args;

use super::Failure;
use super::atm_shut::AtmShut;
use super::compare;
use super::kiosk::{LONGEST_NAP, claim, print_landmarks, refuse_without_display, size};
use super::looks;
use super::place::{Place, atm_store, staff_inbox};
use super::shut::{Complaint, is_the_disks};
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
    /// The menu for flow files of the kiosk [default: the configured one].
    #[arg(long, value_name = "DIR")]
    menu: Option<PathBuf>,
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
    let archive = flows.map(|flows| compare::archive(&flows, arguments.menu.as_deref(), config)).transpose()?;
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
        Ok(Box::new(Post::new(house, times, narrate, waker, kept)?))
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Where it is kept, and what keeps a second machine off it; or why that cannot be had for now.
struct Kept {
    place: Place,
    lock: Result<File, EngineError>,
}

impl Kept {
    fn claim(place: Place) -> Result<Self, Failure> {
        match claim(&place, "cash machine") {
            Err(error) if !is_the_disks(&error) => Err(error),
            lock => Ok(Self { place, lock }),
        }
    }
}

/// The window's engine: the machine at work, or out of service as long as its files cannot be used.
struct Post {
    policy: Policy,
    narrate: bool,
    waker: Waker,
    clock: SystemClock,
    stop: Arc<AtomicBool>,
    place: Option<Place>,
    work: Work,
    complaint: Complaint,
}

enum Work {
    Open(Box<Practice>),
    Shut(Box<AtmShut>),
}

impl Post {
    fn new(house: Language, times: AtmTimes, narrate: bool, waker: Waker, kept: Option<Kept>) -> Result<Self, EngineError> {
        let policy = policy(house, times);
        let clock = SystemClock::new(jiff::tz::TimeZone::system());
        let stop = stop_flag(waker.clone())?;
        let work = Work::Shut(Box::new(AtmShut::new(policy.clone(), clock.clone(), stop.clone())));
        let (place, lock) = match kept {
            Some(Kept { place, lock }) => (Some(place), lock.map(Some)),
            None => (None, Ok(None)),
        };
        let mut post = Self { policy, narrate, waker, clock, stop, place, work, complaint: Complaint::default() };
        let opened = lock.and_then(|lock| post.open(lock));
        post.settle(opened)?;
        Ok(post)
    }

    fn open(&self, lock: Option<File>) -> Result<Practice, EngineError> {
        let works = Works::new(&self.policy, &self.clock, self.place.as_ref(), &self.waker)?;
        Ok(Practice::new(self, works, lock))
    }

    /// # Errors
    /// What no patience mends.
    fn settle(&mut self, opened: Result<Practice, EngineError>) -> Result<(), EngineError> {
        match opened {
            Ok(practice) => self.work = Work::Open(Box::new(practice)),
            Err(error) if is_the_disks(&error) => self.tell(&error),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn tell(&mut self, error: &EngineError) {
        let folder = self.place.as_ref().map_or(Path::new(""), |place| &place.folder);
        self.complaint.tell("the cash machine's files cannot be used, nothing is paid out", folder, error);
    }

    fn try_again(&mut self) {
        let Some(place) = &self.place else { return };
        let opened = claim(place, "cash machine").and_then(|lock| self.open(Some(lock)));
        // Whatever it is that it will not start for now: the next try may.
        if let Err(error) = self.settle(opened) {
            self.tell(&error);
        }
        if let Work::Open(_) = self.work {
            tracing::warn!("the cash machine's files can be used again");
        }
    }
}

impl AtmEngine for Post {
    fn pump(&mut self, touches: Vec<Touch>) -> AtmFrame {
        let shut = match &mut self.work {
            Work::Open(practice) => return practice.pump(touches),
            Work::Shut(shut) => shut,
        };
        for touch in touches {
            if let Touch::Key(intent) = touch {
                shut.submit(intent);
            }
        }
        let (AtmPumped { view, now, rejections, wake_in, stop, .. }, face) = (shut.pump(), shut.face());
        if shut.is_due() {
            self.try_again();
        }
        AtmFrame { view, face, paper: None, now, rejections, wake_in, stop }
    }
}

fn policy(house: Language, times: AtmTimes) -> Policy {
    // In the order in which people look for them: first those that most customers of the house speak.
    let languages = ["fr", "en", "de", "es", "it", "nl", "ar", "zh"].into_iter().filter_map(Language::new);
    let AtmTimes { idle, warning, card_taken, cash_taken, receipt, told, told_long, patience } = times;
    Policy {
        others: languages.filter(|other| *other != house).collect(),
        house,
        idle,
        warning,
        card_taken,
        cash_taken,
        receipt,
        told,
        told_long,
        patience,
        ..Policy::default()
    }
}

/// The shipped machine and driver on a simulated slot, a simulated dispenser, a bank that remembers, and a journal in files of their own:
/// what was under way when it fell is taken up at the next start.
struct Practice {
    driver: AtmDriver,
    desk: CashDesk,
    paper: Arc<Mutex<Option<Arc<Slip>>>>,
    clock: SystemClock,
    /// Let go last, when everything is written.
    _lock: Option<File>,
}

impl Practice {
    fn new(post: &Post, works: Works, lock: Option<File>) -> Self {
        let Works { desk, journal, found, staff, mut papers } = works;
        let (slot, notes) = desk.doors();
        let paper = Arc::<Mutex<Option<Arc<Slip>>>>::default();
        let (printed, clock, house) = (paper.clone(), post.clock.clone(), post.policy.house.clone());
        let print = move |slip: Slip| {
            if let Some(papers) = &mut papers {
                papers.submit(on_paper(&slip, &house, clock.now().wall));
            }
            *printed.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(slip));
        };
        let ports = AtmPorts {
            clock: Box::new(post.clock.clone()),
            ids: Box::new(OsRandomIds),
            terminal: Box::new(slot),
            dispenser: Box::new(notes),
            journal,
            printer: Box::new(print),
        };
        let mut driver = AtmDriver::new(post.policy.clone(), ports, found);
        staff.into_iter().for_each(|inbox| driver.hear_staff(inbox));
        if post.narrate {
            driver.observe(Box::new(AtmTranscript::new(Names::default(), |Line { at, mark, text }| {
                say!("+{}.{:03} {mark} {text}", at.0 / 1000, at.0 % 1000);
            })));
        }
        driver.stop_on(post.stop.clone());
        Self { driver, desk, paper, clock: post.clock.clone(), _lock: lock }
    }
}

fn on_paper(slip: &Slip, house: &Language, at: WallTime) -> Paper {
    let Slip { attempt, amount, card, language } = slip.clone();
    let receipt = CashReceipt { attempt, amount, card, at, training: true };
    Paper { name: attempt.to_string(), text: receipt.text(&Words::new(language.on_paper(house))) }
}

/// What is behind the driver.
struct Works {
    desk: CashDesk,
    journal: Box<dyn Mailbox<JournalRequest, JournalNews>>,
    found: WithdrawalsFound,
    staff: Option<Box<dyn Mailbox<StaffAnswer, StaffSlip>>>,
    papers: Option<Box<dyn Mailbox<Paper, ()>>>,
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
        Ok(Self {
            desk,
            journal: Box::new(Threaded::spawn("journal", worker, waker.clone())?),
            found,
            staff: Some(Box::new(Threaded::spawn("staff", staff_inbox(place)?, waker.clone())?)),
            papers: Some(Box::new(Threaded::spawn("printer", PaperFolder::new(place.receipts())?, waker.clone())?)),
        })
    }

    fn nowhere(policy: &Policy) -> Result<Self, EngineError> {
        let kiosk = KioskId::new('A').ok_or("A is a letter for a machine")?;
        let house = policy.house.clone();
        let store = Store::open(StoreOptions { path: ":memory:".into(), kiosk, cut_over_minutes: 0, house, training: true })?;
        let journal = Box::new(Inline::new(JournalWorker::new(store)));
        let (found, desk) = (WithdrawalsFound::default(), CashDesk::new(policy.currency));
        Ok(Self { desk, journal, found, staff: None, papers: None })
    }
}

impl Practice {
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
    use cardlast::id::{AttemptId, FreshId};
    use cardlast::money::{Currency, Money};
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
    fn a_receipt_is_in_the_customers_language_where_the_printer_can_write_it() {
        let language = |tag| Language::new(tag).expect("a tag");
        let attempt = AttemptId::from(FreshId::from_random_bytes([7; 16]));
        let amount = Money::from_minor(4_000, Currency::EUR).expect("an amount");
        let at = WallTime::parse("2026-11-24T12:30:01+01:00").expect("RFC 3339");
        for (customer, house, words) in [
            ("en", "fr", "Cash withdrawal"),
            ("zh", "fr", "取款"),
            ("ar", "fr", "Retrait d’espèces"),
            ("ar", "ar", "سحب نقد"),
            ("fr", "ar", "Retrait d’espèces"),
        ] {
            let slip = Slip { attempt, amount, card: None, language: language(customer) };
            let text = on_paper(&slip, &language(house), at).text;
            assert!(text.contains(words), "{customer} in a house of {house}: {text}");
        }
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
