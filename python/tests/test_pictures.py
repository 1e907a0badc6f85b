"""PIL images and numpy arrays, and the same pixels as the command's."""

import io
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy
from PIL import Image

import offcut
from support import CAT, GOLDEN, PORTRAIT, by_command

RGBA = numpy.asarray(Image.open(CAT).convert("RGBA"))
RGB = RGBA[..., :3]


def pixels(file: bytes) -> "numpy.ndarray":
    """Pixels of a file, with room for differences."""
    return numpy.asarray(Image.open(io.BytesIO(file))).astype(int)


def shown(rgba: "numpy.ndarray") -> "numpy.ndarray":
    """What is seen of a cut-out: colour times alpha, and alpha."""
    alpha = rgba[..., 3:].astype(float)
    return numpy.concatenate([rgba[..., :3] * alpha / 255, alpha], axis=2)


class Pixels(unittest.TestCase):
    def test_pixels_are_the_command_s(self) -> None:
        for photo in (CAT, PORTRAIT):
            image = Image.open(photo)
            for flags, options in (((), {}), (("--quality", "raw", "--bgcolor", "white"), {"quality": "raw", "bgcolor": "white"})):
                self.assert_same(pixels(offcut.remove(photo.read_bytes(), **options)), by_command(photo, *flags))
                # PIL's own decoder of JPEG rounds in another way: the command gets its pixels.
                with tempfile.NamedTemporaryFile(suffix=".png") as decoded:
                    image.save(decoded.name)
                    expected = by_command(Path(decoded.name), *flags)
                self.assert_same(numpy.asarray(offcut.remove(image, **options)).astype(int), expected)
                self.assert_same(offcut.remove(numpy.asarray(image), **options).astype(int), expected)

    def assert_same(self, found: "numpy.ndarray", file: bytes) -> None:
        self.assertLessEqual(numpy.abs(shown(found) - shown(pixels(file))).max(), 1.01)

    def test_alpha_is_the_golden_cases(self) -> None:
        for photo in (CAT, PORTRAIT):
            expected = numpy.asarray(Image.open(photo.parent / "expected.png")).astype(int)
            for found in (pixels(offcut.remove(photo.read_bytes()))[..., 3], pixels(offcut.remove(photo.read_bytes(), only_mask=True))):
                self.assertLessEqual(numpy.abs(found - expected).max(), 1, photo)


class Images(unittest.TestCase):
    def test_image_gives_image(self) -> None:
        cut_out = offcut.remove(Image.open(CAT))
        self.assertIsInstance(cut_out, Image.Image)
        self.assertEqual((cut_out.mode, cut_out.size), ("RGBA", (451, 300)))
        self.assertEqual(offcut.remove(Image.open(CAT), only_mask=True).mode, "L")
        forced = offcut.remove(Image.open(CAT), force_return_bytes=True)
        self.assertEqual(Image.open(io.BytesIO(forced)).tobytes(), cut_out.tobytes())
        self.assertEqual(offcut.cut_out(Image.open(CAT), trim=True).image.size, offcut.cut_out(CAT.read_bytes(), trim=True).area[2:])

    def test_every_mode_is_taken_or_named(self) -> None:
        photo = Image.open(CAT)
        for mode in ("1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr", "LAB", "HSV", "I", "I;16"):
            source = photo.convert("L") if mode in ("I", "I;16", "1") else photo.convert("RGBA") if mode in ("RGBa", "PA") else photo.convert("RGB")
            source = source.convert("LA") if mode == "La" else source
            source = source.convert("P") if mode == "PA" else source
            cut_out = offcut.remove(source.convert(mode), quality="raw")
            self.assertEqual((cut_out.mode, cut_out.size), ("RGBA", photo.size), mode)
        with self.assertRaisesRegex(ValueError, "data has the mode F, whose range is not known"):
            offcut.remove(photo.convert("F"))

    def test_sixteen_bits_become_eight(self) -> None:
        gray = numpy.asarray(Image.open(CAT).convert("L"))
        deep = Image.fromarray(gray.astype(numpy.uint16) * 257)
        self.assertEqual(deep.mode, "I;16")
        self.assertEqual(offcut.remove(deep).tobytes(), offcut.remove(Image.fromarray(gray)).tobytes())

    def test_transparent_colour_stays_transparent(self) -> None:
        photo = Image.open(CAT).convert("P")
        photo.info["transparency"] = photo.getpixel((225, 150))
        cut_out = offcut.remove(photo)
        self.assertEqual(cut_out.getpixel((225, 150))[3], 0)

    def test_orientation_is_followed(self) -> None:
        photo = Image.open(CAT).convert("RGB")
        exif = Image.Exif()
        exif[0x0112] = 6
        file = io.BytesIO()
        photo.save(file, "PNG", exif=exif)
        self.assertEqual(offcut.remove(Image.open(file), quality="raw").size, (300, 451))
        self.assertEqual(Image.open(io.BytesIO(offcut.remove(file.getvalue(), quality="raw"))).size, (300, 451))

    def test_profile_of_colours_is_kept_and_one_of_others_is_not(self) -> None:
        for space, kept in ((b"RGB ", True), (b"CMYK", False), (b"GRAY", False)):
            photo = Image.open(CAT).convert("RGB")
            photo.info["icc_profile"] = bytes(16) + space + bytes(108)
            self.assertEqual("icc_profile" in offcut.remove(photo, quality="raw").info, kept)
            self.assertNotIn("icc_profile", offcut.remove(photo, quality="raw", only_mask=True).info)

    def test_options_of_files_are_for_bytes(self) -> None:
        for options in ({"format": "webp"}, {"encode_quality": 80}, {"metadata": "all"}):
            with self.assertRaisesRegex(ValueError, "are those of a file: add force_return_bytes=True"):
                offcut.remove(Image.open(CAT), **options)
        webp = offcut.remove(Image.open(CAT), format="webp", quality="raw", force_return_bytes=True)
        self.assertEqual(Image.open(io.BytesIO(webp)).format, "WEBP")
        # A preset's type of file says nothing of pixels.
        plain = offcut.remove(Image.open(CAT), quality="raw")
        self.assertEqual(offcut.remove(Image.open(CAT), preset={"quality": "raw", "format": "jpeg", "encode_quality": 80}).tobytes(), plain.tobytes())

    def test_pictures_beside_the_photo_may_be_of_each_type(self) -> None:
        truth = Image.open(GOLDEN / "cat" / "expected.png")
        by_bytes = offcut.remove(CAT.read_bytes(), mask=(GOLDEN / "cat" / "expected.png").read_bytes())
        expected = Image.open(io.BytesIO(by_bytes)).tobytes()
        for mask in (truth, numpy.asarray(truth)):
            self.assertEqual(offcut.remove(Image.open(CAT), mask=mask).tobytes(), expected)
        hard = numpy.asarray(truth) > 127
        self.assertEqual(
            offcut.remove(RGB, mask=hard).tobytes(),
            offcut.remove(RGB, mask=hard.astype(numpy.uint8) * 255).tobytes(),
        )


class Frames(unittest.TestCase):
    @unittest.skipIf(os.name == "nt", "the stand-in for ffmpeg is a script")
    def test_recipe_of_the_document_writes_every_frame(self) -> None:
        document = (GOLDEN.parents[1] / "docs" / "move-from-rembg.md").read_text(encoding="utf-8")
        (code,) = re.findall(r"```python\n(.*?)```", document, re.DOTALL)
        frame = Image.open(CAT).convert("RGB").resize((640, 360))
        with tempfile.TemporaryDirectory() as folder:
            # Two frames, and a part of a third.
            (Path(folder) / "film").write_bytes(frame.tobytes() * 2 + bytes(100))
            program = Path(folder) / "ffmpeg"
            program.write_text(f'#!/bin/sh\nexec cat "{folder}/film"\n')
            program.chmod(0o755)
            path = f"{folder}{os.pathsep}{os.environ['PATH']}"
            subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=folder, env={**os.environ, "PATH": path}, check=True)
            made = sorted(Path(folder).glob("frame-*.png"))
            self.assertEqual([each.name for each in made], ["frame-00000.png", "frame-00001.png"])
            self.assertEqual(made[1].read_bytes(), offcut.remove(frame, force_return_bytes=True))


class Arrays(unittest.TestCase):
    def test_array_gives_array_that_can_be_written_to(self) -> None:
        cut_out = offcut.remove(RGB)
        self.assertEqual((cut_out.dtype, cut_out.shape), (numpy.uint8, (300, 451, 4)))
        cut_out[0, 0] = 7
        mask = offcut.remove(RGB, only_mask=True)
        self.assertEqual((mask.dtype, mask.shape), (numpy.uint8, (300, 451)))
        self.assertLessEqual(numpy.abs(mask.astype(int) - offcut.remove(RGB)[..., 3]).max(), 1)
        self.assertEqual(offcut.remove(RGB, force_return_bytes=True)[:4], b"\x89PNG")

    def test_shapes_and_depths(self) -> None:
        gray = RGB.mean(axis=2).astype(numpy.uint8)
        expected = offcut.remove(gray)
        self.assertTrue((offcut.remove(gray[..., None]) == expected).all())
        self.assertTrue((offcut.remove(numpy.dstack([gray, numpy.full_like(gray, 255)])) == expected).all())
        self.assertTrue((offcut.remove(RGBA) == offcut.remove(RGB)).all())
        # Strides of another array's part, and the other byte order.
        self.assertTrue((offcut.remove(RGBA[:, ::-1][:, ::-1]) == offcut.remove(RGBA)).all())
        deep = offcut.remove(RGB.astype(numpy.uint16) * 257)
        self.assertEqual((deep.dtype, deep.shape), (numpy.uint16, (300, 451, 4)))
        self.assertLessEqual(numpy.abs(shown(deep / 257.0) - shown(offcut.remove(RGB).astype(float))).max(), 1.01)
        swapped = (RGB.astype(numpy.uint16) * 257).astype(">u2")
        self.assertTrue((offcut.remove(swapped) == deep).all())

    def test_other_arrays_are_named(self) -> None:
        for array, sentence in (
            (RGB / 255.0, "data has the dtype float64: make it uint8"),
            (RGB[..., 0, None, None], "data has the shape 300 × 451 × 1 × 1"),
            (numpy.zeros((4, 4, 5), numpy.uint8), "data has the shape 4 × 4 × 5"),
            (numpy.zeros((0, 4, 3), numpy.uint8), "data has the shape 0 × 4 × 3"),
        ):
            with self.assertRaisesRegex(ValueError, sentence):
                offcut.remove(array)


if __name__ == "__main__":
    unittest.main()
