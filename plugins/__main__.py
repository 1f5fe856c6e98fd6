"""A command of the plugins: `python -m plugins hosting.deploy …`; Ctrl-C ends it without a word.

What a command loads takes a while, and shows where it was when it is interrupted.
"""

import os
import runpy
import signal
import sys
from pathlib import Path

if __name__ == "__main__":
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    command = sys.argv.pop(1) if sys.argv[1:] else ""
    if not (Path(__file__).parent / f"{command.replace('.', '/')}.py").is_file():
        sys.exit(f"plugins: no command {command!r}; `invoke --list` shows what there is")
    runpy.run_module(f"plugins.{command}", run_name="__main__", alter_sys=True)
