//! Contrast and states, measured on the pictures: whatever the tokens promise, this is what eyes get.

use std::collections::BTreeMap;

use cardlast::gallery::{AtmStill, Format, Mode, Scene, Still, atm_scripts, scripts};
use cardlast::locale::Language;
use cardlast::ui::brand::Dress;
use cardlast::ui::inspection::{Drawn, DrawnKind};
use cardlast::ui::theme::{Theme, contrast, luminance, pairs};
use cardlast::ui::{Headless, Landmarks};
use egui::accesskit::Role;
use egui::{Color32, ColorImage, Order, Rect};

use super::drawings::options;

/// The pixels of a part of a picture.
fn pixels(picture: &ColorImage, part: Rect) -> impl Iterator<Item = Color32> + '_ {
    let [width, height] = picture.size;
    let (left, right) = (part.min.x.max(0.0) as usize, (part.max.x.max(0.0) as usize).min(width));
    let (top, bottom) = (part.min.y.max(0.0) as usize, (part.max.y.max(0.0) as usize).min(height));
    (top..bottom).flat_map(move |y| (left..right).map(move |x| picture.pixels[y * width + x]))
}

/// Ground and ink of a text: the colour that most of it has, and the one that is furthest from that.
fn measure(picture: &ColorImage, part: Rect) -> f32 {
    let mut counts: BTreeMap<[u8; 3], usize> = BTreeMap::new();
    for pixel in pixels(picture, part) {
        *counts.entry([pixel.r(), pixel.g(), pixel.b()]).or_default() += 1;
    }
    let colour = |[r, g, b]: [u8; 3]| Color32::from_rgb(r, g, b);
    let Some((ground, _)) = counts.iter().max_by_key(|(_, count)| **count) else { return 21.0 };
    let ground = colour(*ground);
    counts.keys().map(|ink| contrast(colour(*ink), ground)).fold(1.0, f32::max)
}

/// Every scene in a theme, on one panel.
pub fn drawn_in(theme: Theme, look: impl FnMut(&str, &mut Headless, Format)) -> usize {
    drawn_of(theme, |_| true, look)
}

/// The same of those whose name is wanted.
fn drawn_of(theme: Theme, wanted: impl Fn(&str) -> bool, mut look: impl FnMut(&str, &mut Headless, Format)) -> usize {
    let options = options();
    let french = Language::new("fr").expect("a tag");
    let mode = Mode { dress: Dress { theme, ..Dress::default() }, ..Mode::default() };
    let kiosk = scripts().into_iter().filter(|script| wanted(&script.name)).map(|script| {
        let scene = Scene::play(&script, &options).unwrap_or_else(|error| panic!("{error}"));
        (Box::new(scene) as Box<dyn Still>, Format::ALL[2])
    });
    let machine = atm_scripts().into_iter().filter(|script| wanted(&script.name)).map(|script| {
        let scene = AtmStill::play(&script, &options).unwrap_or_else(|error| panic!("{error}"));
        (Box::new(scene) as Box<dyn Still>, Format::ALL[1])
    });
    let mut drawn = 0;
    for (still, format) in kiosk.chain(machine) {
        let mut window = still.window_in(&mode, &french, format).unwrap_or_else(|error| panic!("{error}"));
        look(still.name(), &mut window, format);
        drawn += 1;
    }
    drawn
}

/// Words that are too faint on a picture, each with what it has; and how many were measured.
fn faint(picture: &ColorImage, things: &[Drawn], (area, scale): (Rect, f32), least: f32) -> (usize, Vec<String>) {
    // What lies under a veil is meant to step back.
    let top = things.iter().map(|thing| thing.order).filter(|order| *order >= Order::Foreground).max();
    let words = things.iter().filter(|thing| matches!(thing.kind, DrawnKind::Text { .. }) && !thing.words.trim().is_empty());
    let (mut measured, mut faults) = (0, Vec::new());
    for thing in words {
        let seen = thing.rect.intersect(thing.clip).intersect(area);
        let covered = top.is_some_and(|top| thing.order < top) || seen.area() < thing.rect.area() * 0.8;
        if covered || !seen.is_positive() {
            continue;
        }
        let part = Rect::from_min_max((seen.min.to_vec2() * scale).to_pos2(), (seen.max.to_vec2() * scale).to_pos2());
        let found = measure(picture, part);
        measured += 1;
        // Edges of letters are mixed with their ground; the purest pixel is a hair from the ink.
        if found < least * 0.97 {
            faults.push(format!("{:?} has {found:.2}:1", thing.words));
        }
    }
    (measured, faults)
}

pub fn scale(window: &Headless, format: Format) -> f32 {
    f32::from(format.pixels[0]) / window.area().width()
}

#[test]
fn a06_all_words_that_are_drawn_keep_their_contrast_in_every_theme() {
    let mut faults = Vec::new();
    let mut measured = 0;
    for theme in Theme::ALL {
        let drawn = drawn_in(theme, |name, window, format| {
            let picture = window.picture();
            let place = (window.area(), scale(window, format));
            let (count, found) = faint(&picture, &window.drawn(), place, pairs::least_for_text(theme));
            measured += count;
            faults.extend(found.into_iter().map(|fault| format!("{name} {}: {fault}", theme.key())));
        });
        assert!(drawn > 60, "every scene");
    }
    assert!(measured > 3000, "{measured} texts were measured");
    assert!(faults.is_empty(), "{} of {measured}: {faults:#?}", faults.len());
}

/// Pairs of the same kind of control, one chosen and one not, that are as bright as each other; and how many were compared.
fn alike(picture: &ColorImage, landmarks: &Landmarks, drawn: &[Drawn]) -> (usize, Vec<String>) {
    let grey = |part: Rect| {
        let (sum, count) = pixels(picture, part).fold((0.0, 0.0), |(sum, count), pixel| (sum + luminance(pixel), count + 1.0));
        sum / f32::max(count, 1.0)
    };
    let top = drawn.iter().map(|thing| thing.order).max().filter(|order| *order >= Order::Foreground);
    // What lies under a veil is meant to step back.
    let in_front = |label: &str, at: Rect| {
        let on_top = |order| top.is_none_or(|top| order == top);
        let is_it = |thing: &Drawn| thing.words == label && thing.rect.contains(at.center());
        drawn.iter().any(|thing| thing.kind == DrawnKind::Control && is_it(thing) && on_top(thing.order))
    };
    let (mut compared, mut faults) = (0, Vec::new());
    for role in [Role::RadioButton, Role::CheckBox, Role::Switch] {
        let of = |chosen: bool| landmarks.things.iter().filter(move |thing| thing.role == role && thing.chosen == Some(chosen));
        for (on, off) in of(true).flat_map(|on| of(false).map(move |off| (on, off))) {
            if on.rect.height() < 40.0
                || off.rect.height() < 40.0
                || !on.enabled
                || !off.enabled
                || !in_front(&on.label, on.rect)
                || !in_front(&off.label, off.rect)
            {
                continue;
            }
            compared += 1;
            let (one, other) = (grey(on.rect.shrink(4.0)), grey(off.rect.shrink(4.0)));
            let apart = (one.max(other) + 0.05) / (one.min(other) + 0.05);
            if apart < 1.8 {
                faults.push(format!("{:?} and {:?} are {apart:.2}:1 apart", on.label, off.label));
            }
        }
    }
    (compared, faults)
}

#[test]
fn a14_what_is_chosen_is_told_from_what_is_not_without_colour() {
    let mut faults = Vec::new();
    let mut compared = 0;
    for theme in Theme::ALL {
        drawn_in(theme, |name, window, _| {
            let picture = window.picture();
            let Some(landmarks) = window.landmarks() else { return };
            let (count, found) = alike(&picture, &landmarks, &window.drawn());
            compared += count;
            faults.extend(found.into_iter().map(|fault| format!("{name} {}: {fault}", theme.key())));
        });
    }
    assert!(compared > 100, "{compared} pairs were compared");
    faults.truncate(30);
    assert!(faults.is_empty(), "{faults:#?}");
}

/// A scene in French on the small panel, where a point is not a pixel.
fn small(name: &str) -> Headless {
    let script = scripts().into_iter().find(|script| script.name == name).expect("a scene");
    let scene = Scene::play(&script, &options()).unwrap_or_else(|error| panic!("{error}"));
    let french = Language::new("fr").expect("a tag");
    scene.window_in(&Mode::default(), &french, Format::ALL[2]).unwrap_or_else(|error| panic!("{error}"))
}

fn paint(picture: &mut ColorImage, part: Rect, colour: impl Fn(usize) -> Color32) {
    let width = picture.size[0];
    for y in part.min.y as usize..part.max.y as usize {
        for x in part.min.x as usize..part.max.x as usize {
            picture.pixels[y * width + x] = colour(x);
        }
    }
}

#[test]
fn a06_words_in_faint_ink_are_found() {
    let mut window = small("review");
    let (mut picture, mut things) = (window.picture(), window.drawn());
    let (area, scale) = (window.area(), scale(&window, Format::ALL[2]));
    let rect = Rect::from_min_size(area.min + egui::vec2(40.0, 400.0), egui::vec2(100.0, 30.0));
    let kind = DrawnKind::Text { whole: true, broken: false, rows: 1, size: 20.0 };
    let (words, order) = ("planted".to_owned(), Order::Background);
    things.push(Drawn { kind, words, rect, room: rect, clip: area, listed: false, order });
    let part = Rect::from_min_max((rect.min.to_vec2() * scale).to_pos2(), (rect.max.to_vec2() * scale).to_pos2());
    // Grey on white: 4.54:1 is enough, 4.1:1 is not.
    for (grey, is_found) in [(118, false), (125, true), (255, true)] {
        let ink = |x: usize| if x.is_multiple_of(3) { Color32::from_gray(grey) } else { Color32::WHITE };
        paint(&mut picture, part.expand(2.0), ink);
        let (_, faults) = faint(&picture, &things, (area, scale), pairs::least_for_text(Theme::Light));
        assert_eq!(faults.iter().filter(|fault| fault.contains("planted")).count(), usize::from(is_found), "{grey}: {faults:?}");
    }
}

#[test]
fn a14_a_choice_that_is_told_by_colour_alone_is_found() {
    let mut window = small("product");
    let (mut picture, landmarks, drawn) = (window.picture(), window.landmarks().expect("something is drawn"), window.drawn());
    let (compared, faults) = alike(&picture, &landmarks, &drawn);
    assert!(compared > 0 && faults.is_empty(), "{faults:?}");
    // As bright as each other: the one in red, the others in green.
    let (red, green) = (Color32::from_rgb(214, 0, 0), Color32::from_rgb(0, 118, 0));
    assert!((luminance(red) - luminance(green)).abs() < 0.03);
    for thing in landmarks.things.iter().filter(|thing| thing.chosen.is_some()) {
        let inside = thing.rect.intersect(Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(768.0, 1366.0)));
        paint(&mut picture, inside, |_| if thing.chosen == Some(true) { red } else { green });
    }
    let (_, faults) = alike(&picture, &landmarks, &drawn);
    assert!(!faults.is_empty(), "red and green are all that tells them apart");
}

#[test]
fn strong_contrast_is_offered_where_it_changes_something() {
    let french = Language::new("fr").expect("a tag");
    let switch = cardlast::words::Words::new(&french).get("access-contrast");
    for theme in [Theme::Light, Theme::Dark, Theme::HighContrast] {
        let panels = drawn_of(
            theme,
            |name| name.ends_with("-access"),
            |name, window, _| {
                let offered = window.drawn().iter().any(|thing| thing.words == switch);
                assert_eq!(offered, theme != Theme::HighContrast, "{name} in a house of {theme:?}");
            },
        );
        assert_eq!(panels, 3, "of the menu, of the payment and of the cash machine");
    }
}
