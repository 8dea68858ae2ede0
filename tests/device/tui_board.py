#!/usr/bin/env python3
"""The full-screen view on the emulated board: QEMU runs the example firmware until its heap is full, and
the screen, which tmux keeps, says what happened and why.

    tui_board.py FIRMWARE        FIRMWARE: the directory with garden.elf; HEAPTERM is in the environment
"""

import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests/pty"))
import fixture  # noqa: E402
import tmux  # noqa: E402

LIMIT = 120  # seconds that the board may run, whatever happens


class Board:
    """It starts halted, and goes when it is told to."""

    def __init__(self, elf, folder):
        self.said = pathlib.Path(folder) / "monitor.log"
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                ["timeout", "-k", "5", str(LIMIT), "qemu-system-arm", "-M", "microbit", "-display", "none",
                 "-S", "-serial", "pty", "-monitor", "stdio", "-kernel", str(elf)],
                stdin=subprocess.PIPE, stdout=said, stderr=said)
        if not fixture.wait_for(self.port, 20):
            sys.exit(f"QEMU does not start: {self.said.read_text()}")

    def port(self):
        found = re.search(r"redirected to (/dev/\S+)", self.said.read_text())
        return found and found[1]

    def go(self):
        self.process.stdin.write(b"cont\n")
        self.process.stdin.flush()

    def stop(self):
        self.process.terminate()
        self.process.wait()


def see(screen, *wanted):
    if not fixture.wait_for(lambda: all(words in screen.text() for words in wanted), LIMIT):
        sys.exit(f"{wanted} is not on the screen:\n{screen.text()}")


def watch(board, screen):
    see(screen, "No heap event yet")
    board.go()
    see(screen, "FAILED", "Press e to read why")
    screen.press("e")
    see(screen, "Why it failed", "requested")
    failed = re.search(r"malloc\((\d+)\) failed.*? at event (\d+)", screen.text())
    if failed is None:
        sys.exit(f"The explanation does not say what failed:\n{screen.text()}")
    screen.press("Escape")
    see(screen, f"event {failed[2]} of", f"malloc({failed[1]}) FAILED", "exact")
    screen.press("q")
    see(screen, "== Summary")


def main():
    elf = pathlib.Path(sys.argv[1]) / "garden.elf"
    with tempfile.TemporaryDirectory() as folder:
        board = Board(elf, folder)
        screen = tmux.Tmux("tui", board.port(), "115200", "--elf", elf, columns=160, rows=44)
        try:
            watch(board, screen)
        finally:
            screen.close()
            board.stop()


if __name__ == "__main__":
    main()
