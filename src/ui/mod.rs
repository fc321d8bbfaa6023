//! The touchscreen window: draws a view, collects what the customer wants, and hands it to an [`Engine`].
//!
//! What it is for: egui, tokens, widgets, one file per screen. What it refuses to know: journals, devices, ports, the driver. Its
//! invariant: it decides nothing. A total, a limit, a permission and the reason for a refusal come from the view; what is kept here
//! between frames is looks, and even these are forgotten when a customer leaves.
//!
//! One frame: [`KioskApp`] pumps the engine in `logic`, draws the view in `ui`, and when the customer tapped something, pumps again and
//! draws the new view in the same frame, so that the answer to a finger is never a frame late.

#![allow(clippy::float_arithmetic, reason = "drawing")]

pub mod access;
pub mod atm;
pub mod brand;
pub mod compare;
pub mod emulator;
pub mod engine;
pub mod focus;
pub mod headless;
pub mod inspection;
pub mod landmarks;
pub mod outbox;
pub mod raster;
pub mod screens;
mod software;
pub mod speech;
pub mod theme;
pub mod widgets;

mod app;
mod display;
mod fingers;
#[cfg(target_os = "linux")]
mod input_focus;
mod pictures;
mod room;
mod terminal;
mod window;

pub use access::Access;
pub use app::{KioskApp, run};
pub use display::Display;
pub use engine::{Engine, Frame, Waker};
pub use headless::Headless;
pub use landmarks::{Landmark, Landmarks, Narrator, lines as landmark_lines};
pub use pictures::{Decode, Detail, Pictures};
pub use theme::{Mount, Panel};
pub use window::{EngineError, Renderer, Scene, WindowError, WindowOptions, WindowSize};
