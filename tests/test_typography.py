"""Typography: what is set in each locale, and what keeps its bytes."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from plugins.typography import typeset, typeset_text
from plugins.typography.classes import typeset_with_classes
from plugins.typography.conventions import Style
from plugins.typography.elements import UNTOUCHED, VOID
from plugins.typography.marks import FULL, NARROW

LOCALES = ["fr", "fr-CH", "fr-CA", "en-US", "en-GB"]
PAIRS = [
    json.loads(line)
    for line in Path(__file__).with_name("data").joinpath("typography.jsonl").open()
]


def spaced(text):
    """*text* with its no-break spaces: `·` is the narrow one, `~` the full one."""
    return text.replace("·", NARROW).replace("~", FULL)


def case(locale, given_html, expected, name):
    return pytest.param(locale, given_html, spaced(expected), id=f"{locale}-{name}")


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["id"])
def test_pairs(pair):
    """The pairs of text as typed and as it should be, some with several right answers."""
    done = typeset(pair["input_html"], pair["locale"])

    assert done in [pair["expected_html"], *pair.get("variants", [])]
    assert typeset(done, pair["locale"]) == done


MARKS = [
    case("fr", "Quoi ?! Oui ; non !", "Quoi·?! Oui·; non·!", "marks"),
    case("fr", "Quoi?! (Oui!) «Non!» “Si?”", "Quoi·?! (Oui·!) «~Non·!~» “Si·?”", "marks glued"),
    case("fr", "C++: oui; C#! 🙂! &amp;!", "C++~: oui·; C#·! 🙂·! &amp;!", "marks glued to symbols"),
    case("fr", "L'étrange (?) et le rare [!]", "L’étrange (?) et le rare [!]", "marks alone in brackets"),
    case("fr", "Voici : rien, à 12:30, en 16:9.", "Voici~: rien, à 12:30, en 16:9.", "colon"),
    case("fr", "Note: ceci; cela", "Note~: ceci·; cela", "colon glued"),
    case("fr", "Bon... ! Bon... Bon ... et [...]", "Bon…·! Bon… Bon… et […]", "dots"),
    case("fr", "Ah\u2009! Oh\u00a0? Eh\u202f:", "Ah·! Oh·? Eh~:", "other spaces"),
    case("fr", "Clé:valeur, a != b, c := d, std::x", "Clé:valeur, a != b, c := d, std::x", "operators"),
    case("fr-CH", "Quoi ? Oui ; non : si ! Ah!", "Quoi? Oui; non: si! Ah!", "marks"),
    case("fr-CH", "oui ;non", "oui·;non", "never a breakable space"),
    case("fr-CA", "Quoi ? Oui ; non : si ! Le plan: aller", "Quoi? Oui; non~: si! Le plan~: aller", "marks"),
    case("en-US", "Why ? Because : so !", "Why ? Because : so !", "spaces stay"),
]  # fmt: skip
QUOTES = [
    case("fr", 'Il dit "viens" et "va".', "Il dit «~viens~» et «~va~».", "straight"),
    case("fr", '"Un "deux" trois"', "«~Un “deux” trois~»", "nested straight"),
    case("fr", "«Viens», « va »", "«~Viens~», «~va~»", "guillemets"),
    case("fr", "“Viens”, dit-il", "“Viens”, dit-il", "typed curly quotes stay"),
    case("fr", "l'\"eau\", d'« ici »", "l’«~eau~», d’«~ici~»", "after an elision"),
    case("fr", "le mot 'lac', l'an '68, le rock 'n' roll", "le mot ‘lac’, l’an ’68, le rock ’n’ roll", "single"),
    case("fr", 'Un écran de 17", un "mot", 3\'20"', "Un écran de 17″, un «~mot~», 3′20″", "inches, minutes"),
    case("fr", 'Il dit : " viens "', "Il dit~: «~viens~»", "straight with inner spaces"),
    case("fr", '"Le début…', "«~Le début…", "a quotation over several paragraphs"),
    case("fr-CH", 'Il dit "un "mot"" et « va »', "Il dit «un ‹mot›» et «va»", "straight"),
    case("fr-CH", "10'000 francs, l'eau", "10’000 francs, l’eau", "thousands"),
    case("fr-CA", 'Il dit "un "mot""', "Il dit «~un “mot”~»", "straight"),
    case("en-US", '"A \'word\'," he said. "The writers\' room."', "“A ‘word’,” he said. “The writers’ room.”", "quotes"),
    case("en-US", '"He said "no" twice."', "“He said ‘no’ twice.”", "nested straight"),
    case("en-US", "'Tis 'em, rock 'n' roll, the '90s, class of '98", "’Tis ’em, rock ’n’ roll, the ’90s, class of ’98", "elisions"),
    case("en-US", "the '90s were the writers' years; 'Tis the boys' turn", "the ’90s were the writers’ years; ’Tis the boys’ turn", "elisions before a closing quote"),
    case("en-US", "6'2\" tall, a 17\" screen, ½\" pipe", "6′2″ tall, a 17″ screen, ½″ pipe", "feet and inches"),
    case("en-US", "5'30'' on a 12'x14' rug, the '80s' best", "5′30″ on a 12′x14′ rug, the ’80s’ best", "more feet and years"),
    case("en-US", '"a 17" screen" and "in 1984"', "“a 17″ screen” and “in 1984”", "inches in quotes"),
    case("en-US", 'He paused—"wait"—and "left—"', "He paused—“wait”—and “left—”", "against dashes"),
    case("en-GB", "'Quite,' he said, 'it's \"odd\".'", "‘Quite,’ he said, ‘it’s “odd”.’", "single outside"),
    case("en-GB", "'10' and O'Neil's ol' \"Emma\"'s", "‘10’ and O’Neil’s ol’ “Emma”’s", "apostrophes"),
]  # fmt: skip
DASHES = [
    case("fr", "Il vint -- enfin --, puis--hélas--partit", "Il vint – enfin –, puis – hélas – partit", "asides"),
    case("fr", "10h--12h, 5 %--10 %, XII--XV", "10h–12h, 5~%–10~%, XII–XV", "ranges"),
    case("fr", "-- Viens ! dit-elle.", "— Viens·! dit-elle.", "dialogue"),
    case("en-US", "A pause--then, pp. 12--15 --- \"Wait--\"", "A pause—then, pp. 12–15 — “Wait—”", "dashes"),
    case("en-GB", "A pause--then -- so \"or --\"", "A pause – then – so “or –”", "asides"),
    case("en-GB", "\"Wait--\" he said. 'Stop--' \"no\"--or", "“Wait—” he said. ‘Stop—’ “no” – or", "broken off"),
    case("fr", '"Attends--" dit-il, « Non-- »', "«~Attends—~» dit-il, «~Non—~»", "broken off"),
    case("en-GB", "git --force, a --> b, 2016-10-12", "git --force, a --> b, 2016-10-12", "no dashes"),
]  # fmt: skip
NUMBERS = [
    case("fr", "10 000 et 1 000 000,5 pages", "10·000 et 1·000·000,5 pages", "groups"),
    case("fr", "En 2016 120 personnes, au 021 345 67 89", "En 2016 120 personnes, au 021 345 67 89", "no groups"),
    case("fr", "15 %, 20 €, 25 °C, 5 kg, 120 km/h, 3 m²", "15~%, 20~€, 25~°C, 5~kg, 120~km/h, 3~m²", "units"),
    case("fr", "5\u202fkg, 10\u00a0000, p.\u202f8", "5·kg, 10~000, p.·8", "no-break spaces stay"),
    case("fr", "5 l'heure, 3 t-shirts, 2 mots", "5 l’heure, 3 t-shirts, 2 mots", "no units"),
    case("fr", "à 20 h 30, 8 h, 9h15", "à 20~h~30, 8~h, 9h15", "hours"),
    case("fr", "M. Rey, Mme Vuille, n° 3, pp. 8, chap. IV, le 1er", "M.~Rey, Mme~Vuille, n°~3, pp.~8, chap.~IV, le 1er", "abbreviations"),
    case("fr-CH", "10 000 habitants, CHF 20, 15%", "10·000 habitants, CHF~20, 15%", "numbers"),
    case("fr-CA", "10 000 $", "10~000~$", "numbers"),
    case("en-US", "10,000 and 10 000, 5 kg, Mr. Rey", "10,000 and 10 000, 5 kg, Mr. Rey", "numbers stay"),
]  # fmt: skip
LEFT = [
    case("fr", "Voir http://x.y/?a=b;c:d'e ; et www.z.ch/l'eau.", "Voir http://x.y/?a=b;c:d'e·; et www.z.ch/l'eau.", "addresses"),
    case("fr", "Sur http://x.y/a! À a@b.ch: oui, mais http://x.y/? non", "Sur http://x.y/a·! À a@b.ch~: oui, mais http://x.y/? non", "marks after addresses"),
    case("fr", "Tapez &amp;nbsp; ou B&amp;B; puis B&B; !", "Tapez &amp;nbsp; ou B&amp;B·; puis B&B·;·!", "entities shown as text"),
    case("fr", "À o'neil@x.org ; ex.ch/?a;b", "À o'neil@x.org·; ex.ch/?a;b", "e-mail"),
    case("fr", "Dans C:\\Temp, /l'a/b ; ../c'd", "Dans C:\\Temp, /l'a/b·; ../c'd", "paths"),
    case("fr", "Triste :'( :tada: je &lt;3 ;-) (ok ;)", "Triste~:'(~:tada: je~&lt;3~;-) (ok~;)", "emoticons"),
    case("fr-CA", "Bonne nuit :-) bises", "Bonne nuit :-) bises", "emoticons keep their space"),
    case("fr", "Caf&eacute;! R&amp;D ; &laquo;a&raquo; 5&nbsp;km !", "Caf&eacute;·! R&amp;D·; &laquo;~a~&raquo; 5&nbsp;km·!", "entities"),
    case("fr", "a&hairsp;! mot&shy;tion; R&reg;; e\u0301te\u0301!", "a·! mot&shy;tion·; R&reg;·; e\u0301te\u0301·!", "entities, accents apart"),
    case("fr", "fin&nbsp;! &quot;oui&quot; l&#39;eau", "fin·! «~oui~» l’eau", "entities that are set"),
    case("fr", "\ue000 icône \ue005 !", "\ue000 icône \ue005·!", "private characters"),
    case("de", 'Er sagte "nein" !', 'Er sagte "nein" !', "unknown locale"),
]  # fmt: skip
MARKUP = [
    case("fr", "<em>l</em>'eau, l'<b>air</b>, <code>a'b</code>'s", "<em>l</em>’eau, l’<b>air</b>, <code>a'b</code>’s", "apostrophes"),
    case("fr", "«<b>mot</b>», \"<i>a</i> b\", <i>Quoi </i>!", "«~<b>mot</b>~», «~<i>a</i> b~», <i>Quoi·</i>!", "spaces"),
    case("fr", "<b>5</b> kg, M. <b>Rey</b>, <b>3</b>--4, « <i>a", "<b>5</b>~kg, M.~<b>Rey</b>, <b>3</b>–4, «~<i>a", "numbers"),
    case("fr", '<a title="a > b !" href="{filename}/x?a=1 ;">a !</a>', '<a title="a > b !" href="{filename}/x?a=1 ;">a·!</a>', "attributes"),
    case("fr", "a<!-- b ! -- c --> ! b<script>if (a < b) ;</script> ;", "a<!-- b ! -- c -->·! b<script>if (a < b) ;</script>·;", "comments, scripts"),
    case("fr", "<kbd>a !</kbd> ; <textarea>b ;</textarea> ; <svg><text>c ;</text></svg> ;", "<kbd>a !</kbd>·; <textarea>b ;</textarea>·; <svg><text>c ;</text></svg>·;", "no text"),
    case("fr", '<span class="math inline">a ; b</span> ; <b class=notypo>c !</b> !', '<span class="math inline">a ; b</span>·; <b class=notypo>c !</b>·!', "opt-outs"),
    case("fr", 'a <q lang="en">"Oh!" <i lang="fr">Oh !</i> it\'s</q> !', "a <q lang=\"en\">“Oh!” <i lang=\"fr\">Oh·!</i> it’s</q>·!", "languages in languages"),
    case("fr", 'un <i lang="de">"Nein" !</i> !', 'un <i lang="de">"Nein" !</i>·!', "a language without rules"),
    case("fr", '<i title="lang=en">Oh !</i>', '<i title="lang=en">Oh·!</i>', "lang in a value is no language"),
    case("en-GB", '"a<br>"b" <b>"c', "“a<br>“b” <b>“c", "lines are texts of their own"),
    case("fr", "<b>20 h</b> 30, <b>M.</b> Rey, <abbr>p.</abbr> 8, CHF <b>5</b>", "<b>20~h</b>~30, <b>M.</b>~Rey, <abbr>p.</abbr>~8, CHF~<b>5</b>", "spaces beside tags"),
    case("fr", "a <b>-- b --</b> c", "a <b>– b –</b> c", "dashes beside tags"),
    case("fr", "<ul><li class=notypo>a !<li>b !</ul><svg/> c !", "<ul><li class=notypo>a !<li>b·!</ul><svg/> c·!", "end tags left out"),
    case("fr", "a ! </em> b ! <p lang=en>\"c\"", "a·! </em> b·! <p lang=en>“c”", "tags that do not match"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("locale", "typed", "expected"), [*MARKS, *QUOTES, *DASHES, *NUMBERS, *LEFT, *MARKUP]
)
def test_rules(locale, typed, expected):
    """Each rule, by example; what is right already stays."""
    assert typeset(typed, locale) == expected
    assert typeset(expected, locale) == expected


@pytest.mark.parametrize(
    ("swiss", "expected"),
    [
        ("none", "Il dit «Ah! l’‹oui›: non; «si»»"),
        ("fine", "Il dit «·Ah·! l’‹oui›·: non·; «·si·»·»"),
        ("curly", "Il dit “Ah! l’‘oui’: non; «si»”"),
    ],
)
def test_swiss_conventions(swiss, expected):
    """Romandie has three habits."""
    typed = 'Il dit "Ah ! l\'"oui" : non ; « si »"'

    assert typeset(typed, "fr-CH", Style(swiss=swiss)) == spaced(expected)


def test_narrow_space_can_be_full():
    """Where a font or a reader has no narrow no-break space, U+00A0 takes its place."""
    done = typeset("Quoi ? 10 000 !", "fr", Style(narrow=FULL))

    assert done == spaced("Quoi~? 10~000~!")


def test_locale_of_a_passage():
    """`lang="fr"` is the surroundings' French, else the site's; an unlisted country, its language's."""
    style = Style(locales=(("fr", "fr-CH"),))
    typed = '<q lang="fr">Ah !</q> <q lang="fr-BE">Ah !</q> <q lang="FR-ca">Ah : !</q>'

    swiss, belgian, quebec = re.findall(r">([^<]+)</q>", typeset(typed, "en-GB", style))
    assert (swiss, belgian, quebec) == ("Ah!", spaced("Ah·!"), spaced("Ah~:!"))
    assert typeset('<q lang="fr">Ah !</q>', "fr-CA", style) == '<q lang="fr">Ah!</q>'
    assert typeset("Ah !", "fr", Style(locales=(("fr", "FR_ch"),))) == "Ah!"
    assert typeset("Ah !", "fr-ch", Style(locales=(("fr-ch", "fr"),))) == spaced("Ah·!")


@pytest.mark.parametrize(
    ("locale", "typed", "expected"),
    [
        case("fr", "<p>Je ne sais plus ce que fut l'eau.</p>", "<p>Je ne sais plus ce que fut~l’eau.</p>", "short"),
        case("fr", "<p>Je ne sais plus qui va là ?</p>", "<p>Je ne sais plus qui va~là·?</p>", "with a mark"),
        case("fr", "<p>Je ne sais plus le nom de M. Rey</p>", "<p>Je ne sais plus le nom de M.~Rey</p>", "bound already"),
        case("fr", "<p>Je ne sais plus où est la montagne.</p>", "<p>Je ne sais plus où est la montagne.</p>", "long"),
        case("fr", "<p>Je ne sais plus où est la rive.</p>", "<p>Je ne sais plus où est la~rive.</p>", "four letters"),
        case("fr", "<p>Je ne sais plus où est la barge.</p>", "<p>Je ne sais plus où est la barge.</p>", "five letters"),
        case("fr", "<p>Il va là</p>", "<p>Il va là</p>", "short text"),
        case("fr", "<p>C'est « bref » ; oui ?</p>", "<p>C’est «~bref~»·; oui·?</p>", "few places to break at"),
        case("en-GB", "<p>I do not know <em>what to do</em></p>", "<p>I do not know <em>what to~do</em></p>", "in a tag"),
        case("en-GB", "<p>I do not know what to do<br>with it all</p>", "<p>I do not know what to do<br>with it all</p>", "not at a line's end"),
    ],
)  # fmt: skip
def test_last_words(locale, typed, expected):
    """A short word is not left alone on a paragraph's last line."""
    style = Style(last_words=True)

    assert typeset(typed, locale, style) == expected
    assert typeset(expected, locale, style) == expected


def test_text_has_no_markup():
    """A title gains characters, never markup, and nothing in it is read as markup."""
    assert typeset_text('Q & A : "x" <b>!', "fr") == spaced("Q & A~: «~x~» <b>!")
    assert typeset_text("R&amp;D !", "fr") == spaced("R&amp;D·!")


class Parsed(HTMLParser):
    """What another parser sees: tags and comments as typed, and the text, in code or out of it."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.markup, self.code, self.words, self.skipping = [], [], [], []
        self.feed(html)
        self.close()
        self.letters = re.sub(r"[\W_]", "", "".join(self.words))

    def handle_starttag(self, tag, attributes):
        self.markup.append(self.get_starttag_text())
        if tag in VOID:
            return
        if self.skipping or tag in UNTOUCHED or "notypo" in (dict(attributes).get("class") or ""):
            self.skipping.append(tag)

    def handle_endtag(self, tag):
        self.markup.append(f"</{tag}>")
        if tag in self.skipping:
            del self.skipping[self.skipping.index(tag) :]

    def handle_comment(self, comment):
        self.markup.append(comment)

    def handle_data(self, data):
        (self.code if self.skipping else self.words).append(data)


WORDS = st.sampled_from(
    [
        "mot",
        "l'eau",
        "d'",
        "Été",
        "qu'il",
        "don't",
        "5",
        "10 000",
        "2016",
        "5 kg",
        "20 h 30",
        "M. Rey",
        "n° 3",
        "'90s",
        "it's",
        "R&amp;D",
        "&lt;3",
        ":-)",
        "&eacute;t&eacute;",
        ":tada:",
        "http://a.ch/?b;c",
        "a@b.ch",
        "C:\\x",
        "6'2\"",
        "a != b",
        "12:30",
        "std::x",
        "pp. 12--15",
        "« oui »",
        "“yes”",
        "«non»",
        "...",
    ]
)
PHRASES = st.builds(
    lambda words, opening, closing, mark: opening + " ".join(words) + closing + mark,
    st.lists(WORDS, min_size=1, max_size=4),
    st.sampled_from(["", '"', "'", "« ", "«", "(", "“", "<em>", '<b>"']),
    st.sampled_from(["", '"', "'", " »", "»", ")", "”", "</em>", '"</b>']),
    st.sampled_from(["", ".", ",", " !", "?", " ;", ":", " ?!", "…", "...", " --", "--", "&nbsp;!", "\u202f?"]),
)  # fmt: skip
INLINE = st.sampled_from(
    """
    <code>x ; y 'z'</code>
    <kbd class="a">"k" !</kbd>
    <br>
    <img alt="a !" src="b">
    <i lang="en">"Oh!" it's</i>
    <i lang="fr">Oh !</i>
    <i lang="de">"Ja" !</i>
    <span class="notypo">a !</span>
    <!-- c ! -->
    <a title=">'" href="d">e !</a>
    <sup>1</sup>
    """.strip().split("\n    ")
)
SENTENCES = st.lists(PHRASES | INLINE, min_size=1, max_size=6).map(" ".join)
FRAGMENTS = st.lists(
    st.builds(
        lambda tag, text: f"<{tag}>{text}</{tag.split()[0]}>\n",
        st.sampled_from(["p", "li", "h2 id=x", 'blockquote lang="en"', "figcaption", "pre"]),
        SENTENCES,
    ),
    min_size=1,
    max_size=4,
).map("".join)
STYLES = st.builds(
    Style,
    st.sampled_from(["none", "fine", "curly"]),
    st.sampled_from([NARROW, FULL]),
    last_words=st.booleans(),
)


@given(FRAGMENTS, st.sampled_from(LOCALES), STYLES)
def test_typeset_twice_is_typeset_once(html, locale, style):
    """What is set is right: setting it again changes nothing."""
    done = typeset(html, locale, style)

    assert typeset(done, locale, style) == done


@given(FRAGMENTS, st.sampled_from(LOCALES), STYLES)
def test_only_marks_and_spaces_change(html, locale, style):
    """Tags, attributes, comments and code keep their bytes; letters and digits their order."""
    before, after = Parsed(html), Parsed(typeset(html, locale, style))

    assert after.markup == before.markup
    assert after.code == before.code
    assert after.letters == before.letters


@given(st.text(alphabet=" abé.'\"«»;:!?-1<>/pem&“”’…—\u00a0\u202f()5,=\ue000", max_size=60), st.sampled_from(LOCALES))  # fmt: skip
def test_anything_can_be_typed(html, locale):
    """Whatever is typed, letters, digits and what could be tags are kept."""
    done = typeset(html, locale)

    tags = re.compile(r"</?[a-z][^<>\"']*>")
    found = iter(tags.findall(done))  # a broken one, <b'>, may have become another: <b’>
    assert all(tag in found for tag in tags.findall(html))
    assert re.sub(r"\W", "", done) == re.sub(r"\W", "", html)


@given(FRAGMENTS, st.sampled_from(LOCALES), STYLES)
def test_classes_only_add_spans(html, locale, style):
    """Without its spans, a text with classes is as it is set without them."""
    html += "<p>The NASA &amp; U.S.A. it's <i lang='fr'>&amp; l'ONU !</i></p>"
    done = typeset_with_classes(html, locale, style)

    assert re.sub(r'<span class="(?:amp|caps)">([^<]*)</span>', r"\1", done) == typeset(
        html, locale, style
    )
    assert ('<span class="caps">NASA</span> <span class="amp">&amp;</span>' in done) == (
        locale.startswith("en")
    )
    assert '<span class="caps">ONU' not in done


def prose(html):
    """The French text of *html*, with a letter for what is no prose."""
    html = re.sub(r"<(code|kbd|pre|i|span)\b.*?</\1>|<!--.*?-->", "x", html, flags=re.S)
    html = re.sub(r"<blockquote.*?</blockquote>", "\n\n", html, flags=re.S)
    html = re.sub(r"</?(p|li|h2|figcaption|br|img)\b[^>]*>", "x", html)
    return re.sub(r"<[^>]*>", "", re.sub(r"&(amp|lt|eacute);", "x", html)).replace("!=", "x")


@given(FRAGMENTS)
def test_no_line_begins_with_a_mark(html):
    """In French no breakable space stands before `; ! ? »`, or after `«`."""
    done = prose(typeset(html, "fr"))

    assert not re.search(r"[ \n](?:[;!?»])|«[ \n]", done), done


REAL = [
    Markdown(extensions=["extra"]).convert(path.read_text("utf-8").split("\n\n", 1)[1])
    for path in sorted((ROOT / "content").rglob("*.md"))
]


@pytest.mark.parametrize("locale", LOCALES)
def test_laws_hold_on_real_posts(locale):
    """The sample's posts, in every locale: the same laws."""
    assert len(REAL) > 20
    for html in REAL:
        done = typeset(html, locale)
        before, after = Parsed(html), Parsed(done)
        assert typeset(done, locale) == done
        assert (after.markup, after.code, after.letters) == (
            before.markup,
            before.code,
            before.letters,
        )
