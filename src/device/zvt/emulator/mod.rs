//! The terminal's side: it says one command after the other and waits for the answer to each, keeps its own book, and lets go wrong what
//! it is told to.

mod fault;
mod store;
mod words;

use std::collections::VecDeque;

pub use self::fault::ZvtFault;
use self::store::{Store, Stored};
use self::words::{Oddities, abort, failed, on_its_way, slips, status};
use super::apdu::{Apdu, ApduReader, Code, code};
use super::{Fields, bmp, of_bcd, tag};
use crate::device::{
    Bank, BookLine, CustomerSide, Emulator, FaultKind as _, FaultPlan, LedgerEnd, StreamHeard, StreamSaid, Turn,
};
use crate::money::{Currency, Money};
use crate::payment::{Decline, EntryMode, FaceDisplay, Progress, TerminalFace, TerminalTap, Trouble};
use crate::time::{Millis, Now, Timestamp};

/// How long it waits for the answer to a result before it takes the payment back.
const ANSWER_WITHIN: Millis = Millis::from_secs(30);
/// How long it waits for any other answer.
const OTHER_ANSWER_WITHIN: Millis = Millis::from_secs(5);
/// "Not ready" to a result: it asks again after so long, and so often.
const AGAIN_AFTER: Millis = Millis::from_secs(2);
const AGAIN_TIMES: u8 = 3;
/// Taking a payment back by itself.
const TAKING_BACK: Millis = Millis::from_secs(3);
/// What it does after a payment, when it is told to be busy.
const BUSY_FOR: Millis = Millis::from_secs(40);
/// Later than an answer may come.
const LATE_ANSWER: Millis = Millis::from_secs(8);
/// Later than a result is waited for.
const LATE_RESULT: Millis = Millis::from_secs(200);
/// A field that is in no table.
const UNKNOWN_FIELD: [u8; 3] = [0x99, 0x01, 0x02];

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

    fn over(&mut self) {
        self.running = None;
        self.customer.stop();
    }

    /// The kiosk has not answered the result, or not to the end.
    fn unanswered(&mut self, now: Now) {
        let Some(running) = self.running.take() else { return };
        if self.keeps_unanswered {
            self.store.keep(running.sale);
        } else {
            self.store.ends(running.sale, LedgerEnd::NotCharged);
            self.busy_until = Some(now.at.after(TAKING_BACK));
        }
        self.customer.stop();
        self.ended = Some(FaceDisplay::Cancelled);
        if running.fault == Some(ZvtFault::BusyAfterwards) {
            self.plan.fires(ZvtFault::BusyAfterwards);
            self.busy_until = Some(now.at.after(BUSY_FOR));
        }
    }

    /// The payment comes to nothing while the line is there.
    fn takes_back(&mut self, result: u8) {
        if let Some(running) = &mut self.running {
            running.phase = Phase::Ending;
            let sale = running.sale;
            self.store.ends(sale, LedgerEnd::NotCharged);
        }
        self.customer.stop();
        self.ended = Some(FaceDisplay::Cancelled);
        self.tell(Kind::Plain, on_its_way(0x05));
        self.tell(Kind::Plain, failed(result));
        self.tell(Kind::End, abort(result));
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

    fn result_answered(&mut self, now: Now, answer: Code) {
        let Some(Running { sale, phase: Phase::Told { times }, .. }) = self.running else { return };
        match answer.refusal() {
            Some(0x9c) if times < AGAIN_TIMES => {
                let again = Phase::Again { at: now.at.after(AGAIN_AFTER), times: times + 1 };
                self.now_in(again);
            }
            Some(_) => self.takes_back(if times < AGAIN_TIMES { 0x66 } else { 0x6c }),
            None if self.fires(ZvtFault::ResultTwice) => {
                let apdu = self.result(sale);
                self.tell(Kind::Result, apdu);
            }
            None => self.confirmed(now, sale),
        }
    }

    fn now_in(&mut self, phase: Phase) {
        if let Some(running) = &mut self.running {
            running.phase = phase;
        }
    }

    fn confirmed(&mut self, now: Now, sale: usize) {
        let repeats = [ZvtFault::RepeatNothing, ZvtFault::RepeatOtherAmount, ZvtFault::ClockFarBehind];
        let repeats = self.fault().filter(|fault| repeats.contains(fault));
        if let Some(repeats) = repeats {
            self.repeats = Some(repeats);
        }
        let drops = repeats.is_some_and(|fault| self.fires(fault)) || self.fires(ZvtFault::DropAfterConfirmation);
        if drops {
            // It has the answer, and holds to it.
            self.store.stands(sale);
            self.now_in(Phase::Standing);
            self.drop_line(now);
            self.customer.give_card_back(now.at);
            self.turns(now);
        } else if self.registered == Some(true) {
            self.now_in(Phase::Printing);
            for slip in self.stored(sale).iter().flat_map(slips) {
                self.tell(Kind::Slip, slip);
            }
        } else {
            self.stands(now);
        }
    }

    fn stands(&mut self, now: Now) {
        let Some(running) = &mut self.running else { return };
        running.phase = Phase::Standing;
        self.store.stands(running.sale);
        self.ended = Some(FaceDisplay::Approved);
        self.customer.give_card_back(now.at);
        self.turns(now);
    }

    fn stored(&self, sale: usize) -> Option<Stored> {
        let sale = self.store.sale(sale)?;
        Some(Stored { receipt: sale.receipt, minor: sale.amount.minor(), entry: sale.entry, at: sale.at, takes_back: None })
    }

    /// The status information of an approval, with whatever is to be odd about it.
    fn result(&mut self, sale: usize) -> Apdu {
        let mut odd = Oddities { mirrors: self.keeps_unanswered, ..Oddities::default() };
        odd.no_amount = self.fires(ZvtFault::NoAmount);
        odd.other_amount = self.fires(ZvtFault::OtherAmount);
        odd.minutes_behind = if self.fires(ZvtFault::ClockBehind) { 120 } else { 0 };
        let mut data = self.stored(sale).map(|stored| status(&stored, odd).encode()).unwrap_or_default();
        if self.fires(ZvtFault::UnknownField) {
            data.extend(UNKNOWN_FIELD);
        }
        if self.fires(ZvtFault::NamelessResult) {
            data = [vec![bmp::RESULT, 0], UNKNOWN_FIELD.to_vec(), data].concat();
        }
        if self.fires(ZvtFault::PlainLengths) {
            for (with, without) in [([0x22, 0xf0, 0xf8], [0x22, 0x00, 0x08]), ([0x8b, 0xf1, 0xf1], [0x8b, 0x01, 0x01])] {
                if let Some(at) = data.windows(3).position(|window| window == with) {
                    data.splice(at..at + 3, without);
                }
            }
        }
        Apdu::new(code::STATUS_INFORMATION, data)
    }

    fn command(&mut self, now: Now, apdu: &Apdu) {
        match apdu.code() {
            code::ABORT_BY_KIOSK => self.cancel(now),
            // One thing after the other: what is still to be told about the last command comes first.
            _ if self.awaited.is_some() || !self.telling.is_empty() => self.no(0x9c),
            code::REGISTRATION => self.register(apdu),
            code::STATUS_ENQUIRY => {
                self.yes();
                let status = if self.is_busy(now) { 0x9c } else { 0x00 };
                self.tell(Kind::Plain, Apdu::new(code::COMPLETION, vec![0xf0, 0xf0, 0xf3, b'1', b'.', b'0', status]));
            }
            code::LOG_OFF => {
                self.registered = None;
                self.yes();
            }
            code::AUTHORISATION
            | code::REPEAT_RECEIPT
            | code::REVERSAL
            | code::END_OF_DAY
            | code::DIAGNOSIS
            | code::INITIALISATION
                if self.registered.is_none() =>
            {
                self.no(0x6b);
            }
            code::AUTHORISATION
            | code::REPEAT_RECEIPT
            | code::REVERSAL
            | code::END_OF_DAY
            | code::DIAGNOSIS
            | code::INITIALISATION
                if self.is_busy(now) =>
            {
                self.no(0x9c);
            }
            code::AUTHORISATION => self.authorise(now, apdu),
            code::REPEAT_RECEIPT => self.repeat(),
            code::REVERSAL => self.reverse(now, apdu),
            code::END_OF_DAY => self.close_day(apdu),
            code::DIAGNOSIS | code::INITIALISATION => {
                self.yes();
                self.tell(Kind::Plain, Apdu::bare(code::COMPLETION));
            }
            _ => self.no(0x83),
        }
    }

    fn register(&mut self, apdu: &Apdu) {
        let Some(config) = apdu.data().get(3) else {
            self.no(0x83);
            return;
        };
        self.registered = Some(config & 0x82 == 0x82);
        self.yes();
        // The plan is about the payment that follows.
        if self.running.is_none() && self.plan.planned().first() == Some(&ZvtFault::ResultAtRegistration.key()) {
            self.plan.fires(ZvtFault::ResultAtRegistration);
            self.tell(Kind::Plain, Apdu::new(code::STATUS_INFORMATION, Fields::default().with(bmp::RESULT, [0]).encode()));
        }
        let fields = Fields::default()
            .with(bmp::PAYMENT_TYPE, [0])
            .with_number(bmp::TERMINAL, words::TERMINAL)
            .with_number(bmp::CURRENCY, 978);
        self.tell(Kind::Plain, Apdu::new(code::COMPLETION, fields.encode()));
    }

    fn mirrored(&mut self, fields: &Fields) {
        self.store.mirrored(fields.object(&[tag::SYNCHRONISATION]).filter(|number| !number.is_empty()).and_then(of_bcd));
    }

    fn authorise(&mut self, now: Now, apdu: &Apdu) {
        let fields = Fields::decode(apdu.data());
        let minor = fields.number(bmp::AMOUNT).and_then(|minor| i64::try_from(minor).ok()).filter(|minor| *minor > 0);
        let is_euro = fields.number(bmp::CURRENCY).is_none_or(|number| number == u64::from(Currency::EUR.numeric_code()));
        if !is_euro {
            self.no(0xc6);
            return;
        }
        let Some(amount) = minor.and_then(|minor| Money::from_minor(minor, Currency::EUR).ok()) else {
            self.no(0x83);
            return;
        };
        let late = (self.trouble == Some(Trouble::LateAnswer)).then_some(ZvtFault::LateResult);
        let fault = self.plan.next().or(late);
        if fault == Some(ZvtFault::BusyAtFirst) {
            self.plan.fires(ZvtFault::BusyAtFirst);
            self.no(0x9c);
            return;
        }
        if fault == Some(ZvtFault::DropBeforeAnswer) {
            self.plan.fires(ZvtFault::DropBeforeAnswer);
            self.drop_line(now);
            return;
        }
        self.mirrored(&fields);
        let sale = self.store.begin(amount, now.wall);
        self.running = Some(Running { sale, connection: self.connection, phase: Phase::Paying, fault });
        (self.ended, self.repeats) = (None, None);
        if self.fires(ZvtFault::LateAnswer) {
            self.later.push((now.at.after(LATE_ANSWER), self.connection, Apdu::bare(code::YES)));
        } else if self.fires(ZvtFault::Merged) {
            self.held = Apdu::bare(code::YES).encode();
        } else {
            self.bytewise = self.fires(ZvtFault::ByteByByte);
            self.yes();
        }
        self.customer.begin(now.at, amount);
        if self.fires(ZvtFault::DropAfterAnswer) {
            self.drop_line(now);
        }
        if self.fires(ZvtFault::StrangeCommand) {
            self.tell(Kind::Plain, Apdu::new(Code(0x06, 0xe4), vec![0x01]));
        }
        self.turns(now);
    }

    fn cancel(&mut self, now: Now) {
        let is_paying = matches!(self.running, Some(Running { phase: Phase::Paying, .. }));
        if !is_paying || self.fires(ZvtFault::CancelRefused) {
            self.no(0x83);
        } else if self.fires(ZvtFault::CancelRace) {
            self.yes();
        } else if self.customer.call_off() {
            self.yes();
            self.stopped(now, 0x6c, FaceDisplay::Cancelled, LedgerEnd::NotCharged);
        } else {
            self.no(0x83);
        }
    }

    fn repeat(&mut self) {
        self.yes();
        let odd = Oddities {
            mirrors: self.keeps_unanswered,
            other_amount: self.repeats == Some(ZvtFault::RepeatOtherAmount),
            minutes_behind: if self.repeats == Some(ZvtFault::ClockFarBehind) { 24 * 60 } else { 0 },
            no_amount: false,
        };
        match self.store.last().filter(|_| self.repeats != Some(ZvtFault::RepeatNothing)) {
            Some(stored) => {
                let told = Apdu::new(code::STATUS_INFORMATION, status(stored, odd).encode());
                self.tell(Kind::Plain, told);
                self.tell(Kind::Plain, Apdu::bare(code::COMPLETION));
            }
            None => self.tell(Kind::Plain, Apdu::bare(code::COMPLETION)),
        }
    }

    fn reverse(&mut self, now: Now, apdu: &Apdu) {
        let fields = Fields::decode(apdu.data().get(3..).unwrap_or_default());
        self.yes();
        self.mirrored(&fields);
        let receipt = fields.number(bmp::RECEIPT).unwrap_or_default();
        match self.store.take_back(receipt, fields.number(bmp::AMOUNT), now.wall) {
            Ok(stored) => {
                let odd = Oddities { mirrors: self.keeps_unanswered, ..Oddities::default() };
                self.tell(Kind::Plain, Apdu::new(code::STATUS_INFORMATION, status(&stored, odd).encode()));
                self.tell(Kind::Plain, Apdu::bare(code::COMPLETION));
            }
            Err(error) => self.tell(Kind::Plain, abort(error)),
        }
    }

    fn close_day(&mut self, apdu: &Apdu) {
        self.yes();
        self.mirrored(&Fields::decode(apdu.data().get(3..).unwrap_or_default()));
        let (count, sum) = self.store.close();
        let number = |number: u64, bytes| super::bcd(number, bytes);
        let sum = u64::try_from(sum).unwrap_or_default();
        let mut totals = [number(231, 2), number(u64::from(231 + count), 2)].concat();
        // Seven kinds of cards; all of ours are of the third.
        for kind in 0..7 {
            let (count, sum) = if kind == 2 { (count, sum) } else { (0, 0) };
            totals.push(u8::try_from(count).unwrap_or(u8::MAX));
            totals.extend(number(sum, 6));
        }
        let fields = Fields::default().with(bmp::RESULT, [0]).with_number(bmp::AMOUNT, sum).with(bmp::TOTALS, totals);
        self.tell(Kind::Plain, Apdu::new(code::STATUS_INFORMATION, fields.encode()));
        self.tell(Kind::Plain, Apdu::bare(code::COMPLETION));
    }

    /// What the customer and the bank have done.
    fn turns(&mut self, now: Now) {
        while let Some(turn) = self.customer.next_turn() {
            match turn {
                Turn::Progress(progress) => {
                    if self.is_heard() {
                        self.tell(Kind::Plain, on_its_way(intermediate(progress)));
                    }
                }
                Turn::Approved(entry) => self.approved(now, entry),
                Turn::Declined(reason, number) => {
                    let decline = Decline { reason, code: number.to_owned() };
                    let result = number.parse().unwrap_or(0x05);
                    self.stopped(now, result, FaceDisplay::Declined, LedgerEnd::Declined(decline));
                }
                Turn::Cancelled | Turn::NoCard => self.stopped(now, 0x6c, FaceDisplay::Cancelled, LedgerEnd::NotCharged),
                Turn::CardOut => self.card_is_out(),
            }
        }
        self.tell_next(now);
    }

    /// Whether whoever asked for the payment is still on the line.
    fn is_heard(&self) -> bool {
        self.is_open && self.running.as_ref().is_some_and(|running| running.connection == self.connection)
    }

    fn approved(&mut self, now: Now, entry: EntryMode) {
        let Some(sale) = self.running.as_ref().map(|running| running.sale) else { return };
        if self.fires(ZvtFault::NoResult) {
            self.customer.stop();
            self.now_in(Phase::Ending);
            self.tell(Kind::End, abort(0xa3));
            return;
        }
        self.store.approved(sale, entry, now.wall);
        if !self.is_heard() {
            self.unanswered(now);
            return;
        }
        if self.fires(ZvtFault::WrongCodeFirst) {
            self.tell(Kind::Plain, failed(0x37));
        }
        if let Some(last) = self.store.last().cloned()
            && self.fires(ZvtFault::PreviousFirst)
        {
            self.tell(Kind::Plain, Apdu::new(code::STATUS_INFORMATION, status(&last, Oddities::default()).encode()));
        }
        self.now_in(Phase::Told { times: 0 });
        let result = self.result(sale);
        self.tell(Kind::Result, result);
    }

    fn stopped(&mut self, _now: Now, result: u8, shown: FaceDisplay, end: LedgerEnd) {
        let is_heard = self.is_heard();
        let Some(running) = &mut self.running else { return };
        running.phase = Phase::Ending;
        let sale = running.sale;
        self.store.ends(sale, end);
        self.customer.stop();
        self.ended = Some(shown);
        if is_heard {
            self.tell(Kind::Plain, failed(result));
            self.tell(Kind::End, abort(result));
        } else {
            self.over();
        }
    }

    fn card_is_out(&mut self) {
        let is_heard = self.is_heard();
        let Some(running) = &mut self.running else { return };
        if running.phase != Phase::Standing {
            return;
        }
        running.phase = Phase::Ending;
        if is_heard {
            self.tell(Kind::End, Apdu::bare(code::COMPLETION));
        } else {
            self.over();
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

/// How a step of the customer is told.
const fn intermediate(progress: Progress) -> u8 {
    match progress {
        Progress::PresentCard => 0x0a,
        Progress::EnterPin | Progress::FollowTerminal => 0x02,
        Progress::WrongPin => 0x15,
        Progress::Authorising => 0x04,
        Progress::RemoveCard => 0x0b,
        Progress::PleaseWait => 0x0e,
        Progress::CardUnreadable => 0x0c,
        Progress::TakingBack => 0x05,
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
