//! `cardlast kiosk`: the window on the real driver.

use std::fs::File;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Sender, channel};

use cardlast::catalogue::{Catalogue, Loaded, Loader, MenuWatcher, Problems};
use cardlast::config::Config;
use cardlast::device::{KitchenSpool, OsRandomIds, ReceiptFolder, SessionFile, SystemClock, end_on_panic, since_boot};
use cardlast::driver::{Driver, Line, Names, Ports, Pumped, Recovered, Transcript};
use cardlast::journal::{BootState, Started, start};
use cardlast::machine::checkout::CheckoutPolicy;
use cardlast::machine::kiosk::{Intent, Policy};
use cardlast::payment::{Faceplate, Training};
use cardlast::port::{Clock, PaymentTerminal, Threaded, Waker};
use cardlast::time::Millis;
use cardlast::ui::focus::KeyMap;
use cardlast::ui::{Engine, EngineError, Frame, Landmarks, Narrator, Renderer, WindowOptions, WindowSize};
use clap::Args;

use super::place::{Place, is_training, kiosk_store, load_menu_with, staff_inbox};
use super::shut::{Complaint, Shut, is_the_disks};
use super::signals::stop_flag;
use super::{Failure, looks};

/// The kiosk.
#[derive(Args, Default)]
#[command(after_help = "Example:\n  cardlast kiosk --config kiosk.toml --data /var/lib/cardlast")]
pub struct KioskArguments {
    /// Open a window of this size in pixels instead of filling the screen, such as 1080x1920.
    #[arg(long, value_name = "WIDTHxHEIGHT", value_parser = size)]
    window: Option<(u16, u16)>,
    /// Print what happens, line by line: > event, < effect, = state, ! refusal.
    #[arg(long)]
    narrate: bool,
    /// Print each settled screen's buttons with their place in pixels, for scripts that click.
    #[arg(long)]
    landmarks: bool,
}

pub(super) fn size(text: &str) -> Result<(u16, u16), String> {
    let wrong = || format!("\"{text}\" is no size; write it as 1080x1920");
    let (width, height) = text.split_once('x').ok_or_else(wrong)?;
    let number = |text: &str| text.parse::<u16>().ok().filter(|number| (200..=10_000).contains(number)).ok_or_else(wrong);
    Ok((number(width)?, number(height)?))
}

/// Opens the kiosk and stays until it is closed.
pub fn run(config: &Config, data: Option<PathBuf>, arguments: KioskArguments) -> Result<ExitCode, Failure> {
    refuse_without_display()?;
    let place = Place::of(config, data)?;
    let claimed = match claim(&place, "kiosk") {
        Err(error) if !is_the_disks(&error) => return Err(error),
        claimed => claimed,
    };
    let landmarks = arguments.landmarks;
    let options = WindowOptions {
        title: "cardlast".to_owned(),
        size: window_size(config, arguments.window),
        renderer: if config.screen.graphics_card { Renderer::GraphicsCard } else { Renderer::Processor },
        panel: looks::panel(&config.screen),
        dress: looks::dress(config)?,
        keys: KeyMap::new(&config.keys),
    };
    let config = config.clone();
    let narrate = arguments.narrate;
    end_on_panic();
    let narrator = landmarks.then(|| -> Narrator { Box::new(print_landmarks) });
    cardlast::ui::run(options, narrator, super::voice::speaker(&config), move |waker| {
        Ok(Box::new(Post::new(config, place, narrate, waker, claimed)?))
    })?;
    Ok(ExitCode::SUCCESS)
}

/// # Errors
/// Says so where there is nothing to open a window on.
pub(super) fn refuse_without_display() -> Result<(), Failure> {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if set("DISPLAY") || set("WAYLAND_DISPLAY") {
        return Ok(());
    }
    Err("there is no display to open a window on; start it in a desktop session, set DISPLAY, or try `make run`, which brings one along".into())
}

/// Keeps every other one off these files as long as the answer lives.
pub(super) fn claim(place: &Place, what: &str) -> Result<File, EngineError> {
    let folder = place.folder.display();
    let taken = || format!("another {what} is running on {folder}; give this one its own with --data DIR").into();
    place.claim()?.ok_or_else(taken)
}

fn window_size(config: &Config, asked: Option<(u16, u16)>) -> WindowSize {
    match asked {
        Some((width, height)) => WindowSize::Pixels(width.into(), height.into()),
        None if config.screen.fullscreen => WindowSize::Fullscreen,
        None => WindowSize::Pixels(1080.0, 1920.0),
    }
}

pub(super) fn print_landmarks(landmarks: &Landmarks) {
    for line in cardlast::ui::landmark_lines(landmarks) {
        say!("{line}");
    }
}

/// The window's engine: the kiosk at work, or shut as long as its files cannot be used.
struct Post {
    config: Config,
    place: Place,
    narrate: bool,
    waker: Waker,
    clock: SystemClock,
    stop: Arc<AtomicBool>,
    work: Work,
    complaint: Complaint,
    /// Added to the count of views, so that the first one after a change is new.
    before: u64,
}

enum Work {
    Open(Box<Opened>),
    Shut(Box<Shut>),
}

impl Post {
    fn new(
        config: Config,
        place: Place,
        narrate: bool,
        waker: Waker,
        claimed: Result<File, EngineError>,
    ) -> Result<Self, EngineError> {
        let menu = load_menu_with(&mut Loader::new(&config.menu).trusting_headers_at_first())?;
        let clock = SystemClock::new(menu.time_zone().clone());
        let stop = stop_flag(waker.clone())?;
        let shut = Shut::new(menu, clock.clone(), policy(&config, None), stop.clone());
        let work = Work::Shut(Box::new(shut));
        let mut post = Self { config, place, narrate, waker, clock, stop, work, complaint: Complaint::default(), before: 0 };
        let opened = claimed.and_then(|lock| post.open(lock));
        post.settle(opened)?;
        Ok(post)
    }

    fn open(&self, lock: File) -> Result<Opened, EngineError> {
        Opened::new(&self.config, &self.place, &self.clock, &self.stop, self.narrate, &self.waker, lock)
    }

    /// # Errors
    /// What no patience mends.
    fn settle(&mut self, opened: Result<Opened, EngineError>) -> Result<(), EngineError> {
        match opened {
            Ok(opened) => self.work = Work::Open(Box::new(opened)),
            Err(error) if is_the_disks(&error) => self.tell(&error),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn tell(&mut self, error: &EngineError) {
        self.complaint.tell("the kiosk's files cannot be used, nothing is sold", &self.place.folder, error);
    }

    fn try_again(&mut self, shown: u64) {
        let opened = claim(&self.place, "kiosk").and_then(|lock| self.open(lock));
        // Whatever it is that it will not start for now: the next try may.
        if let Err(error) = self.settle(opened) {
            self.tell(&error);
        }
        if let Work::Open(_) = self.work {
            tracing::warn!("the kiosk's files can be used again");
            self.before = shown + 1;
        }
    }
}

/// A window that waits for a deadline looks at the clock at least so often.
pub(super) const LONGEST_NAP: Millis = Millis::from_secs(5);

impl Engine for Post {
    fn pump(&mut self, intents: Vec<Intent>) -> Frame {
        let pumped = match &mut self.work {
            Work::Open(opened) => {
                intents.into_iter().for_each(|intent| opened.driver.submit(intent));
                opened.driver.pump()
            }
            // A finger changes nothing here.
            Work::Shut(shut) => {
                let pumped = shut.pump();
                if shut.is_due() {
                    self.try_again(self.before + pumped.seq);
                }
                pumped
            }
        };
        let Pumped { view, seq, now, rejections, wake_in, stop } = pumped;
        // Timers stand still while the computer sleeps: soon after it wakes somebody looks whether the time is up.
        let wake_in = wake_in.map(|wait| wait.min(LONGEST_NAP));
        Frame { view, now, rejections, wake_in, stop, seq: self.before + seq }
    }

    fn faceplate(&self) -> Option<Arc<dyn Faceplate>> {
        match &self.work {
            Work::Open(opened) => opened.faceplate.clone(),
            Work::Shut(_) => None,
        }
    }
}

/// The real driver, with threads for whatever takes time.
struct Opened {
    driver: Driver,
    faceplate: Option<Arc<dyn Faceplate>>,
    /// Watches the menu folder as long as the window is open.
    _menu_watcher: MenuWatcher,
    /// Let go last, when everything is written.
    _lock: File,
}

impl Opened {
    fn new(
        config: &Config,
        place: &Place,
        clock: &SystemClock,
        stop: &Arc<AtomicBool>,
        narrate: bool,
        waker: &Waker,
        lock: File,
    ) -> Result<Self, EngineError> {
        let mut loader = Loader::new(&config.menu).trusting_headers_at_first();
        let menu = load_menu_with(&mut loader)?;
        let options = kiosk_store(place, config, &menu);
        let Started { worker: journal, boot, .. } = start(options, config.mirror.clone(), clock.now())?;
        if !boot.clean {
            tracing::warn!(open = boot.open.len(), "the kiosk had not stopped cleanly; open payments are looked up first");
        }
        let (terminal, faceplate) = super::terminal::connect(config, place, clock, waker)?;
        let policy = policy(config, terminal.as_deref());
        let (menus, published) = channel();
        let watcher = watch_menu(loader, &menu, clock.clone(), menus, waker.clone())?;
        let (carts, cart) = SessionFile::open(&place.session(), clock.now(), since_boot());
        let ports = Ports {
            clock: Box::new(clock.clone()),
            ids: Box::new(OsRandomIds),
            terminal,
            journal: Box::new(Threaded::spawn("journal", journal, waker.clone())?),
            kitchen: Box::new(Threaded::spawn("kitchen", KitchenSpool::new(place.kitchen())?, waker.clone())?),
            printer: Box::new(Threaded::spawn("printer", ReceiptFolder::new(place.receipts())?, waker.clone())?),
            carts: Box::new(Threaded::spawn("session", carts, waker.clone())?),
            menus: Some(published),
        };
        let BootState { open, reversals, tickets, last_lock, alarms, .. } = boot;
        let recovered = Recovered { open, reversals, tickets, last_lock, cart, alarms };
        let mut driver = Driver::new(menu, policy, ports, recovered);
        if narrate {
            driver.observe(Box::new(Transcript::new(Names::default(), |Line { at, mark, text }| {
                say!("+{}.{:03} {mark} {text}", at.0 / 1000, at.0 % 1000);
            })));
        }
        let staff = staff_inbox(place)?;
        driver.hear_staff(Box::new(Threaded::spawn("staff", staff, waker.clone())?));
        driver.stop_on(stop.clone());
        Ok(Self { driver, faceplate, _menu_watcher: watcher, _lock: lock })
    }
}

/// The kiosk waits so much longer than the terminal may take.
const ANSWER_LATER: Millis = Millis::from_secs(10);

fn policy(config: &Config, terminal: Option<&dyn PaymentTerminal>) -> Policy {
    let times = config.times;
    let checkout = CheckoutPolicy::default();
    let within = config.terminal.payment_within().unwrap_or_default();
    Policy {
        idle: times.idle,
        warning: times.warning,
        ask_anyway: times.ask_anyway,
        number: times.number,
        staff: times.staff,
        unknown_patience: times.unknown_patience,
        ceiling_minor: config.ceiling_minor,
        kitchen_backlog: config.kitchen_backlog,
        terminal: terminal.map(|terminal| terminal.profile().id.clone()),
        counter: config.counter,
        training: Training(is_training(config)),
        checkout: CheckoutPolicy {
            accept_within: times.accept_within,
            terminal_confirms: terminal.is_none_or(|terminal| terminal.profile().confirms),
            terminal_timeout: checkout.terminal_timeout.max(within),
            // The terminal's own word first: only then is it asked.
            terminal_answer: checkout.terminal_answer.max(Millis(within.0 + ANSWER_LATER.0)),
            ..checkout
        },
    }
}

/// Valid edits go to the driver; what is wrong with others goes to the log, and the running menu stays.
fn watch_menu(
    loader: Loader,
    menu: &Catalogue,
    clock: SystemClock,
    menus: Sender<Arc<Catalogue>>,
    waker: Waker,
) -> Result<MenuWatcher, EngineError> {
    let today = move || clock.today();
    let publish = move |loaded: Result<Loaded, Problems>| match loaded {
        Ok(Loaded { catalogue, .. }) => {
            tracing::info!(version = %catalogue.version().0, "the menu has changed and is live");
            // Nobody listens any more only when the window has closed.
            let _ = menus.send(Arc::new(catalogue));
            waker();
        }
        Err(problems) => {
            for problem in problems.iter() {
                tracing::error!("the menu has changed and cannot be used, the old one stays: {}", problem.short());
            }
        }
    };
    Ok(MenuWatcher::resume(loader, menu.version().clone(), today, publish)?)
}
