"""Files, texts and exports of anything, for as long as there is time: a minute in CI.

What is wrong is told, never raised; nothing that was written is lost; nothing takes for ever.
"""

import re
import shutil
import tempfile
import time
from html import unescape
from pathlib import Path

from conftest import IN_CI, Site
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from test_typography import LOCALES, STYLES
from test_wordpress_laws import FORMS, check, items
from wxr import export

from plugins.bilingual.decoding import text_of
from plugins.bilingual.source import read_source
from plugins.typography import typeset

SECONDS = 20 if IN_CI else 1  # for each of three
fuzz = settings(max_examples=100, phases=[Phase.generate])

HEADERS = [
    *("Title: mot1", "Title: mot2 [fr]", "title : mot3", "Title:", "Titre: mot4", "Date: 2016-10-12", "Date: hier"),
    *("Lang: fr", "Lang: EN", "Lang: de", "LANG:fr", "Tags: mot5, mot6", "Tags: [mot5; 'mot7']", "tags:\n    - mot6"),
    *("Summary_en: mot8", "Summary-en: mot9", "Summary: mot10", "Summary_fr:\n    mot11\n\n    mot12", "Title_en: mot13"),
    *("Slug: mot14", "Slug: ../x", "Status: draft", "Status: mot15", "Guid: http://x.example/?p=1", "Aliases: /a/, /b"),
    *("Similar: +mot16", "Translation_of: mot17", "Save_as: a/b.html", "Url: a/", "Author: mot18", "Category: mot19"),
    *("---", "---\r", "...", "    mot20", "\tmot21", "mot22: mot23", "Modified: 2016-10-12 10:30+02:00"),
]  # fmt: skip
OPENINGS = [
    "[en] mot30",
    "[EN]  mot31\nmot32",
    "[fr] mot33",
    r"\[en] mot34",
    "[en]mot35",
    "[en](mot36)",
    "[en]: x",
]
NEWLINES = st.sampled_from(["\n", "\n", "\n", "\n\n", "\r\n", "\r", " \n", "\u2028"])
pieces = st.sampled_from([*HEADERS, *HEADERS, *OPENINGS, *FORMS]) | st.text(max_size=6)
files = st.lists(st.tuples(pieces, NEWLINES), max_size=25).map(
    lambda parts: "".join(text + end for text, end in parts).encode("utf-8", "surrogatepass")
)


def with_noise(content: bytes, at: int, noise: bytes) -> bytes:
    """Some bytes put in somewhere, or nothing."""
    at %= len(content) + 1
    return content[:at] + noise + content[at:]


noisy = st.builds(
    with_noise,
    files,
    st.integers(0, 1000),
    st.just(b"") | st.sampled_from([b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe9"]),
)


def as_long_as(seconds: float, test) -> None:
    """Run a property with new examples until the time is over."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        test()


def test_any_file_is_read():
    """A file of anything is read: each problem has its line, each word its place."""

    @fuzz
    @given(noisy)
    def one(content):
        text, remarks = text_of(content)
        source = read_source(text, ["fr", "en"], "en")
        lines = len(re.findall(r"\r\n|\r|\n", text)) + 1
        for line, message, cure, _ in [*remarks, *source.problems]:
            assert 1 <= line <= lines, (line, message)
            assert message
            assert cure
        if any(level == "error" for *_, level in [*remarks, *source.problems]):
            return
        kept = [source.title, source.body, source.summary or "", *source.summaries.values()]
        kept += [*source.titles.values(), *source.fields]
        kept += [line for field in source.fields.values() for line in field.lines]
        assert set(re.findall(r"mot\d+", text)) <= set(re.findall(r"mot\d+", "\n".join(kept)))

    as_long_as(SECONDS / 4, one)


def test_any_files_are_built_or_told(capsys):
    """Files of anything become pages, or errors that name them: a build never breaks down."""

    @settings(fuzz, max_examples=10)
    @given(st.lists(noisy, min_size=1, max_size=3))
    def one(contents):
        folder = Path(tempfile.mkdtemp(prefix="passerelle-"))
        site = Site(folder)
        site.capture = capsys
        for at, content in enumerate(contents):
            site.file(f"f{at}.md", content)
        status, told = site.attempt({"SEARCH_INDEX": False, "RENDERING_PROCESSES": 1})
        assert "Traceback" not in told
        assert "Could not process" not in told
        assert status == 0 or re.search(r"(?m)^error: \S*f\d\.md:\d+: .+; .+$", told), told
        assert {path.name for path in folder.iterdir() if path.is_dir()} <= (
            {"cache", "content", "output", ".output.pages"}
        )
        shutil.rmtree(folder)

    as_long_as(SECONDS * 3 / 4, one)


TEXTS = st.lists(
    st.sampled_from([*FORMS, '"', "'", "«", "»", " !", " : ", "?!", "...", "--", "1 000", "l'"])
    | st.text(alphabet=" abé.'\"«»;:!?-1<>/pem&“”’…—\u00a0\u202f()5,=\ue000", max_size=9),
    max_size=25,
).map("".join)  # fmt: skip


def test_any_text_is_set():
    """HTML of anything is set in every locale: letters and digits stay, in their order."""

    @fuzz
    @given(TEXTS, st.sampled_from(LOCALES), STYLES)
    def one(html, locale, style):
        done = typeset(html, locale, style)
        assert re.sub(r"\W", "", unescape(done)) == re.sub(r"\W", "", unescape(html))
        assert done.count("<") == html.count("<")

    as_long_as(SECONDS, one)


def test_any_export_is_imported_or_refused(monkeypatch):
    """An export of anything is refused, or all of it accounted for, inert, and imported again as it was."""
    monkeypatch.setattr("os.cpu_count", lambda: 1)

    @settings(fuzz, max_examples=10)
    @given(st.lists(items, min_size=1, max_size=4))
    def one(several):
        folder = Path(tempfile.mkdtemp(prefix="moving-"))
        check(folder, export(*several))
        shutil.rmtree(folder)

    as_long_as(SECONDS, one)
