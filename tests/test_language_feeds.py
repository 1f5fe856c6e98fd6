"""Feeds: which there are, what they say, and ids that last."""

import datetime
import json
import re
import shutil

import feedparser
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from plugins.bilingual.settings import checked_folder
from plugins.language_feeds.atom import atom_entry, atom_feed, marked_entry
from plugins.language_feeds.entries import (
    Entry,
    Feed,
    Text,
    content_html,
)

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
AUTHORITY = "deux-rives.example,2008"
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


def test_reading_feeds_hold_what_their_readers_can_read(blog):
    """Posts in the language whole; of the others the summary in it, or nothing."""
    blog.post("Quatre", lang="fr", title_en="Four", summary_en="The *fourth*.")
    feed = blog.build().feed("read-en")

    assert [entry.title for entry in feed.entries] == ["Four", "Two", "Un [fr]"]
    assert [entry.title_detail.language for entry in feed.entries] == ["en", "en", "fr"]
    assert {part.content[0].language for part in feed.entries} == {"en"}
    four, two, un = (entry.content[0].value for entry in feed.entries)
    assert four.startswith("<p>The <em>fourth</em>.</p>")
    link = 'archives/2016/10/04/quatre/" hreflang="fr">Read the whole post (in French)</a></p>'
    assert four.endswith(link)
    assert two == "<p>Text.</p>"  # without its French summary
    assert un.startswith("<p>In <em>short</em>.</p>")
    assert feed.feed.title == "Deux rives – everything in English"
    assert feed.feed.links[1].href == "https://deux-rives.example/en/"


def test_reading_feed_of_a_language_in_which_nothing_is_written(site):
    """Summaries alone make a feed for those who read them; its page is that of all posts."""
    site.post("Un", lang="fr", summary_en="In short.")
    built = site.build()

    page = built.feed("read-en").feed.links[1]
    assert (page.href, page.get("hreflang")) == ("https://deux-rives.example/", None)
    assert not built.exists("feeds/en.atom.xml")
    assert not built.exists("en/feeds/")


def test_reading_feed_without_posts_does_not_exist(site):
    """Where nothing can be read in a language there is no feed for its readers."""
    site.post("Un", lang="fr")

    assert not site.build().exists("feeds/read-en.atom.xml")


def test_rss_says_languages_and_ids(blog):
    """An RSS item has the id of Atom, which is no address, its language, and the whole post."""
    built = blog.build()
    tree = etree.fromstring((built.output / "feeds/all.rss.xml").read_bytes())
    items = tree.findall("channel/item")
    parsed = feedparser.parse((built.output / "feeds/all.rss.xml").read_bytes())

    assert [item.findtext("title") for item in items] == ["Trois [fr]", "Two [en]", "Un [fr]"]
    assert [item.findtext(f"{DC}language") for item in items] == ["fr", "en", "fr"]
    assert {item.find("guid").get("isPermaLink") for item in items} == {"false"}
    assert [entry.id for entry in parsed.entries] == [
        entry.id for entry in built.feed("all").entries
    ]
    assert [entry.content[0].value for entry in parsed.entries] == [
        entry.content[0].value for entry in built.feed("all").entries
    ]
    in_french = etree.fromstring((built.output / "feeds/fr.rss.xml").read_bytes())
    assert in_french.findtext("channel/language") == "fr"
    assert in_french.findtext("channel/item/title") == "Trois"


def test_json_says_languages_and_ids(blog):
    """An item of a JSON feed has the id of Atom, its language, and the whole post."""
    built = blog.build()
    feed = json.loads((built.output / "feeds/all.json").read_text("utf-8"))
    atom = built.feed("all").entries

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "https://deux-rives.example/feeds/all.json"
    assert [item["language"] for item in feed["items"]] == ["fr", "en", "fr"]
    for item, entry in zip(feed["items"], atom, strict=True):
        assert (item["id"], item["url"], item["title"]) == (entry.id, entry.link, entry.title)
        assert item["date_modified"] == entry.updated
    assert feed["items"][2]["summary"].startswith("Deux\u00a0[en] et /rien.")
    in_french = json.loads((built.output / "feeds/fr.json").read_text("utf-8"))
    assert [item["title"] for item in in_french["items"]] == ["Trois", "Un"]
    assert in_french["language"] == "fr"


def test_list_of_feeds(blog):
    """The list names each feed once, in Atom, with its language and its page."""
    built = blog.build()
    tree = etree.fromstring((built.output / "feeds/feeds.opml").read_bytes())
    feeds = {each.get("xmlUrl"): each for each in tree.iter("outline") if each.get("xmlUrl")}

    home = "https://deux-rives.example/"
    assert [url.removeprefix(f"{home}feeds/").removesuffix(".atom.xml") for url in feeds] == [
        "all", "fr", "en", "read-fr", "read-en", "tag/lac", "tag/lac.fr", "tag/lac.en",
    ]  # fmt: skip
    assert [each.get("text") for each in tree.findall("body/outline[outline]")] == ["Tags"]
    assert feeds[f"{home}feeds/tag/lac.fr.atom.xml"].get("language") == "fr"
    assert feeds[f"{home}feeds/tag/lac.fr.atom.xml"].get("htmlUrl") == f"{home}fr/archives/tag/lac/"


def test_what_a_feed_is_about(blog):
    """A category has the tag's name, a feed the description of its tag or site, in its language."""
    blog.file(
        "tags.toml",
        '[lac]\nnames = { fr = "lac", en = "lake" }\ndescriptions = { fr = "Eau.", en = "Water." }\n',
    )
    built = blog.build(SITESUBTITLE={"fr": "Deux rives", "en": "Two shores"})
    (two,) = built.feed("en").entries

    assert [(tag.term, tag.label) for tag in two.tags] == [("lac", "lake")]
    assert [tag.label for tag in built.feed("read-fr").entries[1].tags] == ["lac"]
    assert [built.feed(name).feed.subtitle for name in ("fr", "en", "tag/lac.fr", "tag/lac.en")] == [
        "Deux rives", "Two shores", "Eau.", "Water.",
    ]  # fmt: skip


def test_history_holds_every_post(site):
    """From a feed one comes, year by year, to all posts; a past year says that it is an archive."""
    for year in (2014, 2016, 2017):
        for n in range(3):
            site.post(f"P{year}{n}", lang=("fr", "en")[n % 2], date=f"{year}-02-0{n + 1}")
    built = site.build(LANGUAGE_FEEDS_MAX_ITEMS=2)
    found, closed = history(built, "all")

    assert found == [f"P{year}{n} [{('fr', 'en')[n % 2]}]" for year in (2017, 2016, 2014) for n in (2, 1, 0)]  # fmt: skip
    assert closed == ["2016", "2014"]
    found, closed = history(built, "fr")
    assert found == ["P20172", "P20170", "P20162", "P20160", "P20142", "P20140"]


def history(built, name):
    """The titles in the documents of a feed's history, and the years of its archives."""
    titles, closed, parsed = [], [], built.feed(name)
    while older := [link.href for link in parsed.feed.links if link.rel == "prev-archive"]:
        path = built.output / older[0].removeprefix("https://deux-rives.example/")
        parsed = feedparser.parse(path.read_bytes())
        titles += [entry.title for entry in parsed.entries]
        if etree.fromstring(path.read_bytes()).find(f"{HISTORY}archive") is not None:
            closed.append(path.stem[-4:])
    return titles, closed


def test_past_year_stays_byte_for_byte(site):
    """A new post, or a changed one, leaves the documents of other, past years as they are."""
    site.post("Un", lang="fr", date="2014-02-01")
    site.post("Two", lang="en", date="2015-02-01", path="two.md")
    site.post("Trois", lang="fr", date="2016-02-01")
    before = site.build().files()
    site.post("Two again", lang="en", date="2015-02-01", path="two.md", modified="2018-01-01")
    site.post("Quatre", lang="fr", date="2018-02-01")
    after = site.build().files()

    assert after["feeds/archive/2014.xml"] == before["feeds/archive/2014.xml"]
    assert after["feeds/archive/2015.xml"] != before["feeds/archive/2015.xml"]


def test_history_may_be_left_out(blog):
    """Without LANGUAGE_FEEDS_HISTORY no document of a year is made, or linked to."""
    built = blog.build(LANGUAGE_FEEDS_HISTORY=False)

    assert not [path for path in built.files() if path.startswith("feeds/archive")]
    assert history(built, "all") == ([], [])


@pytest.mark.thorough
def test_feed_stays_within_500_kilobytes(site):
    """Long posts: fewer in a feed, but five; one that is too long is its summary and a link."""
    for n in range(12):
        site.post(f"P{n}", "Un mot & un autre. " * 3_000, lang="fr")
    site.post("Long", "Un mot & un autre. " * 100_000, lang="fr", summary_en="Too long.")
    built = site.build()
    entries = built.feed("fr").entries

    for form in ("atom.xml", "rss.xml", "json"):
        assert (built.output / f"feeds/fr.{form}").stat().st_size < 500_000
    assert 5 <= len(entries) < 12
    assert "Too long." in entries[0].content[0].value
    assert entries[0].content[0].value.endswith("Lire tout le billet</a></p>")
    assert len(history(built, "fr")[0]) == 13


def test_long_summaries_count_too(site):
    """A feed for the readers of a language stays within 500 kB, with its excerpts."""
    for n in range(7):
        site.post(f"P{n}", "字" * 30_000, lang="fr", summary="字" * 9_900, summary_en='a"' * 3_000)
    built = site.build()

    for name in ("all.atom.xml", "fr.rss.xml", "fr.json", "read-fr.atom.xml"):
        assert (built.output / "feeds" / name).stat().st_size < 500_000
    assert len(built.feed("read-fr").entries) == 7
    assert built.feed("read-fr").entries[0].content[0].value.endswith("Lire tout le billet</a></p>")


def test_post_without_text_is_in_every_form(site):
    """A post that is a title alone has an empty content, as JSON Feed 1.1 wants one."""
    site.post("Un", "", lang="fr")
    built = site.build()
    item = json.loads((built.output / "feeds/fr.json").read_text("utf-8"))["items"][0]

    assert item["content_html"] == ""
    assert built.feed("fr").entries[0].title == "Un"


def test_hostile_post_gives_valid_feeds(site):
    """Scripts, ends of CDATA, controls, marks of direction and rare letters do no harm."""
    body = (
        "a]]>b <script>x()</script>&#27; \ufffe\u202bעברית\u202c 🪶 <p onclick='x()'>&lt;i&gt;</p>"
    )
    for lang, other in (("fr", "en"), ("en", "fr")):
        site.post(f"<b>&amp; ]]> 🪶 {lang}", body, lang=lang, **{f"summary_{other}": body})
    built = site.build()

    for path in sorted((built.output / "feeds").rglob("*.xml")):
        etree.fromstring(path.read_bytes())
    for name in ("all", "fr", "read-en"):
        for entry in built.feed(name).entries:
            assert "🪶" in entry.title
            assert "🪶" in entry.content[0].value
    raw = (built.output / "feeds/all.json").read_text("utf-8")
    assert json.loads(raw)
    assert not re.search(r"x\(\)|\\u00|[\x00-\x08\x0b]", raw)


@pytest.mark.thorough
def test_long_summaries_are_cut(site):
    """A summary that is a book, or holds a picture's bytes, is not repeated whole in every feed."""
    picture = f"![Lac](data:image/png;base64,{'A' * 600_000})"
    for n in range(6):
        site.post(
            f"P{n}", f"{picture} suite", lang="fr", summary_en="A long & winding summary. " * 9_000
        )
    built = site.build()

    for name in ("all.atom.xml", "fr.rss.xml", "fr.json", "read-en.atom.xml"):
        assert (built.output / "feeds" / name).stat().st_size < 500_000
    assert len(built.feed("read-en").entries) == 6
    assert built.feed("fr").entries[0].summary.startswith("<p>suite")


def test_dates_before_standard_time(site):
    """When zones were seconds from Greenwich, which no feed can write, moments are in UTC."""
    site.post("Vieux", lang="fr", date="1800-01-01 10:00")
    built = site.build(TIMEZONE="Europe/Zurich")
    item = json.loads((built.output / "feeds/fr.json").read_text("utf-8"))["items"][0]

    assert built.feed("fr").entries[0].published == "1800-01-01T09:25:52+00:00"
    assert item["date_published"] == "1800-01-01T09:25:52+00:00"
    rss = etree.fromstring((built.output / "feeds/fr.rss.xml").read_bytes())
    assert rss.findtext("channel/item/pubDate") == "Wed, 01 Jan 1800 09:25:52 +0000"


def test_guid_that_is_no_address_is_told(site):
    """Atom wants ids to be addresses; a Guid that is none stays, since subscribers may know it."""
    site.post("Un", lang="fr", guid="post 12", path="un.md")
    site.post("Two", lang="en")
    built = site.build()

    assert built.told.count("is no address") == 1
    assert "un.md:4: “post 12” is no address, as Atom wants an id to be" in built.told
    assert built.feed("fr").entries[0].id == "post 12"


def test_addresses_in_feeds_are_encoded(site):
    """An address that an author has written with spaces and accents is one in feeds."""
    site.post(
        "Un", lang="fr", summary_en="One.", url="archives/é a/", save_as="archives/é a/index.html"
    )
    built = site.build()
    address = "https://deux-rives.example/archives/%C3%A9%20a/"

    assert built.feed("fr").entries[0].link == address
    assert f'href="{address}"' in built.feed("read-en").entries[0].content[0].value


def test_relative_links_are_those_of_the_page(site):
    """Where posts are files, not folders, a relative link still leads from the folder."""
    site.post("Un", "[a](image.jpg) [b](../z/) [c](#d) [e](?f)", lang="fr", slug="un")
    entry = site.build(ARTICLE_URL="b/{slug}.html").feed("fr").entries[0]
    site_url = "https://deux-rives.example"

    assert re.findall('href="(.*?)"', entry.content[0].value) == [
        f"{site_url}/b/image.jpg",
        f"{site_url}/b/../z/",
        f"{site_url}/b/un.html#d",
        f"{site_url}/b/un.html?f",
    ]


def test_hub_is_named(blog):
    """With a hub set, what readers look at names it in each form; history, which they keep, not."""
    built = blog.build(LANGUAGE_FEEDS_HUB="https://hub.example/")
    hub = "https://hub.example/"

    assert [link.href for link in built.feed("fr").feed.links if link.rel == "hub"] == [hub]
    assert f'rel="hub" href="{hub}"' in (built.output / "feeds/fr.rss.xml").read_text("utf-8")
    feed = json.loads((built.output / "feeds/fr.json").read_text("utf-8"))
    assert feed["hubs"] == [{"type": "WebSub", "url": hub}]
    assert hub not in (built.output / "feeds/archive/fr-2016.xml").read_text("utf-8")


def test_page_about_feeds(blog):
    """A page in each view, in its language: its readers' feeds first, each tag, the list."""
    blog.post("Quatre", lang="fr", tags="lac, été")
    built = blog.build()
    page = built.page("fr/feeds/")

    assert page.html["lang"] == "fr"
    addresses = [code.get_text() for code in page.select(".feed-list code")]
    assert addresses[:3] == [
        f"https://deux-rives.example/feeds/{name}.atom.xml" for name in ("read-fr", "fr", "all")
    ]
    assert "https://deux-rives.example/feeds/tag/lac.en.atom.xml" in addresses
    assert [dt.get_text() for dt in page.select(".feed-list ~ .feed-list dt")] == ["été", "lac"]
    assert page.select_one("a[type='text/x-opml']")["href"] == "../../feeds/feeds.opml"
    assert built.page("feeds/").select_one(".feed-list code").get_text().endswith("/all.atom.xml")
    assert built.page("fr/").select(".site-footer a")[-1]["href"] == "../fr/feeds/"
    assert built.page("").select(".site-footer a")[-1]["href"] == "./feeds/"


def test_old_addresses_of_feeds(blog):
    """Where WordPress had feeds, hosts with rules send readers on to those of today."""
    blog.file("tags.toml", '[lac]\nnames = { fr = "lac", en = "lake" }\naliases = ["lakes"]\n')
    built = blog.build(TAG_URL="archives/tag/{slug}/")
    lines = [line.split() for line in (built.output / "_redirects").read_text().splitlines()[1:]]
    rules = {" ".join(old): new for *old, new, _ in lines}
    feeds = "https://deux-rives.example/feeds/"

    for old, new in {
        "/feed/": "all.rss.xml",
        "/feed": "all.rss.xml",
        "/feed/atom/": "all.atom.xml",
        "/feed/rdf/": "all.rss.xml",
        "/wp-rss2.php": "all.rss.xml",
        "/wp-atom.php": "all.atom.xml",
        "/ feed=rss2": "all.rss.xml",
        "/ feed=atom": "all.atom.xml",
        "/fr/feed/": "fr.rss.xml",
        "/language/fr/feed/": "fr.rss.xml",
        "/archives/tag/:slug/feed/": "tag/:slug.atom.xml",
        "/fr/archives/tag/:slug/feed/": "tag/:slug.fr.atom.xml",
        "/archives/tag/lakes/feed/": "tag/lac.atom.xml",
        "/archives/tag/lakes/feed/atom/": "tag/lac.atom.xml",
        "/en/archives/tag/lakes/feed/": "tag/lac.en.atom.xml",
    }.items():
        assert rules[old] == feeds + new
    for new in rules.values():
        assert ":slug" in new or built.exists(new.removeprefix("https://deux-rives.example/"))


def test_feeds_may_live_where_wordpress_had_them(blog):
    """A folder `feed/` is no old address: its page stays."""
    built = blog.build(LANGUAGE_FEEDS_FOLDER="feed/")

    assert built.exists("fr/feed/")
    assert not re.search(
        r"^/(fr/)?feed/? ", (built.output / "_redirects").read_text(), re.MULTILINE
    )


@pytest.mark.parametrize("url", ["tag/", "t-{slug}/", "{slug}/{slug}/", "tag/{slug}.html"])
def test_addresses_of_tags_that_make_no_pattern(blog, url):
    """Hosts' rules cannot lead on from feeds of such tags; the blog builds all the same."""
    rules = (blog.build(TAG_URL=url, TAG_SAVE_AS="t/{slug}.html").output / "_redirects").read_text()

    assert "/fr/feed/" in rules
    assert ":slug" not in rules


def test_a_page_where_wordpress_had_a_feed_stays(blog):
    """What the author writes has its address, whatever was there once."""
    blog.post("Fil", lang="fr", path="pages/feed.md", slug="feed")
    built = blog.build(PAGE_URL="{slug}/", PAGE_SAVE_AS="{slug}/index.html")

    assert built.exists("feed/")
    for name in (".htaccess", "_redirects", "redirects.nginx.conf"):
        rules = (built.output / name).read_text("utf-8")
        assert "/fr/feed" in rules
        assert not re.search(r"[ \"^]/feed/?[ ?\"]", rules)


def test_posts_without_guid_are_told(blog):
    """A build warns that renaming files would change ids, unless each post has a Guid."""
    assert "2016/two.md:1: no Guid here and 1 more" in blog.build().told

    blog.post("Un", lang="fr", path="2016/un.md", guid="a:1")
    blog.post("Two", lang="en", path="2016/two.md", guid="a:2")
    assert "Guid" not in blog.build().told


@pytest.mark.parametrize(
    "folder",
    ["", "feeds", "/feeds/", "a//b/", "../feeds/", "./", "mes fils/", "a?b/", "fils\n/", None],
)
def test_folder_that_is_none_is_refused(folder):
    """Feeds live in a folder of the site."""
    with pytest.raises(ValueError, match="write a path"):
        checked_folder({"FEEDS": folder}, "FEEDS", "feeds/")


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


def test_ids_of_feeds_last(blog):
    """A feed is known by its name under the authority, whatever its title, address or texts become."""
    names = ["all", "fr", "read-fr", "read-en", "tag/lac", "tag/lac.fr", "tag/lac.en"]
    golden = {f"{name}.atom.xml": f"tag:{AUTHORITY}:feed:{name}" for name in names}
    for name in ("archive/2016", "archive/fr-2016"):
        golden[f"{name}.xml"] = f"tag:{AUTHORITY}:feed:{name}"
    before = blog.build()
    assert {path: feed_at(before, f"feeds/{path}").id for path in golden} == golden

    theme = blog.folder / "theme"
    shutil.copytree(ROOT / "theme", theme)
    words = theme / "translations/fr.toml"
    words.write_text(words.read_text("utf-8").replace("reading_feed = ", "reading_feed = 'x' #"))
    blog.file("tags.toml", '[lac]\nnames = {fr = "Le lac", en = "Lakes"}\n')
    after = blog.build(
        SITEURL="https://new.example/blog",
        SITENAME="Other",
        LANGUAGES={"en": {"name": "In English"}, "fr": {"name": "En français"}},
        DEFAULT_LANG="fr",
        LANGUAGE_FEEDS_FOLDER="fils/",
        THEME=str(theme),
    )
    feeds = {path: feed_at(after, f"fils/{path}") for path in golden}

    assert {path: feed.id for path, feed in feeds.items()} == golden
    assert feeds["read-fr.atom.xml"].title == "Other – x"
    assert feeds["tag/lac.en.atom.xml"].title == "Other – Lakes – In English"


def feed_at(built, path):
    """What a feed says of itself."""
    return feedparser.parse((built.output / path).read_bytes()).feed


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


def test_missing_authority_stops_the_build(site):
    """A site without LANGUAGE_FEEDS_AUTHORITY is told what to write."""
    assert "LANGUAGE_FEEDS_AUTHORITY" in site.fails(LANGUAGE_FEEDS_AUTHORITY="")


@given(st.text(), st.text())
def test_any_text_gives_well_formed_xml(title, content):
    """Control characters, CDATA ends and the rest of Unicode give a feed that parses."""
    xml = atom_feed(feed_of(marked_entry(atom_entry(entry_of(title, content)), "fr")))

    assert etree.fromstring(xml.encode()).find(f"{ATOM}entry/{ATOM}title") is not None


def test_marker_without_paragraph():
    """A summary that is no paragraph is marked all the same."""
    assert content_html("x", [("en", "<ul><li>y</li></ul>")]).startswith(
        '<blockquote lang="en"><b>[en]</b> <ul>'
    )


@pytest.mark.parametrize("count", [0, -1, "20", None, True])
def test_feeds_hold_a_number_of_posts(site, count):
    """A number of posts that is none is told before anything is written."""
    assert "LANGUAGE_FEEDS_MAX_ITEMS" in site.fails(LANGUAGE_FEEDS_MAX_ITEMS=count)


def test_a_theme_without_the_page_has_feeds_all_the_same(site):
    """A theme of one's own need not present the feeds: they are made, and no page about them."""
    theme = site.folder / "theme"
    shutil.copytree(ROOT / "theme", theme)
    (theme / "templates/feeds.html").unlink()
    (theme / "templates/partials/site_footer.html").write_text("")
    site.post("Un", lang="fr")
    built = site.build(THEME=str(theme))

    assert built.feed("fr").entries[0].title == "Un"
    assert not built.exists("feeds/")
