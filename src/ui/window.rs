//! A window on the screen, whatever is in it.

use std::sync::Arc;

use egui::Ui;

use super::brand::Dress;
use super::engine::Waker;
use super::focus::KeyMap;
#[cfg(target_os = "linux")]
use super::input_focus::Keyboard;
use super::speech::Speaker;
use super::theme::{Palette, Panel, colour};
use super::{fingers, software};

/// What is in a window, frame by frame.
pub trait Scene {
    /// The first half of a frame: news in, nothing drawn.
    fn advance(&mut self, ctx: &egui::Context);

    /// The second half: draw, and collect what was touched.
    fn draw(&mut self, ui: &mut Ui);

    /// Whether something that is still being made will change what is drawn.
    fn is_unfinished(&self) -> bool {
        false
    }

    /// What is seen where nothing is drawn.
    fn ground(&self) -> egui::Color32 {
        Palette::default().get(colour::GROUND)
    }

    /// Gives it a voice, if it has something to say.
    fn give_voice(&mut self, _speaker: Speaker) {}
}

/// How large the window is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum WindowSize {
    /// The whole screen.
    Fullscreen,
    /// So many pixels, wide and high.
    Pixels(f32, f32),
}

/// Who draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Renderer {
    /// The processor, and only what changed.
    #[default]
    Processor,
    /// OpenGL, the whole screen each time: for large panels with a graphics card.
    GraphicsCard,
}

/// How the window is opened.
#[derive(Debug, Clone)]
pub struct WindowOptions {
    /// Its title.
    pub title: String,
    /// Its size.
    pub size: WindowSize,
    /// Who draws it.
    pub renderer: Renderer,
    /// The panel it is for; decides how large a millimetre is.
    pub panel: Panel,
    /// How it looks.
    pub dress: Dress,
    /// The keys of a pad or keyboard.
    pub keys: KeyMap,
}

impl Default for WindowOptions {
    fn default() -> Self {
        let (size, renderer, panel) = (WindowSize::Fullscreen, Renderer::default(), Panel::default());
        let (dress, keys) = (Dress::default(), KeyMap::default());
        Self { title: "cardlast".to_owned(), size, renderer, panel, dress, keys }
    }
}

impl WindowOptions {
    /// The window as egui describes it.
    pub(super) fn viewport(&self) -> egui::ViewportBuilder {
        let viewport = egui::ViewportBuilder::default().with_title(&self.title).with_app_id("cardlast");
        match self.size {
            WindowSize::Fullscreen => viewport.with_fullscreen(true).with_decorations(false),
            WindowSize::Pixels(width, height) => viewport.with_inner_size([width, height]),
        }
    }
}

/// The window could not be opened or broke.
#[derive(Debug, thiserror::Error)]
#[error("cannot show the window: {0}")]
pub struct WindowError(#[source] pub(super) Box<dyn std::error::Error>);

impl WindowError {
    pub(super) fn new(error: impl std::error::Error + 'static) -> Self {
        Self(Box::new(error))
    }
}

/// Why an engine could not be made.
pub type EngineError = Box<dyn std::error::Error + Send + Sync>;

/// Opens the window and runs it until what is in it closes it.
///
/// # Errors
/// [`WindowError`] when there is no display, it cannot be drawn on, or there is nothing to put into it.
pub(super) fn show(
    options: WindowOptions,
    make_scene: impl FnOnce(&egui::Context, Waker) -> Result<Box<dyn Scene>, EngineError> + 'static,
) -> Result<(), WindowError> {
    match options.renderer {
        Renderer::Processor => software::run(options, make_scene),
        Renderer::GraphicsCard => run_with_graphics_card(options, make_scene),
    }
}

fn run_with_graphics_card(
    options: WindowOptions,
    make_scene: impl FnOnce(&egui::Context, Waker) -> Result<Box<dyn Scene>, EngineError> + 'static,
) -> Result<(), WindowError> {
    let native = eframe::NativeOptions {
        viewport: options.viewport(),
        renderer: eframe::Renderer::Glow,
        dithering: false,
        system_font_fallback: false,
        persist_window: false,
        ..eframe::NativeOptions::default()
    };
    let create: eframe::AppCreator<'_> = Box::new(move |creation| {
        let ctx = creation.egui_ctx.clone();
        let woken = ctx.clone();
        let scene = make_scene(&ctx, Arc::new(move || woken.request_repaint()))?;
        fingers::time_by_server(&ctx);
        let in_eframe = InEframe {
            scene,
            #[cfg(target_os = "linux")]
            keyboard: Keyboard::new(),
        };
        Ok(Box::new(in_eframe))
    });
    eframe::run_native(&options.title, native, create).map_err(WindowError::new)
}

/// A scene as eframe wants it.
struct InEframe {
    scene: Box<dyn Scene>,
    #[cfg(target_os = "linux")]
    keyboard: Keyboard,
}

impl eframe::App for InEframe {
    #[cfg_attr(not(target_os = "linux"), allow(unused_variables, reason = "window systems of their own kind"))]
    fn logic(&mut self, ctx: &egui::Context, frame: &mut eframe::Frame) {
        #[cfg(target_os = "linux")]
        if self.keyboard.give(frame) {
            ctx.request_repaint_after(std::time::Duration::from_millis(50));
        }
        self.scene.advance(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.scene.draw(ui);
    }

    fn clear_color(&self, _visuals: &egui::Visuals) -> [f32; 4] {
        self.scene.ground().to_normalized_gamma_f32()
    }
}
