"""Bytes of files: what works with nothing but the wheel."""

import inspect
import os
import re
import subprocess
import sys
import tempfile
import threading
import unittest
import warnings
from pathlib import Path
from typing import get_args

import offcut
from offcut import _offcut
from support import CAT, GOLDEN, PORTRAIT

PHOTO = CAT.read_bytes()
PNG = b"\x89PNG\r\n\x1a\n"


def size(png: bytes) -> "tuple[int, int]":
    """Width and height in a PNG's header."""
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


class Files(unittest.TestCase):
    def test_nothing_but_the_wheel_is_needed(self) -> None:
        code = "import sys, offcut; assert not {'PIL', 'numpy'} & sys.modules.keys(), sorted(sys.modules)"
        subprocess.run([sys.executable, "-c", code], check=True)

    def test_bytes_of_any_kind_give_a_png_of_the_photo_s_size(self) -> None:
        for data in (PHOTO, bytearray(PHOTO), memoryview(PHOTO)):
            cut_out = offcut.remove(data, quality="raw")
            self.assertIsInstance(cut_out, bytes)
            self.assertEqual((cut_out[:8], size(cut_out)), (PNG, (451, 300)))

    def test_each_type_of_file_is_written(self) -> None:
        starts = {"png": PNG, "webp": b"RIFF", "avif": b"\0\0\0", "jpeg": b"\xff\xd8\xff"}
        self.assertEqual(set(starts), set(values("format")))
        for name, start in starts.items():
            self.assertTrue(offcut.remove(PHOTO, format=name, quality="raw").startswith(start), name)

    def test_mask_is_gray(self) -> None:
        # Byte 25 is the colour type: 0 gray, 6 colour with alpha.
        self.assertEqual([offcut.remove(PHOTO, quality="raw", only_mask=mask)[25] for mask in (True, False)], [0, 6])

    def test_what_is_known_of_a_cut_out(self) -> None:
        cut_out = offcut.cut_out(PHOTO, trim=True)
        self.assertEqual(size(cut_out.image), (cut_out.width, cut_out.height))
        self.assertEqual(cut_out.area[2:], (cut_out.width, cut_out.height))
        self.assertEqual((cut_out.verdict, cut_out.notes), ("fine", []))
        self.assertTrue(0.5 < cut_out.confidence <= 1)
        short = offcut.cut_out(PORTRAIT.read_bytes()[:30_000], quality="fast")
        self.assertEqual((short.verdict, short.notes), ("please_check", ["cut_short"]))

    def test_readme_s_first_lines_run(self) -> None:
        readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
        code = re.search(r"```python\n(.*?)```", readme, re.DOTALL).group(1)
        self.assertEqual(len(code.splitlines()), 5)
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "photo.jpg").write_bytes(PORTRAIT.read_bytes())
            subprocess.run([sys.executable, "-c", code], cwd=folder, check=True)
            self.assertEqual((Path(folder) / "cut-out.png").read_bytes(), offcut.remove(PORTRAIT.read_bytes()))


def values(option: str) -> "tuple[str, ...]":
    """Values that the type of an option names."""
    return get_args(eval(offcut.Options.__annotations__[option].__forward_arg__, vars(__import__("typing"))))


class Options(unittest.TestCase):
    def test_types_name_the_core_s_options(self) -> None:
        renamed = {"om": "only_mask", "bgc": "bgcolor"}
        core = {renamed.get(name, name) for name in _offcut.option_names()}
        beside = {"preset", "mask", "trimap", "background", "background_fit"}
        named = set(offcut.Arguments.__annotations__)
        rembg = set(inspect.signature(offcut.remove).parameters) - {"data", "force_return_bytes", "options"}
        self.assertEqual(named, core | beside | rembg | {"putalpha"})

    def test_values_that_types_name_are_taken(self) -> None:
        for option in ("quality", "metadata"):
            for value in values(option):
                self.assertEqual(offcut.remove(PHOTO, **{"quality": "raw", option: value})[:8], PNG)

    def test_each_option_has_its_effect(self) -> None:
        plain = offcut.remove(PHOTO, quality="raw")
        for options in (
            {"bgcolor": (255, 0, 0, 255)},
            {"bgcolor": "white"},
            {"bgblur": True},
            {"bgblur": 3},
            {"background": PORTRAIT.read_bytes()},
            {"background": PORTRAIT.read_bytes(), "background_fit": "contain:red"},
            {"shadow": 50.5, "shadow_right": 2, "shadow_colour": "blue"},
            {"outline": True, "outline_colour": (0, 0, 255)},
            {"trim": "10px"},
            {"frame": "4:5", "frame_fill": 70},
            {"preset": "sticker"},
            {"preset": {"frame": "64x64"}},
            {"mask": (GOLDEN / "cat" / "expected.png").read_bytes()},
            {"trimap": (GOLDEN / "cat" / "expected.png").read_bytes()},
            {"only_mask": True},
            {"quality": "balanced"},
            {"alpha_matting": True, "quality": None},
        ):
            self.assertNotEqual(offcut.remove(PHOTO, **{"quality": "raw", **options}), plain, options)
        self.assertEqual(offcut.remove(PHOTO, quality="raw", shadow=False, trim=None, bgcolor=None), plain)
        self.assertEqual(size(offcut.remove(PHOTO, preset={"frame": "64x48"}, quality="raw")), (64, 48))

    def test_kept_edge_colour_is_rembg_s_putalpha(self) -> None:
        kept = offcut.remove(PHOTO, keep_edge_colour=True, quality="fast")
        self.assertEqual(offcut.remove(PHOTO, putalpha=True, quality="fast"), kept)
        self.assertNotEqual(offcut.remove(PHOTO, quality="fast"), kept)

    def test_wrong_values_are_named_in_the_core_s_words(self) -> None:
        for options, sentence in (
            ({"quality": "better"}, 'quality: "better" is not known: write raw, fast, balanced or best'),
            ({"shadow": 101}, "shadow: 101 per cent is out of range: 0 to 100"),
            ({"bgcolor": "mauve"}, 'bgcolor: "mauve" is not a colour'),
            ({"encode_quality": 50}, "encode_quality: PNG is always lossless"),
            ({"frame": "4:5", "trim": True}, "frame and trim contradict each other"),
            ({"preset": "round"}, 'preset: "round" is not known; these are: square'),
            ({"preset": {"frame": "round"}}, 'frame: "round" is not a frame'),
            ({"mask": PHOTO, "trimap": PHOTO}, "mask and trimap contradict each other"),
            ({"background": PHOTO, "bgcolor": "red"}, "background, bgcolor and bgblur are several backgrounds"),
            ({"background_fit": "cover"}, "background_fit needs a background"),
            ({"background": PHOTO, "background_fit": "wide"}, 'background_fit: "wide" is not a fit'),
            ({"alpha_matting": True, "quality": "raw"}, "alpha_matting and quality contradict each other"),
            ({"session": "u2netp"}, "session is of the type str: make it with offcut.new_session"),
            ({"mask": 7}, "mask is of the type int, which is not supported"),
        ):
            with self.assertRaises(ValueError) as caught:
                offcut.remove(PHOTO, **options)
            self.assertIn(sentence, str(caught.exception))
        with self.assertRaisesRegex(TypeError, "there is no option shade; these are: frame, .*only_mask, bgcolor"):
            offcut.remove(PHOTO, shade=3)
        with self.assertRaisesRegex(TypeError, "shadow is neither text nor a number"):
            offcut.remove(PHOTO, shadow=object())
        with self.assertRaisesRegex(ValueError, "data is of the type str, which is not supported"):
            offcut.remove("photo.jpg")

    def test_pictures_that_cannot_be_read_are_named_with_their_kind(self) -> None:
        for data, options, kind, sentence in (
            (b"", {}, "not_readable", "the file is empty"),
            (b"text", {}, "not_readable", "this is not a picture that can be recognised"),
            (PHOTO[:40], {}, "damaged", "the PNG file is damaged or cut short"),
            (PHOTO, {"mask": b"text"}, "not_readable", "mask: this is not a picture"),
            (PHOTO, {"background": b"text"}, "not_readable", "background: this is not a picture"),
        ):
            with self.assertRaises(offcut.OffcutError) as caught:
                offcut.remove(data, **options)
            self.assertEqual(caught.exception.kind, kind)
            self.assertTrue(str(caught.exception).startswith(sentence), caught.exception)


class Rembg(unittest.TestCase):
    def test_arguments_have_rembg_s_order_and_defaults(self) -> None:
        # Those of version 2.0.86.
        expected = {
            "data": inspect.Parameter.empty,
            "alpha_matting": False,
            "alpha_matting_foreground_threshold": 240,
            "alpha_matting_background_threshold": 10,
            "alpha_matting_erode_size": 10,
            "session": None,
            "only_mask": False,
            "post_process_mask": False,
            "decontaminate": False,
            "vitmatte": False,
            "vitmatte_model": None,
            "bgcolor": None,
            "force_return_bytes": False,
        }
        parameters = inspect.signature(offcut.remove).parameters.values()
        self.assertEqual([(each.name, each.default) for each in parameters if each.name != "options"], list(expected.items()))

    def test_document_has_every_argument(self) -> None:
        document = (GOLDEN.parents[1] / "docs" / "move-from-rembg.md").read_text(encoding="utf-8")
        for name in [*inspect.signature(offcut.remove).parameters, *inspect.signature(offcut.new_session).parameters]:
            self.assertTrue(name in ("options", "models", "model_name") or f"`{name}`" in document, name)

    def test_arguments_without_effect_are_named_in_one_warning(self) -> None:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("default")
            for _ in range(2):
                offcut.remove(PHOTO, alpha_matting=True, alpha_matting_erode_size=15, post_process_mask=True, vitmatte=True)
        self.assertEqual(len(caught), 1)
        self.assertIn("no effect in offcut: alpha_matting_erode_size, post_process_mask, vitmatte (", str(caught[0].message))
        self.assertEqual(caught[0].filename, __file__)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            offcut.remove(PHOTO, True, 240, 10, 10, decontaminate=True, quality="balanced")

    def test_session_of_a_name(self) -> None:
        session = offcut.new_session("u2netp", threads=1)
        self.assertEqual((session.model_name, session.threads), ("u2netp", 1))
        self.assertEqual(session.remove(PHOTO), offcut.remove(PHOTO, session=session))
        self.assertEqual(session.cut_out(PHOTO).image, session.remove(PHOTO))

    def test_session_of_a_path(self) -> None:
        path = GOLDEN.parents[1] / "models" / "u2netp.onnx"
        expected = offcut.remove(PHOTO, quality="fast")
        for session in (
            offcut.new_session(str(path)),
            offcut.new_session(model_path=path),
            offcut.new_session("u2net_custom", model_path=str(path)),
            offcut.new_session("u2netp", models=path.parent),
        ):
            self.assertEqual(session.remove(PHOTO, quality="fast"), expected)
        other = offcut.new_session(model_path=path, input_side=256, mean=0.5, std=(1, 1, 1))
        self.assertNotEqual(other.remove(PHOTO, quality="fast"), expected)

    def test_networks_that_are_not_here_or_no_networks_are_named(self) -> None:
        with self.assertRaisesRegex(ValueError, 'there is no model "bria-rmbg": use one of u2netp, u2net, '):
            offcut.new_session("bria-rmbg")
        with self.assertRaisesRegex(ValueError, "u2net_custom needs model_path"):
            offcut.new_session("u2net_custom")
        for options, sentence in (
            ({"threads": 257}, "threads: 257 is not a number from 0 to 256"),
            ({"threads": -1}, "threads: -1 is not a number from 0 to 256"),
            ({"input_side": 16}, "input_side: 16 is not a number of pixels from 32 to 4096"),
            ({"std": 0}, "std: each has to be a finite number of more than 0"),
            ({"mean": float("nan")}, "mean: each has to be a finite number"),
        ):
            with self.assertRaisesRegex(ValueError, sentence):
                offcut.new_session(**options)
        with tempfile.TemporaryDirectory() as folder, self.assertRaises(offcut.OffcutError) as caught:
            (Path(folder) / "u2net.onnx").write_bytes(b"no network")
            offcut.new_session("u2net", models=folder)
        self.assertEqual(caught.exception.kind, "model_damaged")
        self.assertIn("u2net: the file of model u2net is damaged or another version", str(caught.exception))
        with tempfile.NamedTemporaryFile(suffix=".onnx") as file, self.assertRaises(offcut.OffcutError) as caught:
            offcut.new_session(model_path=file.name)
        self.assertIn("the model cannot be used", str(caught.exception))
        with self.assertRaises(FileNotFoundError):
            offcut.new_session(model_path="nowhere.onnx")
        nowhere = {**os.environ, "HOME": "/nowhere", "XDG_DATA_HOME": "/nowhere", "U2NET_HOME": "/nowhere"}
        code = "import offcut\ntry: offcut.new_session('u2net')\nexcept offcut.OffcutError as error: print(error.kind, error)"
        said = subprocess.run([sys.executable, "-c", code], env=nowhere, cwd=tempfile.gettempdir(), check=True, capture_output=True, text=True).stdout
        self.assertTrue(said.startswith("model_not_here the file of model u2net is not here: the command gets it (176 MB, Apache-2.0)"), said)

    def test_options_of_onnxruntime_warn(self) -> None:
        with self.assertWarnsRegex(UserWarning, "no effect in offcut: sess_opts, providers"):
            offcut.new_session(sess_opts=object(), providers=["CUDAExecutionProvider"])


class Threads(unittest.TestCase):
    def test_calls_at_once_have_the_results_of_one_after_the_other(self) -> None:
        photos = [PHOTO, PORTRAIT.read_bytes()] * 3
        expected = [offcut.remove(photo) for photo in photos]
        found: "list[bytes | None]" = [None] * len(photos)

        def work(place: int) -> None:
            found[place] = offcut.remove(photos[place])

        threads = [threading.Thread(target=work, args=(place,)) for place in range(len(photos))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(found, expected)

    def test_other_threads_run_meanwhile(self) -> None:
        offcut.remove(PHOTO, quality="raw")
        turns = 0
        thread = threading.Thread(target=lambda: offcut.remove(PORTRAIT.read_bytes(), quality="best", frame="4000x4000", shadow=True))
        thread.start()
        # With the interpreter locked, joining would last as long as the work, and the loop would run once or twice.
        while thread.is_alive():
            thread.join(0.001)
            turns += 1
        self.assertGreater(turns, 10)

    @unittest.skipUnless(hasattr(os, "fork"), "there is no fork")
    def test_forked_process_makes_a_session_of_its_own(self) -> None:
        code = """
import os, offcut
photo = open(os.environ["PHOTO"], "rb").read()
session = offcut.new_session(threads=2)
expected = offcut.remove(photo, quality="raw")
if os.fork() == 0:
    ours = offcut.remove(photo, quality="raw") == expected
    try:
        session.remove(photo)
    except offcut.OffcutError as error:
        os._exit(0 if ours and "before the process was forked" in str(error) else 1)
    os._exit(2)
assert os.waitpid(-1, 0)[1] == 0
"""
        subprocess.run([sys.executable, "-W", "ignore", "-c", code], env={**os.environ, "PHOTO": str(CAT)}, check=True, timeout=120)


if __name__ == "__main__":
    unittest.main()
