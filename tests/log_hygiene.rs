//! Nothing of a card and nothing that a customer wrote gets into a log: all flows are played under a log that hears everything.

#[path = "secrets/scanner.rs"]
#[allow(dead_code, reason = "texts are looked at here, and bytes by `tests/secrets`")]
mod scanner;

use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use cardlast::catalogue::load;
use cardlast::id::KioskId;
use cardlast::machine::kiosk::Policy;
use cardlast::payment::MaskedPan;
use cardlast::script::{PlayOptions, parse, run};
use scanner::may_be_cards;

#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<u8>>>);

impl Write for Heard {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no panic while logging").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_masked_number_never_shows_more_than_four_digits() {
    assert!(MaskedPan::from_last_four("4111111111111111").is_none(), "a whole number is no masked number");
    let masked = MaskedPan::from_last_four("1111").expect("four digits");
    assert_eq!(masked.to_string(), "···· 1111");
    assert_eq!(format!("{masked:?}"), "MaskedPan(····)");
}

#[test]
fn no_flow_leaves_a_card_number_or_a_customers_words_in_the_log() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let menu = load(&root.join("menu"), jiff::civil::date(2026, 11, 24)).expect("the demo menu is fine").catalogue;
    let options =
        PlayOptions { menu: Arc::new(menu), kiosk: KioskId::new('A').expect("a letter"), policy: Policy::default(), seed: 1 };
    let mut flows: Vec<(String, String)> = std::fs::read_dir(root.join("tests/flows"))
        .expect("the flows")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "flow"))
        .map(|path| (path.display().to_string(), std::fs::read_to_string(&path).expect("a flow")))
        .collect();
    flows.sort();
    // Words that only a customer could have written.
    let secret = "zebra crossing 4111 1111 1111 1111";
    let planted = format!(
        "start takeaway\nadd fries note \"{secret}\"\nsearch \"{secret}\"\nclose-search\nreview\npay card\nterm approved\nreceipt\n"
    );
    flows.push(("planted.flow".to_owned(), planted));
    let heard = Heard::default();
    let writer = heard.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .without_time()
        .with_writer(move || writer.clone())
        .finish();
    let mut transcripts = String::new();
    tracing::subscriber::with_default(subscriber, || {
        for (name, text) in &flows {
            let steps = parse(Path::new(name), text).expect("a good script");
            let outcome = run(Path::new(name), &steps, &options).expect("it can be played");
            if name == "planted.flow" {
                assert_eq!(outcome.failures, Vec::<String>::new());
                // The search text is on the customer's own screen; the transcript of `play` repeats what its script says.
                continue;
            }
            transcripts.push_str(&outcome.transcript);
        }
    });
    let log = String::from_utf8(heard.0.lock().expect("no panic while logging").clone()).expect("text");
    assert!(log.len() > 1_000, "the log has heard the flows");
    assert_eq!(may_be_cards(&log), Vec::<String>::new(), "card numbers in the log");
    assert!(!log.contains("zebra"), "a customer's words are in the log");
    assert_eq!(may_be_cards(&transcripts), Vec::<String>::new(), "card numbers in the transcripts");
    let errors = log.lines().map(str::trim_start).filter(|line| line.starts_with("ERROR"));
    let (damage, others): (Vec<_>, Vec<_>) = errors.partition(|line| line.starts_with("ERROR cardlast::journal::start:"));
    assert!(others.is_empty(), "unexpected errors: {others:?}");
    // Whoever spoils the journal must hear of it: that it is put aside, and that a new one goes on.
    let spoilt = flows.iter().flat_map(|(_, text)| text.lines()).filter(|line| line.trim() == "spoil-journal").count();
    assert_eq!(damage.len(), spoilt * 2, "{damage:?}");
}
