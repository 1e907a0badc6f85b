//! Frames and presets on the page, and the choices that it remembers, in a real browser with the real server, worker and weights.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::time::Instant;

use fantoccini::key::Key;
use image::RgbaImage;
use serde_json::{Value, json};
use tests::browser::Browser;
use tests::browser::photos::{TIMEOUT, golden};
use tests::offcut_command::{offcut, stderr, text};
use tests::program::root;
use tests::server_process::ServerProcess;
use tokio::sync::Mutex;

static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

const WHITE: [u8; 4] = [255; 4];

fn server() -> ServerProcess {
    ServerProcess::start(&root().join("dist"), &root().join("models"), 0).unwrap()
}

/// The page with the cat cut out.
async fn cut_out(browser: &Browser, address: &str) {
    browser.open(address).await.unwrap();
    browser.offline_ready().await.unwrap();
    browser.choose(&golden("cat").unwrap()).await.unwrap();
    browser.phase("done").await.unwrap();
}

async fn select(browser: &Browser, name: &str, number: usize) {
    browser.wait_for(&format!("[name={name}]")).await.unwrap().select_by_value(&number.to_string()).await.unwrap();
}

async fn write(browser: &Browser, name: &str, text: &str) {
    let field = browser.wait_for(&format!("[name={name}]")).await.unwrap();
    field.send_keys(&format!("{}a{}{text}{}", Key::Control, Key::Null, Key::Tab)).await.unwrap();
}

async fn value(browser: &Browser, name: &str) -> Value {
    browser.script(&format!("return document.querySelector('[name={name}]').value")).await.unwrap()
}

/// Name of the preset that is shown as chosen.
async fn preset(browser: &Browser) -> Value {
    browser.script("return document.querySelector('[name=preset]').selectedOptions[0].textContent").await.unwrap()
}

async fn downloaded(browser: &Browser) -> RgbaImage {
    browser.wait_for("[data-test=download]:not([aria-busy])").await.unwrap();
    image::load_from_memory(&browser.download("chelsea-cutout.png").await.unwrap()).unwrap().into_rgba8()
}

fn corners(picture: &RgbaImage) -> [[u8; 4]; 4] {
    let (right, bottom) = (picture.width() - 1, picture.height() - 1);
    [(0, 0), (right, 0), (0, bottom), (right, bottom)].map(|(x, y)| picture.get_pixel(x, y).0)
}

/// Waits until a script returns this.
async fn wait_for(browser: &Browser, what: &str, script: &str, wanted: Value) {
    let begun = Instant::now();
    loop {
        let found = browser.script(script).await.unwrap();
        if found == wanted {
            return;
        }
        assert!(begun.elapsed() < TIMEOUT, "{what}: {found}");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

/// Whether the page would ask before it is left.
const ASKS: &str = "return !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))";

#[tokio::test]
async fn preset_is_previewed_and_in_the_file_and_the_command_reads_one_of_ones_own() {
    let _one = ONE_AT_A_TIME.lock().await;
    let Some(browser) = Browser::start().await.unwrap() else { return };
    let server = server();
    cut_out(&browser, &server.address()).await;
    assert_eq!(preset(&browser).await, "None");
    let plain = downloaded(&browser).await;
    select(&browser, "preset", 1).await;
    browser.wait_for_text("[data-test=frame-notice]", "The frame enlarges the subject").await.unwrap();
    // The original lies where the cat is, and not over the whole canvas.
    browser.wait_for("[data-current=true]").await.unwrap();
    let places = "const [frame, original] = ['.compare', '[data-test=original]'].map(css => document.querySelector(css).getBoundingClientRect());
        return [frame.width / frame.height, original.width / original.height, original.height < frame.height]";
    let [frame, original, is_lower]: [Value; 3] = serde_json::from_value(browser.script(places).await.unwrap()).unwrap();
    let (frame, original) = (frame.as_f64().unwrap(), original.as_f64().unwrap());
    assert!((frame - 1.0).abs() < 0.02 && (original - 451.0 / 300.0).abs() < 0.03, "{frame} {original}");
    assert_eq!(is_lower, json!(true), "the canvas is higher than the photo");
    let square = downloaded(&browser).await;
    assert_eq!((square.dimensions(), corners(&square)), ((2000, 2000), [WHITE; 4]));
    // Smaller than the photo's own pixels: nothing to tell.
    write(&browser, "width", "300").await;
    write(&browser, "height", "200").await;
    wait_for(&browser, "no notice", "return document.querySelector('[data-test=frame-notice]').textContent", json!("")).await;
    assert_eq!(preset(&browser).await, "Own choice");
    // Trimming takes the frame's place, and the other way round.
    browser.press("Trim to the subject").await.unwrap();
    assert_eq!(value(&browser, "canvas").await, "0");
    select(&browser, "canvas", 2).await;
    assert_eq!(browser.script("return document.querySelector('[data-test=trim]').checked").await.unwrap(), json!(false));
    let framed = downloaded(&browser).await;
    assert_eq!((framed.dimensions(), corners(&framed)), ((300, 200), [WHITE; 4]));

    browser.click("[data-test=frame] summary").await.unwrap();
    browser.click("[name=save]").await.unwrap();
    browser.wait_for_text("[data-test=preset-news]", "Give the preset a name first.").await.unwrap();
    write(&browser, "preset-name", "my <b>shop</b>").await;
    browser.click("[name=save]").await.unwrap();
    browser.wait_for_text("[data-test=preset-news]", "my <b>shop</b> is saved.").await.unwrap();
    assert_eq!(preset(&browser).await, "my <b>shop</b>");
    browser.click("[name=export]").await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (file, output) = (folder.path().join("shop.json"), folder.path().join("shop.png"));
    std::fs::write(&file, browser.saved("my _b_shop__b_.json").await.unwrap()).unwrap();
    let run = offcut(&["i", text(&golden("cat").unwrap()), text(&output), "--preset", text(&file), "--models", text(&root().join("models"))]);
    assert!(run.status.success(), "{}", stderr(&run));
    let native = image::open(&output).unwrap().into_rgba8();
    assert_eq!(native.dimensions(), framed.dimensions());
    let furthest =
        native.pixels().zip(framed.pixels()).flat_map(|(one, other)| one.0.into_iter().zip(other.0)).map(|(one, other)| one.abs_diff(other));
    assert!(furthest.max() <= Some(1), "page and command differ");

    select(&browser, "preset", 0).await;
    browser.press("None").await.unwrap();
    assert_eq!(downloaded(&browser).await, plain);
    // A file that is none leaves all as it is; one that is one is chosen.
    let import = async |name: &str, json: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, json).unwrap();
        browser.wait_for("#preset-file").await.unwrap().send_keys(text(&path)).await.unwrap();
    };
    import("bad.json", br#"{"frame":"1:1","frame_fill":900}"#).await;
    let sentence = "bad.json: frame_fill: 900 per cent is out of range: 1 to 400 is allowed.";
    browser.wait_for_text("[data-test=preset-news]", sentence).await.unwrap();
    assert_eq!(value(&browser, "canvas").await, "0");
    import("other.json", &std::fs::read(&file).unwrap()).await;
    browser.wait_for_text("[data-test=preset-news]", "other is saved.").await.unwrap();
    assert_eq!((value(&browser, "width").await, value(&browser, "height").await), (json!("300"), json!("200")));
    browser.click("[name=delete]").await.unwrap();
    browser.wait_for_text("[data-test=preset-news]", "my <b>shop</b> is deleted.").await.unwrap();
    assert_eq!(preset(&browser).await, "other");
    browser.close(&[]).await.unwrap();
}

#[tokio::test]
async fn choices_hold_for_the_next_photo_and_the_next_visit_until_reset() {
    let _one = ONE_AT_A_TIME.lock().await;
    let Some(browser) = Browser::start().await.unwrap() else { return };
    let server = server();
    cut_out(&browser, &server.address()).await;
    let size = downloaded(&browser).await.dimensions();
    select(&browser, "preset", 4).await;
    browser.press("Mask only").await.unwrap();
    assert_eq!(downloaded(&browser).await.dimensions(), (413, 531));
    // The next photo is framed from its first cut-out on; the mask was for the one before.
    browser.click("[data-test=another]").await.unwrap();
    browser.choose(&golden("cat").unwrap()).await.unwrap();
    browser.phase("done").await.unwrap();
    let next = downloaded(&browser).await;
    assert_eq!((next.dimensions(), corners(&next)[0]), ((413, 531), WHITE));
    wait_for(&browser, "kept", ASKS, json!(false)).await;
    cut_out(&browser, &server.address()).await;
    assert_eq!((preset(&browser).await, downloaded(&browser).await.dimensions()), (json!("Passport, 35 × 45 mm"), (413, 531)));
    // Its own size is still that of the photo: the canvas is measured by it.
    browser.click("[data-test=reset]").await.unwrap();
    let reset = downloaded(&browser).await;
    assert_eq!((reset.dimensions(), corners(&reset)[0][3]), (size, 0));
    cut_out(&browser, &server.address()).await;
    assert_eq!((preset(&browser).await, downloaded(&browser).await), (json!("None"), reset));
    browser.close(&[]).await.unwrap();
}

#[tokio::test]
async fn page_asks_before_it_is_left_only_while_photos_would_be_lost() {
    let _one = ONE_AT_A_TIME.lock().await;
    let Some(browser) = Browser::start().await.unwrap() else { return };
    let server = server();
    browser.open(&server.address()).await.unwrap();
    browser.offline_ready().await.unwrap();
    assert_eq!(browser.script(ASKS).await.unwrap(), json!(false), "there is nothing to lose");
    browser.choose(&golden("cat").unwrap()).await.unwrap();
    browser.phase("done").await.unwrap();
    wait_for(&browser, "all is kept on the device", ASKS, json!(false)).await;
    browser.click(".masthead button").await.unwrap();
    browser.click("[data-test=keeping]").await.unwrap();
    wait_for(&browser, "nothing is kept any more", ASKS, json!(true)).await;
    browser.click("[data-test=clear]").await.unwrap();
    wait_for(&browser, "nothing is there any more", ASKS, json!(false)).await;
    browser.close(&[]).await.unwrap();
}
