//! A chain made ready to be played: tables instead of names, and what one session adds up to.
//!
//! One engine plays a session in one go, the other step by step; both by the same arithmetic, to the last bit.

use super::chain::{Chain, Hazard, PasserBy, Target};
use super::quantile::{Quantiles, is_end};
use super::random::{Rng, Stream, Streams};
use super::session::window;

const GUIDE_BITS: u32 = 8;
/// A guide cell that does not just lead to a state: edges share it, it ends the session, or there is more to do.
const SLOW: u16 = u16::MAX;
/// No state.
pub const NOWHERE: u32 = u32::MAX;

/// A chain ready to be played.
#[derive(Debug, Clone)]
pub struct Program {
    states: Vec<Ready>,
    rare: Vec<Rare>,
    tables: Vec<Quantiles>,
    purposes: Vec<String>,
    completed: Vec<bool>,
    passer_by: PasserBy,
}

#[derive(Debug, Clone)]
struct Ready {
    mean_s: f64,
    /// Taps in the lower half, interstitials in the upper.
    counts: u64,
    table: u32,
    purpose: u32,
    /// The next state by the first random bits, where that is all there is to it.
    guide: [u16; 1 << GUIDE_BITS],
}

/// What a step seldom looks at.
#[derive(Debug, Clone)]
struct Rare {
    /// Whether there is anything beyond time, taps and the way on.
    special: bool,
    absent: bool,
    risk: Danger,
    card: Option<Card>,
    edges: Vec<Way>,
}

#[derive(Debug, Clone, Copy)]
enum Danger {
    None,
    /// Share of the keys that do harm, and what a press of one costs.
    Exposed(f64, f64),
    /// The share times the cost.
    Pending(f64),
}

/// What it comes to that a card is given back in a state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Card {
    /// Probability that it is forgotten.
    pub forgotten: f64,
    /// Probability that it is found by a stranger.
    pub found: f64,
    /// Expected loss by that.
    pub loss: f64,
}

/// An edge: for random bits below `until` that are not below the edge before.
#[derive(Debug, Clone, Copy)]
struct Way {
    until: u64,
    /// A state, or above them an outcome.
    to: u16,
}

/// Where a step led.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// To this state.
    State(u32),
    /// To this outcome; the session is over.
    Outcome(u32),
}

/// Random numbers of one customer, by purpose.
pub trait Draws {
    /// The next one of this purpose.
    fn next(&mut self, purpose: u32) -> u64;
}

/// One stream for everything: a chain whose states share one purpose.
#[derive(Debug, Clone)]
pub struct One(pub Stream);

impl Draws for One {
    #[inline(always)]
    fn next(&mut self, _: u32) -> u64 {
        self.0.next_u64()
    }
}

/// A stream for each purpose.
#[derive(Debug, Clone, Default)]
pub struct Many(Vec<Stream>);

impl Many {
    /// Those of a customer.
    pub fn new(all: &[Streams], number: u64) -> Self {
        let mut many = Many::default();
        many.begin(all, number);
        many
    }

    /// From here on those of this customer.
    #[inline]
    pub fn begin(&mut self, all: &[Streams], number: u64) {
        self.0.clear();
        self.0.extend(all.iter().map(|streams| streams.of(number)));
    }
}

impl Draws for Many {
    #[inline(always)]
    fn next(&mut self, purpose: u32) -> u64 {
        self.0[purpose as usize].next_u64()
    }
}

/// What every step adds to.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Pace {
    /// Seconds since the start of the session.
    pub time_s: f64,
    /// States visited.
    pub steps: u32,
    counts: u64,
}

impl Pace {
    /// Taps so far.
    pub fn taps(&self) -> u32 {
        (self.counts & 0xffff_ffff) as u32
    }

    /// Interstitials so far.
    pub fn interstitials(&self) -> u32 {
        (self.counts >> 32) as u32
    }
}

/// What only some steps add to. Strangers are not drawn: each session carries the probability that they did harm, given how long it stood
/// exposed, which leaves far less noise than a coin (and the same mean).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Risk {
    /// Seconds authenticated and exposed.
    pub exposed_s: f64,
    /// The same, each second weighted by the share of the keys that do harm then.
    pub harmful_s: f64,
    /// The same, weighted by what a harmful press costs as well.
    pub harmful_cost: f64,
    /// Such costs while the order was pending.
    pub pending_cost: f64,
    /// The first state in which the card was given back, or [`NOWHERE`].
    pub card_at: u32,
    /// The state that the customer walked away from without ending the session, or [`NOWHERE`].
    pub left_at: u32,
    /// How often they did.
    pub walked_away: u32,
    /// The loss of the first harmful press up to where its price last changed, the price, and the harmful seconds up to there.
    settled: f64,
    price: f64,
    settled_s: f64,
}

impl Default for Risk {
    fn default() -> Self {
        Risk {
            exposed_s: 0.0,
            harmful_s: 0.0,
            harmful_cost: 0.0,
            pending_cost: 0.0,
            card_at: NOWHERE,
            left_at: NOWHERE,
            walked_away: 0,
            settled: 0.0,
            price: 0.0,
            settled_s: 0.0,
        }
    }
}

impl Risk {
    #[inline]
    fn expose(&mut self, seconds: f64, share: f64, price: f64, presses_per_s: f64) {
        if price.to_bits() != self.price.to_bits() {
            if self.harmful_s > 0.0 {
                self.settled = self.loss_first(presses_per_s);
                self.settled_s = self.harmful_s;
            }
            self.price = price;
        }
        self.exposed_s += seconds;
        self.harmful_s += share * seconds;
        self.harmful_cost += share * seconds * price;
    }

    /// Expected loss if the first harmful press is the last: the price of each stretch times the probability that the first falls into it.
    pub fn loss_first(&self, presses_per_s: f64) -> f64 {
        let none_before = (-self.settled_s * presses_per_s).exp();
        self.settled + self.price * none_before * window(self.harmful_s - self.settled_s, presses_per_s)
    }

    /// The price of every harmful press of the session, where they all cost the same: the loss by the first is that times its probability.
    #[inline]
    pub fn only_price(&self) -> Option<f64> {
        (self.settled_s == 0.0).then_some(self.price)
    }
}

impl Program {
    /// Makes a chain ready. It has to be one that [`Chain::check`] lets pass.
    pub fn new(chain: &Chain) -> Self {
        let mut tables: Vec<Quantiles> = Vec::new();
        let mut purposes: Vec<String> = Vec::new();
        let mut states = Vec::with_capacity(chain.states.len());
        let mut rare = Vec::with_capacity(chain.states.len());
        for state in &chain.states {
            let table = place(&mut tables, |table| table.shape() == state.dwell.shape, || Quantiles::new(state.dwell.shape));
            let purpose = place(&mut purposes, |purpose| *purpose == state.purpose, || state.purpose.clone());
            let absent_next = |to| matches!(to, Target::State(to) if chain.states[to].absent);
            let walks_away = !state.absent && state.edges.iter().any(|edge| absent_next(edge.to));
            let edges = ways(chain, &state.edges);
            let passer_by = chain.passer_by;
            let risk = match state.hazard {
                Hazard::Harmless => Danger::None,
                Hazard::Exposed { harmful_share, loss } => Danger::Exposed(harmful_share, loss),
                Hazard::Pending { harmful_share, loss } => Danger::Pending(harmful_share * loss),
            };
            let card = state.card_return.map(|card| {
                let found = card.forgotten * window(card.retained_after_s, passer_by.rate_per_s);
                Card { forgotten: card.forgotten, found, loss: found * card.loss }
            });
            let special = walks_away || card.is_some() || !matches!(risk, Danger::None);
            states.push(Ready {
                mean_s: state.dwell.mean_s,
                counts: u64::from(state.taps) | u64::from(state.interstitial) << 32,
                table,
                purpose,
                guide: if special { [SLOW; 1 << GUIDE_BITS] } else { guide(&edges, chain.states.len()) },
            });
            rare.push(Rare { special, absent: state.absent, risk, card, edges });
        }
        let completed = chain.outcomes.iter().map(|outcome| outcome.completed).collect();
        Program { states, rare, tables, purposes, completed, passer_by: chain.passer_by }
    }

    /// Number of states.
    pub fn states(&self) -> usize {
        self.states.len()
    }

    /// Whether each outcome completes.
    pub fn outcomes(&self) -> &[bool] {
        &self.completed
    }

    /// The streams of each purpose, in the order of the numbers that states ask for.
    pub fn streams(&self, seed: u64) -> Vec<Streams> {
        self.purposes.iter().map(|purpose| Streams::new(seed, purpose)).collect()
    }

    /// What it comes to that the card was given back in this state, if it was.
    #[inline]
    pub fn card(&self, state: u32) -> Option<Card> {
        self.rare.get(state as usize)?.card
    }

    /// The strangers.
    pub fn passer_by(&self) -> &PasserBy {
        &self.passer_by
    }

    /// A whole session; how it ended, and in which state.
    #[inline(always)]
    pub fn play(&self, draws: &mut impl Draws, pace: &mut Pace, risk: &mut Risk) -> (u32, u32) {
        let mut at = 0;
        loop {
            // The usual steps, among which nothing is called, so that all they need stays in registers.
            let (mut time_s, mut counts, mut steps) = (pace.time_s, pace.counts, pace.steps);
            let bits = loop {
                let state = &self.states[at as usize];
                let bits = draws.next(state.purpose);
                let to = state.guide[(bits as u32 >> (32 - GUIDE_BITS)) as usize];
                if to == SLOW || is_end((bits >> 32) as u32) {
                    break bits;
                }
                time_s += state.mean_s * self.tables[state.table as usize].middle((bits >> 32) as u32);
                counts += state.counts;
                steps += 1;
                at = u32::from(to);
            };
            *pace = Pace { time_s, steps, counts };
            match self.visit(at, bits, pace, risk) {
                Next::State(next) => at = next,
                Next::Outcome(outcome) => return (outcome, at),
            }
        }
    }

    /// One step of a session: where it leads.
    pub fn step(&self, at: u32, draws: &mut impl Draws, pace: &mut Pace, risk: &mut Risk) -> Next {
        let bits = draws.next(self.states[at as usize].purpose);
        self.visit(at, bits, pace, risk)
    }

    /// One visit of a state, from one random number: its upper half says how long, its lower half where to.
    #[inline(never)]
    fn visit(&self, at: u32, bits: u64, pace: &mut Pace, risk: &mut Risk) -> Next {
        let (state, rare) = (&self.states[at as usize], &self.rare[at as usize]);
        let seconds = state.mean_s * self.tables[state.table as usize].at((bits >> 32) as u32);
        pace.time_s += seconds;
        pace.counts += state.counts;
        pace.steps += 1;
        let found = rare.edges.iter().find(|way| bits & 0xffff_ffff < way.until);
        let to = found.or(rare.edges.last()).map_or(NOWHERE, |way| u32::from(way.to));
        if rare.special {
            self.risk(at, seconds, to, risk);
        }
        let states = self.states.len() as u32;
        if to < states { Next::State(to) } else { Next::Outcome(to - states) }
    }

    #[inline]
    fn risk(&self, at: u32, seconds: f64, to: u32, risk: &mut Risk) {
        let state = &self.rare[at as usize];
        match state.risk {
            Danger::None => {}
            Danger::Exposed(share, price) => risk.expose(seconds, share, price, self.passer_by.presses_per_s()),
            Danger::Pending(cost) => risk.pending_cost += seconds * cost,
        }
        if state.card.is_some() && risk.card_at == NOWHERE {
            risk.card_at = at;
        }
        let leaves_it_alone = self.rare.get(to as usize).is_some_and(|next| next.absent);
        if leaves_it_alone && !state.absent {
            risk.walked_away += 1;
            risk.left_at = at;
        }
    }
}

fn place<T>(list: &mut Vec<T>, is: impl Fn(&T) -> bool, make: impl FnOnce() -> T) -> u32 {
    let at = list.iter().position(is).unwrap_or_else(|| {
        list.push(make());
        list.len() - 1
    });
    at as u32
}

/// Edges as stretches of the numbers below 2³², in the order of the flow, so that a flow that moves a probability moves one border.
fn ways(chain: &Chain, edges: &[super::chain::Edge]) -> Vec<Way> {
    let total: f64 = edges.iter().map(|edge| edge.probability).sum();
    let mut below = 0.0;
    let mut ways = Vec::with_capacity(edges.len());
    for edge in edges.iter().filter(|edge| edge.probability > 0.0) {
        below += edge.probability;
        let to = match edge.to {
            Target::State(to) => to,
            Target::Outcome(to) => chain.states.len() + to,
        };
        ways.push(Way { until: (below / total * 4_294_967_296.0).round() as u64, to: to as u16 });
    }
    ways
}

fn guide(edges: &[Way], states: usize) -> [u16; 1 << GUIDE_BITS] {
    let mut guide = [SLOW; 1 << GUIDE_BITS];
    for (cell, entry) in guide.iter_mut().enumerate() {
        let (first, last) = ((cell as u64) << (32 - GUIDE_BITS), ((cell as u64 + 1) << (32 - GUIDE_BITS)) - 1);
        let holds = |bits: u64| edges.iter().position(|way| bits < way.until);
        let alone = |way: &usize| holds(last) == Some(*way) && usize::from(edges[*way].to) < states;
        if let Some(way) = holds(first).filter(alone) {
            *entry = edges[way].to;
        }
    }
    guide
}
