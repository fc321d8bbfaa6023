//! Draws the pictures of the template: a round plate with a simple shape of what lies on it.

#![allow(clippy::float_arithmetic, reason = "it draws")]

use std::io::Cursor;

use image::{ImageFormat, Rgba, RgbaImage};

use super::TemplateError;

/// Width and height in pixels.
const SIDE: u32 = 256;
/// Points per pixel and direction that are looked at for smooth edges.
const SAMPLES: u32 = 3;

type Colour = [f32; 3];

const PLATE: Colour = [247.0, 244.0, 238.0];
const RIM: Colour = [222.0, 216.0, 206.0];
const BUN: Colour = [214.0, 146.0, 70.0];
const CRUST: Colour = [181.0, 112.0, 48.0];
const MEAT: Colour = [104.0, 62.0, 40.0];
const LEAF: Colour = [112.0, 168.0, 72.0];
const TOMATO: Colour = [208.0, 72.0, 56.0];
const POTATO: Colour = [240.0, 200.0, 88.0];
const GLASS: Colour = [178.0, 214.0, 232.0];
const ORANGE: Colour = [244.0, 158.0, 44.0];
const COFFEE: Colour = [150.0, 100.0, 66.0];
const FOAM: Colour = [240.0, 226.0, 204.0];

/// A shape in a square from -1 to 1, the y axis pointing down.
#[derive(Debug, Clone, Copy)]
enum Shape {
    Ellipse { x: f32, y: f32, rx: f32, ry: f32 },
    Block { x: f32, y: f32, rx: f32, ry: f32 },
    Crescent,
}

impl Shape {
    fn covers(self, px: f32, py: f32) -> bool {
        match self {
            Self::Ellipse { x, y, rx, ry } => ((px - x) / rx).powi(2) + ((py - y) / ry).powi(2) <= 1.0,
            Self::Block { x, y, rx, ry } => (px - x).abs() <= rx && (py - y).abs() <= ry,
            Self::Crescent => {
                let outer = Self::Ellipse { x: 0.0, y: 0.08, rx: 0.56, ry: 0.46 };
                let bite = Self::Ellipse { x: 0.0, y: 0.38, rx: 0.44, ry: 0.42 };
                outer.covers(px, py) && !bite.covers(px, py)
            }
        }
    }
}

type Layer = (Shape, Colour);

const fn ellipse(x: f32, y: f32, rx: f32, ry: f32, colour: Colour) -> Layer {
    (Shape::Ellipse { x, y, rx, ry }, colour)
}

const fn block(x: f32, y: f32, rx: f32, ry: f32, colour: Colour) -> Layer {
    (Shape::Block { x, y, rx, ry }, colour)
}

/// Every picture by name, encoded as PNG.
pub(super) fn pictures() -> Result<Vec<(&'static str, Vec<u8>)>, TemplateError> {
    let crescent = [(Shape::Crescent, BUN), block(-0.16, -0.16, 0.03, 0.16, CRUST), block(0.16, -0.16, 0.03, 0.16, CRUST)];
    let burger = burger(0.0, 1.0);
    let fries = fries(0.0, 1.0);
    let meal: Vec<Layer> = [self::burger(-0.34, 0.6), self::fries(0.22, 0.55), glass(0.58, 0.5, GLASS)].concat();
    let drawings: [(&'static str, Vec<Layer>); 10] = [
        ("meals.png", [self::burger(-0.26, 0.75), self::fries(0.42, 0.65)].concat()),
        ("drinks.png", [glass(-0.26, 0.9, GLASS), glass(0.26, 0.9, ORANGE)].concat()),
        ("breakfast.png", cup(COFFEE)),
        ("burger.png", burger),
        ("fries.png", fries),
        ("burger-meal.png", meal),
        ("water.png", glass(0.0, 1.1, GLASS)),
        ("orange-juice.png", glass(0.0, 1.1, ORANGE)),
        ("latte.png", cup(FOAM)),
        ("croissant.png", crescent.to_vec()),
    ];
    drawings.into_iter().map(|(name, layers)| Ok((name, encode(name, &layers)?))).collect()
}

fn burger(x: f32, scale: f32) -> Vec<Layer> {
    let bar = |y: f32, rx: f32, ry: f32, colour| ellipse(x, y * scale, rx * scale, ry * scale, colour);
    vec![
        bar(0.26, 0.5, 0.16, CRUST),
        bar(0.14, 0.54, 0.12, MEAT),
        bar(0.05, 0.52, 0.08, TOMATO),
        bar(-0.02, 0.56, 0.08, LEAF),
        bar(-0.18, 0.5, 0.24, BUN),
    ]
}

fn fries(x: f32, scale: f32) -> Vec<Layer> {
    let sticks = [(-0.28, -0.2), (-0.14, -0.32), (0.0, -0.24), (0.14, -0.34), (0.28, -0.18)];
    let stick = |(dx, y): &(f32, f32)| block(x + dx * scale, y * scale, 0.055 * scale, 0.4 * scale, POTATO);
    let mut layers: Vec<Layer> = sticks.iter().map(stick).collect();
    layers.push(block(x, 0.22 * scale, 0.38 * scale, 0.26 * scale, TOMATO));
    layers
}

fn glass(x: f32, scale: f32, drink: Colour) -> Vec<Layer> {
    vec![
        block(x, 0.04 * scale, 0.2 * scale, 0.42 * scale, drink),
        ellipse(x, 0.46 * scale, 0.2 * scale, 0.07 * scale, drink),
        ellipse(x, -0.38 * scale, 0.2 * scale, 0.07 * scale, PLATE),
        ellipse(x, -0.37 * scale, 0.17 * scale, 0.05 * scale, RIM),
    ]
}

fn cup(drink: Colour) -> Vec<Layer> {
    vec![
        ellipse(0.44, 0.0, 0.18, 0.16, RIM),
        ellipse(0.44, 0.0, 0.1, 0.09, PLATE),
        ellipse(0.0, 0.0, 0.46, 0.44, RIM),
        ellipse(0.0, 0.0, 0.4, 0.38, drink),
    ]
}

fn encode(name: &'static str, layers: &[Layer]) -> Result<Vec<u8>, TemplateError> {
    let plate = [ellipse(0.0, 0.0, 0.96, 0.96, RIM), ellipse(0.0, 0.0, 0.9, 0.9, PLATE)];
    let all: Vec<Layer> = plate.iter().chain(layers).copied().collect();
    let drawing = RgbaImage::from_fn(SIDE, SIDE, |x, y| pixel(x, y, &all));
    let mut bytes = Cursor::new(Vec::new());
    drawing.write_to(&mut bytes, ImageFormat::Png).map_err(|source| TemplateError::Draw { name, source })?;
    Ok(bytes.into_inner())
}

/// The mean of the topmost layer at several points inside the pixel; nothing outside the plate.
fn pixel(x: u32, y: u32, layers: &[Layer]) -> Rgba<u8> {
    let mut sum = [0.0_f32; 3];
    let mut covered = 0.0_f32;
    for sample in 0..SAMPLES * SAMPLES {
        let at = |pixel: u32, step: u32| {
            let position = (pixel * SAMPLES + step) as f32 + 0.5;
            position / (SIDE * SAMPLES) as f32 * 2.0 - 1.0
        };
        let (px, py) = (at(x, sample % SAMPLES), at(y, sample / SAMPLES));
        let Some((_, colour)) = layers.iter().rev().find(|(shape, _)| shape.covers(px, py)) else { continue };
        covered += 1.0;
        for (total, channel) in sum.iter_mut().zip(colour) {
            *total += channel;
        }
    }
    let channel = |total: f32| if covered > 0.0 { (total / covered) as u8 } else { 0 };
    let alpha = (covered / (SAMPLES * SAMPLES) as f32 * 255.0) as u8;
    Rgba([channel(sum[0]), channel(sum[1]), channel(sum[2]), alpha])
}
