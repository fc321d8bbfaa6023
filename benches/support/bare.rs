//! Chain B25 by hand: the arithmetic of a simulated day, all that is reported of it included, for one flow that is written into the program.

use cardlast::study::dwell::Shape;
use cardlast::study::quantile::Quantiles;
use cardlast::study::random::{Rng, Stream, Streams, exponential};
use cardlast::study::session::window;

const MEANS: [f64; 8] = [2.0, 4.5, 4.0, 3.5, 4.0, 1.2, 2.5, 3.0];
const DONE: u8 = 8;
const ABANDON: u8 = 9;
const EDGES: [&[(f64, u8)]; 8] = [
    &[(1.0, 1)],
    &[(0.33, 1), (0.56, 2), (0.10, 3), (0.01, ABANDON)],
    &[(0.55, 1), (0.33, 2), (0.12, 3)],
    &[(0.38, 1), (0.20, 3), (0.41, 4), (0.01, ABANDON)],
    &[(0.98, 5), (0.02, ABANDON)],
    &[(0.75, 5), (0.25, 6)],
    &[(0.95, 7), (0.05, 5)],
    &[(1.0, DONE)],
];
/// Confirm and Take stand exposed.
const EXPOSED: u8 = 6;
const PASSERS_BY: f64 = 1.0 / 120.0;

/// The day, made ready.
pub struct Bare {
    quantiles: Quantiles,
    sessions: Streams,
    arrivals: Streams,
    rate: f64,
    open_s: f64,
    /// The edge by the top eight bits, where one edge has them all.
    guide: [[u8; 256]; 8],
    until: [[u64; 4]; 8],
}

impl Bare {
    /// With the same streams as the engine's.
    pub fn new(shape: Shape, rate: f64, open_s: f64) -> Self {
        let mut until = [[u64::MAX; 4]; 8];
        let mut guide = [[u8::MAX; 256]; 8];
        for (state, edges) in EDGES.iter().enumerate() {
            let total: f64 = edges.iter().map(|(probability, _)| probability).sum();
            let mut below = 0.0;
            for (at, (probability, _)) in edges.iter().enumerate() {
                below += probability;
                until[state][at] = (below / total * 4_294_967_296.0).round() as u64;
            }
            for (cell, entry) in guide[state].iter_mut().enumerate() {
                let holds = |bits: u64| until[state].iter().position(|until| bits < *until).unwrap();
                let first = holds((cell as u64) << 24);
                if first == holds(((cell as u64 + 1) << 24) - 1) {
                    *entry = edges[first].1;
                }
            }
        }
        let [sessions, arrivals] = ["session", "arrivals"].map(|purpose| Streams::new(1, purpose));
        Bare { quantiles: Quantiles::new(shape), sessions, arrivals, rate, open_s, guide, until }
    }

    /// Plays a day; how many steps it took.
    pub fn day(&self, day: u32, tables: &mut Tables) -> f64 {
        let mut arrivals = self.arrivals.of(u64::from(day));
        let mut free = [0.0_f64; 4];
        let mut sums = [0.0; 12];
        let (mut outcomes, mut left_at) = ([0_u32; 2], [0_u32; 8]);
        let (mut number, mut next) = (u64::from(day) << 32, exponential(&mut arrivals));
        while next < self.rate * self.open_s {
            let arrival = next / self.rate;
            let mut machine = 0;
            for other in 1..4 {
                if free[other] < free[machine] {
                    machine = other;
                }
            }
            let start = arrival.max(free[machine]);
            let session = self.session(self.sessions.of(number));
            let end = start + session.time;
            free[machine] = end;
            let wait = start - arrival;
            tables.wait[cell(wait)] += 1;
            tables.time[cell(session.time)] += 1;
            if wait > 0.0 {
                sums[0] += 1.0;
                sums[1] += wait;
                sums[2] += (start.min(self.open_s) - arrival).max(0.0);
                let at = ((arrival * (48.0 / self.open_s)) as usize).min(47);
                tables.slices[at] += wait;
            }
            sums[3] += session.time;
            sums[4] += session.time * session.time;
            sums[5] += f64::from(session.steps);
            sums[6] += (end.min(self.open_s) - start).max(0.0);
            if session.exposed > 0.0 {
                let passed_by = window(session.exposed, PASSERS_BY);
                sums[7] += session.exposed;
                sums[8] += passed_by;
                sums[9] += session.exposed * PASSERS_BY;
            }
            outcomes[usize::from(session.end - DONE)] += 1;
            if session.end == DONE {
                sums[10] += if end <= self.open_s { 1.0 } else { 0.0 };
            } else {
                left_at[session.last] += 1;
            }
            number += 1;
            next += exponential(&mut arrivals);
        }
        std::hint::black_box((&sums, outcomes, left_at));
        sums[5]
    }

    #[inline(always)]
    fn session(&self, mut stream: Stream) -> Session {
        let mut session = Session { time: 0.0, steps: 0, exposed: 0.0, end: 0, last: 0 };
        while session.end < DONE {
            let at = usize::from(session.end);
            session.last = at;
            let bits = stream.next_u64();
            let dwell = MEANS[at] * self.quantiles.at((bits >> 32) as u32);
            session.time += dwell;
            session.steps += 1;
            if session.end >= EXPOSED {
                session.exposed += dwell;
            }
            session.end = self.guide[at][(bits as u32 >> 24) as usize];
            if session.end == u8::MAX {
                let edge = self.until[at].iter().position(|until| u64::from(bits as u32) < *until).unwrap();
                session.end = EDGES[at][edge].1;
            }
        }
        session
    }
}

struct Session {
    time: f64,
    steps: u32,
    exposed: f64,
    end: u8,
    last: usize,
}

/// What is counted over all days.
pub struct Tables {
    time: Vec<u64>,
    wait: Vec<u64>,
    slices: [f64; 48],
}

impl Default for Tables {
    fn default() -> Self {
        Tables { time: vec![0; 1 << 14], wait: vec![0; 1 << 14], slices: [0.0; 48] }
    }
}

/// Cells of 1/256, from 2⁻¹⁰ upwards.
fn cell(value: f64) -> usize {
    ((value.to_bits() >> 44) as usize).saturating_sub(1013 << 8).min((1 << 14) - 1)
}
