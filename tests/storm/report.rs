//! Many seeds at once, and what they came to.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::coverage::{EVENTS, Pairs, STATES};
use crate::fault::Fault;
use crate::plan::Plan;
use crate::world::{Report, run};

/// The sum of many reports.
#[derive(Debug, Default)]
pub struct Summary {
    pub seeds: u64,
    pub failed: Vec<Report>,
    pub fired: BTreeMap<Fault, u64>,
    pub goals: BTreeMap<String, u64>,
    pub pairs: Pairs,
    pub disk_calls: u64,
    /// What terminals with a protocol let go wrong.
    pub went_wrong: BTreeMap<String, u64>,
}

/// Further failures tell nothing new.
const ENOUGH_FAILURES: usize = 20;

impl Summary {
    fn add(&mut self, report: Report) {
        self.seeds += 1;
        self.disk_calls += report.disk_calls;
        report.went_wrong.iter().for_each(|fault| *self.went_wrong.entry(fault.clone()).or_default() += 1);
        report.fired.iter().for_each(|(fault, count)| *self.fired.entry(*fault).or_default() += count);
        report.goals.iter().for_each(|(goal, count)| *self.goals.entry(goal.clone()).or_default() += count);
        report.pairs.iter().for_each(|(pair, count)| *self.pairs.entry(*pair).or_default() += count);
        if report.violation.is_some() {
            self.failed.push(report);
        }
    }

    fn take(&mut self, other: Self) {
        self.seeds += other.seeds;
        self.disk_calls += other.disk_calls;
        other.went_wrong.iter().for_each(|(fault, count)| *self.went_wrong.entry(fault.clone()).or_default() += count);
        other.fired.iter().for_each(|(fault, count)| *self.fired.entry(*fault).or_default() += count);
        other.goals.iter().for_each(|(goal, count)| *self.goals.entry(goal.clone()).or_default() += count);
        other.pairs.iter().for_each(|(pair, count)| *self.pairs.entry(*pair).or_default() += count);
        self.failed.extend(other.failed);
    }

    /// Pairs that no seed reached, state by state.
    fn never(&self) -> BTreeMap<&'static str, Vec<&'static str>> {
        let events = |state| EVENTS.into_iter().filter(move |event| !self.pairs.contains_key(&(state, *event)));
        STATES.into_iter().map(|state| (state, events(state).collect())).collect()
    }

    /// For people.
    pub fn text(&self, seeds_per_s: u64) -> String {
        let mut text = format!("{} seeds, {seeds_per_s} seeds/s, {} calls to the disk\n", self.seeds, self.disk_calls);
        let known = STATES.len() * EVENTS.len();
        let reached = self.pairs.keys().filter(|(state, _)| STATES.contains(state)).count();
        let _ = writeln!(text, "{reached} of {known} (state, event) pairs reached, those that cannot be included");
        let _ = writeln!(text, "faults fired:");
        for fault in Fault::ALL.into_iter().chain(Fault::OF_WIRES) {
            let _ = writeln!(text, "  {:>9}  {fault:?}", self.fired.get(&fault).copied().unwrap_or(0));
        }
        for (fault, count) in &self.went_wrong {
            let _ = writeln!(text, "  {count:>9}  {fault}");
        }
        let _ = writeln!(text, "what happened:");
        for (goal, count) in &self.goals {
            let _ = writeln!(text, "  {count:>9}  {goal}");
        }
        text
    }

    /// The report with all pairs, for a file.
    pub fn long_text(&self, seeds_per_s: u64) -> String {
        let mut text = self.text(seeds_per_s);
        let _ = writeln!(text, "pairs:");
        for ((state, event), count) in &self.pairs {
            let _ = writeln!(text, "  {count:>9}  {state}, {event}");
        }
        let _ = writeln!(text, "never reached:");
        for (state, events) in self.never() {
            let _ = writeln!(text, "  {state}: {}", events.join(" "));
        }
        text
    }
}

/// Plays these seeds on all cores.
pub fn run_many(from: u64, count: u64, plan: &Plan, progress: bool) -> Summary {
    let next = AtomicU64::new(from);
    let stop = AtomicBool::new(false);
    let all = Mutex::new(Summary::default());
    let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut summary = Summary::default();
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= from + count || stop.load(Ordering::Relaxed) {
                        break;
                    }
                    let report = run(seed, plan);
                    tell(&report);
                    summary.add(report);
                    stop.fetch_or(summary.failed.len() >= ENOUGH_FAILURES, Ordering::Relaxed);
                    show(progress, seed - from + 1, count);
                }
                all.lock().expect("no thread panics here").take(summary);
            });
        }
    });
    let mut all = all.into_inner().expect("no thread panicked");
    all.failed.sort_by_key(|report| report.seed);
    all
}

/// A long run is not over for hours, and somebody may want to look at once.
#[allow(clippy::print_stderr, reason = "for people")]
fn tell(report: &Report) {
    if let Some(violation) = &report.violation {
        eprintln!("\nSEED={} {}: {}", report.seed, violation.id, violation.what);
    }
}

/// A bar that grows in place, where somebody looks on.
#[allow(clippy::print_stderr, reason = "a bar for people")]
fn show(progress: bool, done: u64, count: u64) {
    if progress && done.is_multiple_of((count / 1_000).max(1)) && std::io::stderr().is_terminal() {
        let full = usize::try_from(done * 40 / count).unwrap_or(40);
        eprint!("\r[{:<40}] {done} of {count} seeds", "=".repeat(full));
        if done == count {
            eprintln!();
        }
    }
}

/// Where reports and transcripts are left.
pub fn folder() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("storm");
    std::fs::create_dir_all(&folder).expect("a folder for reports");
    folder
}

/// Finds out what a failure needs, plays it once more with everything written down, and leaves that in a file.
pub fn explain(report: &Report, plan: &Plan) -> String {
    let Some(violation) = &report.violation else { return String::new() };
    let plan = shrink(report, plan);
    let again = run(report.seed, &Plan { transcript: true, ..plan.clone() });
    let file = folder().join(format!("failed-{}.txt", report.seed));
    std::fs::write(&file, &again.transcript).expect("the transcript can be written");
    let needs: Vec<_> = again.fired.keys().map(|fault| format!("{fault:?}")).collect();
    format!(
        "SEED={} {}: {}\n  strokes that it needs: {}\n  transcript: {}",
        report.seed,
        violation.id,
        violation.what,
        needs.join(", "),
        file.display()
    )
}

/// Leaves out one fault after the other, as long as the same invariant stays broken.
fn shrink(report: &Report, plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    let id = report.violation.as_ref().map(|violation| violation.id);
    for fault in report.fired.keys() {
        let mut fewer = plan.clone();
        fewer.without.insert(*fault);
        if run(report.seed, &fewer).violation.map(|violation| violation.id) == id {
            plan = fewer;
        }
    }
    plan
}
