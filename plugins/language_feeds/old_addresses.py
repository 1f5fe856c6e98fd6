"""Where feeds were on a WordPress blog: subscribers who come from there find them again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from plugins.bilingual.redirects import SEGMENT, Redirect
from plugins.bilingual.views import View

ORIGIN = "the feeds' old addresses"
# WordPress's own forms: https://wordpress.org/documentation/article/wordpress-feeds/
FORMS = {
    **dict.fromkeys(("feed/", "feed/rss/", "feed/rss2/", "feed/rdf/"), "rss"),
    "feed/atom/": "atom",
}
# … and older ones, of the whole blog.
OLDER = {
    **dict.fromkeys(("wp-rss2.php", "wp-rss.php", "wp-rdf.php", "wp-feed.php", "rdf"), "rss"),
    **dict.fromkeys(("?feed=rss2", "?feed=rss", "?feed=rdf"), "rss"),
    **dict.fromkeys(("wp-atom.php", "?feed=atom"), "atom"),
}
OF_TAGS = ("feed/", "feed/atom/")


def old_feeds(
    views: Iterable[View], folder: str, tag_url: str, redirects: Iterable[Redirect]
) -> Iterator[Redirect]:
    """The addresses that feeds had, and have now in *folder*, in each of *views*.

    Basic Bilingual showed a language at `/fr/` and at `/language/fr/`. *tag_url* is an address
    of tags, with `{slug}` in it, or "" for none; the *redirects* of tags' old addresses give
    their feeds'. Feed readers do not follow pages, so these are for hosts with rules.
    """
    redirects = list(redirects)
    for old, form in OLDER.items():
        yield _to(old, f"{folder}all.{form}.xml")
    for view in views:
        name = view.lang or "all"
        bases = [view.url(""), *([f"language/{view.lang}/"] if view.lang else [])]
        for old, form in FORMS.items():
            for base in bases:
                if base + old != view.url(folder):
                    yield _to(f"{base}{old}", f"{folder}{name}.{form}.xml")
        if not _is_pattern(tag_url):
            continue
        ending = f".{view.lang}.atom.xml" if view.lang else ".atom.xml"
        for old in OF_TAGS:
            yield _to(f"{view.url(tag_url)}{old}", f"{folder}tag/{SEGMENT}{ending}")
        before, after = view.url(tag_url).split(SEGMENT)
        for each in redirects:  # of a tag by another name
            slug = each.new.removeprefix(before).removesuffix(after)
            if each.new == f"{before}{slug}{after}" and "/" not in slug:
                for old in OF_TAGS:
                    yield _to(f"{each.old}{old}", f"{folder}tag/{slug}{ending}")


def _is_pattern(tag_url: str) -> bool:
    """Whether hosts' rules can tell the tags of such addresses apart."""
    return (
        tag_url.endswith("/") and tag_url.split("/").count(SEGMENT) == tag_url.count(SEGMENT) == 1
    )


def _to(old: str, new: str) -> Redirect:
    return Redirect(old, new, ORIGIN, page=False)
