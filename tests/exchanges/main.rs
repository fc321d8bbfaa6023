//! Exchanges against emulators in memory, with the product's own checkout in front: every fault fires, the books agree or a person is
//! called, and nobody is ever charged twice.

#![allow(clippy::wildcard_enum_match_arm, reason = "a test names what it looks for")]

mod caisse_ap;
mod hostile;
mod nexo;
mod sockets;
mod till;

#[path = "../fuzz/terminals.rs"]
mod terminals;
