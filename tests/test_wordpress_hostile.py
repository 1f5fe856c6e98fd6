"""Exports that are damaged, unclean or meant to harm: they harm nothing, and lose nothing in silence."""

import re

import pytest
from conftest import PIXEL, words
from wxr import HOME, Move, export, item


@pytest.fixture
def move(tmp_path):
    """An empty folder to import into."""
    return Move(tmp_path / "moving")


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
