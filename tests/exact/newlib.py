#!/usr/bin/env python3
"""Compares heapterm's maps with walks over the chunks of newlib-nano and its relatives.

    newlib.py BINARY DIRECTORY        the captures of tests/data/newlib
    newlib.py BINARY LOG TRUTH        one log that prints its heap's bounds

The bounds come from the image beside a capture. picolibc's allocator is not modelled: there the map
may be wrong, but must not be called anything better than inferred.
"""

import concurrent.futures
import json
import os
import pathlib
import sys

import mapcheck


BEGINNING = 8  # addresses, after which the beginning of a trace must be known where tails are handed out


def check(job):
    binary, log, snapshot, options, modelled = job
    problems = []
    found = mapcheck.run_map(binary, log, snapshot["serial_offset"], options, problems)
    if found is None:
        return problems
    level = found["exactness"]["level"]
    if not modelled:
        checked = found["exactness"]["predicted"] + found["exactness"]["mispredicted"]
        if level != "inferred" and checked > 100:
            problems.append(f"level is {level}")
        return problems
    # The top of a heap with given bounds is known only once a block is shown to be new.
    heads = "--elf" in options and found["allocator"] != "newlib-nano"
    if level == "inferred" and options and (heads or found["exactness"]["predicted"] < BEGINNING):
        return []
    if level not in (("exact", "resynced") if heads else ("exact",)):
        problems.append(f"level is {level}")
    if found["exactness"]["mispredicted"] != 0:
        problems.append(f"{found['exactness']['mispredicted']} addresses mispredicted")
    if "live" in snapshot:
        reading = mapcheck.read_mbed(log.read_bytes()[:snapshot["serial_offset"]])
        mapcheck.compare_live(found, snapshot["live"], reading, problems)
    mapcheck.compare_walk(found, snapshot["newlib_nano_heap"], problems)
    return [f"at byte {snapshot['serial_offset']}: {p}" for p in problems]


def captures(binary, directory):
    for truth in sorted(directory.glob("*.truth.json")):
        name = truth.name.removesuffix(".truth.json")
        options = ["--elf", str(directory / f"{name}.elf")]
        snapshots = json.loads(truth.read_text(encoding="utf-8"))["snapshots"]
        yield name, [(binary, directory / f"{name}.log", s, options, "picolibc" not in name)
                     for s in snapshots if s["serial_offset"] > 0]  # before, nothing is known


def one_log(binary, log, truth):
    snapshots = json.loads(truth.read_text(encoding="utf-8"))["snapshots"]
    yield log.name, [(binary, log, s, [], True) for s in snapshots]


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    paths = [pathlib.Path(p) for p in sys.argv[2:]]
    jobs = captures(sys.argv[1], paths[0]) if len(paths) == 1 else one_log(sys.argv[1], *paths)
    mapcheck.note_without_schema()
    passed = failed = 0
    with concurrent.futures.ProcessPoolExecutor(os.cpu_count()) as pool:
        for name, work in jobs:
            results = list(pool.map(check, work))
            good = sum(not r for r in results)
            passed += good
            failed += len(results) - good
            print(f"{name}: {good} of {len(results)} maps are the device's memory")
            for line in [p for r in results for p in r][:3]:
                print(f"    {line}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
