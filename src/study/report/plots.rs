//! The plots of the report.

use super::tornado::{Answer, Tornado};
use crate::study::metrics::Metric;
use crate::study::profile::{SliceFigure, profile};

use super::compare::{BreakEven, Compared};
use super::results::{Played, Study};
use super::svg::{Anchor, Canvas, WIDTH, axis, mark};
use super::words::{number, plain};

/// The class of a flow's colour.
pub(super) fn colour(flow: usize) -> String {
    format!("f{}", flow % COLOURS)
}

/// Flows that have a colour of their own.
pub(super) const COLOURS: usize = 6;

fn value(played: &Played, metric: Metric) -> f64 {
    played.figures.get(metric).and_then(|figure| figure.value).unwrap_or(0.0)
}

/// Time and exposure of each flow, on one scale of seconds.
pub(super) fn time_and_exposure(study: &Study) -> String {
    let quantile = |played: &Played| value(played, Metric::TimeQuantile(900));
    let most =
        study.flows.iter().flat_map(|played| [quantile(played), value(played, Metric::Time), value(played, Metric::Exposed)]);
    let (end, step) = axis(most.fold(0.0, f64::max));
    let (left, right) = (2.0, WIDTH - 52.0);
    let x = |seconds: f64| left + (right - left) * seconds / end;
    let mut canvas = Canvas::default();
    let bottom = study.flows.len() as f64 * 78.0;
    let mut said = Vec::new();
    let marks = (end / step).round() as usize;
    for at in 0..=marks {
        let seconds = at as f64 * step;
        canvas.line((x(seconds), 0.0), (x(seconds), bottom), "grid");
        let anchor = if at == 0 { Anchor::Start } else { Anchor::Middle };
        canvas.text((x(seconds), bottom + 13.0), "tick", anchor, &mark(seconds, step));
    }
    canvas.text((right, bottom + 27.0), "axis", Anchor::End, "seconds");
    for (at, played) in study.flows.iter().enumerate() {
        let top = at as f64 * 78.0;
        let (time, exposed, late) = (value(played, Metric::Time), value(played, Metric::Exposed), quantile(played));
        let class = colour(at);
        canvas.text((left, top + 13.0), "name", Anchor::Start, &played.flow.title);
        // In words above the bar: beside the whisker the mean would read as the whisker's end.
        let words = format!("{} s on average, 90 % done within {} s", number(time), number(late));
        canvas.text((left, top + 28.0), "value", Anchor::Start, &words);
        canvas.bar((left, top + 34.0), (x(time) - left, 14.0), &format!("{class} soft"));
        canvas.line((x(time), top + 41.0), (x(late), top + 41.0), &format!("{class} whisker"));
        canvas.line((x(late), top + 36.0), (x(late), top + 46.0), &format!("{class} whisker"));
        canvas.bar((left, top + 51.0), ((x(exposed) - left).max(1.0), 14.0), &format!("{class} full"));
        canvas.text((x(exposed) + 4.0, top + 62.0), "value", Anchor::Start, &format!("{} s exposed", number(exposed)));
        said.push(format!("{}: {words}, {} s exposed", played.flow.title, number(exposed)));
    }
    canvas.finish(bottom + 32.0, &said.join("; "))
}

/// Where people abandon, in each flow.
pub(super) fn abandonment(study: &Study) -> String {
    let shares = |played: &Played| -> Vec<(usize, f64)> {
        let states = (0..played.flow.chain.states.len()).map(|at| (at, value(played, Metric::AbandonedAt(at))));
        states.filter(|(_, share)| *share > 0.0).collect()
    };
    let (end, _) = axis(study.flows.iter().flat_map(&shares).map(|(_, share)| share).fold(0.0, f64::max));
    let left = 142.0;
    let right = WIDTH - 46.0;
    let mut canvas = Canvas::default();
    let mut y = 0.0;
    let mut said = Vec::new();
    for (at, played) in study.flows.iter().enumerate() {
        let all = shares(played);
        let total = 1.0 - value(played, Metric::Completed);
        canvas.text((2.0, y + 13.0), "name", Anchor::Start, &played.flow.title);
        canvas.text((WIDTH - 2.0, y + 13.0), "value", Anchor::End, &format!("{} % in all", number(total * 100.0)));
        y += 20.0;
        for (state, share) in &all {
            let name = &played.flow.chain.states[*state].name;
            canvas.text((left - 6.0, y + 10.0), "tick", Anchor::End, &shortened(name, 25));
            canvas.bar((left, y + 1.5), (((right - left) * share / end).max(1.0), 10.0), &format!("{} full", colour(at)));
            canvas.text(
                (left + (right - left) * share / end + 4.0, y + 10.5),
                "value",
                Anchor::Start,
                &format!("{} %", short(share * 100.0)),
            );
            y += 15.0;
        }
        if all.is_empty() {
            canvas.text((left, y + 10.0), "tick", Anchor::Start, "nobody");
            y += 15.0;
        }
        y += 10.0;
        said.push(format!("{}: {} % abandon", played.flow.title, number(total * 100.0)));
    }
    canvas.finish(y, &said.join("; "))
}

/// People waiting over the day.
pub(super) fn queue(study: &Study) -> String {
    let opens = study.day.opens_min;
    let hour = |seconds: f64| seconds / 3600.0 + opens.map_or(0.0, |minute| f64::from(minute) / 60.0);
    let open_s = study.day.arrivals.open_s();
    let series: Vec<Series> = study
        .flows
        .iter()
        .enumerate()
        .map(|(at, played)| {
            let day = profile(&played.run);
            let middle = |slice: &SliceFigure| hour(f64::midpoint(slice.from_s, slice.until_s));
            let known = || day.iter().filter_map(|slice| Some((middle(slice), slice.queue?)));
            let points = known().map(|(at, queue)| (at, queue.value)).collect();
            let low = known().map(|(at, queue)| (at, (queue.value - queue.half_width).max(0.0)));
            let high = known().map(|(at, queue)| (at, queue.value + queue.half_width));
            let band = low.chain(high.collect::<Vec<_>>().into_iter().rev()).collect();
            Series { name: played.flow.title.clone(), flow: at, points, band }
        })
        .collect();
    let words = if opens.is_some() { "hour of the day" } else { "hours after opening" };
    let frame = Frame { low: hour(0.0), high: hour(open_s), x_words: words, y_words: "people waiting, mean", marks: Vec::new() };
    chart(&series, &frame)
}

/// Losses along a parameter, of the first flow and of each that is compared with it.
pub(super) fn losses(study: &Study, compared: &[Compared], pick: impl Fn(&Compared) -> Option<&BreakEven>) -> Option<String> {
    let along = compared.iter().find_map(&pick)?;
    let (low, high) = (along.line.points.first()?.at * along.scale, along.line.points.last()?.at * along.scale);
    let name = |at: usize| study.flows[at].flow.title.clone();
    let points = |line: &BreakEven, first: bool| {
        let loss = |point: &crate::study::sensitivity::Point| if first { point.first } else { point.second };
        line.line.points.iter().map(|point| (point.at * line.scale, loss(point) * 1000.0)).collect::<Vec<_>>()
    };
    let mut series = vec![Series { name: name(0), flow: 0, points: points(along, true), band: Vec::new() }];
    let mut marks = vec![Mark { at: along.base * along.scale, y: None, words: "assumed".to_owned() }];
    for pair in compared {
        let Some(along) = pick(pair) else { continue };
        // Each pair has its own range; the picture has that of the first.
        let inside = points(along, false).into_iter().filter(|(at, _)| *at <= high * (1.0 + 1e-9)).collect();
        series.push(Series { name: name(pair.other), flow: pair.other, points: inside, band: Vec::new() });
        for crossing in &along.line.crossings {
            let at = crossing * along.scale;
            marks.push(Mark { at, y: between(&points(along, false), at), words: plain(at) });
        }
    }
    let y_words = format!("{} lost in 1000 sessions", study.flows[0].flow.currency);
    Some(chart(&series, &Frame { low, high, x_words: along.name, y_words: &y_words, marks }))
}

fn between(points: &[(f64, f64)], at: f64) -> Option<f64> {
    let pair = points.windows(2).find(|pair| pair[0].0 <= at && at <= pair[1].0)?;
    Some(pair[0].1 + (pair[1].1 - pair[0].1) * (at - pair[0].0) / (pair[1].0 - pair[0].0))
}

struct Series {
    name: String,
    flow: usize,
    points: Vec<(f64, f64)>,
    /// The outline of what the points may be off by.
    band: Vec<(f64, f64)>,
}

struct Mark {
    at: f64,
    /// With a height it is a break-even point, without one the value as it stands.
    y: Option<f64>,
    words: String,
}

struct Frame<'a> {
    low: f64,
    high: f64,
    x_words: &'a str,
    y_words: &'a str,
    marks: Vec<Mark>,
}

/// Lines over one axis, with a key above them.
fn chart(series: &[Series], frame: &Frame<'_>) -> String {
    let key = series.len() as f64 * 15.0 + 16.0;
    let (left, right, top, bottom) = (40.0, WIDTH - 10.0, key + 8.0, key + 178.0);
    let (end, step) = axis(
        series.iter().flat_map(|series| series.points.iter().chain(&series.band)).map(|point| point.1).fold(0.0, f64::max) * 1.05,
    );
    let x = |value: f64| left + (right - left) * (value - frame.low) / (frame.high - frame.low);
    let y = |value: f64| bottom - (bottom - top) * value / end;
    let mut canvas = Canvas::default();
    for (at, series) in series.iter().enumerate() {
        let row = at as f64 * 15.0 + 9.0;
        canvas.path(&[(2.0, row - 3.5), (24.0, row - 3.5)], &format!("{} stroke", colour(series.flow)));
        canvas.text((30.0, row), "tick", Anchor::Start, &series.name);
    }
    canvas.text((2.0, key - 2.0), "axis", Anchor::Start, frame.y_words);
    for at in 0..=(end / step).round() as usize {
        let value = at as f64 * step;
        canvas.line((left, y(value)), (right, y(value)), if at == 0 { "base" } else { "grid" });
        canvas.text((left - 5.0, y(value) + 3.5), "tick", Anchor::End, &mark(value, step));
    }
    let (_, step) = axis(frame.high - frame.low);
    let mut value = ((frame.low / step - 1e-9).ceil() + 0.0) * step;
    while value <= frame.high + step * 1e-6 {
        canvas.line((x(value), bottom), (x(value), bottom + 4.0), "base");
        canvas.text(
            (x(value), bottom + 15.0),
            "tick",
            if value >= frame.high - step * 0.01 { Anchor::End } else { Anchor::Middle },
            &mark(value, step),
        );
        value += step;
    }
    canvas.text((right, bottom + 30.0), "axis", Anchor::End, frame.x_words);
    for mark in frame.marks.iter().filter(|mark| mark.y.is_none() && mark.at >= frame.low && mark.at <= frame.high) {
        canvas.line((x(mark.at), top), (x(mark.at), bottom), "assumed");
        let (near, anchor) = if x(mark.at) > WIDTH * 0.7 { (-3.0, Anchor::End) } else { (3.0, Anchor::Start) };
        // Below the uppermost line of the grid, which would strike it through.
        canvas.text((x(mark.at) + near, top + 14.0), "note", anchor, &mark.words);
    }
    for series in series.iter().filter(|series| !series.band.is_empty()) {
        let outline: Vec<(f64, f64)> = series.band.iter().map(|(at, value)| (x(*at), y(*value))).collect();
        canvas.area(&outline, &format!("{} soft", colour(series.flow)));
    }
    for series in series {
        let points: Vec<(f64, f64)> = series.points.iter().map(|(at, value)| (x(*at), y(*value))).collect();
        canvas.path(&points, &format!("{} stroke", colour(series.flow)));
    }
    let mut said = series.iter().map(|series| series.name.clone()).collect::<Vec<_>>();
    for mark in &frame.marks {
        let Some(height) = mark.y else { continue };
        canvas.dot((x(mark.at), y(height)), 4.0, "even");
        let (near, anchor) = if x(mark.at) > WIDTH * 0.6 { (-7.0, Anchor::End) } else { (7.0, Anchor::Start) };
        canvas.text(
            (x(mark.at) + near, (y(height) - 7.0).max(top + 28.0)),
            "even-words",
            anchor,
            &format!("break-even {}", mark.words),
        );
        said.push(format!("break-even at {}", mark.words));
    }
    canvas.finish(bottom + 35.0, &format!("{} by {}: {}", frame.y_words, frame.x_words, said.join("; ")))
}

/// What an answer of a flow hangs on.
pub(super) fn tornado(tornado: &Tornado, flow: usize, currency: &str) -> String {
    let Tornado { answer, base, bars } = tornado;
    let base = *base;
    let (unit, words, what) = match answer {
        Answer::Loss => (1000.0, format!("{currency} lost in 1000 sessions"), "Expected loss"),
        Answer::Time => (1.0, "mean seconds at the machine".to_owned(), "Time at the machine"),
        Answer::Wait => (1.0, "mean seconds in the queue".to_owned(), "Wait"),
    };
    let ends = bars.iter().flat_map(|bar| [bar.low.1, bar.high.1]).flatten();
    let (end, step) = axis(ends.fold(base, f64::max) * unit);
    let (left, right) = (134.0, WIDTH - 12.0);
    let x = |answer: f64| left + (right - left) * answer * unit / end;
    let mut canvas = Canvas::default();
    let names: Vec<Vec<String>> = bars.iter().map(|bar| in_rows(&bar.input, 20)).collect();
    let pitch = if names.iter().any(|rows| rows.len() > 1) { 28.0 } else { 20.0 };
    let bottom = bars.len() as f64 * pitch + 4.0;
    for at in 0..=(end / step).round() as usize {
        let value = at as f64 * step;
        canvas.line((x(value / unit), 0.0), (x(value / unit), bottom), "grid");
        let anchor = if value >= end - step * 0.01 { Anchor::End } else { Anchor::Middle };
        canvas.text((x(value / unit), bottom + 13.0), "tick", anchor, &mark(value, step));
    }
    for (at, (bar, rows)) in bars.iter().zip(&names).enumerate() {
        let top = at as f64 * pitch + 4.0 + (pitch - 20.0) / 2.0;
        for (row, words) in rows.iter().enumerate() {
            let down = (row as f64 - (rows.len() - 1) as f64 / 2.0) * 12.0;
            canvas.text((left - 6.0, top + 10.5 + down), "tick", Anchor::End, words);
        }
        let (Some(one), Some(other)) = (bar.low.1, bar.high.1) else { continue };
        // More machines make waits shorter: the low value's answer need not be the lower one.
        let (low, high) = (one.min(other), one.max(other));
        canvas.bar((x(low.min(base)), top), (x(base) - x(low.min(base)), 13.0), &format!("{} soft", colour(flow)));
        canvas.bar((x(base), top), (x(high.max(base)) - x(base), 13.0), &format!("{} full", colour(flow)));
    }
    canvas.line((x(base), 0.0), (x(base), bottom), "base");
    canvas.text((right, bottom + 27.0), "axis", Anchor::End, &words);
    let widest = bars.first().map_or("nothing", |bar| bar.input.as_str());
    canvas.finish(bottom + 32.0, &format!("{what} hangs most on: {widest}"))
}

/// In one row or in two, parted between words; what finds no room in two ends in an ellipsis.
fn in_rows(name: &str, most: usize) -> Vec<String> {
    if name.chars().count() <= most {
        return vec![name.to_owned()];
    }
    let fits = |at: &usize| name[..*at].chars().count() <= most;
    let Some(at) = name.match_indices(' ').map(|(at, _)| at).rfind(fits) else { return vec![shortened(name, most)] };
    vec![name[..at].to_owned(), shortened(&name[at + 1..], most)]
}

fn shortened(name: &str, most: usize) -> String {
    if name.chars().count() <= most { name.to_owned() } else { name.chars().take(most - 1).collect::<String>() + "…" }
}

fn short(value: f64) -> String {
    if value >= 0.095 { format!("{value:.1}") } else { format!("{value:.2}") }
}
