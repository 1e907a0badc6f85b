//! Backgrounds look the same, whatever colour space the photo's file is in.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod unasked_network;

use codecs::png;
use moxcms::{ColorProfile, Layout, TransformOptions};
use offcut_matting::{
    Background, Colour, Encoding, Fit, Inputs, KeptMetadata, Limits, Options, Output, Photo, Picture, Pixels, Plane, Samples, Scene, Session, Size,
    Source, encode,
};

use unasked_network::UnaskedNetwork;

const SIZE: Size = Size { width: 40, height: 30 };

fn flat(pixel: [u8; 4]) -> Picture {
    Picture::new(SIZE, Samples::Eight(pixel.repeat(SIZE.pixels() as usize))).unwrap()
}

/// A PNG of one colour, in Display P3 or without a profile.
fn file(pixel: [u8; 4], wide: bool) -> Vec<u8> {
    let photo = offcut_matting::read(Source::Pixels(flat(pixel)), &Limits::default()).unwrap();
    let png = encode(&Pixels::Colour(photo.picture), &photo.colour, &KeptMetadata::default(), Encoding::Png).unwrap();
    if !wide {
        return png;
    }
    let mut bytes = Vec::new();
    let mut info = png::Info::with_size(SIZE.width, SIZE.height);
    (info.color_type, info.bit_depth) = (png::ColorType::Rgba, png::BitDepth::Eight);
    info.icc_profile = Some(ColorProfile::new_display_p3().encode().unwrap().into());
    let mut writer = png::Encoder::with_info(&mut bytes, info).unwrap().write_header().unwrap();
    writer.write_image_data(&pixel.repeat(SIZE.pixels() as usize)).unwrap();
    writer.finish().unwrap();
    bytes
}

fn read(file: &[u8]) -> Photo {
    offcut_matting::read(Source::File(file), &Limits::default()).unwrap()
}

/// Colour of the background where nothing is subject.
fn behind(photo: &[u8], background: Background, picture: Option<&[u8]>) -> [u8; 4] {
    let mut session = Session::open(Source::File(photo), &Limits::default(), &mut ()).unwrap();
    let trimap = Plane::new(SIZE, vec![0; SIZE.pixels() as usize]).unwrap();
    let picture = picture.map(|file| read(file).into_srgb());
    let inputs = Inputs { trimap: Some(&trimap), background: picture.as_ref(), ..Inputs::default() };
    let options = Options { output: Output::CutOut(Scene { background, shadow: None }), ..Options::default() };
    let (composed, _) = session.composed(&UnaskedNetwork, &options, &inputs, &mut ()).unwrap();
    let Pixels::Colour(picture) = composed.pixels else { panic!("colours were asked for") };
    let Samples::Eight(values) = picture.samples() else { panic!("depth stays") };
    values[..4].try_into().unwrap()
}

fn in_p3(pixel: [u8; 4]) -> [u8; 4] {
    let (from, to) = (ColorProfile::new_srgb(), ColorProfile::new_display_p3());
    let mut found = [0; 4];
    from.create_transform_8bit(Layout::Rgba, &to, Layout::Rgba, TransformOptions::default()).unwrap().transform(&pixel, &mut found).unwrap();
    found
}

fn assert_near(found: [u8; 4], expected: [u8; 4]) {
    assert!(found.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 1), "{found:?} is not {expected:?}");
}

#[test]
fn background_colour_is_converted_to_the_photos_space() {
    let red = Colour { red: 255, green: 0, blue: 0, alpha: 255 };
    assert_eq!(behind(&file([9, 9, 9, 255], false), Background::Colour(red), None), [255, 0, 0, 255]);
    // The published values of sRGB red in Display P3: 0.9175, 0.2003, 0.1386.
    assert_near(behind(&file([9, 9, 9, 255], true), Background::Colour(red), None), [234, 51, 35, 255]);
    let white = Colour { red: 255, green: 255, blue: 255, alpha: 255 };
    assert_eq!(behind(&file([9, 9, 9, 255], true), Background::Colour(white), None), [255, 255, 255, 255]);
}

#[test]
fn background_picture_is_converted_to_the_photos_space() {
    let background = Background::Picture { fit: Fit::Cover };
    let pixel = [200, 40, 90, 255];
    let (narrow, wide) = (file(pixel, false), file(pixel, true));
    assert_eq!(behind(&narrow, background, Some(&narrow)), pixel);
    assert_near(behind(&wide, background, Some(&narrow)), in_p3(pixel));
    // A picture that is in the photo's own colours comes back; only what sRGB cannot show would not.
    let inside = in_p3(pixel);
    assert_near(behind(&wide, background, Some(&file(inside, true))), inside);
    assert_near(behind(&narrow, background, Some(&file(inside, true))), pixel);
}
