//! How long a customer stays in one state: a mean, and the shape of the spread around it.

/// The distribution of the time spent in a state at one visit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dwell {
    /// Mean, in seconds; finite and not negative. Zero is a state that takes no time.
    pub mean_s: f64,
    /// The spread around the mean.
    pub shape: Shape,
}

/// The family a dwell time belongs to, apart from its mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape {
    /// No memory; variance is the square of the mean.
    Exponential,
    /// The same every time.
    Fixed,
    /// Gamma with this shape parameter, above zero; variance is mean² / shape. Whole numbers are sums of exponential phases.
    Gamma(f64),
    /// Lognormal with this coefficient of variation (standard deviation over mean), above zero.
    Lognormal(f64),
}

impl Dwell {
    /// A dwell time without memory.
    pub fn exponential(mean_s: f64) -> Self {
        Dwell { mean_s, shape: Shape::Exponential }
    }

    /// A dwell time that never varies.
    pub fn fixed(mean_s: f64) -> Self {
        Dwell { mean_s, shape: Shape::Fixed }
    }

    /// The mean of the square, in seconds squared: (1 + cv²) mean².
    pub fn second_moment(&self) -> f64 {
        (1.0 + self.shape.cv_squared()) * self.mean_s * self.mean_s
    }
}

impl Shape {
    /// The squared coefficient of variation: variance over mean².
    pub fn cv_squared(self) -> f64 {
        match self {
            Shape::Exponential => 1.0,
            Shape::Fixed => 0.0,
            Shape::Gamma(shape) => 1.0 / shape,
            Shape::Lognormal(cv) => cv * cv,
        }
    }

    /// Whether the parameter, where there is one, is a finite number above zero.
    pub fn is_proper(self) -> bool {
        match self {
            Shape::Exponential | Shape::Fixed => true,
            Shape::Gamma(parameter) | Shape::Lognormal(parameter) => parameter.is_finite() && parameter > 0.0,
        }
    }
}

/// Half a grid of the trapezoidal rule for the lognormal transform: 10 standard deviations in steps of 1/25.
const GRID: i32 = 250;

impl Dwell {
    /// The mean of e^(-rate·D): the probability that a Poisson stream of this rate (per second) has no event during a visit.
    ///
    /// Exponential 1/(1+r m), fixed e^(-r m), gamma (1+r m/k)^(-k); lognormal by the trapezoidal rule over the normal variable, which
    /// converges faster than any power of the step.
    pub fn transform(&self, rate: f64) -> f64 {
        let load = rate * self.mean_s;
        if load == 0.0 {
            return 1.0;
        }
        match self.shape {
            Shape::Exponential => 1.0 / (1.0 + load),
            Shape::Fixed => (-load).exp(),
            Shape::Gamma(shape) => (-shape * (load / shape).ln_1p()).exp(),
            Shape::Lognormal(cv) => {
                let (mu, sigma) = lognormal_of_unit_mean(cv);
                let step = 10.0 / f64::from(GRID);
                let point = |at: i32| {
                    let z = f64::from(at) * step;
                    (-0.5 * z * z - load * (mu + sigma * z).exp()).exp()
                };
                (-GRID..=GRID).map(point).sum::<f64>() * step / std::f64::consts::TAU.sqrt()
            }
        }
    }
}

/// μ and σ of the logarithm, for a lognormal of mean 1 and this coefficient of variation.
pub(super) fn lognormal_of_unit_mean(cv: f64) -> (f64, f64) {
    let variance = (cv * cv).ln_1p();
    (-variance / 2.0, variance.sqrt())
}
