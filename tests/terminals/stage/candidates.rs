//! Every terminal that there is.

use cardlast::device::caisse_ap::{CaisseApEmulator, CaisseApExchange, CaisseApSetup};
use cardlast::device::nexo::{NexoEmulator, NexoExchange, NexoSetup};
use cardlast::device::zvt::{Password, ZvtEmulator, ZvtExchange, ZvtSetup};
use cardlast::id::TerminalId;
use cardlast::money::Currency;
use cardlast::payment::DeclineReason;
use cardlast::time::Millis;

use super::{CallStage, SimulatedStage, Stage, StreamStage};

/// A terminal under contract.
pub struct Candidate {
    pub name: &'static str,
    /// Whether its protocol has a message with which the kiosk takes a payment back before a card is there.
    pub cancels: bool,
    /// What it calls an account with too little in it.
    pub refusal: DeclineReason,
    pub make: fn() -> Box<dyn Stage>,
}

impl Candidate {
    const fn that_cancels(name: &'static str, make: fn() -> Box<dyn Stage>) -> Self {
        Self { name, cancels: true, refusal: DeclineReason::InsufficientFunds, make }
    }
}

/// Every terminal there is. What they can and cannot do is in their profiles.
pub const CANDIDATES: &[Candidate] = &[
    Candidate::that_cancels("simulated", || Box::new(SimulatedStage::new())),
    Candidate::that_cancels("zvt", || Box::new(zvt(Habit::TakesBack, true))),
    Candidate::that_cancels("zvt, terminal prints", || Box::new(zvt(Habit::TakesBack, false))),
    Candidate::that_cancels("zvt, unanswered stands", || Box::new(zvt(Habit::Keeps, true))),
    Candidate::that_cancels("nexo", || Box::new(CallStage::new(|| nexo(false), NexoEmulator::new(POI, false)))),
    Candidate::that_cancels("nexo with a login", || Box::new(CallStage::new(|| nexo(true), NexoEmulator::new(POI, true)))),
    Candidate {
        name: "caisse-ap",
        cancels: false,
        // It has one word for all refusals of the bank.
        refusal: DeclineReason::Refused,
        make: || Box::new(StreamStage::new(|_| caisse_ap(), CaisseApEmulator::default())),
    },
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
