//! The cash machine on the screen: its display with side keys, keypad, card slot, receipt and cash tray.
//!
//! One frame is as the kiosk's: the engine is pumped, its view drawn, and when something was touched it is pumped again before anybody sees
//! the frame. What this decides: looks, and which physical key stands for which of the keys that the view offers. Nothing else.

pub(super) mod display;
pub(super) mod fascia;
mod keypad;
mod letters;
mod slots;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use egui::{Event, Key, Ui, ViewportCommand};

use super::access::{self, Access, Offers};
use super::brand::Dress;
use super::engine::Waker;
use super::landmarks::{Narrator, Watcher};
use super::pictures::Pictures;
use super::room;
use super::screens::chrome;
use super::speech::{Shown, Speaker, atm_facts};
use super::theme::{self, Palette, Panel, colour, space, touch};
use super::widgets::{Cut as _, Icon, as_built, provide_pictures, read_in};
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
    let (panel, dress, keys) = (options.panel, options.dress.clone(), options.keys.clone());
    window::show(options, move |ctx, waker| {
        let pictures = Pictures::new(Arc::clone(&waker));
        let app = AtmApp::new(ctx, make_engine(waker)?, panel, narrate).dressed(ctx, dress).speaking(speaker);
        let app = app.with_pictures(ctx, pictures);
        focus::use_keys(ctx, keys);
        Ok(Box::new(app))
    })
}

/// The window of a cash machine.
pub struct AtmApp {
    engine: Box<dyn AtmEngine>,
    panel: Panel,
    access: Access,
    dress: Dress,
    zoom: f32,
    /// Whether letters are larger than everything else: somebody wants them so, and there is no room for all of it.
    larger: bool,
    choosing: bool,
    frame: AtmFrame,
    touches: Vec<Touch>,
    book: WordBook,
    /// Whether the side keys are languages now.
    picking: bool,
    last_touch: Option<Timestamp>,
    screen: Arc<Mutex<&'static str>>,
    speaker: Speaker,
    /// The brand's sign, if it is shown.
    pictures: Option<Arc<Pictures>>,
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
        Self {
            engine,
            panel,
            access: Access::default(),
            dress: Dress::default(),
            zoom: 0.0,
            larger: false,
            choosing: false,
            picking: false,
            last_touch: None,
            frame,
            touches: Vec::new(),
            book,
            screen,
            speaker: Speaker::default(),
            pictures: None,
        }
    }

    /// The same with a thread that decodes its brand's sign.
    #[must_use]
    pub fn with_pictures(self, ctx: &egui::Context, pictures: Pictures) -> Self {
        let pictures = Arc::new(pictures);
        provide_pictures(ctx, &pictures);
        Self { pictures: Some(pictures), ..self }
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
            scene: format!("{} {:?}", view.name.key(), (view.still_there.is_some(), self.choosing)),
            nobody: matches!(view.name, ScreenName::Starting | ScreenName::Welcome | ScreenName::OutOfService),
            now: frame.now,
            asks: view.still_there.is_some(),
            words: &words,
        };
        // The switch and the key are one: whichever was used last counts for both.
        let asked = (self.access.speech != self.speaker.is_on()).then_some(self.access.speech);
        let panel = self.choosing.then(|| access::sentences(self.access, self.offers(ctx.content_rect()), &words));
        let due = self.speaker.attend(ctx, asked, &shown, || atm_facts(&frame, panel.as_deref(), &words));
        self.access.speech = self.speaker.is_on();
        if let Some(due) = due {
            ctx.request_repaint_after(Duration::from_millis(due.0));
        }
    }

    /// The same with this switched on for whoever is there.
    #[must_use]
    pub fn with_access(self, access: Access) -> Self {
        Self { access, ..self }
    }

    /// The same in these looks.
    #[must_use]
    pub fn dressed(self, ctx: &egui::Context, dress: Dress) -> Self {
        theme::set_typefaces(ctx, &dress.brand.typefaces);
        Self { dress, ..self }
    }

    /// The same, everything at least so large, in hundredths of the usual size, where there is room.
    #[must_use]
    pub fn zoomed(self, percent: u16) -> Self {
        Self { zoom: f32::from(percent) / 100.0, ..self }
    }

    fn palette(&self) -> Palette {
        *self.dress.palette(self.access)
    }

    /// What is on the display now.
    #[must_use]
    pub const fn view(&self) -> &Arc<View> {
        &self.frame.view
    }

    fn pump(&mut self, ctx: &egui::Context) {
        let before = self.frame.view.name;
        self.frame = self.engine.pump(std::mem::take(&mut self.touches));
        self.picking &= self.frame.view.name == before && self.frame.view.still_there.is_none();
        if self.frame.view.name != before && matches!(self.frame.view.name, ScreenName::Welcome | ScreenName::OutOfService) {
            focus::forget(ctx);
        }
        *self.screen.lock().unwrap_or_else(PoisonError::into_inner) = self.frame.view.name.key();
        let now = self.frame.view.name;
        if now != before && self.serves_nobody() {
            (self.access, self.choosing) = (Access::default(), false);
        }
        if self.is_left_alone() {
            (self.access, self.choosing, self.picking) = (self.access.heard_only(), false, false);
        }
        if self.frame.stop {
            ctx.send_viewport_cmd(ViewportCommand::Close);
        }
    }

    fn serves_nobody(&self) -> bool {
        matches!(self.frame.view.name, ScreenName::Welcome | ScreenName::OutOfService)
    }

    /// What somebody who did not begin would leave to the next one.
    fn leaves_something(&self) -> bool {
        self.serves_nobody() && (self.access != self.access.heard_only() || self.choosing || self.picking)
    }

    /// Whoever switched something on before beginning went away.
    fn is_left_alone(&self) -> bool {
        let touched = self.last_touch.map(|last| self.frame.now.since(last));
        self.leaves_something() && touched.is_some_and(|ago| ago >= access::LEFT_ALONE)
    }

    /// Notes when somebody did something.
    fn note_touch(&mut self, ctx: &egui::Context) {
        let touched = ctx.input(|input| {
            let pressed = |event: &Event| matches!(event, Event::Key { pressed: true, .. } | Event::AccessKitActionRequest(_));
            input.pointer.any_down() || input.pointer.any_released() || input.events.iter().any(pressed)
        });
        if touched || !focus::steps(ctx).is_empty() {
            self.last_touch = Some(self.frame.now);
        }
    }

    /// A second changes what a countdown shows.
    fn plan_next(&self, ctx: &egui::Context) {
        let left = fascia::countdown(&self.frame.view).map(|until| Millis(until.since(self.frame.now).0 % 1000 + 10));
        let alone = self.leaves_something().then_some(access::LEFT_ALONE);
        if let Some(due) = [self.frame.wake_in, left, alone].into_iter().flatten().min() {
            ctx.request_repaint_after(Duration::from_millis(due.0));
        }
    }

    /// The keys of a keyboard stand for those of the pad, and F1 to F8 for the side keys.
    fn hear_keyboard(&mut self, ctx: &egui::Context) {
        let events = ctx.input(|input| input.events.clone());
        let side = fascia::side_keys(&self.frame.view, self.picking);
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

    /// The key of the language that is spoken asks for the others, or puts them away; one of these speaks it. A screen that changes puts
    /// them away too.
    fn choose_languages(&mut self) {
        let spoken = Touch::Key(Intent::Speak(self.frame.view.language.clone()));
        for touch in &self.touches {
            self.picking = *touch == spoken && !self.picking;
        }
        self.touches.retain(|touch| *touch != spoken);
    }

    /// What this machine can do for those who ask.
    fn offers(&self, window: egui::Rect) -> Offers {
        let (reach, speech) = (!self.panel.is_low(window.size()), self.speaker.can_speak());
        Offers { reach, speech, contrast: self.dress.can_gain_contrast() }
    }

    fn draw_all(&mut self, ui: &mut Ui) {
        let view = Arc::clone(&self.frame.view);
        let words = self.book.of(&view.language);
        let mut touches = Vec::new();
        read_in(&view.language);
        focus::scene(ui.ctx(), view.name.key());
        focus::introduce(ui.ctx(), &words.get("atm-welcome"), &view.language);
        // Somebody who looks around, with keys or with a reader, is there; only while choosing does that count.
        let reads = ui.input(|input| input.events.iter().any(|event| matches!(event, Event::AccessKitActionRequest(_))));
        let undecided = matches!(view.name, ScreenName::Amount | ScreenName::Confirm);
        let listens = view.still_there.is_none() && self.speaker.keeps_time(ui.ctx(), self.frame.now);
        if undecided && (listens || reads || !focus::steps(ui.ctx()).is_empty()) {
            touches.push(Touch::Key(Intent::Touch));
        }
        let window = ui.max_rect();
        let offers = self.offers(window);
        let mut room = if self.access.reach { self.panel.within_reach(window) } else { window };
        room::set(ui.ctx(), room);
        ui.painter().rect_filled(window, 0.0, colour::FIELD);
        if room.min.y > window.min.y {
            let (above, brand) = (egui::Rect::from_min_max(window.min, room.right_top()), &*self.dress.brand);
            let name = brand.name.clone().unwrap_or_else(|| words.get("atm-name"));
            chrome::above(ui, above, (&name, Icon::Note), brand);
        }
        let foot = room.cut_bottom(access::FOOT, 0.0);
        let practises = self.access.wish() == theme::Wish::default() && self.zoom <= 1.0;
        let languages = (&self.book, self.picking);
        let larger = self.larger;
        as_built(|| fascia::show(ui, fascia::Front { room, practises, larger }, &self.frame, &words, languages, &mut touches));
        let asked = if offers.reach && !self.access.reach {
            access::foot(ui, foot, &mut self.access, &words)
        } else {
            access::button(ui, foot.shrink2(egui::vec2(space::M, touch::GAP)), &words, false)
        };
        self.choosing |= asked;
        if self.choosing {
            self.choosing = access::panel(ui, &mut self.access, offers, &words);
        }
        self.touches.extend(touches);
    }
}

/// The least room, in points, for keys, slots and display: upright and lying.
const ROOMS: [egui::Vec2; 2] = [egui::vec2(700.0, 1240.0), egui::vec2(1240.0, 620.0)];

/// The same where nothing is larger or lower than usual, so that there is no need to be content with less.
const AS_USUAL: [egui::Vec2; 2] = [egui::vec2(700.0, 1240.0), egui::vec2(1300.0, 760.0)];

/// The same on the panel of a desk, where all of it is upright between the slots.
const NEARLY_SQUARE: [egui::Vec2; 2] = [egui::vec2(700.0, 1240.0), egui::vec2(1300.0, 1030.0)];

/// Lying, and not much wider than high.
fn is_nearly_square(window: egui::Vec2) -> bool {
    (1.0..1.5).contains(&(window.x / window.y))
}

/// So much of what large letters would have to be is large enough.
const ENOUGH: f32 = 0.85;

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
        theme::dress(ctx, &self.palette());
        let usual = self.access.wish() == theme::Wish::default() && self.zoom <= 1.0;
        let rooms = match usual {
            true if is_nearly_square(ctx.viewport_rect().size()) => NEARLY_SQUARE,
            true => AS_USUAL,
            false => ROOMS,
        };
        let panel = self.panel.for_rooms(rooms).giving_way();
        let pixels = ctx.viewport_rect().size() * ctx.pixels_per_point();
        self.larger = self.access.large && panel.magnification(pixels, self.access.wish()) < panel.wanted() * ENOUGH;
        panel.scale(ctx, self.access.wish(), self.zoom);
        if let Some(pictures) = &self.pictures {
            pictures.settle(ctx);
        }
        self.note_touch(ctx);
        self.pump(ctx);
        self.plan_next(ctx);
    }

    fn is_unfinished(&self) -> bool {
        self.pictures.as_ref().is_some_and(|pictures| pictures.waiting())
    }

    fn ground(&self) -> egui::Color32 {
        self.palette().get(colour::FIELD)
    }

    fn draw(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        self.hear_keyboard(&ctx);
        self.draw_all(ui);
        self.choose_languages();
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
