//! The photo under the brush: what is kept in full colour, what is erased faint, strokes and brush above.

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;
use matting::Size;

use super::{dialog_is_open, focus_when_there};
use crate::brush::{Brush, Grip};
use crate::studio::Studio;
use crate::text_of_edits as text;
use crate::web::board;

/// The board. Its owner has the brush, since the tools beside it change it, too.
#[component]
pub fn BrushBoard(studio: Studio, original: Option<String>, size: Size, brush: RwSignal<Brush>, put_away: Callback<()>) -> impl IntoView {
    let canvas = NodeRef::<html::Canvas>::new();
    focus_when_there(canvas);
    studio.said.set(text::BRUSH_TAKEN.to_owned());
    // While Space is held the pointer pulls the photo; when it did not, Space was a dab.
    let space = RwSignal::new(None::<bool>);
    let shown = Memo::new(move |_| studio.edits.with(|edits| edits.as_ref().and_then(|edits| edits.shown().map(|made| made.file.url.address()))));
    let redraw = Trigger::new();
    let resized = window_event_listener(leptos::ev::resize, move |_| redraw.notify());
    let anywhere = window_event_listener(leptos::ev::keydown, move |event| {
        if dialog_is_open() {
            return;
        }
        if event.key() == "Escape" {
            put_away.run(());
        } else if let Some(redo) = undo_key(&event) {
            event.prevent_default();
            undo_or_redo(studio, redo);
        }
    });
    on_cleanup(move || {
        resized.remove();
        anywhere.remove();
    });
    Effect::new(move |_| {
        redraw.track();
        let Some(canvas) = canvas.get() else { return };
        studio.edits.with(|edits| {
            let Some(edits) = edits else { return };
            let in_picture = edits.shown().map_or(0, |made| made.recipe.strokes.len());
            brush.with(|brush| board::draw(&canvas, brush, edits.strokes().drawn(), in_picture));
        });
    });
    let draw = move |stroke| {
        if let Some(stroke) = stroke {
            draw(studio, stroke);
        }
    };
    let at = move |event: &web_sys::MouseEvent| canvas.get_untracked().map(|canvas| board::place(event, &canvas)).unwrap_or_default();
    let press = move |event: PointerEvent| {
        let Some(canvas) = canvas.get_untracked() else { return };
        let grip = match (event.button(), space.get_untracked()) {
            (0, None) => Grip::Pen,
            (0 | 1, _) => Grip::Hand,
            _ => return,
        };
        event.prevent_default();
        // Both fail only for what is gone already.
        let _ = (canvas.set_pointer_capture(event.pointer_id()), canvas.focus());
        space.update(|space| *space = space.map(|_| true));
        brush.update(|brush| brush.press(event.pointer_id(), at(&event), grip));
    };
    let lift = move |event: PointerEvent| draw(brush.try_update(|brush| brush.lift(event.pointer_id())).flatten());
    let wheel = move |event: web_sys::WheelEvent| {
        event.prevent_default();
        let factor = (-event.delta_y() / 400.0).clamp(-1.0, 1.0).exp() as f32;
        brush.update(|brush| brush.view = brush.view.zoomed(factor, at(&event)));
    };
    let key = move |event: KeyboardEvent| {
        if press_key(studio, brush, &event, space) {
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
        <div class="board" style=("--columns", size.width.to_string()) style=("--rows", size.height.to_string())>
            <div
                class="board-sheet"
                style=("--zoom", move || brush.with(|brush| brush.view.zoom.to_string()))
                style=("--right", move || brush.with(|brush| format!("{}%", 50.0 - brush.view.middle[0] * brush.view.zoom * 100.0)))
                style=("--down", move || brush.with(|brush| format!("{}%", 50.0 - brush.view.middle[1] * brush.view.zoom * 100.0)))
            >
                {original.map(|address| view! { <img class="faint" src=address alt="" draggable="false" /> })}
                {move || shown.get().is_some().then(|| view! {
                    <img class="kept" src=move || shown.get() alt=text::ERASED_ALT draggable="false" data-test="brushed" />
                })}
            </div>
            <canvas
                tabindex="0" role="application" aria-label=text::BOARD aria-describedby="brush-keys" data-test="board"
                node_ref=canvas
                class:pulls=move || space.get().is_some()
                on:pointerdown=press
                on:pointermove=move |event: PointerEvent| brush.update(|brush| brush.drag(event.pointer_id(), at(&event)))
                on:pointerup=lift
                on:pointercancel=move |event: PointerEvent| brush.update(|brush| brush.lose(event.pointer_id()))
                on:pointerleave=move |_| brush.update(Brush::leave)
                on:wheel=wheel
                on:keydown=key
                on:keyup=key_up
                on:blur=move |_| space.set(None)
            ></canvas>
        </div>
    }
}

fn draw(studio: Studio, stroke: matting::Stroke) {
    let keeps = stroke.keep;
    studio.edit(|edits| edits.draw(stroke));
    studio.said.set(text::stroke_drawn(keeps, count(studio)));
}

/// Takes the last stroke back or brings it again, and says how many there are.
pub fn undo_or_redo(studio: Studio, redo: bool) {
    studio.edit(|edits| if redo { edits.redo() } else { edits.undo() });
    studio.said.set(text::strokes(count(studio)));
}

fn count(studio: Studio) -> usize {
    studio.edits.with_untracked(|edits| edits.as_ref().map_or(0, |edits| edits.strokes().drawn().len()))
}

/// Ctrl+Z, and Ctrl+Shift+Z or Ctrl+Y: whether it is redo.
fn undo_key(event: &KeyboardEvent) -> Option<bool> {
    let key = event.key().to_lowercase();
    match (event.ctrl_key() || event.meta_key(), key.as_str()) {
        (true, "z") => Some(event.shift_key()),
        (true, "y") => Some(true),
        _ => None,
    }
}

/// Whether the key meant something to the brush.
fn press_key(studio: Studio, brush: RwSignal<Brush>, event: &KeyboardEvent, space: RwSignal<Option<bool>>) -> bool {
    let key = event.key();
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return false;
    }
    let steps = if event.shift_key() { 5.0 } else { 1.0 };
    let step = |across: f32, down: f32| {
        let at = brush.try_update(|brush| {
            brush.step([across * steps, down * steps]);
            brush.at()
        });
        studio.said.set(at.map(text::at).unwrap_or_default());
    };
    match key.as_str() {
        "ArrowLeft" => step(-1.0, 0.0),
        "ArrowRight" => step(1.0, 0.0),
        "ArrowUp" => step(0.0, -1.0),
        "ArrowDown" => step(0.0, 1.0),
        " " => space.update(|space| *space = space.or(Some(false))),
        "Enter" => match brush.try_update(Brush::hold).flatten() {
            Some(stroke) => draw(studio, stroke),
            None => studio.said.set(text::PEN_DOWN.to_owned()),
        },
        "Escape" => {
            if brush.try_update(Brush::drop_line) != Some(true) {
                return false;
            }
            studio.said.set(text::PEN_DROPPED.to_owned());
        }
        "[" => brush.update(|brush| brush.resize(1.0 / 1.25)),
        "]" => brush.update(|brush| brush.resize(1.25)),
        "+" | "=" => brush.update(|brush| brush.view = brush.view.zoomed(1.5, brush.view.on_board(brush.at()))),
        "-" => brush.update(|brush| brush.view = brush.view.zoomed(1.0 / 1.5, brush.view.on_board(brush.at()))),
        "0" => brush.update(|brush| brush.view = crate::brush::View::WHOLE),
        "k" | "K" => brush.update(|brush| brush.keeps = true),
        "e" | "E" => brush.update(|brush| brush.keeps = false),
        _ => return false,
    }
    if key == "[" || key == "]" {
        studio.said.set(format!("{} {}", text::SIZE, text::brush_size(brush.with_untracked(|brush| brush.radius))));
    }
    true
}
