"""French: its rules, a line each, and what France, Québec and Switzerland write in them.

              before ;!?   before :   inside « »   quotes by depth   10 000   added where missing
    fr        narrow       full       full         « » “ ” ‘ ’       narrow   ; ! ? :
    fr-CA     none         full       full         « » “ ” ‘ ’       full     :
    fr-CH     none         none       none         « » ‹ › “ ”       narrow
      fine    narrow       narrow     narrow       « » ‹ › “ ”       narrow   ; ! ? :
      curly   none         none       none         “ ” ‘ ’           narrow

Sources: [IN] Lexique des règles typographiques en usage à l'Imprimerie nationale, 2002; [OQLF]
Banque de dépannage linguistique, 21516 and 22039; [EU] Code de rédaction interinstitutionnel,
6.4; [CH] Guide linguistique of the Chancellerie fédérale; [DU] typoguide.ch, as docutils has
it; [LB] Lionbridge, Swiss French standards; [LG] Grillet, Guide typographique de base; [SI]
Brochure sur le SI, 5.3.3; [CLDR] Unicode's patterns of numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from plugins.typography.common import APOSTROPHES, dots_and_dashes
from plugins.typography.marks import (
    AMP,
    END,
    FACE,
    FULL,
    HELD,
    LT,
    NARROW,
    SPACE,
    SPACES,
    TAG,
    Rule,
    S,
    T,
    rule,
)

SWISS = ("none", "fine", "curly")  # the habits of fr-CH: [EU][CH], [LG], curly quotes
TIGHT, CURLY = ("«»", "‹›", "“”"), ("“”", "‘’", "“”")  # quotes by depth: [DU], or as in English

# What a mark that is typed without its space stands after; `?` after an address may be its own.
SPOKEN = rf"[^{SPACES}{TAG}{FACE}{AMP}{LT}(\[{{«“‘‹;:!?,=<>/\\|&*'\"–—-]"
ALONE, NOT_ALONE = r"(?<![\"'])", r"(?![\"'])"
PLAIN = r"[ \t\n\r\f\u2002\u2003\u2009\u200a]"  # a no-break space in a number is right already
PLAINS = rf"(?<!{SPACE}){PLAIN}++(?!{SPACE})"
OF_NUMBER = rf"(?<=\d{PLAIN})(?<!\d{{4}}{PLAIN})"
THOUSANDS = rf"(?=\d{{3}}(?:{SPACE}\d{{3}}){{0,4}}+(?!{SPACE}?\d))"
UNIT = (
    r"(?:[%‰€$£¥Ω]|[kKM]€|Md€|°[CF]?|[Ff]r\.|(?:CHF|EUR|USD|km/h|m/s|[kcdmµμn]?m[²³]?|[kmµμ]?g"
    r"|[mcdh]?[lL]|ha|t|[kKMGT]?[oB]|[KMGT]i[oB]|[kMG]bit/s|h|min|m?s|[kMGT]?W|[kMGT]?Wh|[mk]?V|m?A|[kMG]?Hz"
    r"|[kMG]?J|k?cal|h?Pa|bar|dB|px|pt|dpi)(?![\w’'-]))"
)
TITLE = r"[MDP](?<!\w.)(?:(?<=M)(?:M?\.|mes?|lles?|e|gr|r)|(?<=D)(?:rs?\.?|re)|(?<=P)re?)"
CAPITAL = "[A-ZÀ-ÖØ-ÞŒŸ]"
HOUR = rf"(h(?<=[\d{TAG}][{FULL}{NARROW}]h){T}){PLAINS}(?={T}\d\d?\b)"
MONEY = r"[CEUF](?<!\w.)(?:(?<=C)HF|(?<=E)UR|(?<=U)SD|(?<=F)r\.)"  # CHF EUR USD Fr.
NUMBERED = (
    r"[nNpacfvt§](?<!\w.)(?:(?<=[nN])[°º]|(?<=p)p?\.|(?<=a)(?:rt|l)\.|(?<=c)h(?:ap)?\.|(?<=f)ig\."
    r"|(?<=v)ol\.|(?<=t)\.|(?<=§)§?)"
)  # n° pp. art. al. chap. ch. fig. vol. t. §
NUMBER = r"(?:\d|[IVXLC]+\b(?![’']))"
DIGITS, ROMAN = "0123456789", "0123456789IVXLC"


@dataclass(frozen=True)
class French:
    """What a French-speaking country writes: the spaces before marks, in quotes, in numbers.

    *quotes* are the pairs by depth, *missing* the marks that gain a space that was not typed.
    """

    mark: str = NARROW
    colon: str = FULL
    quote: str = FULL
    group: str = NARROW
    quotes: tuple[str, ...] = ("«»", "“”", "‘’")
    missing: tuple[str, ...] = ()
    last_word: int = 4

    def before_quotes(self) -> list[Rule]:
        """What is set before straight quotes are: dots, dashes, apostrophes."""
        return [
            rule("-", rf"(\b[IVXLC]+{T})--(?={T}[IVXLC]+\b)", r"\1–"),  # XII--XV → XII–XV [IN]
            *dots_and_dashes(aside="–", between=" – "),
            rule("…", rf"(?<=\w){S}…(?={SPACE}|$|[;:!?»)\"])", "…"),  # bon ... → bon… [IN]
            *APOSTROPHES,
        ]

    def after_quotes(self) -> list[Rule]:
        """Spaces: before marks, inside guillemets, in and after numbers, after abbreviations."""
        mark, colon, quote, group = self.mark, self.colon, self.quote, self.group
        to_quote = spaces_to(quote)
        after = "" if quote else NOT_ALONE
        opening = rf"«(?:{SPACE}++({T}){SPACE}*+{after}|({T})(?:{SPACE}++{after}|(?!{SPACE}|$)))"
        ends = [
            rule(";!?", rf"{spaces_to('')}([;!?]++){END}", r"\1\2"),  # Quoi ?! → Quoi?! [EU]
            rule(":", rf"{spaces_to('')}:{END}", r"\1:"),  # Voici : rien → Voici: rien [EU]
        ]
        before_marks = [
            *(each for each, written in zip(ends, (mark, colon), strict=True) if not written),
            rule(";!?", rf"{spaces_to(FULL)}([;!?])", rf"{mark or NARROW}\1\2"),  # oui ;non [LG]
            rule(":", rf"{spaces_to(FULL)}:", rf"{colon or FULL}\1:"),  # Voici : rien [IN][OQLF]
        ]
        before_faces = [
            rule(FACE, rf"{S}({T}){FACE}", rf"{FULL}\1{FACE}"),  # Merci ;) as before a mark
        ]
        where_missing = {
            ";!?": [  # Halte! [IN]
                rule(";!?", rf"[;!?](?<={SPOKEN}.)(?<!{HELD}\?)[;!?]*+{END}", rf"{mark}\g<0>"),
                rule(TAG, rf"({TAG}(?<={SPOKEN}.){T})([;!?]++{END})", rf"\1{mark}\2"),
            ],
            ":": [  # Un conseil: partez [OQLF]
                rule(":", rf":(?<={SPOKEN}.){END}", rf"{colon}:"),
                rule(TAG, rf"({TAG}(?<={SPOKEN}.){T}):{END}", rf"\1{colon}:"),
            ],
        }
        in_quotes = [
            rule("«", opening, rf"«{quote}\1\2"),  # «oui → « oui [IN][OQLF][EU][DU]
            rule("»", rf"{to_quote}»", rf"\1{quote}»"),  # oui » → oui » [IN][OQLF][EU][DU]
            rule("»", rf"»(?<!^»)(?<!{SPACE}»)", f"{quote}»"),  # oui» → oui » [IN][OQLF]
        ]
        of_numbers = [
            rule(DIGITS, rf"{PLAIN}{OF_NUMBER}{THOUSANDS}", group),  # 10 000 [CLDR]
            rule(DIGITS, rf"(\d{T}){PLAINS}({T}{UNIT})", rf"\1{FULL}\2"),  # 5 kg, 15 % [SI][OQLF]
            rule("h", HOUR, rf"\1{FULL}"),  # 20 h 30 [IN][OQLF]
            rule(DIGITS, rf"({MONEY}{T}){PLAINS}(?={T}\d)", rf"\1{FULL}"),  # CHF 20 [LB]
            rule(
                ROMAN, rf"({NUMBERED}{T}){PLAINS}(?={T}{NUMBER})", rf"\1{FULL}"
            ),  # p. 8, t. IV [IN]
            rule("MDP", rf"({TITLE}{T}){PLAINS}(?={T}{CAPITAL})", rf"\1{FULL}"),  # Mme Vuille [IN]
        ]
        return [
            *before_marks,
            *(before_faces if mark else ()),
            *chain.from_iterable(where_missing[marks] for marks in self.missing),
            *in_quotes,
            *of_numbers,
        ]


def spaces_to(written: str) -> str:
    """The spaces, with tags among them, that *written* takes the place of.

    Where nothing does, a quote that stands alone keeps its own: it would read as a closing one.
    """
    return ("" if written else ALONE) + rf"{S}({T}){SPACE}*+"


def french(swiss: str, narrow: str) -> dict[str, French]:
    """What each French locale writes; *swiss* is one of SWISS, *narrow* the narrow space."""
    return {
        "fr": French(mark=narrow, group=narrow, missing=(";!?", ":")),
        "fr-CA": French(mark="", group=FULL, missing=(":",)),
        "fr-CH": {
            "none": French(mark="", colon="", quote="", group=narrow, quotes=TIGHT),
            "fine": French(narrow, narrow, narrow, narrow, quotes=TIGHT, missing=(";!?", ":")),
            "curly": French(mark="", colon="", quote="", group=narrow, quotes=CURLY),
        }[swiss],
    }
