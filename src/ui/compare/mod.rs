//! One simulated customer in one flow or in two side by side: what they see, where the card is, when a stranger's key would take money.
//!
//! What it is for: watching a session that the study walked, at any speed, forth and back. What it refuses to know: the study, files and
//! clocks; it is handed tapes. [`player`] says where one is in them, the rest draws.

mod controls;
mod machine;
pub mod player;
mod side;
pub mod tape;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use egui::{Align2, Key, Rect, Ui, ViewportCommand, vec2};

use super::engine::Waker;
use super::landmarks::{Narrator, Watcher};
use super::theme::{self, Colour, Face, Palette, Panel, colour, space, touch};
use super::widgets::{Cut as _, House as _, Quiet, read_in};
use super::window::{self, EngineError, Scene, WindowError, WindowOptions};
use crate::locale::Language;
use crate::ui::fingers::Fingers;
use crate::words::{Value, Words};

use player::{Player, SPEEDS};
use tape::{Customer, Tape};

/// Hands out the tapes of a customer: one for each flow.
pub type Archive = Box<dyn Fn(Customer) -> Vec<Tape>>;

/// Opens the window and runs it until it is closed or `stop` says so.
///
/// # Errors
/// [`WindowError`] when there is no display or it cannot be drawn on.
pub fn run(
    options: WindowOptions,
    customer: Customer,
    languages: Vec<Language>,
    narrate: Option<Narrator>,
    make_archive: impl FnOnce(Waker) -> Result<(Archive, Box<dyn Fn() -> bool>), EngineError> + 'static,
) -> Result<(), WindowError> {
    let panel = options.panel;
    window::show(options, move |ctx, waker| {
        let (archive, stop) = make_archive(waker)?;
        let mut app = CompareApp::new(ctx, archive, customer, languages, panel, narrate);
        app.stop = stop;
        Ok(Box::new(app))
    })
}

/// What somebody wants of the player.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    PlayOrHalt,
    Step,
    Back,
    Rewind,
    Speed(u64),
    PasserBy,
    Customer(Customer),
    /// Type another seed, or have the one that was typed.
    Seed,
    OtherLanguage,
}

/// The window.
pub struct CompareApp {
    archive: Archive,
    player: Player,
    customer: Customer,
    languages: Vec<Language>,
    words: Words,
    panel: Panel,
    /// The digits of another seed, while somebody types them.
    typed: Option<String>,
    /// The window's own time at the last frame, in seconds.
    seen_at: Option<f64>,
    stop: Box<dyn Fn() -> bool>,
}

impl std::fmt::Debug for CompareApp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CompareApp").field("customer", &self.customer).finish_non_exhaustive()
    }
}

impl CompareApp {
    /// Dresses a context and puts the customer's tapes in. The first of the languages is the one it speaks at first.
    #[must_use]
    pub fn new(
        ctx: &egui::Context,
        archive: Archive,
        customer: Customer,
        languages: Vec<Language>,
        panel: Panel,
        narrate: Option<Narrator>,
    ) -> Self {
        theme::apply(ctx);
        ctx.add_plugin(Fingers::default());
        if let Some(narrator) = narrate {
            Watcher::install(ctx, narrator, Arc::new(Mutex::new("compare")));
        }
        let player = Player::new(archive(customer));
        let words = languages.first().map_or_else(|| Words::new(&Language::default()), Words::new);
        Self { archive, player, customer, languages, words, panel, typed: None, seen_at: None, stop: Box::new(|| false) }
    }

    /// The player, for tests that hold the screen against it.
    #[must_use]
    pub const fn player(&self) -> &Player {
        &self.player
    }

    /// The customer who is shown.
    #[must_use]
    pub const fn customer(&self) -> Customer {
        self.customer
    }

    fn grant(&mut self, wish: Wish) {
        match wish {
            Wish::PlayOrHalt if self.player.is_playing() => self.player.halt(),
            Wish::PlayOrHalt => self.player.play(),
            Wish::Step => self.player.step(),
            Wish::Back => self.player.back(),
            Wish::Rewind => self.player.rewind(),
            Wish::Speed(speed) => self.player.set_speed(speed),
            Wish::PasserBy => self.player.press(),
            Wish::Customer(customer) => {
                self.customer = customer;
                self.player.change((self.archive)(customer));
            }
            Wish::Seed => match self.typed.take() {
                None => self.typed = Some(String::new()),
                Some(typed) => {
                    if let Ok(seed) = typed.parse() {
                        self.grant(Wish::Customer(Customer { seed, ..self.customer }));
                    }
                }
            },
            Wish::OtherLanguage => self.words = Words::new(self.other_language()),
        }
    }

    /// The one after the one that is spoken.
    fn other_language(&self) -> &Language {
        let spoken = self.languages.iter().position(|language| language == self.words.language());
        let next = spoken.map_or(0, |spoken| (spoken + 1) % self.languages.len());
        self.languages.get(next).unwrap_or_else(|| self.words.language())
    }

    /// Lets the player have the time that passed since the last frame.
    fn pass(&mut self, ctx: &egui::Context) {
        let now = ctx.input(|input| input.time);
        let passed = self.seen_at.map_or(0.0, |seen_at| now - seen_at);
        self.seen_at = Some(now);
        self.player.pass((passed.clamp(0.0, LONGEST_FRAME_S) * 1e6).round() as u64);
    }

    /// Digits go to the seed while it is typed, and nothing else does.
    fn hear_digits(&mut self, ctx: &egui::Context) -> Option<Wish> {
        let typed = self.typed.as_mut()?;
        let (texts, pressed) = ctx.input(|input| {
            let text = |event: &egui::Event| if let egui::Event::Text(text) = event { Some(text.clone()) } else { None };
            let keys = [Key::Backspace, Key::Enter, Key::Escape].map(|key| input.key_pressed(key));
            (input.events.iter().filter_map(text).collect::<String>(), keys)
        });
        typed.extend(texts.chars().filter(char::is_ascii_digit));
        typed.truncate(MOST_DIGITS);
        let [erase, apply, forget] = pressed;
        if erase {
            typed.pop();
        }
        if forget {
            self.typed = None;
        }
        apply.then_some(Wish::Seed)
    }

    fn hear_keyboard(&mut self, ctx: &egui::Context) -> Vec<Wish> {
        if self.typed.is_some() {
            return self.hear_digits(ctx).into_iter().collect();
        }
        let pressed = |key| ctx.input(|input| input.key_pressed(key));
        let mut wishes = Vec::new();
        // A control that the keyboard is on has these keys for itself.
        if ctx.memory(|memory| memory.focused().is_none()) {
            wishes.extend(pressed(Key::Space).then_some(Wish::PlayOrHalt));
            wishes.extend(pressed(Key::ArrowRight).then_some(Wish::Step));
            wishes.extend(pressed(Key::ArrowLeft).then_some(Wish::Back));
        }
        wishes.extend(pressed(Key::Home).then_some(Wish::Rewind));
        wishes.extend(pressed(Key::P).then_some(Wish::PasserBy));
        wishes.extend(pressed(Key::N).then_some(Wish::Customer(self.customer.next())));
        wishes.extend(pressed(Key::L).then_some(Wish::OtherLanguage));
        for (key, speed) in [Key::Num1, Key::Num2, Key::Num3, Key::Num4].into_iter().zip(SPEEDS) {
            wishes.extend(pressed(key).then_some(Wish::Speed(speed)));
        }
        wishes
    }

    fn draw_all(&self, ui: &mut Ui) -> Vec<Wish> {
        read_in(self.words.language());
        let mut wishes = Vec::new();
        let whole = ui.max_rect();
        ui.painter().rect_filled(whole, 0.0, colour::GROUND);
        let mut area = whole.shrink(if whole.width() < 800.0 { space::S } else { space::M });
        let upright = whole.width() < whole.height();
        self.head(ui, area.cut_top(touch::TARGET, space::XS), &mut wishes);
        let (assumed, inputs) = self.player.tapes().iter().fold((0, 0), |(a, b), tape| (a + tape.assumed.0, b + tape.assumed.1));
        let values: [(&str, Value<'_>); 2] = [("assumed", assumed.into()), ("inputs", inputs.into())];
        let honest = self.words.with("compare-assumed", &values);
        let height = ui.text_height(&honest, Face::small(), area.width(), 2);
        ui.say(area.cut_top(height, space::S), &honest, Face::small().soft(), Align2::LEFT_TOP, 2);
        let bar = area.cut_bottom(controls::height(upright), space::S);
        let whom = controls::Whom { customer: self.customer, typed: self.typed.as_deref() };
        controls::show(ui, bar, &self.player, whom, &self.words, &mut wishes);
        let summary = area.cut_bottom(if upright { 104.0 } else { 66.0 }, space::S);
        side::difference(ui, summary, &self.player, &self.words);
        let columns = match self.player.tapes().len() {
            0 | 1 => vec![area.narrowed(1280.0)],
            sides => area.columns(sides, space::M),
        };
        for (index, rect) in columns.into_iter().enumerate() {
            side::show(ui, rect, &self.player, index, &self.words);
        }
        wishes
    }

    fn head(&self, ui: &mut Ui, rect: Rect, wishes: &mut Vec<Wish>) {
        let mut row = rect;
        let label = Words::new(self.other_language()).get("language-name");
        if ui.quiet_button(row.cut_right(170.0, space::S), &label, None, Quiet::Edged) {
            wishes.push(Wish::OtherLanguage);
        }
        let key = if self.player.tapes().len() > 1 { "compare-title" } else { "compare-title-one" };
        let title = self.words.get(key);
        let face = ui.fitting(&title, Face::headline(), row.width(), 1);
        ui.say(row, &title, face, Align2::LEFT_CENTER, 1);
    }
}

/// More digits than any seed has.
const MOST_DIGITS: usize = 20;

/// What nobody saw for longer than this did not pass: a window that slept goes on where it was.
const LONGEST_FRAME_S: f64 = 0.25;

impl Customer {
    /// The one after.
    #[must_use]
    pub const fn next(self) -> Self {
        Self { number: self.number.saturating_add(1), ..self }
    }
}

/// The least room, in points, for two machines beside each other with all that is said of them: upright, lying, and on the panel of a desk.
const UPRIGHT: egui::Vec2 = egui::vec2(1000.0, 1700.0);
const LYING: egui::Vec2 = egui::vec2(1910.0, 1050.0);
const NEARLY_SQUARE: egui::Vec2 = egui::vec2(1910.0, 1150.0);

impl Scene for CompareApp {
    fn advance(&mut self, ctx: &egui::Context) {
        theme::dress(ctx, &Palette::default());
        let window = ctx.viewport_rect().size();
        let lying = if window.x < window.y * 1.5 { NEARLY_SQUARE } else { LYING };
        self.panel.for_rooms([UPRIGHT, lying]).giving_way().scale(ctx, theme::Wish::default(), 0.0);
        if (self.stop)() {
            ctx.send_viewport_cmd(ViewportCommand::Close);
        }
        self.pass(ctx);
    }

    fn draw(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        let mut wishes = self.hear_keyboard(&ctx);
        wishes.extend(self.draw_all(ui));
        if !wishes.is_empty() {
            wishes.into_iter().for_each(|wish| self.grant(wish));
            ctx.request_discard("the player was told something");
            if !ctx.will_discard() {
                ctx.request_repaint();
            }
        }
        if self.player.is_playing() {
            // Tenths of a second are shown; faster than a screen's frame helps nobody.
            ctx.request_repaint_after(Duration::from_millis(33));
        }
    }
}

/// The key of the words for a name in a flow file.
#[must_use]
pub fn name_key(name: &str) -> String {
    let mut key = String::from("flow-name");
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    for word in words {
        key.push('-');
        key.push_str(&word.to_ascii_lowercase());
    }
    key
}

/// Names of states, offers, flows and ends as the flow file has them, in the reader's language where the program knows them.
fn named(words: &Words, name: &str) -> String {
    let key = name_key(name);
    if !words.has(&key) {
        return name.to_owned();
    }
    // Small where the file has it small: a title and an offer may be the same word.
    let small = name.starts_with(char::is_lowercase);
    let word = words.get(&key);
    if small && words.language().writes_nouns_large() {
        // Most offers are nouns, and the others are written small already.
        return word;
    }
    let mut letters = word.chars();
    let Some(first) = letters.next() else { return name.to_owned() };
    let first: String = if small { first.to_lowercase().collect() } else { first.to_uppercase().collect() };
    first + letters.as_str()
}

/// Seconds with one decimal, as the language writes them.
fn seconds(words: &Words, time: crate::time::Millis) -> String {
    let tenths = i64::try_from(time.0 / 100).unwrap_or(i64::MAX);
    words.with("compare-seconds", &[("seconds", fixed(words, tenths).into())])
}

/// A number of tenths with its decimal, also when that is nothing.
fn fixed(words: &Words, tenths: i64) -> String {
    let whole = words.decimal(rust_decimal::Decimal::new(tenths, 1));
    if tenths % 10 == 0 { format!("{whole}{}", words.get("compare-no-tenths")) } else { whole }
}

/// A round lamp, lit in a colour or not.
fn lamp(ui: &Ui, centre: egui::Pos2, radius: f32, lit: Option<Colour>) {
    let painter = ui.painter();
    painter.circle_filled(centre, radius, colour::DEVICE_WELL);
    painter.circle_filled(centre, radius - 4.0, lit.unwrap_or(colour::DEVICE_KEY));
    if lit.is_some() {
        painter.circle_filled(centre - vec2(radius * 0.3, radius * 0.3), radius * 0.18, colour::SURFACE);
    }
}
