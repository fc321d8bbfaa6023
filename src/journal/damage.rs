//! Damage.

pub(super) const CONTINUED: &str = "journal-continued";
