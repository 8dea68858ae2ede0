#!/usr/bin/env python3
"""Compares heapterm's maps with the memory of the devices that sent the captures.

    truth.py BINARY DIRECTORY [NAME...]
"""

import concurrent.futures
import json
import os
import pathlib
import sys

import mapcheck

SHOWN = 3  # differences told per capture


def check_microbit(binary, log, data, name, snapshot, last, problems):
    offset = snapshot["serial_offset"]
    found = mapcheck.run_map(binary, log, offset, [], problems)
    if found is None:
        return
    exactness = found["exactness"]
    if name == "v1-badge-overrun" and last:
        # Only where the output ends does a release tell that the board stopped over it.
        found = mapcheck.run_map(binary, log, "end", [], problems)
        kinds = {n["kind"] for n in found.get("notes", [])} if found else set()
        if "damage" not in kinds:
            problems.append(f"no note tells of damage, the kinds are {sorted(kinds)}")
        return
    if "heaps" not in snapshot:
        return
    reading = mapcheck.read_microbit(data[:offset])
    if name == "v1-badge-isr" and offset != first_offset(log):
        mapcheck.compare_heaps(found, snapshot["heaps"], problems, tolerate=2)
        checked = exactness["predicted"] + exactness["mispredicted"]
        if exactness["predicted"] < 0.995 * found["state"]["allocations"]:
            problems.append(f"{exactness['predicted']} addresses predicted, {checked} checked, of "
                            f"{found['state']['allocations']} allocations")
        if exactness["level"] == "inferred":
            problems.append("level is inferred")
        return
    mapcheck.compare_heaps(found, snapshot["heaps"], problems)
    mapcheck.compare_reading(found, reading, problems)
    if found["run"] != reading.run:
        problems.append(f"run is {found['run']}, by the log {reading.run}")
    if found["at"]["line"] != data[:offset].count(b"\n"):
        problems.append(f"at.line is {found['at']['line']}, there are {data[:offset].count(10)}")
    if exactness["level"] != "exact":
        problems.append(f"level is {exactness['level']}")
    if exactness["mispredicted"] != 0:
        problems.append(f"{exactness['mispredicted']} addresses mispredicted")
    low = reading.after_region if name == "v1-badge-late" else reading.allocations
    if not low <= exactness["predicted"] <= reading.allocations:
        problems.append(f"{exactness['predicted']} addresses predicted, the log has {low} to "
                        f"{reading.allocations}")


def first_offset(log):
    truth = json.loads(log.with_suffix("").with_suffix(".truth.json").read_text(encoding="utf-8"))
    return truth["snapshots"][0]["serial_offset"]


def check_mbed(binary, log, data, snapshot, elf, problems):
    offset = snapshot["serial_offset"]
    found = mapcheck.run_map(binary, log, offset, ["--elf", str(elf)] if elf else [], problems)
    if found is None:
        return
    reading = mapcheck.read_mbed(data[:offset])
    mapcheck.compare_live(found, snapshot["live"], reading, problems)
    mapcheck.compare_reading(found, reading, problems, callers=True)
    if elf and "newlib_nano_heap" in snapshot:
        mapcheck.compare_walk(found, snapshot["newlib_nano_heap"], problems)
    if found["exactness"]["mispredicted"] != 0:
        problems.append(f"{found['exactness']['mispredicted']} addresses mispredicted")


def check_snapshot(job):
    binary, log, snapshot, last, elf = job
    data = log.read_bytes()
    name = log.name.removesuffix(".log")
    problems = []
    if "live" in snapshot:
        check_mbed(binary, log, data, snapshot, elf, problems)
    else:
        check_microbit(binary, log, data, name, snapshot, last, problems)
    return [f"at byte {snapshot['serial_offset']}{' with --elf' if elf else ''}: {p}" for p in problems]


def jobs_of(binary, directory, name):
    log = directory / f"{name}.log"
    truth = json.loads((directory / f"{name}.truth.json").read_text(encoding="utf-8"))
    snapshots = [s for s in truth["snapshots"] if "serial_offset" in s]
    jobs = []
    for i, snapshot in enumerate(snapshots):
        last = i == len(snapshots) - 1
        jobs.append((binary, log, snapshot, last, None))
        if "live" in snapshot:
            jobs.append((binary, log, snapshot, last, directory / "greenhouse-microbit.elf"))
    return jobs


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    binary, directory = sys.argv[1], pathlib.Path(sys.argv[2])
    names = sys.argv[3:] or sorted(p.name.removesuffix(".truth.json")
                                   for p in directory.glob("*.truth.json"))
    mapcheck.note_without_schema()
    passed = failed = 0
    with concurrent.futures.ProcessPoolExecutor(os.cpu_count()) as pool:
        for name in names:
            results = list(pool.map(check_snapshot, jobs_of(binary, directory, name)))
            good = sum(not r for r in results)
            passed += good
            failed += len(results) - good
            print(f"{name}: {good} of {len(results)} maps are the device's memory")
            for line in [p for r in results for p in r[:SHOWN]][:SHOWN]:
                print(f"    {line}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
