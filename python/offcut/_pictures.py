"""Pictures of Python as the native part takes them, and back: bytes of files, PIL images, numpy arrays. Neither PIL nor numpy is imported unless a picture
of theirs is given, so that neither has to be installed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Tuple, Union

if TYPE_CHECKING:
    from ._offcut import Done

Given = Union[bytes, Tuple[bytes, int, int, int, int]]
"""Bytes of a file; or of pixels, with width, height, channels and bits a channel."""

_CHANNELS = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4}
"""Modes of PIL that are taken as they are."""

_TRANSPARENT = {"La": "LA", "PA": "RGBA", "RGBa": "RGBA"}
"""Other modes with alpha, and the one of those that each becomes."""


def is_file(picture: object) -> bool:
    """True of bytes."""
    return isinstance(picture, (bytes, bytearray, memoryview))


def _is(picture: object, module: str, name: str) -> bool:
    """True of an instance of a class, which nothing is before its module was imported."""
    loaded = sys.modules.get(module)
    return loaded is not None and isinstance(picture, getattr(loaded, name))


def given(picture: Any, name: str) -> Given:
    """A picture for the native part; `name` is that of its argument."""
    if is_file(picture):
        return bytes(picture)
    if _is(picture, "PIL.Image", "Image"):
        return _of_image(picture, name)
    if _is(picture, "numpy", "ndarray"):
        return _of_array(picture, name)
    kind = type(picture).__name__
    raise ValueError(f"{name} is of the type {kind}, which is not supported: give the bytes of a file, a PIL image or a numpy array")


def _of_image(image: Any, name: str) -> Given:
    from PIL import ImageOps

    image = ImageOps.exif_transpose(image)
    if image.mode == "F":
        raise ValueError(f"{name} has the mode F, whose range is not known: convert it to L or RGB")
    if image.mode.startswith("I"):
        # 16 bits, whichever way PIL holds them.
        image = image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if image.mode not in _CHANNELS or "transparency" in image.info:
        usual = "RGBA" if "transparency" in image.info else "RGB"
        image = image.convert(_TRANSPARENT.get(image.mode, usual))
    width, height = image.size
    return image.tobytes(), width, height, _CHANNELS[image.mode], 8


def _of_array(array: Any, name: str) -> Given:
    import numpy

    if array.dtype == numpy.bool_:
        array = array.astype(numpy.uint8) * 255
    if array.dtype not in (numpy.uint8, numpy.uint16):
        raise ValueError(f"{name} has the dtype {array.dtype}: make it uint8 (0 to 255) or uint16 (0 to 65535)")
    channels = array.shape[2] if array.ndim == 3 else 1
    if array.ndim not in (2, 3) or channels not in (1, 2, 3, 4) or array.size == 0:
        shape = " × ".join(map(str, array.shape))
        raise ValueError(f"{name} has the shape {shape}: make it height × width, or height × width × channels with 1 to 4 channels")
    height, width = array.shape[:2]
    # In the machine's byte order, whatever its own.
    return array.astype(array.dtype.newbyteorder("=")).tobytes(), width, height, channels, array.dtype.itemsize * 8


def like(picture: Any, done: Done) -> Any:
    """Pixels as a picture of the type of `picture`: RGBA, or gray of a mask."""
    if _is(picture, "PIL.Image", "Image"):
        return _image(picture, done)
    import numpy

    shape = (done["height"], done["width"], done["channels"]) if done["channels"] > 1 else (done["height"], done["width"])
    pixels = numpy.frombuffer(done["data"], dtype=f"u{done['bits'] // 8}").reshape(shape)
    # Those in the buffer cannot be written to.
    return pixels.copy()


def _image(image: Any, done: Done) -> Any:
    from PIL import Image

    made = Image.frombytes("L" if done["channels"] == 1 else "RGBA", (done["width"], done["height"]), done["data"])
    profile = image.info.get("icc_profile")
    # The values are those of the photo, so its profile holds for them, unless it is one of gray or CMYK: bytes 16 to 19 say of what.
    if made.mode == "RGBA" and profile and profile[16:20] == b"RGB ":
        made.info["icc_profile"] = profile
    return made
