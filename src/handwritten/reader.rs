//! Walks a TOML document key by key. Every slip becomes a problem with its place, and the walk goes on.

use std::cell::RefCell;
use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::log::{Log, quote};
use super::problem::{Place, SourceFile};
use super::suggest;

/// A key of the format with an example of how to write it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) example: &'static str,
}

/// Shorthand for a [`Key`].
pub(crate) const fn key(name: &'static str, example: &'static str) -> Key {
    Key { name, example }
}

/// What all readers of one file share.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) file: &'a Arc<SourceFile>,
    pub(crate) log: &'a Log,
    /// The file has syntax errors: what is missing or strange may only be hidden or displaced by them.
    pub(crate) broken: bool,
}

impl Scope<'_> {
    pub(crate) fn place(&self, span: Range<usize>) -> Place {
        Place { file: Arc::clone(self.file), span: Some(span) }
    }
}

/// Reads the keys of one table and remembers which it was asked for.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    pub(crate) scope: Scope<'a>,
    table: &'a DeTable<'a>,
    span: Option<Range<usize>>,
    what: String,
    asked: RefCell<Vec<Key>>,
    missing: RefCell<Vec<Key>>,
}

impl<'a> Reader<'a> {
    /// A reader for a table that a message calls `what`, such as `product "fries"`.
    pub(crate) fn new(scope: Scope<'a>, table: &'a DeTable<'a>, span: Option<Range<usize>>, what: String) -> Self {
        Self { scope, table, span, what, asked: RefCell::default(), missing: RefCell::default() }
    }

    /// The table as a whole: its header, or the file.
    pub(crate) fn place(&self) -> Place {
        Place { file: Arc::clone(self.scope.file), span: self.span.clone() }
    }

    /// Where the table begins, to bring tables back into the order of the file.
    pub(crate) fn offset(&self) -> usize {
        self.span.as_ref().map_or(0, |span| span.start)
    }

    /// What messages call this table.
    pub(crate) fn what(&self) -> &str {
        &self.what
    }

    /// Gives the table a better name once it is known.
    pub(crate) fn call(&mut self, what: String) {
        self.what = what;
    }

    /// A key that may be left out.
    pub(crate) fn optional(&self, key: Key) -> Option<Field<'a>> {
        self.asked.borrow_mut().push(key);
        let value = self.table.get(key.name)?;
        Some(Field { scope: self.scope, key, value, place_in_list: false })
    }

    /// A key that must be there; its absence is reported by [`Reader::finish`].
    pub(crate) fn required(&self, key: Key) -> Option<Field<'a>> {
        let field = self.optional(key);
        if field.is_none() {
            self.missing.borrow_mut().push(key);
        }
        field
    }

    /// The tables of `[[key]]`, none when the key is absent. A lone `[key]` is reported and read all the same.
    pub(crate) fn tables(&self, key: Key, what: &str) -> Vec<Reader<'a>> {
        let Some(field) = self.optional(key) else { return Vec::new() };
        if let DeValue::Table(_) = field.value.get_ref() {
            field.error(format!("`{}` is a single table", key.name), format!("write it with double brackets: {}", key.example));
            return field.table(what).into_iter().collect();
        }
        field.list().into_iter().filter_map(|entry| entry.table(what)).collect()
    }

    /// Reports keys that nobody asked for, and required keys that are not there.
    pub(crate) fn finish(self) {
        if self.scope.broken {
            return;
        }
        let asked = self.asked.borrow();
        let mut meant = Vec::new();
        for (name, _) in self.table.iter() {
            if asked.iter().any(|key| key.name == name.get_ref()) {
                continue;
            }
            let absent = asked.iter().map(|key| key.name).filter(|key| self.table.get(*key).is_none());
            let near = suggest::nearest(name.get_ref(), absent);
            meant.extend(near);
            let remedy = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None if asked.is_empty() => "remove it".to_owned(),
                None => {
                    let known: Vec<&str> = asked.iter().map(|key| key.name).collect();
                    format!("remove it; the keys here are: {}", known.join(", "))
                }
            };
            self.scope.log.error(
                self.scope.place(name.span()),
                format!("unknown key {} in {}", quote(name.get_ref()), self.what),
                remedy,
            );
        }
        for key in self.missing.borrow().iter().filter(|key| !meant.contains(&key.name)) {
            self.scope.log.error(
                self.place(),
                format!("`{}` is missing in {}", key.name, self.what),
                format!("add a line such as: {}", key.example),
            );
        }
    }
}

/// One value with its place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field<'a> {
    pub(crate) scope: Scope<'a>,
    pub(crate) key: Key,
    value: &'a Spanned<DeValue<'a>>,
    place_in_list: bool,
}

impl<'a> Field<'a> {
    pub(crate) fn place(&self) -> Place {
        self.scope.place(self.value.span())
    }

    pub(crate) fn error(&self, message: impl Into<String>, remedy: impl Into<String>) {
        self.scope.log.error(self.place(), message, remedy);
    }

    /// The value as it stands in the file.
    pub(crate) fn written(&self) -> &'a str {
        self.scope.file.text.get(self.value.span()).unwrap_or_default()
    }

    /// Whether it is a number without quotes.
    pub(crate) fn is_bare_number(&self) -> bool {
        matches!(self.value.get_ref(), DeValue::Integer(_) | DeValue::Float(_))
    }

    /// Whether it is a text in quotes.
    pub(crate) fn is_text(&self) -> bool {
        matches!(self.value.get_ref(), DeValue::String(_))
    }

    /// Whether it is a table.
    pub(crate) fn is_table(&self) -> bool {
        matches!(self.value.get_ref(), DeValue::Table(_))
    }

    pub(crate) fn text(&self) -> Option<&'a str> {
        match self.value.get_ref() {
            DeValue::String(text) => Some(text),
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => {
                self.wrong_type("a text in quotes", format!("write \"{}\"", self.written()))
            }
            DeValue::Array(_) | DeValue::Table(_) => self.wrong_type("a text in quotes", self.example()),
        }
    }

    pub(crate) fn flag(&self) -> Option<bool> {
        match self.value.get_ref() {
            DeValue::Boolean(flag) => Some(*flag),
            DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_)
            | DeValue::Table(_) => self.wrong_type("true or false", self.example()),
        }
    }

    pub(crate) fn number(&self, range: RangeInclusive<i64>) -> Option<i64> {
        let DeValue::Integer(number) = self.value.get_ref() else {
            return self.wrong_type("a whole number without quotes", self.example());
        };
        let value = i64::from_str_radix(number.as_str(), number.radix()).ok().filter(|value| range.contains(value));
        if value.is_none() {
            let remedy = format!("write a whole number from {} to {}", range.start(), range.end());
            self.error(format!("`{}` is out of range", self.key.name), remedy);
        }
        value
    }

    /// The entries of a list in square brackets.
    pub(crate) fn list(&self) -> Vec<Field<'a>> {
        let DeValue::Array(entries) = self.value.get_ref() else {
            let remedy = if self.is_text() { format!("write [{}]", self.written()) } else { self.example() };
            self.wrong_type::<()>("a list in square brackets", remedy);
            return Vec::new();
        };
        let entry = |value| Field { scope: self.scope, key: self.key, value, place_in_list: true };
        entries.iter().map(entry).collect()
    }

    /// A table, read under the name `what`.
    pub(crate) fn table(&self, what: &str) -> Option<Reader<'a>> {
        match self.value.get_ref() {
            DeValue::Table(table) => Some(Reader::new(self.scope, table, Some(self.value.span()), what.to_owned())),
            DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_) => self.wrong_type("a table", self.example()),
        }
    }

    /// The entries of a table in the order of the file: key, its place, value.
    pub(crate) fn entries(&self) -> Vec<(&'a str, Place, Field<'a>)> {
        let DeValue::Table(table) = self.value.get_ref() else { return Vec::new() };
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(name, _)| name.span().start);
        let entry = |(name, value): (&'a Spanned<_>, _)| {
            let name: &Spanned<toml::de::DeString<'a>> = name;
            let field = Field { scope: self.scope, key: self.key, value, place_in_list: false };
            (name.get_ref().as_ref(), self.scope.place(name.span()), field)
        };
        entries.into_iter().map(entry).collect()
    }

    pub(crate) fn wrong_type<T>(&self, wanted: &str, remedy: String) -> Option<T> {
        let found = match self.value.get_ref() {
            DeValue::String(_) => "a text in quotes",
            DeValue::Integer(_) | DeValue::Float(_) => "a number without quotes",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date or time without quotes",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        let subject = if self.place_in_list { "an entry of " } else { "" };
        self.error(format!("{subject}`{}` must be {wanted}, not {found}", self.key.name), remedy);
        None
    }

    pub(crate) fn example(&self) -> String {
        format!("write it like this: {}", self.key.example)
    }
}
