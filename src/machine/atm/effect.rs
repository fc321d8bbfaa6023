//! What a cash machine wants done.

use crate::id::AttemptId;
use crate::locale::Language;
use crate::money::Money;
use crate::payment::{CardCommand, CashCommand, Entry, MaskedPan, TerminalCommand};

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Make an entry durable and answer with `Written` or `WriteFailed`.
    Record(Entry),
    /// Tell the terminal about a payment.
    Terminal(TerminalCommand),
    /// Tell the terminal about the card.
    Card(CardCommand),
    /// Tell the dispenser.
    Cash(CashCommand),
    /// Ask the journal about an attempt; answered by `Recalled`.
    Recall(AttemptId),
    /// Print a receipt; nobody waits for it.
    PrintReceipt(Box<Slip>),
    /// Call a person.
    CallStaff,
    /// Everything that had to end has ended: stop the program.
    Stop,
}

/// What a receipt says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Slip {
    /// Which withdrawal.
    pub attempt: AttemptId,
    /// How much.
    pub amount: Money,
    /// The card's last digits, if the terminal tells them.
    pub card: Option<MaskedPan>,
    /// In which language.
    pub language: Language,
}

/// What one step wants done: all of it, in this order, before the next step.
#[must_use = "effects must be carried out, all of them, in order"]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Effects(Vec<Effect>);

/// No step asks for more than this; a larger number is a bug.
pub const MAX_EFFECTS: usize = 64;

impl Effects {
    /// None.
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// Adds one at the end.
    pub fn push(&mut self, effect: Effect) {
        debug_assert!(self.0.len() < MAX_EFFECTS, "a step asks for a bounded number of effects");
        self.0.push(effect);
    }

    /// In order.
    pub fn iter(&self) -> std::slice::Iter<'_, Effect> {
        self.0.iter()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl IntoIterator for Effects {
    type Item = Effect;
    type IntoIter = std::vec::IntoIter<Effect>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
