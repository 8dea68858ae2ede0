"""An explanation of what a port said until Ctrl-C."""

import json
import signal
import unittest

import fixture

TRACE = (b"HEAP 0: \nheap_start : 0x20000000\nheap_end   : 0x20000100\nheap_size  : 256\n[F:256] \n"
         b"mb_total_free : 256\nmb_total_used : 0\n"
         b"malloc: ALLOCATED: 92 [0x20000004]\nmalloc: ALLOCATED: 48 [0x20000064]\nhist 17\r\n"
         b"malloc: ALLOCATED: 8 [0x20000098]\nfree:   0x20000064\n")
FAILURE = b"malloc: OUT OF MEMORY [100]\n"


class Explain(fixture.Case):
    def explain(self, said, *options):
        """What it says of a port that said this before Ctrl-C."""
        device = self.board()
        process = self.start("explain", device.path, *options)
        self.wait_ready(process)
        device.say(said)
        self.wait_heard(process, device)
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=fixture.PATIENCE)
        return process.returncode, out.decode(), error.decode()

    def test_of_a_failure(self):
        code, out, error = self.explain(TRACE + FAILURE)
        self.assertEqual((code, error), (0, ""))
        self.assertRegex(out, r"^malloc\(100\) failed at event 5 \(line 13, [0-9.]+ s\): fragmented\.")
        self.assertIn('after "hist 17"', out)

    def test_of_a_healthy_heap(self):
        code, out, error = self.explain(TRACE, "--json")
        self.assertEqual((code, error), (0, ""))
        self.assertEqual(json.loads(out)["verdict"], "healthy")
        self.assertIsNotNone(json.loads(out)["at"]["time_us"])

    def test_of_a_port_that_says_no_heap_lines(self):
        code, out, error = self.explain(b"hello\r\n")
        self.assertEqual((code, out), (3, ""))
        self.assertIn("is heap debugging enabled?", error)

    def test_of_a_silent_port(self):
        code, out, error = self.explain(b"")
        self.assertEqual((code, out), (3, ""))
        self.assertIn("had said anything", error)


if __name__ == "__main__":
    unittest.main()
