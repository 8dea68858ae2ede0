"""Puts measured tables where docs/performance.md has a place for them."""

import pathlib
import re

DOCUMENT = pathlib.Path(__file__).resolve().parent.parent / "docs" / "performance.md"


def replace(name, lines):
    """What stands between <!-- NAME --> and <!-- end --> becomes `lines`."""
    text = DOCUMENT.read_text(encoding="utf-8")
    place = re.compile(rf"(<!-- {re.escape(name)} -->\n).*?(\n<!-- end -->)", re.S)
    if not place.search(text):
        raise SystemExit(f"{DOCUMENT.name} has no place for {name}")
    body = "\n".join(lines)
    DOCUMENT.write_text(place.sub(lambda found: found[1] + body + found[2], text), encoding="utf-8")
