"""Pictures of titles, for posts without one: drawn, kept, and named where others look."""

import io
import json
from pathlib import Path

import pytest
from conftest import IN_CI
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from plugins.metadata.drawing import SIZE, Glyphs, Look, Words, cut, draw, fitted
from plugins.metadata.drawn import COLOURS

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
if not FONT.is_file() and not IN_CI:
    pytest.skip("DejaVu is not installed", allow_module_level=True)
LOOK = Look(FONT.read_bytes(), **COLOURS)
SITE = "https://x.example"


@pytest.fixture
def blog(site):
    """A post in each language, and one that shows a picture."""
    site.settings.update(SITEURL=SITE, METADATA_DRAWN={"font": str(FONT)})
    site.post("L'été : un « rêve »", lang="fr", slug="ete", date="2016-10-01 10:00")
    site.post(
        "Still", "![A lake](https://y.example/lake.jpg)", slug="still", date="2016-10-01 10:00"
    )
    site.post("Hidden", slug="hidden", status="hidden", date="2016-10-01 10:00")
    return site


def told(built, slug):
    """What the page of a post says of its picture."""
    page = built.page(f"archives/2016/10/01/{slug}/")
    data = json.loads(page.find("script", type="application/ld+json").string)
    return {
        each["property"]: each["content"] for each in page.select("meta[property^='og:image']")
    } | {"data": data.get("image")}


def test_posts_without_a_picture_have_one_of_their_title(blog):
    """A file of the site, with its size and its words; kept as one that never changes."""
    built = blog.build()
    tags = told(built, "ete")
    name = tags["og:image"].removeprefix(f"{SITE}/")
    with Image.open(built.output / name) as picture:
        assert (picture.format, picture.size) == ("PNG", SIZE)
    assert tags["og:image:alt"].startswith("L’été")
    assert (tags["og:image:width"], tags["og:image:height"]) == ("1200", "630")
    assert (
        tags["data"] in (tags["og:image"], [tags["og:image"]])
        or tags["data"]["url"] == tags["og:image"]
    )
    assert told(built, "still")["og:image"] == "https://y.example/lake.jpg"
    assert told(built, "hidden")["og:image"].startswith(f"{SITE}/titles/")
    assert len(list((built.output / "titles").iterdir())) == 2
    assert (
        "/titles/*\n  Cache-Control: max-age=31536000, immutable"
        in (built.output / "_headers").read_text()
    )


def test_a_picture_is_drawn_once(blog):
    """It is kept while its words, font and colours are the same, and has another name when not."""
    first = told(blog.build(), "ete")["og:image"]
    kept = {path: path.stat().st_mtime_ns for path in (blog.folder / "cache/drawn").iterdir()}
    blog.post("New", slug="new", date="2016-10-02 10:00")
    assert told(blog.build(), "ete")["og:image"] == first
    assert all(path.stat().st_mtime_ns == time for path, time in kept.items())
    assert (
        told(blog.build(METADATA_DRAWN={"font": str(FONT), "ink": "#004400"}), "ete")["og:image"]
        != first
    )
    assert told(blog.build(SITENAME="Other"), "ete")["og:image"] != first


def test_characters_that_the_font_has_not(blog):
    """No boxes: the site's picture instead, and a warning that names the character and the line."""
    blog.post("Le 漢", lang="fr", slug="han", date="2016-10-01 10:00", path="han.md")
    built = blog.build(METADATA_IMAGE="site.png")

    assert "han.md:1: its title is not drawn: the font of METADATA_DRAWN has no “漢”" in built.told
    assert told(built, "han")["og:image"] == f"{SITE}/site.png"


def test_nothing_is_drawn_unless_it_is_wanted(blog):
    """Without a font there is no file, no tag and no promise to hosts."""
    built = blog.build(METADATA_DRAWN={})

    assert not (built.output / "titles").exists()
    assert "og:image" not in told(built, "ete")
    assert "titles" not in (built.output / "_headers").read_text()


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ("x.ttf", "write a font"),
        ({"ink": "#000"}, "write a font"),
        ({"font": str(FONT), "colour": "red"}, "write a font"),
        ({"font": "/nowhere.ttf"}, "/nowhere.ttf cannot be read: No such file"),
        ({"font": __file__}, "is no TrueType or OpenType font"),
        ({"font": str(FONT), "ink": "darkish"}, "no colour “darkish” for ink"),
    ],
)
def test_a_wrong_choice_is_told(blog, chosen, said):
    """A plain line, before anything is built."""
    assert said in blog.fails(METADATA_DRAWN=chosen)


WORDS = st.text("aéÀg.,’ \u00a0\u202fWW", max_size=400)


@given(WORDS, WORDS)
def test_words_stay_inside(title, site):
    """Whatever the title and the site's name: in the margins, and over nothing else."""
    picture = draw(Words(title, site, "[fr]"), LOOK)
    with Image.open(io.BytesIO(picture)) as found:
        shown = found.convert("L").point(lambda value: 255 * (value < 128))
    left, top, right, bottom = shown.crop((60, 0, *SIZE)).getbbox()
    assert left + 60 >= 100
    assert top >= 60
    assert right + 60 <= SIZE[0] - 90
    assert bottom <= SIZE[1] - 60
    assert not shown.crop((60, 492, *SIZE)).crop((0, 0, SIZE[0] - 60, 4)).getbbox()  # between both


@given(WORDS)
def test_a_title_is_whole_or_cut(title):
    """Its words in their order; an ellipsis where some are left out."""
    size, lines = fitted(title, LOOK, 900, 380)
    shown = " ".join(lines)

    assert all(LOOK.of_size(size).getlength(line) <= 900 for line in lines)
    if shown != " ".join(filter(None, title.split(" "))):
        assert "…" in shown


def test_cutting_and_glyphs():
    """A cut text ends in one ellipsis; a font's own box is no character."""
    font = LOOK.of_size(40)

    assert cut("court", font, 500) == "court"
    assert cut("très, très long…", font, 150).endswith("…")
    assert cut("très, très long…", font, 150).count("…") == 1
    assert Glyphs(LOOK).missing("L’été \u202f: œuvre [fr]") == ""
    assert Glyphs(LOOK).missing("a\U00012000b") == "\U00012000"


def test_a_preview_draws_nothing(blog):
    """Nobody links to a preview."""
    assert not (blog.build(BILINGUAL_DRAFTS=True).output / "titles").exists()
