//! Customers in front of machines: the classical formulae, exact and approximate.
//!
//! λ arrivals per second, μ sessions per second of one machine, c machines, a = λ/μ, ρ = a/c. Erlang (1917) for B and C; Pollaczek and
//! Khinchine for M/G/1; Allen and Cunneen (Allen, Probability, Statistics and Queueing Theory), Cosmetatos (1976) and Kimura (1986) for
//! the approximations.

/// Poisson arrivals at c machines with exponential sessions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mmc {
    /// Arrivals per second, above zero.
    pub arrivals: f64,
    /// Sessions per second that one machine serves, above zero.
    pub service: f64,
    /// Machines, at least one.
    pub machines: u32,
}

/// What a queue settles to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Steady {
    /// Probability that a customer has to wait.
    pub waits: f64,
    /// Mean time in the queue, seconds; of all who are let in.
    pub wait_s: f64,
    /// Mean number waiting.
    pub queue: f64,
    /// Mean number waiting or being served.
    pub present: f64,
    /// Customers served per second.
    pub throughput: f64,
    /// Probability of leaving unserved: turned away at the door, or out of patience.
    pub lost: f64,
}

impl Mmc {
    /// a = λ/μ: the machines that would be busy if there were enough.
    pub fn offered(&self) -> f64 {
        self.arrivals / self.service
    }

    /// ρ = a/c.
    pub fn utilisation(&self) -> f64 {
        self.offered() / f64::from(self.machines)
    }

    /// Whether the queue settles; at ρ ≥ 1 it grows for as long as people come.
    pub fn is_stable(&self) -> bool {
        self.utilisation() < 1.0
    }

    /// Erlang B: the share turned away where nobody can wait.
    pub fn erlang_b(&self) -> f64 {
        let offered = self.offered();
        (1..=self.machines).fold(1.0, |blocked, machine| offered * blocked / (f64::from(machine) + offered * blocked))
    }

    /// Erlang C: the share who wait. Nothing where the queue never settles.
    pub fn erlang_c(&self) -> Option<f64> {
        let blocked = self.erlang_b();
        self.is_stable().then(|| blocked / (1.0 - self.utilisation() * (1.0 - blocked)))
    }

    /// What it settles to; nothing where it does not.
    pub fn steady(&self) -> Option<Steady> {
        let waits = self.erlang_c()?;
        let wait_s = waits / self.spare();
        let queue = self.arrivals * wait_s;
        Some(Steady { waits, wait_s, queue, present: queue + self.offered(), throughput: self.arrivals, lost: 0.0 })
    }

    /// P(wait > t).
    pub fn waits_longer(&self, seconds: f64) -> Option<f64> {
        Some(self.erlang_c()? * (-self.spare() * seconds).exp())
    }

    /// The wait that this share (0..1) of customers does not exceed, seconds.
    pub fn wait_quantile(&self, share: f64) -> Option<f64> {
        Some(((self.erlang_c()? / (1.0 - share)).ln() / self.spare()).max(0.0))
    }

    /// Allen-Cunneen: mean wait with squared coefficients of variation of arrivals and sessions. About 10 % off for cs² near 1.
    pub fn allen_cunneen(&self, arrivals_cv2: f64, sessions_cv2: f64) -> Option<f64> {
        Some(self.steady()?.wait_s * (arrivals_cv2 + sessions_cv2) / 2.0)
    }

    /// Cosmetatos: mean wait when every session takes the same time.
    pub fn cosmetatos(&self) -> Option<f64> {
        let (machines, load) = (f64::from(self.machines), self.utilisation());
        let correction = (1.0 - load) * (machines - 1.0) * ((4.0 + 5.0 * machines).sqrt() - 2.0) / (16.0 * load * machines);
        Some(0.5 * self.steady()?.wait_s * (1.0 + correction))
    }

    /// Kimura: mean wait with general sessions, between the exponential and the fixed; meant for cs² ≤ 1.
    pub fn kimura(&self, sessions_cv2: f64) -> Option<f64> {
        let (exponential, fixed) = (self.steady()?.wait_s, self.cosmetatos()?);
        Some((1.0 + sessions_cv2) / (2.0 * sessions_cv2 / exponential + (1.0 - sessions_cv2) / fixed))
    }

    /// M/M/c/K: room for `room` customers in all (at least c); whoever finds it full leaves. Settles at any load.
    pub fn with_room_for(&self, room: u32) -> Steady {
        let room = room.max(self.machines);
        self.birth_and_death(f64::from(room), |_| 0.0, |present| present >= f64::from(room))
    }

    /// M/M/c+M: whoever waits loses patience at this rate (per second, above zero) and leaves. Settles at any load.
    pub fn with_patience(&self, impatience: f64) -> Steady {
        self.birth_and_death(f64::INFINITY, |waiting| waiting * impatience, |_| false)
    }

    /// cμ - λ.
    fn spare(&self) -> f64 {
        f64::from(self.machines) * self.service - self.arrivals
    }

    fn birth_and_death(&self, room: f64, leaving: impl Fn(f64) -> f64, turned_away: impl Fn(f64) -> bool) -> Steady {
        let machines = f64::from(self.machines);
        let (mut weight, mut total, mut present) = (1.0_f64, 0.0, 0.0_f64);
        let (mut queue, mut inside, mut waits, mut lost_rate) = (0.0, 0.0, 0.0, 0.0);
        loop {
            let waiting = (present - machines).max(0.0);
            total += weight;
            queue += weight * waiting;
            inside += weight * present;
            lost_rate += weight * leaving(waiting);
            if turned_away(present) {
                lost_rate += weight * self.arrivals;
            } else if present >= machines {
                waits += weight;
            }
            let out = (present + 1.0).min(machines) * self.service + leaving((present + 1.0 - machines).max(0.0));
            let past_the_peak = self.arrivals < out;
            if present >= room || past_the_peak && weight < total * 1e-18 {
                break;
            }
            weight *= self.arrivals / out;
            present += 1.0;
            // Far from the peak weights may grow past what a float holds.
            if weight > 1e200 {
                for sum in [&mut weight, &mut total, &mut queue, &mut inside, &mut waits, &mut lost_rate] {
                    *sum *= 1e-200;
                }
            }
        }
        let lost = lost_rate / total / self.arrivals;
        let (queue, turned) = (queue / total, if room.is_finite() { lost } else { 0.0 });
        let admitted = self.arrivals * (1.0 - turned);
        Steady {
            waits: waits / total,
            wait_s: queue / admitted,
            queue,
            present: inside / total,
            throughput: self.arrivals * (1.0 - lost),
            lost,
        }
    }
}

/// Pollaczek-Khinchine: mean wait at one machine with general sessions of this mean (seconds) and squared coefficient of variation.
pub fn single_machine_wait(arrivals: f64, session_s: f64, session_cv2: f64) -> Option<f64> {
    let load = arrivals * session_s;
    (load < 1.0).then(|| arrivals * session_s * session_s * (1.0 + session_cv2) / (2.0 * (1.0 - load)))
}
