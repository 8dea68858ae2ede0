"""A directory that heapterm takes for / when it looks for ports (HEAPTERM_ROOT): boards that come and
go, each with a pseudo terminal behind its node, as the kernel and udev would show them."""

import os
import shutil
import tempfile

import fixture


class Tree:
    def __init__(self):
        self.root = tempfile.mkdtemp(prefix="heapterm-")
        os.chmod(self.root, 0o755)
        for directory in ("dev", "sys/class/tty", "sys/bus/drivers", "var/lock"):
            os.makedirs(self.path(directory))
        self.environment = dict(os.environ, HEAPTERM_ROOT=self.root)

    def path(self, *names):
        return os.path.join(self.root, *names)

    def dev(self, name):
        return self.path("dev", name)

    def write(self, path, text):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(text.encode() if isinstance(text, str) else text)

    def link(self, path, target):
        """In one step, as udev does it."""
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.symlink(target, path + ".new")
        os.rename(path + ".new", path)

    def node(self, name, terminal):
        self.link(self.dev(name), terminal)

    def describe(self, name, vid, pid, place="1-2", interface=1, driver="cdc_acm", **words):
        """What /sys tells of a port. `words`: serial, product, manufacturer."""
        device = self.path("sys/devices/usb1", place)
        self.write(f"{device}/idVendor", f"{vid}\n")
        self.write(f"{device}/idProduct", f"{pid}\n")
        for key, word in words.items():
            self.write(f"{device}/{key}", word + (b"\n" if isinstance(word, bytes) else "\n"))
        level = f"{device}/{place}:1.{interface}"
        self.write(f"{level}/bInterfaceNumber", f"{interface:02x}\n")
        if name.startswith("ttyUSB"):  # usb-serial has a level of its own, which knows the driver
            level = f"{level}/{name}"
            os.makedirs(level)
        os.makedirs(self.path("sys/bus/drivers", driver), exist_ok=True)
        if not os.path.lexists(f"{level}/driver"):
            os.symlink(self.path("sys/bus/drivers", driver), f"{level}/driver")
        os.makedirs(self.path("sys/class/tty", name))
        os.symlink(level, self.path("sys/class/tty", name, "device"))

    def by_id(self, name, link):
        self.link(self.path("dev/serial/by-id", link), f"../../{name}")

    def forget(self, name, place="1-2"):
        for path in (self.dev(name),):
            if os.path.lexists(path):
                os.unlink(path)
        shutil.rmtree(self.path("sys/class/tty", name), ignore_errors=True)
        shutil.rmtree(self.path("sys/devices/usb1", place), ignore_errors=True)
        shutil.rmtree(self.path("dev/serial"), ignore_errors=True)

    def microbit(self, name, terminal, serial="9904360258824e45", place="1-2"):
        self.describe(name, "0d28", "0204", place, serial=serial, product="BBC micro:bit CMSIS-DAP",
                      manufacturer="Arm")
        self.node(name, terminal)

    def close(self):
        shutil.rmtree(self.root, ignore_errors=True)


class Case(fixture.Case):
    def setUp(self):
        self.tree = Tree()
        self.addCleanup(self.tree.close)

    def start(self, *arguments, **options):
        options.setdefault("env", self.tree.environment)
        return super().start(*arguments, **options)

    def run_heapterm(self, *arguments, **options):
        options.setdefault("env", self.tree.environment)
        return super().run_heapterm(*arguments, **options)

    def with_shim(self, **settings):
        """The environment for SHIM_... settings; see shim.c."""
        environment = dict(self.tree.environment, LD_PRELOAD=os.environ["SHIM"],
                           SHIM_LOG=self.tree.path("log"))
        sanitizer = environment.get("ASAN_OPTIONS", "")
        environment["ASAN_OPTIONS"] = f"{sanitizer}:verify_asan_link_order=0".lstrip(":")
        environment.update({f"SHIM_{key.upper()}": str(value) for key, value in settings.items()})
        return environment

    def shim_log(self):
        """(microseconds, name, bits) of each call."""
        with open(self.tree.path("log")) as file:
            return [(int(time), name, int(bits, 16))
                    for time, name, bits in (line.split() for line in file)]

    def wait_open(self, process, path):
        """Until the process has the terminal open and is ready to read it."""
        def is_open():
            try:
                fds = os.listdir(f"/proc/{process.pid}/fd")
                return any(os.readlink(f"/proc/{process.pid}/fd/{fd}") == path for fd in fds)
            except OSError:
                return False
        self.assertTrue(fixture.wait_for(is_open), "the port was not opened")
        self.wait_ready(process)


class Plugging(Case):
    """Boards that come and go, and what is heard of it."""

    def board(self):
        board = super().board()
        os.chmod(board.path, 0o666)
        return board

    def plug(self, board, name="ttyACM0"):
        self.tree.node(name, board.path)

    def unplug(self, board, name="ttyACM0"):
        """The node goes first, as the kernel does it; then the line hangs up."""
        os.unlink(self.tree.dev(name))
        board.unplug()
        os.close(board.port)
        board.port = -1

    def hear_line(self, process, wanted):
        heard = fixture.read_until(process.stdout.fileno(), wanted)
        self.assertIn(wanted, heard)
        return heard

    def hear_news(self, process, wanted):
        heard = fixture.read_until(process.stderr.fileno(), wanted)
        self.assertIn(wanted, heard)
        return heard.decode()

    def fds(self, process):
        return len(os.listdir(f"/proc/{process.pid}/fd"))
