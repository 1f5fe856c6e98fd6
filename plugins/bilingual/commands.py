"""Commands on a blog: what they end with, whatever happens."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from pelican import Pelican
from pelican.settings import read_settings


def status_of(act: Callable[[str], int], settings: str, interrupted: str) -> int:
    """The exit status of a command that is to *act* on the blog of the file *settings*.

    Whatever goes wrong is told in words, never by a traceback; when Ctrl-C ends it, what has
    *interrupted* left.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    message = f"{settings}: there is no such file"
    try:
        if os.path.isfile(settings):
            return act(settings)
    except KeyboardInterrupt:
        print(interrupted, file=sys.stderr)
        return 130
    except SystemExit as stopped:
        return stopped.code if isinstance(stopped.code, int) else 1
    except Exception as error:  # in the author's settings, most likely
        message = str(error) if type(error) is ValueError else f"{type(error).__name__}: {error}"
    print(message, file=sys.stderr)
    return 1


def ask(file: str, plugin: str, **questions: Any) -> NoReturn:
    """Read the blog whose settings are in *file*, for a *plugin* to answer *questions*.

    These are settings of the plugin, which ends the process when it has answered; no output is
    written. Raises ValueError when the settings do not load the plugin.
    """
    settings = read_settings(file)
    settings.update(questions)
    output = Path(settings["CACHE_PATH"], "asked", "output")
    output.parent.mkdir(parents=True, exist_ok=True)
    settings["OUTPUT_PATH"] = str(output)
    builder = settings["PELICAN_CLASS"] if isinstance(settings["PELICAN_CLASS"], type) else Pelican
    builder(settings).run()
    raise ValueError(f"the settings have no “plugins.{plugin}” among PLUGINS")
