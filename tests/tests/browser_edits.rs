//! Edits of a finished cut-out, in a real browser with the real server, worker and weights.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::time::{Duration, Instant};

use fantoccini::Locator;
use fantoccini::actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use fantoccini::key::Key;
use image::RgbaImage;
use image::imageops::FilterType;
use tempfile::TempDir;
use tests::browser::Browser;
use tests::golden_case::GoldenCase;
use tests::program::root;
use tests::recording_proxy::RecordingProxy;
use tests::server_process::ServerProcess;
use tokio::sync::Mutex;
use tokio::time::sleep;

static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

tests::in_each_engine!(pointer_and_keys_draw_and_undo_strokes, worker_without_work_is_ended_and_comes_back_unnoticed);

/// Size of the cat photo, three times as large: larger than previews.
const SIZE: (u32, u32) = (1353, 900);

fn server() -> ServerProcess {
    ServerProcess::start(&root().join("dist"), &root().join("models"), 0).unwrap()
}

/// The page with the large cat cut out in Chromium, or nothing where there is no browser.
async fn cut_out(address: &str) -> Option<(Browser, TempDir)> {
    let browser = Browser::start().await.unwrap()?;
    let folder = cut_out_in(&browser, address).await;
    Some((browser, folder))
}

async fn cut_out_in(browser: &Browser, address: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let cat = GoldenCase::all().unwrap().into_iter().find(|case| case.name == "cat").unwrap().photo;
    let large = image::open(cat).unwrap().resize_exact(SIZE.0, SIZE.1, FilterType::CatmullRom).into_rgb8();
    large.save(folder.path().join("cat.png")).unwrap();
    browser.open(address).await.unwrap();
    browser.offline_ready().await.unwrap();
    browser.choose(&folder.path().join("cat.png")).await.unwrap();
    browser.phase("done").await.unwrap();
    folder
}

/// Waits until `such` is true of the pixel of a shown picture. Its file cannot be fetched: the content policy does not let a script do that.
async fn shown(browser: &Browser, css: &str, what: &str, place: [f32; 2], such: impl Fn([u8; 4]) -> bool) {
    let script = format!(
        "return (async () => {{
            const picture = document.querySelector('{css}'); if (!picture) return null;
            await picture.decode();
            const canvas = new OffscreenCanvas(picture.naturalWidth, picture.naturalHeight), context = canvas.getContext('2d');
            context.drawImage(picture, 0, 0);
            return [...context.getImageData({} * canvas.width, {} * canvas.height, 1, 1).data];
        }})()",
        place[0], place[1]
    );
    let begun = Instant::now();
    loop {
        // A picture that is replaced just now does not decode; the next one does.
        let pixel = browser.script(&script).await.ok().and_then(|pixel| serde_json::from_value(pixel).ok());
        if pixel.is_some_and(&such) {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "the picture never shows {what} but {pixel:?}");
        sleep(Duration::from_millis(50)).await;
    }
}

/// Waits for an announcement to screen readers. WebDriver's own text leaves out invisible elements.
async fn announced(browser: &Browser, sentence: &str) {
    let begun = Instant::now();
    loop {
        let announced = browser.script("return document.querySelector('[data-test=edit-announcement]').textContent").await.unwrap();
        if announced == sentence {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{announced} is announced and not {sentence}");
        sleep(Duration::from_millis(50)).await;
    }
}

fn at(picture: &RgbaImage, [x, y]: [f32; 2]) -> [u8; 4] {
    let place = |share: f32, side: u32| ((share * side as f32) as u32).min(side - 1);
    picture.get_pixel(place(x, picture.width()), place(y, picture.height())).0
}

async fn downloaded(browser: &Browser) -> RgbaImage {
    image::load_from_memory(&browser.download("cat-cutout.png").await.unwrap()).unwrap().into_rgba8()
}

const CORNER: [f32; 2] = [0.02, 0.04];

#[tokio::test]
async fn background_is_previewed_at_once_and_the_download_is_the_full_size_file() {
    let _one = ONE_AT_A_TIME.lock().await;
    let server = server();
    let Some((browser, _folder)) = cut_out(&server.address()).await else { return };
    browser.press("Colour").await.unwrap();
    shown(&browser, "[data-test=cut-out]", "a white corner", CORNER, |pixel| pixel == [255; 4]).await;
    browser.client.find(Locator::Css(".swatch:nth-child(4)")).await.unwrap().click().await.unwrap();
    // At once: the file is on its way, and the outdated one is not handed out.
    let file = downloaded(&browser).await;
    assert_eq!((file.dimensions(), at(&file, CORNER)), (SIZE, [0, 0, 0, 255]));
    browser.wait_for("[data-test=download]:not([aria-busy])").await.unwrap();

    browser.press("Soft shadow").await.unwrap();
    browser.press("Trim to the subject").await.unwrap();
    let margin = browser.client.find(Locator::XPath("//label[starts-with(normalize-space(), 'Margin')]/input")).await.unwrap();
    margin.send_keys(&Key::Home.to_string()).await.unwrap();
    let file = downloaded(&browser).await;
    browser.wait_for_text("[data-test=facts]", &format!("{} × {}", file.width(), file.height())).await.unwrap();
    browser.press("Mask only").await.unwrap();
    shown(&browser, "[data-test=cut-out]", "a mask", [0.5, 0.5], |pixel| pixel[..3] == [255; 3]).await;
    browser.close(&[]).await.unwrap();
}

#[tokio::test]
async fn other_file_types_are_downloaded_and_the_copy_is_always_a_png() {
    let _one = ONE_AT_A_TIME.lock().await;
    let server = server();
    let Some((browser, _folder)) = cut_out(&server.address()).await else { return };
    let png = downloaded(&browser).await;
    browser.press("WebP").await.unwrap();
    let file = browser.download("cat-cutout.webp").await.unwrap();
    assert_eq!(image::guess_format(&file).unwrap(), image::ImageFormat::WebP);
    let webp = image::load_from_memory(&file).unwrap().into_rgba8();
    assert!(png.pixels().zip(webp.pixels()).all(|(png, webp)| png.0[3] == webp.0[3]), "the same alpha");

    browser.press("JPEG").await.unwrap();
    shown(&browser, "[data-test=cut-out]", "a white corner", CORNER, |pixel| pixel == [255; 4]).await;
    let file = browser.download("cat-cutout.jpg").await.unwrap();
    let jpeg = image::load_from_memory_with_format(&file, image::ImageFormat::Jpeg).unwrap().into_rgba8();
    assert_eq!(jpeg.dimensions(), SIZE);
    assert!(at(&jpeg, CORNER).iter().all(|value| *value >= 250));

    // The test cannot read the clipboard; it takes what would be written there.
    browser
        .script(
            "navigator.clipboard.write = async ([item]) => { const blob = await item.getType('image/png');
                document.title = [...new Uint8Array(await blob.slice(1, 4).arrayBuffer())].join(' ') }",
        )
        .await
        .unwrap();
    browser.click("[data-test=copy]").await.unwrap();
    let begun = Instant::now();
    while browser.client.title().await.unwrap() != "80 78 71" {
        assert!(begun.elapsed() < Duration::from_secs(30), "no PNG is copied");
        sleep(Duration::from_millis(50)).await;
    }
    browser.close(&[]).await.unwrap();
}

#[tokio::test]
async fn background_picture_is_composed_and_nothing_is_sent() {
    let _one = ONE_AT_A_TIME.lock().await;
    let server = server();
    let proxy = RecordingProxy::to(server.authority.clone()).await.unwrap();
    let Some((browser, folder)) = cut_out(&proxy.address).await else { return };
    let behind = folder.path().join("behind.png");
    image::RgbImage::from_pixel(30, 20, image::Rgb([10, 120, 230])).save(&behind).unwrap();
    let broken = folder.path().join("broken.png");
    std::fs::write(&broken, b"not a picture").unwrap();
    let before = proxy.sent().len();
    browser.press("Picture").await.unwrap();
    browser.wait_for("#background").await.unwrap().send_keys(&behind.display().to_string()).await.unwrap();
    shown(&browser, "[data-test=cut-out]", "the picture", CORNER, |pixel| pixel == [10, 120, 230, 255]).await;
    let file = downloaded(&browser).await;
    assert_eq!((file.dimensions(), at(&file, CORNER)), (SIZE, [10, 120, 230, 255]));

    browser.wait_for("#background").await.unwrap().send_keys(&broken.display().to_string()).await.unwrap();
    browser.wait_for_text("[data-test=not-changed]", "not a picture").await.unwrap();
    shown(&browser, "[data-test=cut-out]", "the last picture", CORNER, |pixel| pixel == [10, 120, 230, 255]).await;
    browser.click("[data-test=revert]").await.unwrap();
    assert_eq!(at(&downloaded(&browser).await, CORNER), [10, 120, 230, 255]);
    let sent = proxy.sent();
    let sent = String::from_utf8_lossy(&sent[before..]).into_owned();
    let others: Vec<_> = sent.split_inclusive("\r\n\r\n").filter(|request| !request.starts_with("GET /sw.js HTTP/1.1\r\n")).collect();
    assert!(others.is_empty(), "sent meanwhile: {others:?}");
    browser.close(&[]).await.unwrap();
}

async fn pointer_and_keys_draw_and_undo_strokes(browser: Browser) {
    let server = server();
    let _folder = cut_out_in(&browser, &server.address()).await;
    let alpha = |least: u8, most: u8| move |pixel: [u8; 4]| (least..=most).contains(&pixel[3]);
    browser.click("[data-test=brush]").await.unwrap();
    let canvas = browser.wait_for("[data-test=brush-canvas]").await.unwrap();
    shown(&browser, "[data-test=brushed]", "an empty corner", CORNER, alpha(0, 8)).await;

    // From the corner into the picture; positions of the pointer are counted from the element's middle.
    let area = browser
        .script("const area = document.querySelector('[data-test=brush-canvas]').getBoundingClientRect(); return [area.width, area.height]")
        .await
        .unwrap();
    let [width, height]: [f64; 2] = serde_json::from_value(area).unwrap();
    let (x, y) = ((f64::from(CORNER[0]) - 0.5) * width, (f64::from(CORNER[1]) - 0.5) * height);
    let stroke = MouseActions::new("mouse".to_owned())
        .then(PointerAction::MoveToElement { element: canvas.clone(), duration: None, x, y })
        .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
        .then(PointerAction::MoveBy { duration: Some(Duration::from_millis(100)), x: 60.0, y: 0.0 })
        .then(PointerAction::MoveBy { duration: Some(Duration::from_millis(100)), x: -60.0, y: 0.0 })
        .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
    browser.client.perform_actions(stroke).await.unwrap();
    shown(&browser, "[data-test=brushed]", "the stroke", CORNER, alpha(250, 255)).await;
    browser.click("[data-test=undo]").await.unwrap();
    shown(&browser, "[data-test=brushed]", "the stroke taken back", CORNER, alpha(0, 8)).await;
    browser.click("[data-test=redo]").await.unwrap();
    shown(&browser, "[data-test=brushed]", "the stroke again", CORNER, alpha(250, 255)).await;

    // The pointer leaves, so the keys begin in the middle: up and left in long steps, a dab with E there.
    let keys = |keys: &str| {
        let (canvas, keys) = (canvas.clone(), keys.to_owned());
        async move { canvas.send_keys(&keys).await.unwrap() }
    };
    keys("e").await;
    let shift = Key::Shift.to_string();
    keys(&format!("{shift}{}{}{shift} ", Key::Left.to_string().repeat(10), Key::Up.to_string().repeat(14))).await;
    announced(&browser, "Marked to erase. 2 strokes.").await;
    keys(&format!("{}z", Key::Control)).await;
    announced(&browser, "1 stroke.").await;
    keys(&format!("k{}{}{}", Key::Enter, Key::Right.to_string().repeat(5), Key::Enter)).await;
    announced(&browser, "Marked to keep. 2 strokes.").await;
    browser.click("[data-test=brush-done]").await.unwrap();
    browser.wait_for("[data-test=brush]:focus").await.unwrap();
    let file = downloaded(&browser).await;
    assert_eq!(file.dimensions(), SIZE);
    assert!(at(&file, CORNER)[3] >= 250, "the stroke is in the file");
    browser.close(&[]).await.unwrap();
}

async fn worker_without_work_is_ended_and_comes_back_unnoticed(browser: Browser) {
    let server = server();
    let _folder = cut_out_in(&browser, &format!("{}/?rest=2", server.address())).await;
    // From here on the page does without its server.
    drop(server);
    let count = "for (const [name, counted] of [['terminate', 'ended'], ['postMessage', 'asked']]) {
        const original = Worker.prototype[name];
        window[counted] = 0;
        Worker.prototype[name] = function (...given) { window[counted] += 1; return original.apply(this, given); };
    }";
    browser.script(count).await.unwrap();
    let ended = async |times: u32| {
        let begun = Instant::now();
        while browser.script("return window.ended").await.unwrap() != times {
            assert!(begun.elapsed() < Duration::from_secs(20), "the worker is not ended");
            sleep(Duration::from_millis(50)).await;
        }
        browser.script("const { asked } = window; window.asked = 0; return asked").await.unwrap()
    };
    ended(1).await;
    // An edit needs the photo again, which the new worker has never seen.
    browser.press("Colour").await.unwrap();
    shown(&browser, "[data-test=cut-out]", "a white corner", CORNER, |pixel| pixel == [255; 4]).await;
    let file = downloaded(&browser).await;
    assert_eq!((file.dimensions(), at(&file, CORNER)), (SIZE, [255; 4]));
    assert!(ended(2).await.as_u64() >= Some(4), "network, photo, preview, file");
    // So does the next photo; the page has been ready all the while.
    browser.click("[data-test=another]").await.unwrap();
    browser.ready().await.unwrap();
    browser.click(".sample").await.unwrap();
    browser.phase("done").await.unwrap();
    let steps = browser.script("return [...document.querySelectorAll('.times [data-step]')].map(row => row.dataset.step)").await.unwrap();
    assert_eq!(steps, serde_json::json!(["read", "find", "refine", "compose", "encode"]), "nothing waits to be ready");
    browser.close(&["sw.js", "ERR_CONNECTION_REFUSED"]).await.unwrap();
}
