#!/usr/bin/env python3
"""Runs a firmware in QEMU, stops it at its checkpoints, and writes what its memory holds there.

usage: walk.py nano|pico IMAGE.elf OUT.log OUT.truth.json

The processor is stopped by breakpoints of QEMU's debugger port; the program itself does nothing for it.
The chunk list is walked from the start of the heap to the break and must end exactly there.
"""
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import time


def symbols(path):
    text = subprocess.run(["arm-none-eabi-nm", path], check=True, capture_output=True, text=True).stdout
    table = {}
    for line in text.splitlines():
        part = line.split()
        if len(part) == 3:
            table[part[2]] = int(part[0], 16)
    return table


class Debugger:
    """The few words of the remote protocol that are needed."""

    def __init__(self, path):
        self.s = socket.socket(socket.AF_UNIX)
        for _ in range(100):
            try:
                self.s.connect(path)
                break
            except OSError:
                time.sleep(0.05)
        else:
            raise SystemExit("no debugger port")
        self.rest = b""

    def send(self, text):
        self.s.sendall(b"$" + text.encode() + b"#%02x" % (sum(text.encode()) & 255))

    def reply(self):
        while True:
            at = self.rest.find(b"$")
            close = self.rest.find(b"#", at) if at >= 0 else -1
            if close >= 0 and len(self.rest) >= close + 3:
                body = self.rest[at + 1:close].decode()
                self.rest = self.rest[close + 3:]
                self.s.sendall(b"+")
                return body
            data = self.s.recv(65536)
            if not data:
                raise SystemExit("the emulator went away")
            self.rest += data

    def ask(self, text):
        self.send(text)
        return self.reply()

    def memory(self, start, size):
        out = b""
        while len(out) < size:
            n = min(1024, size - len(out))
            out += bytes.fromhex(self.ask("m%x,%x" % (start + len(out), n)))
        return out

    def registers(self):
        return struct.unpack("<16I", bytes.fromhex(self.ask("g")[:128]))


RAM, RAM_BYTES = 0x20000000, 0x4000


class Memory:
    def __init__(self, data):
        self.data = data

    def word(self, a):
        return struct.unpack_from("<I", self.data, a - RAM)[0]

    def signed(self, a):
        return struct.unpack_from("<i", self.data, a - RAM)[0]


def free_chunks(mem, head):
    found, at = [], mem.word(head)
    while at:
        if found and at <= found[-1]:
            raise SystemExit("free list out of order at %#x" % at)
        found.append(at)
        at = mem.word(at + 4)
    return found


def walk(kind, mem, sym):
    if kind == "nano":
        top = mem.word(sym["heap_break"])
        first = (sym["end"] + 3) & ~3 if top != sym["end"] else top
    else:
        top = mem.word(sym["__malloc_sbrk_top"]) or sym["end"]
        first = mem.word(sym["__malloc_sbrk_start"]) or top
    free = free_chunks(mem, sym["__malloc_free_list"])
    blocks, at = [], first
    while at < top:
        size = mem.signed(at)
        least = 12 if kind == "nano" else 8
        if size < least or size % 4 or at + size > top:
            raise SystemExit("bad chunk %#x size %d" % (at, size))
        user = (at + 4 + 7) & ~7
        used = at not in free
        if used and kind == "nano" and user != at + 4 and mem.signed(user - 4) != -4:
            raise SystemExit("padding mark missing at %#x" % at)
        blocks.append(["0x%08x" % user, size, 1 if used else 0])
        at += size
    if at != top:
        raise SystemExit("chunks end at %#x, break is %#x" % (at, top))
    if sum(1 for b in blocks if not b[2]) != len(free):
        raise SystemExit("a free chunk lies outside the walk")
    return {"start": "0x%08x" % sym["end"], "first_chunk": "0x%08x" % first, "break": "0x%08x" % top,
            "limit": "0x%08x" % sym["__HeapLimit"], "blocks": blocks}


def main():
    kind, image, log, truth = sys.argv[1:]
    sym = symbols(image)
    slots = sym["slots"]
    folder = tempfile.mkdtemp()
    port = os.path.join(folder, "gdb")
    emulator = subprocess.Popen(
        ["qemu-system-arm", "-M", "microbit", "-nographic", "-monitor", "none", "-icount", "shift=6,sleep=off",
         "-kernel", image, "-serial", "file:" + log, "-S",
         "-chardev", "socket,id=g,server=on,wait=off,path=" + port, "-gdb", "chardev:g"])
    snapshots = []
    try:
        gdb = Debugger(port)
        gdb.ask("?")
        stop, last = sym["checkpoint"] & ~1, sym["finished"] & ~1
        for a in (stop, last):
            assert gdb.ask("Z1,%x,2" % a) == "OK"
        while True:
            gdb.send("c")
            gdb.reply()
            seen = gdb.registers()
            pc, arg = seen[15], seen[0]
            if pc == last:
                if arg == 0xFFFFFFFF:
                    raise SystemExit("the firmware faulted")
                break
            assert pc == stop, hex(pc)
            mem = Memory(gdb.memory(RAM, RAM_BYTES))
            live = []
            for i in range(128):
                p, n, caller = (mem.word(slots + 12 * i + 4 * k) for k in range(3))
                if p:
                    live.append([p, n, "0x%x" % caller])
            live.sort()
            heap = walk(kind, mem, sym)
            used = [int(b[0], 16) for b in heap["blocks"] if b[2]]
            if used != [e[0] for e in live]:
                raise SystemExit("used chunks are not the live pointers")
            snapshots.append({
                "label": "checkpoint", "arg": arg, "serial_offset": os.path.getsize(log),
                "events_printed": mem.word(sym["lines_printed"]), "failures": mem.word(sym["failures"]),
                "live_blocks": len(live), "live_bytes": sum(e[1] for e in live),
                "live": [["0x%08x" % e[0], e[1], e[2]] for e in live],
                "live_fields": "[address, requested bytes, caller]",
                "newlib_nano_heap": heap})
            # Step over the breakpoint: lift it, one instruction, set it again.
            gdb.ask("z1,%x,2" % stop)
            gdb.ask("s")
            gdb.ask("Z1,%x,2" % stop)
    finally:
        emulator.kill()
        emulator.wait()
        for name in os.listdir(folder):
            os.unlink(os.path.join(folder, name))
        os.rmdir(folder)
    with open(truth, "w") as out:
        json.dump({"log": os.path.basename(log), "qemu_machine": "microbit", "icount": "shift=6,sleep=off",
                   "block_fields": "[user address, block bytes with header, 1 used / 0 free]",
                   "snapshots": snapshots}, out, separators=(",", ":"))
        out.write("\n")
    end = snapshots[-1]
    print("%d snapshots, %d lines, %d failures" % (len(snapshots), end["events_printed"], end["failures"]))


main()
