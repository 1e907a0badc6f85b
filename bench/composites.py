"""Photos with exact alpha, made from the project's own redistributable ones: a subject with hair, soft focus and glass over several backgrounds.

usage: composites.py GOLDEN OUT   (GOLDEN is tests/golden; writes OUT/image, OUT/alpha, OUT/foreground, OUT/trimap)
"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SIDE = 900  # photos are SIDE × SIDE · 2/3
FINE = 3  # alpha is drawn so many times larger


def noise(generator, shape, cells):
    small = generator.random((cells, cells)).astype(np.float32)
    return np.asarray(Image.fromarray(small, "F").resize(shape, Image.BICUBIC))


def texture(photo, box, shape, darker):
    """A subject's colours: a part of a photo, enlarged."""
    width, height = photo.size
    left, top, right, bottom = (round(share * side) for share, side in zip(box, (width, height, width, height)))
    part = photo.crop((left, top, right, bottom)).resize(shape, Image.LANCZOS)
    return np.asarray(part).astype(np.float32) / 255 * darker


def hairy(generator, shape):
    """A head with a few hundred hairs, one to two pixels wide, thinner towards their ends."""
    width, height = shape[0] * FINE, shape[1] * FINE
    image = Image.new("L", (width, height))
    draw = ImageDraw.Draw(image)
    centre, radius = np.array([width * 0.5, height * 0.55]), height * 0.3
    reach = radius * np.array([0.9, 1.0])
    draw.ellipse([*(centre - reach), *(centre + reach)], fill=255)
    draw.rectangle([centre[0] - radius * 0.7, centre[1] + radius * 0.6, centre[0] + radius * 0.7, height], fill=255)
    for _ in range(700):
        angle = generator.uniform(-np.pi * 1.1, np.pi * 0.1)
        at = centre + radius * np.array([0.88 * np.cos(angle), 0.98 * np.sin(angle)])
        length, bend = radius * generator.uniform(0.1, 0.42), generator.normal(0, 0.9)
        for step in range(14):
            share = step / 14
            ahead = at + length / 14 * np.array([np.cos(angle), np.sin(angle)])
            thick = max(1, round(FINE * generator.uniform(1.2, 2.0) * (1 - share) + 0.4))
            draw.line([*at, *ahead], fill=255, width=thick)
            at, angle = ahead, angle + bend / 14
    return np.asarray(image.resize(shape, Image.BOX)).astype(np.float32) / 255


def blurred(generator, shape):
    """A body whose edge goes from sharp to far out of focus."""
    width, height = shape
    across, down = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    wobble = 0.06 * (noise(generator, shape, 7) - 0.5)
    inside = 0.62 - np.hypot(across * 1.35, down * 0.95) + wobble
    soft = 0.008 + 0.09 * np.clip(across * 0.5 + 0.5, 0, 1) ** 2
    return np.clip(0.5 + inside / soft, 0, 1).astype(np.float32)


def glass(generator, shape):
    """A solid foot and a bowl that lets a third to two thirds through, with a solid rim."""
    width, height = shape
    across, down = np.meshgrid(np.linspace(-1.5, 1.5, width), np.linspace(-1, 1, height))
    bowl = np.hypot(across / 0.62, (down + 0.2) / 0.6)
    body = np.clip((1 - bowl) / 0.02 + 0.5, 0, 1)
    rim = np.clip((bowl - 0.88) / 0.02 + 0.5, 0, 1) * body
    see_through = 0.45 + 0.25 * (noise(generator, shape, 5) - 0.5)
    foot = np.clip((0.12 - np.abs(across)) / 0.02 + 0.5, 0, 1) * (down > 0.2) + np.clip((0.1 - np.abs(down - 0.9)) / 0.02 + 0.5, 0, 1) * (np.abs(across) < 0.5)
    return np.clip(np.maximum(np.maximum(body * see_through, rim), foot), 0, 1).astype(np.float32)


def main(golden, out):
    golden, out = Path(golden), Path(out)
    for folder in ("image", "alpha", "foreground", "trimap"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    shape = (SIDE, SIDE * 2 // 3)
    photos = {path.parent.name: path for path in sorted(golden.glob("*/*")) if path.suffix in (".png", ".jpg") and path.stem not in ("expected",)}
    opened = {name: Image.open(path).convert("RGB") for name, path in photos.items()}
    subjects = {
        "hair": (hairy, texture(opened["cat"], (0.1, 0.05, 0.35, 0.3), shape, 0.9)),
        "focus": (blurred, texture(opened["raccoon"], (0.3, 0.3, 0.6, 0.6), shape, 0.8)),
        "glass": (glass, texture(opened["cup"], (0.3, 0.2, 0.7, 0.6), shape, 1.0)),
    }
    backgrounds = {
        "flower": opened["flower"].resize(shape, Image.LANCZOS).filter(ImageFilter.GaussianBlur(40)),
        "sky": opened["rocket"].crop((0, 0, 200, 140)).resize(shape, Image.LANCZOS),
        "plain": Image.new("RGB", shape, (86, 128, 92)),
        "busy": opened["cup"].crop((0, 0, 170, 110)).resize(shape, Image.LANCZOS),
    }
    for number, (subject, (draw, colours)) in enumerate(subjects.items()):
        for other, (name, background) in enumerate(backgrounds.items()):
            alpha = draw(np.random.default_rng(100 * number + other), shape)
            behind = np.asarray(background).astype(np.float32) / 255
            photo = colours * alpha[..., None] + behind * (1 - alpha[..., None])
            photo += np.random.default_rng(7).normal(0, 0.008, photo.shape)
            unknown = Image.fromarray(((alpha > 0.002) & (alpha < 0.998)).astype(np.uint8) * 255).filter(ImageFilter.MaxFilter(11))
            trimap = np.where(np.asarray(unknown) > 0, 128, np.where(alpha > 0.5, 255, 0))
            save = lambda folder, values: Image.fromarray(np.uint8(np.clip(values, 0, 255).round())).save(out / folder / f"{subject}-{name}.png")
            save("image", photo * 255)
            save("alpha", alpha * 255)
            save("foreground", colours * 255)
            save("trimap", trimap)


if __name__ == "__main__":
    main(*sys.argv[1:])
