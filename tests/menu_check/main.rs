//! What the menu loader makes of good, bad and damaged menus.

mod drawn;
mod minimal;
mod mutations;
mod problems;
mod service;
mod watching;

use cardlast::catalogue::{TemplateError, create};
use minimal::{Menu, today};

#[test]
fn the_minimal_menu_is_fine() {
    let menu = Menu::minimal();
    let loaded = menu.load().expect("the minimal menu loads");
    assert!(loaded.warnings.is_empty(), "{}", loaded.warnings);
    assert_eq!(loaded.catalogue.items().len(), 4);
}

#[test]
fn the_template_loads_without_problem_or_warning() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let dir = folder.path().join("new/menu");
    create(&dir).expect("the template is written");
    let loaded = cardlast::catalogue::load(&dir, today()).unwrap_or_else(|problems| panic!("{problems}"));
    assert!(loaded.warnings.is_empty(), "{}", loaded.warnings);
    let catalogue = loaded.catalogue;
    assert_eq!((catalogue.categories().len(), catalogue.items().len(), catalogue.groups().len()), (3, 7, 2));
    assert_eq!(catalogue.version().0.len(), 16);

    assert!(matches!(create(&dir), Err(TemplateError::NotEmpty(_))), "a menu is never overwritten");
    let file = dir.join("restaurant.toml");
    assert!(matches!(create(&file), Err(TemplateError::NotAFolder(_))));
}

#[test]
fn the_menu_that_comes_with_the_program_loads_without_problem_or_warning() {
    let demo = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
    if !demo.exists() {
        return;
    }
    let loaded = cardlast::catalogue::load(&demo, today()).unwrap_or_else(|problems| panic!("{problems}"));
    assert!(loaded.warnings.is_empty(), "{}", loaded.warnings);
}

#[test]
fn the_version_names_the_content_of_texts_and_pictures() {
    let menu = Menu::minimal();
    let version = |menu: &Menu| menu.load().expect("loads").catalogue.version().clone();
    let first = version(&menu);
    assert_eq!(first, version(&Menu::minimal()), "it depends on nothing but the content");
    menu.replace("categories/10-food.toml", "3.20", "3.30");
    let dearer = version(&menu);
    assert_ne!(first, dearer);
    menu.write("pictures/fries.png", &minimal::picture(5));
    assert_ne!(dearer, version(&menu), "a changed picture is another menu");
    menu.write("pictures/fries.png", &minimal::picture(4));
    menu.replace("categories/10-food.toml", "3.30", "3.20");
    menu.write("notes.txt", b"not part of the menu");
    assert_eq!(first, version(&menu));
}
