"""The settings of the blog; each plugin's own are explained in README.md."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # the plugins are found from any folder

from plugins.rendering import Passerelle

# The blog. SITEURL is its real address, a sub-path included; links inside pages are relative.
SITENAME = "Deux rives"
SITESUBTITLE = {
    "fr": "Accompagner, écrire, nager\u00a0: un blog en deux langues",
    "en": "Coaching, writing, swimming: one blog in two languages",
}
SITEURL = "https://deux-rives.example"
AUTHOR = "Deux rives"
TIMEZONE = "Europe/Zurich"

# Languages: code, name in itself, typographic locale. A post that names none is in DEFAULT_LANG,
# which is also the language of the pages that mix them.
LANGUAGES = {
    "fr": {"name": "Français", "locale": "fr"},
    "en": {"name": "English", "locale": "en-GB"},
}
DEFAULT_LANG = "en"

# Folders.
PATH = "content"
OUTPUT_PATH = "output"
THEME = "theme"
THEME_OVERRIDES = str(Path(__file__).with_name("overrides"))  # yours, before the theme's
STATIC_PATHS = ["images"]
CACHE_PATH = ".cache"  # what Pelican remembers, if asked to

# Addresses. The language is never part of a post's.
ARTICLE_URL = "archives/{date:%Y}/{date:%m}/{date:%d}/{slug}/"
ARTICLE_SAVE_AS = ARTICLE_URL + "index.html"
DRAFT_URL, DRAFT_SAVE_AS = ARTICLE_URL, ARTICLE_SAVE_AS  # seen in a preview only
PAGE_URL = "{slug}/"
PAGE_SAVE_AS = PAGE_URL + "index.html"
DRAFT_PAGE_URL, DRAFT_PAGE_SAVE_AS = PAGE_URL, PAGE_SAVE_AS
TAG_URL = "archives/tag/{slug}/"
CATEGORY_SAVE_AS = AUTHOR_SAVE_AS = ""  # tags do that work
RELATIVE_URLS = True  # so that the site works at any depth, on any host

# Typography follows each language's locale; English bodies also get spans for a style sheet.
TYPOGRAPHY_CLASSES = True

# Listings: how many posts on a page, and how much of each.
DEFAULT_PAGINATION = 10
LISTINGS_CONTENT = "summary"
TAG_ARCHIVES_CONTENT = "full"

# Feeds: a domain that was yours, and a year when it was. It names every entry for ever: set it
# once, and keep it when the blog moves.
LANGUAGE_FEEDS_AUTHORITY = "deux-rives.example,2008"

# Markdown: tables, notes and the like; code is left in the colour of the text.
MARKDOWN = {
    "extension_configs": {
        "markdown.extensions.extra": {},
        "markdown.extensions.toc": {},  # headings can be linked to: a long post lists its parts
        "markdown.extensions.codehilite": {"css_class": "highlight", "use_pygments": False},
    },
    "output_format": "html5",
}

# What makes it work.
PELICAN_CLASS = Passerelle
PLUGINS = [
    "plugins.theming",
    "plugins.bilingual",
    "plugins.typography",
    "plugins.tag_archives",
    "plugins.listings",
    "plugins.similar_posts",
    "plugins.comments",
    "plugins.language_feeds",
    "plugins.pictures",
    "plugins.metadata",
    "plugins.search",
    "plugins.hosting",
    "plugins.checks",
]
JINJA_ENVIRONMENT = {"trim_blocks": True, "lstrip_blocks": True}
LOG_FILTER = [(30, "Empty alt attribute for image %s in %s")]  # told with its line, and a cure
LOCALE = ["C.UTF-8", "C"]  # dates come from theme/translations, never from the machine
