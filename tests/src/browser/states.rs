//! Every state of the page that a person can come to, one after the other.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::Browser;
use super::engine::Ability;
use crate::golden_case::GoldenCase;
use crate::program::root;
use crate::server_process::ServerProcess;
use crate::tiny_network::{Quantised, network, padded};

/// Calls `look` with the name of each state while the page is in it.
///
/// # Errors
/// A state does not come, or `look` fails.
pub async fn each(browser: &Browser, mut look: impl AsyncFnMut(&str) -> Result<()>) -> Result<()> {
    let (site, folder) = (root().join("dist"), tempfile::tempdir()?);
    let cases = GoldenCase::all()?;
    let cat = &cases.iter().find(|case| case.name == "cat").context("no golden case is called cat")?.photo;
    let no_picture = root().join("tests/malformed/README.md");
    {
        let without_model = ServerProcess::start(&site, folder.path(), 0)?;
        browser.open(&without_model.address()).await?;
        browser.wait_for("[data-ready=no]").await?;
        look("not-ready").await?;
        browser.choose(cat).await?;
        browser.phase("failed").await?;
        look("no-model").await?;
    }
    let models = models(folder.path())?;
    let server = ServerProcess::start(&site, &models, 0)?;
    browser.open(&server.address()).await?;
    browser.offline_ready().await?;
    look("start").await?;
    browser.click(".masthead button").await?;
    look("privacy").await?;
    browser.click("dialog .button").await?;
    drag(browser, "dragenter").await?;
    browser.wait_for(".let-go").await?;
    look("drag").await?;
    drag(browser, "dragleave").await?;

    // A worker that does not get its message works for ever.
    browser.script("window.post = Worker.prototype.postMessage; Worker.prototype.postMessage = () => {}").await?;
    browser.choose(cat).await?;
    browser.wait_for("[data-step=read][data-status=running]").await?;
    look("working").await?;
    browser.script("Worker.prototype.postMessage = window.post").await?;
    browser.click("[data-test=cancel]").await?;
    browser.ready().await?;

    browser.choose(cat).await?;
    browser.phase("done").await?;
    browser.click(".times summary").await?;
    look("done").await?;
    networks(browser, &mut look, &models).await?;
    edited(browser, &mut look, &no_picture).await?;
    browser.click("[data-test=brush]").await?;
    browser.wait_for("[data-test=brushed]").await?;
    browser.click(".keys summary").await?;
    look("brush").await?;
    browser.click("[data-test=brush-done]").await?;
    browser.click("[data-test=another]").await?;
    browser.phase("empty").await?;
    look("another").await?;

    let flat = folder.path().join("sky.png");
    image::RgbImage::from_pixel(64, 64, image::Rgb([90, 140, 220])).save(&flat)?;
    browser.choose(&flat).await?;
    browser.wait_for("[data-test=verdict]").await?;
    look("verdict").await?;
    browser.click("[data-test=another]").await?;
    browser.choose(&no_picture).await?;
    browser.phase("failed").await?;
    look("failed").await?;

    browser.open(&server.address()).await?;
    browser.offline_ready().await?;
    if browser.engine.can(Ability::DeviceFiles) {
        kept(browser, &mut look).await?;
    }
    // A new version takes over on a later visit.
    browser.script("navigator.serviceWorker.dispatchEvent(new Event('controllerchange'))").await?;
    browser.wait_for("[data-test=update]").await?;
    look("update").await
}

/// Folder with the bundled network and two of one's own.
fn models(folder: &Path) -> Result<PathBuf> {
    let models = folder.join("models");
    std::fs::create_dir(&models)?;
    std::fs::copy(root().join("models/u2netp.onnx"), models.join("u2netp.onnx"))?;
    for (name, purpose, licence) in [("rings", "rings on plain ground", "CC-BY-4.0"), ("portraits", "people; hair", "Apache-2.0")] {
        // A field that no reader knows tells the files apart.
        std::fs::write(models.join(format!("{name}.onnx")), padded(network(Some("Sigmoid"), 64, Quantised::No), name.len()))?;
        std::fs::write(models.join(format!("{name}.toml")), format!("purpose = '{purpose}'\nlicence = '{licence}'\nside = 64\n"))?;
    }
    Ok(models)
}

/// States of the network chooser.
async fn networks(browser: &Browser, look: &mut impl AsyncFnMut(&str) -> Result<()>, models: &Path) -> Result<()> {
    browser.click("[data-test=networks] summary").await?;
    browser.wait_for("[data-network=rings]").await?;
    look("networks").await?;
    // A download that never ends.
    let endless = "window.fetched = window.fetch;
        window.fetch = (_, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))))";
    browser.script(endless).await?;
    browser.click("[data-network=portraits] [data-test=network-download]").await?;
    browser.wait_for("[data-test=network-progress]").await?;
    look("network-download").await?;
    browser.click("[data-test=network-pause]").await?;
    browser.wait_for_text("[data-test=network-news]", "portraits is paused.").await?;
    look("network-paused").await?;
    browser.script("window.fetch = window.fetched").await?;
    browser.click("[data-network=rings] [data-test=network-download]").await?;
    browser.wait_for_text("[data-test=network-news]", "rings is used now.").await?;
    look("network-used").await?;
    let own = models.join("own.onnx");
    std::fs::copy(models.join("rings.onnx"), &own)?;
    browser.wait_for("#network-file").await?.send_keys(&own.display().to_string()).await?;
    browser.wait_for_text("[data-test=network-news]", "own is used now.").await?;
    browser.click(".network-input summary").await?;
    look("network-input").await?;
    browser.click("[data-network=u2netp] input").await?;
    browser.wait_for_text("[data-test=network-news]", "u2netp is used now.").await?;
    browser.wait_for("[data-current=true]").await?;
    browser.click("[data-test=networks] summary").await
}

/// States of the edit panel.
async fn edited(browser: &Browser, look: &mut impl AsyncFnMut(&str) -> Result<()>, no_picture: &Path) -> Result<()> {
    for label in ["Colour", "Soft shadow", "Trim to the subject", "JPEG"] {
        browser.press(label).await?;
    }
    browser.wait_for("[data-current=true]").await?;
    look("panel").await?;
    // An encoder that does not get its PNG works for ever.
    let held = "window.post = Worker.prototype.postMessage;
        Worker.prototype.postMessage = function (message, ...rest) { if (!Array.isArray(message)) post.call(this, message, ...rest) }";
    browser.script(held).await?;
    browser.press("AVIF").await?;
    browser.wait_for_text("[data-test=avif]", "Making the AVIF.").await?;
    look("avif").await?;
    browser.click("[data-test=avif-cancel]").await?;
    browser.script("Worker.prototype.postMessage = window.post").await?;
    browser.wait_for("[name=preset]").await?.select_by_value("5").await?;
    browser.wait_for("[name=place]").await?.select_by_value("9").await?;
    browser.click("[data-test=frame] summary").await?;
    browser.click("[name=save]").await?;
    browser.wait_for("[data-current=true]").await?;
    look("frame").await?;
    browser.wait_for("[name=preset]").await?.select_by_value("0").await?;
    browser.press("Blurred").await?;
    browser.wait_for("[data-current=true]").await?;
    look("blur").await?;
    browser.press("Mask only").await?;
    browser.wait_for("[data-current=true]").await?;
    look("mask").await?;
    browser.press("Mask only").await?;
    browser.press("Picture").await?;
    browser.wait_for("#background").await?.send_keys(&no_picture.display().to_string()).await?;
    browser.wait_for("[data-test=not-changed]").await?;
    look("not-changed").await?;
    browser.click("[data-test=revert]").await
}

/// States of photos from an earlier visit.
async fn kept(browser: &Browser, look: &mut impl AsyncFnMut(&str) -> Result<()>) -> Result<()> {
    browser.wait_for("[data-test=earlier]").await?;
    look("earlier").await?;
    browser.click("[data-test=go-on]").await?;
    browser.phase("done").await?;
    look("gone-on").await?;
    browser.click(".masthead button").await?;
    browser.wait_for("[data-test=clear]").await?;
    look("privacy-kept").await?;
    browser.click("[data-test=clear]").await?;
    browser.wait_for_text("[data-test=cleared]", "Everything is deleted.").await?;
    look("cleared").await
}

async fn drag(browser: &Browser, event: &str) -> Result<()> {
    browser.script(&format!("document.body.dispatchEvent(new DragEvent('{event}', {{ bubbles: true, cancelable: true }}))")).await.map(drop)
}
