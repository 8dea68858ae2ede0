"""The options and commands as the source states them: what help, man page and completions must have."""

import os
import pathlib
import re
import subprocess

HEAPTERM = os.environ["HEAPTERM"]
SOURCE = pathlib.Path(os.environ["HEAPTERM_SOURCE"])

ROW = re.compile(r'^    \{(?:0|\'(.)\'), "([^"]+)", (NULL|"([^"]+)"),', re.MULTILINE)
NAME = re.compile(r'^    \.name = "([^"]+)",', re.MULTILINE)


def options():
    """The rows of all tables: letter or "", name, argument or ""."""
    found = []
    for path in sorted((SOURCE / "src/cli").glob("option_*.c")):
        rows = [(row[1] or "", row[2], row[4] or "") for row in ROW.finditer(path.read_text(encoding="utf-8"))]
        assert rows, f"no option was found in {path}"
        found += rows
    return found


def commands():
    found = []
    for path in sorted((SOURCE / "src/cli").glob("cmd_*.c")):
        names = NAME.findall(path.read_text(encoding="utf-8"))
        assert len(names) == 1, f"no command, or several, in {path}"
        found += names
    return found


def heapterm(*arguments):
    return subprocess.run([HEAPTERM, *arguments], capture_output=True, text=True, check=True, timeout=60,
                          stdin=subprocess.DEVNULL).stdout


def listed(text):
    """The options that a help text lists, as "-b, --baud RATE" of its left column."""
    return set(re.findall(r"^  ((?:-\w, )?--\S+(?: (?! )\S+)?)", text, re.MULTILINE))


def as_listed(option):
    letter, name, argument = option
    return (f"-{letter}, " if letter else "") + f"--{name}" + (f" {argument}" if argument else "")
