"""A micro:bit whose interrupts allocate, character by character.

The allocator is that of microbit-dal: first fit from the start, merging while it searches. An
interrupt may come between any two characters, between an allocation and its line, and between a
release's line and the release.
"""

import random

START, END, WORD = 0x20002790, 0x20003800, 4


class Heap:
    def __init__(self):
        self.blocks = [[START, END - START, False]]  # header, bytes, used

    def merged(self):
        runs = []
        for header, size, used in self.blocks:
            if runs and not runs[-1][2] and not used:
                runs[-1][1] += size
            else:
                runs.append([header, size, used])
        return runs

    def malloc(self, size):
        wanted = ((size + WORD - 1) // WORD + 1) * WORD
        self.blocks = self.merged()
        for i, (header, free, used) in enumerate(self.blocks):
            if used or free < wanted:
                continue
            if free - wanted < 2 * WORD:
                wanted = free
            rest = [[header + wanted, free - wanted, False]] if free > wanted else []
            self.blocks[i:i + 1] = [[header, wanted, True]] + rest
            return header + WORD
        return 0

    def free(self, address):
        block = next(b for b in self.blocks if b[0] == address - WORD and b[2])
        block[2] = False


class Board:
    """`rate` is the chance of an interrupt at each point, `nest` how deep they nest."""

    def __init__(self, seed, rate, nest):
        self.random = random.Random(seed)
        self.rate, self.nest, self.depth = rate, nest, 0
        self.heap = Heap()
        self.sent = bytearray()
        self.mine, self.interrupts = [], []  # live addresses of the program and of interrupts
        self.events = 0

    def point(self):
        if self.depth < self.nest and self.random.random() < self.rate:
            self.depth += 1
            self.interrupt()
            self.depth -= 1

    def print(self, text):
        for byte in text.encode():
            self.sent.append(byte)
            self.point()

    def malloc(self, size):
        address = self.heap.malloc(size)
        self.point()
        self.events += 1
        if address:
            self.print(f"malloc: ALLOCATED: {size} [0x{address:x}]\n")
        else:
            self.print(f"malloc: OUT OF MEMORY [{size}]\n")
        return address

    def free(self, address):
        self.events += 1
        self.print(f"free:   0x{address:x}\n")
        self.point()
        self.heap.free(address)

    def take_one(self, live):
        return live.pop(self.random.randrange(len(live)))

    def interrupt(self):
        for _ in range(self.random.choice([1, 1, 1, 2])):
            if self.interrupts and self.random.random() < 0.5:
                self.free(self.take_one(self.interrupts))
            else:
                address = self.malloc(self.random.choice([24, 24, 8, 40]))
                self.interrupts += [address] if address else []

    def boot(self):
        rate, self.rate = self.rate, 0
        size = END - START
        self.print(f"\0\nHEAP 0: \nheap_start : 0x{START:x}\nheap_end   : 0x{END:x}\n"
                   f"heap_size  : {size}\n[F:{size}] \nmb_total_free : {size}\nmb_total_used : 0\n")
        self.rate = rate

    def step(self, number):
        kind = self.random.random()
        if kind < 0.06:
            self.print(f"[{number}] up {number // 10}s, readings\r\n")
        elif kind < 0.10:
            self.print(f"hist,{number}")
            if self.mine:
                self.free(self.mine.pop(0))
            self.print(",15\r\n")
        elif self.mine and (len(self.mine) > 45 or kind < 0.55):
            self.free(self.take_one(self.mine))
        else:
            address = self.malloc(self.random.randint(1, 60))
            self.mine += [address] if address else []

    def run(self, steps):
        self.boot()
        for number in range(steps):
            self.step(number)
        return bytes(self.sent)
