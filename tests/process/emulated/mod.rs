//! The same till with a real terminal's protocol: its exchange, thread, notebook and sockets in the process that is killed, the terminal's
//! emulator in the one that is not. What the emulator's own book says is held against the journal.

mod books;
pub mod killed;
pub mod storm;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cardlast::device::caisse_ap::{CaisseApEmulator, CaisseApExchange, CaisseApSetup};
use cardlast::device::nexo::seal::SealKey;
use cardlast::device::nexo::{
    HttpsDoor, HttpsLine, NexoEmulator, NexoExchange, NexoServer, NexoServerSetup, NexoSetup, ServerIdentity,
};
use cardlast::device::zvt::{Password, ZvtEmulator, ZvtExchange, ZvtSetup};
use cardlast::device::{CustomerPlan, ExchangeTerminal, Move, NoteFile, PlannedCustomers, StreamServer, SystemClock, TcpLine};
use cardlast::id::TerminalId;
use cardlast::money::Currency;
use cardlast::payment::{EmulatorLine, EmulatorPlate, FaceDisplay, TerminalTap};
use cardlast::port::{PaymentTerminal, Waker};
use cardlast::time::Millis;

use crate::checker::Verdict;
use crate::till::Bell;

const ZVT: &str = "zvt:";
const CAISSE_AP: &str = "caisse-ap:";
const NEXO: &str = "nexo:";
/// Before a place: a till that waits for nothing longer than a few seconds.
const HASTY: &str = "hasty+";
const POI: &str = "V400m-324688179";
const NAME: &str = "V400m-324688179.test.terminal.example";
const PASSPHRASE: &str = "p@ssw0rd123456";

/// Whether the till is to lose patience soon with whoever answers at this place.
pub fn is_hasty(at: &Path) -> bool {
    at.to_str().is_some_and(|at| at.starts_with(HASTY))
}

/// The till's side of a terminal that answers at this place; `None` for the plain line of the other trials.
pub fn terminal(at: &Path, folder: &Path, clock: &SystemClock, waker: Waker) -> Option<Box<dyn PaymentTerminal>> {
    let payment_within = Millis::from_secs(if is_hasty(at) { 2 } else { 30 });
    let at = at.to_str()?;
    let at = at.strip_prefix(HASTY).unwrap_or(at);
    let (notebook, note) = NoteFile::open(&folder.join("terminal.note")).ok()?;
    let call = |address: &str| {
        let address = address.to_owned();
        move |tell| TcpLine::new(address, Duration::from_secs(5), tell)
    };
    let clock = clock.clone();
    let terminal = if let Some(address) = at.strip_prefix(ZVT) {
        let setup = ZvtSetup {
            id: TerminalId("zvt".to_owned()),
            password: Password::default(),
            currency: Currency::EUR,
            terminal_prints: false,
            answer_within: Millis::from_secs(5).min(payment_within),
            payment_within,
            simulated: true,
        };
        ExchangeTerminal::spawn(ZvtExchange::new(setup, note.as_deref()), call(address), notebook, clock, waker)
    } else if let Some(address) = at.strip_prefix(CAISSE_AP) {
        let setup = CaisseApSetup {
            id: TerminalId("caisse-ap".to_owned()),
            register: "01".to_owned(),
            register_id: "012345678901".to_owned(),
            payment_within,
            simulated: true,
        };
        ExchangeTerminal::spawn(CaisseApExchange::new(setup), call(address), notebook, clock, waker)
    } else {
        let url = at.strip_prefix(NEXO)?;
        let setup = NexoSetup {
            id: TerminalId("nexo".to_owned()),
            sale_id: "kiosk-a".to_owned(),
            poi_id: POI.to_owned(),
            language: "en".to_owned(),
            login: false,
            payment_within,
            simulated: true,
        };
        let authority = std::fs::read(folder.parent()?.join("authority.pem")).ok()?;
        let door = HttpsDoor::new(url, Some(NAME), &authority, SealKey::new(PASSPHRASE, "key", 1)).ok()?;
        ExchangeTerminal::spawn(NexoExchange::new(setup), move |tell| HttpsLine::new(door, tell), notebook, clock, waker)
    };
    Some(Box::new(terminal.ok()?))
}

/// A terminal's emulator that outlives the till, with customers who hold their card to it.
struct Emulated {
    plate: Arc<dyn EmulatorPlate>,
    at: PathBuf,
    /// From now on everybody just holds a card to it, and nothing is planned.
    calm: Arc<AtomicBool>,
    /// Rings when something is to be seen.
    shown: Bell,
    /// Wakes the customers, and ends them with it.
    bell: Arc<Mutex<Sender<()>>>,
    _server: Server,
}

enum Server {
    Zvt(#[allow(dead_code, reason = "it lives as long as it is here")] StreamServer),
    Nexo(#[allow(dead_code, reason = "it lives as long as it is here")] NexoServer),
    CaisseAp(#[allow(dead_code, reason = "it lives as long as it is here")] StreamServer),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Protocol {
    Zvt,
    Nexo,
    CaisseAp,
}

const PROTOCOLS: [Protocol; 3] = [Protocol::Zvt, Protocol::Nexo, Protocol::CaisseAp];

impl Emulated {
    /// One whose customers do what the plan says.
    fn start(protocol: Protocol, data: &Path, plan: CustomerPlan) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let clock = SystemClock::new(jiff::tz::TimeZone::UTC);
        let (bell, rung) = channel();
        let bell = Arc::new(Mutex::new(bell));
        let ringing = Arc::downgrade(&bell);
        let shown = Bell::default();
        let shows = shown.waker();
        let waker: Waker = Arc::new(move || {
            shows();
            if let Some(bell) = ringing.upgrade() {
                let _ = bell.lock().expect("not poisoned").send(());
            }
        });
        let (server, plate, at): (_, Arc<dyn EmulatorPlate>, _) = match protocol {
            Protocol::Zvt => {
                let server = StreamServer::spawn(ZvtEmulator::default(), listener, |_| {}, clock, waker).expect("a server");
                let (plate, at) = (server.plate(), format!("{ZVT}{}", server.address()));
                (Server::Zvt(server), plate, at)
            }
            Protocol::CaisseAp => {
                let server = StreamServer::spawn(CaisseApEmulator::default(), listener, |_| {}, clock, waker).expect("a server");
                let (plate, at) = (server.plate(), format!("{CAISSE_AP}{}", server.address()));
                (Server::CaisseAp(server), plate, at)
            }
            Protocol::Nexo => {
                let identity = ServerIdentity::throw_away(&[NAME.to_owned()]).expect("an identity");
                std::fs::create_dir_all(data).expect("a folder");
                std::fs::write(data.join("authority.pem"), identity.authority()).expect("written");
                let key = SealKey::new(PASSPHRASE, "key", 1);
                let emulator = NexoEmulator::new(POI, false);
                let server = NexoServer::spawn(
                    emulator,
                    listener,
                    NexoServerSetup { identity: &identity, key, notices: None },
                    |_| {},
                    clock,
                    waker,
                )
                .expect("a server");
                let (plate, at) = (server.plate(), format!("{NEXO}https://{}", server.address()));
                (Server::Nexo(server), plate, at)
            }
        };
        let calm = Arc::new(AtomicBool::new(false));
        let customers = PlannedCustomers::new(plan);
        std::thread::spawn({
            let (plate, calm) = (plate.clone(), calm.clone());
            move || visit(customers, &*plate, &calm, &rung)
        });
        Self { plate, at: at.into(), calm, shown, bell, _server: server }
    }

    /// The same for a till that does not wait long.
    fn hastily(self) -> Self {
        let at = format!("{HASTY}{}", self.at.display());
        Self { at: at.into(), ..self }
    }

    fn calm_down(&self) {
        self.calm.store(true, Ordering::Relaxed);
        let _ = self.bell.lock().expect("not poisoned").send(());
    }

    /// Waits until the terminal is through with whatever payment it is at. Where nobody does anything staff press its red key.
    fn wait_until_nobody_pays(&self) -> Verdict {
        for _ in 0..12 {
            if !matches!(self.plate.look().face.display, FaceDisplay::Paying(_)) {
                return Ok(());
            }
            if !self.shown.rang(Duration::from_secs(5)) {
                self.plate.tap(TerminalTap::Cancel);
            }
        }
        Err(format!("the terminal is at a payment for ever: {:?}", self.plate.look().face))
    }

    fn book(&self) -> Vec<EmulatorLine> {
        self.plate.look().book
    }

    fn charged(&self) -> usize {
        self.book().iter().filter(|line| line.end == "confirmed").count()
    }
}

/// Customers with cards that pay.
fn everybody_taps() -> CustomerPlan {
    CustomerPlan::parse("tap", &[]).expect("a plan")
}

/// Customers come and go until nobody rings any more.
fn visit(mut customers: PlannedCustomers, plate: &dyn EmulatorPlate, calm: &AtomicBool, rung: &Receiver<()>) {
    let mut are_calm = false;
    loop {
        if calm.load(Ordering::Relaxed) && !are_calm {
            are_calm = true;
            plate.forget_plan();
            customers = PlannedCustomers::new(everybody_taps());
        }
        for done in customers.look(&plate.look()) {
            match done {
                Move::Tap(tap) => plate.tap(tap),
                Move::Plan(fault) => plate.plan(&fault),
            }
        }
        if rung.recv().is_err() {
            return;
        }
    }
}

impl AsRef<Path> for Emulated {
    fn as_ref(&self) -> &Path {
        &self.at
    }
}
