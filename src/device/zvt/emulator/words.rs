//! What the terminal says about a transaction.

use super::store::Stored;
use crate::device::zvt::apdu::{Apdu, code};
use crate::device::zvt::{Fields, Tlv, bmp, cp437, tag};
use crate::payment::EntryMode;
use crate::time::WallTime;

/// The number that this terminal gives itself.
pub(super) const TERMINAL: u64 = 52_523_535;
/// A card's number, of which four digits are told.
const CARD: [u8; 8] = [0xee, 0xee, 0xee, 0xee, 0xee, 0xee, 0x42, 0x42];

/// What it says of a refusal, in its own language as terminals do.
pub(super) const DECLINED: &str = "Zahlung nicht möglich: bitte andere Karte";

/// How a status information differs from a plain one.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Oddities {
    pub no_amount: bool,
    pub other_amount: bool,
    /// Its clock is behind by so many minutes.
    pub minutes_behind: i64,
    /// The receipt number goes along to be mirrored.
    pub mirrors: bool,
}

/// All there is to tell of a transaction that is done.
pub(super) fn status(stored: &Stored, odd: Oddities) -> Fields {
    let minor = u64::try_from(stored.minor).unwrap_or_default();
    let minor = if odd.other_amount { minor + 100 } else { minor };
    let trace = u64::from(stored.receipt) + 1_000;
    let mut fields = Fields::default().with(bmp::RESULT, [0]);
    if !odd.no_amount {
        fields = fields.with_number(bmp::AMOUNT, minor).with_number(bmp::CURRENCY, 978);
    }
    let at =
        WallTime { unix_ms: stored.at.unix_ms.saturating_sub(odd.minutes_behind.saturating_mul(60_000)), ..stored.at }.local();
    let minute = u64::from(at.minute_of_day);
    fields = fields
        .with_number(bmp::TIME, minute / 60 * 10_000 + minute % 60 * 100 + u64::from(at.second))
        .with_number(bmp::DATE, u64::from(at.date.month().unsigned_abs()) * 100 + u64::from(at.date.day().unsigned_abs()))
        .with_number(bmp::TERMINAL, TERMINAL)
        .with_number(bmp::RECEIPT, u64::from(stored.receipt))
        .with_number(bmp::TRACE, if odd.no_amount { 0 } else { trace });
    let (technology, how) = match stored.entry {
        EntryMode::MagneticStripe => (0, 0x60),
        EntryMode::ChipAndPin => (1, 0x70),
        EntryMode::Contactless => (2, 0x60),
    };
    let mut objects = vec![Tlv::of(tag::PAYMENT_TYPE, vec![Tlv::plain(tag::CARD_TECHNOLOGY, [technology])])];
    if odd.mirrors {
        objects.push(Tlv::plain(tag::SYNCHRONISATION, super::super::bcd(u64::from(stored.receipt), 2)));
    }
    if odd.no_amount {
        objects.push(Tlv::plain(tag::LONG_TRACE, super::super::bcd(trace, 4)));
    }
    fields = fields
        .with(bmp::PAYMENT_TYPE, [how])
        .with(bmp::CARD_NUMBER, CARD)
        .with(bmp::AUTHORISATION, format!("{:06}", 420_000 + u32::from(stored.receipt)))
        .with(bmp::CARD_TYPE, [6])
        .with(bmp::CARD_NAME, b"Mastercard\0")
        .with(bmp::CONTRACT, b"804011926      ");
    // Last, because there are kiosks that do not know it and stop there.
    if let Some(original) = stored.takes_back {
        fields = fields.with_number(bmp::ORIGINAL_TRACE, u64::from(original) + 1_000);
    }
    fields.with_objects(objects)
}

/// A result that is no approval, and what is said of it.
pub(super) fn failed(result: u8, said: Option<&str>) -> Apdu {
    let fields = Fields::default().with(bmp::RESULT, [result]).with_number(bmp::TERMINAL, TERMINAL);
    let fields = said.iter().fold(fields, |fields, said| fields.with(bmp::ADDITIONAL_TEXT, cp437(said)));
    Apdu::new(code::STATUS_INFORMATION, fields.encode())
}

/// The two copies of a slip, as blocks.
pub(super) fn slips(stored: &Stored) -> [Apdu; 2] {
    let what = stored.takes_back.map_or_else(|| "Zahlung erfolgt".to_owned(), |receipt| format!("Storno von Beleg {receipt:04}"));
    let block = |kind: u8, title: &str| {
        let lines = [
            title.to_owned(),
            format!("Terminal-ID {TERMINAL}"),
            format!("Beleg-Nr. {:04}", stored.receipt),
            "Mastercard ############4242".to_owned(),
            format!("Betrag EUR {}", euros(stored.minor)),
            what.clone(),
        ];
        let mut texts = vec![Tlv::plain(tag::PRINT_ATTRIBUTE, [0x40])];
        texts.extend(lines.iter().map(|line| Tlv::plain(tag::TEXT_LINE, cp437(line))));
        texts.push(Tlv::plain(tag::PRINT_ATTRIBUTE, [0x81]));
        let objects = vec![Tlv::plain(tag::RECEIPT_TYPE, [kind]), Tlv::of(tag::PRINT_TEXTS, texts)];
        Apdu::new(code::PRINT_BLOCK, Fields::default().with_objects(objects).encode())
    };
    [block(1, "* * Händlerbeleg * *"), block(2, "* * Kundenbeleg * *")]
}

/// What is printed of a day, line by line; the last one ends the slip.
pub(super) fn day(count: u16, sum: i64) -> [Apdu; 3] {
    let line = |attribute: u8, text: &str| Apdu::new(code::PRINT_LINE, [vec![attribute], cp437(text)].concat());
    [
        line(0x40, "* * Kassenschnitt * *"),
        line(0, &format!("Terminal-ID {TERMINAL}")),
        line(0x81, &format!("{count} Zahlungen, EUR {}", euros(sum))),
    ]
}

fn euros(minor: i64) -> String {
    format!("{},{:02}", minor / 100, minor % 100)
}

/// A command that came to nothing.
pub(super) fn abort(result: u8) -> Apdu {
    Apdu::new(code::ABORT, vec![result])
}

/// How far it is.
pub(super) fn on_its_way(status: u8) -> Apdu {
    Apdu::new(code::INTERMEDIATE_STATUS, vec![status])
}
