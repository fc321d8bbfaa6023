//! What is made of a study: the table, the files and the page that people read.
//!
//! Everything says where its numbers come from, and what nobody measured is called assumed. No clock is read, so equal inputs give equal bytes.

mod words;
mod results;
mod compare;
mod sessions;
mod table;
mod tornado;
mod files;
mod svg;
mod plots;
mod html;

pub use compare::{BreakEven, Compared, Finding, compare, findings};
pub use files::{csv_files, json};
pub use html::html;
pub use results::{Day, Played, Study, hash};
pub use sessions::session_words;
pub use table::{flow_table, foot};
pub use words::{label, number, unit_word};
