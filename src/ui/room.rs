//! The part of the window in which everything is that can be touched: all of it, or what lies within reach.

use egui::{Context, Id, Rect};

const ROOM: &str = "room";

/// Says at the start of a frame where things are.
pub(super) fn set(ctx: &Context, room: Rect) {
    ctx.data_mut(|data| data.insert_temp(Id::unique(ROOM), room));
}

/// Where things are in this frame.
pub(super) fn of(ctx: &Context) -> Rect {
    ctx.data(|data| data.get_temp(Id::unique(ROOM))).unwrap_or_else(|| ctx.content_rect())
}
