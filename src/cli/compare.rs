//! The window of `cardlast atm --compare` and `--replay`: flows by name, any of their simulated customers.

use std::path::Path;
use std::sync::atomic::Ordering;

use cardlast::catalogue::Paint;
use cardlast::config::Config;
use cardlast::locale::Language;
use cardlast::study::flow::preset;
use cardlast::study::replay::Whom;
use cardlast::tapes;
use cardlast::ui::compare::{self, Archive};
use cardlast::ui::{Narrator, WindowOptions};

use super::Failure;
use super::flows::{drive, flow_called};
use super::signals::stop_flag;

/// Everything that is needed to show any customer of these flows. Those of somebody's own are driven through the machine that they name, so that
/// nobody is shown what it would not do; those that are shipped were, when the program was tested.
///
/// # Errors
/// When one of them cannot be read or shown, or is refused by its machine, before a window opens; all that is wrong at once.
pub fn archive(names: &[&str], menu: Option<&Path>, config: &Config) -> Result<Archive, Failure> {
    let paint = Paint::fitting(&std::io::stderr());
    let (mut flows, mut wrong) = (Vec::new(), Vec::new());
    for name in names {
        let (path, read) = flow_called(name)?;
        let driven = match &read {
            Ok(flow) if preset(name).is_none() => drive(flow, &path, menu, config)?.map(drop),
            Ok(_) | Err(_) => Ok(()),
        };
        match read.and_then(|flow| driven.map(|()| flow)) {
            Ok(flow) => flows.push(flow),
            Err(problems) => wrong.push(format!("the flow \"{name}\" cannot be shown\n{}", problems.render(paint))),
        }
    }
    if wrong.is_empty() { Ok(tapes::archive(flows)?) } else { Err(wrong.join("\n\n").into()) }
}

/// Opens the window.
///
/// # Errors
/// When there is none to be had.
pub fn run(
    options: WindowOptions,
    whom: Whom,
    house: Language,
    narrator: Option<Narrator>,
    archive: Archive,
) -> Result<(), Failure> {
    let others = cardlast::words::spoken().filter_map(Language::new).filter(|other| *other != house);
    let languages = std::iter::once(house.clone()).chain(others).collect();
    let make = move |waker| {
        let stop = stop_flag(waker)?;
        let stopped: Box<dyn Fn() -> bool> = Box::new(move || stop.load(Ordering::Relaxed));
        Ok((archive, stopped))
    };
    Ok(compare::run(options, tapes::customer(whom), languages, narrator, make)?)
}
