"""Typography: what is set in each language, and what keeps its bytes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.typography import typeset, typeset_text

FINE, FULL = "\u202f", "\u00a0"
TAG = re.compile(r"</?[A-Za-z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
LOCALES = ["fr", "fr-CH", "fr-CA", "en-US", "en-GB"]


@pytest.mark.parametrize(
    ("locale", "given_html", "expected"),
    [
        pytest.param("fr", "Quoi ? Oui ; non !", f"Quoi{FINE}? Oui{FINE}; non{FINE}!", id="fine spaces"),
        pytest.param("fr", "Voici : rien, à 12:30.", f"Voici{FULL}: rien, à 12:30.", id="colon"),
        pytest.param("fr", "« Viens »", f"«{FULL}Viens{FULL}»", id="guillemets"),
        pytest.param("fr", 'Il dit "viens" et part', f"Il dit «{FULL}viens{FULL}» et part", id="straight quotes"),
        pytest.param("fr", "L'eau, l'<em>eau</em>", "L’eau, l’<em>eau</em>", id="apostrophes through tags"),
        pytest.param("fr", "Bon... <code>a ! ...</code>", "Bon… <code>a ! ...</code>", id="code"),
        pytest.param("fr", '<a title="a !" href="x?a=1 ;">a !</a>', f'<a title="a !" href="x?a=1 ;">a{FINE}!</a>', id="attributes"),
        pytest.param("fr", '<q lang="en">Oh !</q> Ah !', f'<q lang="en">Oh !</q> Ah{FINE}!', id="another language"),
        pytest.param("fr", "Clin d’œil ;-)", "Clin d’œil ;-)", id="emoticon"),
        pytest.param("fr", "Voir http://x.y/?a=b ;", f"Voir http://x.y/?a=b{FINE};", id="address"),
        pytest.param("en-GB", 'He said "don\'t" in the \'90s', "He said “don’t” in the ’90s", id="English"),
        pytest.param("en-GB", 'A 5" <em>"screen"</em>', 'A 5" <em>“screen”</em>', id="inches"),
        pytest.param("en-GB", "A 'word', the writers' room", "A ‘word’, the writers’ room", id="single quotes"),
        pytest.param("fr", 'Un "mot", puis 5" de large', f"Un «{FULL}mot{FULL}», puis 5\" de large", id="inches after a quotation"),
        pytest.param("de", 'Er sagte "nein" !', 'Er sagte "nein" !', id="unknown locale"),
    ],
)  # fmt: skip
def test_typeset(locale, given_html, expected):
    """Each text is set by the rules of its locale; markup and code are not text."""
    assert typeset(f"<p>{given_html}</p>", locale) == f"<p>{expected}</p>"


@given(st.text(alphabet=" abé.'\"«»;:!?-1<>/pem&", max_size=50), st.sampled_from(LOCALES))
def test_letters_and_tags_are_kept(html, locale):
    """Whatever is set, tags, letters and digits stay as they are and in order."""
    done = typeset(html, locale)

    assert TAG.findall(done) == TAG.findall(html)
    assert re.sub(r"[^\w]", "", done) == re.sub(r"[^\w]", "", html)


def test_titles_bodies_and_summaries_are_set_in_their_language(site):
    """Title, body and each summary are set by their own rules; the slug is that of the typed title."""
    site.post("L'eau : quoi ?", 'Il dit "oui".', lang="fr", summary_en='It\'s "yes".')
    page = site.build().page("archives/2016/10/01/leau-quoi/")

    assert page.select_one("h1 .p-name").get_text() == f"L’eau{FULL}: quoi{FINE}?"
    assert page.select_one(".prose p").get_text() == f"Il dit «{FULL}oui{FULL}»."
    assert page.select_one(".other-summary p").get_text() == "It’s “yes”."


def test_title_gains_no_markup():
    """A title gains characters, never markup."""
    assert typeset_text('Q & A : "x"', "fr") == f"Q & A{FULL}: «{FULL}x{FULL}»"
