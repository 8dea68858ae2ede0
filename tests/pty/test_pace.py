"""How fast and how quietly: the line to the device, the screen, and the time between."""

import os
import shutil
import signal
import statistics
import subprocess
import time
import unittest

import fixture
import processes


class Pace(fixture.Case):
    def test_a_device_at_a_megabyte_a_second_never_waits(self):
        # trust: 3
        device = self.read_by(fixture.HEAPTERM)

        def check():
            sent, worst, often = self.talk(device)
            if sent > 1_200_000 and worst < 0.3 and often < 10:
                return  # 20 ms on a machine of its own; here others run as well
            # Is it this machine? It then lets cat wait as well.
            sent_to_cat, worst_of_cat, often_of_cat = self.talk(self.read_by("cat"))
            self.assertGreater(sent, min(1_200_000, sent_to_cat / 2))
            self.assertLess(worst, max(0.3, 2 * worst_of_cat))
            self.assertLess(often, max(10, 2 * often_of_cat))
        self.undisturbed(check)

    def read_by(self, program):
        """A board with a program in front of it whose output goes nowhere."""
        device = self.board()
        process = subprocess.Popen([program, device.path], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        device.say(b"begun\r\n")
        self.assertTrue(fixture.wait_for(device.has_been_read))
        return device

    def talk(self, device):
        """Says as much as a megabyte a second for three seconds: the bytes, the longest time that it
        had to wait, and how often it was more than 20 ms."""
        block = (b"x" * 49 + b"\r\n") * 20
        os.set_blocking(device.fd, False)
        begun, sent, waits, waited = time.monotonic(), 0, [], 0.0
        while time.monotonic() - begun < 3:
            try:
                sent += os.write(device.fd, block[sent % len(block):])
                if waited:
                    waits.append(time.monotonic() - waited)
                waited = 0.0
                time.sleep(max(0.0, begun + sent / 1e6 - time.monotonic()))
            except BlockingIOError:
                waited = waited or time.monotonic()
                time.sleep(0.0005)
        return sent, max(waits, default=0.0), len([wait for wait in waits if wait > 0.02])

    def test_lines_are_on_the_screen_at_once_and_keys_at_the_device(self):
        # trust: 4
        device = self.board()
        terminal = self.screen(device.path)
        self.assertTrue(terminal.wait_raw())

        def check():
            lines, keys = [], []
            for i in range(300):
                begun = time.monotonic()
                device.say(b"line %03d\r\n" % i)
                terminal.shows(b"line %03d" % i)
                lines.append(time.monotonic() - begun)
                begun = time.monotonic()
                terminal.type(b"k")
                device.hear(b"k")
                keys.append(time.monotonic() - begun)
            for times in (lines, keys):
                self.assertLess(statistics.median(times), 0.005)
                self.assertLess(sorted(times)[len(times) * 90 // 100], 0.02)
        self.undisturbed(check)

    def test_while_nothing_happens_nothing_runs(self):
        # trust: 5
        log = os.path.join(self.folder(), "log")
        terminal = self.screen(self.board().path, "--log", log)
        self.assertTrue(terminal.wait_raw())
        self.assertTrue(fixture.rests(lambda: processes.switches(terminal.process.pid), 5, 3))

    @unittest.skipIf(fixture.SANITIZED, "counted where the system calls are heapterm's own")
    def test_there_are_not_more_writes_than_reads(self):
        # trust: 6
        self.assertIsNotNone(shutil.which("strace"), "strace is missing")
        counts = os.path.join(self.folder(), "counts")
        device = self.board()
        process = subprocess.Popen(
            ["strace", "-f", "-e", "trace=read,write", "-o", counts, fixture.HEAPTERM, device.path,
             "--no-summary"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.addCleanup(process.stdout.close)
        device.say(b"begun\r\n")
        fixture.read_until(process.stdout.fileno(), b"begun")
        for _ in range(200):
            device.say(b"a line\r\nand malloc: ALLOCATED: 8 [0x20000004]\r\n" * 3)
            self.assertTrue(fixture.wait_for(device.has_been_read))
        device.say(b"the end\r\n")
        fixture.read_until(process.stdout.fileno(), b"the end\r\n")
        for child, _, _ in processes.children(process.pid):
            os.kill(child, signal.SIGINT)
        process.wait(timeout=fixture.PATIENCE)
        with open(counts, encoding="utf-8", errors="replace") as f:
            calls = [line.split(None, 1)[1] for line in f if "(" in line]
        reads = len([c for c in calls if c.startswith("read(") and "a line" in c])
        writes = len([c for c in calls if c.startswith("write(") and ("a line" in c or "== (" in c)])
        self.assertGreater(reads, 50)
        self.assertLessEqual(writes, reads * 1.05 + 1)


class SlowScreen(fixture.Case):
    @unittest.skipIf(fixture.SANITIZED, "its cost is that of the sanitizers")
    def test_a_screen_that_is_read_slowly_costs_no_cpu(self):
        device = self.board()
        terminal = self.screen(device.path)
        self.assertTrue(terminal.wait_raw())
        os.set_blocking(device.fd, False)
        block = (b"x" * 60 + b"\r\n") * 30
        begun = time.monotonic()
        ticks = processes.ticks(terminal.process.pid)
        while time.monotonic() - begun < 3:
            try:
                os.write(device.fd, block)
            except BlockingIOError:
                pass
            time.sleep(0.005)
            os.read(terminal.fd, 500)
        self.assertLess(processes.ticks(terminal.process.pid) - ticks, 100)  # of 300


class HeapLines(fixture.Case):
    LINE = b"malloc: ALLOCATED: 56 [0x20002954]\r\n"

    def test_a_line_cut_anywhere_counts_once(self):
        # trust: 10
        device = self.board()
        terminal = self.screen(device.path)
        self.assertTrue(terminal.wait_raw())
        for cut in range(1, len(self.LINE)):
            device.say(self.LINE[:cut])
            time.sleep(0.06)
            device.say(self.LINE[cut:] + b"free:   0x20002954\r\n")
        device.say(b"the end\r\n")
        shown = terminal.shows(b"the end")
        self.assertEqual(shown.count(b"== (001)"), len(self.LINE) - 1)
        self.assertEqual(shown.count(b"== (000)"), len(self.LINE) - 1)
        self.assertNotIn(b"**", shown)

    def test_also_after_a_long_pause(self):
        # trust: 10
        device = self.board()
        terminal = self.screen(device.path)
        self.assertTrue(terminal.wait_raw())
        for cut in (1, 9, 20, 33, len(self.LINE) - 1):
            device.say(self.LINE[:cut])
            time.sleep(0.3)
            device.say(self.LINE[cut:] + b"free:   0x20002954\r\n")
        device.say(b"the end\r\n")
        self.assertEqual(terminal.shows(b"the end").count(b"== (001)"), 5)


class Background(fixture.Case):
    def test_every_way_to_be_without_a_terminal_keeps_reading(self):
        # trust: 46
        closed = {"preexec_fn": lambda: os.close(0)}
        for options in ({"stdin": subprocess.DEVNULL}, {"stdin": subprocess.PIPE}, closed):
            device = self.board()
            log = os.path.join(self.folder(), "log")
            process = self.start(device.path, "--log", log, **options)
            self.assertTrue(fixture.wait_for(lambda: os.path.exists(log)))
            time.sleep(0.2)
            if process.stdin is not None:
                process.stdin.close()
                process.stdin = None
            for i in range(20):
                device.say(b"line %02d\r\n" % i)
                time.sleep(0.01)
            out = fixture.read_until(process.stdout.fileno(), b"line 19")
            self.assertEqual(out.count(b"line"), 20)
            self.assertTrue(fixture.wait_for(lambda: os.path.getsize(log) == 180))

    def test_as_a_job_in_the_background_of_a_terminal(self):
        # trust: 46
        device = self.board()
        log = os.path.join(self.folder(), "log")
        terminal = self.screen(device.path, "--log", log, program=["sh", "-mc", '"$@" & wait', "-"])
        self.assertTrue(fixture.wait_for(lambda: os.path.exists(log)))
        time.sleep(0.3)
        self.assertFalse(terminal.is_raw())
        for i in range(20):
            device.say(b"line %02d\r\n" % i)
        self.assertIn(b"line 19", terminal.shows(b"line 19"))
        self.assertTrue(fixture.wait_for(lambda: os.path.getsize(log) == 180))


class Pipes(fixture.Case):
    def test_each_line_goes_at_once_and_news_go_elsewhere(self):
        # trust: 47
        device = self.board()
        process = self.start(device.path, "--log", "/dev/full")
        self.wait_ready(process)
        shown = []

        def check():
            times = []
            for i in range(30):
                begun = time.monotonic()
                device.say(b"line %02d\r\n" % i)
                shown.append(fixture.read_until(process.stdout.fileno(), b"line %02d" % i))
                times.append(time.monotonic() - begun)
            self.assertLess(statistics.median(times), 0.05)
        self.undisturbed(check)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=fixture.PATIENCE)
        out = b"".join(shown) + out
        self.assertNotIn(b"---", out)
        self.assertNotIn(b"\x1b", out)
        self.assertIn(b"--- cannot write the log", err)


if __name__ == "__main__":
    unittest.main()
