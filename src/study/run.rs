//! Playing the days of a plan on all cores, so that the result is the same on one.
//!
//! Days are cut into blocks; each block is played by one thread and handed back whole, and blocks are added up in the order of days. Counts
//! may be added in any order; sums of floats may not, and are kept by day.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use rayon::prelude::*;

use super::book::{Day, Histograms, Sum};
use super::chain::Chain;
use super::histogram::Histogram;
use super::plan::{Cast, Engine, Plan, PlanError};
use super::{events, walk};

/// Parts of a run from whose differences the error of quantiles of the wait is told.
pub const SECTIONS: u32 = 30;
/// Blocks that are played before they are added up.
const ROUND: usize = 32;

/// What was played.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The chain that was played.
    pub chain: Chain,
    /// The plan it was played by.
    pub plan: Plan,
    /// Every day that was played, in order; fewer than planned where the run was stopped.
    pub days: Vec<Day>,
    /// All sessions and waits.
    pub histograms: Histograms,
    /// The waits of each section of the days.
    pub sections: Vec<Histogram>,
}

impl Run {
    /// Whether it was stopped before its end.
    pub fn is_partial(&self) -> bool {
        self.days.len() < self.plan.days as usize
    }

    /// A sum over all days.
    pub fn total(&self, sum: Sum) -> f64 {
        self.days.iter().map(|day| day.sum(sum)).sum()
    }
}

/// How the caller takes part: by being told, and by stopping.
pub struct Control<'a> {
    /// Set it, and the days under way are finished and no other begun.
    pub stop: &'a AtomicBool,
    /// Is told how many days are done, by whichever thread did them; blocks may finish in any order, so a lower number can come last.
    pub progress: &'a (dyn Fn(u32) + Sync),
}

/// A flag that nobody sets.
static NEVER: AtomicBool = AtomicBool::new(false);

impl Default for Control<'_> {
    fn default() -> Self {
        Control { stop: &NEVER, progress: &|_| {} }
    }
}

/// Plays the plan, on the threads of the pool that it is called in.
pub fn run(chain: &Chain, plan: &Plan, control: &Control<'_>) -> Result<Run, PlanError> {
    let cast = Cast::new(chain, plan)?;
    let sections = SECTIONS.min(plan.days);
    let blocks = blocks(plan.days, sections);
    let mut run = Run {
        chain: chain.clone(),
        plan: plan.clone(),
        days: Vec::with_capacity(plan.days as usize),
        histograms: Histograms::default(),
        sections: vec![Histogram::seconds(); sections as usize],
    };
    let done = AtomicU32::new(0);
    for round in blocks.chunks(ROUND) {
        let play = |block: &Block| {
            let played = block.play(&cast, plan, control.stop);
            (control.progress)(done.fetch_add(played.days.len() as u32, Ordering::Relaxed) + played.days.len() as u32);
            played
        };
        let played: Vec<Played> = round.par_iter().map(play).collect();
        for (block, played) in round.iter().zip(played) {
            let whole = played.days.len() == (block.end - block.start) as usize;
            run.days.extend(played.days);
            run.histograms.time.merge(&played.histograms.time);
            run.histograms.wait.merge(&played.histograms.wait);
            run.sections[block.section as usize].merge(&played.histograms.wait);
            if !whole {
                return Ok(run);
            }
        }
    }
    Ok(run)
}

struct Block {
    start: u32,
    end: u32,
    section: u32,
}

struct Played {
    days: Vec<Day>,
    histograms: Histograms,
}

impl Block {
    fn play(&self, cast: &Cast, plan: &Plan, stop: &AtomicBool) -> Played {
        let mut played = Played { days: Vec::with_capacity((self.end - self.start) as usize), histograms: Histograms::default() };
        for day in self.start..self.end {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            let play = match plan.engine {
                Engine::Walk => walk::day,
                Engine::Events => events::day,
            };
            played.days.push(play(cast, plan, day, &mut played.histograms));
        }
        played
    }
}

/// Cuts days into sections of near equal length, and those into blocks of at most 64 days.
fn blocks(days: u32, sections: u32) -> Vec<Block> {
    let mut blocks = Vec::new();
    let border = |section: u32| (u64::from(days) * u64::from(section) / u64::from(sections)) as u32;
    for section in 0..sections {
        let (mut start, last) = (border(section), border(section + 1));
        while start < last {
            let end = last.min(start + 64);
            blocks.push(Block { start, end, section });
            start = end;
        }
    }
    blocks
}
