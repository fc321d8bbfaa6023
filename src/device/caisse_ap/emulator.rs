//! The terminal's side: one question a connection, a book of its own, and faults to order.

use std::collections::VecDeque;

use super::fields::{Fields, FormError, tag};
use crate::device::exchange::faults;
use crate::device::{Bank, BookLine, CustomerSide, Emulator, FaultPlan, LedgerEnd, StreamHeard, StreamSaid, Turn};
use crate::money::{Currency, Money};
use crate::payment::{Decline, EntryMode, FaceDisplay, TerminalFace, TerminalTap, Trouble};
use crate::time::{Millis, Now, Timestamp};

/// A late answer comes after so long.
const LATE: Millis = Millis::from_secs(60);
/// Between the halves of an answer that is split.
const BETWEEN: Millis = Millis(40);

faults! {
    /// What goes wrong with one payment.
    CaisseApFault {
        /// The line drops before the question is read.
        DropBefore = "drop-before",
        /// The line drops behind the question; the payment goes on.
        DropAfter = "drop-after",
        /// The line drops where the answer should come.
        DropAtAnswer = "drop-at-answer",
        /// The line drops in the middle of the answer.
        HalfAnswer = "half-answer",
        /// The answer comes in two halves.
        SplitAnswer = "split-answer",
        /// The answer comes byte by byte.
        ByteByByte = "byte-by-byte",
        /// The answer stops where its result is, and the rest follows.
        SplitBehindResult = "split-behind-result",
        /// The answer comes a minute late.
        LateAnswer = "late-answer",
        /// No answer comes, and the line stays open.
        Silence = "silence",
        /// Something else than an answer.
        Garbage = "garbage",
        /// An answer for another amount.
        OtherAmount = "other-amount",
        /// An answer to another action.
        OtherAction = "other-action",
        /// The answer of another payment.
        OtherPayment = "other-payment",
        /// The answer twice.
        Twice = "twice",
        /// "Taken", which is no result.
        OnlyTaken = "only-taken",
    }
}

/// A debit that is being paid.
#[derive(Debug)]
struct Running {
    question: Fields,
    line: usize,
    /// The connection it came on; an answer to another one is not heard.
    connection: u64,
    fault: Option<CaisseApFault>,
}

/// See the module's text.
#[derive(Debug, Default)]
pub struct CaisseApEmulator {
    customer: CustomerSide,
    book: Vec<BookLine>,
    ended: Option<FaceDisplay>,
    trouble: Option<Trouble>,
    heard: Vec<u8>,
    connection: u64,
    is_open: bool,
    running: Option<Running>,
    plan: FaultPlan<CaisseApFault>,
    said: VecDeque<StreamSaid>,
    /// What is to be said later, on which connection.
    later: Vec<(Timestamp, u64, StreamSaid)>,
}

impl CaisseApEmulator {
    fn drop_line(&mut self) {
        self.is_open = false;
        self.heard.clear();
        self.said.push_back(StreamSaid::Close);
    }

    fn bytes(&mut self, now: Now, bytes: &[u8]) {
        if !self.is_open || self.trouble == Some(Trouble::LineDown) {
            return;
        }
        self.heard.extend_from_slice(bytes);
        match Fields::decode(&self.heard) {
            // The protocol has no end of a message; a question has these.
            Ok(Some(question)) if [tag::AMOUNT, tag::ACTION, tag::CURRENCY].iter().all(|tag| question.text(*tag).is_some()) => {
                self.heard.clear();
                self.question(now, question);
            }
            Ok(_) => {}
            Err(FormError::TooLong | FormError::NoField(_) | FormError::Twice(_)) => self.drop_line(),
        }
    }

    fn question(&mut self, now: Now, question: Fields) {
        let amount = debit_amount(&question);
        let refuse = |reason: &str| refusal(&question, reason);
        if question.text(tag::ACTION) != Some("0") {
            self.answer(now, &refuse("12"), None);
        } else if self.running.is_some() {
            self.answer(now, &refuse("07"), None);
        } else if let Some(amount) = amount {
            let fault = self.plan.next();
            let fault = fault.or((self.trouble == Some(Trouble::LateAnswer)).then_some(CaisseApFault::LateAnswer));
            if fault == Some(CaisseApFault::DropBefore) {
                self.plan.fires(CaisseApFault::DropBefore);
                self.drop_line();
                return;
            }
            let name = question.text(tag::PRIVATE).unwrap_or_default().to_owned();
            self.book.push(BookLine { amount, name, end: LedgerEnd::NotCharged });
            self.running = Some(Running { question, line: self.book.len() - 1, connection: self.connection, fault });
            self.ended = None;
            self.customer.begin(now.at, amount);
            if fault == Some(CaisseApFault::DropAfter) {
                self.plan.fires(CaisseApFault::DropAfter);
                self.drop_line();
            }
            self.turns(now);
        } else {
            self.answer(now, &refuse("09"), None);
        }
    }

    /// What the customer and the bank have done.
    fn turns(&mut self, now: Now) {
        while let Some(turn) = self.customer.next_turn() {
            match turn {
                Turn::Progress(_) => {}
                Turn::Approved(entry) => {
                    self.customer.give_card_back(now.at);
                    self.decided(now, LedgerEnd::Confirmed, FaceDisplay::Approved, |question, line| {
                        approval(question, line, entry)
                    });
                }
                Turn::Declined(reason, code) => {
                    let decline = Decline::new(reason, code.to_owned());
                    let end = LedgerEnd::Declined(decline);
                    self.decided(now, end, FaceDisplay::Declined, |question, _| refusal(question, "04"));
                }
                Turn::Cancelled => {
                    self.decided(now, LedgerEnd::NotCharged, FaceDisplay::Cancelled, |question, _| refusal(question, "06"));
                }
                Turn::NoCard => {
                    self.decided(now, LedgerEnd::NotCharged, FaceDisplay::Cancelled, |question, _| refusal(question, "08"));
                }
                Turn::CardOut => self.ended = Some(FaceDisplay::Approved),
            }
        }
    }

    fn decided(&mut self, now: Now, end: LedgerEnd, shown: FaceDisplay, answer: impl FnOnce(&Fields, usize) -> Fields) {
        let Some(running) = self.running.take() else { return };
        if let Some(line) = self.book.get_mut(running.line) {
            line.end = end;
        }
        self.ended = Some(shown);
        let answer = answer(&running.question, running.line);
        // The line that asked has gone: nobody hears it.
        if self.is_open && running.connection == self.connection {
            self.answer(now, &answer, running.fault);
        }
        if self.trouble == Some(Trouble::LateAnswer) {
            self.trouble = None;
        }
    }

    fn answer(&mut self, now: Now, answer: &Fields, fault: Option<CaisseApFault>) {
        use CaisseApFault as Fault;
        let bytes = answer.encode();
        let half = bytes.len() / 2;
        let say = |bytes: &[u8]| StreamSaid::Bytes(bytes.to_vec());
        let whole = |fields: Fields| StreamSaid::Bytes(fields.encode());
        if let Some(fault) = fault.filter(|fault| !matches!(fault, Fault::DropBefore | Fault::DropAfter)) {
            self.plan.fires(fault);
        }
        match fault {
            None | Some(Fault::DropBefore | Fault::DropAfter) => self.said.push_back(say(&bytes)),
            Some(Fault::DropAtAnswer) => self.drop_line(),
            Some(Fault::HalfAnswer) => {
                self.said.push_back(say(&bytes[..half]));
                self.drop_line();
            }
            Some(Fault::SplitAnswer) => self.in_two(now, &bytes, half),
            Some(Fault::SplitBehindResult) => {
                let result = bytes.windows(5).position(|window| window == b"AE002");
                self.in_two(now, &bytes, result.map_or(half, |at| at + 7));
            }
            Some(Fault::ByteByByte) => self.said.extend(bytes.chunks(1).map(say)),
            Some(Fault::LateAnswer) => self.later.push((now.at.after(LATE), self.connection, say(&bytes))),
            Some(Fault::Silence) => {}
            Some(Fault::Garbage) => self.said.push_back(say(b"HTTP/1.1 400 Bad Request\r\n\r\n")),
            Some(Fault::OtherAmount) => self.said.push_back(whole(answer.clone().with(tag::AMOUNT, "0100"))),
            Some(Fault::OtherAction) => self.said.push_back(whole(answer.clone().with(tag::ACTION, "1"))),
            Some(Fault::OtherPayment) => {
                let other = "00000000-0000-4000-8000-000000000001/00000000-0000-4000-8000-000000000002";
                self.said.push_back(whole(answer.clone().with(tag::PRIVATE, other)));
            }
            Some(Fault::Twice) => self.said.extend([say(&bytes), say(&bytes)]),
            Some(Fault::OnlyTaken) => self.said.push_back(whole(answer.clone().with(tag::RESULT, "11"))),
        }
    }

    fn in_two(&mut self, now: Now, bytes: &[u8], at: usize) {
        let (first, second) = bytes.split_at(at.min(bytes.len()));
        self.said.push_back(StreamSaid::Bytes(first.to_vec()));
        self.later.push((now.at.after(BETWEEN), self.connection, StreamSaid::Bytes(second.to_vec())));
    }

    fn arrange(&mut self, trouble: Trouble) {
        self.trouble = Some(trouble).filter(|trouble| *trouble != Trouble::None);
        self.customer.arrange(Bank::of(trouble));
        if trouble == Trouble::LineDown && self.is_open {
            self.drop_line();
        }
    }
}

impl Emulator for CaisseApEmulator {
    type Heard = StreamHeard;
    type Said = StreamSaid;
    type Fault = CaisseApFault;

    fn hear(&mut self, now: Now, heard: StreamHeard) {
        match heard {
            StreamHeard::Connected => {
                self.connection += 1;
                self.heard.clear();
                self.is_open = true;
                if self.trouble == Some(Trouble::LineDown) {
                    self.drop_line();
                }
            }
            StreamHeard::Bytes(bytes) => self.bytes(now, &bytes),
            // Closing the line does not cancel.
            StreamHeard::Closed => self.is_open = false,
        }
    }

    fn wake(&mut self, now: Now) {
        self.customer.wake(now.at);
        self.turns(now);
        let (connection, is_open) = (self.connection, self.is_open);
        let said = &mut self.said;
        self.later.retain(|(at, on, bytes)| {
            if now.at < *at {
                return true;
            }
            if is_open && *on == connection {
                said.push_back(bytes.clone());
            }
            false
        });
    }

    fn next_deadline(&self) -> Option<Timestamp> {
        self.later.iter().map(|(at, _, _)| *at).chain(self.customer.next_deadline()).min()
    }

    fn next(&mut self) -> Option<StreamSaid> {
        self.said.pop_front()
    }

    fn tap(&mut self, now: Now, tap: TerminalTap) {
        if let TerminalTap::Trouble(trouble) = tap {
            self.arrange(trouble);
        }
        self.customer.tap(now.at, tap);
        self.turns(now);
    }

    fn face(&self) -> TerminalFace {
        self.customer.face(self.ended.unwrap_or(FaceDisplay::Asleep), self.trouble)
    }

    fn book(&self) -> Vec<BookLine> {
        self.book.clone()
    }

    fn fault_plan(&self) -> &FaultPlan<CaisseApFault> {
        &self.plan
    }

    fn fault_plan_mut(&mut self) -> &mut FaultPlan<CaisseApFault> {
        &mut self.plan
    }
}

/// How much is to be taken; only euros here.
fn debit_amount(question: &Fields) -> Option<Money> {
    let digits = question.text(tag::AMOUNT).filter(|digits| (2..=12).contains(&digits.len()))?;
    let minor = digits.parse().ok().filter(|minor| *minor > 0)?;
    let currency = question.text(tag::CURRENCY)?.parse::<u16>().ok()?;
    let known = Currency::known_codes().filter_map(|code| Currency::parse(code).ok());
    Money::from_minor(minor, known.into_iter().find(|known| known.numeric_code() == currency)?).ok()
}

fn approval(question: &Fields, line: usize, entry: EntryMode) -> Fields {
    let (application, reading) = match entry {
        EntryMode::Contactless => ("00B", "2"),
        EntryMode::ChipAndPin => ("001", "1"),
        EntryMode::MagneticStripe => ("001", "3"),
    };
    question
        .clone()
        .with(tag::RESULT, "10")
        .with(tag::APPLICATION, application)
        .with(tag::READING, reading)
        .with(tag::AUTHORISATION, format!("{:06}", 42_001 + line % 900_000))
        .with(tag::CARD_NUMBER, "######4242")
        .with(tag::CARD_APPLICATION, "A0000000421010")
}

fn refusal(question: &Fields, reason: &str) -> Fields {
    question.clone().with(tag::RESULT, "01").with(tag::REASON, reason)
}
