//! Broken flow files, and everything that is said about them.

use std::path::Path;

use cardlast::catalogue::Paint;
use cardlast::study::flow;

use crate::root;

/// Each broken file beside what is printed; `UPDATE_FLOWS=1` writes it anew.
#[test]
fn broken_files_say_everything_that_is_wrong_at_once() {
    let folder = root().join("tests/simulate/problems");
    let mut files: Vec<_> = std::fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    assert!(files.len() >= 15, "the files are there");
    let mut wrong = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a file");
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        let problems = flow::read(Path::new(&name), &text).expect_err(&name);
        let drawn = format!("{}\n", problems.render(Paint::Plain));
        assert!(problems.iter().all(|problem| !problem.remedy().is_empty()), "{name}: each has a remedy");
        let golden = file.with_extension("out");
        if std::env::var_os("UPDATE_FLOWS").is_some() {
            std::fs::write(&golden, &drawn).expect("written");
        } else if std::fs::read_to_string(&golden).unwrap_or_default() != drawn {
            wrong.push(format!("{name} now says:\n{drawn}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn any_cut_of_a_preset_is_read_or_refused_and_never_panics() {
    for preset in flow::PRESETS {
        let mut read = 0;
        for at in (0..preset.text.len()).step_by(7).filter(|at| preset.text.is_char_boundary(*at)) {
            match flow::read(Path::new("cut.toml"), &preset.text[..at]) {
                Ok(_) => read += 1,
                Err(problems) => assert!(problems.count() > 0, "{} cut at {at}", preset.name),
            }
        }
        assert!(read < 5, "{}: a part is no flow", preset.name);
    }
}
