//! Cutting rectangles into rectangles. Screens are laid out by cutting, so that nothing depends on what was drawn before it.

use egui::{Rect, Vec2, pos2};

/// Cuts pieces off a rectangle.
pub trait Cut: Sized {
    /// A piece of this height off the top, and what is left below a gap.
    fn cut_top(&mut self, height: f32, gap: f32) -> Rect;
    /// A piece of this height off the bottom, and what is left above a gap.
    fn cut_bottom(&mut self, height: f32, gap: f32) -> Rect;
    /// A piece of this width off the left.
    fn cut_left(&mut self, width: f32, gap: f32) -> Rect;
    /// A piece of this width off the right.
    fn cut_right(&mut self, width: f32, gap: f32) -> Rect;
    /// So many equal columns.
    fn columns(self, count: usize, gap: f32) -> Vec<Rect>;
    /// A rectangle of this size in the middle, no larger than the whole.
    fn middle(self, size: Vec2) -> Rect;
    /// Whether things are laid out one below the other: it is higher than wide, or too narrow for anything else.
    fn is_upright(&self) -> bool;
    /// As wide as asked for at most, in the middle, full height.
    fn narrowed(self, width: f32) -> Rect;
}

/// Less than this is too narrow for columns side by side.
const NARROW: f32 = 880.0;

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
        let x = (self.min.x + width).min(self.max.x);
        let piece = Rect::from_min_max(self.min, pos2(x, self.max.y));
        self.min.x = (x + gap).min(self.max.x);
        piece
    }

    fn cut_right(&mut self, width: f32, gap: f32) -> Rect {
        let x = (self.max.x - width).max(self.min.x);
        let piece = Rect::from_min_max(pos2(x, self.min.y), self.max);
        self.max.x = (x - gap).max(self.min.x);
        piece
    }

    fn columns(self, count: usize, gap: f32) -> Vec<Rect> {
        let count = count.max(1);
        let width = (self.width() - gap * (count - 1) as f32) / count as f32;
        let left = |index: usize| self.min.x + (width + gap) * index as f32;
        (0..count).map(|index| Rect::from_min_size(pos2(left(index), self.min.y), Vec2::new(width, self.height()))).collect()
    }

    fn middle(self, size: Vec2) -> Rect {
        Rect::from_center_size(self.center(), size.min(self.size()))
    }

    fn is_upright(&self) -> bool {
        self.width() < self.height().max(NARROW)
    }

    fn narrowed(self, width: f32) -> Rect {
        self.middle(Vec2::new(width, self.height()))
    }
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
