"""Words that a spreadsheet would take for a formula."""

from __future__ import annotations

import re

_FORMULA = re.compile("(?:^|(?<=[;\t\n]))(?=[ \u00a0\u200b\ufeff]*[=+\\-@|%\t\r＝＋－＠])")
"""Where a cell could begin with a formula; spreadsheets read the wide signs too."""


def harmless(text: str) -> str:
    """Somebody's words so that no spreadsheet takes them for a formula: a quote in front says so.

    Also inside, where a spreadsheet that wants semicolons would begin a new cell.
    """
    return _FORMULA.sub("'", text)
