//! The same over real sockets: the host thread, the lines, the servers; the emulator's book beside the kiosk's events.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cardlast::device::caisse_ap::{CaisseApEmulator, CaisseApExchange};
use cardlast::device::nexo::seal::SealKey;
use cardlast::device::nexo::{HttpsDoor, HttpsLine, NexoEmulator, NexoExchange, NexoServer, NexoServerSetup, ServerIdentity};
use cardlast::device::{ExchangeTerminal, Notebook, StreamServer, SystemClock, TcpLine};
use cardlast::fake::SeededIds;
use cardlast::id::{AttemptId, OrderId, Stan};
use cardlast::locale::Language;
use cardlast::money::{Currency, Money};
use cardlast::order::Withdrawal;
use cardlast::payment::{
    Confirmation, EmulatorLook, EmulatorPlate, FaceDisplay, LookUpAnswer, PaymentRequest, Progress, TerminalCommand,
    TerminalEvent, TerminalHealth, TerminalTap, UnknownReason,
};
use cardlast::port::{IdSource as _, PaymentTerminal as _, Waker};
use cardlast::time::{Now, Timestamp, WallTime};

use crate::{caisse_ap, nexo};

const PASSPHRASE: &str = "p@ssw0rd123456";
const NAME: &str = "V400m-324688179.test.terminal.example";

/// Longer than anything takes that is not waited for on purpose.
const DEADLINE: Duration = Duration::from_secs(20);

struct Nothing;

impl Notebook for Nothing {
    fn keep(&mut self, _note: &str) -> std::io::Result<()> {
        Ok(())
    }
}

/// A bell that the other threads ring.
fn bell() -> (Waker, Receiver<()>) {
    let (sender, receiver) = channel();
    let sender = Mutex::new(sender);
    let ring = move || {
        // Nobody listens any more only at the end.
        let _ = sender.lock().expect("not poisoned").send(());
    };
    (Arc::new(ring), receiver)
}

fn clock() -> SystemClock {
    SystemClock::new(jiff::tz::TimeZone::UTC)
}

struct Bench {
    terminal: ExchangeTerminal,
    rung: Receiver<()>,
    emulator: Option<Emulated>,
    ids: SeededIds,
    stan: u32,
    heard: Vec<TerminalEvent>,
}

impl Bench {
    fn ask(&mut self, cents: i64) -> (AttemptId, Stan) {
        self.stan += 1;
        let (order, attempt) = (OrderId::from(self.ids.mint()), AttemptId::from(self.ids.mint()));
        let now = Now { at: Timestamp(1), wall: WallTime::parse("2026-11-28T12:30:00+01:00").expect("a time") };
        let amount = Money::from_minor(cents, Currency::EUR).expect("an amount");
        let locked = Withdrawal::new(amount, Language::new("en").expect("a language")).readmit(order, now).expect("an amount");
        let request = PaymentRequest::new(&locked, attempt);
        self.tell(TerminalCommand::Authorise { request, stan: Stan(self.stan) });
        (attempt, Stan(self.stan))
    }

    fn tell(&mut self, command: TerminalCommand) {
        self.terminal.submit(Timestamp(0), command);
    }

    fn next(&mut self) -> TerminalEvent {
        loop {
            if let Some(event) = self.terminal.poll(Timestamp(0)) {
                self.heard.push(event.clone());
                return event;
            }
            self.rung.recv_timeout(DEADLINE).unwrap_or_else(|_| panic!("nothing more is heard after {:?}", self.heard));
        }
    }

    /// The next word that is no progress, no slip and no health.
    fn answer(&mut self) -> TerminalEvent {
        loop {
            let event = self.next();
            let is_aside =
                matches!(event, TerminalEvent::Progress { .. } | TerminalEvent::CardSlip(_) | TerminalEvent::Health(_));
            if !is_aside {
                return event;
            }
        }
    }

    fn health(&mut self) -> TerminalHealth {
        self.tell(TerminalCommand::Health);
        loop {
            if let TerminalEvent::Health(health) = self.next() {
                return health;
            }
        }
    }

    /// Waits until the emulator looks like this.
    fn wait(&self, what: &str, is_so: impl Fn(&EmulatorLook) -> bool) {
        let (plate, looks) = self.emulator.as_ref().expect("there is an emulator");
        while !is_so(&plate.look()) {
            assert!(looks.recv_timeout(DEADLINE).is_ok(), "{what} is waited for, and there is {:?}", plate.look());
        }
    }

    fn plate(&self) -> &dyn EmulatorPlate {
        &*self.emulator.as_ref().expect("there is an emulator").0
    }

    /// Waits until the emulator asks for a card, then taps.
    fn tap(&self, tap: TerminalTap) {
        self.wait("asking for a card", |look| look.face.display == FaceDisplay::Paying(Progress::PresentCard));
        self.plate().tap(tap);
    }

    fn wait_charged(&self, count: usize) {
        let is_charged = |look: &EmulatorLook| look.book.iter().filter(|line| line.end == "confirmed").count() == count;
        self.wait("so many charges", is_charged);
    }

    fn wait_fired(&self, faults: &[&str]) {
        self.wait("what goes wrong", |look| look.fired == faults);
    }

    fn plan(&self, fault: &str) {
        self.plate().plan(fault);
        self.wait("the plan", |look| look.planned.contains(&fault));
    }
}

/// The emulator's face, and the bell that it rings when that changes.
type Emulated = (Arc<dyn EmulatorPlate>, Receiver<()>);

fn over_tcp() -> (StreamServer, Bench) {
    let (waker, rung) = bell();
    let (shown, looks) = bell();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let server = StreamServer::spawn(CaisseApEmulator::default(), listener, |_| {}, clock(), shown).expect("a server");
    let address = server.address().to_string();
    let line = move |tell| TcpLine::new(address, Duration::from_secs(5), tell);
    let exchange = CaisseApExchange::new(caisse_ap::setup());
    let terminal = ExchangeTerminal::spawn(exchange, line, Nothing, clock(), waker).expect("a thread");
    let emulator = Some((server.plate(), looks));
    (server, Bench { terminal, rung, emulator, ids: SeededIds::new(3), stan: 0, heard: Vec::new() })
}

/// A kiosk that calls this address, and trusts this certificate.
fn caller(url: &str, name: Option<&str>, authority: &str, passphrase: &str, emulator: Option<Emulated>) -> Bench {
    let (waker, rung) = bell();
    let key = SealKey::new(passphrase, "key", 1);
    let door = HttpsDoor::new(url, name, authority.as_bytes(), key).expect("a door");
    let exchange = NexoExchange::new(nexo::setup(true));
    let terminal =
        ExchangeTerminal::spawn(exchange, move |tell| HttpsLine::new(door, tell), Nothing, clock(), waker).expect("a thread");
    Bench { terminal, rung, emulator, ids: SeededIds::new(3), stan: 0, heard: Vec::new() }
}

fn https() -> (NexoServer, ServerIdentity, String, Receiver<()>) {
    https_telling(None)
}

/// The same with a kiosk to be told at this address.
fn https_telling(notices: Option<SocketAddr>) -> (NexoServer, ServerIdentity, String, Receiver<()>) {
    let (shown, looks) = bell();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let identity = ServerIdentity::throw_away(&[NAME.to_owned()]).expect("an identity");
    let emulator = NexoEmulator::new("V400m-324688179", true);
    let key = SealKey::new(PASSPHRASE, "key", 1);
    let server =
        NexoServer::spawn(emulator, listener, NexoServerSetup { identity: &identity, key, notices }, |_| {}, clock(), shown)
            .expect("a server");
    let url = format!("https://{}", server.address());
    (server, identity, url, looks)
}

fn over_https() -> (NexoServer, Bench) {
    let (server, identity, url, looks) = https();
    let bench = caller(&url, Some(NAME), identity.authority(), PASSPHRASE, Some((server.plate(), looks)));
    (server, bench)
}

#[test]
fn a_card_pays_over_tcp() {
    let (_server, mut bench) = over_tcp();
    assert_eq!(bench.health(), TerminalHealth::Ready);
    for fault in ["none", "split-answer", "byte-by-byte"] {
        bench.plan(fault);
        let (attempt, _) = bench.ask(1_250);
        bench.tap(TerminalTap::TapCard);
        let TerminalEvent::ApprovalOffered(facts) = bench.answer() else { panic!("{:?}", bench.heard) };
        assert_eq!((facts.attempt, facts.amount.minor()), (attempt, 1_250));
    }
    bench.wait_charged(3);
    bench.wait_fired(&["split-answer", "byte-by-byte"]);
}

#[test]
fn a_dropped_line_over_tcp_is_unknown() {
    let (_server, mut bench) = over_tcp();
    for fault in ["drop-before", "half-answer"] {
        bench.plan(fault);
        let (attempt, stan) = bench.ask(1_250);
        if fault == "half-answer" {
            bench.tap(TerminalTap::TapCard);
        }
        assert_eq!(bench.answer(), TerminalEvent::Unknown { attempt, reason: UnknownReason::LineDropped });
        bench.tell(TerminalCommand::LookUp { attempt, stan });
        assert_eq!(bench.answer(), TerminalEvent::LookedUp { attempt, answer: LookUpAnswer::CannotTell });
    }
    bench.wait_fired(&["drop-before", "half-answer"]);
    bench.wait_charged(1);
}

#[test]
fn a_card_pays_over_https_and_the_money_goes_back() {
    let (_server, mut bench) = over_https();
    assert_eq!(bench.health(), TerminalHealth::Ready);
    let (attempt, stan) = bench.ask(1_250);
    bench.tap(TerminalTap::TapCard);
    let TerminalEvent::ApprovalOffered(facts) = bench.answer() else { panic!("{:?}", bench.heard) };
    assert_eq!((facts.attempt, facts.stan, facts.amount.minor()), (attempt, stan, 1_250));
    let slips = bench.heard.iter().filter(|event| matches!(event, TerminalEvent::CardSlip(_))).count();
    assert_eq!(slips, 2);
    bench.wait_charged(1);
    let reference = facts.reference.clone();
    bench.tell(TerminalCommand::Confirm { attempt, reference: reference.clone(), decision: Confirmation::Stored });
    assert_eq!(bench.answer(), TerminalEvent::Confirmed { attempt, reference: reference.clone() });
    for _ in 0..2 {
        bench.tell(TerminalCommand::Reverse { attempt, reference: reference.clone(), amount: facts.amount });
        assert_eq!(bench.answer(), TerminalEvent::Reversed { attempt, reference: reference.clone() });
    }
    bench.wait_charged(0);
}

/// What a stranger hears who posts this at the kiosk's door.
fn post_at(door: SocketAddr, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(door).expect("it is open");
    let head = format!("POST /nexo HTTP/1.1\r\ncontent-length: {}\r\n\r\n", body.len());
    stream.write_all(&[head.as_bytes(), body].concat()).expect("said");
    let mut answer = String::new();
    // It may hang up before all is read.
    let _ = stream.read_to_string(&mut answer);
    answer.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn what_the_terminal_shows_is_heard_at_the_kiosks_door_and_strangers_are_not() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let at = listener.local_addr().expect("an address");
    let (server, identity, url, looks) = https_telling(Some(at));
    let (waker, rung) = bell();
    let key = SealKey::new(PASSPHRASE, "key", 1);
    let door = HttpsDoor::new(&url, Some(NAME), identity.authority().as_bytes(), key).expect("a door");
    let line = move |tell| HttpsLine::hearing(door, listener, tell);
    let terminal =
        ExchangeTerminal::spawn(NexoExchange::new(nexo::setup(true)), line, Nothing, clock(), waker).expect("a thread");
    let emulator = Some((server.plate(), looks));
    let mut bench = Bench { terminal, rung, emulator, ids: SeededIds::new(3), stan: 0, heard: Vec::new() };
    let (attempt, _) = bench.ask(12_500);
    let foreign = SealKey::new("another passphrase", "key", 1)
        .seal(br#"{"SaleToPOIRequest":{"MessageHeader":{}}}"#, [7; 16])
        .expect("sealed");
    for (what, body) in [("no message", &b"hello"[..]), ("sealed by somebody else", &foreign), ("nothing", b"")] {
        assert_eq!(post_at(at, body), "HTTP/1.1 400 Bad Request", "{what}");
    }
    bench.tap(TerminalTap::InsertCard);
    let mut shown = Vec::new();
    while shown.last() != Some(&Progress::EnterPin) {
        if let TerminalEvent::Progress { attempt: of, progress } = bench.next() {
            assert_eq!(of, attempt);
            shown.push(progress);
        }
    }
    assert_eq!(shown.first(), Some(&Progress::PresentCard));
    for digit in [1, 2, 3, 4] {
        bench.plate().tap(TerminalTap::Digit(digit));
    }
    bench.plate().tap(TerminalTap::Enter);
    while !bench.heard.iter().any(|event| matches!(event, TerminalEvent::Progress { progress: Progress::Authorising, .. })) {
        bench.next();
    }
    let TerminalEvent::ApprovalOffered(facts) = bench.answer() else { panic!("{:?}", bench.heard) };
    assert_eq!(facts.attempt, attempt);
    drop(bench);
    assert!(TcpStream::connect(at).is_err(), "the door is closed with the line");
}

#[test]
fn a_cancel_overtakes_the_payment_that_waits() {
    let (_server, mut bench) = over_https();
    let (attempt, _) = bench.ask(1_250);
    bench.tap(TerminalTap::Clear);
    bench.tell(TerminalCommand::Cancel { attempt });
    assert_eq!(bench.answer(), TerminalEvent::Cancelled { attempt });
    bench.wait_charged(0);
}

#[test]
fn what_was_lost_or_touched_on_the_way_is_found_again() {
    let (_server, mut bench) = over_https();
    for (fault, reason) in [
        ("drop-at-answer", UnknownReason::LineDropped),
        ("tampered", UnknownReason::Garbled),
        ("garbage", UnknownReason::Garbled),
    ] {
        bench.plan(fault);
        let (attempt, stan) = bench.ask(1_250);
        bench.tap(TerminalTap::TapCard);
        assert_eq!(bench.answer(), TerminalEvent::Unknown { attempt, reason }, "{fault}");
        bench.tell(TerminalCommand::LookUp { attempt, stan });
        let TerminalEvent::LookedUp { answer: LookUpAnswer::Approved(facts), .. } = bench.answer() else {
            panic!("{fault}: {:?}", bench.heard)
        };
        assert_eq!(facts.attempt, attempt);
    }
    bench.wait_fired(&["drop-at-answer", "tampered", "garbage"]);
    bench.wait_charged(3);
}

#[test]
fn nobody_else_is_taken_for_the_terminal() {
    let (_server, identity, url, _looks) = https();
    let stranger = ServerIdentity::throw_away(&[NAME.to_owned()]).expect("an identity");
    let authority = identity.authority();
    for (what, name, authority) in [
        ("signed by somebody else", Some(NAME), stranger.authority()),
        ("of another name", Some("other.terminal.example"), authority),
        ("of no name that is asked for", None, authority),
    ] {
        let mut bench = caller(&url, name, authority, PASSPHRASE, None);
        let (attempt, _) = bench.ask(1_250);
        assert_eq!(bench.answer(), TerminalEvent::Unreachable { attempt }, "a certificate {what}: nothing was sent");
    }
    let mut bench = caller(&url, Some(NAME), authority, "another passphrase", None);
    assert_eq!(bench.health(), TerminalHealth::Unreachable, "another passphrase");
}

#[test]
fn a_terminal_that_is_off_is_unreachable() {
    // A port of the system's that nothing listens at.
    let url = "https://127.0.0.1:1";
    let identity = ServerIdentity::throw_away(&[NAME.to_owned()]).expect("an identity");
    let mut bench = caller(url, Some(NAME), identity.authority(), PASSPHRASE, None);
    let (attempt, _) = bench.ask(1_250);
    assert_eq!(bench.answer(), TerminalEvent::Unreachable { attempt });
    assert_eq!(bench.health(), TerminalHealth::Unreachable);
}

#[test]
fn a_terminal_that_was_switched_off_is_found_again_without_being_asked() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let (waker, rung) = bell();
    let line = move |tell| TcpLine::new(address.to_string(), Duration::from_secs(5), tell);
    let exchange = CaisseApExchange::new(caisse_ap::setup());
    let terminal = ExchangeTerminal::spawn(exchange, line, Nothing, clock(), waker).expect("a thread");
    let mut bench = Bench { terminal, rung, emulator: None, ids: SeededIds::new(3), stan: 0, heard: Vec::new() };
    assert_eq!(bench.health(), TerminalHealth::Unreachable);
    let listener = TcpListener::bind(address).expect("the same port");
    let (shown, _looks) = bell();
    let _server = StreamServer::spawn(CaisseApEmulator::default(), listener, |_| {}, clock(), shown).expect("a server");
    // It looks by itself; what it says in between is that nothing has changed.
    while bench.next() != TerminalEvent::Health(TerminalHealth::Ready) {}
}
