//! Panel with the settings of a cut-out. Every change is shown at once.

use leptos::html;
use leptos::prelude::*;
use matting::{Colour, EncodeQuality, Fit, Metadata, OutputFormat, Percent, Quality};

use super::controls::{Segments, Slider, Switch};
use super::frame_choice::FrameChoice;
use super::network_chooser::NetworkChooser;
use crate::components::start::drop_zone::ACCEPT;
use crate::editing::{BackgroundKind, EditSettings, MAX_SHADOW};
use crate::page::Page;
use crate::page::editor::Editor;
use crate::state::Phase;
use crate::text::units::percent;
use crate::text::{Sentence, editor_text as text, frame_text};

/// Binding of the controls to the settings.
#[derive(Clone, Copy)]
struct Binding(Editor);

impl Binding {
    fn read<T: Default + Clone + PartialEq + Send + Sync + 'static>(self, get: impl Fn(&EditSettings) -> T + Send + Sync + 'static) -> Signal<T> {
        let editor = self.0;
        Memo::new(move |_| editor.edits.with(|edits| edits.as_ref().map(|edits| get(edits.settings())).unwrap_or_default())).into()
    }

    fn write<T: 'static>(self, set: impl Fn(&mut EditSettings, T) + Send + Sync + 'static) -> Callback<T> {
        let editor = self.0;
        Callback::new(move |value| editor.choose(|settings| set(settings, value)))
    }
}

/// Edit panel.
#[component]
pub fn EditPanel(page: Page) -> impl IntoView {
    let editor = page.editor;
    let settings = Binding(editor);
    let quality = settings.read(|settings| Some(settings.quality));
    let mask_only = settings.read(|settings| settings.mask_only);
    let qualities = [Quality::Fast, Quality::Balanced, Quality::Best, Quality::Raw].map(|quality| (Some(quality), text::of_quality(quality)));
    let photo = page.state.with_untracked(|state| match state.phase() {
        Phase::Done(finished) => Some(finished.size),
        Phase::Empty | Phase::Working(_) | Phase::Failed(_) => None,
    });
    let reset = move |_| editor.choose(|settings| *settings = EditSettings::default());
    view! {
        <section class="panel" aria-label=text::PANEL>
            <div class="group">
                <Segments
                    name="quality" legend=text::QUALITY options=qualities.to_vec() chosen=quality
                    choose=settings.write(|settings, quality: Option<Quality>| settings.quality = quality.unwrap_or_default())
                />
                <p class="hint">{move || quality.get().map(|quality| text::hint_of_quality(quality).text())}</p>
                <NetworkChooser networks=page.networks />
            </div>
            <fieldset class="group bare" disabled=mask_only>
                <BackgroundChoice editor />
                <ShadowChoice editor />
            </fieldset>
            <div class="group">
                {photo.map(|photo| view! { <FrameChoice editor photo /> })}
                <TrimChoice editor />
                <Switch label=text::MASK test="mask" on=mask_only turn=settings.write(|settings, on| settings.mask_only = on) />
                {move || mask_only.get().then(|| view! { <p class="hint">{text::MASK_IS}</p> })}
            </div>
            <div class="group">
                <FileChoice editor />
            </div>
            <div class="group">
                <div><button type="button" class="plain small" data-test="reset" on:click=reset>{frame_text::RESET}</button></div>
                <p class="hint">{frame_text::REMEMBERED}</p>
            </div>
        </section>
    }
}

#[component]
fn BackgroundChoice(editor: Editor) -> impl IntoView {
    let settings = Binding(editor);
    let kind = settings.read(|settings| Some(settings.background));
    let blur = settings.read(|settings| settings.blur.get());
    let kinds = BackgroundKind::ALL.map(|kind| (Some(kind), text::of_background(kind)));
    view! {
        <Segments
            name="background" legend=text::BACKGROUND options=kinds.to_vec() chosen=kind
            choose=settings.write(|settings, kind: Option<BackgroundKind>| settings.background = kind.unwrap_or(BackgroundKind::Transparent))
        />
        {move || match kind.get() {
            None | Some(BackgroundKind::Transparent) => ().into_any(),
            Some(BackgroundKind::Colour) => view! { <ColourChoice editor /> }.into_any(),
            Some(BackgroundKind::Picture) => view! { <PictureChoice editor /> }.into_any(),
            Some(BackgroundKind::Blur) => view! {
                <Slider
                    label=text::BLUR min=0.2 max=8.0 step=0.1 value=blur words=percent
                    slide=settings.write(|settings, value| settings.blur = Percent::clamped(value))
                />
            }.into_any(),
        }}
    }
}

#[component]
fn ColourChoice(editor: Editor) -> impl IntoView {
    let settings = Binding(editor);
    let colour = settings.read(|settings| Some(settings.colour));
    let set = settings.write(|settings, colour: Colour| settings.colour = colour);
    let picked = move |event| {
        if let Ok(colour) = event_target_value(&event).parse() {
            set.run(colour);
        }
    };
    let swatches = text::COLOURS.map(|(name, value)| {
        view! {
            <label class="swatch" title=name style=("--colour", text::hex(value))>
                <input type="radio" name="colour" aria-label=name prop:checked=move || colour.get() == Some(value) on:change=move |_| set.run(value) />
            </label>
        }
    });
    view! {
        <fieldset class="choice">
            <legend class="unseen">{text::COLOUR}</legend>
            <div class="swatches">
                {swatches.collect_view()}
                <label class="picker">
                    <input type="color" data-test="picker" prop:value=move || colour.get().map(text::hex) on:input=picked />
                    <span>{text::OTHER_COLOUR}</span>
                </label>
            </div>
        </fieldset>
    }
}

#[component]
fn PictureChoice(editor: Editor) -> impl IntoView {
    let settings = Binding(editor);
    let input = NodeRef::<html::Input>::new();
    let number = settings.read(|settings| settings.background_picture);
    let fit = settings.read(|settings| settings.fit);
    let name = move || number.get().and_then(|number| editor.background(number)).map(|background| background.name.to_string());
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            editor.choose_background(file);
        }
        // The same file can then be chosen again.
        input.set_value("");
    };
    let fits = vec![(Fit::Cover, text::COVER), (Fit::Contain { bars: Colour::transparent() }, text::CONTAIN)];
    view! {
        <div class="picture">
            <input type="file" id="background" class="unseen" accept=ACCEPT node_ref=input on:change=chosen />
            <label for="background" class="plain small">{move || if number.get().is_some() { text::OTHER_PICTURE.text() } else { text::CHOOSE_PICTURE.text() }}</label>
            <p class="hint name">{move || name().unwrap_or_else(|| text::PICTURE_STAYS.text())}</p>
        </div>
        {move || number.get().is_some().then(|| view! {
            <Segments name="fit" legend=text::FIT options=fits.clone() chosen=fit choose=settings.write(|settings, fit| settings.fit = fit) />
        })}
    }
}

#[component]
fn ShadowChoice(editor: Editor) -> impl IntoView {
    let settings = Binding(editor);
    let is_on = settings.read(|settings| settings.has_shadow);
    let opacity = settings.read(|settings| settings.shadow.opacity.get());
    let blur = settings.read(|settings| settings.shadow.blur.get());
    let down = settings.read(|settings| settings.shadow.down.get());
    view! {
        <Switch label=text::SHADOW test="shadow" on=is_on turn=settings.write(|settings, on| settings.has_shadow = on) />
        {move || is_on.get().then(|| view! {
            <div class="sliders">
                <Slider
                    label=text::STRENGTH min=5.0 max=100.0 step=5.0 value=opacity words=percent
                    slide=settings.write(|settings, value| settings.shadow.opacity = Percent::clamped(value))
                />
                <Slider
                    label=text::SOFTNESS min=0.0 max=MAX_SHADOW step=0.1 value=blur words=percent
                    slide=settings.write(|settings, value| settings.shadow.blur = Percent::clamped(value))
                />
                <Slider
                    label=text::DISTANCE min=0.0 max=MAX_SHADOW step=0.1 value=down words=percent
                    slide=settings.write(|settings, value| settings.shadow.down = Percent::clamped(value))
                />
            </div>
        })}
    }
}

#[component]
fn TrimChoice(editor: Editor) -> impl IntoView {
    let settings = Binding(editor);
    let is_on = settings.read(|settings| settings.trims);
    let margin = settings.read(|settings| settings.margin.get());
    // A frame takes the place of it.
    let turn = settings.write(|settings, on| {
        settings.trims = on;
        settings.has_frame &= !on;
    });
    view! {
        <Switch label=text::TRIM test="trim" on=is_on turn />
        {move || is_on.get().then(|| view! {
            <Slider
                label=text::MARGIN min=0.0 max=30.0 step=1.0 value=margin words=percent
                slide=settings.write(|settings, value| settings.margin = Percent::clamped(value))
            />
        })}
    }
}

#[component]
fn FileChoice(editor: Editor) -> impl IntoView {
    let settings = Binding(editor);
    let output_format = settings.read(|settings| settings.output_format);
    let quality = settings.read(|settings| f32::from(settings.file_quality.get()));
    let metadata = settings.read(|settings| settings.metadata);
    let output_formats: Vec<_> = OutputFormat::ALL.iter().map(|output_format| (*output_format, Sentence::name((*output_format).into()))).collect();
    let amounts = [Metadata::None, Metadata::WithoutPlace, Metadata::All].map(|metadata| (metadata, text::of_metadata(metadata)));
    view! {
        <Segments
            name="file-type" legend=text::FILE_TYPE options=output_formats chosen=output_format
            choose=settings.write(EditSettings::choose_output_format)
        />
        <p class="hint">{move || text::hint_of_output_format(output_format.get()).text()}</p>
        {move || (output_format.get() != OutputFormat::Png).then(|| view! {
            <Slider
                label=text::FILE_QUALITY min=30.0 max=100.0 step=5.0 value=quality
                words=if output_format.get() == OutputFormat::WebP { text::webp_quality } else { text::file_quality }
                slide=settings.write(|settings, value: f32| settings.file_quality = EncodeQuality::clamped(value as u8))
            />
        })}
        <Segments
            name="metadata" legend=text::METADATA options=amounts.to_vec() chosen=metadata
            choose=settings.write(|settings, metadata| settings.metadata = metadata)
        />
        <p class="hint">{move || text::hint_of_metadata(metadata.get()).text()}</p>
    }
}
