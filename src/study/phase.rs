//! A session as a sum of exponential phases, where its dwell times are such: then the distribution of its time is exact, and so is the
//! queue that it makes.
//!
//! Neuts, Matrix-Geometric Solutions in Stochastic Models (1981), chapter 2: P(T ≤ t) = 1 - α e^(Gt) 1. The exponential is taken by
//! uniformization, whose terms are all positive, and by squaring.

use super::chain::{Chain, Target};
use super::dwell::Shape;
use super::linear::{Factored, Matrix};

/// More phases than this in one state are not unfolded.
const MOST_PHASES: f64 = 50.0;
/// Terms of a series below this share of the whole are left out.
const NEGLIGIBLE: f64 = 1e-18;

/// A distribution of phase type.
#[derive(Debug, Clone, PartialEq)]
pub struct PhaseType {
    start: Vec<f64>,
    /// Rate from each phase to each other, per second; the diagonal is empty.
    moves: Matrix,
    /// Rate at which each phase ends the session.
    ends: Vec<f64>,
}

impl PhaseType {
    /// The phases of a session. Nothing where a dwell time is neither exponential nor a gamma of whole shape (nor zero).
    pub fn of(chain: &Chain) -> Option<PhaseType> {
        let mut first = Vec::with_capacity(chain.states.len());
        let mut rates: Vec<Option<f64>> = Vec::new();
        for state in &chain.states {
            first.push(rates.len());
            let phases = match state.dwell.shape {
                _ if state.dwell.mean_s == 0.0 => 0.0,
                Shape::Exponential => 1.0,
                Shape::Gamma(shape) if shape.fract() == 0.0 && shape <= MOST_PHASES => shape,
                Shape::Gamma(_) | Shape::Fixed | Shape::Lognormal(_) => return None,
            };
            // A state without duration is one phase that is taken out below.
            let rate = (phases > 0.0).then(|| phases / state.dwell.mean_s);
            rates.extend(vec![rate; phases.max(1.0) as usize]);
        }
        let mut steps = Matrix::zero(rates.len());
        for (at, state) in chain.states.iter().enumerate() {
            let last = first.get(at + 1).copied().unwrap_or(rates.len()) - 1;
            for phase in first[at]..last {
                steps.set(phase, phase + 1, 1.0);
            }
            for edge in &state.edges {
                if let Target::State(to) = edge.to {
                    steps.add(last, first[to], edge.probability);
                }
            }
        }
        let mut start = vec![0.0; rates.len()];
        start[0] = 1.0;
        without_instants(&rates, &mut steps, &mut start)?;
        Some(timed(&rates, &steps, &start))
    }

    /// One phase: the exponential distribution of this mean, in seconds.
    pub fn exponential(mean_s: f64) -> PhaseType {
        PhaseType { start: vec![1.0], moves: Matrix::zero(1), ends: vec![1.0 / mean_s] }
    }

    /// Number of phases.
    pub fn phases(&self) -> usize {
        self.start.len()
    }

    /// Probability that the session starts in each phase.
    pub fn start(&self) -> &[f64] {
        &self.start
    }

    /// Rate from one phase to another, per second.
    pub fn rate(&self, from: usize, to: usize) -> f64 {
        self.moves.get(from, to)
    }

    /// Rate at which a phase ends the session, per second.
    pub fn end_rate(&self, phase: usize) -> f64 {
        self.ends[phase]
    }

    /// Mean time, seconds: α (-G)⁻¹ 1.
    pub fn mean_s(&self) -> f64 {
        let mut rates = Matrix::zero(self.phases());
        for from in 0..self.phases() {
            for to in 0..self.phases() {
                rates.set(from, to, if from == to { self.total_rate(from) } else { -self.rate(from, to) });
            }
        }
        let ones = vec![1.0; self.phases()];
        let left = Factored::new(rates).map_or(vec![f64::INFINITY; self.phases()], |rates| rates.solve(&ones));
        self.start.iter().zip(left).filter(|(share, _)| **share > 0.0).map(|(share, time)| share * time).sum()
    }

    /// P(T ≤ t).
    pub fn at_most(&self, seconds: f64) -> f64 {
        1.0 - Ladder::new(self, seconds).after(seconds).iter().sum::<f64>()
    }

    /// The time that this share (inside 0..1) of sessions does not exceed, seconds.
    pub fn quantile(&self, share: f64) -> f64 {
        let left = 1.0 - share;
        let mut high = 1.0 / self.fastest();
        while self.at_most(high) < share {
            high *= 2.0;
        }
        let ladder = Ladder::new(self, high);
        let mut low = 0.0;
        for _ in 0..100 {
            let middle = f64::midpoint(low, high);
            let above = ladder.after(middle).iter().sum::<f64>() > left;
            if above { low = middle } else { high = middle }
        }
        f64::midpoint(low, high)
    }

    fn total_rate(&self, phase: usize) -> f64 {
        self.ends[phase] + (0..self.phases()).map(|to| self.rate(phase, to)).sum::<f64>()
    }

    /// The highest rate at which any phase ends.
    pub fn fastest(&self) -> f64 {
        (0..self.phases()).map(|phase| self.total_rate(phase)).fold(0.0, f64::max)
    }
}

/// Takes out the phases that take no time: what leads to them leads on to where they lead.
fn without_instants(rates: &[Option<f64>], steps: &mut Matrix, start: &mut [f64]) -> Option<()> {
    for instant in (0..rates.len()).filter(|phase| rates[*phase].is_none()) {
        let again = 1.0 - steps.get(instant, instant);
        if again <= 0.0 {
            return None;
        }
        let onward: Vec<f64> =
            (0..rates.len()).map(|to| if to == instant { 0.0 } else { steps.get(instant, to) / again }).collect();
        for from in 0..rates.len() {
            let into = steps.get(from, instant);
            steps.set(from, instant, 0.0);
            for (to, share) in onward.iter().enumerate() {
                steps.add(from, to, into * share);
            }
        }
        let begun = std::mem::take(&mut start[instant]);
        for (to, share) in onward.iter().enumerate() {
            start[to] += begun * share;
        }
    }
    Some(())
}

/// Keeps the phases that take time, and turns probabilities into rates. A step back to the same phase is no step at all: the phase lasts.
fn timed(rates: &[Option<f64>], steps: &Matrix, start: &[f64]) -> PhaseType {
    let kept: Vec<(usize, f64)> = rates.iter().enumerate().filter_map(|(phase, rate)| Some((phase, (*rate)?))).collect();
    let mut moves = Matrix::zero(kept.len());
    let mut ends = Vec::with_capacity(kept.len());
    for (row, (from, rate)) in kept.iter().enumerate() {
        let mut stays = 0.0;
        for (column, (to, _)) in kept.iter().enumerate() {
            stays += steps.get(*from, *to);
            if row != column {
                moves.set(row, column, rate * steps.get(*from, *to));
            }
        }
        // Decimals in a file may leave a row a little short of 1, or a little over.
        ends.push(if 1.0 - stays > 1e-12 { rate * (1.0 - stays) } else { 0.0 });
    }
    PhaseType { start: kept.iter().map(|(phase, _)| start[*phase]).collect(), moves, ends }
}

/// e^(G 2^j/Λ) for j = 0, 1, …: any time is a sum of those and a rest below 1/Λ.
struct Ladder<'a> {
    phases: &'a PhaseType,
    unit: f64,
    rungs: Vec<Matrix>,
}

impl<'a> Ladder<'a> {
    fn new(phases: &'a PhaseType, longest: f64) -> Self {
        let unit = 1.0 / phases.fastest();
        let mut ladder = Ladder { phases, unit, rungs: Vec::new() };
        let size = phases.phases();
        let mut rung = Matrix::zero(size);
        for row in 0..size {
            let mut one = vec![0.0; size];
            one[row] = 1.0;
            for (column, cell) in ladder.short(&one, unit).into_iter().enumerate() {
                rung.set(row, column, cell);
            }
        }
        let mut length = unit;
        while length <= longest {
            ladder.rungs.push(rung.clone());
            rung = rung.times(&rung);
            length *= 2.0;
        }
        ladder
    }

    /// α e^(Gt).
    fn after(&self, seconds: f64) -> Vec<f64> {
        let (mut row, mut left) = (self.phases.start.clone(), seconds);
        for (power, rung) in self.rungs.iter().enumerate().rev() {
            let length = self.unit * 2_f64.powi(power as i32);
            while left >= length {
                row = rung.applied_to_row(&row);
                left -= length;
            }
        }
        self.short(&row, left)
    }

    /// The same for a time of at most 1/Λ: Σ e^(-Λt) (Λt)^k/k! (I + G/Λ)^k.
    fn short(&self, row: &[f64], seconds: f64) -> Vec<f64> {
        let load = seconds / self.unit;
        let mut weight = (-load).exp();
        let mut power = row.to_vec();
        let mut sum: Vec<f64> = power.iter().map(|cell| cell * weight).collect();
        let mut term = 1.0;
        while weight > NEGLIGIBLE {
            power = self.jump(&power);
            weight *= load / term;
            term += 1.0;
            for (sum, cell) in sum.iter_mut().zip(&power) {
                *sum += weight * cell;
            }
        }
        sum
    }

    fn jump(&self, row: &[f64]) -> Vec<f64> {
        let mut next = self.phases.moves.applied_to_row(row);
        for (phase, cell) in next.iter_mut().enumerate() {
            *cell = *cell * self.unit + row[phase] * (1.0 - self.phases.total_rate(phase) * self.unit);
        }
        next
    }
}
