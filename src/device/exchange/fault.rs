//! What can go wrong on purpose with an emulator, and for which payments it is planned.

use std::collections::VecDeque;

/// Kinds of faults, each with a key.
pub trait FaultKind: Copy + PartialEq + 'static {
    /// All of them.
    const ALL: &'static [Self];
    /// Their keys, in the same order.
    const KEYS: &'static [&'static str];

    /// The key.
    fn key(self) -> &'static str {
        let at = Self::ALL.iter().position(|fault| *fault == self);
        at.and_then(|at| Self::KEYS.get(at)).copied().unwrap_or(NONE)
    }

    /// Looks a fault up by its key.
    fn parse(key: &str) -> Option<Self> {
        Self::KEYS.iter().position(|known| *known == key).and_then(|at| Self::ALL.get(at)).copied()
    }
}

/// Makes an enum of faults with keys.
macro_rules! faults {
    ($(#[$doc:meta])* $name:ident { $($(#[$what:meta])* $fault:ident = $key:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$what])* $fault,)*
        }

        impl $crate::device::FaultKind for $name {
            const ALL: &'static [Self] = &[$(Self::$fault),*];
            const KEYS: &'static [&'static str] = &[$($key),*];
        }
    };
}

pub(in crate::device) use faults;

/// In a plan: a payment without a fault.
const NONE: &str = "none";

/// Faults for the next payments, first to last, and those that have happened.
#[derive(Debug)]
pub struct FaultPlan<F> {
    planned: VecDeque<Option<F>>,
    fired: Vec<F>,
}

impl<F> Default for FaultPlan<F> {
    fn default() -> Self {
        Self { planned: VecDeque::new(), fired: Vec::new() }
    }
}

impl<F: FaultKind> FaultPlan<F> {
    /// Plans what goes wrong with the next payment for which nothing is planned yet; answers whether the key is known.
    pub fn plan(&mut self, key: &str) -> bool {
        let fault = F::parse(key);
        let is_known = fault.is_some() || key == NONE;
        if is_known {
            self.planned.push_back(fault);
        }
        is_known
    }

    /// What is planned, by key.
    pub fn planned(&self) -> Vec<&'static str> {
        self.planned.iter().map(|fault| fault.map_or(NONE, F::key)).collect()
    }

    /// Plans nothing any more.
    pub fn forget(&mut self) {
        self.planned.clear();
    }

    /// What goes wrong with the payment that begins.
    #[allow(clippy::should_implement_trait, reason = "none may follow, and more may be planned then")]
    pub fn next(&mut self) -> Option<F> {
        self.planned.pop_front().flatten()
    }

    /// It has happened.
    pub fn fires(&mut self, fault: F) {
        self.fired.push(fault);
    }

    /// What has happened, by key, oldest first.
    pub fn fired(&self) -> Vec<&'static str> {
        self.fired.iter().map(|fault| fault.key()).collect()
    }
}
