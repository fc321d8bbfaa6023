//! Sits at the seam between window and engine and writes down what goes through.

use std::sync::{Arc, Mutex};

use cardlast::machine::kiosk::{Intent, ScreenName};
use cardlast::payment::Faceplate;
use cardlast::ui::{Engine, Frame};

/// What went through.
#[derive(Debug, Clone, Default)]
pub struct Heard {
    /// What the customer wanted, by name, as the window understood it.
    pub intents: Vec<&'static str>,
    /// The screens that the window was given to draw; one that stays is named once.
    pub screens: Vec<ScreenName>,
}

/// The ear.
pub struct Spy {
    pub engine: Box<dyn Engine>,
    pub heard: Arc<Mutex<Heard>>,
}

impl Engine for Spy {
    fn pump(&mut self, intents: Vec<Intent>) -> Frame {
        let names: Vec<_> = intents.iter().map(Intent::name).collect();
        let frame = self.engine.pump(intents);
        let mut heard = self.heard.lock().expect("no panic");
        heard.intents.extend(names);
        if heard.screens.last() != Some(&frame.view.name) {
            heard.screens.push(frame.view.name);
        }
        frame
    }

    fn faceplate(&self) -> Option<Arc<dyn Faceplate>> {
        self.engine.faceplate()
    }
}
