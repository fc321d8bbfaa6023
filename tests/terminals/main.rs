//! One contract for every terminal: what each must do, and what none may ever do, whatever happens on its line.

mod calls;
mod contract;
mod faults;
mod stage;
mod till;

use calls::CallStage;
use cardlast::device::caisse_ap::{CaisseApEmulator, CaisseApExchange, CaisseApSetup};
use cardlast::device::nexo::{NexoEmulator, NexoExchange, NexoSetup};
use cardlast::device::zvt::{ZvtEmulator, ZvtExchange, ZvtSetup};
use cardlast::id::TerminalId;
use cardlast::money::Currency;
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
    Candidate { name: "zvt", make: || Box::new(StreamStage::new(|note| zvt(false, note), ZvtEmulator::default())) },
    Candidate { name: "zvt with a printer", make: || Box::new(StreamStage::new(|note| zvt(true, note), ZvtEmulator::default())) },
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

fn zvt(terminal_prints: bool, note: Option<&str>) -> ZvtExchange {
    let setup = ZvtSetup {
        id: TerminalId("zvt".to_owned()),
        password: [0; 3],
        terminal_prints,
        currency: Currency::EUR,
        answer_within: Millis::from_secs(5),
        payment_within: Millis::from_secs(180),
        simulated: true,
    };
    ZvtExchange::new(setup, note)
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
