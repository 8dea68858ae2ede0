"""probe.c on a pseudo terminal of its own."""

import fcntl
import os
import select
import signal
import struct
import subprocess
import termios
import time

from fixture import PATIENCE, read_some

PROBE = os.environ["PROBE"]


class Probe:
    def __init__(self, rows=24, columns=80, command=(PROBE,), is_stopped=False, **environment):
        self.fd, self.tty = os.openpty()
        self.resize(rows, columns)
        self.before = termios.tcgetattr(self.tty)
        self.heard, self.shown, self.is_read = b"", b"", True
        if is_stopped:
            termios.tcflow(self.tty, termios.TCOOFF)
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TERM": "xterm-256color",
                       **environment}
        self.process = subprocess.Popen(command, stdin=self.tty, stdout=self.tty,
                                        stderr=subprocess.PIPE, preexec_fn=self._own_terminal,
                                        env={k: v for k, v in environment.items() if v is not None})
        self.errors = self.process.stderr.fileno()

    def _own_terminal(self):
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def resize(self, rows, columns):
        fcntl.ioctl(self.tty, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, seconds=0.05):
        """What there is now; the screen stands still while it is not read."""
        fds = [self.errors] + [self.fd] * self.is_read
        ready = select.select(fds, [], [], seconds)[0]
        if self.errors in ready:
            self.heard += read_some(self.errors, 0)
        if self.fd in ready:
            self.shown += read_some(self.fd, 0)
        return bool(ready)

    def until(self, condition, seconds=PATIENCE):
        end = time.monotonic() + seconds
        while not condition() and time.monotonic() < end:
            self.read()
        return condition()

    def hears(self, wanted, seconds=PATIENCE):
        """Whether a line comes; what was before it is dropped."""
        wanted = wanted.encode() + b"\n"
        if not self.until(lambda: b"\n" + wanted in b"\n" + self.heard, seconds):
            return False
        self.heard = (b"\n" + self.heard).split(b"\n" + wanted, 1)[1]
        return True

    def shows(self, wanted, seconds=PATIENCE):
        if not self.until(lambda: wanted in self.shown, seconds):
            return False
        self.shown = self.shown.split(wanted, 1)[1]
        return True

    def type(self, keys):
        while keys:
            keys = keys[os.write(self.fd, keys):]

    def is_raw(self):
        return not termios.tcgetattr(self.tty)[3] & (termios.ICANON | termios.ECHO | termios.ISIG)

    def is_as_before(self):
        return termios.tcgetattr(self.tty) == self.before

    def signal(self, number):
        self.process.send_signal(number)

    def end(self):
        """Its exit code, and whether it said that all went well."""
        said_so = self.hears("done")
        return self.process.wait(timeout=PATIENCE), said_so

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stderr.close()
        for fd in (self.fd, self.tty):
            if fd >= 0:
                os.close(fd)
