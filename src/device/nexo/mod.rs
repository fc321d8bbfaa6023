//! Terminals that speak the nexo Retailer protocol: JSON over HTTPS, one call a piece of work.
//!
//! [`message`] is the protocol's language, [`seal`] the envelope that keeps it from prying eyes; [`NexoExchange`] decides what is said
//! when, and [`NexoEmulator`] is the other side. All of them are pure; the lines carry what they say.

mod emulator;
mod exchange;
mod http;
mod https;
mod line;
pub mod message;
mod names;
mod notices;
pub mod seal;
mod server;

pub use emulator::{NexoEmulator, NexoFault};
pub use exchange::{NexoExchange, NexoSetup};
pub use https::{DoorError, HttpsDoor, HttpsLine};
pub use line::{CallFailure, NexoHeard, NexoNews, NexoOrder, NexoSaid};
pub use notices::NoticeDoor;
pub use server::{NexoServer, NexoServerSetup, ServerIdentity};
