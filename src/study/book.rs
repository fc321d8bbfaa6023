//! The accounts of a day: what each customer adds to the sums, the histograms and the profile over the day.

use super::histogram::Histogram;
use super::program::{NOWHERE, Pace, Program, Risk};
use super::session::window;

/// What is summed over the customers of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(usize)]
pub enum Sum {
    /// Customers who came while the doors were open.
    Customers,
    /// Those of them who got to a machine.
    Served,
    /// Sessions that completed.
    Completed,
    /// Customers who lost patience in the queue.
    Reneged,
    /// Customers who had to wait at all.
    Waited,
    /// Seconds in the queue, followed past closing.
    Wait,
    /// Seconds of the sessions.
    Time,
    /// Their squares.
    TimeSquared,
    /// Taps.
    Taps,
    /// States visited.
    Steps,
    /// Interstitials seen.
    Interstitials,
    /// Seconds authenticated and exposed.
    Exposed,
    /// Probabilities that a passer-by came while exposed.
    PassedBy,
    /// Probabilities of a harmful press.
    Tapped,
    /// Loss if the first harmful press is the last.
    LossFirst,
    /// Loss if every harmful press counts.
    LossEvery,
    /// Loss by unnoticed changes of a pending order.
    LossPending,
    /// Probabilities of a forgotten card.
    Forgotten,
    /// Probabilities of one found by a stranger.
    Found,
    /// Loss by those.
    LossFound,
    /// Customers who walked away without ending the session.
    WalkedAway,
    /// Customer-seconds in the queue while the doors were open.
    QueueArea,
    /// Machine-seconds in use while the doors were open.
    BusyArea,
    /// Sessions completed before closing.
    CompletedInTime,
}

/// How many sums there are.
pub const SUMS: usize = Sum::CompletedInTime as usize + 1;

/// One day in sums.
#[derive(Debug, Clone, PartialEq)]
pub struct Day {
    sums: [f64; SUMS],
    /// Sessions by outcome.
    pub outcomes: Vec<u32>,
    /// Abandoned sessions by the state that was abandoned.
    pub left_at: Vec<u32>,
    /// The day in slices.
    pub slices: Vec<Slice>,
}

impl Day {
    /// One of the sums.
    pub fn sum(&self, sum: Sum) -> f64 {
        self.sums[sum as usize]
    }
}

/// One slice of a day, all slices being of one length.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Slice {
    /// Customers who came in it.
    pub customers: f64,
    /// Seconds that they waited, whenever that was.
    pub wait: f64,
    /// Customer-seconds in the queue during it.
    pub queue_area: f64,
}

/// A session that was played to its end.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Played {
    /// When it ended, seconds after opening.
    pub end_s: f64,
    /// Time, taps, steps.
    pub pace: Pace,
    /// What it risked.
    pub risk: Risk,
    /// How it ended.
    pub outcome: u32,
    /// The last state.
    pub last: u32,
}

/// Histograms of many days; counts, so that the order in which days are added does not matter.
#[derive(Debug, Clone, PartialEq)]
pub struct Histograms {
    /// Seconds of a session.
    pub time: Histogram,
    /// Seconds in the queue.
    pub wait: Histogram,
}

impl Default for Histograms {
    fn default() -> Self {
        Histograms { time: Histogram::seconds(), wait: Histogram::seconds() }
    }
}

/// The account book of one day.
pub struct Book<'a> {
    program: &'a Program,
    open_s: f64,
    slice_s: f64,
    slices_per_s: f64,
    day: Day,
    histograms: &'a mut Histograms,
}

impl<'a> Book<'a> {
    /// An empty book for a day of this length (seconds) in so many slices.
    pub fn open(program: &'a Program, open_s: f64, slices: usize, histograms: &'a mut Histograms) -> Self {
        let day = Day {
            sums: [0.0; SUMS],
            outcomes: vec![0; program.outcomes().len()],
            left_at: vec![0; program.states()],
            slices: vec![Slice::default(); slices.max(1)],
        };
        let slices = slices.max(1) as f64;
        Book { program, open_s, slice_s: open_s / slices, slices_per_s: slices / open_s, day, histograms }
    }

    /// Enters a customer, who came at one time, stood in the queue for another (both in seconds), and had a session unless they lost patience
    /// first. To be called in the order of arrival, since sums of floats depend on it.
    #[inline]
    pub fn enter(&mut self, arrival_s: f64, wait_s: f64, session: Option<&Played>) {
        let until_s = arrival_s + wait_s;
        let at = self.slice(arrival_s);
        self.day.slices[at].customers += 1.0;
        self.add(Sum::Customers, 1.0);
        self.histograms.wait.add(wait_s);
        if wait_s > 0.0 {
            self.day.slices[at].wait += wait_s;
            self.add(Sum::Waited, 1.0);
            self.add(Sum::Wait, wait_s);
            self.queued(at, arrival_s, until_s.min(self.open_s));
        }
        match session {
            None => self.add(Sum::Reneged, 1.0),
            Some(played) => self.session(until_s, played),
        }
    }

    #[inline]
    fn session(&mut self, start_s: f64, played: &Played) {
        let Played { pace, risk, .. } = played;
        self.histograms.time.add(pace.time_s);
        self.add(Sum::Served, 1.0);
        self.add(Sum::Time, pace.time_s);
        self.add(Sum::TimeSquared, pace.time_s * pace.time_s);
        self.add(Sum::Taps, f64::from(pace.taps()));
        self.add(Sum::Steps, f64::from(pace.steps));
        self.add(Sum::Interstitials, f64::from(pace.interstitials()));
        self.add(Sum::BusyArea, (played.end_s.min(self.open_s) - start_s).max(0.0));
        if risk.exposed_s > 0.0 {
            self.add(Sum::Exposed, risk.exposed_s);
            let passer_by = self.program.passer_by();
            let (rate, presses) = (passer_by.rate_per_s, passer_by.presses_per_s());
            let passed_by = window(risk.exposed_s, rate);
            self.add(Sum::PassedBy, passed_by);
            if risk.harmful_s > 0.0 {
                let all_harm = rate == presses && risk.harmful_s == risk.exposed_s;
                let tapped = if all_harm { passed_by } else { window(risk.harmful_s, presses) };
                self.add(Sum::Tapped, tapped);
                let first = risk.only_price().map_or_else(|| risk.loss_first(presses), |price| price * tapped);
                self.add(Sum::LossFirst, first);
                self.add(Sum::LossEvery, risk.harmful_cost * presses);
            }
        }
        if let Some(card) = self.program.card(risk.card_at) {
            self.add(Sum::Forgotten, card.forgotten);
            self.add(Sum::Found, card.found);
            self.add(Sum::LossFound, card.loss);
        }
        self.day.outcomes[played.outcome as usize] += 1;
        if self.program.outcomes()[played.outcome as usize] {
            self.add(Sum::Completed, 1.0);
            let passer_by = self.program.passer_by();
            self.add(Sum::LossPending, risk.pending_cost * passer_by.presses_per_s() * passer_by.unnoticed);
            self.add(Sum::CompletedInTime, if played.end_s <= self.open_s { 1.0 } else { 0.0 });
        }
        if risk.left_at != NOWHERE {
            self.add(Sum::WalkedAway, f64::from(risk.walked_away));
            self.day.left_at[risk.left_at as usize] += 1;
        } else if !self.program.outcomes()[played.outcome as usize] {
            self.day.left_at[played.last as usize] += 1;
        }
    }

    /// Closes the day.
    pub fn close(self) -> Day {
        self.day
    }

    #[inline(always)]
    fn add(&mut self, sum: Sum, value: f64) {
        self.day.sums[sum as usize] += value;
    }

    #[inline]
    fn slice(&self, at_s: f64) -> usize {
        ((at_s * self.slices_per_s) as usize).min(self.day.slices.len() - 1)
    }

    /// Somebody stood in the queue from one time to the other; the first lies in this slice.
    fn queued(&mut self, first: usize, from_s: f64, until_s: f64) {
        self.add(Sum::QueueArea, (until_s - from_s).max(0.0));
        let mut from = from_s;
        for at in first..self.day.slices.len() {
            let end = (at + 1) as f64 * self.slice_s;
            if until_s <= end || at + 1 == self.day.slices.len() {
                self.day.slices[at].queue_area += (until_s - from).max(0.0);
                return;
            }
            self.day.slices[at].queue_area += (end - from).max(0.0);
            from = end;
        }
    }
}
