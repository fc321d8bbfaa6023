//! The flow simulator: what a flow costs its customers, in seconds, taps, queues and money left lying about.
//!
//! Two ways to each number. The exact one treats a session as an absorbing Markov chain and the machines as a queue; the sampled one
//! plays day after day of customers and passers-by. Wherever both exist they stand side by side, and a run that strays from its exact
//! values fails its own check. Reading order: [`chain`] says what a session is, then come the exact answers, then the engines.
//!
//! Units everywhere: seconds, rates per second, money in whole units of the currency. Nothing here reads a clock, a file or a random
//! source of the system; equal inputs give equal bytes, whatever the number of threads.
#![allow(clippy::float_arithmetic, reason = "a study estimates; no amount that anybody pays is computed here")]

pub mod chain;
pub mod dwell;
pub mod linear;
pub mod session;
pub mod queue;
pub mod phase;
pub mod crowd;
pub mod steady;
pub mod arrivals;
pub mod day;
pub mod random;
pub mod quantile;
pub mod program;
pub mod histogram;
pub mod book;
pub mod plan;
pub mod walk;
pub mod events;
pub mod replay;
pub mod run;
pub mod stats;
pub mod metrics;
pub mod exact;
pub mod figures;
pub mod profile;
pub mod sensitivity;
pub mod flow;
pub mod report;
