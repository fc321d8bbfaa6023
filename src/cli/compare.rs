//! The window of `cardlast atm --compare` and `--replay`: flows by name, any of their simulated customers.

use std::sync::atomic::Ordering;

use cardlast::catalogue::Paint;
use cardlast::locale::Language;
use cardlast::study::replay::Whom;
use cardlast::tapes;
use cardlast::ui::compare::{self, Archive};
use cardlast::ui::{Narrator, WindowOptions};

use super::Failure;
use super::flows::flow_called;
use super::signals::stop_flag;

/// Everything that is needed to show any customer of these flows.
///
/// # Errors
/// When one of them cannot be read or shown, before a window opens.
pub fn archive(flows: &[&str]) -> Result<Archive, Failure> {
    let paint = Paint::fitting(&std::io::stderr());
    let read = |name: &&str| -> Result<_, Failure> {
        let (_, flow) = flow_called(name)?;
        flow.map_err(|problems| format!("the flow \"{name}\" is wrong\n{}", problems.render(paint)).into())
    };
    Ok(tapes::archive(flows.iter().map(read).collect::<Result<_, _>>()?)?)
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
