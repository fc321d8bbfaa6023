//! What there is to draw on, before a window is opened.

/// A look at the display that the environment names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Display {
    /// An X11 display of so many pixels.
    Pixels {
        /// Width.
        width: u16,
        /// Height.
        height: u16,
    },
    /// One whose size is not told before there is a window.
    Unmeasured,
    /// It is named, but nobody answers there.
    Gone(String),
}

impl Display {
    /// Looks.
    #[cfg(target_os = "linux")]
    #[must_use]
    pub fn look() -> Self {
        use x11rb::connection::Connection as _;
        let wayland = std::env::var_os("WAYLAND_DISPLAY").is_some_and(|value| !value.is_empty());
        if wayland {
            return Self::Unmeasured;
        }
        match x11rb::connect(None) {
            Ok((connection, screen)) => connection.setup().roots.get(screen).map_or(Self::Unmeasured, |screen| Self::Pixels {
                width: screen.width_in_pixels,
                height: screen.height_in_pixels,
            }),
            Err(error) => Self::Gone(error.to_string()),
        }
    }

    /// Looks; only X11 can be asked.
    #[cfg(not(target_os = "linux"))]
    #[must_use]
    pub fn look() -> Self {
        Self::Unmeasured
    }
}
