"""The menu, the line mode, and what else the keys of the terminal do."""

import os
import re
import time
import unittest

import fixture
import recordings

MENU = b"\x14"


class Menu(fixture.Case):
    def setUp(self):
        self.device = self.board()
        self.terminal = self.screen(self.device.path, errors_shown=True, columns=400)
        self.assertTrue(self.terminal.wait_raw())
        self.opened = self.terminal.shows(b"shows the keys\r\n")

    def choose(self, letter):
        self.terminal.type(MENU + letter)

    def test_question_mark_shows_every_key_of_the_table(self):
        # trust: 63
        self.choose(b"?")
        shown = self.terminal.shows(b"once more sends")
        table = self.run_heapterm("help", "monitor").stdout.split(b"Keys behind Ctrl-T")[1]
        keys = [line.split(None, 1) for line in table.splitlines()[1:] if line.startswith(b"  ")]
        keys = [row for row in keys if len(row) == 2 and len(row[0]) == 1]
        self.assertGreater(len(keys), 12)
        for letter, about in keys:
            self.assertIn(b"---   %s  %s" % (letter, about), shown)

    def test_every_letter_works_with_ctrl_held(self):
        self.choose(b"\x05")  # Ctrl-E
        self.assertIn(b"--- what is typed is shown here", self.terminal.shows(b"here"))
        self.choose(b"e")
        self.assertIn(b"--- what is typed is not shown here", self.terminal.shows(b"here"))

    def test_q_ends(self):
        self.choose(b"q")
        self.assertEqual(self.terminal.end(), 0)
        self.assertTrue(self.terminal.is_restored())

    def test_special_keys_behind_the_menu_key_go_to_the_device(self):
        # trust: 19
        self.terminal.type(MENU + MENU + MENU + b"\x03" + MENU + b"\x1d" + b".")
        self.assertEqual(self.device.hear(b"."), b"\x14\x03\x1d.")

    def test_an_unknown_letter_is_no_key_for_the_device(self):
        self.choose(b"Z")
        self.assertIn(b"--- Ctrl-T and that key do nothing", self.terminal.shows(b"keys"))
        self.terminal.type(b"a")
        self.assertEqual(self.device.hear(b"a"), b"a")

    def test_echo_shows_what_is_typed(self):
        self.choose(b"e")
        self.terminal.shows(b"here")
        self.terminal.type(b"hello\r")
        self.assertIn(b"hello\r\n", self.terminal.shows(b"\n").replace(b"\r\r", b"\r"))
        self.assertEqual(self.device.hear(b"\r"), b"hello\r")

    def test_the_line_end_goes_round(self):
        # trust: 19
        for name, sent in ((b"crlf", b"\r\n"), (b"lf", b"\n"), (b"cr", b"\r")):
            self.choose(b"n")
            self.assertIn(b"--- Enter sends " + name, self.terminal.shows(b"sends " + name))
            self.terminal.type(b"x\ry")
            self.assertEqual(self.device.hear(b"y"), b"x" + sent + b"y")

    def test_the_map_and_the_state_now(self):
        self.choose(b"m")
        self.assertIn(b"--- there is no map yet", self.terminal.shows(b"yet"))
        self.device.say(b"HEAP 0: \r\nheap_start : 0x20000000\r\nheap_end   : 0x20000100\r\n"
                        b"heap_size  : 256\r\nmalloc: ALLOCATED: 8 [0x20000004]\r\n")
        self.terminal.shows(b"== (001)")
        self.choose(b"m")
        self.assertIn(b"20000000", self.terminal.shows(b"***"))
        self.choose(b"x")
        self.assertIn(b"1 block with 8 bytes is live", self.terminal.shows(b"failed"))

    def test_bytes_in_hex_and_back(self):
        self.choose(b"h")
        self.assertIn(b"--- bytes are shown in hex", self.terminal.shows(b"hex\r\n"))
        self.device.say(b"ABC\n")
        self.assertIn(b"41 42 43 0a", self.terminal.shows(b"0a"))
        self.choose(b"h")
        self.terminal.shows(b"as text\r\n")
        self.device.say(b"ABC\r\n")
        self.assertIn(b"ABC\r\n", self.terminal.shows(b"ABC\r\n"))

    def test_times_in_front_of_lines(self):
        self.choose(b"t")
        self.assertIn(b"--- times since the line before", self.terminal.shows(b"lines\r\n"))
        self.device.say(b"ABC\r\n")
        self.assertRegex(self.terminal.shows(b"ABC"), rb"\d\.\d{3}.*ABC")

    def test_reset_of_a_board_that_is_not_known_says_how(self):
        self.choose(b"R")
        self.assertIn(b"--reset-sequence", self.terminal.shows(b"sequence"))

    def test_marks_are_counted(self):
        self.choose(b"k")
        self.assertIn(b"--- mark 1 at ", self.terminal.shows(b"byte"))
        self.choose(b"k")
        self.assertIn(b"--- mark 2 at ", self.terminal.shows(b"byte"))

    def test_a_mark_may_have_words_and_none_of_them_is_for_the_device(self):
        self.choose(b"k")
        self.assertRegex(self.terminal.shows(b"or Enter: "),
                         rb"--- mark 1 at \d\d:\d\d:\d\d, event 0, byte 0\r\n"
                         rb".*--- words for mark 1, or Enter: $")
        self.terminal.type(b"button pressed\r")
        self.assertIn(b"--- mark 1: button pressed\r\n", self.terminal.shows(b": button pressed\r\n"))
        self.choose(b"k")
        self.terminal.shows(b"or Enter: ")
        self.terminal.type(b"\ron")
        self.assertEqual(self.device.hear(b"on"), b"on")

    def test_settings_tell_what_came_and_went(self):
        self.terminal.type(b"abc")
        self.device.hear(b"abc")
        self.device.say(b"hello\r\n")
        self.terminal.shows(b"hello")
        self.choose(b"S")
        line = self.terminal.shows(b"log off")
        self.assertIn(b"received 7 bytes, sent 3", line)
        self.assertIn(b"115200 baud 8N1, flow control none, no DTR and RTS lines;", line)
        self.assertIn(b"recording off", line)

    def test_at_the_start_the_port_its_settings_and_the_keys_are_said(self):
        self.assertEqual(self.opened, b"--- %s is open at 115200 baud 8N1, flow control none; Ctrl-C ends, "
                                      b"Ctrl-T ? shows the keys\r\n" % self.device.path.encode())

    def test_a_line_wider_than_the_screen_is_broken_between_words(self):
        fixture.set_columns(self.terminal.tty, 40)
        self.choose(b"p")
        self.assertEqual(self.terminal.shows(b"what came\r\n"),
                         b"--- the screen stands still, everything\r\n"
                         b"    else goes on; the same keys show\r\n"
                         b"    what came\r\n")

    def test_what_waits_for_a_slow_device_is_not_sent(self):
        self.terminal.type(b"x" * 200000)
        got = 0

        def counts():
            nonlocal got
            fixture.read_some(self.terminal.fd, 0)
            self.choose(b"S")
            line = self.terminal.shows(b"log off")
            found = re.search(rb"sent (\d+) and (\d+) waiting", line)
            if found:
                got = int(found[1]), int(found[2])
            return found and sum(got) == 200000

        self.assertTrue(fixture.wait_for(counts))
        self.assertLess(got[0], 100000)
        fixture.read_exactly(self.device.fd, 200000)
        self.choose(b"S")
        self.assertIn(b"sent 200000;", self.terminal.shows(b"log off"))

    def test_lines_of_ours_never_stand_inside_a_line_of_the_device(self):
        # trust: 50
        for letter in b"neSlldrb":
            self.device.say(b"the first half")
            self.terminal.shows(b"half")
            self.choose(bytes([letter]))
            shown = self.terminal.shows_all()
            self.assertTrue(shown.startswith(b"\r\n--- "), shown)
            self.device.say(b" and the second\r\n")
            self.assertTrue(self.terminal.shows(b"second\r\n").startswith(b" and the second"))

    def tearDown(self):
        for name in os.listdir("."):
            if name.startswith("heapterm-2") and name.endswith(".log"):
                os.remove(name)


class Marks(recordings.Case):
    def test_they_are_in_the_shown_log_and_in_the_recording_but_not_among_the_bytes(self):
        # trust: 52
        device = self.board()
        log, shown, recording = self.path("log"), self.path("shown"), self.path("r.hpt")
        terminal = self.screen(device.path, "--log", log, "--log-view", shown, "--record", recording,
                               errors_shown=True)
        self.assertTrue(terminal.wait_raw())
        device.say(b"one\r\nthe first half")
        terminal.shows(b"half")
        terminal.type(MENU + b"k")
        terminal.shows(b"or Enter: ")
        terminal.type(b"button\r")
        terminal.shows(b"--- mark 1: button")
        device.say(b" and the second\r\nthree")
        terminal.shows(b"three")
        terminal.type(MENU + b"k\r")
        terminal.shows(b"--- mark 2 at")
        terminal.type(b"\x03")
        self.assertEqual(terminal.end(), 0)
        with open(log, "rb") as file:
            self.assertEqual(file.read(), b"one\r\nthe first half and the second\r\nthree")
        with open(shown, "rb") as file:
            lines = file.read()
        self.assertRegex(lines, rb"--- mark 1 at \d\d:\d\d:\d\d, event 0, byte 19\r?\n")
        self.assertRegex(lines, rb"--- mark 1: button\r?\n")
        self.assertRegex(lines, rb"--- mark 2 at \d\d:\d\d:\d\d, event 0, byte \d+\r?\n")
        self.assertEqual(recordings.rows(
            recording, "SELECT received, text FROM note WHERE kind = 'mark' ORDER BY id"),
            [(19, "1"), (19, "1: button"), (41, "2")])

    def test_without_a_screen_nothing_is_asked(self):
        device = self.board()
        read, write = os.pipe()
        self.addCleanup(os.close, read)
        terminal = self.screen(device.path, stdout=write)
        os.close(write)
        self.assertTrue(terminal.wait_raw())
        terminal.type(MENU + b"kon")
        self.assertEqual(device.hear(b"on"), b"on")


class OneTerminal(fixture.Case):
    def test_dev_tty_is_the_terminal_that_it_is(self):
        # trust: 50
        device = self.board()
        terminal = self.screen(device.path, errors_shown=True,
                               program=["sh", "-c", 'exec "$@" 2>/dev/tty', "-"])
        self.assertTrue(terminal.wait_raw())
        terminal.shows(b"keys\r\n")
        device.say(b"the first half")
        terminal.shows(b"half")
        terminal.type(MENU + b"e")
        self.assertTrue(terminal.shows(b"here\r\n").startswith(b"\r\n--- what is typed"))


class Omap(fixture.Case):
    def test_what_is_typed_is_mapped_and_what_is_piped_is_not(self):
        device = self.board()
        terminal = self.screen(device.path, "--omap", "delbs,crlf")
        self.assertTrue(terminal.wait_raw())
        terminal.type(b"a\x7f\rb")
        self.assertEqual(device.hear(b"b"), b"a\x08\nb")
        terminal.type(b"\x03")
        terminal.end()
        process = self.start(device.path, "--omap", "delbs,crlf", "--for", "60", stdin=-1)
        process.stdin.write(b"a\x7f\rb")
        process.stdin.flush()
        self.assertEqual(device.hear(b"b"), b"a\x7f\rb")


class Echo(fixture.Case):
    def test_it_is_shown_in_every_view_at_once_and_is_no_trace(self):
        for options in ((), ("--plain",), ("--hex",), ("--raw",), ("--filter", "nothing"),
                        ("--only", "trace"), ("--imap", "crlf")):
            device = self.board()
            terminal = self.screen(device.path, "--echo", *options, errors_shown=True)
            self.assertTrue(terminal.wait_raw())
            terminal.type(b"malloc: ALLOCATED: 8 [0x20000004]\r")
            self.assertIn(b"malloc: ALLOCATED: 8 [0x20000004]\r\n", terminal.shows(b"4]\r\n"),
                          options)
            terminal.type(MENU + b"x")
            self.assertIn(b"nothing is known of the heap", terminal.shows(b"heap yet"))

    def test_none_goes_into_a_pipe(self):
        device = self.board()
        read, write = os.pipe()
        self.addCleanup(os.close, read)
        terminal = self.screen(device.path, "--echo", stdout=write)
        os.close(write)
        self.assertTrue(terminal.wait_raw())
        terminal.type(b"typed")
        device.hear(b"typed")
        device.say(b"said\r\n")
        self.assertEqual(fixture.read_until(read, b"said\r\n"), b"said\r\n")


class MenuKey(fixture.Case):
    def test_another_menu_key_leaves_ctrl_t_to_the_device(self):
        device = self.board()
        terminal = self.screen(device.path, "--menu-char", "^A", errors_shown=True)
        self.assertTrue(terminal.wait_raw())
        terminal.type(b"\x14.\x01\x01\x01n")
        self.assertEqual(device.hear(b"\x01"), b"\x14.\x01")
        self.assertIn(b"Enter sends crlf", terminal.shows(b"crlf"))


class Screen(fixture.Case):
    """A screen that stands still, by itself or because somebody reads."""

    def test_a_pause_holds_the_screen_and_loses_nothing(self):
        device = self.board()
        terminal = self.screen(device.path, errors_shown=True)
        self.assertTrue(terminal.wait_raw())
        terminal.type(MENU + b"p")
        self.assertIn(b"stands still", terminal.shows_all())
        for i in range(1000):
            device.say(b"line %04d\r\n" % i)
        self.assertEqual(fixture.read_some(terminal.fd, 0.3), b"")
        terminal.type(MENU + b"p")
        shown = terminal.shows(b"line 0999")
        self.assertEqual([int(w) for w in shown.split() if w.isdigit()], list(range(1000)))

    def test_a_screen_that_is_not_read_costs_the_screen_alone(self):
        # trust: 7
        log = os.path.join(self.folder(), "log")
        device = self.board()
        terminal = self.screen(device.path, "--log", log, errors_shown=True)
        self.assertTrue(terminal.wait_raw())
        os.set_blocking(device.fd, False)
        block = (b"x" * 62 + b"\r\n") * 32
        sent, waited, worst = 0, 0.0, 0.0
        begun = time.monotonic()
        while sent <= 3 << 20 and time.monotonic() - begun < fixture.PATIENCE:
            try:
                sent += os.write(device.fd, block[sent % len(block):])
                waited = 0.0
                time.sleep(0.001)
            except BlockingIOError:
                waited = waited or time.monotonic()
                worst = max(worst, time.monotonic() - waited)
        self.assertGreater(sent, 2 << 20)
        self.assertLess(worst, 5)  # 20 ms where the machine has nothing else to do
        text = block * (sent // len(block)) + block[:sent % len(block)]
        self.assertTrue(fixture.wait_for(lambda: os.path.getsize(log) == len(text)))
        with open(log, "rb") as f:
            self.assertEqual(f.read(), text)
        shown = terminal.shows(b"were left out")
        self.assertRegex(shown, rb"--- \d+ bytes of output were left out while the screen stood")
        device.say(b"after\r\n")
        self.assertIn(b"after", terminal.shows(b"after"))


class LineMode(fixture.Case):
    def setUp(self):
        self.device = self.board()
        self.home = self.folder()
        self.terminal = self.screen(self.device.path, "--line-mode", errors_shown=True,
                                    environment={**os.environ, "TERM": "xterm", "HOME": self.home,
                                                 "LC_ALL": "C.UTF-8"})
        self.assertTrue(self.terminal.wait_raw())
        self.terminal.shows(b"> ")

    def test_a_line_is_edited_and_sent_whole(self):
        self.terminal.type(b"helo\x7f\x7flp me")
        time.sleep(0.2)
        self.assertEqual(fixture.read_some(self.device.fd, 0.1), b"")
        self.terminal.type(b"\x01now \r")
        self.assertEqual(self.device.hear(b"\r"), b"now help me\r")

    def test_history_gives_the_line_before_last(self):
        self.terminal.type(b"first\rsecond\r")
        self.assertEqual(self.device.hear(b"second\r"), b"first\rsecond\r")
        self.terminal.type(b"\x1b[A\x1b[A\r")
        self.assertEqual(self.device.hear(b"\r"), b"first\r")

    def test_letters_beyond_ascii_are_edited_as_letters(self):
        self.terminal.type("grün\x7f\x7fß\r".encode())
        self.assertEqual(self.device.hear(b"\r"), "grß\r".encode())

    def test_bytes_that_are_no_utf_8_reach_the_device_as_they_are(self):
        odd = b"a\xe9b\xc3x\xf0\x9f\x98\x80\xff\xc3"
        self.terminal.type(odd + b"\r")
        self.assertEqual(self.device.hear(b"\r"), odd + b"\r")
        self.terminal.type(b"\x1b[A\r")  # and out of the history
        self.assertEqual(self.device.hear(b"\r"), odd + b"\r")

    def test_rows_with_what_is_drawn_wider_are_cleared_whole(self):
        # Of 80 columns, two of them the prompt: ^A is two, \U+DCE9 seven, a wide one fits not in the last.
        for rows, text in ((1, b"\x16\x01" * 40 + b"end"), (1, b"\xe9" * 12 + b"end"),
                           (1, b"\t" * 10 + b"end"), (2, b"a" + "\u4e16".encode() * 76 + b"bend")):
            self.terminal.type(text)
            self.terminal.shows(b"end")
            self.device.say(b"news\r\n")
            self.assertIn(b"\r\x1b[%dA\x1b[J" % rows, self.terminal.shows(b"news"), text)
            self.terminal.type(b"\r")
            self.device.hear(b"\r")
            self.terminal.shows(b"> ")

    def test_the_device_talks_above_the_line(self):
        self.terminal.type(b"half a comm")
        self.terminal.shows(b"comm")
        self.device.say(b"news\r\n")
        shown = self.terminal.shows(b"> half a comm")
        self.assertIn(b"news", shown)
        self.assertIn(b"> half a comm", shown[shown.index(b"news"):])
        self.terminal.type(b"and\r")
        self.assertEqual(self.device.hear(b"\r"), b"half a command\r")

    def test_a_file_is_asked_for_on_a_line_of_its_own(self):
        name = self.file("data", b"from a file")
        self.terminal.type(b"some words")
        self.terminal.shows(b"words")
        self.terminal.type(MENU + b"s")
        self.assertIn(b"--- send file: ", self.terminal.shows(b"file: "))
        self.terminal.type(name.encode() + b"\r")
        self.assertEqual(self.device.hear(b"file"), b"from a file")
        self.terminal.type(b" and more\r")
        self.assertEqual(self.device.hear(b"\r"), b"some words and more\r")

    def test_the_name_of_a_file_may_begin_with_the_home_directory(self):
        with open(os.path.join(self.home, "data"), "wb") as file:
            file.write(b"from home")
        self.terminal.type(MENU + b"s")
        self.terminal.shows(b"file: ")
        self.terminal.type(b"~/data\r")
        self.assertEqual(self.device.hear(b"home"), b"from home")

    def test_the_name_of_a_file_is_completed(self):
        name = self.file("a name with blanks", b"completed")
        self.terminal.type(MENU + b"s")
        self.terminal.shows(b"file: ")
        self.terminal.type(name[:-9].encode().replace(b" ", b"\\ ") + b"\t")
        self.terminal.shows(b"blanks")
        self.terminal.type(b"\r")
        self.assertEqual(self.device.hear(b"completed"), b"completed")
        self.terminal.type(b"a\tb\r")  # for the device a tab is a tab again
        self.assertEqual(self.device.hear(b"\r"), b"a\tb\r")

    def test_a_line_of_the_device_in_pieces_stays_whole(self):
        for piece in (b"temp", b"erat", b"ure 2", b"1.5\r\n"):
            self.device.say(piece)
            time.sleep(0.02)
        self.assertIn(b"temperature 21.5\r\n", self.terminal.shows(b"21.5\r\n"))

    def test_half_a_line_of_the_device_goes_on_where_it_was(self):
        self.terminal.type(b"word")
        self.terminal.shows(b"word")
        self.device.say(b"count: ")
        self.assertIn(b"count: \r\n", self.terminal.shows(b"> word"))
        self.device.say(b"12")
        self.assertIn(b"\x1b[J\x1b[A\x1b[7C12", self.terminal.shows(b"12"))
        self.terminal.shows(b"> word")
        self.device.say(b"\x1b[31m")  # a colour alone moves nothing
        self.terminal.shows(b"> word")
        self.device.say(b"3\r\n")
        self.assertIn(b"\x1b[A\x1b[9C\x1b[31m3\r\n", self.terminal.shows(b"> word"))

    def test_behind_a_line_that_was_sent_or_news_it_goes_on_in_a_row_of_its_own(self):
        for ours, end in ((b"word\r", b"word\r\n> "), (MENU + b"n", b"sends crlf\r\n> ")):
            self.device.say(b"count: ")
            self.assertIn(b"count: \r\n", self.terminal.shows(b"> "))
            self.terminal.type(ours)
            self.assertIn(end, self.terminal.shows(end))
            self.device.say(b"12\r\n")
            self.assertNotIn(b"\x1b[A", self.terminal.shows(b"12\r\n> "))

    def test_a_key_does_not_take_half_a_line_of_the_device_off(self):
        self.device.say(b"count: ")
        self.terminal.shows(b"count: ")
        self.terminal.type(b"w")
        self.assertTrue(self.terminal.shows(b"> w").startswith(b"\r\n> "))

    def test_a_tab_is_for_the_device(self):
        self.terminal.type(b"a\tb\r")
        self.assertEqual(self.device.hear(b"\r"), b"a\tb\r")

    def test_ctrl_c_ends_and_ctrl_d_leaves_the_mode(self):
        self.terminal.type(b"\x04")
        self.assertIn(b"line mode is off", self.terminal.shows(b"typed"))
        self.terminal.type(b"k")
        self.assertEqual(self.device.hear(b"k"), b"k")
        self.terminal.type(b"\x03")
        self.assertEqual(self.terminal.end(), 0)
        self.assertTrue(self.terminal.is_restored())

    def test_the_terminal_is_restored_in_the_middle_of_a_line(self):
        # trust: 43
        self.terminal.type(b"some words\x03")
        self.assertEqual(self.terminal.end(), 0)
        self.assertTrue(self.terminal.is_restored())


if __name__ == "__main__":
    unittest.main()
