//! Charts of `/stats` as inline SVG. Colours are classes of the page's style: the content security policy allows no `style` attribute.

use maud::{Markup, html};

use super::format::{count, milliseconds, short_count, short_time, time};
use super::scale::Scale;
use crate::statistics::collect::latency_histogram::{Bin, LatencyHistogram, P50, P95, P99, PERCENTILES};
use crate::statistics::collect::sums::{Count, Timing};
use crate::statistics::query::TimeRange;
use crate::statistics::query_result::QueryResult;

/// Size of the drawing, and the part of it that is between the axes.
const WIDTH: f64 = 400.0;
const HEIGHT: f64 = 200.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 394.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 176.0;

/// Classes and titles of the parts of a bar of photos, the lowest first.
pub const PHOTOS: [(&str, &str, Count); 3] =
    [("cut-out", "cut out", Count::CutOut), ("cancelled", "cancelled", Count::Cancelled), ("failed", "failed", Count::Failed)];

/// Photos of each step, one part on the other.
pub fn photos(result: &QueryResult) -> Markup {
    let range = result.time;
    let steps = &result.all.steps;
    let most = steps.values().map(|sums| Count::ENDS.into_iter().map(|end| sums.get(end)).sum::<u64>()).max().unwrap_or(0);
    let scale = Scale::counts(most);
    let ends = steps.keys().skip(1).copied().chain([range.to]);
    let bars = steps.iter().zip(ends).map(|((start, sums), end)| {
        let (left, right) = (across(range, *start) + 0.6, across(range, end) - 0.6);
        let mut below = 0;
        let parts = PHOTOS.map(|(class, _, kind)| {
            let (bottom, n) = (below, sums.get(kind));
            below += n;
            (class, up(scale.position(bottom as f64)), up(scale.position(below as f64)))
        });
        html! {
            @if below > 0 {
                g {
                    title {
                        (time(*start, "%-d %b %H:%M")) ": " (sums.get(Count::CutOut)) " cut-outs, " (sums.get(Count::Failed)) " failed, "
                        (sums.get(Count::Cancelled)) " cancelled"
                    }
                    @for (class, bottom, top) in parts { @if bottom > top { (rect(class, left, top, (right - left).max(0.8), bottom - top)) } }
                }
            }
        }
    });
    let marks = html! { (frame(&scale, short_count)) (time_axis(result)) @for bar in bars { (bar) } };
    svg("Photos over time", &format!("Up to {} photos in a step of {} s.", count(most), range.step_seconds), &marks)
}

/// Percentiles of the time of whole cut-outs, step by step, on a logarithmic axis.
pub fn percentiles(result: &QueryResult) -> Markup {
    let range = result.time;
    let total = |start: &u64| result.all.steps.get(start).and_then(|sums| sums.latencies(Timing::TOTAL));
    let steps: Vec<(f64, LatencyHistogram)> = result.all.steps.keys().filter_map(|start| Some((middle(range, *start), total(start)?))).collect();
    let (least, most) = bounds(steps.iter().map(|(_, latencies)| latencies));
    let scale = Scale::times(least, most);
    let width = (RIGHT - LEFT) * range.step_seconds as f64 / (range.to - range.from).max(1) as f64;
    let lines = PERCENTILES.iter().rev().map(|percentile| {
        let points: Vec<(f64, f64)> = steps.iter().map(|(x, latencies)| (*x, up(scale.position(latencies.percentile_ms(*percentile))))).collect();
        line(percentile.name, &points, width * 1.5)
    });
    let marks = html! {
        (frame(&scale, short_time)) (time_axis(result))
        @for line in lines { (line) }
        @for (x, latencies) in &steps {
            g {
                title { (count(latencies.count())) " cut-outs: " (in_words(latencies)) }
                (rect("target", x - width / 2.0, TOP, width, BOTTOM - TOP))
            }
        }
    };
    svg("Time of a cut-out over time", &format!("Between {} and {}.", milliseconds(Some(least)), milliseconds(Some(most))), &marks)
}

/// Number of cut-outs by time, with marks at the percentiles.
pub fn distribution(bins: &[Bin], total: Option<&LatencyHistogram>) -> Markup {
    let most = bins.iter().map(|bin| bin.count).max().unwrap_or(0);
    let scale = Scale::counts(most);
    let along = Scale::times(bins.first().map_or(100.0, |bin| bin.from_ms), bins.last().map_or(10_000.0, |bin| bin.to_ms));
    let x = |ms: f64| LEFT + along.position(ms) * (RIGHT - LEFT);
    let marks = html! {
        (frame(&scale, short_count))
        @for mark in &along.marks {
            text class="x" x=(px(x(*mark).clamp(LEFT + 8.0, RIGHT - 12.0))) y=(px(BOTTOM + 16.0)) { (short_time(*mark)) }
        }
        @for bin in bins.iter().filter(|bin| bin.count > 0) {
            @let (left, right, top) = (x(bin.from_ms) + 0.6, x(bin.to_ms) - 0.6, up(scale.position(bin.count as f64)));
            g {
                title { (milliseconds(Some(bin.from_ms))) " to " (milliseconds(Some(bin.to_ms))) ": " (count(bin.count)) " cut-outs" }
                (rect("cut-out", left, top, (right - left).max(0.8), (BOTTOM - top).max(0.8)))
            }
        }
        @for (total, percentile) in total.iter().flat_map(|total| PERCENTILES.map(|percentile| (total, percentile))) {
            @let x = x(total.percentile_ms(percentile));
            line class=(percentile.name) x1=(px(x)) x2=(px(x)) y1=(TOP) y2=(BOTTOM) {}
        }
    };
    svg("Distribution of times", &total.map(in_words).unwrap_or_default(), &marks)
}

/// Percentiles as words: "p50 1.20 s, p95 2.10 s".
fn in_words(latencies: &LatencyHistogram) -> String {
    PERCENTILES.map(|percentile| format!("{} {}", percentile.name, milliseconds(Some(latencies.percentile_ms(percentile))))).join(", ")
}

/// Bar of this share of its cell.
pub fn bar(class: &str, share: f64) -> Markup {
    html! {
        svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" {
            rect class=(class) width=(px((share * 100.0).clamp(0.5, 100.0))) height="10" {}
        }
    }
}

/// Percentiles of one row on an axis that all rows share: a bar from the median to p95, and on to p99.
pub fn span(latencies: &LatencyHistogram, scale: &Scale) -> Markup {
    let [p50, p95, p99] = [P50, P95, P99].map(|percentile| 2.0 + scale.position(latencies.percentile_ms(percentile)) * 116.0);
    html! {
        svg class="span" viewBox="0 0 120 14" aria-hidden="true" {
            line class="rail" x1="0" x2="120" y1="7" y2="7" {}
            line class="p99" x1=(px(p95)) x2=(px(p99)) y1="7" y2="7" {}
            rect class="between" x=(px(p50)) y="4" width=(px((p95 - p50).max(1.0))) height="6" rx="2" {}
            circle class="median" cx=(px(p50)) cy="7" r="4" {}
        }
    }
}

/// Axis that all rows of latencies share.
pub fn shared_scale<'a>(latencies: impl Iterator<Item = &'a LatencyHistogram>) -> Scale {
    let (least, most) = bounds(latencies);
    Scale::times(least, most)
}

/// Lowest of the lowest and highest of the highest percentiles.
fn bounds<'a>(latencies: impl Iterator<Item = &'a LatencyHistogram>) -> (f64, f64) {
    let (lowest, highest) = (P50, P99);
    let found = latencies.map(|latencies| (latencies.percentile_ms(lowest), latencies.percentile_ms(highest)));
    found.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1))).unwrap_or((100.0, 10_000.0))
}

fn svg(name: &str, description: &str, marks: &Markup) -> Markup {
    html! {
        svg class="chart" role="img" viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } { title { (name) } desc { (description) } (marks) }
    }
}

fn frame(scale: &Scale, label: impl Fn(f64) -> String) -> Markup {
    html! {
        @for mark in &scale.marks {
            @let y = up(scale.position(*mark));
            line class="grid" x1=(LEFT) x2=(RIGHT) y1=(px(y)) y2=(px(y)) {}
            text class="y" x=(px(LEFT - 6.0)) y=(px(y + 4.0)) { (label(*mark)) }
        }
    }
}

fn time_axis(result: &QueryResult) -> Markup {
    let (every, range) = (result.query.range.label_seconds, result.time);
    let first = range.from.div_ceil(every) * every;
    let seconds = (first..range.to).step_by(usize::try_from(every).unwrap_or(usize::MAX));
    // A label at the very edge would be cut off.
    let labels = seconds.map(|second| (second, across(range, second))).filter(|(_, x)| (LEFT + 10.0..RIGHT - 14.0).contains(x));
    html! {
        @for (second, x) in labels {
            line class="tick" x1=(px(x)) x2=(px(x)) y1=(BOTTOM) y2=(px(BOTTOM + 4.0)) {}
            text class="x" x=(px(x)) y=(px(BOTTOM + 16.0)) { (time(second, result.query.range.label_format)) }
        }
    }
}

/// Line that breaks where points are further apart than this, with a dot where a point stands alone.
fn line(class: &str, points: &[(f64, f64)], furthest: f64) -> Markup {
    let strokes = || points.chunk_by(|one, next| next.0 - one.0 <= furthest);
    let command = |index: usize| if index == 0 { "M" } else { "L" };
    let path: String =
        strokes().flat_map(|stroke| stroke.iter().enumerate().map(|(index, (x, y))| format!("{}{x:.1} {y:.1}", command(index)))).collect();
    html! {
        path class=(class) d=(path) {}
        @for stroke in strokes() { @if let [(x, y)] = stroke { circle class=(class) cx=(px(*x)) cy=(px(*y)) r="2" {} } }
    }
}

fn rect(class: &str, x: f64, y: f64, width: f64, height: f64) -> Markup {
    html! { rect class=(class) x=(px(x)) y=(px(y)) width=(px(width)) height=(px(height)) {} }
}

fn px(coordinate: f64) -> String {
    format!("{coordinate:.1}")
}

fn across(range: TimeRange, second: u64) -> f64 {
    let share = second.saturating_sub(range.from) as f64 / (range.to - range.from).max(1) as f64;
    LEFT + share.min(1.0) * (RIGHT - LEFT)
}

fn middle(range: TimeRange, start: u64) -> f64 {
    across(range, (start + range.step_seconds / 2).min(range.to))
}

fn up(share: f64) -> f64 {
    BOTTOM - share * (BOTTOM - TOP)
}
