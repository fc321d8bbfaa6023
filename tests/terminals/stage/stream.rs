//! A terminal behind a stream of bytes.

use std::collections::VecDeque;

use cardlast::device::{Act, BookLine, Emulator, Exchange, StreamHeard, StreamNews, StreamOrder, StreamSaid};
use cardlast::payment::{TerminalCommand, TerminalEvent, TerminalProfile, TerminalTap};
use cardlast::time::{Now, Timestamp};

use super::{Deed, Fate, Fault, Guard, Side, Stage, apart};

/// More rounds than this at one moment are no conversation.
const MOST_ROUNDS: usize = 10_000;

/// Makes an exchange from its note, as a start of the program does.
type Make<E> = Box<dyn Fn(Option<&str>) -> E + Send>;

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
    guard: Guard,
    /// The terminal's wall clock is so many milliseconds ahead.
    clock_apart: i64,
}

impl<E, M> StreamStage<E, M>
where
    E: Exchange<Order = StreamOrder, News = StreamNews>,
    M: Emulator<Heard = StreamHeard, Said = StreamSaid>,
{
    pub fn new(make: impl Fn(Option<&str>) -> E + Send + 'static, emulator: M) -> Self {
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
            guard: Box::new(|_| Fate::Done),
            clock_apart: 0,
        }
    }

    fn theirs(&self, now: Now) -> Now {
        apart(now, self.clock_apart)
    }

    fn close(&mut self, now: Now, tell_kiosk: bool, tell_terminal: bool) {
        if !std::mem::replace(&mut self.is_open, false) {
            return;
        }
        if tell_terminal {
            self.emulator.hear(self.theirs(now), StreamHeard::Closed);
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
            Side::Kiosk => self.emulator.hear(self.theirs(now), StreamHeard::Bytes(bytes)),
            Side::Terminal => self.exchange.hear(now, StreamNews::Bytes(bytes)),
        }
    }

    fn kiosk_acts(&mut self, now: Now, events: &mut Vec<TerminalEvent>) -> bool {
        let Some(act) = self.exchange.next() else { return false };
        match (self.guard)(if matches!(act, Act::Note(_)) { Deed::Note } else { Deed::Other }) {
            Fate::Done | Fate::DiedAfter => self.carry_out(now, act, events),
            Fate::Failed => self.exchange.unkept(now),
            // Whatever it wanted to do then, nobody does.
            Fate::DiedBefore => {}
        }
        true
    }

    fn carry_out(&mut self, now: Now, act: Act<StreamOrder>, events: &mut Vec<TerminalEvent>) {
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
                    self.emulator.hear(self.theirs(now), StreamHeard::Connected);
                    self.exchange.hear(now, StreamNews::Connected);
                }
            }
            Act::Line(StreamOrder::Send(bytes)) => self.carry(now, Side::Kiosk, bytes),
            Act::Line(StreamOrder::Close) => self.close(now, false, true),
        }
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
            self.emulator.wake(self.theirs(now));
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
        self.emulator.tap(self.theirs(now), tap);
    }

    fn crash(&mut self, now: Now) {
        self.close(now, false, true);
        self.exchange = (self.make)(self.note.as_deref());
    }

    fn alone(&mut self, now: Now) {
        if self.emulator.next_deadline().is_some_and(|deadline| now.at >= deadline) {
            self.emulator.wake(self.theirs(now));
        }
        // Nobody is there to hear it.
        while self.emulator.next().is_some() {}
    }

    fn drop_line(&mut self, now: Now) {
        self.close(now, true, true);
    }

    fn set_guard(&mut self, guard: Guard) {
        self.guard = guard;
    }

    fn set_clock_apart(&mut self, ms: i64) {
        self.clock_apart = ms;
    }

    fn faults(&self) -> &'static [&'static str] {
        self.emulator.faults()
    }

    fn plan(&mut self, fault: Option<&str>) {
        self.emulator.forget_plan();
        if let Some(fault) = fault {
            assert!(self.emulator.plan(fault), "{fault} can be planned");
        }
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
