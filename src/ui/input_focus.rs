//! Keys go to the window, and screen readers hear that they do, where there is no window manager to see to it.
//!
//! A kiosk often runs on a bare X server: the only window, and nobody who gives it the keyboard. Keys arrive all the same, because they
//! go to whatever lies under the pointer, but the window is never told that it has the focus, and what does not have it is not told to
//! readers either. What it refuses to know: which control has the focus. Its invariant: where a window manager is, it does nothing.

use egui_winit::winit::raw_window_handle::{HasWindowHandle, RawWindowHandle};
use x11rb::connection::Connection as _;
use x11rb::errors::{ConnectError, ConnectionError, ReplyError};
use x11rb::protocol::xproto::{AtomEnum, ConnectionExt as _, InputFocus, MapState};

/// So often it is tried; the window comes up when the server gets to it.
const TRIES: u32 = 30;

/// A window that may still have to be given the keyboard.
#[derive(Debug)]
pub(super) struct Keyboard {
    tries: u32,
}

/// Why it could not be given. The kiosk works without.
#[derive(Debug, thiserror::Error)]
enum FocusError {
    #[error("no connection to the X server: {0}")]
    Connect(#[from] ConnectError),
    #[error("the connection to the X server broke: {0}")]
    Connection(#[from] ConnectionError),
    #[error("the X server refused: {0}")]
    Reply(#[from] ReplyError),
}

/// What became of it.
enum Given {
    /// Done, or somebody else's business.
    Settled,
    /// The window cannot be seen yet.
    NotYet,
}

impl Keyboard {
    pub(super) const fn new() -> Self {
        Self { tries: TRIES }
    }

    /// After a frame: gives the window the keyboard if nobody else does. Answers whether it wants to be asked again soon.
    pub(super) fn give(&mut self, window: &impl HasWindowHandle) -> bool {
        let Some(window) = (self.tries > 0).then(|| x11_window(window)).flatten() else {
            self.tries = 0;
            return false;
        };
        self.tries -= 1;
        match give(window) {
            Ok(Given::NotYet) => {}
            Ok(Given::Settled) => self.tries = 0,
            Err(error) => {
                tracing::debug!(%error, "nobody gives the window the keyboard");
                self.tries = 0;
            }
        }
        self.tries > 0
    }
}

/// The window's number, where it is one of an X server's.
fn x11_window(window: &impl HasWindowHandle) -> Option<u32> {
    let handle = window.window_handle().ok()?;
    #[allow(clippy::wildcard_enum_match_arm, reason = "there are many window systems")]
    match handle.as_raw() {
        RawWindowHandle::Xlib(handle) => u32::try_from(handle.window).ok(),
        RawWindowHandle::Xcb(handle) => Some(handle.window.get()),
        _ => None,
    }
}

fn give(window: u32) -> Result<Given, FocusError> {
    let (server, screen) = x11rb::connect(None)?;
    let root = server.setup().roots.get(screen).map_or(0, |screen| screen.root);
    let manager = server.intern_atom(false, b"_NET_SUPPORTING_WM_CHECK")?.reply()?.atom;
    let managed = server.get_property(false, root, manager, AtomEnum::ANY, 0, 1)?.reply()?.value_len > 0;
    if managed {
        return Ok(Given::Settled);
    }
    if server.get_window_attributes(window)?.reply()?.map_state != MapState::VIEWABLE {
        return Ok(Given::NotYet);
    }
    server.set_input_focus(InputFocus::POINTER_ROOT, window, x11rb::CURRENT_TIME)?.check()?;
    Ok(Given::Settled)
}
