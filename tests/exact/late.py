#!/usr/bin/env python3
"""Traces whose beginning is missing: what heapterm calls exact must be the device's memory.

    late.py BINARY DIRECTORY...     the captures of newlib-nano with their truth

Every capture is read whole and cut at many lines, with the bounds from its image. A map may be
inferred; one that is called exact or resynced must agree with the walk over the device's chunks, apart
from unknown stretches, and with its live blocks: none may be wrong. Of the maps of cut captures SHARE
must be exact: 23 % were when this was written.
"""

import concurrent.futures
import json
import os
import pathlib
import random
import sys
import tempfile

import mapcheck

CUTS, PLACES, SEED = 10, 8, 20
SHARE = 0.18


def check(job):
    binary, log, cut, options, snapshot = job
    offset = snapshot["serial_offset"]
    problems = []
    with tempfile.NamedTemporaryFile() as late:
        late.write(log.read_bytes()[cut:])
        late.flush()
        found = mapcheck.run_map(binary, late.name, offset - cut, options, problems)
    where = f"{log.name} from byte {cut}, at byte {offset}"
    if found is None:
        return "failed", f"{where}: {problems[0]}"
    if found["exactness"]["level"] == "inferred":
        return "inferred", ""
    mapcheck.compare_walk(found, snapshot["newlib_nano_heap"], problems)
    mapcheck.compare_live(found, snapshot["live"], mapcheck.read_mbed(log.read_bytes()[cut:offset]), problems)
    if not problems:
        return "right", ""
    return "wrong", f"{where}: {problems[0]}"


def jobs(binary, directory, rng):
    for truth in sorted(directory.glob("*.truth.json")):
        name = truth.name.removesuffix(".truth.json")
        snapshots = [s for s in json.loads(truth.read_text(encoding="utf-8"))["snapshots"]
                     if "newlib_nano_heap" in s]
        if not snapshots or "picolibc" in name:
            continue
        image = directory / f"{name}.elf"
        options = ["--elf", str(image if image.exists() else directory / "greenhouse-microbit.elf")]
        log = directory / f"{name}.log"
        data = log.read_bytes()
        for cut in [0] + [data.index(b"\n", rng.randrange(len(data) // 2)) + 1 for _ in range(CUTS)]:
            after = [s for s in snapshots if s["serial_offset"] > cut]
            for snapshot in after[::max(1, len(after) // PLACES)]:
                yield binary, log, cut, options, snapshot


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    rng = random.Random(SEED)
    work = [j for d in sys.argv[2:] for j in jobs(sys.argv[1], pathlib.Path(d), rng)]
    mapcheck.note_without_schema()
    with concurrent.futures.ProcessPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(check, work))
    count = {kind: sum(k == kind for k, _ in results) for kind in ("right", "wrong", "inferred", "failed")}
    late = [kind for (_, _, cut, _, _), (kind, _) in zip(work, results) if cut > 0]
    share = late.count("right") / len(late)
    for _, words in results:
        if words:
            print(f"    {words}")
    print(f"{len(results)} maps: {count['right']} right, {count['wrong']} wrong, {count['inferred']} inferred; "
          f"of {len(late)} that begin late {share:.0%} are exact")
    sys.exit(0 if count["failed"] == count["wrong"] == 0 and share >= SHARE else 1)


if __name__ == "__main__":
    main()
