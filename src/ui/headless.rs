//! The window without a window: the same frames, drawn into memory.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use egui::epaint::ClippedPrimitive;
use egui::{ColorImage, Event, FullOutput, PointerButton, Pos2, RawInput, Rect, Vec2, ViewportId, ViewportInfo};

use super::app::KioskApp;
use super::engine::{Engine, Waker};
use super::inspection::{Drawn, Inspection};
use super::landmarks::{Landmark, Landmarks, Narrator};
use super::raster::Canvas;
use super::room;
use super::speech::Speaker;
use super::theme::Panel;
use super::window::Scene;

/// So many frames are enough for anything to come to rest.
const MAX_FRAMES: usize = 64;

/// So long a picture may take to be decoded.
const PATIENCE: Duration = Duration::from_secs(20);

/// A frame lasts a sixtieth of a second of the window's own clock, whatever the real one says.
const FRAME: f64 = 1.0 / 60.0;

/// The bell that the decoding thread rings.
#[derive(Default)]
struct Bell {
    rung: Mutex<bool>,
    news: Condvar,
}

/// The window in memory.
pub struct Headless {
    ctx: egui::Context,
    scene: Box<dyn Scene>,
    canvas: Canvas,
    pixels: Vec2,
    frames: u32,
    bell: Arc<Bell>,
    landmarks: Arc<Mutex<Option<Landmarks>>>,
    last: Option<FullOutput>,
    inspection: Inspection,
}

impl std::fmt::Debug for Headless {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Headless").field("pixels", &self.pixels).finish_non_exhaustive()
    }
}

impl Headless {
    /// The kiosk in a window of so many pixels on a panel of this size.
    #[must_use]
    pub fn new(engine: Box<dyn Engine>, pixels: Vec2, panel: Panel) -> Self {
        Self::of(pixels, |ctx, waker, narrator| Box::new(KioskApp::new(ctx, engine, waker, panel, Some(narrator))))
    }

    /// Anything in a window of so many pixels.
    #[must_use]
    pub fn of(pixels: Vec2, make_scene: impl FnOnce(&egui::Context, Waker, Narrator) -> Box<dyn Scene>) -> Self {
        let ctx = egui::Context::default();
        let bell = Arc::new(Bell::default());
        let ringing = Arc::clone(&bell);
        let waker: Waker = Arc::new(move || {
            *ringing.rung.lock().unwrap_or_else(PoisonError::into_inner) = true;
            ringing.news.notify_all();
        });
        let landmarks: Arc<Mutex<Option<Landmarks>>> = Arc::default();
        let heard = Arc::clone(&landmarks);
        let narrator: Narrator = Box::new(move |landmarks| {
            *heard.lock().unwrap_or_else(PoisonError::into_inner) = Some(landmarks.clone());
        });
        let inspection = Inspection::install(&ctx);
        let scene = make_scene(&ctx, waker, narrator);
        let canvas = Canvas::new(scene.ground());
        Self { ctx, scene, canvas, pixels, frames: 0, bell, landmarks, last: None, inspection }
    }

    /// One frame, with what happened since the last one.
    pub fn frame(&mut self, events: Vec<Event>) {
        let points = self.pixels / self.ctx.pixels_per_point();
        let viewport = ViewportInfo { native_pixels_per_point: Some(1.0), ..ViewportInfo::default() };
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, points)),
            viewports: std::iter::once((ViewportId::ROOT, viewport)).collect(),
            time: Some(f64::from(self.frames) * FRAME),
            max_texture_side: Some(8192),
            focused: true,
            events,
            ..RawInput::default()
        };
        self.frames += 1;
        let scene = &mut self.scene;
        let mut output = self.ctx.run_ui(input, |ui| {
            scene.advance(ui.ctx());
            scene.draw(ui);
        });
        self.canvas.update(std::mem::take(&mut output.textures_delta));
        self.last = Some(output);
    }

    /// Frames until nothing moves and every picture is there.
    pub fn settle(&mut self) {
        for _ in 0..MAX_FRAMES {
            self.frame(Vec::new());
            // Decoded pictures that the next frame will take in ring no bell any more.
            if self.wants_another() {
                continue;
            }
            if !self.scene.is_unfinished() {
                return;
            }
            self.wait_for_bell();
        }
    }

    fn wants_another(&self) -> bool {
        let root = self.last.as_ref().and_then(|output| output.viewport_output.get(&ViewportId::ROOT));
        root.is_some_and(|root| root.repaint_delay.is_zero())
    }

    fn wait_for_bell(&self) {
        let rung = self.bell.rung.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.bell.news.wait_timeout_while(rung, PATIENCE, |rung| !*rung);
        let (mut rung, _) = waited.unwrap_or_else(PoisonError::into_inner);
        *rung = false;
    }

    /// Taps a place, in points.
    pub fn tap(&mut self, at: Pos2) {
        let button =
            |pressed| Event::PointerButton { pos: at, button: PointerButton::Primary, pressed, modifiers: egui::Modifiers::NONE };
        self.frame(vec![Event::PointerMoved(at)]);
        self.frame(vec![button(true)]);
        self.frame(vec![button(false), Event::PointerGone]);
        self.settle();
    }

    /// Taps the control of this name, scrolling down to it when it is out of sight; answers whether there is one.
    pub fn tap_called(&mut self, name: &str) -> bool {
        for _ in 0..MAX_FRAMES {
            if let Some(at) = self.place_of(name) {
                self.tap(at);
                return true;
            }
            if !self.scroll_down() {
                return false;
            }
        }
        false
    }

    fn place_of(&self, name: &str) -> Option<Pos2> {
        let is_it = |thing: &&Landmark| thing.label == name && thing.role != egui::accesskit::Role::Label;
        let whole = |thing: &&Landmark| thing.rect.height() > 30.0;
        let landmarks = self.landmarks()?;
        let thing = landmarks.things.iter().filter(is_it).find(whole)?;
        Some((thing.rect.center().to_vec2() / self.ctx.pixels_per_point()).to_pos2())
    }

    /// Turns the wheel over the middle; answers whether anything moved.
    fn scroll_down(&mut self) -> bool {
        let before = self.landmarks();
        let room = room::of(&self.ctx);
        let middle = room.min + room.size() * egui::vec2(0.5, 0.4);
        let wheel = Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: Vec2::new(0.0, -80.0),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Unknown,
            modifiers: egui::Modifiers::NONE,
        };
        self.frame(vec![Event::PointerMoved(middle), wheel]);
        self.settle();
        self.frame(vec![Event::PointerGone]);
        before != self.landmarks()
    }

    /// What is on the screen, by accessible name.
    #[must_use]
    pub fn landmarks(&self) -> Option<Landmarks> {
        self.landmarks.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Gives what is in it a voice.
    pub fn give_voice(&mut self, speaker: Speaker) {
        self.scene.give_voice(speaker);
    }

    /// The window's own memory.
    #[must_use]
    pub const fn context(&self) -> &egui::Context {
        &self.ctx
    }

    /// The whole window, in points.
    #[must_use]
    pub fn area(&self) -> Rect {
        Rect::from_min_size(Pos2::ZERO, self.pixels / self.ctx.pixels_per_point())
    }

    /// What the last frame drew, and where, in points.
    #[must_use]
    pub fn drawn(&self) -> Vec<Drawn> {
        self.inspection.drawn()
    }

    /// The last frame, drawn upon the one drawn before as the window does it.
    #[must_use]
    pub fn picture(&mut self) -> ColorImage {
        let size = [self.pixels.x as usize, self.pixels.y as usize];
        let (scale, shapes) = self.shapes();
        self.canvas.lay_ground(self.scene.ground());
        self.canvas.draw(size, scale, &shapes);
        self.canvas.image().clone()
    }

    /// The last frame, drawn on an empty canvas. Only after [`Self::picture`], which it must equal.
    #[must_use]
    pub fn picture_anew(&self) -> ColorImage {
        let (scale, shapes) = self.shapes();
        self.canvas.anew(scale, &shapes)
    }

    fn shapes(&self) -> (f32, Vec<ClippedPrimitive>) {
        let Some(output) = &self.last else { return (1.0, Vec::new()) };
        (output.pixels_per_point, self.ctx.tessellate(output.shapes.clone(), output.pixels_per_point))
    }
}
