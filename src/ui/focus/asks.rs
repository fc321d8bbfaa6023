//! What screens, widgets and the voice ask of the focus, and tell it.

use egui::{Context, Id, Rect, Ui};

use super::keys::Sieve;
use super::stops::Stop;
use super::{Focus, Highlight, KeyMap, Ring, Step, Zone};
use crate::ui::widgets::Name;

fn with<R>(ctx: &Context, ask: impl FnOnce(&mut Focus) -> R) -> Option<R> {
    ctx.with_plugin(|focus: &mut Focus| ask(focus))
}

/// What became of a control that registered.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::ui) struct Registered {
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
pub(in crate::ui) fn register(ui: &Ui, id: Id, name: &Name<'_>) -> Option<Registered> {
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
pub(in crate::ui) fn ring(ui: &Ui, rect: Rect) -> bool {
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
pub(in crate::ui) fn modal(ui: &Ui, name: &str) {
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
