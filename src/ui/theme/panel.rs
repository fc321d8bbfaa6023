//! The panel that the window covers, in millimetres.

use super::POINTS_PER_MM;

/// The size of the panel that the window covers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Panel {
    /// The shorter side in millimetres.
    pub short_mm: f32,
    /// The longer side in millimetres.
    pub long_mm: f32,
}

impl Default for Panel {
    /// A panel of 27 inches.
    fn default() -> Self {
        Self { short_mm: 336.0, long_mm: 597.0 }
    }
}

impl Panel {
    /// A panel of this visible size in millimetres, either way up.
    #[must_use]
    pub fn new(width_mm: u16, height_mm: u16) -> Self {
        let (width, height) = (f32::from(width_mm), f32::from(height_mm));
        Self { short_mm: width.min(height), long_mm: width.max(height) }
    }

    /// Makes a window's points as large as this panel's millimetres want them.
    pub fn scale(self, ctx: &egui::Context) {
        let native = ctx.native_pixels_per_point().unwrap_or_else(|| ctx.pixels_per_point() / ctx.zoom_factor());
        let pixels = ctx.viewport_rect().size() * ctx.pixels_per_point();
        let wanted = self.pixels_per_point(pixels) / native;
        if wanted.is_finite() && wanted > 0.05 && (wanted / ctx.zoom_factor() - 1.0).abs() > 0.005 {
            ctx.set_zoom_factor(wanted);
        }
    }

    /// Physical pixels for one point when the window has this many pixels. The scarcer direction decides, so that a window of
    /// another shape than the panel is drawn smaller and never cut off.
    #[must_use]
    pub fn pixels_per_point(self, pixels: egui::Vec2) -> f32 {
        let (short, long) = (pixels.min_elem(), pixels.max_elem());
        let pixels_per_mm = (short / self.short_mm).min(long / self.long_mm);
        let scale = pixels_per_mm / POINTS_PER_MM;
        // Within two hundredths of a whole number the text is sharper and nobody sees the difference.
        if (scale - scale.round()).abs() < 0.02 && scale > 0.5 { scale.round() } else { scale }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::touch;

    #[test]
    fn a_point_is_the_same_length_on_every_panel() {
        let panel = Panel::default();
        assert_eq!(panel.pixels_per_point(egui::vec2(1080.0, 1920.0)), 1.0);
        assert_eq!(panel.pixels_per_point(egui::vec2(1920.0, 1080.0)), 1.0);
        assert_eq!(panel.pixels_per_point(egui::vec2(2160.0, 3840.0)), 2.0);
        let small = panel.pixels_per_point(egui::vec2(768.0, 1366.0));
        assert!((small * touch::TARGET / (768.0 / 336.0) - 20.0).abs() < 0.1, "a target is 20 mm");
    }
}
