"""kill -9 at random moments while bytes pour in: what a recording has kept then.

    killed.py [MOMENTS [SEED]]        40 moments; HEAPTERM is the program

Nothing is repaired in between. After every kill the file is a sound database, heapterm reads it, what
it holds is the beginning of what was sent, all that a stranger had seen in it before is there, and of
what was sent only the last 0.2 seconds are missing, and as long as a busy machine did not let the two
programs run just then, which the kernel tells. Three sessions go into one file: a killed recording is gone on with.
"""

# trust: 53 recordings, the moments

import os
import random
import subprocess
import sys
import tempfile
import threading
import time

import fixture
import processes
from recordings import is_begun, rows

RATE = 300000  # bytes a second: 3 Mbaud
MOST_MISSING = 0.2
SESSIONS = 3


def say(*words):
    print(*words, flush=True)


class Sender(threading.Thread):
    """Sends at a steady rate, and remembers when it had sent how much."""

    def __init__(self, fd, data):
        super().__init__(daemon=True)
        self.fd, self.data = fd, data
        self.sent = [(time.monotonic(), 0)]
        self.over = False

    def run(self):
        os.set_blocking(self.fd, False)
        start, total = self.sent[0]
        while not self.over and total < len(self.data):
            time.sleep(0.002)
            due = min(len(self.data), int((time.monotonic() - start) * RATE))
            try:
                while total < due:
                    total += os.write(self.fd, self.data[total:due])
            except OSError:
                pass  # nobody reads: it has been killed, or stands still
            self.sent.append((time.monotonic(), total))

    def sent_until(self, moment):
        return max(total for when, total in self.sent if when <= moment or total == 0)

    def stood_still(self, moment):
        """The longest that this process was not run for within the last second."""
        times = [when for when, _ in self.sent if moment - 1 < when <= moment] + [moment]
        longest = max((b - a for a, b in zip(times, times[1:])), default=0)
        return max(0.0, longest - 0.01)


def count(path, session):
    sql = "SELECT coalesce(sum(count), 0) FROM chunk WHERE direction = 0 AND session = ?"
    return rows(path, sql, session)[0][0]


def next_session(path):
    if not is_begun(path):
        return 1
    return rows(path, "SELECT max(id) + 1 FROM session")[0][0]


class Failed(Exception):
    pass


def must(holds, *words):
    if not holds:
        raise Failed(" ".join(map(str, words)))


def one_session(path, session, data, delay):
    """Records and kills; returns how many bytes of `data` are in the file, and seconds of sending
    that are not. A pipe and no pseudo terminal: reading one of these waits for a thread of the
    kernel, which a busy machine starves, and nothing tells for how long."""
    process = subprocess.Popen([fixture.HEAPTERM, "record", "-", "-o", path],
                               stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE)
    try:
        fixture.read_until(process.stderr.fileno(), b"recording ")
        sender = Sender(process.stdin.fileno(), data)
        sender.start()
        seen = 0
        waits = [(time.monotonic(), processes.waited(process.pid))]
        end = time.monotonic() + delay
        while time.monotonic() < end:
            if is_begun(path):
                seen = count(path, session)
            waits.append((time.monotonic(), processes.waited(process.pid)))
            time.sleep(random.uniform(0, 0.03))
        waits.append((time.monotonic(), processes.waited(process.pid)))
        process.kill()
        killed = time.monotonic()
        process.wait()
        sender.over = True
        sender.join()
    finally:
        process.kill()
        process.wait()
        process.stderr.close()
        process.stdin.close()
    kept = count(path, session) if is_begun(path) else 0
    before = max(seconds for when, seconds in waits if when < killed - 0.5 or seconds == waits[0][1])
    allowed = MOST_MISSING + sender.stood_still(killed) + waits[-1][1] - before
    wanted = sender.sent_until(killed - allowed)
    must(kept >= seen, f"{seen} bytes had been seen in the file, {kept} are there")
    must(kept >= wanted, f"killed after {delay:.3f} s: {wanted} bytes had been sent {allowed:.3f} s "
         f"before, {kept} are there")
    missing = killed - max(when for when, total in sender.sent if total <= kept)
    return kept, missing


def check(path, expected):
    integrity = rows(path, "PRAGMA integrity_check")
    must(integrity == [("ok",)], f"integrity_check says {integrity}")
    done = subprocess.run([fixture.HEAPTERM, "replay", "--no-summary", "--speed", "max", path],
                          capture_output=True, timeout=fixture.PATIENCE, stdin=subprocess.DEVNULL)
    if expected == b"":
        return
    must(done.returncode == 0, done.stderr.decode())
    must(done.stdout == expected, f"replay gives {len(done.stdout)} bytes, not the "
         f"{len(expected)} that were sent first")


def main():
    moments = int(sys.argv[1]) if len(sys.argv) > 1 else int(os.environ.get("MOMENTS", "40"))
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 30)
    random.seed(seed)
    # A kill is no power failure: the memory disk shows the same and spares the real one.
    where = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    worst, total, expected = 0.0, 0, b""
    with tempfile.TemporaryDirectory(dir=where) as directory:
        for moment in range(moments):
            path = os.path.join(directory, f"{moment // SESSIONS}.hpt")
            expected = b"" if moment % SESSIONS == 0 else expected
            session = next_session(path)
            data = b"%08d " % moment + random.randbytes(8192).hex().encode() * 24
            try:
                kept, missing = one_session(path, session, data, random.uniform(0.01, 1.2))
                expected += data[:kept]
                check(path, expected)
            except Failed as failure:
                say(f"failed at moment {moment} of seed {seed}: {failure}")
                return 1
            worst = max(worst, missing if kept > 0 else 0)
            total += kept
    say(f"{moments} moments passed (seed {seed}): {total} bytes kept, at most {worst:.3f} s missing")
    return 0


if __name__ == "__main__":
    sys.exit(main())
