//! What a sample says, and how sure it is: intervals for means, shares, ratios and differences, and where a warm-up ends.
//!
//! Student's t for means, Wilson (1927) and Clopper and Pearson (1934) for shares, the jackknife-free ratio estimator of Cochran, Sampling
//! Techniques, chapter 6, and MSER-5 of White (1997).

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};
use statrs::function::beta::{beta_reg, inv_beta_reg};
use statrs::function::erf::erfc;

/// The usual confidence: 95 of 100 intervals hold the truth.
pub const CONFIDENCE: f64 = 0.95;

/// A value, its standard error, and the half-width of its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// The standard deviation of one observation.
    pub sd: f64,
    /// The standard error of the estimate.
    pub error: f64,
    /// Half the width of the interval at [`CONFIDENCE`].
    pub half_width: f64,
    /// Degrees of freedom behind the error.
    pub freedom: f64,
}

/// The quantile of Student's t with so many degrees of freedom, for a probability inside 0..1.
pub fn t_quantile(probability: f64, freedom: f64) -> f64 {
    StudentsT::new(0.0, 1.0, freedom).map_or(f64::NAN, |t| t.inverse_cdf(probability))
}

/// The quantile of the standard normal distribution, for a probability inside 0..1.
pub fn normal_quantile(probability: f64) -> f64 {
    Normal::standard().inverse_cdf(probability)
}

/// The probability that a standard normal variable is farther from zero than this, either way.
pub fn normal_beyond(score: f64) -> f64 {
    erfc(score.abs() / std::f64::consts::SQRT_2)
}

/// The normal score that is as unlikely as this t with so many degrees of freedom, so that both are judged by one limit.
pub fn normal_score(t: f64, freedom: f64) -> f64 {
    let beyond = beta_reg(freedom / 2.0, 0.5, freedom / (freedom + t * t));
    if freedom > 1000.0 || beyond < 1e-300 {
        return t;
    }
    (-normal_quantile(beyond / 2.0)).copysign(t)
}

/// The mean of observations. Nothing from fewer than two.
pub fn mean(observations: &[f64]) -> Option<Estimate> {
    let ones = vec![1.0; observations.len()];
    ratio(observations, &ones)
}

/// The mean difference of what was observed in pairs. Nothing from fewer than two.
pub fn paired(first: &[f64], second: &[f64]) -> Option<Estimate> {
    let differences: Vec<f64> = first.iter().zip(second).map(|(first, second)| first - second).collect();
    mean(&differences)
}

/// Σs/Σn, where both vary from one replication to the next: the error comes from s - r n. Nothing from fewer than two replications, or if
/// the n are all zero.
pub fn ratio(sums: &[f64], counts: &[f64]) -> Option<Estimate> {
    let replications = sums.len().min(counts.len());
    let total: f64 = counts.iter().sum();
    if replications < 2 || total <= 0.0 {
        return None;
    }
    let value = sums.iter().sum::<f64>() / total;
    let residuals: f64 = sums.iter().zip(counts).map(|(sum, count)| (sum - value * count).powi(2)).sum();
    Some(estimate(value, residuals, total, replications))
}

/// The difference of two such ratios over the same replications: errors that both share cancel.
pub fn ratio_difference(first: (&[f64], &[f64]), second: (&[f64], &[f64])) -> Option<Estimate> {
    let (one, other) = (ratio(first.0, first.1)?, ratio(second.0, second.1)?);
    let replications = first.0.len().min(second.0.len()) as f64;
    let mean_count = |counts: &[f64]| counts.iter().sum::<f64>() / replications;
    let (one_count, other_count) = (mean_count(first.1), mean_count(second.1));
    let residual = |((s, n), (z, m)): ((&f64, &f64), (&f64, &f64))| {
        ((s - one.value * n) / one_count - (z - other.value * m) / other_count).powi(2)
    };
    let residuals = first.0.iter().zip(first.1).zip(second.0.iter().zip(second.1)).map(residual).sum();
    Some(estimate(one.value - other.value, residuals, replications, first.0.len().min(second.0.len())))
}

fn estimate(value: f64, residuals: f64, total: f64, replications: usize) -> Estimate {
    let replications = replications as f64;
    let freedom = replications - 1.0;
    let sd = (residuals / freedom).sqrt();
    let error = sd * replications.sqrt() / total;
    Estimate { value, sd, error, half_width: t_quantile(0.5 + CONFIDENCE / 2.0, freedom) * error, freedom }
}

/// Wilson's interval for a share, of so many hits in so many trials.
pub fn wilson(hits: u64, trials: u64) -> (f64, f64) {
    if trials == 0 {
        return (0.0, 1.0);
    }
    let z = normal_quantile(0.5 + CONFIDENCE / 2.0);
    let (trials, share) = (trials as f64, hits as f64 / trials as f64);
    let weight = z * z / trials;
    let middle = (share + weight / 2.0) / (1.0 + weight);
    let half = z * (share * (1.0 - share) / trials + weight / trials / 4.0).sqrt() / (1.0 + weight);
    let low = if hits == 0 { 0.0 } else { middle - half };
    let high = if share >= 1.0 { 1.0 } else { middle + half };
    (low.max(0.0), high.min(1.0))
}

/// Clopper and Pearson's interval for a share: never too narrow, often too wide.
pub fn clopper_pearson(hits: u64, trials: u64) -> (f64, f64) {
    let tail = (1.0 - CONFIDENCE) / 2.0;
    let (k, n) = (hits as f64, trials as f64);
    let low = if hits == 0 { 0.0 } else { inv_beta_reg(k, n - k + 1.0, tail) };
    let high = if hits >= trials { 1.0 } else { inv_beta_reg(k + 1.0, n - k, 1.0 - tail) };
    (low, high)
}

/// Where a series stops being shaped by how it began.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WarmUp {
    /// Observations to leave out.
    pub cut: usize,
    /// The squared error of the mean of the rest, as MSER estimates it.
    pub score: f64,
    /// The mean of the rest.
    pub mean: f64,
}

/// MSER-5: the cut, in batches of five and in the first half, after which the mean is surest. Nothing from fewer than ten observations.
pub fn mser5(series: &[f64]) -> Option<WarmUp> {
    let batches: Vec<f64> = series.chunks_exact(5).map(|batch| batch.iter().sum::<f64>() / 5.0).collect();
    let candidate = |cut: usize| {
        let rest = &batches[cut..];
        let count = rest.len() as f64;
        let mean = rest.iter().sum::<f64>() / count;
        let score = rest.iter().map(|batch| (batch - mean).powi(2)).sum::<f64>() / (count * count);
        WarmUp { cut: 5 * cut, score, mean }
    };
    if batches.len() < 2 {
        return None;
    }
    (0..=batches.len() / 2).map(candidate).min_by(|a, b| a.score.total_cmp(&b.score))
}
