//! What is reported of a run: the metrics, what they are called, and in which unit.

use super::book::Sum;
use super::chain::Chain;

/// A thing that is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Metric {
    /// Mean time of a session at the machine.
    Time,
    /// The time that so many of a thousand sessions do not exceed.
    TimeQuantile(u16),
    /// Taps of a session.
    Taps,
    /// States visited in a session.
    Steps,
    /// Interstitials seen in a session.
    Interstitials,
    /// Share of sessions that complete.
    Completed,
    /// Share of sessions that end like this.
    Outcome(usize),
    /// Share of sessions abandoned in this state.
    AbandonedAt(usize),
    /// Customers who walk away without ending their session, for each session.
    WalkedAway,
    /// Time authenticated and exposed, for each session.
    Exposed,
    /// Probability that a passer-by comes while the session is exposed.
    PassedBy,
    /// Probability of a harmful press while exposed.
    Tapped,
    /// Expected loss of a session if the first harmful press is the last.
    LossFirst,
    /// Expected loss of a session if every harmful press counts.
    LossEvery,
    /// Expected loss of a session by unnoticed changes of a pending order.
    LossPending,
    /// Probability that the card is forgotten.
    Forgotten,
    /// Probability that a forgotten card is found by a stranger.
    Found,
    /// Expected loss of a session by cards found.
    LossFound,
    /// Mean time in the queue of all who come, followed past closing.
    Wait,
    /// The time in the queue that so many of a thousand customers do not exceed.
    WaitQuantile(u16),
    /// Share of customers who have to wait.
    Waits,
    /// Share of customers who lose patience in the queue.
    Reneged,
    /// Mean number waiting while the doors are open.
    Queue,
    /// Share of the machines' time in use while the doors are open.
    Utilisation,
    /// Sessions completed before closing, for each machine and hour.
    Throughput,
    /// Customers who come in a day.
    Customers,
}

/// In what a metric is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// A number of things.
    Count,
    /// A share or a probability, 0..=1.
    Share,
    /// Whole units of the currency.
    Money,
    /// Things in an hour.
    PerHour,
}

/// Quantiles of times that are reported, of a thousand.
pub const QUANTILES: [u16; 3] = [500, 900, 990];

/// What a mean is taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Per {
    /// Sessions played.
    Session,
    /// Customers who came.
    Customer,
    /// The time that doors are open.
    OpenTime,
    /// The time that doors are open, for all machines.
    MachineTime,
    /// Machine-hours.
    MachineHour,
    /// Days.
    Day,
}

/// A kind of session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// That completes.
    Completed,
    /// That ends like this.
    Outcome(usize),
    /// That is abandoned in this state.
    AbandonedAt(usize),
}

/// How a metric is got from the sums of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// A sum over something else that is summed.
    Ratio(Sum, Per),
    /// Sessions of a kind among all.
    Share(Kind),
    /// From the histogram of session times.
    TimeQuantile(u16),
    /// From the histogram of waits.
    WaitQuantile(u16),
}

impl Metric {
    /// All metrics of a chain, in the order in which they are reported.
    pub fn all(chain: &Chain) -> Vec<Metric> {
        let mut all = vec![Metric::Time];
        all.extend(QUANTILES.map(Metric::TimeQuantile));
        all.extend([Metric::Taps, Metric::Steps, Metric::Interstitials, Metric::Completed]);
        all.extend((0..chain.outcomes.len()).map(Metric::Outcome));
        all.extend((0..chain.states.len()).filter(|at| !chain.states[*at].absent).map(Metric::AbandonedAt));
        all.extend([Metric::WalkedAway, Metric::Exposed, Metric::PassedBy, Metric::Tapped]);
        all.extend([Metric::LossFirst, Metric::LossEvery, Metric::LossPending]);
        all.extend([Metric::Forgotten, Metric::Found, Metric::LossFound]);
        all.push(Metric::Wait);
        all.extend(QUANTILES.map(Metric::WaitQuantile));
        all.extend([Metric::Waits, Metric::Reneged, Metric::Queue, Metric::Utilisation, Metric::Throughput, Metric::Customers]);
        all
    }

    /// A name for files: lower case, hyphens, the chain's own names behind a slash.
    pub fn key(self, chain: &Chain) -> String {
        let word = match self {
            Metric::Time => "time",
            Metric::TimeQuantile(thousandth) => return format!("time-{}", f64::from(thousandth) / 10.0),
            Metric::Taps => "taps",
            Metric::Steps => "steps",
            Metric::Interstitials => "interstitials",
            Metric::Completed => "completed",
            Metric::Outcome(at) => return format!("outcome/{}", chain.outcomes[at].name),
            Metric::AbandonedAt(at) => return format!("abandoned/{}", chain.states[at].name),
            Metric::WalkedAway => "walked-away",
            Metric::Exposed => "exposed",
            Metric::PassedBy => "passed-by",
            Metric::Tapped => "tapped",
            Metric::LossFirst => "loss-first",
            Metric::LossEvery => "loss-every",
            Metric::LossPending => "loss-pending",
            Metric::Forgotten => "card-forgotten",
            Metric::Found => "card-found",
            Metric::LossFound => "loss-card",
            Metric::Wait => "wait",
            Metric::WaitQuantile(thousandth) => return format!("wait-{}", f64::from(thousandth) / 10.0),
            Metric::Waits => "waits",
            Metric::Reneged => "reneged",
            Metric::Queue => "queue",
            Metric::Utilisation => "utilisation",
            Metric::Throughput => "throughput",
            Metric::Customers => "customers",
        };
        word.to_owned()
    }

    /// In what it is measured.
    pub fn unit(self) -> Unit {
        match self {
            Metric::Time | Metric::TimeQuantile(_) | Metric::Exposed | Metric::Wait | Metric::WaitQuantile(_) => Unit::Seconds,
            Metric::Taps | Metric::Steps | Metric::Interstitials | Metric::Queue | Metric::Customers => Unit::Count,
            Metric::LossFirst | Metric::LossEvery | Metric::LossPending | Metric::LossFound => Unit::Money,
            Metric::Throughput => Unit::PerHour,
            Metric::Completed
            | Metric::Outcome(_)
            | Metric::AbandonedAt(_)
            | Metric::WalkedAway
            | Metric::PassedBy
            | Metric::Tapped
            | Metric::Forgotten
            | Metric::Found
            | Metric::Waits
            | Metric::Reneged
            | Metric::Utilisation => Unit::Share,
        }
    }

    pub(super) fn how(self) -> How {
        match self {
            Metric::Time => How::Ratio(Sum::Time, Per::Session),
            Metric::TimeQuantile(thousandth) => How::TimeQuantile(thousandth),
            Metric::Taps => How::Ratio(Sum::Taps, Per::Session),
            Metric::Steps => How::Ratio(Sum::Steps, Per::Session),
            Metric::Interstitials => How::Ratio(Sum::Interstitials, Per::Session),
            Metric::Completed => How::Share(Kind::Completed),
            Metric::Outcome(at) => How::Share(Kind::Outcome(at)),
            Metric::AbandonedAt(at) => How::Share(Kind::AbandonedAt(at)),
            Metric::WalkedAway => How::Ratio(Sum::WalkedAway, Per::Session),
            Metric::Exposed => How::Ratio(Sum::Exposed, Per::Session),
            Metric::PassedBy => How::Ratio(Sum::PassedBy, Per::Session),
            Metric::Tapped => How::Ratio(Sum::Tapped, Per::Session),
            Metric::LossFirst => How::Ratio(Sum::LossFirst, Per::Session),
            Metric::LossEvery => How::Ratio(Sum::LossEvery, Per::Session),
            Metric::LossPending => How::Ratio(Sum::LossPending, Per::Session),
            Metric::Forgotten => How::Ratio(Sum::Forgotten, Per::Session),
            Metric::Found => How::Ratio(Sum::Found, Per::Session),
            Metric::LossFound => How::Ratio(Sum::LossFound, Per::Session),
            Metric::Wait => How::Ratio(Sum::Wait, Per::Customer),
            Metric::WaitQuantile(thousandth) => How::WaitQuantile(thousandth),
            Metric::Waits => How::Ratio(Sum::Waited, Per::Customer),
            Metric::Reneged => How::Ratio(Sum::Reneged, Per::Customer),
            Metric::Queue => How::Ratio(Sum::QueueArea, Per::OpenTime),
            Metric::Utilisation => How::Ratio(Sum::BusyArea, Per::MachineTime),
            Metric::Throughput => How::Ratio(Sum::CompletedInTime, Per::MachineHour),
            Metric::Customers => How::Ratio(Sum::Customers, Per::Day),
        }
    }
}
