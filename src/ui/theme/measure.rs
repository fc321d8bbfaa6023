//! Distances, roundness, widths of lines and sizes for fingers, in points.

/// Distances, on a grid of 8.
pub mod space {
    /// Inside small things.
    pub const XS: f32 = 8.0;
    /// Between things that belong together.
    pub const S: f32 = 16.0;
    /// Between things.
    pub const M: f32 = 24.0;
    /// Around a screen.
    pub const L: f32 = 32.0;
    /// Between sections.
    pub const XL: f32 = 48.0;
}

/// Sizes for fingers.
pub mod touch {
    use super::super::mm;

    /// The least side of anything to be touched: 20 mm.
    pub const TARGET: f32 = mm(20.0);
    /// The height of the button forward: 25 mm.
    pub const FORWARD: f32 = mm(25.0);
    /// The least distance between two targets: 3 mm and a little.
    pub const GAP: f32 = 12.0;
    /// A finger that moves less than this in a list still taps.
    pub const SLACK: f32 = mm(8.0);
    /// A finger that rests less than this still taps, in seconds.
    pub const REST: f64 = 5.0;
    /// A contact that lasts longer than this is stuck, in seconds, and counts no more until it ends: nobody drags for so long.
    pub const STUCK: f64 = 20.0;
}

/// Roundness of corners.
pub mod radius {
    /// Small things inside others.
    pub const S: f32 = 8.0;
    /// Buttons and chips.
    pub const M: f32 = 14.0;
    /// Cards and panels.
    pub const L: f32 = 22.0;
}

/// Widths of lines: wider where contrast is high.
pub mod line {
    use super::super::palette::{self, Theme};

    fn width(usual: f32, contrast: f32) -> f32 {
        if palette::theme() == Theme::HighContrast { contrast } else { usual }
    }

    /// Between things.
    #[must_use]
    pub fn thin() -> f32 {
        width(1.5, 2.5)
    }

    /// Around things to be touched.
    #[must_use]
    pub fn edge() -> f32 {
        width(2.0, 4.0)
    }

    /// Around what its own shade tells from what is around it, such as the parts of a machine: only where contrast is high.
    #[must_use]
    pub fn part() -> f32 {
        width(0.0, 3.0)
    }

    /// Around what is chosen.
    #[must_use]
    pub fn chosen() -> f32 {
        width(4.0, 6.0)
    }

    /// Around what the keyboard is on.
    #[must_use]
    pub fn focus() -> f32 {
        width(5.0, 7.0)
    }
}
