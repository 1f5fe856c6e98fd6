"""The pictures of the site in the README, taken of a site that is built for them."""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
COLOURS = 128  # of a picture: a page has few, and it is loaded with the README


class Shot(NamedTuple):
    """A picture: the page's address, the window's size in pixels, and how it is seen."""

    url: str
    width: int
    height: int
    scheme: str = "light"
    scale: int = 1


SHOTS = {
    "tag-archive": Shot("archives/tag/lac/", 1000, 860),
    "post": Shot("archives/2019/09/17/transition/", 390, 780, "dark", 2),
    "tags": Shot("fr/tags/", 390, 780, scale=2),
    "home": Shot("", 390, 780, scale=2),
}


def built(folder: Path) -> Path:
    """The sample site, built below *folder*; raises CalledProcessError when it cannot be."""
    output = folder / "output"
    chosen = ["-o", str(output), "-e", f'CACHE_PATH="{folder}/cache"', "SEARCH_INDEX=false"]
    subprocess.run(
        [sys.executable, "-m", "pelican", "-s", "pelicanconf.py", *chosen],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return output


def taken(browser: Browser, site: Path, shot: Shot) -> bytes:
    """The PNG of a *shot* of the *site* in that folder."""
    page = browser.new_page(
        viewport={"width": shot.width, "height": shot.height},
        color_scheme="dark" if shot.scheme == "dark" else "light",
        device_scale_factor=shot.scale,
    )
    page.goto((site / shot.url / "index.html").as_uri())
    whole = Image.open(io.BytesIO(page.screenshot()))
    page.close()
    small = io.BytesIO()
    whole.convert("RGB").quantize(COLOURS).save(small, "PNG", optimize=True)
    return small.getvalue()


def main() -> int:
    """Take every picture; the status is 1 when there is no browser."""
    parser = argparse.ArgumentParser(prog="invoke screenshots", description=__doc__)
    parser.add_argument("--to", type=Path, default=ROOT / "docs", help="the folder to write into")
    folder = parser.parse_args().to
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        print(f"pictures are taken with Chromium: install one of {', '.join(BROWSERS)}")
        return 1
    with tempfile.TemporaryDirectory() as work, sync_playwright() as playwright:
        site = built(Path(work))
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, shot in SHOTS.items():
            path = folder / f"{name}.png"
            path.write_bytes(taken(browser, site, shot))
            print(f"{path.name}: {path.stat().st_size:,} bytes")
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
