//! Time and randomness, the two things that a pure machine must be given.

use crate::id::FreshId;
use crate::time::Now;

/// Tells the time. Only the clock at the edge of the program reads the system's.
pub trait Clock: Send {
    /// Both times of this moment. The monotonic one never goes back.
    fn now(&self) -> Now;
}

/// Mints ids from randomness: the operating system's, or a seeded source in tests.
pub trait IdSource: Send {
    /// An id that was never given before.
    fn mint(&mut self) -> FreshId;
}
