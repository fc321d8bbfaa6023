//! A terminal on a stage: our side, its line, and the customer in front of it, in a time that the test makes pass.

use std::collections::VecDeque;

use cardlast::device::{
    Act, BookLine, Emulator, Exchange, LedgerEnd, SimulatedLedger, SimulatedTerminal, StreamHeard, StreamNews, StreamOrder,
    StreamSaid,
};
use cardlast::payment::{TerminalCommand, TerminalEvent, TerminalProfile, TerminalTap, Trouble};
use cardlast::port::PaymentTerminal;
use cardlast::time::{Now, Timestamp};

/// What every terminal can be asked on a stage.
pub trait Stage {
    fn profile(&self) -> TerminalProfile;
    fn submit(&mut self, now: Now, command: TerminalCommand);
    /// Lets everything happen that is due, and answers what the kiosk hears of it.
    fn pump(&mut self, now: Now) -> Vec<TerminalEvent>;
    fn next_deadline(&self) -> Option<Timestamp>;
    /// The customer's hand.
    fn tap(&mut self, now: Now, tap: TerminalTap);
    /// The kiosk's program dies and starts again; the terminal goes on.
    fn crash(&mut self, now: Now);
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

/// More rounds than this at one moment are no conversation.
const MOST_ROUNDS: usize = 10_000;

/// Makes an exchange from its note, as a start of the program does.
type Make<E> = Box<dyn Fn(Option<&str>) -> E>;

/// A terminal behind a stream of bytes.
pub struct StreamStage<E, M> {
    make: Make<E>,
    exchange: E,
    emulator: M,
    note: Option<String>,
    is_open: bool,
    fault: Fault,
    has_fired: bool,
    traffic: [usize; 2],
    tape: Vec<(Side, Vec<u8>)>,
    woken: Option<Timestamp>,
}

impl<E, M> StreamStage<E, M>
where
    E: Exchange<Order = StreamOrder, News = StreamNews>,
    M: Emulator<Heard = StreamHeard, Said = StreamSaid>,
{
    pub fn new(make: impl Fn(Option<&str>) -> E + 'static, emulator: M) -> Self {
        Self {
            exchange: make(None),
            make: Box::new(make),
            emulator,
            note: None,
            is_open: false,
            fault: Fault::None,
            has_fired: false,
            traffic: [0, 0],
            tape: Vec::new(),
            woken: None,
        }
    }

    fn close(&mut self, now: Now, tell_kiosk: bool, tell_terminal: bool) {
        if !std::mem::replace(&mut self.is_open, false) {
            return;
        }
        if tell_terminal {
            self.emulator.hear(now, StreamHeard::Closed);
        }
        if tell_kiosk {
            self.exchange.hear(now, StreamNews::Closed);
        }
    }

    /// Carries a message, with whatever trouble was arranged for it.
    fn carry(&mut self, now: Now, side: Side, mut bytes: Vec<u8>) {
        if !self.is_open {
            return;
        }
        self.tape.push((side, bytes.clone()));
        let count = &mut self.traffic[usize::from(side == Side::Terminal)];
        *count += 1;
        let hit = self.fault.at() == Some((side, *count)) && !self.has_fired;
        self.has_fired |= hit;
        match self.fault {
            Fault::DropsBefore(..) if hit => return self.close(now, true, true),
            Fault::Vanishes(..) if hit => return,
            Fault::Garbled(..) if hit => bytes.iter_mut().for_each(|byte| *byte ^= 0x5a),
            Fault::Trickles => {
                self.has_fired |= bytes.len() > 1;
                for byte in bytes {
                    self.deliver(now, side, vec![byte]);
                }
                return;
            }
            Fault::None
            | Fault::DropsBefore(..)
            | Fault::DropsAfter(..)
            | Fault::Vanishes(..)
            | Fault::Doubled(..)
            | Fault::Garbled(..)
            | Fault::Merged
            | Fault::NoConnection => {}
        }
        if hit && matches!(self.fault, Fault::Doubled(..)) {
            self.deliver(now, side, bytes.clone());
        }
        self.deliver(now, side, bytes);
        if hit && matches!(self.fault, Fault::DropsAfter(..)) {
            self.close(now, true, true);
        }
    }

    fn deliver(&mut self, now: Now, side: Side, bytes: Vec<u8>) {
        match side {
            Side::Kiosk => self.emulator.hear(now, StreamHeard::Bytes(bytes)),
            Side::Terminal => self.exchange.hear(now, StreamNews::Bytes(bytes)),
        }
    }

    fn kiosk_acts(&mut self, now: Now, events: &mut Vec<TerminalEvent>) -> bool {
        let Some(act) = self.exchange.next() else { return false };
        match act {
            Act::Note(note) => self.note = Some(note),
            Act::Say(event) => events.push(event),
            Act::Line(StreamOrder::Connect) => {
                self.close(now, false, true);
                if self.fault == Fault::NoConnection {
                    self.has_fired = true;
                    self.exchange.hear(now, StreamNews::NoConnection);
                } else {
                    self.is_open = true;
                    self.emulator.hear(now, StreamHeard::Connected);
                    self.exchange.hear(now, StreamNews::Connected);
                }
            }
            Act::Line(StreamOrder::Send(bytes)) => self.carry(now, Side::Kiosk, bytes),
            Act::Line(StreamOrder::Close) => self.close(now, false, true),
        }
        true
    }

    fn terminal_acts(&mut self, now: Now) -> bool {
        let mut said = VecDeque::new();
        while let Some(next) = self.emulator.next() {
            said.push_back(next);
        }
        let acted = !said.is_empty();
        let mut merged = Vec::new();
        for next in said {
            match next {
                StreamSaid::Bytes(mut bytes) if self.fault == Fault::Merged => merged.append(&mut bytes),
                StreamSaid::Bytes(bytes) => self.carry(now, Side::Terminal, bytes),
                StreamSaid::Close => self.close(now, true, false),
            }
        }
        if !merged.is_empty() {
            self.has_fired = true;
            self.carry(now, Side::Terminal, merged);
        }
        acted
    }
}

impl<E, M> Stage for StreamStage<E, M>
where
    E: Exchange<Order = StreamOrder, News = StreamNews>,
    M: Emulator<Heard = StreamHeard, Said = StreamSaid>,
{
    fn profile(&self) -> TerminalProfile {
        self.exchange.profile().clone()
    }

    fn submit(&mut self, now: Now, command: TerminalCommand) {
        self.exchange.submit(now, command);
    }

    fn pump(&mut self, now: Now) -> Vec<TerminalEvent> {
        let due = |deadline: Option<Timestamp>| deadline.is_some_and(|deadline| now.at >= deadline);
        if due(self.exchange.next_deadline()) {
            self.exchange.wake(now);
        }
        if due(self.emulator.next_deadline()) {
            self.emulator.wake(now);
        }
        let mut events = Vec::new();
        for _ in 0..MOST_ROUNDS {
            let kiosk = self.kiosk_acts(now, &mut events);
            let terminal = self.terminal_acts(now);
            if !kiosk && !terminal {
                // Whoever is woken and still has the same deadline would be woken for ever.
                let stuck = self.next_deadline().is_some_and(|next| next <= now.at) && self.woken == Some(now.at);
                assert!(!stuck, "a deadline that has passed stays at {:?}", now.at);
                self.woken = Some(now.at);
                return events;
            }
        }
        panic!("the two talk without end: {events:?}");
    }

    fn next_deadline(&self) -> Option<Timestamp> {
        self.exchange.next_deadline().into_iter().chain(self.emulator.next_deadline()).min()
    }

    fn tap(&mut self, now: Now, tap: TerminalTap) {
        self.emulator.tap(now, tap);
    }

    fn crash(&mut self, now: Now) {
        self.close(now, false, true);
        self.exchange = (self.make)(self.note.as_deref());
    }

    fn tape(&self) -> Vec<(Side, Vec<u8>)> {
        self.tape.clone()
    }

    fn went_wrong(&self) -> Vec<&'static str> {
        self.emulator.fired()
    }

    fn book(&self) -> Vec<BookLine> {
        self.emulator.book()
    }

    fn traffic(&self) -> [usize; 2] {
        self.traffic
    }

    fn arrange(&mut self, fault: Fault) -> bool {
        (self.fault, self.has_fired) = (fault, false);
        true
    }

    fn has_fired(&self) -> bool {
        self.has_fired
    }
}

/// The simulated terminal, which has no line.
pub struct SimulatedStage {
    terminal: SimulatedTerminal,
    fault: Fault,
}

impl SimulatedStage {
    pub fn new() -> Self {
        Self { terminal: SimulatedTerminal::new(SimulatedLedger::in_memory()), fault: Fault::None }
    }
}

impl Stage for SimulatedStage {
    fn profile(&self) -> TerminalProfile {
        self.terminal.profile().clone()
    }

    fn submit(&mut self, now: Now, command: TerminalCommand) {
        self.terminal.submit(now.at, command);
    }

    fn pump(&mut self, now: Now) -> Vec<TerminalEvent> {
        std::iter::from_fn(|| self.terminal.poll(now.at)).collect()
    }

    fn next_deadline(&self) -> Option<Timestamp> {
        self.terminal.next_deadline()
    }

    fn tap(&mut self, now: Now, tap: TerminalTap) {
        self.terminal.tap(now.at, tap);
    }

    fn crash(&mut self, now: Now) {
        // What was under way to the kiosk that died is heard by nobody.
        while self.terminal.poll(now.at).is_some() {}
    }

    fn book(&self) -> Vec<BookLine> {
        let line = |row: &cardlast::device::LedgerRow| BookLine {
            amount: row.amount,
            name: row.reference.0.clone(),
            end: row.end.clone(),
        };
        self.terminal.ledger().rows().map(|(_, row)| line(row)).collect()
    }

    fn traffic(&self) -> [usize; 2] {
        [0, 0]
    }

    fn arrange(&mut self, fault: Fault) -> bool {
        self.fault = fault;
        match fault {
            Fault::None => self.terminal.tap(Timestamp(0), TerminalTap::Trouble(Trouble::None)),
            Fault::NoConnection => self.terminal.tap(Timestamp(0), TerminalTap::Trouble(Trouble::LineDown)),
            Fault::DropsBefore(..)
            | Fault::DropsAfter(..)
            | Fault::Vanishes(..)
            | Fault::Doubled(..)
            | Fault::Garbled(..)
            | Fault::Trickles
            | Fault::Merged => return false,
        }
        true
    }

    fn has_fired(&self) -> bool {
        self.fault != Fault::None
    }
}

/// Whether a book says that the card's owner pays, and how often.
pub fn charges(book: &[BookLine]) -> Vec<&BookLine> {
    book.iter().filter(|line| line.end == LedgerEnd::Confirmed).collect()
}
