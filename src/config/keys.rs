//! The keys of a tactile pad or keyboard.

use serde::Deserialize;

/// One key, as the settings write it: `Tab`, or `Shift+Tab`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyStroke {
    /// The key.
    pub name: String,
    /// Whether Shift is held with it.
    pub shift: bool,
}

impl std::fmt::Display for KeyStroke {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", if self.shift { "Shift " } else { "" }, self.name)
    }
}

/// Which key is which, and what counts as a strike.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "named like the settings, which say what they are")]
pub struct KeySettings {
    pub next: Vec<KeyStroke>,
    pub previous: Vec<KeyStroke>,
    pub select: Vec<KeyStroke>,
    pub back: Vec<KeyStroke>,
    pub speech: Vec<KeyStroke>,
    pub headset_in: Vec<KeyStroke>,
    pub headset_out: Vec<KeyStroke>,
    pub repeat: Vec<KeyStroke>,
    pub louder: Vec<KeyStroke>,
    pub quieter: Vec<KeyStroke>,
    pub faster: Vec<KeyStroke>,
    pub slower: Vec<KeyStroke>,
    pub repeat_after_ms: u16,
    pub repeat_every_ms: u16,
    pub double_strike_ms: u16,
}

impl Default for KeySettings {
    fn default() -> Self {
        // Invariant: the defaults are right; a test reads them.
        FileKeys::default().check().expect("the default keys are keys")
    }
}

/// What a key may be called.
pub const KEY_NAMES: &[&str] = &[
    "Tab",
    "Enter",
    "Space",
    "Escape",
    "Backspace",
    "Insert",
    "Delete",
    "Home",
    "End",
    "PageUp",
    "PageDown",
    "Up",
    "Down",
    "Left",
    "Right",
    "Plus",
    "Minus",
    "F1",
    "F2",
    "F3",
    "F4",
    "F5",
    "F6",
    "F7",
    "F8",
    "F9",
    "F10",
    "F11",
    "F12",
    "F13",
    "F14",
    "F15",
    "F16",
    "F17",
    "F18",
    "F19",
    "F20",
    "F21",
    "F22",
    "F23",
    "F24",
    "A",
    "B",
    "C",
    "D",
    "E",
    "F",
    "G",
    "H",
    "I",
    "J",
    "K",
    "L",
    "M",
    "N",
    "O",
    "P",
    "Q",
    "R",
    "S",
    "T",
    "U",
    "V",
    "W",
    "X",
    "Y",
    "Z",
];

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct FileKeys {
    next: Vec<String>,
    previous: Vec<String>,
    select: Vec<String>,
    back: Vec<String>,
    speech: Vec<String>,
    headset_in: Vec<String>,
    headset_out: Vec<String>,
    repeat: Vec<String>,
    louder: Vec<String>,
    quieter: Vec<String>,
    faster: Vec<String>,
    slower: Vec<String>,
    repeat_after_ms: u16,
    repeat_every_ms: u16,
    double_strike_ms: u16,
}

impl Default for FileKeys {
    fn default() -> Self {
        let keys = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Self {
            next: keys(&["Tab", "Right", "Down"]),
            previous: keys(&["Shift+Tab", "Left", "Up"]),
            select: keys(&["Enter", "Space"]),
            back: keys(&["Escape"]),
            speech: keys(&["F9"]),
            headset_in: keys(&["F15"]),
            headset_out: keys(&["F16"]),
            repeat: keys(&["F10"]),
            quieter: keys(&["F11"]),
            louder: keys(&["F12"]),
            faster: keys(&["PageUp"]),
            slower: keys(&["PageDown"]),
            repeat_after_ms: 500,
            repeat_every_ms: 250,
            double_strike_ms: 40,
        }
    }
}

impl FileKeys {
    /// # Errors
    /// The key of what is wrong, what it says, and what it may say.
    pub(super) fn check(self) -> Result<KeySettings, (&'static str, String, &'static str)> {
        for (key, value, least, most, range) in [
            ("keys.repeat_after_ms", self.repeat_after_ms, 200, 5000, "200 to 5000 milliseconds"),
            ("keys.repeat_every_ms", self.repeat_every_ms, 50, 5000, "50 to 5000 milliseconds"),
            ("keys.double_strike_ms", self.double_strike_ms, 0, 1000, "0 to 1000 milliseconds"),
        ] {
            if !(least..=most).contains(&value) {
                return Err((key, value.to_string(), range));
            }
        }
        let mut taken = Vec::new();
        let mut read = |key, names: &[String], needed| strokes(key, names, needed, &mut taken);
        Ok(KeySettings {
            next: read("keys.next", &self.next, true)?,
            previous: read("keys.previous", &self.previous, true)?,
            select: read("keys.select", &self.select, true)?,
            back: read("keys.back", &self.back, true)?,
            speech: read("keys.speech", &self.speech, false)?,
            headset_in: read("keys.headset_in", &self.headset_in, false)?,
            headset_out: read("keys.headset_out", &self.headset_out, false)?,
            repeat: read("keys.repeat", &self.repeat, false)?,
            louder: read("keys.louder", &self.louder, false)?,
            quieter: read("keys.quieter", &self.quieter, false)?,
            faster: read("keys.faster", &self.faster, false)?,
            slower: read("keys.slower", &self.slower, false)?,
            repeat_after_ms: self.repeat_after_ms,
            repeat_every_ms: self.repeat_every_ms,
            double_strike_ms: self.double_strike_ms,
        })
    }
}

fn strokes(
    key: &'static str,
    names: &[String],
    needed: bool,
    taken: &mut Vec<KeyStroke>,
) -> Result<Vec<KeyStroke>, (&'static str, String, &'static str)> {
    if names.is_empty() && needed {
        return Err((key, String::new(), "at least one key such as \"Tab\""));
    }
    let mut strokes = Vec::new();
    for text in names {
        let (shift, name) = text.strip_prefix("Shift+").map_or((false, text.as_str()), |name| (true, name));
        if !KEY_NAMES.contains(&name) {
            return Err((key, text.clone(), "keys such as \"Tab\", \"Shift+Tab\", \"Up\", \"PageDown\", \"F13\" or \"N\""));
        }
        let stroke = KeyStroke { name: name.to_owned(), shift };
        if taken.contains(&stroke) {
            return Err((key, text.clone(), "a key that means nothing else"));
        }
        taken.push(stroke.clone());
        strokes.push(stroke);
    }
    Ok(strokes)
}
