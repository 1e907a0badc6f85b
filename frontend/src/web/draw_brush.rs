//! Brush and strokes, drawn on a canvas over the photo.

use js_sys::Array;
use matting::Stroke;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, MouseEvent};

use crate::editing::{Brush, Point};

/// Colours of strokes. Nearly everybody tells blue and orange apart, and lines that erase are dashed.
const KEEP: &str = "#1f6feb";
const ERASE: &str = "#e8590c";

/// Draws everything anew. The first `shown` strokes are in the picture already and get a thin line. A canvas that cannot be drawn on stays empty:
/// strokes then show with the picture.
pub fn draw(canvas: &HtmlCanvasElement, brush: &Brush, strokes: &[Stroke], shown: usize) {
    let Ok(Some(context)) = canvas.get_context("2d") else { return };
    let Ok(context) = context.dyn_into::<CanvasRenderingContext2d>() else { return };
    let ratio = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio());
    let (width, height) = (f64::from(canvas.client_width()), f64::from(canvas.client_height()));
    let (columns, rows) = ((width * ratio).round() as u32, (height * ratio).round() as u32);
    if (canvas.width(), canvas.height()) != (columns, rows) {
        canvas.set_width(columns);
        canvas.set_height(rows);
    }
    let drawing = Drawing { context, brush, width, height };
    // Only a transform that is not finite throws.
    let _ = drawing.context.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0);
    drawing.context.clear_rect(0.0, 0.0, width, height);
    drawing.context.set_line_cap("round");
    drawing.context.set_line_join("round");
    for (index, stroke) in strokes.iter().enumerate() {
        drawing.line(&stroke.points, stroke.keep, if index < shown { None } else { Some(stroke.radius) });
    }
    drawing.line(brush.line(), brush.keeps, Some(brush.radius_on_photo()));
    if let Some(cursor) = brush.cursor {
        drawing.ring(cursor);
    }
}

/// Point of the viewport under a pointer or the wheel.
pub fn point(event: &MouseEvent, viewport: &web_sys::Element) -> Point {
    let area = viewport.get_bounding_client_rect();
    let fraction = |at: i32, from: f64, length: f64| ((f64::from(at) - from) / length.max(1.0)) as f32;
    [fraction(event.client_x(), area.left(), area.width()), fraction(event.client_y(), area.top(), area.height())]
}

struct Drawing<'a> {
    context: CanvasRenderingContext2d,
    brush: &'a Brush,
    width: f64,
    height: f64,
}

impl Drawing<'_> {
    fn pixel(&self, photo: Point) -> (f64, f64) {
        let [x, y] = self.brush.view.to_viewport(photo);
        (f64::from(x) * self.width, f64::from(y) * self.height)
    }

    /// Length in the page's pixels, from a fraction of the photo's longer side.
    fn length(&self, fraction: f32) -> f64 {
        f64::from(fraction * self.brush.view.zoom) * self.width.max(self.height)
    }

    fn line(&self, points: &[Point], keeps: bool, radius: Option<f32>) {
        let Some(first) = points.first() else { return };
        let colour = if keeps { KEEP } else { ERASE };
        self.context.begin_path();
        let (x, y) = self.pixel(*first);
        self.context.move_to(x, y);
        // A dab is a line to where it is.
        for point in points.iter().skip(1).chain(points.last()) {
            let (x, y) = self.pixel(*point);
            self.context.line_to(x, y);
        }
        if let Some(radius) = radius {
            self.context.set_global_alpha(0.45);
            self.stroke(colour, (2.0 * self.length(radius)).max(2.0));
        }
        self.context.set_global_alpha(if radius.is_some() { 1.0 } else { 0.75 });
        self.stroke("#ffffff", 4.0);
        if !keeps {
            self.dash(&[6.0, 6.0]);
        }
        self.stroke(colour, 2.0);
        self.dash(&[]);
        self.context.set_global_alpha(1.0);
    }

    /// Ring of the brush: black and white, to be seen on everything, with a plus or minus in its centre.
    fn ring(&self, cursor: Point) {
        let ((x, y), radius) = (self.pixel(cursor), self.length(self.brush.radius_on_photo()).max(3.0));
        for (colour, width) in [("#000000", 3.5), ("#ffffff", 1.5)] {
            self.context.begin_path();
            // It throws only for a negative radius.
            let _ = self.context.arc(x, y, radius, 0.0, std::f64::consts::TAU);
            if self.brush.is_pen_down() {
                self.dash(&[4.0, 3.0]);
            }
            self.stroke(colour, width);
            self.dash(&[]);
            self.context.begin_path();
            self.context.move_to(x - 4.0, y);
            self.context.line_to(x + 4.0, y);
            if self.brush.keeps {
                self.context.move_to(x, y - 4.0);
                self.context.line_to(x, y + 4.0);
            }
            self.stroke(colour, width);
        }
    }

    fn stroke(&self, colour: &str, width: f64) {
        self.context.set_stroke_style_str(colour);
        self.context.set_line_width(width);
        self.context.stroke();
    }

    fn dash(&self, lengths: &[f64]) {
        // Numbers that are positive are never refused.
        let _ = self.context.set_line_dash(&lengths.iter().map(|length| JsValue::from_f64(*length)).collect::<Array>());
    }
}
