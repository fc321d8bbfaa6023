//! A terminal behind calls: each a sealed question that waits for its sealed answer.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use cardlast::device::nexo::seal::SealKey;
use cardlast::device::nexo::{CallFailure, NexoEmulator, NexoExchange, NexoHeard, NexoNews, NexoOrder, NexoSaid};
use cardlast::device::{Act, BookLine, Emulator as _, Exchange as _};
use cardlast::payment::{TerminalCommand, TerminalEvent, TerminalProfile, TerminalTap};
use cardlast::time::{Now, Timestamp};

use super::{Deed, Fate, Fault, Guard, Side, Stage, apart};

static KEY: LazyLock<SealKey> = LazyLock::new(|| SealKey::new("p@ssw0rd123456", "key", 1));

/// More rounds than this at one moment are no conversation.
const MOST_ROUNDS: usize = 10_000;

pub struct CallStage {
    make: fn() -> NexoExchange,
    exchange: NexoExchange,
    emulator: NexoEmulator,
    /// Open calls: the terminal's number for each, and ours.
    open: BTreeMap<u64, u64>,
    count: u64,
    fault: Fault,
    has_fired: bool,
    traffic: [usize; 2],
    guard: Guard,
    /// The terminal's wall clock is so many milliseconds ahead.
    clock_apart: i64,
}

impl CallStage {
    pub fn new(make: fn() -> NexoExchange, emulator: NexoEmulator) -> Self {
        Self {
            exchange: make(),
            make,
            emulator,
            open: BTreeMap::new(),
            count: 0,
            fault: Fault::None,
            has_fired: false,
            traffic: [0, 0],
            guard: Box::new(|_| Fate::Done),
            clock_apart: 0,
        }
    }

    fn theirs(&self, now: Now) -> Now {
        apart(now, self.clock_apart)
    }

    /// Counts a message, and says whether the arranged trouble hits it.
    fn is_hit(&mut self, side: Side) -> bool {
        let count = &mut self.traffic[usize::from(side == Side::Terminal)];
        *count += 1;
        let hit = self.fault.at() == Some((side, *count)) && !self.has_fired;
        self.has_fired |= hit;
        hit
    }

    fn nonce(&self) -> [u8; 16] {
        [u8::try_from(self.traffic.iter().sum::<usize>() % 256).expect("a byte"); 16]
    }

    fn fail(&mut self, now: Now, theirs: u64, failure: CallFailure) {
        if let Some(call) = self.open.remove(&theirs) {
            self.exchange.hear(now, NexoNews::Failed { call, failure });
        }
    }

    fn post(&mut self, now: Now, call: u64, body: &[u8]) {
        if self.fault == Fault::NoConnection {
            self.has_fired = true;
            self.exchange.hear(now, NexoNews::Failed { call, failure: CallFailure::NotSent });
            return;
        }
        self.count += 1;
        let theirs = self.count;
        self.open.insert(theirs, call);
        let hit = self.is_hit(Side::Kiosk);
        let mut sealed = KEY.seal(body, self.nonce()).expect("a message");
        if hit && matches!(self.fault, Fault::DropsBefore(..)) {
            return self.fail(now, theirs, CallFailure::Lost);
        }
        if hit && matches!(self.fault, Fault::Vanishes(..)) {
            return;
        }
        if hit && matches!(self.fault, Fault::Garbled(..)) {
            sealed.iter_mut().for_each(|byte| *byte ^= 0x5a);
        }
        match KEY.open(&sealed) {
            Ok(body) => self.emulator.hear(self.theirs(now), NexoHeard::Posted { call: theirs, body: body.clone() }),
            // The terminal cannot read it, and says nothing that can be read.
            Err(_) => self.fail(now, theirs, CallFailure::Touched),
        }
        if hit && matches!(self.fault, Fault::Doubled(..)) {
            // Sent again by whatever stands in between; the second answer goes nowhere.
            self.count += 1;
            self.emulator.hear(self.theirs(now), NexoHeard::Posted { call: self.count, body: body.to_vec() });
        }
        if hit && matches!(self.fault, Fault::DropsAfter(..)) {
            self.fail(now, theirs, CallFailure::Lost);
        }
    }

    fn answer(&mut self, now: Now, theirs: u64, body: &[u8]) {
        let Some(call) = self.open.get(&theirs).copied() else { return };
        if body.is_empty() {
            self.open.remove(&theirs);
            self.exchange.hear(now, NexoNews::Answered { call, body: Vec::new() });
            return;
        }
        let hit = self.is_hit(Side::Terminal);
        let mut sealed = KEY.seal(body, self.nonce()).expect("a message");
        if hit && matches!(self.fault, Fault::DropsBefore(..)) {
            return self.fail(now, theirs, CallFailure::Lost);
        }
        if hit && matches!(self.fault, Fault::Vanishes(..)) {
            self.open.remove(&theirs);
            return;
        }
        if hit && matches!(self.fault, Fault::Garbled(..)) {
            sealed.iter_mut().for_each(|byte| *byte ^= 0x5a);
        }
        self.open.remove(&theirs);
        let news = match KEY.open(&sealed) {
            Ok(body) => NexoNews::Answered { call, body },
            Err(_) => NexoNews::Failed { call, failure: CallFailure::Touched },
        };
        if hit && matches!(self.fault, Fault::Doubled(..)) {
            self.exchange.hear(now, news.clone());
        }
        self.exchange.hear(now, news);
    }

    fn terminal_says(&mut self, now: Now, said: NexoSaid) {
        match said {
            NexoSaid::Answer { call, body } => self.answer(now, call, &body),
            NexoSaid::Touched { call, .. } | NexoSaid::Raw { call, .. } => self.fail(now, call, CallFailure::Touched),
            NexoSaid::Drop { call } => self.fail(now, call, CallFailure::Lost),
            NexoSaid::Tell { body } => self.exchange.hear(now, NexoNews::Told { body }),
        }
    }
}

impl Stage for CallStage {
    fn profile(&self) -> TerminalProfile {
        self.exchange.profile().clone()
    }

    fn submit(&mut self, now: Now, command: TerminalCommand) {
        self.exchange.submit(now, command);
    }

    fn pump(&mut self, now: Now) -> Vec<TerminalEvent> {
        self.exchange.wake(now);
        self.emulator.wake(self.theirs(now));
        let mut events = Vec::new();
        for _ in 0..MOST_ROUNDS {
            let act = self.exchange.next();
            let is_quiet = act.is_none();
            let fate = act.as_ref().map_or(Fate::Done, |_| (self.guard)(Deed::Other));
            match act.filter(|_| matches!(fate, Fate::Done | Fate::DiedAfter)) {
                Some(Act::Say(event)) => events.push(event),
                Some(Act::Line(NexoOrder::Post { call, body, .. })) => self.post(now, call, &body),
                Some(Act::Note(note)) => panic!("nothing to note: {note}"),
                None => {}
            }
            match self.emulator.next() {
                Some(said) => self.terminal_says(now, said),
                None if is_quiet => return events,
                None => {}
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

    fn crash(&mut self, _now: Now) {
        // What the terminal answers to a program that has gone is heard by nobody.
        self.open.clear();
        self.exchange = (self.make)();
    }

    fn alone(&mut self, now: Now) {
        self.emulator.wake(self.theirs(now));
        // Nobody is there to hear it.
        while self.emulator.next().is_some() {}
    }

    fn drop_line(&mut self, now: Now) {
        let open: Vec<_> = self.open.keys().copied().collect();
        open.into_iter().for_each(|theirs| self.fail(now, theirs, CallFailure::Lost));
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
        // A call is whole or it is not.
        !matches!(fault, Fault::Trickles | Fault::Merged)
    }

    fn has_fired(&self) -> bool {
        self.has_fired
    }
}
