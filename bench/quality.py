"""Offcut, rembg and pymatting on photos whose alpha is known, run by `cargo xtask bench quality`: quality and time in one table for each set.

usage: quality.py OFFCUT FOLDER OUT   (FOLDER has image/, alpha/ and, if there are any, trimap/ and foreground/)

A set whose trimaps have the classes of the Oxford-IIIT pets (1 subject, 2 background, 3 not said) has no alpha: it is measured as masks where the
class is said, and what is open counts as background in the truth and in every result.

Everything runs on one thread. Times are means over the photos, from decoded pixels to a cut-out for rembg and pymatting, from the file's bytes to
the new file's for Offcut; each program's first photo, where Python compiles, does not count.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = os.environ["NUMBA_NUM_THREADS"] = "1"

import numpy as np
from PIL import Image
from pymatting import estimate_alpha_cf, estimate_foreground_ml, stack_images
from rembg import new_session, remove

RIVALS = {
    "rembg": dict(),
    "rembg, decontaminated": dict(decontaminate=True),
    "rembg, alpha matting": dict(alpha_matting=True),
}
GIVEN, OURS, OFFCUT_OURS = "pymatting, given trimap", "pymatting, our trimap", "offcut, our trimap"
EVALS = {
    "offcut raw": ["--quality", "raw"],
    "offcut fast": ["--quality", "fast"],
    "offcut balanced": ["--quality", "balanced"],
    "offcut best": ["--quality", "best"],
}
COLUMNS = ("mae", "max_f", "weighted_f", "s_measure"), ("sad", "mse", "gradient", "connectivity")


def grays(trimap):
    """0 background, 255 subject, 128 open, of a trimap in grays or in the classes of the Oxford pets."""
    values = np.asarray(Image.open(trimap).convert("L"))
    return np.array([128, 255, 0, 128], np.uint8)[values] if has_classes(trimap) else values


def has_classes(trimap):
    return trimap.exists() and np.asarray(Image.open(trimap)).max() <= 3


def closed_form(photo, known):
    image = np.asarray(photo) / 255.0
    alpha = estimate_alpha_cf(image, np.where(known == 0, 0.0, np.where(known == 255, 1.0, 0.5)))
    return Image.fromarray(np.uint8(stack_images(estimate_foreground_ml(image, alpha), alpha).clip(0, 1) * 255 + 0.5))


def offcut(program, *arguments):
    done = subprocess.run([program, *map(str, arguments), "--threads", "1", "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    if done.returncode:
        sys.exit(f"offcut {' '.join(map(str, arguments))} failed")
    return json.loads(done.stdout)


class Results:
    """Cut-outs of other programs in a folder each, and their times."""

    def __init__(self, out):
        self.out, self.times = out, {}

    def folder(self, program):
        folder = self.out / program
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def make(self, program, photo, work):
        begun = time.perf_counter()
        result = work()
        self.times.setdefault(program, []).append((time.perf_counter() - begun) * 1000)
        result.save(self.folder(program) / f"{photo.stem}.png")


def mean(values):
    kept = values[1:] or values
    return sum(kept) / len(kept)


def agreement(results, photos, trimaps):
    """How far two closed forms of the same trimap are apart where it is open, as shares of full alpha."""
    differences = []
    for photo in photos:
        one, other = (np.asarray(Image.open(results.folder(program) / f"{photo.stem}.png"))[:, :, 3] / 255.0 for program in (OFFCUT_OURS, OURS))
        is_open = np.asarray(Image.open(trimaps / f"{photo.stem}.png")) == 128
        differences.append(np.abs(one - other)[is_open].mean() if is_open.any() else 0.0)
    return np.mean(differences), max(differences)


def main(program, folder, out):
    folder, results = Path(folder), Results(Path(out))
    trimaps = results.folder("our trimaps")
    session = new_session("u2netp", ["CPUExecutionProvider"])
    photos = sorted((folder / "image").iterdir())
    for photo in photos:
        opened = Image.open(photo).convert("RGB")
        for rival, options in RIVALS.items():
            results.make(rival, photo, lambda: remove(opened, session=session, **options))
        given, ours = folder / "trimap" / f"{photo.stem}.png", trimaps / f"{photo.stem}.png"
        if given.exists():
            results.make(GIVEN, photo, lambda: closed_form(opened, grays(given)))
        cut_out = results.folder(OFFCUT_OURS) / f"{photo.stem}.png"
        offcut(program, "i", photo, cut_out, "--force", "--save-trimap", ours)
        # It has the size of the network's map.
        Image.open(ours).resize(opened.size, Image.NEAREST).save(ours)
        report = offcut(program, "i", photo, cut_out, "--force", "--trimap", ours)
        results.times.setdefault(OFFCUT_OURS, []).append(report["times_ms"]["total"])
        results.make(OURS, photo, lambda: closed_form(opened, grays(ours)))

    if has_classes(folder / "trimap" / f"{photos[0].stem}.png"):
        rows = as_masks(program, folder, photos, results)
    else:
        rows = as_alphas(program, folder, results)
    table(folder.name, len(photos), rows)
    apart, most = agreement(results, photos, trimaps)
    print(f"Closed forms of the same trimap, Offcut's and pymatting's, differ by {100 * apart:.2f} % of full alpha in its open part (at most {100 * most:.2f} % in one photo).")


def as_alphas(program, folder, results):
    others = [argument for rival in results.times for argument in ("--compare", results.folder(rival))]
    rows = []
    for name, options in EVALS.items():
        document = offcut(program, "eval", folder, *options, *(others if name == "offcut balanced" else []))
        for contestant in document["programs"]:
            if contestant["folder"]:
                rival = Path(contestant["folder"]).name
                rows.append((rival, mean(results.times[rival]), contestant["total"]))
            else:
                rows.append((name, contestant["time_ms"], contestant["total"]))
    return rows


def as_masks(program, folder, photos, results):
    """Every program's alpha with nothing where the class is not said, against the subject that is said."""
    for name, options in EVALS.items():
        for photo in photos:
            report = offcut(program, "i", photo, results.folder(name) / f"{photo.stem}.png", "--force", *options)
            results.times.setdefault(name, []).append(report["times_ms"]["total"])
    truth = results.folder("said")
    for part in ("image", "alpha"):
        (truth / part).mkdir(exist_ok=True)
    for photo in photos:
        said = grays(folder / "trimap" / f"{photo.stem}.png")
        (truth / "image" / photo.name).write_bytes(photo.read_bytes())
        Image.fromarray(np.uint8(said == 255) * 255).save(truth / "alpha" / f"{photo.stem}.png")
        for name in results.times:
            alpha = np.asarray(Image.open(results.folder(name) / f"{photo.stem}.png").convert("RGBA"))[:, :, 3]
            masked = results.folder(f"{name}, where said") / f"{photo.stem}.png"
            Image.fromarray(np.where(said == 128, 0, alpha).astype(np.uint8)).save(masked)
    others = [argument for name in results.times for argument in ("--compare", results.folder(f"{name}, where said"))]
    document = offcut(program, "eval", truth, "--quality", "raw", *others)
    found = {Path(contestant["folder"]).name: contestant["total"] for contestant in document["programs"] if contestant["folder"]}
    rows = [(name, mean(times), found[f"{name}, where said"]) for name, times in results.times.items()]
    return [(name, ms, {**total, "fringe": None, "fringe_estimate": None}) for name, ms, total in rows]


def table(title, count, rows):
    has_band = any(total["in_band"] for _, _, total in rows)
    print(f"\n{title}, {count} photos")
    print("| program | ms | MAE ↓ | max F ↑ | wF ↑ | S ↑ | SAD ↓ | MSE ↓ | Grad ↓ | Conn ↓ |" + (" band SAD | MSE | Grad | Conn |" if has_band else "") + " fringe ↓ |")
    print("|---|" + "---|" * (14 if has_band else 10))
    for name, ms, total in sorted(rows, key=lambda row: not row[0].startswith("offcut")):
        cells = [f"{total[column]:.4f}" for column in COLUMNS[0]] + [f"{total['everywhere'][column]:.2f}" for column in COLUMNS[1]]
        if has_band:
            cells += [f"{total['in_band'][column]:.2f}" for column in COLUMNS[1]]
        fringe = total["fringe"] if total["fringe"] is not None else total["fringe_estimate"]
        print(f"| {name} | {ms:.0f} | " + " | ".join(cells) + f" | {'–' if fringe is None else f'{fringe:.1f}'} |")


if __name__ == "__main__":
    main(*sys.argv[1:])
