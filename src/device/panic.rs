//! A thread that panics must not leave the rest of a kiosk behind.

/// From here on a panic on any thread ends the whole program, after it was told on the error output.
///
/// Half a kiosk is worse than none: without its journal's thread it would wait for ever, and show whatever was on the screen. What
/// starts it again (systemd, a shell loop) finds everything that was written, and takes it up as after a power cut (F28).
pub fn end_on_panic() {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        tell(panic);
        std::process::abort();
    }));
}
