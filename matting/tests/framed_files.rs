//! Frames from file to file: size, box of the subject, outline, colours, resolution and profile.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod unasked_network;

use codecs::png;
use moxcms::ColorProfile;
use offcut_matting::{
    Background, Canvas, Colour, ColourSpace, CutOut, Encoding, Frame, Inputs, KeptMetadata, Limits, Margin, Options, Outline, Output, Percent, Photo,
    Picture, Pixels, Plane, Preset, Resolution, Samples, Scene, Shadow, Size, Source, Trim, Unit, Warning, cut_out, encode,
};

use unasked_network::UnaskedNetwork;

const SIZE: Size = Size { width: 640, height: 480 };
const RED: [u8; 4] = [200, 40, 30, 255];
const WHITE: Colour = Colour { red: 255, green: 255, blue: 255, alpha: 255 };

/// The subject, an ellipse in a box of 200 × 320 pixels at 130, 90, and a speck far from it.
fn is_subject(x: u32, y: u32) -> bool {
    let [across, down] = [(f64::from(x) + 0.5 - 230.0) / 100.0, (f64::from(y) + 0.5 - 250.0) / 160.0];
    across.hypot(down) <= 1.0 || (x == 600 && y == 20)
}

fn trimap() -> Plane {
    let places = (0..SIZE.height).flat_map(|y| (0..SIZE.width).map(move |x| (x, y)));
    Plane::new(SIZE, places.map(|(x, y)| if is_subject(x, y) { 255 } else { 0 }).collect()).unwrap()
}

fn picture(depth: u32) -> Picture {
    let places = (0..SIZE.height).flat_map(|y| (0..SIZE.width).map(move |x| (x, y)));
    let values = places.flat_map(|(x, y)| if is_subject(x, y) { RED } else { [20, 120, 60, 255] });
    let samples = if depth == 8 { Samples::Eight(values.collect()) } else { Samples::Sixteen(values.map(|value| u16::from(value) * 257).collect()) };
    Picture::new(SIZE, samples).unwrap()
}

fn cut(source: Source<'_>, options: &Options) -> CutOut {
    let trimap = trimap();
    cut_out(source, &UnaskedNetwork, options, &Inputs { trimap: Some(&trimap), ..Inputs::default() }, &mut ()).unwrap()
}

fn read(file: &[u8]) -> Photo {
    offcut_matting::read(Source::File(file), &Limits::default()).unwrap()
}

fn pixels(picture: &Picture) -> Vec<[u8; 4]> {
    let pixel = |pixel: &[u8]| [pixel[0], pixel[1], pixel[2], pixel[3]];
    match picture.samples() {
        Samples::Eight(values) => values.chunks_exact(4).map(pixel).collect(),
        Samples::Sixteen(values) => values.iter().map(|value| (value >> 8) as u8).collect::<Vec<_>>().chunks_exact(4).map(pixel).collect(),
    }
}

/// First column and row, and the first ones behind the last, of the pixels that are so.
fn ends(picture: &Picture, is_so: impl Fn([u8; 4]) -> bool) -> [u32; 4] {
    let width = picture.size().width;
    let places = (0_u32..).zip(pixels(picture)).filter(|(_, pixel)| is_so(*pixel)).map(|(index, _)| (index % width, index / width));
    places.fold([u32::MAX, u32::MAX, 0, 0], |[left, top, right, bottom], (x, y)| [left.min(x), top.min(y), right.max(x + 1), bottom.max(y + 1)])
}

fn assert_near(found: [u32; 4], expected: [u32; 4], what: &str) {
    assert!(found.iter().zip(expected).all(|(found, expected)| found.abs_diff(expected) <= 1), "{what}: {found:?} is not {expected:?}");
}

fn framed(frame: Frame) -> Options {
    Options { frame: Some(frame), ..Options::default() }
}

#[test]
fn subject_fills_its_share_of_every_canvas() {
    let fill = |fill, canvas| Frame { fill: Percent::clamped(fill), ..Frame::new(canvas) };
    for depth in [8, 16] {
        for (frame, size, subject) in [
            (fill(85.0, Canvas::Pixels(300, 300)), (300, 300), [70, 22, 230, 278]),
            (fill(50.0, Canvas::Pixels(200, 1000)), (200, 1000), [50, 420, 150, 580]),
            (fill(80.0, Canvas::Ratio(1, 1)), (400, 400), [100, 40, 300, 360]),
            (Frame { ground: Some(Percent::clamped(90.0)), ..fill(75.0, Canvas::Pixels(320, 320)) }, (320, 320), [85, 48, 235, 288]),
            (
                Frame { align: "top-right".parse().unwrap(), margin: Margin::Pixels(12), ..fill(50.0, Canvas::Pixels(400, 320)) },
                (400, 320),
                [288, 12, 388, 172],
            ),
            (fill(100.0, Canvas::Pixels(250, 400)), (250, 400), [0, 0, 250, 400]),
        ] {
            let done = cut(Source::Pixels(picture(depth)), &framed(frame));
            let photo = read(&done.file);
            let is_deep = matches!(photo.picture.samples(), Samples::Sixteen(_));
            assert_eq!(((photo.picture.size().width, photo.picture.size().height), is_deep), (size, depth == 16), "{frame:?}");
            assert_eq!(done.size, photo.picture.size());
            assert_near(ends(&photo.picture, |pixel| pixel[3] > 127), subject, &format!("{frame:?}"));
            // The subject's own colour to the last soft pixel, and nothing where nothing is.
            let is_clean = |pixel: [u8; 4]| {
                if pixel[3] == 0 { depth == 16 || pixel == [0; 4] } else { pixel[..3].iter().zip(RED).all(|(a, b)| a.abs_diff(b) <= 3) }
            };
            assert_eq!(pixels(&photo.picture).into_iter().find(|pixel| !is_clean(*pixel)), None, "{frame:?}");
        }
    }
}

#[test]
fn trim_and_frame_agree_about_the_subject() {
    let trimmed = cut(Source::Pixels(picture(8)), &Options { trim: Some(Trim { margin: Margin::Pixels(0) }), ..Options::default() });
    let tight = cut(Source::Pixels(picture(8)), &framed(Frame { fill: Percent::clamped(100.0), ..Frame::new(Canvas::Ratio(5, 8)) }));
    assert_eq!((trimmed.area.left, trimmed.area.top, trimmed.size), (130, 90, Size { width: 200, height: 320 }));
    assert_eq!((trimmed.area, trimmed.file), (tight.area, tight.file));
}

#[test]
fn enlarging_is_said() {
    let warnings = |canvas| cut(Source::Pixels(picture(8)), &framed(Frame::new(canvas))).warnings;
    assert_eq!(warnings(Canvas::Pixels(376, 376)), []);
    assert_eq!(warnings(Canvas::Pixels(378, 378)), [Warning::Enlarged]);
    assert_eq!(warnings(Canvas::Ratio(9, 16)), []);
}

#[test]
fn background_and_shadow_cover_the_canvas() {
    let scene = |background, shadow| Output::CutOut(Scene { background, shadow });
    let frame = Frame { fill: Percent::clamped(40.0), ..Frame::new(Canvas::Pixels(500, 700)) };
    for background in [Background::Colour(WHITE), Background::Blur { radius: Percent::clamped(2.0) }] {
        let options = Options { output: scene(background, None), ..framed(frame) };
        let picture = read(&cut(Source::Pixels(picture(8)), &options).file).picture;
        assert_eq!(picture.size(), Size { width: 500, height: 700 });
        let expected = if background == Background::Colour(WHITE) { [255; 4] } else { [20, 120, 60, 255] };
        let corner = pixels(&picture)[0];
        assert!(!picture.has_transparency() && corner.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 2), "{background:?}: {corner:?}");
    }
    let shadow = Shadow { right: Percent::clamped(20.0), down: Percent::clamped(0.0), blur: Percent::clamped(0.5), ..Shadow::default() };
    let picture =
        read(&cut(Source::Pixels(picture(8)), &Options { output: scene(Background::Transparent, Some(shadow)), ..framed(frame) }).file).picture;
    // 20 per cent of the canvas's longer side to the right of the subject, which is 175 pixels wide.
    let dark = ends(&picture, |pixel| pixel[3] > 45 && pixel[0] < 30);
    assert!(dark[2].abs_diff(338 + 140) <= 3, "{dark:?}");
}

#[test]
fn outline_has_its_width_all_around() {
    let blue = Colour { red: 0, green: 0, blue: 255, alpha: 255 };
    let outline = Some(Outline { width: Percent::clamped(4.0), colour: blue });
    let frame = Frame { fill: Percent::clamped(64.0), ..Frame::new(Canvas::Pixels(500, 500)) };
    let options = Options { outline, ..framed(frame) };
    let picture = read(&cut(Source::Pixels(picture(8)), &options).file).picture;
    assert_near(ends(&picture, |pixel| pixel[0] > 100), [150, 90, 350, 410], "subject");
    assert_near(ends(&picture, |pixel| pixel[3] > 127), [130, 70, 370, 430], "with its outline of 20 pixels");
    let rows = &pixels(&picture)[250 * 500..251 * 500];
    assert!(rows[132..148].iter().chain(&rows[352..368]).all(|pixel| *pixel == [0, 0, 255, 255]), "the outline is its colour");
    // Off the axes, too: along the ellipse's normal at 60 degrees of its parameter.
    let (sin, cos) = 60.0_f64.to_radians().sin_cos();
    let (from, normal) = ([250.0 + 100.0 * cos, 250.0 + 160.0 * sin], [160.0 * cos, 100.0 * sin]);
    let length = normal[0].hypot(normal[1]);
    let pixels = pixels(&picture);
    let is_line = |step: &u32| {
        let along = f64::from(*step) * 0.1 / length;
        let pixel = pixels[(from[1] + normal[1] * along) as usize * 500 + (from[0] + normal[0] * along) as usize];
        pixel[3] > 127 && pixel[2] > 127
    };
    let width = (0..400).filter(is_line).count() as f64 * 0.1;
    assert!((width - 20.0).abs() <= 1.0, "the outline is {width} wide off the axes");
    // What is beyond it is gone, such as the speck of a smaller frame.
    let speck = Options { frame: Some(Frame { fill: Percent::clamped(32.0), ..frame }), ..options.clone() };
    assert_near(ends(&read(&cut(Source::Pixels(self::picture(8)), &speck).file).picture, |pixel| pixel[3] > 0), [180, 150, 320, 350], "alone");
    // The alpha alone has it, too.
    let mask = read(&cut(Source::Pixels(self::picture(8)), &Options { output: Output::Mask, ..options }).file).picture;
    assert_near(ends(&mask, |pixel| pixel[0] > 127), [130, 70, 370, 430], "mask");
}

#[test]
fn outline_without_a_frame_is_part_of_what_trim_keeps() {
    let outline = Some(Outline { width: Percent::clamped(2.5), colour: WHITE });
    let options = Options { outline, trim: Some(Trim { margin: Margin::Pixels(0) }), ..Options::default() };
    let done = cut(Source::Pixels(picture(8)), &options);
    assert_eq!((done.area.left, done.area.top, done.size), (114, 74, Size { width: 232, height: 352 }));
    let picture = read(&done.file).picture;
    assert_eq!(ends(&picture, |pixel| pixel[3] > 127), [0, 0, 232, 352]);
}

#[test]
fn passport_states_its_resolution_in_every_type_of_file() {
    let options = Preset::named("passport").unwrap().options().unwrap();
    let photo = encode(&Pixels::Colour(picture(8)), &ColourSpace::default(), &resolution(72), Encoding::Png).unwrap();
    for encoding in [Encoding::Png, Encoding::Jpeg(offcut_matting::EncodeQuality::clamped(90)), Encoding::WebPLossless] {
        let options = Options { encoding, ..options.options(encoding.output_format(), Limits::default()).unwrap() };
        let done = read(&cut(Source::File(&photo), &options).file);
        assert_eq!((done.picture.size().width, done.picture.size().height), (413, 531));
        assert_eq!(done.metadata.resolution, Resolution::new((300, 1), (300, 1), Unit::Inch), "{encoding:?}");
        assert_near(ends(&done.picture, |pixel| pixel[1] < 150), [53, 42, 359, 531], "the subject stands on the lower edge");
    }
    let own = Options { frame: Some(Frame::new(Canvas::Ratio(1, 1))), ..Options::default() };
    assert_eq!(read(&cut(Source::File(&photo), &own).file).metadata.resolution, Resolution::new((72, 1), (72, 1), Unit::Inch));
}

fn resolution(dpi: u32) -> KeptMetadata {
    KeptMetadata { resolution: Resolution::new((dpi, 1), (dpi, 1), Unit::Inch), ..KeptMetadata::default() }
}

#[test]
fn colour_profile_is_kept_and_outline_converted_to_it() {
    let mut file = Vec::new();
    let mut info = png::Info::with_size(SIZE.width, SIZE.height);
    (info.color_type, info.bit_depth) = (png::ColorType::Rgba, png::BitDepth::Eight);
    let profile = ColorProfile::new_display_p3().encode().unwrap();
    info.icc_profile = Some(profile.clone().into());
    let mut writer = png::Encoder::with_info(&mut file, info).unwrap().write_header().unwrap();
    writer.write_image_data(&pixels(&picture(8)).concat()).unwrap();
    writer.finish().unwrap();
    let outline = Some(Outline { width: Percent::clamped(4.0), colour: Colour { red: 255, green: 0, blue: 0, alpha: 255 } });
    let done = cut(Source::File(&file), &Options { outline, ..framed(Frame::new(Canvas::Pixels(400, 400))) });
    let photo = read(&done.file);
    assert!(photo.colour.profile().is_some_and(|found| found[..] == profile[..]));
    let line = pixels(&photo.picture)[200 * 400 + 86];
    // sRGB's red in Display P3.
    assert!(line.iter().zip([234, 51, 35, 255]).all(|(a, b)| a.abs_diff(b) <= 2), "{line:?}");
}
