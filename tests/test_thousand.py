"""A blog of a thousand generated posts: what holds on the sample holds on each kind of its pages."""

import re

import pytest
from conftest import IN_CI, ROOT, Built, Site, pelican, serving
from lxml import html
from test_accessibility import check, violations
from test_browser import LOOKS
from test_hosting import served
from test_keyboard import CUT, walked
from test_readers import is_good

from benchmarks.corpus import ENGLISH, FRENCH, Corpus
from benchmarks.formats import write_posts

POSTS = 1_000 if IN_CI else 100
ONLY = {"fr": set(FRENCH) - set(ENGLISH), "en": set(ENGLISH) - set(FRENCH)}
# Words of the corpus that the theme says in the other language, too.
ONLY["fr"] -= {"page", "archives"}
ONLY["en"] -= {"page"}
FEW = 4  # words that a text needs for its language to be known by them


@pytest.fixture(scope="module")
def thousand(tmp_path_factory):
    """The blog, built as it is published: every link and fragment is followed."""
    folder = tmp_path_factory.mktemp("thousand")
    site = Site(folder / "blog")
    write_posts(Corpus(POSTS).posts(), "passerelle", site.content)
    done = pelican(
        site.content, "-s", ROOT / "publishconf.py", "-o", folder / "output",
        "-e", f'CACHE_PATH="{folder}/cache"',
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return Built(folder / "output", done.stdout)


@pytest.fixture(scope="module")
def address(thousand):
    """Where that blog is served."""
    with serving(thousand.output) as found:
        yield found


def kinds(built):
    """A page of each kind, the longest in any view: it has most to go wrong.

    In each view those of the sample are looked at, and walked through.
    """
    longest = {}
    for path in built.output.rglob("*.html"):
        url = path.relative_to(built.output).as_posix().removesuffix("index.html")
        rest = url.removeprefix("fr/").removeprefix("en/")
        named = re.sub(r"archives/(tag|\d{4}/\d\d/\d\d)/[^/]+/", r"archives/\1/x/", rest)
        kind = re.sub(r"\d+", "N", named)
        longest[kind] = max((path.stat().st_size, url), longest.get(kind, (0, "")))
    return sorted(url for _, url in longest.values())


@pytest.mark.thorough
def test_no_page_has_a_fault_of_form(thousand):
    """The Nu checker finds nothing on any page."""
    assert check(thousand.output) == []


@pytest.mark.thorough
@pytest.mark.parametrize(("width", "scheme"), LOOKS[::3])
def test_axe_finds_nothing_on_any_kind_of_page(thousand, address, chromium, width, scheme):
    """Of each kind the longest page has no fault, on a telephone or a desk, light or dark."""
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    found = {}
    for url in kinds(thousand):
        page.goto(address + url)
        found[url] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), url
    context.close()

    assert len(found) > 10
    assert {url: faults for url, faults in found.items() if faults} == {}


@pytest.mark.thorough
def test_lighthouse_has_nothing_to_say_of_many(thousand):
    """It looks at the home page, the longest tag archive and a post."""
    longest = kinds(thousand)
    urls = [
        "",
        next(url for url in longest if re.search(r"archives/tag/[^/]+/$", url)),
        next(
            path.parent.relative_to(thousand.output).as_posix() + "/"
            for path in sorted(thousand.output.glob("archives/2*/*/*/*/index.html"))
            if "https://example.com/" not in path.read_text("utf-8")  # where no picture is
        ),
    ]
    with served("nginx", thousand.output, "https://deux-rives.example") as get:
        for url in urls:
            is_good(f"http://127.0.0.1:{get.port}/{url}")


@pytest.mark.thorough
def test_keyboard_and_large_letters_on_every_kind_of_page(thousand, address, chromium):
    """All is reached in order and shows its focus; at 200 % nothing is cut, at 320 px nothing wide."""
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    found = {}
    for url in kinds(thousand):
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(address + url)
        page.wait_for_load_state("networkidle")
        found[url] = [walked(page)]
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        found[url] += page.evaluate(CUT)
        page.evaluate("document.documentElement.style.fontSize = ''")
        page.set_viewport_size({"width": 320, "height": 800})
        found[url] += ["wide"] * page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.close()

    assert {url: faults for url, faults in found.items() if any(faults)} == {}


@pytest.mark.thorough
def test_every_text_says_its_language(thousand):
    """On every page a text of words of one language is in an element of that language.

    Names of tags, which are in no language, are left out; so are the words of links in a post
    that are not in a language of their own, since generated posts link by the beginning of a title.
    """
    told = {"fr": 0, "en": 0}
    for path in thousand.output.rglob("*.html"):
        page = html.parse(str(path)).getroot()
        for text in page.xpath("//body//text()[normalize-space()][not(ancestor::code or ancestor::script or ancestor::*[@class='reason'] or ancestor::p/ancestor::*[contains(@class, 'prose')] and ancestor::a[not(@lang)])]"):  # fmt: skip
            said = re.findall(r"[a-zà-ÿœ]+", text.lower().replace("’", "'"))
            counts = {lang: sum(word in only for word in said) for lang, only in ONLY.items()}
            lang = max(counts, key=counts.__getitem__)
            if counts[lang] >= FEW and counts[lang] == sum(counts.values()):
                element = text.getparent().getparent() if text.is_tail else text.getparent()
                assert element.xpath("string(ancestor-or-self::*[@lang][1]/@lang)") == lang, (path, text)  # fmt: skip
                told[lang] += 1
    assert min(told.values()) > 10 * POSTS


def beside(link):
    """The class of the element that follows a link with nothing but a no-break space between."""
    after = link.getnext()
    return after.get("class", "") if after is not None and link.tail == "\u00a0" else ""


@pytest.mark.thorough
def test_every_link_to_a_post_says_its_language(thousand):
    """Each link to a post has `hreflang` and, but for “read more”, a marker.

    A link in a text has a marker beside it when it leads to another language, and none otherwise;
    those to its own footnotes have neither.
    """
    langs = {
        path.parent.relative_to(thousand.output).as_posix() + "/": html.parse(str(path)).getroot().get("lang")
        for path in thousand.output.glob("archives/2*/*/*/*/index.html")
    }  # fmt: skip
    assert len(langs) == POSTS
    told = 0
    for path in thousand.output.rglob("*.html"):
        page = html.parse(str(path)).getroot()
        here = path.parent.relative_to(thousand.output).as_posix() + "/"
        page.make_links_absolute(f"https://x.example/{here}".replace("/./", "/"))
        for link in page.xpath("//body//a[@href]"):
            url, _, fragment = link.get("href").removeprefix("https://x.example/").partition("#")
            in_text = bool(link.xpath("ancestor::*[contains(@class, 'prose')]"))
            if url in langs and url != here and not (in_text and fragment):
                assert link.get("hreflang") == langs[url], (path, url)
                told += 1
                if in_text:
                    lang = link.xpath("string(ancestor::*[@lang][1]/@lang)")
                    assert ("marker" in beside(link)) is (lang != langs[url]), (path, url)
                elif not link.xpath("ancestor::*[@class='read-more']"):
                    assert f"[{langs[url]}]" in "".join(link.getparent().itertext()), (path, url)
    assert told > 5 * POSTS
