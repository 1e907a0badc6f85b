//! The charts of `/stats` as SVG in line. Colours are classes of the page's style: the content security policy allows no `style` attribute.

use std::fmt::Write;

use super::markup::{count, escape, milliseconds, short_count, short_time, time};
use super::question::{Range, Stretch};
use super::report::{Bin, Step, Times};
use super::scale::Scale;

/// The drawing, and the part of it that is between the axes.
const WIDTH: f64 = 400.0;
const HEIGHT: f64 = 200.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 394.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 176.0;

/// Photos of each step, one part on the other.
pub fn photos(range: Range, stretch: Stretch, steps: &[Step]) -> String {
    let most = steps.iter().map(|step| step.events.cut_out + step.events.failed + step.events.cancelled).max().unwrap_or(0);
    let scale = Scale::counts(most);
    let mut marks = frame(&scale, short_count) + &time_axis(range, stretch);
    for (step, end) in steps.iter().zip(steps.iter().skip(1).map(|step| step.start).chain([stretch.to])) {
        let (left, right) = (across(stretch, step.start) + 0.6, across(stretch, end) - 0.6);
        let events = step.events;
        let parts = [("cut-out", events.cut_out), ("cancelled", events.cancelled), ("failed", events.failed)];
        let mut below = 0;
        let mut bars = String::new();
        for (class, n) in parts.into_iter().filter(|(_, n)| *n > 0) {
            let (bottom, top) = (up(scale.place(below as f64)), up(scale.place((below + n) as f64)));
            bars += &rect(class, left, top, (right - left).max(0.8), bottom - top);
            below += n;
        }
        if !bars.is_empty() {
            let told = format!(
                "{}: {} cut-outs, {} failed, {} cancelled",
                time(step.start, "%-d %b %H:%M"),
                events.cut_out,
                events.failed,
                events.cancelled
            );
            marks += &format!("<g><title>{}</title>{bars}</g>\n", escape(&told));
        }
    }
    svg("Photos over time", &format!("Up to {} photos in a step of {} s.", count(most), stretch.step_seconds), &marks)
}

/// Percentiles of the time of whole cut-outs, step by step, on an axis of ratios.
pub fn percentiles(range: Range, stretch: Stretch, steps: &[Step]) -> String {
    let times: Vec<(f64, Times)> = steps.iter().filter_map(|step| Some((middle(stretch, step.start), step.total?))).collect();
    let (least, most) = bounds(times.iter().map(|(_, times)| times));
    let scale = Scale::times(least, most);
    let mut marks = frame(&scale, short_time) + &time_axis(range, stretch);
    let step_width = (RIGHT - LEFT) * stretch.step_seconds as f64 / (stretch.to - stretch.from).max(1) as f64;
    for (class, of) in [("p99", (|times: &Times| times.p99_ms) as fn(&Times) -> f64), ("p95", |times| times.p95_ms), ("p50", |times| times.p50_ms)] {
        let points: Vec<(f64, f64)> = times.iter().map(|(x, times)| (*x, up(scale.place(of(times))))).collect();
        marks += &line(class, &points, step_width * 1.5);
    }
    for (x, Times { count: n, p50_ms, p95_ms, p99_ms, .. }) in &times {
        let told = format!(
            "{} cut-outs: p50 {}, p95 {}, p99 {}",
            count(*n),
            milliseconds(Some(*p50_ms)),
            milliseconds(Some(*p95_ms)),
            milliseconds(Some(*p99_ms))
        );
        let target = rect("target", x - step_width / 2.0, TOP, step_width, BOTTOM - TOP);
        marks += &format!("<g><title>{}</title>{target}</g>\n", escape(&told));
    }
    svg("Time of a cut-out over time", &format!("Between {} and {}.", milliseconds(Some(least)), milliseconds(Some(most))), &marks)
}

/// How many cut-outs took how long, with marks at the percentiles.
pub fn distribution(bins: &[Bin], total: Option<&Times>) -> String {
    let most = bins.iter().map(|bin| bin.count).max().unwrap_or(0);
    let scale = Scale::counts(most);
    let (least, longest) = (bins.first().map_or(100.0, |bin| bin.from_ms), bins.last().map_or(10_000.0, |bin| bin.to_ms));
    let along = Scale::times(least, longest);
    let x = |ms: f64| LEFT + along.place(ms) * (RIGHT - LEFT);
    let mut marks = frame(&scale, short_count);
    for mark in &along.marks {
        let _ = write!(
            marks,
            "<text class=\"x\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            x(*mark).clamp(LEFT + 8.0, RIGHT - 12.0),
            BOTTOM + 16.0,
            short_time(*mark)
        );
    }
    for bin in bins.iter().filter(|bin| bin.count > 0) {
        let (left, right, top) = (x(bin.from_ms) + 0.6, x(bin.to_ms) - 0.6, up(scale.place(bin.count as f64)));
        let told = format!("{} to {}: {} cut-outs", milliseconds(Some(bin.from_ms)), milliseconds(Some(bin.to_ms)), count(bin.count));
        marks +=
            &format!("<g><title>{}</title>{}</g>\n", escape(&told), rect("cut-out", left, top, (right - left).max(0.8), (BOTTOM - top).max(0.8)));
    }
    for (class, ms) in total.iter().flat_map(|times| [("p50", times.p50_ms), ("p95", times.p95_ms), ("p99", times.p99_ms)]) {
        let _ = writeln!(marks, "<line class=\"{class}\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{TOP}\" y2=\"{BOTTOM}\"/>", x = x(ms));
    }
    let told = total.map_or_else(String::new, |times| {
        format!("Half of them took at most {}, 95 of 100 at most {}.", milliseconds(Some(times.p50_ms)), milliseconds(Some(times.p95_ms)))
    });
    svg("How long cut-outs took", &told, &marks)
}

/// A bar of this share of its cell.
pub fn bar(class: &str, share: f64) -> String {
    let width = (share * 100.0).clamp(0.5, 100.0);
    format!(
        "<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"{class}\" width=\"{width:.1}\" height=\"10\"/></svg>"
    )
}

/// The percentiles of one row on an axis that all rows share: a bar from the median to p95, and on to p99.
pub fn span(times: &Times, scale: &Scale) -> String {
    let x = |ms| 2.0 + scale.place(ms) * 116.0;
    let (p50, p95, p99) = (x(times.p50_ms), x(times.p95_ms), x(times.p99_ms));
    format!(
        "<svg class=\"span\" viewBox=\"0 0 120 14\" aria-hidden=\"true\"><line class=\"rail\" x1=\"0\" x2=\"120\" y1=\"7\" y2=\"7\"/>\
         <line class=\"p99\" x1=\"{p95:.1}\" x2=\"{p99:.1}\" y1=\"7\" y2=\"7\"/>\
         <rect class=\"between\" x=\"{p50:.1}\" y=\"4\" width=\"{:.1}\" height=\"6\" rx=\"2\"/><circle class=\"median\" cx=\"{p50:.1}\" cy=\"7\" r=\"4\"/></svg>",
        (p95 - p50).max(1.0)
    )
}

/// The axis that all rows of times share.
pub fn shared_scale<'a>(times: impl Iterator<Item = &'a Times>) -> Scale {
    let (least, most) = bounds(times);
    Scale::times(least, most)
}

fn bounds<'a>(times: impl Iterator<Item = &'a Times>) -> (f64, f64) {
    let found = times.map(|times| (times.p50_ms, times.p99_ms)).reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)));
    found.unwrap_or((100.0, 10_000.0))
}

fn svg(title: &str, description: &str, marks: &str) -> String {
    let (title, description) = (escape(title), escape(description));
    format!("<svg class=\"chart\" role=\"img\" viewBox=\"0 0 {WIDTH} {HEIGHT}\"><title>{title}</title><desc>{description}</desc>\n{marks}</svg>\n")
}

fn frame(scale: &Scale, label: impl Fn(f64) -> String) -> String {
    let mut lines = String::new();
    for mark in &scale.marks {
        let y = up(scale.place(*mark));
        let _ = writeln!(
            lines,
            "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{RIGHT}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/><text class=\"y\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            LEFT - 6.0,
            y + 4.0,
            label(*mark)
        );
    }
    lines
}

fn time_axis(range: Range, stretch: Stretch) -> String {
    const HOUR: u64 = 3600;
    const DAY: u64 = 24 * HOUR;
    let (every, format) = match range {
        Range::Hour => (HOUR / 4, "%H:%M"),
        Range::SixHours => (HOUR, "%H:%M"),
        Range::Day => (4 * HOUR, "%H:%M"),
        Range::Week => (DAY, "%-d %b"),
        Range::Month => (5 * DAY, "%-d %b"),
        Range::Year => (61 * DAY, "%b"),
    };
    let first = stretch.from.div_ceil(every) * every;
    let mut labels = String::new();
    for second in (first..stretch.to).step_by(usize::try_from(every).unwrap_or(usize::MAX)) {
        let x = across(stretch, second);
        // A label at the very edge would be cut off.
        if (LEFT + 10.0..RIGHT - 14.0).contains(&x) {
            let _ = writeln!(
                labels,
                "<line class=\"tick\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{BOTTOM}\" y2=\"{:.1}\"/><text class=\"x\" x=\"{x:.1}\" y=\"{:.1}\">{}</text>",
                BOTTOM + 4.0,
                BOTTOM + 16.0,
                time(second, format)
            );
        }
    }
    labels
}

/// A line that breaks where points are further apart than this, with a dot where a point stands alone.
fn line(class: &str, points: &[(f64, f64)], furthest: f64) -> String {
    let mut path = String::new();
    let mut dots = String::new();
    for stroke in points.chunk_by(|one, next| next.0 - one.0 <= furthest) {
        if let [(x, y)] = stroke {
            let _ = write!(dots, "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2\"/>");
        }
        for (index, (x, y)) in stroke.iter().enumerate() {
            let _ = write!(path, "{}{x:.1} {y:.1}", if index == 0 { "M" } else { "L" });
        }
    }
    format!("<path class=\"{class}\" d=\"{path}\"/>{dots}\n")
}

fn rect(class: &str, x: f64, y: f64, width: f64, height: f64) -> String {
    format!("<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>")
}

fn across(stretch: Stretch, second: u64) -> f64 {
    let share = second.saturating_sub(stretch.from) as f64 / (stretch.to - stretch.from).max(1) as f64;
    LEFT + share.min(1.0) * (RIGHT - LEFT)
}

fn middle(stretch: Stretch, start: u64) -> f64 {
    across(stretch, (start + stretch.step_seconds / 2).min(stretch.to))
}

fn up(share: f64) -> f64 {
    BOTTOM - share * (BOTTOM - TOP)
}
