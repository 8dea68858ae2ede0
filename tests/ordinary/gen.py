#!/usr/bin/env python3
"""Writes ordinary.log: what devices, shells and people print that is no heap trace.

    gen.py > ordinary.log

The same bytes come out everywhere and always: the random numbers are made here.
"""

import base64
import json
import sys

LINES = 14000
WORDS = ("alpha battery cache deadline engine free heap index job kernel latch malloc node offset packet "
         "queue radio sensor timer uart valve wait xfer yield zone allocated memory block header").split()


class Random:
    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % n

    def between(self, low, high):
        return low + self.below(high - low + 1)

    def one_of(self, things):
        return things[self.below(len(things))]

    def bytes(self, n):
        return bytes(self.below(256) for _ in range(n))

    def words(self, low, high):
        return " ".join(self.one_of(WORDS) for _ in range(self.between(low, high)))

    def hex(self, digits):
        return "".join(self.one_of("0123456789abcdef") for _ in range(digits))


def linux_boot(r):
    t = r.below(10**8)
    return [f"[{t // 10**6:5d}.{t % 10**6:06d}] " + r.one_of([
        f"Memory: {r.below(10**6)}K/{r.below(10**6)}K available ({r.below(9999)}K kernel code, {r.below(999)}K rwdata)",
        f"Freeing unused kernel image (initmem) memory: {r.below(4096)}K",
        f"usb {r.below(9)}-{r.below(9)}: new high-speed USB device number {r.below(99)} using xhci_hcd",
        f"pci 0000:{r.hex(2)}:{r.hex(2)}.0: [{r.hex(4)}:{r.hex(4)}] type 00 class 0x{r.hex(6)}",
        f"slab_out_of_memory: cache: kmalloc-{2 ** r.between(5, 12)}, object size: {r.below(4096)}",
        f"EXT4-fs (mmcblk0p{r.below(9)}): mounted filesystem with ordered data mode",
        f"reserve: heap at 0x{r.hex(8)} size {r.below(9999)}",
        f"systemd[1]: Started {r.words(1, 3)}.",
        f"Out of memory: Killed process {r.below(9999)} ({r.one_of(WORDS)}) total-vm:{r.below(10**6)}kB",
    ])]


def zephyr(r):
    t = f"[00:00:{r.below(60):02d}.{r.below(1000):03d},{r.below(1000):03d}]"
    level = r.one_of(["<inf>", "<dbg>", "<wrn>", "<err>"])
    return r.one_of([
        [f"{t} {level} {r.one_of(WORDS)}: {r.words(2, 6)}"],
        ["uart:~$ kernel heap", f"free:           {r.below(99999)}", f"allocated:      {r.below(99999)}",
         f"max. allocated: {r.below(99999)}"],
        ["*** Booting Zephyr OS build v3.%d.0 ***" % r.below(8)],
        [f"uart:~$ device list", f"- uart@{r.hex(8)} (READY)", f"- gpio@{r.hex(8)} (READY)"],
        [f"Heap at 0x{r.hex(8)} has {r.below(999)} words, {r.below(99)} of them free"],
        [f"heap trace: {r.words(2, 4)}"],
    ])


def esp(r):
    t = r.below(10**6)
    return r.one_of([
        [f"I ({t}) {r.one_of(WORDS)}: {r.words(2, 6)}"],
        [f"I ({t}) heap_init: At 3FFB{r.hex(4).upper()} len 000{r.hex(5).upper()} ({r.below(400)} KiB): DRAM"],
        [f"W ({t}) wifi: free heap {r.below(300000)}, minimum {r.below(100000)}"],
        ["ets Jun  8 2016 00:22:57", "", "rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)",
         "configsip: 0, SPIWP:0xee", f"load:0x3fff{r.hex(4)},len:{r.below(9999)}", f"entry 0x400{r.hex(5)}"],
        [f"Backtrace: 0x400{r.hex(5)}:0x3ffb{r.hex(4)} 0x400{r.hex(5)}:0x3ffb{r.hex(4)} |<-CORRUPTED"],
        [f"Guru Meditation Error: Core  {r.below(2)} panic'ed (LoadProhibited). Exception was unhandled."],
        [f"PC      : 0x400{r.hex(5)}  PS      : 0x000{r.hex(5)}  A0      : 0x800{r.hex(5)}"],
        [f"bytes free: {r.below(99999)}", f"largest free block: {r.below(99999)}"],
    ])


def uboot(r):
    return r.one_of([
        [f"U-Boot 20{r.below(30):02d}.{r.below(12) + 1:02d} (Jan 01 2020 - 00:00:00 +0000)"],
        [f"DRAM:  {r.below(999)} MiB", f"MMC:   mmc@{r.hex(8)}: {r.below(3)}"],
        [f"=> md 0x{r.hex(8)} 4", f"{r.hex(8)}: {r.hex(8)} {r.hex(8)} {r.hex(8)} {r.hex(8)}    ..heap.free.malloc"],
        [f"Loading: {'#' * r.between(1, 65)}", f"\t {r.below(999)}.{r.below(10)} MiB/s", "done"],
        [f"Bytes transferred = {r.below(10**7)} ({r.hex(6)} hex)"],
        [f"malloc at 0x{r.hex(8)}", f"Hit any key to stop autoboot:  {r.below(9)} \b\b\b 0"],
    ])


def sensors(r):
    return r.one_of([
        [f"temp={r.below(60)}.{r.below(10)} hum={r.below(100)}"],
        [f"T:{r.below(60)} P:{r.between(950, 1050)} [{r.below(99)}]"],
        [f"hist,{r.below(99)},{r.below(99)},{r.below(99)}"],
        [f"[{r.below(99999)}] up {r.below(999)}s, {r.below(99)} readings"],
        [f"x={r.below(2048) - 1024};y={r.below(2048) - 1024};z={r.below(2048) - 1024}"],
        [f"#{r.below(99)}: {r.words(1, 3)}"],
        ["." * r.between(1, 60)],
        [f"adc[{r.below(8)}] = 0x{r.hex(3)}"],
    ])


def unix_tools(r):
    n = r.below
    return r.one_of([
        ["              total        used        free      shared  buff/cache   available",
         f"Mem:        {n(10**7):8d}    {n(10**6):8d}    {n(10**6):8d}       {n(9999):5d}     {n(10**6):7d}     {n(10**7):7d}",
         f"Swap:       {n(10**6):8d}           0     {n(10**6):7d}"],
        ["Filesystem     1K-blocks     Used Available Use% Mounted on",
         f"/dev/mmcblk0p{n(9)}  {n(10**8):9d} {n(10**7):8d} {n(10**8):9d}  {n(99):2d}% /", f"tmpfs {n(99999)} 0 {n(99999)} 0% /tmp"],
        ["  PID TTY          TIME CMD", f"{n(32768):5d} pts/{n(9)}    00:00:{n(60):02d} {r.one_of(WORDS)}"],
        [f"MiB Mem :  {n(9999)}.{n(10)} total,   {n(999)}.{n(10)} free,  {n(999)}.{n(10)} used"],
        [f"Mem: {n(99999)}K used, {n(99999)}K free, {n(999)}K shrd, 0K buff, {n(9999)}K cached"],
        [f"-rw-r--r-- {n(9)} root root {n(10**6):8d} Jan {n(28) + 1:2d} 12:{n(60):02d} {r.one_of(WORDS)}.{r.one_of(['c', 'h', 'log'])}"],
        [f"drwxr-xr-x 2 {r.one_of(WORDS)} users 4096 Feb {n(28) + 1:2d}  2021 malloc: ALLOCATED"],
        [f"root@board:~# echo {r.words(1, 3)}", r.words(1, 3)],
        [f"$ free: heap: 0x{r.hex(8)}"],
        [f"user@host:/tmp$ ls # m:0x{r.hex(8)}"],
    ])


def hexdump(r):
    at = r.below(2**20) * 16
    out = []
    for i in range(r.between(1, 6)):
        data = r.bytes(16)
        text = "".join(chr(b) if 32 <= b < 127 and chr(b) not in "#" else "." for b in data)
        out.append(f"{at + i * 16:08x}  {data[:8].hex(' ')}  {data[8:].hex(' ')}  |{text}|")
    return out


def modem(r):
    return r.one_of([
        ["AT+CSQ", f"+CSQ: {r.below(31)},{r.below(7)}", "", "OK"],
        [f"AT+CIPSEND={r.below(9)},{r.below(999)}", ">", "SEND OK"],
        [f"+IPD,{r.below(9)},{r.below(99)}:{r.words(1, 3)}"],
        ["ATI", "Quectel", "M10", f"Revision: M10R{r.hex(4)}", "", "OK"],
        [f"+CME ERROR: {r.below(99)}"],
        [f"+SYSRAM:{r.below(99999)},{r.below(99999)}", "OK"],
    ])


def nmea(r):
    body = r.one_of([
        f"GPGGA,{r.below(240000):06d}.00,{r.below(9000):04d}.{r.below(9999):04d},N,{r.below(18000):05d}.{r.below(9999):04d},E,1,08,0.9,{r.below(999)}.4,M,46.9,M,,",
        f"GPRMC,{r.below(240000):06d},A,{r.below(9000):04d}.03,N,{r.below(18000):05d}.00,E,022.4,084.4,230394,003.1,W",
        f"GPGSV,3,1,11,{r.below(32):02d},03,111,00,{r.below(32):02d},15,270,00",
    ])
    check = 0
    for c in body.encode():
        check ^= c
    return [f"${body}*{check:02X}"]


def data(r):
    return r.one_of([
        [json.dumps({"t": r.below(10**6), "free": r.below(10**5), "malloc": r.one_of(WORDS), "p": f"0x{r.hex(8)}"})],
        ['{"heap": {"free": %d, "blocks": [%d, %d]}}' % (r.below(9999), r.below(9), r.below(99))],
        [f"{r.below(10**6)},{r.below(999)},{r.one_of(WORDS)},0x{r.hex(8)}"],
        [f"time;free;largest", f"{r.below(10**6)};{r.below(99999)};{r.below(9999)}"],
        [base64.b64encode(r.bytes(r.between(10, 57))).decode()],
        [f"{r.one_of(WORDS)}: {r.one_of(WORDS)}", f"  - {r.words(1, 3)}", f"  free: {r.below(99999)}"],
        [f"<heap free=\"{r.below(999)}\" used=\"{r.below(999)}\"/>"],
    ])


def source(r):
    n = r.below(99)
    return r.one_of([
        ['        printf("malloc: ALLOCATED: %d [%p]\\n", size, p);'],
        ['        SERIAL_DEBUG->printf("microbit_malloc: OUT OF MEMORY [%d]\\n", size);'],
        ['    if (SERIAL_DEBUG) SERIAL_DEBUG->printf("free:   %p\\n", mem);'],
        ['    DMESG("device_free:   %p", mem);'],
        ['    mbed_mem_trace: printf("#m:%p;%p-%u\\n", res, caller, size);'],
        ['#define MEM_FORMAT "#f:0x0;%p-%p\\n"'],
        ['    assert "malloc: ALLOCATED: 56 [0x20002954]" in log'],
        ['    {"blanks may run", "free:   0x20002d50", {.kind = FREE}},'],
        [f"int *{r.one_of(WORDS)}_{n} = malloc({r.below(999)} * sizeof(int));", "if (!p) return;", f"free(p{n});"],
        ["void free(void *p)", "{", f"    heap[{n}].free = 1; // free: see above", "}"],
        [f"def {r.one_of(WORDS)}_{n}(self, size):", f"    # m: allocate, f: free", f"    return self.heap[{n}:size]"],
        ["for f in *.log; do", f"  grep -c 'malloc: ALLOCATED' \"$f\" #c: count", "done"],
        [f"    re.compile(r'free:\\s+(0x[0-9a-f]+)')"],
        [f"#include <{r.one_of(WORDS)}.h>", f"#if HEAP_{n} > {r.below(999)}", "#endif"],
        [f"case MALLOC_{n}: OUT_OF_MEMORY[{n}]; break;"],
        [f"malloc: ALLOCATED: %d [%p]"],
        [f"malloc: ALLOCATED: {r.below(99)} bytes"],
        [f"malloc: ALLOCATED: {r.below(99)} [0x{r.hex(8)}] by {r.one_of(WORDS)}"],
        [f"malloc: ALLOCATED: {r.below(99)} []"],
        [f"malloc: ALLOCATED: -{r.below(99)}x [0x{r.hex(8)}]"],
        [f"my_malloc: ALLOCATED: {r.below(99)} [0x{r.hex(8)}]"],
        [f"malloc: OUT OF MEMORY [{r.below(99)}"],
        [f"malloc: OUT OF CHEESE [{r.below(99)}]"],
    ])


def markdown(r):
    return r.one_of([
        [f"# {r.words(1, 4)}"], [f"## Heap {r.below(9)}: "], [f"#c: {r.words(1, 4)}"], [f"# m: {r.words(1, 2)}"],
        [f"#m:hello;world-{r.below(99)}"], [f"#f: {r.below(99)}"], [f"#f:{r.below(99)}"],
        [f"#r:{r.one_of(WORDS)}"], [f"#m:0x{r.hex(8)}"], [f"#m:0x{r.hex(8)};0x{r.hex(4)}"],
        [f"#m:0x{r.hex(8)};0x{r.hex(4)}-"], [f"#f:0x0;0x{r.hex(4)}-0x{r.hex(8)}g"],
        [f"#c:0x{r.hex(8)};0x{r.hex(4)}-4"], [f"#m:0x{r.hex(8)};0x{r.hex(4)}-{r.below(99)} {r.one_of(WORDS)}"],
        [f"- [ ] {r.words(2, 5)}", f"- [x] free:   the heap"], ["```", "free(p);", "```"],
        [f"| {r.one_of(WORDS)} | {r.below(99)} |", "| --- | --- |"],
        [f"> {r.words(3, 8)}", f"1. `free:   {r.one_of(WORDS)}`"], ["# ", "#", "##", "#:", "#m", "#m:", "#m:;", "#m:;-"],
    ])


def nearly(r):
    """Lines that begin as the trace does, or stand alone where they mean nothing."""
    return r.one_of([
        [f"free:           {r.below(9999)}"], ["heap free: deadline"], [f"bytes free: {r.below(9999)}"],
        [f"free: heap: 0x{r.hex(8)}"], [f"free:   {r.between(100, 9999)}"], ["free:   deadline"], ["free:   deadbee"],
        [f"free:  0x{r.hex(8)}"], [f"free:    0x{r.hex(8)}"], [f"free: 0x{r.hex(8)}"], [f"free:\t0x{r.hex(8)}"],
        [f"free:   0x{r.hex(8)} bytes"], [f"free:   0x{r.hex(8)},"], [f"free:   0x{r.hex(9)}"], ["free:   0x"],
        [f"my_free:   0x{r.hex(8)}"], [f"Free:   0x{r.hex(8)}"], [f"free:   {r.hex(7)}z"], ["free:   "], ["free:"],
        [f"free:   {r.between(10, 99)} kB"], [f"free:   -{r.between(1, 99)}"],
        [f"[F:{r.below(99)}] [U:{r.below(9)}]"], [f"[U:{r.below(99)}] "], [f"[F:{r.below(99)}] text"], ["HEAP 0: "],
        [f"HEAP {r.below(9)}: "], ["HEAP"], [f"HEAP {r.words(1, 2)}"], [f"heap_size  : {r.below(9999)}"],
        [f"heap_start = 0x{r.hex(8)}"], [f"mb_total_freed : {r.below(99)}"], ["--- HEAP ---"],
        ["malloc: "], ["malloc"], ["mal"], ["m", "f", "H", "#"], ["malloc: ALLOCATED: "], ["malloc: ALLOC"],
        ["malloc: ALLOCATED: 12 ["], ["malloc: ALLOCATED: 12 [0x2000"], ["ATED: 15 [0x20002bf8"],
        ["device_malloc: "], ["microbit_"], ["device_malloc: ALLOCATED: x [0x20003A54]"],
    ])


def rtos(r):
    return r.one_of([
        [f"Task{r.below(9)}\t\tX\t{r.below(9)}\t{r.below(999)}\t{r.below(9)}"],
        [f"free heap: {r.below(99999)}, minimum ever: {r.below(9999)}"],
        [f"[{r.below(99999)}] xPortGetFreeHeapSize() = {r.below(99999)}"],
        ["nsh> free", "                   total       used       free    largest  nused  nfree",
         f"        Umem:     {r.below(99999):6d}     {r.below(9999):6d}     {r.below(99999):6d}     {r.below(9999):6d}    {r.below(99):3d}    {r.below(9):3d}"],
        ["> ps", "\tpid | name                 | state    Q | pri ",
         f"\t  {r.below(9)} | {r.one_of(WORDS):20s} | running  Q |  {r.below(9)}"],
        [f"2020-01-01 00:00:{r.below(60):02d},{r.below(999):03d} # heap 0x{r.hex(8)} free {r.below(9999)}"],
        [f"mm_malloc: Allocated 0x{r.hex(8)}, size {r.below(999)}"], [f"mm_free: Freeing 0x{r.hex(8)}"],
        [f"msh />free", f"total    : {r.below(99999)}", f"used     : {r.below(9999)}"],
        [f"RIOT native board initialized.", f"main(): This is RIOT! (Version: 20{r.below(30)}.04)"],
    ])


def oops(r):
    return [f"Unable to handle kernel NULL pointer dereference at virtual address {r.hex(8)}",
            f"pgd = {r.hex(8)}", f"Internal error: Oops: {r.below(99)} [#{r.below(9)}] SMP ARM",
            f"PC is at {r.one_of(WORDS)}_probe+0x{r.hex(2)}/0x{r.hex(3)}", f"LR is at kfree+0x{r.hex(2)}/0x{r.hex(3)}",
            f"r7 : {r.hex(8)}  r6 : {r.hex(8)}  r5 : {r.hex(8)}  r4 : {r.hex(8)}",
            f"[<{r.hex(8)}>] ({r.one_of(WORDS)}) from [<{r.hex(8)}>] (kmalloc+0x{r.hex(2)}/0x{r.hex(3)})",
            f"---[ end trace {r.hex(16)} ]---"]


def net(r):
    return r.one_of([
        [f"commit {r.hex(40)}", "Author: A Person <person@example.org>", "", f"    {r.words(2, 6)}", ""],
        [f"{r.hex(7)} free: {r.words(2, 5)}"], [f"@@ -{r.below(99)},7 +{r.below(99)},8 @@", f"+    free(p);", f"-    malloc(4);"],
        [f"GET /{r.one_of(WORDS)}?free={r.below(99)} HTTP/1.1", "Host: device.local", "Accept: */*", ""],
        ["HTTP/1.1 200 OK", f"Content-Length: {r.below(9999)}", f"ETag: \"{r.hex(16)}\"", ""],
        [f"64 bytes from 192.168.0.{r.below(255)}: icmp_seq={r.below(99)} ttl=64 time={r.below(99)}.{r.below(9)} ms"],
        [f"mqtt: publish {r.one_of(WORDS)}/free {r.below(9999)}"],
    ])


def colours(r):
    code = r.between(30, 37)
    return r.one_of([
        [f"\x1b[{code}m{r.words(1, 5)}\x1b[0m"], [f"\x1b[1;{code}mfree:\x1b[0m   {r.below(9999)}"],
        [f"\x1b[2K\x1b[1G{r.below(100)}% {r.one_of(WORDS)}"], [f"\x1b[{code}mI ({r.below(9999)}) heap: free {r.below(999)}\x1b[0m"],
        [f"\x1b]0;{r.one_of(WORDS)}\x07", "\x1b[?25h"],
    ])


def tongues(r):
    return [r.one_of([
        "Größe des Haufens: %d Bytes frei", "свободно: %d байт", "空き容量: %d", "libre : %d octets — été",
        "温度 %d°C ✓", "ελεύθερη μνήμη: %d", "🌡 %d 🙂", "µ=%d Ω",
    ]) % r.below(9999)]


def invalid(r):
    return [r.one_of([b"\xff\xfe\xfd", b"caf\xe9 ", b"\xc3", b"\xe2\x82", b"free:   \xff", b"malloc: \x80", b"\xf8\x88\x80\x80"])
            + bytes(b for b in r.bytes(r.between(0, 24)) if b not in (10, 13, 0))]


KINDS = [(linux_boot, 9), (zephyr, 6), (esp, 7), (uboot, 4), (sensors, 9), (unix_tools, 5), (hexdump, 3), (modem, 4),
         (nmea, 5), (data, 6), (source, 8), (markdown, 7), (nearly, 14), (rtos, 4), (oops, 1), (net, 4), (colours, 4),
         (tongues, 4), (invalid, 4)]


def main():
    r = Random(20240611)
    bag = [kind for kind, weight in KINDS for _ in range(weight)]
    out = bytearray()
    lines = 0
    crlf = False
    while lines < LINES:
        if r.below(40) == 0:
            crlf = not crlf
        for line in r.one_of(bag)(r):
            out += line if isinstance(line, bytes) else line.encode()
            out += b"\r\n" if crlf else b"\n"
            lines += 1
    sys.stdout.buffer.write(out)


if __name__ == "__main__":
    main()
