//! Reading `assets/scenes.flow` and `assets/atm.flow`: which pictures there are, and how the kiosk gets there.

use crate::words::Value;
use std::path::Path;

use super::Values;
use crate::script::{Step, parse};

const ATM_SCENES: &str = include_str!("../../assets/atm.flow");
const SCENES: &str = include_str!("../../assets/scenes.flow");

/// One scene as it is written.
#[derive(Debug, Clone)]
pub struct Script {
    /// Its name, and the name of its pictures.
    pub name: String,
    /// The story that leads there.
    pub steps: Vec<Step>,
    /// What is touched on the picture itself.
    pub taps: Vec<Tap>,
}

/// A control to tap, by the key of its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tap {
    /// The key.
    pub key: String,
    values: Values,
}

impl Tap {
    fn parse(words: &str) -> Self {
        let mut words = words.split_whitespace();
        let key = words.next().unwrap_or_default().to_owned();
        let values = words.filter_map(|word| word.split_once('=')).map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self { key, values: values.collect() }
    }

    /// What its words leave open; numbers are numbers, because plurals depend on them.
    pub(super) fn arguments(&self) -> Vec<(&str, Value<'_>)> {
        let value = |text: &'_ str| text.parse::<u32>().map_or_else(|_| text.to_owned().into(), Value::from);
        self.values.iter().map(|(name, text)| (name.as_str(), value(text))).collect()
    }
}

/// The scenes of the kiosk.
///
/// # Panics
/// When `assets/scenes.flow` does not read; a test reads it.
#[must_use]
pub fn scripts() -> Vec<Script> {
    read(SCENES, "")
}

/// The scenes of the cash machine.
///
/// # Panics
/// When `assets/atm.flow` does not read; a test reads it.
#[must_use]
pub fn atm_scripts() -> Vec<Script> {
    read(ATM_SCENES, "machine atm\n")
}

fn read(file: &str, preamble: &str) -> Vec<Script> {
    let mut scenes = Vec::new();
    for part in file.split("\n[").skip(1) {
        let (name, lines) = part.split_once("]\n").expect("a scene's name stands in square brackets");
        let is_tap = |line: &&str| line.starts_with("tap ");
        let taps = lines.lines().filter(is_tap).map(|line| Tap::parse(&line["tap ".len()..])).collect();
        let story: Vec<&str> = lines.lines().filter(|line| !is_tap(line)).collect();
        let steps =
            parse(Path::new(name), &format!("{preamble}{}", story.join("\n"))).unwrap_or_else(|errors| panic!("{errors:?}"));
        scenes.push(Script { name: name.to_owned(), steps, taps });
    }
    scenes
}
