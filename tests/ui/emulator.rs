//! The window of a terminal's emulator: what is tapped in it reaches the terminal, and what that does is shown.

use std::sync::{Arc, Mutex};

use cardlast::locale::Language;
use cardlast::payment::{EmulatorLine, EmulatorLook, EmulatorPlate, FaceDisplay, TerminalFace, TerminalTap, Trouble};
use cardlast::ui::Headless;
use cardlast::ui::emulator::{Bearings, EmulatorApp, PIXELS};

/// A terminal that writes down what is done to it.
struct Plate(Mutex<(EmulatorLook, Vec<String>)>);

impl Plate {
    fn new() -> Arc<Self> {
        let amount = cardlast::money::Money::from_minor(890, cardlast::money::Currency::EUR).expect("an amount");
        let face = TerminalFace {
            display: FaceDisplay::Asleep,
            amount: None,
            pin_digits: 0,
            card_inserted: false,
            trouble: Trouble::None,
        };
        let book = vec![EmulatorLine { amount, end: "confirmed", name: "0231".to_owned() }];
        let look = EmulatorLook { face, faults: &["drop-before-answer"], planned: Vec::new(), fired: Vec::new(), book };
        Arc::new(Self(Mutex::new((look, Vec::new()))))
    }

    fn heard(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().expect("not poisoned").1)
    }
}

impl EmulatorPlate for Plate {
    fn look(&self) -> EmulatorLook {
        self.0.lock().expect("not poisoned").0.clone()
    }

    fn tap(&self, tap: TerminalTap) {
        let mut state = self.0.lock().expect("not poisoned");
        if let TerminalTap::Trouble(trouble) = tap {
            state.0.face.trouble = trouble;
        }
        state.1.push(format!("{tap:?}"));
    }

    fn plan(&self, fault: &str) {
        self.0.lock().expect("not poisoned").1.push(format!("plan {fault}"));
    }

    fn forget_plan(&self) {
        self.0.lock().expect("not poisoned").1.push("nothing planned".to_owned());
    }
}

#[test]
fn a_card_a_bank_that_declines_and_a_plug_that_is_pulled() {
    let plate = Plate::new();
    let bearings = Bearings {
        protocol: "ZVT".to_owned(),
        address: "127.0.0.1:20007".to_owned(),
        language: Language::new("en").expect("a tag"),
    };
    let shown: Arc<dyn EmulatorPlate> = plate.clone();
    let size = [f32::from(PIXELS.0), f32::from(PIXELS.1)];
    let mut window = Headless::of(size.into(), |ctx, _, narrator| {
        Box::new(EmulatorApp::new(ctx, shown, bearings, Some(narrator), Box::new(|| false)))
    });
    window.settle();
    let mut tap = |name: &str| {
        let seen = window.landmarks().map(|seen| seen.things.into_iter().map(|thing| thing.label).collect::<Vec<_>>());
        assert!(window.tap_called(name), "nothing is called {name:?}: {seen:#?}");
        plate.heard()
    };
    for (name, does) in [
        ("Hold card here", "TapCard"),
        ("Insert card", "InsertCard"),
        ("Bank declines", "Trouble(Decline)"),
        ("Line down", "Trouble(LineDown)"),
        // On again, by the switch that is on.
        ("Line down", "Trouble(None)"),
        ("Drop before \"taken\"", "plan drop-before-answer"),
    ] {
        assert_eq!(tap(name), [does], "{name}");
    }
}
