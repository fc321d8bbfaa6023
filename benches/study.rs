//! The measures of the flow simulator: step events for each second of one core, beside a bare loop and beside SimPy; and a sweep.
#![allow(clippy::unwrap_used, reason = "a measure that cannot be set up has nothing to say")]
#![allow(clippy::disallowed_methods, reason = "a stopwatch")]
#![allow(clippy::float_arithmetic, reason = "rates and ratios")]
#![allow(clippy::print_stdout, reason = "a table is printed")]

#[path = "support/bare.rs"]
mod bare;
#[path = "../tests/study/reference.rs"]
mod reference;
#[path = "support/sheet.rs"]
mod sheet;

use std::fs;
use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

use cardlast::study::arrivals::Arrivals;
use cardlast::study::book::{Histograms, Sum};
use cardlast::study::dwell::Shape;
use cardlast::study::figures::Figures;
use cardlast::study::plan::{Cast, Engine, Plan};
use cardlast::study::run::{Control, run};
use cardlast::study::walk;
use reference::{Card, b25};
use sheet::{Row, ms, verdict};

/// Chain B25 with lognormal dwell: eight hours, four machines, 0.035 customers a second.
const SHAPE: Shape = Shape::Lognormal(0.8);
const RATE: f64 = 0.035;
const OPEN_S: f64 = 28_800.0;
const MACHINES: u32 = 4;
/// Days of one round, about a tenth of a second.
const DAYS: u32 = 400;
const ROUNDS: usize = 15;
/// SimPy 4.1.2 on the machine of the reference, where no Python with SimPy is at hand.
const SIMPY_THERE: f64 = 0.47;

fn plan(rate: f64, days: u32) -> Plan {
    let arrivals = Arrivals::constant(rate, OPEN_S).unwrap();
    Plan { arrivals, machines: MACHINES, days, seed: 1, patience: None, slices: 48, engine: Engine::Walk }
}

fn main() {
    let mut rows = vec![];
    let (ours, bare, ratio) = beside_the_bare_loop();
    rows.push(Row {
        measure: format!("flow simulator: step events a second of one core, all metrics on (chain B25, lognormal, n = {ROUNDS})"),
        median: format!("{ours:.0} M"),
        ..Row::default()
    });
    rows.push(Row {
        measure: "the same in a bare loop of the same arithmetic, in turns with it".to_owned(),
        median: format!("{bare:.0} M; {ratio:.2} × the time"),
        aim: verdict("at most 1.5 ×", ratio <= 1.5),
        ..Row::default()
    });
    let (simpy, whose) = simpy();
    rows.push(Row {
        measure: format!("the same in SimPy, {whose}"),
        median: format!("{simpy:.2} M; {:.0} × slower", ours / simpy),
        aim: verdict("at least 100 ×", ours / simpy >= 100.0),
        ..Row::default()
    });
    let sweep = sweep();
    rows.push(Row {
        measure: "a sweep of 100 points of 100 days on two threads, figures included".to_owned(),
        median: ms(sweep),
        aim: verdict("< 10 s", sweep < Duration::from_secs(10)),
        ..Row::default()
    });
    sheet::keep("study", &rows);
}

/// Millions of steps a second: ours, the bare loop's; and how many times as long ours takes. In turns, so that both meet the same neighbours.
fn beside_the_bare_loop() -> (f64, f64, f64) {
    let plan = plan(RATE, DAYS);
    let cast = Cast::new(&b25(SHAPE, Card::Last, 1.0 / 120.0), &plan).unwrap();
    let bare = bare::Bare::new(SHAPE, RATE, OPEN_S);
    let (mut ours, mut bares, mut ratios) = (vec![], vec![], vec![]);
    for _ in 0..ROUNDS {
        let mut histograms = Histograms::default();
        let (steps, seconds) = on_the_processor(|| {
            (0..DAYS).map(|day| walk::day(black_box(&cast), &plan, day, &mut histograms).sum(Sum::Steps)).sum()
        });
        let mut tables = bare::Tables::default();
        let (bare_steps, bare_seconds) = on_the_processor(|| (0..DAYS).map(|day| bare.day(black_box(day), &mut tables)).sum());
        assert_eq!(steps, bare_steps, "both play the same customers");
        ours.push(steps / seconds / 1e6);
        bares.push(bare_steps / bare_seconds / 1e6);
        ratios.push(seconds / bare_seconds);
    }
    (median(ours), median(bares), median(ratios))
}

fn on_the_processor(work: impl FnOnce() -> f64) -> (f64, f64) {
    let before = processor_time();
    let steps = black_box(work());
    (steps, processor_time() - before)
}

/// Seconds that this thread had a core, which neighbours do not lengthen.
fn processor_time() -> f64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split_whitespace().next().and_then(|ns| ns.parse::<f64>().ok()).unwrap() / 1e9
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Millions of steps a second in SimPy: here, if `PYTHON` (or python3) has it, otherwise what the reference measured elsewhere.
fn simpy() -> (f64, &'static str) {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/support/b25_simpy.py");
    let measured = Command::new(python).arg(script).output().ok().filter(|output| output.status.success());
    match measured.and_then(|output| String::from_utf8_lossy(&output.stdout).trim().parse().ok()) {
        Some(millions) => (millions, "in the same run"),
        None => (SIMPY_THERE, "measured elsewhere (no SimPy here)"),
    }
}

fn sweep() -> Duration {
    let chain = b25(SHAPE, Card::Last, 1.0 / 120.0);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    let started = Instant::now();
    pool.install(|| {
        for point in 0..100 {
            let plan = plan(RATE * (0.5 + f64::from(point) / 200.0), 100);
            black_box(Figures::of(&run(&chain, &plan, &Control::default()).unwrap(), None));
        }
    });
    started.elapsed()
}
