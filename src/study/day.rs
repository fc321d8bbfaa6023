//! A day from opening to closing, exactly: the same chain as the steady state's, followed through time from an empty hall.
//!
//! Uniformization (Jensen 1953): jumps at one constant rate Λ, most of which lead nowhere; the mean over the day is a sum over jumps,
//! weighted by the probability that so many happen before closing. Needs no stability. Waits are followed past closing: what still stands
//! in the queue then is drained without new arrivals, which is why the sum of all waits is the area under the queue, drain included.
//!
//! The queue runs along the rows of memory, so each flow between two multisets is one multiplication of two rows.

use super::arrivals::Arrivals;
use super::crowd::{Crowd, Effort, Flow};
use super::phase::PhaseType;

/// Mass at the end of the queue at which it is given more room.
const EDGE: f64 = 1e-15;
/// Weights of jumps below this are left out.
const NEGLIGIBLE: f64 = 1e-16;
/// Mean queue after closing that is as good as none.
const DRAINED: f64 = 1e-12;
/// Longest queue that is followed.
const LONGEST: usize = 4096;

/// What a day comes to, in expectation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DayAnswer {
    /// Customers who come.
    pub customers: f64,
    /// Mean time in the queue of all who come, seconds, followed past closing.
    pub wait_s: f64,
    /// Share of them who find every machine busy.
    pub waits: f64,
    /// Share of them who lose patience.
    pub lost: f64,
    /// Mean number waiting while the doors are open.
    pub queue: f64,
    /// Mean share of the machines in use while the doors are open.
    pub utilisation: f64,
}

/// The day. Nothing where the chain would be too large, or the work too much.
pub fn day(session: &PhaseType, arrivals: &Arrivals, machines: u32, impatience: f64, effort: Effort) -> Option<DayAnswer> {
    let crowd = Crowd::new(session, machines)?;
    let mut hall = Hall::new(&crowd, arrivals.peak_rate(), impatience, effort);
    let mut sums = Areas::default();
    let (mut customers, mut waiting) = (0.0, 0.0);
    for (length_s, rate) in arrivals.lengths() {
        let piece = hall.follow(rate, Some(length_s))?;
        customers += rate * length_s;
        waiting += rate * piece.full;
        sums.add(&piece);
    }
    let drain = hall.follow(0.0, None)?;
    let open_s = arrivals.open_s();
    let all_waits = sums.queue + drain.queue;
    Some(DayAnswer {
        customers,
        wait_s: all_waits / customers,
        waits: waiting / customers,
        lost: impatience * all_waits / customers,
        queue: sums.queue / open_s,
        utilisation: sums.busy / open_s / f64::from(machines),
    })
}

/// Areas under the queue, under the probability that all are busy, and under the number of busy machines; in seconds.
#[derive(Debug, Clone, Copy, Default)]
struct Areas {
    queue: f64,
    full: f64,
    busy: f64,
}

impl Areas {
    fn add(&mut self, other: &Areas) {
        self.queue += other.queue;
        self.full += other.full;
        self.busy += other.busy;
    }
}

/// Probabilities of every state at one time.
#[derive(Clone)]
struct Mass {
    below: Vec<Vec<f64>>,
    /// By multiset of the full level, one row of `stride` cells along the queue, the last of which is always empty.
    queue: Vec<f64>,
}

struct Hall<'a> {
    crowd: &'a Crowd,
    impatience: f64,
    /// Peak of the arrivals.
    arrivals: f64,
    now: Mass,
    stride: usize,
    /// Queues that have any mass worth it.
    length: usize,
    /// Flows into each multiset of the full level, by moves and by take-overs: from where, and the rate.
    moves: Vec<Vec<(usize, f64)>>,
    taken_over: Vec<Vec<(usize, f64)>>,
    /// Room for the next state, and for sums along the queue.
    next: Mass,
    levels: Vec<f64>,
    work_left: f64,
}

impl<'a> Hall<'a> {
    fn new(crowd: &'a Crowd, arrivals: f64, impatience: f64, effort: Effort) -> Self {
        let full = crowd.full();
        // Patience makes long queues flow off faster than anything else happens, so it needs to know how long they get.
        let longest =
            if impatience > 0.0 { arrivals / impatience * 1.5 + 12.0 * (arrivals / impatience).sqrt() + 20.0 } else { 31.0 };
        let stride = (longest as usize).min(LONGEST) + 1;
        let mut now = Mass {
            below: crowd.levels[..crowd.machines()].iter().map(|level| vec![0.0; level.sets]).collect(),
            queue: vec![0.0; full.sets * stride],
        };
        let next = now.clone();
        now.below[0][0] = 1.0;
        let moves = by_target(full.sets, &full.moves);
        let taken_over = by_target(full.sets, &crowd.taken_over);
        let levels = vec![0.0; stride];
        let work_left = effort.0;
        Hall { crowd, impatience, arrivals, now, stride, length: 1, moves, taken_over, next, levels, work_left }
    }

    /// Follows the hall for so long at this rate of arrivals, or until the queue is gone.
    fn follow(&mut self, rate: f64, seconds: Option<f64>) -> Option<Areas> {
        let jumps = self.arrivals.max(rate) + self.crowd.fastest() + self.impatience * self.stride as f64;
        let weights = seconds.map(|seconds| Weights::new(jumps * seconds));
        let mut areas = Areas::default();
        let mut after: Option<Mass> = None;
        let mut number = 0;
        loop {
            let here = self.areas();
            let weight = weights.as_ref().map_or(1.0, |weights| weights.beyond(number)) / jumps;
            areas.queue += weight * here.queue;
            areas.full += weight * here.full;
            areas.busy += weight * here.busy;
            match &weights {
                Some(weights) => {
                    let at = weights.at(number);
                    if at > 0.0 {
                        self.gather(&mut after, at);
                    }
                    if number >= weights.last() {
                        break;
                    }
                }
                None if here.queue < DRAINED => break,
                None => {}
            }
            self.work_left -= (self.length * (self.crowd.full().moves.len() + self.crowd.taken_over.len())) as f64;
            if self.work_left < 0.0 {
                return None;
            }
            self.jump(rate, jumps)?;
            number += 1;
        }
        if let Some(after) = after {
            self.now = after;
        }
        Some(areas)
    }

    fn areas(&mut self) -> Areas {
        let mut areas = Areas::default();
        for (busy, level) in self.now.below.iter().enumerate() {
            areas.busy += busy as f64 * level.iter().sum::<f64>();
        }
        let levels = &mut self.levels[..self.length];
        levels.fill(0.0);
        for row in self.now.queue.chunks(self.stride) {
            for (level, cell) in levels.iter_mut().zip(row) {
                *level += cell;
            }
        }
        areas.full = levels.iter().sum();
        areas.queue = levels.iter().enumerate().map(|(waiting, level)| waiting as f64 * level).sum();
        areas.busy += areas.full * self.crowd.machines() as f64;
        areas
    }

    /// Adds the present, so much of it, to what the time ends with.
    fn gather(&mut self, sum: &mut Option<Mass>, weight: f64) {
        let zero = || Mass {
            below: self.now.below.iter().map(|level| vec![0.0; level.len()]).collect(),
            queue: vec![0.0; self.now.queue.len()],
        };
        let sum = sum.get_or_insert_with(zero);
        if sum.queue.len() != self.now.queue.len() {
            sum.queue = widened(&sum.queue, sum.queue.len() / self.moves.len(), self.stride);
        }
        let cells = sum.below.iter_mut().flatten().chain(&mut sum.queue);
        for (sum, now) in cells.zip(self.now.below.iter().flatten().chain(&self.now.queue)) {
            *sum += weight * now;
        }
    }

    /// One jump: P = I + G/Λ.
    fn jump(&mut self, rate: f64, jumps: f64) -> Option<()> {
        self.make_room()?;
        let (machines, stride, length) = (self.crowd.machines(), self.stride, self.length);
        let comes = rate / jumps;
        let next = &mut self.next;
        for (busy, level) in self.crowd.levels[..machines].iter().enumerate() {
            let now = &self.now.below[busy];
            let row = &mut next.below[busy];
            for ((cell, now), leaving) in row.iter_mut().zip(now).zip(&level.leaving) {
                *cell = now * (1.0 - leaving / jumps - comes);
            }
            for flow in &level.moves {
                row[flow.to] += flow.rate / jumps * now[flow.from];
            }
            if busy > 0 {
                for flow in &self.crowd.levels[busy - 1].begins {
                    row[flow.to] += comes * flow.rate * self.now.below[busy - 1][flow.from];
                }
            }
            for flow in &self.crowd.levels[busy + 1].ends {
                let above =
                    if busy + 1 < machines { self.now.below[busy + 1][flow.from] } else { self.now.queue[flow.from * stride] };
                row[flow.to] += flow.rate / jumps * above;
            }
        }
        let leaves = self.impatience / jumps;
        for (set, row) in next.queue.chunks_mut(stride).enumerate() {
            let row = &mut row[..length];
            let now = &self.now.queue[set * stride..(set + 1) * stride];
            let stays = 1.0 - self.crowd.full().leaving[set] / jumps - comes;
            for (cell, now) in row.iter_mut().zip(now) {
                *cell = stays * now;
            }
            for (cell, now) in row[1..].iter_mut().zip(now) {
                *cell += comes * now;
            }
            if leaves > 0.0 {
                for (waiting, cell) in row.iter_mut().enumerate() {
                    *cell += leaves * ((waiting + 1) as f64 * now[waiting + 1] - waiting as f64 * now[waiting]);
                }
            }
            for (from, rate) in &self.moves[set] {
                add(row, &self.now.queue[from * stride..], rate / jumps);
            }
            for (from, rate) in &self.taken_over[set] {
                add(row, &self.now.queue[from * stride + 1..], rate / jumps);
            }
        }
        for flow in &self.crowd.levels[machines - 1].begins {
            next.queue[flow.to * stride] += comes * flow.rate * self.now.below[machines - 1][flow.from];
        }
        std::mem::swap(&mut self.now, &mut self.next);
        Some(())
    }

    /// Lets the queue grow by one where there is mass at its end.
    fn make_room(&mut self) -> Option<()> {
        let edge: f64 = self.now.queue.chunks(self.stride).map(|row| row[self.length - 1]).sum();
        if edge <= EDGE {
            return Some(());
        }
        if self.length + 1 < self.stride {
            self.length += 1;
            return Some(());
        }
        if self.impatience > 0.0 || self.stride > LONGEST {
            // Patience was given its room beforehand.
            return None;
        }
        let wider = self.stride * 2;
        self.now.queue = widened(&self.now.queue, self.stride, wider);
        self.next.queue = vec![0.0; self.now.queue.len()];
        self.levels = vec![0.0; wider];
        self.stride = wider;
        self.length += 1;
        Some(())
    }
}

/// The one row, so many times, to the other; this is where the time goes.
fn add(row: &mut [f64], from: &[f64], factor: f64) {
    for (cell, from) in row.iter_mut().zip(from) {
        *cell += factor * from;
    }
}

fn by_target(sets: usize, flows: &[Flow]) -> Vec<Vec<(usize, f64)>> {
    let mut by_target: Vec<Vec<(usize, f64)>> = vec![Vec::new(); sets];
    for flow in flows {
        let row = &mut by_target[flow.to];
        match row.iter_mut().find(|(from, _)| *from == flow.from) {
            Some((_, rate)) => *rate += flow.rate,
            None => row.push((flow.from, flow.rate)),
        }
    }
    by_target
}

fn widened(cells: &[f64], stride: usize, wider: usize) -> Vec<f64> {
    let mut wide = vec![0.0; cells.len() / stride * wider];
    for (row, from) in wide.chunks_mut(wider).zip(cells.chunks(stride)) {
        row[..stride].copy_from_slice(from);
    }
    wide
}

/// Probabilities of a Poisson number, from the middle outwards as far as they matter (Fox and Glynn 1988).
struct Weights {
    first: usize,
    at: Vec<f64>,
    beyond: Vec<f64>,
}

impl Weights {
    fn new(mean: f64) -> Self {
        let middle = mean.floor();
        let (mut down, mut weight, mut number) = (Vec::new(), 1.0, middle);
        while number > 0.0 && weight > NEGLIGIBLE {
            weight *= number / mean;
            number -= 1.0;
            down.push(weight);
        }
        let first = number as usize;
        let mut at: Vec<f64> = down.into_iter().rev().chain([1.0]).collect();
        (weight, number) = (1.0, middle);
        while weight > NEGLIGIBLE {
            number += 1.0;
            weight *= mean / number;
            at.push(weight);
        }
        let total: f64 = at.iter().sum();
        at.iter_mut().for_each(|weight| *weight /= total);
        let mut left = 0.0;
        let mut beyond = vec![0.0; at.len()];
        for (beyond, weight) in beyond.iter_mut().zip(&at).rev() {
            *beyond = left;
            left += weight;
        }
        Weights { first, at, beyond }
    }

    /// P(N = number).
    fn at(&self, number: usize) -> f64 {
        number.checked_sub(self.first).and_then(|at| self.at.get(at)).copied().unwrap_or(0.0)
    }

    /// P(N > number).
    fn beyond(&self, number: usize) -> f64 {
        number.checked_sub(self.first).map_or(1.0, |at| self.beyond.get(at).copied().unwrap_or(0.0))
    }

    fn last(&self) -> usize {
        self.first + self.at.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_those_of_a_poisson_number() {
        for mean in [0.3, 7.0, 1234.5] {
            let weights = Weights::new(mean);
            let numbers = weights.first..=weights.last();
            let sum: f64 = numbers.clone().map(|number| number as f64 * weights.at(number)).sum();
            assert!((sum / mean - 1.0).abs() < 1e-12, "{sum} for {mean}");
            let tails: f64 = (0..=weights.last()).map(|number| weights.beyond(number)).sum();
            assert!((tails / mean - 1.0).abs() < 1e-12, "the mean is the sum of the tails: {tails} for {mean}");
        }
        assert!((Weights::new(0.3).at(0) - (-0.3_f64).exp()).abs() < 1e-15);
    }
}
