//! Sessions made of phases in front of c machines, as one Markov chain: which phases the machines are in, and how many customers wait.
//!
//! Machines are alike, so only the number of them in each phase counts. While not all are busy the state is that multiset; afterwards
//! it is a multiset of c and the length of the queue, and what can happen is the same at every length. Steady state and days both work on
//! this structure: [`super::steady`] and [`super::day`].

use std::collections::BTreeMap;

use super::phase::PhaseType;

/// Multisets in one chain that are still thought small enough.
pub const MOST_SETS: usize = 20_000;

/// How much work is thought too much: flows followed. One to four thousand million take about a second in a release build.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effort(pub f64);

impl Default for Effort {
    fn default() -> Self {
        Effort(2e10)
    }
}

/// A flow from one multiset to another, per second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flow {
    /// From this one.
    pub from: usize,
    /// To this one.
    pub to: usize,
    /// Per second; for arrivals a share of the arrivals.
    pub rate: f64,
}

/// All multisets of one size.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Level {
    /// How many there are.
    pub sets: usize,
    /// A machine goes from one phase to another.
    pub moves: Vec<Flow>,
    /// A session ends, and nobody waits: to the level below.
    pub ends: Vec<Flow>,
    /// A customer comes while a machine is idle: to the level above, as a share of arrivals.
    pub begins: Vec<Flow>,
    /// Rate of everything but arrivals out of each multiset.
    pub leaving: Vec<f64>,
}

/// The structure of the queue.
#[derive(Debug, Clone, PartialEq)]
pub struct Crowd {
    /// Levels of 0..=c busy machines.
    pub levels: Vec<Level>,
    /// At the full level: a session ends and the first of the queue takes the machine.
    pub taken_over: Vec<Flow>,
}

impl Crowd {
    /// The structure for so many machines. Nothing where it would have more than [`MOST_SETS`] multisets at one level.
    pub fn new(session: &PhaseType, machines: u32) -> Option<Crowd> {
        let machines = machines as usize;
        if sets_of(session.phases(), machines) > MOST_SETS as f64 {
            return None;
        }
        let sets: Vec<Vec<Vec<u8>>> = (0..=machines).map(|size| multisets(session.phases(), size)).collect();
        let index: Vec<BTreeMap<&[u8], usize>> =
            sets.iter().map(|level| level.iter().enumerate().map(|(at, set)| (set.as_slice(), at)).collect()).collect();
        let mut crowd = Crowd { levels: Vec::with_capacity(machines + 1), taken_over: Vec::new() };
        for (size, level) in sets.iter().enumerate() {
            let mut built = Level { sets: level.len(), leaving: vec![0.0; level.len()], ..Level::default() };
            for (from, set) in level.iter().enumerate() {
                let mut other = set.clone();
                for phase in (0..session.phases()).filter(|phase| set[*phase] > 0) {
                    let busy = f64::from(set[phase]);
                    other[phase] -= 1;
                    for to in (0..session.phases()).filter(|to| session.rate(phase, *to) > 0.0) {
                        let rate = busy * session.rate(phase, to);
                        other[to] += 1;
                        built.moves.push(Flow { from, to: index[size][other.as_slice()], rate });
                        built.leaving[from] += rate;
                        other[to] -= 1;
                    }
                    let rate = busy * session.end_rate(phase);
                    if rate > 0.0 {
                        built.ends.push(Flow { from, to: index[size - 1][other.as_slice()], rate });
                        built.leaving[from] += rate;
                        if size == machines {
                            for (start, share) in starts(session) {
                                other[start] += 1;
                                let to = index[size][other.as_slice()];
                                crowd.taken_over.push(Flow { from, to, rate: rate * share });
                                other[start] -= 1;
                            }
                        }
                    }
                    other[phase] += 1;
                }
                if size < machines {
                    for (start, share) in starts(session) {
                        other[start] += 1;
                        built.begins.push(Flow { from, to: index[size + 1][other.as_slice()], rate: share });
                        other[start] -= 1;
                    }
                }
            }
            crowd.levels.push(built);
        }
        Some(crowd)
    }

    /// Number of machines.
    pub fn machines(&self) -> usize {
        self.levels.len() - 1
    }

    /// The level at which every machine is busy.
    pub fn full(&self) -> &Level {
        &self.levels[self.levels.len() - 1]
    }

    /// The highest rate at which anything but an arrival happens.
    pub fn fastest(&self) -> f64 {
        self.levels.iter().flat_map(|level| &level.leaving).copied().fold(0.0, f64::max)
    }
}

fn starts(session: &PhaseType) -> impl Iterator<Item = (usize, f64)> + '_ {
    session.start().iter().copied().enumerate().filter(|(_, share)| *share > 0.0)
}

/// Multisets of so many out of so many phases: (p + c - 1 over c).
fn sets_of(phases: usize, size: usize) -> f64 {
    (1..=size).map(|at| (phases + at - 1) as f64 / at as f64).product()
}

/// The counts of each phase, for all multisets of this size.
fn multisets(phases: usize, size: usize) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut counts = vec![0_u8; phases];
    fn fill(counts: &mut Vec<u8>, at: usize, left: usize, found: &mut Vec<Vec<u8>>) {
        if at + 1 == counts.len() {
            counts[at] = left as u8;
            found.push(counts.clone());
            return;
        }
        for here in 0..=left {
            counts[at] = here as u8;
            fill(counts, at + 1, left - here, found);
        }
        counts[at] = 0;
    }
    if phases > 0 {
        fill(&mut counts, 0, size, &mut found);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_multisets_as_there_should_be() {
        for (phases, size) in [(1, 5), (8, 4), (7, 2), (3, 0)] {
            assert_eq!(multisets(phases, size).len() as f64, sets_of(phases, size).round());
        }
        assert_eq!(sets_of(8, 4).round(), 330.0);
    }

    #[test]
    fn a_crowd_too_large_is_not_built() {
        let one = PhaseType::exponential(1.0);
        assert_eq!(Crowd::new(&one, 200).unwrap().levels.len(), 201);
        let many = crate::study::phase::PhaseType::of(&long_chain(30)).unwrap();
        assert!(Crowd::new(&many, 5).is_none());
    }

    fn long_chain(states: usize) -> crate::study::chain::Chain {
        use crate::study::chain::{Chain, Edge, Outcome, PasserBy, State, Target};
        let to = |at: usize| if at + 1 < states { Target::State(at + 1) } else { Target::Outcome(0) };
        let dwell = crate::study::dwell::Dwell::exponential(1.0);
        Chain {
            name: "long".to_owned(),
            states: (0..states).map(|at| State::plain("step", dwell, vec![Edge { probability: 1.0, to: to(at) }])).collect(),
            outcomes: vec![Outcome { name: "Done".to_owned(), completed: true }],
            passer_by: PasserBy::NOBODY,
        }
    }
}
