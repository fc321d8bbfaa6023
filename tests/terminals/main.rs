//! One contract for every terminal: what each must do, and what none may ever do, whatever happens on its line.

mod contract;
#[path = "../fuzz/zvt.rs"]
mod entry;
mod faults;
mod hostile;
mod pcap;
mod stage;
mod till;
mod zvt;

use stage::{SimulatedStage, Stage};

/// A terminal under contract.
struct Candidate {
    name: &'static str,
    make: fn() -> Box<dyn Stage>,
}

/// Every terminal there is. What they can and cannot do is in their profiles.
const CANDIDATES: &[Candidate] = &[
    Candidate { name: "simulated", make: || Box::new(SimulatedStage::new()) },
    Candidate { name: "zvt", make: || Box::new(zvt::stage(zvt::Habit::TakesBack, true)) },
    Candidate { name: "zvt, terminal prints", make: || Box::new(zvt::stage(zvt::Habit::TakesBack, false)) },
    Candidate { name: "zvt, unanswered stands", make: || Box::new(zvt::stage(zvt::Habit::Keeps, true)) },
];
