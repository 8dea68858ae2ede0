#!/usr/bin/env python3
"""with_build_id.py IN OUT ID [OWNER]: a 32-bit little-endian ELF file with one section more, a note
that holds the build id ID (hex), as `ld --build-id` writes it."""

import struct
import sys

SHT_NOTE, NT_GNU_BUILD_ID = 7, 3

source, target, build_id = sys.argv[1:4]
owner = (sys.argv[4] if len(sys.argv) > 4 else "GNU").encode() + b"\0"
with open(source, "rb") as file:
    elf = bytearray(file.read())
assert elf[:6] == b"\x7fELF\x01\x01"
table, = struct.unpack_from("<I", elf, 0x20)
size, count = struct.unpack_from("<HH", elf, 0x2E)
sections = bytes(elf[table:table + size * count])
build = bytes.fromhex(build_id)
note = struct.pack("<III", len(owner), len(build), NT_GNU_BUILD_ID) + owner + build
while len(elf) % 4:
    elf.append(0)
place = len(elf)
elf += note
while len(elf) % 4:
    elf.append(0)
struct.pack_into("<I", elf, 0x20, len(elf))
struct.pack_into("<H", elf, 0x30, count + 1)
elf += sections + struct.pack("<10I", 0, SHT_NOTE, 0, 0, place, len(note), 0, 0, 4, 0)
with open(target, "wb") as file:
    file.write(elf)
