//! Which names are drawn upon which, and how far apart they have to be.

use super::colour::{
    BORDER, CHOSEN, Colour, DEVICE, DEVICE_CANCEL, DEVICE_CARD, DEVICE_CLEAR, DEVICE_DISPLAY, DEVICE_ENTER, DEVICE_INK,
    DEVICE_KEY, DEVICE_KEY_PRESSED, FIELD, FOCUS, FORWARD, FORWARD_INK, FORWARD_OFF, FORWARD_PRESSED, GROUND, INK, INK_SOFT,
    LEAF, NOTICE_FIELD, OFF, ON_CHOSEN, ON_DEVICE, ON_FORWARD, PLATES, PRESSED, SURFACE, WARNING, WARNING_FIELD,
};
use super::palette::{Palette, Theme, contrast};

/// Ink and ground that carry text.
const TEXT: [(Colour, Colour); 27] = [
    (INK, GROUND),
    (INK, SURFACE),
    (INK, FIELD),
    (INK, PRESSED),
    (INK, NOTICE_FIELD),
    (INK_SOFT, GROUND),
    (INK_SOFT, SURFACE),
    (INK_SOFT, FIELD),
    (INK_SOFT, PRESSED),
    (INK_SOFT, FORWARD_OFF),
    (ON_FORWARD, FORWARD),
    (ON_FORWARD, FORWARD_PRESSED),
    (FORWARD_INK, GROUND),
    (FORWARD_INK, SURFACE),
    (ON_CHOSEN, CHOSEN),
    (WARNING, GROUND),
    (WARNING, SURFACE),
    (WARNING, FIELD),
    (WARNING, WARNING_FIELD),
    (DEVICE_INK, DEVICE_DISPLAY),
    (DEVICE_INK, DEVICE_CLEAR),
    (ON_DEVICE, DEVICE),
    (ON_DEVICE, DEVICE_KEY),
    (ON_DEVICE, DEVICE_KEY_PRESSED),
    (ON_DEVICE, DEVICE_CARD),
    (ON_DEVICE, DEVICE_CANCEL),
    (ON_DEVICE, DEVICE_ENTER),
];

/// Edges and drawings, and what they have to be told from.
const EDGES: [(Colour, Colour); 13] = [
    (BORDER, GROUND),
    (BORDER, SURFACE),
    (BORDER, FIELD),
    (FOCUS, GROUND),
    (FOCUS, SURFACE),
    (FOCUS, FIELD),
    (LEAF, SURFACE),
    (LEAF, GROUND),
    (FORWARD, GROUND),
    (FORWARD, SURFACE),
    (FORWARD, FIELD),
    (CHOSEN, GROUND),
    (CHOSEN, SURFACE),
];

/// What cannot be touched now, and what it has to be told from.
const OFFS: [(Colour, Colour); 3] = [(OFF, GROUND), (OFF, SURFACE), (OFF, FIELD)];

/// Two colours that are too close.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TooClose {
    /// What is drawn.
    pub ink: Colour,
    /// Upon what.
    pub ground: Colour,
    /// How far apart they are.
    pub contrast: f32,
    /// How far apart they have to be.
    pub least: f32,
}

/// How far apart text and its ground have to be in this theme.
#[must_use]
pub const fn least_for_text(theme: Theme) -> f32 {
    match theme {
        Theme::Light | Theme::Dark => 4.5,
        Theme::HighContrast => 7.0,
    }
}

/// How far apart an edge and its ground have to be.
pub const LEAST_FOR_EDGES: f32 = 3.0;

/// How far apart what cannot be touched now and its ground have to be: it is seen, and further away still is what can be touched.
pub const LEAST_FOR_OFF: f32 = 2.2;

/// All pairs of a palette that are too close.
#[must_use]
pub fn too_close(palette: &Palette) -> Vec<TooClose> {
    let text = TEXT.into_iter().chain(PLATES.map(|plate| (INK, plate)));
    let text = text.map(|(ink, ground)| (ink, ground, least_for_text(palette.theme)));
    let edges = EDGES.into_iter().map(|(ink, ground)| (ink, ground, LEAST_FOR_EDGES));
    let offs = OFFS.into_iter().map(|(ink, ground)| (ink, ground, LEAST_FOR_OFF));
    let measured = text.chain(edges).chain(offs).map(|(ink, ground, least)| {
        let contrast = contrast(palette.get(ink), palette.get(ground));
        TooClose { ink, ground, contrast, least }
    });
    measured.filter(|pair| pair.contrast < pair.least).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a06_every_pair_of_every_palette_keeps_its_contrast() {
        for theme in Theme::ALL {
            let close = too_close(&Palette::of(theme));
            let told: Vec<_> =
                close.iter().map(|pair| format!("{} on {}: {}", pair.ink.name(), pair.ground.name(), pair.contrast)).collect();
            assert!(close.is_empty(), "{}: {told:#?}", theme.key());
        }
    }

    #[test]
    fn a06_what_cannot_be_touched_is_weaker_than_what_can() {
        for theme in Theme::ALL {
            let palette = Palette::of(theme);
            for (off, ground) in OFFS {
                let far = |ink| contrast(palette.get(ink), palette.get(ground));
                assert!(far(off) < far(BORDER) && far(BORDER) < far(INK) + 0.1, "{} on {}", theme.key(), ground.name());
            }
        }
    }

    #[test]
    fn a06_a_pair_that_is_too_close_is_named() {
        let grey = egui::Color32::from_gray(0x99);
        let close = too_close(&Palette::default().with(INK_SOFT, grey));
        assert!(
            close.iter().any(|pair| (pair.ink, pair.ground) == (INK_SOFT, GROUND) && pair.contrast < pair.least),
            "{close:?}"
        );
    }
}
