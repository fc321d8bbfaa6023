//! Everything of a study as CSV and JSON.

use serde_json::{Value, json};

use crate::study::metrics::Unit;
use crate::study::profile::{SliceFigure, profile};
use crate::study::stats::Estimate;

use super::compare::{Compared, findings};
use super::results::{Played, Study};
use super::sessions;
use super::tornado::tornadoes;
use super::words::label;

const fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::Seconds => "s",
        Unit::Count => "count",
        Unit::Share => "share",
        Unit::Money => "money",
        Unit::PerHour => "per hour",
    }
}

/// The files in the order in which they are written: name and text.
///
/// # Errors
/// Writing to memory does not fail.
pub fn csv_files(study: &Study, compared: &[Compared]) -> Result<Vec<(&'static str, String)>, csv::Error> {
    let mut figures = Sheet::new(&["flow", "metric", "unit", "value", "low", "high", "exact", "z", "judged", "partial"])?;
    let mut day = Sheet::new(&[
        "flow",
        "from_s",
        "until_s",
        "customers",
        "mean_wait_s",
        "wait_half_width",
        "mean_queue",
        "queue_half_width",
    ])?;
    let mut inputs = Sheet::new(&["flow", "input", "value", "unit", "source", "assumed"])?;
    let mut sessions_sheet = Sheet::new(&sessions::HEAD)?;
    let mut tornado = Sheet::new(&["flow", "answer", "input", "low", "answer_at_low", "high", "answer_at_high"])?;
    for played in &study.flows {
        let id = played.flow.id.as_str();
        for figure in &played.figures.figures {
            let (low, high) = figure.interval.unzip();
            figures.row(&[
                id.to_owned(),
                figure.metric.key(&played.flow.chain),
                unit_name(figure.metric.unit()).to_owned(),
                cell(figure.value),
                cell(low),
                cell(high),
                cell(figure.exact),
                cell(figure.z),
                figure.judged.to_string(),
                played.run.is_partial().to_string(),
            ])?;
        }
        for slice in profile(&played.run) {
            let mut row = vec![id.to_owned()];
            row.extend(slice_values(&slice).map(cell));
            day.row(&row)?;
        }
        for input in &played.flow.inputs {
            inputs.row(&input_row(id, input))?;
        }
        // A plan that was played can be made ready again.
        for row in sessions::rows(played).unwrap_or_default() {
            sessions_sheet.row(&row)?;
        }
        for of in tornadoes(played) {
            for bar in of.bars {
                tornado.row(&[
                    id.to_owned(),
                    of.answer.key().to_owned(),
                    bar.input,
                    cell(Some(bar.low.0)),
                    cell(bar.low.1),
                    cell(Some(bar.high.0)),
                    cell(bar.high.1),
                ])?;
            }
        }
    }
    for input in &study.day.inputs {
        inputs.row(&input_row("arrivals", input))?;
    }
    let mut differences = Sheet::new(&["first", "second", "metric", "first_minus_second", "standard_error", "half_width"])?;
    let mut lines = Sheet::new(&["first", "second", "parameter", "at", "loss_first", "loss_second"])?;
    let mut crossings = Sheet::new(&["first", "second", "parameter", "break_even_at"])?;
    for pair in compared {
        let names = [study.flows[0].flow.id.clone(), study.flows[pair.other].flow.id.clone()];
        for (metric, estimate) in &pair.differences {
            let values = [estimate.value, estimate.error, estimate.half_width].map(|value| cell(Some(value)));
            let mut row = names.to_vec();
            row.push(metric.key(&study.flows[0].flow.chain));
            row.extend(values);
            differences.row(&row)?;
        }
        for along in &pair.lines {
            let name = along.name.to_owned();
            for point in &along.line.points {
                let mut row = names.to_vec();
                row.push(name.clone());
                row.extend([point.at * along.scale, point.first, point.second].map(|value| cell(Some(value))));
                lines.row(&row)?;
            }
            for crossing in &along.line.crossings {
                let mut row = names.to_vec();
                row.extend([name.clone(), cell(Some(crossing * along.scale))]);
                crossings.row(&row)?;
            }
        }
    }
    Ok(vec![
        ("figures.csv", figures.finish()?),
        ("day.csv", day.finish()?),
        ("inputs.csv", inputs.finish()?),
        ("sessions.csv", sessions_sheet.finish()?),
        ("tornado.csv", tornado.finish()?),
        ("differences.csv", differences.finish()?),
        ("loss-lines.csv", lines.finish()?),
        ("break-even.csv", crossings.finish()?),
    ])
}

/// From, until, customers, wait and its half-width, queue and its half-width.
fn slice_values(slice: &SliceFigure) -> [Option<f64>; 7] {
    let half = |estimate: Option<Estimate>| estimate.map(|estimate| estimate.half_width);
    let value = |estimate: Option<Estimate>| estimate.map(|estimate| estimate.value);
    let (wait, queue) = (slice.wait_s, slice.queue);
    [Some(slice.from_s), Some(slice.until_s), value(slice.customers), value(wait), half(wait), value(queue), half(queue)]
}

fn input_row(flow: &str, input: &crate::study::flow::Input) -> [String; 6] {
    let assumed = input.source.is_assumed().to_string();
    [flow.to_owned(), input.what.clone(), cell(Some(input.value)), input.unit.to_owned(), input.source.to_string(), assumed]
}

/// A number in full, or nothing.
fn cell(value: Option<f64>) -> String {
    value.filter(|value| value.is_finite()).map_or_else(String::new, |value| value.to_string())
}

struct Sheet(csv::Writer<Vec<u8>>);

impl Sheet {
    fn new(head: &[&str]) -> Result<Self, csv::Error> {
        let mut sheet = Sheet(csv::Writer::from_writer(Vec::new()));
        sheet.0.write_record(head)?;
        Ok(sheet)
    }

    fn row(&mut self, cells: &[String]) -> Result<(), csv::Error> {
        self.0.write_record(cells)
    }

    fn finish(self) -> Result<String, csv::Error> {
        let bytes = self.0.into_inner().map_err(|error| csv::Error::from(std::io::Error::other(error.to_string())))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// The whole study.
pub fn json(study: &Study, compared: &[Compared]) -> Value {
    json!({
        "program": "cardlast",
        "version": study.version,
        "inputs_sha256": study.hash(),
        "partial": study.is_partial(),
        "self_check": if study.is_astray() { "failed" } else { "passed" },
        "arrivals": {
            "title": study.day.title,
            "pieces": study.day.arrivals.pieces().iter().map(|piece| json!([piece.until_s, piece.rate_per_s])).collect::<Vec<_>>(),
            "inputs": study.day.inputs.iter().map(input_json).collect::<Vec<_>>(),
        },
        "flows": study.flows.iter().map(flow_json).collect::<Vec<_>>(),
        "compared": compared.iter().map(|pair| json!({
            "first": study.flows[0].flow.id,
            "second": study.flows[pair.other].flow.id,
            "findings": findings(study, pair).into_iter().map(|finding| finding.words).collect::<Vec<_>>(),
            "differences": pair.differences.iter().map(|(metric, estimate)| json!({
                "metric": metric.key(&study.flows[0].flow.chain),
                "first_minus_second": estimate.value,
                "standard_error": estimate.error,
                "half_width": estimate.half_width,
            })).collect::<Vec<_>>(),
            "break_even": pair.lines.iter().map(|along| json!({
                "parameter": along.name,
                "at": along.line.crossings.iter().map(|crossing| crossing * along.scale).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    })
}

fn input_json(input: &crate::study::flow::Input) -> Value {
    json!({
        "what": input.what,
        "value": input.value,
        "unit": input.unit,
        "source": input.source.to_string(),
        "assumed": input.source.is_assumed(),
    })
}

fn flow_json(played: &Played) -> Value {
    let Played { flow, run, figures, hash, .. } = played;
    let figure = |figure: &crate::study::figures::Figure| {
        json!({
            "metric": figure.metric.key(&flow.chain),
            "label": label(figure.metric, &flow.chain),
            "unit": unit_name(figure.metric.unit()),
            "value": figure.value,
            "interval": figure.interval.map(|(low, high)| [low, high]),
            "exact": figure.exact,
            "z": figure.z,
            "judged": figure.judged,
        })
    };
    json!({
        "id": flow.id,
        "title": flow.title,
        "currency": flow.currency,
        "machine": flow.machine.map(crate::study::flow::Machine::name),
        "inputs_sha256": hash,
        "seed": run.plan.seed,
        "days": { "played": run.days.len(), "asked": run.plan.days },
        "machines": run.plan.machines,
        "partial": run.is_partial(),
        "stability": format!("{:?}", played.exact.stability),
        "z_limit": figures.limit,
        "states": flow.states.iter().zip(&flow.chain.states).map(|(standing, state)| json!({
            "id": standing.id,
            "title": state.name,
            "offers": standing.offers,
            "card": standing.card.word(),
            "authenticated": standing.authenticated,
            "amount": standing.amount.word(),
            "interstitial": state.interstitial,
            "mean_s": state.dwell.mean_s,
        })).collect::<Vec<_>>(),
        "figures": figures.figures.iter().map(figure).collect::<Vec<_>>(),
        "day": profile(run).iter().map(slice_values).collect::<Vec<_>>(),
        "inputs": flow.inputs.iter().map(input_json).collect::<Vec<_>>(),
    })
}
