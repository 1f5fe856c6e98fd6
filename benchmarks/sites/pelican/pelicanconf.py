"""Stock Pelican as many blogs have it: Markdown, typogrify, feeds a tag, related posts."""

import os
from pathlib import Path

HERE = Path(__file__).parent
SITENAME = "Banc d'essai"
SITEURL = "https://example.org"
TIMEZONE = "UTC"
DEFAULT_LANG = "fr"
THEME = str(HERE / "theme")
THEME_STATIC_PATHS = STATIC_PATHS = []
CACHE_PATH = os.environ.get("BENCH_CACHE", "cache")
PLUGIN_PATHS = [str(HERE / "plugins")]
PLUGINS = ["related_posts"]
RELATED_POSTS_MAX = 5
TYPOGRIFY = True
MARKDOWN = {
    "extension_configs": {
        "markdown.extensions.codehilite": {"css_class": "highlight"},
        "markdown.extensions.extra": {},
        "markdown.extensions.meta": {},
    },
    "output_format": "html5",
}

# Addresses.
ARTICLE_URL = ARTICLE_LANG_URL = "posts/{slug}/"
ARTICLE_SAVE_AS = ARTICLE_LANG_SAVE_AS = ARTICLE_URL + "index.html"
TAG_URL = "tags/{slug}/"
TAG_SAVE_AS = TAG_URL + "index.html"
TAGS_SAVE_AS = "tags/index.html"
YEAR_ARCHIVE_URL = "archives/{date:%Y}/"
YEAR_ARCHIVE_SAVE_AS = YEAR_ARCHIVE_URL + "index.html"
CATEGORY_SAVE_AS = AUTHOR_SAVE_AS = ""
USE_FOLDER_AS_CATEGORY = False
DEFAULT_CATEGORY = ""

# Listings.
DIRECT_TEMPLATES = ["index", "tags"]
DEFAULT_PAGINATION = 10
PAGINATED_TEMPLATES = {"index": 10, "tag": 10}
PAGINATION_PATTERNS = (
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
)
DEFAULT_DATE_FORMAT = "%Y-%m-%d"

# Feeds.
FEED_ALL_ATOM = "feeds/all.atom.xml"
TRANSLATION_FEED_ATOM = "feeds/{lang}.atom.xml"
TAG_FEED_ATOM = "feeds/tag/{slug}.atom.xml"
FEED_ATOM = FEED_RSS = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
FEED_MAX_ITEMS = 20
