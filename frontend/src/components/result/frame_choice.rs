//! Frame, outline and presets in the panel. The form is one text with one listener: each type of element is kilobytes of the page.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use matting::Size;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, File, HtmlInputElement};

use crate::editing::EditSettings;
use crate::editing::frame_fields::{Control, FIELDS, Field};
use crate::page::editor::Editor;
use crate::page::presets::Presets;
use crate::text::{Sentence, frame_text as text};

/// Section of the panel for a photo of this size.
#[component]
pub fn FrameChoice(editor: Editor, photo: Size) -> impl IntoView {
    let form = NodeRef::<html::Div>::new();
    let presets = Presets::kept();
    let settings = Memo::new(move |_| editor.edits.with(|edits| edits.as_ref().map(|edits| edits.settings().clone()).unwrap_or_default()));
    let show = move || {
        if let Some(form) = form.get() {
            settings.with(|settings| {
                let chosen = presets.chosen(settings);
                show(&form, settings, chosen, presets.is_own(chosen));
            });
        }
    };
    // They change with the language and one's own presets, and not with each setting.
    let (text, labels) = (Memo::new(|_| form_text()), Memo::new(move |_| presets.labels()));
    Effect::new(move |before: Option<Option<(String, Vec<String>)>>| {
        let form = form.get()?;
        let (text_before, labels_before) = before.flatten().unzip();
        // Another language is another text.
        let (text, labels) = (text.get(), labels.get());
        let is_new = text_before.as_ref() != Some(&text);
        if is_new {
            form.set_inner_html(&text);
        }
        if let (Some(select), true) = (named(&form, "preset"), is_new || labels_before.as_ref() != Some(&labels)) {
            select.set_inner_html(&options(&labels));
        }
        show();
        Some((text, labels))
    });
    let changed = move |event: Event| {
        let target: Element = event_target(&event);
        let (name, value) = (target.get_attribute("name").unwrap_or_default(), event_target_value(&event));
        let field = FIELDS.iter().find(|field| field.name == name);
        let is_live = field.is_some_and(|field| matches!(field.control, Control::Share(..) | Control::Colour));
        // Other controls have no value of their own until they say that it changed: half a number is none.
        if event.type_() == "input" && !is_live {
            return;
        }
        match (name.as_str(), field) {
            ("preset", _) => {
                if let Some(chosen) = value.parse().ok().and_then(|number| presets.settings(number, &settings.get_untracked())) {
                    editor.choose(|settings| *settings = chosen);
                }
            }
            ("preset-file", _) => {
                let input: HtmlInputElement = target.unchecked_into();
                if let Some(file) = input.files().and_then(|files| files.get(0)) {
                    import(editor, presets, file);
                }
                // The same file can then be chosen again.
                input.set_value("");
            }
            (_, Some(field)) => {
                if let Some(value) = field.parse(&value) {
                    editor.choose(|settings| (field.set)(settings, value));
                }
            }
            (_, None) => {}
        }
        // What was out of range, or no value at all, is shown as it is now.
        untrack(show);
    };
    let clicked = move |event: leptos::ev::MouseEvent| {
        let target: Element = event_target(&event);
        let settings = settings.get_untracked();
        let typed = form.get_untracked().and_then(|form| named(&form, "preset-name")).map(|input| input.unchecked_into::<HtmlInputElement>());
        match (target.get_attribute("name").as_deref(), typed) {
            (Some("save"), Some(typed)) => presets.save(&typed.value(), &settings),
            (Some("export"), Some(typed)) => presets.export(&typed.value(), &settings),
            (Some("delete"), _) => presets.delete(&settings),
            _ => {}
        }
    };
    let notice = move || settings.with(text::impossible).or_else(|| enlarged(editor, photo));
    view! {
        <div class="frame-form" data-test="frame" node_ref=form on:input=changed on:change=changed on:click=clicked></div>
        <p class="hint" role="status" data-test="preset-news">{presets.news}</p>
        <p class="hint caution" role="status" data-test="frame-notice">{notice}</p>
    }
}

/// Sentence where the picture that is shown has more pixels than the photo has for it.
fn enlarged(editor: Editor, photo: Size) -> Option<String> {
    editor.edits.with(|edits| {
        let shown = edits.as_ref()?.shown()?;
        let canvas = shown.recipe.options.frame?.size()?;
        let factor = canvas.width as f32 / (shown.area.width * photo.width as f32);
        (factor > 1.005).then(|| text::enlarged(factor))
    })
}

/// Takes the preset of a file.
fn import(editor: Editor, presets: Presets, file: File) {
    spawn_local(async move {
        if let Some(named) = presets.import(&file).await {
            editor.choose(|settings| *settings = settings.with_preset(&named));
        }
    });
}

fn named(form: &Element, name: &str) -> Option<Element> {
    form.query_selector(&format!("[name={name}]")).ok().flatten()
}

fn set_hidden(element: &Element, is_hidden: bool) {
    // It throws only for a name that is none.
    let _ = element.toggle_attribute_with_force("hidden", is_hidden);
}

/// Shows the settings in the form.
fn show(form: &Element, settings: &EditSettings, preset: usize, is_own: bool) {
    let set_value = |element: &Element, value: &str| drop(js_sys::Reflect::set(element, &"value".into(), &value.into()));
    for field in &FIELDS {
        let Some(control) = named(form, field.name) else { continue };
        set_value(&control, &field.value(settings));
        let Ok(Some(label)) = control.closest("label") else { continue };
        set_hidden(&label, !(field.is_shown)(settings));
        if let Ok(Some(words)) = label.query_selector(".value") {
            words.set_text_content(Some(&field.words(settings)));
            let _ = control.set_attribute("aria-valuetext", &field.words(settings));
        }
    }
    if let Some(select) = named(form, "preset") {
        set_value(&select, &preset.to_string());
    }
    if let Some(button) = named(form, "delete") {
        set_hidden(&button, !is_own);
    }
}

/// Options of a choice; the last of the presets cannot be chosen, it is there when it is so.
fn options(labels: &[String]) -> String {
    let is_last = |number: usize| if number + 1 == labels.len() { " disabled" } else { "" };
    labels.iter().enumerate().map(|(number, label)| format!("<option value={number}{}>{}</option>", is_last(number), escaped(label))).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

fn field_text(Field { name, label, control, .. }: &Field) -> String {
    let label = escaped(&label.text());
    match control {
        Control::Choice(labels) => {
            let option = |(number, label): (usize, &Sentence)| format!("<option value={number}>{}</option>", escaped(&label.text()));
            let options: String = labels.iter().enumerate().map(option).collect();
            format!("<label class=field><span>{label}</span><select name={name}>{options}</select></label>")
        }
        Control::Number(min, max) => format!(
            "<label class=\"field number\"><span>{label}</span>\
            <input type=number name={name} min={min} max={max} step=1 inputmode=numeric></label>"
        ),
        Control::Share(max, step) => format!(
            "<label class=slider><span>{label}</span><span class=value aria-hidden=true></span>\
            <input type=range name={name} min=0 max={max} step={step} aria-label=\"{label}\"></label>"
        ),
        Control::Colour => format!("<label class=picker><input type=color name={name}><span>{label}</span></label>"),
    }
}

fn form_text() -> String {
    let fields: String = FIELDS.iter().map(field_text).collect();
    let [frame, preset, own, name, save, export, delete, import, own_is] =
        [text::FRAME, text::PRESET, text::OWN, text::NAME, text::SAVE, text::EXPORT, text::DELETE, text::IMPORT, text::OWN_IS]
            .map(|sentence| escaped(&sentence.text()));
    format!(
        "<fieldset class=choice><legend>{frame}</legend><label class=field><span>{preset}</span><select name=preset></select></label>{fields}</fieldset>\
        <details><summary>{own}</summary><label class=field><span>{name}</span><input name=preset-name maxlength=60 autocomplete=off></label>\
        <div class=ways><button type=button class=\"plain small\" name=save>{save}</button>\
        <button type=button class=\"plain small\" name=export>{export}</button><button type=button class=quiet name=delete>{delete}</button></div>\
        <div class=picture><input type=file id=preset-file name=preset-file class=unseen accept=\".json,application/json\">\
        <label for=preset-file class=\"plain small\">{import}</label></div><p class=hint>{own_is}</p></details>"
    )
}
