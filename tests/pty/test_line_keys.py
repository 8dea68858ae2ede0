"""The keys of a line that is edited, and the names of files that it completes."""

import os
import unittest

import fixture

MENU = b"\x14"


class Case(fixture.Case):
    def setUp(self):
        self.device = self.board()
        self.files = self.folder()
        environment = {**os.environ, "TERM": "xterm", "HOME": self.files, "LC_ALL": "C.UTF-8"}
        self.terminal = self.screen(self.device.path, "--line-mode", errors_shown=True, columns=400,
                                    environment=environment)
        self.assertTrue(self.terminal.wait_raw())
        self.terminal.shows(b"> ")

    def tearDown(self):
        self.terminal.type(b"\x03")
        self.assertEqual(self.terminal.end(), 0)
        super().tearDown()


class Keys(Case):
    def sends(self, *pieces):
        """What comes of keys that arrive in pieces."""
        for piece in pieces:
            self.terminal.type(piece)
            self.terminal.shows_all()
        self.terminal.type(b"\r")
        return self.device.hear(b"\r")

    def test_earlier_lines_are_found_by_their_beginning(self):
        for line in (b"first line", b"second"):
            self.assertEqual(self.sends(line), line + b"\r")
        self.assertEqual(self.sends(b"fi\x12"), b"first line\r")
        self.assertEqual(self.sends(b"fi", b"\x12", b" again"), b"first line again\r")

    def test_behind_ctrl_v_a_key_is_a_character(self):
        self.assertEqual(self.sends(b"a\x16\x01b\x16\x04\x16\x1b[A"), b"a\x01b\x04\x1b[A\r")
        self.assertEqual(self.sends(b"a\x16", b"\x1b", b"[b"), b"a\x1b[b\r")
        self.assertEqual(self.sends(b"\x16", b"\xe2\x82", b"\xac"), b"\xe2\x82\xac\r")

    def test_a_key_may_come_in_pieces(self):
        self.assertEqual(self.sends(b"ac\x1b", b"[", b"Db"), b"abc\r")
        self.assertEqual(self.sends(b"bc\x1b", b"OHa"), b"abc\r")
        self.assertEqual(self.sends(b"one two\x1b", b"bmore "), b"one more two\r")
        self.assertEqual(self.sends(b"\xc3", b"\xa4\xe2\x82", b"\xac"), "ä€\r".encode())

    def test_the_beginning_of_a_key_waits_behind_a_line_too(self):
        self.terminal.type(b"line\rac\x1b")
        self.assertEqual(self.device.hear(b"\r"), b"line\r")
        self.assertEqual(self.sends(b"[Db"), b"abc\r")

    def test_what_would_ask_for_more_does_nothing(self):
        self.assertEqual(self.sends(b"a\x1bxb"), b"ab\r")

    def test_a_line_goes_on_behind_a_question(self):
        self.terminal.type(b"half a comm")
        self.terminal.shows(b"comm")
        self.terminal.type(MENU + b"k")
        self.terminal.shows(b"Enter: ")
        self.terminal.type(b"words\r")
        self.assertIn(b"> half a comm", self.terminal.shows(b"> half a comm"))
        self.terminal.type(b"a" + MENU + b"s")
        self.terminal.shows(b"file: ")
        self.terminal.type(b"\x04")
        self.assertIn(b"\r\x1b[J--- no file is sent\r\n", self.terminal.shows(b"> half a comma"))
        self.assertEqual(self.sends(b"nd"), b"half a command\r")
        self.assertEqual(self.sends(b"next"), b"next\r")

    def test_given_up_the_prompt_goes(self):
        self.terminal.type(b"\x04")
        self.assertIn(b"\r\x1b[J--- line mode is off", self.terminal.shows(b"typed\r\n"))


class Files(Case):
    def make(self, *names):
        for name in names:
            with open(os.path.join(self.files.encode(), name), "wb") as file:
                file.write(b"bytes of " + name)

    def ask(self, typed):
        self.terminal.type(MENU + b"s")
        self.terminal.shows(b"file: ")
        self.terminal.type(typed)
        return self.terminal.shows_all()

    def test_many_names_are_counted_and_hold_up_nothing(self):
        self.make(*(b"log%03d" % number for number in range(150)))
        shown = self.ask(b"~/\t")
        self.assertTrue(shown.endswith(b"log"))
        self.assertNotIn(b"files", shown)
        self.terminal.type(b"\t")
        shown = self.terminal.shows(b"send file: ~/log")
        self.assertIn(b"--- 150 files: log000, log001, ", shown)
        self.assertIn(b"log039 and 110 more\r\n", shown)
        self.device.say(b"still here\r\n")
        self.assertIn(b"still here", self.terminal.shows(b"still here"))
        self.terminal.type(b"149\r")
        self.assertEqual(self.device.hear(b"149"), b"bytes of log149")

    def test_names_are_shown_and_not_obeyed(self):
        self.make(b"one\x1b[31mred", b"two\x1b]0;title\x07")
        shown = self.ask(b"~/\t")
        self.assertIn(b"--- 2 files: one?[31mred, two?]0;title?\r\n", shown)
        self.terminal.type(b"o\t")
        self.assertIn(b"ne^[[31mred", self.terminal.shows(b"mred"))
        self.terminal.type(b"\r")
        self.assertEqual(self.device.hear(b"red"), b"bytes of one\x1b[31mred")

    def test_letters_are_not_cut_in_half(self):
        self.make("grün".encode(), "größe".encode(), b"gr\xff")
        self.ask(b"~/g\t")
        self.terminal.type("ü\t\r".encode())
        self.assertEqual(self.device.hear("grün".encode()), "bytes of grün".encode())
        self.ask(b"~/gr\xff\t\r")
        self.assertEqual(self.device.hear(b"gr\xff"), b"bytes of gr\xff")

    def test_a_directory_goes_on_and_hidden_files_are_asked_for(self):
        os.mkdir(os.path.join(self.files, "a folder"))
        self.make(b"a folder/inside", b"a folder/.hidden")
        self.assertTrue(self.ask(b"~/a\t").endswith(b"folder/"))
        self.terminal.type(b"\t\r")
        self.assertEqual(self.device.hear(b"inside"), b"bytes of a folder/inside")
        self.ask(b"~/a\\ folder/.h\t\r")
        self.assertEqual(self.device.hear(b"hidden"), b"bytes of a folder/.hidden")

    def test_what_is_not_there_stays_as_it_was_typed(self):
        self.assertIn(b"cannot send " + self.files.encode() + b"/nothing:",
                      self.ask(b"~/nothing\t\r"))


if __name__ == "__main__":
    unittest.main()
