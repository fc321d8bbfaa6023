//! The window: pumps the engine, draws its view, and picks the screen.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use egui::{Event, Rect, Ui, UiBuilder, ViewportCommand};

use super::access::{self, Access, Offers};
use super::brand::Dress;
use super::engine::{Engine, Frame, Waker};
use super::fingers::Fingers;
use super::focus::{self, Focus, Zone};
use super::landmarks::{Narrator, Watcher};
use super::outbox::Outbox;
use super::pictures::Pictures;
use super::room;
use super::screens::terminal::TerminalLooks;
use super::screens::{
    Looks, attract, card, checking, chrome, languages, menu, number, out_of_service, overlay, placing, product, review, staff,
    start_over, starting, terminal,
};
use super::speech::{Beside, Shown, Speaker, kiosk_facts};
use super::theme::{self, Palette, Panel, colour, space};
use super::widgets::{Cut as _, House as _, Icon, banner_height, notice_height, provide_pictures, read_in};
use super::window::{self, EngineError, Scene, WindowError, WindowOptions};
use crate::locale::Language;
use crate::machine::kiosk::{Intent, ScreenName, ScreenView, View};
use crate::payment::TerminalFace;
use crate::time::{Millis, Timestamp};
use crate::words::{WordBook, Words};

/// Touches that mean nothing else are told at most once in this time.
const TOUCH_EVERY: Millis = Millis(250);

/// So long a short sentence about a refusal stays.
const TOAST: Millis = Millis::from_secs(5);

/// Opens the kiosk's window and runs it until the engine says stop. `narrate` hears what is on the screen after each settled frame,
/// `speaker` tells it to people.
///
/// # Errors
/// [`WindowError`] when there is no display, it cannot be drawn on, or there is no engine for it.
pub fn run(
    options: WindowOptions,
    narrate: Option<Narrator>,
    speaker: Speaker,
    make_engine: impl FnOnce(Waker) -> Result<Box<dyn Engine>, EngineError> + 'static,
) -> Result<(), WindowError> {
    let (panel, dress, keys) = (options.panel, options.dress.clone(), options.keys.clone());
    window::show(options, move |ctx, waker| {
        let engine = make_engine(Arc::clone(&waker))?;
        let app = KioskApp::new(ctx, engine, waker, panel, narrate).dressed(ctx, dress).speaking(speaker);
        focus::use_keys(ctx, keys);
        Ok(Box::new(app))
    })
}

/// A window lower than this has no room for two bars.
const LOW: f32 = 680.0;

/// A sentence that goes away by itself.
struct Toast {
    words: String,
    until: Timestamp,
}

/// The kiosk's window.
pub struct KioskApp {
    engine: Box<dyn Engine>,
    panel: Panel,
    access: Access,
    dress: Dress,
    zoom: f32,
    frame: Frame,
    outbox: Outbox,
    looks: Looks,
    pictures: Arc<Pictures>,
    book: WordBook,
    languages: Vec<Language>,
    toast: Option<Toast>,
    last_touch: Option<Timestamp>,
    /// Counts customers, so that no scroll position outlives the one who scrolled.
    customer: u64,
    screen: Arc<Mutex<&'static str>>,
    speaker: Speaker,
}

impl std::fmt::Debug for KioskApp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KioskApp").field("screen", &self.frame.view.name).finish_non_exhaustive()
    }
}

impl KioskApp {
    /// Dresses a context and asks the engine for its first view.
    #[must_use]
    pub fn new(ctx: &egui::Context, engine: Box<dyn Engine>, waker: Waker, panel: Panel, narrate: Option<Narrator>) -> Self {
        Self::with_pictures(ctx, engine, Pictures::new(waker), panel, narrate)
    }

    /// As [`KioskApp::new`], with pictures from elsewhere.
    #[must_use]
    pub fn with_pictures(
        ctx: &egui::Context,
        mut engine: Box<dyn Engine>,
        pictures: Pictures,
        panel: Panel,
        narrate: Option<Narrator>,
    ) -> Self {
        theme::apply(ctx);
        ctx.add_plugin(Fingers::default());
        ctx.add_plugin(Focus::default());
        let pictures = Arc::new(pictures);
        provide_pictures(ctx, &pictures);
        let frame = engine.pump(Vec::new());
        let screen = Arc::new(Mutex::new(frame.view.name.key()));
        if let Some(narrator) = narrate {
            Watcher::install(ctx, narrator, Arc::clone(&screen));
        }
        let languages = frame.view.restaurant.languages().to_vec();
        Self {
            engine,
            panel,
            access: Access::default(),
            dress: Dress::default(),
            zoom: 0.0,
            frame,
            outbox: Outbox::default(),
            looks: Looks::default(),
            pictures,
            book: WordBook::new(&languages),
            languages,
            toast: None,
            last_touch: None,
            customer: 0,
            screen,
            speaker: Speaker::default(),
        }
    }

    /// The same with this switched on for the customer who is there.
    #[must_use]
    pub fn with_access(self, access: Access) -> Self {
        Self { access, ..self }
    }

    /// What is switched on for the customer who is there.
    #[must_use]
    pub const fn access(&self) -> Access {
        self.access
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

    /// What is on the screen now.
    #[must_use]
    pub const fn view(&self) -> &Arc<View> {
        &self.frame.view
    }

    /// Whether a picture that was asked for is still being decoded.
    #[must_use]
    pub fn waits_for_pictures(&self) -> bool {
        self.pictures.waiting()
    }

    /// Hands the collected intents to the engine and takes what to draw. Answers whether there is something new to see.
    fn pump(&mut self, ctx: &egui::Context) -> bool {
        let before = self.frame.view.name;
        let seq = self.frame.seq;
        self.frame = self.engine.pump(self.outbox.take());
        let view = Arc::clone(&self.frame.view);
        if view.restaurant.languages() != self.languages {
            self.languages = view.restaurant.languages().to_vec();
            self.book = WordBook::new(&self.languages);
        }
        let gone = matches!(view.name, ScreenName::Attract | ScreenName::OutOfService);
        if gone && before != view.name {
            self.looks = Looks::default();
            self.access = Access::default();
            self.toast = None;
            self.customer += 1;
            focus::forget(ctx);
        }
        if gone && self.is_left_alone() {
            self.access = self.access.heard_only();
            self.looks.access = false;
        }
        if view.name != before {
            self.toast = None;
        }
        let words = self.book.of(&view.language);
        let said = self.frame.rejections.iter().rev().find_map(|rejection| overlay::refusal(rejection, &view, &words));
        let refused = said.is_some();
        if let Some(said) = said {
            self.toast = Some(Toast { words: said, until: self.frame.now.after(TOAST) });
        }
        *self.screen.lock().unwrap_or_else(PoisonError::into_inner) = view.name.key();
        if self.frame.stop {
            ctx.send_viewport_cmd(ViewportCommand::Close);
        }
        seq != self.frame.seq || refused
    }

    /// What a customer who did not order would leave to the next one.
    fn leaves_something(&self) -> bool {
        self.access != self.access.heard_only() || self.looks.access
    }

    /// Whoever switched something on before ordering, or opened the panel, went away without ordering.
    fn is_left_alone(&self) -> bool {
        let touched = self.last_touch.map(|last| self.frame.now.since(last));
        self.leaves_something() && touched.is_some_and(|ago| ago >= access::LEFT_ALONE)
    }

    /// When the next frame is due though nobody touches anything.
    fn plan_next(&self, ctx: &egui::Context) {
        let now = self.frame.now;
        let countdown = self.frame.view.still_there.map(|deadline| Millis(deadline.since(now).0 % 1000 + 10));
        let alone = self.leaves_something().then_some(access::LEFT_ALONE);
        let toast = self.toast.as_ref().map(|toast| toast.until.since(now));
        if let Some(due) = [self.frame.wake_in, countdown, toast, alone].into_iter().flatten().min() {
            ctx.request_repaint_after(Duration::from_millis(due.0));
        }
    }

    /// The first half of a frame: news in, nothing drawn.
    pub fn advance(&mut self, ctx: &egui::Context) {
        theme::dress(ctx, &self.palette());
        self.panel.scale(ctx, self.access.wish(), self.zoom);
        self.pictures.settle(ctx);
        self.pump(ctx);
        if self.toast.as_ref().is_some_and(|toast| toast.until <= self.frame.now) {
            self.toast = None;
        }
        self.plan_next(ctx);
    }

    /// The second half of a frame: draw, collect, and answer what was tapped before anybody sees the frame.
    pub fn draw(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        self.draw_view(ui);
        if self.outbox.is_empty() {
            if self.only_touched(&ctx) {
                self.outbox.send(Intent::Touch);
                if self.pump(&ctx) {
                    ctx.request_repaint();
                }
            }
        } else if self.pump(&ctx) {
            // Draws once more within this frame, with the new view; the drawing so far is thrown away.
            ctx.request_discard("the customer's tap changed the view");
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

    /// Tells what is on the screen to whoever listens.
    fn speak(&mut self, ctx: &egui::Context) {
        if !self.speaker.is_there() {
            return;
        }
        let view = Arc::clone(&self.frame.view);
        let words = self.book.of(&view.language);
        let now = self.frame.now;
        let face = self.engine.faceplate().map(|plate| plate.face());
        let looks = &self.looks;
        let open = |face: &&TerminalFace| TerminalLooks::visible(view.name, face) && looks.terminal.open(view.name);
        let beside = Beside {
            toast: self.toast.as_ref().map(|toast| toast.words.as_str()),
            filtering: looks.menu.filtering,
            receipt: looks.number.receipt,
            wish: looks.product.note.as_deref(),
            device: face.as_ref().filter(open),
            access: looks.access.then(|| access::sentences(self.access, self.offers(ctx.content_rect()), &words)),
            languages: looks.languages.open(),
        };
        let panels = (beside.access.is_some(), beside.languages);
        let over = (view.still_there.is_some(), beside.filtering, beside.receipt, panels);
        let shown = Shown {
            scene: format!("{} {over:?}", self.scene_of(&view)),
            nobody: matches!(view.name, ScreenName::Starting | ScreenName::Attract | ScreenName::OutOfService),
            now,
            asks: view.still_there.is_some(),
            words: &words,
        };
        // The switch and the key are one: whichever was used last counts for both.
        let asked = (self.access.speech != self.speaker.is_on()).then_some(self.access.speech);
        let due = self.speaker.attend(ctx, asked, &shown, || kiosk_facts(&view, now, &beside, &words));
        self.access.speech = self.speaker.is_on();
        if let Some(due) = due {
            ctx.request_repaint_after(Duration::from_millis(due.0));
        }
    }

    /// Whether somebody did something that no control understood.
    fn only_touched(&mut self, ctx: &egui::Context) -> bool {
        let active = ctx.input(|input| {
            let down = input.pointer.any_down();
            input.events.iter().any(|event| {
                let pressed =
                    matches!(event, Event::PointerButton { .. } | Event::Key { .. } | Event::Text(_) | Event::MouseWheel { .. })
                        || matches!(event, Event::AccessKitActionRequest(_));
                pressed || (down && matches!(event, Event::PointerMoved(_) | Event::MouseMoved(_)))
            })
        });
        let now = self.frame.now;
        let listens = self.frame.view.still_there.is_none() && self.speaker.keeps_time(ctx, now);
        let active = active || listens || !focus::steps(ctx).is_empty();
        let due = self.last_touch.is_none_or(|last| now.since(last) >= TOUCH_EVERY);
        if active && due {
            self.last_touch = Some(now);
        }
        active && due
    }

    /// What this machine can do for those who ask.
    fn offers(&self, window: Rect) -> Offers {
        let (reach, speech) = (!self.panel.is_low(window.size()), self.speaker.can_speak());
        Offers { reach, speech, contrast: self.dress.can_gain_contrast() }
    }

    fn draw_view(&mut self, ui: &mut Ui) {
        // The ground is the window's clear colour: painting it as a rectangle would cost a third of a frame without a graphics card.
        let window = ui.max_rect();
        let offers = self.offers(window);
        let whole = if self.access.reach { self.panel.within_reach(window) } else { window };
        room::set(ui.ctx(), whole);
        let view = Arc::clone(&self.frame.view);
        let words = self.book.of(&view.language);
        read_in(&view.language);
        let salt = ("customer", self.customer);
        let mut ui = ui.new_child(UiBuilder::new().id_salt(salt).max_rect(whole));
        let ui = &mut ui;
        if whole.min.y > window.min.y {
            let above = Rect::from_min_max(window.min, egui::pos2(window.max.x, whole.min.y));
            chrome::above(ui, above, (chrome::name_of(&view, &self.dress.brand), Icon::Plate), &self.dress.brand);
        }
        let mut area = whole;
        // The header is out of reach for somebody who sits: its button stands below as well.
        let low = offers.reach && !self.access.reach;
        // Where there is no room for both, the header stands there itself.
        let merged = low && !whole.is_upright() && whole.height() < LOW;
        let foot = (low && !merged).then(|| area.cut_bottom(access::FOOT, 0.0));
        if view.training {
            let sentence = words.get("training-banner");
            let height = banner_height(ui, &sentence, area.width());
            ui.training_banner(area.cut_top(height, 0.0), &sentence);
        }
        let head = if merged { area.cut_bottom(chrome::HEADER, 0.0) } else { area.cut_top(chrome::HEADER, 0.0) };
        focus::scene(ui.ctx(), &self.scene_of(&view));
        focus::introduce(ui.ctx(), &view.restaurant.restaurant().name, &view.language);
        let lower = merged.then_some(&mut self.access.reach);
        focus::zone(ui, Zone::Header);
        let now = self.frame.now;
        self.looks.languages.tend(ui, &view, now);
        let choice = (&mut self.looks.languages, now);
        let looks = (&self.book, &*self.dress.brand);
        let mut asked = chrome::header(ui, head, &view, &words, looks, (!low || merged, lower), &mut self.outbox, choice);
        if let Some(foot) = foot {
            asked |= access::foot(ui, foot, &mut self.access, &words);
        }
        focus::zone(ui, Zone::Body);
        if let Some(notice) = &view.notice {
            // In line with what stands below it: the menu reaches nearly to the edges, and begins without a margin.
            let (margin, gap) = if view.name == ScreenName::Menu { (space::S, space::XS) } else { (space::L, 0.0) };
            let width = area.width() - margin * 2.0;
            let (sentence, tone) = overlay::notice_in(ui, egui::vec2(width, area.height()), notice, &view, &words);
            let height = notice_height(ui, &sentence, width);
            area.cut_top(space::S, 0.0);
            let bar = area.cut_top(height, gap).shrink2(egui::vec2(margin, 0.0));
            ui.notice_bar(bar, &sentence, tone);
        }
        let (body, device) = self.draw_terminal(ui, area, &view, &words);
        let name = view.name.key();
        super::widgets::within(ui, body, name, |ui| self.draw_screen(ui, &view, &words, device));
        self.looks.access |= asked;
        if self.looks.access {
            self.looks.access = access::panel(ui, &mut self.access, offers, &words);
        }
        if let Some(toast) = &self.toast {
            overlay::toast(ui, area, &toast.words);
        }
        if self.looks.languages.open() {
            languages::show(ui, &view, &words, &self.book, &mut self.outbox, &mut self.looks.languages);
        }
        if let Some(deadline) = view.still_there {
            overlay::still_there(ui, deadline.since(self.frame.now), view.insists, &words, &mut self.outbox);
        }
    }

    fn draw_screen(&mut self, ui: &mut Ui, view: &View, words: &Words, device: Option<terminal::Place>) {
        let out = &mut self.outbox;
        let looks = &mut self.looks;
        match &view.screen {
            ScreenView::Starting => starting::show(ui, words),
            ScreenView::Attract(attract) => {
                let moment = (self.frame.now, view.stopping);
                let whole = (view, &self.book, &self.dress.brand.attract[..]);
                attract::show(ui, attract, whole, words, moment, out, &mut looks.attract);
            }
            ScreenView::Menu(menu) => menu::show(ui, menu, words, out, &mut looks.menu),
            ScreenView::Product(product) => product::show(ui, product, &view.restaurant, words, out, &mut looks.product),
            ScreenView::Review(review) => review::show(ui, review, &view.restaurant, words, out),
            ScreenView::StartOver(cart) => start_over::show(ui, cart, words, out),
            ScreenView::Card(card) => card::show(ui, card, words, device, out),
            ScreenView::Checking(card) => checking::show(ui, card, words),
            ScreenView::Placing(total) => placing::show(ui, *total, words),
            ScreenView::Number(number) => number::show(ui, number, words, out, &mut looks.number),
            ScreenView::Staff(staff) => staff::show(ui, staff, words, out),
            ScreenView::OutOfService => out_of_service::show(ui, words),
        }
    }

    /// Draws the simulated terminal, if there is one; answers what is left of the body, and where the device stands when it is open.
    fn draw_terminal(&mut self, ui: &mut Ui, body: Rect, view: &View, words: &Words) -> (Rect, Option<terminal::Place>) {
        let Some(plate) = self.engine.faceplate() else { return (body, None) };
        let face = plate.face();
        if !TerminalLooks::visible(view.name, &face) {
            return (body, None);
        }
        let open = self.looks.terminal.open(view.name);
        let place = terminal::Place::new(open, body);
        let mut taps = Vec::new();
        terminal::show(ui, place, view.name, &face, words, &mut self.looks.terminal, &mut taps);
        let tapped = !taps.is_empty();
        for tap in taps {
            plate.tap(tap);
        }
        if tapped {
            ui.ctx().request_repaint();
        }
        let mut left = body;
        let whole = place.whole();
        if !open {
            left.max.y = whole.min.y - space::XS;
        } else if matches!(view.name, ScreenName::Checking | ScreenName::Placing) {
            if body.is_upright() {
                left.max.y = whole.min.y;
            } else {
                left.max.x = whole.min.x;
            }
        }
        (left, open.then_some(place))
    }
}

impl KioskApp {
    /// The screen, and what tells it from others of its kind: there the focus begins anew.
    fn scene_of(&self, view: &View) -> String {
        let name = view.name.key();
        match &view.screen {
            ScreenView::Product(product) => {
                let what = if self.looks.product.note.is_some() { "wish" } else { product.item.as_str() };
                format!("{name} {what}")
            }
            ScreenView::Menu(_) if self.looks.menu.writing => format!("{name} search"),
            ScreenView::Starting
            | ScreenView::Attract(_)
            | ScreenView::Menu(_)
            | ScreenView::Review(_)
            | ScreenView::StartOver(_)
            | ScreenView::Card(_)
            | ScreenView::Checking(_)
            | ScreenView::Placing(_)
            | ScreenView::Number(_)
            | ScreenView::Staff(_)
            | ScreenView::OutOfService => name.to_owned(),
        }
    }
}

impl Scene for KioskApp {
    fn advance(&mut self, ctx: &egui::Context) {
        Self::advance(self, ctx);
    }

    fn draw(&mut self, ui: &mut Ui) {
        Self::draw(self, ui);
    }

    fn is_unfinished(&self) -> bool {
        self.waits_for_pictures()
    }

    fn ground(&self) -> egui::Color32 {
        self.palette().get(colour::GROUND)
    }

    fn give_voice(&mut self, speaker: Speaker) {
        Self::give_voice(self, speaker);
    }
}

impl eframe::App for KioskApp {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.advance(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.draw(ui);
    }

    fn clear_color(&self, _visuals: &egui::Visuals) -> [f32; 4] {
        self.ground().to_normalized_gamma_f32()
    }
}
