"""Two allocators as naive as can be, written from what is known of the real ones.

They keep a plain list of blocks and walk it for everything. Nothing is shared with heapterm, so
where both say the same address, both have understood the device.
"""

WORD = 4


class MicrobitHeap:
    """One heap of the micro:bit runtime: first fit, a header word, free neighbours merged only by
    a search that passes them, a rest of one word given away with the block."""

    def __init__(self, start, end):
        self.start, self.end = start, end
        self.blocks = [[(end - start) // WORD, False]]  # words with the header, used

    def malloc(self, size):
        if size <= 0:
            return None
        need = (size + WORD - 1) // WORD + 1
        at, i = self.start, 0
        while i < len(self.blocks):
            block = self.blocks[i]
            if not block[1]:
                while i + 1 < len(self.blocks) and not self.blocks[i + 1][1]:
                    block[0] += self.blocks.pop(i + 1)[0]
                if block[0] >= need:
                    rest = block[0] - need
                    if rest >= 2:
                        block[0] = need
                        self.blocks.insert(i + 1, [rest, False])
                    block[1] = True
                    return at + WORD
            at += block[0] * WORD
            i += 1
        return None

    def free(self, address):
        """False when there is no used block."""
        at = self.start
        for block in self.blocks:
            if at + WORD == address and block[1]:
                block[1] = False
                return True
            at += block[0] * WORD
        return False

    def walk(self):
        at = self.start
        for words, used in self.blocks:
            yield at + WORD, words * WORD, used
            at += words * WORD

    def runs(self):
        """Sizes of the free runs."""
        out, run = [], 0
        for _, size, used in self.walk():
            if used:
                out.append(run)
                run = 0
            else:
                run += size
        return [r for r in [*out, run] if r]

    def truth(self, index):
        blocks = list(self.walk())
        runs = self.runs()
        largest = max(runs, default=0)
        return {
            "index": index, "start": hex(self.start), "end": hex(self.end), "size": self.end - self.start,
            "used_bytes": sum(s for _, s, u in blocks if u), "used_blocks": sum(1 for b in blocks if b[2]),
            "free_bytes": sum(runs), "free_blocks_raw": sum(1 for b in blocks if not b[2]),
            "free_runs_coalesced": len(runs), "largest_free_run": largest,
            "largest_allocatable": largest - WORD if largest >= 2 * WORD else 0,
            "blocks": [[hex(a), s, int(u)] for a, s, u in blocks],
        }

    def printed(self, index):
        """What the runtime prints, one entry a line of text."""
        entries = [f"[{'U' if used else 'F'}:{size}] " for _, size, used in self.walk()]
        rows = ["".join(entries[i:i + 21]) for i in range(0, len(entries), 21)]
        if len(entries) % 21 == 0:
            rows.append("")
        truth = self.truth(index)
        return ["", f"HEAP {index}: ", f"heap_start : {hex(self.start)}", f"heap_end   : {hex(self.end)}",
                f"heap_size  : {self.end - self.start}", *rows, f"mb_total_free : {truth['free_bytes']}",
                f"mb_total_used : {truth['used_bytes']}"]


class MicrobitHeaps:
    """Heaps are asked in order of creation."""

    def __init__(self):
        self.heaps = []

    def create(self, start, end):
        self.heaps.append(MicrobitHeap(start, end))

    def malloc(self, size):
        return next((p for p in (h.malloc(size) for h in self.heaps) if p is not None), None)

    def free(self, address):
        return any([h.free(address) for h in self.heaps])

    def truth(self):
        return [h.truth(i) for i, h in enumerate(self.heaps)]


class NanoHeap:
    """newlib-nano: one free list in address order, first fit, neighbours merged at once, memory
    from the break in exact amounts.

    `head`: since 2021 a split gives out the lower part, and when the break may not move far enough,
    a last free chunk that touches it is made larger; before, the upper part, and no such thing.
    `half`: since 2020-08 a realloc to less than half moves the block; before, it never does.
    """

    LEAST = 12

    def __init__(self, start, limit, head=False, half=False):
        self.start, self.limit, self.head, self.half = start, limit, head, half
        self.top = start
        self.chunks = []  # [first byte, size, used], in address order, up to the break

    @staticmethod
    def user(chunk):
        return (chunk[0] + 4 + 7) & ~7

    @classmethod
    def chunk_size(cls, size):
        return max((size + 3) // 4 * 4 + 8, cls.LEAST)

    def malloc(self, size):
        need = self.chunk_size(size)
        for i, chunk in enumerate(self.chunks):
            if chunk[2] or chunk[1] < need:
                continue
            rest = chunk[1] - need
            if rest >= self.LEAST:
                low = [chunk[0], need if self.head else rest, self.head]
                high = [chunk[0] + low[1], chunk[1] - low[1], not self.head]
                self.chunks[i:i + 1] = [low, high]
                return self.user(low if self.head else high)
            chunk[2] = True
            return self.user(chunk)
        if self.limit - self.top >= need:
            self.chunks.append([self.top, need, True])
            self.top += need
            return self.user(self.chunks[-1])
        last = self.chunks[-1] if self.chunks else None
        if self.head and last and not last[2] and self.limit - last[0] >= need:
            last[1] = need
            last[2] = True
            self.top = last[0] + need
            return self.user(last)
        return None

    def find(self, address):
        return next((c for c in self.chunks if c[2] and self.user(c) == address), None)

    def free(self, address):
        chunk = self.find(address)
        if chunk is None:
            return False
        chunk[2] = False
        i = 0
        while i + 1 < len(self.chunks):
            if not self.chunks[i][2] and not self.chunks[i + 1][2]:
                self.chunks[i][1] += self.chunks.pop(i + 1)[1]
            else:
                i += 1
        return True

    def realloc(self, address, size):
        if address == 0:
            return self.malloc(size)
        if size == 0:
            self.free(address)
            return None
        chunk = self.find(address)
        usable = chunk[1] - (address - chunk[0])
        if size <= usable and (not self.half or size > usable // 2):
            return address
        moved = self.malloc(size)
        if moved is not None:
            self.free(address)
        return moved

    def largest(self):
        room = [c[1] for c in self.chunks if not c[2]]
        last = self.chunks[-1] if self.chunks else None
        above = self.limit - self.top
        if self.head and last and not last[2]:
            above += last[1]
        return max((r // 4 * 4 - 8 for r in [*room, above] if r >= self.LEAST), default=0)

    def truth(self):
        return {"start": hex(self.start), "break": hex(self.top), "limit": hex(self.limit),
                "largest_allocatable": self.largest(),
                "blocks": [[hex(self.user(c)), c[1], int(c[2])] for c in self.chunks]}
