//! What passes between a nexo exchange, its line and an emulator: calls, each a question that waits for its answer.

use crate::time::Millis;

/// What an exchange asks of its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NexoOrder {
    /// Put a question to the terminal. Calls may overlap: a payment waits for minutes while something else is asked.
    Post {
        /// A number for this call, new for each.
        call: u64,
        /// The question, as JSON in the clear.
        body: Vec<u8>,
        /// How long the line waits for the answer.
        patience: Millis,
    },
}

/// What a line tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NexoNews {
    /// The answer, in the clear; empty for what has none.
    Answered {
        /// To which call.
        call: u64,
        /// The answer.
        body: Vec<u8>,
    },
    /// There is no answer.
    Failed {
        /// To which call.
        call: u64,
        /// Why.
        failure: CallFailure,
    },
    /// The terminal says something unasked.
    Told {
        /// What, in the clear.
        body: Vec<u8>,
    },
}

/// Why a call has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallFailure {
    /// There was no connection, and nothing was sent.
    NotSent,
    /// The question may have arrived.
    Lost,
    /// Something came that is no sealed message, or was touched on its way.
    Touched,
}

/// What an emulator hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NexoHeard {
    /// A question.
    Posted {
        /// A number for this call.
        call: u64,
        /// The question, in the clear.
        body: Vec<u8>,
    },
}

/// What an emulator says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NexoSaid {
    /// An answer; empty for what has none.
    Answer {
        /// To which call.
        call: u64,
        /// The answer, in the clear.
        body: Vec<u8>,
    },
    /// An answer that is changed after it was sealed.
    Touched {
        /// To which call.
        call: u64,
        /// The answer, in the clear.
        body: Vec<u8>,
    },
    /// Bytes in place of an answer, not sealed.
    Raw {
        /// To which call.
        call: u64,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// The connection of a call is dropped.
    Drop {
        /// Which.
        call: u64,
    },
    /// Something unasked.
    Tell {
        /// What, in the clear.
        body: Vec<u8>,
    },
}
