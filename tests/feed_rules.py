"""The rules of feeds, each as a function that gives the faults of a document."""

import datetime
import json
import re
from email.utils import parsedate_to_datetime
from functools import cache
from urllib.parse import urldefrag, urlsplit

from bs4 import BeautifulSoup
from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
FH = "{http://purl.org/syndication/history/1.0}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
IRI = re.compile(r"[A-Za-z][\w+.-]*:[^\s<>\"{}|\\^`]+")
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
ACTIVE = {"script", "style", "form", "input", "button", "object", "embed", "meta", "link", "base"}
ADDRESSES = ("href", "src", "poster", "cite")
TEXTS = ("title", "subtitle", "summary", "content")


def entries_of(tree):
    """The feed itself and its entries."""
    return [tree, *tree.findall(f"{ATOM}entry")]


def required_once(tree):
    """RFC 4287, §4.1.1 and §4.1.2: id, title, updated once; content and summary at most once."""
    for element in entries_of(tree):
        for name in ("id", "title", "updated"):
            if len(element.findall(f"{ATOM}{name}")) != 1:
                yield f"{name} is not there once"
        for name in ("content", "summary", "published", "subtitle"):
            if len(element.findall(f"{ATOM}{name}")) > 1:
                yield f"{name} is there twice"


def ids_are_iris(tree):
    """RFC 4287, §4.2.6: an id is an IRI; §4.1.1: no two entries with one moment share one."""
    ids = [element.findtext(f"{ATOM}id") for element in entries_of(tree)]
    yield from (f"“{each}” is no IRI" for each in ids if not IRI.fullmatch(each or ""))
    yield from (f"“{each}” is there twice" for each in {*ids} if ids.count(each) > 1)


def dates_are_rfc3339(tree):
    """RFC 4287, §3.3: dates have a time and a zone; the feed's is no older than its entries'."""
    found = [each.text for name in ("updated", "published") for each in tree.iter(f"{ATOM}{name}")]
    yield from (f"{text} is no date" for text in found if not RFC3339.fullmatch(text))
    moments = [datetime.datetime.fromisoformat(each.text) for each in tree.iter(f"{ATOM}updated")]
    if moments[0] != max(moments[1:]):
        yield "updated is not that of the newest entry"


def every_text_has_its_language(tree):
    """XML 1.0, §2.12: the feed, each entry and each text say theirs."""
    for element in entries_of(tree):
        parts = [element, *(part for name in TEXTS for part in element.findall(f"{ATOM}{name}"))]
        yield from (f"{part.tag} has no language" for part in parts if not part.get(LANG))


def somebody_wrote_it(tree):
    """RFC 4287, §4.1.1: a feed, or each of its entries, has an author with a name."""
    for element in entries_of(tree):
        if not element.findtext(f"{ATOM}author/{ATOM}name"):
            yield "no author"


def links_are_whole(tree):
    """RFC 4287, §4.2.7: addresses are absolute; one alternate, one self; languages are codes."""
    for element in entries_of(tree):
        links = element.findall(f"{ATOM}link")
        rels = [link.get("rel") for link in links]
        wanted = ["alternate", "self"] if element is tree else ["alternate"]
        yield from (f"{rels.count(rel)} × {rel}" for rel in wanted if rels.count(rel) != 1)
        yield from (
            f"{link.get('href')} is not absolute"
            for link in links
            if not re.fullmatch(r"https?://[!-~]+", link.get("href"))
        )
        yield from (
            f"hreflang {link.get('hreflang')}"
            for link in links
            if not re.fullmatch(r"[a-z]{2,3}(-\w+)*", link.get("hreflang", "fr"))
        )


def archives_say_so(tree):
    """RFC 5005, §4: what has a later part is an archive and names the feed that is current."""
    rels = {link.get("rel") for link in tree.findall(f"{ATOM}link")}
    if ("next-archive" in rels) != (tree.find(f"{FH}archive") is not None):
        yield "an archive that does not say so, or says so in vain"
    if "next-archive" in rels and "current" not in rels:
        yield "no way to the current feed"


def html_is_for_feeds(tree):
    """What an entry holds works anywhere: see `faults_of_html`."""
    for element in tree.iter(f"{ATOM}content", f"{ATOM}summary"):
        if element.get("type") != "html":
            yield f"type {element.get('type')}"
        yield from faults_of_html(element.text or "")


ATOM_RULES = [
    required_once,
    ids_are_iris,
    dates_are_rfc3339,
    every_text_has_its_language,
    somebody_wrote_it,
    links_are_whole,
    archives_say_so,
    html_is_for_feeds,
]


def channel_is_whole(tree):
    """RSS 2.0: a channel has a title, a link and a description; RSS profile: it names itself."""
    channel = tree.find("channel")
    yield from (
        f"no {name}"
        for name in ("title", "link", "description", "language")
        if not channel.findtext(name)
    )
    if [link.get("rel") for link in channel.findall(f"{ATOM}link")].count("self") != 1:
        yield "it does not name itself"


def items_are_whole(tree):
    """RSS 2.0: a guid that is no address says so; Dublin Core: each item says its language."""
    guids = [item.find("guid") for item in tree.iter("item")]
    texts = [guid.text for guid in guids]
    if len({*texts}) != len(texts):
        yield "two items have one guid"
    yield from ("isPermaLink" for guid in guids if guid.get("isPermaLink") != "false")
    for item in tree.iter("item"):
        yield from (
            f"no {name}"
            for name in ("title", "link", f"{DC}language", f"{DC}creator", f"{CONTENT}encoded")
            if not item.findtext(name)
        )


def dates_are_rfc822(tree):
    """RSS 2.0: dates are those of RFC 822, with four digits for the year."""
    for each in [*tree.iter("pubDate"), *tree.iter("lastBuildDate")]:
        if parsedate_to_datetime(each.text).tzinfo is None or not re.search(r" \d{4} ", each.text):
            yield f"{each.text} is no date"


def html_of_items_is_for_feeds(tree):
    """What an item holds works anywhere: see `faults_of_html`."""
    for element in [*tree.iter(f"{CONTENT}encoded"), *tree.findall("channel/item/description")]:
        yield from faults_of_html(element.text or "")


RSS_RULES = [channel_is_whole, items_are_whole, dates_are_rfc822, html_of_items_is_for_feeds]


def json_feed_is_whole(text):
    """JSON Feed 1.1: version, title, items; each item an id, content, RFC 3339 dates, a language."""
    feed = json.loads(text)
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        yield "version"
    yield from (f"no {name}" for name in ("title", "feed_url", "home_page_url") if not feed[name])
    ids = [item["id"] for item in feed["items"]]
    if len({*ids}) != len(ids):
        yield "two items have one id"
    for item in feed["items"]:
        if not all(isinstance(item[name], str) for name in ("id", "url", "title", "language")):
            yield "an item that lacks something"
        for name in ("date_published", "date_modified"):
            if not RFC3339.fullmatch(item[name]):
                yield f"{item[name]} is no date"
        yield from faults_of_html(item["content_html"])


@cache  # an entry is in many feeds
def faults_of_html(html):
    """What would not work, or do harm, in a feed reader: relative addresses, scripts, classes, ids."""
    return tuple(_faults_of_html(html))


def _faults_of_html(html):
    page = BeautifulSoup(html, "html.parser")
    for tag in page.find_all(True):
        if tag.name in ACTIVE:
            yield f"<{tag.name}>"
        yield from (
            f"{name} in <{tag.name}>"
            for name in tag.attrs
            if name in ("class", "style", "id") or name.startswith("on")
        )
        sources = [each.split()[0] for each in tag.get("srcset", "").split(",") if each.strip()]
        for address in [*(tag[name] for name in ADDRESSES if tag.get(name)), *sources]:
            if not re.match(r"(https?|mailto|data:image/)", address):
                yield f"{address} in <{tag.name}>"
        if tag.name == "iframe" and tag["src"] not in (a["href"] for a in page.find_all("a")):
            yield "a frame without a link"
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", html):
        yield "a control character"


def answers(built, siteurl, address):
    """Whether an address of the site answers, its fragment included; others are not ours to know."""
    url, fragment = urldefrag(address)
    if not url.startswith(siteurl):
        return True
    path = urlsplit(url).path.removeprefix(urlsplit(siteurl).path).lstrip("/")
    if not built.exists(path or "index.html"):
        return False
    return not fragment or built.page(path).find(id=fragment) is not None


def faults_of(path, text):
    """Every fault of a feed document, by the rules of its form."""
    if path.suffix == ".json":
        rules, document = [json_feed_is_whole], text
    else:
        document = etree.fromstring(text.encode())
        rules = RSS_RULES if document.tag == "rss" else ATOM_RULES
    return [f"{rule.__name__}: {fault}" for rule in rules for fault in rule(document)]
