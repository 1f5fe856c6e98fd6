"""A blog moves in from WordPress, whole: the export of everything, imported and built."""

import csv
import json
import re
from urllib.parse import urlsplit

import feedparser
import pytest
from conftest import PIXEL, Built, pelican, words
from lxml import etree
from wxr import OWN, UPLOADS, Move, export, item, uploads_in

from benchmarks.fidelity import compare
from plugins.wordpress_import.comments import cleaned, is_web
from plugins.wordpress_import.entries import Index
from plugins.wordpress_import.report import last_line

SECRETS = ("SECRET-PRIVÉ", "SECRET-PASSE", "SECRET-CORBEILLE", "SECRET-ÉTAT")
NEVER = ("secrete@mail.example", "192.0.2.77", "sésame-ouvre-toi", "akismet")  # of anybody


@pytest.fixture(scope="module")
def uploads(tmp_path_factory):
    """The files of the old blog, as its author has copied them."""
    return uploads_in(tmp_path_factory.mktemp("uploads"))


@pytest.fixture(scope="module")
def moved(tmp_path_factory, uploads):
    """The export of everything, imported."""
    move = Move(tmp_path_factory.mktemp("moved"))
    move.status = move.take(OWN, "--uploads", uploads)
    return move


@pytest.fixture(scope="module")
def built(moved, tmp_path_factory):
    """… and built, as an author would."""
    folder = tmp_path_factory.mktemp("built")
    done = pelican(
        moved.content, "--fatal", "errors", "-s", "pelicanconf.py", "-o", folder / "output",
        "-e", f'CACHE_PATH="{folder}/cache"', "RENDERING_CHECK_LINKS=true",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return Built(folder / "output", done.stdout + done.stderr)


@pytest.fixture
def move(tmp_path):
    """An empty folder to import into."""
    return Move(tmp_path / "moving")


def source():
    """The items of the export of everything, read by another parser: dicts of their fields."""
    for each in etree.parse(OWN).iter("item"):
        fields = {etree.QName(child).localname: child.text or "" for child in each}
        yield fields | {"link": fields["link"], "id": fields["post_id"]}


def public():
    """Those that readers saw."""
    for each in source():
        is_text = each["post_type"] in ("post", "page")
        kept_back = each["post_password"] or each["id"] in ("41", "50")  # no date, in German
        if is_text and each["status"] == "publish" and not kept_back:
            yield each


def test_every_item_is_accounted_for(moved):
    """Totals in are totals out, for each type and status; the last line says so; 2: there is to look."""
    report = moved.report()
    there = list(source())
    out = {
        (kind, status): sum(outcomes.values())
        for kind, by_status in report["totals"].items()
        for status, outcomes in by_status.items()
    }

    assert moved.status == 2
    assert report["items"] == report["accounted"] == len(there)
    assert out == {
        (kind, status): sum(
            each["post_type"] == kind and each["status"] == status for each in there
        )
        for kind, status in {(each["post_type"], each["status"]) for each in there}
    }
    last = (moved.folder / "report/report.md").read_text("utf-8").splitlines()[-1]
    assert last == f"{len(there)} items in the export, {len(there)} accounted for"


def test_item_that_is_lost_is_missed():
    """What was read, and is neither a file nor left out, is not accounted for."""
    index = Index(total=4, left=1)
    assert last_line(index, [{"item": 1}, {"item": 1}]) == "4 items in the export, 2 accounted for"


# What headers say, by the file: only what is to be seen.
HEADERS = {
    "2005/le-lac-gele.md": {
        "title": "Le lac gelé", "date": "2005-03-02 07:45", "lang": "fr", "author": "Deux rives", "slug": "le-lac-gele",
        "summary_en": "The lake froze; I *nearly* swam.<br>", "tags": "nage, eau froide, Lac",
        "guid": "http://deux-rives.example/archives/2005/03/02/le-lac-gele/",
        "comments": "comments/2005/le-lac-gele.json", "url": None, "status": None,
    },
    "2005/winter-notebook.md": {"lang": "en", "summary_fr": "Trois pages par jour, même avec des gants.", "summary": None},
    "2014/listening-silence.md": {
        "title": "Listening & silence", "lang": "en", "modified": "2014-11-02 09:00", "summary": "A bridge has two ends.",
        "summary_fr": "Un pont a deux bouts,", "tags": "listening, R&D", "guid": "http://deux-rives.example/?p=13",
    },
    "2015/deux-generations.md": {"lang": "fr", "summary_en": "Fresh: written since.", "summary_fr": None},
    "2015/sans-langue-dite.md": {
        "lang": "fr", "tags": "avant-apres",
        "aliases": "/archives/2015/02/06/sans-langue/, /archives/2015/02/05/sans-langue-dite/",
    },
    "2017/la-traversee.md": {"lang": "fr", "translation_of": None, "tags": "marche"},
    "2017/the-crossing.md": {"lang": "en", "translation_of": "la-traversee", "tags": "walking"},
    "2017/deux-voisins.md": {"lang": "fr", "translation_of": None},
    "2017/two-neighbours.md": {"lang": "en", "translation_of": "deux-voisins"},
    "2017/une-meme-page.md": {"title": "Une même page", "lang": "fr", "summary": "Le français.", "tags": "traduction"},
    "2017/une-meme-page-en.md": {
        "title": "One same page", "lang": "en", "summary": "The English.", "tags": "translation",
        "translation_of": "une-meme-page", "guid": None,
    },
    "2017/accolades.md": {"title": "Accolades", "lang": "fr"},
    "2017/accolades-en.md": {"title": "Braces", "lang": "en", "translation_of": "accolades"},
    "2017/commentaires-en.md": {"title": "Remarks", "lang": "en"},
    "2017/bogo-en.md": {"lang": "en", "translation_of": "bogo"},
    "2017/wpml.md": {"lang": "en"},
    "2011/zero.md": {"date": "2011-07-02 00:30", "url": None},
    "drafts/jamais.md": {"date": None, "status": "draft"},
    "2018/meme-nom-2.md": {"slug": "meme-nom-2", "title": "Même nom, le soir"},
    "2018/lheure-dete.md": {"title": "L’heure d’été", "slug": "lheure-dete", "aliases": "/archives/2018/03/25/l’heure-d’ete/"},
    "2018/post-45.md": {"title": "Un billet sans titre ni nom, mais pas…"},
    "2004/old-address.md": {"url": "2004/01/old-address.html", "lang": "en"},
    "2019/touch-piegeid.md": {"title": "Un piège: Save_as: ../../piege.html", "save_as": None, "status": None},
    "2024/brouillon.md": {"status": "draft", "date": "2024-02-02 10:00"},
    "2024/pending.md": {"status": "draft", "lang": "en"},
    "2099/demain.md": {"status": None, "date": "2099-01-01 08:00"},
    "2013/prive.md": {"status": "skip", "visibility": "private"},
    "2013/mot-de-passe.md": {"status": "skip", "visibility": "it had a password"},
    "2013/autre-etat.md": {"status": "skip"},
    "2019/leben.md": {"status": "skip", "author": "Une invitée"},
    "pages/a-propos.md": {"lang": "fr", "url": None},
    "pages/a-propos/author.md": {"lang": "en", "url": "a-propos/the-author/"},
}  # fmt: skip


@pytest.mark.parametrize("name", HEADERS)
def test_headers_say_what_the_export_did(moved, name):
    """Language, summaries, dates, tags, ids, addresses, status: each where an author would write it."""
    header = moved.header(name)
    assert {key: header.get(key) for key in HEADERS[name]} == HEADERS[name]


def test_what_is_not_public_stays_so(moved, built):
    """What is private, had a password, was thrown away or is not known is on no page and in no feed."""
    pages = b"\n".join(built.files().values()).decode("utf-8", "replace")
    assert not [secret for secret in SECRETS if secret in pages]
    assert "SECRET-PRIVÉ" in moved.text("2013/prive.md")  # but it is not lost
    assert "Pas encore." not in pages


def test_what_nobody_may_see_leaves_nowhere(moved):
    """Passwords, addresses of mail and of machines are in no file, whatever it is for."""
    files = {
        **moved.files(),
        **{p.name: p.read_bytes() for p in (moved.folder / "report").rglob("*") if p.is_file()},
    }
    for name, data in files.items():
        assert not [secret for secret in NEVER if secret in data.decode("utf-8", "replace")], name


def test_raw_markdown_is_kept_as_it_is(moved):
    """A post that was typed in Markdown has the same text, but for where its links lead."""
    for number, name, links in (
        ("11", "2005/le-lac-gele.md", {
            "http://deux-rives.example/archives/2005/03/09/winter-notebook/": "{filename}/2005/winter-notebook.md"}),
        ("12", "2005/winter-notebook.md", {
            "/archives/2005/03/02/le-lac-gele/#comment-102": "{filename}/2005/le-lac-gele.md#comment-102",
            "http://deux-rives.example/wp-content": "{static}/wp-content"}),
    ):  # fmt: skip
        [text] = [
            child.text for each in etree.parse(OWN).iter("item") if each.findtext("{*}post_id") == number
            for child in each.findall("{http://purl.org/rss/1.0/modules/content/}encoded")
        ]  # fmt: skip
        for old, new in links.items():
            assert old in text
            text = text.replace(old, new)
        assert moved.body(name) == text.strip("\n")


def test_pages_say_what_their_source_does():
    """Every page of the built site has the words, links, pictures, headings, lists, code and tables of its source."""
    count, different = compare(OWN)
    assert count == len(list(public())) + 3  # three are two posts each
    assert different == []


def test_pages_show_what_shortcodes_and_blocks_did(built):
    """Captions, galleries in their order, code with its marks, embeds, notes, blocks used again, cuts."""
    old = built.page("archives/2012/05/05/vieux-raccourcis/").select_one(".prose")
    assert [each["alt"] for each in old.select("img")][:2] == ["", "Une bouée jaune"]
    assert words(old.figcaption if old.figcaption else old) == "La bouée jaune"
    assert "return a < b and \"**\" or '<b>'" in old.pre.get_text()
    assert [a["href"] for a in old.select("a[href]")][-2:] == [
        "https://video.example/watch?v=2",
        "https://son.example/3",
    ]
    assert "[gallery]" in old.text
    assert old.ol["start"] == "3"
    assert not old.select("script, [onerror], [href^=javascript]")
    assert "{{ SITENAME }}" in old.text
    bilingual = built.page("archives/2014/10/12/listening-silence/").select_one(".prose")
    figure = bilingual.figure
    assert figure.img["alt"] == "A stone bridge in the mist"
    assert "The bridge at dawn" in words(figure.figcaption)
    assert bilingual.select_one("span[lang=fr]")
    blocks = built.page("archives/2021/06/01/des-blocs/").select_one(".prose")
    assert "Écrit au bord du lac" in words(blocks).replace("\u00a0", " ")
    assert blocks.select_one("#n1")
    assert [each["alt"] for each in blocks.select("img")] == [
        "Un pont sur la rivière",
        "Une bouée",
        "Un pont",
    ]
    assert words(
        built.page("archives/2005/03/02/le-lac-gele/").select_one(".other-summary")
    ).endswith("The lake froze; I nearly swam. Four degrees & a\u00a0hat.")


def test_lists_show_the_excerpt(built):
    """A post's own excerpt stands for it in lists, and its summary beside it."""
    entries = built.page("archives/tag/ecoute/").select(".entry")
    [entry] = [each for each in entries if "Listening" in words(each.select_one(".entry-title"))]

    assert "une conversation aussi" in words(entry)


def test_files_come_along(moved, built, uploads):
    """Pictures keep their path; a size that is not there is the whole picture; descriptions come with them."""
    for name in [*UPLOADS, "2016/10/pont-300x200.png"]:
        assert (moved.content / "wp-content/uploads" / name).read_bytes() == PIXEL
        assert built.exists(f"wp-content/uploads/{name}")
    media = json.loads((moved.folder / "report/media.json").read_text("utf-8"))
    assert media[0]["credit"] == "Deux rives"
    assert media[0]["alt"] == "A stone bridge in the mist"


def test_every_link_of_old_answers(moved, built):
    """The address of each public item is that of its page, or leads there, as numbers and tags do."""
    redirects = {
        row["from"]: row["to"] for row in csv.DictReader(moved.text("redirects.csv").splitlines())
    }
    told = {each["id"]: each for each in moved.report()["texts"]}
    seen = set()
    for each in public():
        parts = urlsplit(each["link"])
        old = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if old in seen or ".." in old:  # two with one address, and one that is none
            continue
        seen.add(old)
        assert built.exists(
            redirects[old].lstrip("/")
            if old in redirects
            else re.sub("%e2%80%99", "’", old).lstrip("/")
        ), old
    for number in ("11", "13", "26"):
        assert redirects[f"/?p={number}"] == f"/{told[number]['url']}"
    for tag in (
        "nage",
        "eau-froide",
        "carnets",
        "ecoute",
        "rd",
        "avant-apres",
        "marche",
        "walking",
        "qtranslate",
    ):
        assert built.exists(f"archives/tag/{tag}/"), tag
    assert redirects["/category/lac/"] == "/archives/tag/lac/"
    assert redirects["/bouee/"] == "/archives/2012/05/05/vieux-raccourcis/"
    assert built.exists("bouee/")
    rules = built.files()["redirects.nginx.conf"].decode()
    assert 'location = "/.query/p=11" { internal; return 301' in rules


def test_ids_of_feeds_stay(built):
    """In the feeds of the built site each post has the id that the export's had, byte for byte."""
    ids = {}
    for path in sorted(built.output.glob("feeds/archive/2*.xml")):
        feed = feedparser.parse(path.read_bytes())
        ids |= {urlsplit(each.link).path: each.id for each in feed.entries}
    guids = {each["guid"] for each in public() if each["post_type"] == "post"}
    assert guids <= set(ids.values())
    assert len(ids) == len(guids) + 3  # the other halves of three posts in two languages


def test_tags_keep_their_names_and_slugs(moved, built):
    """A tag has its name in each language, its description and its old address; commas do not cut it."""
    assert 'names = { fr = "avant, après" }' in moved.text("tags.toml")
    assert 'names = { fr = "marche", en = "walking" }' in moved.text("tags.toml")
    page = built.page("fr/archives/tag/eau-froide/")

    assert "Nager quand personne ne nage." in words(page).replace("\u00a0", " ")
    assert "R&D" in words(built.page("archives/tag/rd/").h1)
    assert not built.exists("archives/tag/non-classe/")


def test_tag_and_category_of_one_slug_are_two(move, site):
    """The tag keeps the slug and its archive; the category gets another, and its old address leads there."""
    terms = [("category", "ski", "Le ski de fond"), ("post_tag", "ski", "ski")]
    move.take(export(item(1, terms=terms), item(2, terms=terms[:1]), item(3, terms=terms[:1])))
    built = site.build(PATH=str(move.content))

    assert built.titles("archives/tag/ski/") == ["Billet 1"]
    assert built.titles("archives/tag/ski-2/") == ["Billet 3", "Billet 2", "Billet 1"]
    assert built.page("category/ski/").a["href"] == "../../archives/tag/ski-2/"
    assert built.page("tag/ski/").a["href"] == "../../archives/tag/ski/"


def test_comments_are_archived(built):
    """Approved comments stand closed under their post, in threads, inert; others are nowhere."""
    page = built.page("archives/2005/03/02/le-lac-gele/")
    shown = page.select_one("details.comments")
    assert [each["id"] for each in shown.select("li")] == [
        "comment-101",
        "comment-102",
        "comment-106",
    ]
    assert shown.select_one("#comment-101 #comment-102")
    assert "Pilules" not in page.text
    assert not shown.select("script, [onclick], [href^=javascript]")
    assert "1 lien venu d’un autre site" in page.text
    [link] = built.page("archives/2005/03/09/winter-notebook/").select(
        ".prose a[href$='#comment-102']"
    )
    assert words(link) == "habit"


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "javascript://a.example/%0aalert(1)", "data://a.example/x", "//a.example",
     "http://intranet/", "https://a.example/'>"],
)  # fmt: skip
def test_comments_link_to_the_web_alone(url):
    """A link of a comment that leads elsewhere, or does something, is its text."""
    assert cleaned(f'<a href="{url}">x</a>') == "<p>x</p>"
    assert not is_web(url)


def test_what_acts_is_set_aside_and_told(moved):
    """Scripts and the like are in the quarantine, each, and their post is to be looked at."""
    aside = (moved.folder / "report/quarantine/2012/vieux-raccourcis.txt").read_text("utf-8")
    assert "alert(4)" in aside
    assert "alert(5)" in aside
    assert "alert(6)" in aside
    assert "3 things that act by themselves were set aside" in moved.told(27)["look"]


def test_nothing_is_dropped_in_silence(moved):
    """What has no place in a post is beside the report; what was lost or doubtful is told of its post."""
    meta = json.loads((moved.folder / "report/meta.json").read_text("utf-8"))
    assert meta["2014/listening-silence.md"]["humeur"] == ["calme"]
    assert meta["2014/listening-silence.md"]["is_sticky"] == ["1"]
    assert meta["2014/listening-silence.md"]["_thumbnail_id"] == ["51"]
    for number, told in {
        24: "it was typed in Textile", 26: "“block latest-posts” is not understood", 27: "“formulaire” is not understood",
        36: "its status is not known", 41: "it has no date that can be read", 45: "it may be Markdown or HTML",
        50: "the site has not its language",
    }.items():  # fmt: skip
        assert told in " ".join(moved.told(number)["look"]), number
    for number, told in {
        14: "its language is told twice",
        27: "cut into pages",
        43: "is another's here",
        45: "no title",
    }.items():
        assert told in " ".join(moved.told(number)["notes"]), number


def test_site_has_nothing_to_say(built):
    """The build tells no error, and warns of nothing but summaries and ids that nobody has written yet."""
    lines = [line for line in built.told.splitlines() if line.startswith("warning")]
    assert not [
        line for line in lines if "no summary in" not in line and "no Guid here" not in line
    ]
