#!/usr/bin/env python3
"""Holds `heapterm explain --json` to its schema and to the map of the same instant.

    explain.py BINARY DIRECTORY      the directory holds logs; one sentence per problem, exit 1 if any

At the end of each log, at its failures and at instants between: the figures are those of `map
--json`, and each set of pinning blocks is a run of live blocks of that map between two that stay,
with the hole that it would leave.
"""

import json
import pathlib
import subprocess
import sys

import mapcheck

SCHEMA = pathlib.Path(__file__).resolve().parents[2] / "docs" / "explain.schema.json"


def ask(binary, command, log, at, problems):
    done = subprocess.run([binary, command, str(log), "--at", at, "--json"], timeout=60, check=False,
                          stdin=subprocess.DEVNULL, capture_output=True)
    if done.returncode != 0:
        if b"that --at asks for" not in done.stderr and b"no allocation failed" not in done.stderr:
            problems.append(f"{command} exits with {done.returncode}: {done.stderr[-200:]}")
        return None
    return json.loads(done.stdout)


def check_set(found, blocks, problems):
    """The set's blocks are neighbours among the used ones, and its hole lies between the next."""
    used = [b for b in blocks if b["used"]]
    start, end = int(found["from"], 16), int(found["to"], 16)
    inside = [b for b in used if start <= int(b["header"], 16) < end]
    if sum(b["size"] for b in inside) != found["bytes"] or len(inside) != found["count"]:
        problems.append(f"the set at {found['from']} does not hold the blocks of the map there")
    shown = [b["address"] for b in found["blocks"]]
    if shown != [b["address"] for b in inside][:len(shown)]:
        problems.append(f"the set at {found['from']} names other blocks than the map has there")
    for b in used:
        head = int(b["header"], 16)
        if b not in inside and start < head + b["size"] and head < end:
            problems.append(f"the hole at {found['from']} is not free of {b['address']}")


def check(binary, log, at, validator):
    problems = []
    found = ask(binary, "explain", log, at, problems)
    there = ask(binary, "map", log, at, problems)
    if found is None or there is None:
        return problems, 0
    if validator is not None:
        problems += [f"not as the schema says: {e.message[:200]}" for e in validator.iter_errors(found)]
    heaps = [h for h in there["heaps"] if not h["native"]]
    if found["heap"]["free_bytes"] != sum(h["free_bytes"] for h in heaps):
        problems.append("free_bytes is not that of the map")
    if found["heap"]["largest_allocatable"] != there["state"]["largest_allocatable"]:
        problems.append("largest_allocatable is not that of the map")
    if found["exactness"] != there["exactness"]:
        problems.append("exactness is not that of the map")
    by_index = {h["index"]: h["blocks"] for h in heaps}
    for order in ("by_bytes", "by_count"):
        for one in found["pins"][order]:
            check_set(one, by_index[one["heap"]], problems)
    return problems, 1


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    mapcheck.note_without_schema()
    validator = None
    if mapcheck.jsonschema is not None:
        validator = mapcheck.jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    instants = ["end", "fail:1", "fail:2", "fail:70", "event:3", "event:100", "event:1000", "byte:20000"]
    answers = failed = 0
    for log in sorted(pathlib.Path(sys.argv[2]).glob("*.log")):
        for at in instants:
            problems, count = check(sys.argv[1], log, at, validator)
            answers += count
            failed += bool(problems)
            for p in problems[:3]:
                print(f"{log.name} at {at}: {p}")
    print(f"{answers} answers, {failed} with problems")
    sys.exit(1 if failed or answers < 40 else 0)


if __name__ == "__main__":
    main()
