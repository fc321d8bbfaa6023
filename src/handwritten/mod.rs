//! Files that people write by hand, in TOML: read key by key, so that everything that is wrong is said at once, with place and remedy.
//!
//! What it is for: menus and flow files, and whatever else a person keeps in a text file. What it refuses to know: what any key means, and
//! where files lie. Its invariant: whatever stands in a file, reading goes on to its end and never panics.

mod problem;
mod suggest;
mod log;
mod reader;
mod document;

pub(crate) use document::{Decimals, Names, with_document};
pub(crate) use log::{Log, quote};
pub use problem::{Paint, Problem, Problems, Severity};
pub(crate) use problem::{Place, SourceFile};
pub(crate) use reader::{Field, Key, Reader, key};
pub(crate) use suggest::nearest;
