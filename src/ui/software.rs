//! The window without a graphics card: only what changed is drawn, by the processor, and handed to the window system.
//!
//! Most frames of a kiosk change little: a card under a finger, a line of the cart. A graphics library that has no card to draw with
//! draws the whole screen each time and takes ten times as long, not counting what it takes to start. What it refuses to know: what is
//! on the screen. Its invariant: what is shown is what drawing everything anew would have shown.

use std::num::NonZeroU32;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{ViewportCommand, ViewportId, ViewportInfo};
use egui_winit::accesskit_winit;
use egui_winit::winit;
use winit::application::ApplicationHandler;
use winit::event::WindowEvent;
use winit::event_loop::{ActiveEventLoop, ControlFlow, EventLoop, EventLoopProxy};
use winit::window::WindowId;

use super::engine::Waker;
use super::fingers;
#[cfg(target_os = "linux")]
use super::input_focus::Keyboard;
use super::raster::{Area, Canvas};
use super::window::{EngineError, Scene, WindowError, WindowOptions};

/// The largest side of a texture; the processor knows no limit, but an atlas of letters should stay small.
const TEXTURE_SIDE: usize = 2048;

/// What could not be done in one frame is tried again so much later.
#[cfg(target_os = "linux")]
const SOON: Duration = Duration::from_millis(50);

/// What wakes the loop besides the window system.
enum News {
    /// A frame is wanted then; asked for during this pass.
    Wanted { when: Instant, pass: u64 },
    /// A screen reader came, left or wants something.
    Reader(accesskit_winit::Event),
}

impl From<accesskit_winit::Event> for News {
    fn from(event: accesskit_winit::Event) -> Self {
        Self::Reader(event)
    }
}

/// Opens the window and runs it until what is in it closes it.
pub(super) fn run<Make>(options: WindowOptions, make_scene: Make) -> Result<(), WindowError>
where
    Make: FnOnce(&egui::Context, Waker) -> Result<Box<dyn Scene>, EngineError>,
{
    let events = EventLoop::<News>::with_user_event().build().map_err(WindowError::new)?;
    let mut program = Program { proxy: events.create_proxy(), plan: Some((options, make_scene)), window: None, failed: None };
    events.run_app(&mut program).map_err(WindowError::new)?;
    program.failed.map_or(Ok(()), Err)
}

/// The loop's own memory: how to open the window, then the window.
struct Program<Make> {
    proxy: EventLoopProxy<News>,
    plan: Option<(WindowOptions, Make)>,
    window: Option<Window>,
    failed: Option<WindowError>,
}

impl<Make> ApplicationHandler<News> for Program<Make>
where
    Make: FnOnce(&egui::Context, Waker) -> Result<Box<dyn Scene>, EngineError>,
{
    fn resumed(&mut self, events: &ActiveEventLoop) {
        let Some((options, make_scene)) = self.plan.take() else { return };
        match Window::open(events, &self.proxy, options, make_scene) {
            Ok(window) => self.window = Some(window),
            Err(error) => {
                self.failed = Some(error);
                events.exit();
            }
        }
    }

    fn user_event(&mut self, _: &ActiveEventLoop, news: News) {
        if let Some(window) = &mut self.window {
            window.hear(news);
        }
    }

    fn window_event(&mut self, events: &ActiveEventLoop, _: WindowId, event: WindowEvent) {
        let Some(window) = &mut self.window else { return };
        if matches!(event, WindowEvent::CloseRequested) {
            events.exit();
        } else {
            window.take(&event);
        }
    }

    /// Everything that happened has been heard: one frame for all of it.
    fn about_to_wait(&mut self, events: &ActiveEventLoop) {
        let Some(window) = &mut self.window else { return };
        match window.frame_if_due() {
            Ok(After::Stay) => events.set_control_flow(window.due.map_or(ControlFlow::Wait, ControlFlow::WaitUntil)),
            Ok(After::Close) => events.exit(),
            Err(error) => {
                self.failed = Some(error);
                events.exit();
            }
        }
    }
}

/// Whether a frame was the last.
enum After {
    Stay,
    Close,
}

struct Window {
    shown: Rc<winit::window::Window>,
    surface: softbuffer::Surface<Rc<winit::window::Window>, Rc<winit::window::Window>>,
    input: egui_winit::State,
    info: ViewportInfo,
    ctx: egui::Context,
    scene: Box<dyn Scene>,
    canvas: Canvas,
    /// When the next frame is due.
    due: Option<Instant>,
    /// Whether the window may have lost what it showed.
    lost: bool,
    #[cfg(target_os = "linux")]
    keyboard: Keyboard,
}

impl Window {
    fn open(
        events: &ActiveEventLoop,
        proxy: &EventLoopProxy<News>,
        options: WindowOptions,
        make_scene: impl FnOnce(&egui::Context, Waker) -> Result<Box<dyn Scene>, EngineError>,
    ) -> Result<Self, WindowError> {
        let ctx = egui::Context::default();
        // Screen readers want to be there before the window is.
        let builder = options.viewport().with_visible(false);
        let shown = Rc::new(egui_winit::create_window(&ctx, events, &builder).map_err(WindowError::new)?);
        let scale = egui_winit::pixels_per_point(&ctx, &shown);
        let mut input = egui_winit::State::new(ctx.clone(), ViewportId::ROOT, events, Some(scale), None, Some(TEXTURE_SIDE));
        input.init_accesskit(events, &shown, proxy.clone());
        let mut info = ViewportInfo::default();
        egui_winit::update_viewport_info(&mut info, &ctx, &shown, true);
        let context = softbuffer::Context::new(Rc::clone(&shown)).map_err(WindowError::new)?;
        let surface = softbuffer::Surface::new(&context, Rc::clone(&shown)).map_err(WindowError::new)?;
        wake_by(&ctx, proxy.clone());
        let woken = ctx.clone();
        let waker: Waker = Arc::new(move || woken.request_repaint());
        let scene = make_scene(&ctx, waker).map_err(|error| WindowError(error))?;
        fingers::time_by_server(&ctx);
        shown.set_visible(true);
        let canvas = Canvas::new(scene.ground());
        let mut window = Self {
            shown,
            surface,
            input,
            info,
            ctx,
            scene,
            canvas,
            due: None,
            lost: true,
            #[cfg(target_os = "linux")]
            keyboard: Keyboard::new(),
        };
        window.ask();
        Ok(window)
    }

    /// Something happened to the window. Frames are never asked of the window system here, so that when it asks for one, it has lost
    /// what was shown.
    fn take(&mut self, event: &WindowEvent) {
        self.lost |= matches!(event, WindowEvent::RedrawRequested | WindowEvent::Resized(_) | WindowEvent::Occluded(_));
        if self.lost {
            self.ask();
        }
        if self.input.on_window_event(&self.shown, event).repaint {
            self.ask();
        }
    }

    fn hear(&mut self, news: News) {
        match news {
            News::Wanted { when, pass } => {
                let now = self.ctx.cumulative_pass_nr_for(ViewportId::ROOT);
                // A frame since then has seen to it.
                if now == pass || now == pass + 1 {
                    self.want(when);
                }
            }
            News::Reader(accesskit_winit::Event { window_event, .. }) => {
                match window_event {
                    accesskit_winit::WindowEvent::InitialTreeRequested => self.ctx.enable_accesskit(),
                    accesskit_winit::WindowEvent::ActionRequested(request) => self.input.on_accesskit_action_request(request),
                    accesskit_winit::WindowEvent::AccessibilityDeactivated => self.ctx.disable_accesskit(),
                }
                self.ask();
            }
        }
    }

    fn want(&mut self, when: Instant) {
        self.due = Some(self.due.map_or(when, |due| due.min(when)));
    }

    #[allow(clippy::disallowed_methods, reason = "a window loop keeps its own time")]
    fn ask(&mut self) {
        self.want(Instant::now());
    }

    #[allow(clippy::disallowed_methods, reason = "a window loop keeps its own time")]
    fn frame_if_due(&mut self) -> Result<After, WindowError> {
        if self.due.is_some_and(|due| due <= Instant::now()) { self.frame() } else { Ok(After::Stay) }
    }

    #[allow(clippy::disallowed_methods, reason = "a window loop keeps its own time")]
    fn frame(&mut self) -> Result<After, WindowError> {
        self.due = None;
        egui_winit::update_viewport_info(&mut self.info, &self.ctx, &self.shown, false);
        let mut input = self.input.take_egui_input(&self.shown);
        input.viewports.insert(ViewportId::ROOT, self.info.clone());
        let scene = &mut self.scene;
        let mut output = self.ctx.run_ui(input, |ui| {
            scene.advance(ui.ctx());
            scene.draw(ui);
        });
        self.input.handle_platform_output(&self.shown, std::mem::take(&mut output.platform_output));
        self.canvas.update(std::mem::take(&mut output.textures_delta));
        let shapes = self.ctx.tessellate(std::mem::take(&mut output.shapes), output.pixels_per_point);
        self.show(&shapes, output.pixels_per_point)?;
        #[cfg(target_os = "linux")]
        if self.keyboard.give(&*self.shown) {
            self.want(Instant::now() + SOON);
        }
        let Some(root) = output.viewport_output.remove(&ViewportId::ROOT) else { return Ok(After::Stay) };
        if root.repaint_delay < Duration::MAX
            && let Some(when) = Instant::now().checked_add(root.repaint_delay)
        {
            self.want(when);
        }
        let close = root.commands.iter().any(|command| matches!(command, ViewportCommand::Close));
        Ok(if close { After::Close } else { After::Stay })
    }

    /// Draws what changed and hands it over.
    fn show(&mut self, shapes: &[egui::ClippedPrimitive], scale: f32) -> Result<(), WindowError> {
        let winit::dpi::PhysicalSize { width, height } = self.shown.inner_size();
        let (Some(wide), Some(high)) = (NonZeroU32::new(width), NonZeroU32::new(height)) else { return Ok(()) };
        let size = [width as usize, height as usize];
        if self.canvas.image().size != size {
            self.surface.resize(wide, high).map_err(WindowError::new)?;
        }
        self.canvas.lay_ground(self.scene.ground());
        let changed = self.canvas.draw(size, scale, shapes);
        if changed.is_empty() && !self.lost {
            return Ok(());
        }
        let mut buffer = self.surface.buffer_mut().map_err(WindowError::new)?;
        // Only a buffer that shows the last frame can be mended.
        let areas = if !self.lost && buffer.age() == 1 { changed } else { vec![Area { x: [0, size[0]], y: [0, size[1]] }] };
        for area in &areas {
            copy(self.canvas.image(), &mut buffer, *area);
        }
        let damage: Vec<softbuffer::Rect> = areas.into_iter().filter_map(rect).collect();
        buffer.present_with_damage(&damage).map_err(WindowError::new)?;
        self.lost = false;
        Ok(())
    }
}

/// Lets any thread ask for a frame.
#[allow(clippy::disallowed_methods, reason = "a window loop keeps its own time")]
fn wake_by(ctx: &egui::Context, proxy: EventLoopProxy<News>) {
    let proxy = std::sync::Mutex::new(proxy);
    ctx.set_request_repaint_callback(move |wish| {
        let Some(when) = Instant::now().checked_add(wish.delay) else { return };
        let proxy = proxy.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        // Nobody listens any more only when the window has closed.
        let _ = proxy.send_event(News::Wanted { when, pass: wish.current_cumulative_pass_nr });
    });
}

/// From egui's order of colours to the window system's.
fn copy(canvas: &egui::ColorImage, buffer: &mut [u32], area: Area) {
    let width = canvas.size[0];
    for row in area.y[0]..area.y[1] {
        let span = row * width + area.x[0]..row * width + area.x[1];
        for (to, from) in buffer[span.clone()].iter_mut().zip(&canvas.pixels[span]) {
            *to = u32::from_be_bytes([0, from.r(), from.g(), from.b()]);
        }
    }
}

fn rect(Area { x, y }: Area) -> Option<softbuffer::Rect> {
    let number = |pixels: usize| u32::try_from(pixels).ok();
    let length = |[from, to]: [usize; 2]| number(to - from).and_then(NonZeroU32::new);
    Some(softbuffer::Rect { x: number(x[0])?, y: number(y[0])?, width: length(x)?, height: length(y)? })
}
