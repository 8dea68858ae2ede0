"""A long run in short: a device that talks, goes away and comes back, and a screen that is read now and
then. HEAPTERM_SOAK=3600 makes it an hour."""

import os
import select
import threading
import time
import unittest

import fixture

SECONDS = float(os.environ.get("HEAPTERM_SOAK", "60"))
RATE = 100_000


class Soak(fixture.Case):
    def status(self, process):
        with open(f"/proc/{process.pid}/status", encoding="ascii") as f:
            rss = next(int(line.split()[1]) for line in f if line.startswith("VmRSS"))
        return rss, len(os.listdir(f"/proc/{process.pid}/fd"))

    def talk(self, link, end):
        """The device: a new pseudo terminal behind the link each time, as after a reset."""
        number, every = 0, max(3.0, SECONDS / 40) if SECONDS < 400 else 10.0
        while time.monotonic() < end:
            master, slave = os.openpty()
            fixture.tty.setraw(slave)
            os.symlink(os.ttyname(slave), link + ".new")
            os.rename(link + ".new", link)
            begun = time.monotonic()
            sent = 0
            self.said.write(self.boot)
            while sent < len(self.boot):
                sent += os.write(master, self.boot[sent:])
            while time.monotonic() < min(end, begun + every):
                block = b"".join(b"line %08d\r\nmalloc: ALLOCATED: 8 [0x20000004]\r\n"
                                 b"free:   0x20000004\r\n" % (number + i) for i in range(16))
                number += 16
                at = 0
                while at < len(block):
                    at += os.write(master, block[at:])
                self.said.write(block)
                sent += len(block)
                time.sleep(max(0.0, begun + sent / RATE - time.monotonic()))
            # The kernel drops what is unread when a side closes.
            fixture.wait_for(lambda: not select.select([slave], [], [], 0)[0])
            os.unlink(link)
            os.close(slave)
            os.close(master)
            time.sleep(0.2)
        self.said.flush()

    def watch(self, terminal, end):
        """The screen: read for two seconds, then not for two."""
        while time.monotonic() < end:
            until = time.monotonic() + 2
            while time.monotonic() < until:
                fixture.read_some(terminal.fd, 0.05)
            time.sleep(2)

    def test_memory_and_descriptors_stay_flat_and_the_log_is_whole(self):
        # trust: 59
        here = self.folder()
        link, log = os.path.join(here, "ttyACM0"), os.path.join(here, "log")
        self.boot = (b"HEAP 0: \r\nheap_start : 0x20000000\r\nheap_end   : 0x20001000\r\n"
                     b"heap_size  : 4096\r\n[F:4096] \r\nmb_total_free : 4096\r\n"
                     b"mb_total_used : 0\r\n")
        self.said = open(os.path.join(here, "said"), "wb")
        self.addCleanup(self.said.close)
        end = time.monotonic() + SECONDS
        device = threading.Thread(target=self.talk, args=(link, end))
        device.start()
        self.assertTrue(fixture.wait_for(lambda: os.path.exists(link)))
        terminal = self.screen(link, "--log", log)
        self.assertTrue(terminal.wait_raw())
        screen = threading.Thread(target=self.watch, args=(terminal, end))
        screen.start()
        samples = []
        while time.monotonic() < end:
            time.sleep(min(5.0, SECONDS / 12))
            samples.append(self.status(terminal.process))
        device.join()
        screen.join()
        expected = os.path.getsize(self.said.name)
        self.assertTrue(fixture.wait_for(lambda: os.path.getsize(log) == expected))
        with open(log, "rb") as a, open(self.said.name, "rb") as b:
            self.assertEqual(a.read(), b.read())
        while fixture.read_some(terminal.fd, 0.5):
            pass
        terminal.type(b"\x03")
        self.assertEqual(terminal.end(), 0)
        self.assertTrue(terminal.is_restored())
        early, late = samples[len(samples) // 3:len(samples) // 2 + 1], samples[-4:]
        most = max(rss for rss, _ in early)
        print(f"{SECONDS:.0f} s: {expected} bytes, memory {samples[0][0]} to {samples[-1][0]} KiB, "
              f"descriptors {samples[0][1]} to {samples[-1][1]}")
        # The screen's queue grows to its limit when nobody reads, and is given back.
        self.assertLess(min(rss for rss, _ in late), most * 1.05 + 512)
        self.assertLessEqual(min(fds for _, fds in late), max(fds for _, fds in early))


if __name__ == "__main__":
    unittest.main()
