"""Puts measured tables where docs/performance.md has a place for them."""

import pathlib
import re

DOCUMENT = pathlib.Path(__file__).resolve().parent.parent / "docs" / "performance.md"


def place_of(name):
    """The place is looked up before measuring, so that minutes are not spent for nothing."""
    place = re.compile(rf"(<!-- {re.escape(name)} -->\n).*?(<!-- end -->)", re.S)
    if not place.search(DOCUMENT.read_text(encoding="utf-8")):
        raise SystemExit(f"{DOCUMENT.name} has no place for {name}")
    return place


def replace(name, lines):
    """What stands between <!-- NAME --> and <!-- end --> becomes `lines`."""
    body = "\n".join(lines) + "\n"
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(place_of(name).sub(lambda found: found[1] + body + found[2], text), encoding="utf-8")
