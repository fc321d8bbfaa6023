//! A terminal on a stage: our side, its line, and the customer in front of it, in a time that the test makes pass.

mod call;
mod candidates;
mod simulated;
mod stream;

use cardlast::device::{BookLine, LedgerEnd};
use cardlast::payment::{TerminalCommand, TerminalEvent, TerminalProfile, TerminalTap};
use cardlast::time::{Now, Timestamp, WallTime};

pub use call::CallStage;
pub use candidates::{CANDIDATES, Candidate, Habit, zvt, zvt_setup};
pub use simulated::SimulatedStage;
pub use stream::StreamStage;

/// What every terminal can be asked on a stage.
pub trait Stage: Send {
    fn profile(&self) -> TerminalProfile;
    fn submit(&mut self, now: Now, command: TerminalCommand);
    /// Lets everything happen that is due, and answers what the kiosk hears of it.
    fn pump(&mut self, now: Now) -> Vec<TerminalEvent>;
    fn next_deadline(&self) -> Option<Timestamp>;
    /// The customer's hand.
    fn tap(&mut self, now: Now, tap: TerminalTap);
    /// The kiosk's program dies and starts again; the terminal goes on.
    fn crash(&mut self, now: Now);
    /// The terminal goes on while no kiosk is there.
    fn alone(&mut self, now: Now);
    /// The line breaks, and both ends notice.
    fn drop_line(&mut self, now: Now);
    /// Who is asked before anything of the kiosk's side is done; without one everything is.
    fn set_guard(&mut self, guard: Guard);
    /// How far the terminal's wall clock is from the kiosk's.
    fn set_clock_apart(&mut self, ms: i64);
    /// What an emulator can let go wrong with a payment, by key.
    fn faults(&self) -> &'static [&'static str] {
        &[]
    }
    /// Plans what goes wrong with the payment to come, and nothing else.
    fn plan(&mut self, _fault: Option<&str>) {}
    /// What the terminal thinks.
    fn book(&self) -> Vec<BookLine>;
    /// Messages that have gone each way.
    fn traffic(&self) -> [usize; 2];
    /// Arranges for trouble on the line from here on; says whether this stage's line can have it.
    fn arrange(&mut self, fault: Fault) -> bool;
    /// Whether the arranged trouble has happened.
    fn has_fired(&self) -> bool;
    /// Every message that has gone, and who said it.
    fn tape(&self) -> Vec<(Side, Vec<u8>)> {
        Vec::new()
    }
    /// What an emulator has let go wrong, by key.
    fn went_wrong(&self) -> Vec<&'static str> {
        Vec::new()
    }
}

/// Who sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Kiosk,
    Terminal,
}

/// Trouble on a line. Messages are counted from 1 on each side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    None,
    /// The line drops; the message is lost with it.
    DropsBefore(Side, usize),
    /// The message arrives, then the line drops.
    DropsAfter(Side, usize),
    /// The message vanishes, the line stays.
    Vanishes(Side, usize),
    /// The message comes twice.
    Doubled(Side, usize),
    /// Every byte of the message is another one.
    Garbled(Side, usize),
    /// Everything comes one byte at a time.
    Trickles,
    /// What the terminal says at once comes in one piece.
    Merged,
    /// Nobody answers the door.
    NoConnection,
}

impl Fault {
    pub const fn at(self) -> Option<(Side, usize)> {
        match self {
            Self::DropsBefore(side, count)
            | Self::DropsAfter(side, count)
            | Self::Vanishes(side, count)
            | Self::Doubled(side, count)
            | Self::Garbled(side, count) => Some((side, count)),
            Self::None | Self::Trickles | Self::Merged | Self::NoConnection => None,
        }
    }
}

/// Something that the kiosk's side does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Writes to the notebook.
    Note,
    /// Anything else.
    Other,
}

/// What becomes of a deed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is done.
    Done,
    /// It cannot be done, and the kiosk's side is told.
    Failed,
    /// The kiosk fell before it.
    DiedBefore,
    /// It was done, and then the kiosk fell.
    DiedAfter,
}

/// See [`Stage::set_guard`].
pub type Guard = Box<dyn FnMut(Deed) -> Fate + Send>;

/// A terminal's own clock.
fn apart(now: Now, ms: i64) -> Now {
    Now { wall: WallTime { unix_ms: now.wall.unix_ms + ms, ..now.wall }, ..now }
}

/// Whether a book says that the card's owner pays, and how often.
pub fn charges(book: &[BookLine]) -> Vec<&BookLine> {
    book.iter().filter(|line| line.end == LedgerEnd::Confirmed).collect()
}
