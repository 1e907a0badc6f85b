//! Charts of `/stats` as inline SVG. Colours are classes of the page's style: the content security policy allows no `style` attribute.

use maud::{Markup, html};

use super::format::{count, milliseconds, short_count, short_time, time};
use super::scale::Scale;
use crate::statistics::collect::dimension::Series;
use crate::statistics::collect::sums::{CANCELLED, CUT_OUT, FAILED, Sums, TOTAL};
use crate::statistics::collect::tally::{PERCENTILES, Tally};
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
    let steps = Vec::from_iter(result.time_series(&Series::ALL));
    // Of each step its parts that are not empty: class, lower and upper end.
    let stacked = |sums: &Sums| {
        let mut to = 0;
        let parts = PHOTOS.map(|(class, _, kind)| {
            let from = to;
            to += sums.get(kind);
            (class, from, to)
        });
        Vec::from_iter(parts.into_iter().filter(|(_, from, to)| to > from))
    };
    let most = steps.iter().filter_map(|(_, sums)| Some(stacked(sums).last()?.2)).max().unwrap_or(0);
    let axes = Axes { x: Scale::time(query), y: Scale::counts(most) };
    let ends = steps.iter().skip(1).map(|(start, _)| *start).chain([query.to]);
    let bars = steps.iter().zip(ends).map(|((start, sums), end)| (*start, end, sums, stacked(sums))).filter(|(_, _, _, parts)| !parts.is_empty());
    let marks = html! {
        (axes.draw(|second| time(second as u64, query.range.label_format), short_count))
        @for (start, end, sums, parts) in bars {
            g {
                title { (time(start, "%-d %b %H:%M")) ":" @for (_, title, kind) in PHOTOS { " " (sums.get(kind)) " " (title) } }
                @for (class, from, to) in parts { (axes.bar(class, [start as f64, end as f64], [from as f64, to as f64])) }
            }
        }
    };
    svg("Photos over time", &format!("Up to {} photos in a step of {} s.", count(most), query.range.step_seconds), &marks)
}

/// Percentiles of the time of whole cut-outs, step by step, on a logarithmic axis.
pub fn percentiles(result: &QueryResult) -> Markup {
    let (query, step) = (&result.query, result.query.range.step_seconds);
    let measured = result.time_series(&Series::ALL).filter_map(|(start, sums)| {
        let total = sums.latencies(TOTAL);
        Some((start, total.percentiles_ms()?, in_words(&total)))
    });
    let steps = Vec::from_iter(measured);
    let (least, most) = bounds(steps.iter().map(|(_, percentiles, _)| *percentiles));
    let axes = Axes { x: Scale::time(query), y: Scale::times(least, most) };
    let middle = |start: u64| axes.x((start + step / 2).min(query.to) as f64);
    let width = (RIGHT - LEFT) * step as f64 / (query.to - query.from).max(1) as f64;
    let marks = html! {
        (axes.draw(|second| time(second as u64, query.range.label_format), short_time))
        @for (index, (name, _)) in PERCENTILES.iter().enumerate().rev() {
            (line(name, &Vec::from_iter(steps.iter().map(|(start, percentiles, _)| (middle(*start), axes.y(percentiles[index])))), width * 1.5))
        }
        @for (start, _, words) in &steps {
            g { title { (words) } (rect("target", middle(*start) - width / 2.0, TOP, width, BOTTOM - TOP)) }
        }
    };
    svg("Time of a cut-out over time", &format!("Between {} and {}.", milliseconds(Some(least)), milliseconds(Some(most))), &marks)
}

/// Number of cut-outs by time, with marks at the percentiles.
pub fn distribution(total: &Tally) -> Markup {
    let bins = total.bins();
    let (shortest, longest) = (bins.first().map_or(100.0, |(from, ..)| *from), bins.last().map_or(10_000.0, |(_, to, _)| *to));
    let axes = Axes { x: Scale::times(shortest, longest), y: Scale::counts(bins.iter().map(|(_, _, n)| *n).max().unwrap_or(0)) };
    let marks = html! {
        (axes.draw(short_time, short_count))
        @for (from, to, n) in bins.iter().filter(|(_, _, n)| *n > 0) {
            g {
                title { (milliseconds(Some(*from))) " to " (milliseconds(Some(*to))) ": " (count(*n)) " cut-outs" }
                (axes.bar("cut-out", [*from, *to], [0.0, *n as f64]))
            }
        }
        @for ((name, _), ms) in PERCENTILES.iter().zip(total.percentiles_ms().into_iter().flatten()) {
            line class=(name) x1=(px(axes.x(ms))) x2=(px(axes.x(ms))) y1=(TOP) y2=(BOTTOM) {}
        }
    };
    svg("Distribution of times", &in_words(total), &marks)
}

/// Number and percentiles as words: "3 cut-outs: p50 1.20 s, p95 2.10 s".
fn in_words(latencies: &Tally) -> String {
    let percentiles = PERCENTILES.iter().zip(latencies.percentiles_ms().into_iter().flatten());
    let words = Vec::from_iter(percentiles.map(|((name, _), ms)| format!("{name} {}", milliseconds(Some(ms)))));
    format!("{} cut-outs: {}", count(latencies.count), words.join(", "))
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

/// Axes of a chart, from values to coordinates.
struct Axes {
    x: Scale,
    y: Scale,
}

impl Axes {
    fn x(&self, value: f64) -> f64 {
        LEFT + self.x.position(value) * (RIGHT - LEFT)
    }

    fn y(&self, value: f64) -> f64 {
        BOTTOM - self.y.position(value) * (BOTTOM - TOP)
    }

    /// Grid and labels. A label at the very edge would be cut off.
    fn draw(&self, x_label: impl Fn(f64) -> String, y_label: impl Fn(f64) -> String) -> Markup {
        html! {
            @for (mark, y) in self.y.marks.iter().map(|mark| (*mark, self.y(*mark))) {
                line class="grid" x1=(LEFT) x2=(RIGHT) y1=(px(y)) y2=(px(y)) {}
                text class="y" x=(px(LEFT - 6.0)) y=(px(y + 4.0)) { (y_label(mark)) }
            }
            @for (mark, x) in self.x.marks.iter().map(|mark| (*mark, self.x(*mark))) {
                line class="tick" x1=(px(x)) x2=(px(x)) y1=(BOTTOM) y2=(px(BOTTOM + 4.0)) {}
                text class="x" x=(px(x.clamp(LEFT + 8.0, RIGHT - 12.0))) y=(px(BOTTOM + 16.0)) { (x_label(mark)) }
            }
        }
    }

    /// Bar between these values of both axes, with a gap to its neighbours.
    fn bar(&self, class: &str, x: [f64; 2], y: [f64; 2]) -> Markup {
        let ([left, right], [bottom, top]) = (x.map(|value| self.x(value)), y.map(|value| self.y(value)));
        rect(class, left + 0.6, top, (right - left - 1.2).max(0.8), (bottom - top).max(0.8))
    }
}

/// Line that breaks where points are further apart than this, with a dot where a point stands alone.
fn line(class: &str, points: &[(f64, f64)], furthest: f64) -> Markup {
    html! {
        @for stroke in points.chunk_by(|one, next| next.0 - one.0 <= furthest) {
            @if let [(x, y)] = stroke {
                circle class=(class) cx=(px(*x)) cy=(px(*y)) r="2" {}
            } @else {
                polyline class=(class) points=(stroke.iter().map(|(x, y)| format!("{x:.1} {y:.1} ")).collect::<String>()) {}
            }
        }
    }
}

fn rect(class: &str, x: f64, y: f64, width: f64, height: f64) -> Markup {
    html! { rect class=(class) x=(px(x)) y=(px(y)) width=(px(width)) height=(px(height)) {} }
}

fn px(coordinate: f64) -> String {
    format!("{coordinate:.1}")
}
