"""The rules that every language has: dots, dashes, apostrophes.

Sources are those of french.py and english.py.
"""

from __future__ import annotations

from plugins.typography.marks import GT, LT, OBJECT, SPACE, TAG, Rule, T, rule

# Where typed dashes are an aside's, where they join words, where they break off a quotation.
BESIDE = rf"(?<!«)({SPACE}{T})--(?={T}(?:{SPACE}(?!»)|[,.;:!?)\"'”’]|$))"
AFTER = rf"(?:(?<=[\w,.;:!?)…{TAG}{OBJECT}])|(?<=[\w.,!?…)][\"'”’»]))"
BETWEEN = rf"{AFTER}--(?={T}[\w«“‘(\"'{OBJECT}])"
BROKEN = rf"(?<=\w)--(?={T}(?:{SPACE}?[\"'”’»]+{T}(?:{SPACE}|$|[.,;:!?)])|$))"
FIRST = rf"^({T})---?(?={SPACE}(?!»))"


def dots_and_dashes(aside: str, between: str) -> list[Rule]:
    """Rules for typed dots and dashes; *aside*: a dash with spaces, *between*: one without."""
    return [
        rule(".", r"\.\.\.(?<!\.{4})(?![./])", "…"),  # wait... → wait… [BUT]
        rule("-", rf"(\d(?:{SPACE}?[h%])?{T})--(?={T}\d)", r"\1–"),  # 12--15 → 12–15 [HART][CMOS]
        rule("-", FIRST, r"\1—"),  # -- Viens → — Viens, in dialogues [IN]
        rule("-", rf"(?<![-<{LT}])---(?![->{GT}])", "—"),  # a --- b → a — b [CMOS]
        rule("-", BROKEN, "—"),  # “Wait--” → “Wait—” [CMOS]
        rule("-", BESIDE, rf"\1{aside}"),  # a -- b → a – b [HART], a — b
        rule("-", BETWEEN, between),  # a--b → a – b [HART], a—b [CMOS]
    ]


# Most apostrophes stand between letters: set here, they never come to quotes.py, which is slower.
APOSTROPHES = [
    rule("'", r"'(?<=[\s-]')([nN])'(?=[\s-])", r"’\1’"),  # rock 'n' roll → rock ’n’ roll [CMOS]
    rule("'", r"''(?<=\d'')(?![\w'])", '"'),  # 30'' is 30"
    rule("'", r"'(?<=[^\W\d_]')(?=\w)", "’"),  # l'eau → l’eau, don't → don’t [IN][OQLF][CMOS]
    rule("'", r"'(?<![\w’]')(?=\d\ds\b|\d\d\b(?!'))", "’"),  # the '90s, l'été '68 [CMOS]
]
