//! `cardlast terminal emulate`: a terminal that is not there, behind its protocol.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::Ordering;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use cardlast::device::caisse_ap::{CaisseApEmulator, CaisseApFault};
use cardlast::device::nexo::{NexoFault, NexoServer};
use cardlast::device::zvt::{ZvtEmulator, ZvtFault};
use cardlast::device::{BookLine, CustomerPlan, FaultKind as _, Move, PlannedCustomers, StreamServer, SystemClock, end_on_panic};
use cardlast::payment::EmulatorPlate;
use cardlast::port::Waker;
use clap::Args;
use serde_json::json;

use super::super::Failure;
use super::super::signals::stop_flag;
use super::Protocol;
use super::connect::Error;
use super::nexo::NexoArguments;

/// The emulator.
#[derive(Args)]
pub struct EmulateArguments {
    /// What it speaks.
    protocol: Protocol,
    /// Where it listens [default: 127.0.0.1 and the protocol's own port].
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// Customers who follow this file, without a window.
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    /// Where its book is written, as JSON, whenever it changes.
    #[arg(long, value_name = "FILE")]
    book: Option<PathBuf>,
    /// The language of the window.
    #[arg(long, value_name = "TAG", default_value = "fr", value_parser = ["ar", "de", "en", "es", "fr", "it", "nl", "zh"])]
    language: String,
    /// Print what can be touched in the window with its place in pixels, for scripts that click.
    #[arg(long)]
    landmarks: bool,
    #[command(flatten)]
    nexo: NexoArguments,
}

/// What can go wrong on purpose.
pub(super) fn faults(protocol: Protocol) -> &'static [&'static str] {
    match protocol {
        Protocol::Zvt => ZvtFault::KEYS,
        Protocol::Nexo => NexoFault::KEYS,
        Protocol::CaisseAp => CaisseApFault::KEYS,
    }
}

const fn port(protocol: Protocol) -> u16 {
    match protocol {
        Protocol::Zvt => 20_007,
        Protocol::Nexo => 8443,
        Protocol::CaisseAp => 8888,
    }
}

const fn name(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Zvt => "ZVT",
        Protocol::Nexo => "nexo",
        Protocol::CaisseAp => "Caisse-AP",
    }
}

/// An emulator that listens. What is in it stops when it is dropped.
struct Listening {
    address: SocketAddr,
    plate: Arc<dyn EmulatorPlate>,
    _server: Server,
}

enum Server {
    Calls(#[allow(dead_code, reason = "it lives as long as it is here")] NexoServer),
    Stream(#[allow(dead_code, reason = "it lives as long as it is here")] StreamServer),
}

/// Runs the command until it is told to stop.
pub(super) fn run(arguments: &EmulateArguments) -> Result<ExitCode, Failure> {
    let protocol = arguments.protocol;
    let address = arguments.listen.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], port(protocol))));
    let listener = TcpListener::bind(address).map_err(|error| format!("cannot listen at {address}: {error}"))?;
    end_on_panic();
    match &arguments.plan {
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
            let plan = CustomerPlan::parse(&text, faults(protocol)).map_err(|error| format!("{}, {error}", path.display()))?;
            follow(arguments, listener, plan)
        }
        None => show(arguments, listener),
    }
}

fn start(
    protocol: Protocol,
    nexo: &NexoArguments,
    listener: TcpListener,
    book: Option<PathBuf>,
    waker: Waker,
) -> Result<Listening, Error> {
    let keep = move |lines: &[BookLine]| {
        if let Some(path) = &book
            && let Err(error) = write_book(path, lines)
        {
            tracing::error!(path = %path.display(), %error, "the emulator's book cannot be written");
        }
    };
    let clock = SystemClock::new(jiff::tz::TimeZone::system());
    match protocol {
        Protocol::Nexo => {
            let server = nexo.serve(listener, keep, clock, waker)?;
            Ok(Listening { address: server.address(), plate: server.plate(), _server: Server::Calls(server) })
        }
        Protocol::Zvt => {
            let server = StreamServer::spawn(ZvtEmulator::default(), listener, keep, clock, waker)?;
            Ok(Listening { address: server.address(), plate: server.plate(), _server: Server::Stream(server) })
        }
        Protocol::CaisseAp => {
            let server = StreamServer::spawn(CaisseApEmulator::default(), listener, keep, clock, waker)?;
            Ok(Listening { address: server.address(), plate: server.plate(), _server: Server::Stream(server) })
        }
    }
}

/// Whole or not at all.
fn write_book(path: &Path, lines: &[BookLine]) -> std::io::Result<()> {
    let line = |line: &BookLine| {
        let (minor, currency) = (line.amount.minor(), line.amount.currency().to_string());
        json!({ "name": line.name, "amount": minor, "currency": currency, "end": line.end.key() })
    };
    let lines: Vec<_> = lines.iter().map(line).collect();
    let beside = path.with_extension("new");
    std::fs::write(&beside, format!("{:#}\n", serde_json::Value::from(lines)))?;
    std::fs::rename(beside, path)
}

/// Customers without a window.
fn follow(arguments: &EmulateArguments, listener: TcpListener, plan: CustomerPlan) -> Result<ExitCode, Failure> {
    let (bell, rung) = channel();
    let bell = Mutex::new(bell);
    let waker: Waker = Arc::new(move || {
        // Nobody listens any more only when it is over.
        let _ = bell.lock().unwrap_or_else(PoisonError::into_inner).send(());
    });
    let stop = stop_flag(waker.clone())?;
    let protocol = arguments.protocol;
    let started = start(protocol, &arguments.nexo, listener, arguments.book.clone(), waker);
    let emulator = started.map_err(|error| -> Failure { error })?;
    say!("{} terminal, emulated: listens at {}", name(protocol), emulator.address);
    let mut customers = PlannedCustomers::new(plan);
    while !stop.load(Ordering::SeqCst) {
        for done in customers.look(&emulator.plate.look()) {
            match done {
                Move::Tap(tap) => emulator.plate.tap(tap),
                Move::Plan(fault) => emulator.plate.plan(&fault),
            }
        }
        // A bell that nobody rings is looked at all the same.
        let _ = rung.recv_timeout(Duration::from_secs(5));
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(feature = "ui")]
fn show(arguments: &EmulateArguments, listener: TcpListener) -> Result<ExitCode, Failure> {
    use std::sync::atomic::AtomicBool;

    use cardlast::locale::Language;
    use cardlast::ui::emulator::{Bearings, PIXELS};
    use cardlast::ui::{Narrator, Panel, Renderer, WindowOptions, WindowSize};

    super::super::kiosk::refuse_without_display()?;
    let protocol = arguments.protocol;
    let language = Language::new(&arguments.language).ok_or("a language is a tag such as fr")?;
    let bearings = Bearings { protocol: name(protocol).to_owned(), address: listener.local_addr()?.to_string(), language };
    let (width, height) = PIXELS;
    let options = WindowOptions {
        title: format!("cardlast terminal emulate: {}", name(protocol)),
        size: WindowSize::Pixels(width.into(), height.into()),
        renderer: Renderer::Processor,
        panel: Panel::default(),
        ..WindowOptions::default()
    };
    let narrator = arguments.landmarks.then(|| -> Narrator { Box::new(super::super::kiosk::print_landmarks) });
    let (book, nexo) = (arguments.book.clone(), arguments.nexo.clone());
    say!("{} terminal, emulated: listens at {}", name(protocol), bearings.address);
    let stopped = Arc::new(Mutex::new(None::<Arc<AtomicBool>>));
    let asked = stopped.clone();
    let stop = move || {
        let flag = asked.lock().unwrap_or_else(PoisonError::into_inner);
        flag.as_ref().is_some_and(|flag| flag.load(Ordering::SeqCst))
    };
    // It lives as long as the window, which cannot hold what it does not know.
    let held = Arc::new(Mutex::new(None::<Listening>));
    let kept = held.clone();
    cardlast::ui::emulator::run(options, bearings, narrator, stop, move |waker| {
        *stopped.lock().unwrap_or_else(PoisonError::into_inner) = Some(stop_flag(waker.clone())?);
        let emulator = start(protocol, &nexo, listener, book, waker)?;
        let plate = emulator.plate.clone();
        *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(emulator);
        Ok(plate)
    })?;
    drop(held);
    Ok(ExitCode::SUCCESS)
}

#[cfg(not(feature = "ui"))]
fn show(_arguments: &EmulateArguments, _listener: TcpListener) -> Result<ExitCode, Failure> {
    Err("this build has no window; let customers follow a plan with --plan FILE".into())
}
