//! One contract for every terminal: what each must do, and what none may ever do, whatever happens on its line.

mod calls;
mod contract;
#[path = "../fuzz/zvt.rs"]
mod entry;
mod faults;
mod hostile;
mod pcap;
mod stage;
mod till;
mod zvt;

use calls::CallStage;
use cardlast::device::caisse_ap::{CaisseApEmulator, CaisseApExchange, CaisseApSetup};
use cardlast::device::nexo::{NexoEmulator, NexoExchange, NexoSetup};
use cardlast::id::TerminalId;
use cardlast::time::Millis;
use stage::{SimulatedStage, Stage, StreamStage};

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
    Candidate { name: "nexo", make: || Box::new(CallStage::new(|| nexo(false), NexoEmulator::new(POI, false))) },
    Candidate { name: "nexo with a login", make: || Box::new(CallStage::new(|| nexo(true), NexoEmulator::new(POI, true))) },
    Candidate { name: "caisse-ap", make: || Box::new(StreamStage::new(|_| caisse_ap(), CaisseApEmulator::default())) },
];

const POI: &str = "V400m-324688179";

fn nexo(login: bool) -> NexoExchange {
    NexoExchange::new(NexoSetup {
        id: TerminalId("nexo".to_owned()),
        sale_id: "kiosk-a".to_owned(),
        poi_id: POI.to_owned(),
        language: "en".to_owned(),
        login,
        payment_within: Millis::from_secs(120),
        simulated: true,
    })
}

fn caisse_ap() -> CaisseApExchange {
    CaisseApExchange::new(CaisseApSetup {
        id: TerminalId("caisse-ap".to_owned()),
        register: "01".to_owned(),
        register_id: "012345678901".to_owned(),
        payment_within: Millis::from_secs(120),
        simulated: true,
    })
}
