"""Holds the measures of `offcut eval` to published programs, on inputs that follow from a few whole numbers.

    python bench/check_metrics.py evaluate/tests/cases.json            # compare what the file expects with what the programs say now
    python bench/check_metrics.py evaluate/tests/cases.json --write    # write what they say into the file

needs, from PyPI: pysodmetrics==1.6.2, numpy, scipy, opencv-python-headless; mmeval==0.2.1 (with plum-dispatch<2, pyyaml, rich, addict, yapf).

Masks are held to PySODMetrics. PyMatting has no error measures; SAD, MSE, gradient and connectivity error are held to mmeval (OpenMMLab), and to
the formulas written out here, which also give the values where mmeval differs (it stretches mattes before it takes gradients) and those of the
fringe error, which no package has. `evaluate/tests/peers.rs` makes the same inputs and expects the same values.
"""

import argparse
import json
import math
import sys
import warnings
from pathlib import Path

import numpy as np
from scipy import ndimage

CLOSE = 1e-9


def noise(seed, count):
    """The upper eight bits of a linear congruential generator (Knuth's constants of "Numerical Recipes")."""
    values = np.empty(count, np.int64)
    state = seed
    for index in range(count):
        state = (state * 1664525 + 1013904223) % 2**32
        values[index] = state >> 24
    return values


def plane(recipe, width, height):
    """A base value, the greatest of some soft discs [x, y, radius, softness] over it, and noise around both."""
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    values = np.full((height, width), recipe["base"], np.int64)
    for cx, cy, radius, soft in recipe.get("discs", []):
        inside = radius * radius - (x - cx) ** 2 - (y - cy) ** 2
        values = np.maximum(values, np.clip(inside * 255 // (2 * soft * radius) + 128, 0, 255))
    if recipe.get("noise"):
        values = values + recipe["noise"] * (noise(recipe["seed"], values.size).reshape(values.shape) - 128) // 128
    return np.clip(values, 0, 255).astype(np.uint8)


def colours(recipes, width, height):
    return np.stack([plane(recipe, width, height) for recipe in recipes], axis=2)


def inputs(case):
    width, height = case["width"], case["height"]
    truth, alpha = (plane(case[name], width, height) for name in ("truth", "alpha"))
    trimap = np.where((truth > 0) & (truth < 255), 128, truth).astype(np.uint8)
    foreground, background, cut_out = (colours(case[name], width, height) for name in ("foreground", "background", "cut_out"))
    share = truth[..., None].astype(np.int64)
    photo = ((share * foreground + (255 - share) * background + 127) // 255).astype(np.uint8)
    return truth, alpha, trimap, foreground, photo, cut_out


def mask_measures(pairs):
    """MAE, weighted F, S and the greatest F of the mean curve, as PySODMetrics has them."""
    import py_sod_metrics as sod

    def handler(kind):
        return kind(with_adaptive=False, with_dynamic=True)

    mae, weighted, structure = sod.MAE(), sod.WeightedFmeasure(beta=1), sod.Smeasure(alpha=0.5)
    curves = sod.FmeasureV2({"p": handler(sod.PrecisionHandler), "r": handler(sod.RecallHandler)})
    for alpha, truth in pairs:
        for measure in (mae, weighted, structure, curves):
            measure.step(alpha, truth)
    curves = curves.get_results()
    precision, recall = curves["p"]["dynamic"], curves["r"]["dynamic"]
    below = 0.3 * precision + recall
    f = np.divide(1.3 * precision * recall, below, out=np.zeros_like(below), where=below > 0)
    return {
        "mae": mae.get_results()["mae"],
        "max_f": f.max(),
        "weighted_f": weighted.get_results()["wfm"],
        "s_measure": structure.get_results()["sm"],
    }


def gradients(alpha):
    """Gradient lengths under 9 × 9 first derivatives of a Gaussian, written as two-dimensional kernels."""
    sigma = 1.4
    reach = math.ceil(sigma * math.sqrt(-2 * math.log(math.sqrt(2 * math.pi) * sigma * 0.01)))
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(float)
    kernel = -x * np.exp(-(x * x + y * y) / (2 * sigma * sigma))
    kernel /= np.sqrt((kernel**2).sum())
    return np.hypot(ndimage.correlate(alpha, kernel, mode="nearest"), ndimage.correlate(alpha, kernel.T, mode="nearest"))


def connected(alpha, truth):
    """The threshold up to which each pixel has always been in the largest area of both."""
    level = np.minimum(alpha, truth).astype(np.int64) * 10 // 255
    reached = np.zeros(alpha.shape)
    still = np.ones(alpha.shape, bool)
    for step in range(1, 11):
        areas, count = ndimage.label(level >= step)
        if count:
            still &= areas == 1 + np.argmax(np.bincount(areas.ravel())[1:])
        else:
            still[:] = False
        reached[still] = step
    return reached / 10


def matte_measures(alpha, truth, where):
    a, t = alpha / 255, truth / 255
    base = connected(alpha, truth)
    a_phi, t_phi = (1 - np.where(x - base >= 0.15, x - base, 0) for x in (a, t))
    return {
        "sad": np.abs(a - t)[where].sum() / 1000,
        "mse": ((a - t) ** 2)[where].mean() * 1000,
        "gradient": ((gradients(a) - gradients(t)) ** 2)[where].sum() / 1000,
        "connectivity": np.abs(a_phi - t_phi)[where].sum() / 1000,
    }


def mmeval_measures(alpha, truth, where):
    import mmeval

    a, t = alpha / 255, truth / 255
    trimap = np.where(where, 128, 0)
    # mmeval's sixth threshold is 0.6000000000000001: alphas of exactly 0.6 are lifted over it, as they are over the others.
    lift = 1e-12
    return {
        "sad": mmeval.SumAbsoluteDifferences()([a * where], [t * where])["sad"],
        "mse": mmeval.MattingMeanSquaredError()([a * where], [t * where], [trimap])["matting_mse"] * 1000,
        "gradient": mmeval.GradientError()([a], [t], [trimap])["gradient_error"],
        "connectivity": mmeval.ConnectivityError()([a + lift], [t + lift], [trimap])["connectivity_error"],
    }


def fringe_measures(cut_out, alpha, truth, foreground, photo):
    """Pixel by pixel, with the nearest background pixel found by trying each (of equally near ones the leftmost, then the uppermost)."""
    known, estimated = [], []
    sites = np.argwhere(truth == 0)[:, ::-1]
    sites = sites[np.lexsort((sites[:, 1], sites[:, 0]))]
    for y, x in np.argwhere((truth > 0) & (truth < 255) & (alpha > 0)):
        share = truth[y, x] / 255
        known.append(share * np.abs(cut_out[y, x].astype(float) - foreground[y, x]).mean())
        if len(sites):
            sx, sy = sites[((sites - (x, y)) ** 2).sum(axis=1).argmin()]
            window = slice(max(sy - 3, 0), sy + 4), slice(max(sx - 3, 0), sx + 4)
            behind = photo[window][truth[window] == 0].astype(float).mean(axis=0)
            estimated.append(np.abs(share * cut_out[y, x] + (1 - share) * behind - photo[y, x]).mean())
    return {"fringe": np.mean(known) if known else None, "fringe_estimate": np.mean(estimated) if estimated else None}


def plain(values):
    """As JSON has it; what is not a number is none."""
    if isinstance(values, dict):
        return {name: plain(value) for name, value in values.items()}
    return None if values is None or not math.isfinite(values) else float(values)


def measures(case):
    truth, alpha, trimap, foreground, photo, cut_out = inputs(case)
    everywhere, band = np.ones(truth.shape, bool), trimap == 128
    return plain(
        mask_measures([(alpha, truth)])
        | {
            "everywhere": matte_measures(alpha, truth, everywhere),
            "in_band": matte_measures(alpha, truth, band) if band.any() else None,
        }
        | fringe_measures(cut_out, alpha, truth, foreground, photo)
    )


def differs(ours, theirs, tolerance):
    return abs(ours - theirs) > tolerance * max(abs(ours), abs(theirs), 1e-3)


def hold_to_mmeval(case, expected):
    """The formulas above against mmeval; its gradient error only where both mattes go from 0 to 255, where stretching changes nothing."""
    truth, alpha, trimap, *_ = inputs(case)
    full = all(p.min() == 0 and p.max() == 255 for p in (truth, alpha))
    bad = []
    for name, where in (("everywhere", np.ones(truth.shape, bool)), ("in_band", trimap == 128)):
        if not where.any():
            continue
        for measure, value in mmeval_measures(alpha, truth, where).items():
            if measure == "gradient" and not full:
                continue
            print(f"  {name:10} {measure:12} {expected[name][measure]:14.9f}  mmeval {value:14.9f}")
            if differs(expected[name][measure], value, CLOSE):
                bad.append(f"{case['name']}: {name} {measure} is {expected[name][measure]}, mmeval says {value}")
    return bad


def hold_to_file(name, expected, found, path=""):
    if isinstance(found, dict) and isinstance(expected, dict):
        return [line for key in found for line in hold_to_file(name, expected.get(key), found[key], f"{path} {key}")]
    if found is None or expected is None:
        return [] if found is expected else [f"{name}:{path} is {expected} in the file, and {found} now"]
    return [f"{name}:{path} is {expected} in the file, and {found} now"] if differs(expected, found, CLOSE) else []


def main():
    parser = argparse.ArgumentParser(description="Hold the measures of `offcut eval` to published programs.")
    parser.add_argument("cases", type=Path, help="the file with the inputs and what is expected of them")
    parser.add_argument("--write", action="store_true", help="write what the programs say into the file")
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    document = json.loads(arguments.cases.read_text())
    bad = []
    for case in document["cases"]:
        print(case["name"])
        found = measures(case)
        bad += hold_to_mmeval(case, found)
        if arguments.write:
            case["expected"] = found
        else:
            bad += hold_to_file(case["name"], case["expected"], found)
    pairs = [inputs(case)[1::-1] for case in document["cases"] if case["in_total"]]
    total = plain(mask_measures(pairs))
    if arguments.write:
        document["total"] = total
        cases = ",\n".join("    " + json.dumps(case) for case in document["cases"])
        arguments.cases.write_text(f'{{\n  "total": {json.dumps(total)},\n  "cases": [\n{cases}\n  ]\n}}\n')
    else:
        bad += hold_to_file("total", document["total"], total)
    print("\n".join(bad) or f"{len(document['cases'])} cases agree")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
