//! Flow files: a session described in TOML, by people who are no programmers.
//!
//! What it is for: turning a file into a [`Chain`](super::chain::Chain) with every number's source, or into everything that is wrong with it, each thing
//! with line, caret and remedy. A flow that names a shipped machine describes people only; [`conformance`] drives sampled sessions through that
//! machine before anybody is timed. What it refuses to know: days, queues, and where files lie.

mod model;
mod operators;
mod numbers;
mod duration;
mod state;
mod file;
mod presets;
mod profile;
pub mod conformance;

pub use duration::shape_words;
pub use file::read;
pub use model::{Amount, Card, Flow, Input, Machine, Source, Standing};
pub use operators::{OPERATORS, Operator};
pub use presets::{PRESETS, Preset, preset};
pub use profile::{PROFILES, Profile, profile, read_profile};
