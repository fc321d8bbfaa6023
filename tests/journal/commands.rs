//! The commands, as an auditor and a manager type them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use cardlast::journal::Store;
use cardlast::payment::Entry;

use super::till::{Till, options};

fn cardlast(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cardlast"))
        .args(["--config", "kiosk.toml", "--data", "data"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program runs")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A kiosk's folder with a journal in which something was sold.
fn kiosk() -> tempfile::TempDir {
    let mut till = Till::open(11);
    (0..9).for_each(|kind| till.sale(kind, 1));
    till.write(&Entry::Shutdown);
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("data/training")).expect("folders");
    let elsewhere = Store::open(options(&till.folder.path().join("elsewhere"))).expect("a journal");
    drop(std::mem::replace(&mut till.store, elsewhere));
    fs::copy(till.journal(), folder.path().join("data/training/journal.db")).expect("copied");
    let menu = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
    let settings = format!("terminal = \"simulated\"\nmenu = '{}'\n[journal]\nmirror = \"copy.jsonl\"\n", menu.display());
    fs::write(folder.path().join("kiosk.toml"), settings).expect("settings");
    folder
}

#[test]
fn verify_says_what_it_checked_and_export_what_it_wrote() {
    let folder = kiosk();
    let verified = cardlast(folder.path(), &["journal", "verify"]);
    let said = out(&verified);
    assert!(verified.status.success(), "{said}{}", err(&verified));
    for part in ["database", "hashes", "sequence", "clocks", "projections", "second copy", "Nothing is wrong"] {
        assert!(said.contains(part), "{part} is missing in\n{said}");
    }
    let written = cardlast(folder.path(), &["journal", "export", "--jsonl", "a.jsonl", "--csv", "a.csv"]);
    assert!(written.status.success() && out(&written).contains("a.csv: "), "{}{}", out(&written), err(&written));
    let alone = cardlast(folder.path(), &["journal", "verify", "--jsonl", "a.jsonl"]);
    assert!(alone.status.success() && out(&alone).contains("Nothing is wrong"), "{}", out(&alone));
    let again = cardlast(folder.path(), &["journal", "export", "--jsonl", "a.jsonl"]);
    assert!(!again.status.success() && err(&again).contains("there already"), "{}", err(&again));
    let nothing = cardlast(folder.path(), &["journal", "export"]);
    assert!(!nothing.status.success() && err(&nothing).contains("--jsonl"), "{}", err(&nothing));
}

#[test]
fn a_changed_record_fails_verify_and_is_named() {
    let folder = kiosk();
    let journal = folder.path().join("data/training/journal.db");
    let connection = rusqlite::Connection::open(&journal).expect("the database");
    connection
        .execute_batch("DROP TRIGGER record_is_never_changed; UPDATE record SET payload = '{}' WHERE seq = 3")
        .expect("changed");
    drop(connection);
    let verified = cardlast(folder.path(), &["journal", "verify"]);
    let said = out(&verified);
    assert!(!verified.status.success());
    assert!(said.contains("! record 3 is not what was written") && said.contains("Right up to record 2"), "{said}");
    // Staff have nothing to agree to before they have seen that it is put aside.
    let agree = ["staff", "accept-journal", "--by", "Ada", "--reason", "slips compared"];
    let aside = cardlast(folder.path(), &agree);
    assert!(!aside.status.success() && err(&aside).contains("just put aside"), "{}", err(&aside));
    let agreed = cardlast(folder.path(), &agree);
    assert!(agreed.status.success() && out(&agreed).contains("Cards are taken again"), "{}", err(&agreed));
    let twice = cardlast(folder.path(), &agree);
    assert!(!twice.status.success() && err(&twice).contains("nothing has happened"), "{}", err(&twice));
    assert!(cardlast(folder.path(), &["journal", "verify"]).status.success());
}

#[test]
fn nobody_agrees_without_a_name_a_reason_or_with_a_card_number_or_while_the_kiosk_runs() {
    let folder = kiosk();
    let agree =
        |by: &str, reason: &str| err(&cardlast(folder.path(), &["staff", "accept-journal", "--by", by, "--reason", reason]));
    assert!(agree(" ", "why").contains("the name (--by) is empty"));
    assert!(agree("Ada", "").contains("the reason (--reason) is empty"));
    assert!(agree("Ada", "card 4242 4242 4242 4242").contains("card number"));
    assert!(agree("Ada", "two\nlines").contains("one line"));
    let lock = fs::File::create(folder.path().join("data/training/lock")).expect("a lock");
    lock.try_lock().expect("free");
    assert!(agree("Ada", "why").contains("the kiosk is running"));
}
