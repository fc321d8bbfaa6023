//! Single sessions: one in words, and those of the first day as a table, each with what it takes to see it again.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::study::chain::Hazard;
use crate::study::events::{Watch, What};
use crate::study::flow::{Flow, preset};
use crate::study::plan::{Cast, PlanError};
use crate::study::replay::{Replay, Whom};

use super::results::Played;

/// So many sessions are listed of each flow.
const LISTED: usize = 2000;

/// What one session was like, line by line.
pub fn session_words(flow: &Flow, whom: Whom, replay: &Replay) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{} ({}), seed {}, customer {whom}", flow.title, flow.id, whom.seed);
    for visit in &replay.visits {
        let (state, standing) = (&flow.chain.states[visit.state], &flow.states[visit.state]);
        let mut marks = Vec::new();
        if state.interstitial {
            marks.push("nobody asked for this screen".to_owned());
        }
        match state.hazard {
            Hazard::Harmless => {}
            Hazard::Exposed { harmful_share, loss } if harmful_share > 0.0 => {
                marks.push(format!("EXPOSED: a stranger's key can take {loss:.2} {}", flow.currency));
            }
            Hazard::Exposed { .. } => marks.push("authenticated, but no key takes money".to_owned()),
            Hazard::Pending { loss, .. } => {
                marks.push(format!("a stranger's key can change the order ({loss:.2} {} if unnoticed)", flow.currency));
            }
        }
        let line = format!(
            "{:>9.2} s {:>8.2} s  {:<30} {:>2} taps  card: {:<9} amount: {:<8} {}",
            visit.at_s,
            visit.until_s - visit.at_s,
            state.name,
            state.taps,
            standing.card.word(),
            standing.amount.word(),
            marks.join("; ")
        );
        let _ = writeln!(text, "{}", line.trim_end());
    }
    let outcome = &flow.chain.outcomes[replay.outcome];
    let end = if outcome.completed { "got what they came for" } else { "did not get what they came for" };
    let _ = writeln!(text, "{:>9.2} s {:10}  {} ({end})", replay.pace.time_s, "", outcome.name);
    let (pace, risk) = (replay.pace, replay.risk);
    let _ = writeln!(
        text,
        "{} taps, {} screens nobody asked for, {:.2} s authenticated and exposed",
        pace.taps(),
        pace.interstitials(),
        risk.exposed_s
    );
    let assumed = flow.inputs.iter().filter(|input| input.source.is_assumed()).count();
    let _ = writeln!(text, "assumed: {assumed} of the flow's {} inputs were measured by nobody", flow.inputs.len());
    text
}

/// The head of the table of sessions.
pub(super) const HEAD: [&str; 12] = [
    "flow",
    "seed",
    "customer",
    "arrival_s",
    "wait_s",
    "time_s",
    "taps",
    "interstitials",
    "exposed_s",
    "steps",
    "outcome",
    "replay",
];

/// The sessions of the first day, in the order of arrival; who gave up in the queue had none.
pub(super) fn rows(played: &Played) -> Result<Vec<Vec<String>>, PlanError> {
    let (chain, plan) = (&played.flow.chain, &played.run.plan);
    let cast = Cast::new(chain, plan)?;
    let (mut arrived, mut began) = (Vec::new(), BTreeMap::new());
    for happening in Watch::new(&cast, plan, 0) {
        match happening.what {
            What::Arrived => arrived.push(happening.at_s),
            What::Began { .. } => {
                began.insert(happening.customer, happening.at_s);
            }
            What::GaveUp | What::Entered { .. } | What::Ended { .. } => {}
        }
    }
    let row = |(customer, arrival_s): (usize, f64)| {
        let begin_s = began.get(&customer)?;
        let replay = Replay::in_cast(&cast, 0, customer);
        let whom = Whom { seed: plan.seed, day: 0, customer: customer as u32 };
        let id = &played.flow.id;
        let file = if preset(id).is_some() { id.clone() } else { format!("{id}.toml") };
        Some(vec![
            id.clone(),
            whom.seed.to_string(),
            whom.to_string(),
            arrival_s.to_string(),
            (begin_s - arrival_s).to_string(),
            replay.pace.time_s.to_string(),
            replay.pace.taps().to_string(),
            replay.pace.interstitials().to_string(),
            replay.risk.exposed_s.to_string(),
            replay.visits.len().to_string(),
            chain.outcomes[replay.outcome].name.clone(),
            format!("cardlast simulate {file} --seed {} --replay {whom}", whom.seed),
        ])
    };
    Ok(arrived.into_iter().enumerate().filter_map(row).take(LISTED).collect())
}
