//! What fills a triangle. Colours are four bytes, premultiplied; two of them are worked on at a time, each in the lower half of sixteen
//! bits.

use egui::Color32;

use super::Texture;
use super::triangle::{Plane, Triangle};

/// Two of the four bytes of a colour.
const PAIR: u32 = 0x00FF_00FF;

/// Half of one, in both.
const HALF: u32 = 0x0080_0080;

/// A place in a texture is told in so many parts of a texel.
const PARTS: f32 = 65_536.0;

/// A texel in parts.
const TEXEL: i64 = 1 << 16;

/// What lies so close to the middle of a texel looks like it.
const CLOSE: i64 = TEXEL / 256;

pub(super) enum Ink<'a> {
    /// One colour.
    Even(Color32),
    /// A colour at each corner, and between them what lies between.
    Shaded { texel: Color32, colour: [Plane; 4] },
    /// A picture or a letter in one tint.
    Picture { sheet: Sheet<'a>, tint: Color32 },
    /// A picture in several tints.
    ShadedPicture { sheet: Sheet<'a>, colour: [Plane; 4] },
}

/// A texture, and where it lies under a triangle.
pub(super) struct Sheet<'a> {
    texture: &'a Texture,
    u: Plane,
    v: Plane,
    /// The triangle's first column. Places along a row are counted from here, not from where painting begins: else a part drawn anew
    /// would be rounded differently from the whole.
    left: i64,
}

impl<'a> Ink<'a> {
    pub(super) fn new(triangle: &Triangle, texture: &'a Texture) -> Self {
        let [a, b, c] = &triangle.vertices;
        let even = a.color == b.color && b.color == c.color;
        let colour = || [0, 1, 2, 3].map(|channel| triangle.plane([a, b, c].map(|vertex| f32::from(vertex.color[channel]))));
        let [width, height] = texture.image.size.map(|side| side as f32);
        if a.uv == b.uv && b.uv == c.uv {
            let texel = texture.sample(part(a.uv.x * width), part(a.uv.y * height));
            return if even { Self::Even(tinted(texel, a.color)) } else { Self::Shaded { texel, colour: colour() } };
        }
        let u = triangle.plane([a, b, c].map(|vertex| vertex.uv.x * width));
        let v = triangle.plane([a, b, c].map(|vertex| vertex.uv.y * height));
        let sheet = Sheet { texture, u, v, left: triangle.left() };
        if even { Self::Picture { sheet, tint: a.color } } else { Self::ShadedPicture { sheet, colour: colour() } }
    }

    /// Fills pixels of a row, from this one on.
    pub(super) fn paint(&self, row: &mut [Color32], from: i64, y: i64) {
        match self {
            Self::Even(colour) if colour.a() == 255 => row.fill(*colour),
            Self::Even(colour) => row.iter_mut().for_each(|pixel| *pixel = over(*colour, *pixel)),
            Self::Shaded { texel, colour } => {
                for (pixel, x) in row.iter_mut().zip(from..) {
                    *pixel = over(tinted(*texel, shade(colour, x, y)), *pixel);
                }
            }
            Self::Picture { sheet, tint } if *tint == Color32::WHITE => sheet.paint(row, from, y, |texel, _| texel),
            Self::Picture { sheet, tint } => sheet.paint(row, from, y, |texel, _| tinted(texel, *tint)),
            Self::ShadedPicture { sheet, colour } => sheet.paint(row, from, y, |texel, x| tinted(texel, shade(colour, x, y))),
        }
    }
}

fn shade(colour: &[Plane; 4], x: i64, y: i64) -> Color32 {
    let [r, g, b, a] = colour.map(|channel| channel.at(x, y).round() as u8);
    Color32::from_rgba_premultiplied(r, g, b, a)
}

fn part(texels: f32) -> i64 {
    (texels * PARTS).round() as i64
}

impl Sheet<'_> {
    /// Draws a row of the texture.
    fn paint(&self, row: &mut [Color32], from: i64, y: i64, tint: impl Fn(Color32, i64) -> Color32) {
        let Self { texture, u, v, left } = self;
        let (per_x, per_y) = (part(u.per_x), part(v.per_x));
        let (first, level) = (part(u.at(*left, y)), part(v.at(*left, y)));
        if is_on_texels([first, level], [per_x, per_y]) {
            let texels = texture.row(level >> 16);
            let begin = (first >> 16) + from - left;
            let ink = |pixel: &mut Color32, texel: Color32, x| {
                if texel != Color32::TRANSPARENT {
                    *pixel = over(tint(texel, x), *pixel);
                }
            };
            match usize::try_from(begin).ok().and_then(|begin| texels.get(begin..begin + row.len())) {
                Some(texels) => row.iter_mut().zip(texels).zip(from..).for_each(|((pixel, texel), x)| ink(pixel, *texel, x)),
                None => {
                    let last = texels.len() as i64 - 1;
                    for ((pixel, at), x) in row.iter_mut().zip(begin..).zip(from..) {
                        ink(pixel, texels[at.clamp(0, last) as usize], x);
                    }
                }
            }
            return;
        }
        let mut across = first + per_x * (from - left);
        let mut down = level + per_y * (from - left);
        for (pixel, x) in row.iter_mut().zip(from..) {
            let texel = texture.sample(across, down);
            if texel != Color32::TRANSPARENT {
                *pixel = over(tint(texel, x), *pixel);
            }
            across += per_x;
            down += per_y;
        }
    }
}

/// Whether a row of pixels shows texels as they are, one each: letters, and pictures in their own size. The row begins at the triangle's
/// first column, wherever painting begins, so that a part of it that is drawn anew looks as before.
const fn is_on_texels([u, v]: [i64; 2], [per_x, per_y]: [i64; 2]) -> bool {
    const fn is_in_the_middle(place: i64) -> bool {
        (place.rem_euclid(TEXEL) - TEXEL / 2).abs() <= CLOSE
    }
    (per_x - TEXEL).abs() <= 1 && per_y.abs() <= 1 && is_in_the_middle(u) && is_in_the_middle(v)
}

impl Texture {
    /// A row of texels; the nearest one beyond the edge.
    fn row(&self, y: i64) -> &[Color32] {
        let [width, height] = self.image.size;
        let y = y.clamp(0, height as i64 - 1) as usize;
        &self.image.pixels[y * width..(y + 1) * width]
    }

    /// The texture at a place in parts of its own pixels.
    fn sample(&self, u: i64, v: i64) -> Color32 {
        let [width, height] = self.image.size.map(|side| side as i64);
        let texel = |x: i64, y: i64| bits(self.image.pixels[(y.clamp(0, height - 1) * width + x.clamp(0, width - 1)) as usize]);
        if !self.smooth {
            return colour(texel(u >> 16, v >> 16));
        }
        let (u, v) = (u - 0x8000, v - 0x8000);
        let (x, y) = (u >> 16, v >> 16);
        let texels = if x >= 0 && y >= 0 && x + 1 < width && y + 1 < height {
            let at = (y * width + x) as usize;
            let (upper, lower) =
                (&self.image.pixels[at..at + 2], &self.image.pixels[at + width as usize..at + width as usize + 2]);
            [upper[0], upper[1], lower[0], lower[1]].map(bits)
        } else {
            [texel(x, y), texel(x + 1, y), texel(x, y + 1), texel(x + 1, y + 1)]
        };
        let [nw, ne, sw, se] = texels;
        if nw == ne && sw == se && nw == sw {
            return colour(nw);
        }
        let (right, below) = (((u >> 8) & 0xFF) as u32, ((v >> 8) & 0xFF) as u32);
        colour(between(between(nw, ne, right), between(sw, se, right), below))
    }
}

const fn bits(colour: Color32) -> u32 {
    u32::from_le_bytes(colour.to_array())
}

const fn colour(bits: u32) -> Color32 {
    let [r, g, b, a] = bits.to_le_bytes();
    Color32::from_rgba_premultiplied(r, g, b, a)
}

/// What lies so many 256ths of the way from one to the other.
const fn between(from: u32, to: u32, share: u32) -> u32 {
    let rest = 256 - share;
    let even = ((from & PAIR) * rest + (to & PAIR) * share + HALF) >> 8;
    let odd = ((from >> 8) & PAIR) * rest + ((to >> 8) & PAIR) * share + HALF;
    (even & PAIR) | (odd & !PAIR)
}

/// A byte times a byte as parts of 255, rounded.
const fn times(a: u8, b: u8) -> u8 {
    let product = a as u32 * b as u32 + 128;
    ((product + (product >> 8)) >> 8) as u8
}

const fn tinted(texel: Color32, tint: Color32) -> Color32 {
    let ([r, g, b, a], [tint_r, tint_g, tint_b, tint_a]) = (texel.to_array(), tint.to_array());
    Color32::from_rgba_premultiplied(times(r, tint_r), times(g, tint_g), times(b, tint_b), times(a, tint_a))
}

/// Both bytes of a pair as parts of 255, rounded.
const fn scaled(pair: u32, share: u32) -> u32 {
    let product = pair * share + HALF;
    ((product + ((product >> 8) & PAIR)) >> 8) & PAIR
}

/// Ink on a ground. Where the two are more than full, they are full.
fn over(ink: Color32, ground: Color32) -> Color32 {
    if ink.a() == 255 {
        return ink;
    }
    let (rest, ink, ground) = (u32::from(255 - ink.a()), bits(ink), bits(ground));
    let even = (ink & PAIR) + scaled(ground & PAIR, rest);
    let odd = ((ink >> 8) & PAIR) + scaled((ground >> 8) & PAIR, rest);
    let full = |pair: u32| pair | (((pair >> 8) & 0x0001_0001) * 0xFF);
    colour((full(even) & PAIR) | ((full(odd) & PAIR) << 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_reckoned_as_single_bytes_would_be() {
        for a in 0..=255_u8 {
            for b in 0..=255_u8 {
                let exact = (u32::from(a) * u32::from(b) + 127) / 255;
                assert_eq!(u32::from(times(a, b)), exact, "{a} times {b}");
                let pair = scaled(u32::from(a) << 16 | u32::from(a), u32::from(b));
                assert_eq!(pair, exact << 16 | exact, "{a} scaled by {b}");
            }
        }
    }

    #[test]
    fn ink_covers_by_its_alpha_and_never_overflows() {
        let ground = Color32::from_rgb(200, 100, 0);
        assert_eq!(over(Color32::TRANSPARENT, ground), ground);
        assert_eq!(over(Color32::from_rgba_premultiplied(128, 0, 0, 128), ground), Color32::from_rgb(228, 50, 0));
        assert_eq!(over(Color32::from_rgba_premultiplied(255, 255, 0, 0), ground), Color32::from_rgb(255, 255, 0));
    }

    #[test]
    fn halfway_is_halfway_in_every_byte() {
        let (from, to) =
            (bits(Color32::from_rgba_premultiplied(0, 10, 255, 100)), bits(Color32::from_rgba_premultiplied(255, 20, 0, 200)));
        assert_eq!(colour(between(from, to, 0)), colour(from));
        assert_eq!(colour(between(from, to, 128)), Color32::from_rgba_premultiplied(128, 15, 128, 150));
    }
}
