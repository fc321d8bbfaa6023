//! The seam between the window and whatever drives it.

use std::sync::Arc;

use crate::machine::Rejection;
use crate::machine::kiosk::{Intent, View};
use crate::payment::Faceplate;
use crate::time::{Millis, Timestamp};

/// What drives the window: applies intents, answers with what to draw. Never waits.
pub trait Engine {
    /// Applies what the customer wants, takes in news from outside, and says what to draw now.
    fn pump(&mut self, intents: Vec<Intent>) -> Frame;

    /// The simulated terminal beside the screen, if there is one.
    fn faceplate(&self) -> Option<Arc<dyn Faceplate>>;
}

/// One answer of the engine.
#[derive(Debug, Clone)]
pub struct Frame {
    /// What to draw.
    pub view: Arc<View>,
    /// The moment it was made, on the machine's clock.
    pub now: Timestamp,
    /// What was refused since the last frame.
    pub rejections: Vec<Rejection>,
    /// How long nothing will happen by itself; `None` when only news from outside can change anything.
    pub wake_in: Option<Millis>,
    /// The program is to end.
    pub stop: bool,
    /// Changes when the view changed.
    pub seq: u64,
}

/// Wakes the window from any thread, so that it pumps the engine and draws.
pub type Waker = Arc<dyn Fn() + Send + Sync>;
