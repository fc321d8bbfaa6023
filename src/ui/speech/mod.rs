//! The window's side of speech: what is on the screen as facts, what has the focus in words, and which key asks the voice for what.

mod atm;
mod kiosk;

use egui::Context;
use egui::accesskit::Role;

pub use atm::facts as atm_facts;
pub use kiosk::{Beside, facts as kiosk_facts};

use super::focus::{self, Highlight, KeyMap, Step};
use crate::speech::{Commentary, Fact, Listener, Moment, Order, Pointed, Voice, Wish};
use crate::time::{Millis, Timestamp};
use crate::words::Words;

/// How a kiosk speaks.
#[derive(Default)]
pub struct Speaker {
    voice: Option<Box<dyn Voice>>,
    /// Only the customer hears it, so that the digits of a code may be said.
    private: bool,
    /// It has a chime and no voice.
    mute: bool,
    commentary: Commentary,
    /// The question that the chime has told of.
    chimed: bool,
    /// Who has done something is taken to listen for so long.
    listen: Millis,
    listens_until: Option<Timestamp>,
    /// When it was last told that somebody is there.
    told: Option<Timestamp>,
}

impl std::fmt::Debug for Speaker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Speaker").field("commentary", &self.commentary).finish_non_exhaustive()
    }
}

/// So often the machine hears that somebody listens.
const TELL_EVERY: Millis = Millis::from_secs(5);

/// What a frame shows.
#[derive(Debug)]
pub struct Shown<'a> {
    /// Which screen; speech adds the language.
    pub scene: String,
    /// Nobody is being served.
    pub nobody: bool,
    /// The kiosk's time.
    pub now: Timestamp,
    /// "Still there?" is asked.
    pub asks: bool,
    /// The language.
    pub words: &'a Words,
}

impl Speaker {
    /// With this voice.
    #[must_use]
    pub fn new(voice: Box<dyn Voice>, private: bool) -> Self {
        Self { voice: Some(voice), private, ..Self::default() }
    }

    /// With a voice that can be switched on and says nothing, for pictures.
    #[must_use]
    pub fn silent() -> Self {
        Self::new(Box::new(Listener::default()), false)
    }

    /// With something that has a chime only.
    #[must_use]
    pub fn chiming(voice: Box<dyn Voice>) -> Self {
        Self { mute: true, ..Self::new(voice, false) }
    }

    /// Somebody who has done something is taken to listen for so long.
    #[must_use]
    pub fn listening_for(mut self, listen: Millis) -> Self {
        self.listen = listen;
        self
    }

    /// Whether somebody is listening, and it is time to say that they are there.
    pub fn keeps_time(&mut self, ctx: &Context, now: Timestamp) -> bool {
        if !self.is_on() {
            self.listens_until = None;
            return false;
        }
        if !focus::steps(ctx).is_empty() {
            self.listens_until = Some(now.after(self.listen));
            self.told = Some(now);
        }
        let listens = self.listens_until.is_some_and(|until| now < until);
        if listens {
            ctx.request_repaint_after(std::time::Duration::from_millis(TELL_EVERY.0));
        }
        let due = listens && self.told.is_none_or(|told| now.since(told) >= TELL_EVERY);
        if due {
            self.told = Some(now);
        }
        due
    }

    /// Whether anything can be heard.
    #[must_use]
    pub const fn is_there(&self) -> bool {
        self.voice.is_some()
    }

    /// Whether there is anything to speak with.
    #[must_use]
    pub const fn can_speak(&self) -> bool {
        self.voice.is_some() && !self.mute
    }

    /// Whether speech is on.
    #[must_use]
    pub const fn is_on(&self) -> bool {
        self.commentary.is_on()
    }

    /// After every frame: says what there is to say, and answers when it has to be asked again. A switch on the screen asks for speech
    /// on or off.
    pub fn attend(
        &mut self,
        ctx: &Context,
        asked: Option<bool>,
        shown: &Shown<'_>,
        facts: impl FnOnce() -> Vec<Fact>,
    ) -> Option<Millis> {
        let voice = self.voice.as_mut()?;
        // The question is told on a second sense whether or not speech is on.
        if shown.asks && !self.chimed && !self.commentary.is_on() {
            voice.chime();
        }
        self.chimed = shown.asks;
        let mut wishes = wishes(ctx);
        wishes.extend(asked.map(|on| if on { Wish::On } else { Wish::Off }));
        if self.mute || !self.commentary.is_on() && wishes.iter().all(|wish| matches!(wish, Wish::Act)) {
            return None;
        }
        let scene = format!("{} {}", shown.scene, shown.words.language());
        let pointed = focus::highlight(ctx).map(|highlight| pointed(&highlight, self.private, shown.words));
        let facts = facts();
        let moment = Moment { scene: &scene, facts: &facts, pointed: pointed.as_ref(), nobody: shown.nobody, now: shown.now };
        let instructions = instructions(&focus::keys(ctx), shown.words);
        let was_on = self.commentary.is_on();
        for order in self.commentary.frame(moment, &wishes, &instructions, shown.words) {
            match order {
                Order::Say(utterance) => voice.say(utterance),
                Order::Hush => voice.hush(),
            }
        }
        if self.commentary.is_on() && !was_on {
            focus::begin(ctx);
        }
        if self.commentary.waits() {
            ctx.request_repaint();
        }
        self.commentary.due(shown.now)
    }
}

/// What the keys and fingers of this frame ask of the voice.
fn wishes(ctx: &Context) -> Vec<Wish> {
    let mut wishes: Vec<_> = focus::steps(ctx).into_iter().map(wish).collect();
    let touched = ctx.input(|input| input.pointer.any_pressed() || input.events.iter().any(is_key));
    if touched {
        wishes.push(Wish::Act);
    }
    wishes
}

const fn is_key(event: &egui::Event) -> bool {
    matches!(event, egui::Event::Key { pressed: true, .. } | egui::Event::Text(_))
}

const fn wish(step: Step) -> Wish {
    match step {
        Step::Next | Step::Previous | Step::Select | Step::Back => Wish::Act,
        Step::Speech => Wish::Toggle,
        Step::HeadsetIn => Wish::On,
        Step::HeadsetOut => Wish::Off,
        Step::Repeat => Wish::Repeat,
        Step::Louder => Wish::Louder(true),
        Step::Quieter => Wish::Louder(false),
        Step::Faster => Wish::Faster(true),
        Step::Slower => Wish::Faster(false),
    }
}

/// What has the focus: name, state, role and place.
#[must_use]
pub fn pointed(highlight: &Highlight, private: bool, words: &Words) -> Pointed {
    let id = highlight.id.value();
    if highlight.secret && !private {
        return Pointed { id, words: words.get("speech-secret") };
    }
    let mut said = vec![highlight.label.clone()];
    said.extend(highlight.chosen.map(|chosen| words.get(if chosen { "speech-chosen" } else { "speech-not-chosen" })));
    said.extend(role(highlight.role).map(|role| words.get(role)));
    if !highlight.enabled {
        said.push(words.get("speech-off-now"));
    }
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    said.extend(
        highlight
            .place
            .map(|(place, of)| words.with("speech-place", &[("place", number(place).into()), ("of", number(of).into())])),
    );
    Pointed { id, words: said.join(", ") }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "screen readers know many roles, the house few")]
const fn role(role: Role) -> Option<&'static str> {
    match role {
        Role::Button => Some("speech-role-button"),
        Role::CheckBox => Some("speech-role-checkbox"),
        Role::RadioButton => Some("speech-role-radiobutton"),
        Role::Switch => Some("speech-role-switch"),
        Role::Tab => Some("speech-role-tab"),
        _ => None,
    }
}

/// Which key does what, in the names that are on the keys.
fn instructions(keys: &KeyMap, words: &Words) -> String {
    let named = |step| keys.name(step).unwrap_or_default();
    let all = [
        ("next", Step::Next),
        ("previous", Step::Previous),
        ("select", Step::Select),
        ("back", Step::Back),
        ("repeat", Step::Repeat),
        ("quieter", Step::Quieter),
        ("louder", Step::Louder),
        ("slower", Step::Slower),
        ("faster", Step::Faster),
        ("speech", Step::Speech),
    ];
    let values = all.map(|(name, step)| (name, named(step).into()));
    words.with("speech-keys", &values)
}

/// Seconds that are left, told at every ten and at five.
fn countdown(key: &str, words: String, seconds: u64) -> Fact {
    let mark = if seconds <= 5 { 0 } else { seconds.div_ceil(10) };
    Fact { key: key.to_owned(), words, mark: Some(mark.to_string()), gone: None, standing: false }
}
