//! The stories of `tests/flows/`: each `*.flow` is played, its claims must hold, and its transcript must be the golden file beside it
//! (`x.flow` → `x.out`). `UPDATE_FLOWS=1` writes the golden files anew; read what changed before you commit it.
//!
//! Only [`check`] touches the program, so that a change of its insides does not rewrite the stories.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

use cardlast::catalogue::Catalogue;
use cardlast::driver::Observer;
use cardlast::id::KioskId;
use cardlast::locale::Language;
use cardlast::machine::kiosk::{
    Effect, Effects, Event, Kiosk, Notice, Policy, ScreenChange, ScreenName, ScreenView, cause_of, screen_changes,
};
use cardlast::machine::{CardOff, Rejection, atm};
use cardlast::payment::{
    AlarmReason, BalanceAnswer, CardPlace, CashEnd, CashPlace, Decline, DeclineReason, Entry, NotCharged, ReversalReason,
};
use cardlast::script::{Outcome, PlayOptions, ScriptError, parse, run_observed};
use cardlast::time::{Now, Timestamp, WallTime};
use cardlast::words::{Words, spoken};
use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let stories: Vec<Arc<Story>> = story_files().into_iter().map(|file| Arc::new(Story::new(file))).collect();
    let mut trials: Vec<Trial> = stories
        .iter()
        .map(|story| {
            let story = story.clone();
            Trial::test(story.name.clone(), move || story.check())
        })
        .collect();
    let all = Arc::new(stories);
    let (first, second) = (all.clone(), all.clone());
    trials.push(Trial::test("every_story_ends_the_same_way_twice", move || deterministic(&first)));
    trials.push(Trial::test("coverage", move || coverage(&second)));
    let third = all.clone();
    trials.push(Trial::test("the_stories_of_the_cash_machine_show_all_that_it_does", move || atm_coverage(&third)));
    trials.push(Trial::test("whatever_the_cash_machine_says_has_words", atm_words));
    trials.push(Trial::test("a_script_of_the_cash_machine_tells_what_is_wrong_with_it", atm_script_errors));
    trials.push(Trial::test("every_golden_file_has_a_story", move || golden_files_have_stories(&all)));
    trials.push(Trial::test("a_script_error_names_file_line_and_what_was_expected", script_errors));
    trials.push(Trial::test("a_broken_claim_is_reported_with_expected_and_found", broken_claims));
    libtest_mimic::run(&arguments, trials).exit_code()
}

// ---- Playing ---------------------------------------------------------------------------------------------------

/// Plays a script on the demo menu: the one door to the program.
fn check(file: &Path, text: &str) -> Result<Played, Vec<ScriptError>> {
    static MENU: LazyLock<Arc<Catalogue>> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
        let loaded = cardlast::catalogue::load(&folder, jiff::civil::date(2026, 11, 24));
        Arc::new(loaded.unwrap_or_else(|problems| panic!("the demo menu: {problems}")).catalogue)
    });
    let steps = parse(file, text)?;
    let kiosk = KioskId::new('A').expect("a letter");
    let options = PlayOptions { menu: MENU.clone(), kiosk, policy: Policy::default(), seed: 1 };
    let seen = Arc::new(Mutex::new(Seen::default()));
    let watch = || Some(Box::new(Watch { seen: seen.clone(), screen: ScreenName::Starting }) as Box<dyn Observer>);
    let outcome = run_observed(file, &steps, &options, watch).expect("a place to play");
    let seen = seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Ok(Played { outcome, seen })
}

struct Played {
    outcome: Outcome,
    seen: Seen,
}

/// One flow file, played at most once unless somebody wants it again.
struct Story {
    name: String,
    file: PathBuf,
    played: OnceLock<Played>,
}

impl Story {
    fn new(file: PathBuf) -> Self {
        let name = file.file_stem().expect("a file's name").to_string_lossy().into_owned();
        Self { name, file, played: OnceLock::new() }
    }

    fn play(&self) -> Played {
        let text = std::fs::read_to_string(&self.file).expect("a story is text");
        let shown = Path::new("tests/flows").join(self.file.file_name().expect("a file's name"));
        check(&shown, &text).unwrap_or_else(|errors| panic!("{}", lines_of(&errors)))
    }

    fn played(&self) -> &Played {
        self.played.get_or_init(|| self.play())
    }

    fn golden(&self) -> PathBuf {
        self.file.with_extension("out")
    }

    /// Claims hold, the transcript is the golden one, and the first line says what the story is for.
    fn check(&self) -> Result<(), Failed> {
        let text = std::fs::read_to_string(&self.file)?;
        if !text.starts_with("# ") {
            return Err(
                format!("{}: the first line is a comment that says what to take from the story", self.file.display()).into()
            );
        }
        let Outcome { transcript, failures } = &self.played().outcome;
        if !failures.is_empty() {
            return Err(format!("{}\n\n{transcript}", failures.join("\n")).into());
        }
        if std::env::var_os("UPDATE_FLOWS").is_some() {
            return Ok(std::fs::write(self.golden(), transcript)?);
        }
        let golden = std::fs::read_to_string(self.golden())
            .map_err(|error| format!("{}: {error}; UPDATE_FLOWS=1 writes it", self.golden().display()))?;
        match difference(&golden, transcript) {
            None => Ok(()),
            Some(difference) => Err(format!("{} (- golden, + now)\n{difference}", self.golden().display()).into()),
        }
    }
}

fn story_files() -> Vec<PathBuf> {
    files_with("flow")
}

fn files_with(ending: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/flows");
    let entries = std::fs::read_dir(folder).expect("the folder of stories").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<_> = entries.filter(|path| path.extension().is_some_and(|found| found == ending)).collect();
    files.sort();
    files
}

fn lines_of(errors: &[ScriptError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// Where two texts part and where they meet again, with a little of what is around; `None` when they are the same.
fn difference(golden: &str, now: &str) -> Option<String> {
    const AROUND: usize = 4;
    const MOST: usize = 40;
    let (old, new): (Vec<_>, Vec<_>) = (golden.lines().collect(), now.lines().collect());
    if old == new {
        return None;
    }
    let same = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let left = old.len().min(new.len()) - same;
    let tail = old.iter().rev().zip(new.iter().rev()).take(left).take_while(|(old, new)| old == new).count();
    let mut text = format!("from line {}:\n", same + 1);
    let mut say = |mark: char, lines: &[&str]| {
        for line in lines.iter().take(MOST) {
            let _ = writeln!(text, "{mark} {line}");
        }
        if lines.len() > MOST {
            let _ = writeln!(text, "{mark} … {} more lines", lines.len() - MOST);
        }
    };
    say(' ', &old[same.saturating_sub(AROUND)..same]);
    say('-', &old[same..old.len() - tail]);
    say('+', &new[same..new.len() - tail]);
    say(' ', &old[old.len() - tail..(old.len() - tail + AROUND).min(old.len())]);
    Some(text)
}

// ---- About all stories -----------------------------------------------------------------------------------------

fn deterministic(stories: &[Arc<Story>]) -> Result<(), Failed> {
    for story in stories {
        let again = story.play().outcome;
        if let Some(difference) = difference(&story.played().outcome.transcript, &again.transcript) {
            return Err(format!("{} ends differently the second time\n{difference}", story.name).into());
        }
    }
    Ok(())
}

fn golden_files_have_stories(stories: &[Arc<Story>]) -> Result<(), Failed> {
    let known: BTreeSet<_> = stories.iter().map(|story| story.golden()).collect();
    let stray: Vec<_> = files_with("out").into_iter().filter(|file| !known.contains(file)).collect();
    if stray.is_empty() { Ok(()) } else { Err(format!("golden files without a story: {stray:?}").into()) }
}

// ---- The language ----------------------------------------------------------------------------------------------

fn script_errors() -> Result<(), Failed> {
    for (line, message, expected) in [
        ("strat takeaway", "\"strat\" is no command", "start"),
        ("start upstairs", "\"upstairs\" is none of these", "dine-in, takeaway"),
        ("pay cash", "\"cash\" is none of these", "card, counter"),
        ("wait soon", "\"soon\" is no time", "500ms, 30s, 5m or 2h"),
        ("add", "", ""),
        ("add fries two", "\"two\" says nothing about an item", "x2, with or note"),
        ("note fries", "the line ends too early", "a note, in quotes"),
        ("search \"crème", "a quote is not closed", "a closing \""),
        ("quantity line two 3", "\"two\" is no number", "a whole number"),
        ("filter no-fun", "\"no-fun\" is no filter", "no-ALLERGEN or a diet"),
        ("toggle cheddar", "\"cheddar\" names no option", "group/option"),
        ("fill drink water", "\"water\" stands in the way", "with"),
        ("term explodes", "\"explodes\" is nothing a terminal does", "approved"),
        ("term digit 12", "12 is no digit", "0 to 9"),
        ("term trouble rain", "\"rain\" is no trouble", "late-answer"),
        ("journal sleeps", "\"sleeps\" is none of these", "fails, works"),
        ("at noon", "\"noon\" is no date and time", "2026-11-22T12:30:00+01:00"),
        ("times 0 undo", "0 times is too few or too many", "1 to 1000"),
        ("expect screen kitchen", "\"kitchen\" is no screen", "attract"),
        ("expect joy", "\"joy\" is nothing to expect", "total"),
        ("finish now", "\"now\" is too much", "the end of the line"),
    ] {
        let text = format!("# a story\nstart takeaway\n{line}\n");
        match check(Path::new("lunch.flow"), &text) {
            Ok(_) if message.is_empty() => {}
            Ok(_) => return Err(format!("{line:?} is read without an error").into()),
            Err(errors) => {
                let told = lines_of(&errors);
                let complete = told.starts_with("lunch.flow:3: ") && told.contains(message) && told.contains(expected);
                if message.is_empty() || !complete {
                    return Err(format!("{line:?} gave\n{told}").into());
                }
            }
        }
    }
    Ok(())
}

fn broken_claims() -> Result<(), Failed> {
    for (claim, expected, found) in [
        ("expect total 9.00", "\"9.00\"", "\"3.20\""),
        ("expect screen review", "Review", "Menu"),
        ("expect lines 2", "lines 2", "1"),
        ("expect rejected stale", "\"stale\"", "[]"),
        ("expect number A01", "no number", "menu"),
        ("expect card off busy", "busy", "None"),
        ("expect charged 3.20", "3.20", "[]"),
        ("expect ticket Frites", "there is no ticket", ""),
        ("expect no-line fries", "false", "true"),
    ] {
        let text = format!("# a story\nstart takeaway\nquick-add fries\n{claim}\nexpect lines 1\n");
        let played = check(Path::new("lunch.flow"), &text).map_err(|errors| lines_of(&errors))?;
        let [told] = played.outcome.failures.as_slice() else {
            return Err(format!("{claim:?} is one broken claim, told: {:?}", played.outcome.failures).into());
        };
        let complete = told.starts_with("lunch.flow:4: ") && told.contains(claim);
        if !complete || !told.contains(expected) || !told.contains(found) {
            return Err(format!("{claim:?} gave\n{told}").into());
        }
    }
    let refused = check(Path::new("lunch.flow"), "# a story\nstart takeaway\nundo\n").map_err(|errors| lines_of(&errors))?;
    let told = refused.outcome.failures.join("\n");
    if told.contains("lunch.flow:3: refused: nothing-to-undo") {
        Ok(())
    } else {
        Err(format!("an undo of nothing gave {told}").into())
    }
}

// ---- Coverage --------------------------------------------------------------------------------------------------

/// What was seen in a story, by the list it belongs to.
#[derive(Default, Clone)]
struct Seen(BTreeMap<&'static str, BTreeSet<String>>);

impl Seen {
    fn add(&mut self, list: &'static str, what: impl Into<String>) {
        self.0.entry(list).or_default().insert(what.into());
    }
}

struct Watch {
    seen: Arc<Mutex<Seen>>,
    screen: ScreenName,
}

impl Observer for Watch {
    fn step(&mut self, now: Timestamp, event: &Event, outcome: &Result<Effects, Rejection>, kiosk: &Kiosk) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let (from, to) = (self.screen, kiosk.screen_name());
        self.screen = to;
        seen.add("screen", from.key());
        seen.add("screen", to.key());
        if from != to {
            seen.add("screen change", change_text(ScreenChange { from, cause: cause_of(event, from), to }));
        }
        if let Event::Terminal(event) = event {
            seen.add("terminal event", event.name());
        }
        if let Err(rejection) = outcome {
            seen.add("rejection", rejection.key());
        }
        for effect in outcome.iter().flat_map(Effects::iter) {
            if let Effect::Record(Entry::Alarm { reason, .. }) = effect {
                seen.add("alarm", alarm(*reason));
            }
            if let Effect::Record(Entry::ReversalIntent { reason, .. }) = effect {
                seen.add("reversal", reversal(*reason));
            }
        }
        let view = kiosk.view(Now { at: now, wall: WallTime { unix_ms: 0, offset_s: 0 } });
        match &view.notice {
            Some(Notice::NotCharged(why)) => seen.add("not charged", not_charged(why)),
            Some(other) => seen.add("notice", notice(other)),
            None => {}
        }
        if let ScreenView::Attract(_) | ScreenView::Review(_) = &view.screen
            && let Err(off) = kiosk.card_offer()
        {
            seen.add("card off", card_off(&off));
        }
    }

    fn aside(&mut self, _now: Timestamp, _what: &str) {}
}

fn change_text(change: ScreenChange) -> String {
    format!("{} → {} by {:?}", change.from, change.to, change.cause)
}

/// Every list: what must be seen in some story, and what no script can bring about, with the reason.
struct List {
    name: &'static str,
    wanted: Vec<String>,
    out_of_reach: &'static [(&'static str, &'static str)],
}

fn lists() -> Vec<List> {
    let list = |name, wanted: &[&str], out_of_reach| List {
        name,
        wanted: wanted.iter().map(|key| (*key).to_owned()).collect(),
        out_of_reach,
    };
    let changes = screen_changes().into_iter().map(change_text).collect();
    vec![
        list("rejection", REJECTIONS, REJECTIONS_OUT_OF_REACH),
        list("not charged", NOT_CHARGED, &[]),
        list("terminal event", TERMINAL_EVENTS, &[]),
        list("screen", &ScreenName::ALL.map(ScreenName::key), &[]),
        List { name: "screen change", wanted: changes, out_of_reach: CHANGES_OUT_OF_REACH },
        list("notice", NOTICES, &[]),
        list("card off", CARD_OFF, &[]),
        list("alarm", ALARMS, &[]),
        list("reversal", REVERSALS, &[]),
    ]
}

fn coverage(stories: &[Arc<Story>]) -> Result<(), Failed> {
    let mut seen = Seen::default();
    for story in stories {
        for (list, found) in &story.played().seen.0 {
            seen.0.entry(list).or_default().extend(found.iter().cloned());
        }
    }
    let mut gaps = String::new();
    for List { name, wanted, out_of_reach } in lists() {
        let found = seen.0.remove(name).unwrap_or_default();
        let excuse = |key: &str| out_of_reach.iter().find(|(known, _)| *known == key);
        for key in wanted.iter().filter(|key| !found.contains(*key) && excuse(key).is_none()) {
            let _ = writeln!(gaps, "no story shows {name} \"{key}\"");
        }
        for key in found.iter().filter(|key| !wanted.contains(key)) {
            let _ = writeln!(gaps, "{name} \"{key}\" is on no list");
        }
        for (key, reason) in
            out_of_reach.iter().filter(|(key, _)| found.contains(*key) || !wanted.iter().any(|known| known == key))
        {
            let _ = writeln!(gaps, "{name} \"{key}\" needs no excuse any more ({reason})");
        }
    }
    if gaps.is_empty() { Ok(()) } else { Err(gaps.into()) }
}

const REJECTIONS: &[&str] = &[
    "wrong-screen",
    "stale",
    "not-on-menu",
    "unknown-language",
    "sold-out",
    "not-now",
    "group-full",
    "line-full",
    "cart-full",
    "over-ceiling",
    "no-such-line",
    "incomplete",
    "nothing-to-undo",
    "nothing-to-redo",
    "amount-out-of-range",
    "empty",
    "sold-out-in-cart",
    "nothing-to-pay",
    "card-off",
    "counter-off",
    "too-late",
    "repeat",
    "other-attempt",
    "second-reference",
    "closed-as-not-charged",
    "customer-there",
    "being-taken-back",
    "not-in-service",
];

const REJECTIONS_OUT_OF_REACH: &[(&str, &str)] = &[
    ("amount-out-of-range", "a checked menu and the limits of a cart keep amounts in range; the tables of money show it"),
    ("second-reference", "the checkout says it to the kiosk, which takes the second payment back; nobody outside hears it"),
    ("closed-as-not-charged", "the checkout says it to the kiosk, which takes the payment back; nobody outside hears it"),
];

/// A new kind of refusal must get its key above: this does not compile until somebody has looked.
#[allow(dead_code, reason = "it is the compiler that reads this")]
const fn every_rejection_is_listed(rejection: &Rejection) {
    match rejection {
        Rejection::WrongScreen(_)
        | Rejection::Stale { .. }
        | Rejection::NotOnMenu(_)
        | Rejection::UnknownLanguage(_)
        | Rejection::NotAvailable(_)
        | Rejection::Selection(_)
        | Rejection::Cart(_)
        | Rejection::Lock(_)
        | Rejection::CardOff(_)
        | Rejection::CounterOff
        | Rejection::TooLate
        | Rejection::Repeat
        | Rejection::OtherAttempt
        | Rejection::SecondReference
        | Rejection::ClosedAsNotCharged
        | Rejection::CustomerThere
        | Rejection::BeingTakenBack
        | Rejection::NotInService
        | Rejection::NotOnScreen(_)
        | Rejection::Withdrawal(_)
        | Rejection::NotNow(_)
        | Rejection::OtherAmount => {}
    }
}

const NOT_CHARGED: &[&str] = &[
    "declined",
    "cancelled-at-terminal",
    "cancelled-here",
    "no-card",
    "unreachable",
    "busy",
    "not-recorded",
    "taken-back",
    "not-found",
];

/// By its key; a new outcome must get into the list above.
const fn not_charged(why: &NotCharged) -> &'static str {
    match why {
        NotCharged::Declined(_)
        | NotCharged::CancelledAtTerminal
        | NotCharged::CancelledHere
        | NotCharged::NoCard
        | NotCharged::Unreachable
        | NotCharged::Busy
        | NotCharged::NotRecorded
        | NotCharged::TakenBack
        | NotCharged::NotFound => why.key(),
    }
}

const TERMINAL_EVENTS: &[&str] = &[
    "progress",
    "approval-offered",
    "confirmed",
    "taken-back",
    "declined",
    "cancelled-at-terminal",
    "cancelled",
    "cancel-too-late",
    "no-card",
    "unreachable",
    "busy",
    "unknown",
    "looked-up-approved",
    "looked-up-declined",
    "looked-up-not-charged",
    "looked-up-in-progress",
    "looked-up-not-found",
    "looked-up-cannot-tell",
    "reversed",
    "reversal-refused",
    "reconciled",
    "health",
];

const CHANGES_OUT_OF_REACH: &[(&str, &str)] = &[(
    "starting → out-of-service by Boot",
    "a script's journal is asked for nothing before the start, so it cannot have failed by then",
)];

const NOTICES: &[&str] = &["sold-out", "staff-called", "service-changed", "counter-failed", "welcome-back"];

const fn notice(notice: &Notice) -> &'static str {
    match notice {
        Notice::NotCharged(why) => not_charged(why),
        Notice::SoldOut(_) => "sold-out",
        Notice::StaffCalled => "staff-called",
        Notice::ServiceChanged => "service-changed",
        Notice::CounterFailed => "counter-failed",
        Notice::WelcomeBack => "welcome-back",
    }
}

const CARD_OFF: &[&str] = &[
    "no-terminal",
    "unresolved",
    "reversing",
    "unheard",
    "busy",
    "unreachable",
    "no-journal",
    "journal-damaged",
    "kitchen-behind",
    "stopping",
];

const fn card_off(off: &CardOff) -> &'static str {
    match off {
        CardOff::NoTerminal
        | CardOff::Unresolved(_)
        | CardOff::Reversing(_)
        | CardOff::Unheard
        | CardOff::Busy
        | CardOff::Unreachable
        | CardOff::NoJournal
        | CardOff::KitchenBehind
        | CardOff::JournalDamaged
        | CardOff::Stopping => off.key(),
    }
}

const ALARMS: &[&str] =
    &["reversal-refused", "approval-mismatch", "unknown-approval", "too-many-at-once", "cannot-tell", "contradicts-staff"];

const fn alarm(reason: AlarmReason) -> &'static str {
    match reason {
        AlarmReason::ReversalRefused
        | AlarmReason::ApprovalMismatch
        | AlarmReason::UnknownApproval
        | AlarmReason::TooManyAtOnce
        | AlarmReason::CannotTell
        | AlarmReason::ContradictsStaff
        | AlarmReason::CardKept
        | AlarmReason::CashUnknown => reason.key(),
    }
}

const REVERSALS: &[&str] = &["late", "closed-as-not-charged", "second-reference", "mismatch", "refusal-unanswered"];

const fn reversal(reason: ReversalReason) -> &'static str {
    match reason {
        ReversalReason::Late
        | ReversalReason::ClosedAsNotCharged
        | ReversalReason::SecondReference
        | ReversalReason::Mismatch
        | ReversalReason::RefusalUnanswered
        | ReversalReason::CardNotTaken
        | ReversalReason::NotDispensed
        | ReversalReason::CashReturned => reason.key(),
    }
}

// ---- The cash machine ------------------------------------------------------------------------------------------

/// What the transcripts of its stories must show: each screen, each last word, each place of card and notes, each reason why there is no
/// cash, each alarm, each reversal and each refusal that is its own.
fn atm_coverage(stories: &[Arc<Story>]) -> Result<(), Failed> {
    let of_atm = stories.iter().filter(|story| story.name.starts_with("atm-"));
    let transcripts: String = of_atm.map(|story| story.played().outcome.transcript.as_str()).collect();
    // "  +12.000 = told goodbye" and the like, without the time.
    let lines: BTreeSet<&str> = transcripts
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix('+')?.split_once(' ').map(|(_, rest)| rest))
        .collect();
    let shows = |start: &str| {
        let is_it = |line: &&str| {
            line.strip_prefix(start)
                .is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '-'))
        };
        lines.iter().any(is_it)
    };
    let mut wanted = Vec::new();
    wanted.extend(
        atm::ScreenName::ALL.iter().filter(|screen| **screen != atm::ScreenName::Starting).map(|name| format!("= {name}")),
    );
    // A balance is told with its amount; the name stands before it.
    wanted.extend(every_told().iter().map(|told| format!("= told {}", told.key())));
    wanted.extend(
        CardPlace::ALL.iter().filter(|place| **place != CardPlace::Unknown).map(|place| format!("> card: {}", place.key())),
    );
    wanted.extend(CashPlace::ALL.iter().map(|place| format!("> cash: attempt 1 {}", place.key())));
    wanted.extend(CashEnd::ALL.iter().map(|end| format!("< record cash of attempt 1 ended: {}", end.key())));
    wanted.extend(
        ATM_OFF.iter().filter(|off| !ATM_OFF_OUT_OF_REACH.contains(off)).flat_map(|off| [format!("= welcome, no cash: {off}")]),
    );
    wanted.extend(["= out-of-service no-terminal", "= out-of-service card-in-slot"].map(str::to_owned));
    wanted.extend(
        ["card-kept", "cash-unknown", "reversal-refused", "unknown-approval", "too-many-at-once"]
            .map(|alarm| format!("< record alarm {alarm}")),
    );
    wanted.extend(ATM_REJECTIONS.iter().map(|key| format!("! {key}")));
    let reversals = ["late", "second-reference", "card-not-taken", "not-dispensed", "cash-returned"];
    let reversed = |reason: &&str| transcripts.contains(&format!("of attempt 1: {reason}"));
    let gaps: Vec<_> = wanted.iter().filter(|start| !shows(start)).cloned().collect();
    let unseen: Vec<_> = reversals.iter().filter(|reason| !reversed(reason)).collect();
    if gaps.is_empty() && unseen.is_empty() { Ok(()) } else { Err(format!("no story shows {gaps:#?}, {unseen:?}").into()) }
}

const ATM_OFF: &[&str] =
    &["no-journal", "no-terminal", "no-dispenser", "unresolved", "reversing", "cash-open", "card-in-slot", "stopping"];

/// Without a terminal or with a card in the slot there is no balance either, and the whole machine is out of service; so it is as it stops.
const ATM_OFF_OUT_OF_REACH: &[&str] = &["no-terminal", "card-in-slot", "stopping"];

const ATM_REJECTIONS: &[&str] = &["wrong-screen", "not-now", "other-amount", "too-late", "repeat", "unknown-language"];

/// A new last word, or a new reason, must get into a story: this does not compile until somebody has looked.
fn every_told() -> Vec<atm::Told> {
    use atm::Told;
    let decline = || Decline::new(DeclineReason::Refused, String::new());
    let told = vec![
        Told::NotDone(NotCharged::Declined(decline())),
        Told::NotDone(NotCharged::CancelledAtTerminal),
        Told::NotDone(NotCharged::CancelledHere),
        Told::NotDone(NotCharged::NoCard),
        Told::NotDone(NotCharged::Unreachable),
        Told::NotDone(NotCharged::NotRecorded),
        Told::NotDone(NotCharged::TakenBack),
        Told::NotPaidOut,
        Told::CashReturned,
        Told::AskStaff(String::new()),
        Told::CardKept,
        Told::CardKeptNotPaidOut,
        Told::NoBalance(BalanceAnswer::Declined(decline())),
        Told::NoBalance(BalanceAnswer::Cancelled),
        Told::NoBalance(BalanceAnswer::NoCard),
        Told::NoBalance(BalanceAnswer::Unreachable),
        Told::Goodbye,
    ];
    for one in &told {
        match one {
            Told::NotDone(_)
            | Told::NotPaidOut
            | Told::CashReturned
            | Told::AskStaff(_)
            | Told::CardKept
            | Told::CardKeptNotPaidOut
            | Told::Balance(_)
            | Told::NoBalance(_)
            | Told::Goodbye => {}
        }
    }
    told
}

/// Whatever the cash machine says has words in every language.
fn atm_words() -> Result<(), Failed> {
    let fine = |key: &str| spoken().all(|tag| Words::new(&Language::new(tag).expect("a language")).has(key));
    let mut keys: Vec<String> =
        atm::ScreenName::ALL.iter().filter(|name| **name != atm::ScreenName::Told).map(|name| format!("atm-{name}")).collect();
    keys.extend(every_told().iter().map(|told| format!("atm-told-{}", told.key())));
    keys.extend(["busy", "not-found", "balance"].map(|key| format!("atm-told-{key}")));
    keys.extend(ATM_OFF.iter().map(|off| format!("atm-off-{off}")));
    keys.extend(["nothing-to-withdraw", "over-limit", "no-such-notes"].map(|key| format!("atm-refused-{key}")));
    keys.extend(["atm-pin-wrong", "atm-bank-slow", "atm-counting-slow", "atm-take-card-cash"].map(str::to_owned));
    let intents = [
        "withdraw",
        "balance",
        "amount",
        "digit",
        "clear",
        "enter",
        "confirm",
        "change",
        "cancel",
        "receipt",
        "finish",
        "still-here",
    ];
    keys.extend(intents.map(|name| format!("atm-key-{name}")));
    let missing: Vec<_> = keys.into_iter().filter(|key| !fine(key)).collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("no words for {missing:?}").into()) }
}

fn atm_script_errors() -> Result<(), Failed> {
    for (line, message, expected) in [
        ("start takeaway", "\"start\" is no command", "a command of a cash machine"),
        ("type twelve", "\"twelve\" is no number", "digits such as 120"),
        ("card flies", "\"flies\" is none of these", "none, inside, offered"),
        ("card returns never", "\"never\" is none of these", "willingly, jams, silently"),
        ("cash vanishes", "\"vanishes\" is none of these", "presented"),
        ("dispenser sings", "\"sings\" is nothing a dispenser does", "cannot-tell"),
        ("notes 20y5", "\"20y5\" is no note", "20x5 50x2"),
        ("expect screen menu", "\"menu\" is no screen", "welcome"),
        ("expect joy", "\"joy\" is nothing to expect", "told"),
        ("pin 300", "300 is too many", "up to 255"),
        ("confirm 20.00 now", "\"now\" is too much", "the end of the line"),
    ] {
        let text = format!("# a story\nmachine atm\n{line}\n");
        match check(Path::new("cash.flow"), &text) {
            Ok(_) if message.is_empty() => {}
            Ok(_) => return Err(format!("{line:?} is read without an error").into()),
            Err(errors) => {
                let told = lines_of(&errors);
                if !(told.starts_with("cash.flow:3: ") && told.contains(message) && told.contains(expected)) {
                    return Err(format!("{line:?} gave\n{told}").into());
                }
            }
        }
    }
    for (claim, found) in [
        ("expect screen amount", "Welcome"),
        ("expect amount 20.00", "None"),
        ("expect told goodbye", "nothing is told"),
        ("expect debited 20.00", "[]"),
        ("expect paid 20.00", "[]"),
        ("expect prompts 1", "0"),
        ("expect off no-journal", "None"),
        ("expect alarms card-kept", "[]"),
        ("expect card inside", "None"),
        ("expect keys cancel", "withdraw"),
        ("cash taken", "not been asked"),
        ("take-card", "cannot be taken"),
        ("confirm", "nothing to confirm"),
    ] {
        let text = format!("# a story\nmachine atm\n{claim}\n");
        let played = check(Path::new("cash.flow"), &text).map_err(|errors| lines_of(&errors))?;
        let [told] = played.outcome.failures.as_slice() else {
            return Err(format!("{claim:?} is one broken claim, told: {:?}", played.outcome.failures).into());
        };
        if !(told.starts_with("cash.flow:3: ") && told.contains(found)) {
            return Err(format!("{claim:?} gave\n{told}").into());
        }
    }
    Ok(())
}
