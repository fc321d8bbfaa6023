//! A storm over real sockets: customers and faults of the terminal from a seed, tills that are killed at a call from the same seed, and
//! staff who look at the terminal's paper where nobody else can tell. The great storm carries the same exchange and the same emulator
//! without sockets, millions of times and under a clock of its own; here threads, sockets, TLS and the system's clock are as in a shop.
//! So a seed says what is planned, and the system says which thread comes first.
//!
//! `SEED=7` plays one seed, `SEEDS=1000` as many from 0 on, `WIRE=nexo` with that protocol only.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use cardlast::device::CustomerPlan;

use super::books::{adds_up, staff_decide};
use super::{Emulated, PROTOCOLS, Protocol, everybody_taps};
use crate::checker::{self, Verdict, books_now};
use crate::dice::Dice;
use crate::saboteur::{Call, How, Strike};
use crate::scene::{End, Meals, Scene};
use crate::sweep::{LONG, for_each};
use crate::till;

/// A terminal's answer may take a few seconds here, and those are waited for.
const HASTY_PATIENCE: Duration = Duration::from_secs(4);

/// What a till that nothing troubles any more may need, on a busy machine too.
const REST: Duration = Duration::from_secs(20);

/// What the emulator does minutes later, or would have to be waited for so long. The great storm's clock has that time.
const TOO_SLOW: &[(Protocol, &str)] = &[
    (Protocol::Zvt, "late-answer"),
    (Protocol::Zvt, "late-result"),
    (Protocol::Zvt, "repeat-nothing"),
    (Protocol::Zvt, "repeat-previous"),
    (Protocol::Zvt, "repeat-other-amount"),
    (Protocol::Zvt, "busy-afterwards"),
    (Protocol::Nexo, "very-late-answer"),
];

/// So many customers of each seed meet with one fault each that nobody else meets with, before anything falls.
const CUSTOMERS_FIRST: usize = 2;

/// What came of all seeds with one protocol.
#[derive(Default)]
struct Weather {
    fired: BTreeSet<&'static str>,
    killed: usize,
    charged: usize,
    asked_staff: usize,
    findings: Vec<String>,
}

/// Every seed with every protocol.
pub fn over_sockets() -> Verdict {
    let findings = blow(None)?;
    if findings.is_empty() { Ok(()) } else { Err(format!("{} findings\n{}", findings.len(), findings.join("\n"))) }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect("a number"))
}

/// What is found, with this bug in the tills. One finding is enough where there is one.
pub fn blow(plant: Option<&str>) -> Result<Vec<String>, String> {
    let wire = std::env::var("WIRE").ok();
    let is_asked_for = |protocol: &Protocol| wire.as_ref().is_none_or(|wire| format!("{protocol:?}").eq_ignore_ascii_case(wire));
    let terminals = PROTOCOLS.into_iter().filter(is_asked_for).map(Rehearsed::with).collect::<Result<Vec<_>, _>>()?;
    // Turn by turn, so that one that takes long does not come last.
    let most = terminals.iter().map(|terminal| terminal.seeds().end).max().unwrap_or(0);
    let visits: Vec<_> = (0..most).flat_map(|seed| terminals.iter().map(move |terminal| (terminal, seed))).collect();
    let visits: Vec<_> = visits.into_iter().filter(|(terminal, seed)| terminal.seeds().contains(seed)).collect();
    let is_found = AtomicBool::new(false);
    for_each(&visits, |(terminal, seed)| {
        if plant.is_some() && is_found.load(Ordering::Relaxed) {
            return;
        }
        let plan = Plan::of(*seed, &terminal.faults, &terminal.calls);
        let mut found = Weather::default();
        let verdict = plan.play(terminal, plant, &mut found);
        let verdict = verdict.map_err(|what| format!("{:?}, {plan}: {what}", terminal.protocol));
        if let Err(what) = &verdict {
            println!("{what}");
        }
        is_found.fetch_or(verdict.is_err(), Ordering::Relaxed);
        terminal.weather.lock().expect("no panic while reporting").add(found, verdict);
    });
    let is_whole = plant.is_none() || !is_found.into_inner();
    let mut findings = Vec::new();
    for terminal in terminals {
        findings.extend(terminal.conclude(is_whole)?);
    }
    Ok(findings)
}

/// A terminal, what it can do wrong, what a sale without trouble calls, and what has come of its seeds.
struct Rehearsed {
    protocol: Protocol,
    faults: Vec<&'static str>,
    calls: Vec<Call>,
    weather: Mutex<Weather>,
}

impl Rehearsed {
    fn with(protocol: Protocol) -> Result<Self, String> {
        let (scene, emulated) = Scene::with_terminal(|data| Emulated::start(protocol, data, everybody_taps()));
        let run = scene.run(Meals::One, None, LONG);
        if run.end != End::Code(till::SOLD) {
            return Err(format!("{protocol:?}: without any trouble the till {}: {}", run.end, run.said));
        }
        let faults = emulated.plate.look().faults.iter().copied().filter(|fault| !TOO_SLOW.contains(&(protocol, fault)));
        Ok(Self { protocol, faults: faults.collect(), calls: run.log.calls, weather: Mutex::default() })
    }

    /// As many as let every fault happen, if nothing else is asked for.
    fn enough(&self) -> u64 {
        u64::try_from(self.faults.len().div_ceil(CUSTOMERS_FIRST)).expect("few")
    }

    fn seeds(&self) -> Range<u64> {
        match (number("SEED"), number("SEEDS")) {
            (Some(seed), _) => seed..seed + 1,
            (None, seeds) => 0..seeds.unwrap_or(self.enough()),
        }
    }

    fn conclude(self, is_whole: bool) -> Result<Vec<String>, String> {
        let (protocol, seeds, enough) = (self.protocol, self.seeds(), self.enough());
        let Weather { fired, killed, charged, asked_staff, findings } =
            self.weather.into_inner().expect("no panic while reporting");
        println!(
            "{protocol:?} over sockets, seeds {}..{}: {} of {} faults happened, {killed} tills killed, {charged} payments, {asked_staff} \
             times staff decided",
            seeds.start,
            seeds.end,
            fired.len(),
            self.faults.len(),
        );
        let missed: Vec<_> = self.faults.iter().filter(|fault| !fired.contains(*fault)).collect();
        if is_whole && seeds.end - seeds.start >= enough && !(missed.is_empty() && killed > 0) {
            return Err(format!("{protocol:?}: {killed} tills killed, and these never happened: {missed:?}"));
        }
        Ok(findings)
    }
}

/// What is to happen with one seed.
struct Plan {
    seed: u64,
    customers: String,
    /// Where the tills fall that are started one after the other.
    falls: Vec<Option<Strike>>,
}

impl std::fmt::Display for Plan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "seed {}: {}", self.seed, self.customers.trim_end().replace('\n', "; "))?;
        self.falls.iter().flatten().try_for_each(|fall| write!(f, "; {fall}"))
    }
}

impl Plan {
    fn of(seed: u64, faults: &[&'static str], calls: &[Call]) -> Self {
        let mut dice = Dice::new(seed, "over sockets");
        let mut customers = String::new();
        for visit in 0..CUSTOMERS_FIRST + 3 {
            let own = usize::try_from(seed).expect("a small number") * CUSTOMERS_FIRST + visit;
            let is_first = visit < CUSTOMERS_FIRST;
            let any = dice.pick(faults).copied().filter(|_| dice.percent(60));
            let fault = if is_first { Some(faults[own % faults.len()]) } else { any };
            let does =
                dice.weighted(&[(40, "tap"), (20, "insert code:1234"), (15, "decline tap"), (15, "cancel"), (10, "walk-away")]);
            let does = match fault {
                // Whether a cancel is heard shows only when the kiosk wants to cancel.
                Some(fault) if fault.starts_with("cancel-") => "walk-away",
                _ if is_first => "tap",
                _ => does,
            };
            let fault = fault.map(|fault| format!(" fault:{fault}")).unwrap_or_default();
            writeln!(customers, "{does}{fault}").expect("a text");
        }
        let kinds: Vec<_> = calls.iter().collect::<BTreeSet<_>>().into_iter().collect();
        let exchanges: Vec<_> = kinds.iter().filter(|call| call.is_exchange()).copied().collect();
        let mut fall = || {
            let kinds = if dice.percent(50) { &exchanges } else { &kinds };
            let call = (*dice.pick(kinds).expect("a sale calls something")).clone();
            let as_often = calls.iter().filter(|other| **other == call).count() * 2;
            let how = if call.is_write() && dice.percent(30) { How::Tear } else { How::Kill };
            dice.percent(75).then(|| Strike { how, call, at: dice.index(as_often) + 1 })
        };
        let falls = vec![fall(), fall()];
        Self { seed, customers, falls }
    }

    fn play(&self, terminal: &Rehearsed, plant: Option<&str>, found: &mut Weather) -> Verdict {
        let protocol = terminal.protocol;
        let customers = CustomerPlan::parse(&self.customers, &terminal.faults).expect("a plan");
        let (scene, emulated) = Scene::with_terminal(|data| Emulated::start(protocol, data, customers).hastily());
        let verdict = self.play_in(&scene.planted(plant), &emulated, protocol, found);
        found.fired.extend(emulated.plate.look().fired);
        found.charged = emulated.charged();
        verdict.map_err(|what| format!("{what}\nbook {:?}", emulated.book()))
    }

    fn play_in(&self, scene: &Scene, emulated: &Emulated, protocol: Protocol, found: &mut Weather) -> Verdict {
        let till = Attended { scene, emulated };
        for _ in 0..CUSTOMERS_FIRST {
            till.sell(Meals::One, None, HASTY_PATIENCE, found)?;
        }
        for fall in &self.falls {
            till.sell(Meals::Many(2), fall.as_ref(), HASTY_PATIENCE, found)?;
        }
        emulated.calm_down();
        // Whatever is open comes to its end, and one more meal is sold.
        let mut is_at_rest = false;
        for patience in [HASTY_PATIENCE, REST, REST] {
            is_at_rest = is_at_rest || till.sell(Meals::One, None, patience, found)?;
        }
        if !is_at_rest {
            return Err("I7: it does not come to rest".to_owned());
        }
        let books = books_now(&scene.files())?;
        adds_up(protocol, emulated, &books)?;
        checker::checks_out(&scene.files())
    }
}

/// A till with staff about.
struct Attended<'a> {
    scene: &'a Scene,
    emulated: &'a Emulated,
}

impl Attended<'_> {
    /// Starts it. Whether it has sold what it was to sell; staff see to a payment that nobody else can end.
    fn sell(&self, meals: Meals, fall: Option<&Strike>, patience: Duration, found: &mut Weather) -> Result<bool, String> {
        let before = books_now(&self.scene.files())?;
        let run = self.scene.run(meals, fall, patience);
        let books = books_now(&self.scene.files())?;
        if before.records.len() < books.records.len() {
            checker::nothing_stored_is_lost(&before, &books)?;
        }
        match run.end {
            End::Code(till::SOLD) => return Ok(true),
            End::Killed => found.killed += 1,
            End::Code(till::STUCK) => {
                self.emulated.wait_until_nobody_pays()?;
                match staff_decide(self.scene, self.emulated) {
                    Ok(()) => found.asked_staff += 1,
                    // On a busy computer it may only have been slow.
                    Err(_) if patience < REST => {}
                    Err(what) => return Err(format!("{what}; {}", run.said)),
                }
            }
            End::Code(_) | End::Panicked => return Err(format!("the till {}: {}", run.end, run.said)),
        }
        Ok(false)
    }
}

impl Weather {
    fn add(&mut self, other: Self, verdict: Verdict) {
        let Self { fired, killed, charged, asked_staff, findings } = other;
        self.fired.extend(fired);
        self.killed += killed;
        self.charged += charged;
        self.asked_staff += asked_staff;
        self.findings.extend(findings);
        self.findings.extend(verdict.err());
    }
}
