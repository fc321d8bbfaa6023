//! Pictures of the cash machine: a story, and the display, keys and slots at its end.

use std::sync::Arc;

use super::{Format, GalleryError, Mode, Script, Still, Tap, touch};
use crate::locale::Language;
use crate::machine::atm::{Intent, OfferedKey, ScreenName, ScreenView};
use crate::payment::{CardPlace, CashFace, CashTrouble, Training};
use crate::script::{AtmScene, PlayOptions, atm_scene};
use crate::ui::atm::{AtmApp, AtmEngine, AtmFrame, Touch};
use crate::ui::{Headless, Pictures};

/// A scene of the cash machine that has been played.
#[derive(Debug)]
pub struct AtmStill {
    name: String,
    taps: Vec<Tap>,
    scene: AtmScene,
}

impl AtmStill {
    /// Plays a scene's story.
    ///
    /// # Errors
    /// [`GalleryError::Story`] when it does not go as it says.
    pub fn play(script: &Script, options: &PlayOptions) -> Result<Self, GalleryError> {
        let scene =
            atm_scene(&script.steps, options).map_err(|source| GalleryError::Story { scene: script.name.clone(), source })?;
        Ok(Self { name: script.name.clone(), taps: script.taps.clone(), scene })
    }

    /// The screen that it shows.
    #[must_use]
    pub const fn screen(&self) -> ScreenName {
        self.scene.view.name
    }

    /// What the last screen tells, where it is that one.
    #[must_use]
    pub fn told(&self) -> Option<&'static str> {
        if let ScreenView::Told(told) = &self.scene.view.screen { Some(told.key()) } else { None }
    }

    fn frame(&self, language: &Language) -> AtmFrame {
        let mut view = self.scene.view.clone();
        view.language = language.clone();
        // Where another language may be chosen, all that the program speaks are offered.
        let before = view.keys.len();
        view.keys.retain(|key| !matches!(key.intent, Intent::Speak(_)));
        if view.keys.len() < before {
            let all = crate::words::spoken().filter_map(Language::new);
            view.keys.extend(all.map(|language| OfferedKey { intent: Intent::Speak(language), off: None }));
        }
        view.training = Training(true);
        let cash = if let ScreenView::TakeCash { amount, .. } = &view.screen { Some(*amount) } else { None };
        let face = CashFace {
            wants_card: view.name == ScreenName::Card,
            // Before anybody has looked there is nothing to be seen.
            card: if view.card == CardPlace::Unknown { CardPlace::None } else { view.card },
            types_code: view.name == ScreenName::Pin && view.card == CardPlace::Inside,
            cash,
            trouble: CashTrouble::None,
        };
        let paper = self.scene.slip.clone().map(Arc::new);
        AtmFrame { view: Arc::new(view), face, paper, now: self.scene.now, rejections: Vec::new(), wake_in: None, stop: false }
    }
}

impl Still for AtmStill {
    fn name(&self) -> &str {
        &self.name
    }

    /// On an old panel keys, slots and display are drawn smaller than a customer's fingers and eyes ask for: good enough to practise.
    fn formats(&self) -> &'static [Format] {
        &Format::ALL[..2]
    }

    fn window_in(&self, mode: &Mode, language: &Language, format: Format) -> Result<Headless, GalleryError> {
        let mode = mode.clone();
        let engine = Frozen(self.frame(language));
        let mut window = Headless::of(format.size(), |ctx, waker, narrator| {
            let app = AtmApp::new(ctx, Box::new(engine), format.panel(), Some(narrator));
            let app = app.with_pictures(ctx, Pictures::new(waker));
            Box::new(app.with_access(mode.access).dressed(ctx, mode.dress).zoomed(mode.percent))
        });
        touch(&mut window, &self.name, &self.taps, language)?;
        Ok(window)
    }
}

/// An engine in which time stands still.
struct Frozen(AtmFrame);

impl AtmEngine for Frozen {
    fn pump(&mut self, _touches: Vec<Touch>) -> AtmFrame {
        self.0.clone()
    }
}
