//! What is to happen to a kiosk, all of it from one seed.

use std::collections::BTreeSet;

use cardlast::time::{Millis, Timestamp};

use crate::dice::Dice;
use crate::fault::Fault;

/// How a run differs from what its seed says by itself.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// These never strike: to find out which one a failure needs.
    pub without: BTreeSet<Fault>,
    /// At most so many customers.
    pub customers: Option<u64>,
    /// Something in the harness itself is broken, so that the checker has something to find.
    pub sabotage: Option<Sabotage>,
    /// The terminal's name, where it has a real protocol; else it is a plain one.
    pub wire: Option<&'static str>,
    /// Write everything down.
    pub transcript: bool,
}

/// Ways to break the world around the kiosk. Nothing in the kiosk can make up for them: the checker must see each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sabotage {
    /// The disk says that it has synced and has not, as with `synchronous=OFF`.
    LyingDisk,
    /// The kitchen cooks every ticket it is handed, repeats too.
    KitchenWithoutDedupe,
    /// The terminal takes the money twice and mentions it once.
    TerminalChargesTwice,
    /// The terminal says "taken back" and keeps the money.
    TerminalKeepsTheMoney,
    /// The terminal takes a cent more than it says.
    TerminalRoundsUp,
    /// Who keeps the cart never forgets one.
    CartStays,
    /// Who keeps the cart keeps every second one.
    CartIsLost,
    /// The disk of the second copy loses what is written, and says nothing.
    CopyIsLost,
}

/// How hard it blows: a quarter of the seeds without faults, half mild, a quarter brutal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weather {
    Calm,
    Mild,
    Brutal,
}

/// One planned stroke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stroke {
    pub at: Timestamp,
    pub fault: Fault,
    /// So many deeds or calls go well first.
    pub after: u64,
    /// How long it lasts, where it does.
    pub span: Millis,
    /// So many deeds after a failure of the disk the computer falls, too.
    pub then: Option<u64>,
}

/// What the seed says.
#[derive(Debug, Clone)]
pub struct Course {
    pub weather: Weather,
    pub customers: u64,
    pub strokes: Vec<Stroke>,
    /// In percent, how often an exchange with a device goes wrong.
    pub trouble: u64,
    /// Whether the terminal waits for a confirmation.
    pub confirms: bool,
    /// After so long it gives up an approval that nobody confirms.
    pub gives_up: Option<Millis>,
    /// In percent, how often a finger does something senseless.
    pub hostile: u64,
    /// Whether the journal has a second copy.
    pub mirror: bool,
}

/// What is planned at a time; the others happen in exchanges with devices and customers.
const PLANNED: [(u64, Fault); 18] = [
    (10, Fault::Kill),
    (12, Fault::PowerCut),
    (4, Fault::DiskFull),
    (3, Fault::DiskStaysFull),
    (4, Fault::WriteError),
    (4, Fault::ReadError),
    (6, Fault::SyncError),
    (4, Fault::SlowDisk),
    (3, Fault::ClockJump),
    (5, Fault::LineDown),
    (4, Fault::StaleRepeat),
    (2, Fault::Stranger),
    (3, Fault::NoPaper),
    (5, Fault::KitchenDown),
    (3, Fault::MenuChange),
    (2, Fault::CannotTell),
    (2, Fault::FalseNotFound),
    (2, Fault::Stop),
];

impl Course {
    pub fn of(seed: u64, plan: &Plan) -> Self {
        let mut dice = Dice::new(seed, "course");
        let weather = match dice.below(4) {
            0 => Weather::Calm,
            1 | 2 => Weather::Mild,
            _ => Weather::Brutal,
        };
        // A long day now and then, so that the log is full in the middle of it.
        let crowd = if dice.percent(1) { dice.between(25, 40) } else { dice.between(2, 4) };
        let customers = crowd.min(plan.customers.unwrap_or(u64::MAX));
        let (strokes, trouble, hostile) = match weather {
            Weather::Calm => (0, 0, 0),
            Weather::Mild => (dice.between(1, 3), 3, 4),
            Weather::Brutal => (dice.between(4, 12), 10, 10),
        };
        let day = customers * 45_000;
        let mut strokes: Vec<_> = (0..strokes).map(|_| Stroke::thrown(&mut dice, day)).collect();
        strokes.retain(|stroke| !plan.without.contains(&stroke.fault));
        strokes.sort_by_key(|stroke| stroke.at);
        let confirms = dice.percent(85);
        let gives_up = (weather != Weather::Calm && dice.percent(50) && !plan.without.contains(&Fault::GivenUp))
            .then(|| Millis::from_secs(dice.between(45, 150)));
        let mirror = dice.percent(50);
        Self { weather, customers, strokes, trouble, confirms, gives_up, hostile, mirror }
    }
}

impl Stroke {
    fn thrown(dice: &mut Dice, day: u64) -> Self {
        let fault = dice.weighted(&PLANNED);
        Self {
            at: Timestamp(dice.below(day)),
            fault,
            after: dice.below(match fault {
                Fault::Kill | Fault::PowerCut => 60,
                Fault::DiskFull | Fault::DiskStaysFull | Fault::WriteError => 25,
                Fault::ReadError => 15,
                _ => 6,
            }),
            span: Millis(dice.between(500, 90_000)),
            then: (fault.disk_error().is_some() && dice.percent(40)).then(|| dice.below(12)),
        }
    }
}
