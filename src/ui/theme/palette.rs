//! What the names of colours look like: light, dark, and with high contrast.

use std::cell::{Cell, RefCell};

use egui::Color32;

use super::colour::{self, COUNT, Colour};

/// What is asked of a palette: bright, dim, or as far apart as it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Theme {
    /// Dark text on a bright ground.
    #[default]
    Light,
    /// Bright text on a dark ground.
    Dark,
    /// White and yellow on black, every edge drawn.
    HighContrast,
}

impl Theme {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Light, Self::Dark, Self::HighContrast];

    /// As it is written in files and flags.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::HighContrast => "high-contrast",
        }
    }
}

/// What every name looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// What it is for.
    pub theme: Theme,
    colours: [Color32; COUNT],
}

impl Default for Palette {
    fn default() -> Self {
        Self::of(Theme::default())
    }
}

impl Palette {
    /// The house's own.
    #[must_use]
    pub const fn of(theme: Theme) -> Self {
        let colours = match theme {
            Theme::Light => colour::LIGHT,
            Theme::Dark => colour::DARK,
            Theme::HighContrast => colour::CONTRAST,
        };
        Self { theme, colours }
    }

    /// What a name looks like.
    #[must_use]
    pub fn get(&self, colour: Colour) -> Color32 {
        self.colours.get(colour.index()).copied().unwrap_or(Color32::TRANSPARENT)
    }

    /// The same with another look of one name.
    #[must_use]
    pub fn with(mut self, colour: Colour, look: Color32) -> Self {
        if let Some(place) = self.colours.get_mut(colour.index()) {
            *place = look;
        }
        self
    }
}

thread_local! {
    static MAGNIFIED: Cell<f32> = const { Cell::new(1.0) };
    static CURRENT: RefCell<Palette> = const { RefCell::new(Palette::of(Theme::Light)) };
}

/// What a name looks like in the palette that this thread paints with.
pub(super) fn current(colour: Colour) -> Color32 {
    CURRENT.with_borrow(|palette| palette.get(colour))
}

/// What the palette is for that this thread paints with.
pub(super) fn theme() -> Theme {
    CURRENT.with_borrow(|palette| palette.theme)
}

/// From here on this thread paints with this palette.
pub(super) fn take_up(palette: &Palette) {
    CURRENT.set(*palette);
}

/// From here on this thread paints so much larger than usual.
pub(super) fn magnify(by: f32) {
    MAGNIFIED.set(by.max(1.0));
}

/// How much larger than usual this thread paints.
pub(super) fn magnified() -> f32 {
    MAGNIFIED.get()
}

/// How light a colour is, from 0 to 1, as WCAG computes it.
#[must_use]
pub fn luminance(colour: Color32) -> f32 {
    let channel = |value: u8| {
        let value = f32::from(value) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(colour.r()) + 0.7152 * channel(colour.g()) + 0.0722 * channel(colour.b())
}

/// How far apart two colours are, from 1 to 21, as WCAG computes it.
#[must_use]
pub fn contrast(a: Color32, b: Color32) -> f32 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}
