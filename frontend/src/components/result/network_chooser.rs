//! Network chooser of the panel: what this page has, what is kept on the device, and what the server offers.

use leptos::ev::{MouseEvent, SubmitEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

use crate::networks::ChooserRow;
use crate::networks::known::Transfer;
use crate::page::networks::Networks;
use crate::text::network_text as text;
use crate::text::units::rough_size;

/// Button of a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Download,
    Pause,
    Cancel,
    Delete,
}

/// Chooser. It asks the server for its list once it is opened.
#[component]
pub fn NetworkChooser(networks: Networks) -> impl IntoView {
    let toggled = move |event: leptos::ev::Event| {
        if event_target::<Element>(&event).has_attribute("open") {
            networks.open();
        }
    };
    // One list that is compared row by row: elements stay, and with them the focus.
    let rows = move || {
        let (chosen, transfer) = (networks.chosen(), networks.running());
        networks.rows().into_iter().map(|row| view_of_row(networks, row, chosen.as_deref(), transfer.as_ref())).collect_view()
    };
    // Of the form of a row.
    let submitted = move |event: SubmitEvent| {
        event.prevent_default();
        let form = event_target::<Element>(&event);
        let inputs = form.get_elements_by_tag_name("input");
        let typed = |place| inputs.item(place)?.dyn_into::<HtmlInputElement>().ok().map(|input| input.value());
        let [side, mean, std] = [0, 1, 2].map(|place| typed(place).unwrap_or_default());
        networks.set_input(form.get_attribute("data-id").unwrap_or_default(), &side, &mean, &std);
    };
    let input = NodeRef::<html::Input>::new();
    let file_chosen = move |_| {
        let Some(input) = input.get_untracked() else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            networks.add_file(file);
        }
        // The same file can then be chosen again.
        input.set_value("");
    };
    view! {
        <details class="networks" data-test="networks" on:toggle=toggled>
            <summary>{move || text::summary(&networks.used_name())}</summary>
            <fieldset class="choice">
                <legend class="unseen">{text::LEGEND}</legend>
                <ul on:submit=submitted>{rows}</ul>
            </fieldset>
            <p class="hint" role="status" data-test="network-news">{move || networks.sentence()}</p>
            <div class="picture">
                <input type="file" id="network-file" class="unseen" accept=".onnx" node_ref=input on:change=file_chosen />
                <label for="network-file" class="plain small">{text::ADD}</label>
                <p class="hint">{text::ADD_HINT}</p>
            </div>
            <p class="hint" data-test="network-hints">{move || networks.hints()}</p>
        </details>
    }
}

fn view_of_row(networks: Networks, row: ChooserRow, chosen: Option<&str>, transfer: Option<&Transfer>) -> impl IntoView + use<> {
    let mine = transfer.filter(|transfer| row.id.as_ref() == Some(&transfer.id));
    let ways: Vec<(Way, String)> = match mine {
        Some(_) => vec![(Way::Pause, text::PAUSE.text()), (Way::Cancel, text::CANCEL.text())],
        None => {
            let download = (row.can_be_downloaded() && transfer.is_none()).then(|| (Way::Download, text::download(&row)));
            let delete = row.can_be_deleted().then(|| (Way::Delete, text::DELETE.text()));
            download.into_iter().chain(delete).collect()
        }
    };
    let progress = mine.map(|transfer| {
        view! {
            <progress max=transfer.total.to_string() value=transfer.got.to_string() aria-label=text::received(&transfer.name)></progress>
            <span class="network-progress" data-test="network-progress">{text::progress(transfer)}</span>
        }
    });
    let buttons = ways.into_iter().map(|(way, label)| {
        let id = row.id.clone();
        let (class, test) = match way {
            Way::Download => ("plain small", "network-download"),
            Way::Pause => ("plain small", "network-pause"),
            Way::Cancel => ("quiet", "network-cancel"),
            Way::Delete => ("quiet", "network-delete"),
        };
        let go = move |event: MouseEvent| match (way, id.clone()) {
            // The second click of a double one was meant for the button that was here before.
            _ if event.detail() > 1 => {}
            (Way::Download, Some(id)) => networks.download(id),
            (Way::Delete, Some(id)) => networks.delete(id),
            (Way::Pause, _) => networks.pause(),
            (Way::Cancel, _) => networks.cancel(),
            (Way::Download | Way::Delete, None) => {}
        };
        let name = text::named(&label, &row.name);
        view! { <button type="button" class=class data-test=test aria-label=name on:click=go>{label}</button> }
    });
    let buttons = buttons.collect_view();
    let id = row.id.clone();
    view! {
        <li class="network" data-network=row.name.clone()>
            <label>
                <input
                    type="radio" name="network" disabled=!row.state.is_here() prop:checked=row.id.as_deref() == chosen
                    on:change=move |_| networks.choose(id.clone())
                />
                <span class="network-name">{row.name.clone()}</span>
                <span class="network-size">{rough_size(row.bytes)}</span>
                <span class="hint">{text::about(&row)}</span>
            </label>
            <p class="hint caution">{text::caution(&row)}</p>
            <div class="network-ways">{progress}{buttons}</div>
            // One text: each type of element is kilobytes of the page.
            <div class="network-input" inner_html=text::input_form(&row)></div>
        </li>
    }
}
