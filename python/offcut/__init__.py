"""Cuts the subject out of photos on this machine, with rembg's arguments and its own.

    import offcut

    with open("photo.jpg", "rb") as photo:
        cut_out = offcut.remove(photo.read())
"""

from __future__ import annotations

import os
import sys
import threading
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Literal, TypedDict, TypeVar, Union, overload

from . import _pictures
from ._offcut import VERSION as __version__
from ._offcut import Network as _Network
from ._offcut import OffcutError

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray
    from PIL import Image
    from typing_extensions import Unpack

__all__ = ["Arguments", "CutOut", "OffcutError", "Options", "Session", "__version__", "cut_out", "new_session", "remove"]

Data = TypeVar("Data", bytes, "Image.Image", "NDArray[numpy.uint8]", "NDArray[numpy.uint16]")
"""Type of a photo, which its cut-out has, too."""

Picture = Union[bytes, "Image.Image", "NDArray[Any]"]
"""A picture of any of these types."""

Number = Union[int, float, str]
"""A number, or text with one and its unit."""


class Options(TypedDict, total=False):
    """Offcut's own options. Names, ranges and defaults are those of its command and HTTP API; percentages are of the longer side unless they say otherwise."""

    quality: Literal["raw", "fast", "balanced", "best"]
    """Quality of the matte, against time (default balanced)."""
    format: Literal["png", "webp", "avif", "jpeg"]
    """Type of the file, where bytes are returned (default png)."""
    encode_quality: int
    """Quality of a lossy file, 1 to 100."""
    metadata: Literal["none", "no-place", "all"]
    """Metadata of the photo's file that the cut-out's file keeps (default none)."""
    keep_edge_colour: bool
    """Keep the old background's colour in the soft edge."""
    bgblur: bool | Number
    """Blur of the photo's own background as the background: True, or per cent."""
    background: Picture
    """Picture as the background."""
    background_fit: str
    """Its fit: cover (default), contain, or contain:COLOUR with the colour of the bars."""
    shadow: bool | Number
    """Soft shadow under the subject: True, or its opacity in per cent."""
    shadow_right: Number
    """Distance of the shadow to the right in per cent."""
    shadow_down: Number
    """Distance of the shadow downwards in per cent."""
    shadow_blur: Number
    """Blur of the shadow in per cent."""
    shadow_colour: str | tuple[int, ...]
    """Colour of the shadow, as bgcolor."""
    outline: bool | Number
    """Line around the subject: True, or its width in per cent."""
    outline_colour: str | tuple[int, ...]
    """Colour of the outline, as bgcolor."""
    trim: bool | str
    """Trim to the subject: True, or a margin such as 5% or 40px."""
    frame: str
    """Canvas that the subject is placed on: 4:5, 2000x2000 or 35x45mm."""
    frame_fill: Number
    """Share of the frame that the subject fills, in per cent."""
    frame_align: str
    """Place of the subject in the frame: centre, top, bottom, left, right, or two such as bottom-left."""
    frame_margin: str
    """Edge of the frame that stays free, such as 5% or 40px."""
    frame_ground: Number
    """Line that the subject stands on, in per cent of the frame's height from its top."""
    frame_dpi: int
    """Resolution that the file states; it also makes pixels of millimetres."""
    preset: str | dict[str, Any]
    """Options for a purpose: square, 4x5, 16x9, passport, sticker, or a dictionary of options. Options beside it come first."""
    mask: Picture
    """Mask in place of the network's map: white for subject, black for background."""
    trimap: Picture
    """Trimap in place of the network's: white for subject, black for background, anything else unknown."""


class Arguments(Options, total=False):
    """Arguments of rembg's `remove`, beside Offcut's own."""

    alpha_matting: bool
    """As quality="balanced", which is the default."""
    alpha_matting_foreground_threshold: int
    """No effect: the unknown band is found from the network's map."""
    alpha_matting_background_threshold: int
    """No effect, as alpha_matting_foreground_threshold."""
    alpha_matting_erode_size: int
    """No effect, as alpha_matting_foreground_threshold."""
    session: Session | None
    """Session from new_session (default: one with u2netp, which is kept)."""
    only_mask: bool
    """Alpha of the cut-out as a gray picture instead of the cut-out."""
    post_process_mask: bool
    """No effect: stray islands are always dropped, and the edge is never made hard."""
    decontaminate: bool
    """No effect: the old background's colour is always removed from the edge, unless keep_edge_colour is on."""
    vitmatte: bool
    """No effect: there is no second network."""
    vitmatte_model: str | None
    """No effect, as vitmatte."""
    putalpha: bool
    """As keep_edge_colour."""
    bgcolor: str | tuple[int, ...] | None
    """Colour behind the subject: (R, G, B), (R, G, B, A), #rrggbb, #rrggbbaa or a name such as white."""


@dataclass(frozen=True)
class CutOut(Generic[Data]):
    """A cut-out, and what is known of it."""

    image: Data
    """The cut-out: a file of bytes, an image of an image, an array of an array."""
    width: int
    """Width in pixels."""
    height: int
    """Height in pixels."""
    area: tuple[int, int, int, int]
    """Left, top, width and height of what it has of the photo, in the photo's pixels."""
    verdict: str
    """fine, please_check (low confidence) or no_clear_subject."""
    confidence: float
    """0 to 1; down from 0.5 the verdict is please_check."""
    notes: list[str]
    """Warnings: cut_short, first_picture, gain_map, enlarged."""


class Session:
    """A network that is ready to run, with its threads; made by `new_session`. Several threads may use it at once."""

    def __init__(self, network: _Network) -> None:
        self._network = network

    @property
    def model_name(self) -> str:
        """Name in the catalogue, or that of its file."""
        return self._network.name

    @property
    def threads(self) -> int:
        """Number of its threads, which is also that of photos it works on at once."""
        return self._network.threads

    def remove(self, data: Data, **arguments: Unpack[Arguments]) -> Data:
        """`offcut.remove` by this session."""
        arguments["session"] = self
        return remove(data, **arguments)

    def cut_out(self, data: Data, **arguments: Unpack[Arguments]) -> CutOut[Data]:
        """`offcut.cut_out` by this session."""
        arguments["session"] = self
        return cut_out(data, **arguments)


@overload
def remove(data: Data, *, force_return_bytes: Literal[False] = False, **arguments: Unpack[Arguments]) -> Data: ...


@overload
def remove(data: Picture, *, force_return_bytes: Literal[True], **arguments: Unpack[Arguments]) -> bytes: ...


def remove(
    data: Any,
    alpha_matting: bool = False,
    alpha_matting_foreground_threshold: int = 240,
    alpha_matting_background_threshold: int = 10,
    alpha_matting_erode_size: int = 10,
    session: Session | None = None,
    only_mask: bool = False,
    post_process_mask: bool = False,
    decontaminate: bool = False,
    vitmatte: bool = False,
    vitmatte_model: str | None = None,
    bgcolor: str | tuple[int, ...] | None = None,
    force_return_bytes: bool = False,
    **options: Any,
) -> Any:
    """Cuts the subject out of a photo: bytes of a file to bytes of a file, a PIL image to a PIL image, a numpy array (height × width × channels, red
    first) to a numpy array; with `force_return_bytes` always to bytes.

    The arguments are those of `Arguments`: rembg's in its order, and Offcut's own by name.

    Raises `OffcutError` for a picture that cannot be read or cut out, `ValueError` for a value that an argument cannot have, `TypeError` for an argument
    that there is not.
    """
    return _cut_out(
        data,
        force_return_bytes,
        alpha_matting=alpha_matting,
        alpha_matting_foreground_threshold=alpha_matting_foreground_threshold,
        alpha_matting_background_threshold=alpha_matting_background_threshold,
        alpha_matting_erode_size=alpha_matting_erode_size,
        session=session,
        only_mask=only_mask,
        post_process_mask=post_process_mask,
        decontaminate=decontaminate,
        vitmatte=vitmatte,
        vitmatte_model=vitmatte_model,
        bgcolor=bgcolor,
        **options,
    ).image


@overload
def cut_out(data: Data, *, force_return_bytes: Literal[False] = False, **arguments: Unpack[Arguments]) -> CutOut[Data]: ...


@overload
def cut_out(data: Picture, *, force_return_bytes: Literal[True], **arguments: Unpack[Arguments]) -> CutOut[bytes]: ...


def cut_out(data: Any, *, force_return_bytes: bool = False, **arguments: Any) -> Any:
    """The same as `remove`, with what is known of the cut-out."""
    return _cut_out(data, force_return_bytes, **arguments)


def new_session(
    model_name: str = "u2netp",
    *,
    model_path: str | os.PathLike[str] | None = None,
    models: str | os.PathLike[str] | None = None,
    threads: int = 0,
    input_side: int | None = None,
    mean: float | tuple[float, float, float] | None = None,
    std: float | tuple[float, float, float] | None = None,
    sess_opts: object = None,
    providers: object = None,
) -> Session:
    """Loads a network: of the catalogue by its name (u2netp is in the package), or an ONNX file like U²-Net's by `model_path`.

    Files of the catalogue's other networks are searched in `models` (default: the environment variable OFFCUT_MODELS), in the folder of
    `offcut models get` and in rembg's `~/.u2net`. `threads` is 1 to 256, 0 for one for each core. `input_side`, `mean` and `std` are the input of a network
    that the catalogue does not have. `sess_opts` and `providers`, which are onnxruntime's, have no effect.

    Raises `ValueError` for an unknown name and a value out of range, `OffcutError` for a file that is not here, damaged or no such network.
    """
    _warn_without_effect(sess_opts=sess_opts, providers=providers)
    if model_name in _CUSTOM:
        if model_path is None:
            raise ValueError(f"{model_name} needs model_path, the path of its ONNX file")
        usual_side, usual_mean, usual_std = _CUSTOM[model_name]
        input_side = usual_side if input_side is None else input_side
        mean = usual_mean if mean is None else mean
        std = usual_std if std is None else std
    path = None if model_path is None else os.fspath(model_path)
    folder = os.environ.get("OFFCUT_MODELS") if models is None else os.fspath(models)
    return Session(_Network(model_name, path, folder, threads, input_side, _for_each_channel(mean), _for_each_channel(std)))


_CUSTOM: dict[str, tuple[int | None, float | None, float | None]] = {"u2net_custom": (None, None, None), "dis_custom": (1024, 0.5, 1.0)}
"""rembg's names for networks by path, with side, mean and deviation of their input."""


def _for_each_channel(value: Any) -> Any:
    return (value,) * 3 if isinstance(value, (int, float)) else value


_default: Session | None = None
_default_lock = threading.Lock()


def _default_session() -> Session:
    """The session of those who have none, made once."""
    global _default
    with _default_lock:
        if _default is None:
            _default = new_session()
        return _default


def _forget_default_session() -> None:
    """A process that was forked has no threads but the one that forked it."""
    global _default, _default_lock
    _default, _default_lock = None, threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_default_session)


def _cut_out(
    data: Any,
    force_return_bytes: bool,
    *,
    alpha_matting: bool = False,
    alpha_matting_foreground_threshold: int = 240,
    alpha_matting_background_threshold: int = 10,
    alpha_matting_erode_size: int = 10,
    session: Session | None = None,
    post_process_mask: bool = False,
    decontaminate: bool = False,
    vitmatte: bool = False,
    vitmatte_model: str | None = None,
    putalpha: bool = False,
    preset: str | dict[str, Any] | None = None,
    mask: Any = None,
    trimap: Any = None,
    background: Any = None,
    background_fit: str | None = None,
    **options: Any,
) -> CutOut[Any]:
    _warn_without_effect(
        alpha_matting_foreground_threshold=alpha_matting_foreground_threshold != 240,
        alpha_matting_background_threshold=alpha_matting_background_threshold != 10,
        alpha_matting_erode_size=alpha_matting_erode_size != 10,
        post_process_mask=post_process_mask,
        vitmatte=vitmatte,
        vitmatte_model=vitmatte_model,
    )
    if alpha_matting:
        if options.get("quality") in ("raw", "fast"):
            raise ValueError("alpha_matting and quality contradict each other: leave one of them out")
        options["quality"] = options.get("quality") or "balanced"
    if putalpha:
        options["keep_edge_colour"] = True
    if session is None:
        session = _default_session()
    elif not isinstance(session, Session):
        raise ValueError(f"session is of the type {type(session).__name__}: make it with offcut.new_session")
    as_file = force_return_bytes or _pictures.is_file(data)
    done = session._network.cut_out(
        _pictures.given(data, "data"),
        as_file,
        options,
        preset,
        None if mask is None else _pictures.given(mask, "mask"),
        None if trimap is None else _pictures.given(trimap, "trimap"),
        None if background is None else _pictures.given(background, "background"),
        background_fit,
    )
    image = done["data"] if as_file else _pictures.like(data, done)
    return CutOut(image, done["width"], done["height"], done["area"], done["verdict"], done["confidence"], done["notes"])


def _warn_without_effect(**arguments: object) -> None:
    """One warning with the names of those that were given, at the line that called this package."""
    names = [name for name, value in arguments.items() if value]
    if not names:
        return
    level, frame = 1, sys._getframe()
    while frame.f_globals.get("__name__") == __name__ and frame.f_back is not None:
        level, frame = level + 1, frame.f_back
    warnings.warn(f"these arguments of rembg have no effect in offcut: {', '.join(names)} (see offcut.Arguments)", stacklevel=level)
