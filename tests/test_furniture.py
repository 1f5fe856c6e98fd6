"""Furniture: the words of the theme, plurals and dates in each language."""

import re

import pytest
from conftest import ROOT

from plugins.bilingual.languages import languages_from
from plugins.bilingual.source import read_source
from plugins.bilingual.strings import read_strings

LANGUAGES = ("fr", "en")


def source(text: str, **options):
    return read_source(text, LANGUAGES, "en", **options)


def messages(text: str, **options) -> list[str]:
    return [f"{line}: {message}" for line, message, *_ in source(text, **options).problems]


def test_furniture_has_equal_keys_in_equal_order():
    """Every language's file has the same strings in the same order."""
    strings = read_strings(ROOT / "theme/translations", LANGUAGES)

    assert list(strings["fr"].texts) == list(strings["en"].texts)


def test_no_furniture_is_unused():
    """Every string is written by a template, or by what fills dates, plurals, states and feeds."""
    written = "".join(
        path.read_text("utf-8") for path in (ROOT / "theme/templates").rglob("*.html")
    )
    filled = {
        "footnote_back",
        "plural",
        "months",
        "words_a_minute",
        "days",
        "date",
        "month",
        "draft",
        "scheduled",
        "in_language",
        "reading_feed",  # the title of such a feed
    }

    for key in set(read_strings(ROOT / "theme/translations", LANGUAGES)["fr"].texts) - filled:
        assert re.search(rf"""\bt\(["']{key}["']""", written), key


@pytest.mark.parametrize(("count", "fr", "en"), [(0, "0 billet", "0 posts"), (1, "1 billet", "1 post"), (2, "2 billets", "2 posts")])  # fmt: skip
def test_plurals_follow_the_language(count, fr, en):
    """French says "0 billet" where English says "0 posts"."""
    strings = read_strings(ROOT / "theme/translations", LANGUAGES)

    assert strings["fr"].text("posts", count) == fr
    assert strings["en"].text("posts", count) == en


def test_missing_furniture_stops_the_build(site):
    """A declared language that the theme has no words in is said plainly, with the file."""
    told = site.fails(LANGUAGES={"fr": {}, "en": {}, "de": {}})

    assert "translations/de.toml" in told


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{day}", "{jour}", "date needs the words in braces"),
        ("{tag}", "{tag", "browsed_by_tag needs the words in braces"),
        ('"décembre"]', "]", "months is a list of twelve names"),
        ('skip = "Aller au texte"', "skip = 3", "skip is a text"),
        ('plural = "n > 1"', 'plural = "n >"', "plural: "),
        ('skip = "Aller au texte"', "", "missing: skip"),
        ("words_a_minute = 200", "words_a_minute = 0", "words_a_minute is a number of words"),
    ],
)
def test_mistakes_in_furniture_stop_the_build(tmp_path, old, new, message):
    """A mistake in a language's words is told with its file and key, not met by chance later."""
    for lang in LANGUAGES:
        text = (ROOT / f"theme/translations/{lang}.toml").read_text("utf-8")
        (tmp_path / f"{lang}.toml").write_text(text.replace(old, new) if lang == "fr" else text)

    with pytest.raises(ValueError, match=message):
        read_strings(tmp_path, ("en", "fr"))


@pytest.mark.parametrize(
    ("declared", "default", "message"),
    [
        ({"français": {}}, "fr", "not a language code"),
        ({"fr": {}}, "en", "not among LANGUAGES"),
        ({"fr": {"nom": "x"}}, "fr", "unknown key"),
        ({"fr": {"locale": None}}, "fr", "write a text"),
        (["fr", "en"], "fr", "LANGUAGES: write"),
        ({"fr": "Français"}, "fr", "LANGUAGES: write"),
    ],
)
def test_wrong_languages_are_refused(declared, default, message):
    """LANGUAGES that cannot work is refused with the line to write."""
    with pytest.raises(ValueError, match=message):
        languages_from(declared, default)
