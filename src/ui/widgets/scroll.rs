//! Scrolled lists: by finger, by wheel, by keyboard, and by two buttons for those who cannot drag.

use egui::scroll_area::{DragScroll, ScrollArea, ScrollBarVisibility, ScrollSource};
use egui::style::KineticScrollStyle;
use egui::{Id, Rect, Sense, Ui};

use super::button::{Quiet, icon_button};
use super::icon::Icon;
use super::layout::{Column, Cut as _};
use super::press::spoken;
use super::within;
use crate::ui::fingers::{self, Grip};
use crate::ui::focus;
use crate::ui::theme::{least_gap, least_target, touch};
use crate::words::Words;

/// A flick loses most of its speed in so many seconds, as on a telephone.
const DECAY: f32 = 0.5;

/// With so little left to go, in points, it is over: nobody sees a list creep.
const CREEP: f32 = 4.0;

/// A flick that meets the end goes so many seconds of its speed beyond, and no further than this many points.
const BOUNCE: (f32, f32) = (0.03, 60.0);

/// egui draws the rubber at the ends. How a flick goes on is worked out here, from a speed that slow frames do not lose.
const RUBBER: KineticScrollStyle = KineticScrollStyle { decay_time: 0.0, stop_distance: 0.5, rubber_band: true };

/// What a list remembers from frame to frame.
#[derive(Debug, Clone, Copy, Default)]
struct Memory {
    content: f32,
    offset: f32,
    target: Option<f32>,
    /// Of the offset, in points a second.
    speed: f32,
    stretched: bool,
}

impl Memory {
    /// One frame of a flick: where the list is then, if it still moves.
    fn glide(&mut self, grip: Grip, last: f32, seconds: f32) -> Option<f32> {
        match grip {
            Grip::Held => self.speed = 0.0,
            Grip::Flung(_) if self.stretched => self.speed = 0.0,
            Grip::Flung(finger) => self.speed = -finger,
            Grip::Free => {}
        }
        if self.speed.abs() * DECAY < CREEP {
            self.speed = 0.0;
            return None;
        }
        let slower = self.speed * (-seconds / DECAY).exp();
        let offset = self.offset + DECAY * (self.speed - slower);
        self.speed = slower;
        if (0.0..=last).contains(&offset) {
            return Some(offset);
        }
        let beyond = (slower * BOUNCE.0).clamp(-BOUNCE.1, BOUNCE.1);
        self.speed = 0.0;
        Some(offset.clamp(0.0, last) + beyond)
    }
}

/// Where the two buttons of a list that is too long go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrows {
    /// Side by side below the list.
    Below,
    /// One above the other, right of the list.
    Beside,
}

/// Shows a list in a rectangle. `name` says what it is a list of, for the two buttons. The body gets the column to fill and the part
/// of it, from its top, that can be seen.
pub fn scroll<R>(
    ui: &mut Ui,
    rect: Rect,
    salt: impl std::hash::Hash + std::fmt::Debug,
    words: &Words,
    name: &str,
    arrows: Arrows,
    body: impl FnOnce(&mut Ui, &mut Column, Rect) -> R,
) -> R {
    let id = ui.make_persistent_id(("scroll", salt));
    let mut memory: Memory = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let mut area = rect;
    if memory.content > rect.height() + 1.0 {
        let page = (rect.height() * 0.8).max(touch::TARGET);
        let (up_rect, down_rect) = match arrows {
            Arrows::Below => {
                let halves = area.cut_bottom(touch::TARGET, least_gap()).columns(2, touch::GAP);
                (halves[0], halves[1])
            }
            // Too low for one above the other.
            Arrows::Beside if area.height() < least_target() * 2.0 + least_gap() => {
                let mut strip = area.cut_right(touch::TARGET * 2.0 + touch::GAP, touch::GAP);
                let strip = strip.cut_top(touch::TARGET, 0.0).columns(2, touch::GAP);
                (strip[0], strip[1])
            }
            Arrows::Beside => {
                let mut strip = area.cut_right(touch::TARGET, touch::GAP);
                let high = touch::TARGET.min((strip.height() - least_gap()) / 2.0);
                let up = strip.cut_top(high, 0.0);
                (up, strip.cut_bottom(high, 0.0))
            }
        };
        let last = (memory.content - area.height()).max(0.0);
        let what = [("what", name.into())];
        let can_rise = memory.offset > 1.0;
        let up = spoken(words, "scroll-up", &what, can_rise);
        focus::minor(ui);
        if icon_button(ui, up_rect, &up, Icon::Up, Quiet::Edged, can_rise) {
            memory.target = Some((memory.offset - page).max(0.0));
            memory.speed = 0.0;
        }
        let can_sink = memory.offset < last - 1.0;
        let down = spoken(words, "scroll-down", &what, can_sink);
        focus::minor(ui);
        if icon_button(ui, down_rect, &down, Icon::Down, Quiet::Edged, can_sink) {
            memory.target = Some((memory.offset + page).min(last));
            memory.speed = 0.0;
        }
        let seconds = ui.input(|input| input.stable_dt).min(0.1);
        let glided = memory.glide(fingers::grip(ui.ctx(), area), last, seconds);
        memory.target = memory.target.or(glided);
    }
    let output = within(ui, area, ("list", id), |ui| show(ui, id, memory.target.take(), body));
    memory.content = output.content_size.y;
    memory.offset = output.state.clamped_offset().y;
    if memory.content > area.height() {
        memory.stretched = output.state.overscroll().y != 0.0;
        fingers::note_list(ui.ctx(), area.intersect(ui.clip_rect()), memory.speed, memory.stretched);
    }
    ui.data_mut(|data| data.insert_temp(id, memory));
    output.inner
}

fn show<R>(
    ui: &mut Ui,
    id: Id,
    target: Option<f32>,
    body: impl FnOnce(&mut Ui, &mut Column, Rect) -> R,
) -> egui::scroll_area::ScrollAreaOutput<R> {
    ui.spacing_mut().scroll.kinetic = RUBBER;
    let source = ScrollSource { drag: DragScroll::Always, ..ScrollSource::default() };
    let mut area = ScrollArea::vertical()
        .id_salt(id)
        .auto_shrink([false, false])
        .scroll_source(source)
        .scroll_bar_visibility(ScrollBarVisibility::AlwaysHidden);
    if let Some(target) = target {
        area = area.vertical_scroll_offset(target);
        ui.ctx().request_repaint();
    }
    area.show_viewport(ui, |ui, viewport| {
        let mut column = Column::new(ui.max_rect());
        let answer = body(ui, &mut column, viewport);
        ui.allocate_rect(column.used(), Sense::hover());
        answer
    })
}
