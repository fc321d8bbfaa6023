//! What must hold after each deed of a walk.

use cardlast::machine::kiosk::{Cause, ScreenChange, ScreenName, View};

use super::spy::Heard;
use super::{Deed, Fault, Walk, belongs, tree};

impl Walk {
    /// A finger on something that names a dish has chosen it.
    pub(super) fn choose(&mut self, view: &View, name: &str) {
        if view.name == ScreenName::Attract {
            self.chosen.clear();
        }
        if matches!(view.name, ScreenName::Menu | ScreenName::Product) {
            let menu = &view.restaurant;
            for id in belongs::dishes_in(menu, &view.language, name) {
                self.chosen.extend(belongs::brought_along(menu, &id));
                self.chosen.insert(id);
            }
        }
    }

    /// What must hold after a deed.
    pub(super) fn judge(&mut self, before: &View, deed: &Deed, cause: Option<Cause>) -> Result<(), Fault> {
        let heard = self.heard.lock().expect("no panic").clone();
        let after = self.view();
        self.report.intents.extend(heard.intents.iter().copied());
        if heard.screens.len() > 2 {
            return self.fault(format!("one deed led through {:?}", heard.screens));
        }
        if before.name != after.name {
            let causes = self.causes(deed, cause, &heard);
            let rows = causes.iter().map(|cause| ScreenChange { from: before.name, cause: *cause, to: after.name });
            let Some(row) = rows.into_iter().find(|row| self.table.contains(row)) else {
                return self.fault(format!("{} became {} and nobody asked: {causes:?}", before.name, after.name));
            };
            *self.report.changes.entry(row).or_default() += 1;
            if matches!(before.name, ScreenName::Menu | ScreenName::Review) {
                self.back = before.name;
            }
        }
        self.judge_dialog(&after, deed)?;
        self.judge_screen(&after)
    }

    fn judge_dialog(&self, view: &View, deed: &Deed) -> Result<(), Fault> {
        let dialogs = tree::dialogs(&self.harness);
        let Some(dialog) = dialogs.iter().find(|name| !self.dialogs.contains(name)) else { return Ok(()) };
        let words = self.book.of(&view.language);
        // A panel that stays open is called otherwise when the language changes.
        let renamed = |key: &str| {
            let names: Vec<_> = view.languages.iter().map(|language| self.book.of(language).get(key)).collect();
            names.contains(dialog) && self.dialogs.iter().any(|before| names.contains(before))
        };
        if ["access-title", "language-title"].into_iter().any(renamed) {
            return Ok(());
        }
        let asked = match deed {
            Deed::Tap(control) => {
                let tapped = |key: &str| belongs::is_called(&words, key, &control.name);
                let filter = tapped("filter") || tapped("filter-on");
                (*dialog == words.get("filter") && filter)
                    || (*dialog == words.get("access-title") && tapped("access"))
                    || (*dialog == words.get("language-title") && tapped("language-choose"))
                    || (*dialog == words.get("number-receipt-title") && tapped("number-receipt-show"))
            }
            Deed::Moment | Deed::Wait | Deed::Stall => *dialog == words.get("still-there-title") && view.still_there.is_some(),
            Deed::TapBeside | Deed::Happen(_) => false,
        };
        if asked { Ok(()) } else { self.fault(format!("{dialog:?} opened over {} and nobody asked", view.name)) }
    }

    fn causes(&self, deed: &Deed, cause: Option<Cause>, heard: &Heard) -> Vec<Cause> {
        let words = self.book.of(&self.view().language);
        let on_device = match deed {
            Deed::Tap(control) => belongs::DEVICE.iter().any(|key| belongs::is_called(&words, key, &control.name)),
            Deed::TapBeside | Deed::Happen(_) | Deed::Moment | Deed::Wait | Deed::Stall => false,
        };
        let customer = heard.intents.iter().map(|intent| Cause::Customer(intent));
        customer.chain(cause).chain(on_device.then_some(Cause::Payment)).collect()
    }

    fn judge_screen(&self, view: &View) -> Result<(), Fault> {
        let things = tree::things(&self.harness);
        if let Some(thing) = belongs::stranger(view, &self.book, &things, &tree::dialogs(&self.harness)) {
            return self.fault(format!("{:?} does not belong to {}", thing.name, view.name));
        }
        if let Some(line) = belongs::lines(view).iter().find(|line| !self.chosen.contains(line.item.as_str())) {
            return self.fault(format!("{} is in the cart and nobody chose it", line.item));
        }
        if belongs::names_only_what_was_chosen(view.name) {
            for thing in &things {
                let named = belongs::dishes_in(&view.restaurant, &view.language, &thing.name);
                let stranger = named.iter().find(|id| view.name == ScreenName::Attract || !self.chosen.contains(*id));
                if let Some(stranger) = stranger {
                    return self.fault(format!("{} names {stranger}, which nobody chose: {:?}", view.name, thing.name));
                }
            }
        }
        Ok(())
    }

    fn fault<T>(&self, what: String) -> Result<T, Fault> {
        Err(Fault { path: self.path.clone(), what })
    }
}
