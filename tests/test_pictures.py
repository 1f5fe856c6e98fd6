"""Pictures: what pages tell of them, smaller versions, captions, words, files that are none."""

import os
import random
import re
import time
import zlib
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from markdown import Markdown
from PIL import Image, ImageDraw

from plugins.bilingual.images import Image as Known
from plugins.bilingual.images import images_in, with_images
from plugins.pictures.versions import Recipe

PAGE = "archives/2016/10/01/un/"
SIDEWAYS = 0x0112, 6  # Exif's Orientation: to be turned by a quarter


def photograph(width, height, form="JPEG", mode="RGB", seed=0, **options):
    """The bytes of a picture with some of everything, as one from a camera has."""
    noise = random.Random(seed)
    small = Image.new("RGB", (max(2, width // 16), max(2, height // 16)))
    small.putdata([tuple(noise.randbytes(3)) for _ in range(small.width * small.height)])
    out = BytesIO()
    small.resize((width, height), Image.Resampling.BICUBIC).convert(mode).save(out, form, **options)
    return out.getvalue()


def drawn(width, height):
    """A screen's picture, of a few flat colours."""
    image = Image.new("P", (width, height))
    image.putpalette([255, 255, 255, 0, 0, 0, 200, 0, 0])
    draw = ImageDraw.Draw(image)
    for n in range(0, width, 7):
        draw.line((n, 0, width - n, height), fill=1 + n % 2)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def turned(width, height):
    """A photograph that lies on its side in its file."""
    exif = Image.Exif()
    exif[SIDEWAYS[0]] = SIDEWAYS[1]
    exif.get_ifd(0x8825)[1] = "N"  # where it was taken
    return photograph(width, height, exif=exif)


def shown(page, within=".prose"):
    """The attributes of the pictures of a page."""
    return [image.attrs for image in page.select(f"{within} img")]


def versions_of(built, image):
    """The widths by the names of the files that a picture's `srcset` leads to, each looked at."""
    found = {}
    for each in image["srcset"].split(", "):
        address, width = each.rsplit(" ", 1)
        name = re.sub(r"^(\.\./)+|^https://[^/]+/", "", address)
        with Image.open(built.output / name) as version:
            assert version.format == "WEBP"
            assert f"{version.width}w" == width
            assert not version.getexif()
        found[name] = version.size
    return found


@pytest.fixture
def blog(site):
    """A French and an English post that show the same large photograph."""
    site.file("images/lac.jpg", photograph(1200, 800))
    site.post("Un", "![Le lac]({static}/images/lac.jpg)\n\nTexte.", lang="fr", slug="un", summary_en="![The lake]({static}/images/lac.jpg) A word.")  # fmt: skip
    site.post("Two", "![The lake](/images/lac.jpg)\n\nText.", lang="en", slug="two")
    return site


def test_every_page_and_feed_tells_the_size_of_a_picture(blog):
    """A picture holds its place before it is there, and comes in the size that is shown."""
    built = blog.build()
    size = {"width": "1200", "height": "800"}

    for place, within in (
        (PAGE, ".prose"), ("archives/2016/10/02/two/", ".prose"), ("", ".entry"), ("en/", ".entry"),
    ):  # fmt: skip
        images = shown(built.page(place), within)
        assert images, place
        for image in images:
            assert image | size == image
            assert [width for width, _ in versions_of(built, image).values()] == [480, 960, 1200]
            assert image["sizes"].startswith("(min-width")
    feed = etree.parse(built.output / "feeds/fr.atom.xml")
    for image in BeautifulSoup("".join(feed.getroot().itertext()), "html.parser").find_all("img"):
        assert image["width"] == "1200"
        assert [width for width, _ in versions_of(built, image).values()] == [480, 960, 1200]


def test_pictures_load_when_they_are_about_to_be_seen(blog):
    """All but the first of a post's own page wait; on a list, which may be long, all do."""
    picture = "![Le lac]({static}/images/lac.jpg)\n\n"
    blog.post("Trois", picture * 3, lang="fr", slug="trois", date="2016-10-03 10:00")
    built = blog.build()
    own = shown(built.page("archives/2016/10/03/trois/"))

    assert [image.get("loading") for image in own] == [None, "lazy", "lazy"]
    assert {image["decoding"] for image in own} == {"async"}
    assert {image.get("loading") for image in shown(built.page("fr/"), ".entry")} == {"lazy"}


def test_what_an_author_wrote_stays(blog):
    """A size, a way of loading, smaller versions written by hand are not written again."""
    body = (
        '<img src="/images/lac.jpg" alt="" width=300 loading="eager">\n'
        "<img alt='' src='{static}/images/lac.jpg' height=\"200\" srcset='/images/lac.jpg 2x'/>\n"
        '<img src="/images/lac.jpg" alt="" width="50%">'
    )
    blog.post("Trois", body, lang="fr", slug="trois", date="2016-10-03 10:00")
    first, second, third = shown(blog.build().page("archives/2016/10/03/trois/"))

    assert (first["width"], first["height"], first["loading"]) == ("300", "200", "eager")
    assert (second["width"], second["height"]) == ("300", "200")
    assert second["srcset"].endswith("images/lac.jpg 2x")
    assert "sizes" not in second
    assert third["width"] == "50%"
    assert "height" not in third


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("name", "data", "size", "widths"),
    [
        ("small.jpg", photograph(300, 200), (300, 200), [300]),
        ("turned.jpg", turned(1000, 500), (500, 1000), [480, 500]),
        ("clear.png", photograph(1000, 500, "PNG", "RGBA"), (1000, 500), [480, 960, 1000]),
        ("lines.png", drawn(1000, 500), (1000, 500), [1000]),
        ("grey.png", photograph(500, 400, "PNG", "L"), (500, 400), [480, 500]),
        ("print.jpg", photograph(500, 400, "JPEG", "CMYK", quality=95), (500, 400), [480, 500]),
        ("deep.png", photograph(500, 400, "PNG", "I;16"), (500, 400), []),
        ("tight.webp", photograph(500, 400, "WEBP", quality=1), (500, 400), []),
        ("été & lac.PNG", photograph(500, 400, "PNG"), (500, 400), [480, 500]),
    ],
)  # fmt: skip
def test_forms_of_pictures(site, name, data, size, widths):
    """Each has its own size, as it is shown; none is made larger, none for nothing."""
    site.file(f"images/{name}", data)
    site.post("Un", f"![x](<{{static}}/images/{name}>)", lang="fr", slug="un")
    built = site.build()
    [image] = shown(built.page(PAGE))

    assert (int(image["width"]), int(image["height"])) == size
    made = versions_of(built, image) if widths else {}
    assert [width for width, _ in made.values()] == widths
    assert ("srcset" in image) == bool(widths)
    assert all(abs(wide * size[1] - high * size[0]) <= max(size) for wide, high in made.values())
    assert all((built.output / each).stat().st_size < len(data) for each in made)
    assert (built.output / "images" / name).read_bytes() == data


def test_what_moves_stays_whole(site):
    """An animation has a size, and no smaller version that would stand still."""
    first, *others = (Image.new("L", (600, 400), n * 100) for n in range(3))
    out = BytesIO()
    first.save(out, "GIF", save_all=True, append_images=others, duration=100)
    site.file("a.gif", out.getvalue())
    site.post("Un", "![x]({static}/a.gif)", lang="fr", slug="un")
    [image] = shown(site.build().page(PAGE))

    assert (image["width"], image["height"]) == ("600", "400")
    assert "srcset" not in image


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="120" height="80.4px"', ("120", "80")),
        ('width="100%" viewBox="0 0 300 150"', ("300", "150")),
        ("", (None, None)),
        ('viewBox="0 0 0 0"', (None, None)),
    ],
)
def test_drawings(site, attributes, size):
    """An SVG has the size that it says, or the proportions of its box, or none."""
    site.file("a.svg", f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}><path d="M0 0"/></svg>')  # fmt: skip
    site.post("Un", "![x]({static}/a.svg)", lang="fr", slug="un")
    [image] = shown(site.build().page(PAGE))

    assert (image.get("width"), image.get("height")) == size
    assert "srcset" not in image


def bomb():
    """A PNG that says that it is 40,000 pixels wide and high."""
    data = bytearray(photograph(16, 16, "PNG"))
    data[16:24] = (40_000).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.jpg", b"not a picture", "is no picture that browsers show"),
        ("a.jpg", b"", "is no picture that browsers show"),
        ("a.jpg", photograph(900, 600)[:4000], "cannot be read as a picture"),
        ("a.png", photograph(900, 600, "PNG")[:4000], "cannot be read as a picture"),
        ("a.png", bomb(), "has far too many pixels"),
        ("a.png", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "is no picture"),
        ("a.tif", photograph(90, 60, "TIFF"), "is no picture that browsers show"),
        ("a.svg", b"<svg", "is no SVG"),
        ("a.svg", b"<html><p>x</b></html>", "cannot be read as a drawing|is no SVG"),
        ("a.svg", b'<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><s>&b;</s>', "is no SVG"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_files_that_are_no_pictures(site, name, data, why, lang):
    """A broken or hostile file is named, with the line that shows it; nothing is written."""
    site.file(f"images/{name}", data)
    site.post("Un", f"Un.\n\n![x]({{static}}/images/{name})", lang=lang, path="un.md")
    told = site.fails()

    assert re.search(rf"un\.md:7: the picture images/{name} ({why})", told), told
    assert "put another there" in told


def test_missing_words_are_told(site):
    """Who does not see a picture is told what it shows; empty words are for HTML to write."""
    site.file("a.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    silent = "Un.\n\n![]({static}/a.svg)\n\n<img src='/a.svg'>\n"
    fine = '![x]({static}/a.svg) <img alt="" src="/a.svg"> <img src="/a.svg" role="presentation">'
    site.post("Un", silent, lang="fr", path="un.md")
    site.post("Two", fine, lang="en", path="two.md", summary_fr="![]({static}/a.svg) Mot.")
    told = [line for line in site.build().told.splitlines() if "has no words" in line]

    assert len(told) == 3, told
    for each in ("two.md:4: the picture “{static}", "un.md:7: the picture “{static}", "un.md:9: the picture “/a"):  # fmt: skip
        assert [line for line in told if each in line], each


def test_versions_are_made_once(blog):
    """What was made is used again, even for a file of another name or date; what is gone, made."""
    blog.build()
    kept = {path: path.stat().st_mtime_ns for path in (blog.folder / "cache").rglob("*.webp")}
    assert len(kept) == 3

    picture = blog.content / "images/lac.jpg"
    os.utime(picture, (1, 1))
    blog.file("autre.jpg", picture.read_bytes())
    blog.post("Trois", "![x]({static}/autre.jpg)", lang="fr", date="2016-10-03 10:00", slug="trois")
    built = blog.build()
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    assert set(kept) == set((blog.folder / "cache").rglob("*.webp"))

    before = built.files()
    damaged, gone, _ = sorted(kept)
    damaged.write_bytes(b"x")
    gone.unlink()
    assert blog.build().files() == before


def test_another_picture_has_another_name(blog):
    """Browsers may keep a version for ever: when the picture changes, so does its address."""
    first = blog.build()
    image = shown(first.page(PAGE))[0]
    names = set(versions_of(first, image))
    blog.post("Trois", lang="fr", slug="trois")
    blog.build()
    blog.file("images/lac.jpg", photograph(1300, 800, seed=1))
    rendered = blog.rendered()
    built = blog.build()
    after = shown(built.page(PAGE))[0]

    assert PAGE + "index.html" in rendered
    assert "archives/2016/10/03/trois/index.html" not in rendered
    assert not names & set(versions_of(built, after))
    assert not any((built.output / name).exists() for name in names)
    assert after["width"] == "1300"


def test_a_file_written_twice_in_a_moment_is_looked_at_again(blog):
    """What was read in the grain of a disk's clock is not remembered: the size is never old."""
    picture = blog.content / "images/lac.jpg"
    small = photograph(200, 100, seed=2)
    blog.build()
    state = picture.stat()
    large = photograph(400, 300, seed=3)
    for data in (large, small + b"\0" * (len(large) - len(small))):  # of the same length
        picture.write_bytes(data)
        os.utime(picture, ns=(state.st_atime_ns, time.time_ns()))
        built = blog.build()
    assert shown(built.page(PAGE))[0]["width"] == "200"


def test_a_preview_makes_none(blog):
    """At every save the author waits: sizes are told, versions only if they are there."""
    image = shown(blog.build(BILINGUAL_DRAFTS=True).page(PAGE))[0]
    assert image["width"] == "1200"
    assert "srcset" not in image

    blog.build()
    image = shown(blog.build(BILINGUAL_DRAFTS=True).page(PAGE))[0]
    assert "960w" in image["srcset"]


def test_settings_of_pictures(blog):
    """Widths, quality, folder and place are the site's; without widths only sizes are told."""
    built = blog.build(
        PICTURES_WIDTHS=[200, 700], PICTURES_FOLDER="img/", PICTURES_SIZES="50vw", PICTURES_QUALITY=1
    )  # fmt: skip
    image = shown(built.page(PAGE))[0]
    assert [width for width, _ in versions_of(built, image).values()] == [200, 700]
    assert image["sizes"] == "50vw"
    assert all(name.startswith("img/lac.") for name in versions_of(built, image))

    image = shown(blog.build(PICTURES_WIDTHS=[]).page(PAGE))[0]
    assert image["width"] == "1200"
    assert "srcset" not in image


@pytest.mark.parametrize(
    ("setting", "value", "cure"),
    [
        ("PICTURES_WIDTHS", "480", "write one, such as"),
        ("PICTURES_WIDTHS", [480, "960"], "write one, such as"),
        ("PICTURES_WIDTHS", [0], "write one, such as"),
        ("PICTURES_QUALITY", 200, "from 1 to 100"),
        ("PICTURES_QUALITY", True, "from 1 to 100"),
        ("PICTURES_FOLDER", "../out/", 'after it: "picture-sizes/"'),
        ("PICTURES_FOLDER", "", 'after it: "picture-sizes/"'),
    ],
)
def test_settings_of_another_kind(blog, setting, value, cure):
    """A setting that cannot be is said, with what to write."""
    told = blog.fails(**{setting: value})
    assert setting in told
    assert cure in told


FIGURES = [
    ('![a](b.png "Words")', "<figure><img alt=\"a\" src=\"b.png\" /><figcaption>Words</figcaption></figure>"),
    ("![a](b.png 'Some *words*')", '<figure><img alt="a" src="b.png" /><figcaption>Some <em>words</em></figcaption></figure>'),
    ('![a](b.png "Words © Me")', '<figure><img alt="a" src="b.png" /><figcaption>Words <small>© Me</small></figcaption></figure>'),
    ('![a](b.png "© [Me](c)")', '<figure><img alt="a" src="b.png" /><figcaption><small>© <a href="c">Me</a></small></figcaption></figure>'),
    ('![a](<b c.png> "He said "yes"")', '<figure><img alt="a" src="b c.png" /><figcaption>He said "yes"</figcaption></figure>'),
    ('[![a](b.png "Words")](c)', '<figure><a href="c"><img alt="a" src="b.png" /></a><figcaption>Words</figcaption></figure>'),
    ("![a](b.png)", '<p><img alt="a" src="b.png" /></p>'),
    ('![a](b.png " ")', '<p><img alt="a" src="b.png" title="" /></p>'),
    ('Text ![a](b.png "Words")', '<p>Text <img alt="a" src="b.png" title="Words" /></p>'),
    ('![a](b.png "Words") text', '<p><img alt="a" src="b.png" title="Words" /> text</p>'),
    ('    ![a](b.png "Words")', '<pre><code>![a](b.png "Words")\n</code></pre>'),
]  # fmt: skip


@pytest.mark.parametrize(("source", "figure"), FIGURES)
def test_figures(source, figure):
    """A picture alone in a paragraph with a title is a figure; any other is as it was."""
    made = Markdown(extensions=["plugins.pictures.figures"]).convert(source)
    assert made.replace("\n", "") == figure.replace("\n", "")


def test_a_figure_on_a_page(site):
    """Its caption has the typography of the post's language, and words of its own in feeds."""
    site.file("lac.jpg", photograph(1000, 600))
    for lang, slug in (("fr", "un"), ("en", "two")):
        body = "![x]({static}/lac.jpg \"Le 'lac' : *novembre* © Moi\")"
        site.post(slug, body, lang=lang, slug=slug, path=f"{lang}.md", date="2016-10-01 10:00")
    built = site.build()
    captions = {
        lang: built.page(f"archives/2016/10/01/{slug}/").select_one("figure figcaption")
        for lang, slug in (("fr", "un"), ("en", "two"))
    }

    assert captions["fr"].em.get_text() == "novembre"
    assert captions["fr"].small.get_text().startswith("©")
    assert "\u00a0:" in captions["fr"].get_text()
    assert "\u00a0:" not in captions["en"].get_text()
    assert "<figcaption>" in built.feed("fr").entries[0].content[0].value


ADDRESSES = ("a.png", "b.png?x=1&amp;y", "c")
IMAGES = {"a.png": Known(600, 400, (("x/a.webp", 300),), "50vw"), "c": Known(3, 5)}
PIECES = st.sampled_from(
    [
        "<img", ' src="a.png"', " src=c", " width=30", ' height="9"', " loading=lazy", " alt='<>'",
        "/>", ">", "<p>", "é", "</img>", "<IMG SRC='a.png'>", "<!-- <img src=c> -->", " srcset",
    ]
)  # fmt: skip


@given(st.lists(PIECES).map("".join), st.booleans())
def test_telling_of_pictures_changes_nothing_else(text, first):
    """Twice is once; every attribute that was there stays, with its value; so does all text."""
    told = with_images(text, IMAGES, first)

    assert with_images(told, IMAGES, first) == told
    before, after = list(images_in(text)), list(images_in(told))
    assert [each.address for each in after] == [each.address for each in before]
    for old, new in zip(before, after, strict=True):
        assert old.attributes.items() <= new.attributes.items()
        assert not {"width", "height"} & set(new.attributes) or old.address in IMAGES or old == new


@given(st.lists(st.integers(1, 3000), max_size=5), st.integers(1, 4000))
def test_no_version_is_larger_than_the_picture(widths, width):
    """Versions are no wider than the picture, each width once, in order, and one is the widest."""
    chosen = Recipe(tuple(widths), 80).widths_for(width)

    assert chosen == sorted(set(chosen))
    assert all(each <= width for each in chosen)
    assert not widths or chosen[-1] == min(width, max(widths))


@pytest.mark.thorough
def test_nothing_moves_while_pictures_load(blog, chromium):
    """A browser keeps the place of each picture: the text below stays where it is."""
    blog.post("Trois", "![x]({static}/images/lac.jpg)\n\n" * 4 + "Fin.", lang="fr", slug="trois")
    built = blog.build(SITEURL="")
    page = chromium.new_page(viewport={"width": 360, "height": 640})
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => list.getEntries()"
        ".forEach(each => window.moved += each.value)).observe({type: 'layout-shift', buffered: true})"
    )
    for place in (PAGE, "archives/2016/10/03/trois/", ""):
        page.goto(f"file://{built.output}/{place}index.html")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.wait_for_load_state("networkidle")
        sizes = page.evaluate(
            "[...document.images].map(i => [i.currentSrc, i.clientWidth / i.clientHeight])"
        )
        assert sizes
        assert all("480.webp" in source and abs(shape - 1.5) < 0.02 for source, shape in sizes), (
            sizes
        )
        assert page.evaluate("window.moved") == 0
    page.close()


def test_versions_may_be_kept_for_ever(blog):
    """Their names say what is in them: hosts are told that they never change."""
    headers = (blog.build().output / "_headers").read_text("utf-8")

    assert "/picture-sizes/*\n  Cache-Control: max-age=31536000, immutable\n" in headers
