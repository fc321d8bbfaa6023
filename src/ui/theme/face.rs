//! Sizes of text and typefaces.

use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily, FontId, FontTweak};

use super::colour::{self, Colour};
use crate::ui::brand::{Typeface, Typefaces};

/// The sizes of text. The smallest has capitals of 4.8 mm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// The smallest that is used.
    Small,
    /// For reading.
    Body,
    /// Names and buttons.
    Title,
    /// What a screen is about, where there is less room.
    Heading,
    /// What a screen is about.
    Headline,
    /// The amount, the number, where there is less room.
    Great,
    /// The amount, the number.
    Huge,
}

impl Size {
    /// In points.
    #[must_use]
    pub const fn points(self) -> f32 {
        match self {
            Self::Small => 23.0,
            Self::Body => 27.0,
            Self::Title => 35.0,
            Self::Heading => 48.0,
            Self::Headline => 60.0,
            Self::Great => 96.0,
            Self::Huge => 152.0,
        }
    }
}

impl Size {
    /// The next smaller one, if there is one.
    #[must_use]
    pub const fn smaller(self) -> Option<Self> {
        match self {
            Self::Huge => Some(Self::Great),
            Self::Great => Some(Self::Headline),
            Self::Headline | Self::Heading => Some(Self::Title),
            Self::Title => Some(Self::Body),
            Self::Body => Some(Self::Small),
            Self::Small => None,
        }
    }
}

/// The two typefaces: one for reading, in two weights, and one with character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// For reading.
    Text,
    /// For reading, where it matters more.
    Bold,
    /// For names, headings and amounts. Its figures are all of one width.
    Display,
}

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Face {
    /// Its size.
    pub size: Size,
    /// Its typeface.
    pub family: Family,
    /// Its colour.
    pub colour: Colour,
}

impl Face {
    const fn plain(size: Size) -> Self {
        Self { size, family: Family::Text, colour: colour::INK }
    }

    /// The smallest text.
    #[must_use]
    pub const fn small() -> Self {
        Self::plain(Size::Small)
    }

    /// Text for reading.
    #[must_use]
    pub const fn body() -> Self {
        Self::plain(Size::Body)
    }

    /// Names and buttons.
    #[must_use]
    pub const fn title() -> Self {
        Self::plain(Size::Title).display()
    }

    /// What a screen is about.
    #[must_use]
    pub const fn headline() -> Self {
        Self::plain(Size::Headline).display()
    }

    /// The amount, the number.
    #[must_use]
    pub const fn huge() -> Self {
        Self::plain(Size::Huge).display()
    }

    /// The same, bold.
    #[must_use]
    pub const fn bold(self) -> Self {
        Self { family: Family::Bold, ..self }
    }

    /// The same, for reading.
    #[must_use]
    pub const fn regular(self) -> Self {
        Self { family: Family::Text, ..self }
    }

    /// The same in the typeface of names and amounts.
    #[must_use]
    pub const fn display(self) -> Self {
        Self { family: Family::Display, ..self }
    }

    /// The same in another colour.
    #[must_use]
    pub const fn colour(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }

    /// The same, mattering less.
    #[must_use]
    pub const fn soft(self) -> Self {
        self.colour(colour::INK_SOFT)
    }

    /// The font.
    #[must_use]
    pub fn font(self) -> FontId {
        let family = match self.family {
            Family::Text => FontFamily::Proportional,
            Family::Bold => FontFamily::Name(BOLD.into()),
            Family::Display => FontFamily::Name(DISPLAY.into()),
        };
        FontId::new(self.size.points(), family)
    }

    /// The font for words that run from right to left: first of all one that has their letters, so that a run is shaped as a whole.
    #[must_use]
    pub fn font_from_right(self) -> FontId {
        let name = match self.family {
            Family::Text => ARABIC,
            Family::Bold | Family::Display => ARABIC_BOLD,
        };
        FontId { family: FontFamily::Name(name.into()), ..self.font() }
    }
}

const REGULAR: &str = "atkinson-hyperlegible";
const BOLD: &str = "atkinson-hyperlegible-bold";
const DISPLAY: &str = "bricolage-grotesque-bold";

const ARABIC: &str = "noto-sans-arabic";
const ARABIC_BOLD: &str = "noto-sans-arabic-bold";
const CHINESE: &str = "noto-sans-sc";
const CHINESE_BOLD: &str = "noto-sans-sc-bold";

macro_rules! font {
    ($name:literal) => {
        FontData::from_static(include_bytes!(concat!("../../../assets/fonts/", $name, ".ttf")))
    };
}

/// How high a capital is, as a part of the size of its text: of the lower of the faces that small text is written in.
#[must_use]
pub const fn capitals() -> f32 {
    CAPITALS
}

/// Of Atkinson Hyperlegible, by its own table.
const CAPITALS: f32 = 0.668;

/// The house's fonts, behind a restaurant's own. What a typeface has no letters for, the next of its family has.
pub(super) fn fonts(own: &Typefaces) -> FontDefinitions {
    let lifted = |by: f32| FontTweak { y_offset_factor: by, ..FontTweak::default() };
    let mut fonts = FontDefinitions::empty();
    let files = [
        (REGULAR, font!("AtkinsonHyperlegible-Regular")),
        (BOLD, font!("AtkinsonHyperlegible-Bold")),
        (DISPLAY, font!("BricolageGrotesque-Bold")),
        // In the middle of a line their baselines are not where Atkinson's is: these parts of the size lie between.
        (ARABIC, font!("NotoSansArabic-Regular").tweak(lifted(0.012))),
        (ARABIC_BOLD, font!("NotoSansArabic-Bold").tweak(lifted(0.012))),
        (CHINESE, font!("NotoSansSC-Regular").tweak(lifted(-0.106))),
        (CHINESE_BOLD, font!("NotoSansSC-Bold").tweak(lifted(-0.106))),
    ];
    for (name, data) in files {
        fonts.font_data.insert(name.to_owned(), Arc::new(data));
    }
    let mut family = |family: FontFamily, own: Option<&Typeface>, house: &[&str]| {
        let mut names: Vec<String> = house.iter().map(|name| (*name).to_owned()).collect();
        if let Some(own) = own {
            let name = format!("own {}", names[0]);
            // Its capitals become as high as the house's, so that what is large enough stays so.
            let tweak = FontTweak { scale: CAPITALS / own.capitals, ..FontTweak::default() };
            let data = FontData::from_owned(own.bytes.to_vec()).tweak(tweak);
            fonts.font_data.insert(name.clone(), Arc::new(data));
            names.insert(0, name);
        }
        fonts.families.insert(family, names);
    };
    family(FontFamily::Proportional, own.text.as_ref(), &[REGULAR, CHINESE, ARABIC]);
    family(FontFamily::Monospace, own.text.as_ref(), &[REGULAR, CHINESE, ARABIC]);
    family(FontFamily::Name(BOLD.into()), own.bold.as_ref(), &[BOLD, REGULAR, CHINESE_BOLD, ARABIC_BOLD]);
    family(FontFamily::Name(DISPLAY.into()), own.display.as_ref(), &[DISPLAY, BOLD, CHINESE_BOLD, ARABIC_BOLD]);
    family(FontFamily::Name(ARABIC.into()), None, &[ARABIC, REGULAR, CHINESE]);
    family(FontFamily::Name(ARABIC_BOLD.into()), None, &[ARABIC_BOLD, BOLD, CHINESE_BOLD]);
    fonts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::mm;

    /// Every file below a folder of the project, as one text.
    fn texts_below(folder: &std::path::Path, ending: &str) -> String {
        let mut texts = String::new();
        for entry in std::fs::read_dir(folder).expect("a folder of the project") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                texts.push_str(&texts_below(&path, ending));
            } else if path.extension().is_some_and(|found| found == ending) {
                texts.push_str(&std::fs::read_to_string(&path).expect("a text"));
            }
        }
        texts
    }

    #[test]
    fn every_letter_of_the_words_and_the_menu_is_in_every_face() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let texts = texts_below(&root.join("assets/words"), "ftl") + &texts_below(&root.join("menu"), "toml");
        // Marks of direction are never drawn, and a narrow space is drawn as another.
        let letters: std::collections::BTreeSet<char> =
            texts.chars().filter(|letter| !letter.is_control() && !"\u{200e}\u{202f}".contains(*letter)).collect();
        assert!(letters.contains(&'ع') && letters.contains(&'汉') && letters.contains(&'ß'), "the texts are read");
        let ctx = egui::Context::default();
        crate::ui::theme::apply(&ctx);
        ctx.run_ui(egui::RawInput::default(), |_| {}).textures_delta.clear();
        for face in [Face::body(), Face::body().bold(), Face::title()] {
            for font in [face.font(), face.font_from_right()] {
                let missing: String =
                    ctx.fonts_mut(|fonts| letters.iter().filter(|letter| !fonts.has_glyph(&font, **letter)).collect());
                assert!(missing.is_empty(), "{font:?} has no {missing:?}");
            }
        }
    }

    #[test]
    fn a_letter_that_no_face_has_is_noticed() {
        let ctx = egui::Context::default();
        crate::ui::theme::apply(&ctx);
        ctx.run_ui(egui::RawInput::default(), |_| {}).textures_delta.clear();
        assert!(!ctx.fonts_mut(|fonts| fonts.has_glyph(&Face::body().font(), 'ა')), "Georgian is beyond us");
    }

    #[test]
    fn the_smallest_text_is_large_enough() {
        // Capitals of Atkinson Hyperlegible are 0.668 of the size; Section 508 wants 4.8 mm.
        assert!(Size::Small.points() * 0.668 >= mm(4.8) - 0.01);
    }
}
