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

mod asks;
mod keys;
mod stops;

use std::collections::{BTreeMap, VecDeque};

use egui::{Context, Event, Id, LayerId, Plugin, RawInput, Rect, Stroke, StrokeKind, Ui};

pub use asks::{
    begin, begins_here, forget, highlight, in_use, introduce, keys, minor, place, scene, secret, steps, use_keys, way_back, zone,
};
pub(super) use asks::{modal, register, ring};
pub use keys::{KeyMap, Step, Strikes};
pub use stops::{Highlight, Zone};
use stops::{Hints, Stops};

use super::theme::{colour, line, radius};
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
    /// A key has been taken whose letter may follow.
    writes: bool,
    /// Where the focus was last sent because it was nowhere.
    tried: Option<Id>,
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
            writes: false,
            tried: None,
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

    /// Takes a step out of what happened; answers whether nobody else shall hear of it.
    fn swallows(&mut self, ctx: &Context, event: &Event, now: f64) -> bool {
        if let Event::Key { key, pressed, modifiers, .. } = event {
            let step = self.sieve.meaning(*key, *modifiers).filter(|step| self.takes(ctx, *step));
            self.writes = step.is_some() && *pressed;
            self.waiting.extend(step.and_then(|step| self.sieve.strike(*key, *pressed, step, now)));
            return step.is_some();
        }
        if let Event::Text(_) = event {
            // The letter of a key that has been taken.
            return std::mem::take(&mut self.writes);
        }
        if let Event::PointerButton { pressed: true, .. } = event {
            self.in_use = false;
            if let Some(id) = ctx.memory(egui::Memory::focused) {
                ctx.memory_mut(|memory| memory.surrender_focus(id));
            }
        }
        if let Event::AccessKitActionRequest(request) = event {
            self.in_use |= request.action == egui::accesskit::Action::Focus;
        }
        if let Event::WindowFocused(false) = event {
            self.sieve.let_go();
        }
        false
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
            let to = instead.or_else(|| self.stops.first()).filter(|to| self.tried != Some(*to));
            // What does not take the focus is not asked for ever.
            self.tried = to.or(self.tried);
            to.into_iter().for_each(|to| self.go_to(ctx, to));
        } else {
            self.tried = None;
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
        let events = std::mem::take(&mut input.events);
        input.events = events.into_iter().filter(|event| !self.swallows(ctx, event, now)).collect();
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
    let painter = ctx.layer_painter(layer).with_clip_rect(clip.expand(RING + line::focus() - 4.0));
    let rect = rect.expand(RING);
    let corner = radius::M + RING;
    painter.rect_stroke(rect, corner, Stroke::new(line::focus(), colour::FOCUS), StrokeKind::Outside);
    painter.rect_stroke(rect, corner, Stroke::new(RING, colour::SURFACE), StrokeKind::Inside);
}
