//! What can go wrong, by name, and how often it did.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::disk::{Call, DiskError};

/// Everything that the storm does to a kiosk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// The program ends between two deeds (F01).
    Kill,
    /// The computer goes off: unsynced writes survive in any part and order (F02).
    PowerCut,
    /// Either of them while the kiosk starts again (F01, F02).
    CutInRecovery,
    /// One write finds the disk full (F03).
    DiskFull,
    /// Every write finds the disk full for a while (F03).
    DiskStaysFull,
    /// A write fails (F05).
    WriteError,
    /// A read fails (F05).
    ReadError,
    /// A sync fails (F05).
    SyncError,
    /// After a failed sync the system takes unwritten pages for clean (F05).
    SyncDropsPages,
    /// The disk takes its time.
    SlowDisk,
    /// The wall clock is moved (F08).
    ClockJump,
    /// The terminal's line is down: commands and answers are lost (F10).
    LineDown,
    /// One answer of the terminal is lost (F11).
    AnswerLost,
    /// One command to the terminal is lost (F11).
    CommandLost,
    /// The terminal is doing something else (F10).
    Occupied,
    /// An answer comes after the kiosk's deadline (F11).
    LateAnswer,
    /// An answer comes twice (F12).
    DoubleAnswer,
    /// An old approval is offered again (F12).
    StaleRepeat,
    /// An approval for a try that this kiosk never made (F12).
    Stranger,
    /// Two payments for one try (F12).
    SecondReference,
    /// An answer that makes no sense (F13).
    Garbled,
    /// An approval for another amount (F14).
    WrongAmount,
    /// The terminal says "not found" of a payment that still runs (F11).
    FalseNotFound,
    /// The terminal cannot tell what became of a payment (F11).
    CannotTell,
    /// The terminal gives an approval up that nobody confirms in time (F11).
    GivenUp,
    /// The terminal refuses to take a payment back (F16).
    RefundRefused,
    /// The printer prints nothing (F17).
    NoPaper,
    /// The printer takes a job and says nothing, ever (F18).
    PrinterSilent,
    /// The kitchen does not take tickets (F19).
    KitchenDown,
    /// The kitchen takes a ticket, and the kiosk hears that it has not (F19).
    KitchenAckLost,
    /// A menu goes live in the middle of a session (F22).
    MenuChange,
    /// A finger that belongs to no screen, a stale revision, a double tap (F23, F26).
    HostileFinger,
    /// Somebody walks off in the middle (F31).
    WalkOff,
    /// Somebody asks the program to stop.
    Stop,
    /// A message of a real protocol is lost, doubled or garbled, or the line drops beside it (F10, F11, F12).
    WireTrouble,
    /// A terminal does one of the things that its protocol lets go wrong (F11-F14, F16).
    Protocol,
    /// The terminal's note cannot be written (F05).
    NoteNotKept,
}

impl Fault {
    /// All of them; a storm in which one never fires proves nothing about it.
    pub const ALL: [Self; 34] = [
        Self::Kill,
        Self::PowerCut,
        Self::CutInRecovery,
        Self::DiskFull,
        Self::DiskStaysFull,
        Self::WriteError,
        Self::ReadError,
        Self::SyncError,
        Self::SyncDropsPages,
        Self::SlowDisk,
        Self::ClockJump,
        Self::LineDown,
        Self::AnswerLost,
        Self::CommandLost,
        Self::Occupied,
        Self::LateAnswer,
        Self::DoubleAnswer,
        Self::StaleRepeat,
        Self::Stranger,
        Self::SecondReference,
        Self::Garbled,
        Self::WrongAmount,
        Self::FalseNotFound,
        Self::CannotTell,
        Self::GivenUp,
        Self::RefundRefused,
        Self::NoPaper,
        Self::PrinterSilent,
        Self::KitchenDown,
        Self::KitchenAckLost,
        Self::MenuChange,
        Self::HostileFinger,
        Self::WalkOff,
        Self::Stop,
    ];

    /// Those of terminals with a real protocol.
    pub const OF_WIRES: [Self; 3] = [Self::WireTrouble, Self::Protocol, Self::NoteNotKept];

    /// Whether it strikes at this call to the disk.
    pub const fn is_about(self, call: Call) -> bool {
        match self {
            Self::DiskFull | Self::DiskStaysFull | Self::WriteError => matches!(call, Call::Write),
            Self::ReadError => matches!(call, Call::Read),
            Self::SyncError => matches!(call, Call::Sync),
            _ => false,
        }
    }

    /// What SQLite is told then.
    pub const fn disk_error(self) -> Option<DiskError> {
        match self {
            Self::DiskFull | Self::DiskStaysFull => Some(DiskError::Full),
            Self::WriteError => Some(DiskError::Write),
            Self::ReadError => Some(DiskError::Read),
            Self::SyncError => Some(DiskError::Sync),
            _ => None,
        }
    }
}

/// Counts what fired. Clones count together.
#[derive(Debug, Clone, Default)]
pub struct Fired(Arc<Mutex<BTreeMap<Fault, u64>>>);

impl Fired {
    pub fn add(&self, fault: Fault) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(fault).or_default() += 1;
    }

    /// How often the disk has failed.
    pub fn by_disk(&self) -> u64 {
        self.counts().iter().filter(|(fault, _)| fault.disk_error().is_some()).map(|(_, count)| count).sum()
    }

    pub fn counts(&self) -> BTreeMap<Fault, u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
