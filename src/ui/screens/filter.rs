//! What I eat: allergens to avoid and diets to keep to, as a panel the customer opens. What does not suit is dimmed, not hidden.

use egui::{Align2, Ui};

use crate::catalogue::{AllergenGroup, Diet, FoodFilter};
use crate::machine::kiosk::BrowseIntent;
use crate::ui::focus;
use crate::ui::outbox::Outbox;
use crate::ui::room;
use crate::ui::theme::{Face, space, touch};
use crate::ui::widgets::{Arrows, Chip, Cut as _, House as _, Quiet, spoken};
use crate::words::Words;

/// The least width of a chip.
const CHIP: f32 = 284.0;

/// Draws the panel over the menu.
pub fn show(ui: &mut Ui, filter: &FoodFilter, words: &Words, out: &mut Outbox, open: &mut bool) {
    let width = 960.0_f32.min(room::of(ui.ctx()).width() - space::L * 2.0);
    let columns = ((width - space::L * 2.0) / CHIP).floor().clamp(1.0, 3.0) as usize;
    let caution = ui.text_height(&words.get("filter-caution"), Face::small(), width - space::L * 2.0, 5);
    let height = height(columns) + caution;
    let ((), beside) = ui.modal(&words.get("filter"), egui::vec2(width, height), |ui, rect| {
        let mut area = rect;
        let foot = area.cut_bottom(touch::FORWARD, space::S);
        let title = area.cut_top(44.0, space::S);
        ui.say(title, &words.get("filter-title"), Face::title(), Align2::LEFT_CENTER, 1);
        let mut changed = filter.clone();
        let name = words.get("filter-title");
        ui.list(area, "filter", words, &name, Arrows::Beside, |ui, column, _| {
            let columns = (column.width() / CHIP).floor().clamp(1.0, 3.0) as usize;
            ui.say_in(column, &words.get("filter-avoid"), Face::body().bold(), 2);
            column.skip(space::XS);
            for row in AllergenGroup::ALL.chunks(columns) {
                let line = column.take(touch::TARGET);
                column.skip(touch::GAP);
                for (cell, group) in line.columns(columns, touch::GAP).into_iter().zip(row) {
                    let label = capital(&words.get(&format!("allergen-{}", group.key())));
                    if ui.chip(cell, ("avoid", group.key()), Chip::new(&label, filter.avoid.contains(group))) {
                        toggle(&mut changed.avoid, *group);
                    }
                }
            }
            column.skip(space::S);
            ui.say_in(column, &words.get("filter-diets"), Face::body().bold(), 2);
            column.skip(space::XS);
            for row in Diet::ALL.chunks(columns) {
                let line = column.take(touch::TARGET);
                column.skip(touch::GAP);
                for (cell, diet) in line.columns(columns, touch::GAP).into_iter().zip(row) {
                    let label = capital(&words.get(&format!("diet-{}", diet.key())));
                    if ui.chip(cell, ("diet", diet.key()), Chip::new(&label, filter.diets.contains(diet))) {
                        toggle(&mut changed.diets, *diet);
                    }
                }
            }
            ui.say_in(column, &words.get("filter-caution"), Face::small().soft(), 8);
        });
        let halves = foot.columns(2, touch::GAP);
        let any = !filter.is_empty();
        if ui.named_button(
            halves[0],
            &spoken(words, "filter-clear", &[], any),
            &words.get("filter-clear"),
            None,
            Quiet::Edged,
            any,
        ) {
            changed = FoodFilter::default();
        }
        focus::way_back(ui);
        if ui.primary_button(halves[1], &words.get("filter-done"), None, None) {
            *open = false;
        }
        if changed != *filter {
            out.browse(BrowseIntent::Filter(changed));
        }
    });
    if beside {
        *open = false;
    }
}

/// How high the panel is without its words of caution: title, two headings with their chips, and the buttons.
fn height(columns: usize) -> f32 {
    let rows = AllergenGroup::ALL.len().div_ceil(columns) + Diet::ALL.len().div_ceil(columns);
    let chips = rows as f32 * (touch::TARGET + touch::GAP);
    space::L * 2.0 + 44.0 + space::S * 4.0 + (36.0 + space::XS) * 2.0 + chips + touch::FORWARD
}

/// The first letter large: on a chip a word stands for itself, in a sentence it does not.
fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn toggle<T: Ord>(set: &mut std::collections::BTreeSet<T>, value: T) {
    if !set.remove(&value) {
        set.insert(value);
    }
}
