#!/usr/bin/env python3
"""The reference allocators against the captures: they give every address that the real ones gave,
and end with the memory that the debugger saw. What is proven here may judge heapterm.

    test_reference.py DIRECTORY
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "exact"))

import mapcheck  # noqa: E402
from model import MicrobitHeaps, NanoHeap  # noqa: E402

# The heap of the boards: announced first; where it ends; announced second.
BOUNDS = {"v1-badge-oom": (0x20002790, 0x20003800), "v1-badge-normal": (0x20002790, 0x20003800),
          "v1-badge-heapprint": (0x20002790, 0x20003800)}
SECOND = (0x20000008, 0x20002000)
BEFORE_TRACING = (428, 1024)


def replay_microbit(data, bounds):
    heaps = MicrobitHeaps()
    wrong = 0
    for m in mapcheck.MICROBIT.finditer(data):
        if m["region"] is not None:
            known = {h.start for h in heaps.heaps}
            for start, end in (bounds, SECOND):
                if int(m["region"], 16) == start and start not in known:
                    heaps.create(start, end)
        elif m["alloc"] is not None:
            wrong += heaps.malloc(int(m["size"])) != int(m["alloc"], 16)
        elif m["fail"] is not None:
            wrong += heaps.malloc(int(m["fail"])) is not None
        elif m["free"] is not None:
            heaps.free(int(m["free"], 16))
    return heaps, wrong


def replay_nano(data, walk):
    heap = NanoHeap(int(walk["start"], 16), int(walk["limit"], 16))
    wrong = 0
    for size in BEFORE_TRACING:
        heap.malloc(size)
    for m in mapcheck.MBED.finditer(data):
        if m["f"] is not None:
            heap.free(int(m["f"], 16))
            continue
        if m["m"] is not None:
            want, got = m["m"], heap.malloc(int(m["ms"]))
        elif m["c"] is not None:
            want, got = m["c"], heap.malloc(int(m["cn"]) * int(m["cs"]))
        else:
            want, got = m["r"], heap.realloc(int(m["ro"], 16), int(m["rs"]))
        wrong += int(want, 16) != (got or 0)
    return heap, wrong


def check(directory, name):
    data = (directory / f"{name}.log").read_bytes()
    truth = json.loads((directory / f"{name}.truth.json").read_text(encoding="utf-8"))
    last = truth["snapshots"][-1]
    data = data[:last["serial_offset"]]
    if "heaps" in last:
        heaps, wrong = replay_microbit(data, BOUNDS[name])
        same = [h["blocks"] for h in heaps.truth()] == [h["blocks"] for h in last["heaps"]]
    else:
        walk = last["newlib_nano_heap"]
        heap, wrong = replay_nano(data, walk)
        same = heap.truth()["blocks"] == walk["blocks"]
    print(f"{name}: {wrong} addresses wrong, the blocks at the end are {'the same' if same else 'others'}")
    return wrong == 0 and same


def main():
    directory = pathlib.Path(sys.argv[1])
    results = [check(directory, n) for n in [*BOUNDS, "mbed-greenhouse-normal", "mbed-greenhouse-oom"]]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
