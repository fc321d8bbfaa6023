//! Pictures of every screen of kiosk and cash machine, in every language and at every size, without a display: for designers, the README and the tests.
//!
//! What it is for: looking. A scene is a story in the flow language, played on the real machine, whose last view is drawn by the real
//! window. What it refuses to know: how anything looks. Its invariant: the same menu gives the same pictures, to the last bit.

#![allow(clippy::float_arithmetic, reason = "sizes of pictures")]

mod atm;
mod compare;
mod mode;
mod scenes;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use egui::{ColorImage, Vec2, vec2};

use crate::locale::Language;
use crate::machine::kiosk::{Intent, ScreenName};
use crate::payment::{Faceplate, TerminalFace, TerminalTap};
use crate::script::{self, PlayError, PlayOptions};
use crate::ui::speech::Speaker;
use crate::ui::{Engine, Frame, Headless, KioskApp, Mount, Panel};
use crate::words::WordBook;

pub use atm::AtmStill;
pub use compare::{CompareStill, compared};
pub use mode::Mode;
pub use scenes::{Script, Tap, atm_scripts, scripts};

/// A size of the window, with the name that its pictures bear.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Format {
    /// The name.
    pub name: &'static str,
    /// Pixels, wide and high.
    pub pixels: [u16; 2],
    /// The panel in millimetres, wide and high.
    pub millimetres: [u16; 2],
    /// From the floor to its lower edge, in millimetres.
    pub lower_edge_mm: u16,
}

impl Format {
    /// The panels that the house draws for: 27 inches either way up, and an old one of 19 inches.
    pub const ALL: [Self; 3] = [
        Self { name: "portrait", pixels: [1080, 1920], millimetres: [336, 597], lower_edge_mm: 700 },
        Self { name: "landscape", pixels: [1920, 1080], millimetres: [597, 336], lower_edge_mm: 900 },
        Self { name: "small", pixels: [768, 1366], millimetres: [240, 427], lower_edge_mm: 850 },
    ];

    fn size(self) -> Vec2 {
        vec2(self.pixels[0].into(), self.pixels[1].into())
    }

    /// The panel, mounted.
    #[must_use]
    pub fn panel(self) -> Panel {
        let [width, height] = self.millimetres;
        Panel::new(width, height).mounted(Mount { lower_edge_mm: self.lower_edge_mm.into(), ..Mount::default() })
    }
}

/// Why a picture cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum GalleryError {
    /// The story does not play on this menu.
    #[error("the scene \"{scene}\" does not play on this menu: {source}")]
    Story {
        /// The scene.
        scene: String,
        /// What went wrong.
        source: PlayError,
    },
    /// The flows of a comparison cannot be shown.
    #[error("the scene \"{scene}\" cannot be shown: {source}")]
    Tapes {
        /// The scene.
        scene: String,
        /// What went wrong.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A control that should be tapped is not there.
    #[error("the scene \"{scene}\" finds nothing called \"{control}\" to tap")]
    NoControl {
        /// The scene.
        scene: String,
        /// The control's name.
        control: String,
    },
}

/// Anything that can be drawn in any language and size.
pub trait Still {
    /// The name of its pictures.
    fn name(&self) -> &str;

    /// The sizes that it is made for.
    fn formats(&self) -> &'static [Format] {
        &Format::ALL
    }

    /// Whether a customer may switch on how it looks.
    fn has_modes(&self) -> bool {
        true
    }

    /// The window showing it.
    ///
    /// # Errors
    /// [`GalleryError::NoControl`] when something to be tapped is not there.
    fn window_in(&self, mode: &Mode, language: &Language, format: Format) -> Result<Headless, GalleryError>;

    /// The same as it usually looks.
    ///
    /// # Errors
    /// As [`Still::window_in`].
    fn window(&self, language: &Language, format: Format) -> Result<Headless, GalleryError> {
        self.window_in(&Mode::default(), language, format)
    }
}

/// The names of everything that can be drawn.
#[must_use]
pub fn names() -> Vec<String> {
    let scripts = scripts().into_iter().chain(atm_scripts()).map(|script| script.name);
    scripts.chain(compared().iter().map(|still| still.name().to_owned())).collect()
}

/// What needs no menu, as far as its name is wanted: the cash machine, and simulated customers.
///
/// # Errors
/// [`GalleryError`] when a story does not go as it says.
pub fn without_menu(options: &PlayOptions, wanted: impl Fn(&str) -> bool) -> Result<Vec<Box<dyn Still>>, GalleryError> {
    let mut stills: Vec<Box<dyn Still>> = Vec::new();
    for script in atm_scripts().iter().filter(|script| wanted(&script.name)) {
        stills.push(Box::new(AtmStill::play(script, options)?));
    }
    let compared = compared().into_iter().filter(|still| wanted(still.name()));
    stills.extend(compared.map(|still| Box::new(still) as Box<dyn Still>));
    Ok(stills)
}

/// A scene that has been played, ready to be drawn in any language and size.
#[derive(Debug)]
pub struct Scene {
    name: String,
    taps: Vec<Tap>,
    played: script::Scene,
}

impl Scene {
    /// Plays a scene's story.
    ///
    /// # Errors
    /// [`GalleryError::Story`] when it does not go as it says.
    pub fn play(scene: &Script, options: &PlayOptions) -> Result<Self, GalleryError> {
        let played =
            script::scene(&scene.steps, options).map_err(|source| GalleryError::Story { scene: scene.name.clone(), source })?;
        Ok(Self { name: scene.name.clone(), taps: scene.taps.clone(), played })
    }

    /// The scene's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The screen that it shows.
    #[must_use]
    pub const fn screen(&self) -> ScreenName {
        self.played.view.name
    }

    /// The window showing the scene.
    ///
    /// # Errors
    /// [`GalleryError::NoControl`] when something to be tapped is not there.
    pub fn window_in(&self, mode: &Mode, language: &Language, format: Format) -> Result<Headless, GalleryError> {
        let mut view = self.played.view.clone();
        view.language = language.clone();
        let frame = Frame {
            view: Arc::new(view),
            now: self.played.now,
            rejections: self.played.rejections.clone(),
            wake_in: None,
            stop: false,
            seq: 1,
        };
        let plate = self.played.face.clone().map(|face| Arc::new(Untouched(face)) as Arc<dyn Faceplate>);
        let engine = Box::new(Frozen { frame, plate });
        let mode = mode.clone();
        let mut window = Headless::of(format.size(), |ctx, waker, narrator| {
            let app = KioskApp::new(ctx, engine, waker, format.panel(), Some(narrator));
            Box::new(app.with_access(mode.access).dressed(ctx, mode.dress).zoomed(mode.percent))
        });
        touch(&mut window, &self.name, &self.taps, language)?;
        Ok(window)
    }

    /// The picture of the scene.
    ///
    /// # Errors
    /// As [`Scene::window_in`].
    pub fn picture(&self, language: &Language, format: Format) -> Result<ColorImage, GalleryError> {
        Ok(self.window_in(&Mode::default(), language, format)?.picture())
    }
}

impl Still for Scene {
    fn name(&self) -> &str {
        self.name()
    }

    fn window_in(&self, mode: &Mode, language: &Language, format: Format) -> Result<Headless, GalleryError> {
        self.window_in(mode, language, format)
    }
}

/// Touches what is to be touched on the picture itself; a machine that is shown can speak, and says nothing.
fn touch(window: &mut Headless, scene: &str, taps: &[Tap], language: &Language) -> Result<(), GalleryError> {
    window.give_voice(Speaker::silent());
    window.settle();
    let words = WordBook::new(std::slice::from_ref(language)).of(language);
    for tap in taps {
        let control = words.with(&tap.key, &tap.arguments());
        if !window.tap_called(&control) {
            return Err(GalleryError::NoControl { scene: scene.to_owned(), control });
        }
    }
    Ok(())
}

/// An engine in which time stands still.
struct Frozen {
    frame: Frame,
    plate: Option<Arc<dyn Faceplate>>,
}

impl Engine for Frozen {
    fn pump(&mut self, _intents: Vec<Intent>) -> Frame {
        let frame = self.frame.clone();
        self.frame.rejections.clear();
        frame
    }

    fn faceplate(&self) -> Option<Arc<dyn Faceplate>> {
        self.plate.clone()
    }
}

/// A terminal that nobody touches.
struct Untouched(TerminalFace);

impl Faceplate for Untouched {
    fn face(&self) -> TerminalFace {
        self.0.clone()
    }

    fn tap(&self, _tap: TerminalTap) {}
}

/// Writes a picture as PNG.
///
/// # Errors
/// When the file cannot be written.
pub fn write_png(picture: &ColorImage, file: &Path) -> Result<(), image::ImageError> {
    let [width, height] = picture.size.map(|side| u32::try_from(side).unwrap_or(u32::MAX));
    let rgb: Vec<u8> = picture.pixels.iter().flat_map(|pixel| [pixel.r(), pixel.g(), pixel.b()]).collect();
    image::save_buffer_with_format(file, &rgb, width, height, image::ExtendedColorType::Rgb8, image::ImageFormat::Png)
}

/// Values of words by their names.
type Values = BTreeMap<String, String>;
