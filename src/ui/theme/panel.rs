//! The panel that the window covers, and how it is mounted: what a millimetre is, what can be reached, and how large text has to be.

use egui::{Rect, Vec2, pos2};

use super::{POINTS_PER_MM, Size, capitals, palette};

/// The size of the panel that the window covers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Panel {
    /// The shorter side in millimetres.
    pub short_mm: f32,
    /// The longer side in millimetres.
    pub long_mm: f32,
    /// How it is mounted.
    pub mount: Mount,
    /// The least room, in points, into which its screens can be laid out: one of these, wide and high.
    pub rooms: [Vec2; 2],
    /// Whether everything is drawn smaller than usual where there is less room than that.
    pub gives_way: bool,
}

/// Where a panel is, and how far away eyes and hands are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mount {
    /// From the floor to the lower edge of what can be seen, in millimetres.
    pub lower_edge_mm: f32,
    /// As high as somebody reaches who sits, in millimetres from the floor.
    pub reach_mm: f32,
    /// From the eyes to the panel, in millimetres.
    pub distance_mm: f32,
}

impl Default for Mount {
    fn default() -> Self {
        Self { lower_edge_mm: 700.0, reach_mm: 1100.0, distance_mm: 600.0 }
    }
}

impl Default for Panel {
    /// A panel of 27 inches.
    fn default() -> Self {
        Self { short_mm: 336.0, long_mm: 597.0, mount: Mount::default(), rooms: LEAST_ROOMS, gives_way: false }
    }
}

/// What a customer asked for that changes the size of things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wish {
    /// Text that somebody reads who sees little.
    pub large: bool,
    /// Nothing above what somebody reaches who sits.
    pub reach: bool,
}

/// The least room, in points, into which every screen of the kiosk can be laid out: one of these, wide and high.
pub const LEAST_ROOMS: [Vec2; 2] = [Vec2::new(500.0, 790.0), Vec2::new(900.0, 520.0)];

/// Capitals that are seen under 0.7 degrees are this part of the distance (EN 301 549, 5.1.4).
pub const CAPITALS_OF_DISTANCE: f32 = 1.0 / 82.0;

impl Panel {
    /// A panel of this visible size in millimetres, either way up.
    #[must_use]
    pub fn new(width_mm: u16, height_mm: u16) -> Self {
        let (width, height) = (f32::from(width_mm), f32::from(height_mm));
        Self {
            short_mm: width.min(height),
            long_mm: width.max(height),
            mount: Mount::default(),
            rooms: LEAST_ROOMS,
            gives_way: false,
        }
    }

    /// The same, mounted like this.
    #[must_use]
    pub const fn mounted(self, mount: Mount) -> Self {
        Self { mount, ..self }
    }

    /// The same with screens that need other room.
    #[must_use]
    pub const fn for_rooms(self, rooms: [Vec2; 2]) -> Self {
        Self { rooms, ..self }
    }

    /// The same, drawing smaller than usual what finds no room: for what people look at on a desk, never for a customer who stands before it.
    #[must_use]
    pub const fn giving_way(self) -> Self {
        Self { gives_way: true, ..self }
    }

    /// Makes a window's points as large as this panel's millimetres and the customer want them, and at least so much larger than usual.
    pub fn scale(self, ctx: &egui::Context, wish: Wish, least: f32) {
        let native = ctx.native_pixels_per_point().unwrap_or_else(|| ctx.pixels_per_point() / ctx.zoom_factor());
        let pixels = ctx.viewport_rect().size() * ctx.pixels_per_point();
        let larger = self.magnification(pixels, wish).max(least.min(self.largest(pixels, wish.reach)));
        palette::magnify(larger);
        let larger = if self.gives_way && !wish.reach { larger.min(self.largest(pixels, false)) } else { larger };
        let wanted = self.pixels_per_point(pixels) * larger / native;
        if wanted.is_finite() && wanted > 0.05 && (wanted / ctx.zoom_factor() - 1.0).abs() > 0.001 {
            ctx.set_zoom_factor(wanted);
            ctx.request_repaint();
        }
    }

    /// Physical pixels for one point when the window has this many pixels. The scarcer direction decides, so that a window of
    /// another shape than the panel is drawn smaller and never cut off.
    #[must_use]
    pub fn pixels_per_point(self, pixels: Vec2) -> f32 {
        let (short, long) = (pixels.min_elem(), pixels.max_elem());
        let pixels_per_mm = (short / self.short_mm).min(long / self.long_mm);
        let scale = pixels_per_mm / POINTS_PER_MM;
        // Within two hundredths of a whole number the text is sharper and nobody sees the difference.
        if (scale - scale.round()).abs() < 0.02 && scale > 0.5 { scale.round() } else { scale }
    }

    /// How much larger than usual everything is. Where text as large as wished leaves too little room for the screens, it is as large as
    /// leaves enough, and never smaller than usual: what can be reached comes before what is large.
    #[must_use]
    pub fn magnification(self, pixels: Vec2, wish: Wish) -> f32 {
        if !wish.large {
            return 1.0;
        }
        self.largest(pixels, wish.reach).min(self.wanted()).max(1.0)
    }

    /// So much larger than usual the smallest text would have to be to be seen under 0.7 degrees.
    #[must_use]
    pub fn wanted(self) -> f32 {
        let usual = Size::Small.points() * capitals() / POINTS_PER_MM;
        // A hair more, because points are rounded to whole pixels where that is near.
        (self.mount.distance_mm * CAPITALS_OF_DISTANCE / usual * 1.008).max(1.0)
    }

    /// So much larger than usual everything may be before it finds no room; below 1 where it does not fit at all.
    #[must_use]
    pub fn largest(self, pixels: Vec2, reach: bool) -> f32 {
        let whole = Rect::from_min_size(egui::Pos2::ZERO, pixels / self.pixels_per_point(pixels));
        let room = if reach { self.within_reach(whole) } else { whole }.size();
        let fits = |least: Vec2| (room.x / least.x).min(room.y / least.y);
        self.rooms.map(fits).into_iter().fold(0.0, f32::max)
    }

    /// The height of a window's panel in millimetres, by the window's shape.
    fn height_mm(self, window: Vec2) -> f32 {
        if window.x < window.y { self.long_mm } else { self.short_mm }
    }

    /// The part of a window that somebody reaches who sits.
    #[must_use]
    pub fn within_reach(self, window: Rect) -> Rect {
        let height = self.height_mm(window.size());
        let share = ((self.mount.reach_mm - self.mount.lower_edge_mm) / height).clamp(0.0, 1.0);
        Rect::from_min_max(pos2(window.min.x, window.max.y - window.height() * share), window.max)
    }

    /// Whether somebody who sits reaches all of a window.
    #[must_use]
    pub fn is_low(self, window: Vec2) -> bool {
        self.mount.lower_edge_mm + self.height_mm(window) <= self.mount.reach_mm
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::touch;
    use egui::vec2;

    #[test]
    fn a_point_is_the_same_length_on_every_panel() {
        let panel = Panel::default();
        assert_eq!(panel.pixels_per_point(vec2(1080.0, 1920.0)), 1.0);
        assert_eq!(panel.pixels_per_point(vec2(1920.0, 1080.0)), 1.0);
        assert_eq!(panel.pixels_per_point(vec2(2160.0, 3840.0)), 2.0);
        let small = panel.pixels_per_point(vec2(768.0, 1366.0));
        assert!((small * touch::TARGET / (768.0 / 336.0) - 20.0).abs() < 0.1, "a target is 20 mm");
    }

    #[test]
    fn a07_the_smallest_text_in_large_mode_is_seen_under_seven_tenths_of_a_degree() {
        for distance_mm in [500.0, 600.0, 700.0] {
            for (pixels, panel) in [
                (vec2(1080.0, 1920.0), Panel::new(336, 597)),
                (vec2(1920.0, 1080.0), Panel::new(597, 336)),
                (vec2(768.0, 1366.0), Panel::new(240, 427)),
                (vec2(2160.0, 3840.0), Panel::new(400, 710)),
            ] {
                let panel = panel.mounted(Mount { distance_mm, ..Mount::default() });
                let wish = Wish { large: true, reach: false };
                let magnified = panel.pixels_per_point(pixels) * panel.magnification(pixels, wish);
                let pixels_per_mm = pixels.min_elem() / panel.short_mm;
                let capital_mm = Size::Small.points() * capitals() * magnified / pixels_per_mm;
                // The small panel has no room for what 700 mm would want.
                let gives_way = panel.short_mm < 300.0 && distance_mm > 650.0;
                assert!(gives_way || capital_mm >= distance_mm / 82.0, "{capital_mm} mm at {distance_mm} mm on {panel:?}");
                assert!(panel.largest(pixels, false) >= panel.magnification(pixels, wish), "there is room on {panel:?}");
            }
        }
    }

    #[test]
    fn a09_what_is_within_reach_ends_at_the_configured_height() {
        let panel = Panel::default();
        let window = Rect::from_min_size(egui::Pos2::ZERO, vec2(1080.0, 1920.0));
        let band = panel.within_reach(window);
        assert_eq!(band.max, window.max);
        assert!((band.height() / 1920.0 * 597.0 - 400.0).abs() < 0.1, "from 700 to 1100 mm");
        assert!(!panel.is_low(window.size()));
        assert!(panel.is_low(vec2(1920.0, 1080.0)), "lying it ends at 1036 mm");
        assert_eq!(panel.within_reach(Rect::from_min_size(egui::Pos2::ZERO, vec2(1920.0, 1080.0))).height(), 1080.0);
    }

    #[test]
    fn large_gives_way_to_reach_and_never_shrinks() {
        let high = Panel::default().mounted(Mount { lower_edge_mm: 820.0, ..Mount::default() });
        let pixels = vec2(1080.0, 1920.0);
        let both = high.magnification(pixels, Wish { large: true, reach: true });
        assert!((1.0..high.wanted()).contains(&both), "{both}");
        let room = high.within_reach(Rect::from_min_size(egui::Pos2::ZERO, pixels)).size() / both;
        assert!(LEAST_ROOMS.iter().any(|least| room.x >= least.x - 1.0 && room.y >= least.y - 1.0), "{room:?}");
    }
}
