//! What hostile bytes from a card terminal, and to one, are put to. Shared by the fuzz target and by `tests/terminals`.
//!
//! In order means: no panic; the same whether they come at once or one by one; every payment that was asked for has exactly one end, whatever
//! is said about it; nothing is confirmed that nobody has stored; and nobody is charged without a card.

use cardlast::device::zvt::{
    Apdu, ApduReader, Fields, Password, SerialLine, Tlv, ZvtEmulator, ZvtExchange, ZvtSetup, terminal_status,
};
use cardlast::device::{Act, BookLine, Emulator as _, Exchange as _, StreamHeard, StreamNews, StreamOrder};
use cardlast::id::{AttemptId, FreshId, OrderId, Stan, TerminalId};
use cardlast::locale::Language;
use cardlast::money::{Currency, Money};
use cardlast::order::{NoteStock, Notes, Withdrawal, WithdrawalTerms};
use cardlast::payment::{PaymentRequest, TerminalCommand, TerminalEvent};
use cardlast::time::{Millis, Now, Timestamp, WallTime};

/// What a terminal says before a payment runs: registered, no last receipt, taken.
const GOOD: [&[u8]; 3] = [
    &[0x80, 0, 0, 0x06, 0x0f, 0x0a, 0x19, 0, 0x29, 0x52, 0x52, 0x35, 0x35, 0x49, 0x09, 0x78],
    &[0x80, 0, 0, 0x06, 0x0f, 0],
    &[0x80, 0, 0],
];
/// What a kiosk says before a payment runs.
const ASKED: [&[u8]; 2] = [
    &[0x06, 0, 0x06, 0, 0, 0, 0xbe, 0x09, 0x78],
    &[0x80, 0, 0, 0x06, 0x01, 0x0a, 0x04, 0, 0, 0, 0, 0x08, 0x90, 0x49, 0x09, 0x78],
];
/// Whoever is woken more often than this waits for ever.
const MOST_WAKES: usize = 500;

/// How the payment ended, by the exchange's own word.
pub fn enter(data: &[u8]) -> &'static str {
    let (mode, bytes) = data.split_first().map_or((0, data), |(mode, bytes)| (*mode, bytes));
    codec(bytes);
    terminal(mode, bytes);
    let (ended, acts) = kiosk(mode, bytes, usize::MAX);
    let (_, one_by_one) = kiosk(mode, bytes, 1);
    assert_eq!(acts, one_by_one, "it does not matter how the stream is cut");
    ended
}

fn codec(bytes: &[u8]) {
    let (mut rest, mut reader) = (bytes, ApduReader::default());
    let mut whole = Vec::new();
    while let Ok(Some(apdu)) = reader.read(&mut rest) {
        let (mut again, mut fresh) = (apdu.encode(), ApduReader::default());
        assert_eq!(fresh.read(&mut again.as_slice()), Ok(Some(apdu.clone())), "what was read can be written");
        again.clear();
        whole.push(apdu);
    }
    for fields in whole.iter().map(Apdu::data).chain([bytes]).map(Fields::decode) {
        let again = Fields::decode(&fields.encode());
        assert_eq!(again.unparsed(), None, "what is understood is written so that it can be understood");
        assert_eq!(fields.last_four(), again.last_four());
        let digits = |four: String| four.len() == 4;
        assert!(fields.last_four().is_none_or(digits));
        let _ = Tlv::encode(fields.objects());
    }
    let _ = terminal_status(bytes);
    let mut line = SerialLine::default();
    line.hear(Timestamp(0), bytes);
    line.wake(Timestamp(10_000));
    assert_eq!(line.next_deadline(), None, "nothing was sent, and what was begun is given up");
}

fn now(at: u64) -> Now {
    let wall = WallTime { unix_ms: 1_795_000_000_000, offset_s: 3_600 };
    Now { at: Timestamp(at), wall: wall.after(Millis(at)) }
}

fn request() -> PaymentRequest {
    let fresh = |byte| FreshId::from_random_bytes([byte; 16]);
    let money = |minor| Money::from_minor(minor, Currency::EUR).expect("in range");
    let stock = NoteStock::new([Notes { value_minor: 1, count: 100_000 }]);
    let order = OrderId::from(fresh(1));
    let terms = WithdrawalTerms { order, stock: &stock, most: money(100_000), now: now(0) };
    let locked = Withdrawal::new(money(890), Language::new("en").expect("a language")).lock(&terms).expect("it can be locked");
    PaymentRequest::new(&locked, AttemptId::from(fresh(2)))
}

/// The kiosk asks for a payment, and these bytes are what it hears from some point on.
fn kiosk(mode: u8, bytes: &[u8], piece: usize) -> (&'static str, Vec<Act<StreamOrder>>) {
    let mut exchange = ZvtExchange::new(
        ZvtSetup {
            id: TerminalId("zvt".to_owned()),
            password: Password::default(),
            currency: Currency::EUR,
            terminal_prints: mode & 4 != 0,
            answer_within: Millis::from_secs(5),
            payment_within: Millis::from_secs(180),
            simulated: true,
        },
        None,
    );
    let request = request();
    let attempt = request.attempt();
    exchange.submit(now(0), TerminalCommand::Authorise { request, stan: Stan(1) });
    exchange.hear(now(0), StreamNews::Connected);
    for good in GOOD.iter().take(usize::from(mode % 4)) {
        exchange.hear(now(0), StreamNews::Bytes(good.to_vec()));
    }
    if mode & 8 != 0 {
        exchange.submit(now(0), TerminalCommand::Cancel { attempt });
    }
    for piece in bytes.chunks(piece.max(1).min(bytes.len().max(1))) {
        exchange.hear(now(1), StreamNews::Bytes(piece.to_vec()));
    }
    if mode & 16 != 0 {
        exchange.hear(now(2), StreamNews::Closed);
    }
    let mut wakes = 0;
    while let Some(next) = exchange.next_deadline() {
        exchange.wake(now(next.0));
        wakes += 1;
        assert!(wakes < MOST_WAKES, "it is woken for ever");
    }
    let acts: Vec<_> = std::iter::from_fn(|| exchange.next()).collect();
    let said = |act: &Act<StreamOrder>| match act {
        Act::Say(event) if event.attempt() == Some(attempt) => Some(event.clone()),
        Act::Say(_) | Act::Line(_) | Act::Note(_) => None,
    };
    let mut ends = Vec::new();
    for event in acts.iter().filter_map(said) {
        match event {
            TerminalEvent::Progress { .. } | TerminalEvent::CardSlip(_) | TerminalEvent::CancelTooLate { .. } => {}
            TerminalEvent::TakenBack { .. } => assert_eq!(ends, ["approval-offered"], "taken back is what was offered"),
            TerminalEvent::Confirmed { .. } => panic!("confirmed, and nobody has stored it"),
            other => ends.push(other.name()),
        }
    }
    assert_eq!(ends.len(), 1, "a payment has one end: {ends:?}");
    let sent = acts.iter().filter(|act| matches!(act, Act::Line(StreamOrder::Send(_)))).count();
    assert!(sent <= bytes.len() / 3 + 16, "{sent} messages about {} bytes", bytes.len());
    (ends[0], acts)
}

/// The terminal hears these bytes, and nobody shows a card.
fn terminal(mode: u8, bytes: &[u8]) {
    let mut emulator = if mode & 32 != 0 { ZvtEmulator::that_keeps_unanswered() } else { ZvtEmulator::default() };
    emulator.hear(now(0), StreamHeard::Connected);
    for asked in ASKED.iter().take(usize::from(mode % 3)) {
        emulator.hear(now(0), StreamHeard::Bytes(asked.to_vec()));
    }
    for piece in bytes.chunks(usize::from(mode / 64) * 7 + 1) {
        emulator.hear(now(1), StreamHeard::Bytes(piece.to_vec()));
    }
    let mut wakes = 0;
    while let Some(next) = emulator.next_deadline() {
        emulator.wake(now(next.0));
        wakes += 1;
        assert!(wakes < MOST_WAKES, "it is woken for ever");
    }
    assert!(!emulator.book().iter().any(BookLine::is_charged), "nobody has shown a card");
    let said = std::iter::from_fn(|| emulator.next()).count();
    assert!(said <= bytes.len() + 64, "{said} messages about {} bytes", bytes.len());
}
