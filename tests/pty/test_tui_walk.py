"""The full-screen view while somebody walks about in it and the board goes on: after every key what it
shows of an instant is what `heapterm map --at` says of it."""

import json
import pathlib
import random
import re
import unittest

import fixture
import tmux

CAPTURES = pathlib.Path(__file__).resolve().parents[1] / "data/captures"
STEPS = 300


class Truth:
    """What `map` says of a log at an event, as the heaps' headings of the screen put it."""

    def __init__(self, case, log):
        self.case, self.log, self.known = case, log, {}

    def at(self, event):
        if event not in self.known:
            done = self.case.run_heapterm("map", self.log, "--json", "--at", f"event:{event}")
            self.known[event] = [
                (int(heap["start"], 16), heap["size"], heap["free_bytes"],
                 heap["largest_allocatable"], heap["used_bytes"], heap["free_blocks"])
                for heap in json.loads(done.stdout)["heaps"]]
        return self.known[event]


def shown_heaps(text):
    found = re.findall(r"^ Heap \d+  ([0-9a-f]+)\.\.[0-9a-f]+ +(\d+) bytes  free (\d+)  "
                       r"largest (\d+)  used (\d+)  (\d+) hole", text, re.M)
    return [(int(start, 16), *map(int, rest)) for start, *rest in found]


def shown_event(text):
    found = re.search(r"  event (\d+) of (\d+)", text)
    return (int(found[1]), int(found[2])) if found else (None, None)


class Walk:
    """One who presses keys at random. Behind each stands a letter that does nothing but say so: when
    that is on the screen, so is what the key did."""

    def __init__(self, case, screen, truth, seed):
        self.case, self.screen, self.truth = case, screen, truth
        self.random, self.steps, self.events = random.Random(seed), 0, set()

    def ask(self, key, text):
        self.screen.press(key)
        self.screen.press("C-u")
        self.screen.type(text)
        self.screen.press("Enter")

    def search(self):
        self.ask("/", self.random.choice(["free", "OUT OF", "1[0-9]. .0x", "nowhere"]))
        self.case.see_one_of(self.screen, "goes on to the next", "No line after")

    def key(self, newest):
        number = self.random.randrange
        return self.random.choice([
            lambda: self.screen.press(*["Left"] * (1 + number(5))),
            lambda: self.screen.press(*["Right"] * (1 + number(5))),
            lambda: self.screen.press(self.random.choice(["[", "]"])),
            lambda: self.ask("g", str(number(newest + 2))),
            lambda: self.ask("g", self.random.choice([f"line:{number(3000)}", "fail", "fail:1"])),
            lambda: self.screen.press(self.random.choice(["Home", "End"])),
            lambda: self.screen.press("Space"),
            lambda: self.screen.press(str(1 + number(7))),
            lambda: self.screen.press(self.random.choice(["Up", "Down", "PageDown", "c", "Tab"])),
            lambda: self.ask("f", self.random.choice(["size:1..40", "addr:0x20002000..0x20002c00"])),
            lambda: self.screen.press("F"),
            lambda: self.ask("m", f"mark {number(100)}"),
            self.search])()

    def agrees(self, letter):
        text = self.screen.text()
        event, _ = shown_event(text)
        self.seen = (event, shown_heaps(text), f"{letter} does nothing here" in text, text)
        return self.seen[2] and event is not None and self.seen[1] == self.truth.at(event)

    def step(self):
        newest = shown_event(self.screen.text())[1]
        letter = "XYZ"[self.steps % 3]
        self.key(newest)
        self.screen.press(letter)
        self.steps += 1
        self.case.assertTrue(fixture.wait_for(lambda: self.agrees(letter), 20),
                             f"step {self.steps}, event {self.seen[0]}: map says "
                             f"{self.truth.at(self.seen[0])}\n{self.seen[3]}")
        self.events.add(self.seen[0])


class Walks(tmux.Case):
    def see_one_of(self, screen, *wanted):
        self.assertTrue(fixture.wait_for(lambda: any(w in screen.text() for w in wanted)), screen.text())

    def walk(self, capture, seed):
        log = CAPTURES / capture
        lines, board = log.read_bytes().splitlines(True), self.board()
        screen = self.tmux("tui", board.path, columns=160, rows=44)
        self.see(screen, "event 0")
        walk, said = Walk(self, screen, Truth(self, log), seed), 200
        board.say(b"".join(lines[:said]))
        for _ in range(STEPS):
            more = walk.random.choice([0, 1, 5, 60])
            board.say(b"".join(lines[said:said + more]))
            said += more
            walk.step()
        self.assertGreater(len(walk.events), STEPS / 6)

    # trust: 151
    def test_what_is_shown_is_what_map_says_after_every_step(self):
        self.walk("v1-badge-oom.log", 1)


if __name__ == "__main__":
    unittest.main()
