//! Stories of the cash machine: the same language, with `machine atm` as its first line.

mod command;
mod expect;
mod parse;
mod player;

pub use command::{AtmCommand, AtmExpectation};
pub(super) use parse::command;
pub(super) use player::play;
pub use player::{AtmScene, atm_scene, drive_atm};
