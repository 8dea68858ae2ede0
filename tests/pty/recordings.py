"""What the tests of recordings share: a directory, and the file as SQLite and heapterm see it."""

import contextlib
import json
import os
import sqlite3
import subprocess
import tempfile
import time

import fixture

DATA = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data")
TRACE = os.path.join(DATA, "captures", "v1-badge-oom.log")


def rows(path, sql, *values):
    """Read as a stranger would, without disturbing a writer."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=fixture.PATIENCE)
    try:
        return db.execute(sql, values).fetchall()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return [(0,)]  # it is only just being made
        raise
    finally:
        db.close()


def number(value):
    """As the pieces of a chunk are written: seven bits to a byte, the lowest first."""
    low = bytes([value & 0x7f | (0x80 if value > 0x7f else 0)])
    return low + number(value >> 7) if value > 0x7f else low


def is_begun(path):
    """The recording is there and has a session."""
    return os.path.exists(path) and rows(path, "SELECT count(*) FROM session")[0][0] > 0


def received(path):
    """Bytes from the device that are in the file."""
    return rows(path, "SELECT coalesce(sum(count), 0) FROM chunk WHERE direction = 0")[0][0]


def trace():
    with open(TRACE, "rb") as file:
        return file.read()


class Case(fixture.Case):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = directory.name

    def path(self, name):
        return os.path.join(self.directory, name)

    def heapterm(self, *arguments, code=0, **options):
        done = self.run_heapterm(*arguments, **options)
        self.assertEqual(done.returncode, code, done.stderr.decode())
        return done

    def info(self, path):
        return json.loads(self.heapterm("info", "--json", path).stdout)

    def bytes_of(self, path):
        """All that came from the device, as replay gives it to another program."""
        return self.heapterm("replay", "--no-summary", "--speed", "max", path).stdout

    def start_limited(self, limit_bytes, *arguments):
        """heapterm with files that may not become larger; what it shows is not kept."""
        process = subprocess.Popen(
            ["sh", "-c", f"ulimit -f {limit_bytes // 512} && exec \"$0\" \"$@\"", fixture.HEAPTERM,
             *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        with open(self.path("shown"), "wb") as shown:
            screen = subprocess.Popen(["cat"], stdin=process.stdout, stdout=shown)
        process.stdout.close()

        def clean():
            process.kill()
            process.wait()
            screen.wait()
            process.stderr.close()

        self.addCleanup(clean)
        return process

    def timed_recording(self, pieces):
        """A recording of pieces that came at these times exactly, whatever the machine does
        meanwhile: each (seconds after the one before, bytes)."""
        data = b"".join(text for _, text in pieces)
        path = self.make_recording([(0, data)])
        gaps = [round(seconds * 1e6) for seconds, _ in pieces]
        first, blob = 10000 + gaps[0], b""
        for gap, (_, text) in zip([0] + gaps[1:], pieces):
            blob += number(gap) + number(len(text))
        last = first + sum(gaps[1:])
        with contextlib.closing(sqlite3.connect(path)) as db, db:
            db.execute("DELETE FROM chunk")
            db.execute("INSERT INTO chunk(session, direction, first_us, last_us, offset, count, codec, "
                       "pieces, bytes) VALUES(1, 0, ?, ?, 0, ?, 0, ?, ?)",
                       (first, last, len(data), blob, data))
            db.execute("UPDATE session SET end_us = ?", (last + 100000,))
        return path

    def make_recording(self, pieces, name="board.hpt", keys=b""):
        """Records pieces, each (seconds after the one before, bytes)."""
        path, device = self.path(name), self.board()
        process = self.start("record", device.path, "-o", path)
        self.assertTrue(fixture.wait_for(lambda: is_begun(path)))
        fixture.read_until(process.stderr.fileno(), b"recording ")
        for pause, text in pieces:
            time.sleep(pause)
            device.say(text)
        size = sum(len(text) for _, text in pieces)
        self.assertTrue(fixture.wait_for(lambda: received(path) >= size))
        process.terminate()
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)
        return path
