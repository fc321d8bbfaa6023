//! Clock and display.

use cardlast::config::{Config, SpeechEngine};
use cardlast::device::SystemClock;
use cardlast::port::Clock as _;
use cardlast::time::WallTime;

use super::super::place::Place;
use super::Finding;

/// Nothing was sold before this program was written.
const EARLIEST: &str = "2026-01-01T00:00:00Z";

/// Whether the time can be right.
pub(super) fn clock(place: &Place, clock: &SystemClock) -> Finding {
    const ABOUT: &str = "clock";
    const REMEDY: &str = "Set it, and let the computer set it by itself (`timedatectl set-ntp true`).";
    let now = clock.now().wall;
    let earliest = WallTime::parse(EARLIEST).map_or(0, |earliest| earliest.unix_ms);
    if now.unix_ms < earliest {
        return Finding::ill(ABOUT, format!("it says {now}, which cannot be"), REMEDY);
    }
    let last = place.reader().ok().and_then(|reader| reader.last_wall_time().ok().flatten());
    match last {
        Some(last) if now.unix_ms < last.unix_ms => {
            Finding::ill(ABOUT, format!("it says {now}, but the journal's last record is of {last}"), REMEDY)
        }
        Some(_) | None => Finding::well(ABOUT, format!("it says {now}")),
    }
}

/// Whether the screen can be read out to those who do not see it.
pub(super) fn voice(config: &Config) -> Finding {
    const ABOUT: &str = "voice";
    match cardlast::device::voice::look(&config.speech) {
        Ok(found) if config.speech.engine == SpeechEngine::None => {
            let remedy = "People who do not see cannot order here: name an engine under [speech] in the settings.";
            Finding::notice(ABOUT, found, remedy)
        }
        Ok(found) => Finding::well(ABOUT, found),
        Err(error) => {
            let remedy = match config.speech.engine {
                SpeechEngine::EspeakNg => "Install it (Debian: espeak-ng), or mend program under [speech] in the settings.",
                SpeechEngine::SpeechDispatcher => {
                    "Is it started in this session (`spd-say hello`)? Else mend socket under [speech]."
                }
                SpeechEngine::None | SpeechEngine::Capture => "Mend [speech] in the settings.",
            };
            Finding::ill(ABOUT, error.to_string(), remedy)
        }
    }
}

/// Whether the restaurant's own looks can be put on.
#[cfg(feature = "ui")]
pub(super) fn looks(config: &Config) -> Finding {
    use cardlast::catalogue::Paint;
    const ABOUT: &str = "looks";
    let Some(file) = &config.brand else {
        return Finding::well(ABOUT, "the house's own; `cardlast brand example` prints a file for yours");
    };
    let shown = file.display();
    match cardlast::ui::brand::load(file) {
        Ok(brand) => {
            let name = brand.name.as_deref().unwrap_or("the menu's name");
            Finding::well(ABOUT, format!("{shown} is fine: {name}; contrast holds in every theme"))
        }
        Err(problems) => {
            let drawn = problems.render(Paint::fitting(&std::io::stdout()));
            let remedy = "Mend what is said above, or leave `brand` out of the settings: no kiosk starts with it as it is.";
            Finding::ill(ABOUT, format!("{shown} cannot be used\n{drawn}"), remedy)
        }
    }
}

/// Whether there is a screen to draw on.
#[cfg(feature = "ui")]
pub(super) fn display(config: &Config) -> Finding {
    const ABOUT: &str = "display";
    if let Err(error) = super::super::kiosk::refuse_without_display() {
        return Finding::ill(ABOUT, error.to_string(), "On a computer without a desktop see \"systemd\" in the README.");
    }
    match cardlast::ui::Display::look() {
        cardlast::ui::Display::Unmeasured => Finding::well(ABOUT, "there is one"),
        cardlast::ui::Display::Gone(error) => Finding::ill(
            ABOUT,
            format!("the one that DISPLAY names does not answer: {error}"),
            "Is the desktop session running, and may this user use it?",
        ),
        cardlast::ui::Display::Pixels { width, height } => measured(config, width, height),
    }
}

#[cfg(feature = "ui")]
fn measured(config: &Config, width: u16, height: u16) -> Finding {
    let (panel_width, panel_height) = (config.screen.width_mm, config.screen.height_mm);
    let found = format!("{width} by {height} pixels, {panel_width} by {panel_height} mm in the settings");
    if (width > height) == (panel_width > panel_height) {
        Finding::well("display", found)
    } else {
        let remedy = "One is upright, the other lies: turn the display (`xrandr --rotate`) or mend [screen] in the settings.";
        Finding::notice("display", found, remedy)
    }
}

/// A build without a window needs none.
#[cfg(not(feature = "ui"))]
pub(super) fn display(_config: &Config) -> Finding {
    Finding::notice("display", "this build has no window", "Build it with the \"ui\" feature to open a kiosk.")
}
