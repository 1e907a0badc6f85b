"""Offcut's command against onnxruntime and rembg, run by `cargo xtask bench native`. Prints tables; every ratio is from one run.

Offcut is a new process for each photo, with the loading of its network; onnxruntime and rembg keep theirs loaded.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 7
TURNS = 3
RUNS_IN_A_TURN = 5


def median(values):
    return statistics.median(values)


def offcut(program, photo, out, threads, quality="raw"):
    """Stage times in ms, the whole process in ms, its peak memory in MB.

    A process begins with the memory of the one that starts it, and that counts as its peak: so a small one starts it.
    """
    command = [program, "i", photo, out, "--force", "--json", "--threads", str(threads), "--quality", quality]
    starter = subprocess.run([sys.executable, __file__, "start", *command], stdout=subprocess.PIPE, text=True)
    if starter.returncode:
        sys.exit(f"offcut failed on {photo}")
    answer = json.loads(starter.stdout)
    return answer["times"], answer["whole"], answer["peak"]


def start(command):
    begun = time.perf_counter()
    child = subprocess.run(command, stdout=subprocess.PIPE)
    whole = (time.perf_counter() - begun) * 1000
    if child.returncode:
        sys.exit(child.returncode)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps({"times": json.loads(child.stdout)["times_ms"], "whole": whole, "peak": peak}))


def timed(work):
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def tensor(photo):
    import numpy as np
    from PIL import Image

    pixels = np.asarray(Image.open(photo).convert("RGB").resize((320, 320), Image.LANCZOS)).astype(np.float32)
    pixels = (pixels / pixels.max() - (0.485, 0.456, 0.406)) / (0.229, 0.224, 0.225)
    return pixels.transpose(2, 0, 1)[None].astype(np.float32)


def session(model, threads):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def rembg_child(photo, rounds, alpha_matting):
    """Runs in a process of its own, so that its peak memory is its own."""
    from rembg import new_session, remove

    photo = Path(photo).read_bytes()
    loaded = new_session("u2netp", ["CPUExecutionProvider"])
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        remove(photo, session=loaded, alpha_matting=alpha_matting)
        times.append((time.perf_counter() - begun) * 1000)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"times": times, "peak": peak}))


def rembg(photo, models, threads, rounds, alpha_matting=False):
    environment = {**os.environ, "OMP_NUM_THREADS": str(threads), "U2NET_HOME": models}
    child = subprocess.run([sys.executable, __file__, "rembg", photo, str(rounds), *(["alpha-matting"] if alpha_matting else [])], env=environment, capture_output=True, text=True)
    if child.returncode:
        sys.exit(child.stderr)
    answer = json.loads(child.stdout.splitlines()[-1])
    return median(answer["times"][1:]), answer["peak"]


def scaled(source, folder, width, height, name):
    from PIL import Image

    path = folder / f"{name}.jpg"
    Image.open(source).convert("RGB").resize((width, height), Image.LANCZOS).save(path, quality=92)
    return str(path)


def main(program, models, source, folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    model, out = str(Path(models) / "u2netp.onnx"), str(folder / "out.png")
    cores = os.cpu_count()
    threads = [1, cores] if cores > 1 else [1]

    photo = scaled(source, folder, 320, 320, "network")
    numbers = tensor(photo)
    print("\nThe network: offcut's stage 'find' (resizing and normalising included) against onnxruntime's run")
    print("  threads    offcut   onnxruntime    faster")
    for count in threads:
        rival = session(model, count)
        name = rival.get_inputs()[0].name
        ours, theirs = [], []
        # In turns of a few runs, the first of which does not count: onnxruntime's threads go on spinning for a while after a run, and a machine
        # that was idle is slow to hand out memory.
        for _ in range(TURNS):
            ours += [offcut(program, photo, out, count)[0]["find"] for _ in range(RUNS_IN_A_TURN)][1:]
            theirs += [timed(lambda: rival.run(None, {name: numbers})) for _ in range(RUNS_IN_A_TURN)][1:]
        print(f"  {count:7} {median(ours):6.0f} ms {median(theirs):10.0f} ms {median(theirs) / median(ours):7.2f} ×")

    print("\nA whole photo, JPEG in, PNG out, without matting: offcut's quality raw against rembg")
    print("  photo    threads    offcut   memory     rembg   memory    faster")
    for name, (width, height) in {"1 MP": (1155, 866), "12 MP": (4000, 3000), "24 MP": (6000, 4000)}.items():
        photo = scaled(source, folder, width, height, name.replace(" ", ""))
        for count in threads:
            runs = [offcut(program, photo, out, count) for _ in range(ROUNDS)]
            ours, peak = median([whole for _, whole, _ in runs]), max(peak for _, _, peak in runs)
            theirs, their_peak = rembg(photo, models, count, 4)
            print(f"  {name:6} {count:9} {ours:6.0f} ms {peak:5.0f} MB {theirs:6.0f} ms {their_peak:5.0f} MB {theirs / ours:7.2f} ×")

    print("\nA whole photo with matting: offcut's quality balanced (the default) against rembg with alpha matting, its foreground colours included")
    print("  photo    threads    offcut   memory     rembg   memory    faster")
    for name in ("1 MP", "12 MP"):
        photo = str(folder / f"{name.replace(' ', '')}.jpg")
        for count in threads:
            runs = [offcut(program, photo, out, count, "balanced") for _ in range(ROUNDS)]
            ours, peak = median([whole for _, whole, _ in runs]), max(peak for _, _, peak in runs)
            theirs, their_peak = rembg(photo, models, count, 2, alpha_matting=True)
            print(f"  {name:6} {count:9} {ours:6.0f} ms {peak:5.0f} MB {theirs:6.0f} ms {their_peak:5.0f} MB {theirs / ours:7.2f} ×")

    stages = ("read", "find", "refine", "compose", "encode", "total")
    print("\nStages of a whole photo, the command's defaults, and its memory")
    print("  photo    threads " + "".join(f"{stage:>11}" for stage in stages) + "     memory")
    for name, (width, height) in {"1 MP": (1155, 866), "12 MP": (4000, 3000), "50 MP": (8165, 6124), "100 MP": (11547, 8660)}.items():
        photo = scaled(source, folder, width, height, name.replace(" ", ""))
        for count in threads:
            runs = [offcut(program, photo, out, count, "balanced") for _ in range(3)]
            times = "".join(f"{median([times[stage] for times, _, _ in runs]):8.0f} ms" for stage in stages)
            print(f"  {name:6} {count:9} {times} {max(peak for _, _, peak in runs):7.0f} MB")

    print(f"\nBy size, {cores} threads: raw, and balanced")
    print("  pixels           raw   memory   a second    balanced   memory   a second")
    for side in (512, 1024, 2048, 4096):
        photo = scaled(source, folder, side, side, f"square{side}")
        row = f"  {side:4} × {side:4}"
        for quality in ("raw", "balanced"):
            runs = [offcut(program, photo, out, cores, quality) for _ in range(ROUNDS)]
            ours, peak = median([whole for _, whole, _ in runs]), max(peak for _, _, peak in runs)
            row += f" {ours:6.0f} ms {peak:5.0f} MB {1000 / ours:8.2f}  "
        print(row)


if __name__ == "__main__":
    if sys.argv[1] == "start":
        start(sys.argv[2:])
    elif sys.argv[1] == "rembg":
        rembg_child(sys.argv[2], int(sys.argv[3]), "alpha-matting" in sys.argv[4:])
    else:
        main(*sys.argv[1:])
