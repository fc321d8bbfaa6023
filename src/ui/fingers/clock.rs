//! How long touches lasted, by the clock of the X server. winit hears of touches when the window has time for them and drops the times
//! that come along, so a connection of our own listens to the beginnings and ends of all touches. It is asked only when a tap ends; the
//! answer is there by then, because the server sends in order.

use std::collections::BTreeMap;

use x11rb::connection::{Connection as _, RequestConnection as _};
use x11rb::errors::{ConnectError, ConnectionError, ReplyError};
use x11rb::protocol::Event;
use x11rb::protocol::xinput::{ConnectionExt as _, Device, EventMask, XIEventMask};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

use super::TouchClock;

/// Touches that nobody asked about are forgotten when there are more than this.
const REMEMBERED: usize = 64;

/// Why the server's clock cannot be had. The kiosk works without.
#[derive(Debug, thiserror::Error)]
pub(in crate::ui) enum ClockError {
    /// No connection.
    #[error("no connection to the X server: {0}")]
    Connect(#[from] ConnectError),
    /// It broke at once.
    #[error("the connection to the X server broke: {0}")]
    Connection(#[from] ConnectionError),
    /// The server knows no touches.
    #[error("the X server refused: {0}")]
    Reply(#[from] ReplyError),
}

/// The server's clock.
pub(in crate::ui) struct ServerClock {
    connection: RustConnection,
    touches: BTreeMap<u64, Times>,
}

#[derive(Default)]
struct Times {
    began: Option<u32>,
    ended: Option<u32>,
}

impl ServerClock {
    /// Begins to listen on the display that the environment names.
    pub(in crate::ui) fn open() -> Result<Self, ClockError> {
        let (connection, screen) = x11rb::connect(None)?;
        connection.prefetch_extension_information(x11rb::protocol::xinput::X11_EXTENSION_NAME)?;
        connection.xinput_xi_query_version(2, 2)?.reply()?;
        let mask = XIEventMask::RAW_TOUCH_BEGIN | XIEventMask::RAW_TOUCH_END;
        let events = EventMask { deviceid: u16::from(Device::ALL_MASTER), mask: vec![mask] };
        let root = connection.setup().roots.get(screen).map_or(0, |screen| screen.root);
        connection.xinput_xi_select_events(root, &[events])?.check()?;
        Ok(Self { connection, touches: BTreeMap::new() })
    }

    fn listen(&mut self) -> Result<(), ReplyError> {
        self.connection.sync()?;
        while let Some(event) = self.connection.poll_for_event()? {
            #[allow(clippy::wildcard_enum_match_arm, reason = "a server says many things")]
            match event {
                Event::XinputRawTouchBegin(touch) => self.times(touch.detail).began = Some(touch.time),
                Event::XinputRawTouchEnd(touch) => self.times(touch.detail).ended = Some(touch.time),
                _ => {}
            }
        }
        Ok(())
    }

    /// Numbers only grow, so the first is the oldest.
    fn times(&mut self, touch: u32) -> &mut Times {
        if self.touches.len() > REMEMBERED {
            self.touches.pop_first();
        }
        self.touches.entry(touch.into()).or_default()
    }
}

impl TouchClock for ServerClock {
    fn lasted(&mut self, touch: u64) -> Option<u32> {
        if let Err(error) = self.listen() {
            tracing::debug!(%error, "the X server's clock is gone");
            return None;
        }
        let times = self.touches.remove(&touch)?;
        // The server's clock starts again from nothing every 49 days.
        Some(times.ended?.wrapping_sub(times.began?))
    }
}
