//! A flow: a session in numbers, and what stands behind them in words.

use std::fmt;
use std::sync::Arc;

use crate::handwritten::Place;
use crate::study::chain::Chain;

/// A flow that can be played.
#[derive(Debug, Clone)]
pub struct Flow {
    /// Its short name: that of the preset, or of the file.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What it is about, in a sentence.
    pub about: String,
    /// The currency of its losses.
    pub currency: String,
    /// The shipped machine whose people it describes.
    pub machine: Option<Machine>,
    /// The session in numbers; states and outcomes in the order of the file.
    pub chain: Chain,
    /// What each state of the chain is, in words.
    pub states: Vec<Standing>,
    /// Every number that went in, with where it comes from.
    pub inputs: Vec<Input>,
    /// The file as it was read.
    pub text: Arc<str>,
}

/// A machine that this program really is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Machine {
    /// The ordering kiosk.
    Kiosk,
    /// The cash machine that asks for the card last.
    Atm,
}

impl Machine {
    /// All of them.
    pub const ALL: [Machine; 2] = [Machine::Kiosk, Machine::Atm];

    /// Its name in flow files.
    pub const fn name(self) -> &'static str {
        match self {
            Machine::Kiosk => "kiosk",
            Machine::Atm => "atm",
        }
    }

    /// How a script for it begins.
    pub(super) const fn preamble(self) -> &'static str {
        match self {
            Machine::Kiosk => "",
            Machine::Atm => "machine atm\n",
        }
    }

    /// The screen that waits for the next customer.
    pub(super) const fn ready(self) -> &'static str {
        match self {
            Machine::Kiosk => "attract",
            Machine::Atm => "welcome",
        }
    }
}

/// How things stand in a state: what the customer sees, and who holds what.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Its id in the file; the chain calls it by its title.
    pub id: String,
    /// What is offered to the customer.
    pub offers: Vec<String>,
    /// Who has the card.
    pub card: Card,
    /// Whether the machine takes whoever stands there for the card's owner.
    pub authenticated: bool,
    /// How far the amount is.
    pub amount: Amount,
    /// The screen of the real machine.
    pub(super) screen: Option<Said>,
    /// Where the state begins in the file.
    pub(super) place: Place,
    /// The events of its edges, in the order of the chain's edges.
    pub(super) events: Vec<Vec<Said>>,
    /// Where each edge stands in the file.
    pub(super) edges: Vec<Place>,
}

/// Words of a file with their place.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub(super) text: String,
    pub(super) place: Place,
}

/// Who has the card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Card {
    /// Its owner.
    Customer,
    /// The machine.
    Machine,
}

/// How far the amount is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// There is none yet.
    None,
    /// It can still change.
    Pending,
    /// Nothing can change it.
    Locked,
}

impl Card {
    /// Its word in flow files.
    pub const fn word(self) -> &'static str {
        match self {
            Card::Customer => "customer",
            Card::Machine => "machine",
        }
    }
}

impl Amount {
    /// Its word in flow files.
    pub const fn word(self) -> &'static str {
        match self {
            Amount::None => "none",
            Amount::Pending => "pending",
            Amount::Locked => "locked",
        }
    }
}

/// A number that went into a flow.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// What it is.
    pub what: String,
    /// Its value.
    pub value: f64,
    /// In what it is measured.
    pub unit: &'static str,
    /// Where it comes from.
    pub source: Source,
}

/// Where a number comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// Nobody measured it.
    Assumed,
    /// Who says so.
    Cited(String),
    /// Put together from published times and from numbers that nobody measured.
    Built(String),
}

impl Source {
    /// The source that words name: `assumed`, or a citation.
    pub fn named(words: &str) -> Source {
        if words.eq_ignore_ascii_case(ASSUMED) { Source::Assumed } else { Source::Cited(words.to_owned()) }
    }

    /// Whether somebody measured it.
    pub const fn is_assumed(&self) -> bool {
        matches!(self, Source::Assumed | Source::Built(_))
    }
}

/// The word for what nobody measured.
const ASSUMED: &str = "assumed";

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Assumed => f.write_str(ASSUMED),
            Source::Cited(words) => f.write_str(words),
            Source::Built(words) => write!(f, "{ASSUMED} in part: {words}"),
        }
    }
}
