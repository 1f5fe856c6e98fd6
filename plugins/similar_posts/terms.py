"""What a post is about, as numbers: the words of its text and of its summaries, to be compared.

This is the vector space model (Salton, Wong and Yang, 1975): a text is a vector with a number for
each word, and two texts are alike as their vectors point the same way. A word is known by a hash
of 16 bits (Weinberger et al., 2009): so a vector depends on its post alone, and is small. It holds
whole numbers: the same texts are as alike on every machine.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping
from functools import lru_cache
from hashlib import blake2b
from html import unescape
from math import sqrt
from struct import pack
from zlib import crc32

from plugins.bilingual.fragments import TAG
from plugins.similar_posts.stop_words import STOP_WORDS

NUMBERS = 2**16  # of terms
MOST_TERMS = 200  # of a post, the strongest: so a long text costs no more than others
OF_TERM = 3  # bytes: its number, and what it weighs
OF_DIGEST = 8  # bytes, the last, to tell apart vectors without reading them
LENGTH = 500  # of the vector of a text
OF_A_SUMMARY = LENGTH / 2  # it has fewer words, and tells less
LARGEST = 127  # weight of a term
IN_TITLE = 2  # what a word weighs in the title: as much as when a text has it twice or thrice
LONG = 5  # letters: of a language without stop words, shorter words are taken for such
WORD = re.compile(r"[^\W\d_][\w+#]+")
MARKS = re.compile(r"[\u0300-\u036f]+")
NO_TEXT = re.compile(r"<(?P<name>script|style|pre)\b.*?</(?P=name)\s*>", re.DOTALL | re.IGNORECASE)
StopWords = Mapping[str, Collection[str]]
Weights = dict[str, dict[str, float]]  # by language, by word


def term_vector(weights: Weights) -> bytes:
    """The vector of a post: the numbers of its terms, their weights from -127 to 127, a digest.

    Half the words count down, so that those that share a number by chance cancel out as often as
    they add up. Words of different languages are different words.
    """
    terms: dict[int, float] = {}
    for lang, weighed in sorted(weights.items()):
        for word, weight in weighed.items():
            hashed = _hash(lang, word)
            number = hashed % NUMBERS
            terms[number] = terms.get(number, 0.0) + (weight if hashed >> 31 else -weight)
    if len(terms) > MOST_TERMS:
        strongest = sorted(terms, key=lambda number: (-abs(terms[number]), number))
        terms = {number: terms[number] for number in strongest[:MOST_TERMS]}
    rounded = ((number, round(terms[number])) for number in sorted(terms))
    kept = {number: weight for number, weight in rounded if weight}
    if kept and (min(kept.values()) < -LARGEST or max(kept.values()) > LARGEST):
        kept = {number: max(-LARGEST, min(LARGEST, kept[number])) for number in kept}
    packed = pack(f"<{len(kept)}H{len(kept)}b", *kept, *kept.values())
    return packed + blake2b(packed, digest_size=OF_DIGEST).digest()


@lru_cache(maxsize=2**15)
def _hash(lang: str, word: str) -> int:
    """A number of 32 bits for a word of a language, on any machine the same."""
    return crc32(f"{lang}:{word}".encode("utf-8", "surrogatepass"))


def weights(
    lang: str,
    title: str,
    text: str,
    summaries: Mapping[str, str],
    stop_words: StopWords = STOP_WORDS,
) -> Weights:
    """What each word of a post tells of it, by language.

    *title* and *text* are in *lang*, *summaries* in the languages that are their keys; all are
    HTML. The more often a text has a word, the more it weighs, but ever less so.
    """
    times = Counter(
        words(text, lang, stop_words) + words(summaries.get(lang, ""), lang, stop_words)
    )
    weighed = {word: count.bit_length() for word, count in times.items()}
    for word in dict.fromkeys(words(title, lang, stop_words)):
        weighed[word] = weighed.get(word, 0) + IN_TITLE
    found = {lang: _scaled(weighed, LENGTH)}
    for other, summary in summaries.items():
        if other != lang:
            once = dict.fromkeys(words(summary, other, stop_words), 1)
            found[other] = _scaled(once, OF_A_SUMMARY)
    return found


def words(html: str, lang: str, stop_words: StopWords = STOP_WORDS) -> list[str]:
    """The words of *html* that tell what it is about, without capitals and accents; no code.

    >>> words("<p>L’hiver, la forêt &amp; le C++…</p>", "fr")
    ['hiver', 'foret', 'c++']
    """
    text = unescape(TAG.sub(" ", NO_TEXT.sub(" ", html))).lower()
    if not text.isascii():
        text = MARKS.sub("", unicodedata.normalize("NFD", text))
    found = WORD.findall(text)
    if lang not in stop_words:
        return [word for word in found if len(word) >= LONG]
    stopped = stop_words[lang]
    return [word for word in found if word not in stopped]


def common(one: Weights, other: Weights) -> list[str]:
    """The words that two posts have in common, first those that make them most alike."""
    products = {
        (lang, word): weight * other[lang][word]
        for lang, weighed in one.items()
        for word, weight in weighed.items()
        if word in other.get(lang, ())
    }
    ordered = sorted(products, key=lambda each: (-products[each], each))
    return list(dict.fromkeys(word for _, word in ordered))


def _scaled(weighed: Mapping[str, int], length: float) -> dict[str, float]:
    """A vector of the same direction and of that *length*; of nothing, nothing."""
    scale = length / (sqrt(sum(value * value for value in weighed.values())) or 1.0)
    return {word: value * scale for word, value in weighed.items()}
