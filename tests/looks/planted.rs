//! The checkers of this folder are checked: each finds what is planted for it, and nothing where nothing is.

use cardlast::ui::inspection::{Drawn, DrawnKind};
use egui::{Order, Rect, pos2, vec2};

use super::cut::{broken, cut_short, half_on_a_control, hidden, overlapping, overwritten, spilt};
use super::drawings::{Drawing, MENU, called};
use super::gaps::too_close;
use super::modes::{out_of_reach, out_of_the_way, points_per_mm, too_small_to_read, too_small_to_touch};
use super::ways::{uneven_prices, without_a_way_on};

const PLANTED: &str = "planted";

/// Plants something into the drawing of this name; the rule finds it, and only because of that.
#[track_caller]
fn finds(rule: fn(&Drawing) -> Vec<String>, name: &str, plant: impl FnOnce(&mut Drawing)) {
    let mut drawing = called(name).clone();
    assert_eq!(rule(&drawing), Vec::<String>::new(), "{name} as it is");
    plant(&mut drawing);
    let found = rule(&drawing);
    assert!(!found.is_empty(), "{name}: what is planted is not found");
}

/// The same, where what is planted is allowed.
#[track_caller]
fn allows(rule: fn(&Drawing) -> Vec<String>, name: &str, plant: impl FnOnce(&mut Drawing)) {
    let mut drawing = called(name).clone();
    plant(&mut drawing);
    assert_eq!(rule(&drawing), Vec::<String>::new(), "{name}");
}

fn thing(drawing: &Drawing, kind: DrawnKind, rect: Rect) -> Drawn {
    let (clip, words) = (drawing.window, PLANTED.to_owned());
    Drawn { kind, words, rect, room: rect, clip, listed: false, order: Order::Background }
}

fn control(drawing: &Drawing, rect: Rect) -> Drawn {
    thing(drawing, DrawnKind::Control, rect)
}

fn text(drawing: &Drawing, rect: Rect) -> Drawn {
    thing(drawing, DrawnKind::Text { whole: true, broken: false, rows: 1, size: 60.0 }, rect)
}

/// One of the controls that can be touched.
fn a_control(drawing: &Drawing) -> Rect {
    let words = cardlast::words::Words::new(&drawing.language).get("call-staff");
    let is_it = |drawn: &&Drawn| drawn.kind == DrawnKind::Control && drawn.words == words;
    drawing.drawn.iter().find(is_it).expect("staff can be called everywhere").rect
}

const LOW: &str = "menu-order portrait fr -reach";

#[test]
fn a09_what_is_above_the_bound_is_found_on_every_panel_where_the_bound_binds() {
    for low in [LOW, "review portrait ar -large-reach", "product small de -reach", "atm-amount portrait fr -reach"] {
        let drawing = called(low);
        // 1100 mm from the floor, by the numbers of the panel and not by the product's own.
        let (lower, mm) = if drawing.format.name == "small" { (850.0, 427.0) } else { (700.0, 597.0) };
        let bound = drawing.window.max.y - (1100.0 - lower) / mm * drawing.window.height();
        let at = |top: f32| Rect::from_min_size(pos2(drawing.window.center().x, top), vec2(64.0, 64.0));
        finds(out_of_reach, low, |drawing| drawing.drawn.push(control(drawing, at(bound - 64.0))));
        finds(out_of_reach, low, |drawing| drawing.drawn.push(control(drawing, at(bound - 2.0))));
        finds(out_of_reach, low, |drawing| drawing.drawn.push(text(drawing, at(bound - 20.0))));
        allows(out_of_reach, low, |drawing| drawing.drawn.push(control(drawing, at(bound + 1.0))));
    }
    // The restaurant's name is an ornament there; a control of that name is not.
    let named = |drawn: Drawn| Drawn { words: MENU.restaurant().name.clone(), ..drawn };
    let up = Rect::from_min_size(pos2(100.0, 100.0), vec2(300.0, 64.0));
    allows(out_of_reach, LOW, |drawing| drawing.drawn.push(named(text(drawing, up))));
    finds(out_of_reach, LOW, |drawing| drawing.drawn.push(named(control(drawing, up))));
}

#[test]
fn a09_a_way_to_reach_mode_that_is_missing_or_too_high_is_found() {
    for (name, key) in [("menu-order portrait fr ", "access-reach"), ("menu-order portrait fr ", "access"), (LOW, "access")] {
        let words = cardlast::words::Words::new(&called(name).language).get(key);
        finds(out_of_the_way, name, |drawing| drawing.drawn.retain(|drawn| drawn.words != words));
        finds(out_of_the_way, name, |drawing| {
            let ways = drawing.drawn.iter_mut().filter(|drawn| drawn.words == words);
            ways.for_each(|drawn| drawn.rect = Rect::from_min_size(pos2(100.0, 40.0), drawn.rect.size()));
        });
    }
}

#[test]
fn a07_words_that_are_a_little_too_small_are_found() {
    finds(too_small_to_read, "review portrait fr -large", |drawing| {
        let usual = called("review portrait fr ");
        let small = usual.drawn.iter().filter_map(|drawn| match drawn.kind {
            DrawnKind::Text { size, .. } => Some(size * points_per_mm(drawing) / points_per_mm(usual)),
            DrawnKind::Control => None,
        });
        let size = small.fold(f32::MAX, f32::min);
        let rect = Rect::from_min_size(drawing.window.center(), vec2(200.0, 30.0));
        drawing.drawn.push(thing(drawing, DrawnKind::Text { whole: true, broken: false, rows: 1, size }, rect));
    });
}

#[test]
fn a08_a_target_of_19_mm_and_a_gap_of_less_than_3_are_found() {
    for name in ["review portrait fr ", "review landscape ar -large", LOW] {
        let mm = points_per_mm(called(name));
        let small = Rect::from_min_size(called(name).window.center(), vec2(40.0, 19.0) * mm);
        finds(too_small_to_touch, name, |drawing| drawing.drawn.push(control(drawing, small)));
        for (gap, is_found) in [(0.0, true), (2.7, true), (3.1, false)] {
            // Below the header something is free that far.
            let other = a_control(called(name));
            let beside = Rect::from_min_size(other.left_bottom() + vec2(0.0, gap * mm), vec2(20.0, 20.0) * mm);
            let alone = |drawing: &mut Drawing| {
                drawing.drawn.retain(|drawn| drawn.rect == other);
                drawing.drawn.push(control(drawing, beside));
            };
            if is_found { finds(too_close, name, alone) } else { allows(too_close, name, alone) }
        }
        let corner = a_control(called(name)).left_bottom() + vec2(-20.0, 1.0) * mm - vec2(2.0 * mm, 0.0);
        finds(too_close, name, |drawing| {
            drawing.drawn.push(control(drawing, Rect::from_min_size(corner, vec2(20.0, 20.0) * mm)))
        });
    }
}

#[test]
fn what_is_cut_hidden_spilt_or_covered_is_found() {
    let name = "review portrait fr ";
    let free = Rect::from_min_size(called(name).window.center(), vec2(200.0, 40.0));
    finds(cut_short, name, |drawing| {
        drawing.drawn.push(thing(drawing, DrawnKind::Text { whole: false, broken: false, rows: 1, size: 20.0 }, free));
    });
    finds(broken, name, |drawing| {
        drawing.drawn.push(thing(drawing, DrawnKind::Text { whole: true, broken: true, rows: 1, size: 20.0 }, free));
    });
    finds(half_on_a_control, name, |drawing| {
        let half = a_control(drawing).translate(vec2(-30.0, 0.0));
        drawing.drawn.push(text(drawing, half));
    });
    finds(hidden, name, |drawing| drawing.drawn.push(text(drawing, free.translate(vec2(drawing.window.width() / 2.0, 0.0)))));
    finds(hidden, name, |drawing| {
        let clip = Rect::from_min_size(free.min, vec2(200.0, 20.0));
        drawing.drawn.push(Drawn { clip, ..text(drawing, free) });
    });
    allows(hidden, name, |drawing| {
        let clip = Rect::from_min_size(free.min, vec2(200.0, 20.0));
        drawing.drawn.push(Drawn { clip, listed: true, ..text(drawing, free) });
    });
    finds(spilt, name, |drawing| drawing.drawn.push(Drawn { room: free.shrink(10.0), ..text(drawing, free) }));
    finds(overwritten, name, |drawing| {
        let words = drawing.drawn.iter().find(|drawn| matches!(drawn.kind, DrawnKind::Text { .. })).expect("words").clone();
        drawing.drawn.push(Drawn { words: PLANTED.to_owned(), ..words });
    });
    finds(overlapping, name, |drawing| {
        let half = a_control(drawing).translate(vec2(30.0, 0.0));
        drawing.drawn.push(control(drawing, half));
    });
}

/// On the menu a dish's name may be short, and nothing else.
#[test]
fn only_names_of_dishes_may_be_short_and_only_beside_the_menu() {
    let dish = MENU.items()[0].name.get(&called("menu portrait fr ").language).to_owned();
    let short = |drawing: &Drawing, words: &str| {
        let rect = Rect::from_min_size(drawing.window.center(), vec2(200.0, 40.0));
        Drawn {
            words: words.to_owned(),
            ..thing(drawing, DrawnKind::Text { whole: false, broken: false, rows: 1, size: 20.0 }, rect)
        }
    };
    allows(cut_short, "menu portrait fr ", |drawing| drawing.drawn.push(short(drawing, &dish)));
    finds(cut_short, "menu portrait fr ", |drawing| drawing.drawn.push(short(drawing, PLANTED)));
    finds(cut_short, "review portrait fr ", |drawing| drawing.drawn.push(short(drawing, &dish)));
}

#[test]
fn a_way_on_that_is_missing_is_found() {
    for (name, key) in [("staff landscape fr -large", "staff-finish"), ("start-over portrait de -reach", "start-over-no")] {
        let words = cardlast::words::Words::new(&called(name).language).get(key);
        finds(without_a_way_on, name, |drawing| drawing.drawn.retain(|drawn| drawn.words != words));
    }
}

#[test]
fn a_price_that_is_smaller_than_the_one_beside_it_is_found() {
    let name = "menu-sold-out portrait fr -large";
    let words = cardlast::words::Words::new(&called(name).language);
    let prices: Vec<String> = MENU.items().iter().map(|item| words.money(item.price)).collect();
    finds(uneven_prices, name, |drawing| {
        let price =
            drawing.drawn.iter_mut().filter(|drawn| prices.contains(&drawn.words)).find_map(|drawn| match &mut drawn.kind {
                DrawnKind::Text { size, .. } => Some(size),
                DrawnKind::Control => None,
            });
        *price.expect("a price") -= 8.0;
    });
}

#[test]
fn a_key_that_lies_all_over_another_is_found() {
    finds(overlapping, "card-pin portrait ar -large", |drawing| {
        let over = control(drawing, a_control(drawing));
        drawing.drawn.push(over);
    });
}
