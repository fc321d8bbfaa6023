//! What a finger may do. Everything that touches the glass comes through here before egui sees it, and egui sees one pointer and nothing
//! else: no second finger, no pinch, no hover.
//!
//! It refuses to know what is on the screen, except where lists are and whether they move. Its invariant: of all that lies on the glass,
//! at most one finger counts, and what does not count can neither press, scroll nor keep a customer's time running.
//!
//! # The rules
//!
//! * **One finger counts**: the first to land while none counts. It goes on undisturbed whatever else lands; a later finger does nothing
//!   for as long as it lies there, even when the first is lifted. A mouse, or a panel that poses as one, is a finger like any other; the
//!   pointer events that a window system invents for touches are dropped, so that no touch is told twice.
//! * **A tap acts when the finger is lifted inside the control** that it pressed (`press` in the widgets sees to that), however far it
//!   wandered meanwhile. Sliding off shows at once and cancels; sliding back is a tap again.
//! * **In a list a finger scrolls** once it has gone up or down by more than [`SLACK`](super::theme::touch::SLACK); from then on it taps nothing. Until then the
//!   list stays where it is, so that a hand that trembles moves nothing. A flick goes on with the finger's speed; at its ends the list
//!   gives way like rubber and comes back.
//! * **A finger on a list in motion stops it**, scrolls on at once if it moves, and taps nothing.
//! * **A hand is no finger**: [`HAND`] fresh contacts at the same time take back the press that was under way, and nothing counts until
//!   all of them are gone or at rest.
//! * **What rests is not a finger**: a contact older than [`REST`](super::theme::touch::REST) taps nothing any more and does not stand in the way of the
//!   next. So an elbow, a drop of water or a contact whose end got lost never locks a kiosk.
//! * **What never ends is stuck**: a contact older than [`STUCK`](super::theme::touch::STUCK) is let go of, even if it moves, and is not
//!   heard any more until it is gone. What touches and touches again is no matter for this place, which cannot tell it from a finger:
//!   the machine asks "still there?" in the end, and then wants its button.
//! * **A ghost** is a contact shorter than [`GHOST_MS`]. See below for what can be known about that.
//! * **A cancelled touch never acts.**
//! * **Nothing zooms or turns**, neither with two fingers nor with the wheel; other mouse buttons than the first mean nothing.
//!
//! # What can be known
//!
//! winit reports neither contact size nor, on Linux, force, and it throws away the time at which the panel saw a touch. So a hand is told
//! by the number of its contacts, as its size is not known. A window learns of touches when it comes to look, between frames, and a
//! slow frame makes a tap of 50 ms and a flash of 1 ms look the same: guessing would swallow real taps. On X11 the server knows and is
//! asked ([`clock`]); elsewhere no touch is called a ghost, and the panel's own firmware, which sees capacitances, is the better judge.
//! There is no rule about the edge of the panel: nothing to be touched lies there, and a thumb around the bezel that stays is at rest.
//!
//! # One thing a frame
//!
//! egui looks at the pointer once a frame: where it is now and what was pressed since. So what would run together waits for the next
//! frame: a press elsewhere than the pointer was (egui would take the jump for the first stretch of a drag and scroll the list away under
//! the finger), a second press, a release away from a press of the same frame, and a release after the last stretch of a scroll. How fast
//! a finger was when it let go is measured here ([`track`]), because egui wants to see it thrice in a tenth of a second and a slow frame
//! sees a whole flick once.

mod sift;
mod track;

#[cfg(target_os = "linux")]
mod clock;

use egui::{Context, Event, Plugin, Pos2, RawInput, Rect};

use sift::Sifter;

/// A contact shorter than this is none, in milliseconds. Fingers stay for 30 and more, the quickest scripted ones for 10; panels that
/// flash do so for a scan or less.
pub(super) const GHOST_MS: u32 = 5;

/// So many fresh contacts at once are a hand. Two may be a finger and a thumb that holds the bezel, or two children.
const HAND: usize = 3;

/// A list faster than this, in points a second, moves: things are no longer where they seem. Slower ones creep by less than a point a
/// frame, and a tap on them means what it says.
const MOVES: f32 = 60.0;

/// After a touch, what looks like a mouse is the window system's echo of it, for so many seconds.
const ECHO: f64 = 0.5;

/// Says how long touches lasted, where that can be known.
pub(super) trait TouchClock: Send + Sync {
    /// How long the touch with this number lasted, in milliseconds. Asked once, at its end.
    fn lasted(&mut self, touch: u64) -> Option<u32>;
}

/// What the finger that counts, or has just been lifted, is good for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Hold {
    /// Whether it may tap something.
    pub acts: bool,
    /// Where it is, while it is down.
    pub at: Option<Pos2>,
}

/// What a finger does with a list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Grip {
    /// Nothing.
    Free,
    /// It lies on it.
    Held,
    /// It has just been lifted in this flight: points a second, down being positive.
    Flung(f32),
}

/// The plugin.
#[derive(Default)]
pub(super) struct Fingers {
    sifter: Sifter,
    clock: Option<Box<dyn TouchClock>>,
}

impl Plugin for Fingers {
    fn debug_name(&self) -> &'static str {
        "fingers"
    }

    /// egui's own patience is endless: what is a tap is decided here.
    fn setup(&mut self, ctx: &Context) {
        ctx.options_mut(|options| {
            options.input_options.max_click_dist = f32::INFINITY;
            options.input_options.max_click_duration = f64::INFINITY;
        });
    }

    fn input_hook(&mut self, ctx: &Context, input: &mut RawInput) {
        let now = input.time.unwrap_or_else(|| ctx.input(|input| input.time));
        let clock = &mut self.clock;
        let mut is_ghost = |touch| clock.as_mut().and_then(|clock| clock.lasted(touch)).is_some_and(|lasted| lasted < GHOST_MS);
        input.events = self.sifter.sift(now, std::mem::take(&mut input.events), &mut is_ghost);
        if self.sifter.waits() {
            ctx.request_repaint();
        }
    }
}

/// Asks the X server how long touches last from now on, if there is one.
#[cfg(target_os = "linux")]
pub(super) fn time_by_server(ctx: &Context) {
    // winit prefers Wayland in this way, and X11 touches are then none of this window's.
    let wayland =
        ["WAYLAND_DISPLAY", "WAYLAND_SOCKET"].iter().any(|name| std::env::var_os(name).is_some_and(|set| !set.is_empty()));
    if wayland {
        return;
    }
    match clock::ServerClock::open() {
        Ok(clock) => {
            ctx.with_plugin(|fingers: &mut Fingers| fingers.clock = Some(Box::new(clock)));
        }
        Err(error) => tracing::debug!(%error, "how long touches last is not known"),
    }
}

/// Elsewhere it is not known how long touches last.
#[cfg(not(target_os = "linux"))]
pub(super) const fn time_by_server(_: &Context) {}

/// What the finger is good for now.
pub(super) fn hold(ctx: &Context) -> Hold {
    ctx.with_plugin(|fingers: &mut Fingers| fingers.sifter.hold()).unwrap_or(Hold { acts: true, at: None })
}

/// What a finger does with the list that lies here.
pub(super) fn grip(ctx: &Context, list: Rect) -> Grip {
    ctx.with_plugin(|fingers: &mut Fingers| fingers.sifter.grip(list)).unwrap_or(Grip::Free)
}

/// Notes a list that can be scrolled, in this frame, and how fast it goes.
pub(super) fn note_list(ctx: &Context, rect: Rect, speed: f32, stretched: bool) {
    ctx.with_plugin(|fingers: &mut Fingers| fingers.sifter.note_list(rect, speed.abs() > MOVES || stretched));
}

/// Whether an event comes from a pointer or tells what became of one.
const fn is_pointer(event: &Event) -> bool {
    matches!(event, Event::PointerMoved(_) | Event::PointerButton { .. } | Event::PointerGone | Event::MouseMoved(_))
}

#[cfg(test)]
mod sift_tests;
