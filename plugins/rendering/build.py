"""The command that builds: `python -m plugins rendering.build CONTENT -s SETTINGS -o OUTPUT`.

Takes the options of `pelican`. When nothing has changed since the last build it says so, and
ends before Pelican is even loaded.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from plugins.rendering.looking import fresh_in, result_of, state_of
from plugins.rendering.unchanged import (
    Note,
    around,
    code_in_use,
    installed,
    leave_note,
    moment,
    note_path,
    nothing_to_do,
)

OURS = ("--verbose", "--all", "--force")
HELP = """
of this command:
  --all      render every page, and forget what earlier builds have left
  --force    install the site even if it loses most of its files
  --verbose  say where the time went
"""


def main(arguments: Sequence[str]) -> int:
    """Build the site; the exit status."""
    gc.disable()  # many objects are made, hardly any dies; where Markdown runs, workers collect
    started, began = time.time(), time.monotonic()
    chosen = {name.lstrip("-"): name in arguments for name in OURS}
    typed = [each for each in arguments if each not in OURS]
    note = note_path(notes_folder(typed), typed)
    if not (chosen["all"] or chosen["force"]):
        found = nothing_to_do(note, moment())
        if found:
            took = time.monotonic() - began
            print(f"Nothing has changed: {len(found.names):,} files, {took:.2f} s")
            return 0
    note.unlink(missing_ok=True)
    return run(typed, chosen, note, started)


def notes_folder(typed: Sequence[str]) -> Path:
    """Where notes are kept: beside the settings that these arguments name."""
    settings = "pelicanconf.py"
    for at, each in enumerate(typed):
        if each in ("-s", "--settings") and at + 1 < len(typed):
            settings = typed[at + 1]
        elif each.startswith("--settings="):
            settings = each.partition("=")[2]
    return Path(settings).absolute().parent / ".cache"


def run(typed: list[str], chosen: dict[str, bool], note: Path, started: float) -> int:
    """Build by Pelican, as its own command does; leave a note of what it was built from.

    The process *started* then, in seconds since 1970: what has changed since may be half read.
    """
    import logging  # noqa: PLC0415  (not before it is needed, as all of these)

    import pelican  # noqa: PLC0415
    from pelican import log  # noqa: PLC0415

    from plugins.rendering.telling import Telling, complain  # noqa: PLC0415

    if {"-h", "--help"} & set(typed):
        print(HELP)
    options = pelican.parse_arguments(["--fatal", "errors", *typed])
    for path in (options.path, options.settings):
        if path and not os.path.exists(path):
            complain(f"{path}: there is no such folder or file")
            return 1
    log.init(level=options.verbosity, fatal=options.fatal, name="pelican")
    began, surroundings = moment(), around()
    telling = Telling(shown=sys.stderr.isatty())
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with telling.stage("loading settings and plugins"):
            site, settings = pelican.get_instance(options)
        site.telling, site.all_pages, site.force = telling, chosen["all"], chosen["force"]
        found = about_to_build(settings, options.settings, started)
        if found:
            before = found._replace(began=began, around=surroundings)
            site.once_installed = partial(leave, note, before, site)
        site.run()
    except KeyboardInterrupt:
        complain("interrupted; build again to be sure of what is there")
        return 130
    except SystemExit as stopped:
        return stopped.code if isinstance(stopped.code, int) else 1
    except Exception as error:
        if options.verbosity == logging.DEBUG:
            raise
        complain(f"{type(error).__name__}: {error}")
        return 1
    if chosen["verbose"]:
        print("\n".join(telling.where()))
    return 0


def about_to_build(settings: Any, file: str, started: float) -> Note | None:
    """What a site is made from, before it is; None when that is changing right now."""
    code = [os.path.abspath(file), *code_in_use()]
    sources = [*folders_of(settings), *code]
    state, fresh = state_of(sources), fresh_in(sources, code, started)
    if fresh is None:
        return None
    return Note(sources, fresh, settings["OUTPUT_PATH"], installed(), state)


def leave(path: Path, before: Note, site: Any, names: Collection[str]) -> None:
    """Leave the note of a *site* of the files *names*, if another build would make the same."""
    with site.telling.stage("leaving a note"):
        output, ordered = before.output, sorted(names)
        result = result_of(output, ordered)
        if site.settled and result:
            leave_note(path, before._replace(names=ordered, result=result, due=site.due))


def folders_of(settings: Any) -> list[str]:
    """The folders that a site is made from, those of code apart."""
    content, theme = os.path.abspath(settings["PATH"]), os.path.abspath(settings["THEME"])
    inner = [each for of in ("ARTICLE", "PAGE", "STATIC") for each in settings[f"{of}_PATHS"]]
    named = [os.path.abspath(os.path.join(content, each)) for each in inner]
    named += [os.path.abspath(os.path.join(theme, each)) for each in settings["THEME_STATIC_PATHS"]]
    elsewhere = [each for each in named if not f"{each}/".startswith((f"{content}/", f"{theme}/"))]
    others = map(os.path.abspath, settings["THEME_TEMPLATES_OVERRIDES"])
    return [content, theme, *elsewhere, *others]


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # taking ten thousand posts apart, object by object, takes as long as a build
