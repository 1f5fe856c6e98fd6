"""What an export tells of an item's language, its summaries in others, its translations.

Each plugin that WordPress blogs have used leaves its own traces: Basic Bilingual (two
generations of meta keys), Polylang, xili-language, qTranslate and WPGlobus, Bogo, WPML's import.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from plugins.wordpress_import.items import Item
from plugins.wordpress_import.php import read_array

CODE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{2,8})*")
NAMES = {"français": "fr", "francais": "fr", "french": "fr", "anglais": "en", "english": "en"}
LANGUAGE = frozenset({"language", "post_translations", "term_language", "term_translations"})
TITLE_END = re.compile(r"\s\[([A-Za-z]{2,3})\]\s*$")
# <!--:fr-->…<!--:-->, [:fr]…[:en]…[:], {:fr}…{:}
MARK = re.compile(r"<!--:([a-z]{2,3})?-->|\[:([a-z]{2,3})?\]|\{:([a-z]{2,3})?\}")


@dataclass(frozen=True)
class Tongue:
    """What is known of an item's language.

    *lang* is a code, *source* what told it, "" when nothing did. *summaries* are texts by code,
    as they were typed. Items with the same *group* are translations of each other.
    """

    lang: str
    source: str = ""
    summaries: Mapping[str, str] = field(default_factory=dict)
    group: str = ""
    notes: tuple[str, ...] = ()


def code_of(typed: str) -> str:
    """The code that a *typed* language names: `fr_FR`, ` FR `, `Français` are all `fr`.

    >>> code_of("fr_FR"), code_of(" Français "), code_of("the other one")
    ('fr', 'fr', '')
    """
    plain = typed.strip().lower()
    if plain in NAMES:
        return NAMES[plain]
    found = CODE.fullmatch(plain)
    return found[1] if found else ""


def tongue_of(item: Item, languages: Collection[str], default_lang: str) -> Tongue:
    """The language of an *item* of a blog in *languages*, and what belongs to it."""
    notes: list[str] = []
    lang, source = _own_language(item, languages, notes)
    group = _group(item)
    if not lang:
        lang = default_lang
    summaries = _summaries(item, lang, languages, notes)
    return Tongue(lang, source, summaries, group, tuple(notes))


def _own_language(item: Item, languages: Collection[str], notes: list[str]) -> tuple[str, str]:
    evidence = [
        ("Basic Bilingual 1", item.one("bb-post-language")),
        ("Basic Bilingual", item.one("language")),
        *_of_terms(item),
        ("Bogo", item.one("_locale")),
        ("WPML", item.one("_wpml_import_language_code")),
    ]
    told = [(source, code_of(typed), typed) for source, typed in evidence if typed.strip()]
    for source, code, typed in told:
        if not code:
            notes.append(f"{source} calls its language “{typed.strip()}”, which is none")
    known = [(source, code) for source, code, _ in told if code]
    if len({code for _, code in known}) > 1:
        said = ", ".join(f"{source}: {code}" for source, code in known)
        notes.append(f"its language is told twice ({said}); the first is taken")
    if known:
        return known[0][1], known[0][0]
    marked = TITLE_END.search(f" {item.title}")
    if marked and marked[1].lower() in languages:
        return marked[1].lower(), "the end of its title"
    return "", ""


def _of_terms(item: Item) -> list[tuple[str, str]]:
    """Polylang's language and xili's, which have one taxonomy: the form of the slug tells."""
    found = []
    for term in item.terms:
        if term.domain == "language" and term.slug:
            has_meta = any(re.fullmatch(r"lang-[a-z]{2}_[a-z]{2}", key) for key, _ in item.meta)
            name = "xili-language" if "_" in term.slug or has_meta else "Polylang"
            found.append((name, term.slug))
    return found


def _group(item: Item) -> str:
    for term in item.terms:
        if term.domain == "post_translations" and term.slug:
            return f"polylang {term.slug}"
    if trid := item.one("_wpml_import_translation_group"):
        return f"wpml {trid}"
    if item.one("_locale"):
        return f"bogo {item.one('_original_post') or item.id}"
    twins = [value for key, value in item.meta if re.fullmatch(r"lang-[a-z]{2}_[a-z]{2}", key)]
    if twins:
        return "xili " + min([item.id, *twins], key=lambda each: (len(each), each))
    return ""


def _summaries(
    item: Item, lang: str, languages: Collection[str], notes: list[str]
) -> dict[str, str]:
    """The summaries in other languages: the newer plugin's, the older one's where it has none."""
    found: dict[str, str] = {}
    kept = item.one("bb-post-excerpts")
    for key, text in read_array(kept).items():
        code = code_of(key)
        if code and code != lang and isinstance(text, str) and text.strip():
            found[code] = text
    if kept.strip() and not read_array(kept):
        notes.append("its summaries (bb-post-excerpts) cannot be read: they are in meta.json")
    older = item.one("other-excerpt")
    if older.strip():
        others = [code for code in languages if code != lang]
        if others and others[0] not in found:
            found[others[0]] = older
        elif not others:
            notes.append("it has a summary in another language, and the site has none")
    unknown = sorted(code for code in found if code not in languages)
    for code in unknown:
        notes.append(f"its summary in “{code}” is left out: LANGUAGES has no “{code}”")
        del found[code]
    return found


def split(text: str) -> dict[str, str]:
    """The versions of a *text* of qTranslate or WPGlobus by language; none when it has no marks.

    What stands outside the marks belongs to every language.

    >>> split("[:fr]Bonjour[:en]Hello[:]!")
    {'fr': 'Bonjour!', 'en': 'Hello!'}
    """
    found = [(match, match[1] or match[2] or match[3] or "") for match in MARK.finditer(text)]
    codes = list(dict.fromkeys(code for _, code in found if code))
    if not codes:
        return {}
    versions = dict.fromkeys(codes, "")
    now, at = "", 0
    for match, code in [*found, (None, "")]:
        piece = text[at : match.start() if match else len(text)]
        for each in codes:
            if now in ("", each):
                versions[each] += piece
        if match:
            now, at = code, match.end()
    return versions


def versions(item: Item, default_lang: str) -> dict[str, Item]:
    """An *item* that holds several languages, as one item a language; none when it holds one.

    The one in *default_lang*, or the first, keeps the id and the address.
    """
    texts = {name: split(getattr(item, name)) for name in ("title", "content", "excerpt")}
    written = [code for code, text in texts["content"].items() if text.strip()]
    codes = written or [code for code, text in texts["title"].items() if text.strip()]
    if not codes:
        return {}
    codes.sort(key=lambda code: code != default_lang)
    found: dict[str, Item] = {}
    for code in codes:
        own = {
            name: parts.get(code, "") if parts else getattr(item, name)
            for name, parts in texts.items()
        }
        if not own["title"].strip():
            own["title"] = next((each for each in texts["title"].values() if each.strip()), "")
        meta = tuple(pair for pair in item.meta if pair[0] not in ("language", "bb-post-language"))
        found[code] = replace(
            item,
            title=own["title"],
            content=own["content"],
            excerpt=own["excerpt"],
            meta=(*meta, ("bb-post-language", code)),
        )
    return found
