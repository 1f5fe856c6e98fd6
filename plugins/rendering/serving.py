"""The server of a preview: pages with what makes them load again, under what is wrong."""

from __future__ import annotations

import html
import http.server
import mimetypes
import re
import sys
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote, urlsplit

from plugins.rendering.following import Live

CHANGES = "/.passerelle/changes"  # where a page waits for the next version of the blog
PATIENCE = 20  # seconds that a page waits before it asks again
BODY = re.compile(r"<body[^>]*>", re.IGNORECASE)

# A browser opens six connections to a host: a page that nobody sees must not hold one.
SCRIPT = f"""
<script>
(async (seen) => {{
  for (;;) {{
    const asking = new AbortController();
    const shown = new Promise((now) => document.addEventListener("visibilitychange", () => {{
      if (document.hidden) asking.abort(); else now();
    }}));
    try {{
      if (document.hidden) await shown;
      const answer = await fetch("{CHANGES}?" + seen, {{cache: "no-store", signal: asking.signal}});
      const version = await answer.text();
      if (answer.ok && version !== seen) {{ location.reload(); return; }}
    }} catch {{ await new Promise((again) => setTimeout(again, 300)); }}
  }}
}})("%s");
</script>
"""
PROBLEMS = """
<pre role="alert" lang="en" style="position:sticky;inset-block-start:0;z-index:9;margin:0;\
padding:1em;overflow:auto;max-block-size:60vh;white-space:pre-wrap;overflow-wrap:anywhere;\
background:#8b0000;color:#fff;font:1rem/1.4 monospace;text-align:start">%s</pre>
"""
PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Preview</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
</head>
<body style="margin:0">
</body></html>
"""
KINDS = {  # the same on every machine
    ".avif": "image/avif",
    ".css": "text/css",
    ".html": "text/html",
    ".ico": "image/vnd.microsoft.icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}


class Server(http.server.ThreadingHTTPServer):
    """A server of pages on this machine only."""

    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that has gone; an error of ours is told in a line."""
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError | TimeoutError):
            print(f"error: a request failed: {error!r}", file=sys.__stderr__, flush=True)


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers with pages rendered now, without a line a request."""

    live: Live
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_HEAD(self) -> None:
        """The head of an answer."""
        self.do_GET()

    def do_GET(self) -> None:
        """A page, a file, or the version of the blog once it is another."""
        path, _, query = self.path.partition("?")
        if path == CHANGES:
            seen = int(query) if query.isdecimal() else -1
            self._answer(HTTPStatus.OK, "text/plain", str(self.live.wait(seen, PATIENCE)).encode())
            return
        path = urlsplit(path).path if path.startswith("http") else path
        answer = self.live.answer(unquote(path))
        if answer.elsewhere:
            self._answer(HTTPStatus.FOUND, "text/plain", b"", "/" + path.strip("/") + "/")
            return
        status = HTTPStatus.NOT_FOUND if answer.missing else HTTPStatus.OK
        if answer.failed or (answer.problems and not answer.name):
            status = HTTPStatus.INTERNAL_SERVER_ERROR
        name = answer.name if answer.content or not answer.failed else ""
        kind, content = kind_of(name or "page.html"), answer.content if name else PAGE.encode()
        if kind == "text/html":
            page = content.decode("utf-8", "surrogateescape")
            page = dressed(page, answer.version, answer.problems or ("" if name else str(status)))
            content = page.encode("utf-8", "surrogateescape")
        text = kind.startswith("text/") or kind.endswith(("xml", "json"))
        self._answer(status, f"{kind}; charset=utf-8" if text else kind, content)

    def _answer(self, status: HTTPStatus, kind: str, content: bytes, location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        if location:
            self.send_header("Location", location)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


def kind_of(name: str) -> str:
    """The type of a file, by its *name*."""
    end = name[name.rfind(".") :].lower()
    return KINDS.get(end) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def dressed(page: str, version: int, problems: str) -> str:
    """A page that loads again when the blog is no longer *version*, under its *problems*."""
    if problems:
        body = BODY.search(page)
        at = body.end() if body else len(page)
        page = page[:at] + PROBLEMS % html.escape(problems) + page[at:]
    at = page.rfind("</body>")
    at = len(page) if at < 0 else at
    return page[:at] + SCRIPT % version + page[at:]
