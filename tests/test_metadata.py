"""What pages say of themselves to others: cards, JSON-LD, the sitemap, robots.txt, microformats."""

import json
import re

import pytest
from conftest import PIXEL
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from plugins.metadata import generator, shortened
from plugins.metadata.card import Card, first_image, linked_data, open_graph_locale, picture_of

SITE = "https://deux-rives.example"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
POST = "archives/2016/10/01/un/"


def addresses(built, name="sitemap.xml"):
    """What a sitemap has: the moments of change by the addresses from the root."""
    tree = etree.fromstring((built.output / name).read_bytes())
    return {
        each.findtext(f"{SITEMAP}loc").removeprefix(f"{SITE}/"): each.findtext(f"{SITEMAP}lastmod")
        for each in tree
    }


def meta(page, name):
    """The values of a property, or name, in the head of a page."""
    return [
        each["content"]
        for each in page.head.find_all("meta")
        if name in (each.get("property"), each.get("name"))
    ]


def linked(page):
    """What the page's JSON-LD says."""
    return json.loads(page.find("script", type="application/ld+json").string)


@pytest.fixture
def blog(site):
    """Four posts and a page; one tag of three posts, one of one."""
    site.post("Un", lang="fr", tags="lac, rare", modified="2017-02-03 04:05", slug="un")
    site.post("Two", lang="en", tags="lac")
    site.post("Trois", lang="fr", tags="lac")
    site.post("Secret", lang="fr", status="hidden")
    site.post("Brouillon", lang="fr", status="draft")
    site.post("Demain", lang="fr", date="2999-01-01")
    site.file("pages/moi.md", "Title: Moi\nLang: fr\nSlug: moi\n\nBonjour.\n")
    return site


def test_sitemap_has_what_readers_look_for(blog):
    """Posts, pages, home, archives and tags of several posts, in each view; nothing hidden."""
    found = addresses(blog.build())

    assert found.keys() == {
        "", "fr/", "en/", "archives/", "fr/archives/", "en/archives/", "tags/", "fr/tags/", "en/tags/",
        "archives/tag/lac/", "moi/", POST, "archives/2016/10/02/two/", "archives/2016/10/03/trois/",
    }  # fmt: skip
    assert found[POST] == "2017-02-03T04:05:00+01:00"
    assert found["archives/2016/10/02/two/"] == "2016-10-02T10:00:00+02:00"
    assert found["fr/"] is found["moi/"] is None


def test_all_that_the_sitemap_names_answers(sample):
    """Every address in the sample site's sitemap is there, once, and may be looked for."""
    found = addresses(sample)

    assert len(found) > 60
    for url in found:
        page = sample.page(url)
        assert page.find("link", rel="canonical")["href"] == f"{SITE}/{url}"
        assert not meta(page, "robots")


def test_drafts_of_a_preview_are_in_no_sitemap(blog):
    """What is not published yet is shown to its author alone."""
    found = addresses(blog.build(BILINGUAL_DRAFTS=True))

    assert not [url for url in found if "brouillon" in url or "demain" in url]


def test_sitemap_joins_true_translations(site):
    """A post that is a translation is told with its original, each with its language."""
    site.post("Un", lang="fr", slug="un")
    site.post("One", lang="en", slug="one", translation_of="un")
    tree = etree.fromstring((site.build().output / "sitemap.xml").read_bytes())
    versions = {
        each.findtext(f"{SITEMAP}loc"): {
            link.get("hreflang"): link.get("href") for link in each.iter(f"{XHTML}link")
        }
        for each in tree
    }
    both = {"fr": f"{SITE}/{POST}", "en": f"{SITE}/archives/2016/10/02/one/"}

    assert versions[both["fr"]] == versions[both["en"]] == both
    assert versions[f"{SITE}/"] == {}


def test_long_sitemap_is_in_parts(blog, monkeypatch):
    """What one file may not hold is in several, which the sitemap lists; the oldest posts first."""
    whole = list(addresses(blog.build()))
    monkeypatch.setattr(generator, "MOST", 12)
    built = blog.build()
    parts = [list(addresses(built, name)) for name in addresses(built)]

    assert list(addresses(built)) == ["sitemap-1.xml", "sitemap-2.xml"]
    assert [len(part) for part in parts] == [12, 2]
    assert [*parts[0], *parts[1]] == whole
    assert parts[1] == ["archives/2016/10/02/two/", "archives/2016/10/03/trois/"]


def test_sitemap_is_written_anew_for_what_it_says_only(blog):
    """Another body changes no sitemap; another date of change, and another post, do."""
    blog.build()
    blog.post("Two", "Else.", lang="en", tags="lac", date="2016-10-02 10:00", path="002.md")
    assert "sitemap.xml" not in blog.rendered()

    blog.post("Two", "Else.", lang="en", tags="lac", date="2016-10-02 10:00", path="002.md", modified="2018-01-01")  # fmt: skip
    assert "sitemap.xml" in blog.rendered()


def test_robots_are_told_of_the_sitemap(blog):
    """Everything may be looked at, and the sitemap is named."""
    text = (blog.build().output / "robots.txt").read_text("utf-8")

    assert text == f"User-agent: *\nDisallow:\n\nSitemap: {SITE}/sitemap.xml\n"


def test_robots_of_ones_own(blog):
    """METADATA_ROBOTS holds other lines, or none: then there is no file."""
    lines = ["User-agent: Greedy", "Disallow: /"]
    text = (blog.build(METADATA_ROBOTS=lines).output / "robots.txt").read_text("utf-8")

    assert text.startswith("User-agent: Greedy\nDisallow: /\n\nSitemap:")
    assert not blog.build(METADATA_ROBOTS=()).exists("robots.txt")


def test_robots_look_at_the_root_only(blog):
    """A site under a path has a sitemap, and no robots.txt, which nobody would ask for there."""
    built = blog.build(SITEURL=f"{SITE}/blog")

    assert not built.exists("robots.txt")
    assert f"blog/{POST}" in addresses(built)


def test_a_site_without_address_has_no_sitemap(blog):
    """A sitemap holds whole addresses, or is none."""
    built = blog.build(SITEURL="")

    assert not built.exists("sitemap.xml")
    assert not built.exists("robots.txt")


@pytest.mark.parametrize("key", ["METADATA_ME", "METADATA_ROBOTS"])
def test_a_text_in_place_of_a_list_stops_the_build(blog, key):
    """A text would be read letter by letter: what to write is told."""
    assert f"{key} = 'https://me.example/' is no list" in blog.fails(**{key: "https://me.example/"})


def test_card_of_a_post(site):
    """Others show a post by its title, its own excerpt and its first picture, in its language."""
    body = "Texte.\n\n![](data:image/png;base64,AA) ![Le lac]({static}/images/lac & rive.jpg)"
    site.file("images/lac & rive.jpg", PIXEL)
    site.post("Un «\xa0deux\xa0»", body, lang="fr", summary="Un *mot*.", summary_en="A word.", slug="un", tags="été", modified="2017-01-01")  # fmt: skip
    page = site.build().page(POST)

    assert meta(page, "description") == meta(page, "og:description") == ["Un mot."]
    assert meta(page, "og:title") == ["Un «\xa0deux\xa0»"]
    assert meta(page, "og:type") == ["article"]
    assert meta(page, "og:url") == [page.find("link", rel="canonical")["href"]]
    assert meta(page, "og:locale") == ["fr_FR"]
    assert meta(page, "og:image") == [f"{SITE}/images/lac%20&%20rive.jpg"]
    assert meta(page, "og:image:width") == meta(page, "og:image:height") == ["1"]
    assert meta(page, "og:image:alt") == ["Le lac"]
    assert meta(page, "twitter:card") == ["summary_large_image"]
    assert meta(page, "article:published_time") == ["2016-10-01T10:00:00+02:00"]
    assert meta(page, "article:modified_time") == ["2017-01-01T00:00:00+01:00"]
    assert meta(page, "article:tag") == ["été"]


def test_card_without_pictures(site):
    """A page without a picture has that of the site, if there is one; a drawing is none to others."""
    site.post("Un", '<img src="/images/a.svg" alt="">', lang="fr", slug="un")
    site.file("images/a.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    site.file("images/carte.jpg", PIXEL)
    built = site.build()
    assert meta(built.page(POST), "og:image") == []
    assert meta(built.page(POST), "twitter:card") == ["summary"]

    built = site.build(METADATA_IMAGE="images/carte.jpg")
    for url in ("", POST, "tags/" if built.exists("tags/") else "archives/"):
        assert meta(built.page(url), "og:image") == [f"{SITE}/images/carte.jpg"]
    other = "https://pictures.example/a.png"
    assert meta(site.build(METADATA_IMAGE=other).page(""), "og:image") == [other]


def test_cards_of_listings(blog):
    """A listing has a title of its own, the site's subtitle or its tag's description, its language."""
    blog.file("tags.toml", '[lac]\nnames = { fr = "lac" }\ndescriptions = { fr = "Eau." }\n')
    built = blog.build(SITESUBTITLE={"fr": "Deux rives.", "en": "Two shores."})
    home, tag = built.page("fr/"), built.page("fr/archives/tag/lac/")

    assert meta(home, "description") == ["Deux rives."]
    assert meta(built.page(""), "og:description") == ["Two shores."]
    assert meta(home, "og:locale") == ["fr_FR"]
    assert meta(tag, "description") == ["Eau."]
    assert meta(built.page("fr/archives/"), "description") == ["Archives – Deux rives. Deux rives."]
    to_find = [
        page for page in built.pages().values() if not page.select("[http-equiv], [name=robots]")
    ]
    assert {len(meta(page, "description")) for page in to_find} == {1}
    assert meta(tag, "og:title") == [tag.title.get_text().rpartition(" – ")[0]]
    assert meta(tag, "og:type") == ["website"]
    assert meta(built.page("404.html"), "og:title") == []


def test_translations_tell_their_locales(site):
    """A card names the languages of true translations, of those alone."""
    site.post("Un", lang="fr", slug="un", summary_en="One.")
    site.post("One", lang="en", translation_of="un", slug="one")
    site.post("Deux", lang="fr", slug="deux", summary_en="Two.")
    built = site.build()

    assert meta(built.page(POST), "og:locale:alternate") == ["en_GB"]
    assert meta(built.page("archives/2016/10/03/deux/"), "og:locale:alternate") == []


def test_linked_data_of_a_post(site):
    """Search engines read who wrote what when, in which language, as the page itself says."""
    site.post(
        "Un </script><b> & « deux »",
        lang="fr",
        slug="un",
        summary="Mot.",
        tags="été",
        authors="Zoé; Bob",
    )
    page = site.build().page(POST)
    said = linked(page)

    assert said["@type"] == "BlogPosting"
    assert said["headline"] == page.h1.find(class_="p-name").get_text()
    assert said["inLanguage"] == page.html["lang"] == "fr"
    assert said["url"] == said["mainEntityOfPage"] == page.find("link", rel="canonical")["href"]
    assert said["datePublished"] == "2016-10-01T10:00:00+02:00"
    assert [author["name"] for author in said["author"]] == ["Zoé", "Bob"]
    assert said["keywords"] == ["été"]
    assert said["description"] == "Mot."
    assert len(page.find_all("script")) == 1


def test_pages_have_a_card_and_no_date(blog):
    """A page is no post of the blog."""
    page = blog.build().page("moi/")

    assert meta(page, "description") == ["Bonjour."]
    assert meta(page, "article:published_time") == []
    assert page.find("script") is None


def test_who_one_is_elsewhere(blog):
    """METADATA_ME names one's other places, which then know this one for the same person's."""
    places = ["https://social.example/@me", "https://code.example/me"]
    head = blog.build(METADATA_ME=places).page("").head

    assert [link["href"] for link in head.find_all("link", rel="me")] == places
    assert head.find("link", rel="author")["href"] == f"{SITE}/"


def test_lists_and_posts_are_microformats(blog):
    """A list is an h-feed of h-entries, a post an h-entry, each with its title, date and tags."""
    built = blog.build()
    home, post = built.page("fr/"), built.page(POST)

    feed = home.find(class_="h-feed")
    assert feed.find(class_="p-name").get_text(strip=True) == home.h1.get_text(strip=True)
    assert len(feed.select(".h-entry > header .u-url")) == len(feed.select(".h-entry")) == 2
    for entry in [*feed.select(".h-entry"), post.find(class_="h-entry")]:
        assert re.match(r"2016-10-0\d", entry.find(class_="dt-published")["datetime"])
        assert "lac" in [each.get_text() for each in entry.find_all(class_="p-category")]
    assert post.find(class_="h-feed") is None


@pytest.mark.parametrize(
    ("html", "url", "alt"),
    [
        ("<p><img alt='a &amp; b' src=x.jpg></p>", "x.jpg", "a & b"),
        ('<img src="a.svg"><img src="b.png?c.svg" alt="">', "b.png?c.svg", ""),
        ('<img alt="src=no" data-src="no" src="yes.webp">', "yes.webp", "src=no"),
        ('<img alt="no source"><img src="">', "", ""),
        ("<p>none</p>", "", ""),
    ],
)
def test_first_picture(html, url, alt):
    """The first picture that others can show, with its text."""
    tag = first_image(html)

    assert (picture_of(tag) if tag else ("", "")) == (url, alt)


@given(st.text(), st.text())
def test_linked_data_never_ends_its_script(title, name):
    """Whatever a title holds, it is read again as it was, and no tag is in the script."""
    card = Card("article", "https://x/", title, "S", "fr_FR", authors=[name])
    text = linked_data(card, "fr", "https://x/")

    assert not set("<>&") & set(text)
    assert json.loads(text).get("headline", "") == title
    assert json.loads(text)["author"] == [{"@type": "Person", "name": name}]


@given(st.text())
def test_descriptions_are_short(text):
    """A description is the text, or the beginning of it within 200 characters."""
    made = shortened(text)

    assert len(made) <= 200
    assert made == text or text.startswith(made.removesuffix("…"))
    assert shortened(f"a{text[:100]}, …").endswith("…")


@pytest.mark.parametrize(
    ("locale", "expected"),
    [("fr", "fr_FR"), ("fr-CH", "fr_CH"), ("en", "en_US"), ("en-GB", "en_GB"), ("de", "de_DE"), ("sv", "sv_SE")],
)  # fmt: skip
def test_locales_of_open_graph(locale, expected):
    """Open Graph wants a territory: one's own, or that of most who read the language."""
    assert open_graph_locale(locale) == expected
