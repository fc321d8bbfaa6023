//! The same till with a real terminal's protocol: its exchange, thread, notebook and sockets in the process that is killed, the terminal's
//! emulator in the one that is not. What the emulator's own book says is held against the journal.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cardlast::device::caisse_ap::{CaisseApEmulator, CaisseApExchange, CaisseApSetup};
use cardlast::device::nexo::seal::SealKey;
use cardlast::device::nexo::{
    HttpsDoor, HttpsLine, NexoEmulator, NexoExchange, NexoServer, NexoServerSetup, NexoSetup, ServerIdentity,
};
use cardlast::device::zvt::{Password, ZvtEmulator, ZvtExchange, ZvtSetup};
use cardlast::device::{
    CustomerPlan, ExchangeTerminal, Move, NoteFile, PlannedCustomers, StaffFolder, StreamServer, SystemClock, TcpLine,
};
use cardlast::fake::SeededIds;
use cardlast::id::{AttemptId, TerminalId};
use cardlast::money::Currency;
use cardlast::payment::{EmulatorLine, EmulatorPlate, StaffDecision, StaffVerdict};
use cardlast::port::{IdSource as _, PaymentTerminal, Waker};
use cardlast::time::Millis;

use crate::books::Books;
use crate::checker::{self, Verdict, books_now};
use crate::saboteur::{Call, How, Strike, at_each};
use crate::scene::{End, Meals, Run, Scene};
use crate::sweep::{LONG, PATIENCE, Report, for_each};
use crate::till;

const ZVT: &str = "zvt:";
const CAISSE_AP: &str = "caisse-ap:";
const NEXO: &str = "nexo:";
const POI: &str = "V400m-324688179";
const NAME: &str = "V400m-324688179.test.terminal.example";
const PASSPHRASE: &str = "p@ssw0rd123456";

/// The till's side of a terminal that answers at this place; `None` for the plain line of the other trials.
pub fn terminal(at: &Path, folder: &Path, clock: &SystemClock, waker: Waker) -> Option<Box<dyn PaymentTerminal>> {
    let at = at.to_str()?;
    let (notebook, note) = NoteFile::open(&folder.join("terminal.note")).ok()?;
    if let Some(address) = at.strip_prefix(ZVT) {
        let setup = ZvtSetup {
            id: TerminalId("zvt".to_owned()),
            password: Password::default(),
            currency: Currency::EUR,
            terminal_prints: false,
            answer_within: Millis::from_secs(5),
            payment_within: Millis::from_secs(30),
            simulated: true,
        };
        let address = address.to_owned();
        let line = move |tell| TcpLine::new(address, Duration::from_secs(5), tell);
        let exchange = ZvtExchange::new(setup, note.as_deref());
        return Some(Box::new(ExchangeTerminal::spawn(exchange, line, notebook, clock.clone(), waker).ok()?));
    }
    if let Some(address) = at.strip_prefix(CAISSE_AP) {
        let setup = CaisseApSetup {
            id: TerminalId("caisse-ap".to_owned()),
            register: "01".to_owned(),
            register_id: "012345678901".to_owned(),
            payment_within: Millis::from_secs(30),
            simulated: true,
        };
        let address = address.to_owned();
        let line = move |tell| TcpLine::new(address, Duration::from_secs(5), tell);
        let exchange = CaisseApExchange::new(setup);
        return Some(Box::new(ExchangeTerminal::spawn(exchange, line, notebook, clock.clone(), waker).ok()?));
    }
    let url = at.strip_prefix(NEXO)?;
    let setup = NexoSetup {
        id: TerminalId("nexo".to_owned()),
        sale_id: "kiosk-a".to_owned(),
        poi_id: POI.to_owned(),
        language: "en".to_owned(),
        login: false,
        payment_within: Millis::from_secs(30),
        simulated: true,
    };
    let authority = std::fs::read(folder.parent()?.join("authority.pem")).ok()?;
    let door = HttpsDoor::new(url, Some(NAME), &authority, SealKey::new(PASSPHRASE, "key", 1)).ok()?;
    let line = move |tell| HttpsLine::new(door, tell);
    Some(Box::new(ExchangeTerminal::spawn(NexoExchange::new(setup), line, notebook, clock.clone(), waker).ok()?))
}

/// A terminal's emulator that outlives the till, with customers who hold their card to it.
struct Emulated {
    plate: Arc<dyn EmulatorPlate>,
    at: PathBuf,
    /// Ends the customers.
    _bell: Arc<Mutex<Sender<()>>>,
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

impl Emulated {
    fn start(protocol: Protocol, data: &Path) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let clock = SystemClock::new(jiff::tz::TimeZone::UTC);
        let (bell, rung) = channel();
        let bell = Arc::new(Mutex::new(bell));
        let ringing = Arc::downgrade(&bell);
        let waker: Waker = Arc::new(move || {
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
        let looked = plate.clone();
        let mut customers = PlannedCustomers::new(CustomerPlan::parse("tap", &[]).expect("a plan"));
        std::thread::spawn(move || {
            loop {
                for done in customers.look(&looked.look()) {
                    match done {
                        Move::Tap(tap) => looked.tap(tap),
                        Move::Plan(fault) => looked.plan(&fault),
                    }
                }
                if rung.recv().is_err() {
                    return;
                }
            }
        });
        Self { plate, at: at.into(), _bell: bell, _server: server }
    }

    fn book(&self) -> Vec<EmulatorLine> {
        self.plate.look().book
    }

    fn charged(&self) -> usize {
        self.book().iter().filter(|line| line.end == "confirmed").count()
    }
}

impl AsRef<Path> for Emulated {
    fn as_ref(&self) -> &Path {
        &self.at
    }
}

/// Killed at every exchange with the terminal, at every word that its notebook and the journal write, at every sync.
pub fn killed_at_every_exchange() -> Verdict {
    for protocol in [Protocol::Zvt, Protocol::Nexo, Protocol::CaisseAp] {
        let (calls, _) = trace(protocol)?;
        let worth =
            |call: &&Call| call.is_exchange() || call.is_sync() || call.what.contains("terminal") || call.name == "rename";
        let calls: Vec<_> = calls.into_iter().filter(|call| worth(&call)).collect();
        let exchanges = calls.iter().filter(|call| call.is_exchange()).count();
        let least = match protocol {
            Protocol::Zvt => 20,
            Protocol::Nexo => 4,
            Protocol::CaisseAp => 2,
        };
        if exchanges < least {
            return Err(format!("{protocol:?}: only {exchanges} exchanges were seen"));
        }
        let strikes = at_each(How::Kill, &calls);
        let report = sweep(protocol, &strikes);
        report.hit_all(&strikes.into_iter().filter(|strike| strike.call.is_sync()).collect::<Vec<_>>())?;
        report.conclude(&format!("{protocol:?}, killed at every exchange"))?;
    }
    Ok(())
}

fn trace(protocol: Protocol) -> Result<(Vec<Call>, usize), String> {
    let (scene, emulated) = Scene::with_terminal(|data| Emulated::start(protocol, data));
    let run = scene.run(Meals::One, None, LONG);
    if run.end != End::Code(till::SOLD) {
        return Err(format!("{protocol:?}: without any trouble the till {}: {}", run.end, run.said));
    }
    adds_up(protocol, &emulated, &books_now(&scene.files())?)?;
    if emulated.charged() != 1 {
        return Err(format!("{protocol:?}: one meal was sold, and the terminal's book says {:?}", emulated.book()));
    }
    Ok((run.log.calls, emulated.charged()))
}

fn sweep(protocol: Protocol, strikes: &[Strike]) -> Report {
    let report = Mutex::new(Report { points: strikes.len(), ..Report::default() });
    for_each(strikes, |strike| {
        let (scene, emulated) = Scene::with_terminal(|data| Emulated::start(protocol, data));
        let run = scene.run(Meals::One, Some(strike), LONG);
        let verdict = recovers(protocol, &scene, &emulated, &run);
        let mut report = report.lock().expect("no panic while reporting");
        *report.ends.entry(run.end.to_string()).or_default() += 1;
        match run.log.fired.first() {
            Some(call) => *report.hit.entry(call.clone()).or_default() += 1,
            None => report.missed.push(strike.to_string()),
        }
        report.findings.extend(verdict.err().map(|what| format!("{strike}: {what}\nbook {:?}", emulated.book())));
    });
    report.into_inner().expect("no panic while reporting")
}

/// Started again it finds out what became of the payment, and sells one more meal.
fn recovers(protocol: Protocol, scene: &Scene, emulated: &Emulated, run: &Run) -> Verdict {
    match run.end {
        End::Killed => {}
        End::Code(till::SOLD) if run.log.fired.is_empty() => {}
        End::Code(_) | End::Panicked => return Err(format!("the till {}: {}", run.end, run.said)),
    }
    let before = books_now(&scene.files())?;
    if protocol == Protocol::Zvt {
        // Its money moves only when the approval is stored here.
        let stored = before.of("payment-approved").count();
        let charged = emulated.charged();
        if charged > stored {
            return Err(format!("I1: {charged} charged, {stored} approvals stored"));
        }
    }
    let mut again = scene.run(Meals::One, None, if protocol == Protocol::CaisseAp { PATIENCE } else { LONG });
    if protocol == Protocol::CaisseAp && again.end == End::Code(till::STUCK) {
        staff_decide(scene, emulated)?;
        again = scene.run(Meals::One, None, LONG);
    }
    if again.end != End::Code(till::SOLD) {
        return Err(format!("started again it {}: {}", again.end, again.said));
    }
    let books = books_now(&scene.files())?;
    checker::nothing_stored_is_lost(&before, &books)?;
    adds_up(protocol, emulated, &books)?;
    checker::checks_out(&scene.files())
}

/// Nobody can ask such a terminal: staff have been called, look at its paper, and say what became of the payment.
fn staff_decide(scene: &Scene, emulated: &Emulated) -> Verdict {
    let books = books_now(&scene.files())?;
    let open: Vec<_> = books.attempts.iter().filter(|(_, state)| state == "open").collect();
    let [(attempt, _)] = open.as_slice() else {
        return Err(format!("stuck, and not for one open payment: {:?}", books.attempts));
    };
    if books.about("alarm", attempt).count() == 0 {
        return Err(format!("I7: {attempt} is open, and nobody has called staff"));
    }
    let charged = emulated.charged() > books.of("order-accepted").count();
    let verdict = if charged { StaffVerdict::Charged } else { StaffVerdict::NotCharged };
    let attempt = AttemptId::parse(attempt).map_err(|error| error.to_string())?;
    let decision = StaffDecision::new(attempt, verdict, "Ada", "the terminal's paper").map_err(|error| error.to_string())?;
    let folder = StaffFolder::new(scene.files().join("staff")).map_err(|error| error.to_string())?;
    folder.hand_in(&decision, SeededIds::new(1).mint()).map_err(|error| error.to_string())?;
    Ok(())
}

/// Who thinks what was charged: the terminal's book and the journal, amount by amount.
fn adds_up(protocol: Protocol, emulated: &Emulated, books: &Books) -> Verdict {
    let mut balance: BTreeMap<i64, i64> = BTreeMap::new();
    for line in emulated.book() {
        if line.end == "offered" {
            return Err(format!("I7: {protocol:?}: {} is approved and nobody has said what becomes of it", line.name));
        }
        *balance.entry(line.amount.minor()).or_default() += i64::from(line.end == "confirmed");
    }
    for order in books.of("order-accepted") {
        let said = order.text("/said/by").and_then(|_| order.number("/order/amount"));
        let amount = order.number("/approval/amount").or(said).ok_or("I13: an order that nobody has paid for")?;
        *balance.entry(amount).or_default() -= 1;
    }
    if balance.values().any(|left| *left != 0) {
        return Err(format!("I2, I3: {protocol:?}: charged and not sold, or sold and not charged: {balance:?}"));
    }
    for (attempt, state) in &books.attempts {
        if !["accepted", "not-charged", "reversed"].contains(&state.as_str()) {
            return Err(format!("I7: {attempt} is still {state}"));
        }
    }
    let alarms = books.of("alarm").count();
    if alarms > 0 && protocol != Protocol::CaisseAp {
        return Err(format!("I7: {alarms} alarms, though the terminal could be asked"));
    }
    if protocol == Protocol::Zvt && books.of("order-accepted").count() > 0 && books.of("card-slip").count() == 0 {
        return Err("the terminal's slips are not in the journal".to_owned());
    }
    Ok(())
}
