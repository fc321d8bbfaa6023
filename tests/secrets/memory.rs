//! A core dump of a kiosk that stands at attract after customers have paid at the careless terminal.
//!
//! The subject is this very test program in a process of its own. It holds no card number as a constant, and its terminal works out each
//! when it says it, so whatever the dump has of one was left behind by the kiosk: a text that was let go of with its bytes in it. Asserted
//! is that nothing of what a *terminal* said is there. What customers typed is not: their words go through the window and the notes, and
//! are overwritten when memory is used again, not before. The dump is also looked at while a number is planted, which must be found.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use cardlast::machine::kiosk::{Intent, ScreenName};

use crate::restaurant::{Careless, Restaurant};
use crate::scanner::{Scanner, number};

const SUBJECT: &str = "CARDLAST_TEST_SUBJECT";
const PLANT: &str = "CARDLAST_TEST_PLANT";
const READY: &str = "at attract";

/// Not a test of its own: what runs in the other process.
#[test]
#[allow(clippy::print_stdout, reason = "the other process says that it is ready")]
fn the_subject() {
    let Some(folder) = std::env::var_os(SUBJECT) else { return };
    let mut restaurant = Restaurant::open(Path::new(&folder));
    for habit in [Careless::Texts, Careless::Refusal, Careless::Reference] {
        restaurant.pay_quietly(habit);
        let reached = restaurant.screen();
        let expected = [ScreenName::Number, ScreenName::Review, ScreenName::Checking];
        assert!(expected.contains(&reached), "{habit:?}: {reached}");
        if reached == ScreenName::Number {
            restaurant.wants(Intent::Finish);
        }
        restaurant.pass(200);
        assert_eq!(restaurant.screen(), ScreenName::Attract);
    }
    let planted = std::env::var_os(PLANT).map(|_| number(0));
    println!("{READY}");
    std::io::stdout().flush().expect("somebody listens");
    // Until the other side has seen enough.
    let mut end = Vec::new();
    std::io::stdin().read_to_end(&mut end).expect("it is told to end");
    drop(std::hint::black_box(planted));
}

/// The dump of a subject; `None` when there is nothing to dump with.
fn dump(plant: bool) -> Option<Vec<u8>> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", "memory::the_subject", "--nocapture", "--test-threads=1"]).env(SUBJECT, folder.path().join("data"));
    if plant {
        command.env(PLANT, "1");
    }
    let mut subject = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut said = BufReader::new(subject.stdout.take().expect("its output")).lines();
    assert!(said.any(|line| line.is_ok_and(|line| line.contains(READY))), "the subject came to attract");
    let core = folder.path().join("core");
    let process = subject.id().to_string();
    let gcore = Command::new("gcore").arg("-o").arg(&core).arg(&process).stdout(Stdio::null()).stderr(Stdio::piped()).output();
    drop(subject.stdin.take());
    said.for_each(drop);
    assert!(subject.wait().expect("it ends").success(), "the subject ends well");
    let output = gcore.ok()?;
    // Without root a system may let nobody look into a process but those that started it.
    if String::from_utf8_lossy(&output.stderr).contains("ptrace") {
        return None;
    }
    assert!(output.status.success(), "gcore: {}", String::from_utf8_lossy(&output.stderr));
    Some(std::fs::read(folder.path().join(format!("core.{process}"))).expect("a core dump"))
}

#[test]
#[allow(clippy::print_stdout, reason = "what was not looked at must be said loudly")]
fn nothing_of_what_a_terminal_said_is_in_a_core_dump() {
    let Some(bytes) = dump(false) else {
        println!(
            "NO CORE DUMP WAS LOOKED AT: gcore is absent (`sh .ci/need.sh test` installs gdb), or may not look into another process"
        );
        return;
    };
    let scanner = Scanner::new();
    assert!(bytes.len() > 1 << 20, "a whole process: {} bytes", bytes.len());
    let attract = b"onion-soup";
    assert!(bytes.windows(attract.len()).any(|window| window == attract), "the menu is in it, so memory is");
    assert_eq!(scanner.find(&bytes), Vec::<String>::new(), "of {} bytes", bytes.len());
    let planted = dump(true).expect("gcore worked a moment ago");
    assert!(!scanner.find(&planted).is_empty(), "a number that is there is found");
}
