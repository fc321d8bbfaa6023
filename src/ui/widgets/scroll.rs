//! Scrolled lists: by finger, by wheel, by keyboard, and by two buttons for those who cannot drag.

use egui::scroll_area::{DragScroll, ScrollArea, ScrollBarVisibility, ScrollSource};
use egui::style::KineticScrollStyle;
use egui::{Id, Rect, Sense, Ui};

use super::button::{Quiet, icon_button};
use super::icon::Icon;
use super::layout::{Column, Cut as _};
use super::within;
use crate::ui::fingers;
use crate::ui::theme::{space, touch};
use crate::words::Words;

/// How a flick goes on: like on a telephone, but it comes to rest sooner than a creep that nobody sees.
const KINETIC: KineticScrollStyle = KineticScrollStyle { decay_time: 0.5, stop_distance: 4.0, rubber_band: true };

/// What a list remembers from frame to frame.
#[derive(Debug, Clone, Copy, Default)]
struct Memory {
    content: f32,
    offset: f32,
    target: Option<f32>,
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
                let halves = area.cut_bottom(touch::TARGET, space::XS).columns(2, touch::GAP);
                (halves[0], halves[1])
            }
            Arrows::Beside => {
                let mut strip = area.cut_right(touch::TARGET, touch::GAP);
                let up = strip.cut_top(touch::TARGET, touch::GAP);
                (up, strip.cut_bottom(touch::TARGET, 0.0))
            }
        };
        let last = (memory.content - area.height()).max(0.0);
        let what = [("what", name.into())];
        let up = words.with("scroll-up", &what);
        if icon_button(ui, up_rect, &up, Icon::Up, Quiet::Edged, memory.offset > 1.0) {
            memory.target = Some((memory.offset - page).max(0.0));
        }
        let down = words.with("scroll-down", &what);
        if icon_button(ui, down_rect, &down, Icon::Down, Quiet::Edged, memory.offset < last - 1.0) {
            memory.target = Some((memory.offset + page).min(last));
        }
    }
    let output = within(ui, area, ("list", id), |ui| show(ui, id, memory.target.take(), body));
    memory.content = output.content_size.y;
    memory.offset = output.state.clamped_offset().y;
    if memory.content > area.height() {
        let stretched = output.state.overscroll().y != 0.0;
        fingers::note_list(ui.ctx(), area.intersect(ui.clip_rect()), output.state.velocity().y, stretched);
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
    ui.spacing_mut().scroll.kinetic = KINETIC;
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
