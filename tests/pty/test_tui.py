"""The full-screen view, end to end: real captures and boards, on a screen that tmux keeps."""

import itertools
import os
import pathlib
import re
import signal
import subprocess
import threading
import time
import unittest

import fixture
import processes
import tmux

CAPTURES = pathlib.Path(__file__).resolve().parents[1] / "data/captures"
OOM = CAPTURES / "v1-badge-oom.log"
RESETS = CAPTURES / "v1-badge-resets.log"
GREENHOUSE = CAPTURES / "mbed-greenhouse-oom.log"


def alloc(size, address):
    return b"malloc: ALLOCATED: %d [0x%08x]\r\n" % (size, address)


class Logs(tmux.Case):
    def test_a_log_is_shown_whole_and_q_ends_with_its_summary(self):
        screen = self.tmux("tui", OOM)
        self.see(screen, "event 11038 of 11038", "malloc(12) FAILED: fragmented", "Heap 1")
        screen.press("q")
        self.see(screen, "exit code 0", "== Summary")

    def test_from_the_failure_to_its_reason_the_screen_itself_says_the_keys(self):
        screen = self.tmux("tui", OOM, columns=80, rows=24)
        self.see(screen, "Press e to read why")
        screen.press("e")
        self.see(screen, "Why it failed", "malloc(12) failed at event 11038")
        screen.press("Escape")
        self.miss(screen, "Why it failed")

    def test_keys_step_through_time(self):
        screen = self.tmux("tui", OOM, columns=120)
        self.see(screen, "event 11038 of 11038")
        screen.press("Left")
        self.see(screen, "event 11037 of 11038")
        screen.press("Left", "Left", "Right")
        self.see(screen, "event 11036 of 11038")
        screen.press("Home")
        self.see(screen, "event 0 of 11038")
        screen.press("]")
        self.see(screen, "event 11038 of 11038", "FAILED")
        screen.press("g")
        screen.type("event:5000")
        screen.press("Enter")
        self.see(screen, "event 5000 of 11038")
        screen.press("g")
        screen.type("line:100")
        screen.press("Enter")
        self.see(screen, "of 11038")
        self.miss(screen, "event 5000 of")
        screen.press("End")
        self.see(screen, "event 11038 of 11038")

    # trust: 151
    def test_what_is_shown_at_an_event_is_what_map_says_of_it(self):
        screen = self.tmux("tui", OOM, columns=160, rows=44)
        self.see(screen, "event 11038 of 11038")
        for event in (1, 7, 4321, 11037):
            screen.press("g")
            screen.type(str(event))
            screen.press("Enter")
            self.see(screen, f"event {event} of 11038")
            answer = self.run_heapterm("map", OOM, "--at", f"event:{event}").stdout.decode()
            sizes = re.findall(r"^HEAP \d+ .*?  (\d+) bytes", answer, re.M)
            for size in sizes:
                self.see(screen, f"{size} bytes")

    def test_a_search_goes_to_the_line_that_matches_and_n_to_the_next(self):
        screen = self.tmux("tui", GREENHOUSE, columns=120)
        self.see(screen, "at the end")
        screen.press("Home")
        screen.press("/")
        screen.type("#f")
        screen.press("Enter")
        self.see(screen, "n goes on to the next", "N to the one before")
        first = re.search(r"event (\d+) of", screen.text())[1]
        screen.press("n")
        self.assertTrue(fixture.wait_for(lambda: f"event {first} of" not in screen.text()))
        screen.press("N")
        self.see(screen, f"event {first} of")
        screen.press("/")
        screen.type("no such line")
        screen.press("Enter")
        self.see(screen, "No line after this one matches")
        screen.press("/")
        screen.type("(")
        screen.press("Enter")
        self.see(screen, "is no pattern")

    def test_an_instant_that_is_not_there_is_said(self):
        screen = self.tmux("tui", RESETS, columns=100)
        self.see(screen, "at the end")
        for goal, answer in (("99999", "There is no event 99999; this is the newest instant"),
                             ("line:99999", "There is no line 99999"),
                             ("12.5s", "does not tell when its bytes came")):
            screen.press("g")
            screen.type(goal)
            screen.press("Enter")
            self.see(screen, answer)

    def test_marks_failures_and_restarts_are_stops(self):
        screen = self.tmux("tui", RESETS, columns=120)
        self.see(screen, "at the end")
        screen.press("Home")
        screen.press("]")
        self.see(screen, "starts over after this")

    def test_every_list_can_be_seen_and_an_unknown_key_says_so(self):
        screen = self.tmux("tui", OOM, columns=120, rows=40)
        self.see(screen, "at the end")
        for key, heading in (("2", "REQUESTED"), ("3", "LARGEST malloc"), ("4", "BLOCKS"),
                             ("6", "fragmented"), ("1", "CHANGE")):
            screen.press(key)
            self.see(screen, heading)
        screen.press("5")
        self.see(screen, "up to event 11038")
        screen.type("Z")
        self.see(screen, "does nothing here")

    def test_the_difference_to_a_base(self):
        screen = self.tmux("tui", OOM, columns=120, rows=40)
        self.see(screen, "at the end")
        screen.press("g")
        screen.type("5000")
        screen.press("Enter")
        self.see(screen, "event 5000 of")
        screen.press("d")
        self.see(screen, "is the base")
        screen.press("End")
        self.see(screen, "event 11038 of")
        screen.press("d")
        self.see(screen, "different to event 5000", "allocations")
        screen.press("PageDown")
        self.see(screen, "rown")

    def test_screen_and_map_are_written_to_files(self):
        folder = self.folder()
        screen = self.tmux("tui", OOM, columns=120)
        self.see(screen, "at the end")
        for key, name, wanted in (("w", "screen.txt", "FAILED"), ("W", "map.svg", "<svg")):
            path = os.path.join(folder, name)
            screen.press(key)
            screen.press("C-u")
            screen.type(path)
            screen.press("Enter")
            self.see(screen, f"is in {path}"[:60])
            self.assertIn(wanted, pathlib.Path(path).read_text(encoding="utf-8"))

    def test_no_trace_and_an_empty_input_are_said(self):
        screen = self.tmux("tui", self.file("empty.log", b""))
        self.see(screen, "is empty")
        screen.press("q")
        self.see(screen, "exit code 3")
        screen = self.tmux("tui", self.file("talk.log", b"hello\nworld\n"))
        self.see(screen, "No heap trace was found")

    def test_without_a_terminal_it_is_refused(self):
        run = self.run_heapterm("tui", OOM)
        self.assertEqual(run.returncode, 2)
        self.one_sentence(run.stderr.decode())
        self.assertIn("standard output is none", run.stderr.decode())

    def test_a_pipe_is_read_and_keys_come_from_the_terminal(self):
        path = self.file("run.sh", f"cat {OOM} | {fixture.HEAPTERM} tui -\necho code $?\n".encode())
        screen = self.tmux("--version", shell=True, columns=120)
        screen.type(f"sh {path}\n")
        self.see(screen, "event 11038 of 11038")
        screen.press("Left")
        self.see(screen, "event 11037 of 11038")
        screen.press("q")
        self.see(screen, "code 0")


class Screens(tmux.Case):
    # trust: 155
    def test_every_size_shows_the_whole_map_or_says_why_not(self):
        screen = self.tmux("tui", OOM, columns=80, rows=24)
        self.see(screen, "Heap 0", "Heap 1", "largest")
        for columns, rows in ((300, 100), (160, 40), (100, 30), (80, 24)):
            screen.resize(columns, rows)
            self.see(screen, "Heap 0", "Heap 1", "used", "Events")
        screen.resize(20, 5)
        self.assertTrue(fixture.wait_for(lambda: "Heap 1" not in screen.text()))
        screen.resize(120, 40)
        self.see(screen, "Heap 0", "Heap 1", "event 11038 of 11038")

    # trust: 155
    def test_a_storm_of_sizes_does_no_harm(self):
        screen = self.tmux("tui", OOM)
        self.see(screen, "at the end")
        for i in range(60):
            screen.resize(80 + i * 7 % 120, 24 + i * 5 % 40)
        screen.resize(120, 40)
        self.see(screen, "Heap 0", "Heap 1", "event 11038 of 11038")

    # trust: 156
    def test_without_colours_nothing_is_coloured_and_all_is_told(self):
        screen = self.tmux("tui", OOM, columns=120, rows=40, environment={"NO_COLOR": "1"})
        self.see(screen, "FAILED", "Heap 1")
        self.assertNotRegex(screen.colored(), r"\x1b\[[0-9;]*(3[0-7]|38;|4[0-7]|48;)[0-9;]*m")
        colored = self.tmux("tui", OOM, columns=120, rows=40)
        self.see(colored, "FAILED", "Heap 1")
        self.assertRegex(colored.colored(), r"\x1b\[[0-9;]*(38;5;|3[0-7])")

    # trust: 156
    def test_plain_ascii_where_the_locale_has_no_utf8(self):
        screen = self.tmux("tui", OOM, columns=120, rows=40, environment={"LC_ALL": "C"})
        self.see(screen, "FAILED", "Heap 1")
        self.assertTrue(screen.text().isascii(), screen.text())


class Boards(tmux.Case):
    def test_a_board_is_followed_live_paused_and_sent_to(self):
        board = self.board()
        screen = self.tmux("tui", board.path, columns=120, rows=40)
        self.see(screen, "event 0")
        board.say(b"hello from the board\r\n" + alloc(8, 0x20002004) + alloc(16, 0x20002010))
        self.see(screen, "event 2 of 2")
        screen.press("Space")
        self.see(screen, "Paused")
        board.say(alloc(24, 0x20002024))
        self.see(screen, "event 2 of 3")
        screen.press("Space")
        self.see(screen, "event 3 of 3")
        screen.press("i")
        self.see(screen, "hello from the board")
        screen.type("status")
        screen.press("Enter")
        self.assertTrue(board.hear(b"status\r"))
        screen.press("Escape")
        screen.press("q")
        self.see(screen, "exit code 0")

    def test_what_comes_is_shown_at_once_while_more_comes(self):
        """Not only when the last change flashes no more: three instants are seen within less time than
        a flash takes. The board goes on until that was so, however busy the machine is."""
        board = self.board()
        screen = self.tmux("tui", board.path, columns=100, rows=30)
        self.see(screen, "event 0")
        flash = 0.25 if not fixture.SANITIZED else fixture.PATIENCE  # which draws too slowly
        enough = threading.Event()

        def talk():
            while not enough.wait(0.01):
                board.say(alloc(8, 0x20002004) + b"free:   0x20002004\r\n")

        seen = [(0, "0")]  # since when which event was seen

        def three_in_a_flash():
            before = time.monotonic()
            event = re.search(r"event (\d+) of", screen.text())
            if event is not None and event[1] != seen[-1][1]:
                seen.append((before, event[1]))
            return len(seen) > 3 and time.monotonic() - seen[-3][0] < flash

        talks = threading.Thread(target=talk)
        talks.start()
        try:
            is_at_once = fixture.wait_for(three_in_a_flash)
        finally:
            enough.set()
            talks.join()
        self.assertTrue(is_at_once, f"{len(seen)} instants were shown, none of them at once")

    def test_a_board_that_falls_silent_has_no_rate(self):
        board = self.board()
        screen = self.tmux("tui", board.path, columns=100, rows=30)
        self.see(screen, "event 0")

        def feeds():
            board.say(alloc(8, 0x20002004))
            return "events/s" in screen.text()
        self.assertTrue(fixture.wait_for(feeds))
        self.miss(screen, "events/s")

    def test_an_event_is_shown_at_once_while_the_one_before_still_stands_out(self):
        board = self.board()
        screen = self.tmux("tui", board.path, columns=100, rows=30)
        self.see(screen, "event 0")
        said = itertools.count(1)

        def events_in_turn():
            begun = time.monotonic()
            for _ in range(8):
                number = next(said)
                board.say(alloc(8, 0x20002004 + 12 * number))
                self.see(screen, f"event {number} of {number}")
            self.assertLess(time.monotonic() - begun, 1.2)

        self.undisturbed(events_in_turn)

    # trust: 153
    def test_the_device_cannot_draw_on_the_screen(self):
        board = self.board()
        screen = self.tmux("tui", board.path, columns=120, rows=40)
        self.see(screen, "event 0")
        board.say(b"\x1b[2J\x1b[31mred\x1b]0;title\x07\x9b5A\r\n" + alloc(8, 0x20002004))
        screen.press("7")
        self.see(screen, "^[[2J", "event 1 of 1")
        self.assertNotIn("title", screen.pane("pane_title"))

    def test_an_unplugged_board_is_said_and_what_was_stays(self):
        board = self.board()
        screen = self.tmux("tui", board.path, columns=120, rows=40)
        self.see(screen, "event 0")
        board.say(alloc(8, 0x20002004))
        self.see(screen, "event 1 of 1")
        board.unplug()
        self.see(screen, "hung up")
        screen.press("q")
        self.see(screen, "exit code 3")

    # trust: 152
    def test_the_monitor_switches_to_the_full_screen_and_back_without_losing_a_byte(self):
        board = self.board()
        screen = self.tmux("monitor", board.path, columns=120, rows=40)
        self.see(screen, "is open")
        board.say(b"before\r\n" + alloc(8, 0x20002004))
        self.see(screen, "before", "ALLOCATED")
        screen.press("C-t", "v")
        self.see(screen, "Events", "event 1 of 1", "up to event 1, is not kept here")
        screen.press("5")
        self.see(screen, "No leak can be told yet")
        screen.press("1")
        board.say(b"meanwhile\r\n" + alloc(16, 0x20002010))
        self.see(screen, "event 2 of 2")
        screen.press("v")
        self.see(screen, "before", "meanwhile", "[20002010]")
        self.miss(screen, "Events")
        board.say(b"afterwards\r\n")
        self.see(screen, "afterwards")
        screen.type("x")
        self.assertTrue(board.hear(b"x"))
        screen.press("C-t", "v")
        self.see(screen, "Events", "event 2 of 2")
        screen.press("q")
        self.see(screen, "afterwards")
        screen.press("C-c")
        self.see(screen, "exit code 0")

    # trust: 154
    def test_a_stop_gives_the_terminal_back_and_fg_comes_back(self):
        board = self.board()
        screen = self.tmux("tui", board.path, columns=100, rows=30, shell=True)
        self.see(screen, "event 0")
        screen.press("C-z")
        self.see(screen, "Stopped")
        screen.type("echo still here\n")
        self.see(screen, "still here\n")
        board.say(alloc(8, 0x20002004))
        screen.type("fg\n")
        self.see(screen, "event 1 of 1")
        screen.press("q")
        self.see(screen, "$ ")

    # trust: 154
    def test_a_closed_terminal_ends_the_recording_whole(self):
        board = self.board()
        path = os.path.join(self.folder(), "run.hpt")
        screen = self.tmux("tui", board.path, "--record", path)
        self.see(screen, "event 0")
        pid = int(screen.pane("pane_pid"))
        said = b"".join(alloc(8, 0x20002004 + 12 * i) for i in range(50))
        board.say(said)
        self.see(screen, "event 50 of 50")
        child = processes.children(pid)[0][0]
        screen.close()
        self.assertTrue(fixture.wait_for(lambda: not os.path.exists(f"/proc/{child}")))
        replayed = self.run_heapterm("replay", path, "--plain", "--speed", "max")
        self.assertEqual(replayed.stdout, said)

    # trust: 154
    def test_the_program_ends_with_the_signal_and_restores_the_terminal(self):
        board = self.board()
        screen = self.tmux("tui", board.path, columns=100, rows=30, shell=True)
        self.see(screen, "event 0")
        pid = processes.children(int(screen.pane("pane_pid")))[0][0]
        os.kill(pid, signal.SIGTERM)
        self.see(screen, "$ ")
        screen.type("stty -a | grep -c ' icanon'\n")
        self.see(screen, "\n1\n")


if __name__ == "__main__":
    unittest.main()
