#!/usr/bin/env python3
"""A yardstick: the work that the terminal before this one did for a log, in the same language.

    bench/predecessor.py FILE [CHUNK]

Written anew from the predecessor's documentation and sample output, to be measured, not used. That
program was a transformation inside pyserial's miniterm: text comes in chunks, is cut into lines,
every line is tried against a handful of unanchored regular expressions one after the other, the
live blocks are a dictionary from address to requested size, "free" is the heap's size less the sum
of the sizes, and every event gives one formatted line with colours. What was wrong with it
(headers not counted, a heap print forgets all blocks) is kept. The picture of the memory at a
failed allocation is left out: the traces it is measured on have no failures. CHUNK is 1024
characters, for which this is fastest: the original read 8 to 9 MB/s where this reads 10 to 12.
"""

import re
import sys

RESET, DIM, RED, GREEN, YELLOW = ("\x1b[0m", "\x1b[37m", "\x1b[31m", "\x1b[32m", "\x1b[33m")

HEAP_START = re.compile(r"heap_start\s*:\s+0x([0-9a-f]+)")
HEAP_END = re.compile(r"heap_end\s*:\s+0x([0-9a-f]+)")
HEAP_SIZE = re.compile(r"heap_size\s*:\s+(\d+)")
ALLOCATED = re.compile(r"malloc:\s+ALLOCATED:\s+(\d+)\s+\[0x([0-9a-f]+)\]")
REFUSED = re.compile(r"malloc:\s+OUT OF MEMORY\s+\[(\d+)\]")
FREED = re.compile(r"free:\s+((?:0x)?[0-9a-f]+)")


class Predecessor:
    """Takes text as it comes and gives back what the terminal showed for it."""

    def __init__(self):
        self.rest = ""
        self.start = self.end = self.heap = 0
        self.forget()

    def forget(self):
        self.blocks = {}
        self.used = 0

    def take(self, text):
        self.rest += text
        shown = ""
        while True:
            line, mark, after = self.rest.partition("\n")
            if not mark:
                return shown
            self.rest = after
            shown += self.line(line.rstrip("\r"))

    def line(self, line):
        found = HEAP_START.search(line)
        if found:
            self.start = int(found.group(1), 16)
            return line + "\n"
        found = HEAP_END.search(line)
        if found:
            self.end = int(found.group(1), 16)
            return line + "\n"
        found = HEAP_SIZE.search(line)
        if found:
            self.heap = int(found.group(1))
            self.forget()
            return f"{line}\n>> RESET HEAP COUNTERS {'>' * 39}\n   (NUM)     FREE [ ADDRESS] CHANGE  (COMMENT)\n"
        found = ALLOCATED.search(line)
        if found:
            return self.allocated(found.group(2), int(found.group(1)), line)
        found = REFUSED.search(line)
        if found:
            return f"{RED}!! ({len(self.blocks):03d}) {line}{RESET}\n"
        found = FREED.search(line)
        if found:
            return self.freed(found.group(1), line)
        return line + "\n"

    def allocated(self, address, size, line):
        self.blocks[address] = size
        self.used += size
        return self.event(address, f"+{size}", RED, line)

    def freed(self, address, line):
        address = address[2:] if address.startswith("0x") else address
        if address not in self.blocks:
            return (f"{YELLOW}!! ({len(self.blocks):03d}) WARN: free(0x{address}){RESET}\n"
                    + self.event("0", "-0", GREEN, line))
        size = self.blocks.pop(address)
        self.used -= size
        return self.event(address, f"-{size}", GREEN, line)

    def event(self, address, change, color, line):
        return "== (%03d) %s%8d%s [%8s] %s%-7s%s %s(%s)%s\n" % (
            len(self.blocks), GREEN, self.heap - self.used, RESET, address, color, change, RESET, DIM, line, RESET)


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    chunk = int(sys.argv[2]) if len(sys.argv) == 3 else 1024
    terminal = Predecessor()
    with open(sys.argv[1], encoding="utf-8", errors="replace", newline="") as log:
        for text in iter(lambda: log.read(chunk), ""):
            sys.stdout.write(terminal.take(text))


if __name__ == "__main__":
    main()
