//! Properties of every photo, matte, background, shadow and trim.

// Helpers are not tests to clippy.
#![allow(clippy::unwrap_used)]

use offcut_matting::compose::{BackgroundSource, Layout, compose, kept_area, mask};
use offcut_matting::{Area, Colour, Fit, Margin, Percent, Picture, Pixels, Plane, Samples, Shadow, Size, Trim, resize};
use proptest::collection::vec;
use proptest::prelude::*;

const WHITE: Colour = Colour { red: 255, green: 255, blue: 255, alpha: 255 };

/// 16-bit values of a result, whatever its depth.
fn wide(picture: &Picture) -> Vec<u16> {
    match picture.samples() {
        Samples::Eight(values) => values.iter().map(|value| u16::from(*value) * 257).collect(),
        Samples::Sixteen(values) => values.clone(),
    }
}

fn alphas(picture: &Picture) -> Vec<u16> {
    wide(picture).chunks_exact(4).map(|pixel| pixel[3]).collect()
}

fn same_depth(one: &Picture, other: &Picture) -> bool {
    matches!((one.samples(), other.samples()), (Samples::Eight(_), Samples::Eight(_)) | (Samples::Sixteen(_), Samples::Sixteen(_)))
}

/// Largest difference of two pictures, premultiplied: transparent pixels have no colour.
fn apart(one: &Picture, other: &Picture) -> u16 {
    assert_eq!(one.size(), other.size());
    premultiplied(one).into_iter().zip(premultiplied(other)).map(|(a, b)| a.abs_diff(b)).max().unwrap_or(0)
}

fn premultiplied(picture: &Picture) -> Vec<u16> {
    let weighted = |value: u16, alpha: u16| (u32::from(value) * u32::from(alpha) / 65_535) as u16;
    let pixel = |pixel: &[u16]| [weighted(pixel[0], pixel[3]), weighted(pixel[1], pixel[3]), weighted(pixel[2], pixel[3]), pixel[3]];
    wide(picture).chunks_exact(4).flat_map(pixel).collect()
}

fn run(photo: &Picture, matte: &Plane, background: BackgroundSource<'_>, shadow: Option<Shadow>, trim: Option<Trim>) -> Picture {
    match compose(photo.clone(), matte, background, &Layout { shadow, trim, ..Layout::default() }).unwrap().pixels {
        Pixels::Colour(picture) => picture,
        Pixels::Mask(_) => unreachable!("a cut-out has colours"),
    }
}

fn flat(size: Size, [red, green, blue, alpha]: [u8; 4]) -> Picture {
    Picture::new(size, Samples::Eight([red, green, blue, alpha].repeat(size.pixels() as usize))).unwrap()
}

fn rectangle(size: Size, area: Area) -> Plane {
    let inside = |x: u32, y: u32| (area.left..area.left + area.size.width).contains(&x) && (area.top..area.top + area.size.height).contains(&y);
    Plane::new(size, (0..size.height).flat_map(|y| (0..size.width).map(move |x| if inside(x, y) { 255 } else { 0 })).collect()).unwrap()
}

fn any_size() -> impl Strategy<Value = Size> {
    (1..40_u32, 1..40_u32).prop_map(|(width, height)| Size { width, height })
}

fn any_picture(size: Size) -> impl Strategy<Value = Picture> {
    let values = size.pixels() as usize * 4;
    prop_oneof![
        vec(any::<u8>(), values).prop_map(Samples::Eight),
        vec(any::<u8>(), values).prop_map(|mut values| {
            values.iter_mut().skip(3).step_by(4).for_each(|alpha| *alpha = 255);
            Samples::Eight(values)
        }),
        vec(any::<u16>(), values).prop_map(Samples::Sixteen),
    ]
    .prop_map(move |samples| Picture::new(size, samples).unwrap())
}

fn any_matte(size: Size) -> impl Strategy<Value = Plane> {
    let pixels = size.pixels() as usize;
    prop_oneof![
        vec(any::<u8>(), pixels),
        vec(prop_oneof![8 => Just(0_u8), 1 => Just(255_u8), 1 => any::<u8>()], pixels),
        Just(vec![0; pixels]),
        Just(vec![255; pixels]),
    ]
    .prop_map(move |values| Plane::new(size, values).unwrap())
}

fn any_colour() -> impl Strategy<Value = Colour> {
    (any::<[u8; 3]>(), prop_oneof![Just(255), any::<u8>()]).prop_map(|([red, green, blue], alpha)| Colour { red, green, blue, alpha })
}

fn any_shadow() -> impl Strategy<Value = Shadow> {
    let length = -50.0..50.0_f32;
    (length.clone(), length, prop_oneof![Just(0.0), 0.0..20.0_f32], 0.0..100.0_f32, any_colour()).prop_map(|(right, down, blur, opacity, colour)| {
        Shadow {
            right: Percent::clamped(right),
            down: Percent::clamped(down),
            blur: Percent::clamped(blur),
            opacity: Percent::clamped(opacity),
            colour,
        }
    })
}

fn any_trim() -> impl Strategy<Value = Trim> {
    prop_oneof![
        (0.0..100.0_f32).prop_map(|percent| Margin::Percent(Percent::clamped(percent))),
        any::<u16>().prop_map(Margin::Pixels),
        Just(Margin::Pixels(0))
    ]
    .prop_map(|margin| Trim { margin })
}

#[derive(Debug, Clone)]
enum Ground {
    Transparent,
    Colour(Colour),
    Picture(Picture, Fit),
    Blur(Picture, f32),
}

impl Ground {
    fn background(&self) -> BackgroundSource<'_> {
        match self {
            Ground::Transparent => BackgroundSource::Transparent,
            Ground::Colour(colour) => BackgroundSource::Colour(*colour),
            Ground::Picture(picture, fit) => BackgroundSource::Picture { picture, fit: *fit },
            Ground::Blur(picture, radius) => BackgroundSource::Blur { estimated: picture, radius: Percent::clamped(*radius) },
        }
    }
}

fn any_ground() -> impl Strategy<Value = Ground> {
    let picture = || any_size().prop_flat_map(any_picture);
    let fit = prop_oneof![Just(Fit::Cover), any_colour().prop_map(|bars| Fit::Contain { bars })];
    prop_oneof![
        Just(Ground::Transparent),
        any_colour().prop_map(Ground::Colour),
        (picture(), fit).prop_map(|(picture, fit)| Ground::Picture(picture, fit)),
        (picture(), prop_oneof![Just(0.0), 0.0..20.0_f32]).prop_map(|(picture, radius)| Ground::Blur(picture, radius)),
    ]
}

fn any_photo() -> impl Strategy<Value = (Picture, Plane)> {
    any_size().prop_flat_map(|size| (any_picture(size), any_matte(size)))
}

proptest! {
    #[test]
    fn depth_is_kept_and_the_subject_is_on_top(
        (photo, matte) in any_photo(), ground in any_ground(), shadow in proptest::option::of(any_shadow()), trim in proptest::option::of(any_trim())
    ) {
        let whole = run(&photo, &matte, ground.background(), shadow, None);
        prop_assert!(same_depth(&whole, &photo));
        prop_assert_eq!(whole.size(), photo.size());
        let (before, after) = (wide(&photo), wide(&whole));
        for ((before, after), matte) in before.chunks_exact(4).zip(after.chunks_exact(4)).zip(matte.values()) {
            if *matte == 255 && before[3] == u16::MAX {
                prop_assert_eq!(before, after);
            }
            if after[3] == 0 {
                prop_assert!(!matches!(ground, Ground::Transparent | Ground::Colour(_)) || after == [0; 4]);
            }
        }
        let trimmed = run(&photo, &matte, ground.background(), shadow, trim);
        prop_assert!(same_depth(&trimmed, &photo));
        prop_assert!(trimmed.size().width <= photo.size().width && trimmed.size().height <= photo.size().height);
    }

    #[test]
    fn cut_out_adds_no_alpha_and_changes_no_colour((photo, matte) in any_photo()) {
        let result = run(&photo, &matte, BackgroundSource::Transparent, None, None);
        for (before, after) in wide(&photo).chunks_exact(4).zip(wide(&result).chunks_exact(4)) {
            prop_assert!(after[3] <= before[3]);
            prop_assert_eq!(&after[..3], if after[3] == 0 { &[0; 3] } else { &before[..3] });
        }
    }

    #[test]
    fn mask_is_the_alpha_of_the_cut_out((photo, matte) in any_photo(), trim in proptest::option::of(any_trim())) {
        let Pixels::Mask(plane) = mask(&photo, &matte, &Layout { trim, ..Layout::default() }).unwrap().pixels else { unreachable!("a mask is a plane") };
        let cut = run(&photo, &matte, BackgroundSource::Transparent, None, trim);
        prop_assert_eq!(plane.size(), cut.size());
        for (mask, alpha) in plane.values().iter().zip(alphas(&cut)) {
            prop_assert!((u16::from(*mask) * 257).abs_diff(alpha) <= 129);
        }
    }

    #[test]
    fn cut_out_over_its_own_background_is_the_photo((photo, matte) in any_photo()) {
        let photo = Picture::new(photo.size(), match photo.samples().clone() {
            Samples::Eight(values) => Samples::Eight(values.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 255]).collect()),
            Samples::Sixteen(values) => Samples::Sixteen(values.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 65_535]).collect()),
        }).unwrap();
        for background in [
            BackgroundSource::Picture { picture: &photo, fit: Fit::Cover },
            BackgroundSource::Picture { picture: &photo, fit: Fit::Contain { bars: WHITE } },
            BackgroundSource::Blur { estimated: &photo, radius: Percent::MIN },
        ] {
            prop_assert_eq!(&run(&photo, &matte, background, None, None), &photo);
        }
    }

    #[test]
    fn white_on_white_stays_white(size in any_size(), shadow in any_shadow(), seed in any_size().prop_flat_map(any_matte), trim in proptest::option::of(any_trim())) {
        let (photo, matte) = (flat(size, [255; 4]), resize::plane(&seed, size).unwrap());
        let shadow = Shadow { colour: WHITE, ..shadow };
        let surroundings = flat(Size { width: 3, height: 2 }, [255; 4]);
        for background in [
            BackgroundSource::Colour(WHITE),
            BackgroundSource::Picture { picture: &surroundings, fit: Fit::Cover },
            BackgroundSource::Picture { picture: &surroundings, fit: Fit::Contain { bars: WHITE } },
            BackgroundSource::Blur { estimated: &surroundings, radius: Percent::clamped(3.0) },
        ] {
            let result = run(&photo, &matte, background, Some(shadow), trim);
            prop_assert!(wide(&result).iter().all(|value| *value == u16::MAX));
        }
    }

    /// Trimming is cropping: nothing moves and nothing looks different. (A picture is the exception: it fills what is kept.)
    #[test]
    fn trimming_only_crops((photo, matte) in any_photo(), ground in any_ground(), shadow in proptest::option::of(any_shadow()), by in any_trim()) {
        prop_assume!(!matches!(ground, Ground::Picture(..)));
        let Pixels::Mask(alpha) = mask(&photo, &matte, &Layout::default()).unwrap().pixels else { unreachable!("a mask is a plane") };
        let area = kept_area(&alpha, shadow, by);
        let expected = run(&photo, &matte, ground.background(), shadow, None).cropped(area).unwrap();
        let trimmed = run(&photo, &matte, ground.background(), shadow, Some(by));
        prop_assert!(apart(&trimmed, &expected) <= 2 * 257, "{}", apart(&trimmed, &expected));
    }

    #[test]
    fn sixteen_bits_look_like_eight((photo, matte) in any_photo(), ground in any_ground(), shadow in proptest::option::of(any_shadow())) {
        let Samples::Eight(values) = photo.samples() else { return Ok(()) };
        let deep = Picture::new(photo.size(), Samples::Sixteen(values.iter().map(|value| u16::from(*value) * 257).collect())).unwrap();
        let (eight, sixteen) = (run(&photo, &matte, ground.background(), shadow, None), run(&deep, &matte, ground.background(), shadow, None));
        prop_assert!(apart(&eight, &sixteen) <= 2 * 257, "{}", apart(&eight, &sixteen));
    }

    #[test]
    fn trimmed_area_holds_the_whole_shadow(shadow in any_shadow(), left in 0..50_u32, top in 0..30_u32, width in 1..50_u32, height in 1..30_u32) {
        let size = Size { width: 100, height: 60 };
        let matte = rectangle(size, Area { left, top, size: Size { width, height } });
        let kept = kept_area(&matte, Some(shadow), Trim { margin: Margin::Pixels(0) });
        let result = run(&flat(size, [9, 9, 9, 255]), &matte, BackgroundSource::Transparent, Some(shadow), None);
        let inside = rectangle(size, kept);
        for (alpha, inside) in alphas(&result).into_iter().zip(inside.values()) {
            prop_assert!(*inside == 255 || alpha <= 2 * 257, "{alpha}");
        }
    }
}

#[test]
fn odd_sizes_work() {
    for (width, height) in [(1, 1), (4000, 20), (20, 4000), (1, 300), (300, 1)] {
        let size = Size { width, height };
        let photo = flat(size, [200, 100, 50, 255]);
        let other = flat(Size { width: 7, height: 3 }, [1, 2, 3, 255]);
        for matte in
            [vec![0; size.pixels() as usize], vec![255; size.pixels() as usize], (0..size.pixels()).map(|index| (index * 37) as u8).collect()]
        {
            let matte = Plane::new(size, matte).unwrap();
            for shadow in
                [None, Some(Shadow::default()), Some(Shadow { right: Percent::MAX, down: Percent::MIN, blur: Percent::MAX, ..Shadow::default() })]
            {
                for trim in [None, Some(Trim::default())] {
                    run(&photo, &matte, BackgroundSource::Transparent, shadow, trim);
                    for background in [
                        BackgroundSource::Picture { picture: &other, fit: Fit::Cover },
                        BackgroundSource::Picture { picture: &other, fit: Fit::Contain { bars: WHITE } },
                        BackgroundSource::Blur { estimated: &photo, radius: Percent::clamped(2.0) },
                        BackgroundSource::Blur { estimated: &other, radius: Percent::MAX },
                    ] {
                        assert!(!run(&photo, &matte, background, shadow, trim).has_transparency(), "{size:?} {background:?}");
                    }
                }
            }
        }
    }
}

/// Every pixel off the subject is the surroundings', however blurred, to the very edge of the frame.
#[test]
fn blurred_background_has_neither_ghost_nor_dark_edges() {
    let size = Size { width: 300, height: 200 };
    let matte = rectangle(size, Area { left: 100, top: 50, size: Size { width: 100, height: 150 } });
    let surroundings = flat(Size { width: 150, height: 100 }, [90, 120, 150, 255]);
    for radius in [0.0, 0.1, 2.0, 20.0] {
        let background = BackgroundSource::Blur { estimated: &surroundings, radius: Percent::clamped(radius) };
        let result = run(&flat(size, [255, 0, 0, 255]), &matte, background, None, None);
        let Samples::Eight(values) = result.samples() else { unreachable!("depth stays") };
        for (pixel, matte) in values.chunks_exact(4).zip(matte.values()) {
            assert_eq!(pixel, if *matte == 255 { [255, 0, 0, 255] } else { [90, 120, 150, 255] });
        }
    }
}

#[test]
fn blurred_edge_has_the_requested_width() {
    let size = Size { width: 1000, height: 40 };
    let values = (0..40).flat_map(|_| (0..1000).flat_map(|x| if x < 500 { [0, 0, 0, 255] } else { [255; 4] })).collect();
    let surroundings = Picture::new(size, Samples::Eight(values)).unwrap();
    let matte = Plane::new(size, vec![0; 40_000]).unwrap();
    for radius in [0.5, 1.0, 2.0, 5.0] {
        let background = BackgroundSource::Blur { estimated: &surroundings, radius: Percent::clamped(radius) };
        let result = wide(&run(&surroundings, &matte, background, None, None));
        let row: Vec<f64> = result[20 * 4000..21 * 4000].chunks_exact(4).map(|pixel| f64::from(pixel[0]) / 65_535.0).collect();
        // One standard deviation to each side of the edge a Gaussian has reached 15.9 % and 84.1 %.
        let sigma = f64::from(radius) * 10.0;
        for (share, expected) in [(-1.0, 0.159), (0.0, 0.5), (1.0, 0.841)] {
            let at = 499.5 + share * sigma;
            let at = (row[at.floor() as usize] + row[at.ceil() as usize]) / 2.0;
            assert!((at - expected).abs() < 0.03, "radius {radius}, {share}: {at}");
        }
    }
}

#[test]
fn shadow_lies_at_its_offset() {
    let size = Size { width: 200, height: 200 };
    let photo = flat(size, [255, 255, 255, 255]);
    let matte = rectangle(size, Area { left: 50, top: 50, size: Size { width: 60, height: 60 } });
    let colour = Colour { red: 10, green: 20, blue: 30, alpha: 255 };
    let shadow =
        Shadow { right: Percent::clamped(20.0), down: Percent::clamped(10.0), blur: Percent::clamped(1.0), opacity: Percent::clamped(40.0), colour };
    let result = wide(&run(&photo, &matte, BackgroundSource::Transparent, Some(shadow), None));
    let at = |x: usize, y: usize| [0, 1, 2, 3].map(|channel| (result[(y * 200 + x) * 4 + channel] / 257) as u8);
    assert_eq!(at(80, 80), [255; 4]);
    assert_eq!(at(130, 100), [10, 20, 30, 102]);
    assert_eq!([at(20, 20), at(180, 180), at(60, 125)], [[0; 4]; 3]);
    // Halfway at the edge of the shadow: the subject's right edge, at 110, moved by 40.
    assert!((at(149, 100)[3] + at(150, 100)[3]).abs_diff(102) < 4, "{:?} {:?}", at(149, 100), at(150, 100));
    // On an opaque colour it darkens and lets nothing through.
    let on_white = wide(&run(&photo, &matte, BackgroundSource::Colour(WHITE), Some(shadow), None));
    assert_eq!(on_white[(100 * 200 + 130) * 4..][..4].iter().map(|value| value / 257).collect::<Vec<_>>(), [157, 161, 165, 255]);
}

/// A subject that the frame cuts throws a shadow as if it went on: nothing brightens towards the frame.
#[test]
fn shadow_does_not_fade_at_the_frame() {
    let size = Size { width: 200, height: 100 };
    let matte = rectangle(size, Area { left: 80, top: 40, size: Size { width: 40, height: 60 } });
    let shadow = Shadow { down: Percent::clamped(5.0), blur: Percent::clamped(3.0), ..Shadow::default() };
    let result = alphas(&run(&flat(size, [0, 0, 0, 255]), &matte, BackgroundSource::Transparent, Some(shadow), None));
    let column: Vec<u16> = (75..100).map(|y| result[y * 200 + 76]).collect();
    assert!(column[0] > 20 * 257 && column.windows(2).all(|pair| pair[0] <= pair[1] + 257), "{column:?}");
}

#[test]
fn preview_matches_the_full_size() {
    let size = Size { width: 960, height: 720 };
    let values = (0..720_u32)
        .flat_map(|y| (0..960_u32).flat_map(move |x| [(x / 4) as u8, (y / 3) as u8, if (x / 96 + y / 96) % 2 == 0 { 60 } else { 200 }, 255]));
    let photo = Picture::new(size, Samples::Eight(values.collect())).unwrap();
    let matte = rectangle(size, Area { left: 240, top: 160, size: Size { width: 320, height: 400 } });
    let small = size.fitting(240);
    let small_photo = resize::picture(&photo, small).unwrap();
    let small_matte = rectangle(small, Area { left: 60, top: 40, size: Size { width: 80, height: 100 } });
    for shadow in [None, Some(Shadow::default())] {
        let grounds = |photo: &Picture| {
            [Ground::Transparent, Ground::Colour(WHITE), Ground::Blur(photo.clone(), 2.0), Ground::Picture(photo.clone(), Fit::Cover)]
        };
        for (full, preview) in grounds(&photo).iter().zip(grounds(&small_photo)) {
            let full = resize::picture(&run(&photo, &matte, full.background(), shadow, None), small).unwrap();
            let preview = run(&small_photo, &small_matte, preview.background(), shadow, None);
            let (one, other) = (premultiplied(&full), premultiplied(&preview));
            let mean = one.iter().zip(&other).map(|(a, b)| f64::from(a.abs_diff(*b)) / 257.0).sum::<f64>() / one.len() as f64;
            assert!(mean < 1.0, "{mean} of 255 on average, {shadow:?}");
        }
        let (full, preview) = (kept_area(&matte, shadow, Trim::default()), kept_area(&small_matte, shadow, Trim::default()));
        for (full, preview) in
            [(full.left, preview.left), (full.top, preview.top), (full.size.width, preview.size.width), (full.size.height, preview.size.height)]
        {
            assert!(full.abs_diff(preview * 4) <= 12, "{full} {preview} {shadow:?}");
        }
    }
}

#[test]
fn picture_is_centred_for_cover_and_contain() {
    let size = Size { width: 40, height: 20 };
    let (photo, matte) = (flat(size, [0, 0, 0, 255]), Plane::new(size, vec![0; 800]).unwrap());
    // Left half red, right half blue, twice as high as wide.
    let halves = [[255, 0, 0, 255].repeat(20), [0, 0, 255, 128].repeat(20)].concat().repeat(80);
    let picture = Picture::new(Size { width: 40, height: 80 }, Samples::Eight(halves)).unwrap();
    let at = |result: &Picture, x: usize| wide(result)[(10 * 40 + x) * 4..][..4].iter().map(|value| (value / 257) as u8).collect::<Vec<_>>();
    let covered = run(&photo, &matte, BackgroundSource::Picture { picture: &picture, fit: Fit::Cover }, None, None);
    assert_eq!([at(&covered, 19), at(&covered, 20)], [[255, 0, 0, 255], [0, 0, 255, 128]]);
    let bars = Colour { red: 0, green: 255, blue: 0, alpha: 77 };
    let contained = run(&photo, &matte, BackgroundSource::Picture { picture: &picture, fit: Fit::Contain { bars } }, None, None);
    assert_eq!(
        [at(&contained, 14), at(&contained, 15), at(&contained, 24), at(&contained, 25)],
        [[0, 255, 0, 77], [255, 0, 0, 255], [0, 0, 255, 128], [0, 255, 0, 77]]
    );
}

/// A picture's colours under full transparency have no effect: they show nowhere, neither enlarged nor blurred.
#[test]
fn hidden_background_colours_do_not_bleed() {
    let size = Size { width: 60, height: 40 };
    let (photo, matte) = (flat(size, [0, 0, 0, 255]), Plane::new(size, vec![0; 2400]).unwrap());
    let halves = [[255, 0, 0, 0].repeat(15), [0, 0, 255, 255].repeat(15)].concat().repeat(20);
    let picture = Picture::new(Size { width: 30, height: 20 }, Samples::Eight(halves)).unwrap();
    for background in [
        BackgroundSource::Picture { picture: &picture, fit: Fit::Cover },
        BackgroundSource::Blur { estimated: &picture, radius: Percent::clamped(5.0) },
        BackgroundSource::Blur { estimated: &picture, radius: Percent::clamped(15.0) },
    ] {
        let result = premultiplied(&run(&photo, &matte, background, None, None));
        // All that can be seen is blue: neither reddened nor darkened.
        assert!(result.chunks_exact(4).all(|pixel| pixel[0] <= 2 * 257 && pixel[2].abs_diff(pixel[3]) <= 2 * 257), "{background:?}");
        assert!(result.chunks_exact(4).any(|pixel| pixel[3] > 0 && pixel[3] < u16::MAX), "{background:?}");
    }
}

#[test]
fn translucent_shadow_colour_weakens_the_shadow() {
    let size = Size { width: 40, height: 40 };
    let matte = rectangle(size, Area { left: 0, top: 0, size: Size { width: 20, height: 40 } });
    let colour = Colour { red: 0, green: 0, blue: 0, alpha: 128 };
    let shadow = Shadow { right: Percent::MAX, down: Percent::clamped(0.0), blur: Percent::MIN, opacity: Percent::clamped(50.0), colour };
    let result = alphas(&run(&flat(size, [255; 4]), &matte, BackgroundSource::Transparent, Some(shadow), None));
    assert_eq!(result[30] / 257, 64);
}
