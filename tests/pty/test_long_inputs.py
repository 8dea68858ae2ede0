"""A long log and short patience: what is said meanwhile, and what is left when it is interrupted."""

import gzip
import os
import re
import signal
import subprocess
import tempfile
import time
import unittest

import fixture
import processes

ALLOCATION = b"malloc: ALLOCATED: 56 [0x20002954]\r\n"
HALF_A_RELEASE = b"free:   0x20002954"


class Case(fixture.Case):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = directory.name

    def path(self, name):
        return os.path.join(self.directory, name)

    def endless(self):
        """An event, and so much behind it that nobody reads to the end. It takes no disk."""
        path = self.path("endless.log")
        with open(path, "wb") as file:
            file.write(ALLOCATION)
            file.truncate(1 << 42)
        return path

    def wait_begun(self, process):
        """Until it has read from each of the endless logs that it has open, and can be interrupted."""
        def has_begun():
            read = processes.positions(process.pid, self.path("endless.log"))
            return read and min(read) > len(ALLOCATION) and processes.catches(process.pid, signal.SIGINT)
        self.assertTrue(fixture.wait_for(has_begun))


class Progress(Case):
    def test_of_a_file_is_in_percent_with_rate_and_time_left(self):
        screen = self.screen("map", self.endless(), errors_shown=True)
        shown = screen.shows(b"endless.log")
        self.assertRegex(shown, rb"^\r +0 %, [0-9.]+ MB/s, [0-9]+ h [0-9]+ min left: ")
        self.assertNotIn(b"\n", shown)
        screen.type(b"\x03")
        self.assertEqual(screen.end(), 0)

    def test_is_gone_when_the_answer_comes(self):
        screen = self.screen("map", self.endless(), errors_shown=True)
        line = screen.shows(b"endless.log")
        screen.type(b"\x03")
        screen.end()
        before_the_map = screen.rest[:screen.rest.index(b"HEAP")]
        self.assertRegex(before_the_map, rb"\r {%d,}\r$" % (len(line.split(b"\r")[1]) + 2))

    def test_fits_a_narrow_terminal(self):
        screen = self.screen("map", self.endless(), errors_shown=True)
        fixture.set_columns(screen.tty, 20)
        shown = screen.shows(b"MB")
        self.assertLess(len(shown.strip(b"\r")), 20)

    def test_of_a_pipe_says_how_much_came(self):
        os.mkfifo(self.path("fifo"))
        with open(self.path("out"), "wb") as out:
            screen = self.screen("replay", self.path("fifo"), stdout=out, errors_shown=True)
            with open(self.path("fifo"), "wb") as writer:
                writer.write(b"text\n" * 300_000)
                writer.flush()
                shown = screen.shows(b"\r1.5 MB") + screen.shows(b"fifo")
                self.assertRegex(shown, rb"\r1\.5 MB, [0-9.]+ MB/s: /")
            self.assertEqual(screen.end(), 0)
        self.assertRegex(screen.rest, rb"\r +\r$")

    def test_does_not_disturb_what_is_shown_on_the_terminal(self):
        screen = self.screen("replay", self.endless(), errors_shown=True)
        end = time.monotonic() + 1.7
        while time.monotonic() < end:
            self.assertNotIn(b"MB/s", fixture.read_some(screen.fd, 0.1))

    def test_does_not_disturb_a_pager(self):
        screen = self.screen("replay", self.endless(), stdout=subprocess.PIPE, errors_shown=True)
        self.addCleanup(screen.process.stdout.close)
        self.assertEqual(fixture.read_some(screen.fd, 1.7), b"")

    def test_is_not_for_logs(self):
        process = self.start("map", self.endless())
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=fixture.PATIENCE)
        self.assertNotIn(b"MB/s", error)

    def test_of_what_is_done_at_once_is_not_shown(self):
        path = self.path("short.log")
        with open(path, "wb") as file:
            file.write(ALLOCATION)
        screen = self.screen("map", path, errors_shown=True)
        self.assertEqual(screen.end(), 0)
        self.assertNotIn(b"MB/s", screen.rest)
        self.assertNotIn(b"\r ", screen.rest)


class Interrupted(Case):
    def test_a_map_is_that_of_the_bytes_read(self):
        screen = self.screen("map", self.endless(), errors_shown=True)
        self.wait_begun(screen.process)
        screen.type(b"\x03")
        self.assertEqual(screen.end(), 0)
        # Where it took more than a second, its progress was shown as well.
        self.assertRegex(screen.rest, rb"^(\r[^\r\n^]*)*\^C(\r[^\r\n]*)*\r +\rHEAP")
        self.assertIn(b"predicted", screen.rest)
        said = re.search(rb"--- interrupted at byte (\d+) of .*endless.log:[^-]*\r\n$", screen.rest)
        self.assertIsNotNone(said, screen.rest)
        self.assertGreater(int(said[1]), len(ALLOCATION))

    def interrupt_after(self, data, *arguments):
        """What comes of a pipe that has brought `data` and stays open."""
        process = self.start(*arguments, "-", stdin=subprocess.PIPE)
        process.stdin.write(data)
        process.stdin.flush()
        self.wait_taken(process)
        process.send_signal(signal.SIGINT)
        code = process.wait(timeout=fixture.PATIENCE)
        return code, process.stdout.read(), process.stderr.read().decode()

    def test_half_a_line_is_no_event(self):
        code, out, error = self.interrupt_after(ALLOCATION + HALF_A_RELEASE, "map", "--json")
        self.assertEqual(code, 0)
        self.assertIn(b'"event": 1, "line": 1, "byte": 54', out)
        self.assertIn(b'"used": true', out)
        self.assertRegex(error, "^--- interrupted at byte 54 of standard input: [^\n]*\n$")

    def test_a_replay_shows_the_half_line_and_its_summary(self):
        code, out, error = self.interrupt_after(ALLOCATION + HALF_A_RELEASE, "replay")
        self.assertEqual(code, 0)
        self.assertIn(HALF_A_RELEASE, out)
        self.assertIn(b"trust", out)
        self.assertRegex(error, "^--- interrupted at byte 54 of standard input: [^\n]*\n$")

    def test_the_monitor_ends_without_a_word(self):
        code, out, error = self.interrupt_after(ALLOCATION, "monitor")
        self.assertEqual((code, error), (0, ""))
        self.assertIn(b"trust", out)

    def test_before_the_instant_that_was_asked_for_is_a_failure(self):
        code, out, error = self.interrupt_after(ALLOCATION, "map", "--at", "event:5")
        self.assertEqual((code, out), (3, b""))
        self.one_sentence(error)
        self.assertIn("interrupted at byte 36", error)

    def test_before_anything_came_is_a_failure(self):
        code, out, error = self.interrupt_after(b"", "map")
        self.assertEqual((code, out), (3, b""))
        self.one_sentence(error)

    def test_with_the_program_that_writes_the_pipe_it_is_no_end(self):
        with open(self.path("log"), "wb") as file:
            file.write(ALLOCATION)
        line = f"{{ cat log; exec sleep 60; }} | {fixture.HEAPTERM} map - --json"
        for _ in range(10):
            process = subprocess.Popen(["sh", "-c", line], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                       stdin=subprocess.DEVNULL, cwd=self.directory, start_new_session=True)
            self.wait_pipeline(process)
            os.killpg(process.pid, signal.SIGINT)
            out, error = process.communicate(timeout=fixture.PATIENCE)
            self.assertIn(b'"event": 1, ', out)
            self.assertIn(b"--- interrupted at byte 36 of standard input", error)

    def wait_pipeline(self, shell):
        """Until cat has written and its shell has become sleep, and heapterm has read what cat wrote."""
        def named(name):
            return next((pid for pid, _, called in processes.children(shell.pid) if called == name), None)
        self.assertTrue(fixture.wait_for(lambda: named("sleep") and named("heapterm")))
        heapterm = named("heapterm")
        with open(f"/proc/{heapterm}/fd/0", "rb", buffering=0) as pipe:
            self.assertTrue(fixture.wait_for(lambda: fixture.unread(pipe.fileno()) == 0))
        self.assertTrue(fixture.wait_for(lambda: processes.is_waiting(heapterm)))

    def test_a_termination_gives_no_answer(self):
        process = self.start("map", self.endless())
        self.wait_begun(process)
        process.terminate()
        out, error = process.communicate(timeout=fixture.PATIENCE)
        self.assertEqual((process.returncode, out, error), (-signal.SIGTERM, b"", b""))


class Several(Case):
    def test_an_interrupted_run_answers_for_all_that_was_begun(self):
        inputs = [self.endless()] * (2 * (os.cpu_count() or 1) + 1)
        process = self.start("map", "--json", *inputs)
        self.wait_begun(process)
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=fixture.PATIENCE)
        lines = error.decode().splitlines()
        begun = [line for line in lines if line.startswith("--- interrupted at byte ")]
        others = [line for line in lines if line.startswith("heapterm: interrupted before ")]
        self.assertGreater(len(begun), 0)
        self.assertEqual(len(begun), out.count(b'"heapterm": "map"'))
        self.assertEqual(len(begun) + len(others), len(inputs))
        self.assertEqual(lines, begun + others)
        self.assertEqual(process.returncode, 3)  # for those that were not begun

    def test_a_termination_ends_all(self):
        process = self.start("map", self.endless(), self.endless())
        self.wait_begun(process)
        process.terminate()
        out, error = process.communicate(timeout=fixture.PATIENCE)
        self.assertEqual((process.returncode, out, error), (-signal.SIGTERM, b"", b""))

    def test_progress_is_that_of_all(self):
        screen = self.screen("map", self.endless(), self.endless(), errors_shown=True)
        self.assertRegex(screen.shows(b"inputs"), rb"^\r +0 %, .* left: 2 inputs")
        screen.type(b"\x03")
        self.assertEqual(screen.end(), 0)
        self.assertRegex(screen.rest, rb"\r +\r/.*:\r\nHEAP")

    def test_a_reader_that_goes_away_ends_all(self):
        short = self.path("short.log")
        with open(short, "wb") as file:
            file.write(ALLOCATION)
        process = self.start("map", short, short, self.endless())
        process.stdout.close()
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), -signal.SIGPIPE)
        self.assertEqual(process.stderr.read(), b"")


class Packed(Case):
    def pack(self, *pieces):
        path = self.path("packed.log")
        with gzip.open(path, "wb", compresslevel=1) as file:
            for piece in pieces:
                file.write(piece)
        return path

    def test_memory_does_not_grow_with_what_comes_out(self):
        process = self.start("replay", "--no-summary", self.pack(*[b"x" * 999 + b"\n"] * 100_000))
        peak = 0
        while process.stdout.read(65536):
            try:
                with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
                    peak = max(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
            except (FileNotFoundError, ValueError):
                break
        if not fixture.SANITIZED:
            self.assertLess(peak, 10240)

    def test_ctrl_c_is_heard_between_two_pieces_of_it(self):
        process = self.start("replay", self.pack(ALLOCATION, *[bytes(1_000_000)] * 100))
        fixture.read_some(process.stdout.fileno(), fixture.PATIENCE)
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=fixture.PATIENCE)
        self.assertEqual(process.returncode, 0)
        self.assertRegex(error, rb"^--- interrupted at byte [0-9]+ of .*packed.log: [^\n]*\n$")

    def test_a_prompt_that_could_begin_a_packed_stream_is_shown(self):
        process = self.start("-", stdin=subprocess.PIPE)
        process.stdin.write(b"(")
        process.stdin.flush()
        self.assertEqual(fixture.read_some(process.stdout.fileno(), fixture.PATIENCE), b"(")
        process.stdin.write(b"gdb) ")
        process.stdin.flush()
        self.assertEqual(fixture.read_until(process.stdout.fileno(), b") "), b"gdb) ")


if __name__ == "__main__":
    unittest.main()
