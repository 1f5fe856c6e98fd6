"""English: its rules, American and British.

Sources: [CMOS] The Chicago Manual of Style, 17th edition; [HART] New Hart's Rules, 4.11;
[BUT] Butterick, Practical Typography.
"""

from __future__ import annotations

from dataclasses import dataclass

from plugins.typography.common import APOSTROPHES, dots_and_dashes
from plugins.typography.marks import Rule, rule

ELIDED = "tis|twas|twere|twill|twould|til|em|er|im|cause|cos|cuz|bout|round|neath|nother|nuff|kay"


@dataclass(frozen=True)
class English:
    """What an English-speaking country writes.

    *aside* is the dash typed `--` between spaces, *between* the one between words; *quotes* are
    the pairs by depth. Single quotes stay single: British books open with them [HART].
    """

    aside: str
    between: str
    quotes: tuple[str, ...] = ("“”", "‘’")
    last_word: int = 3

    def before_quotes(self) -> list[Rule]:
        """What is set before straight quotes are: dots, dashes, apostrophes."""
        return [
            *dots_and_dashes(self.aside, self.between),
            rule("'", rf"'(?<![\w’]')(?=(?i:{ELIDED})\b(?!'))", "’"),  # 'tis → ’tis [CMOS]
            *APOSTROPHES,
        ]

    def after_quotes(self) -> list[Rule]:
        """Nothing: English spaces stay as typed."""
        return []


ENGLISH = {
    "en-US": English(aside="—", between="—"),  # [CMOS]
    "en-GB": English(aside="–", between=" – "),  # [HART]
}
