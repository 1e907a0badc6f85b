"""The server under load, run by `cargo xtask bench server`: beacons, files beside nginx, the API beside `rembg s`, overload. Prints tables.

The load comes from wrk on the same machine, one thread of it, so the two cores are shared as they are with a proxy beside the server.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent / "server"
SIDES = (512, 1024, 2048)
CLIENTS = (1, 3, 8, 32)
SECONDS = 8


class Running:
    """A server as a process of its own, ended with the block."""

    def __init__(self, command, port, path, environment=None):
        self.port = port
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **(environment or {})})
        for _ in range(600):
            if self.process.poll() is not None:
                sys.exit(f"ended at once: {' '.join(map(str, command))}")
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5).read()
                return
            except OSError:
                time.sleep(0.1)
        sys.exit(f"does not answer: {' '.join(map(str, command))}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def memory_mb(self, what):
        """VmRSS now or VmHWM, the most so far, of the process and its children."""
        total = 0
        for process in [self.process.pid, *children(self.process.pid)]:
            try:
                lines = Path(f"/proc/{process}/status").read_text().splitlines()
            except OSError:
                continue
            total += sum(int(line.split()[1]) for line in lines if line.startswith(what))
        return total / 1024


def children(process):
    try:
        return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wrk(address, script, arguments, connections, seconds):
    command = ["wrk", "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s", "--timeout", "120s", "--script", str(HERE / script)]
    done = subprocess.run([*command, address, "--", *map(str, arguments)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout.strip().splitlines()[-1])


def row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def head(title, *columns):
    print(f"\n{title}\n")
    row(*columns)
    row(*["---"] * len(columns))


def offcut(program, site, models, *more):
    port = free_port()
    command = [program, "--port", port, "--site", site, "--models", models, "--log", "error", "--stateless", *more]
    return Running([str(word) for word in command], port, "/healthz")


BEACON = {
    "version": 2,
    "visit": {"page": [0, 1, 0], "browser": "chromium", "memory": "8+"},
    "events": [
        {"kind": "ready", "build": "fast", "threads": "2", "model_from": "network", "interactive_ms": 212.5, "ready_ms": 1480.1},
        {
            "kind": "cut_out", "build": "fast", "threads": "2", "model": "u2netp", "megapixels": "8-16", "verdict": "fine", "first_result_ms": 9321.4,
            "times": {"download_ms": 400.1, "read_ms": 61.2, "find_ms": 157.4, "refine_ms": 433.0, "compose_ms": 94.8, "encode_ms": 120.3, "total_ms": 1267.9},
        },
    ],
}


def beacons(program, site, models, work):
    head("Beacons of two events, 64 connections", "beacons", "a second", "p50", "p99", "not accepted", "memory after")
    body = work / "beacon.json"
    body.write_text(json.dumps(BEACON))
    with offcut(program, site, models) as server:
        address = f"http://127.0.0.1:{server.port}/api/v1/events"
        total = 0
        for goal in (100_000, 500_000, 1_000_000):
            accepted, refused, seconds, p50, p99 = 0, 0, 0.0, 0.0, 0.0
            while total + accepted < goal:
                found = wrk(address, "post.lua", [body, "text/plain", 0, f"http://127.0.0.1:{server.port}"], 64, 5)
                accepted, seconds = accepted + found["ok"], seconds + found["seconds"]
                refused += found["busy"] + found["wrong"] + found["broken"] + found["timeouts"]
                p50, p99 = max(p50, found["p50_ms"]), max(p99, found["p99_ms"])
            total += accepted
            row(f"{total:,}", f"{accepted / seconds:,.0f}", f"{p50:.1f} ms", f"{p99:.1f} ms", refused, f"{server.memory_mb('VmRSS'):.1f} MB")


NGINX = """
worker_processes 2;
daemon off;
master_process on;
pid {work}/nginx.pid;
error_log {work}/error.log;
events {{ worker_connections 1024; }}
http {{
  include /etc/nginx/mime.types;
  types {{ application/wasm wasm; }}
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000;
  gzip_static on;
  client_body_temp_path {work}/body;
  proxy_temp_path {work}/proxy;
  fastcgi_temp_path {work}/fastcgi;
  uwsgi_temp_path {work}/uwsgi;
  scgi_temp_path {work}/scgi;
  server {{
    listen 127.0.0.1:{port};
    root {root};
  }}
}}
"""


def files(program, site, models, work):
    root = work / "root"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(site, root)
    shutil.copytree(models, root / "models", dirs_exist_ok=True)
    for path in [root, *root.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    for parent in root.parents:
        if not os.access(parent, os.X_OK):
            sys.exit(f"{parent} cannot be entered")
    script = next(path for path in sorted(root.glob("page-*.js")))
    wasm = next(path for path in sorted(root.glob("page-*_bg.wasm")))
    port = free_port()
    configuration = work / "nginx.conf"
    # As root, nginx's workers become another user, who may not read the folder: they stay root here.
    user = "user root;" if os.getuid() == 0 else ""
    configuration.write_text(user + NGINX.format(work=work, port=port, root=root))
    head("Files beside nginx, 32 connections, median of three turns", "file", "bytes sent", "nginx, a second", "Offcut, a second", "ratio")
    with Running(["nginx", "-p", str(work), "-c", str(configuration)], port, "/") as nginx, offcut(program, site, models) as server:
        for name, coding in [("index.html", "gzip"), (script.name, "gzip"), (wasm.name, "gzip"), ("models/u2netp.onnx", "identity")]:
            rates, sent = {nginx.port: [], server.port: []}, 0
            for _ in range(3):
                for port in rates:
                    found = wrk(f"http://127.0.0.1:{port}/{name}", "get.lua", [coding], 32, 3)
                    if found["wrong"] or not found["ok"]:
                        sys.exit(f"{name}: {found}")
                    rates[port].append(found["ok"] / found["seconds"])
                    sent = found["bytes"] / found["ok"]
            theirs, ours = (sorted(rates[port])[1] for port in (nginx.port, server.port))
            row(name.replace(script.stem, "page").replace(wasm.stem, "page"), f"{sent:,.0f}", f"{theirs:,.0f}", f"{ours:,.0f}", f"{ours / theirs:.2f}")


def multipart(photo, model):
    """What rembg's clients send: the photo as `file`, choices as fields."""
    border = "offcut-bench-border"
    field = f'--{border}\r\nContent-Disposition: form-data; name="model"\r\n\r\n{model}\r\n'
    file = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="photo.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    return (field + file).encode() + photo + f"\r\n--{border}--\r\n".encode(), f"multipart/form-data; boundary={border}"


def bodies(photo, work):
    """The photo, cut to a square, at each size as a request of its own."""
    from PIL import Image

    made = {}
    for side in SIDES:
        jpeg = work / f"{side}.jpg"
        picture = Image.open(photo).convert("RGB")
        short = min(picture.size)
        left, top = (picture.width - short) // 2, (picture.height - short) // 2
        picture.crop((left, top, left + short, top + short)).resize((side, side), Image.LANCZOS).save(jpeg, quality=90)
        body, kind = multipart(jpeg.read_bytes(), "u2netp")
        path = work / f"{side}.body"
        path.write_bytes(body)
        made[side] = (path, kind)
    return made


def api(program, site, models, photo, work):
    made = bodies(photo, work)
    rembg_port = free_port()
    rembg = [str(Path(sys.executable).parent / "rembg"), "s", "--host", "127.0.0.1", "--port", str(rembg_port), "--no-ui", "--log_level", "error"]
    engines = [
        ("rembg s", lambda: Running(rembg, rembg_port, "/openapi.json", {"U2NET_HOME": str(models)}), ""),
        ("Offcut, raw", lambda: offcut(program, site, models, "--api", "--api-cache-mib", "0"), "?quality=raw"),
        ("Offcut, balanced", lambda: offcut(program, site, models, "--api", "--api-cache-mib", "0"), ""),
    ]
    head(f"Photos a second, {SECONDS} s each", "photo", "server", *[f"{clients} clients, p95" for clients in CLIENTS], "most memory")
    for side, (body, kind) in made.items():
        for name, begin, query in engines:
            cells = []
            # A server of its own for each size, so that its memory is that of this size.
            with begin() as server:
                address = f"http://127.0.0.1:{server.port}/api/remove{query}"
                wrk(address, "post.lua", [body, kind, 0, ""], 1, 2)
                for clients in CLIENTS:
                    found = wrk(address, "post.lua", [body, kind, 0, ""], clients, SECONDS)
                    trouble = found["busy"] + found["wrong"] + found["broken"] + found["timeouts"]
                    rate = found["ok"] / found["seconds"]
                    cells.append(f"{rate:.1f}, {found['p95_ms']:.0f} ms" + (f" ({trouble} failed)" if trouble else ""))
                row(f"{side}²", name, *cells, f"{server.memory_mb('VmHWM'):.0f} MB")


def overload(program, site, models, photo, work):
    body, kind = bodies(photo, work)[1024]
    slots = 2 + 32
    head("Overload, 1024² balanced: ten times as many requests as can be answered", "most a second", "offered", "answered", "share of the most", "told to come back", "failed", "memory")
    # Connections pause longer than idle ones are kept otherwise, and would be counted as broken.
    patient = ["--header-timeout-seconds", "60"]
    with offcut(program, site, models, "--api", "--api-cache-mib", "0", "--api-workers", "2", "--api-queue", "32", *patient) as server:
        address = f"http://127.0.0.1:{server.port}/api/remove"
        wrk(address, "post.lua", [body, kind, 0, ""], 2, 2)
        found = wrk(address, "post.lua", [body, kind, 0, ""], 8, 20)
        peak = found["ok"] / found["seconds"]
        connections = slots * 10
        # A part of them waits for its photo instead of pausing: they come half as often again.
        pause = connections / (15 * peak) * 1000
        found = wrk(address, "post.lua", [body, kind, pause, ""], connections, 20)
        failed = found["wrong"] + found["broken"] + found["timeouts"]
        answered, offered = found["ok"] / found["seconds"], (found["ok"] + found["busy"] + failed) / found["seconds"]
        row(f"{peak:.1f}", f"{offered:.0f}", f"{answered:.1f}", f"{100 * answered / peak:.0f} %", found["busy"], failed, f"{server.memory_mb('VmHWM'):.0f} MB")


def main():
    program, site, models, photo, work = sys.argv[1], *map(Path, sys.argv[2:6])
    parts = sys.argv[6:] or ["beacons", "files", "api", "overload"]
    work.mkdir(parents=True, exist_ok=True)
    if "beacons" in parts:
        beacons(program, site, models, work)
    if "files" in parts:
        files(program, site, models, work)
    if "api" in parts:
        api(program, site, models, photo, work)
    if "overload" in parts:
        overload(program, site, models, photo, work)


if __name__ == "__main__":
    main()
