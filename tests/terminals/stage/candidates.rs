//! Every terminal that there is.

use cardlast::device::caisse_ap::{CaisseApEmulator, CaisseApExchange, CaisseApSetup};
use cardlast::device::nexo::{NexoEmulator, NexoExchange, NexoSetup};
use cardlast::device::zvt::{Password, ZvtEmulator, ZvtExchange, ZvtSetup};
use cardlast::id::TerminalId;
use cardlast::money::Currency;
use cardlast::time::Millis;

use super::{CallStage, SimulatedStage, Stage, StreamStage};

/// A terminal under contract.
pub struct Candidate {
    pub name: &'static str,
    pub make: fn() -> Box<dyn Stage>,
}

/// Every terminal there is. What they can and cannot do is in their profiles.
pub const CANDIDATES: &[Candidate] = &[
    Candidate { name: "simulated", make: || Box::new(SimulatedStage::new()) },
    Candidate { name: "zvt", make: || Box::new(zvt(Habit::TakesBack, true)) },
    Candidate { name: "zvt, terminal prints", make: || Box::new(zvt(Habit::TakesBack, false)) },
    Candidate { name: "zvt, unanswered stands", make: || Box::new(zvt(Habit::Keeps, true)) },
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

/// What the terminal does with a payment that nobody has answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Habit {
    /// It takes it back.
    TakesBack,
    /// It stands until the number that is mirrored with the next command says otherwise.
    Keeps,
}

pub fn zvt_setup(kiosk_prints: bool) -> ZvtSetup {
    ZvtSetup {
        id: TerminalId("zvt".to_owned()),
        password: Password::default(),
        currency: Currency::EUR,
        terminal_prints: !kiosk_prints,
        answer_within: Millis::from_secs(5),
        payment_within: Millis::from_secs(180),
        simulated: true,
    }
}

pub fn zvt(habit: Habit, kiosk_prints: bool) -> StreamStage<ZvtExchange, ZvtEmulator> {
    let emulator = match habit {
        Habit::TakesBack => ZvtEmulator::default(),
        Habit::Keeps => ZvtEmulator::that_keeps_unanswered(),
    };
    StreamStage::new(move |note| ZvtExchange::new(zvt_setup(kiosk_prints), note), emulator)
}
