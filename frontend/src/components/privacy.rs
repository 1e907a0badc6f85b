//! What leaves this page: the exact text, and the switch.

use leptos::html;
use leptos::prelude::*;

use crate::outbox::{Consent, Outbox};
use crate::studio::Studio;
use crate::text;

/// The panel. A native dialog: focus, Esc and the rest of the page behind it are the browser's affair.
#[component]
pub fn Privacy(studio: Studio, is_open: RwSignal<bool>) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (is_open.get(), dialog.open()) {
            // It throws only for a dialog that is open or not on the page.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            (true, true) | (false, false) => {}
        }
    });
    let reason = move || match studio.consent() {
        Consent::On => None,
        Consent::Off => Some(text::COUNTING_OFF),
        Consent::OffByBrowser => Some(text::COUNTING_OFF_BY_BROWSER),
    };
    let waiting = move || studio.outbox.with(|outbox| outbox.batches().join("\n"));
    let sent = move || studio.outbox.with(|outbox| outbox.last_sent().map(str::to_owned));
    view! {
        <dialog class="privacy" aria-labelledby="privacy-title" node_ref=dialog on:close=move |_| is_open.set(false)>
            <h2 id="privacy-title">{text::PRIVACY}</h2>
            {text::PRIVACY_BODY.map(|paragraph| view! { <p>{paragraph}</p> }).collect_view()}
            <label class="switch">
                <input
                    type="checkbox"
                    role="switch"
                    prop:checked=move || studio.consent() == Consent::On
                    disabled=move || studio.consent() == Consent::OffByBrowser
                    on:change=move |event| studio.switch_counting(event_target_checked(&event))
                />
                <span>{text::COUNTING}</span>
            </label>
            <p class="hint" role="status">{reason}</p>
            {move || studio.outbox.with(Outbox::consent).eq(&Consent::On).then(|| view! {
                <h3>{text::WAITING}</h3>
                <pre data-test="beacon-waiting" tabindex="0">{move || Some(waiting()).filter(|text| !text.is_empty()).unwrap_or_else(|| text::NOTHING_YET.to_owned())}</pre>
            })}
            {move || sent().map(|sent| view! {
                <h3>{text::SENT}</h3>
                <pre data-test="beacon-sent" tabindex="0">{sent}</pre>
            })}
            <div class="actions"><button type="button" class="button" on:click=move |_| is_open.set(false)>{text::CLOSE}</button></div>
        </dialog>
    }
}
