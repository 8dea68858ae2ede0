"""heapterm diff --json against its schema, and against what map --json says of the same instants."""

import collections
import json
import os
import unittest

import fixture

try:
    import jsonschema
except ImportError:
    jsonschema = None

HERE = os.path.dirname(os.path.abspath(__file__))
CAPTURES = os.path.join(HERE, "..", "data", "captures")
SCHEMA = os.path.join(HERE, "..", "..", "docs", "diff.schema.json")
ELF = os.path.join(CAPTURES, "greenhouse-microbit.elf")


def capture(name):
    return os.path.join(CAPTURES, name + ".log")


class Diff(fixture.Case):
    def answer(self, command, *arguments):
        run = self.run_heapterm(command, *arguments, "--json")
        self.assertEqual(run.returncode, 0, run.stderr)
        return json.loads(run.stdout)

    def sums(self, *arguments):
        """Blocks and bytes by caller, or by size where there is none."""
        sums = collections.Counter()
        for heap in self.answer("map", *arguments)["heaps"]:
            for block in heap["blocks"]:
                if block["used"] and block["requested"] is not None:
                    key = block["caller"] or block["requested"]
                    sums[key, "blocks"] += 1
                    sums[key, "bytes"] += block["requested"]
        return sums

    def holds(self, before, after, *more):
        diff = self.answer("diff", *before[:1], *after[:1], *before[1:], *after[1:], *more)
        if jsonschema is not None:
            with open(SCHEMA, encoding="utf-8") as file:
                jsonschema.Draft202012Validator(json.load(file)).validate(diff)
        for side, arguments in (("before", before), ("after", after)):
            wanted = self.sums(*arguments, *more)
            got = collections.Counter()
            for site in diff["sites"]:
                key = site["caller"] or site["size"]
                for what in ("blocks", "bytes"):
                    if site[side][what]:
                        got[key, what] += site[side][what]
            self.assertEqual(got, +wanted)
            self.assertEqual(sum(s[side]["bytes"] for s in diff["sites"]),
                             diff[side]["live_bytes"])
        return diff

    def test_it_says_what_the_maps_say(self):
        # trust: 127
        self.holds((capture("v1-badge-normal"),), (capture("v1-badge-oom"),))
        self.holds((capture("v1-badge-isr"), "--at", "event:700"),
                   (capture("v1-badge-isr"), "--at", "end"))
        self.holds((capture("v1-corners"), "--at", "byte:900"),
                   (capture("v1-badge-resets"), "--at", "line:300"))
        diff = self.holds((capture("mbed-greenhouse-normal"),), (capture("mbed-greenhouse-oom"),))
        self.assertIsNone(diff["before"]["free_bytes"])

    def test_the_planted_leaks_are_what_grew_most(self):
        # trust: 127
        diff = self.answer("diff", capture("mbed-greenhouse-normal"),
                           capture("mbed-greenhouse-oom"), "--elf", ELF)
        grown = [s["function"] for s in diff["sites"] if s["fate"] == "grown"]
        self.assertEqual(grown[0], "alarm_raise")
        self.assertIn("session_open", grown[:3])

    def test_a_name_may_hold_anything(self):
        folder = self.folder()
        path = os.path.join(folder.encode(), b'a "\xff\n.log')
        with open(path, "wb") as file:
            file.write(b"malloc: ALLOCATED: 8 [0x20000004]\n")
        diff = self.answer("diff", path, path)
        self.assertTrue(diff["before"]["name"].endswith('a "\ufffd\n.log'))
        shown = self.run_heapterm("diff", path, path).stdout
        self.assertIn(b'a "\xff?.log: event 1', shown)

    def test_an_input_that_ends_too_early_is_compared_and_said(self):
        packed = os.path.join(HERE, "..", "data", "packed")
        with open(os.path.join(packed, "two.log.gz"), "rb") as file:
            cut = self.file("cut.gz", file.read()[:-12])
        run = self.run_heapterm("diff", cut, capture("v1-corners"))
        self.assertEqual(run.returncode, 3)
        self.assertIn(b"live blocks", run.stdout)
        self.assertEqual(run.stderr.count(b"\n"), 1)


if __name__ == "__main__":
    unittest.main()
