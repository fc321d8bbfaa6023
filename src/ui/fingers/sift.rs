//! The rules as a machine without a window: raw events and a time in, one clean pointer out.

#![allow(clippy::wildcard_enum_match_arm, reason = "egui knows many events, and those of keyboards pass as they are")]

use std::collections::{BTreeMap, VecDeque};

use egui::{Event, Modifiers, PointerButton, Pos2, Rect, TouchPhase, Vec2, pos2, vec2};

use super::track::Track;
use super::{ECHO, Grip, HAND, Hold, is_pointer};
use crate::ui::theme::touch;

/// Where a press ends that must not act: nothing lies there.
const NOWHERE: Pos2 = pos2(-1.0e6, -1.0e6);

/// Who touches: the device and the number of a touch, or the mouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    Touch(u64, u64),
    Mouse,
}

/// What a press can still become.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fate {
    /// A tap, if it is lifted inside what it pressed.
    Tap,
    /// A scroll; egui sees the finger moved by this much, so that the list does not jump when it starts.
    Scroll(Vec2),
    /// Nothing.
    Void,
}

/// The finger that counts.
#[derive(Debug, Clone)]
struct Press {
    who: Who,
    origin: Pos2,
    at: Pos2,
    since: f64,
    in_list: bool,
    fate: Fate,
    track: Track,
}

impl Press {
    fn rested(&self, now: f64) -> bool {
        now - self.since > touch::REST
    }

    /// Where egui shall see it.
    fn shown(&self) -> Pos2 {
        match self.fate {
            Fate::Tap => self.at,
            Fate::Scroll(shift) => self.at + shift,
            Fate::Void => NOWHERE,
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct List {
    rect: Rect,
    moving: bool,
}

/// What has come out in this frame.
#[derive(Default)]
struct Out {
    events: Vec<Event>,
    pressed: bool,
    released: bool,
    scrolled: bool,
}

/// Whether an event is done with, or waits with all that follow for the next frame.
#[derive(PartialEq)]
enum Turn {
    Done,
    Wait,
}

/// The machine.
#[derive(Default)]
pub(super) struct Sifter {
    now: f64,
    /// When the frame before this one was.
    before: f64,
    /// Everything on the glass, and since when.
    down: BTreeMap<Who, f64>,
    hand: bool,
    press: Option<Press>,
    /// The press that ended in this frame.
    lifted: Option<Press>,
    last_touch: Option<f64>,
    mouse: Option<Pos2>,
    /// Where egui believes the pointer to be, and where it did at the beginning of this frame.
    shown: Option<Pos2>,
    shown_before: Option<Pos2>,
    waiting: VecDeque<Event>,
    lists: Vec<List>,
    noted: Vec<List>,
}

impl Sifter {
    /// One frame: what happened since the last one in, what egui shall see of it out.
    pub(super) fn sift(&mut self, now: f64, fresh: Vec<Event>, is_ghost: &mut dyn FnMut(u64) -> bool) -> Vec<Event> {
        self.before = std::mem::replace(&mut self.now, now);
        self.lifted = None;
        self.shown_before = self.shown;
        self.lists = std::mem::take(&mut self.noted);
        self.waiting.extend(fresh);
        if self.waiting.iter().any(|event| matches!(event, Event::Touch { .. })) {
            self.last_touch = Some(now);
        }
        let mut out = Out::default();
        self.let_go_of_stuck(&mut out);
        while let Some(event) = self.waiting.pop_front() {
            if self.take(&event, &mut out, is_ghost) == Turn::Wait {
                self.waiting.push_front(event);
                break;
            }
        }
        out.events
    }

    /// Whether something is left for the next frame.
    pub(super) fn waits(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// What the finger that counts, or has just been lifted, is good for.
    pub(super) fn hold(&self) -> Hold {
        let acts =
            self.press.as_ref().or(self.lifted.as_ref()).is_none_or(|press| press.fate == Fate::Tap && !press.rested(self.now));
        Hold { acts, at: self.press.as_ref().map(|press| press.at) }
    }

    /// What a finger does with the list that lies here.
    pub(super) fn grip(&self, list: Rect) -> Grip {
        let here = |press: &&Press| press.in_list && list.contains(press.origin);
        if self.press.as_ref().filter(here).is_some() {
            return Grip::Held;
        }
        let scrolled = |press: &&Press| matches!(press.fate, Fate::Scroll(_));
        self.lifted.as_ref().filter(here).filter(scrolled).map_or(Grip::Free, |press| Grip::Flung(press.track.speed(self.now)))
    }

    /// Notes a list of this frame, for the fingers of the next.
    pub(super) fn note_list(&mut self, rect: Rect, moving: bool) {
        self.noted.push(List { rect, moving });
    }

    fn take(&mut self, event: &Event, out: &mut Out, is_ghost: &mut dyn FnMut(u64) -> bool) -> Turn {
        match event {
            Event::Touch { device_id, id, phase, pos, .. } => {
                let who = Who::Touch(device_id.0, id.0);
                match phase {
                    TouchPhase::Start => self.land(who, *pos, out),
                    TouchPhase::Move => self.moved(who, *pos, out),
                    TouchPhase::End => self.lift(who, *pos, out, &mut || is_ghost(id.0)),
                    TouchPhase::Cancel => self.cancel(who, out),
                }
            }
            pointer if is_pointer(pointer) => self.mouse(pointer, out),
            Event::Zoom(_) | Event::Rotate(_) => Turn::Done,
            Event::MouseWheel { modifiers, .. } if modifiers.ctrl || modifiers.command => Turn::Done,
            Event::MouseWheel { .. } => {
                // A wheel turns where the mouse is, even if the last press has made egui forget the place.
                if let (None, None, Some(mouse)) = (&self.press, self.shown, self.mouse) {
                    self.show(mouse, out);
                }
                out.events.push(event.clone());
                Turn::Done
            }
            other => {
                out.events.push(other.clone());
                Turn::Done
            }
        }
    }

    fn mouse(&mut self, event: &Event, out: &mut Out) -> Turn {
        let fingers = self.down.keys().any(|who| *who != Who::Mouse);
        let echo = fingers || self.last_touch.is_some_and(|last| self.now - last < ECHO);
        match event {
            _ if echo => Turn::Done,
            Event::PointerMoved(at) => {
                self.mouse = Some(*at);
                if self.press.is_none() {
                    self.show(*at, out);
                }
                self.moved(Who::Mouse, *at, out)
            }
            Event::PointerButton { pos, button: PointerButton::Primary, pressed, .. } => {
                self.mouse = Some(*pos);
                if *pressed { self.land(Who::Mouse, *pos, out) } else { self.lift(Who::Mouse, *pos, out, &mut || false) }
            }
            Event::PointerGone if self.press.is_none() => {
                self.mouse = None;
                self.hide(out);
                Turn::Done
            }
            _ => Turn::Done,
        }
    }

    fn land(&mut self, who: Who, at: Pos2, out: &mut Out) -> Turn {
        if out.released {
            return Turn::Wait;
        }
        self.forget_hand();
        self.down.insert(who, self.now);
        if self.fresh() >= HAND {
            self.hand = true;
            self.end_void(out);
        }
        match &self.press {
            _ if self.hand => Turn::Done,
            Some(press) if press.rested(self.now) => {
                self.end_void(out);
                Turn::Wait
            }
            Some(_) => Turn::Done,
            None => self.begin(who, at, out),
        }
    }

    fn begin(&mut self, who: Who, at: Pos2, out: &mut Out) -> Turn {
        if self.shown_before.is_some_and(|before| before != at) {
            self.hide(out);
            return Turn::Wait;
        }
        let list = self.lists.iter().find(|list| list.rect.contains(at));
        let fate = if list.is_some_and(|list| list.moving) { Fate::Scroll(Vec2::ZERO) } else { Fate::Tap };
        let track = Track::begin(self.before, self.now, at.y);
        self.press = Some(Press { who, origin: at, at, since: self.now, in_list: list.is_some(), fate, track });
        self.show(at, out);
        out.events.push(button(at, true));
        out.pressed = true;
        Turn::Done
    }

    fn moved(&mut self, who: Who, at: Pos2, out: &mut Out) -> Turn {
        let Some(press) = self.press.as_mut().filter(|press| press.who == who && press.at != at) else { return Turn::Done };
        press.at = at;
        press.track.goes(self.now, at.y);
        let way = at.y - press.origin.y;
        if press.fate == Fate::Tap && press.in_list && way.abs() > touch::SLACK {
            press.fate = Fate::Scroll(vec2(0.0, -touch::SLACK.copysign(way)));
        }
        if let Fate::Scroll(_) = press.fate {
            let shown = press.shown();
            self.show(shown, out);
            out.scrolled = true;
        }
        Turn::Done
    }

    fn lift(&mut self, who: Who, at: Pos2, out: &mut Out, is_ghost: &mut dyn FnMut() -> bool) -> Turn {
        let _ = self.moved(who, at, out);
        if let Some(press) = self.press.as_mut().filter(|press| press.who == who) {
            if out.scrolled || (out.pressed && at != press.origin) {
                press.track.lifts();
                return Turn::Wait;
            }
            if press.fate == Fate::Tap && is_ghost() {
                self.end_void(out);
            } else {
                self.end(out);
            }
        }
        self.down.remove(&who);
        self.forget_hand();
        Turn::Done
    }

    fn cancel(&mut self, who: Who, out: &mut Out) -> Turn {
        if self.press.as_ref().is_some_and(|press| press.who == who) {
            self.end_void(out);
        }
        self.down.remove(&who);
        self.forget_hand();
        Turn::Done
    }

    /// A contact that lasts for ever, such as water that trembles on a list, is no finger: its press ends, and its moves mean nothing.
    fn let_go_of_stuck(&mut self, out: &mut Out) {
        if self.press.as_ref().is_some_and(|press| self.now - press.since > touch::STUCK) {
            self.end_void(out);
        }
    }

    fn end_void(&mut self, out: &mut Out) {
        if let Some(press) = &mut self.press {
            press.fate = Fate::Void;
            self.end(out);
        }
    }

    fn end(&mut self, out: &mut Out) {
        let Some(press) = self.press.take() else { return };
        out.events.push(button(press.shown(), false));
        out.released = true;
        self.shown = Some(press.shown());
        self.lifted = Some(press);
        self.hide(out);
    }

    fn fresh(&self) -> usize {
        self.down.values().filter(|since| self.now - **since <= touch::REST).count()
    }

    /// A hand is there until all of it is gone or at rest.
    fn forget_hand(&mut self) {
        self.hand &= self.fresh() > 0;
    }

    fn show(&mut self, at: Pos2, out: &mut Out) {
        self.shown = Some(at);
        out.events.push(Event::PointerMoved(at));
    }

    fn hide(&mut self, out: &mut Out) {
        if self.shown.take().is_some() {
            out.events.push(Event::PointerGone);
        }
    }
}

fn button(pos: Pos2, pressed: bool) -> Event {
    Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE }
}
