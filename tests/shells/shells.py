"""A place with files, ports and a settings file, and shells to complete in it."""

import fcntl
import os
import pathlib
import pty
import re
import select
import shutil
import struct
import subprocess
import tempfile
import termios
import time
import unittest

import tables

PATIENCE = 60.0
SETTINGS = "[lab]\nport = /dev/ttyACM7\n[rack `touch trap` 2]\nbaud = 9600\n[rail]\n"


# For an interactive zsh: the key that completes inserts all that it finds.
ZSH_INSERTS_ALL = ("unsetopt beep prompt_sp; zstyle ':completion:*' completer _all_matches _complete; "
                   "zstyle ':completion:*' insert true")


def need(shell):
    """Continuous integration has all of them."""
    if shutil.which(shell) is None:
        if os.environ.get("CI") == "true":
            raise AssertionError(f"{shell} is missing; tools/test installs it")
        raise unittest.SkipTest(f"{shell} is not installed")


class Place(unittest.TestCase):
    shell = None

    @classmethod
    def setUpClass(cls):
        need(cls.shell)

    def setUp(self):
        self.home = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.home)
        self.work = self.home / "work"
        for folder in ("work/folder", "bin", "xdg/heapterm", "root/dev/serial/by-id"):
            (self.home / folder).mkdir(parents=True)
        (self.home / "bin/heapterm").symlink_to(tables.HEAPTERM)
        (self.home / "xdg/heapterm/config").write_text(SETTINGS, encoding="utf-8")
        for file in ("work/labels.log", "work/odd name.log", "root/dev/ttyACM7", "root/dev/ttyUSB0",
                     "root/dev/ttyS0", "root/dev/serial/by-id/usb-board-if01"):
            (self.home / file).touch()
        self.script = self.home / "script"
        self.script.write_text(tables.heapterm("completions", self.shell), encoding="utf-8")
        self.environment = {
            "PATH": f"{self.home / 'bin'}:{os.environ['PATH']}", "HOME": str(self.home), "LC_ALL": "C.UTF-8",
            "XDG_CONFIG_HOME": str(self.home / "xdg"), "HEAPTERM_ROOT": str(self.home / "root"),
            "TERM": "xterm", "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "")}

    def tearDown(self):
        self.assertFalse((self.work / "trap").exists(), "the name of a profile was run as a command")

    def run_shell(self, *arguments):
        run = subprocess.run([self.shell, *arguments], capture_output=True, text=True, cwd=self.work,
                             env=self.environment, stdin=subprocess.DEVNULL, timeout=PATIENCE, check=False)
        self.assertEqual(run.stderr, "")
        return run.stdout

    def check_syntax(self):
        self.run_shell("-n", str(self.script))


class Terminal:
    """An interactive shell on a pseudo terminal that is wide enough for any line. It has a function `show`,
    which writes its arguments."""

    def __init__(self, arguments, environment, directory, setup):
        self.process, self.fd = pty.fork()
        if self.process == 0:
            os.chdir(directory)
            os.execvpe(arguments[0], arguments, environment)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 500, 30000, 0, 0))
        self.type(f"show() {{ printf '<%s>' \"$@\"; echo ' d''one'; }}; {setup}; show 're''ady'\n")
        self.read_until("<ready> done")

    def type(self, text):
        os.write(self.fd, text.encode())

    def read_until(self, wanted):
        got, end = "", time.monotonic() + PATIENCE
        while not re.search(wanted, got) and time.monotonic() < end:
            if select.select([self.fd], [], [], 1.0)[0]:
                try:
                    got += os.read(self.fd, 65536).decode(errors="replace")
                except OSError:
                    break
        if not re.search(wanted, got):
            raise AssertionError(f"{wanted} did not come: {got}")
        return got

    def complete(self, line, insert_all):
        """All that the key `insert_all` puts in place of the last word; the shell has read it as words."""
        self.type(f"{line}{insert_all}\x01show \n")
        shown = re.search("(<heapterm>.*) done", self.read_until("<heapterm>.* done")).group(1)
        words = re.findall("<([^>]*)>", shown)
        before = line.split(" ")
        found = words[len(before) - 1:]
        return [] if found in ([before[-1]], []) else found

    def close(self):
        os.close(self.fd)
        try:
            os.kill(self.process, 9)
        except ProcessLookupError:
            pass
        os.waitpid(self.process, 0)


class Checks:
    """What holds in every shell. complete(line): the words offered at the end of the line."""

    def check(self, line, *words):
        self.assertEqual(sorted(self.complete(line)), sorted(words), line)

    # trust: 63
    def test_every_option_of_every_command(self):
        offered = set()
        for command in tables.commands():
            words = {word for word in self.complete(f"heapterm {command} --") if word.startswith("--")}
            self.assertEqual(words, {"--" + row.split("--")[1].split(" ")[0]
                                     for row in tables.listed(tables.heapterm("help", command))}
                             | (self.settable() if command == "settings" else set()), command)
            offered |= words
        self.assertEqual(offered, {f"--{name}" for _, name, _ in tables.options()})

    def settable(self):
        """heapterm settings takes what the file takes."""
        refused = set()
        for _, name, _ in tables.options():
            run = subprocess.run([tables.HEAPTERM, "settings", "--config", "/dev/stdin"], text=True,
                                 input=f"{name} = ~\n", capture_output=True, timeout=PATIENCE, check=False)
            if "cannot be set here" in run.stderr:
                refused.add(name)
        return {f"--{name}" for _, name, _ in tables.options() if name not in refused}

    def test_commands(self):
        self.check("heapterm ma", "map")
        self.check("heapterm comp", "completions")
        words = self.complete("heapterm ")
        for command in tables.commands():
            self.assertIn(command, words)

    def test_options(self):
        self.check("heapterm --ba", "--baud")
        self.check("heapterm map --color never --js", "--json")
        self.check("heapterm map --until")
        self.check("heapterm /dev/ttyACM7 --unt", "--until")

    def test_values(self):
        self.check("heapterm map --color ", "auto", "always", "never")
        self.check("heapterm map --color al", "always")
        self.check("heapterm --baud 11", "115200")
        self.check("heapterm -b 11", "115200")
        self.check("heapterm replay --dialect cod", "codal")
        self.check("heapterm --until ", "fail", "sent")
        self.check("heapterm --heap l")

    def test_operands(self):
        self.check("heapterm /dev/ttyACM7 11", "115200")
        self.check("heapterm monitor /dev/ttyACM7 11", "115200")
        self.check("heapterm -b 9600 monitor --check=no /dev/ttyACM7 11", "115200")
        self.check("heapterm completions ", "bash", "fish", "zsh")
        self.check("heapterm help ", "options", *tables.commands())
        self.check("heapterm replay labels.log l")

    def test_inputs(self):
        self.check("heapterm map la", "lab", "labels.log")
        self.check("heapterm map x.log y.log la", "lab", "labels.log")
        self.check("heapterm map /dev/ttyA", "/dev/ttyACM7")
        self.check("heapterm /dev/serial/by-id/usb-board", "/dev/serial/by-id/usb-board-if01")

    def test_profiles(self):
        self.check("heapterm --profile l", "lab")
        self.check("heapterm -P l", "lab")

    def test_a_broken_settings_file_is_no_matter(self):
        (self.home / "xdg/heapterm/config").write_text("boud = 1\n", encoding="utf-8")
        self.check("heapterm map la", "labels.log")

    def test_the_script_is_right(self):
        self.check_syntax()
