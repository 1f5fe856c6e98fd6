"""A blog moves in from WordPress, whole: the export of everything, imported and built."""

import csv
import json
import re
import subprocess
import sys
from urllib.parse import urlsplit

import feedparser
import pytest
from conftest import PIXEL, ROOT, Built, Terminal, pelican, words
from lxml import etree
from wxr import HOME, OWN, Move, export, item

from benchmarks.fidelity import compare
from plugins.wordpress_import.entries import Index
from plugins.wordpress_import.report import last_line

SECRETS = ("SECRET-PRIVÉ", "SECRET-PASSE", "SECRET-CORBEILLE", "SECRET-ÉTAT")
NEVER = ("secrete@mail.example", "192.0.2.77", "sésame-ouvre-toi", "akismet")  # of anybody
FOUND = ["2016/10/pont.png", "2016/10/bouee.png", "2005/03/carnet.png"]


@pytest.fixture(scope="module")
def uploads(tmp_path_factory):
    """The files of the old blog, as its author has copied them."""
    folder = tmp_path_factory.mktemp("uploads")
    for name in FOUND:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(PIXEL)
    return folder


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
        [text] = [each["encoded"] or "" for each in source() if each["id"] == number]
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
    assert (
        count == len([each for each in public() if each["id"] != "x"]) + 3
    )  # three are two posts each
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
    for name in [*FOUND, "2016/10/pont-300x200.png"]:
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


def test_same_export_again_changes_nothing(tmp_path, uploads):
    """Imported twice, no byte of the content is another."""
    move = Move(tmp_path / "blog")
    move.take(OWN, "--uploads", uploads)
    before = move.files()
    move.take(OWN, "--uploads", uploads)
    assert move.files() == before
    assert move.report()["files"] == {"as it was": len(before) // 2 - 3}


def test_dry_run_writes_the_report_alone(move, capsys):
    """What would be done is told; the content stays as it is."""
    assert move.take(OWN, "--dry-run") == 2
    assert move.files() == {}
    assert "a dry run: nothing was written but the report" in capsys.readouterr().out
    assert move.report()["accounted"] == move.report()["items"]


def test_authors_changes_win(move):
    """A new export brings what changed in it; what the author changed or took away stays so."""
    texts = [f"Un.\n\nDeux {number}.\n\nTrois." for number in range(6)]
    move.take(export(*(item(n, content=text, title=f"T{n}") for n, text in enumerate(texts))))
    names = [f"2016/billet-{number}.md" for number in range(6)]

    def edit(number, old, new):
        path = move.content / names[number]
        assert old in path.read_text("utf-8")
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")

    edit(1, "Trois.", "Trois, de ma main.")
    edit(2, "Trois.", "Trois, de ma main.")
    edit(2, "Title: T2", "Title: Mon titre\nSimilar: -autre")
    edit(3, "Deux 3.", "Deux, de ma main.")
    (move.content / names[4]).unlink()
    changed = [
        text.replace("Un.", "Un, nouveau.")
        if n in (0, 2, 4)
        else text.replace("Deux 3.", "Deux, nouveau.")
        for n, text in enumerate(texts)
    ]
    again = export(
        *(item(n, content=text, title=f"N{n}") for n, text in enumerate(changed) if n != 5)
    )
    move.take(again)

    assert move.body(names[0]) == "Un, nouveau.\n\nDeux 0.\n\nTrois."
    assert move.body(names[1]) == "Un.\n\nDeux 1.\n\nTrois, de ma main."
    assert move.body(names[2]) == "Un, nouveau.\n\nDeux 2.\n\nTrois, de ma main."
    assert (move.header(names[2])["title"], move.header(names[2])["similar"]) == (
        "Mon titre",
        "-autre",
    )
    assert move.header(names[1])["title"] == "N1"
    assert move.body(names[3]) == "Un.\n\nDeux, de ma main.\n\nTrois."
    assert "Deux, nouveau." in move.text(f"{names[3]}.incoming")
    assert not (move.content / names[4]).exists()
    assert move.body(names[5]) == "Un.\n\nDeux 5.\n\nTrois."
    assert "see the file .incoming beside it" in " ".join(move.told(3)["look"])
    assert move.told(4)["done"] == "taken away by you: not made again"
    assert move.report()["gone"] == {"5": names[5]}
    move.take(again, "--restore")
    assert move.body(names[4]) == "Un, nouveau.\n\nDeux 4.\n\nTrois."


def test_file_that_was_there_is_not_touched(move):
    """A post of the author's at the same place stays; the imported one is beside it."""
    path = move.content / "2016/billet-1.md"
    path.parent.mkdir()
    path.write_text("Title: Le mien\nDate: 2016-01-01\n\nÀ moi.\n", "utf-8")
    assert move.take(export(item(1))) == 2
    assert path.read_text("utf-8").endswith("À moi.\n")
    assert "Un texte." in move.text("2016/billet-1.md.incoming")


@pytest.mark.thorough
@pytest.mark.parametrize("after", [0.3, 0.8, 1.0, 1.2, 1.5])
def test_killed_and_run_again_ends_the_same(tmp_path, uploads, after):
    """However far an import has come, the next ends as if it had not been killed."""
    whole, half = Move(tmp_path / "whole"), Move(tmp_path / "half")
    whole.take(OWN, "--uploads", uploads)
    command = [sys.executable, "-m", "plugins.wordpress_import", OWN, "-s", "pelicanconf.py", "--content", half.content,
               "--uploads", uploads, "--report", half.folder / "report"]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    half.take(OWN, "--uploads", uploads)
    files = {name: data for name, data in half.files().items() if not name.endswith(".part")}
    assert files == whole.files()


def test_progress_is_shown_at_a_terminal(move):
    """Where someone looks, a bar shows how far the reading is."""
    terminal = Terminal(
        "wordpress_import.command",
        OWN,
        "--content",
        move.content,
        "--report",
        move.folder / "report",
    )
    terminal.expect("[##############################]")
    terminal.expect("accounted for")
    assert terminal.status() == 2


@pytest.mark.parametrize(("data", "told"), [
    (b"", "there is no <rss> in it"),
    (b"PK\x03\x04rest", "export.xml:1: this is a ZIP archive: unpack it"),
    (b"\x89PNG\r\n\x1a\n" * 40, "there is no <rss> in it"),
    (b"<html><body>Error</body></html>", "this is no export of WordPress: there is no <rss> in it"),
    (b'<?xml version="1.0" encoding="EBCDIC-CP-FR"?><rss></rss>', "the encoding EBCDIC-CP-FR is not one that is known"),
    (b'<!DOCTYPE rss [<!ENTITY a "b">]>\n<rss></rss>', "export.xml:1: a <!DOCTYPE declaration: no export has one, and it can do harm"),
    (b'<?xml version="1.0"?>\n\n<!doctype rss SYSTEM "file:///etc/passwd"><rss></rss>', "export.xml:3: a <!doctype declaration"),
    (export(item(1), '<!ENTITY b "c">'), "a <!ENTITY declaration"),
    (export(item(1)).replace(b"]]></wp:post_date>", b""), "export.xml:12: a field that begins here has no end, and takes others in"),
    (export(item(1)).replace(b"</wp:status>", b""), "damaged: export or download it again"),
    (export(item(1))[:-20], "the file stops before its end (no </rss>): export or download it again"),
    (export(item(1), "<a>" * 300 + "</a>" * 300), "elements stand too deep"),
])  # fmt: skip
def test_file_that_is_no_export_is_refused(move, capsys, data, told):
    """It is told why, with the line; status 1; nothing is written, and nothing is read from elsewhere."""
    assert move.take(data) == 1
    assert told in capsys.readouterr().err
    assert move.files() == {}
    assert not (move.folder / "report").exists()


def test_billion_laughs_are_refused(move, capsys):
    """Entities that grow without end are not read."""
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 30))
    bomb = f'<!DOCTYPE rss [<!ENTITY a0 "ha">{levels}]><rss>&a29;</rss>'.encode()
    assert move.take(bomb) == 1
    assert "<!DOCTYPE declaration" in capsys.readouterr().err


def test_unclean_files_are_mended(move):
    """A mark of byte order, control characters, other encodings, lone ampersands, prefixes: counted, not fatal."""
    text = export(
        item(1, title=None, content=None),
        "<item><title>Caf\xe9 &nbsp;& th\xe9 &eacute;</title><wp:post_id>2</wp:post_id><wp:status>publish</wp:status>"
        "<wp:post_name>cafe</wp:post_name><wp:post_date>2016-10-12 10:00:00</wp:post_date>"
        "<content:encoded><![CDATA[a\x0bb &amp; c “d”]]></content:encoded><media:thumb/><atom:x>1</atom:x></item>",
    ).decode()  # fmt: skip
    move.take(b"\xef\xbb\xbf" + text.replace(' encoding="UTF-8"', "").encode("cp1252"))
    assert move.header("2016/cafe.md")["title"] == "Café & thé é"
    assert move.body("2016/cafe.md") == "ab & c “d”"
    mended = move.report()["mended"]
    assert mended["control characters taken out"] == 1
    assert mended["prefixes declared"] == 2
    assert mended["bytes that were not UTF-8"] > 2


@pytest.mark.parametrize(
    "name",
    [
        "../../x",
        "/etc/passwd",
        "..%2f..%2fx",
        "con",
        "$(touch /tmp/x)",
        "`id`",
        "x" * 400,
        "%00a",
        "a\\..\\b",
        "-rf",
    ],
)
def test_names_lead_nowhere_else(move, name):
    """A slug is letters, digits and hyphens in the file's name, whatever an export says."""
    move.take(export(item(1, name=name), item(2, name=name, type="page"), item(3, name=name)))
    files = [each for each in move.files() if each.endswith(".md")]
    assert len(files) == 3
    for each in files:
        assert re.fullmatch(r"(?:2016|pages)/[a-z0-9][a-z0-9_-]{0,130}\.md", each), each
        assert each != "2016/con.md"


@pytest.mark.parametrize(
    "title",
    [
        "A\nSave_as: ../../x.html",
        "A\r\nStatus: hidden",
        "A\u2028Lang: en",
        "A\x85Slug: x",
        "---",
        "Title: B",
        "A [en]",
    ],
)
def test_titles_are_titles_alone(move, site, title):
    """Line ends and marks in a title add no field and change no language."""
    move.take(export(item(1, title=title, meta=[("language", "fr")])))
    header = move.header("2016/billet-1.md")
    assert set(header) == {"title", "date", "lang", "slug"}
    assert (header["lang"], header["slug"]) == ("fr", "billet-1")
    built = site.build(PATH=str(move.content))
    shown = words(built.page("archives/2016/10/02/billet-1/").select_one("h1 .p-name"))
    assert shown.startswith({"-": "—", "T": "Title\u00a0: B"}.get(title[0], "A"))


def test_summaries_are_summaries_alone(move, site):
    """Whatever spaces a paragraph of a summary begins with, it stays in its field."""
    summary = "Un.\n\n\u00a0Deux.\n\n\u2003 Status: hidden\n\n~"
    move.take(
        export(item(1, excerpt=summary, meta=[("other-excerpt", summary), ("language", "fr")]))
    )
    page = site.build(PATH=str(move.content)).page("archives/2016/10/02/billet-1/")
    assert words(page.select_one(".other-summary")).endswith("Un. Deux. Status: hidden ~")


def test_missing_fields_lose_nothing(move):
    """An item that has next to nothing is still a post, or told of."""
    bare = "<item><wp:post_type>post</wp:post_type><wp:status>publish</wp:status><content:encoded>Nu.</content:encoded></item>"
    assert (
        move.take(
            export(
                bare,
                "<item></item>",
                item(3, title=None, name=None, link=None, date="2016-02-30 00:00:00"),
            )
        )
        == 2
    )
    report = move.report()
    assert report["items"] == report["accounted"] == 3
    assert all(
        "date" in " ".join(each["look"]) or "status" in " ".join(each["look"])
        for each in report["texts"]
    )
    assert (
        sum("Nu." in data.decode() for name, data in move.files().items() if name.endswith(".md"))
        == 1
    )


def test_addresses_are_those_of_the_items(move):
    """Where an export calls the blog by another name than its items do, addresses are the items'."""
    links = [f"https://www.autre.example/sujet/billet-{number}/" for number in range(3)]
    text = '<a href="https://autre.example/sujet/billet-1/">un</a> <a href="https://old.example/?p=2">deux</a>'
    move.take(export(*(item(n, link=link, content=text) for n, link in enumerate(links))))
    assert [each["url"] for each in move.report()["texts"]] == [
        f"sujet/billet-{n}/" for n in range(3)
    ]
    assert (
        move.body("2016/billet-0.md")
        == "[un]({filename}/2016/billet-1.md) [deux]({filename}/2016/billet-2.md)"
    )


def test_same_slugs_are_all_there(move):
    """Items of one name, of one case or another, a post and a page: none takes another's place."""
    move.take(export(*(item(n, name=name, date="2016-10-12 10:00:00", content=f"Texte {n}.", type=kind)
                       for n, (name, kind) in enumerate([("a", "post"), ("A", "post"), ("a", "page"), ("a", "post"), ("%61", "page")]))))  # fmt: skip
    bodies = {
        data.decode().rsplit("\n\n", 1)[1]
        for name, data in move.files().items()
        if name.endswith(".md")
    }
    assert bodies == {f"Texte {n}.\n" for n in range(5)}
    urls = [each["url"] for each in move.report()["texts"]]
    assert len(set(urls)) == len(urls)


def test_same_item_twice_is_one(move):
    """Two exports that overlap give each text once; the second is told of."""
    (move.folder / "b.xml").write_bytes(export(item(2), item(3)))
    assert move.take(export(item(1), item(2)), move.folder / "b.xml") == 0
    assert len(move.report()["texts"]) == 3
    assert move.report()["totals"]["post"]["publish"] == {
        "left out: the same item twice": 1,
        "published": 3,
    }


def test_markdown_is_told_by_neighbours_or_by_the_author(move):
    """A text that may be either goes with its neighbours, and is told; the author may settle it."""
    sure, html, perhaps = (
        "Voir [ceci](https://a.example/).\n\n* un\n* deux",
        "<p>Du <b>HTML</b>.</p>",
        "Deux *étoiles* et c'est tout.",
    )
    items = [
        item(n, content=text)
        for n, text in enumerate([*[sure] * 4, perhaps, sure, *[html] * 4, perhaps, *[html] * 3])
    ]
    move.take(export(*items))
    assert move.told(4)["form"] == "markdown?"
    assert "like its neighbours it is taken for markdown" in " ".join(move.told(4)["look"])
    assert move.body("2016/billet-4.md") == perhaps
    assert move.body("2016/billet-10.md") == r"Deux \*étoiles\* et c'est tout."
    for option, kept in (("no", False), ("until=2016-10-12", True), ("until=2016-10-08", False)):
        other = Move(move.folder / option)
        other.take(export(*items), "--markdown", option)
        assert (other.body("2016/billet-10.md") == perhaps) == kept, option
    (move.folder / "ids").write_text("10, 7")
    other = Move(move.folder / "ids-given")
    other.take(export(*items), "--markdown", f"ids={move.folder / 'ids'}")
    assert other.body("2016/billet-10.md") == perhaps
    assert r"\[ceci]" in other.body("2016/billet-0.md")
    assert "<p>" not in other.body("2016/billet-0.md")


def test_options_choose(move):
    """Categories, comments, types, authors, days, custom fields, what acts: as the author says."""
    said = {"id": "1", "author": "A", "content": "Oui.", "approved": "1"}
    items = [
        item(1, author="moi", terms=[("category", "vie", "Vie"), ("post_tag", "lac", "lac")], comments=[said], meta=[("humeur", "gaie")]),
        item(2, author="autre", type="recette", content="<p>x</p><script>1</script>"),
        item(3, author="moi", date="2010-01-01 10:00:00"),
    ]  # fmt: skip

    def taken(*options):
        other = Move(move.folder / str(len(list(move.folder.iterdir()))))
        other.take(export(*items), *options)
        return other

    assert taken().header("2016/billet-1.md")["tags"] == "lac, Vie"
    assert taken("--categories", "ignore").header("2016/billet-1.md")["tags"] == "lac"
    assert taken("--categories=keep").header("2016/billet-1.md")["category"] == "Vie"
    assert json.loads(taken("--comments", "count").text("comments/2016/billet-1.json")) == {
        "count": 1
    }
    assert "comments" not in taken("--comments", "none").header("2016/billet-1.md")
    assert "<script>" not in taken("--types", "post,recette").body("2016/billet-2.md")
    assert "<script>1</script>" in taken("--types", "recette", "--active-content", "keep").body(
        "2016/billet-2.md"
    )
    assert set(
        taken("--author", "autre", "--types", "post,recette").report()["totals"]["recette"][
            "publish"
        ]
    ) == {"published"}
    assert (
        "left out: as --author or --since say"
        in taken("--since", "2015-01-01").report()["totals"]["post"]["publish"]
    )
    assert taken("--meta", "humeur=Mood").header("2016/billet-1.md")["mood"] == "gaie"
    assert taken("--default-lang", "en").header("2016/billet-1.md")["lang"] == "en"


@pytest.mark.parametrize(("options", "told"), [
    (["--markdown", "yes"], "--markdown: “yes” is not one of auto, no, until=2008-12-31, ids=FILE"),
    (["--markdown", "until=hier"], "--markdown until=: “hier” is no day; write it as 2008-12-31"),
    (["--markdown", "ids=nulle-part"], "nulle-part"),
    (["--since", "2008"], "--since: “2008” is no day"),
    (["--meta", "humeur"], "--meta: “humeur” is not KEY=FIELD"),
    (["--meta", "a=b: c"], "is not KEY=FIELD"),
    (["--default-lang", "de"], "unknown language “de”; write one of: fr, en"),
    (["--uploads", "nulle-part"], "--uploads: there is no folder nulle-part"),
])  # fmt: skip
def test_wrong_options_are_told(move, capsys, options, told):
    """What cannot be is said with its cure; status 1; nothing is written."""
    assert move.take(export(item(1)), *options) == 1
    assert told in capsys.readouterr().err
    assert move.files() == {}


def test_file_that_is_not_there_is_told(move, capsys):
    """A mistyped name is said."""
    assert move.take(move.folder / "nope.xml") == 1
    assert "nope.xml: there is no such file" in capsys.readouterr().err


def test_damaged_manifest_stops_the_import(move, capsys):
    """What earlier imports remember is not guessed at."""
    move.take(export(item(1)))
    (move.content / ".wordpress-import/manifest.json").write_text("{")
    before = move.files()
    assert move.take(export(item(1, content="Autre."))) == 1
    assert "restore it from a copy" in capsys.readouterr().err
    assert move.files() == before


def test_manifest_leads_nowhere_else(move):
    """A manifest that names a file outside the content is refused."""
    move.take(export(item(1)))
    path = move.content / ".wordpress-import/manifest.json"
    path.write_text(path.read_text("utf-8").replace("2016/billet-1.md", "../../x.md"), "utf-8")
    assert move.take(export(item(1))) == 1
    assert not (move.folder.parent / "x.md").exists()


def test_uploads_are_regular_files_within_their_folder(move, tmp_path):
    """A link out of the folder, a device, a path that climbs: none is copied."""
    folder = tmp_path / "uploads"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(PIXEL)
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    (folder / "zero.png").symlink_to("/dev/zero")
    names = ["link.png", "zero.png", "../secret.png", "..%2fsecret.png", "%00.png"]
    move.take(
        export(item(1, content="".join(f'<img src="{HOME}/wp-content/uploads/{name}">' for name in names))),
        "--uploads", folder,
    )  # fmt: skip
    assert not list(move.content.rglob("*.png"))
    assert len([each for each in move.told(1)["look"] if each.startswith("a file is nowhere")]) >= 2


@pytest.mark.parametrize("piece", ["[code]", "[caption]", "[gallery ", "[x y=1 "])
def test_texts_without_end_take_no_hours(move, piece):
    """Thousands of marks that nothing closes are read once, not once from each; all of it is there."""
    assert move.take(export(item(1, content=piece * 10_000))) in (0, 2)
    assert move.body("2016/billet-1.md").count(piece.strip()) == 10_000
