//! AVIF from the page: fetched when it is chosen, the same file as the command's, and kept for use without a network.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::path::Path;
use std::time::{Duration, Instant};

use matting::{Limits, OutputFormat, Picture, Samples, Source};
use rayon::ThreadPoolBuilder;
use serde_json::{Value, json};
use tests::browser::photos::{TIMEOUT, choose, golden, through};
use tests::browser::{Browser, engine::Ability};
use tests::offcut_command::{offcut, stderr, text};
use tests::program::root;
use tests::recording_proxy::RecordingProxy;
use tests::server_process::ServerProcess;
use tokio::sync::Mutex;
use tokio::time::sleep;

static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

tests::in_each_engine!(avif_is_fetched_when_it_is_chosen_and_is_that_of_the_command);
tests::in_each_engine!(@ in_chromium CHROMIUM
    encoder_is_kept_once_it_was_chosen_and_before_that_its_absence_costs_nothing person_goes_on_or_cancels_while_an_avif_is_made
    queue_is_written_as_avif_and_goes_on_with_it_in_the_next_visit
);

fn server(port: u16) -> ServerProcess {
    ServerProcess::start(&root().join("dist"), &root().join("models"), port).unwrap()
}

async fn cut_out(browser: &Browser, address: &str) {
    browser.open(address).await.unwrap();
    browser.offline_ready().await.unwrap();
    browser.choose(&golden("cat").unwrap()).await.unwrap();
    browser.phase("done").await.unwrap();
}

fn picture(file: &[u8]) -> Picture {
    matting::read(Source::File(file), &Limits::default()).unwrap().picture
}

/// Mean difference of the values of two pictures of AVIF, whose depth is that of 16 bits, in parts of 255.
fn difference(one: &Picture, other: &Picture) -> f64 {
    assert_eq!(one.size(), other.size());
    let (Samples::Sixteen(one), Samples::Sixteen(other)) = (one.samples(), other.samples()) else { panic!("an AVIF has 10 bits") };
    one.iter().zip(other).map(|(one, other)| f64::from(one.abs_diff(*other))).sum::<f64>() / one.len() as f64 / 257.0
}

/// The command's AVIF of a photo, on one thread as the page's: each has its own part of the picture.
fn of_command(photo: &Path) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("cut-out.avif");
    let run = offcut(&["i", text(photo), text(&output), "--threads", "1", "--models", text(&root().join("models"))]);
    assert!(run.status.success(), "{}", stderr(&run));
    std::fs::read(output).unwrap()
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
        sleep(Duration::from_millis(50)).await;
    }
}

async fn avif_is_fetched_when_it_is_chosen_and_is_that_of_the_command(browser: Browser) {
    let server = server(0);
    let proxy = RecordingProxy::to(server.authority.clone()).await.unwrap();
    cut_out(&browser, &proxy.address).await;
    let png = browser.download("chelsea-cutout.png").await.unwrap();
    let asked = || String::from_utf8_lossy(&proxy.sent()).matches("GET /avif-").count();
    assert_eq!(asked(), 0, "the encoder is fetched before anyone wants it");
    browser.press("AVIF").await.unwrap();
    let avif = browser.download("chelsea-cutout.avif").await.unwrap();
    assert!(asked() >= 3, "script, glue and module come from the server");
    // The same encoder, and the numbers of one machine are those of another.
    let one_thread = ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let quality = OutputFormat::Avif.default_quality().unwrap();
    let expected = one_thread.install(|| matting::avif_of_png(&png, quality)).unwrap();
    assert!(avif == expected, "{} bytes, natively {}", avif.len(), expected.len());
    let command = of_command(&golden("cat").unwrap());
    let (bytes, differs) = (avif.len() as f64 / command.len() as f64, difference(&picture(&avif), &picture(&command)));
    println!("{}: {} bytes, {bytes} of the command's, {differs} of 255 from it", browser.engine.name, avif.len());
    // The PNGs before them may differ by 1.
    assert!((0.98..1.02).contains(&bytes) && differs < 0.5, "{bytes}, {differs}");
    browser.close(&[]).await.unwrap();
}

async fn encoder_is_kept_once_it_was_chosen_and_before_that_its_absence_costs_nothing(browser: Browser) {
    let first = server(0);
    let (address, port) = (first.address(), first.authority.rsplit(':').next().unwrap().parse().unwrap());
    cut_out(&browser, &address).await;
    drop(first);
    browser.press("AVIF").await.unwrap();
    browser.wait_for_text("[data-test=not-changed]", "The AVIF encoder could not be fetched.").await.unwrap();
    browser.click("[data-test=revert]").await.unwrap();
    browser.download("chelsea-cutout.png").await.unwrap();

    let again = server(port);
    browser.press("AVIF").await.unwrap();
    let avif = browser.download("chelsea-cutout.avif").await.unwrap();
    let kept = "return (async () => {
        const names = [];
        for (const name of await caches.keys()) names.push(...(await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname));
        return names.filter(name => name.startsWith('/avif-')).length;
    })()";
    wait_for(&browser, "the service worker keeps script, glue and module", kept, json!(3)).await;
    drop(again);
    assert!(browser.engine.can(Ability::DevTools));
    browser.devtools("Network.clearBrowserCache", json!({})).await.unwrap();
    // The choice is remembered, so the next photo is an AVIF without a word.
    cut_out(&browser, &address).await;
    assert!(browser.download("chelsea-cutout.avif").await.unwrap() == avif);
    browser.close(&["sw.js", "avif-", "ERR_CONNECTION_REFUSED"]).await.unwrap();
}

/// Whether the page would ask before it is left.
const ASKS: &str = "return !dispatchEvent(new Event('beforeunload', { cancelable: true }))";
/// The file type that is chosen.
const FILE_TYPE: &str = "return document.querySelector('[name=file-type]:checked').nextSibling.textContent";

async fn person_goes_on_or_cancels_while_an_avif_is_made(browser: Browser) {
    let server = server(0);
    cut_out(&browser, &server.address()).await;
    browser.wait_for("[data-test=download]:not([aria-busy])").await.unwrap();
    // An encoder that does not get its PNG works for ever.
    browser
        .script(
            "window.post = Worker.prototype.postMessage;
            Worker.prototype.postMessage = function (message, ...rest) { if (!Array.isArray(message)) post.call(this, message, ...rest) };
            navigator.clipboard.write = async ([item]) => { document.title = (await item.getType('image/png')).type }",
        )
        .await
        .unwrap();
    browser.press("AVIF").await.unwrap();
    browser.wait_for_text("[data-test=avif]", "Making the AVIF.").await.unwrap();
    browser.click("[data-test=copy]").await.unwrap();
    wait_for(&browser, "its PNG is copied meanwhile", "return document.title", json!("image/png")).await;
    browser.press("Mask only").await.unwrap();
    browser.wait_for("[data-current=true]").await.unwrap();
    browser.wait_for_text("[data-test=avif]", "Making the AVIF.").await.unwrap();
    browser.click("[data-test=avif-cancel]").await.unwrap();
    let mask = browser.download("chelsea-cutout.png").await.unwrap();
    assert_eq!(image::load_from_memory(&mask).unwrap().color(), image::ColorType::L8, "the last change stays");
    assert_eq!(browser.script(FILE_TYPE).await.unwrap(), json!("PNG"));
    browser.script("Worker.prototype.postMessage = window.post").await.unwrap();
    browser.press("AVIF").await.unwrap();
    let avif = browser.download("chelsea-cutout.avif").await.unwrap();
    assert!(!picture(&avif).has_transparency(), "a mask has no alpha");
    wait_for(&browser, "told", "return document.querySelector('[data-test=edit-announcement]').textContent", json!("The AVIF is ready.")).await;
    browser.close(&[]).await.unwrap();
}

async fn queue_is_written_as_avif_and_goes_on_with_it_in_the_next_visit(browser: Browser) {
    let server = server(0);
    cut_out(&browser, &server.address()).await;
    browser.press("AVIF").await.unwrap();
    browser.wait_for("[data-test=download]:not([aria-busy])").await.unwrap();
    browser.click("[data-test=another]").await.unwrap();
    choose(&browser, &[golden("cup").unwrap(), golden("flower").unwrap()]).await.unwrap();
    through(&browser).await.unwrap();
    browser.click("[data-test=download-all]").await.unwrap();
    let archive = browser.saved("cut-outs.zip").await.unwrap();
    let names = ["chelsea-cutout.avif", "coffee-cutout.avif", "flower-cutout.avif"];
    assert!(names.iter().all(|name| archive.windows(name.len()).any(|part| part == name.as_bytes())), "{} bytes", archive.len());
    assert_eq!(archive.windows(8).filter(|part| part == b"ftypavif").count(), 3);
    wait_for(&browser, "all is kept", ASKS, json!(false)).await;
    browser.client.refresh().await.unwrap();
    browser.click("[data-test=go-on]").await.unwrap();
    browser.phase("done").await.unwrap();
    browser.click("[data-test=download-all]").await.unwrap();
    let again = browser.saved("cut-outs.zip").await.unwrap();
    assert_eq!(again.windows(8).filter(|part| part == b"ftypavif").count(), 3);
    browser.close(&[]).await.unwrap();
}
