"""A preview of the blog with its drafts and scheduled posts, up to date at every save.

Pages are rendered when the browser asks for them, and load again by themselves. What is wrong is
shown above the page, which stays as it last was. Nothing is written but the content cache.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import Any

from plugins.rendering.faults import fault
from plugins.rendering.following import Live
from plugins.rendering.serving import Handler, Server
from plugins.rendering.watching import Watcher

ROOT = Path(__file__).parents[2]
CODE = str(ROOT / "plugins")
PORTS = 65_536
FIRST = 1024  # the first port that anybody may use
IDLE = 1.0  # seconds after a save when an author is likely to write again
SHORTLY = 0.05  # seconds in which an editor writes a file that it has emptied


def port_number(text: str) -> int:
    """A port as typed; argparse tells when it cannot be one."""
    if not text.isdecimal() or int(text) >= PORTS:
        raise argparse.ArgumentTypeError(f"“{text}” is no port; type one such as 8000")
    return int(text)


def preview(options: argparse.Namespace, server: Server, output: str) -> bool:
    """Serve the blog, and follow its files; True when this is to begin anew with other code."""
    settings: dict[str, Any] = {}
    watcher = Watcher()
    say = partial(print, file=sys.stdout, flush=True)  # there, whoever silences a run meanwhile

    def load() -> Any:
        # Here, so that a mistake in the code of plugins is shown in the browser, too.
        from plugins.rendering.live import Preview  # noqa: PLC0415

        found = settings_of(options, output)
        if settings and found["PLUGINS"] != settings["PLUGINS"]:
            watcher.tell({CODE})  # a plugin that is no longer wanted cannot be taken out
        settings.clear()
        settings.update(found)
        watcher.look_at(folders(settings, options), options.settings)
        return Preview(dict(found))

    live = Live(load)
    server.RequestHandlerClass = type("Handler", (Handler,), {"live": live})
    watcher.look_at(folders(settings, options), options.settings)
    threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
    try:
        say(f"Preview at http://127.0.0.1:{server.server_port}/ (Ctrl-C ends it)")
        live.follow([], anew=True)
        say(live.told)
        live.practise()
        while True:
            paths = watcher.changes(IDLE)
            if not paths:
                live.rest()
                paths = watcher.changes(None)
            if any(path.endswith(".md") and is_empty(path) for path in paths):
                time.sleep(SHORTLY)
            code = [p for p in paths if p.startswith(CODE) or is_code(p, options.settings)]
            if mistake := next(filter(None, map(mistake_in, sorted(code))), ""):
                live.complain(mistake)
            elif code:
                say("the code has changed: beginning anew")
                return True
            else:
                live.follow(sorted(paths), anew=concerns_settings(paths, settings))
            if live.told:
                say(live.told)
    finally:
        server.shutdown()


def is_empty(path: str) -> bool:
    """Whether a file is there, and empty."""
    return os.path.isfile(path) and not os.path.getsize(path)


def is_code(path: str, settings: str) -> bool:
    """Whether a file is code beside the *settings*, which may import it."""
    here = os.path.abspath(settings)
    return path.endswith(".py") and path != here and os.path.dirname(path) == os.path.dirname(here)


def mistake_in(path: str) -> str:
    """What is wrong with a file of code, when it cannot even be compiled."""
    if path.endswith(".py") and os.path.isfile(path):
        try:
            compile(Path(path).read_bytes(), path, "exec")
        except (SyntaxError, ValueError) as error:
            return fault(error)
    return ""


def concerns_settings(paths: Collection[str], settings: dict[str, Any]) -> bool:
    """Whether the settings are to be read again: the theme's translations are among them."""
    themes = (settings.get("THEME", ROOT / "theme"), settings.get("THEME_OVERRIDES"))
    words = tuple(os.path.join(theme, "translations", "") for theme in themes if theme)
    return not settings or any(
        os.path.join(path, "").startswith(words) or path.endswith(".py") for path in paths
    )


def settings_of(options: argparse.Namespace, output: str) -> dict[str, Any]:
    """The settings as they are now, those of a preview among them."""
    from pelican.settings import read_settings  # noqa: PLC0415

    chosen = {"BILINGUAL_DRAFTS": True, "OUTPUT_PATH": output}
    if options.content:
        chosen["PATH"] = os.path.abspath(options.content)
    return dict(read_settings(options.settings, override=chosen))


def folders(settings: dict[str, Any], options: argparse.Namespace) -> list[str]:
    """What to look at: the content, the theme, the code."""
    content = options.content or settings.get("PATH", "")
    others = settings.get("THEME_OVERRIDES"), *settings.get("THEME_TEMPLATES_OVERRIDES", ())
    return [str(each) for each in (content, settings.get("THEME", ""), *others, CODE) if each]


def opened(port: int) -> Server:
    """A server at a *port*; SystemExit, after a word of what to type, when it cannot be had."""
    try:
        return Server(("127.0.0.1", port), Handler)
    except OSError as error:
        other = port + 1 if FIRST <= port < PORTS - 1 else 8000
        print(
            f"port {port} cannot be used ({os.strerror(error.errno or 0)}); try another:"
            f" invoke serve --port {other}",
            file=sys.stderr,
        )
        raise SystemExit(1) from None


def end_at_once(output: str) -> None:
    """Have Ctrl-C, or a request to end, end this process wherever it is, and leave nothing behind.

    An exception would first have to find its way out of whatever is being imported or rendered.
    """
    owner = os.getpid()

    def end(*_: object) -> None:
        if os.getpid() == owner:  # not a process that reads for it
            shutil.rmtree(output, ignore_errors=True)
            os.write(1, b"\n")
        os._exit(0)

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)


def main(argv: list[str] | None = None) -> int:
    """Preview the blog; the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m plugins rendering.preview", description=__doc__
    )
    parser.add_argument("--port", type=port_number, default=8000, help="port to serve on (8000)")
    parser.add_argument("--settings", default=str(ROOT / "pelicanconf.py"), help="settings file")
    parser.add_argument("--content", help="folder of posts, if not that of the settings")
    options = parser.parse_args(argv)
    if not os.path.isfile(options.settings):
        parser.error(f"{options.settings}: there is no such file")
    if options.content and not os.path.isdir(options.content):
        parser.error(f"{options.content}: there is no such folder")
    try:
        with (
            tempfile.TemporaryDirectory(prefix="passerelle-preview-") as output,
            opened(options.port) as server,
        ):
            end_at_once(output)
            port, again = server.server_port, preview(options, server, output)
    except KeyboardInterrupt:
        print()
        return 0
    if again:
        content = ["--content", options.content] if options.content else []
        chosen = ["--port", str(port), "--settings", options.settings, *content]
        os.execv(sys.executable, [sys.executable, "-m", "plugins", "rendering.preview", *chosen])
    return 0


if __name__ == "__main__":
    sys.exit(main())
