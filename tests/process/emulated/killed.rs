//! Killed at every exchange.

use std::sync::Mutex;

use super::books::{adds_up, staff_decide, staff_were_left_alone};
use super::{Emulated, PROTOCOLS, Protocol, everybody_taps};
use crate::checker::{self, Verdict, books_now};
use crate::saboteur::{Call, How, Strike, at_each};
use crate::scene::{End, Meals, Run, Scene};
use crate::sweep::{LONG, PATIENCE, Report, for_each};
use crate::till;

/// Killed at every exchange with the terminal, at every word that its notebook and the journal write, at every sync.
pub fn killed_at_every_exchange() -> Verdict {
    for protocol in PROTOCOLS {
        let (calls, _) = trace(protocol)?;
        let worth =
            |call: &&Call| call.is_exchange() || call.is_sync() || call.what.contains("terminal") || call.name == "rename";
        let calls: Vec<_> = calls.into_iter().filter(|call| worth(&call)).collect();
        let exchanges = calls.iter().filter(|call| call.is_exchange()).count();
        let least = match protocol {
            Protocol::Zvt => 20,
            Protocol::Nexo => 4,
            Protocol::CaisseAp => 2,
        };
        if exchanges < least {
            return Err(format!("{protocol:?}: only {exchanges} exchanges were seen"));
        }
        let strikes = at_each(How::Kill, &calls);
        let report = sweep(protocol, &strikes);
        report.hit_all(&strikes.into_iter().filter(|strike| strike.call.is_sync()).collect::<Vec<_>>())?;
        report.conclude(&format!("{protocol:?}, killed at every exchange"))?;
    }
    Ok(())
}

fn trace(protocol: Protocol) -> Result<(Vec<Call>, usize), String> {
    let (scene, emulated) = Scene::with_terminal(|data| Emulated::start(protocol, data, everybody_taps()));
    let run = scene.run(Meals::One, None, LONG);
    if run.end != End::Code(till::SOLD) {
        return Err(format!("{protocol:?}: without any trouble the till {}: {}", run.end, run.said));
    }
    let books = books_now(&scene.files())?;
    adds_up(protocol, &emulated, &books)?;
    staff_were_left_alone(protocol, &books)?;
    if emulated.charged() != 1 {
        return Err(format!("{protocol:?}: one meal was sold, and the terminal's book says {:?}", emulated.book()));
    }
    Ok((run.log.calls, emulated.charged()))
}

fn sweep(protocol: Protocol, strikes: &[Strike]) -> Report {
    let report = Mutex::new(Report { points: strikes.len(), ..Report::default() });
    for_each(strikes, |strike| {
        let (scene, emulated) = Scene::with_terminal(|data| Emulated::start(protocol, data, everybody_taps()));
        let run = scene.run(Meals::One, Some(strike), LONG);
        let verdict = recovers(protocol, &scene, &emulated, &run);
        let mut report = report.lock().expect("no panic while reporting");
        *report.ends.entry(run.end.to_string()).or_default() += 1;
        match run.log.fired.first() {
            Some(call) => *report.hit.entry(call.clone()).or_default() += 1,
            None => report.missed.push(strike.to_string()),
        }
        report.findings.extend(verdict.err().map(|what| format!("{strike}: {what}\nbook {:?}", emulated.book())));
    });
    report.into_inner().expect("no panic while reporting")
}

/// Started again it finds out what became of the payment, and sells one more meal.
fn recovers(protocol: Protocol, scene: &Scene, emulated: &Emulated, run: &Run) -> Verdict {
    match run.end {
        End::Killed => {}
        End::Code(till::SOLD) if run.log.fired.is_empty() => {}
        End::Code(_) | End::Panicked => return Err(format!("the till {}: {}", run.end, run.said)),
    }
    let before = books_now(&scene.files())?;
    if protocol == Protocol::Zvt {
        // Its money moves only when the approval is stored here.
        let stored = before.of("payment-approved").count();
        let charged = emulated.charged();
        if charged > stored {
            return Err(format!("I1: {charged} charged, {stored} approvals stored"));
        }
    }
    let mut again = scene.run(Meals::One, None, if protocol == Protocol::CaisseAp { PATIENCE } else { LONG });
    if protocol == Protocol::CaisseAp && again.end == End::Code(till::STUCK) {
        staff_decide(scene, emulated)?;
        again = scene.run(Meals::One, None, LONG);
    }
    if again.end != End::Code(till::SOLD) {
        return Err(format!("started again it {}: {}", again.end, again.said));
    }
    let books = books_now(&scene.files())?;
    checker::nothing_stored_is_lost(&before, &books)?;
    adds_up(protocol, emulated, &books)?;
    staff_were_left_alone(protocol, &books)?;
    checker::checks_out(&scene.files())
}
