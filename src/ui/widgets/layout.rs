//! Cutting rectangles into rectangles. Screens are laid out by cutting, so that nothing depends on what was drawn before it.
//!
//! Left and right are those of somebody who reads from left to right. In a language that is read the other way the cuts are mirrored, and
//! with them the screen: nothing else has to know. What is a machine and stands there as it is built, such as a card terminal or the
//! keys of a keyboard, is drawn [`as_built`].

use std::cell::Cell;

use egui::{Align, Align2, Rect, Vec2, pos2};

use super::bidi::Direction;
use crate::locale::Language;

thread_local! {
    /// How this thread lays out and writes the frame that it draws now.
    static FRAME: Cell<(Direction, Direction)> = const { Cell::new((Direction::LeftToRight, Direction::LeftToRight)) };
}

/// This thread draws for readers of this language from here on: to be said at the start of every frame.
pub fn read_in(language: &Language) {
    let direction = Direction::of(language);
    FRAME.set((direction, direction));
}

/// Draws something that is not mirrored: a machine, or what stands in the order of its keys. Sentences on it run as they always do.
pub fn as_built<R>(draw: impl FnOnce() -> R) -> R {
    let before = FRAME.get();
    FRAME.set((Direction::LeftToRight, before.1));
    let answer = draw();
    FRAME.set(before);
    answer
}

/// Draws what is read, on something that is drawn [`as_built`].
pub fn as_written<R>(draw: impl FnOnce() -> R) -> R {
    let before = FRAME.get();
    FRAME.set((before.1, before.1));
    let answer = draw();
    FRAME.set(before);
    answer
}

/// In which direction the screen is laid out now.
pub fn layout() -> Direction {
    FRAME.get().0
}

/// In which direction sentences run now.
pub fn writing() -> Direction {
    FRAME.get().1
}

/// Left is where a line begins.
pub fn as_read(align: Align2) -> Align2 {
    let x = match (layout(), align.x()) {
        (Direction::RightToLeft, Align::Min) => Align::Max,
        (Direction::RightToLeft, Align::Max) => Align::Min,
        (Direction::LeftToRight, x) | (Direction::RightToLeft, x @ Align::Center) => x,
    };
    Align2([x, align.y()])
}

/// A rectangle inside another one, which is where it is for those who read from left to right.
pub fn placed(rect: Rect, inside: Rect) -> Rect {
    match layout() {
        Direction::LeftToRight => rect,
        Direction::RightToLeft => {
            let left = inside.min.x + (inside.max.x - rect.max.x);
            Rect::from_min_size(pos2(left, rect.min.y), rect.size())
        }
    }
}

/// Cuts pieces off a rectangle.
pub trait Cut: Sized {
    /// A piece of this height off the top, and what is left below a gap.
    fn cut_top(&mut self, height: f32, gap: f32) -> Rect;
    /// A piece of this height off the bottom, and what is left above a gap.
    fn cut_bottom(&mut self, height: f32, gap: f32) -> Rect;
    /// A piece of this width off the side where lines begin: the left.
    fn cut_left(&mut self, width: f32, gap: f32) -> Rect;
    /// A piece of this width off the side where lines end: the right.
    fn cut_right(&mut self, width: f32, gap: f32) -> Rect;
    /// So many equal columns, in the order in which they are read.
    fn columns(self, count: usize, gap: f32) -> Vec<Rect>;
    /// A rectangle of this size in the middle, no larger than the whole.
    fn middle(self, size: Vec2) -> Rect;
    /// Whether things are laid out one below the other: it is higher than wide, or nearly so, or too narrow
    /// for anything else.
    fn is_upright(&self) -> bool;
    /// As wide as asked for at most, in the middle, full height.
    fn narrowed(self, width: f32) -> Rect;
}

/// Less than this is too narrow for columns side by side.
const NARROW: f32 = 880.0;

/// From this height on, a little wider than high is upright, too: a notice that takes a row must not turn the whole screen.
const NEARLY_UPRIGHT: f32 = 900.0;

impl Cut for Rect {
    fn cut_top(&mut self, height: f32, gap: f32) -> Rect {
        let y = (self.min.y + height).min(self.max.y);
        let piece = Rect::from_min_max(self.min, pos2(self.max.x, y));
        self.min.y = (y + gap).min(self.max.y);
        piece
    }

    fn cut_bottom(&mut self, height: f32, gap: f32) -> Rect {
        let y = (self.max.y - height).max(self.min.y);
        let piece = Rect::from_min_max(pos2(self.min.x, y), self.max);
        self.max.y = (y - gap).max(self.min.y);
        piece
    }

    fn cut_left(&mut self, width: f32, gap: f32) -> Rect {
        match layout() {
            Direction::LeftToRight => cut_low(self, width, gap),
            Direction::RightToLeft => cut_high(self, width, gap),
        }
    }

    fn cut_right(&mut self, width: f32, gap: f32) -> Rect {
        match layout() {
            Direction::LeftToRight => cut_high(self, width, gap),
            Direction::RightToLeft => cut_low(self, width, gap),
        }
    }

    fn columns(self, count: usize, gap: f32) -> Vec<Rect> {
        let count = count.max(1);
        let width = (self.width() - gap * (count - 1) as f32) / count as f32;
        let left = |index: usize| self.min.x + (width + gap) * index as f32;
        let column = |index: usize| Rect::from_min_size(pos2(left(index), self.min.y), Vec2::new(width, self.height()));
        let columns = (0..count).map(column);
        match layout() {
            Direction::LeftToRight => columns.collect(),
            Direction::RightToLeft => columns.rev().collect(),
        }
    }

    fn middle(self, size: Vec2) -> Rect {
        Rect::from_center_size(self.center(), size.min(self.size()))
    }

    fn is_upright(&self) -> bool {
        let nearly = if self.height() < NEARLY_UPRIGHT { self.height() } else { self.height() * 1.2 };
        self.width() < nearly.max(NARROW)
    }

    fn narrowed(self, width: f32) -> Rect {
        self.middle(Vec2::new(width, self.height()))
    }
}

fn cut_low(rect: &mut Rect, width: f32, gap: f32) -> Rect {
    let x = (rect.min.x + width).min(rect.max.x);
    let piece = Rect::from_min_max(rect.min, pos2(x, rect.max.y));
    rect.min.x = (x + gap).min(rect.max.x);
    piece
}

fn cut_high(rect: &mut Rect, width: f32, gap: f32) -> Rect {
    let x = (rect.max.x - width).max(rect.min.x);
    let piece = Rect::from_min_max(pos2(x, rect.min.y), rect.max);
    rect.max.x = (x - gap).max(rect.min.x);
    piece
}

/// Takes rows of any height, one below the other: the content of a scrolled list.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    rect: Rect,
    y: f32,
}

impl Column {
    /// A column from the top of a rectangle; its height does not bind.
    #[must_use]
    pub const fn new(rect: Rect) -> Self {
        Self { rect, y: rect.min.y }
    }

    /// The next row.
    pub fn take(&mut self, height: f32) -> Rect {
        let row = Rect::from_min_max(pos2(self.rect.min.x, self.y), pos2(self.rect.max.x, self.y + height));
        self.y += height;
        row
    }

    /// Leaves a gap.
    pub fn skip(&mut self, gap: f32) {
        self.y += gap;
    }

    /// How wide it is.
    #[must_use]
    pub fn width(&self) -> f32 {
        self.rect.width()
    }

    /// What has been taken so far.
    #[must_use]
    pub const fn used(&self) -> Rect {
        Rect::from_min_max(self.rect.min, pos2(self.rect.max.x, self.y))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<R>(tag: &str, body: impl FnOnce() -> R) -> R {
        read_in(&Language::new(tag).expect("a tag"));
        let answer = body();
        read_in(&Language::new("en").expect("a tag"));
        answer
    }

    /// The same cuts in both directions are each other's mirror image.
    #[test]
    fn cuts_are_mirrored_for_those_who_read_from_the_right() {
        let whole = Rect::from_min_max(pos2(10.0, 0.0), pos2(110.0, 50.0));
        let cuts = || {
            let mut area = whole;
            let (first, last) = (area.cut_left(20.0, 5.0), area.cut_right(30.0, 5.0));
            let mut pieces = vec![first, last];
            pieces.extend(area.columns(3, 2.0));
            pieces
        };
        let (from_left, from_right) = (read("fr", cuts), read("ar", cuts));
        assert_eq!(from_left[0].min.x, 10.0);
        assert_eq!(from_right[0].max.x, 110.0);
        for (left, right) in from_left.iter().zip(&from_right) {
            let mirrored = read("ar", || placed(*left, whole));
            assert!((mirrored.min - right.min).length() < 0.01 && (mirrored.max - right.max).length() < 0.01);
        }
    }

    #[test]
    fn a_machine_is_drawn_as_it_is_built() {
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(100.0, 50.0));
        read("ar", || {
            let key = as_built(|| whole.columns(2, 0.0)[0]);
            assert_eq!(key.min.x, 0.0);
            assert_eq!(as_built(|| as_read(Align2::LEFT_CENTER)), Align2::LEFT_CENTER);
            assert_eq!(as_read(Align2::LEFT_CENTER), Align2::RIGHT_CENTER);
            assert_eq!(as_built(writing), Direction::RightToLeft, "sentences on it run as ever");
            assert_eq!(whole.columns(2, 0.0)[0].min.x, 50.0, "and everything else is mirrored again");
        });
    }
}
