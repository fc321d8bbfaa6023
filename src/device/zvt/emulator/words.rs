//! The terminal's messages.

use super::till::Row;
use super::{CARD_LAST_FOUR, TERMINAL_ID};
use crate::device::zvt::apdu::Apdu;
use crate::device::zvt::field::Fields;
use crate::device::zvt::message::{bitmap, control, tag};
use crate::device::zvt::text::{encode_bcd, encode_text};
use crate::device::zvt::tlv::{self, Tlv};
use crate::payment::{EntryMode, Progress};

/// `04 FF`.
pub(super) fn step(progress: Progress) -> Apdu {
    let status = match progress {
        Progress::PresentCard => 0x0A,
        Progress::EnterPin => 0x01,
        Progress::WrongPin => 0x15,
        Progress::Authorising => 0x04,
        Progress::RemoveCard => 0x0B,
        Progress::CardUnreadable => 0x0C,
        Progress::Wait => 0x0F,
        Progress::TakingBack => 0x05,
    };
    Apdu { control: control::INTERMEDIATE_STATUS, data: vec![status] }
}

/// The fields of an approval.
pub(super) fn approval(row: &Row, minor: Option<u64>) -> Fields {
    let local = row.wall.local();
    let clock = u64::from(local.minute_of_day / 60) * 10_000 + u64::from(local.minute_of_day % 60) * 100;
    let date = u64::from(local.date.month().unsigned_abs()) * 100 + u64::from(local.date.day().unsigned_abs());
    let technology = match row.entry {
        EntryMode::MagneticStripe => 0x00,
        EntryMode::ChipAndPin => 0x01,
        EntryMode::Contactless => 0x02,
    };
    let how = Tlv::of(tag::PAYMENT_TYPE, &[Tlv::new(tag::TECHNOLOGY, [technology])]);
    let fields = Fields::new().with(bitmap::RESULT, [0x00]);
    let fields = match minor {
        Some(minor) => fields.with(bitmap::AMOUNT, encode_bcd(minor, 6)),
        None => fields,
    };
    let mut name = encode_text("Demo");
    name.push(0);
    let fields = fields
        .with(bitmap::CURRENCY, encode_bcd(row.amount.currency().numeric_code().into(), 2))
        .with(bitmap::TIME, encode_bcd(clock + u64::from(local.second), 3))
        .with(bitmap::DATE, encode_bcd(date, 2))
        .with(bitmap::PAN, masked())
        .with(bitmap::RECEIPT, encode_bcd(row.receipt, 2))
        .with(bitmap::AUTHORISATION, authorisation(row.trace))
        .with(bitmap::TRACE, encode_bcd(row.trace, 3))
        .with(bitmap::TERMINAL_ID, encode_bcd(TERMINAL_ID, 4))
        .with(bitmap::CARD_TYPE, [0x06])
        .with(bitmap::CARD_NAME, name)
        .with(bitmap::CONTAINER, tlv::encode_all(&[how]));
    match row.takes_back {
        Some(trace) => fields.with(bitmap::ORIGINAL_TRACE, encode_bcd(trace, 3)),
        None => fields,
    }
}

/// Six digits, and NULs behind them.
fn authorisation(trace: u64) -> Vec<u8> {
    let mut code = format!("{:06}", 42_000 + trace % 900_000).into_bytes();
    code.resize(8, 0);
    code
}

/// Twelve masked digits and four that may be known.
fn masked() -> Vec<u8> {
    let [a, b] = CARD_LAST_FOUR;
    vec![0xEE, 0xEE, 0xEE, 0xEE, 0xEE, 0xEE, a, b]
}

/// `04 0F`.
pub(super) fn status(fields: &Fields) -> Apdu {
    Apdu { control: control::STATUS_INFORMATION, data: fields.encode() }
}

/// `04 0F` of something that came to nothing.
pub(super) fn refusal(code: u8) -> Apdu {
    let fields = Fields::new().with(bitmap::RESULT, [code]).with(bitmap::TERMINAL_ID, encode_bcd(TERMINAL_ID, 4));
    status(&fields)
}

/// `06 0F`.
pub(super) fn completion(data: impl Into<Vec<u8>>) -> Apdu {
    Apdu { control: control::COMPLETION, data: data.into() }
}

/// `06 1E`.
pub(super) fn aborted(code: u8) -> Apdu {
    Apdu { control: control::ABORTED, data: vec![code] }
}

/// The completion of a registration.
pub(super) fn registered(currency: u64) -> Apdu {
    let fields = Fields::new()
        .with(bitmap::PAYMENT_TYPE, [0x00])
        .with(bitmap::TERMINAL_ID, encode_bcd(TERMINAL_ID, 4))
        .with(bitmap::CURRENCY, encode_bcd(currency, 2));
    completion(fields.encode())
}

/// The slips of a payment: the restaurant's and the customer's, as blocks or as lines.
pub(super) fn slips(row: &Row, in_blocks: bool) -> Vec<Apdu> {
    let amount = row.amount;
    let card = format!("#### #### #### {:02X}{:02X}", CARD_LAST_FOUR[0], CARD_LAST_FOUR[1]);
    let body = |whose: &str| {
        [
            whose.to_owned(),
            format!("Terminal-ID {TERMINAL_ID}"),
            format!("Beleg-Nr. {:04}  TA-Nr. {:06}", row.receipt, row.trace),
            format!("Karte {card}"),
            format!("Betrag {amount}"),
            "Zahlung erfolgt".to_owned(),
        ]
    };
    let slips = [(0x01, body("* * Händlerbeleg * *")), (0x02, body("* * Kundenbeleg * *"))];
    let print = |(kind, lines): (u8, [String; 6])| if in_blocks { vec![block(kind, &lines)] } else { one_by_one(&lines) };
    slips.into_iter().flat_map(print).collect()
}

fn block(kind: u8, lines: &[String]) -> Apdu {
    let mut texts: Vec<_> = lines.iter().map(|line| Tlv::new(tag::LINE, encode_text(line))).collect();
    texts.push(Tlv::new(tag::ATTRIBUTE, [0x81]));
    let objects = [Tlv::new(tag::RECEIPT_TYPE, [kind]), Tlv::of(tag::PRINT_TEXTS, &texts)];
    let data = Fields::new().with(bitmap::CONTAINER, tlv::encode_all(&objects)).encode();
    Apdu { control: control::PRINT_BLOCK, data }
}

fn one_by_one(lines: &[String]) -> Vec<Apdu> {
    let line = |line: &String| Apdu { control: control::PRINT_LINE, data: [vec![0x00], encode_text(line)].concat() };
    let last = Apdu { control: control::PRINT_LINE, data: vec![0x81] };
    lines.iter().map(line).chain([last]).collect()
}
