//! Cut-outs of the package beside those of the command.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use image::RgbaImage;
use serde_json::json;
use tests::browser::Browser;
use tests::offcut_command::{case, offcut, stderr, text};
use tokio::time::sleep;

/// Longest wait for a cut-out: a cold start compiles megabytes of WebAssembly.
const TIMEOUT: Duration = Duration::from_secs(120);

/// The photo of these tests, small so that most of the time is not the network's.
pub fn photo() -> PathBuf {
    case("cat").photo
}

/// What the command makes of the photo without options. Made once for all tests.
pub fn expected() -> &'static RgbaImage {
    static EXPECTED: OnceLock<RgbaImage> = OnceLock::new();
    EXPECTED.get_or_init(|| expected_with(&[], "png"))
}

/// What the command makes of the photo with these options, as a file of this type.
pub fn expected_with(options: &[&str], ending: &str) -> RgbaImage {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(format!("cut-out.{ending}"));
    let output = offcut(&[&["i"], options, &[text(&photo()), text(&file)]].concat());
    assert!(output.status.success(), "{}", stderr(&output));
    image::open(file).unwrap().into_rgba8()
}

/// Holds a file against the expected pixels: no value differs by more than 1.
pub fn check(what: &str, file: &[u8], expected: &RgbaImage) {
    check_within(1, what, file, expected);
}

/// The same with another bound.
pub fn check_within(bound: u8, what: &str, file: &[u8], expected: &RgbaImage) {
    let actual = image::load_from_memory(file).unwrap_or_else(|error| panic!("{what}: {error}")).into_rgba8();
    assert_eq!(actual.dimensions(), expected.dimensions(), "{what}");
    let worst = actual.iter().zip(expected.iter()).map(|(a, b)| a.abs_diff(*b)).max();
    assert!(worst <= Some(bound), "{what}: values differ by {worst:?} of 255");
}

/// Opens an example, gives it the photo and checks what it shows.
pub async fn check_page(what: &str, browser: &Browser, address: &str) {
    browser.client.goto(address).await.unwrap();
    choose(browser, &photo()).await;
    check_shown(what, browser).await;
}

/// Gives an example a photo, as its file picker does, once its script runs.
pub async fn choose(browser: &Browser, photo: &Path) {
    browser.wait_for("#file:enabled").await.unwrap();
    browser.choose(photo).await.unwrap();
}

/// Waits for the cut-out of an example and checks it.
pub async fn check_shown(what: &str, browser: &Browser) {
    wait_for(what, browser, "done").await;
    check(what, &file_of(browser, "document.querySelector('#result')").await, expected());
}

/// Waits until an example says so.
pub async fn wait_for(what: &str, browser: &Browser, status: &str) {
    let begun = Instant::now();
    loop {
        let said = browser.text("#status").await.unwrap_or_default();
        if said == status {
            return;
        }
        // Stages and progress; anything longer is the sentence of an error.
        assert!(said.len() < 60 && begun.elapsed() < TIMEOUT, "{what} in {}: the page says {said:?}", browser.engine.name);
        sleep(Duration::from_millis(50)).await;
    }
}

/// File of a picture on the page, by an expression for its element: a link to it is followed, since a policy may forbid scripts to fetch it.
pub async fn file_of(browser: &Browser, picture: &str) -> Vec<u8> {
    let save = format!(
        "const link = document.createElement('a');
        Object.assign(link, {{ href: {picture}.src, download: 'shown.png' }});
        document.body.append(link);
        link.click();
        link.remove();"
    );
    browser.script(&save).await.unwrap();
    browser.saved("shown.png").await.unwrap()
}

/// Waits until a script says `true`.
pub async fn until(browser: &Browser, script: &str) {
    let begun = Instant::now();
    while browser.script(script).await.unwrap() != json!(true) {
        assert!(begun.elapsed() < TIMEOUT, "never true: {script}");
        sleep(Duration::from_millis(50)).await;
    }
}
