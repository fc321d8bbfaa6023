//! Files and folders.

use super::Slip::{Do, Remove, Write};
use super::{DRINKS, FOOD, HOURS, HOUSE, Row, TAXES, error, warning};

pub fn folders() -> Vec<Row> {
    vec![
        error("no folder", Remove(""), "the menu folder does not exist", "cardlast menu new", ""),
        error(
            "empty folder",
            Do(|menu| {
                std::fs::remove_dir_all(menu.dir()).expect("removed");
                std::fs::create_dir(menu.dir()).expect("created");
            }),
            "the menu folder is empty",
            "cardlast menu new",
            "",
        ),
        error(
            "a file for a folder",
            Do(|menu| {
                std::fs::remove_dir_all(menu.dir()).expect("removed");
                std::fs::write(menu.dir(), "x").expect("written");
            }),
            "must be a folder, not a file",
            "cardlast menu new",
            "",
        ),
        error("no restaurant.toml", Remove(HOUSE), "the file restaurant.toml is missing", "add it", "restaurant.toml"),
        error("no taxes.toml", Remove(TAXES), "the file taxes.toml is missing", "add it", "taxes.toml"),
        error("no categories", Remove("categories"), "the menu has no categories", "10-burgers.toml", "categories"),
        error(
            "no products",
            Do(|menu| {
                menu.write(FOOD, b"id = \"food\"\nname = { fr = \"P\", en = \"F\" }\n");
                std::fs::remove_file(menu.path(DRINKS)).expect("removed");
            }),
            "the menu has no products",
            "add a [[product]]",
            "categories",
        ),
        warning(
            "empty category",
            Write("categories/30-more.toml", b"id = \"more\"\nname = { fr = \"P\", en = \"F\" }\n"),
            "category \"more\" has no products",
            "[[product]]",
            "categories/30-more.toml",
        ),
        error(
            "misspelt file",
            Write("tax.toml", b""),
            "the file \"tax.toml\" means nothing here",
            "did you mean taxes.toml?",
            "tax.toml",
        ),
        error(
            "misplaced file",
            Write("pictures/burgers.toml", b""),
            "the file \"burgers.toml\" means nothing here",
            "move it into categories/",
            "pictures/burgers.toml",
        ),
        error(
            "misspelt folder",
            Write("categorys/10-x.toml", b""),
            "the file \"10-x.toml\" means nothing here",
            "did you mean categories/10-x.toml?",
            "categorys/10-x.toml",
        ),
        error(
            "file too deep",
            Write("categories/more/10-x.toml", b""),
            "the file \"10-x.toml\" means nothing here",
            "did you mean categories/10-x.toml?",
            "categories/more/10-x.toml",
        ),
        warning(
            "hidden ending",
            Write("categories/30-x.toml.txt", b""),
            "this file is not read",
            "ends in .toml",
            "categories/30-x.toml.txt",
        ),
        error(
            "not UTF-8",
            Write(HOURS, b"[[daypart]]\nid = \"caf\xe9\"\n"),
            "this file is not UTF-8 text: byte 21 belongs to no letter",
            "encoding UTF-8",
            "hours.toml:2",
        ),
        error(
            "file too large",
            Do(|menu| menu.write(HOURS, &vec![b'\n'; 1024 * 1024 + 1])),
            "larger than 1 MiB",
            "split it",
            "hours.toml",
        ),
        error(
            "folder for a file",
            Do(|menu| {
                std::fs::remove_file(menu.path(HOURS)).expect("removed");
                std::fs::create_dir(menu.path(HOURS)).expect("created");
            }),
            "this is not a file",
            "replace it by a text file",
            "hours.toml",
        ),
        error(
            "file for a folder",
            Do(|menu| {
                std::fs::remove_dir_all(menu.path("categories")).expect("removed");
                menu.write("categories", b"");
            }),
            "categories must be a folder",
            "make it a folder",
            "categories",
        ),
        #[cfg(unix)]
        error(
            "link to nowhere",
            Do(|menu| {
                std::fs::remove_file(menu.path(HOURS)).expect("removed");
                std::os::unix::fs::symlink("nowhere.toml", menu.path(HOURS)).expect("linked");
            }),
            "this file cannot be read",
            "check that it exists",
            "hours.toml",
        ),
    ]
}
