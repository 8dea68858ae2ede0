#!/usr/bin/env python3
"""Compares heapterm's reports with the memory of the devices that sent the captures, and with a
reading of the logs that knows nothing of heapterm.

    report.py BINARY DIRECTORY
"""

import concurrent.futures
import json
import math
import os
import pathlib
import re
import subprocess
import sys

try:
    import jsonschema
except ImportError:
    jsonschema = None
    print("the Python module jsonschema is missing: reports are not held to the schema", file=sys.stderr)

SCHEMA = pathlib.Path(__file__).resolve().parents[2] / "docs" / "report.schema.json"
TORN = {"v1-badge-isr"}  # its lines lie inside one another: a simple reading is no truth
MICROBIT = re.compile(rb"malloc: ALLOCATED: (\d+) \[(0x[0-9a-f]+)\]|free:\s+(0x[0-9a-f]+)")
MBED = re.compile(rb"#([mcrf]):(0x[0-9a-f]+|0);0x[0-9a-f]+-([0-9a-fx;]+)")


def report(binary, log, options, problems):
    command = [binary, "report", str(log), "--json", *options]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    if done.returncode != 0:
        problems.append(f"exit {done.returncode}: {done.stderr.decode('utf-8', 'replace')[-200:]}")
        return None
    found = json.loads(done.stdout)
    if jsonschema is not None:
        schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
        for error in jsonschema.Draft202012Validator(schema).iter_errors(found):
            where = "/".join(str(p) for p in error.absolute_path)
            problems.append(f"not as the schema says, at {where or 'the top'}: {error.message[:200]}")
            break
    return found


def steps_of(data):
    """What lives after each event, in requested bytes, by nothing but the lines."""
    live = {}
    for m in MICROBIT.finditer(data):
        if m[1]:
            live[int(m[2], 16)] = int(m[1])
        else:
            live.pop(int(m[3], 16), None)
        yield live
    for m in MBED.finditer(data):
        kind, result, rest = m[1], int(m[2], 16), m[3].split(b";")
        if kind == b"f":
            live.pop(int(rest[0], 16), None)
        elif result == 0:
            continue  # it failed: a block that was to be resized stays
        elif kind == b"r":
            live.pop(int(rest[0], 16), None)
            live[result] = int(rest[1])
        else:
            live[result] = int(rest[0]) * (int(rest[1]) if kind == b"c" else 1)
        yield live


def expect(problems, what, found, want):
    if found != want:
        problems.append(f"{what} is {found}, the truth {want}")


def near(problems, what, found, want):
    if abs(found - want) > 1e-6:
        problems.append(f"{what} is {found}, the truth {want}")


def check_holes(found, holes, largest, problems):
    """`holes`: the bytes of each hole of the device."""
    free = sum(holes)
    end, last = found["end"], found["fragmentation"]["samples"][-1]
    expect(problems, "free_bytes", end["free_bytes"], free)
    expect(problems, "holes", last["holes"], len(holes))
    expect(problems, "widest", last["widest"], max(holes, default=0))
    if free > 0:
        near(problems, "e2", last["e2"], 1 - math.sqrt(sum(h * h for h in holes)) / free)
    if largest is not None:
        expect(problems, "largest_allocatable", end["largest_allocatable"], largest)
        near(problems, "e1", last["e1"], 1 - largest / free if free > 0 else 0)


def holes_of(heap):
    """Free neighbours count as one hole."""
    holes, before = [], False
    for _, size, used in heap["blocks"]:
        if not used:
            if before:
                holes[-1] += size
            else:
                holes.append(size)
        before = not used
    return holes


def check_peak(found, data, problems):
    sums = [sum(live.values()) for live in steps_of(data)]
    if sums:
        expect(problems, "the peak", found["peak"]["bytes"], max(sums))
        expect(problems, "live_bytes", found["end"]["live_bytes"], sums[-1])


def check_snapshot(job):
    binary, log, snapshot, elf, lows = job
    name, offset = log.name.removesuffix(".log"), snapshot["serial_offset"]
    problems = []
    options = ["--at", f"byte:{offset}"] + (["--elf", str(elf)] if elf else [])
    found = report(binary, log, options, problems)
    if found is None:
        return [f"at byte {offset}: {p}" for p in problems]
    if found["run"] != found["runs"][-1]["number"]:
        found = report(binary, log, options + ["--run", str(found["runs"][-1]["number"])], problems)
    heaps = snapshot.get("heaps", [])
    if heaps:
        check_holes(found, [h for heap in heaps for h in holes_of(heap)],
                    max(h["largest_allocatable"] for h in heaps), problems)
        if len(found["runs"]) == 1:
            check_peak(found, log.read_bytes()[:offset], problems)
            least = min(low for at, low in lows if at <= offset)
            is_first = offset == lows[0][0]  # no event since the heap's bounds were printed
            if found["low"] is None and is_first:
                return [f"at byte {offset}: {p}" for p in problems]
            if found["low"] is None or found["low"]["largest_allocatable"] > least:
                problems.append(f"the low is {found['low']}, the device had {least}")
    elif "live" in snapshot:
        check_peak(found, log.read_bytes()[:offset], problems)
        traced = {a: n for live in list(steps_of(log.read_bytes()[:offset]))[-1:] for a, n in live.items()}
        truth = {int(a, 16) if isinstance(a, str) else a: n for a, n, _ in snapshot["live"]}
        wrong = [hex(a) for a, n in traced.items() if truth.get(a) != n]
        if wrong:
            problems.append(f"blocks that the device does not have: {wrong[:3]}")
    return [f"at byte {offset}: {p}" for p in problems]


def jobs_of(binary, directory, name):
    log = directory / f"{name}.log"
    truth = json.loads((directory / f"{name}.truth.json").read_text(encoding="utf-8"))
    snapshots = [s for s in truth["snapshots"] if "serial_offset" in s]
    if name == "v1-badge-overrun":
        snapshots = snapshots[:-1]  # the damaged end
    lows = [(s["serial_offset"], max(h["largest_allocatable"] for h in s["heaps"]))
            for s in snapshots if s.get("heaps")]
    elf = directory / "greenhouse-microbit.elf" if name.startswith("mbed") else None
    return [(binary, log, s, elf, lows) for s in snapshots[:: max(1, len(snapshots) // 12)] + snapshots[-1:]
            if s.get("heaps") or "live" in s]


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    directory = pathlib.Path(sys.argv[2])
    passed = failed = 0
    with concurrent.futures.ProcessPoolExecutor(os.cpu_count()) as pool:
        for truth in sorted(directory.glob("*.truth.json")):
            name = truth.name.removesuffix(".truth.json")
            if name in TORN:
                continue
            results = list(pool.map(check_snapshot, jobs_of(sys.argv[1], directory, name)))
            good = sum(not r for r in results)
            passed, failed = passed + good, failed + len(results) - good
            print(f"{name}: {good} of {len(results)} reports agree with the device's memory")
            for line in [p for r in results for p in r][:3]:
                print(f"    {line}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0 or passed == 0)


if __name__ == "__main__":
    main()
