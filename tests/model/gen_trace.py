#!/usr/bin/env python3
"""Writes a trace of a reference allocator, and the truth beside it in the form of the captures.

    gen_trace.py microbit|microbit-late|nano-tail|nano-half|nano-head SEED LOG TRUTH
"""

import json
import random
import sys

from model import MicrobitHeaps, NanoHeap

TEXTS = ["hello world\r\n", "temp=21", " C\r\n", "heap free: deadline\r\n", "x,1,2,3\r\n", "ready> ", "\r\n",
         "[INFO][net ]: 108 bytes sent, ok\r\n"]


class Trace:
    """What the device sent, line by line, and the state of its heap after each of them."""

    def __init__(self, options=()):
        self.entries = []   # (bytes, kind)
        self.states = []    # the truth after the entry of the same place
        self.options = list(options)

    def add(self, text, kind, truth):
        self.entries.append((text.encode("latin-1"), kind))
        self.states.append(truth)

    def log(self):
        return b"".join(e[0] for e in self.entries)

    def offset(self, place):
        """Bytes up to and with the entry of that place."""
        return sum(len(e[0]) for e in self.entries[:place + 1])

    def snapshot(self, place):
        return {"label": self.entries[place][1], "serial_offset": self.offset(place), **self.states[place]}

    def places(self, *kinds):
        return [i for i, e in enumerate(self.entries) if e[1] in kinds]


class Load:
    """A program: sizes and lifetimes with phases, so that the heap fills and empties."""

    def __init__(self, rng, room):
        self.rng, self.room = rng, room
        self.live = []      # [address, requested]
        self.sizes = rng.choice([[4, 8, 12, 24, 40], [1, 2, 3, 5, 13, 31, 64], [16, 20, 200, 500], list(range(1, 130))])

    def size(self):
        return self.rng.choice(self.sizes) if self.rng.random() < 0.97 else self.rng.randint(0, self.room // 3)

    def releases(self, step):
        full = sum(s + 8 for _, s in self.live) / self.room
        target = 0.85 if step // 60 % 2 == 0 else 0.4
        return bool(self.live) and self.rng.random() < 0.5 + (full - target)

    def take(self):
        return self.live.pop(self.rng.randrange(len(self.live)))


def print_heaps(trace, heaps, kind="print"):
    state = {"heaps": heaps.truth()}
    for i, heap in enumerate(heaps.heaps):
        lines = heap.printed(i)
        for n, line in enumerate(lines):
            last = i == len(heaps.heaps) - 1 and n == len(lines) - 1
            trace.add(line + "\n", kind if last else "printing", state)


def microbit_step(rng, step, trace, heaps, load):
    def say(text, kind):
        trace.add(text, kind, {"heaps": heaps.truth()})

    def malloc(size):
        address = heaps.malloc(size)
        if address is None:
            say(f"malloc: OUT OF MEMORY [{size}]\n", "fail")
        else:
            say(f"malloc: ALLOCATED: {size} [{hex(address)}]\n", "malloc")
        return address

    def free(address):
        heaps.free(address)
        say(f"free:   {hex(address) if address else '0'}\n", "free")

    if rng.random() < 0.06:
        say(rng.choice(TEXTS), "text")
    # As the first line, or behind a letter or digit, "free:   0" would be ordinary text.
    if trace.places("malloc") and rng.random() < 0.01 and trace.entries[-1][0].endswith(b"\n"):
        free(0)
    if load.live and rng.random() < 0.08:
        old = load.take()
        size = load.size()
        address = malloc(size)
        if address is None:
            load.live.append(old)
        else:
            free(old[0])
            load.live.append([address, size])
    elif load.releases(step):
        free(load.take()[0])
    else:
        size = load.size()
        address = malloc(size)
        if address is not None:
            load.live.append([address, size])


def microbit_run(trace, rng, steps, late=False, prints=0.01):
    heaps = MicrobitHeaps()
    start = rng.choice([0x20002790, 0x20002950, 0x20003000, 0x20001000]) + 4 * rng.randrange(8)
    end = start + 4 * rng.randint(60, 1000)
    heaps.create(start, end)
    second = rng.randint(10, steps // 2) if rng.random() < 0.5 else None
    load = Load(rng, end - start)
    trace.add("\0", "boot", {"heaps": heaps.truth()})
    if not late:
        print_heaps(trace, heaps)
    for step in range(steps):
        microbit_step(rng, step, trace, heaps, load)
        if late and step == steps // 10:
            print_heaps(trace, heaps)
        if step == second:
            heaps.create(0x20000008, 0x20000008 + 4 * rng.randint(50, 600))
            load.room += 1000
            print_heaps(trace, heaps)
        elif rng.random() < prints:
            print_heaps(trace, heaps)
    return heaps, load


def microbit(seed, late=False, steps=400, prints=0.01):
    rng = random.Random(seed)
    trace = Trace()
    trace.heaps, trace.load = microbit_run(trace, rng, steps, late, prints)
    return trace


def nano_step(rng, step, trace, heap, load):
    caller = hex(rng.choice([0x33f, 0x4bb, 0xdb3, 0x1d07, 0xb7]))

    def say(text, kind):
        live = [[hex(a), s, c] for a, s, c in sorted(load.callers.values())]
        trace.add(text, kind, {"live": live, "newlib_nano_heap": heap.truth()})

    def took(address, size):
        load.live.append([address, size])
        load.callers[address] = (address, size, caller)

    if rng.random() < 0.06:
        say(rng.choice(TEXTS), "text")
    if rng.random() < 0.01:
        say(f"#f:0;{caller}-0\n", "free")
    if load.live and rng.random() < 0.15:
        old = load.take()
        size = max(load.size(), 1)
        address = heap.realloc(old[0], size)
        was = load.callers.pop(old[0])
        if address is None:
            load.live.append(old)
            load.callers[old[0]] = was
        else:
            took(address, size)
        say(f"#r:{hex(address) if address else '0'};{caller}-{hex(old[0])};{size}\n", "realloc")
    elif load.releases(step):
        address = load.take()[0]
        heap.free(address)
        del load.callers[address]
        say(f"#f:0;{caller}-{hex(address)}\n", "free")
    else:
        size = load.size()
        many = rng.choice([1, 1, 1, 2, 4])
        address = heap.malloc(size * many)
        if address is not None:
            took(address, size * many)
        shown = hex(address) if address else "0"
        form = f"#m:{shown};{caller}-{size}\n" if many == 1 else f"#c:{shown};{caller}-{many};{size}\n"
        say(form, "malloc" if address else "fail")


def nano(seed, head=False, half=False, steps=400):
    rng = random.Random(seed)
    start = rng.choice([0x20001468, 0x20003a40, 0x20002004])
    room = 4 * rng.randint(200, 3000)
    heap = NanoHeap(start, start + room, head, half)
    trace = Trace(["--heap", f"{hex(start)}:{hex(room)}"])
    load = Load(rng, room)
    load.callers = {}
    for step in range(steps):
        nano_step(rng, step, trace, heap, load)
    return trace


MAKERS = {
    "microbit": microbit,
    "microbit-late": lambda seed, **more: microbit(seed, late=True, **more),
    "nano-tail": nano,
    "nano-half": lambda seed, **more: nano(seed, half=True, **more),
    "nano-head": lambda seed, **more: nano(seed, head=True, half=True, **more),
}


def pick_places(trace, seed, count):
    """Places to compare at, the last one among them, none inside a heap print."""
    usable = [i for i, e in enumerate(trace.entries) if e[1] not in ("boot", "printing")]
    rng = random.Random(seed * 31 + 7)
    return sorted({*rng.sample(usable, min(count, len(usable))), usable[-1]})


def main():
    if len(sys.argv) != 5 or sys.argv[1] not in MAKERS:
        sys.exit(__doc__)
    trace = MAKERS[sys.argv[1]](int(sys.argv[2]))
    with open(sys.argv[3], "wb") as f:
        f.write(trace.log())
    truth = {"log": sys.argv[3], "options": trace.options,
             "block_fields": "[user address, block bytes with header, 1 used / 0 free]",
             "snapshots": [trace.snapshot(p) for p in pick_places(trace, int(sys.argv[2]), 12)]}
    with open(sys.argv[4], "w", encoding="utf-8") as f:
        json.dump(truth, f, indent=1)


if __name__ == "__main__":
    main()
