#!/usr/bin/env python3
"""Random traces of the reference allocators through `heapterm map`, whole and with losses.

    test_model.py BINARY [whole|losses] [TRACES]

Whole traces must give the truth at every place. With a loss, a map may be wrong, but then it must
not be called exact as soon as the trace contradicts it; and the next heap print heals everything.
"""

import concurrent.futures
import os
import pathlib
import random
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "exact"))

import gen_trace  # noqa: E402
import mapcheck   # noqa: E402
from model import MicrobitHeaps  # noqa: E402

SHOWN = 3
PLACES = 6
WHOLE = ["microbit", "microbit", "microbit", "microbit-late", "nano-tail", "nano-tail", "nano-half", "nano-head"]
LOSSES = ["drop free", "drop malloc", "garble", "swap", "reset", "nano drop", "nano garble"]
LEARNING = 100  # events after which the model of the device must have been found
UNDECIDED = 16  # events that may leave it open whether it is newlib-nano or newlib


def difference(found, state):
    """The first difference between a map and the truth, or None."""
    problems = []
    if "heaps" in state:
        mapcheck.compare_heaps(found, state["heaps"], problems)
    else:
        mapcheck.compare_walk(found, state["newlib_nano_heap"], problems)
    return problems[0] if problems else None


# ---- whole traces ----

def check_whole(binary, log, trace, kind, place, problems):
    state = trace.states[place]
    offset = trace.offset(place)
    found = mapcheck.run_map(binary, log, offset, trace.options, problems)
    if found is None:
        return
    data = trace.log()[:offset]
    exactness = found["exactness"]
    if kind.startswith("microbit"):
        reading = mapcheck.read_microbit(data)
        if not reading.region_known:
            return
        mapcheck.compare_heaps(found, state["heaps"], problems)
        mapcheck.compare_reading(found, reading, problems)
        low = reading.after_region
    else:
        reading = mapcheck.read_mbed(data)
        learns = kind in ("nano-half", "nano-head")  # the model at the start is the older allocator's
        if learns and reading.events < LEARNING:
            if exactness["level"] == "exact":
                mapcheck.compare_walk(found, state["newlib_nano_heap"], problems)
            return
        walk = state["newlib_nano_heap"]
        if exactness["level"] == "inferred" and (learns or reading.events <= UNDECIDED):
            return  # whether the trace begins with the program is to be shown
        mapcheck.compare_walk(found, walk, problems)
        mapcheck.compare_live(found, state["live"], reading, problems)
        mapcheck.compare_reading(found, reading, problems, callers=True)
        largest = found["heaps"][0]["largest_allocatable"] if found["heaps"] else None
        if largest != walk["largest_allocatable"]:
            problems.append(f"largest_allocatable is {largest}, in truth {walk['largest_allocatable']}")
        if learns:
            return
        low = reading.allocations
    if exactness["mispredicted"] != 0 or not low <= exactness["predicted"] <= reading.allocations:
        problems.append(f"{exactness['predicted']} addresses predicted and {exactness['mispredicted']} not, "
                        f"of {low} to {reading.allocations}")
    open_yet = exactness["rival"] is not None and exactness["level"] == "inferred" and reading.events <= UNDECIDED
    if exactness["level"] != "exact" and not open_yet:
        problems.append(f"level is {exactness['level']}")


def whole_job(job):
    binary, kind, seed = job
    trace = gen_trace.MAKERS[kind](seed)
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        log = pathlib.Path(folder) / "trace.log"
        log.write_bytes(trace.log())
        for place in gen_trace.pick_places(trace, seed, PLACES):
            here = []
            check_whole(binary, log, trace, kind, place, here)
            problems += [f"at byte {trace.offset(place)}: {p}" for p in here]
    return f"{kind}, seed {seed}", problems


# ---- losses ----

EVENT = re.compile(rb"malloc: ALLOCATED: (\d+) \[(0x[0-9a-f]+)\]$|malloc: OUT OF MEMORY \[(\d+)\]$|free:   (0x[0-9a-f]+|0)$")


def contradicts(entries, regions):
    """Whether the lines contradict a first fit from the first on: then a map cannot be exact.
    Heap prints set what they say, as the device's own truth."""
    heaps = MicrobitHeaps()
    for place, (text, kind) in enumerate(entries):
        if place in regions:
            heaps = MicrobitHeaps()
            for truth in regions[place]:
                heaps.create(int(truth["start"], 16), int(truth["end"], 16))
                heaps.heaps[-1].blocks = [[size // 4, bool(used)] for _, size, used in truth["blocks"]]
            continue
        m = EVENT.search(text.rstrip(b"\r\n")) if kind in ("malloc", "free", "fail", "garbled") else None
        if m is None:
            continue
        if m[1] is not None:
            if heaps.malloc(int(m[1])) != int(m[2], 16):
                return True
        elif m[3] is not None:
            if heaps.malloc(int(m[3])) is not None:
                return True
        elif int(m[4], 16) and not heaps.free(int(m[4], 16)):
            return True
    return False


def garbled(text, rng):
    body = bytearray(text)
    at = rng.randrange(len(body) - 1)
    how = rng.randrange(3)
    if how == 0:
        del body[at]
    elif how == 1:
        body[at] = rng.choice(b"0123456789abcdefxyz# \x7f\xff")
    else:
        del body[at:at + rng.randint(1, 12)]
        if not body.endswith(b"\n"):
            body += b"\n"
    return bytes(body)


def hurt(trace, how, rng):
    """Damages one line somewhere in the first two thirds."""
    limit = len(trace.entries) * 2 // 3
    wanted = {"drop free": ["free"], "drop malloc": ["malloc"]}.get(how, ["free", "malloc", "realloc"])
    places = [p for p in trace.places(*wanted) if len(trace.entries) // 6 < p < limit]
    place = rng.choice(places)
    if "drop" in how:
        del trace.entries[place], trace.states[place]
    elif how == "swap":
        follower = trace.entries[place + 1]
        if follower[1] in ("malloc", "free", "fail"):
            trace.entries[place:place + 2] = [follower, trace.entries[place]]
    else:
        trace.entries[place] = (garbled(trace.entries[place][0], rng), "garbled")
    return place


def loss_trace(how, seed):
    """A trace with a loss in it and, for a micro:bit, a heap print near its end."""
    rng = random.Random(seed * 977 + len(how))
    if how.startswith("nano"):
        trace = gen_trace.nano(seed)
        return trace, hurt(trace, how, rng), None
    trace = gen_trace.microbit(seed, steps=300, prints=0)
    if how == "reset":
        place = rng.choice(trace.places("malloc", "free"))
        text, _ = trace.entries[place]
        trace.entries[place] = (text[:rng.randrange(1, len(text) - 1)], "cut")
        del trace.entries[place + 1:], trace.states[place + 1:]
        after = gen_trace.microbit(seed + 5000, steps=150)
        trace.entries += after.entries
        trace.states += after.states
        return trace, place, None
    place = hurt(trace, how, rng)
    gen_trace.print_heaps(trace, trace.heaps, "healing print")
    healed = len(trace.entries) - 1
    for step in range(60):
        gen_trace.microbit_step(rng, step, trace, trace.heaps, trace.load)
    return trace, place, healed


def check_honest(trace, how, place, found, regions, problems):
    """A map that differs from the truth is not called exact, unless nothing could tell."""
    if how == "reset" or not trace.states[place]:
        return
    exactness = found["exactness"]
    wrong = difference(found, trace.states[place])
    if wrong is None or exactness["level"] != "exact":
        return
    if how.startswith("nano"):
        if exactness["mispredicted"] or exactness["lost_lines"]:
            problems.append(f"called exact after a loss was noticed, and wrong: {wrong}")
    elif contradicts(trace.entries[:place + 1], regions):
        problems.append(f"called exact although the trace contradicts it, and wrong: {wrong}")


def check_healed(trace, how, place, found, problems):
    wrong = difference(found, trace.states[place])
    exactness = found["exactness"]
    noticed = exactness["mispredicted"] + exactness["lost_lines"] > 0
    if wrong:
        problems.append(f"wrong behind a {'start' if how == 'reset' else 'heap print'}: {wrong}")
    if exactness["level"] == "inferred" or (how == "reset" and exactness["level"] != "exact"):
        problems.append(f"level is {exactness['level']} behind a {'start' if how == 'reset' else 'heap print'}")
    if exactness["level"] == "exact" and noticed:
        problems.append("level is exact, and addresses were mispredicted or lines lost")


def loss_job(job):
    binary, how, seed = job
    trace, hurt_at, healed = loss_trace(how, seed)
    regions = {p: trace.states[p]["heaps"] for p in trace.places("print", "healing print")}
    rng = random.Random(seed)
    last = len(trace.entries) - 1
    between = [p for p in range(hurt_at, healed or last) if trace.entries[p][1] in ("malloc", "free", "realloc", "fail")]
    places = sorted({*rng.sample(between, min(4, len(between))), last, *([healed, healed - 1] if healed else [])})
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        log = pathlib.Path(folder) / "trace.log"
        log.write_bytes(trace.log())
        for place in places:
            here = []
            found = mapcheck.run_map(binary, log, trace.offset(place), trace.options, here)
            heals = (healed is not None and place >= healed) or (how == "reset" and place == last)
            if found is not None and heals:
                check_healed(trace, how, place, found, here)
            elif found is not None and trace.entries[place][1] != "printing":
                check_honest(trace, how, place, found, regions, here)
            problems += [f"at byte {trace.offset(place)} (loss at {trace.offset(hurt_at)}): {p}" for p in here]
    return f"{how}, seed {seed}", problems


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    what = sys.argv[2] if len(sys.argv) > 2 else "whole"
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 40
    kinds, job = (WHOLE, whole_job) if what == "whole" else (LOSSES, loss_job)
    mapcheck.note_without_schema()
    jobs = [(sys.argv[1], kinds[i % len(kinds)], 1 + i) for i in range(count)]
    passed = failed = 0
    with concurrent.futures.ProcessPoolExecutor(os.cpu_count()) as pool:
        for name, problems in pool.map(job, jobs):
            passed += not problems
            failed += bool(problems)
            if problems:
                print(f"{name}: {len(problems)} differences")
            for line in problems[:SHOWN]:
                print(f"    {line}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
