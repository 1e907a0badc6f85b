"""Networks of the catalogue against onnxruntime, run by `cargo xtask bench networks`: the same map, and how fast. Their weights are not here, so
stand-ins of the same architectures are measured (standins.py). Every ratio is from one run.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import standins

ROUNDS = 3
RUNS_IN_A_ROUND = 3
# Largest difference to onnxruntime's map: of the same arithmetic, and of integers and halves in place of it.
CLOSE = 1e-3


def start(command):
    """The command as a child of a small process, whose memory does not count as its own."""
    child = subprocess.run(command, stdout=subprocess.PIPE)
    if child.returncode:
        sys.exit(child.returncode)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps({**json.loads(child.stdout), "peak": peak}))


def ours(program, model, side, tensor, threads, runs):
    out = tensor.with_suffix(".map")
    command = [program, model, side, tensor, out, threads, runs]
    starter = subprocess.run([sys.executable, __file__, "start", *map(str, command)], stdout=subprocess.PIPE, text=True)
    if starter.returncode:
        sys.exit(f"offcut failed on {model}")
    import numpy as np

    return json.loads(starter.stdout), np.fromfile(out, np.float32)


def theirs(model, threads):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def main(program, folder, *names):
    import numpy as np

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    cores = os.cpu_count()
    print("network              threads    offcut   onnxruntime    faster     loaded    memory   largest and mean difference")
    failed = False
    for name in names or standins.STANDINS:
        model = folder / f"{name}.onnx"
        side = standins.write(name, model)
        picture, tensor = standins.picture(side), folder / "input.f32"
        picture.tofile(tensor)
        for threads in sorted({1, cores}):
            session = theirs(model, threads)
            first = session.get_outputs()[0].name
            we, they, loaded, peak = [], [], [], 0
            # In turns: whatever else the machine does disturbs both alike. The first run of a turn does not count.
            for _ in range(ROUNDS):
                answer, map_ = ours(program, model, side, tensor, threads, RUNS_IN_A_ROUND)
                we += answer["times"][1:]
                loaded.append(answer["loaded"])
                peak = max(peak, answer["peak"])
                for run in range(RUNS_IN_A_ROUND):
                    begun = time.perf_counter()
                    expected = session.run([first], {"input": picture})[0]
                    if run:
                        they.append((time.perf_counter() - begun) * 1000)
            expected = expected.ravel()
            if name.endswith("logits"):
                expected = 1 / (1 + np.exp(-expected))
            difference = np.abs(map_ - expected)
            exact = "f16" not in name and "int8" not in name
            failed |= bool(exact and difference.max() > CLOSE)
            a, b = statistics.median(we), statistics.median(they)
            print(f"{name:20} {threads:7} {a:6.0f} ms {b:10.0f} ms {b / a:7.2f} × {statistics.median(loaded):7.0f} ms {peak:6.0f} MB   {difference.max():.1e} {difference.mean():.1e}", flush=True)
            del session
    if failed:
        sys.exit(f"a map differs by more than {CLOSE} from onnxruntime's")


if __name__ == "__main__":
    if sys.argv[1] == "start":
        start(sys.argv[2:])
    else:
        main(*sys.argv[1:])
