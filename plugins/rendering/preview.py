"""A preview of the blog with its drafts and scheduled posts, built again at every save.

It is kept in a folder of its own that goes away at the end; `output/` is never touched. A
build that fails says why, and the last good pages stay.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import functools
import http.server
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import watchfiles

ROOT = Path(__file__).parents[2]
PORTS = 65_536
WATCHED = ("content", "theme", "plugins", "pelicanconf.py")


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files as they are now, without a line a request."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def list_directory(self, path: str | os.PathLike[str]) -> None:
        """A folder without a page is not found, as on a host."""
        self.send_error(http.HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        """Never let a browser keep a page that may be built again."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """The blog's own page for what is not found."""
        page = Path(self.directory) / "404.html"
        if code != http.HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def build(folder: Path, settings: str, content: str | None, siteurl: str) -> None:
    """Build the blog with its drafts into *folder*; a build that fails says why itself."""
    command = [sys.executable, "-m", "pelican", *([content] if content else [])]
    command += ["-s", settings, "-o", str(folder), "--fatal", "errors"]
    command += ["-e", "BILINGUAL_DRAFTS=true", f'SITEURL="{siteurl}"']
    subprocess.run(command, check=False)


@contextlib.contextmanager
def serving(folder: Path, port: int) -> Iterator[http.server.ThreadingHTTPServer]:
    """Serve *folder* on *port* (0: any free one) of this machine only, in the background."""
    handler = functools.partial(QuietHandler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def port_number(text: str) -> int:
    """A port as typed; ValueError, which argparse tells, when it cannot be one."""
    if not 0 <= int(text) < PORTS:
        raise ValueError(text)
    return int(text)


def preview(options: argparse.Namespace, folder: Path) -> None:
    """Build into *folder*, serve it, and build again at every change, until interrupted."""
    with serving(folder, options.port) as server:
        siteurl = f"http://127.0.0.1:{server.server_port}"
        build(folder, options.settings, options.content, siteurl)
        print(f"Preview at {siteurl}/ (Ctrl-C ends it)", flush=True)
        watched = [*(ROOT / each for each in WATCHED), options.settings, options.content]
        for _ in watchfiles.watch(*(path for path in watched if path and Path(path).exists())):
            build(folder, options.settings, options.content, siteurl)


def main(argv: list[str] | None = None) -> int:
    """Preview the blog; the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m plugins.rendering.preview", description=__doc__
    )
    parser.add_argument("--port", type=port_number, default=8000, help="port to serve on (8000)")
    parser.add_argument("--settings", default=str(ROOT / "pelicanconf.py"), help="settings file")
    parser.add_argument("--content", help="folder of posts, if not that of the settings")
    options = parser.parse_args(argv)
    for path in (options.settings, options.content):
        if path and not Path(path).exists():
            parser.error(f"{path}: there is no such file or folder")
    with tempfile.TemporaryDirectory(prefix="passerelle-preview-") as name:
        folder = Path(name) / "site"
        folder.mkdir()
        try:
            preview(options, folder)
        except KeyboardInterrupt:
            print()
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            print(
                f"port {options.port} cannot be used ({os.strerror(error.errno)}); try another:"
                f" invoke serve --port {options.port + 1}",
                file=sys.stderr,
            )
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
