//! Everything that the cash machine's display shows, as facts in the order in which they are told.

use super::countdown;
use crate::machine::atm::ScreenView;
use crate::machine::atm::Told;
use crate::speech::{Fact, spell};
use crate::ui::atm::{AtmFrame, display, fascia};
use crate::words::Words;

/// Everything on the display, or on the `panel` over it, and what lies beside it that is no key.
#[must_use]
pub fn facts(frame: &AtmFrame, panel: Option<&[String]>, words: &Words) -> Vec<Fact> {
    if let Some(sentences) = panel {
        return super::kiosk::panel(sentences);
    }
    let view = &frame.view;
    let mut facts = Vec::new();
    if view.training.0 {
        facts.push(Fact::standing("training", words.get("atm-training")));
    }
    for (place, said) in display::sentences(frame, words).into_iter().enumerate() {
        // A reference is read out letter by letter.
        let is_reference = matches!(&view.screen, ScreenView::Told(Told::AskStaff(reference)) if *reference == said);
        let said = if is_reference { spell(&said) } else { said };
        facts.push(Fact::live(&format!("said {place}"), said));
    }
    if let ScreenView::Pin { digits, .. } = view.screen {
        facts.push(Fact::live("digits", words.with("speech-digits", &[("count", u32::from(digits).into())])));
    }
    if let Some(until) = fascia::countdown(view) {
        let seconds = until.since(frame.now).0.div_ceil(1000);
        let shown = u32::try_from(seconds).unwrap_or(u32::MAX);
        facts.push(countdown("left", words.with("atm-seconds", &[("seconds", shown.into())]), seconds));
    }
    facts.extend(frame.paper.as_ref().map(|slip| Fact::still("paper", words.money(slip.amount))));
    facts.push(Fact::standing("practice", words.get("terminal-trouble")));
    facts
}
