"""The project's settings and theme without feeds, to know what they cost."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from own_theme import *  # noqa: F403
from own_theme import PLUGINS

PLUGINS = [plugin for plugin in PLUGINS if plugin != "plugins.language_feeds"]
