"""Search: the index, the pages, and the script that finds, in a real browser over a real server."""

import re
import shutil
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT, Quiet, program, serving, wait_for
from hypothesis import given
from hypothesis import strategies as st
from pelican import Pelican
from test_accessibility import RULES
from test_hosting import served as on_server

from benchmarks.corpus import Corpus
from benchmarks.formats import write_posts
from plugins.search import generator
from plugins.search.engine import engine_of
from plugins.search.index import IndexingError, index_of, version_of
from plugins.search.index import program as pagefind
from plugins.search.keeping import recalled
from plugins.search.records import PART, SHOWN, WORD, Record, content_of, searchable, text_of

SITE = "https://x.example"


@pytest.fixture
def blog(site):
    """Posts of both languages that know each other's words by their summaries."""
    site.settings["SITEURL"] = SITE
    site.post("La traversée", "Nous partons à l’aube.[^1]\n\n[^1]: Sans œufs.", lang="fr", slug="traversee", tags="lac, été", summary_en="We leave the *harbour* early.")  # fmt: skip
    site.post("Deadlines", "A <b>boat</b> & a date, don't wait.", lang="en", slug="deadlines", tags="lake", summary_fr="Le bateau et l'échéance, <i>un</i> mardi.")  # fmt: skip
    site.file("tags.toml", '[lac]\nnames = { fr = "lac", en = "lake" }\n')
    site.file("pages/a.md", "Title: Qui\nLang: fr\nSlug: qui\n\nUne géomètre.\n")
    return site


@contextmanager
def served(folder):
    """A built site over HTTP: its address, and the addresses that were asked for."""
    asked = []

    class Noting(Quiet):
        def do_GET(self):  # noqa: N802  (its parent's name)
            asked.append(self.path)
            super().do_GET()

    with serving(folder, Noting) as address:
        yield address, asked


@contextmanager
def browsing(chromium, folder, **options):
    """A page of a browser, the address of the site at *folder*, what the browser complains of."""
    context = chromium.new_context(**options)
    page, faults = context.new_page(), []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    with served(folder) as (address, _):
        yield page, address, faults
    context.close()


def said(page):
    """What the page says of the search, once it is done."""
    status = page.locator(".search-status")
    waiting = status.get_attribute("data-waiting")
    wait_for(lambda: status.inner_text() not in ("", waiting))
    return status.inner_text()


def found(page):
    """The titles found, each with its language."""
    said(page)
    return page.evaluate(
        "[...document.querySelectorAll('.search-results .entry')]"
        ".map(e => [e.querySelector('h2 a').textContent, e.lang])"
    )


TRAVERSEE, DEADLINES, QUI = ["La traversée", "fr"], ["Deadlines", "en"], ["Qui", "fr"]


@pytest.mark.thorough
def test_words_of_either_language_find_posts_of_both(blog, chromium):
    """From each page: by words of the text, of summaries, of notes, of tags, typed without accents."""
    built = blog.build()
    with browsing(chromium, built.output) as (page, address, faults):
        for start in ("search/", "fr/search/", "en/search/"):
            for query, titles in {
                "bateau": [DEADLINES], "harbour": [TRAVERSEE], "oeufs": [TRAVERSEE], "geometre": [QUI],
                "lake": [DEADLINES, TRAVERSEE], "l’échéance": [DEADLINES], "ECHEANCE": [DEADLINES],
                "don't": [DEADLINES], "deadlines": [DEADLINES], "zzz": [],
            }.items():  # fmt: skip
                page.goto(f"{address}{start}")
                page.fill("[name=q]", query)
                page.press("[name=q]", "Enter")
                page.wait_for_url("**?*")
                assert sorted(found(page)) == titles, (start, query)
    assert faults == []


@pytest.mark.thorough
def test_what_is_found_is_in_its_own_language(blog, chromium):
    """A result has the language, the marker and the date of the post; a summary those of its own."""
    with browsing(chromium, blog.build().output) as (page, address, _):
        page.goto(f"{address}fr/search/?q=bateau")
        assert said(page) == "Un résultat"
        entry = page.locator(".search-results .entry")
        link, text = entry.locator("h2 a"), entry.locator(".other-summary")

        assert link.get_attribute("hreflang") == entry.get_attribute("lang") == "en"
        assert link.get_attribute("href") == f"{address}archives/2016/10/02/deadlines/"
        assert entry.locator("h2 .marker").text_content() == "[en] (en anglais)"
        assert entry.locator(".meta").inner_text() == "October 2, 2016"
        assert text.get_attribute("lang") == "fr"
        assert text.locator("mark").all_inner_texts() == ["bateau"]
        assert "Le bateau et l’échéance, un mardi." in text.inner_text()
        assert "[fr]" in text.inner_text()
        link.click()
        assert page.locator("h1").inner_text().startswith("Deadlines")


@pytest.mark.thorough
def test_filters_are_in_the_address(blog, chromium):
    """Languages have counts; a choice, a tag, the way back and a shared address all work."""
    with browsing(chromium, blog.build().output) as (page, address, _):
        page.goto(f"{address}search/?q=la")
        everything = found(page)
        counts = page.locator(".search-filters fieldset .count").all_inner_texts()
        assert [int(each) for each in counts] == [
            len(everything), *(sum(lang == code for _, lang in everything) for code in ("fr", "en")),
        ]  # fmt: skip
        page.check("[value=en]")
        page.wait_for_url("**lang=en*")
        assert found(page) == [DEADLINES]
        page.go_back()
        page.wait_for_function("document.querySelectorAll('.search-results .entry').length > 1")
        assert found(page) == everything
        assert page.is_checked("[name=lang][value='']")

        page.goto(f"{address}en/search/?tag=lac")
        assert found(page) == [DEADLINES, TRAVERSEE]  # the newest first
        assert page.locator("select option:checked").inner_text() == "lake"
        page.goto(f"{address}fr/archives/tag/lac/")
        page.click("text=Chercher dans ce mot-clé")
        assert [title for title, _ in found(page)] == ["Deadlines", "La traversée"]


def test_marks_of_an_author_are_text(site, chromium):
    """Nothing of a title, a text or a query is read as HTML."""
    evil = "&lt;img src=x onerror=alert(1)&gt;"
    site.post(f"Un {evil}", f"Texte {evil} fin.", lang="fr", slug="un", tags="a")
    built = site.build(SITEURL=SITE)
    with browsing(chromium, built.output) as (page, address, faults):
        page.goto(f"{address}search/?q=%3Cimg%20src=x%20onerror=alert(1)%3E+texte")
        said(page)
        assert page.locator(".search-results img, form img").count() == 0
        assert "<img src=x onerror=alert(1)>" in page.locator(".search-results").inner_text()
    assert faults == []


def test_many_results_come_by_ten(site, chromium):
    """More are shown when asked for, and the keyboard goes on where they begin."""
    for n in range(23):
        site.post(f"Billet {n}", "Commun.", lang="fr", slug=f"b{n}")
    with browsing(chromium, site.build(SITEURL=SITE).output) as (page, address, faults):
        page.goto(f"{address}fr/search/?q=commun")
        assert said(page) == "Résultats : 23".replace(" :", "\u00a0:")
        assert page.locator(".search-results .entry").count() == 10
        for shown in (20, 23):
            page.click(".search-more")
            page.wait_for_function(f"document.querySelectorAll('.entry').length === {shown}")
            assert page.evaluate("document.activeElement.tagName") == "A"
        assert page.locator(".search-more").is_hidden()
    assert faults == []


def test_an_index_that_does_not_come_is_told(blog, chromium):
    """When the connection is cut it is said, and the next attempt asks again."""
    built = blog.build()
    with browsing(chromium, built.output) as (page, address, _):
        page.route("**/*.pf_meta", lambda route: route.abort())
        page.goto(f"{address}search/?q=bateau")
        assert said(page).startswith("The index could not be loaded")
        page.unroute("**/*.pf_meta")
        page.reload()
        assert found(page) == [DEADLINES]


def test_without_scripts_an_engine_is_asked(blog, chromium):
    """The form leads to the engine, for this site only; filters that would do nothing are not seen."""
    with browsing(chromium, blog.build().output, java_script_enabled=False) as (page, address, _):
        engine = "https://duckduckgo.com/**"
        page.route(engine, lambda route: route.fulfill(status=204))
        page.goto(f"{address}fr/search/?q=x")
        assert not page.locator(".search-filters").is_visible()
        assert "duckduckgo.com" in page.locator(".search-form").inner_text()
        page.fill("[name=q]", "l’été")
        with page.expect_request(engine) as asked:
            page.click(".search-form button")
        question = "https://duckduckgo.com/?q=l%E2%80%99%C3%A9t%C3%A9&sites=x.example"
        assert asked.value.url == question
        page.goto(f"{address}fr/search/")
        page.click(".search-browse >> text=Archives")
        assert page.locator("h1").inner_text() == "Archives"


@pytest.mark.parametrize("server", ["nginx", "apache"])
def test_search_keeps_to_the_policy(blog, chromium, server):
    """Under the policy that a host is told, the index runs, and nothing is refused."""
    built = blog.build()
    policy = re.search(r"Security-Policy: (.*)", (built.output / "_headers").read_text())[1]
    assert "script-src 'self' 'wasm-unsafe-eval'" in policy
    assert "form-action 'self' https://duckduckgo.com" in policy
    assert "unsafe-inline" not in policy
    with on_server(server, built.output, SITE) as get:
        assert get.headers("/search/")["Content-Security-Policy"] == policy
        page, faults = chromium.new_page(), []
        page.on("console", lambda message: faults.append(message.text))
        page.goto(f"http://127.0.0.1:{get.port}/search/?q=bateau")
        assert found(page) == [DEADLINES]
        page.close()
    assert faults == []


@pytest.mark.thorough
@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_axe_finds_nothing_in_what_is_found(blog, chromium, width, scheme):
    """Results, no results, filters: no fault, no sideways scroll, targets of 24 pixels and more."""
    look = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    with browsing(chromium, blog.build().output, **look) as (page, address, _):
        for query in ("?q=bateau", "?q=zzz", "?tag=lac", ""):
            page.goto(f"{address}fr/search/{query}")
            page.wait_for_load_state("networkidle")
            assert Axe().run(page, options=RULES).response["violations"] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_pages_to_search_on(blog):
    """In every view, linked from everywhere, for people only: neither engines nor sitemaps list them."""
    built = blog.build()
    for url, lang in (("search/", "en"), ("fr/search/", "fr"), ("en/search/", "en")):
        page = built.page(url)
        assert page.html["lang"] == lang
        assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"
        assert page.select_one(".site-nav [aria-current]")["href"].endswith(url)
    assert b"search/" not in built.files()["sitemap.xml"]
    assert built.page("404.html").select_one("form[role=search]")["action"] == "/search/"
    scripts = {
        url: page.select("script:not([type='application/ld+json'])")
        for url, page in built.pages().items()
    }
    assert {url for url, found in scripts.items() if found} == {
        "search/",
        "fr/search/",
        "en/search/",
    }


def test_what_is_not_published_is_not_found(blog):
    """Drafts, hidden and scheduled posts are in no index; a preview has none, and no script."""
    blog.post("Brouillon", "xylophone", lang="fr", status="draft")
    blog.post("Caché", "xylophone", lang="fr", status="hidden")
    blog.post("Demain", "xylophone", lang="fr", date="2999-01-01 10:00")
    built = blog.build()
    assert not any(b"index/fragment" in name.encode() and b"xylo" in data for name, data in built.files().items())  # fmt: skip
    assert len(list((built.output / "search/index/fragment").iterdir())) == 3

    assert blog.build(BILINGUAL_DRAFTS=True).page("search/").select("script[type=module]") == []
    assert not (built.output / "search/index").exists()


@pytest.mark.thorough
def test_search_that_nobody_wants(blog):
    """Without an index the engine is asked; without either there is no page, and no link to one."""
    built = blog.build(SEARCH_INDEX=False)
    assert built.page("search/").form["action"] == "https://duckduckgo.com/"
    assert not (built.output / "search/index").exists()
    assert "script-src" not in (built.output / "_headers").read_text()

    built = blog.build(SEARCH_INDEX=False, SEARCH_ENGINE="")
    assert not built.exists("search/")
    assert not [url for url, page in built.pages().items() if "search" in str(page.body)]
    built = blog.build(SEARCH_ENGINE="", SEARCH_URL="trouver/")
    assert built.page("fr/trouver/").form["action"].endswith("fr/trouver/")
    assert (built.output / "trouver/index/pagefind.js").exists()


def test_blog_without_posts_has_no_search(site):
    """Where there is nothing to find nobody is sent to look."""
    assert not site.build(SITEURL=SITE).exists("search/")


def test_index_is_made_when_a_text_has_changed(blog):
    """Only then; it is the same as one made at once; a damaged one is made again."""
    first = blog.build().files()
    [note] = (blog.folder / "cache/search").glob("*.json")
    before = note.stat().st_mtime_ns
    assert blog.build().files() == first
    assert note.stat().st_mtime_ns == before

    blog.post("Trois", "Une boussole.", lang="fr", slug="trois")
    changed = blog.build().files()
    assert note.stat().st_mtime_ns != before
    shutil.rmtree(blog.folder / "cache")
    assert blog.build().files() == changed

    kept = next((blog.folder / "cache/search").rglob("*.pf_fragment"))
    kept.write_bytes(b"damaged")
    assert blog.build().files() == changed
    assert kept.read_bytes() != b"damaged"


def test_what_is_searched_is_made_once(tmp_path):
    """Of texts that have not changed it is kept; a file that is damaged has all made again."""
    path, made = tmp_path / "kept/records", []

    def make(places):
        made.append(list(places))
        return {at: [f"text \ud800 {at}", ["a", "é"]] for at in places}

    first = recalled(path, ["x", "y"], make)
    assert recalled(path, ["y", "x"], make) == first[::-1]
    assert made == [[0, 1]]

    assert recalled(path, ["y", "z"], make)[0] == first[1]
    assert made == [[0, 1], [1]]
    recalled(path, ["x"], make)  # it was forgotten
    assert made == [[0, 1], [1], [0]]

    whole = path.read_bytes()
    for damaged in (b"", b"{}", whole[:-1], whole.replace(b"text", b"next"), b"\xff" + whole):
        path.write_bytes(damaged)
        assert recalled(path, ["x"], make) == first[:1]
    assert made == [[0, 1], [1]] + [[0]] * 6


def test_a_writer_that_renders_at_once_has_the_index_too(blog):
    """Pelican's own writes each page when it is handed over: the index is waited for there."""
    ours = blog.build(SITEURL=SITE).files()
    blog.build(SITEURL=SITE, PELICAN_CLASS=Pelican, OUTPUT_PATH=str(blog.folder / "stock"))
    index = {name: text for name, text in ours.items() if name.startswith("search/index/")}
    assert index
    for name, text in index.items():
        assert (blog.folder / "stock" / name).read_bytes() == text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_was_kept_gives_the_same_index(blog, language):
    """A post, a summary or a tag that is another is found by it, whatever was kept."""
    blog.build()
    path = blog.post("Trois", "Une boussole.", lang=language, slug="trois", tags="cap")
    for old, new in (("boussole", "carte"), ("cap", "nord"), ("Lang", "Summary_fr: Vu.\nLang")):
        path.write_text(path.read_text().replace(old, new))
        edited = blog.build().files()
        shutil.rmtree(blog.folder / "cache/search")
        assert blog.build().files() == edited


@pytest.mark.parametrize(
    ("setting", "value", "cure"),
    [
        ("SEARCH_ENGINE", "duckduckgo", "https://duckduckgo.com/"),
        ("SEARCH_ENGINE", "https://x.example/?q=", "https://duckduckgo.com/"),
        ("SEARCH_ENGINE_SITE", "a b", '"sites"'),
        ("SEARCH_URL", "/search/", '"search/"'),
        ("SEARCH_URL", None, '"search/"'),
    ],
)
def test_settings_of_search_are_checked(blog, setting, value, cure):
    """A setting that cannot be is said, with what to write."""
    told = blog.fails(**{setting: value})
    assert setting in told
    assert cure in told


def test_without_pagefind_nothing_is_written(blog, monkeypatch):
    """A program that is missing or fails is an error with its cure, not a site without search."""
    blog.build()
    monkeypatch.setattr(generator, "program", lambda: ROOT / "no-such-program")
    assert "SEARCH_INDEX = False" in blog.fails(SITENAME="Autre")

    for failing in ("true", "yes"):
        path = program(failing)
        with pytest.raises(IndexingError):
            index_of(path, [Record("a/", "fr", "A", "a")], "fr")
        monkeypatch.setattr(generator, "program", lambda path=path: path)
        monkeypatch.setattr(generator, "version_of", str)
        assert "SEARCH_INDEX = False" in blog.fails()  # while pages are rendered


def test_engine_of_a_site():
    """The engine is asked for the site's host; a site without an address has none."""
    assert engine_of("https://e.example/find", "site", f"{SITE}/blog").site == "x.example"
    assert engine_of("https://e.example:8/find", "site", SITE).origin == "https://e.example:8"
    assert engine_of("https://e.example/", "site", "") is None
    assert engine_of("", "site", SITE) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("l’été, qu’on", "l' été, qu' on"),
        ("I don’t", "I don't"),
        ("Jusqu’ici d’Orsay l’«\u00a0œuvre\u00a0»", "Jusqu' ici d' Orsay l’«\u00a0œuvre\u00a0»"),
        ("co\u00adopé\u200bration", "coopération"),
        ("aujourd’hui", "aujourd'hui"),
    ],
)
def test_text_as_it_is_searched(text, words):
    """Elided words are two; an apostrophe within one is typed; invisible characters are gone."""
    assert searchable(text) == words


def test_notes_are_found_without_their_numbers():
    """The words of a text are those that are read, one after the other."""
    html = (
        '<p>Un<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>.</p>'
        '<p>Note <a class="footnote-backref" href="#fnref:1">↩</a></p>'
    )
    assert text_of(html).split() == ["Un.", "Note"]


@given(st.lists(st.text("aébœ’ -<.\u00a0"), max_size=SHOWN * 2), st.text("abé "), st.text("œuf "))
def test_every_word_is_in_a_record(words, summary, more):
    """Nothing is lost: what is not shown is there once, and parts are as many as was said."""
    text = searchable(" ".join(words))
    content = content_of(text, [summary, ""], [more])
    parts = content.split(PART)

    assert len(parts) == 4
    assert parts[1].strip() == summary.strip()
    there = set(WORD.findall(content.casefold()))
    assert there >= set(WORD.findall(f"{text} {summary} {more}".casefold()))
    last = WORD.findall(parts[3])
    assert len(last) == len(set(last))


@pytest.mark.thorough
def test_index_of_a_thousand_posts_is_small(site, chromium):
    """At most 2.5 kB a post, and 300 kB until the first answer, in either language."""
    write_posts(Corpus(1_000).posts(), "passerelle", site.content)
    output = site.build(SITEURL=SITE).output
    files = [path for path in (output / "search/index").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) / 1_000 <= 2_500

    for start, query in (("fr/search/", "lumière"), ("en/search/", "garden")):
        with served(output) as (address, asked):
            page = chromium.new_page()
            page.goto(f"{address}{start}?q={query}")
            assert len(found(page)) == 10
            page.close()
            paths = [output / path.split("?")[0].strip("/") for path in asked]
            sizes = [(p / "index.html" if p.is_dir() else p).stat().st_size for p in paths]
        assert sum(sizes) <= 300_000, dict(zip(asked, sizes, strict=True))


def test_pagefind_is_the_one_that_is_pinned():
    """The program's version is that of the lock; its form of service is no public one."""
    pinned = re.search(r"^pagefind\S*==(\S+)", (ROOT / "requirements.txt").read_text(), re.M)[1]
    assert version_of(pagefind()).endswith(pinned)
