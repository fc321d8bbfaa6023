//! Reads `brand.toml`: name, logo, pictures, fonts and colours, and says everything that is wrong at once, each with its line and remedy.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::Color32;
use skrifa::prelude::{LocationRef, Size as FontSize};
use skrifa::{FontRef, MetadataProvider as _};

use super::{Brand, Typeface, Typefaces};
use crate::catalogue::{Picture, decode_picture};
use crate::handwritten::{Decimals, Field, Key, Log, Place, Problems, Reader, SourceFile, key, quote, with_document};
use crate::ui::theme::colour::{self, Colour};
use crate::ui::theme::pairs::TooClose;
use crate::ui::theme::{Palette, Theme, contrast, pairs};

/// The most letters of a name: the header has no room for more.
const NAME_LETTERS: usize = 40;
/// The most bytes of a font file; all of it is kept in memory.
const FONT_BYTES: u64 = 4 * 1024 * 1024;
/// The most attract pictures.
const PICTURES: usize = 12;
/// What every font has to be able to write.
const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789€.,+-:()éèêàçäöüßñ";

/// The colours that a restaurant may choose, and what they are for.
const NAMES: [(&str, Colour); 14] = [
    ("ground", colour::GROUND),
    ("surface", colour::SURFACE),
    ("field", colour::FIELD),
    ("ink", colour::INK),
    ("ink-soft", colour::INK_SOFT),
    ("border", colour::BORDER),
    ("line", colour::LINE),
    ("forward", colour::FORWARD),
    ("on-forward", colour::ON_FORWARD),
    ("chosen", colour::CHOSEN),
    ("on-chosen", colour::ON_CHOSEN),
    ("warning", colour::WARNING),
    ("warning-field", colour::WARNING_FIELD),
    ("notice-field", colour::NOTICE_FIELD),
];

/// Reads a brand; pictures and fonts lie beside its file.
///
/// # Errors
/// Everything that is wrong with it.
pub fn load(path: &Path) -> Result<Brand, Problems> {
    let log = Log::new();
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            let remedy = "write the file there, or leave `brand` out of the settings";
            log.error(Place::whole(path), format!("cannot be read: {error}"), remedy);
            return Err(log.finish());
        }
    };
    let file = SourceFile::new(path.to_owned(), text);
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let brand = with_document(&file, Decimals::Bare, &log, |reader| read(reader, &folder, &log));
    if log.has_errors() { Err(log.finish()) } else { Ok(brand) }
}

fn read(reader: Reader<'_>, folder: &Path, log: &Log) -> Brand {
    let name = reader.optional(key("name", "name = \"Chez Lou\"")).and_then(|field| name(&field));
    let logo = reader.optional(key("logo", "logo = \"logo.png\"")).and_then(|field| picture(&field, folder));
    let attract = reader.optional(key("attract", "attract = [\"one.webp\", \"two.webp\"]"));
    let attract = attract.map_or_else(Vec::new, |field| pictures(&field, folder));
    let fonts = reader.optional(key("fonts", "[fonts]")).and_then(|field| field.table("[fonts]"));
    let typefaces = fonts.map_or_else(Typefaces::default, |reader| typefaces(reader, folder));
    let palettes = Theme::ALL.map(|theme| {
        let key = match theme {
            Theme::Light => key("light", "[light]"),
            Theme::Dark => key("dark", "[dark]"),
            Theme::HighContrast => key("high-contrast", "[high-contrast]"),
        };
        let table = reader.optional(key).and_then(|field| field.table(&format!("[{}]", key.name)));
        table.map_or_else(|| Palette::of(theme), |reader| palette(reader, theme, log))
    });
    reader.finish();
    Brand { name, logo, attract, typefaces, palettes }
}

fn name(field: &Field<'_>) -> Option<String> {
    let text = field.text()?.trim();
    if text.is_empty() || text.chars().count() > NAME_LETTERS || text.chars().any(char::is_control) {
        field.error("the name must be one line of 1 to 40 letters", "write it as on the door: name = \"Chez Lou\"");
        return None;
    }
    Some(text.to_owned())
}

fn pictures(field: &Field<'_>, folder: &Path) -> Vec<Picture> {
    let entries = field.list();
    if entries.len() > PICTURES {
        field.error(format!("there are {} attract pictures", entries.len()), format!("leave at most {PICTURES}"));
    }
    entries.iter().take(PICTURES).filter_map(|entry| picture(entry, folder)).collect()
}

/// A file beside the brand's own.
fn beside(field: &Field<'_>, folder: &Path) -> Option<PathBuf> {
    let written = Path::new(field.text()?);
    let plain = written.components().all(|part| matches!(part, std::path::Component::Normal(_)));
    if !plain || written.as_os_str().is_empty() {
        field.error(
            "the file must lie beside the brand's file or in a folder below it",
            "write its name only, such as \"logo.png\"",
        );
        return None;
    }
    Some(folder.join(written))
}

fn picture(field: &Field<'_>, folder: &Path) -> Option<Picture> {
    let path = beside(field, folder)?;
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) => {
            field.error(format!("this picture cannot be read: {error}"), format!("put it there: {}", path.display()));
            return None;
        }
    };
    if decode_picture(&path).is_none() {
        field.error("this picture cannot be decoded", "save it as PNG or WebP, at most 4096 pixels a side and 4 MB");
        return None;
    }
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    Some(Picture { path, fingerprint: hasher.finish() })
}

fn typefaces(reader: Reader<'_>, folder: &Path) -> Typefaces {
    let of = |wanted: Key| reader.optional(wanted).and_then(|field| typeface(&field, folder));
    let typefaces = Typefaces {
        text: of(key("text", "text = \"Reading-Regular.ttf\"")),
        bold: of(key("bold", "bold = \"Reading-Bold.ttf\"")),
        display: of(key("display", "display = \"Heading-Bold.ttf\"")),
    };
    reader.finish();
    typefaces
}

fn typeface(field: &Field<'_>, folder: &Path) -> Option<Typeface> {
    let path = beside(field, folder)?;
    let length = std::fs::metadata(&path).map(|found| found.len());
    let bytes = match length.and_then(|length| if length > FONT_BYTES { Ok(None) } else { std::fs::read(&path).map(Some) }) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => {
            field.error("this font is larger than 4 MB", "take one with fewer scripts, or cut it down to what is needed");
            return None;
        }
        Err(error) => {
            field.error(format!("this font cannot be read: {error}"), format!("put it there: {}", path.display()));
            return None;
        }
    };
    let Ok(font) = FontRef::new(&bytes) else {
        field.error("this is no font that can be drawn", "take a TrueType or OpenType file (.ttf or .otf), not .woff2");
        return None;
    };
    let missing: String = LETTERS.chars().filter(|letter| font.charmap().map(*letter).is_none()).collect();
    if !missing.is_empty() {
        field.error(
            format!("this font cannot write {}", quote(&missing)),
            "take one that can; Google Fonts calls it \"Latin Extended\"",
        );
        return None;
    }
    let metrics = font.metrics(FontSize::new(1.0), LocationRef::default());
    let capitals = metrics.cap_height.filter(|share| (0.3..1.2).contains(share));
    let Some(capitals) = capitals else {
        field.error("this font does not say how high its capitals are", "take one whose OS/2 table is of version 2 or later");
        return None;
    };
    Some(Typeface { bytes: Arc::from(bytes), capitals })
}

fn palette(reader: Reader<'_>, theme: Theme, log: &Log) -> Palette {
    let mut palette = Palette::of(theme);
    let mut chosen: Vec<(Colour, &str, Place)> = Vec::new();
    for (name, token) in NAMES {
        let Some(field) = reader.optional(key(name, "forward = \"#12694A\"")) else { continue };
        if let Some(look) = hex(&field) {
            palette = palette.with(token, look);
            chosen.push((token, name, field.place()));
        }
    }
    let is_chosen = |token: Colour| chosen.iter().any(|(chosen, ..)| *chosen == token);
    if is_chosen(colour::FORWARD) {
        let forward = palette.get(colour::FORWARD);
        if !is_chosen(colour::ON_FORWARD) {
            palette = palette.with(colour::ON_FORWARD, readable_on(forward));
        }
        palette = palette.with(colour::FORWARD_PRESSED, away_from(forward, palette.get(colour::ON_FORWARD)));
    }
    if is_chosen(colour::CHOSEN) && !is_chosen(colour::ON_CHOSEN) {
        palette = palette.with(colour::ON_CHOSEN, readable_on(palette.get(colour::CHOSEN)));
    }
    if [colour::GROUND, colour::SURFACE, colour::FIELD, colour::BORDER].into_iter().any(is_chosen) {
        palette = palette.with(colour::OFF, weaker_than_border(&palette));
    }
    reader.finish();
    let mut close = pairs::too_close(&palette);
    for (token, name, place) in &chosen {
        let (own, others) = close.into_iter().partition(|pair| *token == pair.ink || *token == pair.ground);
        close = others;
        too_close(own, name, place, theme, log);
    }
    palette
}

/// One colour that is too close to others is one problem: that of its worst pair, for what mends that mends the rest. A pair that can be named
/// in the file tells more than one with a colour that is made of others.
fn too_close(pairs: Vec<TooClose>, name: &str, place: &Place, theme: Theme, log: &Log) {
    let known = |colour: Colour| NAMES.iter().any(|(_, token)| *token == colour);
    let rank = |pair: &TooClose| pair.contrast / pair.least + if known(pair.ink) && known(pair.ground) { 0.0 } else { 1.0 };
    let Some(worst) = pairs.iter().min_by(|one, other| rank(one).total_cmp(&rank(other))) else { return };
    let (ink, ground) = (plain(worst.ink), plain(worst.ground));
    let more = match pairs.len() - 1 {
        0 => String::new(),
        1 => ", and another pair is too close, too".to_owned(),
        more => format!(", and {more} other pairs are too close, too"),
    };
    let message = format!("{ink} on {ground} has a contrast of {:.1}:1 in [{}]{more}", floor(worst.contrast), theme.key());
    let remedy = format!("a contrast of at least {:.1}:1 is needed: make `{name}` lighter or darker", worst.least);
    log.error(place.clone(), message, remedy);
}

/// Rounded down, so that what is too little never looks like enough.
fn floor(contrast: f32) -> f32 {
    (contrast * 10.0).floor() / 10.0
}

fn plain(colour: Colour) -> String {
    let known = NAMES.iter().find(|(_, token)| *token == colour);
    known.map_or_else(|| colour.name().to_lowercase().replace('_', "-"), |(name, _)| (*name).to_owned())
}

/// Black or white, whichever is further away.
fn readable_on(ground: Color32) -> Color32 {
    let (black, white) = (Color32::BLACK, Color32::WHITE);
    if contrast(black, ground) > contrast(white, ground) { black } else { white }
}

/// A little further away from what is written on it.
fn away_from(fill: Color32, ink: Color32) -> Color32 {
    let end = if ink == Color32::WHITE { Color32::BLACK } else { Color32::WHITE };
    fill.lerp_to_gamma(end, 0.22)
}

/// Between a border and the surface: as weak as it may be, so that nobody takes it for something that can be touched.
fn weaker_than_border(palette: &Palette) -> Color32 {
    let (border, surface) = (palette.get(colour::BORDER), palette.get(colour::SURFACE));
    let grounds = [colour::GROUND, colour::SURFACE, colour::FIELD].map(|ground| palette.get(ground));
    let mixed = [0.4, 0.3, 0.2, 0.1].map(|part| border.lerp_to_gamma(surface, part));
    let seen = |look: &Color32| grounds.iter().all(|ground| contrast(*look, *ground) >= pairs::LEAST_FOR_OFF);
    mixed.into_iter().find(seen).unwrap_or(border)
}

fn hex(field: &Field<'_>) -> Option<Color32> {
    let text = field.text()?;
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let value = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let Some(value) = value else {
        field.error(format!("{} is no colour", quote(text)), "write six hexadecimal digits, such as \"#12694A\"");
        return None;
    };
    let [_, r, g, b] = value.to_be_bytes();
    Some(Color32::from_rgb(r, g, b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("brand.toml");
        std::fs::write(folder.path().join("broken.ttf"), b"no font").expect("written");
        std::fs::write(&file, text).expect("written");
        match load(&file) {
            Ok(_) => Vec::new(),
            Err(problems) => problems
                .iter()
                .map(|problem| {
                    let line = problem.position().map_or(0, |(line, _)| line);
                    format!("{line}: {} => {}", problem.message(), problem.remedy())
                })
                .collect(),
        }
    }

    #[test]
    fn a06_colours_that_are_too_close_are_refused_with_their_line_and_a_remedy() {
        let found = problems("[light]\nforward = \"#12694A\"\nink = \"#BBBBBB\"\n[high-contrast]\nforward = \"#666666\"\n");
        assert!(
            found.iter().any(|line| line.starts_with("3: ink on ") && line.contains(" other pairs are too close, too")),
            "{found:#?}"
        );
        assert_eq!(found.len(), 2, "one problem for each colour: {found:#?}");
        assert!(found.iter().any(|line| line.starts_with("5: on-forward on forward") && line.contains("7.0:1")), "{found:#?}");
        assert!(found.iter().all(|line| line.contains("lighter or darker")), "{found:#?}");
    }

    #[test]
    fn a06_what_cannot_be_touched_is_seen_on_a_brand_s_own_ground() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("brand.toml");
        let text = "[light]\nground = \"#E2DACB\"\nfield = \"#D8CFBE\"\nsurface = \"#F4EEE2\"\nborder = \"#6B6254\"\n";
        std::fs::write(&file, text).expect("written");
        let palette = *load(&file).expect("a brand").palette(Theme::Light);
        let far = |ink| contrast(palette.get(ink), palette.get(colour::FIELD));
        assert!(far(colour::OFF) >= pairs::LEAST_FOR_OFF && far(colour::OFF) < far(colour::BORDER), "{}", far(colour::OFF));
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let found = problems(
            "name = 7\nlogo = \"../logo.png\"\nattract = [\"gone.webp\"]\n[fonts]\ntext = \"broken.ttf\"\n[dark]\nink = \"white\"\nfoward = \"#123456\"\n",
        );
        for said in [
            "1: `name` must be",
            "2: the file must lie beside",
            "3: this picture cannot be read",
            "5: this is no font",
            "7: \"white\" is no colour",
            "8: unknown key",
        ] {
            assert!(found.iter().any(|line| line.starts_with(said)), "{said}: {found:#?}");
        }
        assert!(found.iter().any(|line| line.contains("did you mean `forward`?")), "{found:#?}");
    }

    #[test]
    fn a06_the_sample_brand_keeps_its_contrast_in_every_theme() {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/brand.example.toml");
        let brand = load(&sample).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(brand.name.as_deref(), Some("Chez Lou"));
        assert_ne!(brand.palette(Theme::Light), &Palette::of(Theme::Light));
        for theme in Theme::ALL {
            assert_eq!(pairs::too_close(brand.palette(theme)), [], "{}", theme.key());
        }
    }
}
