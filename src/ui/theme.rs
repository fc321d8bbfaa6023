//! Named tokens: colours, spacing, radii, type scale, touch sizes. No other file of the window names a colour or a font.
//!
//! A point is a physical length, 1/3.2 of a millimetre, whatever the panel: the window sets its zoom from the panel's size in
//! millimetres, so a token in points is a token in millimetres and a target of 20 mm is 20 mm everywhere.

use std::sync::Arc;

use egui::{Color32, FontData, FontDefinitions, FontFamily, FontId, Stroke, TextStyle, Theme};

/// Points in one millimetre.
pub const POINTS_PER_MM: f32 = 3.2;

/// A length in points.
#[must_use]
pub const fn mm(millimetres: f32) -> f32 {
    millimetres * POINTS_PER_MM
}

/// Colours. Every pair of ink and ground that is used for text keeps 4.5:1 (a test computes it).
pub mod colour {
    use egui::Color32;

    const fn rgb(hex: u32) -> Color32 {
        Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
    }

    /// The ground of every screen.
    pub const GROUND: Color32 = rgb(0xFB_F8_F3);
    /// Things that lie on the ground and can be touched.
    pub const SURFACE: Color32 = rgb(0xFF_FF_FF);
    /// A quieter field on the ground: the rail, the cart.
    pub const FIELD: Color32 = rgb(0xF2_EC_E3);
    /// A field under a finger.
    pub const PRESSED: Color32 = rgb(0xE6_DD_D0);
    /// Text.
    pub const INK: Color32 = rgb(0x1F1B16);
    /// Text that matters less.
    pub const INK_SOFT: Color32 = rgb(0x5A_52_48);
    /// Text on dark fields.
    pub const INK_INVERSE: Color32 = rgb(0xFF_FF_FF);
    /// Borders of things that can be touched; 3:1 on the ground.
    pub const BORDER: Color32 = rgb(0x8A_80_73);
    /// Lines between things.
    pub const LINE: Color32 = rgb(0xDF_D6_C9);
    /// Forward, and nothing else.
    pub const FORWARD: Color32 = rgb(0x12_69_45);
    /// Forward under a finger.
    pub const FORWARD_PRESSED: Color32 = rgb(0x0C_4E_33);
    /// Forward that cannot be taken now.
    pub const FORWARD_OFF: Color32 = rgb(0xE4_DD_D3);
    /// What is chosen.
    pub const CHOSEN: Color32 = rgb(0x33_2C_25);
    /// Something to be careful about: text and border.
    pub const WARNING: Color32 = rgb(0x96_36_0B);
    /// The field behind a warning.
    pub const WARNING_FIELD: Color32 = rgb(0xFD_EE_E2);
    /// The field behind a message that is no warning.
    pub const NOTICE_FIELD: Color32 = rgb(0xE9_F1_EC);
    /// The leaf of what suits vegetarians; never without its shape.
    pub const LEAF: Color32 = rgb(0x3E_7A_2E);
    /// The ring around what the keyboard is on.
    pub const FOCUS: Color32 = rgb(0x1D_4E_D8);
    /// Behind a question that covers the screen.
    pub const VEIL: Color32 = Color32::from_rgba_premultiplied(0x12, 0x10, 0x0D, 0xA6);
    /// The shadow of things that lie above the ground.
    pub const SHADOW: Color32 = Color32::from_rgba_premultiplied(0x06, 0x05, 0x04, 0x2A);
    /// A disc behind a large picture, lighter than its plate.
    pub const DISC: Color32 = Color32::from_rgba_premultiplied(0x7A, 0x7A, 0x7A, 0x7A);
    /// The soft shadow under a picture.
    pub const CONTACT: Color32 = Color32::from_rgba_premultiplied(0x04, 0x03, 0x02, 0x12);
    /// Soft fields for pictures, one per category in turn.
    pub const PLATES: [Color32; 6] =
        [rgb(0xFB_EC_D5), rgb(0xE5_F0_E2), rgb(0xFA_E3_DE), rgb(0xE3_EC_F4), rgb(0xF3_E8_F1), rgb(0xF6_F0_D3)];
    /// The body of the simulated terminal.
    pub const DEVICE: Color32 = rgb(0x2B_30_38);
    /// The edge of its body, where light falls on it.
    pub const DEVICE_EDGE: Color32 = rgb(0x59_62_6F);
    /// What is sunk into its body: around the display, inside the slot.
    pub const DEVICE_WELL: Color32 = rgb(0x16_19_1E);
    /// Its display.
    pub const DEVICE_DISPLAY: Color32 = rgb(0xD7_E6_DD);
    /// Its keys.
    pub const DEVICE_KEY: Color32 = rgb(0x4A_52_5E);
    /// The side of a key, below its face.
    pub const DEVICE_KEY_SIDE: Color32 = rgb(0x1D_21_27);
    /// A key under a finger.
    pub const DEVICE_KEY_PRESSED: Color32 = rgb(0x3C_43_4D);
    /// A lamp that is on.
    pub const DEVICE_LAMP: Color32 = rgb(0x5B_E0_8A);
    /// The card in the slot.
    pub const DEVICE_CARD: Color32 = rgb(0x3B_6E_A8);
    /// The notes in the tray, from behind.
    pub const NOTE_BACK: Color32 = rgb(0x7F_B2_94);
    /// The one between.
    pub const NOTE_MIDDLE: Color32 = rgb(0x93_C4_A6);
    /// The one in front.
    pub const NOTE_FRONT: Color32 = rgb(0xA9_D6_BA);
    /// The chip on the card.
    pub const DEVICE_CHIP: Color32 = rgb(0xE3_C2_68);
    /// Its red key.
    pub const DEVICE_CANCEL: Color32 = rgb(0xB4_23_2A);
    /// Its yellow key.
    pub const DEVICE_CLEAR: Color32 = rgb(0xF2_C1_2E);
    /// Its green key.
    pub const DEVICE_ENTER: Color32 = rgb(0x1B_7A_43);
    /// Pairs of ink and ground that carry text, for the test of contrast.
    pub const TEXT_PAIRS: [(Color32, Color32); 22] = [
        (INK, GROUND),
        (INK, SURFACE),
        (INK, FIELD),
        (INK, PRESSED),
        (INK_SOFT, GROUND),
        (INK_SOFT, SURFACE),
        (INK_SOFT, FIELD),
        (INK_SOFT, FORWARD_OFF),
        (INK_INVERSE, FORWARD),
        (INK_INVERSE, FORWARD_PRESSED),
        (INK_INVERSE, CHOSEN),
        (WARNING, GROUND),
        (WARNING, SURFACE),
        (WARNING, FIELD),
        (WARNING, WARNING_FIELD),
        (INK, NOTICE_FIELD),
        (INK, DEVICE_DISPLAY),
        (INK, DEVICE_CLEAR),
        (INK_INVERSE, DEVICE),
        (INK_INVERSE, DEVICE_KEY),
        (INK_INVERSE, DEVICE_CARD),
        (INK_INVERSE, DEVICE_CANCEL),
    ];
    /// Pairs of edge and ground that tell controls apart.
    pub const EDGE_PAIRS: [(Color32, Color32); 5] =
        [(BORDER, GROUND), (BORDER, SURFACE), (BORDER, FIELD), (FOCUS, GROUND), (FOCUS, FIELD)];
}

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
    use super::mm;

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

/// Widths of lines.
pub mod line {
    /// Between things.
    pub const THIN: f32 = 1.5;
    /// Around things to be touched.
    pub const EDGE: f32 = 2.0;
    /// Around what is chosen.
    pub const CHOSEN: f32 = 4.0;
    /// Around what the keyboard is on.
    pub const FOCUS: f32 = 5.0;
}

/// The five sizes of text. The smallest has capitals of 4.8 mm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// The smallest that is used.
    Small,
    /// For reading.
    Body,
    /// Names and buttons.
    Title,
    /// What a screen is about.
    Headline,
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
            Self::Headline => 60.0,
            Self::Huge => 152.0,
        }
    }
}

impl Size {
    /// The next smaller one, if there is one.
    #[must_use]
    pub const fn smaller(self) -> Option<Self> {
        match self {
            Self::Huge => Some(Self::Headline),
            Self::Headline => Some(Self::Title),
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
    pub colour: Color32,
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
    pub const fn colour(self, colour: Color32) -> Self {
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
}

const REGULAR: &str = "atkinson-hyperlegible";
const BOLD: &str = "atkinson-hyperlegible-bold";
const DISPLAY: &str = "bricolage-grotesque-bold";

/// Gives a context the fonts, the style and the patience for fingers.
pub fn apply(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    ctx.set_theme(Theme::Light);
    ctx.all_styles_mut(|style| {
        style.text_styles = [TextStyle::Small, TextStyle::Body, TextStyle::Button, TextStyle::Heading, TextStyle::Monospace]
            .map(|text_style| (text_style, Face::body().font()))
            .into();
        style.interaction.selectable_labels = false;
        style.interaction.interact_radius = 0.0;
        style.visuals.panel_fill = colour::GROUND;
        style.visuals.window_fill = colour::GROUND;
        style.visuals.override_text_color = Some(colour::INK);
        style.visuals.widgets.noninteractive.bg_stroke = Stroke::new(line::THIN, colour::LINE);
        style.spacing.item_spacing = egui::Vec2::ZERO;
        style.spacing.scroll = egui::style::ScrollStyle::floating();
    });
    ctx.options_mut(|options| {
        options.zoom_with_keyboard = false;
        options.quit_shortcuts.clear();
        options.reduce_texture_memory = true;
    });
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let regular = FontData::from_static(include_bytes!("../../assets/fonts/AtkinsonHyperlegible-Regular.ttf"));
    let bold = FontData::from_static(include_bytes!("../../assets/fonts/AtkinsonHyperlegible-Bold.ttf"));
    let display = FontData::from_static(include_bytes!("../../assets/fonts/BricolageGrotesque-Bold.ttf"));
    fonts.font_data.insert(DISPLAY.to_owned(), Arc::new(display));
    fonts.font_data.insert(REGULAR.to_owned(), Arc::new(regular));
    fonts.font_data.insert(BOLD.to_owned(), Arc::new(bold));
    for family in [FontFamily::Proportional, FontFamily::Monospace] {
        fonts.families.insert(family, vec![REGULAR.to_owned()]);
    }
    fonts.families.insert(FontFamily::Name(BOLD.into()), vec![BOLD.to_owned(), REGULAR.to_owned()]);
    fonts.families.insert(FontFamily::Name(DISPLAY.into()), vec![DISPLAY.to_owned(), BOLD.to_owned()]);
    fonts
}

/// The size of the panel that the window covers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Panel {
    /// The shorter side in millimetres.
    pub short_mm: f32,
    /// The longer side in millimetres.
    pub long_mm: f32,
}

impl Default for Panel {
    /// A panel of 27 inches.
    fn default() -> Self {
        Self { short_mm: 336.0, long_mm: 597.0 }
    }
}

impl Panel {
    /// A panel of this visible size in millimetres, either way up.
    #[must_use]
    pub fn new(width_mm: u16, height_mm: u16) -> Self {
        let (width, height) = (f32::from(width_mm), f32::from(height_mm));
        Self { short_mm: width.min(height), long_mm: width.max(height) }
    }

    /// Makes a window's points as large as this panel's millimetres want them.
    pub fn scale(self, ctx: &egui::Context) {
        let native = ctx.native_pixels_per_point().unwrap_or_else(|| ctx.pixels_per_point() / ctx.zoom_factor());
        let pixels = ctx.viewport_rect().size() * ctx.pixels_per_point();
        let wanted = self.pixels_per_point(pixels) / native;
        if wanted.is_finite() && wanted > 0.05 && (wanted / ctx.zoom_factor() - 1.0).abs() > 0.005 {
            ctx.set_zoom_factor(wanted);
        }
    }

    /// Physical pixels for one point when the window has this many pixels. The scarcer direction decides, so that a window of
    /// another shape than the panel is drawn smaller and never cut off.
    #[must_use]
    pub fn pixels_per_point(self, pixels: egui::Vec2) -> f32 {
        let (short, long) = (pixels.min_elem(), pixels.max_elem());
        let pixels_per_mm = (short / self.short_mm).min(long / self.long_mm);
        let scale = pixels_per_mm / POINTS_PER_MM;
        // Within two hundredths of a whole number the text is sharper and nobody sees the difference.
        if (scale - scale.round()).abs() < 0.02 && scale > 0.5 { scale.round() } else { scale }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(colour: Color32) -> f32 {
        let channel = |value: u8| {
            let value = f32::from(value) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(colour.r()) + 0.7152 * channel(colour.g()) + 0.0722 * channel(colour.b())
    }

    fn contrast(a: Color32, b: Color32) -> f32 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn a06_text_keeps_its_contrast_and_edges_theirs() {
        for (ink, ground) in colour::TEXT_PAIRS {
            assert!(contrast(ink, ground) >= 4.5, "{ink:?} on {ground:?}: {}", contrast(ink, ground));
        }
        for plate in colour::PLATES {
            assert!(contrast(colour::INK, plate) >= 4.5);
        }
        for (edge, ground) in colour::EDGE_PAIRS {
            assert!(contrast(edge, ground) >= 3.0, "{edge:?} on {ground:?}: {}", contrast(edge, ground));
        }
    }

    #[test]
    fn a_point_is_the_same_length_on_every_panel() {
        let panel = Panel::default();
        assert_eq!(panel.pixels_per_point(egui::vec2(1080.0, 1920.0)), 1.0);
        assert_eq!(panel.pixels_per_point(egui::vec2(1920.0, 1080.0)), 1.0);
        assert_eq!(panel.pixels_per_point(egui::vec2(2160.0, 3840.0)), 2.0);
        let small = panel.pixels_per_point(egui::vec2(768.0, 1366.0));
        assert!((small * touch::TARGET / (768.0 / 336.0) - 20.0).abs() < 0.1, "a target is 20 mm");
    }

    #[test]
    fn the_smallest_text_is_large_enough() {
        // Capitals of Atkinson Hyperlegible are 0.668 of the size; Section 508 wants 4.8 mm.
        assert!(Size::Small.points() * 0.668 >= mm(4.8) - 0.01);
    }
}
