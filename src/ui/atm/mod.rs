//! The cash machine on the screen: its display with side keys, keypad, card slot, receipt and cash tray.
//!
//! One frame is as the kiosk's: the engine is pumped, its view drawn, and when something was touched it is pumped again before anybody sees
//! the frame. What this decides: looks, and which physical key stands for which of the keys that the view offers. Nothing else.

pub(super) mod display;
pub(super) mod fascia;
mod keypad;
mod slots;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use egui::{Event, Key, Ui, ViewportCommand};

use super::engine::Waker;
use super::landmarks::{Narrator, Watcher};
use super::speech::{Shown, Speaker, atm_facts};
use super::theme::{self, Panel};
use super::window::{self, EngineError, Scene, WindowError, WindowOptions};
use crate::machine::Rejection;
use crate::machine::atm::{Intent, ScreenName, Slip, View};
use crate::payment::{CashFace, CashTap};
use crate::time::{Millis, Timestamp};
use crate::ui::fingers::Fingers;
use crate::ui::focus::{self, Focus};
use crate::words::WordBook;

/// What drives the cash machine: applies what was touched, answers with what to draw. Never waits.
pub trait AtmEngine {
    /// Applies touches in order, takes in news, and says what to draw now.
    fn pump(&mut self, touches: Vec<Touch>) -> AtmFrame;
}

/// What somebody touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touch {
    /// A key that means something to the machine.
    Key(Intent),
    /// The card, the notes, a digit of the code.
    Device(CashTap),
    /// The receipt that came out.
    TakePaper,
}

/// One answer of the engine.
#[derive(Debug, Clone)]
pub struct AtmFrame {
    /// What the display shows and which keys mean something.
    pub view: Arc<View>,
    /// What can be seen of the devices.
    pub face: CashFace,
    /// The receipt that came out and was not taken.
    pub paper: Option<Arc<Slip>>,
    /// The moment it was made, on the machine's clock.
    pub now: Timestamp,
    /// What was refused since the last frame.
    pub rejections: Vec<Rejection>,
    /// How long nothing will happen by itself.
    pub wake_in: Option<Millis>,
    /// The program is to end.
    pub stop: bool,
}

/// Opens the window of a cash machine and runs it until the engine says stop. `narrate` hears what is on the screen after each settled
/// frame.
///
/// # Errors
/// [`WindowError`] when there is no display, it cannot be drawn on, or there is no engine for it.
pub fn run(
    options: WindowOptions,
    narrate: Option<Narrator>,
    speaker: Speaker,
    make_engine: impl FnOnce(Waker) -> Result<Box<dyn AtmEngine>, EngineError> + 'static,
) -> Result<(), WindowError> {
    let (panel, keys) = (options.panel, options.keys.clone());
    window::show(options, move |ctx, waker| {
        let app = AtmApp::new(ctx, make_engine(waker)?, panel, narrate).speaking(speaker);
        focus::use_keys(ctx, keys);
        Ok(Box::new(app))
    })
}

/// The window of a cash machine.
pub struct AtmApp {
    engine: Box<dyn AtmEngine>,
    panel: Panel,
    frame: AtmFrame,
    touches: Vec<Touch>,
    book: WordBook,
    screen: Arc<Mutex<&'static str>>,
    speaker: Speaker,
}

impl std::fmt::Debug for AtmApp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AtmApp").field("screen", &self.frame.view.name).finish_non_exhaustive()
    }
}

impl AtmApp {
    /// Dresses a context and asks the engine for its first view.
    #[must_use]
    pub fn new(ctx: &egui::Context, mut engine: Box<dyn AtmEngine>, panel: Panel, narrate: Option<Narrator>) -> Self {
        theme::apply(ctx);
        ctx.add_plugin(Fingers::default());
        ctx.add_plugin(Focus::default());
        let frame = engine.pump(Vec::new());
        let screen = Arc::new(Mutex::new(frame.view.name.key()));
        if let Some(narrator) = narrate {
            Watcher::install(ctx, narrator, Arc::clone(&screen));
        }
        let book = WordBook::new(&frame.view.languages);
        Self { engine, panel, frame, touches: Vec::new(), book, screen, speaker: Speaker::default() }
    }

    /// The same with a voice.
    #[must_use]
    pub fn speaking(mut self, speaker: Speaker) -> Self {
        self.speaker = speaker;
        self
    }

    /// Gives it a voice while it runs.
    pub fn give_voice(&mut self, speaker: Speaker) {
        self.speaker = speaker;
    }

    /// Tells what is on the display to whoever listens.
    fn speak(&mut self, ctx: &egui::Context) {
        if !self.speaker.is_there() {
            return;
        }
        let (frame, words) = (self.frame.clone(), self.book.of(&self.frame.view.language));
        let view = &frame.view;
        let shown = Shown {
            scene: format!("{} {}", view.name.key(), view.still_there.is_some()),
            nobody: matches!(view.name, ScreenName::Starting | ScreenName::Welcome | ScreenName::OutOfService),
            now: frame.now,
            asks: view.still_there.is_some(),
            words: &words,
        };
        if let Some(due) = self.speaker.attend(ctx, None, &shown, || atm_facts(&frame, &words)) {
            ctx.request_repaint_after(Duration::from_millis(due.0));
        }
    }

    /// What is on the display now.
    #[must_use]
    pub const fn view(&self) -> &Arc<View> {
        &self.frame.view
    }

    fn pump(&mut self, ctx: &egui::Context) {
        let before = self.frame.view.name;
        self.frame = self.engine.pump(std::mem::take(&mut self.touches));
        if self.frame.view.name != before && matches!(self.frame.view.name, ScreenName::Welcome | ScreenName::OutOfService) {
            focus::forget(ctx);
        }
        *self.screen.lock().unwrap_or_else(PoisonError::into_inner) = self.frame.view.name.key();
        if self.frame.stop {
            ctx.send_viewport_cmd(ViewportCommand::Close);
        }
    }

    /// A second changes what a countdown shows.
    fn plan_next(&self, ctx: &egui::Context) {
        let left = fascia::countdown(&self.frame.view).map(|until| Millis(until.since(self.frame.now).0 % 1000 + 10));
        if let Some(due) = [self.frame.wake_in, left].into_iter().flatten().min() {
            ctx.request_repaint_after(Duration::from_millis(due.0));
        }
    }

    /// The keys of a keyboard stand for those of the pad, and F1 to F8 for the side keys.
    fn hear_keyboard(&mut self, ctx: &egui::Context) {
        let events = ctx.input(|input| input.events.clone());
        let side = fascia::side_keys(&self.frame.view);
        for event in events {
            let Event::Key { key, pressed: true, repeat: false, .. } = event else { continue };
            let digit = DIGITS.iter().position(|known| *known == key).and_then(|digit| u8::try_from(digit).ok());
            let place = SIDE.iter().position(|known| *known == key);
            let pressed = if let Some(digit) = digit {
                Some(keypad::PadKey::Digit(digit))
            } else if key == Key::Escape {
                Some(keypad::PadKey::Cancel)
            } else if matches!(key, Key::Backspace | Key::Delete) {
                Some(keypad::PadKey::Clear)
            } else {
                // With the focus somewhere it selects and does not come here.
                (key == Key::Enter).then_some(keypad::PadKey::Enter)
            };
            self.touches.extend(pressed.and_then(|pad| keypad::meaning(pad, &self.frame.view, &self.frame.face)));
            let intent = place.and_then(|place| side.get(&place)).filter(|key| key.off.is_none()).map(|key| key.intent.clone());
            self.touches.extend(intent.map(Touch::Key));
        }
    }

    fn draw_all(&mut self, ui: &mut Ui) {
        let view = Arc::clone(&self.frame.view);
        let words = self.book.of(&view.language);
        let mut touches = Vec::new();
        focus::scene(ui.ctx(), view.name.key());
        focus::introduce(ui.ctx(), &words.get("atm-welcome"), &view.language);
        // Somebody who looks around is there; only while choosing does that count.
        let choosing = matches!(view.name, ScreenName::Amount | ScreenName::Confirm);
        let listens = view.still_there.is_none() && self.speaker.keeps_time(ui.ctx(), self.frame.now);
        if choosing && (listens || !focus::steps(ui.ctx()).is_empty()) {
            touches.push(Touch::Key(Intent::Touch));
        }
        fascia::show(ui, &self.frame, &words, &self.book, &mut touches);
        self.touches.extend(touches);
    }
}

/// In the order of their digits.
const DIGITS: [Key; 10] =
    [Key::Num0, Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];

/// In the order of the side keys: down the left side, then down the right.
const SIDE: [Key; 8] = [Key::F1, Key::F2, Key::F3, Key::F4, Key::F5, Key::F6, Key::F7, Key::F8];

impl Scene for AtmApp {
    fn give_voice(&mut self, speaker: Speaker) {
        Self::give_voice(self, speaker);
    }

    fn advance(&mut self, ctx: &egui::Context) {
        self.panel.scale(ctx);
        self.pump(ctx);
        self.plan_next(ctx);
    }

    fn draw(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        self.hear_keyboard(&ctx);
        self.draw_all(ui);
        if !self.touches.is_empty() {
            self.pump(&ctx);
            ctx.request_discard("a key changed the view");
            if !ctx.will_discard() {
                ctx.request_repaint();
            }
        }
        self.plan_next(&ctx);
        // What is drawn once more within this frame is told once.
        if !ctx.will_discard() {
            self.speak(&ctx);
        }
    }
}

/// The side keys by their places.
type SideKeys = BTreeMap<usize, crate::machine::atm::OfferedKey>;
