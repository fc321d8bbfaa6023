//! Which key is which, and what of a trembling or heavy hand counts.

use egui::{Key, Modifiers};

use crate::config::{KeySettings, KeyStroke};

/// What a key of a pad asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// On to the next control.
    Next,
    /// Back to the one before.
    Previous,
    /// A tap on it.
    Select,
    /// Where this screen leads back.
    Back,
    /// Speech on or off.
    Speech,
    /// A headset was put in: speech on.
    HeadsetIn,
    /// It was pulled out: speech off.
    HeadsetOut,
    /// Say it again.
    Repeat,
    /// Speak louder.
    Louder,
    /// Speak more quietly.
    Quieter,
    /// Speak faster.
    Faster,
    /// Speak more slowly.
    Slower,
}

impl Step {
    /// Whether a key that is held goes on doing it.
    const fn repeats(self) -> bool {
        match self {
            Self::Next | Self::Previous | Self::Louder | Self::Quieter | Self::Faster | Self::Slower => true,
            Self::Select | Self::Back | Self::Speech | Self::HeadsetIn | Self::HeadsetOut | Self::Repeat => false,
        }
    }
}

/// When a key that is down or struck again counts, in seconds (EN 301 549, 5.7 and 5.8).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strikes {
    /// A key that is held begins to repeat after this.
    pub repeat_after: f64,
    /// And goes on at most so often.
    pub repeat_every: f64,
    /// The same key again within this is the same strike.
    pub double_strike: f64,
}

/// The keys.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyMap {
    meanings: Vec<(Key, bool, Step)>,
    /// What counts as a strike.
    pub strikes: Strikes,
}

impl Default for KeyMap {
    fn default() -> Self {
        Self::new(&KeySettings::default())
    }
}

impl KeyMap {
    /// As the settings say.
    #[must_use]
    pub fn new(settings: &KeySettings) -> Self {
        let lists = [
            (Step::Next, &settings.next),
            (Step::Previous, &settings.previous),
            (Step::Select, &settings.select),
            (Step::Back, &settings.back),
            (Step::Speech, &settings.speech),
            (Step::HeadsetIn, &settings.headset_in),
            (Step::HeadsetOut, &settings.headset_out),
            (Step::Repeat, &settings.repeat),
            (Step::Louder, &settings.louder),
            (Step::Quieter, &settings.quieter),
            (Step::Faster, &settings.faster),
            (Step::Slower, &settings.slower),
        ];
        let known = |stroke: &KeyStroke| Some((Key::from_name(&stroke.name)?, stroke.shift));
        let meanings = lists
            .into_iter()
            .flat_map(|(step, strokes)| strokes.iter().filter_map(known).map(move |(key, shift)| (key, shift, step)));
        let seconds = |ms: u16| f64::from(ms) / 1000.0;
        let strikes = Strikes {
            repeat_after: seconds(settings.repeat_after_ms),
            repeat_every: seconds(settings.repeat_every_ms),
            double_strike: seconds(settings.double_strike_ms),
        };
        Self { meanings: meanings.collect(), strikes }
    }

    /// What is written on the key that does this.
    #[must_use]
    pub fn name(&self, step: Step) -> Option<String> {
        let (key, shift, _) = self.meanings.iter().find(|(.., meant)| *meant == step)?;
        Some(format!("{}{}", if *shift { "Shift " } else { "" }, key.name()))
    }

    fn meaning(&self, key: Key, modifiers: Modifiers) -> Option<Step> {
        if modifiers.alt || modifiers.ctrl || modifiers.command {
            return None;
        }
        self.meanings.iter().find(|(known, shift, _)| *known == key && *shift == modifiers.shift).map(|(_, _, step)| *step)
    }
}

/// Tells strikes from what is none.
#[derive(Debug)]
pub(super) struct Sieve {
    keys: KeyMap,
    /// What is down: since when, and when it last counted.
    down: Vec<(Key, f64, f64)>,
    /// The last strike that counted.
    last: Option<(Key, f64)>,
}

impl Sieve {
    pub(super) const fn new(keys: KeyMap) -> Self {
        Self { keys, down: Vec::new(), last: None }
    }

    pub(super) const fn keys(&self) -> &KeyMap {
        &self.keys
    }

    pub(super) fn meaning(&self, key: Key, modifiers: Modifiers) -> Option<Step> {
        self.keys.meaning(key, modifiers)
    }

    /// The window no longer hears what is lifted.
    pub(super) fn let_go(&mut self) {
        self.down.clear();
    }

    /// A key went down, is told to be down again, or went up; answers what counts of that.
    pub(super) fn strike(&mut self, key: Key, pressed: bool, step: Step, now: f64) -> Option<Step> {
        let Strikes { repeat_after, repeat_every, double_strike } = self.keys.strikes;
        let held = self.down.iter().position(|(down, ..)| *down == key);
        match (pressed, held) {
            (false, held) => {
                held.map(|place| self.down.swap_remove(place));
                None
            }
            (true, Some(place)) => {
                let (_, since, counted) = &mut self.down[place];
                let due = step.repeats() && now - *since >= repeat_after && now - *counted >= repeat_every;
                if due {
                    *counted = now;
                }
                due.then_some(step)
            }
            (true, None) => {
                self.down.push((key, now, now));
                let again = self.last.is_some_and(|(last, at)| last == key && now - at < double_strike);
                if again {
                    return None;
                }
                self.last = Some((key, now));
                Some(step)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::KEY_NAMES;

    fn sieve(repeat_after_ms: u16, repeat_every_ms: u16, double_strike_ms: u16) -> Sieve {
        Sieve::new(KeyMap::new(&KeySettings { repeat_after_ms, repeat_every_ms, double_strike_ms, ..KeySettings::default() }))
    }

    #[test]
    fn every_name_that_the_settings_allow_is_a_key() {
        assert!(KEY_NAMES.len() > 50);
        for name in KEY_NAMES {
            assert!(Key::from_name(name).is_some(), "{name}");
        }
    }

    #[test]
    fn a04_each_of_the_four_steps_has_a_key() {
        let keys = KeyMap::default();
        assert_eq!(keys.meaning(Key::Tab, Modifiers::NONE), Some(Step::Next));
        assert_eq!(keys.meaning(Key::Tab, Modifiers::SHIFT), Some(Step::Previous));
        assert_eq!(keys.meaning(Key::ArrowLeft, Modifiers::NONE), Some(Step::Previous));
        assert_eq!(keys.meaning(Key::Space, Modifiers::NONE), Some(Step::Select));
        assert_eq!(keys.meaning(Key::Escape, Modifiers::NONE), Some(Step::Back));
        assert_eq!(keys.meaning(Key::Enter, Modifiers::CTRL), None);
    }

    #[test]
    fn a_key_that_is_held_goes_on_slowly_and_select_does_not() {
        let held = |key, step| {
            let mut sieve = sieve(2000, 2000, 0);
            (0..=60_u32).filter(|tenths| sieve.strike(key, true, step, f64::from(*tenths) / 10.0).is_some()).collect::<Vec<_>>()
        };
        assert_eq!(held(Key::Tab, Step::Next), [0, 20, 40, 60], "two seconds to the first and two between (5.7)");
        assert_eq!(held(Key::Enter, Step::Select), [0]);
    }

    #[test]
    fn a_double_strike_of_half_a_second_counts_once() {
        let mut sieve = sieve(500, 250, 500);
        let mut tap = |key, at| {
            let counted = sieve.strike(key, true, Step::Select, at).is_some();
            sieve.strike(key, false, Step::Select, at + 0.01);
            counted
        };
        let struck = [(Key::Enter, 0.0), (Key::Enter, 0.4), (Key::Space, 0.45), (Key::Enter, 0.6), (Key::Enter, 0.9)];
        assert_eq!(struck.map(|(key, at)| tap(key, at)), [true, false, true, true, false]);
    }
}
