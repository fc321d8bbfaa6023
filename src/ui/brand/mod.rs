//! How a restaurant wants its screens to look: name, sign, colours, fonts and the pictures that wait for customers, all from one file.

mod read;

use std::sync::Arc;

pub use read::load;

use super::access::Access;
use super::theme::{Palette, Theme};
use crate::catalogue::Picture;

/// A restaurant's own looks.
#[derive(Debug, Clone, PartialEq)]
pub struct Brand {
    /// Its name, where it is not the menu's.
    pub name: Option<String>,
    /// Its sign.
    pub logo: Option<Picture>,
    /// What is shown while nobody is there; dishes of the menu where there is nothing.
    pub attract: Vec<Picture>,
    /// Its fonts.
    pub typefaces: Typefaces,
    palettes: [Palette; 3],
}

/// Its fonts, each where it has one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Typefaces {
    /// For reading.
    pub text: Option<Typeface>,
    /// For reading, where it matters more.
    pub bold: Option<Typeface>,
    /// For names, headings and amounts.
    pub display: Option<Typeface>,
}

/// One font.
#[derive(Debug, Clone, PartialEq)]
pub struct Typeface {
    /// The file.
    pub bytes: Arc<[u8]>,
    /// How high a capital is, as a part of the size.
    pub capitals: f32,
}

impl Default for Brand {
    /// The house's.
    fn default() -> Self {
        let palettes = Theme::ALL.map(Palette::of);
        Self { name: None, logo: None, attract: Vec::new(), typefaces: Typefaces::default(), palettes }
    }
}

impl Brand {
    /// What the names of colours look like.
    #[must_use]
    pub const fn palette(&self, theme: Theme) -> &Palette {
        let [light, dark, contrast] = &self.palettes;
        match theme {
            Theme::Light => light,
            Theme::Dark => dark,
            Theme::HighContrast => contrast,
        }
    }
}

/// Whose looks, and whether bright or dark.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dress {
    /// As it is while nobody wants it otherwise.
    pub theme: Theme,
    /// Whose.
    pub brand: Arc<Brand>,
}

impl Dress {
    /// Whether a customer who wants high contrast gets something that is not there anyway.
    #[must_use]
    pub fn can_gain_contrast(&self) -> bool {
        self.theme != Theme::HighContrast
    }

    /// What is painted with for this customer.
    #[must_use]
    pub fn palette(&self, access: Access) -> &Palette {
        self.brand.palette(if access.contrast { Theme::HighContrast } else { self.theme })
    }
}
