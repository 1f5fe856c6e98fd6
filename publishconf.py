"""The settings that differ in public: `invoke publish` uses them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from pelicanconf import *  # noqa: F403  (the author's settings, then what differs)

OUTPUT_PATH = "public"
RENDERING_AT_ONCE = True  # who reads the site sees the old one or the new one, never a mix
RENDERING_CHECK_LINKS = True  # a page whose links do not all resolve stops the publishing

# Where `invoke deploy` sends it: docs/deploying.md
# HOSTING_TARGETS = {"server": {"rsync": "me@example.org:/srv/blog/"}}
