//! What a queue of phase-type sessions settles to, exactly: M/PH/c by Gauss-Seidel sweeps with aggregation.
//!
//! Each sweep balances every state against its neighbours; afterwards the mass of whole levels is set right by the one equation that holds
//! between them (what goes up comes down), which removes the slow part of the error (Takahashi 1975; Koury, McAllister and Stewart 1984).

use super::crowd::{Crowd, Effort, Flow, Level};
use super::phase::PhaseType;
use super::queue::Steady;

/// Sweeps after which it is given up; tens are usual.
const MOST_SWEEPS: usize = 20_000;
/// Relative change of the mean queue between sweeps that is called none.
const SETTLED: f64 = 1e-13;
/// Mass at the end of the queue that may be cut off.
const TAIL: f64 = 1e-14;
/// Longest queue that is looked at.
const LONGEST: usize = 8192;

/// M/PH/c, with customers who may lose patience at this rate (per second, 0 for never). Nothing where the queue does not settle, or where
/// the chain would be too large, or the work too much.
pub fn steady(session: &PhaseType, arrivals: f64, machines: u32, impatience: f64, effort: Effort) -> Option<Steady> {
    if impatience == 0.0 && arrivals * session.mean_s() >= f64::from(machines) {
        return None;
    }
    let crowd = Crowd::new(session, machines)?;
    let mut length = 64;
    let mut work_left = effort.0;
    while length <= LONGEST {
        let mut balance = Balance::new(&crowd, arrivals, impatience, length);
        balance.settle(&mut work_left)?;
        if balance.tail() < TAIL {
            return Some(balance.answer());
        }
        length *= 2;
    }
    None
}

struct Balance<'a> {
    crowd: &'a Crowd,
    arrivals: f64,
    impatience: f64,
    /// Flows into each multiset, by level 0..=c; the last is the full level at any queue.
    into: Vec<Into>,
    /// Probabilities of the levels below the full one.
    below: Vec<Vec<f64>>,
    /// Probabilities of the full level, by queue.
    queue: Vec<Vec<f64>>,
}

/// Flows by where they lead.
struct Into {
    moves: Vec<Vec<Flow>>,
    /// Ends at the level above; for the full level, take-overs.
    ends: Vec<Vec<Flow>>,
    begins: Vec<Vec<Flow>>,
}

impl<'a> Balance<'a> {
    fn new(crowd: &'a Crowd, arrivals: f64, impatience: f64, length: usize) -> Self {
        let machines = crowd.machines();
        let into = |at: usize| {
            let level: &Level = &crowd.levels[at];
            let ends = if at < machines { &crowd.levels[at + 1].ends } else { &crowd.taken_over };
            let begins = if at > 0 { crowd.levels[at - 1].begins.as_slice() } else { &[] };
            Into { moves: sorted(level.sets, &level.moves), ends: sorted(level.sets, ends), begins: sorted(level.sets, begins) }
        };
        let even = |level: &Level| vec![1.0 / level.sets as f64; level.sets];
        Balance {
            crowd,
            arrivals,
            impatience,
            into: (0..=machines).map(into).collect(),
            below: crowd.levels[..machines].iter().map(even).collect(),
            queue: vec![even(crowd.full()); length + 1],
        }
    }

    fn settle(&mut self, work_left: &mut f64) -> Option<()> {
        let flows = self.crowd.full().moves.len() + self.crowd.taken_over.len() + self.crowd.full().sets;
        let work = (2 * flows * self.queue.len()) as f64;
        let mut last = f64::INFINITY;
        let mut quiet = 0;
        for _ in 0..MOST_SWEEPS {
            *work_left -= work;
            if *work_left < 0.0 {
                return None;
            }
            for level in 0..self.below.len() + self.queue.len() {
                self.sweep(level);
            }
            for level in (0..self.below.len() + self.queue.len()).rev() {
                self.sweep(level);
            }
            self.aggregate()?;
            let mean = self.mean_queue();
            quiet = if (mean - last).abs() <= SETTLED * mean { quiet + 1 } else { 0 };
            if quiet >= 3 {
                return Some(());
            }
            last = mean;
        }
        None
    }

    fn row(&self, level: usize) -> &[f64] {
        let machines = self.below.len();
        if level < machines { &self.below[level] } else { &self.queue[level - machines] }
    }

    fn sweep(&mut self, level: usize) {
        let machines = self.below.len();
        let kind = level.min(machines);
        let waiting = level.saturating_sub(machines) as f64;
        let is_last = level + 1 == machines + self.queue.len();
        let mut row = self.row(level).to_vec();
        for set in 0..row.len() {
            let mut inflow: f64 = self.into[kind].moves[set].iter().map(|flow| flow.rate * row[flow.from]).sum();
            if !is_last {
                let above = self.row(level + 1);
                inflow += self.into[kind].ends[set].iter().map(|flow| flow.rate * above[flow.from]).sum::<f64>();
                if level >= machines {
                    inflow += (waiting + 1.0) * self.impatience * above[set];
                }
            }
            if level > machines {
                inflow += self.arrivals * self.row(level - 1)[set];
            } else if level > 0 {
                let under = self.row(level - 1);
                inflow +=
                    self.arrivals * self.into[kind].begins[set].iter().map(|flow| flow.rate * under[flow.from]).sum::<f64>();
            }
            let arrivals = if is_last { 0.0 } else { self.arrivals };
            row[set] = inflow / (self.crowd.levels[kind].leaving[set] + waiting * self.impatience + arrivals);
        }
        if level < machines { self.below[level] = row } else { self.queue[level - machines] = row }
    }

    /// Sets the mass of each level by the flow between it and the one below.
    fn aggregate(&mut self) -> Option<()> {
        let machines = self.below.len();
        let levels = machines + self.queue.len();
        let mut masses = vec![1.0; levels];
        for level in 1..levels {
            let row = self.row(level);
            let waiting = level.saturating_sub(machines) as f64;
            let ends = &self.crowd.levels[level.min(machines)].ends;
            let down = ends.iter().map(|flow| flow.rate * row[flow.from]).sum::<f64>() / row.iter().sum::<f64>();
            masses[level] = masses[level - 1] * self.arrivals / (down + waiting * self.impatience);
            // A queue that never settles grows towards its end.
            if !masses[level].is_finite() {
                return None;
            }
        }
        let total: f64 = masses.iter().sum();
        for (level, mass) in masses.into_iter().enumerate() {
            let row = if level < machines { &mut self.below[level] } else { &mut self.queue[level - machines] };
            let factor = mass / total / row.iter().sum::<f64>();
            row.iter_mut().for_each(|cell| *cell *= factor);
        }
        Some(())
    }

    fn mean_queue(&self) -> f64 {
        self.queue.iter().enumerate().map(|(waiting, row)| waiting as f64 * row.iter().sum::<f64>()).sum()
    }

    fn tail(&self) -> f64 {
        self.queue.last().map_or(0.0, |row| row.iter().sum())
    }

    fn answer(&self) -> Steady {
        let queue = self.mean_queue();
        let full: f64 = self.queue.iter().flatten().sum();
        let busy: f64 = self.below.iter().enumerate().map(|(busy, row)| busy as f64 * row.iter().sum::<f64>()).sum();
        let lost = self.impatience * queue / self.arrivals;
        Steady {
            waits: full,
            wait_s: queue / self.arrivals,
            queue,
            present: queue + busy + full * self.crowd.machines() as f64,
            throughput: self.arrivals * (1.0 - lost),
            lost,
        }
    }
}

fn sorted(sets: usize, flows: &[Flow]) -> Vec<Vec<Flow>> {
    let mut by_target = vec![Vec::new(); sets];
    for flow in flows {
        by_target[flow.to].push(*flow);
    }
    by_target
}
