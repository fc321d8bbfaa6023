//! The commands of both sides, as far as a kiosk needs them.

use super::apdu::Apdu;
use super::codes;
use super::field::Fields;
use super::text::{decode_bcd, decode_length, decode_text, encode_bcd};
use super::tlv::{self, Tlv};
use crate::payment::{EntryMode, MaskedPan};

/// Commands by their two bytes.
#[allow(missing_docs, reason = "the protocol's own names")]
pub mod control {
    pub const STATUS_INFORMATION: [u8; 2] = [0x04, 0x0F];
    pub const INTERMEDIATE_STATUS: [u8; 2] = [0x04, 0xFF];
    pub const SET_TIME: [u8; 2] = [0x04, 0x01];
    pub const STATUS_ENQUIRY: [u8; 2] = [0x05, 0x01];
    pub const REGISTRATION: [u8; 2] = [0x06, 0x00];
    pub const AUTHORISATION: [u8; 2] = [0x06, 0x01];
    pub const LOG_OFF: [u8; 2] = [0x06, 0x02];
    pub const COMPLETION: [u8; 2] = [0x06, 0x0F];
    pub const ABORTED: [u8; 2] = [0x06, 0x1E];
    pub const REPEAT_RECEIPT: [u8; 2] = [0x06, 0x20];
    pub const REVERSAL: [u8; 2] = [0x06, 0x30];
    pub const END_OF_DAY: [u8; 2] = [0x06, 0x50];
    pub const DIAGNOSIS: [u8; 2] = [0x06, 0x70];
    pub const ABORT: [u8; 2] = [0x06, 0xB0];
    pub const PRINT_LINE: [u8; 2] = [0x06, 0xD1];
    pub const PRINT_BLOCK: [u8; 2] = [0x06, 0xD3];
}

/// Fields by their byte.
#[allow(missing_docs, reason = "the protocol's own names")]
pub mod bitmap {
    pub const SERVICE: u8 = 0x03;
    pub const AMOUNT: u8 = 0x04;
    pub const CONTAINER: u8 = 0x06;
    pub const TRACE: u8 = 0x0B;
    pub const TIME: u8 = 0x0C;
    pub const DATE: u8 = 0x0D;
    pub const PAYMENT_TYPE: u8 = 0x19;
    pub const PAN: u8 = 0x22;
    pub const ORIGINAL_TRACE: u8 = 0x37;
    pub const RESULT: u8 = 0x27;
    pub const TERMINAL_ID: u8 = 0x29;
    pub const AUTHORISATION: u8 = 0x3B;
    pub const TEXT: u8 = 0x3C;
    pub const CURRENCY: u8 = 0x49;
    pub const TOTALS: u8 = 0x60;
    pub const RECEIPT: u8 = 0x87;
    pub const CARD_TYPE: u8 = 0x8A;
    pub const CARD_NAME: u8 = 0x8B;
}

/// Tagged objects.
#[allow(missing_docs, reason = "the protocol's own names")]
pub mod tag {
    pub const LINE: u16 = 0x07;
    pub const ATTRIBUTE: u16 = 0x09;
    pub const COMMAND: u16 = 0x0A;
    pub const PRINTER_WIDTH: u16 = 0x12;
    pub const LARGEST_APDU: u16 = 0x1A;
    pub const DIAGNOSIS_TYPE: u16 = 0x1B;
    pub const DISPLAY_TEXTS: u16 = 0x24;
    pub const PRINT_TEXTS: u16 = 0x25;
    pub const COMMANDS: u16 = 0x26;
    pub const PAYMENT_TYPE: u16 = 0x2F;
    pub const RECEIPT_TYPE: u16 = 0x1F07;
    pub const HOW_VERIFIED: u16 = 0x1F10;
    pub const TECHNOLOGY: u16 = 0x1F12;
    pub const SYNC_RECEIPT: u16 = 0x1F1F;
    pub const LONG_TRACE: u16 = 0x1F2B;
}

/// What a kiosk that prints is registered as: it prints payment receipts (02) and administrative ones (04), wants to hear of every step (08),
/// nobody types an amount (10) or opens a menu (20) at the terminal, and receipts come as lines (80).
pub const KIOSK_PRINTS: u8 = 0xBE;
/// The same where the terminal has a printer of its own.
pub const TERMINAL_PRINTS: u8 = 0x38;

/// Columns of the receipt, for terminals that lay it out.
const COLUMNS: u64 = 42;

/// `06 00`: who we are and what we take. `password` is three bytes.
#[must_use]
pub fn registration(password: &[u8; 3], config: u8, currency: u16) -> Apdu {
    let command = |control: [u8; 2]| Tlv::new(tag::COMMAND, control);
    let taken = [command(control::PRINT_BLOCK)];
    let objects = [
        Tlv::new(tag::PRINTER_WIDTH, encode_bcd(COLUMNS, 1)),
        Tlv::new(tag::LARGEST_APDU, [0xFF, 0xFF]),
        Tlv::of(tag::COMMANDS, &taken),
    ];
    let mut data = password.to_vec();
    data.push(config);
    // The currency has no bitmap here; a container wants it before it.
    data.extend(encode_bcd(currency.into(), 2));
    data.extend(Fields::new().with(bitmap::CONTAINER, tlv::encode_all(&objects)).encode());
    Apdu { control: control::REGISTRATION, data }
}

/// `06 01`: take this amount, the terminal chooses how. `in_step` is the receipt number that the terminal wants mirrored (1F1F), if it does.
#[must_use]
pub fn authorisation(minor: u64, currency: u16, in_step: Option<&[u8]>) -> Apdu {
    let fields = Fields::new()
        .with(bitmap::AMOUNT, encode_bcd(minor, 6))
        .with(bitmap::CURRENCY, encode_bcd(currency.into(), 2))
        .with(bitmap::PAYMENT_TYPE, [0x40]);
    Apdu { control: control::AUTHORISATION, data: mirrored(fields, in_step).encode() }
}

fn mirrored(fields: Fields, in_step: Option<&[u8]>) -> Fields {
    match in_step {
        Some(receipt) => fields.with(bitmap::CONTAINER, tlv::encode_all(&[Tlv::new(tag::SYNC_RECEIPT, receipt)])),
        None => fields,
    }
}

/// `06 30`: take the payment of this receipt back, all of it.
#[must_use]
pub fn reversal(password: &[u8; 3], receipt: u64, minor: u64, currency: u16, in_step: Option<&[u8]>) -> Apdu {
    let fields = Fields::new()
        .with(bitmap::RECEIPT, encode_bcd(receipt, 2))
        .with(bitmap::AMOUNT, encode_bcd(minor, 6))
        .with(bitmap::CURRENCY, encode_bcd(currency.into(), 2));
    with_password(control::REVERSAL, password, &mirrored(fields, in_step).encode())
}

/// `06 20`: tell of the last payment again, and print nothing.
#[must_use]
pub fn repeat_receipt(password: &[u8; 3]) -> Apdu {
    with_password(control::REPEAT_RECEIPT, password, &Fields::new().with(bitmap::SERVICE, [0x03]).encode())
}

/// `06 50`: close the day.
#[must_use]
pub fn end_of_day(password: &[u8; 3]) -> Apdu {
    with_password(control::END_OF_DAY, password, &[])
}

/// `06 70`: look at the line to the bank.
#[must_use]
pub fn diagnosis() -> Apdu {
    let data = Fields::new().with(bitmap::CONTAINER, tlv::encode_all(&[Tlv::new(tag::DIAGNOSIS_TYPE, [0x01])])).encode();
    Apdu { control: control::DIAGNOSIS, data }
}

/// `05 01`: how are you.
#[must_use]
pub const fn status_enquiry() -> Apdu {
    Apdu::bare(control::STATUS_ENQUIRY)
}

/// `06 B0`: stop the running payment if you still can.
#[must_use]
pub const fn abort() -> Apdu {
    Apdu::bare(control::ABORT)
}

fn with_password(control: [u8; 2], password: &[u8; 3], rest: &[u8]) -> Apdu {
    Apdu { control, data: [password.as_slice(), rest].concat() }
}

/// What a terminal says of its own accord.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// `04 0F`: a result. The answer to it decides whether money moves.
    Status(Box<StatusInformation>),
    /// `04 FF`: how far it is.
    Step {
        /// See [`codes::progress`].
        status: u8,
        /// Its own words, when it has any.
        texts: Vec<String>,
    },
    /// `06 D1` or `06 D3`: lines to print.
    Print(Printout),
    /// `06 0F`: the command is done. What the data means depends on the command.
    Completed(Vec<u8>),
    /// `06 1E`: the command has come to nothing.
    Aborted(u8),
    /// `04 01`: its date and time; ours are our own.
    Time,
    /// `80 xx` or `84 00`: our command is accepted.
    Accepted,
    /// `84 xx`: our command is refused.
    Refused(u8),
    /// Something that a kiosk has no use for.
    Other([u8; 2]),
}

/// `04 0F`, as far as it could be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StatusInformation {
    /// 27: the result; an approval is 0. Without one it is no result at all.
    pub result: Option<u8>,
    /// 04, in minor units. Some terminals leave it out.
    pub minor: Option<u64>,
    /// 49, ISO 4217.
    pub currency: Option<u64>,
    /// 29.
    pub terminal_id: Option<u64>,
    /// 87.
    pub receipt: Option<u64>,
    /// 0B, or 1F2B where that is nought.
    pub trace: Option<u64>,
    /// 0D, MMDD.
    pub date: Option<u64>,
    /// 0C, HHMMSS.
    pub time: Option<u64>,
    /// 3B.
    pub authorisation: String,
    /// 8B.
    pub card_name: String,
    /// 3C.
    pub text: String,
    /// 22, and no more of it.
    pub card: Option<MaskedPan>,
    /// How the card was read, if it says so.
    pub entry: Option<EntryMode>,
    /// 1F1F: the receipt number that it wants mirrored.
    pub in_step: Option<Vec<u8>>,
    /// 37: it takes back the payment of this trace number.
    pub takes_back: Option<u64>,
    /// 60: the totals of an end of day.
    pub has_totals: bool,
    /// Whether all of it was understood.
    pub is_whole: bool,
}

/// Lines to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printout {
    /// 01 the restaurant's copy, 02 the customer's, 03 something for the house; lines that come one by one do not say.
    pub kind: Option<u8>,
    /// The lines.
    pub lines: Vec<String>,
    /// Whether a receipt ends here.
    pub is_last: bool,
}

impl Said {
    /// What a message of the terminal says.
    #[must_use]
    pub fn read(apdu: &Apdu) -> Self {
        match apdu.control {
            [0x80, _] | [0x84, codes::OK] => Self::Accepted,
            [0x84, reason] => Self::Refused(reason),
            control::STATUS_INFORMATION => Self::Status(Box::new(StatusInformation::read(&apdu.data))),
            control::INTERMEDIATE_STATUS => step(&apdu.data),
            control::PRINT_LINE => Self::Print(Printout::line(&apdu.data)),
            control::PRINT_BLOCK => Self::Print(Printout::block(&apdu.data)),
            control::COMPLETION => Self::Completed(apdu.data.clone()),
            // Without a reason it is the red key.
            control::ABORTED => Self::Aborted(apdu.data.first().copied().unwrap_or(codes::CANCELLED)),
            control::SET_TIME => Self::Time,
            other => Self::Other(other),
        }
    }
}

/// A status byte, perhaps a time-out, perhaps texts.
fn step(data: &[u8]) -> Said {
    let (status, rest) = data.split_first().map_or((0xFF, data), |(status, rest)| (*status, rest));
    // The time-out stands before the container without a bitmap.
    let fields = if rest.first() == Some(&bitmap::CONTAINER) { rest } else { rest.get(1..).unwrap_or_default() };
    let fields = Fields::decode(fields);
    let texts = fields.object(tag::DISPLAY_TEXTS).unwrap_or_default();
    let lines = tlv::decode_all(&texts).into_iter().filter(|object| object.tag == tag::LINE);
    Said::Step { status, texts: lines.map(|line| decode_text(&line.value)).collect() }
}

impl StatusInformation {
    /// Reads the data of `04 0F`. It never fails: what cannot be read is not there.
    #[must_use]
    pub fn read(data: &[u8]) -> Self {
        let fields = Fields::decode(data);
        let number = |bitmap| fields.get(bitmap).and_then(decode_bcd);
        let text = |bitmap| fields.get(bitmap).map(decode_text).unwrap_or_default();
        let long_trace = || fields.object(tag::LONG_TRACE).and_then(|digits| decode_bcd(&digits));
        Self {
            result: fields.byte(bitmap::RESULT),
            minor: number(bitmap::AMOUNT),
            currency: number(bitmap::CURRENCY),
            terminal_id: number(bitmap::TERMINAL_ID),
            receipt: number(bitmap::RECEIPT),
            trace: number(bitmap::TRACE).filter(|trace| *trace != 0).or_else(long_trace),
            date: number(bitmap::DATE),
            time: number(bitmap::TIME),
            authorisation: text(bitmap::AUTHORISATION).trim().to_owned(),
            card_name: text(bitmap::CARD_NAME).trim().to_owned(),
            text: text(bitmap::TEXT),
            card: fields.get(bitmap::PAN).and_then(last_four),
            entry: entry(&fields),
            in_step: fields.object(tag::SYNC_RECEIPT),
            takes_back: number(bitmap::ORIGINAL_TRACE),
            has_totals: fields.get(bitmap::TOTALS).is_some(),
            is_whole: fields.unread().is_none(),
        }
    }
}

/// The last four digits of a card number in nibbles; the rest is not looked at, whether it is masked or not.
fn last_four(nibbles: &[u8]) -> Option<MaskedPan> {
    let nibbles: Vec<u8> = nibbles.iter().flat_map(|byte| [byte >> 4, byte & 0x0F]).filter(|nibble| *nibble != 0x0F).collect();
    let last = nibbles.get(nibbles.len().checked_sub(4)?..)?;
    let digits: String = last.iter().filter_map(|digit| char::from_digit(u32::from(*digit), 10)).collect();
    MaskedPan::from_last_four(&digits)
}

fn entry(fields: &Fields) -> Option<EntryMode> {
    match fields.object(tag::TECHNOLOGY)?.first()? {
        0x00 => Some(EntryMode::MagneticStripe),
        0x01 => Some(EntryMode::ChipAndPin),
        0x02 => Some(EntryMode::Contactless),
        _ => None,
    }
}

impl Printout {
    /// `06 D1`: an attribute and a line. The attribute FF and what is below it in its half is a feed.
    fn line(data: &[u8]) -> Self {
        let (attribute, text) = data.split_first().map_or((0, data), |(attribute, text)| (*attribute, text));
        Self { kind: None, lines: vec![laid_out(attribute, &decode_text(text))], is_last: ends(attribute) }
    }

    /// `06 D3`: lines in a container, each under the attribute before it.
    fn block(data: &[u8]) -> Self {
        let fields = Fields::decode(data);
        let texts = fields.object(tag::PRINT_TEXTS).unwrap_or_default();
        let kind = fields.object(tag::RECEIPT_TYPE).and_then(|kind| kind.first().copied());
        let mut printout = Self { kind, lines: Vec::new(), is_last: false };
        let mut attribute = 0;
        for object in tlv::decode_all(&texts) {
            match object.tag {
                tag::ATTRIBUTE => {
                    attribute = object.value.first().copied().unwrap_or(0);
                    printout.is_last |= ends(attribute);
                }
                tag::LINE => printout.lines.push(laid_out(attribute, &decode_text(&object.value))),
                _ => {}
            }
        }
        printout
    }
}

/// The highest bit says that a receipt ends, unless it is alone.
const fn ends(attribute: u8) -> bool {
    attribute & 0x80 != 0 && attribute != 0x80
}

/// Centred, or as far in as the attribute says.
fn laid_out(attribute: u8, text: &str) -> String {
    // A line that only ends the receipt has no layout.
    if text.is_empty() {
        return String::new();
    }
    let columns = usize::try_from(COLUMNS).unwrap_or(0);
    let indent = if attribute & 0x40 != 0 && attribute & 0x80 == 0 {
        columns.saturating_sub(text.chars().count()) / 2
    } else {
        usize::from(attribute & 0x0F)
    };
    format!("{}{text}", " ".repeat(indent))
}

/// The status of a terminal, from the completion of a status enquiry: perhaps the version of its software, then a byte.
#[must_use]
pub fn enquired_status(data: &[u8]) -> Option<u8> {
    // Three digits of length before the version are seen by their high nibbles.
    let rest = match data {
        [a @ 0xF0..=0xF9, b @ 0xF0..=0xF9, c @ 0xF0..=0xF9, rest @ ..] => rest.get(decode_length(&[*a, *b, *c])?..)?,
        rest => rest,
    };
    rest.first().copied()
}

/// The terminal's id and currency, from the completion of a registration.
#[must_use]
pub fn registered(data: &[u8]) -> (Option<u64>, Option<u64>) {
    let fields = Fields::decode(data);
    let number = |bitmap| fields.get(bitmap).and_then(decode_bcd);
    (number(bitmap::TERMINAL_ID), number(bitmap::CURRENCY))
}
