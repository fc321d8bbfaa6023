//! What a kiosk says to people who do not see it: what is told when, in which words, and the door to whatever has a voice.
//!
//! What it is for: deciding what is said. What it refuses to know: screens, pixels, keys and sound. Its invariants: it is silent unless
//! somebody switched it on; what is said is what is shown and what has the focus; once a customer has gone, everything about them is
//! forgotten, and loudness and speed are what they were.

mod commentary;
mod pronounce;

use std::sync::{Arc, Mutex, PoisonError};

pub use commentary::{Commentary, Fact, Moment, Order, Pointed, Wish};
pub use pronounce::{pronounce, spell};

use crate::locale::Language;

/// How loud, in steps of 3 dB: the whole range is 18 dB (EN 301 549, 8.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Loudness(u8);

impl Loudness {
    /// The loudest step.
    pub const MOST: u8 = 6;

    /// A step, from 0 to [`Loudness::MOST`]; more is the most.
    #[must_use]
    pub fn new(step: u8) -> Self {
        Self(step.min(Self::MOST))
    }

    /// The step.
    #[must_use]
    pub const fn step(self) -> u8 {
        self.0
    }

    /// So many thousandths of the loudest amplitude.
    #[must_use]
    pub const fn per_mille(self) -> u32 {
        match self.0 {
            // A little less than 3 dB below, because voices round and limit at both ends.
            0 => 118,
            1 => 178,
            2 => 251,
            3 => 355,
            4 => 501,
            5 => 708,
            _ => 1000,
        }
    }
}

impl Default for Loudness {
    /// In the middle, with room both ways.
    fn default() -> Self {
        Self(3)
    }
}

/// How fast, in steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pace(u8);

impl Pace {
    /// The fastest step.
    pub const MOST: u8 = 6;

    /// A step, from 0 to [`Pace::MOST`]; more is the most.
    #[must_use]
    pub fn new(step: u8) -> Self {
        Self(step.min(Self::MOST))
    }

    /// The step.
    #[must_use]
    pub const fn step(self) -> u8 {
        self.0
    }

    /// Words a minute.
    #[must_use]
    pub const fn words_a_minute(self) -> u16 {
        match self.0 {
            0 => 100,
            1 => 125,
            2 => 150,
            3 => 190,
            4 => 240,
            5 => 300,
            _ => 380,
        }
    }
}

impl Default for Pace {
    fn default() -> Self {
        Self(2)
    }
}

/// Something to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Utterance {
    /// The sentences.
    pub text: String,
    /// In which language.
    pub language: Language,
    /// How loud.
    pub loudness: Loudness,
    /// How fast.
    pub pace: Pace,
}

/// Something with a voice. Neither call waits, and neither fails: what has no voice says nothing.
pub trait Voice: Send {
    /// Says something, in place of what it is saying.
    fn say(&mut self, utterance: Utterance);

    /// Stops saying anything.
    fn hush(&mut self);

    /// A short sound that is no speech, for those who did not switch speech on.
    fn chime(&mut self) {}
}

/// What a voice was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// To say something.
    Said(Utterance),
    /// To stop.
    Hushed,
    /// To sound its chime.
    Chimed,
}

/// A voice that writes down what it is asked, for tests.
#[derive(Debug, Clone, Default)]
pub struct Listener(Arc<Mutex<Vec<Asked>>>);

impl Listener {
    /// Everything so far, forgetting it.
    #[must_use]
    pub fn take(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn note(&self, asked: Asked) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(asked);
    }
}

impl Voice for Listener {
    fn say(&mut self, utterance: Utterance) {
        self.note(Asked::Said(utterance));
    }

    fn hush(&mut self) {
        self.note(Asked::Hushed);
    }

    fn chime(&mut self) {
        self.note(Asked::Chimed);
    }
}
