//! The report in a real browser, where there is one: it renders, fetches nothing, fits a phone, and prints.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::stdout;

/// A report over the two kiosks and what goes with it.
fn report(folder: &Path) -> PathBuf {
    let out = folder.join("out");
    let shown = out.display().to_string();
    let flows = ["kiosk-card-last", "kiosk-card-first", "atm-cash-first"];
    stdout(&[flows[0], flows[1], flows[2], "--arrivals", "restaurant", "--days", "40", "--machines", "2", "--out", &shown]);
    out.join("report.html")
}

#[test]
fn the_page_needs_nothing_but_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = std::fs::read_to_string(report(folder.path())).expect("the report");
    for word in ["http:", "https:", "src=", "url(", "@import", "<script", "<link", "NaN", "inf", "href="] {
        let inside: Vec<_> =
            page.match_indices(word).map(|(at, _)| page[at.saturating_sub(30)..].chars().take(70).collect::<String>()).collect();
        let inside: Vec<_> = inside.into_iter().filter(|around| word != "inf" || !around.contains("infl")).collect();
        assert!(inside.is_empty(), "{word}: {inside:?}");
    }
    assert!(page.contains("default-src 'none'"), "and the browser is told so");
    for words in [
        "Time and exposure",
        "Where people abandon",
        "The queue over the day",
        "Loss by passers-by",
        "Loss by changes nobody notices",
        "Loss by forgotten cards",
        "what the loss hangs on",
        "what the time at the machine hangs on",
        "what the wait hangs on",
        "assumed in part",
        "none refused",
        "time at the machine but for screens nobody asked for",
        "inputs are assumed",
        "share of the customers from 11:00 to 14:00",
        "seed 1",
    ] {
        assert!(page.to_lowercase().contains(&words.to_lowercase()), "{words}");
    }
    assert_eq!(page.matches("<svg").count(), page.matches("</svg>").count());
    assert!(
        page.matches("<svg").count() >= 8 && page.matches("role=\"img\" aria-label=\"").count() == page.matches("<svg").count()
    );
    assert!(page.len() < 400_000, "{} bytes", page.len());
}

/// The browser of this machine.
#[allow(clippy::print_stderr, reason = "who skips says so")]
fn browser() -> Option<&'static str> {
    let there = ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|name| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success()));
    if there.is_none() {
        eprintln!("NO BROWSER HERE: the report was not looked at in Chromium (`.ci/need.sh test` installs it)");
    }
    there
}

fn chromium(name: &str, profile: &Path, arguments: &[&str]) -> String {
    let output = Command::new(name)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--hide-scrollbars",
        ])
        .arg(format!("--user-data-dir={}", profile.display()))
        .args(arguments)
        .output()
        .expect("the browser runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A page around the report that says how wide its content is on a phone of this width.
fn around(folder: &Path, page: &Path, width: u32) -> PathBuf {
    let outer = folder.join(format!("around-{width}.html"));
    let text = format!(
        "<body><iframe id=f src=\"file://{}\" style=\"width:{width}px;height:900px;border:0\"></iframe><script>\
onload=()=>{{const d=document.getElementById('f').contentDocument,r=d.documentElement;\
const wide=[...d.querySelectorAll('main *:not(svg *)')].filter(e=>e.getBoundingClientRect().right>{width}+0.5).map(e=>e.outerHTML.slice(0,60));\
const cut=[...d.querySelectorAll('svg text')].filter(t=>{{const b=t.getBoundingClientRect(),s=t.ownerSVGElement.getBoundingClientRect();return b.left<s.left-1||b.right>s.right+1}}).map(t=>t.textContent);\
const small=[...d.querySelectorAll('svg text')].filter(t=>t.getBoundingClientRect().height<9).map(t=>t.textContent);\
document.body.innerHTML='<pre>scroll '+r.scrollWidth+' svgs '+d.querySelectorAll('svg').length+' wide ['+wide.join('|').replaceAll('<','&lt;')+'] cut ['+cut.join('|')+'] small ['+small.join('|')+']</pre>'}}\
</script></body>",
        page.display()
    );
    std::fs::write(&outer, text).expect("written");
    outer
}

#[test]
fn it_renders_and_fits_a_phone_and_a_desk() {
    let Some(name) = browser() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let page = report(folder.path());
    let profile = folder.path().join("profile");
    for width in [320, 390, 1280] {
        let outer = around(folder.path(), &page, width);
        let dom =
            chromium(name, &profile, &["--allow-file-access-from-files", "--dump-dom", &format!("file://{}", outer.display())]);
        let said = dom.split_once("<pre>").and_then(|(_, rest)| rest.split_once("</pre>")).map_or(dom.as_str(), |(said, _)| said);
        assert!(said.contains(&format!("scroll {width} ")), "{width}: {said}");
        assert!(
            said.contains("wide []") && said.contains("cut []") && said.contains("small []") && !said.contains("svgs 0"),
            "{width}: {said}"
        );
    }
}

#[test]
fn no_request_leaves_the_page() {
    let Some(name) = browser() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let page = report(folder.path());
    let ask = |page: &Path, log: &str| {
        let log = folder.path().join(log);
        let to_log = format!("--log-net-log={}", log.display());
        chromium(name, &folder.path().join("profile"), &[&to_log, "--dump-dom", &format!("file://{}", page.display())]);
        std::fs::read_to_string(log).expect("a log of the network")
    };
    // What the browser itself asks its maker for is not the page's doing; so a page that does ask is compared.
    let asking = folder.path().join("asking.html");
    std::fs::write(&asking, "<img src=\"http://127.0.0.1:9/asked-for\">").expect("written");
    assert!(ask(&asking, "asking.json").contains("asked-for"), "the log shows requests");
    let log = ask(&page, "page.json");
    let asked: Vec<_> = log.lines().filter(|line| line.contains("\"url\":\"") && line.contains("report.html")).collect();
    let initiated: Vec<_> = log
        .lines()
        .filter(|line| line.contains("\"initiator\":\"") && !line.contains("\"initiator\":\"not an origin\""))
        .collect();
    assert!(initiated.is_empty(), "{initiated:?} beside {asked:?}");
}

#[test]
fn it_prints_on_a_few_pages() {
    let Some(name) = browser() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let page = report(folder.path());
    let pdf = folder.path().join("report.pdf");
    let to = format!("--print-to-pdf={}", pdf.display());
    chromium(name, &folder.path().join("profile"), &[&to, "--no-pdf-header-footer", &format!("file://{}", page.display())]);
    let bytes = std::fs::read(&pdf).expect("a printed report");
    assert!(bytes.starts_with(b"%PDF"));
    let needle = b"/Type /Page\n";
    let pages = bytes.windows(needle.len()).filter(|window| window == needle).count();
    assert!((3..=16).contains(&pages), "{pages} pages");
}

/// The figures of one flow beside the exact values of another: what a wrong engine would look like.
#[test]
fn a_run_that_strays_from_its_exact_values_fails_and_says_so() {
    use cardlast::study::arrivals::Arrivals;
    use cardlast::study::crowd::Effort;
    use cardlast::study::exact::Exact;
    use cardlast::study::flow;
    use cardlast::study::plan::{Engine, Plan};
    use cardlast::study::report::{Day, Played, Study, flow_table, html};
    use cardlast::study::run::{Control, run};

    let arrivals = Arrivals::constant(0.05, 28_800.0).expect("arrivals");
    let plan =
        Plan { arrivals: arrivals.clone(), machines: 2, days: 20, seed: 1, patience: None, slices: 8, engine: Engine::Walk };
    let day = Day { title: "a day".to_owned(), opens_min: None, arrivals, inputs: Vec::new() };
    let flow = flow::preset("atm-pin-first").expect("a preset").flow().expect("a flow");
    let mut wrong = flow.chain.clone();
    wrong.states[2].dwell.mean_s *= 1.1;
    let played = run(&flow.chain, &plan, &Control::default()).expect("a run");
    let study = |chain| {
        let exact = Exact::of(chain, &plan, Effort(0.0)).expect("exact values");
        Study { day: day.clone(), flows: vec![Played::new(flow.clone(), None, played.clone(), exact, &day)], version: "test" }
    };
    let (right, wrong) = (study(&flow.chain), study(&wrong));
    assert!(!right.is_astray() && !flow_table(&right.flows[0]).contains("FAILED"));
    assert!(wrong.is_astray(), "a tenth more of one state's time is seen");
    assert!(flow_table(&wrong.flows[0]).contains("self-check FAILED: beyond"));
    assert!(html(&wrong, &[]).contains("Do not use these figures") && !html(&right, &[]).contains("Do not use these figures"));
}
