//! The watcher: what it publishes, what it keeps to itself, and how fast.

use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use cardlast::catalogue::{Loaded, Loader, MenuWatcher, Problems, WatchMethod};

use crate::minimal::{Menu, today};

const FOOD: &str = "categories/10-food.toml";
/// Far longer than anything should take; only a hanging test meets it.
const DEADLINE: Duration = Duration::from_secs(20);

type Published = Result<Loaded, Problems>;

fn watch(menu: &Menu) -> (MenuWatcher, Receiver<Published>) {
    let (sender, published) = mpsc::channel();
    let publish = move |result| drop(sender.send(result));
    (MenuWatcher::start(&menu.dir(), today, publish).expect("it watches"), published)
}

fn next(published: &Receiver<Published>) -> Published {
    published.recv_timeout(DEADLINE).expect("something is published")
}

fn price_of_fries(result: Published) -> String {
    let loaded = result.unwrap_or_else(|problems| panic!("{problems}"));
    let fries = loaded.catalogue.items().iter().find(|item| item.id.as_str() == "fries").expect("there are fries");
    fries.price.to_string()
}

#[test]
#[allow(clippy::disallowed_methods, reason = "it measures how long people wait")]
fn an_edit_is_published_within_a_second_and_a_bad_one_is_reported_and_mended() {
    let menu = Menu::minimal();
    let (watcher, published) = watch(&menu);
    assert_eq!(price_of_fries(next(&published)), "3.20");
    assert_eq!(watcher.method(), WatchMethod::Notices);

    let edited = Instant::now();
    menu.replace(FOOD, "\"3.20\"", "\"3.40\"");
    assert_eq!(price_of_fries(next(&published)), "3.40");
    assert!(edited.elapsed() < Duration::from_secs(1), "it took {:?}", edited.elapsed());

    menu.replace(FOOD, "\"3.40\"", "3.40");
    let problems = next(&published).expect_err("a bare number is no price");
    assert!(problems.to_string().contains("10-food.toml:9:9: `price` is a number"), "{problems}");
    menu.replace(FOOD, "3.40", "\"3.40\"");
    assert_eq!(price_of_fries(next(&published)), "3.40");
}

#[test]
fn saving_by_rename_is_one_change() {
    let menu = Menu::minimal();
    let (_watcher, published) = watch(&menu);
    next(&published).expect("it loads");
    let text = std::fs::read_to_string(menu.path(FOOD)).expect("a text");
    menu.write("categories/.10-food.toml.swp", b"an editor's");
    menu.write("categories/10-food.toml~", text.as_bytes());
    std::fs::remove_file(menu.path(FOOD)).expect("removed");
    menu.write("categories/4913.tmp", text.replace("3.20", "3.60").as_bytes());
    std::fs::rename(menu.path("categories/4913.tmp"), menu.path(FOOD)).expect("renamed");
    assert_eq!(price_of_fries(next(&published)), "3.60");
    drop(_watcher);
    assert!(published.recv().is_err(), "nothing else was published");
}

#[test]
fn what_changes_nothing_is_not_published() {
    let menu = Menu::minimal();
    let mut loader = Loader::new(menu.dir());
    let known = loader.load(today()).expect("it loads").catalogue.version().clone();
    let (sender, published) = mpsc::channel();
    let watcher = MenuWatcher::resume(loader, known, today, move |result| drop(sender.send(result))).expect("it watches");
    let text = std::fs::read(menu.path(FOOD)).expect("a text");
    menu.write(FOOD, &text);
    menu.write("notes.txt", b"nothing to do with it");
    menu.replace(FOOD, "\"3.20\"", "\"3.80\"");
    assert_eq!(price_of_fries(next(&published)), "3.80", "the first thing published is the first real change");
    drop(watcher);
    assert!(published.recv().is_err(), "nothing else was published, and the thread is gone");
}

#[test]
fn a_folder_may_be_deleted_and_come_back() {
    let menu = Menu::minimal();
    let (_watcher, published) = watch(&menu);
    next(&published).expect("it loads");
    let aside = menu.dir().with_file_name("aside");
    std::fs::rename(menu.dir(), &aside).expect("moved away");
    let problems = next(&published).expect_err("there is no menu");
    assert!(problems.to_string().contains("the menu folder does not exist"), "{problems}");
    std::fs::rename(&aside, menu.dir()).expect("moved back");
    assert_eq!(price_of_fries(next(&published)), "3.20");
    menu.replace(FOOD, "\"3.20\"", "\"3.70\"");
    assert_eq!(price_of_fries(next(&published)), "3.70", "edits in the folder that came back are seen");
}

#[test]
fn new_folders_are_watched_too() {
    let menu = Menu::minimal();
    let (_watcher, published) = watch(&menu);
    next(&published).expect("it loads");
    menu.write("pictures/new/fries.png", &crate::minimal::picture(6));
    menu.replace(FOOD, "\"fries.png\"", "\"new/fries.png\"");
    let first = next(&published).expect("it loads").catalogue.version().clone();
    menu.write("pictures/new/fries.png", &crate::minimal::picture(7));
    let second = next(&published).expect("it loads").catalogue.version().clone();
    assert_ne!(first, second);
}

#[test]
fn without_notices_files_are_compared() {
    let menu = Menu::minimal();
    let (sender, published) = mpsc::channel();
    let publish = move |result| drop(sender.send(result));
    let watcher = MenuWatcher::start_polling(&menu.dir(), today, publish).expect("it watches");
    assert_eq!(watcher.method(), WatchMethod::Polling);
    next(&published).expect("it loads");
    menu.replace(FOOD, "\"3.20\"", "\"13.40\"");
    assert_eq!(price_of_fries(next(&published)), "13.40");
}
