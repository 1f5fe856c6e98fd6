"""The project's plugins, with templates and options that ask for the work that peers do."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from own_theme import *  # noqa: F403

DEFAULT_LANG = "fr"
THEME_TEMPLATES_OVERRIDES = [str(Path(__file__).parent / "templates")]
THEME_STATIC_PATHS = []
TAG_ARCHIVES_CONTENT = "summary"
TAG_ARCHIVES_RELATED = 0
SEARCH_INDEX = False
SEARCH_ENGINE = ""
LANGUAGE_FEEDS_HISTORY = False
LANGUAGE_FEEDS_OLD_ADDRESSES = False
MARKDOWN = {
    "extension_configs": {
        "markdown.extensions.codehilite": {"css_class": "highlight"},
        "markdown.extensions.extra": {},
    },
    "output_format": "html5",
}
