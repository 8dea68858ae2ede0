"""The mouse in the full-screen view, as a terminal sends it: SGR sequences, cells counted from 1."""

import pathlib
import re
import unittest

import fixture
import tmux

CAPTURES = pathlib.Path(__file__).resolve().parents[1] / "data/captures"
OOM = CAPTURES / "v1-badge-oom.log"
LEFT, DRAG, WHEEL_UP, WHEEL_DOWN = 0, 32, 64, 65


class Mouse(tmux.Case):
    def setUp(self):
        self.terminal = self.tmux("tui", OOM, columns=160, rows=44)
        self.see(self.terminal, "event 11038 of 11038", "at the end")

    def send(self, button, row, column, released=False):
        text = f"\x1b[<{button};{column + 1};{row + 1}{'m' if released else 'M'}"
        self.terminal.press("-H", *(f"{byte:02x}" for byte in text.encode()))

    def click(self, row, column):
        self.send(LEFT, row, column)
        self.send(LEFT, row, column, released=True)

    def find(self, words):
        """Where this is on the screen: row and column."""
        for row, line in enumerate(self.terminal.text().split("\n")):
            if words in line:
                return row, line.index(words)
        self.fail(f"{words!r} is not on the screen:\n{self.terminal.text()}")

    def event(self):
        return int(re.search(r"event (\d+) of", self.terminal.text())[1])

    def test_a_click_on_a_tab_opens_that_list(self):
        for name, wanted in (("2 Blocks", "REQUESTED"), ("3 Holes", "LARGEST malloc"),
                             ("7 Log", "7 Log"), ("1 Events", "CHANGE")):
            self.click(*self.find(name))
            self.see(self.terminal, wanted)

    def test_a_click_selects_a_row_and_another_one_goes_there(self):
        row, column = self.find("11033  malloc")
        self.click(row, column)
        self.click(row, column)
        self.see(self.terminal, "event 11033 of 11038")

    def test_a_click_on_the_map_selects_the_block_there(self):
        row, column = self.find(" 20002a10 ")
        self.click(row, column + 14)
        self.see(self.terminal, "Block 0x")
        address = int(re.search(r"Block 0x([0-9a-f]+)", self.terminal.text())[1], 16)
        answer = self.run_heapterm("map", OOM, "--json").stdout.decode()
        header, size, asked = re.search(rf'"header": "(0x[0-9a-f]+)", "address": "0x{address:08x}", '
                                        r'"size": (\d+), "used": true, "requested": (\d+)', answer).groups()
        self.see(self.terminal, f"{asked} bytes requested", f"{size} bytes: 4 header")
        cell = 0x20002A10 + 4 * 8  # the fifth, of eight bytes
        self.assertLess(int(header, 16), cell + 8)
        self.assertGreater(int(header, 16) + int(size), cell)

    def test_the_time_axis_takes_a_click_and_a_drag(self):
        row, column = self.find("event          1 ─")
        first, last = column + 18, self.find("●    11038")[1]
        self.click(row, (first + last) // 2)
        self.see(self.terminal, "PAUSED")
        middle = self.event()
        self.assertTrue(4500 < middle < 6500, middle)
        self.send(LEFT, row, first + 2)
        self.assertTrue(fixture.wait_for(lambda: self.event() < 1000))
        self.send(DRAG, row, first + 40)
        self.assertTrue(fixture.wait_for(lambda: 4000 < self.event() < 9000))
        self.send(LEFT, row, first + 40, released=True)
        there = self.event()
        self.send(DRAG, row, first + 10)
        self.terminal.press("Z")
        self.see(self.terminal, "Z does nothing here")
        self.assertEqual(self.event(), there)

    def test_the_wheel_scrolls_the_list_below_it(self):
        row, column = self.find("11035  malloc")
        self.send(WHEEL_DOWN, row, column)
        self.miss(self.terminal, "11038  FAILED")
        self.send(WHEEL_UP, row, column)
        self.see(self.terminal, "11038  FAILED")
        self.assertEqual(self.event(), 11038)


if __name__ == "__main__":
    unittest.main()
