"""Photos and the command, for all tests."""

import os
import subprocess
import tempfile
from pathlib import Path

GOLDEN = Path(__file__).resolve().parents[2] / "tests" / "golden"
CAT = GOLDEN / "cat" / "chelsea.png"
PORTRAIT = GOLDEN / "portrait" / "grace_hopper.jpg"


def by_command(photo: Path, *flags: str, name: str = "cut-out.png") -> bytes:
    """The command's cut-out of a photo."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / name
        subprocess.run([os.environ["OFFCUT_COMMAND"], "i", str(photo), str(output), *flags], check=True)
        return output.read_bytes()
