//! Measures of a long run, window by window, in memory that does not grow with it; and the verdict on them.

use std::time::Duration;

use crate::heap::Work;

/// How long something took, in buckets an eighth of an octave apart.
#[derive(Debug, Clone)]
pub struct Histogram {
    buckets: Box<[u32; 512]>,
    count: u64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { buckets: Box::new([0; 512]), count: 0 }
    }
}

impl Histogram {
    pub fn push(&mut self, span: Duration) {
        let ns = u64::try_from(span.as_nanos()).unwrap_or(u64::MAX).max(8);
        let octave = ns.ilog2();
        let eighth = (ns >> (octave - 3)) & 7;
        self.buckets[octave as usize * 8 + eighth as usize] += 1;
        self.count += 1;
    }

    /// The lower edge of the bucket in which so many of a hundred end.
    pub fn percentile(&self, percent: u64) -> Duration {
        let rank = (self.count * percent).div_ceil(100).max(1);
        let mut seen = 0;
        let found = self.buckets.iter().position(|count| {
            seen += u64::from(*count);
            seen >= rank
        });
        let at = found.unwrap_or(0) as u64;
        Duration::from_nanos((8 + at % 8) << (at / 8).saturating_sub(3))
    }

    pub const fn clear(&mut self) {
        *self.buckets = [0; 512];
        self.count = 0;
    }
}

/// What one window of orders came to.
#[derive(Debug, Clone, Default)]
pub struct Window {
    pub orders: u64,
    /// Bytes alive at its end, when nobody is there.
    pub live: i64,
    pub proportional_kib: u64,
    /// How often the driver's thread asked for memory.
    pub asked: u64,
    pub driver: Work,
    pub journal: Work,
    pub step: Duration,
    pub commit: Duration,
    pub slow_commit: Duration,
}

/// Something about a window that must not grow.
struct Measure {
    name: &'static str,
    of: fn(&Window) -> u64,
    /// Late windows may come to so much of a hundred of the early ones,
    percent: u64,
    /// and so much more.
    slack: u64,
}

/// Each for one order, where it is not said otherwise. An index over random names finds less and less of itself in memory: some pages more
/// are read, never the table.
const WORK: &[Measure] = &[
    Measure { name: "allocations of the driver's thread", of: |window| window.asked / window.orders, percent: 105, slack: 20 },
    Measure {
        name: "bytes written by the journal",
        of: |window| window.journal.written / window.orders,
        percent: 115,
        slack: 20_000,
    },
    Measure { name: "bytes read by the journal", of: |window| window.journal.read / window.orders, percent: 150, slack: 60_000 },
    Measure { name: "processor time of the driver", of: |window| window.driver.busy_ns / window.orders, percent: 200, slack: 0 },
    Measure {
        name: "processor time of the journal",
        of: |window| window.journal.busy_ns / window.orders,
        percent: 200,
        slack: 0,
    },
];

/// Only where the run is long and has the computer for itself.
const TIMES: &[Measure] = &[
    Measure { name: "median step", of: |window| nanoseconds(window.step), percent: 200, slack: 0 },
    Measure { name: "median commit", of: |window| nanoseconds(window.commit), percent: 200, slack: 0 },
];

fn nanoseconds(span: Duration) -> u64 {
    u64::try_from(span.as_nanos()).unwrap_or(u64::MAX)
}

/// Live bytes may grow by so much between early and late windows: threads are never quite at the same point, and caches fill up.
const LIVE_SLACK: i64 = 320 << 10;
/// A leak of one word an order is one.
const LIVE_PER_ORDER: i64 = 4;
/// What the allocator itself and the system add.
const PROPORTIONAL_SLACK_KIB: u64 = 8 << 10;

/// Whether times are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    Judged,
    Printed,
}

/// What has grown, in words; nothing when nothing has. The first fifth of the windows is for warming up, the second is compared with
/// the last.
pub fn grown(windows: &[Window], times: Times) -> Vec<String> {
    let part = windows.len() / 5;
    assert!(part > 0, "five windows at least");
    let (early, late) = (&windows[part..2 * part], &windows[windows.len() - part..]);
    let mut said = Vec::new();
    let measures = WORK.iter().chain(if times == Times::Judged { TIMES } else { &[] });
    for Measure { name, of, percent, slack } in measures {
        let sorted = |windows: &[Window]| {
            let mut values: Vec<_> = windows.iter().map(of).collect();
            values.sort_unstable();
            values
        };
        let (before, after) = (sorted(early), sorted(late));
        // Once by the middle and once by the best window: noise raises some windows, growth raises all.
        let over = |at: usize| after[at] > before[at] * percent / 100 + slack;
        if over(part / 2) && over(0) {
            said.push(format!("{name}: {} early, {} late", before[part / 2], after[part / 2]));
        }
    }
    let orders: u64 = windows[2 * part..].iter().map(|window| window.orders).sum();
    let least = |windows: &[Window]| windows.iter().map(|window| window.live).min().expect("a window");
    let more = least(late) - least(early);
    if more > LIVE_SLACK + LIVE_PER_ORDER * i64::try_from(orders).expect("few") {
        said.push(format!("live memory: {more} bytes more after {orders} orders"));
    }
    let least = |windows: &[Window]| windows.iter().map(|window| window.proportional_kib).min().expect("a window");
    if least(late) > least(early) + PROPORTIONAL_SLACK_KIB {
        said.push(format!("memory of the process: {} KiB early, {} KiB late", least(early), least(late)));
    }
    said
}

/// One window as a line.
pub fn line(window: &Window) -> String {
    let Window { orders, live, proportional_kib, asked, driver, journal, step, commit, slow_commit } = window;
    format!(
        "{orders} orders: {} KiB alive, {proportional_kib} KiB in all; an order: {} allocations, {} µs driver, {} µs journal, \
         {} KiB written, {} KiB read; step {step:?}, commit {commit:?}, one in a hundred {slow_commit:?}",
        live / 1024,
        asked / orders,
        driver.busy_ns / orders / 1000,
        journal.busy_ns / orders / 1000,
        journal.written / orders / 1024,
        journal.read / orders / 1024,
    )
}

#[test]
fn a_histogram_knows_its_middle_and_its_end() {
    let mut histogram = Histogram::default();
    (1..=1000).for_each(|us| histogram.push(Duration::from_micros(us)));
    for (percent, us) in [(50, 500), (99, 990)] {
        let found = histogram.percentile(percent).as_micros();
        assert!(found <= us && found * 9 >= us * 8, "{percent}: {found}");
    }
}

#[test]
fn growth_is_seen_and_noise_is_not() {
    let flat = |at: u64| Window {
        orders: 100,
        live: 1 << 20,
        proportional_kib: 10_000,
        asked: 100 * 500,
        driver: Work { busy_ns: 1_000_000 * (1 + at % 3), ..Work::default() },
        journal: Work { busy_ns: 2_000_000, written: 5_000_000, read: 100_000 },
        step: Duration::from_micros(20),
        commit: Duration::from_micros(400),
        slow_commit: Duration::from_millis(9),
    };
    let told = |change: fn(&mut Window, u64)| {
        let windows: Vec<_> = (0..20)
            .map(|at| {
                let mut window = flat(at);
                change(&mut window, at);
                window
            })
            .collect();
        grown(&windows, Times::Judged)
    };
    assert_eq!(told(|_, _| ()), Vec::<String>::new());
    assert_eq!(told(|window, at| window.driver.busy_ns *= if at == 17 { 9 } else { 1 }), Vec::<String>::new(), "one bad moment");
    type Change = fn(&mut Window, u64);
    let changes: [(&str, Change); 9] = [
        ("live memory", |window, at| window.live += i64::try_from(at).expect("few") * 40_000),
        ("memory of the process", |window, at| window.proportional_kib += at * 1_000),
        ("allocations of the driver's thread", |window, at| window.asked += window.orders * at * 10),
        ("bytes written by the journal", |window, at| window.journal.written += window.orders * at * 3_000),
        ("bytes read by the journal", |window, at| window.journal.read += window.orders * at * 10_000),
        ("processor time of the driver", |window, at| window.driver.busy_ns *= 1 + at),
        ("processor time of the journal", |window, at| window.journal.busy_ns *= 1 + at),
        ("median step", |window, at| window.step *= 1 + u32::try_from(at).expect("few")),
        ("median commit", |window, at| window.commit *= 1 + u32::try_from(at).expect("few")),
    ];
    for (name, change) in changes {
        let said = told(change);
        assert!(said.len() == 1 && said[0].starts_with(name), "{name}: {said:?}");
    }
}
