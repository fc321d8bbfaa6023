//! The table on standard output. What it says of a flow does not depend on the flows beside it.

use std::fmt::Write as _;

use crate::study::profile::shaped_by_start_s;

use super::compare::{Compared, FindingSide, findings};
use super::html::is_never;
use super::results::{Played, Study};
use super::words::{label, number, plain, shown, stability, unit_word};

/// Everything about one flow.
pub fn flow_table(played: &Played) -> String {
    let Played { flow, run, exact, figures, .. } = played;
    let mut text = String::new();
    let partial = if run.is_partial() { " PARTIAL:" } else { "" };
    let _ = writeln!(text, "{} ({})", flow.title, flow.id);
    let _ = writeln!(
        text,
        "  played:{partial} {} of {} days, {} machines, seed {}; each day starts empty and is followed past closing",
        run.days.len(),
        run.plan.days,
        run.plan.machines,
        run.plan.seed
    );
    if run.plan.arrivals.pieces().len() == 1 {
        let start = match shaped_by_start_s(run) {
            Some(seconds) => format!("the empty start shapes the first {} min of a day (MSER-5)", plain(seconds / 60.0)),
            None => "a day never settles (MSER-5)".to_owned(),
        };
        let _ = writeln!(text, "  {start}; it belongs to the day and is not cut");
    }
    if let (Some(driven), Some(machine)) = (played.driven, flow.machine) {
        let _ = writeln!(
            text,
            "  driven through the {}: {} sessions, {} steps, none refused",
            machine.name(),
            driven.sessions,
            driven.events
        );
    }
    let _ = writeln!(text, "  queue: {}", stability(exact.stability, played.load()));
    let settled = exact.as_mmc(&run.plan).kimura(exact.session.cv_squared());
    if let (None, Some(wait)) = (&exact.day, settled) {
        let wait = number(wait);
        let _ = writeln!(
            text,
            "  no exact value for this queue; settled at the mean rate it would be about {wait} s (Kimura, approximate)"
        );
    }
    let _ = writeln!(text, "  {:<44}{:>11} {:<21}{:>12}{:>8}", "", "value", "  95 % interval", "exact", "z");
    for figure in figures.figures.iter().filter(|figure| !is_never(figure)) {
        let unit = figure.metric.unit();
        let say = |value: f64| number(shown(value, unit));
        let word = unit_word(unit, &flow.currency);
        let name = if word.is_empty() {
            label(figure.metric, &flow.chain)
        } else {
            format!("{}, {word}", label(figure.metric, &flow.chain))
        };
        let value = figure.value.map_or_else(|| "-".to_owned(), say);
        let interval = figure.interval.map_or_else(String::new, |(low, high)| format!("  {} .. {}", say(low), say(high)));
        let truth = figure.exact.map_or_else(|| "-".to_owned(), say);
        let z = match figure.z {
            Some(z) if figure.judged => format!("{z:.2}"),
            Some(z) => format!("({z:.2})"),
            None => "-".to_owned(),
        };
        let line = format!("  {name:<44}{value:>11} {interval:<21}{truth:>12}{z:>8}");
        let _ = writeln!(text, "{}", line.trim_end());
    }
    let judged = figures.figures.iter().filter(|figure| figure.judged).count();
    let astray: Vec<String> = figures.astray().map(|figure| label(figure.metric, &flow.chain)).collect();
    let limit = number(figures.limit);
    if astray.is_empty() {
        let _ = writeln!(
            text,
            "  self-check: {judged} values compared with their exact ones, none beyond {limit} standard errors; z in brackets: too few events to judge"
        );
    } else {
        let _ = writeln!(text, "  self-check FAILED: beyond {limit} standard errors of the exact value: {}", astray.join(", "));
    }
    let _ = writeln!(
        text,
        "  one session again: cardlast simulate {} --seed {} --replay 1:1 (day 1, customer 1; sessions.csv lists day 1)",
        flow.id, run.plan.seed
    );
    let assumed = flow.inputs.iter().filter(|input| input.source.is_assumed()).count();
    let _ = writeln!(
        text,
        "  assumed: {assumed} of {} inputs of this flow were measured by nobody; the report lists them",
        flow.inputs.len()
    );
    text
}

/// What stands below the flows: comparisons, and the inputs' hash.
pub fn foot(study: &Study, compared: &[Compared]) -> String {
    let mut text = String::new();
    for pair in compared {
        let (first, other) = (&study.flows[0].flow, &study.flows[pair.other].flow);
        let _ = writeln!(text, "{} compared with {}, same customers", first.title, other.title);
        for finding in findings(study, pair) {
            let mark = match finding.side {
                FindingSide::For => '+',
                FindingSide::Against => '-',
                FindingSide::Even => '=',
            };
            let _ = writeln!(text, "  {mark} {}", finding.words);
        }
        text.push('\n');
    }
    let _ = writeln!(text, "arrivals: {}, cardlast {}, inputs {}", study.day.title, study.version, &study.hash()[..16]);
    text
}
