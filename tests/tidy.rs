//! House rules that a compiler does not know: who may import whom, where floats, clocks and files may be, what stands at the top.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the project") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The source without comments and without its in-module tests, line by line with numbers.
fn code(path: &Path) -> Vec<(usize, String)> {
    let text = fs::read_to_string(path).expect("a source file");
    let mut lines = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.trim() == "#[cfg(test)]" {
            break;
        }
        let bare = line.split("//").next().unwrap_or_default();
        lines.push((at + 1, bare.to_owned()));
    }
    lines
}

/// Which modules each module may import. Dependencies run one way: every row names only rows above it.
const LAYERS: &[(&str, &[&str])] = &[
    ("planted", &[]),
    ("money", &[]),
    ("id", &[]),
    ("time", &[]),
    ("locale", &[]),
    ("config", &["id", "money", "time"]),
    ("handwritten", &[]),
    ("catalogue", &["id", "money", "time", "locale", "handwritten"]),
    ("order", &["id", "money", "time", "locale", "catalogue"]),
    ("payment", &["planted", "id", "money", "time", "locale", "catalogue", "order"]),
    ("machine", &["planted", "id", "money", "time", "locale", "catalogue", "order", "payment"]),
    ("words", &["id", "money", "time", "locale"]),
    ("document", &["id", "money", "time", "locale", "catalogue", "order", "payment", "words"]),
    ("speech", &["time", "locale", "words"]),
    ("port", &["id", "money", "time", "catalogue", "order", "payment", "document"]),
    ("journal", &["planted", "id", "money", "time", "locale", "catalogue", "order", "payment", "words", "document", "port"]),
    ("driver", &["id", "money", "time", "locale", "catalogue", "order", "payment", "machine", "document", "port"]),
    (
        "device",
        &["planted", "id", "money", "time", "config", "locale", "catalogue", "order", "payment", "document", "speech", "port"],
    ),
    ("fake", &["id", "money", "time", "order", "payment", "document", "port"]),
    (
        "script",
        &[
            "id",
            "money",
            "time",
            "locale",
            "catalogue",
            "order",
            "payment",
            "machine",
            "words",
            "document",
            "port",
            "journal",
            "driver",
            "device",
            "fake",
        ],
    ),
    (
        "study",
        &[
            "id",
            "money",
            "time",
            "locale",
            "catalogue",
            "order",
            "payment",
            "machine",
            "words",
            "document",
            "port",
            "driver",
            "fake",
            "script",
            "handwritten",
        ],
    ),
    (
        "ui",
        &[
            "id",
            "money",
            "time",
            "config",
            "locale",
            "handwritten",
            "catalogue",
            "order",
            "payment",
            "machine",
            "words",
            "document",
            "speech",
        ],
    ),
    ("tapes", &["money", "study", "ui"]),
    ("gallery", &["locale", "time", "payment", "machine", "words", "script", "study", "ui", "tapes"]),
];

fn module_of(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).expect("below src");
    let first = inside.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn imports_run_one_way() {
    let rows: BTreeMap<_, _> = LAYERS.iter().copied().collect();
    let names: BTreeSet<_> = rows.keys().copied().collect();
    for (at, (name, may)) in LAYERS.iter().enumerate() {
        for import in *may {
            let above = LAYERS[..at].iter().any(|(row, _)| row == import);
            assert!(above, "the row of {name} names {import}, which is not above it");
        }
    }
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for path in rust_files(&root().join("src")) {
        let module = module_of(&path);
        let Some(may) = rows.get(module.as_str()) else {
            assert!(["lib", "main", "cli"].contains(&module.as_str()), "{} belongs to no layer", path.display());
            continue;
        };
        seen.insert(module.clone());
        for (line, text) in code(&path) {
            for (start, _) in text.match_indices("crate::") {
                let rest = &text[start + "crate::".len()..];
                let import: String = rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
                if names.contains(import.as_str()) && import != module && !may.contains(&import.as_str()) {
                    wrong.push(format!("{}:{line}: {module} may not import {import}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let expected: BTreeSet<String> = names.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(seen, expected, "every layer exists");
}

/// (where, words that may not stand there, except in these files)
const FORBIDDEN: &[(&str, &[&str], &[&str])] = &[
    ("machine", &["std::time", "std::fs", "std::net", "std::thread", "rusqlite", "egui", "HashMap", "rand::", "getrandom"], &[]),
    ("order", &["std::time", "std::fs", "std::net", "std::thread", "rusqlite", "egui", "HashMap"], &[]),
    ("payment", &["std::time", "std::fs", "std::net", "std::thread", "rusqlite", "egui", "HashMap"], &[]),
    ("catalogue", &["std::fs", "notify::"], &["catalogue/files", "catalogue/watch"]),
    ("journal", &["machine::", "std::net"], &[]),
    ("document", &["std::fs", "std::net", "rusqlite"], &[]),
    ("words", &["std::fs", "std::net"], &[]),
    (
        "study",
        &["rusqlite", "egui", "std::net", "std::time", "HashMap", "getrandom", "crate::journal", "crate::device", "crate::ui"],
        &[],
    ),
    ("ui", &["rusqlite", "std::net", "crate::journal", "crate::device", "crate::driver", "crate::port"], &[]),
];

#[test]
fn each_layer_keeps_away_from_what_it_refuses_to_know() {
    let mut wrong = Vec::new();
    for path in rust_files(&root().join("src")) {
        let module = module_of(&path);
        let shown = path.strip_prefix(root().join("src")).expect("below src").to_string_lossy().into_owned();
        for (_, words, except) in FORBIDDEN.iter().filter(|(row, _, _)| *row == module) {
            if except.iter().any(|start| shown.starts_with(start)) {
                continue;
            }
            for (line, text) in code(&path) {
                wrong.extend(words.iter().filter(|word| text.contains(**word)).map(|word| format!("{shown}:{line}: {word}")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn floats_stay_where_pictures_are_drawn_and_studies_made() {
    let mut wrong = Vec::new();
    for path in rust_files(&root().join("src")) {
        let shown = path.strip_prefix(root().join("src")).expect("below src").to_string_lossy().into_owned();
        let study = shown.starts_with("study/") || shown == "cli/simulate.rs";
        if shown.starts_with("ui/") || study || shown.starts_with("catalogue/files/template") {
            continue;
        }
        for (line, text) in code(&path) {
            let words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
            wrong.extend(words.filter(|word| *word == "f32" || *word == "f64").map(|word| format!("{shown}:{line}: {word}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_clock_at_the_edge_reads_the_system_clock() {
    let mut found = Vec::new();
    for path in rust_files(&root().join("src")) {
        let shown = path.strip_prefix(root().join("src")).expect("below src").to_string_lossy().into_owned();
        for (_, text) in code(&path) {
            let reads = ["Instant::now", "SystemTime::now", "Timestamp::now", "Zoned::now"];
            if reads.iter().any(|word| text.contains(word)) {
                found.push(shown.clone());
            }
        }
    }
    found.dedup();
    let allowed = |path: &String| path == "device/clock.rs" || path.starts_with("catalogue/watch") || path.starts_with("ui/");
    assert!(found.iter().all(allowed), "{found:?}");
    assert!(found.contains(&"device/clock.rs".to_owned()), "the test sees the clock that is there");
}

#[test]
fn every_invariant_is_checked_and_has_a_test_that_breaks_it() {
    let docs = fs::read_to_string(root().join("src/machine/mod.rs")).expect("the machine's docs");
    for (machine, id) in (1..=13).map(|n| ("kiosk", format!("I{n}"))).chain((1..=9).map(|n| ("atm", format!("C{n}")))) {
        let read = |name: &str| fs::read_to_string(root().join("src/machine").join(machine).join(name)).expect("a file");
        let (witness, breaking) = (read("witness.rs"), read("witness_tests.rs"));
        assert!(docs.contains(&format!("**{id}**")), "{id} is described");
        assert!(witness.contains(&format!("check(\"{id}\"")), "{id} is checked");
        assert!(breaking.contains(&format!("\"{id}\"")), "{id} is broken by a test");
    }
}

#[test]
fn nothing_sleeps_and_nothing_is_ignored() {
    let mut wrong = Vec::new();
    for folder in ["src", "tests", "benches"] {
        for path in rust_files(&root().join(folder)) {
            if path.ends_with("tests/tidy.rs") {
                continue;
            }
            let text = fs::read_to_string(&path).expect("a source file");
            for (at, line) in text.lines().enumerate() {
                if ["thread::sleep(", "#[ignore", "#[should_panic"].iter().any(|word| line.contains(word)) {
                    wrong.push(format!("{}:{}", path.display(), at + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn every_module_says_what_it_is_for() {
    for path in rust_files(&root().join("src")) {
        let text = fs::read_to_string(&path).expect("a source file");
        assert!(text.starts_with("//!"), "{} begins without a word about itself", path.display());
    }
}

/// What draws or names something: no words of any language may stand among what it is given.
const DRAWING: &[&str] = &[
    "say(",
    "say_in(",
    "draw_text(",
    "text::draw(",
    "label_with(",
    "primary_button(",
    "quiet_button(",
    "named_button(",
    "icon_button(",
    "notice_bar(",
    "training_banner(",
    "price_label(",
    "headline(",
    "sentence(",
    "centred(",
    "announce(",
    "Name::button(",
    "Chip::new(",
];

/// What takes keys of words, not words.
const KEYED: &[&str] = &["get(", "with(", "spoken("];

/// From an opening bracket to the one that closes it; brackets in literals count as others do, and stand in pairs there.
fn bracketed(text: &str) -> &str {
    let mut depth = 0;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[..=at];
        }
    }
    text
}

/// The words among what drawing functions are given in a source: literals with a letter that are no key of a message.
fn words_drawn(source: &str) -> Vec<String> {
    let files = ["atm", "compare", "emulator", "screens"].map(|name| root().join(format!("assets/words/en/{name}.ftl")));
    let keys: String = files.iter().map(|file| fs::read_to_string(file).expect("words")).collect();
    let mut found = Vec::new();
    for call in DRAWING {
        for (at, _) in source.match_indices(call) {
            if source[..at].chars().next_back().is_some_and(|before| before.is_alphanumeric() || before == '_') {
                continue;
            }
            let mut given = bracketed(&source[at + call.len() - 1..]).to_owned();
            for keyed in KEYED {
                while let Some(at) = ['.', ' ', '&'].into_iter().find_map(|before| given.find(&format!("{before}{keyed}"))) {
                    let start = at + keyed.len();
                    let end = start + bracketed(&given[start..]).len();
                    given.replace_range(at..end, "");
                }
            }
            for literal in given.split('"').skip(1).step_by(2) {
                let outside: String = literal.split('{').map(|piece| piece.rsplit('}').next().unwrap_or_default()).collect();
                let is_key = literal.contains('-') && keys.contains(&format!("\n{literal} = "));
                if !is_key && outside.chars().any(char::is_alphabetic) {
                    found.push(literal.to_owned());
                }
            }
        }
    }
    found
}

#[test]
fn no_words_of_any_language_live_in_the_drawing_code() {
    let mut wrong = Vec::new();
    let mut looked_at = 0;
    for path in rust_files(&root().join("src/ui")) {
        let source: String = code(&path).into_iter().map(|(_, line)| line + "\n").collect();
        looked_at += DRAWING.iter().map(|call| source.matches(call).count()).sum::<usize>();
        wrong.extend(words_drawn(&source).into_iter().map(|words| format!("{}: {words:?}", path.display())));
    }
    assert!(looked_at > 100, "the drawing code is found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn words_in_drawing_code_would_be_found() {
    assert_eq!(words_drawn("ui.say(rect, \"Total\", face, align, 1)"), ["Total"]);
    assert_eq!(words_drawn("ui.quiet_button(r, &format!(\"{} left\", n), None, look)"), ["{} left"]);
    assert!(words_drawn("ui.say(rect, &words.get(\"total\"), face, align, 1)").is_empty());
    assert!(words_drawn("ui.say(rect, &format!(\"{written}|\"), face, align, 2)").is_empty());
}

#[test]
fn the_top_level_is_as_agreed() {
    let agreed = [
        "Cargo.toml",
        "Cargo.lock",
        "src",
        "menu",
        "assets",
        "tests",
        "benches",
        "README.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "Makefile",
        ".ci",
        ".cargo",
        ".config",
        ".gitignore",
        ".gitattributes",
        ".clippy.toml",
        "rustfmt.toml",
    ];
    // What git does not know (a target folder, an editor's files) is nobody's business here.
    let Ok(listed) = Command::new("git").args(["ls-files"]).current_dir(root()).output() else { return };
    for file in String::from_utf8_lossy(&listed.stdout).lines() {
        let top = file.split('/').next().unwrap_or_default();
        assert!(agreed.contains(&top), "{top} stands at the top level");
    }
}

#[test]
fn a_build_without_the_window_brings_no_egui_along() {
    let tree = |features: &[&str]| {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.args(["tree", "--offline", "--edges", "normal", "--prefix", "none"]).args(features).current_dir(root());
        let output = command.output().expect("cargo tree runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let window = |tree: &str| tree.lines().any(|line| ["egui ", "eframe ", "winit "].iter().any(|name| line.starts_with(name)));
    assert!(window(&tree(&[])), "the ordinary build has the window, so the test can see one");
    assert!(!window(&tree(&["--no-default-features"])), "the build without the window brings egui along");
}

/// The gate plants bugs; nobody else can. That its own look for names sees them is a test of the gate.
#[test]
#[cfg(not(feature = "planted-bugs"))]
fn the_program_knows_no_planted_bug() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the manifest");
    assert!(manifest.lines().any(|line| line == "default = [\"ui\"]"), "an ordinary build plants nothing");
    let source = fs::read_to_string(root().join("src/planted.rs")).expect("the list of bugs");
    let names: Vec<_> = source.lines().filter_map(|line| line.split_once("=> \"")?.1.split('"').next()).collect();
    assert!(names.len() >= 10, "the list is read: {names:?}");
    let program = fs::read(env!("CARGO_BIN_EXE_cardlast")).expect("the program");
    let has = |name: &str| program.windows(name.len()).any(|bytes| bytes == name.as_bytes());
    assert!(has("out-of-service"), "the look sees a name that is there");
    let known: Vec<_> = names.into_iter().filter(|name| has(name)).collect();
    assert!(known.is_empty(), "{known:?}");
}
