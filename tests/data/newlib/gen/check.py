#!/usr/bin/env python3
"""Replays every capture against the rules in the README: each address, failure and snapshot must agree.

usage: check.py [FOLDER]

A rule set is five parameters: which half of a split chunk is returned, when the last free chunk is
enlarged, the realloc rule, the alignment of chunks and the smallest chunk.
"""
import glob
import json
import os
import re
import sys

RULES = {
    "nano-3.3":        dict(head=False, extend="never", realloc="fits", form="nano", wraps=True),
    "nano-head":       dict(head=True, extend="after-sbrk", realloc="over-half", form="nano", wraps=False),
    "nano-head-plain": dict(head=True, extend="never", realloc="over-half", form="nano", wraps=False),
    "nano-picolibc":   dict(head=True, extend="before-sbrk", realloc="in-place", form="pico", wraps=False),
}
M32 = 0xFFFFFFFF


class Heap:
    def __init__(self, start, limit, head, extend, realloc, form, wraps):
        self.brk, self.limit = start, limit
        self.head, self.extend, self.realloc_rule, self.form, self.wraps = head, extend, realloc, form, wraps
        self.least = 12 if form == "nano" else 8
        self.size = {}      # chunk -> bytes
        self.free_set = []  # ascending
        self.used = {}      # user -> chunk
        self.first = None
        self.stats = dict(split=0, whole=0, slack=0, fresh=0, extended=0, inplace=0, moved=0, failed=0,
                          fresh_behind_free=0, sole_extended=0, absorbed_in_vain=0, double=0)

    def chunk_size(self, n):
        if self.form == "nano":
            c = max((((n + 3) & M32 & ~3) + 8) & M32, 12)
            return None if c >= 0x80000000 or c < n else c
        if n > 0xFFFFFFEB:
            return None
        return max(((n + 7) & ~7) + 8, 8)

    def user(self, c):
        return (c + 11) & ~7 if self.form == "nano" else c + 4

    def usable(self, c):
        return self.size[c] - (self.user(c) - c)

    def sbrk(self, n):
        if n >= 0x80000000 or n > self.limit - self.brk:
            return None
        was = self.brk
        self.brk += n
        return was

    def sbrk_aligned(self, n):
        p = self.sbrk(n)
        if p is None:
            return None
        a = (p + 3) & ~3 if self.form == "nano" else ((p + 4 + 7) & ~7) - 4
        if a != p and self.sbrk(a - p) is None:
            return None
        if self.first is None:
            self.first = a
        return a

    def hand_out(self, c):
        u = self.user(c)
        assert u not in self.used
        self.used[u] = c
        return u

    def alloc(self, n):
        want = self.chunk_size(n)
        if want is None:
            self.stats["failed"] += 1
            return 0
        for i, c in enumerate(self.free_set):
            rest = self.size[c] - want
            if rest >= 0:
                if rest >= self.least:
                    self.stats["split"] += 1
                    if self.head:
                        self.size[c] = want
                        self.size[c + want] = rest
                        self.free_set[i] = c + want
                    else:
                        self.size[c] = rest
                        c += rest
                        self.size[c] = want
                else:
                    self.stats["slack" if rest else "whole"] += 1
                    del self.free_set[i]
                return self.hand_out(c)
        if self.extend == "before-sbrk" and self.enlarge_last(want):
            return self.hand_out(self.free_set.pop())
        c = self.sbrk_aligned(want)
        if c is not None:
            self.stats["fresh"] += 1
            if self.free_set and self.free_set[-1] + self.size[self.free_set[-1]] == c:
                self.stats["fresh_behind_free"] += 1
            self.size[c] = want
            return self.hand_out(c)
        if self.extend == "after-sbrk" and self.enlarge_last(want):
            return self.hand_out(self.free_set.pop())
        self.stats["failed"] += 1
        return 0

    def enlarge_last(self, want):
        if not self.free_set:
            return False
        c = self.free_set[-1]
        if c + self.size[c] != self.brk or self.sbrk_aligned(want - self.size[c]) is None:
            return False
        self.stats["extended"] += 1
        self.stats["sole_extended"] += len(self.free_set) == 1
        self.size[c] = want
        return True

    def release_chunk(self, c):
        i = 0
        while i < len(self.free_set) and self.free_set[i] < c:
            i += 1
        if i and self.free_set[i - 1] + self.size[self.free_set[i - 1]] == c:
            i -= 1
            self.size[self.free_set[i]] += self.size.pop(c)
            c = self.free_set[i]
        else:
            self.free_set.insert(i, c)
        if i + 1 < len(self.free_set) and c + self.size[c] == self.free_set[i + 1]:
            self.size[c] += self.size.pop(self.free_set.pop(i + 1))

    def free(self, u):
        if u in self.used:
            self.release_chunk(self.used.pop(u))
        elif u:  # a double free: this library notices and does nothing
            assert self.form == "nano"
            self.stats["double"] += 1

    def calloc(self, n, each):
        if n * each > M32 and not self.wraps:
            return 0
        return self.alloc(n * each & M32)

    def realloc(self, u, n):
        if not u:
            return self.alloc(n)
        if not n:
            self.free(u)
            return 0
        c = self.used[u]
        if self.realloc_rule == "in-place":
            want = self.chunk_size(n)
            if want is None:
                return 0
            if want > self.size[c]:
                end = c + self.size[c]
                if end == self.brk and self.sbrk_aligned(want - self.size[c]) is not None:
                    self.size[c] = want
                elif end in self.free_set:
                    self.free_set.remove(end)
                    self.size[c] += self.size.pop(end)
                    self.stats["absorbed_in_vain"] += self.size[c] < want
            if want <= self.size[c]:
                self.stats["inplace"] += 1
                if self.size[c] - want >= self.least:
                    self.size[c + want] = self.size[c] - want
                    self.size[c] = want
                    self.release_chunk(c + want)
                return u
        else:
            room = self.usable(c)
            if n <= room and (self.realloc_rule == "fits" or room >> 1 < n):
                self.stats["inplace"] += 1
                return u
        p = self.alloc(n)
        if p:
            self.stats["moved"] += 1
            self.free(u)
        return p

    def blocks(self):
        out, c = [], self.first
        while c is not None and c < self.brk:
            out.append(["0x%08x" % self.user(c), self.size[c], 0 if c in self.free_set else 1])
            c += self.size[c]
        return out


LINE = re.compile(rb"#([mcrf]):(0|0x[0-9a-f]+);(0|0x[0-9a-f]+)-(.*)")


def number(text):
    return int(text, 0)


def check(log):
    base = os.path.basename(log)[:-4]
    rules = RULES.get(base) or RULES[base.rsplit("-", 1)[0]]
    truth = json.load(open(log[:-4] + ".truth.json"))
    first = truth["snapshots"][0]["newlib_nano_heap"]
    heap = Heap(int(first["start"], 0), int(first["limit"], 0), **rules)
    snapshots = {s["serial_offset"]: s for s in truth["snapshots"]}
    requested, caller_of = {}, {}
    at, wrong, seen = 0, 0, 0

    def compare(s):
        live = [["0x%08x" % u, requested[u], caller_of[u]] for u in sorted(requested)]
        h = s["newlib_nano_heap"]
        return live == s["live"] and heap.blocks() == h["blocks"] and heap.brk == int(h["break"], 0)

    lines = open(log, "rb").read().split(b"\n")
    assert lines.pop() == b""
    for line in [None] + lines:
        if line is not None:
            at += len(line) + 1
            op, result, caller, rest = LINE.fullmatch(line).groups()
            result, caller = number(result), caller.decode()
            old = 0
            if op == b"m":
                n = number(rest)
                got = heap.alloc(n)
            elif op == b"c":
                a, b = map(number, rest.split(b";"))
                n = a * b & M32
                got = heap.calloc(a, b)
            elif op == b"r":
                old, n = rest.split(b";")
                old, n = number(old), number(n)
                got = heap.realloc(old, n)
            else:
                old, n = number(rest), 0
                heap.free(old)
                got = 0
            if got != result:
                wrong += 1
                print("%s: byte %d: %s, the rules say %#x" % (base, at, line.decode(), got))
                if wrong > 5:
                    return False
            if old in requested and (result or not n):
                requested.pop(old), caller_of.pop(old)
            if result:
                requested[result], caller_of[result] = n, caller
        if at in snapshots:
            seen += 1
            if not compare(snapshots.pop(at)):
                wrong += 1
                print("%s: snapshot at byte %d differs" % (base, at))
    ok = not wrong and not snapshots
    print("%-16s %s: %d lines, %d snapshots; %s" % (
        base, "agrees" if ok else "DIFFERS", len(lines), seen,
        " ".join("%s=%d" % kv for kv in heap.stats.items() if kv[1])))
    return ok


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
    results = [check(log) for log in sorted(glob.glob(os.path.join(folder, "*.log")))]
    print("%d passed, %d failed" % (sum(results), len(results) - sum(results)))
    sys.exit(0 if results and all(results) else 1)


main()
