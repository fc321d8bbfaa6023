//! The figures of a run: each with its interval, the exact value beside it, and whether the two agree.

use super::book::{Day, Sum};
use super::chain::{Chain, Hazard};
use super::exact::Exact;
use super::metrics::{How, Kind, Metric, Per};
use super::plan::Plan;
use super::run::Run;
use super::stats::{CONFIDENCE, Estimate, mean, normal_quantile, normal_score, ratio, ratio_difference, t_quantile, wilson};

/// How often the self-check may fail a run in which nothing is wrong, in percent, all its comparisons together.
pub const FALSE_ALARM: f64 = 0.1;
/// Fewer expected events than this are not judged: what they give is not normal yet.
pub const FEWEST_EVENTS: f64 = 30.0;

/// One metric of one run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// What was measured.
    pub metric: Metric,
    /// The estimate; nothing where nobody gave occasion to measure it.
    pub value: Option<f64>,
    /// The interval that holds the truth 95 times of 100; nothing where there are too few days to tell.
    pub interval: Option<(f64, f64)>,
    /// The exact value, where there is one.
    pub exact: Option<f64>,
    /// How many standard errors the estimate lies from the exact value, put as a normal score.
    pub z: Option<f64>,
    /// Whether it takes part in the check of the run.
    pub judged: bool,
}

/// Figures of a run, and the verdict on them.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// All metrics, in the order of [`Metric::all`].
    pub figures: Vec<Figure>,
    /// The score that none of those judged may exceed, corrected for their number (Šidák).
    pub limit: f64,
}

impl Figures {
    /// Reads the figures off a run.
    pub fn of(run: &Run, exact: Option<&Exact>) -> Figures {
        let figures: Vec<Figure> = Metric::all(&run.chain).into_iter().map(|metric| figure(run, metric, exact)).collect();
        let mut figures = Figures { figures, limit: 0.0 };
        figures.allow_false_alarms(FALSE_ALARM);
        figures
    }

    /// Judges by the limit that fails so many of a hundred honest runs.
    pub fn allow_false_alarms(&mut self, percent: f64) {
        self.limit = limit(self.figures.iter().filter(|figure| figure.judged).count(), percent / 100.0);
    }

    /// One of them.
    pub fn get(&self, metric: Metric) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.metric == metric)
    }

    /// Those judged that lie farther from their exact value than chance explains.
    pub fn astray(&self) -> impl Iterator<Item = &Figure> + '_ {
        self.figures.iter().filter(|figure| figure.judged && figure.z.is_some_and(|z| z.is_nan() || z.abs() > self.limit))
    }
}

/// The limit for so many comparisons, of which one exceeds it in this share of honest runs.
fn limit(comparisons: usize, false_alarms: f64) -> f64 {
    let each = -((-false_alarms).ln_1p() / comparisons.max(1) as f64).exp_m1();
    normal_quantile(1.0 - each / 2.0)
}

fn figure(run: &Run, metric: Metric, exact: Option<&Exact>) -> Figure {
    let truth = exact.and_then(|exact| exact.value(metric, &run.plan));
    let enough = exact.is_some_and(|exact| events(run, exact, metric) >= FEWEST_EVENTS);
    let drawn = match metric.how() {
        How::Ratio(sum, per) => by_days(run, sum, per, truth),
        How::Share(kind) => share(run, kind, truth),
        How::TimeQuantile(thousandth) => time_quantile(run, f64::from(thousandth) / 1000.0, truth),
        How::WaitQuantile(thousandth) => wait_quantile(run, f64::from(thousandth) / 1000.0),
    };
    let Drawn { value, interval, z } = drawn;
    Figure { metric, value, interval, exact: truth, z, judged: z.is_some() && enough }
}

struct Drawn {
    value: Option<f64>,
    interval: Option<(f64, f64)>,
    z: Option<f64>,
}

/// What a mean is taken over, day by day.
fn counts(days: &[Day], plan: &Plan, per: Per) -> Vec<f64> {
    let open_s = plan.arrivals.open_s();
    let machines = f64::from(plan.machines);
    let count = |day: &Day| match per {
        Per::Session => day.sum(Sum::Served),
        Per::Customer => day.sum(Sum::Customers),
        Per::OpenTime => open_s,
        Per::MachineTime => open_s * machines,
        Per::MachineHour => open_s * machines / 3600.0,
        Per::Day => 1.0,
    };
    days.iter().map(count).collect()
}

fn by_days(run: &Run, sum: Sum, per: Per, truth: Option<f64>) -> Drawn {
    let sums: Vec<f64> = run.days.iter().map(|day| day.sum(sum)).collect();
    let counts = counts(&run.days, &run.plan, per);
    match ratio(&sums, &counts) {
        Some(estimate) => Drawn {
            value: Some(estimate.value),
            interval: Some((estimate.value - estimate.half_width, estimate.value + estimate.half_width)),
            z: truth.map(|truth| score(&estimate, truth)),
        },
        None => {
            let total: f64 = counts.iter().sum();
            Drawn { value: (total > 0.0).then(|| sums.iter().sum::<f64>() / total), interval: None, z: None }
        }
    }
}

/// How many standard errors off, where an error of zero allows nothing but rounding.
fn score(estimate: &Estimate, truth: f64) -> f64 {
    let off = estimate.value - truth;
    if off.abs() <= 1e-12 * truth.abs() {
        return 0.0;
    }
    if estimate.error == 0.0 { f64::INFINITY.copysign(off) } else { normal_score(off / estimate.error, estimate.freedom) }
}

fn share(run: &Run, kind: Kind, truth: Option<f64>) -> Drawn {
    let completes = |at: usize| run.chain.outcomes[at].completed;
    let of_day = |day: &Day| -> u64 {
        let outcomes = day.outcomes.iter().copied().map(u64::from).enumerate();
        match kind {
            Kind::Outcome(at) => u64::from(day.outcomes[at]),
            Kind::AbandonedAt(at) => u64::from(day.left_at[at]),
            Kind::Completed => outcomes.filter(|(at, _)| completes(*at)).map(|(_, count)| count).sum(),
        }
    };
    let hits: u64 = run.days.iter().map(of_day).sum();
    let trials = run.histograms.time.count();
    if trials == 0 {
        return Drawn { value: None, interval: None, z: None };
    }
    let value = hits as f64 / trials as f64;
    let z = truth.map(|truth| {
        // Sums over a chain may end a rounding beside 0 or 1.
        let spread = (truth * (1.0 - truth)).max(0.0);
        let off = value - truth;
        if off.abs() < 1e-12 { 0.0 } else { off / (spread / trials as f64).sqrt() }
    });
    Drawn { value: Some(value), interval: Some(wilson(hits, trials)), z }
}

/// Sessions are independent of each other, so ranks are binomial.
fn time_quantile(run: &Run, share: f64, truth: Option<f64>) -> Drawn {
    let times = &run.histograms.time;
    let error = (share * (1.0 - share) / times.count().max(1) as f64).sqrt();
    let reach = normal_quantile(0.5 + CONFIDENCE / 2.0) * error;
    let interval = times.quantile(share - reach).zip(times.quantile(share + reach));
    let value = times.quantile(share);
    // Where nobody came, nothing lies anywhere.
    let z = value.and(truth).map(|truth| (share - times.share_up_to(truth)) / error);
    Drawn { value, interval, z }
}

/// Waits of one day hang together, so the error comes from how much sections of the days differ.
fn wait_quantile(run: &Run, share: f64) -> Drawn {
    let value = run.histograms.wait.quantile(share);
    let sections: Vec<f64> = run.sections.iter().filter_map(|section| section.quantile(share)).collect();
    let half = mean(&sections).map(|estimate| t_quantile(0.5 + CONFIDENCE / 2.0, estimate.freedom) * estimate.error);
    Drawn { value, interval: value.zip(half).map(|(value, half)| ((value - half).max(0.0), value + half)), z: None }
}

/// How many events are expected behind a metric: for shares the rarer side, for what few sessions add to those that do, for queues days.
fn events(run: &Run, exact: &Exact, metric: Metric) -> f64 {
    let chain: &Chain = &run.chain;
    let session = &exact.session;
    let sessions = run.histograms.time.count() as f64;
    let rarer = |share: f64| sessions * share.min(1.0 - share);
    let reached = |counts: &dyn Fn(usize) -> bool| {
        let most =
            session.reached.iter().enumerate().filter(|(at, _)| counts(*at)).map(|(_, reached)| *reached).fold(0.0, f64::max);
        sessions * most
    };
    let exposed = |at: usize| chain.states[at].is_exposed();
    match metric {
        Metric::Completed => rarer(session.completed),
        Metric::Outcome(at) => rarer(session.outcomes[at]),
        Metric::AbandonedAt(at) => rarer(session.abandoned_at[at]),
        Metric::WalkedAway => sessions * session.walked_away,
        Metric::TimeQuantile(thousandth) => rarer(f64::from(thousandth) / 1000.0),
        Metric::Exposed | Metric::PassedBy | Metric::Tapped | Metric::LossFirst | Metric::LossEvery => reached(&exposed),
        Metric::LossPending => reached(&|at| matches!(chain.states[at].hazard, Hazard::Pending { .. })) * session.completed,
        Metric::Forgotten | Metric::Found | Metric::LossFound => reached(&|at| chain.states[at].card_return.is_some()),
        Metric::Interstitials => reached(&|at| chain.states[at].interstitial),
        Metric::Time | Metric::Taps | Metric::Steps => sessions,
        Metric::Wait | Metric::Waits | Metric::Reneged | Metric::Queue => {
            // Days without any queue tell nothing of it.
            let queued = run.days.iter().filter(|day| day.sum(Sum::Waited) > 0.0).count();
            queued as f64
        }
        Metric::WaitQuantile(_) | Metric::Utilisation | Metric::Throughput | Metric::Customers => run.days.len() as f64,
    }
}

/// How much larger a metric is in one run than in another of the same days, as an estimate whose error leaves out what both share. Only for
/// metrics that are means over days; quantiles have none, and runs of different length or seed are no pair.
pub fn difference(first: &Run, second: &Run, metric: Metric) -> Option<Estimate> {
    if first.plan.seed != second.plan.seed || first.days.len() != second.days.len() {
        return None;
    }
    let sides = [first, second].map(|run| {
        let (sums, per): (Vec<f64>, Per) = match metric.how() {
            How::Ratio(sum, per) => (run.days.iter().map(|day| day.sum(sum)).collect(), per),
            How::Share(Kind::Completed) => (run.days.iter().map(|day| day.sum(Sum::Completed)).collect(), Per::Session),
            // Outcomes and states of two chains need not be the same ones.
            How::Share(_) | How::TimeQuantile(_) | How::WaitQuantile(_) => return None,
        };
        Some((sums, counts(&run.days, &run.plan, per)))
    });
    let [Some(first), Some(second)] = sides else { return None };
    ratio_difference((&first.0, &first.1), (&second.0, &second.1))
}
