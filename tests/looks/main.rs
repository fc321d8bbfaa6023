//! How the screens look: every scene of the gallery, in every mode that a customer can switch on and a restaurant can choose.

#![cfg(feature = "ui")]
#![allow(clippy::float_arithmetic, reason = "rectangles on a screen")]

mod drawings;

mod cut;
mod desks;
mod edges;
mod gaps;
mod ink;
mod machines;
mod modes;
mod planted;
mod ways;
