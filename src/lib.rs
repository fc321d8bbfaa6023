//! `cardlast`: a self-service ordering kiosk that asks for your card last.
//!
//! # Map
//!
//! A pure machine sits in the middle ([`machine`]); a thin [`driver`] carries its effects to the world and the world's news back. The
//! touchscreen ([`ui`](crate)), the scripted customers ([`script`]) and the tests are users of that one core.
//!
//! ```text
//! customer taps ─┐                                         ┌─> journal (SQLite, own thread)
//! terminal news ─┼─> driver ─> step(now, event) ─> effects ─┼─> payment terminal (own thread)
//! journal acks  ─┤             pure, sans-IO                ├─> kitchen and receipt folders (own threads)
//! clock, menu   ─┘                                         └─> screen (a view to draw)
//! ```
//!
//! Modules are declared in reading order; each imports only those above it (`tests/tidy.rs` keeps that true). The invariants I1-I13 are
//! described in [`machine`] and watched by [`machine::kiosk::Witness`]. Words of the trade are explained in the README's glossary.

#[cfg(all(feature = "planted-bugs", not(debug_assertions)))]
compile_error!("planted bugs belong in no release");

pub mod planted;
pub mod money;
pub mod id;
pub mod time;
pub mod locale;
pub mod config;
pub mod handwritten;
pub mod catalogue;
pub mod order;
pub mod payment;
pub mod machine;
pub mod words;
pub mod document;
pub mod speech;
pub mod port;
pub mod journal;
pub mod driver;
pub mod device;
pub mod fake;
pub mod script;
pub mod study;
#[cfg(feature = "ui")]
pub mod ui;
#[cfg(feature = "ui")]
pub mod tapes;
#[cfg(feature = "ui")]
pub mod gallery;
