//! The day in slices: how many come, how long those wait, how many stand in the queue, each with its interval over the days.

use super::book::Slice;
use super::run::Run;
use super::stats::{Estimate, mean, mser5, ratio};

/// One slice of the day, over all days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SliceFigure {
    /// When it begins, seconds after opening.
    pub from_s: f64,
    /// When it ends.
    pub until_s: f64,
    /// Customers who come in it.
    pub customers: Option<Estimate>,
    /// Mean time in the queue of those, seconds; nothing where too few came to tell.
    pub wait_s: Option<Estimate>,
    /// Mean number in the queue.
    pub queue: Option<Estimate>,
}

/// The profile of a run.
pub fn profile(run: &Run) -> Vec<SliceFigure> {
    let slices = run.plan.slices.max(1);
    let length_s = run.plan.arrivals.open_s() / slices as f64;
    let column =
        |at: usize, value: fn(&Slice) -> f64| -> Vec<f64> { run.days.iter().map(|day| value(&day.slices[at])).collect() };
    let figure = |at: usize| {
        let customers = column(at, |slice| slice.customers);
        let queues: Vec<f64> = column(at, |slice| slice.queue_area).into_iter().map(|area| area / length_s).collect();
        SliceFigure {
            from_s: at as f64 * length_s,
            until_s: (at + 1) as f64 * length_s,
            wait_s: ratio(&column(at, |slice| slice.wait), &customers),
            customers: mean(&customers),
            queue: mean(&queues),
        }
    };
    (0..slices).map(figure).collect()
}

/// How long the day is shaped by its empty start, by MSER-5 over the queue of its slices, seconds; for a rate that does not change over the
/// day. Nothing is cut from any figure: a day includes its beginning. Nothing where there are too few slices to tell, or where the cut lies
/// at the last place looked at, which means that the day never settles.
pub fn shaped_by_start_s(run: &Run) -> Option<f64> {
    let queues: Vec<f64> = profile(run).iter().map(|slice| slice.queue.map_or(0.0, |queue| queue.value)).collect();
    let cut = mser5(&queues)?.cut;
    let last = queues.len() / 5 / 2 * 5;
    (cut < last).then(|| cut as f64 * run.plan.arrivals.open_s() / queues.len() as f64)
}
