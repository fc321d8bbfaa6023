//! One contract for every terminal: what each must do, and what none may ever do, whatever happens on its line.

mod contract;
mod faults;
mod stage;
mod till;

use stage::{SimulatedStage, Stage};

/// A terminal under contract.
struct Candidate {
    name: &'static str,
    make: fn() -> Box<dyn Stage>,
}

/// Every terminal there is. What they can and cannot do is in their profiles.
const CANDIDATES: &[Candidate] = &[Candidate { name: "simulated", make: || Box::new(SimulatedStage::new()) }];
