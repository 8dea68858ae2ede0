"""What the tests of recordings share: a directory, and the file as SQLite and heapterm see it."""

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
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)
    try:
        return db.execute(sql, values).fetchall()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return [(0,)]  # it is only just being made
        raise
    finally:
        db.close()


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
        self.assertEqual(process.wait(timeout=10), 0)
        return path
