//! The voice that the settings name, for the windows that speak.

use cardlast::config::{Config, SpeechEngine};
use cardlast::device::voice;
use cardlast::ui::speech::Speaker;

/// Opens it. A voice that cannot be had is told, and never keeps a kiosk from selling.
pub(super) fn speaker(config: &Config) -> Speaker {
    match voice::open(&config.speech) {
        Ok(Some(voice)) if config.speech.engine == SpeechEngine::None => Speaker::chiming(Box::new(voice)),
        Ok(Some(voice)) => Speaker::new(Box::new(voice), config.speech.private).listening_for(config.speech.listen),
        Ok(None) => Speaker::default(),
        Err(error) => {
            tracing::warn!(%error, "what is on the screen cannot be read out");
            Speaker::default()
        }
    }
}
