//! Charts of `/stats` as inline SVG. Colours are classes of the page's style: the content security policy allows no `style` attribute.

use maud::{Markup, html};

use super::format::{count, milliseconds, short_count, short_time, time};
use super::scale::Scale;
use crate::statistics::collect::dimension::Series;
use crate::statistics::collect::latency_histogram::{LatencyHistogram, PERCENTILES};
use crate::statistics::collect::sums::{CANCELLED, CUT_OUT, FAILED, TOTAL};
use crate::statistics::query::Query;
use crate::statistics::query_result::QueryResult;

/// Size of the drawing, and the part of it that is between the axes.
const WIDTH: f64 = 400.0;
const HEIGHT: f64 = 200.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 394.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 176.0;

/// Classes and titles of the parts of a bar of photos, the lowest first.
pub const PHOTOS: [(&str, &str, &str); 3] = [("cut-out", "cut out", CUT_OUT), ("cancelled", "cancelled", CANCELLED), ("failed", "failed", FAILED)];

/// Photos of each step, one part on the other.
pub fn photos(result: &QueryResult) -> Markup {
    let query = &result.query;
    let steps: Vec<_> = result.time_series(&Series::ALL).collect();
    let most: u64 = steps.iter().map(|(_, sums)| PHOTOS.map(|(_, _, kind)| sums.get(kind)).iter().sum()).max().unwrap_or(0);
    let scale = Scale::counts(most);
    let ends = steps.iter().skip(1).map(|(start, _)| *start).chain([query.to]);
    let bars = steps.iter().zip(ends).map(|((start, sums), end)| {
        let mut below = 0;
        let parts = PHOTOS.map(|(class, _, kind)| {
            let bottom = up(scale.position(below as f64));
            below += sums.get(kind);
            (class, up(scale.position(below as f64)), bottom)
        });
        html! {
            @if below > 0 {
                g {
                    title {
                        (time(*start, "%-d %b %H:%M")) ": " (sums.get(CUT_OUT)) " cut-outs, " (sums.get(FAILED)) " failed, "
                        (sums.get(CANCELLED)) " cancelled"
                    }
                    @for (class, top, bottom) in parts.into_iter().filter(|(_, top, bottom)| bottom > top) {
                        (column(class, across(query, *start), across(query, end), top, bottom - top))
                    }
                }
            }
        }
    });
    let marks = html! { (frame(&scale, short_count)) (time_axis(query)) @for bar in bars { (bar) } };
    svg("Photos over time", &format!("Up to {} photos in a step of {} s.", count(most), query.range.step_seconds()), &marks)
}

/// Percentiles of the time of whole cut-outs, step by step, on a logarithmic axis.
pub fn percentiles(result: &QueryResult) -> Markup {
    let query = &result.query;
    let step_seconds = query.range.step_seconds();
    let width = (RIGHT - LEFT) * step_seconds as f64 / (query.to - query.from).max(1) as f64;
    let measured = result.time_series(&Series::ALL).filter_map(|(start, sums)| {
        let total = sums.latencies(TOTAL);
        Some((across(query, (start + step_seconds / 2).min(query.to)), total.percentiles_ms()?, total))
    });
    let steps = Vec::from_iter(measured);
    let (least, most) = bounds(steps.iter().map(|(_, percentiles, _)| *percentiles));
    let scale = Scale::times(least, most);
    let marks = html! {
        (frame(&scale, short_time)) (time_axis(query))
        @for (index, (name, _)) in PERCENTILES.iter().enumerate().rev() {
            @let points = Vec::from_iter(steps.iter().map(|(x, percentiles, _)| (*x, up(scale.position(percentiles[index])))));
            (line(name, &points, width * 1.5))
        }
        @for (x, _, total) in &steps {
            g { title { (count(total.count())) " cut-outs: " (in_words(total)) } (rect("target", x - width / 2.0, TOP, width, BOTTOM - TOP)) }
        }
    };
    svg("Time of a cut-out over time", &format!("Between {} and {}.", milliseconds(Some(least)), milliseconds(Some(most))), &marks)
}

/// Number of cut-outs by time, with marks at the percentiles.
pub fn distribution(total: &LatencyHistogram) -> Markup {
    let bins = total.bins();
    let scale = Scale::counts(bins.iter().map(|bin| bin.count).max().unwrap_or(0));
    let along = Scale::times(bins.first().map_or(100.0, |bin| bin.from_ms), bins.last().map_or(10_000.0, |bin| bin.to_ms));
    let x = |ms: f64| LEFT + along.position(ms) * (RIGHT - LEFT);
    let marks = html! {
        (frame(&scale, short_count))
        @for mark in &along.marks {
            text class="x" x=(px(x(*mark).clamp(LEFT + 8.0, RIGHT - 12.0))) y=(px(BOTTOM + 16.0)) { (short_time(*mark)) }
        }
        @for bin in bins.iter().filter(|bin| bin.count > 0) {
            @let top = up(scale.position(bin.count as f64));
            g {
                title { (milliseconds(Some(bin.from_ms))) " to " (milliseconds(Some(bin.to_ms))) ": " (count(bin.count)) " cut-outs" }
                (column("cut-out", x(bin.from_ms), x(bin.to_ms), top, (BOTTOM - top).max(0.8)))
            }
        }
        @for ((name, _), ms) in PERCENTILES.iter().zip(total.percentiles_ms().into_iter().flatten()) {
            line class=(name) x1=(px(x(ms))) x2=(px(x(ms))) y1=(TOP) y2=(BOTTOM) {}
        }
    };
    svg("Distribution of times", &in_words(total), &marks)
}

/// Percentiles as words: "p50 1.20 s, p95 2.10 s".
fn in_words(latencies: &LatencyHistogram) -> String {
    let percentiles = PERCENTILES.iter().zip(latencies.percentiles_ms().into_iter().flatten());
    percentiles.map(|((name, _), ms)| format!("{name} {}", milliseconds(Some(ms)))).collect::<Vec<_>>().join(", ")
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
pub fn span(percentiles: [f64; PERCENTILES.len()], scale: &Scale) -> Markup {
    let [p50, p95, p99] = percentiles.map(|ms| 2.0 + scale.position(ms) * 116.0);
    html! {
        svg class="span" viewBox="0 0 120 14" aria-hidden="true" {
            line class="rail" x1="0" x2="120" y1="7" y2="7" {}
            line class="p99" x1=(px(p95)) x2=(px(p99)) y1="7" y2="7" {}
            rect class="between" x=(px(p50)) y="4" width=(px((p95 - p50).max(1.0))) height="6" rx="2" {}
            circle class="median" cx=(px(p50)) cy="7" r="4" {}
        }
    }
}

/// Lowest of the medians and highest of the highest percentiles, in milliseconds.
pub fn bounds(percentiles: impl Iterator<Item = [f64; PERCENTILES.len()]>) -> (f64, f64) {
    let ends = percentiles.map(|[p50, _, p99]| (p50, p99));
    ends.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1))).unwrap_or((100.0, 10_000.0))
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

fn time_axis(query: &Query) -> Markup {
    let every = query.range.label_seconds;
    let seconds = (query.from.div_ceil(every)..query.to.div_ceil(every)).map(|label| label * every);
    // A label at the very edge would be cut off.
    let labels = seconds.map(|second| (second, across(query, second))).filter(|(_, x)| (LEFT + 10.0..RIGHT - 14.0).contains(x));
    html! {
        @for (second, x) in labels {
            line class="tick" x1=(px(x)) x2=(px(x)) y1=(BOTTOM) y2=(px(BOTTOM + 4.0)) {}
            text class="x" x=(px(x)) y=(px(BOTTOM + 16.0)) { (time(second, query.range.label_format)) }
        }
    }
}

/// Line that breaks where points are further apart than this, with a dot where a point stands alone.
fn line(class: &str, points: &[(f64, f64)], furthest: f64) -> Markup {
    let strokes = Vec::from_iter(points.chunk_by(|one, next| next.0 - one.0 <= furthest));
    let path_of = |stroke: &&[(f64, f64)]| {
        let points = stroke.iter().map(|(x, y)| format!("{x:.1} {y:.1}"));
        format!("M{}", points.collect::<Vec<_>>().join("L"))
    };
    html! {
        path class=(class) d=(strokes.iter().map(path_of).collect::<String>()) {}
        @for stroke in strokes { @if let [(x, y)] = stroke { circle class=(class) cx=(px(*x)) cy=(px(*y)) r="2" {} } }
    }
}

/// Bar with a gap to its neighbours.
fn column(class: &str, left: f64, right: f64, top: f64, height: f64) -> Markup {
    rect(class, left + 0.6, top, (right - left - 1.2).max(0.8), height)
}

fn rect(class: &str, x: f64, y: f64, width: f64, height: f64) -> Markup {
    html! { rect class=(class) x=(px(x)) y=(px(y)) width=(px(width)) height=(px(height)) {} }
}

fn px(coordinate: f64) -> String {
    format!("{coordinate:.1}")
}

fn across(query: &Query, second: u64) -> f64 {
    let share = second.saturating_sub(query.from) as f64 / (query.to - query.from).max(1) as f64;
    LEFT + share.min(1.0) * (RIGHT - LEFT)
}

fn up(share: f64) -> f64 {
    BOTTOM - share * (BOTTOM - TOP)
}
