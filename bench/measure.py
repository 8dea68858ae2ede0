"""What bench/run, bench/plot and tests/guard/guard.py share: traces, times, instructions.

Times are user and system seconds of whole processes. Instructions are counted by callgrind, as the
difference of two logs of which one continues the other, so that starting, filling the heap and
writing the result cancel out.
"""

import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
HEAP_START, BYTES_PER_BLOCK = 0x20002790, 128  # as in trace.c
FILL = 45  # bytes of trace per live block until the heap is full, at least

# The C library chooses its string functions by the processor; these are the ones that every x86-64
# has. Names that a library does not know, it ignores.
PLAIN_LIBC = "glibc.cpu.hwcaps=" + ",".join(
    "-" + name for name in ("AVX2", "AVX", "AVX2_Usable", "AVX_Usable", "AVX512F", "AVX512VL", "AVX512BW", "ERMS", "FSRM",
                            "SSSE3", "SSE4_1", "SSE4_2", "BMI2", "MOVBE", "Fast_Unaligned_Copy", "AVX_Fast_Unaligned_Load"))


def number(text):
    """60, 10K, 100M, 1G."""
    return int(text.rstrip("KMG")) * {"K": 10**3, "M": 10**6, "G": 10**9}.get(text[-1], 1)


def short(n):
    for unit, name in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if n >= unit and n % (unit // 10) == 0:
            return f"{n / unit:g}{name}"
    return str(n)


class Run:
    """What one process took, and what it wrote."""

    def __init__(self, command, env=None):
        command = [str(word) for word in command]
        with tempfile.TemporaryFile() as out:
            child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, env=env)
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            if child.returncode != 0:
                sys.exit(f"bench: exit {child.returncode} from {' '.join(command)}")
            size = out.seek(0, os.SEEK_END)
            out.seek(max(0, size - 1000))
            self.said = out.read().decode(errors="replace").strip()
        self.seconds = usage.ru_utime + usage.ru_stime


def events_of(said):
    return int(said.split()[0])


class Bench:
    """The built programs, and a folder in memory for traces that goes away in the end."""

    def __init__(self, build):
        built = pathlib.Path(build) / "bench"
        self.decode, self.gentrace, self.read = (built / name for name in ("bench_decode", "gentrace", "bench_read"))
        for tool in (self.decode, self.gentrace, self.read):
            if not tool.exists():
                sys.exit(f"bench: {tool} is not built: cmake --preset dev && cmake --build --preset dev")
        in_memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="heapterm-bench-", dir=in_memory))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def trace(self, form, live, size):
        """A trace of at least `size` bytes, and so long that most of it is in the steady state."""
        return self.piece(form, live, max(size, 2 * FILL * live))

    def piece(self, form, live, size):
        log = self.folder / f"{form}-{live}-{size}.log"
        if not log.exists():
            with open(log, "wb") as f:
                subprocess.run([self.gentrace, str(size), form, str(live)], stdout=f, check=True)
        return log

    def forget(self):
        for log in self.folder.glob("*.log"):
            log.unlink()

    def command(self, mode, log, form, live):
        """mbed lines do not tell where the heap lies."""
        heap = [hex(HEAP_START), (live + 8) * BYTES_PER_BLOCK] if form == "mbed" else []
        return [self.decode, mode, log, *heap]

    def callgrind(self, command):
        """Instructions, and what the command said."""
        out = self.folder / "callgrind.out"
        env = dict(os.environ, GLIBC_TUNABLES=PLAIN_LIBC)
        run = Run(["valgrind", "--quiet", "--tool=callgrind", f"--callgrind-out-file={out}", *command], env)
        totals = re.findall(r"^(?:summary|totals): (\d+)", out.read_text(errors="replace"), re.M)
        out.unlink()
        return int(totals[-1]), run.said

    def instructions(self, mode, form, live, step=10**6):
        """Per event, in the steady state."""
        first = max(step, FILL * live)
        counts, events = zip(*(self.callgrind(self.command(mode, self.piece(form, live, size), form, live))
                               for size in (first, first + step)))
        events = [events_of(said) for said in events]
        return (counts[1] - counts[0]) / (events[1] - events[0])


def has_valgrind():
    return shutil.which("valgrind") is not None


def processor():
    try:
        text = pathlib.Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.machine()
    found = re.search(r"^model name\s*: (.*)$", text, re.M)
    return found.group(1) if found else platform.machine()


def has_avx2():
    """heapterm takes another path where the processor has it; valgrind passes it on."""
    try:
        return " avx2 " in pathlib.Path("/proc/cpuinfo").read_text().replace("\n", " ")
    except OSError:
        return False
