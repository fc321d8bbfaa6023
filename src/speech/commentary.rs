//! When what is said: the whole screen when it comes up, what changes on it, and what has the focus as it moves.

use super::{Loudness, Pace, Utterance, pronounce};
use crate::time::{Millis, Timestamp};
use crate::words::Words;

/// So many frames a change may take to come to rest: the focus settles after what it is on.
const REST: u8 = 3;

/// Switched on before anybody begins, speech ends after so long without a key.
const NOBODY: Millis = Millis::from_secs(90);

/// One thing that is on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Which it is; stays the same while its words change.
    pub key: String,
    /// How it is written.
    pub words: String,
    /// What has to change for it to be told again; nothing when it is told with the whole screen only.
    pub mark: Option<String>,
    /// What is told when it is no longer there.
    pub gone: Option<String>,
    /// It is the same on every screen, so a new screen does not tell it again.
    pub standing: bool,
}

impl Fact {
    /// Told with the whole screen.
    #[must_use]
    pub fn still(key: &str, words: String) -> Self {
        Self { key: key.to_owned(), words, mark: None, gone: None, standing: false }
    }

    /// Told again when its words change.
    #[must_use]
    pub fn live(key: &str, words: String) -> Self {
        Self { key: key.to_owned(), mark: Some(words.clone()), words, gone: None, standing: false }
    }

    /// The same on every screen.
    #[must_use]
    pub fn standing(key: &str, words: String) -> Self {
        Self { standing: true, ..Self::still(key, words) }
    }
}

/// What has the focus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pointed {
    /// Which it is.
    pub id: u64,
    /// How it is told.
    pub words: String,
}

/// What somebody asked of the voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Anything: whatever is being said ends.
    Act,
    /// On or off.
    Toggle,
    /// On.
    On,
    /// Off.
    Off,
    /// Once more.
    Repeat,
    /// Louder or more quietly by a step.
    Louder(bool),
    /// Faster or more slowly by a step.
    Faster(bool),
}

/// One frame.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// The screen, with its language and whatever else makes it another one.
    pub scene: &'a str,
    /// Everything on it.
    pub facts: &'a [Fact],
    /// What has the focus.
    pub pointed: Option<&'a Pointed>,
    /// Nobody is being served.
    pub nobody: bool,
    /// The kiosk's time.
    pub now: Timestamp,
}

/// What the voice is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// Say this.
    Say(Utterance),
    /// Be silent.
    Hush,
}

/// What is said, decided frame by frame.
#[derive(Debug, Clone, Default)]
pub struct Commentary {
    on: bool,
    loudness: Loudness,
    pace: Pace,
    /// Said before anything else.
    preface: Vec<String>,
    scene: String,
    facts: Vec<Fact>,
    pointed: Option<Pointed>,
    /// Frames until what changed has come to rest.
    rest: u8,
    /// The whole screen is to be told.
    whole: bool,
    changed: Vec<String>,
    /// What is the same on every screen, as it was told last.
    known: Vec<Fact>,
    /// The focus is on something else, or what it is on is called otherwise.
    moved: bool,
    last: String,
    /// It was said again, and nothing was done since.
    repeated: bool,
    served: bool,
    acted: Option<Timestamp>,
}

impl Commentary {
    /// Whether speech is on.
    #[must_use]
    pub const fn is_on(&self) -> bool {
        self.on
    }

    /// How loud it speaks.
    #[must_use]
    pub const fn loudness(&self) -> Loudness {
        self.loudness
    }

    /// How fast.
    #[must_use]
    pub const fn pace(&self) -> Pace {
        self.pace
    }

    /// Whether a frame more is wanted, so that what changed comes to rest.
    #[must_use]
    pub const fn waits(&self) -> bool {
        self.on && self.rest > 0
    }

    /// How long until it falls silent by itself.
    #[must_use]
    pub fn due(&self, now: Timestamp) -> Option<Millis> {
        let acted = self.acted.filter(|_| self.on && !self.served)?;
        Some(acted.after(NOBODY).since(now))
    }

    /// One frame: what is on the screen, and what somebody asked. `instructions` are said first when speech begins.
    pub fn frame(&mut self, moment: Moment<'_>, wishes: &[Wish], instructions: &str, words: &Words) -> Vec<Order> {
        let mut orders = Vec::new();
        if self.served && moment.nobody {
            // Whoever it spoke to has gone.
            return self.end(words);
        }
        self.served = !moment.nobody;
        for wish in wishes {
            self.hear(*wish, &moment, instructions, words, &mut orders);
        }
        if !self.on {
            return orders;
        }
        if self.due(moment.now) == Some(Millis(0)) {
            return self.end(words);
        }
        self.look(&moment);
        if self.rest > 0 {
            self.rest -= 1;
            if self.rest == 0 {
                self.tell(words, &mut orders);
            }
        }
        orders
    }

    fn end(&mut self, words: &Words) -> Vec<Order> {
        let spoke = self.on;
        *self = Self::default();
        if !spoke {
            return Vec::new();
        }
        vec![Order::Hush, self.say(words, words.get("speech-ended"))]
    }

    fn hear(&mut self, wish: Wish, moment: &Moment<'_>, instructions: &str, words: &Words, orders: &mut Vec<Order>) {
        self.acted = Some(moment.now);
        let begin = match wish {
            Wish::On => !self.on,
            Wish::Toggle => !self.on,
            Wish::Act | Wish::Off | Wish::Repeat | Wish::Louder(_) | Wish::Faster(_) => false,
        };
        if begin {
            self.on = true;
            self.known.clear();
            self.preface = vec![words.get("speech-begins"), instructions.to_owned()];
            self.whole = true;
            self.rest = REST;
            return;
        }
        if !self.on {
            return;
        }
        orders.push(Order::Hush);
        match wish {
            Wish::Toggle | Wish::Off => {
                self.on = false;
                orders.push(self.say(words, words.get("speech-off")));
            }
            Wish::Repeat => {
                if std::mem::replace(&mut self.repeated, true) {
                    self.whole = true;
                    self.known.clear();
                    self.rest = REST;
                } else {
                    orders.push(self.say(words, self.last.clone()));
                }
            }
            Wish::Louder(up) => {
                let step = self.loudness.step();
                self.loudness = Loudness::new(if up { step + 1 } else { step.saturating_sub(1) });
                let said = [("step", u32::from(self.loudness.step()) + 1), ("of", u32::from(Loudness::MOST) + 1)];
                orders.push(self.say(words, words.with("speech-volume", &said.map(|(name, value)| (name, value.into())))));
            }
            Wish::Faster(up) => {
                let step = self.pace.step();
                self.pace = Pace::new(if up { step + 1 } else { step.saturating_sub(1) });
                let said = [("step", u32::from(self.pace.step()) + 1), ("of", u32::from(Pace::MOST) + 1)];
                orders.push(self.say(words, words.with("speech-speed", &said.map(|(name, value)| (name, value.into())))));
            }
            Wish::Act | Wish::On => self.repeated = false,
        }
    }

    /// What is different from the frame before.
    fn look(&mut self, moment: &Moment<'_>) {
        if self.scene != moment.scene {
            moment.scene.clone_into(&mut self.scene);
            self.whole = true;
            self.changed.clear();
            self.rest = REST;
        } else if self.facts != moment.facts {
            let before = |key: &str| self.facts.iter().find(|fact| fact.key == key);
            let is_news = |fact: &&Fact| fact.mark.is_some() && before(&fact.key).is_none_or(|before| before.mark != fact.mark);
            let news = moment.facts.iter().filter(is_news).map(|fact| fact.words.clone());
            let there = |key: &str| moment.facts.iter().any(|fact| fact.key == key);
            let gone = self.facts.iter().filter(|fact| !there(&fact.key)).filter_map(|fact| fact.gone.clone());
            let changed: Vec<_> = gone.chain(news).collect();
            if !changed.is_empty() {
                self.changed.retain(|said| !changed.contains(said));
                self.changed.extend(changed);
                self.rest = REST;
            }
        }
        if self.facts != moment.facts {
            self.facts = moment.facts.to_vec();
        }
        if self.pointed.as_ref() != moment.pointed {
            if moment.pointed.is_some() {
                self.rest = REST;
            }
            self.pointed = moment.pointed.cloned();
            self.moved = self.pointed.is_some();
        }
    }

    /// Everything that has come to rest, as one utterance.
    fn tell(&mut self, words: &Words, orders: &mut Vec<Order>) {
        let mut said = std::mem::take(&mut self.preface);
        let changed = std::mem::take(&mut self.changed);
        let pointed = self.pointed.as_ref().map(|pointed| pointed.words.clone());
        if std::mem::take(&mut self.whole) {
            let known = std::mem::take(&mut self.known);
            let is_told = |fact: &&Fact| !fact.standing || !known.contains(fact);
            said.extend(self.facts.iter().filter(is_told).map(|fact| fact.words.clone()));
            self.known = self.facts.iter().filter(|fact| fact.standing).cloned().collect();
            said.extend(pointed);
        } else {
            said.extend(changed);
            said.extend(pointed.filter(|_| self.moved));
        }
        self.moved = false;
        said.retain(|sentence| !sentence.trim().is_empty());
        if said.is_empty() {
            return;
        }
        let text = join(&said.iter().map(|sentence| pronounce(words, sentence)).collect::<Vec<_>>());
        self.last.clone_from(&text);
        orders.push(self.say(words, text));
    }

    fn say(&self, words: &Words, text: String) -> Order {
        let (loudness, pace) = (self.loudness, self.pace);
        Order::Say(Utterance { text, language: words.language().clone(), loudness, pace })
    }
}

/// Sentences with a rest between them.
fn join(sentences: &[String]) -> String {
    let mut text = String::new();
    for sentence in sentences {
        let sentence = sentence.trim();
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(sentence);
        if !sentence.ends_with(['.', '?', '!', ':', '؟', '。', '？']) {
            text.push('.');
        }
    }
    text
}
