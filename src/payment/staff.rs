//! What staff decide about a payment whose outcome nobody else can tell, and what becomes of it then.

use super::accepted::AcceptedOrder;
use super::approval::ApprovalFacts;
use super::cash::CashEnd;
use super::record::AlarmReason;
use crate::id::{AttemptId, Rrn};
use crate::order::may_hold_card_number;

/// What became of the payment, in the word of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StaffVerdict {
    /// The customer has paid: the order is accepted on that word.
    Charged,
    /// No money moved, or it was given back: the attempt is closed.
    NotCharged,
}

impl StaffVerdict {
    /// In records, on slips and on the command line.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Charged => "charged",
            Self::NotCharged => "not-charged",
        }
    }

    /// Looks a verdict up by [`StaffVerdict::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        [Self::Charged, Self::NotCharged].into_iter().find(|verdict| verdict.key() == key)
    }
}

/// A decision with a name under it. Made by [`StaffDecision::new`] only, so name and reason are there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StaffDecision {
    attempt: AttemptId,
    verdict: StaffVerdict,
    by: String,
    reason: String,
}

/// What a person wrote of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StaffText {
    /// Who decides.
    Name,
    /// How they know.
    Reason,
}

impl std::fmt::Display for StaffText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Name => "name (--by)",
            Self::Reason => "reason (--reason)",
        })
    }
}

impl StaffText {
    /// So many characters at most: a name must fit on a kitchen ticket.
    #[must_use]
    pub const fn longest(self) -> usize {
        match self {
            Self::Name => 40,
            Self::Reason => 200,
        }
    }

    /// What was written, fit for a record; blanks around it do not count.
    ///
    /// # Errors
    /// [`StaffDecisionError`].
    pub fn checked(self, text: &str) -> Result<String, StaffDecisionError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(StaffDecisionError::Empty(self));
        }
        if text.chars().any(is_unseen) {
            return Err(StaffDecisionError::Control(self));
        }
        if text.chars().count() > self.longest() {
            return Err(StaffDecisionError::TooLong { which: self });
        }
        if may_hold_card_number(text) {
            return Err(StaffDecisionError::CardNumber(self));
        }
        Ok(text.to_owned())
    }
}

/// Why a decision is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StaffDecisionError {
    /// Nobody's, or without a reason.
    #[error("the {0} is empty; a decision about money needs who takes it and how they know")]
    Empty(StaffText),
    /// Too long for a record.
    #[error("the {which} is longer than {longest} characters; say it in fewer", longest = which.longest())]
    TooLong {
        /// Which.
        which: StaffText,
    },
    /// It would break lines on paper, or do worse to a screen.
    #[error("the {0} holds a line break or another control character; write it in one line of plain text")]
    Control(StaffText),
    /// Card numbers are kept nowhere.
    #[error("the {0} holds so many digits that it may be a card number; the last four are enough")]
    CardNumber(StaffText),
}

impl StaffDecision {
    /// Checks name and reason; blanks around them do not count.
    ///
    /// # Errors
    /// [`StaffDecisionError`].
    pub fn new(attempt: AttemptId, verdict: StaffVerdict, by: &str, reason: &str) -> Result<Self, StaffDecisionError> {
        Ok(Self { attempt, verdict, by: StaffText::Name.checked(by)?, reason: StaffText::Reason.checked(reason)? })
    }

    /// Which attempt.
    #[must_use]
    pub const fn attempt(&self) -> AttemptId {
        self.attempt
    }

    /// What became of it.
    #[must_use]
    pub const fn verdict(&self) -> StaffVerdict {
        self.verdict
    }

    /// Who says so.
    #[must_use]
    pub fn by(&self) -> &str {
        &self.by
    }

    /// How they know.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

/// Control characters, and those that turn the direction of what follows: a name must read as it is.
fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// What a decision is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StaffMatter {
    /// A payment whose outcome nobody knows, or the notes that it paid for.
    Payment,
    /// Payments that the terminal does not take back.
    Reversals(Vec<Rrn>),
    /// Something that only has to be looked at.
    Alarms(Vec<AlarmReason>),
}

/// What becomes of it. The machine works this out; the journal stores decision and consequence in one transaction.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum StaffEnd {
    /// Paid: the order is accepted, on a stored approval or on that word alone.
    Accepted(Box<AcceptedOrder>),
    /// Not paid: the attempt is closed.
    GivenUp,
    /// Not paid, but an approval is stored: it is taken back.
    TakenBack(Box<ApprovalFacts>),
    /// Given back by hand: these are no longer taken back.
    GivenBack(Vec<Rrn>),
    /// The notes of a withdrawal were looked for by hand, and this became of them.
    Counted(CashEnd),
    /// Looked at; no money is concerned any more.
    Seen(Vec<AlarmReason>),
}

impl StaffEnd {
    /// What it was about.
    #[must_use]
    pub fn matter(&self) -> StaffMatter {
        match self {
            Self::Accepted(_) | Self::GivenUp | Self::TakenBack(_) | Self::Counted(_) => StaffMatter::Payment,
            Self::GivenBack(references) => StaffMatter::Reversals(references.clone()),
            Self::Seen(alarms) => StaffMatter::Alarms(alarms.clone()),
        }
    }

    /// In records and transcripts.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Accepted(_) => "accepted",
            Self::GivenUp => "given-up",
            Self::TakenBack(_) => "taken-back",
            Self::GivenBack(_) => "given-back",
            Self::Counted(_) => "counted",
            Self::Seen(_) => "seen",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::FreshId;

    fn decide(by: &str, reason: &str) -> Result<StaffDecision, StaffDecisionError> {
        StaffDecision::new(AttemptId::from(FreshId::from_random_bytes([1; 16])), StaffVerdict::Charged, by, reason)
    }

    #[test]
    fn a_decision_has_a_name_a_reason_and_no_card_number() {
        use StaffDecisionError::{CardNumber, Control, Empty, TooLong};
        use StaffText::{Name, Reason};
        let decided = decide(" Zoë ", " the slip says paid, card ending 4242, 24.11. at 12:30 ").expect("a decision");
        assert_eq!((decided.by(), decided.reason()), ("Zoë", "the slip says paid, card ending 4242, 24.11. at 12:30"));
        assert!(decide(&"é".repeat(Name.longest()), &"é".repeat(Reason.longest())).is_ok());
        let (long_name, long_reason) = ("é".repeat(Name.longest() + 1), "é".repeat(Reason.longest() + 1));
        let table = [
            ("", "a reason", Empty(Name)),
            (" \t ", "a reason", Empty(Name)),
            ("Ada", " ", Empty(Reason)),
            ("Ada", "two\nlines", Control(Reason)),
            ("A\u{1b}[31mda", "a reason", Control(Name)),
            ("\u{202e}adA", "a reason", Control(Name)),
            ("Ada", "nothing\0", Control(Reason)),
            ("Ada", "card 4242 4242 4242 4242", CardNumber(Reason)),
            ("Ada", "card 4242\u{a0}4242.4242/4242", CardNumber(Reason)),
            ("4242-4242-4242-4242", "a reason", CardNumber(Name)),
            (&long_name, "a reason", TooLong { which: Name }),
            ("Ada", &long_reason, TooLong { which: Reason }),
        ];
        for (by, reason, error) in table {
            assert_eq!(decide(by, reason), Err(error), "{by:?} {reason:?}");
        }
        assert_eq!(StaffVerdict::parse("not-charged"), Some(StaffVerdict::NotCharged));
        assert_eq!(StaffVerdict::parse("perhaps"), None);
    }
}
