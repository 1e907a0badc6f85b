//! Several photos on the page, in a real browser with the real server, worker and weights.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use fantoccini::Locator;
use fantoccini::key::Key;
use image::{ImageFormat, Rgb, RgbImage};
use serde_json::json;
use tempfile::TempDir;
use tests::browser::{Browser, accessibility};
use tests::golden_case::GoldenCase;
use tests::program::root;
use tests::server_process::ServerProcess;
use tokio::sync::Mutex;
use tokio::time::sleep;

/// One browser at a time: on a small machine several would wait for each other until something times out.
static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

/// Longest wait for a queue.
const TIMEOUT: Duration = Duration::from_secs(180);

/// The page, ready, and a folder for photos; nothing where there is no browser.
async fn page() -> Option<(Browser, ServerProcess, TempDir)> {
    let browser = Browser::start().await.unwrap()?;
    let server = ServerProcess::start(&root().join("dist"), &root().join("models"), 0).unwrap();
    browser.open(&server.address()).await.unwrap();
    browser.ready().await.unwrap();
    Some((browser, server, tempfile::tempdir().unwrap()))
}

fn golden(case: &str) -> PathBuf {
    GoldenCase::all().unwrap().into_iter().find(|found| found.name == case).unwrap().photo
}

/// Small photo: a disc on a plain ground.
fn disc(path: &Path, shade: u8) {
    let picture = RgbImage::from_fn(96, 64, |x, y| {
        let (x, y) = (x as f32 - 48.0, y as f32 - 32.0);
        if x.hypot(y) < 20.0 { Rgb([200, shade, 40]) } else { Rgb([90, 140, 220]) }
    });
    picture.save(path).unwrap();
}

async fn choose(browser: &Browser, photos: &[PathBuf]) {
    let paths: Vec<String> = photos.iter().map(|photo| photo.canonicalize().unwrap().display().to_string()).collect();
    browser.wait_for("#file").await.unwrap().send_keys(&paths.join("\n")).await.unwrap();
}

/// Drops files and folders as a person does, by the browser's own drag and drop.
async fn drag_in(browser: &Browser, paths: &[&Path]) {
    let data = json!({ "items": [], "files": paths, "dragOperationsMask": 1 });
    for kind in ["dragEnter", "dragOver", "drop"] {
        browser.devtools("Input.dispatchDragEvent", json!({ "type": kind, "x": 300, "y": 300, "data": data })).await.unwrap();
    }
}

async fn states(browser: &Browser) -> Vec<String> {
    let states = browser.script("return [...document.querySelectorAll('.photo')].map(photo => photo.dataset.state)").await.unwrap();
    serde_json::from_value(states).unwrap()
}

fn count(states: &[String], state: &str) -> usize {
    states.iter().filter(|other| *other == state).count()
}

/// Waits until the queue is empty and no photo is being changed.
async fn through(browser: &Browser) -> Vec<String> {
    let begun = Instant::now();
    loop {
        let states = states(browser).await;
        if !states.is_empty() && ["waiting", "working", "changing"].iter().all(|state| count(&states, state) == 0) {
            return states;
        }
        assert!(begun.elapsed() < TIMEOUT, "{states:?}");
        sleep(Duration::from_millis(100)).await;
    }
}

/// Clicks the photo of this place in the list, from 1.
async fn look_at(browser: &Browser, place: usize) {
    browser.click(&format!(".photo:nth-child({place})")).await.unwrap();
}

async fn press(browser: &Browser, label: &str) {
    browser.client.find(Locator::XPath(&format!("//label[normalize-space()='{label}']"))).await.unwrap().click().await.unwrap();
}

/// Keys, to whatever has the focus.
async fn keys(browser: &Browser, keys: &str) {
    browser.client.active_element().await.unwrap().send_keys(keys).await.unwrap();
}

/// Clicks, and waits for the file that comes.
async fn downloaded(browser: &Browser, css: &str, name: &str) -> PathBuf {
    let path = browser.downloads.path().join(name);
    drop(std::fs::remove_file(&path));
    browser.click(css).await.unwrap();
    let begun = Instant::now();
    let mut before = 0;
    loop {
        // Chromium reserves the name with an empty file and renames the whole one.
        let size = std::fs::metadata(&path).map_or(0, |file| file.len());
        if size > 0 && size == before {
            return path;
        }
        before = size;
        assert!(begun.elapsed() < TIMEOUT, "{name} was not downloaded");
        sleep(Duration::from_millis(100)).await;
    }
}

/// Contents of an archive, as Python reads it: by name, after every checksum was found right.
fn unpacked(archive: &Path) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let script = "import sys, zipfile, json
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
assert all(entry.compress_type == zipfile.ZIP_STORED for entry in archive.infolist())
archive.extractall(sys.argv[2])
print(json.dumps(archive.namelist()))";
    let python = std::env::var_os("OFFCUT_PYTHON").unwrap_or_else(|| "python3".into());
    let output = Command::new(python).arg("-c").arg(script).arg(archive).arg(folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let names: Vec<String> = serde_json::from_slice(&output.stdout).unwrap();
    names.into_iter().map(|name| (name.clone(), std::fs::read(folder.path().join(name)).unwrap())).collect()
}

#[tokio::test]
async fn forty_mixed_files_and_a_folder_are_worked_on_and_what_is_no_picture_is_said_once() {
    let _one = ONE_AT_A_TIME.lock().await;
    let Some((browser, _server, folder)) = page().await else { return };
    let at = |name: &str| folder.path().join(name);
    let mut files = Vec::new();
    for (number, extension) in (0..30).zip(["png", "jpg", "bmp", "gif", "tif", "qoi"].into_iter().cycle()) {
        let path = at(&format!("{number:02}.{extension}"));
        disc(&at("disc.png"), number);
        let format = ImageFormat::from_extension(extension).unwrap();
        image::open(at("disc.png")).unwrap().into_rgb8().save_with_format(&path, format).unwrap();
        files.push(path);
    }
    for name in ["30.AAE", "31.txt", "32.mov", "33.docx", "34.pdf", "35"] {
        std::fs::write(at(name), if name == "34.pdf" { "%PDF-1.7" } else { "not a picture" }).unwrap();
        files.push(at(name));
    }
    for name in ["36.jpg", "37.png"] {
        std::fs::write(at(name), "not a picture either").unwrap();
        files.push(at(name));
    }
    let mut archive = Vec::new();
    zip_of(&mut archive, &[("in/38a.png", std::fs::read(at("00.png")).unwrap()), ("__MACOSX/x.png", vec![0]), ("notes.txt", vec![0])]);
    std::fs::write(at("38.zip"), archive).unwrap();
    std::fs::write(at("39.zip"), "broken").unwrap();
    files.extend([at("38.zip"), at("39.zip")]);
    assert_eq!(files.len(), 40);
    choose(&browser, &files).await;
    browser.wait_for_text("[data-test=skipped]", "8 files are not pictures and were skipped: 30.AAE, 31.txt, 32.mov and 5 more.").await.unwrap();
    let states = through(&browser).await;
    assert_eq!((states.len(), count(&states, "failed")), (33, 2), "{states:?}");
    let counts = browser.text("[data-test=counts]").await.unwrap();
    assert!(counts.starts_with("33 photos · 31 done") && counts.ends_with("2 failed"), "{counts}");

    // A folder with folders, which files of systems are in.
    let nested = at("trip/day 1/late");
    std::fs::create_dir_all(&nested).unwrap();
    disc(&at("trip/a.png"), 1);
    disc(&at("trip/day 1/a.png"), 2);
    disc(&nested.join("a.png"), 3);
    std::fs::write(at("trip/.DS_Store"), "x").unwrap();
    std::fs::write(at("trip/day 1/a.AAE"), "x").unwrap();
    drag_in(&browser, &[&at("trip")]).await;
    browser.wait_for_text("[data-test=skipped]", "a.AAE is not a picture and was skipped.").await.unwrap();
    assert_eq!(through(&browser).await.len(), 36);

    // What failed is first when that is asked for, and the archive has the folders.
    browser.click("[data-test=order]").await.unwrap();
    assert_eq!(self::states(&browser).await[..2], ["failed", "failed"]);
    let entries = unpacked(&downloaded(&browser, "[data-test=download-all]", "cut-outs.zip").await);
    assert_eq!(entries.len(), 34);
    for name in ["00-cutout.png", "in/38a-cutout.png", "trip/a-cutout.png", "trip/day 1/a-cutout.png", "trip/day 1/late/a-cutout.png"] {
        assert!(entries.contains_key(name), "{name} is not in {:?}", entries.keys());
    }
    browser.close(&[]).await.unwrap();
}

#[tokio::test]
async fn each_photo_keeps_its_edits_and_settings_can_be_used_for_all() {
    let _one = ONE_AT_A_TIME.lock().await;
    let Some((browser, _server, _folder)) = page().await else { return };
    choose(&browser, &[golden("cat"), golden("cup")]).await;
    through(&browser).await;
    browser.wait_for_text(".result h1", "chelsea.png").await.unwrap();
    press(&browser, "Colour").await;
    browser.client.find(Locator::Css(".swatch:nth-child(4)")).await.unwrap().click().await.unwrap();
    browser.wait_for("[data-test=download]:not([aria-busy])").await.unwrap();

    look_at(&browser, 2).await;
    browser.wait_for_text(".result h1", "coffee.png").await.unwrap();
    let chosen = "return document.querySelector('input[name=background]:checked').parentElement.textContent";
    assert_eq!(browser.script(chosen).await.unwrap(), json!("None"), "the other photo's settings are its own");
    browser.click("[data-test=brush]").await.unwrap();
    browser.wait_for("[data-test=brushed]").await.unwrap();
    browser.wait_for("[data-test=brush-canvas]").await.unwrap().send_keys("e ").await.unwrap();
    browser.wait_for("[data-test=undo]:not([disabled])").await.unwrap();

    look_at(&browser, 1).await;
    browser.wait_for_text(".result h1", "chelsea.png").await.unwrap();
    assert_eq!(browser.script(chosen).await.unwrap(), json!("Colour"));
    let corner = |bytes: &[u8]| image::load_from_memory(bytes).unwrap().into_rgba8().get_pixel(1, 1).0;
    assert_eq!(corner(&browser.download("chelsea-cutout.png").await.unwrap()), [0, 0, 0, 255]);

    look_at(&browser, 2).await;
    browser.wait_for_text(".result h1", "coffee.png").await.unwrap();
    browser.click("[data-test=brush]").await.unwrap();
    browser.wait_for("[data-test=undo]:not([disabled])").await.expect("the stroke can still be undone");
    browser.click("[data-test=brush-done]").await.unwrap();
    let brushed = browser.download("coffee-cutout.png").await.unwrap();
    assert_eq!(corner(&brushed)[3], 0);

    look_at(&browser, 1).await;
    browser.wait_for_text(".result h1", "chelsea.png").await.unwrap();
    browser.click("[data-test=use-settings]").await.unwrap();
    let entries = unpacked(&downloaded(&browser, "[data-test=download-all]", "cut-outs.zip").await);
    assert_eq!(entries.keys().collect::<Vec<_>>(), ["chelsea-cutout.png", "coffee-cutout.png"]);
    assert!(entries.values().all(|file| corner(file) == [0, 0, 0, 255]), "an outdated file is in the archive");
    let middle = |bytes: &[u8]| {
        let picture = image::load_from_memory(bytes).unwrap().into_rgba8();
        picture.get_pixel(picture.width() / 2, picture.height() / 2).0
    };
    assert_eq!(
        (middle(&brushed)[3], middle(&entries["coffee-cutout.png"])),
        (0, [0, 0, 0, 255]),
        "the stroke is in the file with the new background"
    );

    browser.click("[data-test=undo-settings]").await.unwrap();
    let entries = unpacked(&downloaded(&browser, "[data-test=download-all]", "cut-outs.zip").await);
    assert_eq!(entries.values().map(|file| corner(file)[3]).collect::<Vec<_>>(), [255, 0], "the other photo has its own settings again");
    assert_eq!(entries["coffee-cutout.png"], brushed);
    browser.close(&[]).await.unwrap();
}

#[tokio::test]
async fn archive_and_folder_have_the_bytes_of_single_downloads_under_names_of_their_own() {
    let _one = ONE_AT_A_TIME.lock().await;
    let Some((browser, _server, folder)) = page().await else { return };
    std::fs::create_dir(folder.path().join("other")).unwrap();
    let photos = [folder.path().join("disc.png"), folder.path().join("other/disc.png")];
    disc(&photos[0], 10);
    disc(&photos[1], 200);
    choose(&browser, &photos).await;
    through(&browser).await;
    look_at(&browser, 1).await;
    let first = browser.download("disc-cutout.png").await.unwrap();
    look_at(&browser, 2).await;
    browser.wait_for(".photo:nth-child(2)[aria-current]").await.unwrap();
    let second = browser.download("disc-cutout.png").await.unwrap();
    assert_ne!(first, second);
    let expected = BTreeMap::from([("disc-cutout.png".to_owned(), first), ("disc-cutout-2.png".to_owned(), second)]);
    assert_eq!(unpacked(&downloaded(&browser, "[data-test=download-all]", "cut-outs.zip").await), expected);

    // A test cannot answer the picker; the browser's own file system for pages gives a real folder in its place.
    browser.script("window.showDirectoryPicker = () => navigator.storage.getDirectory()").await.unwrap();
    let listed = "const folder = await navigator.storage.getDirectory(), files = {};
        for await (const [name, handle] of folder) files[name] = [...new Uint8Array(await (await handle.getFile()).arrayBuffer())];
        return files";
    for round in 1..=2 {
        browser.click("[data-test=save-in-folder]").await.unwrap();
        browser.wait_for_text("[data-test=taken-away]", "2 photos saved in").await.unwrap();
        let files: BTreeMap<String, Vec<u8>> = serde_json::from_value(browser.script(listed).await.unwrap()).unwrap();
        assert_eq!(files.len(), 2 * round, "{:?}: what is there stays", files.keys());
        assert!(expected.iter().all(|(name, bytes)| files.get(name) == Some(bytes)), "{:?}", files.keys());
        browser.click("[data-test=taken-away] button").await.unwrap();
    }
    browser.close(&[]).await.unwrap();
}

#[tokio::test]
async fn queue_is_cancelled_removed_and_brought_back_by_keys_and_is_complete_for_a_screen_reader() {
    let _one = ONE_AT_A_TIME.lock().await;
    let Some((browser, _server, folder)) = page().await else { return };
    // Large, so that there is time to cancel it.
    let large = folder.path().join("0 large.png");
    RgbImage::from_pixel(7000, 7000, Rgb([90, 140, 220])).save(&large).unwrap();
    let mut photos = vec![large];
    for number in 1..5 {
        photos.push(folder.path().join(format!("{number} disc.png")));
        disc(&photos[number], number as u8);
    }
    choose(&browser, &photos).await;
    browser.wait_for(".photo[data-state=working]").await.unwrap();
    assert_eq!(count(&states(&browser).await, "waiting"), 4);
    browser.click("[data-test=cancel-all]").await.unwrap();
    assert_eq!(through(&browser).await, ["cancelled"; 5]);
    browser.wait_for_text("[data-test=counts]", "5 photos · 5 cancelled").await.unwrap();

    // Retried without the large one.
    look_at(&browser, 1).await;
    keys(&browser, &Key::Delete.to_string()).await;
    browser.wait_for_text("[data-test=removed]", "1 photo removed.").await.unwrap();
    browser.click("[data-test=retry-all]").await.unwrap();
    let states_now = through(&browser).await;
    assert!(states_now.len() == 4 && states_now.iter().all(|state| state == "done" || state == "check"), "{states_now:?}");

    // The list by keys: two are selected and removed, and come back.
    look_at(&browser, 2).await;
    let shift = Key::Shift.to_string();
    keys(&browser, &format!(" {shift}{}{shift}", Key::Right)).await;
    browser.wait_for_text("[data-test=selected]", "2 selected").await.unwrap();
    keys(&browser, &Key::Delete.to_string()).await;
    browser.wait_for_text("[data-test=removed]", "2 photos removed.").await.unwrap();
    assert_eq!(states(&browser).await.len(), 2);
    keys(&browser, &format!("{}z", Key::Control)).await;
    let begun = Instant::now();
    while states(&browser).await.len() != 4 {
        assert!(begun.elapsed() < TIMEOUT, "the photos do not come back");
        sleep(Duration::from_millis(50)).await;
    }
    keys(&browser, &format!("{}{}", Key::End, Key::Enter)).await;
    browser.wait_for_text(".result h1", "4 disc.png").await.unwrap();
    browser.wait_for(".photo:nth-child(4):focus").await.expect("the focus stays in the list");
    browser.client.set_window_size(500, 844).await.unwrap();
    let wide = browser.script("return document.documentElement.scrollWidth - document.documentElement.clientWidth").await.unwrap();
    assert_eq!(wide, json!(0), "the page scrolls sideways");
    let difference = accessibility::matches_snapshot(&browser, "queue").await;
    assert!(difference.is_none(), "{}", difference.unwrap_or_default());
    browser.close(&[]).await.unwrap();
}

#[tokio::test]
async fn pair_of_an_iphone_is_one_photo_and_a_new_drop_adds_to_it() {
    let _one = ONE_AT_A_TIME.lock().await;
    let Some((browser, _server, folder)) = page().await else { return };
    let (aae, jpg) = (folder.path().join("IMG_1.AAE"), folder.path().join("IMG_1.JPG"));
    std::fs::write(&aae, "<?xml version=\"1.0\"?><plist></plist>").unwrap();
    image::open(golden("cup")).unwrap().into_rgb8().save_with_format(&jpg, ImageFormat::Jpeg).unwrap();
    drag_in(&browser, &[&aae, &jpg]).await;
    browser.wait_for_text(".result h1", "IMG_1.JPG").await.unwrap();
    browser.wait_for_text("[data-test=skipped]", "IMG_1.AAE is not a picture").await.unwrap();
    assert!(states(&browser).await.is_empty(), "one photo alone has no list");
    press(&browser, "Mask only").await;

    browser.hand_over("drop", &golden("cat")).await.unwrap();
    browser.wait_for_text(".result h1", "chelsea.png").await.unwrap();
    assert_eq!(through(&browser).await.len(), 2);
    look_at(&browser, 1).await;
    browser.wait_for("[data-test=mask]:checked").await.expect("the edits of the first photo are kept");
    browser.close(&[]).await.unwrap();
}

/// Archive with deflated entries.
fn zip_of(into: &mut Vec<u8>, files: &[(&str, Vec<u8>)]) {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::File::create(path).unwrap().write_all(content).unwrap();
    }
    let script = "import sys, zipfile, os
archive = zipfile.ZipFile(sys.argv[2], 'w', zipfile.ZIP_DEFLATED)
for place, _, names in os.walk(sys.argv[1]):
    for name in names: archive.write(os.path.join(place, name), os.path.relpath(os.path.join(place, name), sys.argv[1]))
archive.close()";
    let python = std::env::var_os("OFFCUT_PYTHON").unwrap_or_else(|| "python3".into());
    let target = tempfile::NamedTempFile::new().unwrap();
    assert!(Command::new(python).arg("-c").arg(script).arg(folder.path()).arg(target.path()).status().unwrap().success());
    into.extend(std::fs::read(target.path()).unwrap());
}

/// Proportional memory of the browser in MB: of all its processes, and of its largest one with `--type=renderer`, which has page and worker.
fn memory() -> (u64, u64) {
    let text = |path: PathBuf| std::fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).replace('\0', " ")).unwrap_or_default();
    let processes = || std::fs::read_dir("/proc").unwrap().flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let parent = |process: u32| text(format!("/proc/{process}/stat").into()).rsplit(") ").next()?.split(' ').nth(1)?.parse::<u32>().ok();
    let is_ours = |process: u32| std::iter::successors(Some(process), |process| parent(*process)).any(|process| process == std::process::id());
    let (mut all, mut renderer) = (0, 0);
    for process in processes().filter(|process| is_ours(*process)) {
        let command = text(format!("/proc/{process}/cmdline").into());
        let rollup = text(format!("/proc/{process}/smaps_rollup").into());
        let pss = rollup.lines().find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok()).unwrap_or(0) / 1000;
        if command.contains("chrom") {
            all += pss;
        }
        if command.contains("--type=renderer") {
            renderer = renderer.max(pss);
        }
    }
    (all, renderer)
}

/// `OFFCUT_QUEUE_PHOTOS` is the number of photos, 200 by default.
#[tokio::test]
#[ignore = "takes minutes"]
async fn memory_does_not_grow_with_the_photos_of_a_queue() {
    let _one = ONE_AT_A_TIME.lock().await;
    let Some((browser, _server, folder)) = page().await else { return };
    let photos: usize = std::env::var("OFFCUT_QUEUE_PHOTOS").ok().and_then(|number| number.parse().ok()).unwrap_or(200);
    let first = folder.path().join("000.jpg");
    let large = image::open(golden("flower")).unwrap().resize_exact(4000, 3000, image::imageops::FilterType::CatmullRom);
    large.into_rgb8().save(&first).unwrap();
    let mut files = vec![first.clone()];
    for number in 1..photos {
        files.push(folder.path().join(format!("{number:03}.jpg")));
        std::fs::hard_link(&first, &files[number]).unwrap();
    }
    choose(&browser, &files).await;
    let mut seen = Vec::new();
    while seen.len() < photos {
        let states = states(&browser).await;
        let done = count(&states, "done") + count(&states, "check");
        assert_eq!(count(&states, "failed"), 0, "{states:?}");
        if done > seen.len() {
            seen.resize(done, memory());
            if done.is_multiple_of(10) {
                eprintln!("{done} photos: {:?} MB (browser, renderer)", seen[done - 1]);
            }
        }
        sleep(Duration::from_millis(100)).await;
    }
    // The highest of ten: between two photos the worker's memory is partly empty.
    let highest = |from: usize| seen[from..from + 10].iter().fold((0, 0), |high: (u64, u64), now| (high.0.max(now.0), high.1.max(now.1)));
    let (tenth, last) = (highest(0), highest(photos - 10));
    eprintln!("first ten {tenth:?} MB, last ten {last:?} MB (browser, renderer)");
    assert!(last.1 < tenth.1 + tenth.1 / 5, "page and worker grew from {} to {} MB", tenth.1, last.1);
    browser.close(&[]).await.unwrap();
}
