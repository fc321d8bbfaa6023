//! How a restaurant wants its screens to look.

use std::sync::Arc;

use super::access::Access;
use super::theme::{Palette, Theme};

/// A restaurant's own looks.
#[derive(Debug, Clone, PartialEq)]
pub struct Brand {
    palettes: [Palette; 3],
}

impl Default for Brand {
    /// The house's.
    fn default() -> Self {
        Self { palettes: Theme::ALL.map(Palette::of) }
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
    /// What is painted with for this customer.
    #[must_use]
    pub fn palette(&self, access: Access) -> &Palette {
        self.brand.palette(if access.contrast { Theme::HighContrast } else { self.theme })
    }
}
