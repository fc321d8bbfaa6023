//! `cardlast kiosk`: the window on the real driver.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Sender, channel};

use cardlast::catalogue::{Catalogue, Loaded, Loader, MenuWatcher, Problems};
use cardlast::config::{Config, TerminalChoice};
use cardlast::device::{
    KitchenSpool, OsRandomIds, ReceiptFolder, SessionFile, SimulatedLedger, SimulatedTerminal, StaffFolder, StaffInbox,
    SystemClock, ThreadedTerminal, since_boot,
};
use cardlast::driver::{Driver, Line, Names, Ports, Pumped, Recovered, Transcript};
use cardlast::journal::{BootState, Started, StoreOptions, start};
use cardlast::machine::checkout::CheckoutPolicy;
use cardlast::machine::kiosk::{Intent, Policy};
use cardlast::payment::{Faceplate, Training};
use cardlast::port::{Clock, PaymentTerminal, Threaded, Waker};
use cardlast::ui::{Engine, EngineError, Frame, Landmarks, Narrator, Panel, Renderer, WindowOptions, WindowSize};
use clap::Args;

use super::Failure;
use super::place::{Place, is_training, load_menu_with};

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

fn size(text: &str) -> Result<(u16, u16), String> {
    let wrong = || format!("\"{text}\" is no size; write it as 1080x1920");
    let (width, height) = text.split_once('x').ok_or_else(wrong)?;
    let number = |text: &str| text.parse::<u16>().ok().filter(|number| (200..=10_000).contains(number)).ok_or_else(wrong);
    Ok((number(width)?, number(height)?))
}

/// Opens the kiosk and stays until it is closed.
pub fn run(config: &Config, data: Option<PathBuf>, arguments: KioskArguments) -> Result<ExitCode, Failure> {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if !set("DISPLAY") && !set("WAYLAND_DISPLAY") {
        return Err("there is no display to open the kiosk on; start it in a desktop session, set DISPLAY, or try `make run`, which brings one along".into());
    }
    let place = Place::of(config, data)?;
    std::fs::create_dir_all(&place.folder)
        .map_err(|error| format!("cannot make the folder {}: {error}", place.folder.display()))?;
    let lock = std::fs::File::create(place.lock()).map_err(|error| format!("cannot make {}: {error}", place.lock().display()))?;
    if lock.try_lock().is_err() {
        return Err(
            format!("another kiosk is running on {}; give this one its own with --data DIR", place.folder.display()).into()
        );
    }
    let landmarks = arguments.landmarks;
    let options = WindowOptions {
        title: "cardlast".to_owned(),
        size: window_size(config, arguments.window),
        renderer: if config.screen.graphics_card { Renderer::GraphicsCard } else { Renderer::Processor },
        panel: Panel::new(config.screen.width_mm, config.screen.height_mm),
        narrate: landmarks.then(|| -> Narrator { Box::new(print_landmarks) }),
    };
    let config = config.clone();
    let narrate = arguments.narrate;
    cardlast::ui::run(options, move |waker| Ok(Box::new(KioskEngine::new(&config, &place, narrate, &waker)?)))?;
    drop(lock);
    Ok(ExitCode::SUCCESS)
}

fn window_size(config: &Config, asked: Option<(u16, u16)>) -> WindowSize {
    match asked {
        Some((width, height)) => WindowSize::Pixels(width.into(), height.into()),
        None if config.screen.fullscreen => WindowSize::Fullscreen,
        None => WindowSize::Pixels(1080.0, 1920.0),
    }
}

fn print_landmarks(landmarks: &Landmarks) {
    for line in cardlast::ui::landmark_lines(landmarks) {
        say!("{line}");
    }
}

/// The window's engine: the real driver, with threads for whatever takes time.
struct KioskEngine {
    driver: Driver,
    faceplate: Option<Arc<dyn Faceplate>>,
    /// Watches the menu folder as long as the window is open.
    _menu_watcher: MenuWatcher,
}

impl KioskEngine {
    fn new(config: &Config, place: &Place, narrate: bool, waker: &Waker) -> Result<Self, EngineError> {
        let mut loader = Loader::new(&config.menu).trusting_headers_at_first();
        let menu = load_menu_with(&mut loader)?;
        let clock = SystemClock::new(menu.time_zone().clone());
        let options = StoreOptions {
            path: place.journal(),
            kiosk: config.kiosk,
            cut_over_minutes: config.cut_over_minutes,
            house: menu.default_language().clone(),
            training: is_training(config),
        };
        let Started { worker: journal, boot, .. } = start(options, config.mirror.clone(), clock.now())?;
        if !boot.clean {
            tracing::warn!(open = boot.open.len(), "the kiosk had not stopped cleanly; open payments are looked up first");
        }
        let (terminal, faceplate) = terminal(config, place, &clock, waker)?;
        let policy = policy(config, terminal.as_deref());
        let (menus, published) = channel();
        let watcher = watch_menu(loader, &menu, clock.clone(), menus, waker.clone())?;
        let (carts, cart) = SessionFile::open(&place.session(), clock.now(), since_boot());
        let ports = Ports {
            clock: Box::new(clock),
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
        let staff = StaffInbox::new(StaffFolder::new(place.staff())?);
        driver.hear_staff(Box::new(Threaded::spawn("staff", staff, waker.clone())?));
        driver.stop_on(stop_flag(waker.clone())?);
        Ok(Self { driver, faceplate, _menu_watcher: watcher })
    }
}

impl Engine for KioskEngine {
    fn pump(&mut self, intents: Vec<Intent>) -> Frame {
        for intent in intents {
            self.driver.submit(intent);
        }
        let Pumped { view, seq, now, rejections, wake_in, stop } = self.driver.pump();
        Frame { view, now, rejections, wake_in, stop, seq }
    }

    fn faceplate(&self) -> Option<Arc<dyn Faceplate>> {
        self.faceplate.clone()
    }
}

fn policy(config: &Config, terminal: Option<&dyn PaymentTerminal>) -> Policy {
    let times = config.times;
    Policy {
        idle: times.idle,
        warning: times.warning,
        ask_anyway: times.ask_anyway,
        number: times.number,
        staff: times.staff,
        unknown_patience: times.unknown_patience,
        ceiling_minor: config.ceiling_minor,
        terminal: terminal.map(|terminal| terminal.profile().id.clone()),
        counter: config.counter,
        training: Training(is_training(config)),
        checkout: CheckoutPolicy {
            accept_within: times.accept_within,
            terminal_confirms: terminal.is_none_or(|terminal| terminal.profile().confirms),
            ..CheckoutPolicy::default()
        },
    }
}

type Terminal = (Option<Box<dyn PaymentTerminal>>, Option<Arc<dyn Faceplate>>);

fn terminal(config: &Config, place: &Place, clock: &SystemClock, waker: &Waker) -> Result<Terminal, EngineError> {
    match config.terminal {
        TerminalChoice::None => Ok((None, None)),
        TerminalChoice::Simulated => {
            let ledger = SimulatedLedger::in_file(&place.terminal_ledger())?;
            let terminal = ThreadedTerminal::spawn(SimulatedTerminal::new(ledger), clock.clone(), waker.clone())?;
            let faceplate = terminal.faceplate();
            Ok((Some(Box::new(terminal)), Some(faceplate)))
        }
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

/// A flag that SIGTERM and SIGINT raise; a second one ends the program at once, as people expect of Ctrl-C.
fn stop_flag(waker: Waker) -> Result<Arc<AtomicBool>, EngineError> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    let flag = Arc::new(AtomicBool::new(false));
    for signal in [SIGTERM, SIGINT] {
        signal_hook::flag::register_conditional_shutdown(signal, 1, flag.clone())?;
        signal_hook::flag::register(signal, flag.clone())?;
    }
    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGINT])?;
    // The window sleeps when nothing moves, so somebody has to wake it.
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        for _ in signals.forever() {
            waker();
        }
    })?;
    Ok(flag)
}
