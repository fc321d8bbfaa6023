//! What the kiosk wants done.

use crate::id::{AttemptId, OrderId};
use crate::order::KeptCart;
use crate::payment::{Entry, TerminalCommand};

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Make an entry durable and answer with `Written` or `WriteFailed`.
    Record(Entry),
    /// Tell the card terminal.
    Terminal(TerminalCommand),
    /// Ask the journal about an attempt; answered by `Recalled`.
    Recall(AttemptId),
    /// Print the receipt of an accepted order.
    PrintReceipt(OrderId),
    /// Keep this cart where a crash does not reach it; only the latest one counts.
    SaveCart(Box<KeptCart>),
    /// Keep no cart any more, and leave no trace of the one that was kept.
    ForgetCart,
    /// Ring for a person.
    CallStaff,
    /// Everything that had to end has ended: stop the program.
    Stop,
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

    /// Adds several at the end.
    pub fn extend(&mut self, effects: impl IntoIterator<Item = Effect>) {
        effects.into_iter().for_each(|effect| self.push(effect));
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

impl From<Effect> for Effects {
    fn from(effect: Effect) -> Self {
        Self(vec![effect])
    }
}
