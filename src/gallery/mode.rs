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
    /// Twice as large as usual, in hundredths.
    pub const TWICE: u16 = 200;

    /// With this switched on.
    #[must_use]
    pub fn with(access: Access) -> Self {
        Self { access, ..Self::default() }
    }

    /// As it looks in each theme, each with everything that a customer can switch on there; and with text twice as large as usual, where the
    /// panel has room for it.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let wishes = [(false, false), (true, false), (false, true), (true, true)];
        let of = |theme: Theme| {
            wishes.map(|(large, reach)| {
                // A customer switches high contrast on; the other two are the restaurant's.
                let contrast = theme == Theme::HighContrast;
                let dress = Dress { theme: if contrast { Theme::default() } else { theme }, ..Dress::default() };
                Self { dress, ..Self::with(Access { contrast, large, reach, ..Access::default() }) }
            })
        };
        let twice = Self { percent: Self::TWICE, ..Self::default() };
        Theme::ALL.into_iter().flat_map(of).chain([twice]).collect()
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
            (self.percent == Self::TWICE, "-twice"),
        ];
        parts.into_iter().filter_map(|(there, part)| there.then_some(part)).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_theme_is_there_with_every_wish_and_each_has_a_name_of_its_own() {
        let names: BTreeSet<String> = Mode::all().iter().map(Mode::suffix).collect();
        assert_eq!(names.len(), Mode::all().len(), "no picture is written over another: {names:?}");
        for theme in ["", "-dark", "-high-contrast"] {
            for wish in ["", "-large", "-reach", "-large-reach"] {
                assert!(names.contains(&format!("{theme}{wish}")), "{theme}{wish} is missing in {names:?}");
            }
        }
        assert!(names.contains("-twice"));
    }
}
