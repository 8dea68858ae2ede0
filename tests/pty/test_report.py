"""The report of what talks now: it is that of the same bytes in a file, and keys are marks."""

import fcntl
import json
import re
import struct
import termios

import fixture
import recordings
from recordings import is_begun, received, rows


def without_times(report):
    """Times of arrival, and what is made of them, are only known live."""
    found = json.loads(report)

    def strip(value):
        if isinstance(value, dict):
            return {k: strip(v) for k, v in value.items() if not re.search("time|second|input", k)}
        return [strip(v) for v in value] if isinstance(value, list) else value

    return strip(found)


def is_read(board):
    """Nothing that the board has said waits in the kernel."""
    return struct.unpack("i", fcntl.ioctl(board.port, termios.FIONREAD, b"\0" * 4))[0] == 0


class Live(recordings.Case):
    # trust: 105
    def test_the_same_bytes_give_the_same_report_live(self):
        file = self.heapterm("report", recordings.TRACE, "--json").stdout
        live = self.heapterm("report", f"exec:cat {recordings.TRACE}", "--json").stdout
        self.assertIn(b'"time_us": null', file)
        self.assertNotIn(b'"time_us": null', live)
        self.assertEqual(without_times(live), without_times(file))

    def test_of_a_recording_it_tells_figures_per_second(self):
        path = self.path("board.hpt")
        self.heapterm("record", f"exec:cat {recordings.TRACE}", "-o", path)
        report = json.loads(self.heapterm("report", path, "--json").stdout)
        curve = report["curves"]["live_bytes_over_time"]
        self.assertEqual(curve["last"][-1], report["end"]["live_bytes"])
        self.assertEqual(max(curve["most"]), report["peak"]["bytes"])
        self.assertEqual(without_times(json.dumps(report)),
                         without_times(self.heapterm("report", recordings.TRACE, "--json").stdout))

    def test_a_key_is_a_mark_and_ctrl_c_the_end(self):
        board, lines = self.board(), recordings.trace().splitlines(keepends=True)
        screen = self.screen("report", board.path, errors_shown=True)
        self.assertTrue(screen.wait_raw())
        for key, part in ((b"x", lines[:40]), (b"y", lines[40:80])):
            board.say(b"".join(part))
            self.assertTrue(fixture.wait_for(lambda: is_read(board)))
            screen.type(key)
            self.assertIn(b"mark: " + key, screen.shows(b"mark: " + key))
        screen.type(b"\x03")
        self.assertEqual(screen.end(), 0)
        self.assertTrue(screen.is_restored())
        text = screen.rest.decode()
        self.assertRegex(text, r"\n +1 +\d+ .* x \(set by hand\)")
        self.assertRegex(text, r"\n +2 +\d+ .* y \(set by hand\)")

    def test_marks_of_a_recording_are_marks(self):
        path, lines = self.path("board.hpt"), recordings.trace().splitlines(keepends=True)
        board = self.board()
        screen = self.screen(board.path, "--record", path)
        self.assertTrue(screen.wait_raw() and fixture.wait_for(lambda: is_begun(path)))
        first = b"".join(lines[:200])
        board.say(first)
        self.assertTrue(fixture.wait_for(lambda: received(path) == len(first)))
        screen.type(b"\x14k")
        self.assertTrue(fixture.wait_for(
            lambda: rows(path, "SELECT count(*) FROM note WHERE kind = 'mark'")[0][0] == 1))
        rest = b"".join(lines[200:400])
        board.say(rest)
        self.assertTrue(fixture.wait_for(lambda: received(path) == len(first) + len(rest)))
        screen.type(b"\x03")
        screen.end()
        whole = json.loads(self.heapterm("report", path, "--json").stdout)
        self.assertEqual([m["by_person"] for m in whole["marks"]], [True])
        mark = whole["marks"][0]["at"]["event"]
        part = json.loads(self.heapterm("report", path, "--since", "mark:1", "--json").stdout)
        self.assertEqual(part["since"], mark + 1)
        self.assertEqual(part["end"], whole["end"])
        before = sum(s["blocks_before"] for s in part["sites"])
        self.assertEqual(before, whole["marks"][0]["live_blocks"])
