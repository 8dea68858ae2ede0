"""A fake board and a fake screen: pseudo terminals, with heapterm between them."""

import fcntl
import os
import select
import socket
import struct
import subprocess
import tempfile
import termios
import time
import tty
import unittest

import processes

HEAPTERM = os.environ["HEAPTERM"]
os.environ["XDG_CONFIG_HOME"] = "/nonexistent"  # who runs this may have settings
SANITIZED = "asan" in HEAPTERM
PATIENCE = float(os.environ.get("PATIENCE", 60))  # seconds; far more than anything here takes, for a machine that is very busy


def read_some(fd, seconds):
    """What is there within `seconds`, or b"" at the end or if nothing came."""
    if not select.select([fd], [], [], max(0, seconds))[0]:
        return b""
    try:
        return os.read(fd, 65536)
    except OSError:
        return b""


def read_until(fd, wanted, seconds=PATIENCE):
    """Reads until `wanted` has come; returns all of it."""
    got = b""
    end = time.monotonic() + seconds
    while wanted not in got and time.monotonic() < end:
        got += read_some(fd, end - time.monotonic())
    return got


def unread(fd):
    """The bytes that wait in a pipe, asked for at either end of it."""
    return struct.unpack("i", fcntl.ioctl(fd, termios.FIONREAD, bytes(4)))[0]


def read_exactly(fd, count, pace=None, seconds=PATIENCE):
    """Reads `count` bytes; with `pace` (bytes, seconds) as slowly as a slow device."""
    got = b""
    end = time.monotonic() + seconds
    while len(got) < count and time.monotonic() < end:
        if pace is None:
            got += read_some(fd, 1.0)
            continue
        if select.select([fd], [], [], 1.0)[0]:
            got += os.read(fd, pace[0])
        time.sleep(pace[1])
    return got


def set_columns(terminal, columns):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))


class Board:
    """A device: what is written to it is what it says."""

    def __init__(self):
        self.fd, self.port = os.openpty()
        self.path = os.ttyname(self.port)
        tty.setraw(self.port)

    def say(self, text):
        while text:
            text = text[os.write(self.fd, text):]

    def hear(self, wanted, seconds=PATIENCE):
        return read_until(self.fd, wanted, seconds)

    def has_been_read(self):
        """Whether nothing that was said is still on its way: select() looks at the kernel's own
        buffers, which FIONREAD does not."""
        return not select.select([self.port], [], [], 0)[0]

    def unplug(self):
        """When all has been read: the kernel drops what is not when a side closes."""
        if self.port >= 0:
            wait_for(self.has_been_read)
        os.close(self.fd)
        self.fd = -1

    def close(self):
        for fd in (self.fd, self.port):
            if fd >= 0:
                os.close(fd)


class Screen:
    """heapterm in a terminal of its own. Errors go to a pipe, so that they can be told apart, or to
    the terminal as well."""

    def __init__(self, *arguments, environment=None, stdout=None, errors_shown=False,
                 program=(), columns=80):
        self.fd, self.tty = os.openpty()
        set_columns(self.tty, columns)
        self.before = termios.tcgetattr(self.tty)
        self.process = subprocess.Popen(
            [*program, HEAPTERM, *arguments], stdin=self.tty, stdout=stdout or self.tty,
            stderr=self.tty if errors_shown else subprocess.PIPE,
            preexec_fn=self._own_terminal, env=environment)

    def _own_terminal(self):
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def is_raw(self):
        return not termios.tcgetattr(self.tty)[3] & termios.ICANON

    def wait_raw(self):
        """Until it takes keys one by one and waits for them."""
        return wait_for(lambda: self.is_raw() and processes.is_waiting(self.process.pid))

    def keys_have_been_read(self):
        return not select.select([self.tty], [], [], 0)[0]

    def type(self, keys):
        while keys:
            keys = keys[os.write(self.fd, keys):]

    def shows(self, wanted, seconds=PATIENCE):
        return read_until(self.fd, wanted, seconds)

    def shows_all(self):
        """All that it shows until it has done what was typed and waits for more."""
        wait_for(lambda: self.keys_have_been_read() and processes.is_waiting(self.process.pid))
        shown = b""
        while more := read_some(self.fd, 0):
            shown += more
        return shown

    def end(self, seconds=PATIENCE):
        """The exit code, after everything was read."""
        shown = b""
        end = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < end:
            shown += read_some(self.fd, 0.02)
        code = self.process.wait(timeout=PATIENCE)
        while True:
            more = read_some(self.fd, 0.05)
            if not more:
                break
            shown += more
        self.rest = shown
        if self.process.stderr is not None:
            self.error = self.process.stderr.read().decode()
        return code

    def is_restored(self):
        return termios.tcgetattr(self.tty) == self.before

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.process.stderr is not None:
            self.process.stderr.close()
        os.close(self.fd)
        os.close(self.tty)


def wait_for(condition, seconds=PATIENCE):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False


def rests(count, seconds, most):
    """Whether there is a stretch of `seconds` in which count() grows by no more than `most`. What has
    just begun may take a while to come to rest, and on a busy machine a long while."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        before = count()
        time.sleep(seconds)
        if count() - before <= most:
            return True
    return False


def listen():
    """A TCP server on loopback: the socket and its port."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(PATIENCE)
    return server, server.getsockname()[1]


class Case(unittest.TestCase):
    def undisturbed(self, check, tries=5):
        """What check() gives; once more if it fails, since a busy machine may have held it up. What
        is wrong fails every time."""
        for _ in range(tries - 1):
            try:
                return check()
            except AssertionError:
                pass
        return check()

    def wait_ready(self, process):
        """Until it has begun, has done what there was to do and waits for more."""
        self.assertTrue(wait_for(lambda: processes.is_waiting(process.pid)), "it does not wait")

    def wait_taken(self, process, pipe=None):
        """Until it has read all that was written to a pipe, its standard input unless another is
        given, and has done with it what there was to do."""
        pipe = process.stdin.fileno() if pipe is None else pipe
        self.assertTrue(wait_for(lambda: unread(pipe) == 0), "the pipe is not read")
        self.wait_ready(process)

    def wait_heard(self, process, board):
        """The same for what a board has said."""
        self.assertTrue(wait_for(board.has_been_read), "the port is not read")
        self.wait_ready(process)

    def board(self):
        board = Board()
        self.addCleanup(board.close)
        return board

    def screen(self, *arguments, **options):
        screen = Screen(*arguments, **options)
        self.addCleanup(screen.close)
        return screen

    def folder(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return folder.name

    def file(self, name, data):
        path = os.path.join(self.folder(), name)
        with open(path, "wb") as f:
            f.write(data)
        return path

    def run_heapterm(self, *arguments, **options):
        options.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.run([HEAPTERM, *arguments], capture_output=True, timeout=PATIENCE, **options)

    def start(self, *arguments, **options):
        options.setdefault("stdin", subprocess.DEVNULL)
        process = subprocess.Popen([HEAPTERM, *arguments], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, **options)

        def clean():
            if process.poll() is None:
                process.kill()
            for stream in (process.stdin, process.stdout, process.stderr):
                if stream is not None:
                    stream.close()
            process.wait()

        self.addCleanup(clean)
        return process

    def one_sentence(self, text):
        self.assertTrue(text.startswith("heapterm: "), text)
        self.assertEqual(text.count("\n"), 1, text)
