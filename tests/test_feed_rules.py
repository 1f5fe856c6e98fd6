"""Every document that feed readers get is held against the rules of its form, one by one."""

import datetime
import json
import re
import shutil
from pathlib import Path

import feedparser
import pytest
from conftest import IN_CI, ROOT
from feed_rules import ATOM, ATOM_RULES, RSS_RULES, answers, faults_of, faults_of_html
from lxml import etree

from benchmarks.corpus import Corpus
from benchmarks.formats import write_posts

CORPUS = Corpus(1_000 if IN_CI else 40)
SITEURL = "https://deux-rives.example"
HOSTILE = """<script>alert(1)</script> <p style="color:red" class="a" onclick="x()">a ]]> b</p>

<style>p{}</style>

<iframe src="https://v.example/1?a=1&amp;b=2" title="<img src=x onerror=alert(1)>"></iframe>

<form action="/x"><input name=q><button onclick=x>go</button></form>

<![CDATA[ x ]]> text &#1; &#xD800; \ufffe \u200f\u202bא\u202c 😀 𝔘

<img src="/images/ab.svg" srcset="/images/ab.svg 1x, //c.example/b 2x" alt="" onerror='x'>

<picture><source srcset="/images/ab.svg"><img src="/images/ab.svg" alt=""></picture>

<video poster="/images/ab.svg"><source src="/images/ab.svg"></video> <q cite="/archives/">q</q>

    code <script> & "q"

Note[^1], <info@example.org>.

[^1]: Bas de page.
"""


def documents(built):
    """The feed documents of a site."""
    return sorted([*built.output.glob("feeds/**/*.xml"), *built.output.glob("feeds/**/*.json")])


def with_german(folder):
    """The theme, with German, which it says as it says English."""
    shutil.copytree(ROOT / "theme", folder)
    words = folder / "translations"
    shutil.copy(words / "en.toml", words / "de.toml")
    for path in words.glob("*.toml"):
        path.write_text(f'{path.read_text("utf-8")}de = "in German"\n', "utf-8")
    return folder


@pytest.fixture(params=["sample", "hostile", "sub-path", "one language", "three languages"])
def blog(request, site):
    """A built site and its address: the repository's own, or one that tries hard."""
    if request.param == "sample":
        return request.getfixturevalue("sample"), SITEURL
    site.file("images/ab.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    langs = {"one language": ["fr"], "three languages": ["fr", "en", "de"]}
    langs = langs.get(request.param, ["fr", "en"])
    for n, lang in enumerate([*langs, *langs]):
        others = {f"summary_{other}": f"*{other}* & <b class='x'>{n}</b>" for other in langs if other != lang}  # fmt: skip
        site.post(
            f"Un <b>{n}</b> & ]]> 😀 &amp; {lang}", HOSTILE, lang=lang, tags='R&D, "lac", été',
            date=f"{2013 + n}-03-0{n + 1} 10:00", authors='Zoé "Z" & Cie; Bob <b>', **others,
        )  # fmt: skip
    site.post("Vieux", lang="fr", date="1800-01-01 10:00", guid="http://old.example/?p=1&q=é")
    url = SITEURL if request.param != "sub-path" else f"{SITEURL}/mon/blog"
    languages = {lang: {"name": lang.upper()} for lang in langs}
    settings = {} if len(langs) == 2 else {"LANGUAGES": languages, "DEFAULT_LANG": "fr"}
    if "de" in langs:
        settings["THEME"] = str(with_german(site.folder / "theme"))
    return site.build(SITEURL=url, **settings), url


def test_every_document_keeps_the_rules(blog):
    """Atom, RSS 2.0, JSON Feed, RFC 5005, and what is safe and whole in a reader."""
    built, _ = blog
    found = {
        path.name: faults
        for path in documents(built)
        if (faults := faults_of(path, path.read_text("utf-8")))
    }

    assert len(documents(built)) >= 5
    assert not found


def test_polled_feeds_are_small(blog):
    """What readers ask for again and again has at most 500 kB."""
    built, _ = blog

    assert all(
        path.stat().st_size <= 500_000 for path in documents(built) if path.parent.name != "archive"
    )


def test_feed_ids_are_unique_and_addresses_their_own(blog):
    """No two documents have one id, and each names the address at which it is."""
    built, siteurl = blog
    ids = []
    for path in documents(built):
        address = f"{siteurl}/{path.relative_to(built.output).as_posix()}"
        text = path.read_text("utf-8")
        if path.suffix == ".json":
            assert json.loads(text)["feed_url"] == address
            continue
        tree = etree.fromstring(text.encode())
        assert [link.get("href") for link in tree.iter(f"{ATOM}link") if link.get("rel") == "self"] == [address]  # fmt: skip
        if tree.tag != "rss":
            ids.append(tree.findtext(f"{ATOM}id"))

    assert len({*ids}) == len(ids)


@pytest.mark.thorough
def test_what_feeds_link_to_answers(blog):
    """Every address of the site in a feed, fragments included, is there."""
    built, siteurl = blog
    for path in documents(built):
        text = path.read_text("utf-8")
        links = {each.rstrip("&") for each in re.findall(rf"{re.escape(siteurl)}[^\s\"'<>\\]*?(?=&quot;|&lt;|[\s\"'<>\\])", text)}  # fmt: skip
        known = {link: answers(built, siteurl, link) for link in links}
        wrong = [link for link, there in known.items() if not there]

        assert links
        assert not wrong, path.name


@pytest.mark.thorough
def test_list_names_each_feed_once(blog):
    """The OPML list has each feed that is followed in Atom once, with a page that answers."""
    built, siteurl = blog
    outlines = [
        each
        for each in etree.parse(built.output / "feeds/feeds.opml").iter("outline")
        if each.get("xmlUrl")
    ]
    followed = [
        f"{siteurl}/{path.relative_to(built.output).as_posix()}"
        for path in documents(built)
        if path.name.endswith(".atom.xml")
    ]

    assert sorted(each.get("xmlUrl") for each in outlines) == followed
    assert all(answers(built, siteurl, each.get("htmlUrl")) for each in outlines)
    assert all(each.get("type") == "rss" and each.get("text") for each in outlines)


def test_feedparser_reads_languages_ids_and_dates(site):
    """Of sixty posts a feed parser reads each language, id and date as they were written."""
    written = {}
    for n in range(60):
        lang, other = (("fr", "en"), ("en", "fr"))[n % 2]
        date = datetime.datetime(2012 + n % 7, 1 + n % 12, 1 + n % 28, 8, n)
        guid = f"http://old.example/?p={n}" if n % 3 else ""
        site.post(
            f"P{n}", lang=lang, path=f"{n}.md", date=f"{date:%Y-%m-%d %H:%M}", modified=f"{date.year + 1}-05-05 05:05",
            **{f"summary_{other}": "S."}, **({"guid": guid} if guid else {}),
        )  # fmt: skip
        written[guid or f"tag:deux-rives.example,2008:{n}.md"] = (lang, date, date.year + 1)
    built = site.build(TIMEZONE="UTC", LANGUAGE_FEEDS_MAX_ITEMS=60)
    for name in ("all.atom.xml", "fr.atom.xml", "en.atom.xml", "all.rss.xml", "fr.rss.xml"):
        parsed = feedparser.parse((built.output / "feeds" / name).read_bytes())
        wanted = {id_: post for id_, post in written.items() if name[:2] in (post[0], "al")}
        read = {}
        for entry in parsed.entries:
            date = datetime.datetime(*entry.published_parsed[:5])
            if name.endswith(".rss.xml"):
                read[entry.id] = (entry.language, date, date.year + 1)
                continue
            parts = (entry.title_detail, entry.summary_detail, entry.content[0])
            (lang,) = {part.language for part in parts}
            read[entry.id] = (lang, date, entry.updated_parsed[0])

        assert not parsed.bozo
        assert read == wanted, name


def test_generated_blog_keeps_the_rules(site):
    """On a blog of a thousand posts (fewer when there is no hurry to know), each of them is read."""
    posts = {f"tag:deux-rives.example,2008:{post.name}.md": post for post in CORPUS.heads}
    write_posts(CORPUS.posts(), "passerelle", site.content)
    built = site.build(TIMEZONE="UTC")
    found = [*built.output.glob("feeds/archive/*.xml"), *built.output.glob("feeds/??.*.xml")]
    read = {}
    for path in documents(built):
        assert not faults_of(path, path.read_text("utf-8")), path.name
    for path in found:
        for entry in feedparser.parse(path.read_bytes()).entries:
            moment = datetime.datetime(*entry.published_parsed[:5])
            lang = entry.language if ".rss." in path.name else entry.content[0].language
            read.setdefault(entry.id, set()).add((lang, moment))

    assert len(documents(built)) > len(found)
    assert read == {id_: {(post.lang, post.date)} for id_, post in posts.items()}


BROKEN = {
    "required_once": ("<id>a:1</id>", ""),
    "ids_are_iris": ("<id>a:1</id>", "<id>no id</id>"),
    "dates_are_rfc3339": ("2016-01-01T10:00:00Z</published>", "2016-01-01</published>"),
    "every_text_has_its_language": ('<title xml:lang="fr">', "<title>"),
    "somebody_wrote_it": ("<name>A</name>", "<name/>"),
    "links_are_whole": ('href="https://x/a"', 'href="/a"'),
    "archives_say_so": ('rel="self"', 'rel="next-archive"'),
    "html_is_for_feeds": ("&lt;p&gt;", "&lt;p class='a'&gt;"),
}
ENTRY = """<entry xml:lang="fr"><id>a:1</id><title xml:lang="fr">T</title>
<link rel="alternate" href="https://x/a"/><updated>2016-01-01T10:00:00Z</updated>
<published>2016-01-01T10:00:00Z</published><author><name>A</name></author>
<content type="html" xml:lang="fr">&lt;p&gt;x</content></entry>"""
FEED = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><id>a:0</id><title xml:lang="fr">F</title>
<link rel="self" href="https://x/f"/><link rel="alternate" href="https://x/"/>
<updated>2016-01-01T10:00:00Z</updated><author><name>F</name></author>{ENTRY}</feed>"""


def test_rules_take_what_is_right():
    """A feed without fault has none."""
    assert faults_of(Path("a.atom.xml"), FEED) == []


@pytest.mark.parametrize("rule", [rule.__name__ for rule in ATOM_RULES])
def test_rules_find_what_is_wrong(rule):
    """Each rule of Atom finds the fault that it is for."""
    right, wrong = BROKEN[rule]
    found = faults_of(Path("a.atom.xml"), FEED.replace(right, wrong))

    assert any(fault.startswith(rule) for fault in found), found


@pytest.mark.parametrize(
    "html",
    ["<script>x</script>", "<a href='/a'>x</a>", "<img srcset='a.jpg 1x'>", "<p onclick='x'>", "<p id='a'>", "\x0b",
     "<iframe src='https://x/'></iframe>", "<a href='javascript:x'>x</a>", "<q cite='a'>x</q>"],
)  # fmt: skip
def test_rules_of_html_find_what_is_wrong(html):
    """What would not work in a feed reader is found."""
    assert list(faults_of_html(html))


def test_rules_of_other_forms_find_what_is_wrong():
    """RSS without dates, guids and languages, and a JSON feed that is none, are found."""
    rss = '<rss version="2.0"><channel><title>T</title><item><guid>a</guid><pubDate>1 Jan 16 10:00</pubDate><description>&lt;p id="a"&gt;</description></item></channel></rss>'
    found = " ".join(faults_of(Path("a.rss.xml"), rss))
    feed = {"title": "", "feed_url": "a", "home_page_url": "b", "items": [
        {"id": 1, "url": "", "title": "", "language": "fr", "date_published": "x", "date_modified": "y", "content_html": ""}]}  # fmt: skip

    assert all(rule.__name__ in found for rule in RSS_RULES)
    assert len(faults_of(Path("a.json"), json.dumps(feed))) == 5
