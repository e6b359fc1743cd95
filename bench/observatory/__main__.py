"""`python -m bench.observatory [--least 130]`: the score of a page, a redirect, a 404, a 500, a file and their like.

Mozilla's own scorer, an npm package, is installed into a folder of the cache, outside this tree; it asks a TLS front of
ours, before gunicorn with production's settings. It refuses to score a 404 or a 500, and follows a redirect to score what
is behind it: for these the front keeps every header and says 200. Needs node and npm, and a network the first time.
"""

import argparse
import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.observatory.front import certificate, serve
from tests.run import free_port

SCORER = "@mdn/mdn-http-observatory@1.4.8"
LEAST = 130


def main() -> int:
    """Score, print the table, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.observatory", description=__doc__)
    parser.add_argument("--least", type=int, default=LEAST)
    options = parser.parse_args()
    missing = [name for name in ("node", "npm") if shutil.which(name) is None]
    if missing:
        print(f"Not scored: {' and '.join(missing)} not found (install Node.js 20 or newer).")
        return 1
    with tempfile.TemporaryDirectory(prefix="pusdplans-observatory-") as name:
        folder = Path(name)
        places = prepare(folder)
        with production(folder) as upstream, serve(folder, upstream, places) as front:
            scored = score(folder, installed(), front.address, places)
    for answered in sorted(set(front.wrong)):
        print(f"Not what was to be scored: {answered}.")
    print(f"\n{'what':<16} {'status':>6} {'score':>6}  {'grade':<5} what counted")
    low = 0
    for place, each in zip(places, scored, strict=True):
        mark = "" if each["score"] >= options.least else f"   BELOW {options.least}"
        low += bool(mark)
        print(
            f"{place['what']:<16} {place['status']:>6} {each['score']:>6}  {each['grade']:<5} {each['counted']}{mark}"
        )
    return 1 if low or front.wrong else 0


def installed() -> Path:
    """Return the folder of the scorer, installed when it is not there yet. None of its install scripts runs."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "pusdplans" / SCORER.rpartition("/")[2]
    scorer = folder / "node_modules" / SCORER.rpartition("@")[0]
    if not (scorer / "package.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", SCORER]
        subprocess.run(command, cwd=folder, check=True)
    # The list of preloaded hosts that its install script would fetch: none of ours is on it.
    preloaded = scorer / "conf" / "hsts-preload.json"
    if not preloaded.exists():
        preloaded.write_text("{}")
    return scorer


def environment(folder: Path, kind: str) -> dict[str, str]:
    """Return the environment of the application, in production or while its district is made."""
    secret = folder / "secret"
    if not secret.exists():
        secret.write_text(secrets.token_urlsafe(64))
    return {
        **os.environ,
        "ENVIRONMENT": kind,
        "DJANGO_SETTINGS_MODULE": "bench.observatory.settings",
        "SECRET_KEY": secret.read_text(),
        "ALLOWED_HOSTS": "localhost",
        "DATABASE_URL": f"sqlite:///{folder}/district.sqlite3",
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        "LOG_LEVEL": "CRITICAL",
    }


def prepare(folder: Path) -> list[dict[str, Any]]:
    """Make a district, somebody's session and a file. Returns the places to score."""
    command = [sys.executable, "-m", "bench.observatory.prepare"]
    made = subprocess.run(
        command, env=environment(folder, "development"), check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(made.stdout)


@contextlib.contextmanager
def production(folder: Path) -> Iterator[int]:
    """Serve with gunicorn and production's settings. Gives the port."""
    as_served = environment(folder, "production")
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
    subprocess.run(collect, env=as_served, check=True)
    port = free_port()
    options = ["--bind", f"127.0.0.1:{port}", "--workers=1", "--threads=4", "--no-control-socket", "--log-level=error"]
    command = [sys.executable, "-m", "gunicorn", *options, "pusdplans.wsgi"]
    process = subprocess.Popen(command, env=as_served, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    """Wait until something answers at the port."""
    for _try in range(100):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The application did not start.")


def score(folder: Path, scorer: Path, address: str, places: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the score of each place."""
    script = Path(__file__).with_name("score.mjs")
    done = subprocess.run(
        ["node", str(script), str(scorer), *(address + place["path"] for place in places)],
        env={**os.environ, "NODE_EXTRA_CA_CERTS": str(certificate(folder))},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


if __name__ == "__main__":
    sys.exit(main())
