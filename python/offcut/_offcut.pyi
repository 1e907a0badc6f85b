"""Native part of the package."""

from typing import Any, TypedDict

from ._pictures import Given

VERSION: str

class OffcutError(Exception):
    """A picture, a network or a cut-out that cannot be had. The text is a sentence that says what to do."""

    kind: str
    """Word for programs: not_readable, damaged, too_large, model_damaged, model_not_here, inference or other."""

class Done(TypedDict):
    """A cut-out: a file, or pixels row by row."""

    data: bytes
    width: int
    height: int
    channels: int
    bits: int
    area: tuple[int, int, int, int]
    verdict: str
    confidence: float
    notes: list[str]

class Network:
    """A network that is ready to run, with its threads."""

    def __init__(
        self,
        name: str,
        path: str | None,
        folder: str | None,
        threads: int,
        input_side: int | None,
        mean: tuple[float, float, float] | None,
        std: tuple[float, float, float] | None,
    ) -> None: ...
    @property
    def name(self) -> str: ...
    @property
    def threads(self) -> int: ...
    def cut_out(
        self,
        photo: Given,
        as_file: bool,
        options: dict[str, Any],
        preset: str | dict[str, Any] | None,
        mask: Given | None,
        trimap: Given | None,
        background: Given | None,
        background_fit: str | None,
    ) -> Done: ...

def option_names() -> list[str]:
    """Names of the options that `Network.cut_out` takes."""
