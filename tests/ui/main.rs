//! The window over the real machine, driven by accessible names, without a display.

#![cfg(feature = "ui")]
#![allow(clippy::float_arithmetic, reason = "rectangles on a screen")]

mod support;
mod till;
mod window;

mod atm;
mod chinese;
mod compare;
mod emulator;
mod few_taps;
mod flashes;
mod keys;
mod monkey;
mod painter;
mod payment;
mod purchase;
mod right_to_left;
mod reader;
mod screens;
mod speech;
mod targets;
mod walk;
mod wishes;
