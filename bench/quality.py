"""rembg and pymatting on photos whose alpha is known, for `offcut eval --compare`.

usage: quality.py FOLDER OUT THREADS   (FOLDER has image/ and, for pymatting, trimap/; writes OUT/<program>/<photo>.png, prints the time of each)
"""

import os
import sys
import time
from pathlib import Path

folder, out, threads = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
os.environ["OMP_NUM_THREADS"] = threads

import numpy as np
from PIL import Image
from pymatting import estimate_alpha_cf, estimate_foreground_ml, stack_images
from rembg import new_session, remove

session = new_session("u2netp", ["CPUExecutionProvider"])
PROGRAMS = {
    "rembg": dict(),
    "rembg-decontaminate": dict(decontaminate=True),
    "rembg-alpha-matting": dict(alpha_matting=True),
}


def save(program, photo, picture):
    (out / program).mkdir(parents=True, exist_ok=True)
    picture.save(out / program / f"{photo.stem}.png")


def closed_form(photo, trimap):
    image = np.asarray(photo.convert("RGB")) / 255.0
    known = np.asarray(trimap.convert("L"))
    alpha = estimate_alpha_cf(image, np.where(known == 0, 0.0, np.where(known == 255, 1.0, 0.5)))
    return Image.fromarray(np.uint8(stack_images(estimate_foreground_ml(image, alpha), alpha).clip(0, 1) * 255 + 0.5))


photos = sorted((folder / "image").iterdir())
times = {}
for photo in photos:
    opened = Image.open(photo).convert("RGB")
    for program, options in PROGRAMS.items():
        begun = time.perf_counter()
        # Never rembg's default `putalpha` shortcut through bytes: pictures in, pictures out.
        result = remove(opened, session=session, **options)
        times.setdefault(program, []).append(time.perf_counter() - begun)
        save(program, photo, result)
    trimap = folder / "trimap" / f"{photo.stem}.png"
    if trimap.exists():
        opened_trimap = Image.open(trimap)
        begun = time.perf_counter()
        result = closed_form(opened, opened_trimap)
        times.setdefault("pymatting-given-trimap", []).append(time.perf_counter() - begun)
        save("pymatting-given-trimap", photo, result)
for program, seconds in times.items():
    # The first run compiles and warms up.
    kept = seconds[1:] or seconds
    print(f"{program}: {1000 * sum(kept) / len(kept):.0f} ms a photo")
