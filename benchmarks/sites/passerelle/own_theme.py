"""The project's settings and theme as they are, with the benchmark's name and cache."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT))

from pelicanconf import *  # noqa: E402, F403  (the project's settings, then what differs)

SITENAME = "Banc d'essai"
SITESUBTITLE = ""
SITEURL = "https://example.org"
LANGUAGE_FEEDS_AUTHORITY = "example.org,2005"
TIMEZONE = "UTC"
THEME = str(ROOT / "theme")
STATIC_PATHS = []
CACHE_PATH = os.environ.get("BENCH_CACHE", ".cache")
