//! The modes in which everything can be drawn: what a customer may switch on, and how a restaurant may dress it.

use crate::ui::Access;
use crate::ui::brand::Dress;
use crate::ui::theme::Theme;

/// How everything is to look.
#[derive(Debug, Clone, Default)]
pub struct Mode {
    /// What the customer switched on.
    pub access: Access,
    /// What the restaurant wants.
    pub dress: Dress,
    /// So large everything is at least, in hundredths of the usual size, where there is room; 0 where the panel's own rule counts.
    pub percent: u16,
}

impl Mode {
    /// With this switched on.
    #[must_use]
    pub fn with(access: Access) -> Self {
        Self { access, ..Self::default() }
    }

    /// As it looks in each theme, and with everything that a customer can switch on.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let usual = Access::default();
        let dark = Self { dress: Dress { theme: Theme::Dark, ..Dress::default() }, ..Self::default() };
        vec![
            Self::default(),
            dark,
            Self::with(Access { contrast: true, ..usual }),
            Self::with(Access { large: true, ..usual }),
            Self::with(Access { reach: true, ..usual }),
            Self::with(Access { large: true, reach: true, ..usual }),
            Self::with(Access { contrast: true, large: true, reach: true, ..usual }),
        ]
    }

    /// What a picture's name says about it: `-dark-large`, or nothing where all is as usual.
    #[must_use]
    pub fn suffix(&self) -> String {
        let Access { contrast, large, reach, .. } = self.access;
        let parts = [
            (contrast || self.dress.theme == Theme::HighContrast, "-high-contrast"),
            (self.dress.theme == Theme::Dark && !contrast, "-dark"),
            (large, "-large"),
            (reach, "-reach"),
        ];
        parts.into_iter().filter_map(|(there, part)| there.then_some(part)).collect()
    }
}
