"""A blog in two languages to measure with: as many posts as asked, always the same.

    python -m benchmarks.corpus POSTS FOLDER

About 60 % are French, of 300 to 900 words, over twenty years, with 2 to 7 tags of 8 × √posts
that follow Zipf's law, links to each other, headings, lists, quotations, pictures, code, and a
summary in the other language.
"""

import argparse
import bisect
import datetime
import itertools
import math
import random
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path


def words(text):
    """The words of *text*."""
    return text.split()


FRENCH = words("""
    le la les un une des de du et ou mais donc car que qui dont où avec sans sous sur dans par
    pour vers chez entre pendant depuis après avant toujours jamais souvent parfois encore déjà
    bientôt ici là maison jardin fenêtre lumière nuit matin soir été hiver printemps automne
    rivière montagne forêt chemin ville village rue place marché école livre page lettre mot
    phrase voix silence musique chanson image couleur papier encre plume machine métier atelier
    outil bois pierre verre métal eau feu terre air vent pluie neige nuage soleil lune étoile
    mer plage bateau train gare voyage départ retour mémoire histoire temps heure jour semaine
    mois année siècle peuple pays frontière langue parole idée pensée raison cœur main œil
    visage regard sourire larme rêve sommeil enfant mère père frère sœur ami voisin étranger roi
    travail argent prix marchand boutique pain fromage vin café thé table chaise lampe porte clé
    mur toit simple léger lourd grand petit vieux jeune nouveau ancien clair sombre doux amer
    chaud froid lent vif cherche trouve regarde écoute parle écrit lit marche court tombe monte
    descend ouvre ferme attend reste devient semble garde perd donne prend fait dit voit sait
    croit espère comprend oublie commence finit
""")
ENGLISH = words("""
    the a an of to in on at by for from with without under over between during since after
    before always never often sometimes still already soon here there and or but so because that
    which whose where house garden window light night morning evening summer winter spring
    autumn river mountain forest path town village street square market school book page letter
    word sentence voice silence music song picture colour paper ink quill machine trade workshop
    tool wood stone glass metal water fire earth air wind rain snow cloud sun moon star sea
    beach boat train station journey departure return memory history time hour day week month
    year century people country border language speech idea thought reason heart hand eye face
    glance smile tear dream sleep child mother father brother sister friend neighbour stranger
    king work money price merchant shop bread cheese wine coffee tea table chair lamp door key
    wall roof simple light heavy great small old young new ancient clear dark sweet bitter warm
    cold slow quick seeks finds watches listens speaks writes reads walks runs falls climbs
    descends opens closes waits stays becomes seems keeps loses gives takes makes says sees
    knows believes hopes understands forgets begins ends don't isn't it's we're
""")
WORDS = {"fr": FRENCH, "en": ENGLISH}
OTHER = {"fr": "en", "en": "fr"}
ELIDED = ["l'eau", "d'ailleurs", "qu'il", "n'est", "c'est", "l'été", "j'écris", "s'ouvre"]
CAPITALS = ["SNCF", "UNESCO", "HTML", "ONU", "BBC", "W.H.O.", "RSS"]
ACCENTED = words("economie ecologie poesie théâtre cinéma numérique éducation société santé")
CODE = [
    "```python\ndef total(xs):\n    return sum(x * x for x in xs)\n```",
    '```bash\nfor f in *.md; do\n  wc -w "$f" | sort -n\ndone\necho "done: $?"\n```',
    "```css\n.post > h1 { margin: 0 auto; color: #333 }\n@media print { nav { left: 0 } }\n```",
    '```json\n{ "name": "essai", "tags": ["fr", "en"], "n": 42 }\n```',
]
START, DAYS = datetime.datetime(2005, 1, 1, 6, 0), 20 * 365


@dataclass(frozen=True)
class Post:
    """A post: its file's *name*, which is its slug, its *summary* in the other language.

    The *body* is Markdown; a link to another post is `{filename}NAME.md`.
    """

    name: str
    lang: str
    title: str
    date: datetime.datetime
    tags: tuple[str, ...]
    summary: str
    body: str = ""

    @property
    def header(self) -> str:
        """The lines above the body, as this project reads them."""
        return (
            f"Title: {self.title}\nDate: {self.date:%Y-%m-%d %H:%M}\nLang: {self.lang}\n"
            f"Slug: {self.name}\nTags: {', '.join(self.tags)}\n"
            f"Summary_{OTHER[self.lang]}: {self.summary}\n"
        )

    @property
    def text(self) -> str:
        """The file."""
        return f"{self.header}\n{self.body}"


class Corpus:
    """The posts of a blog of a given size."""

    def __init__(self, size: int, seed: int = 1):
        self.size, self.seed = size, seed
        self.tags = self._tags(max(12, int(8 * math.sqrt(size))))
        self.weights = list(
            itertools.accumulate(1 / (rank + 2.7) for rank in range(1, len(self.tags) + 1))
        )
        self.heads = [self._head(number) for number in range(size)]

    def posts(self):
        """Each post, in the order of its number."""
        for number, head in enumerate(self.heads):
            yield replace(head, body=self._body(number, head.lang))

    def _tags(self, wanted):
        chance = random.Random(f"tags-{self.seed}-{self.size}")
        pool = [
            word
            for word in FRENCH[50:170] + ENGLISH[50:170] + ACCENTED
            if len(word) > 3 and word.isalpha()
        ]
        names = {}
        while len(names) < wanted:
            name = chance.choice(pool) + (
                f" {chance.choice(pool)}" if chance.random() < 0.5 else ""
            )
            names.setdefault(slug(name), name)
        return list(names.values())

    def _head(self, number):
        chance = random.Random(f"head-{self.seed}-{number}")
        lang = "fr" if chance.random() < 0.6 else "en"
        title = " ".join(
            chance.choice(WORDS[lang]) for _ in range(chance.randint(3, 8))
        ).capitalize()
        if chance.random() < 0.15:
            title += {"fr": " : suite", "en": ", part two"}[lang]
        count, tags = min(7, 2 + int(chance.expovariate(0.45))), {}
        while len(tags) < count:
            at = bisect.bisect(self.weights, chance.random() * self.weights[-1])
            tags[self.tags[min(len(self.tags) - 1, at)]] = None
        date = START + datetime.timedelta(minutes=int(chance.random() * DAYS * 1440))
        summary = " ".join(sentence(chance, OTHER[lang], plain=True) for _ in range(2))
        name = f"{slug(title)[:48].strip('-')}-{number}"
        return Post(name, lang, title, date, tuple(tags), summary)

    def _body(self, number, lang):
        chance = random.Random(f"body-{self.seed}-{number}")
        goal, code = min(900, 300 + int(chance.expovariate(1 / 170))), chance.random() < 0.2
        parts = [self._paragraph(chance, lang, chance.randint(2, 5))]
        while sum(len(part.split()) for part in parts) < goal:
            kind = chance.random()
            if kind < 0.16:
                parts.append("## " + sentence(chance, lang, plain=True).rstrip(".!?; "))
            elif kind < 0.26:
                mark = "1." if chance.random() < 0.3 else "-"
                count = chance.randint(3, 6)
                parts.append("\n".join(f"{mark} {sentence(chance, lang)}" for _ in range(count)))
            elif kind < 0.33:
                parts.append("> " + self._paragraph(chance, lang, 2))
            elif kind < 0.38:
                alt = f"{chance.choice(FRENCH[50:])} {chance.choice(FRENCH[50:])}"
                parts.append(f"![{alt}](https://example.com/{chance.randrange(400)}.jpg)")
            elif kind < 0.42 and code:
                parts.append(chance.choice(CODE))
            else:
                parts.append(self._paragraph(chance, lang, chance.randint(2, 6)))
        return "\n\n".join(parts) + "\n"

    def _paragraph(self, chance, lang, count):
        sentences = [sentence(chance, lang) for _ in range(count)]
        if chance.random() < 0.35:
            other = self.heads[chance.randrange(self.size)]
            link = f"[{other.title[:24].strip()}]({{filename}}{other.name}.md)."
            sentences.insert(chance.randrange(count + 1), link)
        if chance.random() < 0.25:
            word = chance.choice(ENGLISH[30:])
            sentences.append(f"[{word}](https://example.com/{chance.randrange(9999)}?a=1&b=2).")
        return " ".join(sentences)


def sentence(chance, lang, plain=False):
    """A sentence of 6 to 22 words, with what typography and Markdown have to do in it."""
    known = WORDS[lang]
    count = chance.randint(6, 22)
    out = [known[int(len(known) * chance.random() ** 1.4)] for _ in range(count)]
    if lang == "fr" and chance.random() < 0.6:
        out[chance.randrange(count)] = chance.choice(ELIDED)
    if chance.random() < 0.08:
        out[chance.randrange(count)] = chance.choice(CAPITALS)
    if count > 10 and chance.random() < 0.5:
        out[chance.randint(3, count - 4)] += ","
    if not plain:
        at = chance.randrange(count)
        out[at] = _marked(chance, lang, out[at])
    text = " ".join(out)
    end = chance.choices([".", "?", "!", ";"], [80, 10, 5, 5])[0]
    space = " " if lang == "fr" and end != "." else ""
    return text[0].upper() + text[1:] + space + end


def _marked(chance, lang, word):
    quoted = {"fr": [f"« {word} »", f'"{word}"'], "en": [f"“{word}”", f'"{word}"', f'"{word}"']}
    dash = " --" if lang == "en" else " —"
    kinds = [f"*{word}*", f"**{word}**", f"`{word}`", chance.choice(quoted[lang])]
    kinds += [word + dash, f"{word}...", f"{word} &", word]
    return chance.choices(kinds, [10, 8, 4, 12, 4, 3, 2, 57])[0]


def slug(text):
    """An ASCII slug of *text*."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe"))
    letters = "".join(char if char.isalnum() else " " for char in plain if char.isascii())
    return "-".join(letters.split())


def main():
    """Write a corpus into a folder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("posts", type=int)
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    for post in Corpus(asked.posts).posts():
        (asked.folder / f"{post.name}.md").write_text(post.text, "utf-8")


if __name__ == "__main__":
    main()
