"""Uses of the package as a type checker sees them; never run."""

from typing import Any

import numpy
from numpy.typing import NDArray
from PIL import Image
from typing_extensions import assert_type

import offcut

photo = b""
image = Image.open("photo.jpg")
array: NDArray[numpy.uint8] = numpy.zeros((4, 4, 3), numpy.uint8)
session = offcut.new_session("u2netp", threads=2)

assert_type(offcut.remove(photo, alpha_matting=True, bgcolor=(255, 255, 255, 255), session=session), bytes)
assert_type(offcut.remove(image, only_mask=True), Image.Image)
assert_type(offcut.remove(array, shadow=True, trim="5%"), NDArray[numpy.uint8])
assert_type(offcut.remove(image, force_return_bytes=True, format="webp", encode_quality=80), bytes)
assert_type(offcut.cut_out(image).image, Image.Image)
assert_type(session.remove(array, mask=image, background=photo), NDArray[numpy.uint8])
assert_type(session.cut_out(photo).area, "tuple[int, int, int, int]")


def wrong(anything: Any) -> None:
    offcut.remove("photo.jpg")  # type: ignore[call-overload]
    offcut.remove(photo, quality="better")  # type: ignore[call-overload]
    offcut.remove(photo, shade=3)  # type: ignore[call-overload]
    offcut.remove(photo, session="u2netp")  # type: ignore[call-overload]
