//! Being told to stop.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use cardlast::port::Waker;

/// A flag that SIGTERM and SIGINT raise; a second one ends the program at once, as people expect of Ctrl-C.
pub fn stop_flag(waker: Waker) -> std::io::Result<Arc<AtomicBool>> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    let flag = Arc::new(AtomicBool::new(false));
    for signal in [SIGTERM, SIGINT] {
        signal_hook::flag::register_conditional_shutdown(signal, 1, flag.clone())?;
        signal_hook::flag::register(signal, flag.clone())?;
    }
    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGINT])?;
    // The window sleeps when nothing moves, so somebody has to wake it.
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        for _ in signals.forever() {
            waker();
        }
    })?;
    Ok(flag)
}
