//! The commands, as a person at a terminal meets them.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

fn cardlast(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cardlast"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env("XDG_DATA_HOME", folder.join("data"))
        .env("NO_COLOR", "1")
        .output()
        .expect("the program runs")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn without_a_display_it_says_so_in_one_sentence_and_fails() {
    let output = cardlast(project(), &[]);
    assert!(!output.status.success());
    assert_eq!(out(&output), "");
    let said = err(&output);
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    assert!(said.contains("no display"), "{said}");
}

#[test]
fn a_new_menu_is_fine_and_a_second_one_in_its_place_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = cardlast(folder.path(), &["menu", "new", "mine"]);
    assert!(made.status.success(), "{}", err(&made));
    let checked = cardlast(folder.path(), &["menu", "check", "mine"]);
    assert!(checked.status.success() && out(&checked).contains("mine is fine"), "{}", out(&checked));
    let again = cardlast(folder.path(), &["menu", "new", "mine"]);
    assert!(!again.status.success() && err(&again).contains("mine"), "{}", err(&again));
}

#[test]
fn a_broken_menu_is_told_with_file_line_caret_and_remedy() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(cardlast(folder.path(), &["menu", "new", "mine"]).status.success());
    let category = std::fs::read_dir(folder.path().join("mine/categories"))
        .expect("categories")
        .map(|entry| entry.expect("an entry").path())
        .min()
        .expect("a category");
    let text = std::fs::read_to_string(&category).expect("a category");
    let at = text.find("price = \"").expect("a price");
    let end = at + text[at..].find('\n').expect("a line");
    std::fs::write(&category, format!("{}price = 8.9{}", &text[..at], &text[end..])).expect("written");
    let checked = cardlast(folder.path(), &["menu", "check", "mine"]);
    assert!(!checked.status.success());
    let said = out(&checked);
    let name = category.file_name().expect("a name").to_string_lossy().into_owned();
    for expected in [name.as_str(), "price = 8.9", "^^^", "help"] {
        assert!(said.contains(expected), "{expected:?} is missing in\n{said}");
    }
}

#[test]
fn the_demo_menu_has_what_a_real_restaurant_could_start_from() {
    let checked = cardlast(project(), &["menu", "check", "menu"]);
    let said = out(&checked);
    assert!(checked.status.success(), "{said}");
    let numbers: Vec<usize> =
        said.split(|letter: char| !letter.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect();
    let [products, bundles, groups, categories, ..] = numbers[..] else { panic!("no counts in {said}") };
    assert!(products >= 60 && bundles >= 5 && groups >= 10 && categories >= 8, "{said}");
}

#[test]
fn a_script_error_names_file_line_and_what_was_expected() {
    let folder = tempfile::tempdir().expect("a folder");
    let script = folder.path().join("bad.flow");
    std::fs::write(&script, "start takeaway\npya card\n").expect("written");
    let menu = project().join("menu");
    let arguments = ["play", "--menu", menu.to_str().expect("a path"), "bad.flow"];
    let output = cardlast(folder.path(), &arguments);
    assert!(!output.status.success());
    let said = err(&output);
    assert!(said.contains("bad.flow:2: \"pya\" is no command") && said.contains("expected a command"), "{said}");
}

#[test]
fn a_story_that_ends_otherwise_fails_and_says_where() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("story.flow"), "start takeaway\nexpect screen review\n").expect("written");
    let menu = project().join("menu");
    let output = cardlast(folder.path(), &["play", "--quiet", "--menu", menu.to_str().expect("a path"), "story.flow"]);
    assert!(!output.status.success());
    assert!(err(&output).contains("story.flow:2: expected screen Review, found Menu"), "{}", err(&output));
}

#[test]
fn orders_before_the_first_start_and_bad_settings_are_told_clearly() {
    let folder = tempfile::tempdir().expect("a folder");
    let none = cardlast(folder.path(), &["orders", "list"]);
    assert!(!none.status.success() && err(&none).contains("no journal"), "{}", err(&none));
    std::fs::write(folder.path().join("kiosk.toml"), "kiosk = \"A\"\n[times]\nwarning_s = 3\n").expect("written");
    let bad = cardlast(folder.path(), &["--config", "kiosk.toml", "orders", "list"]);
    assert!(!bad.status.success() && err(&bad).contains("times.warning_s"), "{}", err(&bad));
    let gone = cardlast(folder.path(), &["menu", "check", "nowhere"]);
    assert!(!gone.status.success(), "{}", out(&gone));
}

#[test]
fn every_command_has_help_with_an_example() {
    for command in [
        &["--help"][..],
        &["kiosk", "--help"],
        &["menu", "check", "--help"],
        &["menu", "new", "--help"],
        &["orders", "list", "--help"],
        &["orders", "show", "--help"],
        &["orders", "receipt", "--help"],
        &["staff", "list", "--help"],
        &["staff", "resolve", "--help"],
        &["staff", "accept-journal", "--help"],
        &["play", "--help"],
        &["config", "--help"],
    ] {
        let output = cardlast(project(), command);
        assert!(output.status.success(), "{command:?}");
        assert!(out(&output).contains("Example"), "{command:?} has no example:\n{}", out(&output));
    }
}

#[test]
fn the_printed_settings_are_settings() {
    let folder = tempfile::tempdir().expect("a folder");
    let printed = out(&cardlast(folder.path(), &["config"]));
    std::fs::write(folder.path().join("kiosk.toml"), &printed).expect("written");
    let used = cardlast(folder.path(), &["--config", "kiosk.toml", "orders", "list"]);
    assert!(err(&used).contains("sales"), "real settings look for the journal of real sales: {}", err(&used));
}

#[test]
fn the_doctor_finds_nothing_ill_but_the_missing_display() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(cardlast(folder.path(), &["menu", "new", "menu"]).status.success());
    std::fs::write(folder.path().join("kiosk.toml"), "terminal = \"simulated\"\n").expect("written");
    let output = cardlast(folder.path(), &["doctor", "--config", "kiosk.toml"]);
    let said = out(&output);
    let of = |mark: &str| said.lines().filter(|line| line.starts_with(mark)).collect::<Vec<_>>();
    for about in ["settings", "menu", "data folder", "disk", "journal", "kitchen", "printer", "clock", "terminal", "looks"] {
        assert!(said.lines().any(|line| line.starts_with(&format!("ok    {about:<12} "))), "{about} is well: {said}");
    }
    let ill = of("MEND");
    assert!(ill.len() == 1 && ill[0].contains("display"), "{said}");
    assert!(!output.status.success(), "a kiosk without a display is ill");
    let left: Vec<_> = walk(folder.path()).into_iter().filter(|name| name.contains("trial")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn the_doctor_says_what_to_do_about_each_thing_that_is_ill() {
    let folder = tempfile::tempdir().expect("a folder");
    let doctor = |settings: &str, arguments: &[&str]| {
        std::fs::write(folder.path().join("kiosk.toml"), settings).expect("written");
        let output = cardlast(folder.path(), &[&["doctor", "--config", "kiosk.toml"], arguments].concat());
        assert!(!output.status.success(), "{}", out(&output));
        out(&output)
    };
    let said = doctor("kiosk = \"O\"\n", &[]);
    assert!(said.contains("not I and not O") && said.contains("cardlast config"), "{said}");
    let said = doctor("counter = false\n", &[]);
    assert!(said.contains("nothing can be paid") && said.contains("counter = true"), "{said}");
    assert!(said.contains("cardlast menu new"), "{said}");
    std::fs::write(folder.path().join("brand.toml"), "[light]\nink = \"#CCCCCC\"\n").expect("written");
    let said = doctor("brand = \"brand.toml\"\n", &[]);
    assert!(said.lines().any(|line| line.starts_with("MEND  looks        brand.toml cannot be used")), "{said}");
    assert!(said.contains("ink on field has a contrast of 1.") && said.contains("4.5:1 is needed"), "{said}");
    let said = doctor("brand = \"gone.toml\"\n", &[]);
    assert!(said.contains("gone.toml") && said.contains("leave `brand` out of the settings"), "{said}");
    std::fs::write(folder.path().join("file"), "in the way").expect("written");
    let said = doctor("", &["--data", "file"]);
    assert!(said.contains("cannot be made") && said.contains("--data DIR"), "{said}");
    std::fs::create_dir_all(folder.path().join("data/cardlast/sales")).expect("a folder");
    std::fs::write(folder.path().join("data/cardlast/sales/journal.db"), "no journal at all").expect("written");
    let said = doctor("", &[]);
    assert!(said.lines().any(|line| line.starts_with("MEND  journal")), "{said}");
}

/// Nothing there, and something that takes the connection and hangs up: two things to look at, and the second is not the cable.
#[test]
fn the_doctor_tells_a_terminal_that_is_off_from_one_that_refuses() {
    let folder = tempfile::tempdir().expect("a folder");
    let door = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let here = door.local_addr().expect("an address");
    std::thread::spawn(move || door.incoming().for_each(drop));
    let gone = { std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address") };
    let identity = cardlast::device::nexo::ServerIdentity::throw_away(&["terminal.example".to_owned()]).expect("an identity");
    let passphrase = folder.path().join("passphrase");
    std::fs::write(&passphrase, "a secret of two").expect("written");
    std::fs::set_permissions(&passphrase, PermissionsExt::from_mode(0o600)).expect("it is ours");
    std::fs::write(folder.path().join("authority.pem"), identity.authority()).expect("written");
    let doctor = |settings: String| {
        std::fs::write(folder.path().join("kiosk.toml"), settings).expect("written");
        let output = cardlast(folder.path(), &["doctor", "--config", "kiosk.toml", "--wait", "2"]);
        out(&output).replace("\n", " ")
    };
    let zvt = |at| format!("terminal = \"zvt\"\n[zvt]\naddress = \"{at}\"\n");
    let nexo = |at| {
        format!(
            "terminal = \"nexo\"\n[nexo]\nurl = \"https://{at}\"\nsale_id = \"kiosk-a\"\npoi_id = \"V400m-324688179\"\n\
             key_identifier = \"key\"\nkey_version = 1\npassphrase_file = \"passphrase\"\ncertificate = \"authority.pem\"\n\
             certificate_name = \"terminal.example\"\n"
        )
    };
    for (settings, look) in [(zvt(here), "password_file"), (nexo(here), "certificate_name, passphrase")] {
        let said = doctor(settings);
        assert!(said.contains("something listens at that address") && said.contains(look), "{said}");
    }
    for settings in [zvt(gone), nexo(gone)] {
        let said = doctor(settings);
        assert!(said.contains("does not answer within 2 seconds") && said.contains("Is it switched on"), "{said}");
    }
}

#[test]
fn the_terminals_day_is_closed_from_the_command_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let door = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let clock = cardlast::device::SystemClock::new(jiff::tz::TimeZone::UTC);
    let emulator = cardlast::device::zvt::ZvtEmulator::default();
    let server =
        cardlast::device::StreamServer::spawn(emulator, door, |_| {}, clock, cardlast::port::no_waker()).expect("a server");
    let settings = format!("terminal = \"zvt\"\n[zvt]\naddress = \"{}\"\n", server.address());
    std::fs::write(folder.path().join("kiosk.toml"), settings).expect("written");
    let close = |more: &[&str]| cardlast(folder.path(), &[&["terminal", "close-day", "--config", "kiosk.toml"], more].concat());
    // A kiosk has been there before, so there is a journal.
    let sales = folder.path().join("data/cardlast/sales");
    let options = cardlast::journal::StoreOptions {
        path: sales.join("journal.db"),
        kiosk: cardlast::id::KioskId::new('A').expect("a letter"),
        cut_over_minutes: 240,
        house: cardlast::locale::Language::new("fr").expect("a language"),
        training: false,
    };
    drop(cardlast::journal::Store::open(options).expect("a journal"));
    std::os::unix::fs::symlink(project().join("menu"), folder.path().join("menu")).expect("a menu");
    let slips = |more: &[&str]| out(&cardlast(folder.path(), &[&["journal", "slips", "--config", "kiosk.toml"], more].concat()));
    assert_eq!(slips(&[]), "(no slips)\n");
    let closed = close(&[]);
    let printed =
        ["The terminal's day is closed.", "  * * Kassenschnitt * *", "  Terminal-ID 52523535", "  0 Zahlungen, EUR 0,00"];
    assert!(closed.status.success() && out(&closed).lines().eq(printed), "{closed:?}");
    let kept = slips(&[]);
    assert!(kept.contains("  end-of-day, merchant\n    * * Kassenschnitt * *\n") && kept.contains("EUR 0,00"), "{kept}");
    let kept: serde_json::Value = serde_json::from_str(&slips(&["--json"])).expect("JSON");
    assert_eq!((&kept[0]["about"], &kept[0]["reference"]), (&"end-of-day".into(), &serde_json::Value::Null));
    let day = kept[0]["business_day"].as_str().expect("a day").to_owned();
    assert!(slips(&["--day", &day]).contains("Kassenschnitt") && slips(&["--day", "2020-01-01"]) == "(no slips)\n");
    let verified = cardlast(folder.path(), &["journal", "verify", "--config", "kiosk.toml"]);
    assert!(verified.status.success(), "{verified:?}");
    let note = std::fs::read_to_string(folder.path().join("data/cardlast/sales/terminal.note")).expect("a note");
    assert!(note.contains("\"last\":null"), "its memory is empty, and that is noted: {note}");

    let lock = std::fs::File::open(folder.path().join("data/cardlast/sales/lock")).expect("a lock");
    lock.lock().expect("nobody else has it");
    let refused = close(&[]);
    assert!(
        !refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("the kiosk is running"),
        "{refused:?}"
    );
    lock.unlock().expect("ours");
    drop(server);
    let gone = close(&["--wait", "1"]);
    let said = String::from_utf8_lossy(&gone.stderr).into_owned();
    assert!(!gone.status.success() && said.contains("within 1 seconds") && said.contains("cardlast doctor"), "{said}");
}

/// What `cardlast brand check` says of a brand with this text, and whether it is fine.
fn brand(text: &str) -> (bool, String) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("brand.toml"), text).expect("written");
    std::fs::write(folder.path().join("words.ttf"), "these are words and no font").expect("written");
    std::fs::write(folder.path().join("words.png"), "these are words and no picture").expect("written");
    let logo = project().join("assets/brand/logo.png");
    std::fs::copy(logo, folder.path().join("logo.png")).expect("the house's sign");
    let checked = cardlast(folder.path(), &["brand", "check", "brand.toml"]);
    (checked.status.success(), out(&checked))
}

#[test]
fn a_brand_that_is_fine_is_called_so() {
    let (fine, said) = brand("name = \"Chez Lou\"\nlogo = \"logo.png\"\n[light]\nforward = \"#5B2A86\"\n");
    assert!(fine && said.contains("brand.toml is fine: Chez Lou, 0 attract pictures; contrast holds"), "{said}");
    let folder = tempfile::tempdir().expect("a folder");
    let example = out(&cardlast(folder.path(), &["brand", "example"]));
    assert!(example.contains("[high-contrast]"), "{example}");
    let checked = cardlast(project(), &["brand", "check", "assets/brand.example.toml"]);
    assert!(checked.status.success() && out(&checked).contains("2 attract pictures"), "{}", out(&checked));
}

#[test]
fn a_brand_that_is_wrong_is_told_with_line_and_remedy() {
    // The text; where it is wrong; what is wrong; what to do.
    let wrong = [
        ("[light]\nink = \"brown\"\n", ":2:", "\"brown\" is no colour", "write six hexadecimal digits"),
        (
            "[dark]\nink = \"#443322\"\n",
            ":2:",
            " has a contrast of 1.",
            "a contrast of at least 4.5:1 is needed: make `ink` lighter or darker",
        ),
        ("[high-contrast]\nink = \"#777777\"\n", ":2:", " has a contrast of 4.", "a contrast of at least 7.0:1 is needed"),
        ("name = \"Chez Lou\"\nlogo = \"sign.png\"\n", ":2:", "this picture cannot be read", "put it there: sign.png"),
        ("logo = \"words.png\"\n", ":1:", "this picture cannot be decoded", "save it as PNG or WebP"),
        ("logo = \"../sign.png\"\n", ":1:", "must lie beside the brand's file", "write its name only"),
        ("[fonts]\ntext = \"gone.ttf\"\n", ":2:", "this font cannot be read", "put it there: gone.ttf"),
        ("[fonts]\ntext = \"words.ttf\"\n", ":2:", "this is no font that can be drawn", "take a TrueType or OpenType file"),
        ("[light]\nfoward = \"#5B2A86\"\n", ":2:", "unknown key", "did you mean `forward`?"),
        ("name = \"\"\n", ":1:", "the name must be one line of 1 to 40 letters", "write it as on the door"),
    ];
    for (text, place, what, remedy) in wrong {
        let (fine, said) = brand(text);
        assert!(!fine && said.contains("brand.toml cannot be used: 1 problem"), "{said}");
        assert!(said.contains(&format!("brand.toml{place}")), "no {place} in {said}");
        assert!(said.contains(what) && said.contains(remedy), "neither {what:?} nor {remedy:?} in {said}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let gone = cardlast(folder.path(), &["brand", "check", "gone.toml"]);
    let said = out(&gone);
    assert!(!gone.status.success() && said.contains("gone.toml") && said.contains("cannot be read"), "{said}");
    assert!(said.contains("write the file there"), "{said}");
}

fn walk(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path.display().to_string()] }).collect()
}
