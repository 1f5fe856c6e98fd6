"""Home, archives, years, months and the page not found, in every view."""

import datetime
from itertools import groupby
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from conftest import words
from hypothesis import given
from hypothesis import strategies as st

from plugins.listings.generator import by_month, periods


@pytest.fixture
def blog(site):
    """Twenty-five posts, ten of them English, over two years."""
    for n in range(25):
        lang = "en" if n % 5 in (1, 3) else "fr"
        site.post(f"P{n:02}", lang=lang, date=f"{2015 + n // 13}-{1 + n % 12:02}-03 10:00")
    return site


def test_every_post_is_on_the_home_page_once(blog):
    """Home and its numbered pages show each post once, newest first, ten on a full page."""
    built = blog.build()

    front, first = built.titles(""), built.titles("page/1/")

    assert (len(front), len(first)) == (15, 10)
    assert not built.exists("page/2/")
    assert len(set(front + first)) == 25


def test_views_add_up(blog):
    """The counts in the view links are those of the posts shown, and the languages make the whole."""
    built = blog.build()

    for url in ("", "archives/", "archives/2015/"):
        counts = [int(count.get_text()) for count in built.page(url).select(".view-links .count")]
        assert counts[0] == sum(counts[1:])
    assert [words(a) for a in built.page("").select(".view-links a")] == [
        "All 25", "Français 15", "English 10",
    ]  # fmt: skip


def test_numbered_pages_tell_no_totals(blog):
    """A numbered page shows no counts, so that a new post leaves its bytes as they are."""
    before = blog.build().files()["page/1/index.html"]
    blog.post("New", lang="fr", date="2017-06-01")
    after = blog.build().files()["page/1/index.html"]

    assert b"count" not in before
    assert before == after


def test_numbered_pages_are_their_own_canonical(blog):
    """Each page of a listing is canonical for itself, at its absolute address."""
    built = blog.build()

    for url in ("", "page/1/", "fr/", "archives/2015/"):
        canonical = built.page(url).select_one("link[rel=canonical]")["href"]
        assert canonical == f"https://deux-rives.example/{url}"


def test_pages_of_a_listing_are_linked(blog):
    """Newer and older lead from page to page and back."""
    built = blog.build(DEFAULT_PAGINATION=5)

    older = [
        built.page(url).select_one(".pagination [rel=next]") for url in ("", "page/4/", "page/1/")
    ]
    newer = [
        built.page(url).select_one(".pagination [rel=prev]") for url in ("", "page/4/", "page/1/")
    ]

    assert [link and link["href"] for link in older] == ["./page/4/", "../../page/3/", None]
    assert [link and link["href"] for link in newer] == [None, "../../", "../../page/2/"]


def test_view_without_posts_does_not_exist(site):
    """A language without posts has no pages, and nothing links to it."""
    site.post("Seul", lang="fr")
    built = site.build()

    assert built.exists("fr/")
    assert not built.exists("en/")
    assert not any(
        a["href"].endswith("en/") for p in built.pages().values() for a in p.select("a[href]")
    )


def test_years_and_months_hold_their_posts(blog):
    """A year and a month list the titles of their posts, in their view, and lead to their neighbours."""
    built = blog.build()
    year = built.page("archives/2015/")
    month = built.page("archives/2015/04/")

    assert len(year.select(".title-list a")) == 13
    assert year.select_one(".pagination a").get_text() == "Later: 2016"
    assert [a.get_text() for a in month.select(".title-list a")] == ["P03"]
    assert "April 2015" in month.h1.get_text()
    assert not built.exists("fr/archives/2015/04/")


def test_page_not_found_speaks_every_language(site):
    """404.html speaks all languages, those of each view their own, with links from the site's path."""
    site.post("Un", lang="fr")
    site.post("One", lang="en")
    built = site.build(SITEURL="https://example.org/my/blog")

    mixed = built.page("404.html")

    assert mixed.h1.get_text() == "Page not found"
    assert mixed.select_one("section[lang=fr] h2").get_text() == "Page introuvable"
    assert built.page("fr/404.html").h1.get_text() == "Page introuvable"
    assert all(
        link["href"].startswith("/my/blog/")
        for link in mixed.select("link[rel=stylesheet], main a")
    )


def test_empty_blog_has_a_home(site):
    """A blog without posts still has a home page, which says so."""
    built = site.build()

    assert "Nothing is published here yet." in built.page("").main.get_text()
    assert not built.exists("archives/")


def test_one_language_has_no_views(site):
    """With one language declared there are no views, no markers, no feed per language."""
    site.post("Un [x]", summary="Court.")
    built = site.build(LANGUAGES={"fr": {"name": "Français"}}, DEFAULT_LANG="fr")
    home = built.page("")

    assert not home.select(".view-links, .marker")
    assert not built.exists("fr/")
    assert [path for path in built.files() if path.startswith("feeds/")] == [
        "feeds/all.atom.xml",
        "feeds/all.json",
        "feeds/all.rss.xml",
        "feeds/archive/2016.xml",
        "feeds/feeds.opml",
        "feeds/index.html",
    ]


def test_order_has_no_ties(site):
    """Posts of one minute keep one order, whatever the order of their files."""
    for slug in ("b", "c", "a"):
        site.post(slug.upper(), lang="fr", slug=slug, date="2016-10-12 10:00")

    assert site.build().titles("") == ["C", "B", "A"]


def test_periods_keep_the_order():
    """Posts are grouped by period in the order given."""
    assert periods([], lambda date: "") == []


@given(st.lists(st.dates(datetime.date(2014, 10, 1), datetime.date(2016, 3, 1)), max_size=15))
def test_months_make_the_years_that_posts_make(dates):
    """Posts put into months first are parted into the same periods as one by one."""
    posts = [SimpleNamespace(date=date) for date in sorted(dates, reverse=True)]
    for form in ("{:%Y}/", "{:%Y/%m}/"):
        found = periods(by_month(posts), form.format)

        alone = groupby(posts, key=lambda post: form.format(post.date))
        assert [(period.url, list(period.posts)) for period in found] == [
            (url, list(group)) for url, group in alone
        ]


def test_mail_addresses_stay_mail_addresses(site):
    """Markdown hides a mail address in references to characters: in a listing and a feed it stays one."""
    site.post("Un", "Écrire à <info@example.org>.", lang="fr")
    built = site.build(LISTINGS_CONTENT="full")

    assert built.page("").select_one(".prose a")["href"] == "mailto:info@example.org"
    content = built.feed("fr").entries[0].content[0].value
    assert BeautifulSoup(content, "html.parser").a["href"] == "mailto:info@example.org"


@pytest.mark.parametrize(("body", "shown"), [
    ("Avant.\n\n<!--more-->\n\nAprès.", "Avant."),
    ("Avant,\n<!-- more -->\naprès.", "Avant,"),
    ("> - Avant\n>     - dedans\n>\n> <!--more-->\n>\n> Après.", "Avant dedans"),
    ("<div>Avant <b>gras <!--MORE Lire la suite--> après</b></div>", "Avant gras"),
    ("<!--more-->\n\nTout.", "Tout."),
    ("Tout, `<!--more-->` montré.", "Tout, <!--more--> montré."),
])  # fmt: skip
def test_lists_show_a_post_as_far_as_its_mark(site, body, shown):
    """A list, a feed and a card have what stands before `<!--more-->`, well-formed; the post is whole."""
    site.post("Un", body, lang="fr")
    built = site.build()
    [entry] = built.page("").select(".entry")

    assert words(entry.select_one(".prose")) == shown
    assert words(built.page("archives/2016/10/01/un/").select_one(".prose")).startswith(shown)
    assert ("après" in built.page("archives/2016/10/01/un/").text.lower()) == (
        "près" in body.lower()
    )
