//! Chain B25 by hand: the arithmetic of a simulated day and nothing else, for one flow that is written into the program.

use cardlast::study::quantile::Quantiles;
use cardlast::study::random::{Rng, Stream, Streams, exponential};

use cardlast::study::dwell::Shape;

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
    /// The edge by the top seven bits, where one edge has them all.
    guide: [[u8; 128]; 8],
    until: [[u64; 4]; 8],
}

impl Bare {
    /// With the same streams as the engine's.
    pub fn new(shape: Shape, rate: f64, open_s: f64) -> Self {
        let mut until = [[u64::MAX; 4]; 8];
        let mut guide = [[u8::MAX; 128]; 8];
        for (state, edges) in EDGES.iter().enumerate() {
            let total: f64 = edges.iter().map(|(probability, _)| probability).sum();
            let mut below = 0.0;
            for (at, (probability, _)) in edges.iter().enumerate() {
                below += probability;
                until[state][at] = (below / total * 4_294_967_296.0).round() as u64;
            }
            for (cell, entry) in guide[state].iter_mut().enumerate() {
                let holds = |bits: u64| until[state].iter().position(|until| bits < *until).unwrap();
                let first = holds((cell as u64) << 25);
                if first == holds(((cell as u64 + 1) << 25) - 1) {
                    *entry = edges[first].1;
                }
            }
        }
        let [sessions, arrivals] = ["session", "arrivals"].map(|purpose| Streams::new(1, purpose));
        Bare { quantiles: Quantiles::new(shape), sessions, arrivals, rate, open_s, guide, until }
    }

    /// Plays a day; how many steps it took.
    pub fn day(&self, day: u32) -> f64 {
        let mut arrivals = self.arrivals.of(u64::from(day));
        let mut free = [0.0_f64; 4];
        let (mut steps, mut time, mut wait, mut done, mut exposed, mut tapped) = (0_u64, 0.0, 0.0, 0_u32, 0.0, 0.0);
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
            free[machine] = start + session.time;
            wait += start - arrival;
            time += session.time;
            steps += u64::from(session.steps);
            done += u32::from(session.end == DONE);
            exposed += session.exposed;
            tapped += -(-session.exposed * PASSERS_BY).exp_m1();
            number += 1;
            next += exponential(&mut arrivals);
        }
        std::hint::black_box((time, wait, done, exposed, tapped));
        steps as f64
    }

    #[inline(always)]
    fn session(&self, mut stream: Stream) -> Session {
        let mut session = Session { time: 0.0, steps: 0, exposed: 0.0, end: 0 };
        while session.end < DONE {
            let at = usize::from(session.end);
            let bits = stream.next_u64();
            let dwell = MEANS[at] * self.quantiles.at((bits >> 32) as u32);
            session.time += dwell;
            session.steps += 1;
            if session.end >= EXPOSED {
                session.exposed += dwell;
            }
            session.end = self.guide[at][(bits as u32 >> 25) as usize];
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
}
