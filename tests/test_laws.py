"""The laws of the whole, on random small blogs: what must hold whatever a blog is, and is edited to."""

import json
import os
import pickle
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from conftest import HERE, IN_CI, Built, Site
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from jinja2 import BytecodeCache
from lxml import etree, html
from random_blogs import SITE, Blog, Post, blogs, edited, edits, numbered
from signs import signed_theme, signs_among

from plugins.rendering import Passerelle

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ZONES = ("UTC", "Pacific/Kiritimati", "America/St_Johns")


class Shared(BytecodeCache):
    """Templates compiled once for all blogs, which saves two thirds of a small build."""

    def __init__(self):
        self.known = {}

    def load_bytecode(self, bucket):
        bucket.code = self.known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket):
        self.known[bucket.key, bucket.checksum] = bucket.code


class Sharing(Passerelle):
    """Builds as any other, but for where compiled templates are kept."""

    shared = Shared()

    def _note_generator(self, generator):
        super()._note_generator(generator)
        generator.env.bytecode_cache = self.shared


@pytest.fixture(scope="module")
def theme(tmp_path_factory):
    """The theme with its words signed."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    yield signed_theme(tmp_path_factory.mktemp("theme") / "theme")
    os.environ.pop("SOURCE_DATE_EPOCH", None)
    if epoch is not None:
        os.environ["SOURCE_DATE_EPOCH"] = epoch


class Kept:
    """A blog in a folder, built there again and again."""

    def __init__(self, folder: Path, capture, theme: Path) -> None:
        self.site = Site(folder)
        self.site.capture = capture
        self.theme = theme
        self.own = folder / "own"
        (self.own / "partials").mkdir(parents=True)

    def write(self, blog: Blog, backwards: bool = False) -> None:
        """Bring the content folder, and what goes before the theme's, to what the blog is."""
        wanted = blog.files()
        for path in [path for path in self.site.content.rglob("*") if path.is_file()]:
            if path.relative_to(self.site.content).as_posix() not in wanted:
                path.unlink()
        for name in sorted(wanted, reverse=backwards):
            path = self.site.content / name
            if not path.exists() or path.read_bytes() != wanted[name]:
                self.site.file(name, wanted[name])
        for name in ("images", "pages"):
            (self.site.content / name).mkdir(exist_ok=True)
        footer = (self.theme / "templates/partials/site_footer.html").read_text("utf-8")
        (self.own / "partials/site_footer.html").write_text(f"{footer}<!-- {blog.theme} -->\n")

    def lose(self, chance: int) -> None:
        """Lose what was built, as a chance has it: all, with what is known of it or not, a file."""
        folder = self.site.folder
        if chance % 4 < 2:
            shutil.rmtree(folder / "output", ignore_errors=True)
        if chance % 4 == 0:
            (folder / ".output.pages").unlink(missing_ok=True)
        files = sorted(path for path in (folder / "output").rglob("*") if path.is_file())
        if files and chance % 4 == 2:
            files[chance % len(files)].unlink()

    def build(self, blog: Blog, backwards: bool = False, **chosen: object) -> Built | None:
        """Build the blog as it is now; None when it cannot be, which must then be told and no more."""
        self.write(blog, backwards)
        os.environ["SOURCE_DATE_EPOCH"] = str(blog.moment)
        chosen |= blog.settings()
        chosen |= {
            "PELICAN_CLASS": Sharing,
            "THEME": str(self.theme),
            "THEME_TEMPLATES_OVERRIDES": [str(self.own)],
        }
        if faults := blog.faults():
            told = self.site.fails(**chosen)
            for fault in faults:
                assert fault in told
            return None
        return self.site.build(**chosen)


@contextmanager
def kept(capture, theme: Path) -> Iterator[Kept]:
    """A blog in a new folder, which is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="passerelle-"))
    try:
        yield Kept(folder, capture, theme)
    finally:
        shutil.rmtree(folder)


@contextmanager
def zone(name: str) -> Iterator[None]:
    """Another time zone of the machine."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    try:
        yield
    finally:
        os.environ.pop("TZ")
        if before is not None:
            os.environ["TZ"] = before
        time.tzset()


# The laws, each of one blog that was built.


class Seen:
    """A built blog: its files, and each page parsed once."""

    def __init__(self, blog: Blog, built: Built) -> None:
        self.blog, self.told = blog, built.told
        self.files = built.files()
        self.pages = {
            name.removesuffix("index.html"): html.document_fromstring(text.decode())
            for name, text in self.files.items()
            if name.endswith(".html")
        }

    def feed(self, name: str) -> etree._Element | None:
        """A feed, or None."""
        text = self.files.get(f"feeds/{name}.atom.xml") or self.files.get(f"feeds/{name}.xml")
        return None if text is None else etree.fromstring(text)

    def entries(self, name: str) -> list[tuple[int, str]]:
        """The posts of a feed with their ids."""
        feed = self.feed(name)
        return [
            (number(entry.findtext(f"{ATOM}title")), entry.findtext(f"{ATOM}id"))
            for entry in (feed.iter(f"{ATOM}entry") if feed is not None else ())
        ]


def number(title: str) -> int:
    """The number of the post with a title, marked or not."""
    return int(re.search(r"\b7\d{3}\b", title)[0])


def nothing_is_lost(seen: Seen) -> None:
    """Every file is accounted for, and is where it should be, whole; what is unpublished nowhere."""
    blog = seen.blog
    fates = [blog.fate(n) for n in blog.posts]
    drafts = fates.count("draft")
    assert (
        f"Posts: {len(fates)} read = {fates.count('published')} published + {drafts} "
        f"{'draft' if drafts == 1 else 'drafts'} + {fates.count('hidden')} hidden + "
        f"{fates.count('scheduled')} scheduled + 0 with errors"
    ) in seen.told
    for n in blog.having("published", "hidden"):
        page = seen.pages[blog.url(n)]
        assert number(page.find(".//h1").text_content()) == n
        assert str(n) in page.find_class("prose")[0].text_content()
    for n in blog.having("draft", "scheduled"):
        assert not [name for name, text in seen.files.items() if b"%d" % n in text], n
    for n in blog.having("hidden"):  # others may lead to it, and old addresses
        named = re.compile(rb"(?<!p)(?<!old/)%d" % n)
        assert [name for name, text in seen.files.items() if named.search(text)] == [
            f"{blog.url(n)}index.html"
        ]
    assert seen.files["images/dot.png"] == blog.files()["images/dot.png"]


def listings_hold_their_posts(seen: Seen) -> None:
    """Each listing's views have the posts of their language, in one order, on pages from the oldest."""
    blog = seen.blog
    tags = sorted(set().union(*(blog.tags(n) for n in blog.having("published"))))
    there = {""}
    for tag in (None, *tags):
        listing = f"archives/tag/{tag}/" if tag else ""
        for lang, listed in blog.views(tag):
            base = f"{lang}/{listing}" if lang else listing
            for end, expected in blog.sheets(listed).items():
                links = seen.pages[base + end].xpath("//*[@class='entry-title']/a")
                assert [number(link.text_content()) for link in links] == expected, base + end
                there.add(base + end)
    # And there are no others.
    homes = {url for url in seen.pages if url in ("", *(f"{lang}/" for lang in blog.languages))}
    found = {url for url in seen.pages if "archives/tag/" in url or "page/" in url}
    assert homes | found == there


def feeds_follow_listings(seen: Seen) -> None:
    """Each feed holds the first posts of its listing, its history all; each post under its id."""
    blog = seen.blog
    tags = sorted(set().union(*(blog.tags(n) for n in blog.having("published"))))
    ids = {n: blog.id(n) for n in blog.posts}
    names = set()
    for tag in (None, *tags):
        for lang, listed in blog.views(tag):
            name = f"tag/{tag}{f'.{lang}' if lang else ''}" if tag else lang or "all"
            names.add(name)
            expected = [(n, ids[n]) for n in listed]
            assert seen.entries(name) == expected[:3], name
            if not tag:
                years = sorted({blog.date(n)[:4] for n in listed}, reverse=True)
                history = [f"archive/{f'{lang}-' if lang else ''}{year}" for year in years]
                over = [entry for each in history for entry in seen.entries(each)]
                assert over == expected, history
                document = json.loads(seen.files[f"feeds/{name}.json"])
                assert [item["id"] for item in document["items"]] == [
                    id_ for _, id_ in expected[:3]
                ]
    if len(blog.languages) > 1:
        for lang in blog.languages:
            can = [n for n in blog.listed() if lang == blog.lang(n) or lang in summarised(blog, n)]
            assert seen.entries(f"read-{lang}") == [(n, ids[n]) for n in can[:3]]
            names |= {f"read-{lang}"} if can else set()
    atom = {name[6:-9] for name in seen.files if name.endswith(".atom.xml")}
    assert atom - names <= {"all"}  # which an empty blog has, too


def summarised(blog: Blog, n: int) -> set[str]:
    """The languages of the summaries of a post in others."""
    return {lang for lang, has in zip(blog.others(n), blog.posts[n].summaries, strict=False) if has}


def languages_are_true(seen: Seen) -> None:
    """Every text, on every page and in every feed, is in the language that its element says."""
    for url, page in seen.pages.items():
        signs_among(spoken(page.find("body"), page.get("lang", "")), url)
    for name in seen.files:
        if name.endswith(".atom.xml") and "/tag/" not in name:
            feed = etree.fromstring(seen.files[name])
            for element in feed.iter(f"{ATOM}title", f"{ATOM}summary", f"{ATOM}content"):
                lang = next(e.get(LANG) for e in [element, *element.iterancestors()] if e.get(LANG))
                text = element.text or ""
                whole = (
                    html.fragment_fromstring(text, "div") if "html" in element.values() else None
                )
                texts = [(text, lang)] if whole is None else spoken(whole, lang)
                signs_among(texts, name)


def spoken(element, lang: str) -> Iterator[tuple[str, str]]:
    """Each text and label inside, with the language that it has by the nearest `lang`."""
    if not isinstance(element.tag, str) or element.tag in ("script", "style"):
        return
    lang = element.get("lang", lang)
    for name in ("aria-label", "alt", "title", "placeholder"):
        if element.get(name):
            yield element.get(name), lang
    if element.text and element.text.strip():
        yield element.text, lang
    for child in element:
        yield from spoken(child, lang)
        if child.tail and child.tail.strip():
            yield child.tail, lang


def links_resolve(seen: Seen) -> None:
    """Every address that a page names within the site leads to a file, each fragment to an element."""
    root = SITE + seen.blog.folder + "/"
    ids = {url: set(page.xpath("//@id")) for url, page in seen.pages.items()}
    for url, page in seen.pages.items():
        assert len(page.xpath("//@id")) == len(ids[url]), url
        for link in page.xpath("//@href | //@src | //meta[@property='og:image']/@content"):
            target = urlsplit(urljoin(root + url, link))
            whole = target._replace(query="", fragment="").geturl()
            if not whole.startswith(root):
                assert not whole.startswith(SITE), (url, link)
                continue
            path = unquote(whole.removeprefix(root))
            name = path + "index.html" if path.endswith("/") or not path else path
            assert name in seen.files, (url, link)
            assert not target.fragment or unquote(target.fragment) in ids[path], (url, link)


LAWS = (
    nothing_is_lost,
    listings_hold_their_posts,
    feeds_follow_listings,
    languages_are_true,
    links_resolve,
)


def elsewhere(blog: Blog, capture, theme: Path, chance: int) -> dict[str, bytes] | None:
    """The same blog built from nothing, as it might be on another machine.

    Its files are written in another order, the time zone is another, the number of workers, and the
    moment too, the same posts being due.
    """
    with kept(capture, theme) as other, zone(ZONES[chance % len(ZONES)]):
        moved = Blog(**(vars(blog) | {"moment": blog.moment + 86_400 * (chance % 50)}))
        built = other.build(moved, backwards=chance % 2 == 0, RENDERING_PROCESSES=1 + chance % 2)
        return built and built.files()


SHARING = Blog(
    numbered([Post(day=day, tags=(2,)) for day in (1, 2, 3, 4)]), page=1, content="full", ever=4
)


TIED = Blog(
    numbered([Post(folder="2016/"), Post(folder="+a&b/"), Post(slug="same"), Post()]), ever=4
)


@settings(max_examples=1000 if IN_CI else 50)
@example(TIED, [("nothing", 0, Post())], 0)  # one moment: slugs tell their order
@example(SHARING, [("renamed", 0, Post(renamed=True))], 0)  # a title shown within what is shown
@given(blogs, st.lists(edits, min_size=1, max_size=2), st.integers(0, 99))
def test_laws(theme, capfd, blog, changes, chance):
    """On any blog, after any edits, all laws hold; an incremental build is a clean one, byte for byte.

    So it is where some of what was built is lost meanwhile.
    """
    with kept(capfd, theme) as here:
        here.build(blog, RENDERING_PROCESSES=1)
        for change in changes:
            blog = edited(blog, change)
            here.lose(chance)
            built = here.build(blog, RENDERING_PROCESSES=1)
        clean = elsewhere(blog, capfd, theme, chance)
        if built is None:
            assert clean is None
            return
        seen = Seen(blog, built)
        assert seen.files.keys() == clean.keys()
        different = [name for name, text in clean.items() if seen.files[name] != text]
        assert not different, (changes, different)
        for law in LAWS:
            law(seen)


class Unheard(NamedTuple):
    """Nobody listens to what a build says."""

    out: str = ""
    err: str = ""

    def readouterr(self):
        return self


def digests(some: list[Blog], theme: Path) -> list[str]:
    """What stands for every byte of each blog that can be built, from nothing."""
    found = []
    for blog in (each for each in some if not each.faults()):
        with kept(Unheard(), theme) as folder:
            built = folder.build(blog, RENDERING_PROCESSES=1)
            found.append(blake2b(pickle.dumps(sorted(built.files().items()))).hexdigest())
    return found


ELSEWHERE = """
import pickle, sys
from pathlib import Path
sys.path[:0] = sys.argv[1:3]
from test_laws import digests
found = digests(pickle.load(sys.stdin.buffer), Path(sys.argv[3]))
print("\\n" + " ".join(found))
"""


@settings(max_examples=5 if IN_CI else 1, phases=[Phase.generate])  # shrinking would take hours
@given(st.lists(blogs, min_size=10, max_size=10))
def test_no_byte_depends_on_hashes_or_locale(theme, some):
    """A process with other hashes, and another locale, builds the same bytes."""
    told = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, HERE / "tests", HERE, theme],
        env=os.environ | {"PYTHONHASHSEED": "7", "LC_ALL": "C", "TZ": "Asia/Tokyo"},
        input=pickle.dumps(some),
        capture_output=True,
        check=False,
    )

    assert told.returncode == 0, told.stderr.decode()
    assert told.stdout.split(b"\n")[-2].decode().split() == digests(some, theme)
