//! A canvas that keeps what was drawn on it, so that the next frame costs only what differs.

use egui::epaint::ClippedPrimitive;
use egui::{Color32, ColorImage, TexturesDelta};

use super::damage::Squares;
use super::{Area, Rasteriser};

/// The frames of a window, drawn one upon the other. Its invariant: what it shows is what drawing everything anew would show.
#[derive(Debug)]
pub struct Canvas {
    rasteriser: Rasteriser,
    squares: Squares,
    ground: Color32,
    image: ColorImage,
}

impl Canvas {
    /// An empty canvas; what no shape covers is this colour.
    #[must_use]
    pub fn new(ground: Color32) -> Self {
        let (rasteriser, squares) = (Rasteriser::default(), Squares::default());
        Self { rasteriser, squares, ground, image: ColorImage::filled([0, 0], ground) }
    }

    /// From the next frame on, what no shape covers is this colour.
    pub fn lay_ground(&mut self, ground: Color32) {
        if ground != self.ground {
            // A picture of no size is drawn anew as a whole.
            (self.ground, self.image) = (ground, ColorImage::filled([0, 0], ground));
        }
    }

    /// Takes in new and changed textures; once for every frame, before it is drawn.
    pub fn update(&mut self, delta: TexturesDelta) {
        self.rasteriser.update(delta);
    }

    /// Draws a frame of so many pixels; answers which parts look different from the frame before.
    pub fn draw(&mut self, size: [usize; 2], pixels_per_point: f32, shapes: &[ClippedPrimitive]) -> Vec<Area> {
        if self.image.size != size {
            self.image = ColorImage::filled(size, self.ground);
            self.squares = Squares::default();
        }
        let changed = self.squares.changed(size, pixels_per_point, shapes, &self.rasteriser);
        for area in &changed {
            self.rasteriser.repaint(&mut self.image, *area, self.ground, pixels_per_point, shapes);
        }
        changed
    }

    /// What it shows.
    #[must_use]
    pub const fn image(&self) -> &ColorImage {
        &self.image
    }

    /// The same shapes drawn anew on an empty canvas, to compare with.
    #[must_use]
    pub fn anew(&self, pixels_per_point: f32, shapes: &[ClippedPrimitive]) -> ColorImage {
        self.rasteriser.paint(self.image.size, self.ground, pixels_per_point, shapes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::epaint::{ImageDelta, Primitive};
    use egui::{Mesh, Pos2, Rect, TextureId, TextureOptions, pos2, vec2};

    const SIZE: [usize; 2] = [300, 200];

    fn frame(spots: &[(Pos2, Color32)]) -> Vec<ClippedPrimitive> {
        let mut mesh = Mesh::default();
        for (at, colour) in spots {
            mesh.add_colored_rect(Rect::from_min_size(*at, vec2(20.0, 20.0)), *colour);
        }
        let clip_rect = Rect::from_min_size(Pos2::ZERO, vec2(300.0, 200.0));
        vec![ClippedPrimitive { clip_rect, primitive: Primitive::Mesh(mesh) }]
    }

    #[test]
    fn what_is_drawn_in_parts_is_what_is_drawn_at_once() {
        let mut canvas = Canvas::new(Color32::BLACK);
        let mut delta = TexturesDelta::default();
        let image = ImageDelta::full(ColorImage::filled([1, 1], Color32::WHITE), TextureOptions::LINEAR);
        delta.set.insert(TextureId::default(), vec![image].into());
        canvas.update(delta);
        let veil = Color32::from_rgba_premultiplied(40, 40, 40, 128);
        for step in 0_u8..20 {
            let at = f32::from(step);
            let shapes = frame(&[(pos2(at * 9.3, at * 7.1), Color32::RED), (pos2(100.5, 90.5), veil), (pos2(110.2, 99.7), veil)]);
            let changed = canvas.draw(SIZE, 1.0, &shapes);
            assert!(!changed.is_empty(), "step {step}");
            assert_eq!(canvas.image(), &canvas.anew(1.0, &shapes), "step {step}");
            assert!(canvas.draw(SIZE, 1.0, &shapes).is_empty(), "nothing changed after step {step}");
            if step == 9 {
                canvas.lay_ground(Color32::DARK_BLUE);
            }
        }
    }
}
