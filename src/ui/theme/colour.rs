//! The colours by their names. What a name looks like is a palette's business: a name becomes a colour when it is painted.

use egui::Color32;

use super::palette;

/// A colour by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Colour(usize);

impl Colour {
    /// Which of all names it is, from 0.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES.get(self.0).copied().unwrap_or_default()
    }
}

impl From<Colour> for Color32 {
    /// As it looks in the palette that this thread paints with.
    fn from(colour: Colour) -> Self {
        palette::current(colour)
    }
}

/// Covers what is below it.
const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// Lets what is below it shine through; already multiplied by how much it covers.
const fn film(hex: u32, cover: u8) -> Color32 {
    Color32::from_rgba_premultiplied((hex >> 16) as u8, (hex >> 8) as u8, hex as u8, cover)
}

/// One line for each name: as it looks in the light palette, in the dark one, and in the one of high contrast.
macro_rules! colours {
    ($($(#[$doc:meta])* $name:ident: $light:expr, $dark:expr, $contrast:expr;)+) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "counts the names")]
        enum Index { $($name,)+ }
        $($(#[$doc])* pub const $name: Colour = Colour(Index::$name as usize);)+
        const NAMES: &[&str] = &[$(stringify!($name),)+];
        /// How many names there are.
        pub const COUNT: usize = NAMES.len();
        /// All of them.
        pub const ALL: [Colour; COUNT] = [$($name,)+];
        pub(super) const LIGHT: [Color32; COUNT] = [$($light,)+];
        pub(super) const DARK: [Color32; COUNT] = [$($dark,)+];
        pub(super) const CONTRAST: [Color32; COUNT] = [$($contrast,)+];
    };
}

colours! {
    /// Nothing: what is below stays as it is.
    CLEAR: Color32::TRANSPARENT, Color32::TRANSPARENT, Color32::TRANSPARENT;
    /// The ground of every screen.
    GROUND: rgb(0xFB_F8_F3), rgb(0x17_14_11), rgb(0x00_00_00);
    /// Things that lie on the ground and can be touched.
    SURFACE: rgb(0xFF_FF_FF), rgb(0x26_22_1E), rgb(0x00_00_00);
    /// A quieter field on the ground: the rail, the cart.
    FIELD: rgb(0xF2_EC_E3), rgb(0x1F_1B_18), rgb(0x14_14_14);
    /// A field under a finger.
    PRESSED: rgb(0xE6_DD_D0), rgb(0x3D_36_2F), rgb(0x3A_3A_3A);
    /// Text.
    INK: rgb(0x1F1B16), rgb(0xF6_F1_E9), rgb(0xFF_FF_FF);
    /// Text that matters less.
    INK_SOFT: rgb(0x5A_52_48), rgb(0xC4_BA_AE), rgb(0xE8_E8_E8);
    /// Borders of things that can be touched; 3:1 on the ground.
    BORDER: rgb(0x8A_80_73), rgb(0x8F_86_7A), rgb(0xFF_FF_FF);
    /// A drawing that cannot be touched now, and the edge around it: 2.2:1, so that it is seen and does not ask for a finger.
    OFF: rgb(0xA6_9C_8F), rgb(0x66_5D_54), rgb(0xA8_A8_A8);
    /// Lines between things.
    LINE: rgb(0xDF_D6_C9), rgb(0x3F3832), rgb(0xA8_A8_A8);
    /// Forward, and nothing else.
    FORWARD: rgb(0x12_69_45), rgb(0x1A_80_56), rgb(0xFF_DD_00);
    /// Forward under a finger.
    FORWARD_PRESSED: rgb(0x0C_4E_33), rgb(0x12_5F_40), rgb(0xFF_F0_8A);
    /// Text on forward.
    ON_FORWARD: rgb(0xFF_FF_FF), rgb(0xFF_FF_FF), rgb(0x00_00_00);
    /// Forward that cannot be taken now.
    FORWARD_OFF: rgb(0xE4_DD_D3), rgb(0x35_2F_2A), rgb(0x2A_2A_2A);
    /// Text that says what went well, or how much.
    FORWARD_INK: rgb(0x12_69_45), rgb(0x7C_D9_AC), rgb(0xFF_DD_00);
    /// What is chosen.
    CHOSEN: rgb(0x33_2C_25), rgb(0xF0_E7_DA), rgb(0xFF_FF_FF);
    /// Text on what is chosen.
    ON_CHOSEN: rgb(0xFF_FF_FF), rgb(0x1B_17_13), rgb(0x00_00_00);
    /// Something to be careful about: text and border.
    WARNING: rgb(0x96_36_0B), rgb(0xFF_B5_8A), rgb(0xFF_C4_9C);
    /// The field behind a warning.
    WARNING_FIELD: rgb(0xFD_EE_E2), rgb(0x40_22_12), rgb(0x1E_0C_00);
    /// The field behind a message that is no warning.
    NOTICE_FIELD: rgb(0xE9_F1_EC), rgb(0x1B_2E_25), rgb(0x14_14_14);
    /// The leaf of what suits vegetarians; never without its shape.
    LEAF: rgb(0x3E_7A_2E), rgb(0x8F_CF_78), rgb(0xA6_F0_8C);
    /// The ring around what the keyboard is on.
    FOCUS: rgb(0x1D_4E_D8), rgb(0x8F_B4_FF), rgb(0x5C_E1_FF);
    /// Behind a question that covers the screen.
    VEIL: film(0x12_10_0D, 0xA6), film(0x06_05_04, 0xC4), film(0x00_00_00, 0xD8);
    /// The shadow of things that lie above the ground.
    SHADOW: film(0x06_05_04, 0x2A), film(0x00_00_00, 0x60), Color32::TRANSPARENT;
    /// A disc behind a large picture, lighter than its plate.
    DISC: film(0x7A_7A_7A, 0x7A), film(0x1C_1C_1C, 0x1C), Color32::TRANSPARENT;
    /// The soft shadow under a picture.
    CONTACT: film(0x04_03_02, 0x12), film(0x00_00_00, 0x30), Color32::TRANSPARENT;
    /// A soft field for pictures; the categories take them in turn.
    PLATE_APRICOT: rgb(0xFB_EC_D5), rgb(0x4A_3C_28), rgb(0x2E_2E_2E);
    /// A soft field for pictures.
    PLATE_SAGE: rgb(0xE5_F0_E2), rgb(0x2F_40_2D), rgb(0x2E_2E_2E);
    /// A soft field for pictures.
    PLATE_ROSE: rgb(0xFA_E3_DE), rgb(0x4B_32_2C), rgb(0x2E_2E_2E);
    /// A soft field for pictures.
    PLATE_SKY: rgb(0xE3_EC_F4), rgb(0x2B_39_46), rgb(0x2E_2E_2E);
    /// A soft field for pictures.
    PLATE_LILAC: rgb(0xF3_E8_F1), rgb(0x42_32_40), rgb(0x2E_2E_2E);
    /// A soft field for pictures.
    PLATE_STRAW: rgb(0xF6_F0_D3), rgb(0x44_3F_25), rgb(0x2E_2E_2E);
    /// The body of a device beside the screen, such as the simulated terminal.
    DEVICE: rgb(0x2B_30_38), rgb(0x2B_30_38), rgb(0x14_16_1A);
    /// Text on its body and its keys.
    ON_DEVICE: rgb(0xFF_FF_FF), rgb(0xFF_FF_FF), rgb(0xFF_FF_FF);
    /// The edge of its body, where light falls on it.
    DEVICE_EDGE: rgb(0x59_62_6F), rgb(0x6B_75_84), rgb(0xFF_FF_FF);
    /// What is sunk into its body: around the display, inside the slot.
    DEVICE_WELL: rgb(0x16_19_1E), rgb(0x0E_10_13), rgb(0x00_00_00);
    /// Its display.
    DEVICE_DISPLAY: rgb(0xD7_E6_DD), rgb(0xD7_E6_DD), rgb(0xFF_FF_FF);
    /// Text on its display and on what is bright on it.
    DEVICE_INK: rgb(0x1F1B16), rgb(0x1F1B16), rgb(0x00_00_00);
    /// Its keys.
    DEVICE_KEY: rgb(0x4A_52_5E), rgb(0x4A_52_5E), rgb(0x3A_40_4A);
    /// The side of a key, below its face.
    DEVICE_KEY_SIDE: rgb(0x1D_21_27), rgb(0x14_17_1B), rgb(0x8A_94_A4);
    /// A key under a finger.
    DEVICE_KEY_PRESSED: rgb(0x3C_43_4D), rgb(0x3C_43_4D), rgb(0x22_26_2C);
    /// A lamp that is on.
    DEVICE_LAMP: rgb(0x5B_E0_8A), rgb(0x5B_E0_8A), rgb(0x5B_E0_8A);
    /// The card in the slot.
    DEVICE_CARD: rgb(0x3B_6E_A8), rgb(0x3B_6E_A8), rgb(0x1F_50_8C);
    /// The chip on the card.
    DEVICE_CHIP: rgb(0xE3_C2_68), rgb(0xE3_C2_68), rgb(0xE3_C2_68);
    /// Its red key.
    DEVICE_CANCEL: rgb(0xB4_23_2A), rgb(0xB4_23_2A), rgb(0xA0_10_18);
    /// Its yellow key.
    DEVICE_CLEAR: rgb(0xF2_C1_2E), rgb(0xF2_C1_2E), rgb(0xF2_C1_2E);
    /// Its green key.
    DEVICE_ENTER: rgb(0x1B_7A_43), rgb(0x1B_7A_43), rgb(0x0F_5C_30);
    /// A slip of paper that comes out of a slot.
    PAPER: rgb(0xFF_FF_FF), rgb(0xFF_FF_FF), rgb(0xFF_FF_FF);
    /// The notes in the tray, from behind.
    NOTE_BACK: rgb(0x7F_B2_94), rgb(0x7F_B2_94), rgb(0x7F_B2_94);
    /// The one between.
    NOTE_MIDDLE: rgb(0x93_C4_A6), rgb(0x93_C4_A6), rgb(0x93_C4_A6);
    /// The one in front.
    NOTE_FRONT: rgb(0xA9_D6_BA), rgb(0xA9_D6_BA), rgb(0xA9_D6_BA);
}

/// Soft fields for pictures, one per category in turn.
pub const PLATES: [Colour; 6] = [PLATE_APRICOT, PLATE_SAGE, PLATE_ROSE, PLATE_SKY, PLATE_LILAC, PLATE_STRAW];

/// The field of a category's pictures.
#[must_use]
pub const fn plate(category: usize) -> Colour {
    PLATES[category % PLATES.len()]
}
