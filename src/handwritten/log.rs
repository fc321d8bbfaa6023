//! Gathers problems while files are read, so that reading never stops at the first.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::path::PathBuf;

use super::problem::{Place, Problem, Problems, Severity};
use super::suggest;

/// So many comparisons are spent on suggestions; a menu of nothing but slips must not take a minute.
const SUGGESTION_BUDGET: usize = 2_000_000;

/// Warnings leave room for errors.
const WARNINGS_KEPT: usize = Problems::KEPT / 2;

/// The problems found so far.
#[derive(Debug)]
pub(crate) struct Log {
    list: RefCell<Vec<Problem>>,
    omitted: Cell<usize>,
    errors: Cell<usize>,
    broken_syntax: Cell<bool>,
    /// File and line of every syntax error: what else is strange there follows from it.
    syntax_lines: RefCell<BTreeSet<(PathBuf, usize)>>,
    budget: Cell<usize>,
}

impl Log {
    pub(crate) fn new() -> Self {
        Self {
            list: RefCell::default(),
            omitted: Cell::new(0),
            errors: Cell::new(0),
            broken_syntax: Cell::new(false),
            syntax_lines: RefCell::default(),
            budget: Cell::new(SUGGESTION_BUDGET),
        }
    }

    pub(crate) fn error(&self, place: Place, message: impl Into<String>, remedy: impl Into<String>) {
        self.add(Severity::Error, place, None, message.into(), remedy.into());
    }

    pub(crate) fn warn(&self, place: Place, message: impl Into<String>, remedy: impl Into<String>) {
        self.add(Severity::Warning, place, None, message.into(), remedy.into());
    }

    /// An error that has to do with a second place.
    pub(crate) fn error_with(
        &self,
        place: Place,
        related: (Place, &'static str),
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.add(Severity::Error, place, Some(related), message.into(), remedy.into());
    }

    /// A line that is no TOML. Nothing else is said about that line.
    pub(crate) fn syntax_error(&self, place: Place, message: impl Into<String>, remedy: impl Into<String>) {
        self.mark_broken_syntax();
        let line = line_of(&place);
        self.add(Severity::Error, place, None, message.into(), remedy.into());
        self.syntax_lines.borrow_mut().extend(line);
    }

    /// An id that nothing has. Kept quiet when some file could not be read whole: the id may stand in the lost part.
    pub(crate) fn unknown<'a>(&self, place: Place, kind: &str, id: &str, known: impl ExactSizeIterator<Item = &'a str>) {
        if self.broken_syntax.get() {
            return;
        }
        let remedy = match self.suggest(id, known) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("write the id of a {kind} that exists, or add this {kind} first"),
        };
        self.error(place, format!("there is no {kind} \"{id}\""), remedy);
    }

    fn suggest<'a>(&self, id: &str, known: impl ExactSizeIterator<Item = &'a str>) -> Option<&'a str> {
        let left = self.budget.get().checked_sub(known.len())?;
        self.budget.set(left);
        suggest::nearest(id, known)
    }

    /// Says that a part of the menu could not be read, so that what seems missing may only be hidden.
    pub(crate) fn mark_broken_syntax(&self) {
        self.broken_syntax.set(true);
    }

    pub(crate) fn has_broken_syntax(&self) -> bool {
        self.broken_syntax.get()
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.errors.get() > 0
    }

    pub(crate) fn finish(self) -> Problems {
        Problems::new(self.list.into_inner(), self.omitted.get())
    }

    fn add(&self, severity: Severity, place: Place, related: Option<(Place, &'static str)>, message: String, remedy: String) {
        let syntax_lines = self.syntax_lines.borrow();
        if !syntax_lines.is_empty() && line_of(&place).is_some_and(|line| syntax_lines.contains(&line)) {
            return;
        }
        if severity == Severity::Error {
            self.errors.set(self.errors.get() + 1);
        }
        let mut list = self.list.borrow_mut();
        // What concerns a file as a whole is rare and matters most.
        let room = match (severity, &place.span) {
            (Severity::Error, None) => usize::MAX,
            (Severity::Error, Some(_)) => Problems::KEPT,
            (Severity::Warning, _) => WARNINGS_KEPT,
        };
        if list.len() < room {
            list.push(Problem { severity, message, remedy, place, related });
        } else {
            self.omitted.set(self.omitted.get() + 1);
        }
    }
}

fn line_of(place: &Place) -> Option<(PathBuf, usize)> {
    let span = place.span.as_ref()?;
    Some((place.file.path.clone(), place.file.line(span).0))
}

/// A text from a file inside a message: quoted, escaped, cut short.
pub(crate) fn quote(text: &str) -> String {
    const SHOWN: usize = 40;
    let mut shown: String = text.chars().take(SHOWN).flat_map(char::escape_debug).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    format!("\"{shown}\"")
}
