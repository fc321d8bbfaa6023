//! What hostile answers of terminals are put to. Shared by the fuzz targets and by `tests/exchanges`.
//!
//! In order means: no panic; what is read is written and read again as the same; and whatever bytes come while a payment waits, the kiosk
//! is told at most one end of it, and never an approval of another amount as if it were the right one.

use std::sync::LazyLock;

use cardlast::device::caisse_ap::{CaisseApExchange, CaisseApSetup, Fields};
use cardlast::device::nexo::message::Message;
use cardlast::device::nexo::seal::SealKey;
use cardlast::device::nexo::{NexoExchange, NexoNews, NexoOrder, NexoSetup};
use cardlast::device::{Act, Exchange, StreamNews, StreamOrder};
use cardlast::id::{AttemptId, OrderId, Stan, TerminalId};
use cardlast::locale::Language;
use cardlast::money::{Currency, Money};
use cardlast::order::Withdrawal;
use cardlast::payment::{PaymentRequest, TerminalCommand, TerminalEvent};
use cardlast::time::{Millis, Now, Timestamp, WallTime};

/// What came of some bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// They are a message.
    Read,
    /// They are none.
    Refused,
}

/// The try and the order that corpus files name.
const ATTEMPT: &str = "11111111-1111-4111-8111-111111111111";
const ORDER: &str = "22222222-2222-4222-8222-222222222222";

static KEY: LazyLock<SealKey> = LazyLock::new(|| SealKey::new("p@ssw0rd123456", "key", 1));

fn now() -> Now {
    Now { at: Timestamp(1_000), wall: WallTime::parse("2026-11-28T12:30:00+01:00").expect("a time") }
}

fn authorise() -> TerminalCommand {
    let amount = Money::from_minor(1_250, Currency::EUR).expect("an amount");
    let order = OrderId::parse(ORDER).expect("an order");
    let language = Language::new("en").expect("a language");
    let locked = Withdrawal::new(amount, language).readmit(order, now()).expect("an amount");
    let request = PaymentRequest::new(&locked, AttemptId::parse(ATTEMPT).expect("a try"));
    TerminalCommand::Authorise { request, stan: Stan(42) }
}

/// Everything that an exchange wants done; none of it is without end.
fn acts<E: Exchange>(exchange: &mut E) -> Vec<Act<E::Order>> {
    let acts: Vec<_> = std::iter::from_fn(|| exchange.next()).take(200).collect();
    assert!(acts.len() < 200, "no end of acts");
    acts
}

/// At most one end of the payment is told.
fn judge<Order>(acts: &[Act<Order>]) {
    let mut ends = 0;
    for act in acts {
        if let Act::Say(event) = act {
            if let Some(facts) = event.approval() {
                assert_eq!((facts.attempt.to_string().as_str(), facts.stan), (ATTEMPT, Stan(42)), "another payment");
            }
            let is_aside = matches!(
                event,
                TerminalEvent::Progress { .. }
                    | TerminalEvent::Health(_)
                    | TerminalEvent::CardSlip(_)
                    | TerminalEvent::CancelTooLate { .. }
            );
            ends += usize::from(!is_aside);
        }
    }
    assert!(ends <= 1, "{ends} ends of one payment");
}

/// Bytes as an opened nexo message: the answer to a payment that waits, to a look-up, and to nothing.
pub fn nexo_message(data: &[u8]) -> Answer {
    let mut exchange = NexoExchange::new(NexoSetup {
        id: TerminalId("nexo".to_owned()),
        sale_id: "kiosk-a".to_owned(),
        poi_id: "V400m-324688179".to_owned(),
        language: "en".to_owned(),
        login: false,
        payment_within: Millis::from_secs(120),
        simulated: true,
    });
    exchange.submit(now(), authorise());
    let attempt = AttemptId::parse(ATTEMPT).expect("a try");
    exchange.submit(now(), TerminalCommand::LookUp { attempt, stan: Stan(42) });
    let posts: Vec<u64> = acts(&mut exchange)
        .into_iter()
        .filter_map(|act| match act {
            Act::Line(NexoOrder::Post { call, .. }) => Some(call),
            Act::Note(_) | Act::Say(_) => None,
        })
        .collect();
    assert_eq!(posts.len(), 2, "a payment and a look-up");
    exchange.hear(now(), NexoNews::Told { body: data.to_vec() });
    judge(&acts(&mut exchange));
    for call in posts {
        exchange.hear(now(), NexoNews::Answered { call, body: data.to_vec() });
        judge(&acts(&mut exchange));
    }
    let Ok(message) = Message::decode(data) else { return Answer::Refused };
    assert_eq!(Message::decode(&message.encode()), Ok(message), "written and read again");
    Answer::Read
}

/// Bytes as a nexo envelope, and as what is put into one.
pub fn nexo_envelope(data: &[u8]) -> Answer {
    if let Ok(sealed) = KEY.seal(data, [7; 16]) {
        assert_eq!(KEY.open(&sealed).as_deref(), Ok(data), "opened as it was sealed");
    }
    if KEY.open(data).is_ok() { Answer::Read } else { Answer::Refused }
}

/// Bytes as a Caisse-AP message: whole, cut anywhere, and as the answer to a payment that waits.
pub fn caisse_ap_message(data: &[u8]) -> Answer {
    for cut in [data.len() / 3, data.len() / 2] {
        if let Err(error) = Fields::decode(&data[..cut]) {
            Fields::decode(data).expect_err(&format!("what cannot become a message became one: {error}"));
        }
    }
    for pieces in [vec![data], data.chunks(1).collect(), data.chunks(7).collect()] {
        let mut exchange = CaisseApExchange::new(CaisseApSetup {
            id: TerminalId("caisse-ap".to_owned()),
            register: "01".to_owned(),
            register_id: "012345678901".to_owned(),
            payment_within: Millis::from_secs(120),
            simulated: true,
        });
        exchange.submit(now(), authorise());
        exchange.hear(now(), StreamNews::Connected);
        let sent = acts(&mut exchange).into_iter().any(|act| matches!(act, Act::Line(StreamOrder::Send(_))));
        assert!(sent, "the question is out");
        for piece in pieces {
            exchange.hear(now(), StreamNews::Bytes(piece.to_vec()));
        }
        exchange.hear(now(), StreamNews::Closed);
        judge(&acts(&mut exchange));
    }
    match Fields::decode(data) {
        Ok(Some(fields)) => {
            assert_eq!(Fields::decode(&fields.encode()), Ok(Some(fields)), "written and read again");
            Answer::Read
        }
        Ok(None) | Err(_) => Answer::Refused,
    }
}
