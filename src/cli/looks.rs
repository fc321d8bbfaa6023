//! How the window looks, from the settings: the panel, how it is mounted, and the restaurant's own looks.

use std::sync::Arc;

use cardlast::catalogue::Paint;
use cardlast::config::{Config, Screen, ScreenTheme};
use cardlast::ui::brand::{Dress, load};
use cardlast::ui::theme::Theme;
use cardlast::ui::{Mount, Panel};

use super::Failure;

/// The panel as it is mounted.
pub(super) fn panel(screen: &Screen) -> Panel {
    let mount = Mount {
        lower_edge_mm: screen.lower_edge_mm.into(),
        reach_mm: screen.reach_mm.into(),
        distance_mm: screen.distance_mm.into(),
    };
    Panel::new(screen.width_mm, screen.height_mm).mounted(mount)
}

/// Theme and brand.
///
/// # Errors
/// Everything that is wrong with the brand's file.
pub(super) fn dress(config: &Config) -> Result<Dress, Failure> {
    let theme = match config.screen.theme {
        ScreenTheme::Light => Theme::Light,
        ScreenTheme::Dark => Theme::Dark,
        ScreenTheme::HighContrast => Theme::HighContrast,
    };
    let brand = config.brand.as_deref().map(load).transpose();
    let brand = brand
        .map_err(|problems| format!("{}\n\nthe brand cannot be used", problems.render(Paint::fitting(&std::io::stderr()))))?;
    Ok(Dress { theme, brand: Arc::new(brand.unwrap_or_default()) })
}
