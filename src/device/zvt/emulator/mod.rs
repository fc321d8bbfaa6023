//! The terminal's side: it says one command after the other and waits for the answer to each, keeps its own book, and lets go wrong what
//! it is told to.

mod commands;
mod fault;
mod payment;
mod store;
mod words;

use std::collections::VecDeque;

pub use self::fault::ZvtFault;
use self::store::Store;
use super::apdu::{Apdu, ApduReader, Code, code};
use crate::device::{Bank, BookLine, CustomerSide, Emulator, FaultPlan, StreamHeard, StreamSaid};
use crate::payment::{FaceDisplay, TerminalFace, TerminalTap, Trouble};
use crate::time::{Millis, Now, Timestamp};

/// How long it waits for the answer to a result before it takes the payment back.
const ANSWER_WITHIN: Millis = Millis::from_secs(30);
/// How long it waits for any other answer.
const OTHER_ANSWER_WITHIN: Millis = Millis::from_secs(5);
/// Later than a result is waited for.
const LATE_RESULT: Millis = Millis::from_secs(200);

/// What a command of the terminal is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Nothing hangs on its answer.
    Plain,
    /// Its answer decides.
    Result,
    /// A slip of a payment; without it the payment does not stand.
    Slip,
    /// The end of a payment.
    End,
}

#[derive(Debug)]
struct Telling {
    kind: Kind,
    apdu: Apdu,
}

/// How far a payment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// The customer and the bank are at it.
    Paying,
    /// The result waits for its answer.
    Told { times: u8 },
    /// "Not ready": it is told again.
    Again { at: Timestamp, times: u8 },
    /// The slips are printed.
    Printing,
    /// It stands; the card is still in.
    Standing,
    /// Its end is told.
    Ending,
}

#[derive(Debug)]
struct Running {
    sale: usize,
    /// The connection it came on.
    connection: u64,
    phase: Phase,
    fault: Option<ZvtFault>,
}

/// See the module's text.
#[derive(Debug, Default)]
pub struct ZvtEmulator {
    customer: CustomerSide,
    store: Store,
    /// Whether an unanswered payment stands until the next command (1F1F), instead of being taken back.
    keeps_unanswered: bool,
    reader: ApduReader,
    connection: u64,
    is_open: bool,
    /// `None` before a registration; whether the kiosk prints.
    registered: Option<bool>,
    running: Option<Running>,
    telling: VecDeque<Telling>,
    awaited: Option<(Kind, Timestamp)>,
    busy_until: Option<Timestamp>,
    /// How the last receipt is told, after some faults.
    repeats: Option<ZvtFault>,
    plan: FaultPlan<ZvtFault>,
    said: VecDeque<StreamSaid>,
    /// What is to be said later, on which connection.
    later: Vec<(Timestamp, u64, Apdu)>,
    ended: Option<FaceDisplay>,
    trouble: Option<Trouble>,
    bytewise: bool,
    held: Vec<u8>,
}

impl ZvtEmulator {
    /// One that lets a payment stand that nobody has answered, until the number that the next command mirrors says otherwise.
    #[must_use]
    pub fn that_keeps_unanswered() -> Self {
        Self { keeps_unanswered: true, ..Self::default() }
    }

    fn fault(&self) -> Option<ZvtFault> {
        self.running.as_ref().and_then(|running| running.fault)
    }

    /// Whether this goes wrong with the running payment; it counts as happened.
    fn fires(&mut self, fault: ZvtFault) -> bool {
        let fires = self.fault() == Some(fault);
        if fires {
            self.plan.fires(fault);
            if let Some(running) = &mut self.running {
                running.fault = None;
            }
        }
        fires
    }

    fn say(&mut self, apdu: &Apdu) {
        let bytes = apdu.encode();
        if !self.is_open {
            return;
        }
        if self.bytewise {
            self.said.extend(bytes.chunks(1).map(|byte| StreamSaid::Bytes(byte.to_vec())));
            return;
        }
        let mut all = std::mem::take(&mut self.held);
        all.extend(bytes);
        self.said.push_back(StreamSaid::Bytes(all));
    }

    fn yes(&mut self) {
        self.say(&Apdu::bare(code::YES));
    }

    fn no(&mut self, error: u8) {
        self.say(&Apdu::bare(Code(0x84, error)));
    }

    fn tell(&mut self, kind: Kind, apdu: Apdu) {
        self.telling.push_back(Telling { kind, apdu });
    }

    fn drop_line(&mut self, now: Now) {
        self.said.push_back(StreamSaid::Close);
        self.gone(now);
    }

    /// Nobody is on the line any more.
    fn gone(&mut self, now: Now) {
        self.is_open = false;
        self.telling.clear();
        self.awaited = None;
        self.bytewise = false;
        self.held.clear();
        let Some(phase) = self.running.as_ref().map(|running| running.phase) else { return };
        match phase {
            Phase::Told { .. } | Phase::Again { .. } | Phase::Printing => self.unanswered(now),
            Phase::Ending => self.over(),
            // The customer is not disturbed by that.
            Phase::Paying | Phase::Standing => {}
        }
    }

    fn is_busy(&self, now: Now) -> bool {
        self.running.is_some() || self.busy_until.is_some_and(|until| now.at < until)
    }

    fn bytes(&mut self, now: Now, mut bytes: &[u8]) {
        while self.is_open && self.trouble != Some(Trouble::LineDown) {
            match self.reader.read(&mut bytes) {
                Ok(Some(apdu)) if apdu.code().is_answer() => self.answered(now, apdu.code()),
                Ok(Some(apdu)) => self.command(now, &apdu),
                Ok(None) => break,
                Err(_) => self.drop_line(now),
            }
            self.tell_next(now);
        }
    }

    /// Says the next command, when the one before was answered.
    fn tell_next(&mut self, now: Now) {
        // Nothing is said before the answer to what was asked.
        let owes = self.later.iter().any(|(_, on, apdu)| *on == self.connection && apdu.code().is_answer());
        if self.awaited.is_some() || owes || !self.is_open {
            return;
        }
        let Some(Telling { kind, apdu }) = self.telling.pop_front() else { return };
        if kind == Kind::Result {
            if self.fires(ZvtFault::DropBeforeResult) {
                self.drop_line(now);
                return;
            }
            if self.fires(ZvtFault::Garbage) {
                self.said.push_back(StreamSaid::Bytes(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()));
                return;
            }
            if self.fires(ZvtFault::LateResult) {
                self.later.push((now.at.after(LATE_RESULT), self.connection, apdu));
                // Nobody answers what was not said.
                self.awaited = Some((kind, now.at.after(LATE_RESULT).after(ANSWER_WITHIN)));
                return;
            }
        }
        let is_done = apdu.code() == code::COMPLETION && kind == Kind::End;
        if is_done && self.fires(ZvtFault::DropBeforeCompletion) {
            self.drop_line(now);
            return;
        }
        if is_done && self.fires(ZvtFault::NoCompletion) {
            self.over();
            return;
        }
        self.say(&apdu);
        let within = if kind == Kind::Result { ANSWER_WITHIN } else { OTHER_ANSWER_WITHIN };
        self.awaited = Some((kind, now.at.after(within)));
        if kind == Kind::Result {
            let drops = self.fires(ZvtFault::DropAfterResult) || self.fires(ZvtFault::RepeatPrevious);
            if drops || self.fault() == Some(ZvtFault::BusyAfterwards) {
                self.drop_line(now);
            }
        }
    }

    fn answered(&mut self, now: Now, answer: Code) {
        let Some((kind, _)) = self.awaited.take() else { return };
        match kind {
            Kind::Plain => {}
            Kind::Result => self.result_answered(now, answer),
            // No printer, no payment.
            Kind::Slip if answer.refusal().is_some() => {
                self.telling.clear();
                self.takes_back(0xcc);
            }
            Kind::Slip => {
                if !self.telling.iter().any(|telling| telling.kind == Kind::Slip) {
                    self.stands(now);
                }
            }
            Kind::End => self.over(),
        }
    }

    /// An answer has not come in time.
    fn not_answered(&mut self) {
        let Some((kind, _)) = self.awaited.take() else { return };
        match kind {
            Kind::Plain => {}
            Kind::Result | Kind::Slip => {
                self.telling.clear();
                if self.keeps_unanswered {
                    if let Some(running) = self.running.take() {
                        self.store.keep(running.sale);
                    }
                    self.customer.stop();
                } else {
                    self.takes_back(0x6c);
                }
            }
            Kind::End => self.over(),
        }
    }

    fn arrange(&mut self, now: Now, trouble: Trouble) {
        self.trouble = Some(trouble).filter(|trouble| *trouble != Trouble::None);
        self.customer.arrange(Bank::of(trouble));
        if trouble == Trouble::LineDown && self.is_open {
            self.drop_line(now);
        }
    }
}

impl Emulator for ZvtEmulator {
    type Heard = StreamHeard;
    type Said = StreamSaid;
    type Fault = ZvtFault;

    fn hear(&mut self, now: Now, heard: StreamHeard) {
        match heard {
            StreamHeard::Connected => {
                if self.is_open {
                    self.gone(now);
                }
                self.connection += 1;
                self.reader = ApduReader::default();
                self.is_open = true;
                if self.trouble == Some(Trouble::LineDown) {
                    self.drop_line(now);
                }
            }
            StreamHeard::Bytes(bytes) => self.bytes(now, &bytes),
            StreamHeard::Closed => {
                if self.is_open {
                    self.gone(now);
                }
            }
        }
    }

    fn wake(&mut self, now: Now) {
        self.customer.wake(now.at);
        if self.busy_until.is_some_and(|until| now.at >= until) {
            self.busy_until = None;
        }
        let due: Vec<_> = self.later.iter().filter(|(at, ..)| now.at >= *at).cloned().collect();
        self.later.retain(|(at, ..)| now.at < *at);
        for (_, connection, apdu) in due {
            if connection == self.connection {
                self.say(&apdu);
            }
        }
        if self.awaited.is_some_and(|(_, until)| now.at >= until) {
            self.not_answered();
        }
        if let Some(Running { sale, phase: phase @ Phase::Again { .. }, .. }) = &mut self.running
            && let Phase::Again { at, times } = *phase
            && now.at >= at
        {
            *phase = Phase::Told { times };
            let sale = *sale;
            let result = self.result(sale);
            self.tell(Kind::Result, result);
        }
        self.turns(now);
    }

    fn next_deadline(&self) -> Option<Timestamp> {
        let again = match self.running {
            Some(Running { phase: Phase::Again { at, .. }, .. }) => Some(at),
            Some(_) | None => None,
        };
        let awaited = self.awaited.map(|(_, until)| until);
        let later = self.later.iter().map(|(at, ..)| *at).min();
        [self.customer.next_deadline(), self.busy_until, awaited, later, again].into_iter().flatten().min()
    }

    fn next(&mut self) -> Option<StreamSaid> {
        self.said.pop_front()
    }

    fn tap(&mut self, now: Now, tap: TerminalTap) {
        if let TerminalTap::Trouble(trouble) = tap {
            self.arrange(now, trouble);
        }
        self.customer.tap(now.at, tap);
        self.turns(now);
    }

    fn face(&self) -> TerminalFace {
        self.customer.face(self.ended.unwrap_or(FaceDisplay::Asleep), self.trouble)
    }

    fn book(&self) -> Vec<BookLine> {
        self.store.book()
    }

    fn fault_plan(&self) -> &FaultPlan<ZvtFault> {
        &self.plan
    }

    fn fault_plan_mut(&mut self) -> &mut FaultPlan<ZvtFault> {
        &mut self.plan
    }
}
