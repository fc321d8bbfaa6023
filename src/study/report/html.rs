//! The page: one file without a script and without anything that would have to be fetched.

use std::fmt::Write as _;

use crate::study::figures::Figure;
use crate::study::flow::Input;
use crate::study::metrics::Metric;
use crate::study::sensitivity::Parameter;

use super::compare::{Compared, FindingSide, findings};
use super::plots;
use super::results::{Played, Study};
use super::svg::escaped;
use super::tornado::{Answer, DAYS, tornadoes};
use super::words::{label, number, plain, shown, stability, unit_word};

const STYLE: &str = include_str!("page.css");

/// The whole page.
pub fn html(study: &Study, compared: &[Compared]) -> String {
    let mut page = String::new();
    let titles: Vec<String> = study.flows.iter().map(|played| escaped(&played.flow.title)).collect();
    let _ = write!(
        page,
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
<title>Flow study: {}</title><style>{STYLE}</style></head><body><main>",
        titles.join(" / ")
    );
    head(&mut page, study, &titles);
    glance(&mut page, study, compared);
    pictures(&mut page, study, compared);
    causes(&mut page, study);
    figures(&mut page, study);
    page.push_str(METHOD);
    assumed(&mut page, study);
    let _ = writeln!(
        page,
        "<p class=\"meta\"><span>cardlast {}</span><span>seed {}</span><span>inputs <code>{}</code></span></p></main></body></html>",
        study.version,
        seed(study),
        study.hash()
    );
    page
}

fn seed(study: &Study) -> u64 {
    study.flows.first().map_or(0, |played| played.run.plan.seed)
}

fn head(page: &mut String, study: &Study, titles: &[String]) {
    let _ = write!(page, "<h1>{}</h1>", titles.join(" <span style=\"color:var(--soft)\">and</span> "));
    page.push_str("<p class=\"lead\">Simulated customers, queues and passers-by. Every figure stands beside its interval and, where there is one, its exact value. What nobody has measured is called assumed.</p>");
    let all = || study.day.inputs.iter().chain(study.flows.iter().flat_map(|played| &played.flow.inputs));
    let guessed = all().filter(|input| input.source.is_assumed()).count();
    if guessed > 0 {
        let _ =
            write!(page, "<p class=\"lead\"><b>{guessed} of the {} inputs are assumed</b>, all listed below.</p>", all().count());
    }
    let Some(first) = study.flows.first() else { return };
    let plan = &first.run.plan;
    let arrivals = &plan.arrivals;
    let _ = write!(
        page,
        "<div class=\"meta\"><span><b>{}</b> days</span><span><b>{}</b> machines, one queue</span><span>arrivals <b>{}</b>: {} customers a day, {} an hour on average, {} at the peak</span><span>seed <b>{}</b></span><span>inputs <b>{}</b></span></div>",
        plan.days,
        plan.machines,
        escaped(&study.day.title),
        plain(arrivals.expected()),
        plain(arrivals.mean_rate() * 3600.0),
        plain(arrivals.peak_rate() * 3600.0),
        plan.seed,
        &study.hash()[..12]
    );
    for played in &study.flows {
        let title = escaped(&played.flow.title);
        if played.run.is_partial() {
            let _ = write!(
                page,
                "<p class=\"banner\">Partial: {title} was stopped after {} of {} days.</p>",
                played.run.days.len(),
                plan.days
            );
        }
        if played.is_astray() {
            let _ = write!(
                page,
                "<p class=\"banner\">The self-check of {title} failed: sampled and exact values differ by more than chance explains. Do not use these figures.</p>"
            );
        }
        if !matches!(played.exact.stability, crate::study::exact::Stability::Stable) {
            let _ = write!(
                page,
                "<p class=\"banner\">{title}: the queue is {}.</p>",
                escaped(&stability(played.exact.stability, played.load()))
            );
        }
    }
}

fn glance(page: &mut String, study: &Study, compared: &[Compared]) {
    for pair in compared {
        let (first, other) = (&study.flows[0].flow, &study.flows[pair.other].flow);
        let _ = write!(
            page,
            "<h2>{} against {}</h2><p>The same customers in both. After the sign ± stands what the true difference may be off by, 95 times of 100. Losses are exact values of assumed inputs, so they compare flows; they do not forecast anybody's losses.</p><ul class=\"findings\">",
            escaped(&first.title),
            escaped(&other.title)
        );
        for finding in findings(study, pair) {
            let (class, word) = match finding.side {
                FindingSide::For => ("for", "Better"),
                FindingSide::Against => ("against", "Worse"),
                FindingSide::Even => ("even", "Not shown"),
            };
            let _ = write!(page, "<li class=\"{class}\"><b>{word}</b><span>{}</span></li>", escaped(&capital(&finding.words)));
        }
        page.push_str("</ul>");
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn figure(page: &mut String, title: &str, words: &str, picture: &str) {
    let _ = write!(page, "<figure><figcaption><h3>{}</h3>{}</figcaption>{picture}</figure>", escaped(title), escaped(words));
}

fn pictures(page: &mut String, study: &Study, compared: &[Compared]) {
    page.push_str("<h2>At a glance</h2><div class=\"columns\">");
    figure(
        page,
        "Time and exposure",
        "Pale: mean time at the machine, with a whisker to where 90 % are done. Full: how long somebody else could act for the customer.",
        &plots::time_and_exposure(study),
    );
    figure(
        page,
        "Where people abandon",
        "Share of sessions given up in each state (assumed, where the flow says so).",
        &plots::abandonment(study),
    );
    figure(page, "The queue over the day", "Mean number of people waiting; each day starts empty.", &plots::queue(study));
    for (parameter, title, words) in [
        (
            Parameter::PasserByRate,
            "Loss by passers-by",
            "More strangers, more loss. Where the lines cross, neither flow is better.",
        ),
        (
            Parameter::Unnoticed,
            "Loss by changes nobody notices",
            "An order that is chosen before the card comes is open to strangers so long. Card last loses where customers seldom notice.",
        ),
        (Parameter::Forgotten, "Loss by forgotten cards", "The same share forgotten in every flow."),
    ] {
        let pick = |pair: &Compared| pair.lines.iter().position(|along| along.parameter == parameter);
        let picture = plots::losses(study, compared, |pair| pick(pair).map(|at| &pair.lines[at]));
        if let Some(picture) = picture {
            figure(page, title, words, &picture);
        }
    }
    page.push_str("</div>");
    if compared.is_empty() {
        page.push_str("<p>One flow alone has no break-even. Name a second one to compare.</p>");
    }
}

/// What the answers hang on, flow by flow.
fn causes(page: &mut String, study: &Study) {
    page.push_str("<h2>What the answers hang on</h2><p>Each input alone at half and at double its value. The line is the answer as it stands; pale: it falls; full: it rises.</p><div class=\"columns\">");
    for (at, played) in study.flows.iter().enumerate() {
        for tornado in tornadoes(played) {
            let (name, words) = match tornado.answer {
                Answer::Loss => ("loss", String::new()),
                Answer::Time => ("time at the machine", "The time in each state.".to_owned()),
                Answer::Wait => ("wait", format!("Played for {} of the days.", DAYS.min(played.run.plan.days))),
            };
            let title = format!("{}: what the {name} hangs on", played.flow.title);
            figure(page, &title, &words, &plots::tornado(&tornado, at, &played.flow.currency));
        }
    }
    page.push_str("</div>");
}

fn figures(page: &mut String, study: &Study) {
    page.push_str("<h2>All figures</h2><p>Below each value its 95 % interval. Below each exact value how many standard errors the sample lies from it; in brackets where too few events are expected to judge.</p><div class=\"grid\">");
    for played in &study.flows {
        let _ = write!(
            page,
            "<div class=\"sheet\"><h3>{}</h3><p>{} Queue {}.",
            escaped(&played.flow.title),
            escaped(&played.flow.about),
            escaped(&stability(played.exact.stability, played.load()))
        );
        if let (Some(driven), Some(machine)) = (played.driven, played.flow.machine) {
            let _ = write!(
                page,
                " Driven through the real {}: {} sessions, {} steps, none refused.",
                machine.name(),
                driven.sessions,
                driven.events
            );
        }
        page.push_str(
            "</p><table><thead><tr><th>Measure</th><th class=\"n\">Value</th><th class=\"n\">Exact</th></tr></thead><tbody>",
        );
        let astray: Vec<Metric> = played.figures.astray().map(|figure| figure.metric).collect();
        for figure in played.figures.figures.iter().filter(|figure| !is_never(figure)) {
            row(page, played, figure, astray.contains(&figure.metric));
        }
        page.push_str("</tbody></table></div>");
    }
    page.push_str("</div>");
}

/// A state that nobody abandons needs no row.
pub(super) fn is_never(figure: &Figure) -> bool {
    matches!(figure.metric, Metric::AbandonedAt(_)) && figure.exact == Some(0.0)
}

fn row(page: &mut String, played: &Played, figure: &Figure, astray: bool) {
    let unit = figure.metric.unit();
    let word = unit_word(unit, &played.flow.currency);
    let say = |value: f64| number(shown(value, unit));
    let name = label(figure.metric, &played.flow.chain);
    let name = if word.is_empty() { name } else { format!("{name}, {word}") };
    let value = figure.value.map_or_else(|| "–".to_owned(), say);
    let interval = figure.interval.map_or_else(String::new, |(low, high)| format!("<small>{} – {}</small>", say(low), say(high)));
    let exact = figure.exact.map_or_else(|| "–".to_owned(), say);
    let z = match figure.z {
        Some(z) if figure.judged => format!("<small>{z:+.2} se</small>"),
        Some(z) => format!("<small>({z:+.2} se)</small>"),
        None => String::new(),
    };
    let class = if astray { " class=\"astray\"" } else { "" };
    let _ = write!(
        page,
        "<tr{class}><td>{}</td><td class=\"n\">{value}{interval}</td><td class=\"n\">{exact}{z}</td></tr>",
        escaped(&name)
    );
}

fn assumed(page: &mut String, study: &Study) {
    page.push_str("<h2>What went in, and what of it is assumed</h2><p>Inputs marked <span class=\"tag\">assumed</span> were measured by nobody. Change them in the flow file and see what becomes of the answer.</p><div class=\"columns inputs\">");
    let mut sheet = |title: &str, inputs: &[Input], currency: &str| {
        let count = inputs.iter().filter(|input| input.source.is_assumed()).count();
        let _ = write!(
            page,
            "<details open class=\"sheet\"><summary>{}: {count} of {} assumed</summary><table><tbody>",
            escaped(title),
            inputs.len()
        );
        for input in inputs {
            let source = match &input.source {
                crate::study::flow::Source::Assumed => "<span class=\"tag\">assumed</span>".to_owned(),
                crate::study::flow::Source::Built(words) => {
                    format!("<span class=\"tag\">assumed in part</span><small>{}</small>", escaped(words))
                }
                crate::study::flow::Source::Cited(words) => escaped(words),
            };
            let _ = write!(
                page,
                "<tr><td>{}<small>{} {}</small></td><td>{source}</td></tr>",
                escaped(&input.what),
                plain(input.value),
                if input.unit == "money" { currency } else { input.unit }
            );
        }
        page.push_str("</tbody></table></details>");
    };
    sheet(&format!("Arrivals: {}", study.day.title), &study.day.inputs, "");
    for played in &study.flows {
        sheet(&played.flow.title, &played.flow.inputs, &played.flow.currency);
    }
    page.push_str("</div>");
}

const METHOD: &str = "<h2>How to read this</h2><dl>\
<dt>Exposed</dt><dd>The machine takes whoever stands there for the card's owner. A press by a stranger then costs money at once. Before that a press only changes the order, and costs something if the customer does not notice and pays.</dd>\
<dt>First and every harmful press</dt><dd>The first counts one loss a session at most; every press counts them all, and is an upper bound.</dd>\
<dt>Exact</dt><dd>A session is an absorbing Markov chain, a day a queue followed from opening to closing, worked out without chance where sessions are made of exponential phases and small enough. A run whose sample strays from them fails its own check.</dd>\
<dt>Same customers</dt><dd>Each customer draws from streams of their own, one for each purpose, so that two flows meet the same people and differences are sharper than either figure.</dd>\
<dt>One session again</dt><dd>Seed, day and customer are enough to see exactly what a simulated customer did: sessions.csv lists those of the first day, each with its command, such as <code>cardlast simulate FLOW --seed 1 --replay 1:12</code> (day 1, customer 12), or on the screen <code>cardlast atm --replay FLOW --seed 1 --customer 1:12</code>.</dd>\
<dt>Warm-up</dt><dd>None is cut. A day starts with nobody in the hall, and whoever came before closing is followed to the end.</dd>\
<dt>What this does not show</dt><dd>How long real customers take, how many strangers press keys, and how many cards are forgotten: no published measurement was found for any of them at a kiosk or for card first against card last at a cash machine.</dd></dl>";
