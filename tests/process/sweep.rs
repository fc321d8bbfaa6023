//! One thing goes wrong, once at each call of a sale: the till dies or goes on, is started again, and the books are compared.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::checker::{self, Verdict};
use crate::saboteur::{Call, Strike};
use crate::scene::{End, Meals, Run, Scene};
use crate::till;

/// A till in trouble that gets no further for so long is given up. Longer than the pause after which the journal is tried again.
pub const PATIENCE: Duration = Duration::from_millis(2_500);

/// One that nothing troubles has all the time that a busy machine may need.
pub const LONG: Duration = Duration::from_secs(30);

/// So many tills at once: they wait for disks and clocks more than they work.
const AT_ONCE: usize = 12;

/// What a sweep came to.
#[derive(Default)]
pub struct Report {
    /// How many points there were.
    pub points: usize,
    /// What was hit, and how often.
    pub hit: BTreeMap<Call, usize>,
    /// How the tills ended that met with it.
    pub ends: BTreeMap<String, usize>,
    /// What does not hold, and where.
    pub findings: Vec<String>,
    /// Points that a run did not come to.
    pub missed: Vec<String>,
}

/// Carries something out for each, several at a time.
pub fn for_each<T: Sync>(points: &[T], work: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(points.len()) {
            scope.spawn(|| {
                while let Some(point) = points.get(next.fetch_add(1, Ordering::Relaxed)) {
                    work(point);
                }
            });
        }
    });
}

/// How a till comes into the state in which something goes wrong.
pub struct Before<'a> {
    /// It fell here before, and something goes wrong while it takes up what is open; `None` is an empty folder and a whole sale.
    pub fell: Option<&'a Strike>,
    /// A bug to plant.
    pub plant: Option<&'a str>,
}

/// Nothing has happened yet.
pub const FRESH: Before<'_> = Before { fell: None, plant: None };

impl Before<'_> {
    fn scene(&self) -> Result<(Scene, Meals), String> {
        let scene = Scene::new(self.plant);
        let Some(fell) = self.fell else { return Ok((scene, Meals::One)) };
        let run = scene.run(Meals::One, Some(fell), PATIENCE);
        if run.end == End::Killed { Ok((scene, Meals::None)) } else { Err(format!("{fell} did not kill it: {:?}", run.end)) }
    }

    /// The calls of a till in which nothing (more) goes wrong.
    pub fn trace(&self) -> Result<Vec<Call>, String> {
        let (scene, meals) = self.scene()?;
        let run = scene.run(meals, None, LONG);
        if run.end != End::Code(till::SOLD) {
            return Err(format!("without any trouble the till {}: {}", run.end, run.said));
        }
        checker::at_any_moment(&scene.outside(), &checker::books_now(&scene.files())?)?;
        Ok(run.log.calls)
    }

    /// Meets with each of these, one scene each.
    pub fn sweep(&self, strikes: &[Strike]) -> Report {
        let report = Mutex::new(Report { points: strikes.len(), ..Report::default() });
        for_each(strikes, |strike| {
            let met = self.meet(strike);
            let mut report = report.lock().expect("no panic while reporting");
            let found = met.and_then(|(run, verdict)| {
                *report.ends.entry(run.end.to_string()).or_default() += 1;
                match run.log.fired.first() {
                    Some(call) => *report.hit.entry(call.clone()).or_default() += 1,
                    None => report.missed.push(strike.to_string()),
                }
                verdict
            });
            report.findings.extend(found.err().map(|what| format!("{strike}: {what}")));
        });
        report.into_inner().expect("no panic while reporting")
    }

    fn meet(&self, strike: &Strike) -> Result<(Run, Verdict), String> {
        let (scene, meals) = self.scene()?;
        let run = scene.run(meals, Some(strike), PATIENCE);
        let verdict = consequences(&scene, strike, &run);
        Ok((run, verdict))
    }
}

fn consequences(scene: &Scene, strike: &Strike, run: &Run) -> Verdict {
    match run.end {
        End::Killed if strike.how.is_deadly() => {}
        End::Code(till::SOLD | till::REFUSES | till::STUCK) if !strike.how.is_deadly() || run.log.fired.is_empty() => {}
        End::Killed | End::Panicked | End::Code(_) => return Err(format!("the till {}: {}", run.end, run.said)),
    }
    recovers(scene)
}

/// What is there must hold now, and after another start, which sells one more meal.
pub fn recovers(scene: &Scene) -> Verdict {
    let before = checker::books_now(&scene.files())?;
    checker::at_any_moment(&scene.outside(), &before).map_err(|what| format!("at once {what}"))?;
    let captured = scene.bank.ledger().captured();
    let again = scene.run(Meals::One, None, LONG);
    if again.end != End::Code(till::SOLD) {
        return Err(format!("started again it {}: {}", again.end, again.said));
    }
    let books = checker::books_now(&scene.files())?;
    checker::at_rest(&scene.outside(), &before, &books)?;
    let now = scene.bank.ledger().captured();
    if now <= captured {
        return Err(format!("started again it sold nothing: {captured} charged before, {now} now"));
    }
    checker::checks_out(&scene.files())
}

impl Report {
    /// For people, and as a test's answer: every point was met with, and nothing was found.
    pub fn conclude(self, name: &str) -> Result<Self, String> {
        self.print(name);
        // A commit may need a page more or less from run to run, and a question more may be asked.
        if self.missed.len() > 4 + self.points / 20 {
            return Err(format!("too many points were never come to: {:?}", self.missed));
        }
        if self.findings.is_empty() {
            Ok(self)
        } else {
            Err(format!("{} findings\n{}", self.findings.len(), self.findings.join("\n")))
        }
    }

    /// That every kind of call was hit.
    pub fn hit_all(&self, strikes: &[Strike]) -> Verdict {
        let never = strikes.iter().map(|strike| &strike.call).find(|call| !self.hit.contains_key(call));
        never.map_or(Ok(()), |call| Err(format!("{call} was never hit")))
    }

    fn print(&self, name: &str) {
        let count =
            |which: fn(&Call) -> bool| self.hit.iter().filter(|(call, _)| which(call)).map(|(_, count)| count).sum::<usize>();
        let (hit, syncs, exchanges) = (count(|_| true), count(Call::is_sync), count(Call::is_exchange));
        let ends: Vec<_> = self.ends.iter().map(|(end, count)| format!("{count} {end}")).collect();
        println!("{name}: {hit} of {} points met with ({syncs} syncs, {exchanges} exchanges); {}", self.points, ends.join(", "));
    }
}
