//! What is drawn upon the last frame must look as if everything had been drawn anew, whatever fingers do.

use std::path::Path;
use std::sync::{Arc, Mutex};

use cardlast::catalogue::load;
use cardlast::machine::kiosk::Policy;
use cardlast::time::Millis;
use cardlast::ui::theme::POINTS_PER_MM;
use cardlast::ui::{Headless, Panel};
use egui::{Event, Modifiers, PointerButton, Pos2, pos2};

use super::support::{Device, Knobs, Shared, TestEngine};
use super::window::SMALL;

/// Fingers that come down in so many places, one after the other.
const FINGERS: u32 = 24;

/// Numbers from a seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: f32) -> f32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((bits ^ (bits >> 31)) >> 40) as f32 / 16_777_216.0 * most
    }
}

struct Eye {
    window: Headless,
    /// How many frames looked different from the one before.
    changes: u32,
    last: Option<egui::ColorImage>,
}

impl Eye {
    #[track_caller]
    fn frame(&mut self, events: Vec<Event>, what: &str) {
        self.window.frame(events);
        let shown = self.window.picture();
        let anew = self.window.picture_anew();
        let apart = shown.pixels.iter().zip(&anew.pixels).filter(|(shown, anew)| shown != anew).count();
        assert_eq!(apart, 0, "{what}: so many pixels are not what drawing everything anew shows");
        self.changes += u32::from(self.last.replace(shown) != Some(anew));
    }

    /// A finger comes down, wanders a little or a lot, and goes up; then things come to rest.
    fn finger(&mut self, dice: &mut Dice, what: &str) {
        let from = pos2(dice.below(SMALL[0]), dice.below(SMALL[1]));
        let drags = dice.below(4.0) < 1.0;
        let to = if drags { pos2(from.x, dice.below(SMALL[1])) } else { from };
        let button = |pos: Pos2, pressed| Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        self.frame(vec![Event::PointerMoved(from)], what);
        self.frame(vec![button(from, true)], what);
        for part in 1_u8..=3 {
            self.frame(vec![Event::PointerMoved(from + (to - from) * (f32::from(part) / 3.0))], what);
        }
        self.frame(vec![button(to, false), Event::PointerGone], what);
        for _ in 0..3 {
            self.frame(Vec::new(), what);
        }
    }
}

#[test]
fn a_frame_drawn_upon_the_last_one_is_the_frame_drawn_anew() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
    let loaded = load(&folder, jiff::civil::date(2026, 11, 24)).unwrap_or_else(|_| panic!("the demo menu loads"));
    let menu = Arc::new(loaded.catalogue);
    for seed in [1_u64, 2, 3] {
        let knobs = Arc::new(Knobs::default());
        let engine = TestEngine::new(Arc::clone(&menu), Policy::default(), Arc::clone(&knobs), Some(Arc::new(Device::default())));
        let [width, height] = SMALL.map(|side| side / POINTS_PER_MM);
        let panel = Panel { short_mm: width, long_mm: height, ..Panel::default() };
        let window = Headless::new(Box::new(Shared(Arc::new(Mutex::new(engine)))), SMALL.into(), panel);
        let mut eye = Eye { window, changes: 0, last: None };
        let mut dice = Dice(seed);
        for finger in 0..FINGERS {
            eye.finger(&mut dice, &format!("seed {seed}, finger {finger}"));
            knobs.pass(Millis(120));
        }
        println!("seed {seed}: {} of {} frames looked different from the one before", eye.changes, FINGERS * 9);
        assert!(eye.changes > FINGERS, "fingers move something");
    }
}
