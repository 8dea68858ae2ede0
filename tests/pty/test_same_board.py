"""A board that comes back is found by what it says of itself on the USB."""

import time
import unittest

import tree


class TheSameBoard(tree.Plugging):
    def setUp(self):
        super().setUp()
        self.first = self.board()
        self.tree.microbit("ttyACM0", self.first.path)

    def lose(self, process):
        self.wait_open(process, self.first.path)
        self.tree.forget("ttyACM0")
        self.first.unplug()
        self.hear_news(process, b"went away")

    def test_under_another_name(self):
        process = self.start(self.tree.dev("ttyACM0"))
        self.lose(process)
        board = self.board()
        board.say(b"here now\r\n")
        self.tree.microbit("ttyACM1", board.path)
        self.hear_line(process, b"here now")
        self.assertIn("the board is", self.hear_news(process, b"ttyACM1 now"))

    def test_not_another_board_under_the_old_name(self):
        process = self.start(self.tree.dev("ttyACM0"))
        self.lose(process)
        other, same = self.board(), self.board()
        self.tree.microbit("ttyACM0", other.path, serial="9904000000000000", place="1-3")
        time.sleep(0.3)
        same.say(b"the same\r\n")
        self.tree.microbit("ttyACM1", same.path)
        self.hear_line(process, b"the same")

    def test_another_board_under_the_old_name_when_that_is_all_there_is(self):
        process = self.start(self.tree.dev("ttyACM0"))
        self.lose(process)
        other = self.board()
        other.say(b"the other\r\n")
        self.tree.microbit("ttyACM0", other.path, serial="9900000000000000")
        self.hear_line(process, b"the other")
        self.assertIn("it is another board now (BBC micro:bit v1", self.hear_news(process, b"\n"))

    def test_by_its_usb_name(self):
        process = self.start("usb:0d28:0204")
        self.lose(process)
        board = self.board()
        board.say(b"usb\r\n")
        self.tree.microbit("ttyACM7", board.path, place="2-1")
        self.hear_line(process, b"usb")


if __name__ == "__main__":
    unittest.main()
