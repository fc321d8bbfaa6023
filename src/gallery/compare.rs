//! Pictures of simulated customers: flows that are shipped, a customer, and what is done to the player.

use super::{Format, GalleryError, Mode, Still};
use crate::locale::Language;
use crate::study::flow::preset;
use crate::tapes;
use crate::ui::Headless;
use crate::ui::compare::CompareApp;
use crate::ui::compare::tape::Customer;
use crate::words::Words;

/// A comparison to be drawn.
#[derive(Debug, Clone, Copy)]
pub struct CompareStill {
    name: &'static str,
    flows: &'static [&'static str],
    customer: Customer,
    taps: &'static [&'static str],
}

const ATM: &[&str] = &["atm-pin-last", "atm-pin-first"];
const KIOSK: &[&str] = &["kiosk-card-last", "kiosk-card-first"];
const THIRD: Customer = Customer { seed: 1, day: 1, number: 3 };
const STEP: &str = "compare-step";
const STRANGER: &str = "compare-passer-by";

/// All of them.
#[must_use]
pub fn compared() -> Vec<CompareStill> {
    let still = |name, flows, taps| CompareStill { name, flows, customer: THIRD, taps };
    vec![
        still("compare-start", ATM, &[]),
        still("compare-splash", ATM, &[STEP, STEP, STRANGER]),
        still("compare-exposed", ATM, &[STEP, STEP, STEP, STEP, STRANGER]),
        still("compare-code", ATM, &[STEP; 12]),
        still("compare-over", ATM, &[STEP, STEP, STEP, STEP, STRANGER, STEP, STEP, STEP, STEP, STEP, STEP, STEP, STEP, STEP]),
        still("compare-kiosk", KIOSK, &[STEP, STEP, STEP, STEP, STEP, STEP, STEP, STEP, STEP, STEP, STEP, STRANGER]),
        still("compare-kiosk-over", KIOSK, &[STEP; 60]),
        CompareStill { customer: Customer { number: 2, ..THIRD }, ..still("compare-abandoned", ATM, &[STEP; 12]) },
        still("replay", &ATM[..1], &[STEP, STEP, STRANGER]),
        still("replay-over", &KIOSK[1..], &[STEP; 60]),
    ]
}

impl Still for CompareStill {
    fn name(&self) -> &str {
        self.name
    }

    /// Two machines beside each other are drawn smaller on an old panel, for whoever explains.
    fn formats(&self) -> &'static [Format] {
        &Format::ALL[..2]
    }

    /// It is for those who explain, not for customers.
    fn has_modes(&self) -> bool {
        false
    }

    fn window_in(&self, _mode: &Mode, language: &Language, format: Format) -> Result<Headless, GalleryError> {
        let wrong =
            |source: Box<dyn std::error::Error + Send + Sync>| GalleryError::Tapes { scene: self.name.to_owned(), source };
        let flow = |name: &&str| {
            let flow = preset(name).ok_or_else(|| format!("no flow is called {name}"))?;
            flow.flow().map_err(|problems| problems.to_string())
        };
        let flows = self.flows.iter().map(flow).collect::<Result<_, String>>().map_err(|error| wrong(error.into()))?;
        let archive = tapes::archive(flows).map_err(|error| wrong(error.into()))?;
        let other = Language::new(if language.tag() == "fr" { "en" } else { "fr" }).unwrap_or_else(|| language.clone());
        let languages = vec![language.clone(), other];
        let mut window = Headless::of(format.size(), |ctx, _, narrator| {
            Box::new(CompareApp::new(ctx, archive, self.customer, languages, format.panel(), Some(narrator)))
        });
        window.settle();
        let words = Words::new(language);
        for key in self.taps {
            let control = words.get(key);
            if !window.tap_called(&control) {
                return Err(GalleryError::NoControl { scene: self.name.to_owned(), control });
            }
        }
        Ok(window)
    }
}
