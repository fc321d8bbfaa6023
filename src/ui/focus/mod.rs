//! Hands without fingers: next, previous, select and back, from a tactile pad or any keyboard, reach everything that a finger reaches.
//!
//! Every control of a frame registers here in the order in which it is drawn, and screens draw in the order in which they are read: that
//! is the order of the keys, of screen readers, and of speech. It refuses to know what a screen is about. Its invariants: while keys are
//! in use something on the topmost layer has the focus; what has it is brought into sight; what lies below a question is out of reach.
//!
//! # The rules
//!
//! * **Next and previous** go round all controls. The first key after a finger only shows where the focus is.
//! * **Select** is a tap on what has the focus, **back** a tap on the control that leads back, which the screens name ([`way_back`]).
//! * **A screen that comes up** has its focus where its work begins ([`begins_here`]); one that comes back, where it was left.
//! * **What vanishes** under the focus leaves it to what took its place.
//! * **A list that makes only the rows that can be seen** makes one more at each end while keys are in use ([`in_use`]), so there is
//!   always a next one to go to, and it comes into sight when it has the focus.
//! * **A finger** takes the focus away; it needs none.
//! * **Keys that are held** repeat slowly, and only next, previous and the voice's own do; a key struck twice by a trembling hand counts
//!   once. See [`Strikes`].

mod keys;
mod stops;

use std::collections::{BTreeMap, VecDeque};

use egui::{Context, Event, Id, LayerId, Plugin, RawInput, Rect, Stroke, StrokeKind, Ui};

pub use keys::{KeyMap, Step, Strikes};
pub use stops::{Highlight, Zone};
use stops::{Hints, Stop, Stops};

use super::theme::{colour, line, radius};
use super::widgets::Name;
use keys::Sieve;

/// So far around a control its ring lies, in points.
const RING: f32 = 2.0;

/// The plugin.
pub struct Focus {
    sieve: Sieve,
    waiting: VecDeque<Step>,
    in_use: bool,
    /// What the keys did in this frame.
    steps: Vec<Step>,
    frame: Option<u64>,
    /// Tapped by a key in this frame.
    pressed: Option<Id>,
    /// Has to be brought into sight.
    reveal: Option<Id>,
    scene: String,
    /// The scene with what lies over it, of the last frame.
    shown: String,
    /// The layer of the question that covers the screen, and its name.
    modal: Option<(LayerId, String)>,
    zone: Zone,
    /// The names of what is drawn now are for private ears.
    secret: bool,
    hints: Hints,
    stops: Stops,
    before: Stops,
    /// Where the focus was when a scene was left.
    left: BTreeMap<String, Id>,
    ring: Option<Ring>,
    highlight: Option<Highlight>,
}

#[derive(Clone, Copy)]
struct Ring {
    layer: LayerId,
    rect: Rect,
    clip: Rect,
}

impl Default for Focus {
    fn default() -> Self {
        Self::new(KeyMap::default())
    }
}

impl Focus {
    /// With these keys.
    #[must_use]
    pub fn new(keys: KeyMap) -> Self {
        Self {
            sieve: Sieve::new(keys),
            waiting: VecDeque::new(),
            in_use: false,
            steps: Vec::new(),
            frame: None,
            pressed: None,
            reveal: None,
            scene: String::new(),
            shown: String::new(),
            modal: None,
            zone: Zone::Body,
            secret: false,
            hints: Hints::default(),
            stops: Stops::default(),
            before: Stops::default(),
            left: BTreeMap::new(),
            ring: None,
            highlight: None,
        }
    }

    fn take_up(&mut self, ctx: &Context, step: Step) {
        self.steps.push(step);
        let focused = ctx.memory(egui::Memory::focused).filter(|id| self.before.has(*id));
        match step {
            Step::Next | Step::Previous => {
                let to = if self.in_use { self.before.beside(focused, step == Step::Next) } else { None };
                self.in_use = true;
                if let Some(to) = to {
                    self.go_to(ctx, to);
                }
            }
            Step::Select => self.pressed = focused,
            Step::Back => {
                self.pressed = self.before.way_back();
                self.in_use |= self.pressed.is_some();
            }
            Step::Speech
            | Step::HeadsetIn
            | Step::HeadsetOut
            | Step::Repeat
            | Step::Louder
            | Step::Quieter
            | Step::Faster
            | Step::Slower => {}
        }
    }

    fn go_to(&mut self, ctx: &Context, id: Id) {
        ctx.memory_mut(|memory| memory.request_focus(id));
        self.reveal = Some(id);
        ctx.request_repaint();
    }

    /// Whether a key means something now; the others stay with whoever listens to keyboards.
    fn takes(&self, ctx: &Context, step: Step) -> bool {
        match step {
            Step::Select => self.in_use && ctx.memory(egui::Memory::focused).is_some(),
            Step::Back => self.before.way_back().is_some(),
            Step::Next
            | Step::Previous
            | Step::Speech
            | Step::HeadsetIn
            | Step::HeadsetOut
            | Step::Repeat
            | Step::Louder
            | Step::Quieter
            | Step::Faster
            | Step::Slower => true,
        }
    }

    /// Where the focus belongs, now that everything is drawn.
    fn settle(&mut self, ctx: &Context) {
        let shown = self.modal.as_ref().map_or_else(|| self.scene.clone(), |(_, name)| format!("{}\u{1f}{name}", self.scene));
        let focused = ctx.memory(egui::Memory::focused);
        if shown != self.shown {
            if let Some(id) = focused.filter(|id| self.before.has(*id)) {
                self.left.insert(std::mem::take(&mut self.shown), id);
            }
            self.shown = shown;
            if self.in_use {
                let back = self.left.get(&self.shown).copied().filter(|id| self.stops.has(*id));
                let to = back.or_else(|| self.stops.first());
                match to {
                    Some(to) if focused != Some(to) => self.go_to(ctx, to),
                    Some(_) | None => {}
                }
            }
        } else if self.in_use && focused.is_none_or(|id| !self.stops.has(id)) {
            let instead = focused.and_then(|id| self.before.place_of(id)).and_then(|place| self.stops.at_or_before(place));
            // A list that scrolled may make its rows in the next frame only.
            if let Some(to) = instead.or_else(|| self.stops.first()) {
                self.go_to(ctx, to);
            }
        }
    }
}

impl Plugin for Focus {
    fn debug_name(&self) -> &'static str {
        "focus"
    }

    fn input_hook(&mut self, ctx: &Context, input: &mut RawInput) {
        self.pressed = None;
        let now = input.time.unwrap_or_else(|| ctx.input(|input| input.time));
        let mut kept = Vec::with_capacity(input.events.len());
        let mut swallowed = false;
        for event in std::mem::take(&mut input.events) {
            match &event {
                Event::PointerButton { pressed: true, .. } => {
                    self.in_use = false;
                    if let Some(id) = ctx.memory(egui::Memory::focused) {
                        ctx.memory_mut(|memory| memory.surrender_focus(id));
                    }
                }
                Event::AccessKitActionRequest(request) if request.action == egui::accesskit::Action::Focus => self.in_use = true,
                Event::WindowFocused(false) => self.sieve.let_go(),
                _ => {}
            }
            let step = match &event {
                Event::Key { key, pressed, modifiers, .. } => {
                    let meant = self.sieve.meaning(*key, *modifiers).filter(|step| self.takes(ctx, *step));
                    swallowed = meant.is_some() && *pressed;
                    match meant {
                        Some(step) => {
                            self.waiting.extend(self.sieve.strike(*key, *pressed, step, now));
                            continue;
                        }
                        None => None::<Step>,
                    }
                }
                // The letter of a key that has been taken.
                Event::Text(_) if swallowed => {
                    swallowed = false;
                    continue;
                }
                _ => None,
            };
            debug_assert!(step.is_none(), "what means a step is not passed on");
            kept.push(event);
        }
        input.events = kept;
        // One step a frame: the next one is meant for what the first one brought up. A frame that is drawn again is the same frame.
        let frame = ctx.cumulative_frame_nr();
        if self.frame != Some(frame) {
            self.frame = Some(frame);
            self.steps.clear();
            if let Some(step) = self.waiting.pop_front() {
                self.take_up(ctx, step);
            }
        }
        if !self.waiting.is_empty() {
            ctx.request_repaint();
        }
    }

    fn on_begin_pass(&mut self, _ui: &mut Ui) {
        self.modal = None;
        self.zone = Zone::Body;
        self.secret = false;
        self.hints = Hints::default();
        self.ring = None;
        self.stops = Stops::default();
    }

    fn on_end_pass(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        self.stops.keep_on_top(self.modal.as_ref().map(|(layer, _)| *layer));
        self.settle(&ctx);
        let focused = ctx.memory(egui::Memory::focused);
        if let Some(ring) = self.ring.filter(|_| self.in_use) {
            draw_ring(&ctx, ring);
        }
        self.highlight = focused.filter(|_| self.in_use).and_then(|id| self.stops.highlight(id));
        self.before = std::mem::take(&mut self.stops);
    }
}

/// Two rings of contrary brightness: one of them stands out from whatever lies below.
fn draw_ring(ctx: &Context, Ring { layer, rect, clip }: Ring) {
    // Lists clip close to their rows; the ring may reach into the gap around them.
    let painter = ctx.layer_painter(layer).with_clip_rect(clip.expand(RING + line::FOCUS - 4.0));
    let rect = rect.expand(RING);
    let corner = radius::M + RING;
    painter.rect_stroke(rect, corner, Stroke::new(line::FOCUS, colour::FOCUS), StrokeKind::Outside);
    painter.rect_stroke(rect, corner, Stroke::new(RING, colour::SURFACE), StrokeKind::Inside);
}

fn with<R>(ctx: &Context, ask: impl FnOnce(&mut Focus) -> R) -> Option<R> {
    ctx.with_plugin(|focus: &mut Focus| ask(focus))
}

/// What became of a control that registered.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Registered {
    /// A key tapped it.
    pub tapped: bool,
    /// The keys are on it.
    pub focused: bool,
    /// It has to be brought into sight.
    pub reveal: bool,
    /// The how-manieth of how many it is.
    pub place: Option<(usize, usize)>,
}

/// Registers a control of this frame; nothing where no keys are heard.
pub(super) fn register(ui: &Ui, id: Id, name: &Name<'_>) -> Option<Registered> {
    let focused = ui.memory(|memory| memory.has_focus(id));
    let layer = ui.layer_id();
    with(ui.ctx(), |focus| {
        let hints = std::mem::take(&mut focus.hints);
        let place = hints.place;
        let highlight = Highlight {
            label: name.label.to_owned(),
            role: name.role,
            chosen: name.chosen,
            enabled: name.enabled,
            place,
            secret: focus.secret,
            id,
        };
        let stop = Stop { id, layer, zone: focus.zone, back: hints.back, first: hints.first, minor: hints.minor, highlight };
        focus.stops.push(stop);
        let reveal = focus.reveal == Some(id);
        if reveal {
            focus.reveal = None;
        }
        Registered { tapped: focus.pressed == Some(id), focused: focused && focus.in_use, reveal, place }
    })
}

/// Where the ring of the control with the focus goes.
pub(super) fn ring(ui: &Ui, rect: Rect) -> bool {
    let ring = Ring { layer: ui.layer_id(), rect, clip: ui.clip_rect() };
    with(ui.ctx(), |focus| focus.ring = Some(ring)).is_some()
}

/// The next control is the one that leads back.
pub fn way_back(ui: &Ui) {
    with(ui.ctx(), |focus| focus.hints.back = true);
}

/// The next control is where the work of this screen begins.
pub fn begins_here(ui: &Ui) {
    with(ui.ctx(), |focus| focus.hints.first = true);
}

/// The next control helps fingers along; no work begins there.
pub fn minor(ui: &Ui) {
    with(ui.ctx(), |focus| focus.hints.minor = true);
}

/// The next control is the how-manieth of how many, counted from nought.
pub fn place(ui: &Ui, index: usize, of: usize) {
    with(ui.ctx(), |focus| focus.hints.place = Some((index + 1, of)));
}

/// From here on, until it is said otherwise, the names of controls are nobody else's business.
pub fn secret(ui: &Ui, secret: bool) {
    with(ui.ctx(), |focus| focus.secret = secret);
}

/// What is drawn from here on belongs there.
pub fn zone(ui: &Ui, zone: Zone) {
    with(ui.ctx(), |focus| focus.zone = zone);
}

/// The screen of this frame, and what tells it from others of the same kind.
pub fn scene(ctx: &Context, key: &str) {
    with(ctx, |focus| {
        if focus.scene != key {
            key.clone_into(&mut focus.scene);
        }
    });
}

/// Tells screen readers what the window is called and which language is in it.
pub fn introduce(ctx: &Context, name: &str, language: &crate::locale::Language) {
    ctx.accesskit_node_builder(egui::accesskit_root_id(), |window| {
        window.set_label(name);
        window.set_language(language.tag());
    });
}

/// This layer covers the screen until it is answered.
pub(super) fn modal(ui: &Ui, name: &str) {
    let layer = ui.layer_id();
    with(ui.ctx(), |focus| focus.modal = Some((layer, name.to_owned())));
}

/// The customer has gone: nothing is remembered, and keys have not been used.
pub fn forget(ctx: &Context) {
    if let Some(id) = ctx.memory(egui::Memory::focused) {
        ctx.memory_mut(|memory| memory.surrender_focus(id));
    }
    with(ctx, |focus| {
        focus.left.clear();
        focus.in_use = false;
        focus.highlight = None;
    });
}

/// Shows the focus from now on, as after a key.
pub fn begin(ctx: &Context) {
    with(ctx, |focus| focus.in_use = true);
}

/// Whether keys are in use, rather than fingers.
pub fn in_use(ctx: &Context) -> bool {
    with(ctx, |focus| focus.in_use).unwrap_or(false)
}

/// What the keys did in this frame.
pub fn steps(ctx: &Context) -> Vec<Step> {
    with(ctx, |focus| focus.steps.clone()).unwrap_or_default()
}

/// What had the focus in the frame before.
pub fn highlight(ctx: &Context) -> Option<Highlight> {
    with(ctx, |focus| focus.highlight.clone()).flatten()
}

/// Other keys from now on.
pub fn use_keys(ctx: &Context, keys: KeyMap) {
    with(ctx, |focus| focus.sieve = Sieve::new(keys));
}

/// The keys.
pub fn keys(ctx: &Context) -> KeyMap {
    with(ctx, |focus| focus.sieve.keys().clone()).unwrap_or_default()
}
