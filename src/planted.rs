//! Bugs planted on purpose, one at a time and by name, to show that the tests see them.
//!
//! What it is for: `tests/gate` plants each and demands that a harness catches it. What it refuses to know: everything else. Its
//! invariant: without the feature `planted-bugs` nothing is planted and no name is in the program, and with it no release can be built.

/// A bug as somebody might really make it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bug {
    /// A payment that must be taken back is not.
    SkipReversal,
    /// The terminal hears "stored" before the approval is.
    ConfirmBeforeStored,
    /// A second try goes by the name of the first.
    ReuseAttemptId,
    /// The database does not wait for the disk at each commit.
    SynchronousNormal,
    /// The kitchen makes a ticket that comes twice twice.
    NoKitchenDedupe,
    /// A cancel gives the cart back before the terminal has said anything.
    UnlockAfterSend,
    /// An approval that is told again is taken for a second payment.
    ReverseOnRepeat,
    /// An approval is accepted however late it is found.
    AcceptAfterDeadline,
    /// A restart asks nobody about what was open.
    ForgetIntentAtRestart,
    /// The amount of an approval is not compared.
    AmountNotCompared,
    /// Cards are taken while nobody knows what became of an earlier payment.
    CardWhileUnknown,
    /// An acceptance that could not be stored is not handed over again.
    DropFailedAcceptance,
    /// Something is sold although the journal still takes an ended try for an open one.
    SellBeforeTheEndIsStored,
    /// A cash machine counts out its notes while the card is still in it.
    CashBeforeCard,
    /// A cash machine that finds a dispense without an end pays out once more.
    DispenseAgainAfterRestart,
}

/// Whether this bug is planted: never, in a program that anybody installs.
#[cfg(not(feature = "planted-bugs"))]
pub(crate) const fn is(_: Bug) -> bool {
    false
}

#[cfg(feature = "planted-bugs")]
pub(crate) use soil::is;
#[cfg(feature = "planted-bugs")]
pub use soil::plant;

#[cfg(feature = "planted-bugs")]
mod soil {
    use std::sync::atomic::{AtomicU8, Ordering};

    use super::Bug;

    const NOTHING: u8 = u8::MAX;

    static PLANTED: AtomicU8 = AtomicU8::new(NOTHING);

    pub fn is(bug: Bug) -> bool {
        PLANTED.load(Ordering::Relaxed) == bug as u8
    }

    /// Plants a bug in the whole process in the place of the one before, or pulls it out.
    pub fn plant(bug: Option<Bug>) {
        PLANTED.store(bug.map_or(NOTHING, |bug| bug as u8), Ordering::Relaxed);
    }

    impl Bug {
        /// All of them.
        pub const ALL: [Self; 15] = [
            Self::SkipReversal,
            Self::ConfirmBeforeStored,
            Self::ReuseAttemptId,
            Self::SynchronousNormal,
            Self::NoKitchenDedupe,
            Self::UnlockAfterSend,
            Self::ReverseOnRepeat,
            Self::AcceptAfterDeadline,
            Self::ForgetIntentAtRestart,
            Self::AmountNotCompared,
            Self::CardWhileUnknown,
            Self::DropFailedAcceptance,
            Self::SellBeforeTheEndIsStored,
            Self::CashBeforeCard,
            Self::DispenseAgainAfterRestart,
        ];

        /// Its name, as the gate prints it.
        #[must_use]
        pub const fn name(self) -> &'static str {
            match self {
                Self::SkipReversal => "skip-reversal",
                Self::ConfirmBeforeStored => "confirm-before-stored",
                Self::ReuseAttemptId => "reuse-attempt-id",
                Self::SynchronousNormal => "synchronous-normal",
                Self::NoKitchenDedupe => "no-kitchen-dedupe",
                Self::UnlockAfterSend => "unlock-after-send",
                Self::ReverseOnRepeat => "reverse-on-repeat",
                Self::AcceptAfterDeadline => "accept-after-deadline",
                Self::ForgetIntentAtRestart => "forget-intent-at-restart",
                Self::AmountNotCompared => "amount-not-compared",
                Self::CardWhileUnknown => "card-while-unknown",
                Self::DropFailedAcceptance => "drop-failed-acceptance",
                Self::SellBeforeTheEndIsStored => "sell-before-the-end-is-stored",
                Self::CashBeforeCard => "cash-before-card",
                Self::DispenseAgainAfterRestart => "dispense-again-after-restart",
            }
        }
    }
}
