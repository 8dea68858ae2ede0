#!/usr/bin/env python3
"""What a stopped board's heap really holds: walks newlib-nano's chunks in a dump of its RAM.

usage: walk.py FIRMWARE.elf RAM.bin SERIAL.log > truth.json

The walk is checked against the trace in the log: the used chunks must be the blocks that the trace
leaves alive, each large enough. Exits 1 in words when they differ.
"""
import json
import re
import struct
import subprocess
import sys

RAM_START = 0x20000000
MINIMUM_CHUNK = 12


def symbols(elf):
    lines = subprocess.run(["arm-none-eabi-nm", elf], check=True, capture_output=True, text=True)
    return {f[2]: int(f[0], 16) for f in map(str.split, lines.stdout.splitlines()) if len(f) == 3}


def word(ram, address):
    return struct.unpack_from("<i", ram, address - RAM_START)[0]


def user_address(chunk):
    """The first multiple of 8 behind the chunk's size."""
    return (chunk + 4 + 7) & ~7


def free_chunks(ram, head):
    """The allocator's own list: size, next; in order of address."""
    found = []
    chunk = word(ram, head)
    while chunk != 0:
        if found and chunk <= found[-1]:
            sys.exit("the free list is out of order at %#x" % chunk)
        found.append(chunk)
        chunk = word(ram, chunk + 4)
    return found


def walk(ram, start, heap_break, free):
    """The chunks that tile [start, heap_break) as [user address, size, used]."""
    blocks = []
    chunk = start
    while chunk < heap_break:
        size = word(ram, chunk)
        if size < MINIMUM_CHUNK or size % 4 != 0 or chunk + size > heap_break:
            sys.exit("the chunk at %#x has the size %d" % (chunk, size))
        address = user_address(chunk)
        used = chunk not in free
        if used and address == chunk + 8 and word(ram, chunk + 4) != -4:
            sys.exit("the chunk at %#x lacks its offset" % chunk)
        blocks.append([address, size, int(used)])
        chunk += size
    if sum(not used for _, _, used in blocks) != len(free):
        sys.exit("the free list names chunks that the walk does not meet")
    return blocks


TRACE = re.compile(
    r"#m:(?P<m>\w+);(?P<mc>\w+)-(?P<ms>\d+)\n|#c:(?P<c>\w+);(?P<cc>\w+)-(?P<cn>\d+);(?P<cs>\d+)\n|"
    r"#r:(?P<r>\w+);(?P<rc>\w+)-(?P<ro>\w+);(?P<rs>\d+)\n|#f:0x0;\w+-(?P<f>\w+)\n")


def replay(log):
    """The blocks alive after the log, {address: (requested, caller)}, and the number of events."""
    live, events = {}, 0

    def release(block):
        if int(block, 16) and live.pop(int(block, 16), None) is None:
            sys.exit("the log releases %s, which is not alive" % block)

    for e in TRACE.finditer(log):
        events += 1
        if e["f"]:
            release(e["f"])
            continue
        address = int(e["m"] or e["c"] or e["r"], 16)
        size = int(e["ms"] or e["rs"] or 0) or int(e["cn"] or 0) * int(e["cs"] or 0)
        if e["r"] and (address or not size):
            release(e["ro"])
        if address in live:
            sys.exit("the log allocates %#x twice" % address)
        if address:
            live[address] = (size, e["mc"] or e["cc"] or e["rc"])
    return live, events


def compare(blocks, live):
    used = {address: size for address, size, used in blocks if used}
    if used.keys() != live.keys():
        odd = sorted(used.keys() ^ live.keys())
        sys.exit("memory and trace differ at " + ", ".join("%#x" % a for a in odd))
    for address, (requested, _) in live.items():
        if used[address] < requested + 4:
            sys.exit("the chunk of %#x is smaller than what was asked for" % address)


def main(elf, ram_file, log_file):
    with open(ram_file, "rb") as f:
        ram = f.read()
    with open(log_file, "rb") as f:
        log = f.read()
    at = symbols(elf)
    start = (word(ram, at["__malloc_sbrk_start"]) + 3) & ~3
    heap_break = word(ram, at["heap_break"])
    blocks = walk(ram, start, heap_break, free_chunks(ram, at["__malloc_free_list"]))
    live, events = replay(log.decode("latin-1"))
    compare(blocks, live)
    json.dump({
        "log": log_file.rsplit("/", 1)[-1],
        "qemu_machine": "microbit",
        "block_fields": "[user address, block bytes with header, 1 used / 0 free]",
        "snapshots": [{
            "label": "stopped",
            "serial_offset": len(log),
            "events_printed": events,
            "live_blocks": len(live),
            "live_bytes": sum(size for size, _ in live.values()),
            "live_fields": "[address, requested bytes, caller]",
            "live": [["%#x" % a, *live[a]] for a in sorted(live)],
            "newlib_nano_heap": {
                "start": "%#x" % start,
                "break": "%#x" % heap_break,
                "limit": "%#x" % at["_heap_end"],
                "blocks": [["%#x" % a, size, used] for a, size, used in blocks],
            },
        }],
    }, sys.stdout)
    print()


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
