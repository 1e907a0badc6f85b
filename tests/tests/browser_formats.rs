//! Formats that the browser decodes for the page.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::process::Command;

use image::codecs::png::PngDecoder;
use image::{DynamicImage, ImageDecoder, Rgb, RgbImage};
use tests::browser::Browser;
use tests::program::root;
use tests::server_process::ServerProcess;
use tests::services;
use tokio::sync::Mutex;

static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

tests::in_each_engine!(wide_gamut_avif_keeps_its_colours_or_the_page_says_that_it_does_not);

/// Red that sRGB does not have, as Display P3.
const RED: [u8; 3] = [250, 30, 20];

async fn wide_gamut_avif_keeps_its_colours_or_the_page_says_that_it_does_not(browser: Browser) {
    if services::is_skipped("a wide AVIF") {
        return browser.close(&[]).await.unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let (png, avif) = (folder.path().join("disc.png"), folder.path().join("disc.avif"));
    let disc = RgbImage::from_fn(300, 300, |x, y| {
        let is_inside = (f64::from(x) - 150.0).hypot(f64::from(y) - 150.0) < 90.0;
        Rgb(if is_inside { RED } else { [90, 90, 90] })
    });
    disc.save(&png).unwrap();
    // Primaries of Display P3, the curve of sRGB.
    services::output(
        Command::new("avifenc").args(["-s", "8", "-j", "1", "--min", "0", "--max", "4", "-y", "444", "--cicp", "12/13/6"]).args([&png, &avif]),
    )
    .unwrap();

    let server = ServerProcess::start(&root().join("dist"), &root().join("models"), 0).unwrap();
    browser.open(&server.address()).await.unwrap();
    browser.ready().await.unwrap();
    browser.choose(&avif).await.unwrap();
    browser.phase("done").await.unwrap();
    let page = browser.text("main").await.unwrap();
    let cut_out = browser.download("disc-cutout.png").await.unwrap();
    let mut decoder = PngDecoder::new(std::io::Cursor::new(&cut_out)).unwrap();
    let profile = decoder.icc_profile().unwrap();
    let middle = DynamicImage::from_decoder(decoder).unwrap().to_rgba8().get_pixel(150, 150).0;
    if page.contains("as 8-bit Display P3") {
        assert!(profile.is_some(), "values of Display P3 without its profile");
        assert!(middle[..3].iter().zip(RED).all(|(value, red)| value.abs_diff(red) <= 4), "{middle:?}");
    } else {
        // What the browser made of it is sRGB, in which this red is the most saturated there is.
        assert!(page.contains("as 8-bit sRGB"), "{page}");
        assert!(profile.is_none() && middle[0] > 250 && middle[1] < 40, "{middle:?}");
    }
    println!("{}: {middle:?}, profile of {} bytes", browser.engine.name, profile.map_or(0, |profile| profile.len()));
    browser.close(&[]).await.unwrap();
}
