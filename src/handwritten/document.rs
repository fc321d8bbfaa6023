//! Parses one file, and keeps the ids that files claim.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::de::DeTable;

use super::log::Log;
use super::problem::{Place, SourceFile};
use super::reader::{Reader, Scope};

/// The most syntax errors that are reported of one file.
const SYNTAX_ERRORS: usize = 20;

/// How numbers with decimals are written in a kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decimals {
    /// As amounts, in quotes, so that they stay exact.
    Quoted,
    /// As plain numbers.
    Bare,
}

/// Parses a file, reports its syntax errors, and hands what could be read to `read`.
pub(crate) fn with_document<T>(file: &Arc<SourceFile>, decimals: Decimals, log: &Log, read: impl FnOnce(Reader<'_>) -> T) -> T {
    let (table, errors) = DeTable::parse_recoverable(&file.text);
    for error in errors.iter().take(SYNTAX_ERRORS) {
        let span = error.span().unwrap_or(0..0);
        let remedy = syntax_remedy(error.message(), file.line(&span).1, decimals);
        let place = Place { file: Arc::clone(file), span: Some(span) };
        log.syntax_error(place, format!("this line is not understood: {}", error.message()), remedy);
    }
    let scope = Scope { file, log, broken: !errors.is_empty() };
    let what = file.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    read(Reader::new(scope, table.get_ref(), None, what))
}

fn syntax_remedy(message: &str, line: &str, decimals: Decimals) -> String {
    let value = line.split_once('=').map_or("", |(_, value)| value).trim();
    let comma_amount = value.split_once(',').is_some_and(|(whole, rest)| {
        !whole.is_empty()
            && whole.bytes().all(|byte| byte.is_ascii_digit())
            && rest.starts_with(|letter: char| letter.is_ascii_digit())
    });
    if comma_amount {
        let amount: String = value.chars().take_while(|letter| letter.is_ascii_digit() || *letter == ',').collect();
        let amount = amount.replace(',', ".");
        return match decimals {
            Decimals::Quoted => format!("write amounts in quotes and with a point: \"{amount}\""),
            Decimals::Bare => format!("write numbers with a point: {amount}"),
        };
    }
    let remedy = if message.contains("duplicate key") {
        "remove one of the two lines, or begin a new [[…]] before the second"
    } else if message.contains("unclosed") && line.trim_start().starts_with('[') {
        return format!("close the brackets, such as [[{}]]", line.trim().trim_matches(['[', ']']));
    } else if message.contains("must be quoted") {
        "put the text in double quotes"
    } else if message.contains("comma") {
        "put a comma between the entries"
    } else if message.contains("string") {
        "begin and end the text with a double quote on the same line; write \\\" for a quote inside it"
    } else if message.contains("recurs") {
        "write fewer brackets inside brackets"
    } else {
        "write one `key = value` a line; texts and amounts stand in double quotes, lists in [ ], tables in { }"
    };
    remedy.to_owned()
}

/// The ids of one kind with the place that claimed each first.
#[derive(Debug)]
pub(crate) struct Names<T> {
    pub(crate) kind: &'static str,
    known: BTreeMap<String, (Place, T)>,
}

impl<T> Names<T> {
    pub(crate) const fn new(kind: &'static str) -> Self {
        Self { kind, known: BTreeMap::new() }
    }

    /// Takes an id, or reports that it is taken; whether it was free.
    pub(crate) fn claim(&mut self, id: &str, place: Place, value: T, log: &Log) -> bool {
        if let Some((first, _)) = self.known.get(id) {
            let message = format!("the {} id \"{id}\" is used twice", self.kind);
            log.error_with(place, (first.clone(), "first used here"), message, "give one of the two another id");
            return false;
        }
        self.known.insert(id.to_owned(), (place, value));
        true
    }

    pub(crate) fn get(&self, id: &str) -> Option<&T> {
        self.known.get(id).map(|(_, value)| value)
    }

    /// Reports a reference to an id that nobody claimed; whether it is there.
    pub(crate) fn check(&self, id: &str, place: &Place, log: &Log) -> bool {
        let there = self.known.contains_key(id);
        if !there {
            log.unknown(place.clone(), self.kind, id, self.known.keys().map(String::as_str));
        }
        there
    }
}
