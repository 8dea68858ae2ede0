"""The settings file, on a port."""

import os
import tempfile

from fixture import Case
from test_port import settings_of


class Settings(Case):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)

    def write(self, text):
        path = os.path.join(self.directory.name, "config")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def speed_and_view(self, *arguments):
        """What the port was set to, and what the screen shows of a line."""
        screen = self.screen(*arguments)
        self.assertTrue(screen.wait_raw())
        self.board_in_use.say(b"hello\r\n")
        shown = screen.shows(b"hello")
        speed = settings_of(self.board_in_use.port)["speed"]
        screen.type(b"\x01")
        self.assertEqual(screen.end(), 0, screen.error)
        return speed, shown

    def test_a_profile_brings_port_rate_and_key(self):
        self.board_in_use = self.board()
        path = self.write("exit-char = ^A\n[lab]\n"
                          f"port = {self.board_in_use.path}\nbaud = 9600\n")
        speed, shown = self.speed_and_view("--config", path, "lab")
        self.assertEqual(speed, 9600)
        self.assertIn(b"hello", shown)
        speed, _ = self.speed_and_view("--config", path, "lab", "19200")
        self.assertEqual(speed, 19200)

    def test_a_profile_matches_its_port_and_gives_way_to_an_operand(self):
        self.board_in_use = self.board()
        path = self.write("exit-char = ^A\nbaud = 300\n"
                          f"[lab]\nmatch = {os.path.dirname(self.board_in_use.path)}/*\nbaud = 9600\n")
        speed, _ = self.speed_and_view("--config", path, self.board_in_use.path)
        self.assertEqual(speed, 9600)
        speed, _ = self.speed_and_view("--config", path, self.board_in_use.path, "19200")
        self.assertEqual(speed, 19200)

    def test_the_usual_file_is_read(self):
        self.board_in_use = self.board()
        os.mkdir(os.path.join(self.directory.name, "heapterm"))
        os.rename(self.write("exit-char = ^A\nbaud = 2400\n"),
                  os.path.join(self.directory.name, "heapterm", "config"))
        os.environ["XDG_CONFIG_HOME"], before = self.directory.name, os.environ["XDG_CONFIG_HOME"]
        try:
            speed, _ = self.speed_and_view(self.board_in_use.path)
        finally:
            os.environ["XDG_CONFIG_HOME"] = before
        self.assertEqual(speed, 2400)
