//! A screen that nobody sees: an X server of its own, with hands that press and eyes that notice changed pixels.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use x11rb::connection::Connection as _;
use x11rb::protocol::Event;
use x11rb::protocol::damage::{ConnectionExt as _, ReportLevel};
use x11rb::protocol::xproto::{BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ConnectionExt as _, ImageFormat, MOTION_NOTIFY_EVENT};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

/// The screen's size in pixels.
pub const SIZE: (u16, u16) = (1080, 1920);

/// Longer than this nothing takes; then something is broken.
const PATIENCE: Duration = Duration::from_secs(20);

/// A rectangle of pixels: left, top, width, height.
pub type Area = (i16, i16, u16, u16);

/// The whole screen.
pub const EVERYTHING: Area = (0, 0, SIZE.0, SIZE.1);

/// See the module's text. Ends its server when dropped.
pub struct Screen {
    server: Child,
    /// What other programs call it.
    pub display: String,
    x: std::sync::Arc<RustConnection>,
    root: u32,
    drawn: Receiver<Instant>,
}

impl Screen {
    /// Starts a server on a free display.
    pub fn open() -> Self {
        let (width, height) = SIZE;
        let mut command = Command::new("Xvfb");
        command.args(["-displayfd", "1", "-nolisten", "tcp", "-noreset", "-screen", "0", &format!("{width}x{height}x24")]);
        let mut server = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("Xvfb is installed");
        let mut number = String::new();
        BufReader::new(server.stdout.take().expect("a pipe")).read_line(&mut number).expect("the server names its display");
        let display = format!(":{}", number.trim());
        let (x, screen) = x11rb::connect(Some(&display)).expect("the server answers");
        let root = x.setup().roots[screen].root;
        let x = std::sync::Arc::new(x);
        let drawn = watch(&x, root);
        Self { server, display, x, root, drawn }
    }

    /// Ends the server at once: whoever is on it has lost its display.
    #[allow(dead_code, reason = "only a test takes a display away")]
    pub fn cut(&self) {
        // It may have ended by itself.
        let _ = Command::new("kill").args(["-KILL", &self.server.id().to_string()]).status();
    }

    /// The pixels of an area now.
    pub fn pixels(&self, (left, top, width, height): Area) -> Vec<u8> {
        let asked = self.x.get_image(ImageFormat::Z_PIXMAP, self.root, left, top, width, height, !0).expect("a request");
        asked.reply().expect("the area is on the screen").data
    }

    /// Moves the pointer, then waits until nothing is drawn any more.
    pub fn point(&self, (x, y): (i16, i16)) {
        self.fake(MOTION_NOTIFY_EVENT, 0, (x, y));
        self.settle();
    }

    /// The finger comes down where the pointer is.
    pub fn press(&self) -> Instant {
        self.fake(BUTTON_PRESS_EVENT, 1, (0, 0))
    }

    /// The finger goes up.
    pub fn release(&self) -> Instant {
        self.fake(BUTTON_RELEASE_EVENT, 1, (0, 0))
    }

    /// A touch of a panel that poses as a mouse: a jump and a press at the same instant.
    pub fn jump_and_press(&self, (x, y): (i16, i16)) -> Instant {
        self.fake(MOTION_NOTIFY_EVENT, 0, (x, y));
        self.press()
    }

    /// A whole tap, and what comes of it.
    pub fn tap(&self, place: (i16, i16)) {
        self.point(place);
        self.press();
        self.settle();
        self.release();
        self.settle();
    }

    fn fake(&self, kind: u8, detail: u8, (x, y): (i16, i16)) -> Instant {
        let now = Instant::now();
        self.x.xtest_fake_input(kind, detail, 0, self.root, x, y, 0).expect("a request");
        self.x.flush().expect("the server takes it");
        now
    }

    /// How long after `since` the area looks different from `before`.
    pub fn changed(&self, area: Area, before: &[u8], since: Instant) -> Duration {
        loop {
            self.drawn.recv_timeout(PATIENCE).expect("something is drawn");
            if self.pixels(area) != before {
                return since.elapsed();
            }
        }
    }

    /// Waits until nothing has been drawn for a while; answers when something was for the last time.
    pub fn quiet(&self, calm: Duration) -> Option<Instant> {
        let begun = Instant::now();
        let mut last = None;
        while begun.elapsed() < PATIENCE {
            match self.drawn.recv_timeout(calm) {
                Ok(at) => last = Some(at),
                Err(RecvTimeoutError::Timeout) => return last,
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        panic!("the screen is never quiet");
    }

    /// Waits until a tap has had its effect.
    pub fn settle(&self) {
        self.quiet(Duration::from_millis(120));
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Says when something is drawn.
fn watch(x: &std::sync::Arc<RustConnection>, root: u32) -> Receiver<Instant> {
    x.damage_query_version(1, 1).expect("a request").reply().expect("the server reports what is drawn");
    let damage = x.generate_id().expect("an id");
    x.damage_create(damage, root, ReportLevel::RAW_RECTANGLES).expect("a request").check().expect("damage is watched");
    let (say, drawn) = channel();
    let eyes = std::sync::Arc::clone(x);
    std::thread::spawn(move || {
        while let Ok(event) = eyes.wait_for_event() {
            if matches!(event, Event::DamageNotify(_)) && say.send(Instant::now()).is_err() {
                return;
            }
        }
    });
    drawn
}
