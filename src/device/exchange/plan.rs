//! A customer of an emulator who needs no window: does what a file says, payment by payment.
//!
//! One line is one payment; a file that has come to its end begins anew. A line is made of these words:
//!
//! | word | meaning |
//! |---|---|
//! | `tap` | holds the card to the reader |
//! | `insert` | puts the card in; it is taken out again when the terminal says so |
//! | `code:1234` | types the code and presses the green key |
//! | `cancel` | presses the red key |
//! | `walk-away` | does nothing at all |
//! | `decline`, `slow` | what the bank will say, before the other words |
//! | `fault:KEY` | what goes wrong on purpose |

use crate::payment::{EmulatorLook, FaceDisplay, Progress, TerminalTap, Trouble};

/// What customers do, one payment after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerPlan(Vec<Visit>);

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Visit {
    taps: Vec<TerminalTap>,
    fault: Option<String>,
}

/// A plan that cannot be played.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// A word that means nothing.
    #[error("line {line}: \"{word}\" means nothing; use tap, insert, code:1234, cancel, walk-away, decline, slow or fault:KEY")]
    Word {
        /// Which line, from 1.
        line: usize,
        /// The word.
        word: String,
    },
    /// A code that is none.
    #[error("line {line}: a code is four digits, such as code:1234")]
    Code {
        /// Which line, from 1.
        line: usize,
    },
    /// A fault that this emulator cannot have.
    #[error("line {line}: there is no fault \"{fault}\" here; there are: {known}")]
    Fault {
        /// Which line, from 1.
        line: usize,
        /// What it says.
        fault: String,
        /// What it may say.
        known: String,
    },
    /// No payment at all.
    #[error("there is no payment in it; a line such as \"tap\" is one")]
    Empty,
}

impl CustomerPlan {
    /// Reads a plan for an emulator with these faults. Blank lines and what stands behind `#` are passed over.
    ///
    /// # Errors
    /// [`PlanError`] with line and remedy.
    pub fn parse(text: &str, faults: &[&str]) -> Result<Self, PlanError> {
        let mut visits = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let words: Vec<_> = line.split('#').next().unwrap_or_default().split_whitespace().collect();
            if !words.is_empty() {
                visits.push(Visit::parse(at + 1, &words, faults)?);
            }
        }
        if visits.is_empty() { Err(PlanError::Empty) } else { Ok(Self(visits)) }
    }
}

impl Visit {
    fn parse(line: usize, words: &[&str], faults: &[&str]) -> Result<Self, PlanError> {
        let mut visit = Self::default();
        for word in words {
            match word.split_once(':').unwrap_or((*word, "")) {
                ("tap", "") => visit.taps.push(TerminalTap::TapCard),
                ("insert", "") => visit.taps.push(TerminalTap::InsertCard),
                ("cancel", "") => visit.taps.push(TerminalTap::Cancel),
                ("decline", "") => visit.taps.push(TerminalTap::Trouble(Trouble::Decline)),
                ("slow", "") => visit.taps.push(TerminalTap::Trouble(Trouble::Slow)),
                ("walk-away", "") => {}
                ("code", digits) => {
                    let typed: Option<Vec<u8>> = digits.chars().map(|digit| digit.to_digit(10)?.try_into().ok()).collect();
                    let typed = typed.filter(|typed| typed.len() == 4).ok_or(PlanError::Code { line })?;
                    visit.taps.extend(typed.into_iter().map(TerminalTap::Digit).chain([TerminalTap::Enter]));
                }
                ("fault", fault) if faults.contains(&fault) => visit.fault = Some(fault.to_owned()),
                ("fault", fault) => {
                    return Err(PlanError::Fault { line, fault: fault.to_owned(), known: faults.join(", ") });
                }
                _ => return Err(PlanError::Word { line, word: (*word).to_owned() }),
            }
        }
        Ok(visit)
    }
}

/// Something that a customer does to an emulator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Move {
    /// A tap.
    Tap(TerminalTap),
    /// Plans what goes wrong with the next payment; `none` is nothing.
    Plan(String),
}

/// Customers who follow a plan. They look, and answer what they do.
#[derive(Debug)]
pub struct PlannedCustomers {
    plan: CustomerPlan,
    /// How many payments have begun.
    begun: usize,
    /// The payments in the book when the latest one began.
    known: usize,
    has_planned: bool,
    is_card_out: bool,
}

impl PlannedCustomers {
    /// Nobody has come yet.
    #[must_use]
    pub const fn new(plan: CustomerPlan) -> Self {
        Self { plan, begun: 0, known: 0, has_planned: false, is_card_out: true }
    }

    /// What they do now that there is this to see.
    pub fn look(&mut self, look: &EmulatorLook) -> Vec<Move> {
        let mut moves = Vec::new();
        if !self.has_planned {
            self.has_planned = true;
            moves.push(self.next_fault());
        }
        let wants_card = look.face.display == FaceDisplay::Paying(Progress::PresentCard);
        let is_new = look.book.len() > self.known;
        if look.face.card_inserted && (is_new || !matches!(look.face.display, FaceDisplay::Paying(_))) {
            // Whoever was here before was cut short, and nobody pays with a stranger's card.
            moves.push(Move::Tap(TerminalTap::RemoveCard));
        }
        if wants_card && is_new {
            self.known = look.book.len();
            let visit = self.visit().clone();
            self.begun += 1;
            moves.extend(visit.taps.into_iter().map(Move::Tap));
            moves.push(self.next_fault());
            self.is_card_out = false;
        }
        if look.face.display == FaceDisplay::Paying(Progress::RemoveCard) && !self.is_card_out {
            self.is_card_out = true;
            moves.push(Move::Tap(TerminalTap::RemoveCard));
        }
        moves
    }

    fn visit(&self) -> &Visit {
        let Self { plan: CustomerPlan(visits), begun, .. } = self;
        // A plan has a visit at least.
        &visits[begun % visits.len().max(1)]
    }

    fn next_fault(&self) -> Move {
        Move::Plan(self.visit().fault.clone().unwrap_or_else(|| "none".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::{Currency, Money};
    use crate::payment::{EmulatorLine, TerminalFace};

    fn look(display: FaceDisplay, payments: usize) -> EmulatorLook {
        let amount = Money::from_minor(890, Currency::EUR).expect("an amount");
        EmulatorLook {
            face: TerminalFace { display, amount: None, pin_digits: 0, card_inserted: false, trouble: Trouble::None },
            faults: &["drop"],
            planned: Vec::new(),
            fired: Vec::new(),
            book: vec![EmulatorLine { amount, end: "offered", name: "1".to_owned() }; payments],
        }
    }

    #[test]
    fn a_plan_is_followed_payment_by_payment_and_begins_anew() {
        let plan = CustomerPlan::parse("tap  # quick\n\ndecline insert code:1234 fault:drop\n", &["drop"]).expect("a plan");
        let mut customers = PlannedCustomers::new(plan);
        let plan = |fault: &str| Move::Plan(fault.to_owned());
        assert_eq!(customers.look(&look(FaceDisplay::Asleep, 0)), [plan("none")]);
        let wants = FaceDisplay::Paying(Progress::PresentCard);
        assert_eq!(customers.look(&look(wants, 1)), [Move::Tap(TerminalTap::TapCard), plan("drop")]);
        assert_eq!(customers.look(&look(wants, 1)), [], "the same payment still");
        let second = customers.look(&look(wants, 2));
        assert_eq!(second.len(), 8, "{second:?}");
        assert_eq!(second.first(), Some(&Move::Tap(TerminalTap::Trouble(Trouble::Decline))));
        let out = FaceDisplay::Paying(Progress::RemoveCard);
        assert_eq!(customers.look(&look(out, 2)), [Move::Tap(TerminalTap::RemoveCard)]);
        assert_eq!(customers.look(&look(out, 2)), []);
        assert_eq!(customers.look(&look(wants, 3)), [Move::Tap(TerminalTap::TapCard), plan("drop")]);
        let mut left_in = look(FaceDisplay::Paying(Progress::EnterPin), 4);
        left_in.face.card_inserted = true;
        assert_eq!(customers.look(&left_in), [Move::Tap(TerminalTap::RemoveCard)], "nobody types a code for a stranger's card");
        assert_eq!(customers.look(&look(wants, 5)).len(), 8, "the next payment is the one");
    }

    #[test]
    fn what_is_wrong_with_a_plan_is_named_with_its_line() {
        for (text, said) in [
            ("tap\njump", "line 2: \"jump\" means nothing"),
            ("code:12", "four digits"),
            ("code:12a4", "four digits"),
            ("fault:fire tap", "there are: drop, late"),
            ("# nothing\n", "there is no payment"),
            ("tap:twice", "means nothing"),
        ] {
            let error = CustomerPlan::parse(text, &["drop", "late"]).expect_err("wrong").to_string();
            assert!(error.contains(said), "{text:?} gave {error}");
        }
    }
}
