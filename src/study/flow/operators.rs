//! Keystroke-level operators: how long a practised person takes for the smallest things one does at a screen.
//!
//! They are times without errors of people who know the way. What a novice takes more is a factor that the flow file names.

/// One thing a person does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operator {
    /// Its name in flow files.
    pub name: &'static str,
    /// How long it takes, milliseconds.
    pub ms: u32,
    /// How many touches or key presses it is.
    pub taps: u32,
    /// Where the time comes from.
    pub source: &'static str,
}

const CARD_1983: &str = "Card, Moran & Newell 1983";
const KIERAS: &str = "Kieras 2001";
const COGULATOR: &str = "Cogulator default table (MITRE)";
const FITTS: &str = "MacKenzie 2015 (Fitts, 200 mm to a key of 20 mm)";

const fn operator(name: &'static str, ms: u32, taps: u32, source: &'static str) -> Operator {
    Operator { name, ms, taps, source }
}

/// All that a flow file can name.
pub const OPERATORS: [Operator; 20] = [
    operator("key", 280, 1, CARD_1983),
    operator("key-of-a-code", 750, 1, CARD_1983),
    operator("point", 1100, 0, CARD_1983),
    operator("home", 400, 0, CARD_1983),
    operator("mental", 1350, 0, CARD_1983),
    operator("press", 100, 0, KIERAS),
    operator("click", 200, 1, KIERAS),
    operator("reach", 500, 0, FITTS),
    operator("touch", 490, 1, COGULATOR),
    operator("tap", 450, 1, COGULATOR),
    operator("swipe", 170, 1, COGULATOR),
    operator("drag", 230, 1, COGULATOR),
    operator("grasp", 750, 0, COGULATOR),
    operator("look", 550, 0, COGULATOR),
    operator("search", 1250, 0, COGULATOR),
    operator("recall", 550, 0, COGULATOR),
    operator("read-word", 260, 0, COGULATOR),
    operator("hear-word", 400, 0, COGULATOR),
    operator("think", 1250, 0, COGULATOR),
    operator("verify", 1250, 0, COGULATOR),
];

/// The operator of this name.
pub fn find(name: &str) -> Option<&'static Operator> {
    OPERATORS.iter().find(|operator| operator.name == name)
}
