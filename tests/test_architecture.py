"""The house's own rules: layers, types, style."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent


@pytest.mark.parametrize("tool", [["lint-imports"], ["mypy"], ["ruff", "check", "."]])
def test_the_tools_find_nothing(tool: list[str]) -> None:
    run = subprocess.run([BIN / tool[0], *tool[1:]], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def test_no_page_has_inline_style_or_script() -> None:
    for page in (ROOT / "templates").rglob("*.html"):
        text = page.read_text()
        assert "style=" not in text, page
        assert "<style" not in text, page
        assert " onclick" not in text, page
