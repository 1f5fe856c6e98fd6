"""Feeds: which there are, what they say, and ids that last."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from plugins.language_feeds.atom import atom_entry, atom_feed, marked_entry
from plugins.language_feeds.entries import (
    Entry,
    Feed,
    Text,
    checked_authority,
    content_html,
    entry_id,
)

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NOON = datetime.datetime(2016, 10, 12, 12, tzinfo=datetime.UTC)


def entry_of(title="T", content="<p>x</p>"):
    return Entry(
        id="tag:x,2008:a",
        url="https://x/a",
        lang="fr",
        about="fr",
        title=Text(title, "fr"),
        published=NOON,
        updated=NOON,
        authors=["A"],
        summary=Text("s", "fr"),
        content=Text(content, "fr"),
    )


def feed_of(*entries):
    return Feed(
        id="tag:x,2008:feed:all",
        title=Text("F", "en"),
        lang=None,
        url="https://x/f",
        home="https://x/",
        author="A",
        entries=entries,
        updated=NOON,
    )


@pytest.fixture
def blog(site):
    """Three posts in two languages under one tag."""
    site.post(
        "Un",
        lang="fr",
        tags="lac",
        path="2016/un.md",
        summary_en="In *short*.",
        body="[Deux]({filename}/2016/two.md) et /rien.\n\n## Titre\n\nNote[^1].\n\n[^1]: Bas.",
    )
    site.post(
        "Two",
        lang="en",
        tags="lac",
        path="2016/two.md",
        summary_fr="En bref.",
        modified="2016-12-01",
    )
    site.post("Trois", lang="fr", path="2016/trois.md", guid="http://old.example/?p=123")
    return site


def test_which_feeds_there_are(blog):
    """A feed of all, of each language, of each tag, of each tag in each language with posts."""
    built = blog.build()

    assert [path for path in built.files() if path.startswith("feeds/")] == [
        "feeds/all.atom.xml",
        "feeds/all.json",
        "feeds/all.rss.xml",
        "feeds/archive/2016.xml",
        "feeds/archive/en-2016.xml",
        "feeds/archive/fr-2016.xml",
        "feeds/en.atom.xml",
        "feeds/en.json",
        "feeds/en.rss.xml",
        "feeds/feeds.opml",
        "feeds/fr.atom.xml",
        "feeds/fr.json",
        "feeds/fr.rss.xml",
        "feeds/index.html",
        "feeds/read-en.atom.xml",
        "feeds/read-fr.atom.xml",
        "feeds/tag/lac.atom.xml",
        "feeds/tag/lac.en.atom.xml",
        "feeds/tag/lac.fr.atom.xml",
    ]


def test_languages_are_honest(blog):
    """Feed, entry, title, summary and content each say their language."""
    built = blog.build()
    tree = etree.fromstring((built.output / "feeds/all.atom.xml").read_bytes())

    assert tree.get(LANG) == "en"
    for entry in tree.iter(f"{ATOM}entry"):
        lang = entry.get(LANG)
        assert {
            entry.find(f"{ATOM}{name}").get(LANG) for name in ("title", "summary", "content")
        } == {lang}
    parsed = built.feed("all")
    assert [entry.title_detail.language for entry in parsed.entries] == ["fr", "en", "fr"]
    assert [entry.content[0].language for entry in parsed.entries] == ["fr", "en", "fr"]


def test_titles_are_marked_in_mixed_feeds_only(blog):
    """A feed of several languages marks each title; one of a single language does not."""
    built = blog.build()

    assert [entry.title for entry in built.feed("all").entries] == [
        "Trois [fr]",
        "Two [en]",
        "Un [fr]",
    ]
    assert [entry.title for entry in built.feed("fr").entries] == ["Trois", "Un"]


def test_other_language_summary_comes_first(blog):
    """The content begins with the summary in the other language, its marker visible, then the post."""
    content = blog.build().feed("fr").entries[1].content[0].value

    assert content.startswith(
        '<blockquote lang="en"><p><b>[en]</b> In <em>short</em>.</p></blockquote>'
    )


def test_addresses_are_absolute_and_ids_gone(blog):
    """Links work from anywhere: to posts, to notes, to files; nothing has an id."""
    content = blog.build().feed("all").entries[2].content[0].value

    assert 'href="https://deux-rives.example/archives/2016/10/02/two/"' in content
    assert 'href="https://deux-rives.example/archives/2016/10/01/un/#fn:1"' in content
    assert " id=" not in content


def test_files_linked_are_absolute(site):
    """A file that a post shows has an absolute address in the feed."""
    site.file("images/a b.svg", "<svg/>")
    site.post("Un", lang="fr", body="![Un lac]({static}/images/a%20b.svg)")

    assert (
        'src="https://deux-rives.example/images/a'
        in site.build().feed("all").entries[0].content[0].value
    )


def test_feeds_have_ids_and_titles_of_their_own(blog):
    """No two feeds have the same id, or the same title."""
    built = blog.build()
    feeds = [
        built.feed(name) for name in ("all", "fr", "en", "tag/lac", "tag/lac.fr", "tag/lac.en")
    ]

    assert len({feed.feed.id for feed in feeds}) == len({feed.feed.title for feed in feeds}) == 6
    assert feeds[4].feed.id == "tag:deux-rives.example,2008:feed:tag/lac.fr"
    assert feeds[4].feed.title == "Deux rives – lac – Français"
    assert feeds[4].feed.links[1].hreflang == "fr"
    assert feeds[4].feed.links[1].href == "https://deux-rives.example/fr/archives/tag/lac/"


def test_ids_last(blog):
    """Title, slug, date, tags, domain, theme and the order of languages never change an id."""
    before = [entry.id for entry in blog.build().feed("all").entries]
    assert before == [
        "http://old.example/?p=123",
        "tag:deux-rives.example,2008:2016/two.md",
        "tag:deux-rives.example,2008:2016/un.md",
    ]

    blog.post(
        "Autre titre", path="2016/un.md", lang="fr", slug="autre", date="2016-10-01 23:00", tags="x"
    )
    after = blog.build(
        SITEURL="https://new.example/blog",
        LANGUAGES={"en": {"name": "English"}, "fr": {"name": "Français"}},
        DEFAULT_LANG="fr",
        TIMEZONE="America/Montreal",
        ARTICLE_URL="{slug}/",
        ARTICLE_SAVE_AS="{slug}/index.html",
    )
    assert [entry.id for entry in after.feed("all").entries] == before


def test_updated_comes_from_the_post_only(blog):
    """`updated` is `Modified`, or `Date`; that of the feed is the newest of its entries."""
    feed = blog.build().feed("all")

    assert [entry.updated[:10] for entry in feed.entries] == [
        "2016-10-03",
        "2016-12-01",
        "2016-10-01",
    ]
    assert feed.feed.updated[:10] == "2016-12-01"


def test_two_builds_give_the_same_bytes(blog, tmp_path):
    """Nothing in a feed tells when it was written."""
    first = blog.build().files()
    second = blog.build(OUTPUT_PATH=str(tmp_path / "again"))
    again = type(second)(tmp_path / "again", "").files()

    assert first == again


def test_feed_and_page_have_one_order(blog):
    """A feed's entries are the first posts of its page, in the same order."""
    for n in range(30):
        blog.post(
            f"P{n}", lang=("fr", "en")[n % 2], tags="lac", date=f"2017-01-{1 + n % 9:02} 10:00"
        )
    built = blog.build(DEFAULT_PAGINATION=40)

    for name, url in (
        ("all", ""),
        ("fr", "fr/"),
        ("tag/lac", "archives/tag/lac/"),
        ("tag/lac.en", "en/archives/tag/lac/"),
    ):
        titles = [
            entry.title.removesuffix(" [fr]").removesuffix(" [en]")
            for entry in built.feed(name).entries
        ]
        assert titles == built.titles(url)[:20]


def test_autodiscovery_on_every_page(blog):
    """A page tells of the feeds of the site and of its language; a tag's page of its own, too."""
    built = blog.build()

    def titles(url):
        return [
            link["title"] for link in built.page(url).select("link[type='application/atom+xml']")
        ]

    assert titles("") == [
        "Deux rives",
        "Deux rives – Français",
        "Deux rives – English",
        "Deux rives – tout en français",
        "Deux rives – everything in English",
    ]
    in_french = ["Deux rives", "Deux rives – Français", "Deux rives – tout en français"]
    assert titles("fr/") == titles("archives/2016/10/01/un/") == in_french
    assert titles("fr/archives/tag/lac/")[0] == "Deux rives – lac"
    assert titles("fr/archives/tag/lac/")[-3:] == in_french


def test_two_posts_with_one_id_are_an_error(blog):
    """Two posts that would be one to every feed reader are told."""
    blog.post("Quatre", lang="fr", path="2016/zz.md", guid="http://old.example/?p=123")

    assert "“http://old.example/?p=123” is also that of 2016/trois.md" in blog.fails()


@pytest.mark.parametrize(
    "authority", ["", "https://example.org", "example.org", "exa mple.org,2008", "example.org,08"]
)
def test_authority_that_cannot_make_ids_is_refused(authority):
    """Without a domain and a year no id would be permanent."""
    with pytest.raises(ValueError, match="write, once and for ever"):
        checked_authority(authority)


def test_missing_authority_stops_the_build(site):
    """A site without LANGUAGE_FEEDS_AUTHORITY is told what to write."""
    assert "LANGUAGE_FEEDS_AUTHORITY" in site.fails(LANGUAGE_FEEDS_AUTHORITY="")


@given(st.text(), st.text())
def test_any_text_gives_well_formed_xml(title, content):
    """Control characters, CDATA ends and the rest of Unicode give a feed that parses."""
    xml = atom_feed(feed_of(marked_entry(atom_entry(entry_of(title, content)), "fr")))

    assert etree.fromstring(xml.encode()).find(f"{ATOM}entry/{ATOM}title") is not None


@given(st.text(min_size=1))
def test_paths_give_ids_that_are_uris(path):
    """Whatever a file is called, its id is ASCII without spaces, and no two paths share one."""
    made = entry_id("example.org,2008", path) if path.isprintable() else ""

    assert made.isascii()
    assert " " not in made


def test_marker_without_paragraph():
    """A summary that is no paragraph is marked all the same."""
    assert content_html("x", [("en", "<ul><li>y</li></ul>")]).startswith(
        '<blockquote lang="en"><b>[en]</b> <ul>'
    )
