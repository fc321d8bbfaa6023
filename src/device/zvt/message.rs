//! The messages that are built, and those whose data begin with something else than fields.

use super::apdu::{Apdu, code};
use super::digits::{bcd, of_length_digits};
use super::fields::{Fields, bmp};
use super::tlv::{Tlv, tag};

/// As much as a message to the kiosk should hold.
const LONGEST_TO_KIOSK: [u8; 2] = [0x10, 0x00];
/// Letters in a line of a slip.
const PRINTER_WIDTH: u8 = 0x24;

/// The kiosk prints what the terminal says, for customers and for staff; it wants to be told how the payment goes; amounts are not typed
/// at the terminal, and nobody does office work there.
const KIOSK_PRINTS: u8 = 0xbe;
/// The same, but the terminal has a printer of its own.
const TERMINAL_PRINTS: u8 = 0xbe & !(0x80 | 0x04 | 0x02);

/// What a kiosk tells a terminal about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Registration {
    /// Six digits.
    pub password: u32,
    /// The number of the currency.
    pub currency: u16,
    /// Whether the kiosk prints the slips.
    pub kiosk_prints: bool,
}

impl Registration {
    /// The message.
    #[must_use]
    pub fn message(&self) -> Apdu {
        let command = |code: super::Code| Tlv::plain(tag::COMMAND, [code.0, code.1]);
        let config = if self.kiosk_prints { KIOSK_PRINTS } else { TERMINAL_PRINTS };
        let mut data = password(self.password);
        data.push(config);
        // Without a name of its own, behind the config byte.
        data.extend(bcd(u64::from(self.currency), 2));
        let mut objects = vec![Tlv::of(tag::PERMITTED_COMMANDS, vec![command(code::PRINT_LINE), command(code::PRINT_BLOCK)])];
        if self.kiosk_prints {
            objects.push(Tlv::plain(tag::PRINTER_WIDTH, [PRINTER_WIDTH]));
        }
        objects.push(Tlv::plain(tag::LONGEST_APDU, LONGEST_TO_KIOSK));
        data.extend(Fields::default().with_objects(objects).encode());
        Apdu::new(code::REGISTRATION, data)
    }
}

/// A command with a password and fields.
#[must_use]
pub(super) fn with_password(code: super::Code, digits: u32, fields: &Fields) -> Apdu {
    let mut data = password(digits);
    data.extend(fields.encode());
    Apdu::new(code, data)
}

fn password(digits: u32) -> Vec<u8> {
    bcd(u64::from(digits % 1_000_000), 3)
}

/// The question for the last transaction: say it again, and do not print.
#[must_use]
pub(super) fn last_receipt(password: u32) -> Apdu {
    with_password(code::REPEAT_RECEIPT, password, &Fields::default().with(bmp::SERVICE, [0x03]))
}

/// The mirrored receipt number, where the terminal speaks of one.
#[must_use]
pub(super) fn with_synchronisation(fields: Fields, receipt: Option<&[u8]>) -> Fields {
    match receipt {
        Some(receipt) => fields.with_objects(vec![Tlv::plain(tag::SYNCHRONISATION, receipt)]),
        None => fields,
    }
}

/// How far something is: a status, and how long the next one may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntermediateStatus {
    /// What it says.
    pub status: u8,
    /// Minutes until its next word, where it tells.
    pub minutes: Option<u8>,
    /// Its own words.
    pub texts: Vec<String>,
}

impl IntermediateStatus {
    /// Reads the data of such a message; `None` when there are none.
    #[must_use]
    pub fn decode(data: &[u8]) -> Option<Self> {
        let (status, rest) = data.split_first()?;
        let (minutes, rest) = match rest.split_first() {
            Some((minutes, rest)) => (super::of_bcd(&[*minutes]), rest),
            None => (None, rest),
        };
        let fields = Fields::decode(rest);
        let lines = Tlv::find(fields.objects(), &[tag::DISPLAY_TEXTS]).map(Tlv::objects).unwrap_or_default();
        let lines = lines.iter().filter(|object| object.tag() == tag::TEXT_LINE);
        let texts = lines.map(|line| super::of_cp437(line.value())).collect();
        Some(Self { status: *status, minutes: minutes.and_then(|minutes| u8::try_from(minutes).ok()), texts })
    }
}

/// A command that came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Abort {
    /// Why.
    pub result: u8,
    /// What else is said.
    pub fields: Fields,
}

impl Abort {
    /// Reads the data of such a message. One without a reason has the reason "system error".
    #[must_use]
    pub fn decode(data: &[u8]) -> Self {
        match data.split_first() {
            Some((result, rest)) => Self { result: *result, fields: Fields::decode(rest) },
            None => Self { result: 0xff, fields: Fields::default() },
        }
    }
}

/// The status in the end of a status enquiry, where it has no name: behind a version of the software, if that is told.
#[must_use]
pub fn terminal_status(data: &[u8]) -> Option<u8> {
    match data {
        [first @ 0xf0..=0xff, second @ 0xf0..=0xff, third @ 0xf0..=0xff, rest @ ..] => {
            let length = of_length_digits(&[*first, *second, *third])?;
            rest.get(length).copied()
        }
        [status, ..] => Some(*status),
        [] => None,
    }
}
