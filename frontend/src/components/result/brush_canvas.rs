//! Canvas of the brush: the kept part of the photo in full colour, the erased part faint, strokes and brush above.

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;
use matting::Size;

use crate::components::dialog::dialog_is_open;
use crate::components::focus::focus_when_there;
use crate::components::latin_key::latin_key;
use crate::editing::{Brush, PointerMode, View};
use crate::page::editor::Editor;
use crate::text::editor_text as text;
use crate::web::draw_brush;

/// Canvas of the brush. The brush belongs to its owner, since the tools beside the canvas change it, too.
#[component]
pub fn BrushCanvas(editor: Editor, original: Option<String>, size: Size, brush: RwSignal<Brush>, end_brush: Callback<()>) -> impl IntoView {
    let canvas = NodeRef::<html::Canvas>::new();
    focus_when_there(canvas);
    editor.announcement.set(text::BRUSH_STARTED.text());
    // While Space is held the pointer moves the photo. True once it did: otherwise Space was a dab.
    let space = RwSignal::new(None::<bool>);
    let shown = Memo::new(move |_| editor.edits.with(|edits| edits.as_ref().and_then(|edits| edits.shown().map(|shown| shown.file.url.address()))));
    let redraw = Trigger::new();
    let resized = window_event_listener(leptos::ev::resize, move |_| redraw.notify());
    let anywhere = window_event_listener(leptos::ev::keydown, move |event| {
        if dialog_is_open() {
            return;
        }
        if event.key() == "Escape" {
            end_brush.run(());
        } else if let Some(redo) = undo_key(&event) {
            event.prevent_default();
            undo_or_redo(editor, redo);
        }
    });
    on_cleanup(move || {
        resized.remove();
        anywhere.remove();
    });
    Effect::new(move |_| {
        redraw.track();
        let Some(canvas) = canvas.get() else { return };
        editor.edits.with(|edits| {
            let Some(edits) = edits else { return };
            let in_picture = edits.shown().map_or(0, |shown| shown.recipe.strokes.len());
            brush.with(|brush| draw_brush::draw(&canvas, brush, edits.strokes().drawn(), in_picture));
        });
    });
    let draw = move |stroke| {
        if let Some(stroke) = stroke {
            draw(editor, stroke);
        }
    };
    let at = move |event: &web_sys::MouseEvent| canvas.get_untracked().map(|canvas| draw_brush::point(event, &canvas)).unwrap_or_default();
    let press = move |event: PointerEvent| {
        let Some(canvas) = canvas.get_untracked() else { return };
        let mode = match (event.button(), space.get_untracked()) {
            (0, None) => PointerMode::Draw,
            (0 | 1, _) => PointerMode::Pan,
            _ => return,
        };
        event.prevent_default();
        // Both fail only for what is gone already.
        let _ = (canvas.set_pointer_capture(event.pointer_id()), canvas.focus());
        space.update(|space| *space = space.map(|_| true));
        brush.update(|brush| brush.press(event.pointer_id(), at(&event), mode));
    };
    let release = move |event: PointerEvent| draw(brush.try_update(|brush| brush.release(event.pointer_id())).flatten());
    let wheel = move |event: web_sys::WheelEvent| {
        event.prevent_default();
        let factor = (-event.delta_y() / 400.0).clamp(-1.0, 1.0).exp() as f32;
        brush.update(|brush| brush.view = brush.view.zoomed(factor, at(&event)));
    };
    let key = move |event: KeyboardEvent| {
        if press_key(editor, brush, &event, space) {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let key_up = move |event: KeyboardEvent| {
        if event.key() == " " && space.try_update(Option::take).flatten() == Some(false) {
            draw(brush.try_update(Brush::dab));
        }
    };
    view! {
        <div class="brush-canvas" style=("--columns", size.width.to_string()) style=("--rows", size.height.to_string())>
            <div
                class="brush-photo"
                style=("--zoom", move || brush.with(|brush| brush.view.zoom.to_string()))
                style=("--right", move || brush.with(|brush| format!("{}%", 50.0 - brush.view.centre[0] * brush.view.zoom * 100.0)))
                style=("--down", move || brush.with(|brush| format!("{}%", 50.0 - brush.view.centre[1] * brush.view.zoom * 100.0)))
            >
                {original.map(|address| view! { <img class="faint" src=address alt="" draggable="false" /> })}
                {move || shown.get().is_some().then(|| view! {
                    <img class="kept" src=move || shown.get() alt=text::ERASED_ALT draggable="false" data-test="brushed" />
                })}
            </div>
            <canvas
                tabindex="0" role="application" aria-label=text::CANVAS aria-describedby="brush-keys" data-test="brush-canvas"
                node_ref=canvas
                class:pans=move || space.get().is_some()
                on:pointerdown=press
                on:pointermove=move |event: PointerEvent| brush.update(|brush| brush.move_pointer(event.pointer_id(), at(&event)))
                on:pointerup=release
                on:pointercancel=move |event: PointerEvent| brush.update(|brush| brush.cancel(event.pointer_id()))
                on:pointerleave=move |_| brush.update(Brush::leave)
                on:wheel=wheel
                on:keydown=key
                on:keyup=key_up
                on:blur=move |_| space.set(None)
            ></canvas>
        </div>
    }
}

fn draw(editor: Editor, stroke: matting::Stroke) {
    let keeps = stroke.keep;
    editor.edit(|edits| edits.draw(stroke));
    editor.announcement.set(text::stroke_drawn(keeps, count(editor)));
}

/// Undoes or redoes a stroke, and announces the number of strokes.
pub fn undo_or_redo(editor: Editor, redo: bool) {
    editor.edit(|edits| if redo { edits.redo() } else { edits.undo() });
    editor.announcement.set(text::strokes(count(editor)));
}

fn count(editor: Editor) -> usize {
    editor.edits.with_untracked(|edits| edits.as_ref().map_or(0, |edits| edits.strokes().drawn().len()))
}

/// True if a key is redo (Ctrl+Shift+Z, Ctrl+Y) or undo (Ctrl+Z); `None` for any other.
fn undo_key(event: &KeyboardEvent) -> Option<bool> {
    let key = latin_key(event).to_ascii_lowercase();
    match (event.ctrl_key() || event.meta_key(), key.as_str()) {
        (true, "z") => Some(event.shift_key()),
        (true, "y") => Some(true),
        _ => None,
    }
}

/// Handles a key; whether it is one of the brush's.
fn press_key(editor: Editor, brush: RwSignal<Brush>, event: &KeyboardEvent, space: RwSignal<Option<bool>>) -> bool {
    let key = latin_key(event);
    // Brackets are typed with AltGr or Option on some keyboards.
    let is_bracket = event.alt_key() && (key == "[" || key == "]");
    if (event.ctrl_key() || event.meta_key() || event.alt_key()) && !is_bracket {
        return false;
    }
    let steps = if event.shift_key() { 5.0 } else { 1.0 };
    let step = |across: f32, down: f32| {
        let at = brush.try_update(|brush| {
            brush.move_by([across * steps, down * steps]);
            brush.position()
        });
        editor.announcement.set(at.map(text::at).unwrap_or_default());
    };
    match key.as_str() {
        "ArrowLeft" => step(-1.0, 0.0),
        "ArrowRight" => step(1.0, 0.0),
        "ArrowUp" => step(0.0, -1.0),
        "ArrowDown" => step(0.0, 1.0),
        " " => space.update(|space| *space = space.or(Some(false))),
        "Enter" => match brush.try_update(Brush::toggle_pen).flatten() {
            Some(stroke) => draw(editor, stroke),
            None => editor.announcement.set(text::PEN_DOWN.text()),
        },
        "Escape" => {
            if brush.try_update(Brush::discard_line) != Some(true) {
                return false;
            }
            editor.announcement.set(text::STROKE_DISCARDED.text());
        }
        "[" | "," => brush.update(|brush| brush.resize(1.0 / 1.25)),
        "]" | "." => brush.update(|brush| brush.resize(1.25)),
        "+" | "=" => brush.update(|brush| brush.view = brush.view.zoomed(1.5, brush.view.to_viewport(brush.position()))),
        "-" => brush.update(|brush| brush.view = brush.view.zoomed(1.0 / 1.5, brush.view.to_viewport(brush.position()))),
        "0" => brush.update(|brush| brush.view = View::WHOLE),
        "k" | "K" => brush.update(|brush| brush.keeps = true),
        "e" | "E" => brush.update(|brush| brush.keeps = false),
        _ => return false,
    }
    if matches!(key.as_str(), "[" | "]" | "," | ".") {
        editor.announcement.set(text::brush_size_is(brush.with_untracked(|brush| brush.radius)));
    }
    true
}
