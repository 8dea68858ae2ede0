"""tcp:// and its connections: lost and made again, slow, stuck, gone."""

import fcntl
import os
import re
import select
import signal
import socket
import struct
import subprocess
import termios
import threading
import time
import unittest

import fixture
import processes

LOST = b"; waiting for it"
BACK = b"is connected again"


class Server:
    """A TCP server on loopback that can be switched off and comes back at the same port."""

    def __init__(self, case):
        self.case = case
        self.listener, self.port = fixture.listen()
        self.name = f"tcp://127.0.0.1:{self.port}"
        case.addCleanup(self.off)

    def accept(self):
        peer, _ = self.listener.accept()
        self.case.addCleanup(peer.close)
        return peer

    def off(self):
        self.listener.close()

    def on(self):
        self.listener = socket.create_server(("127.0.0.1", self.port))
        self.listener.settimeout(fixture.PATIENCE)


def descriptors(process):
    return len(os.listdir(f"/proc/{process.pid}/fd"))


class Reconnecting(fixture.Case):
    def start_at(self, server, *options, **popen):
        process = self.start(server.name, *options, **popen)
        return process, server.accept()

    def error_of(self, process, wanted):
        return fixture.read_until(process.stderr.fileno(), wanted)

    # trust: 22
    def test_a_server_that_is_not_there_at_first_is_an_error(self):
        server = Server(self)
        server.off()
        done = self.run_heapterm(server.name)
        self.assertEqual(done.returncode, 3)
        self.one_sentence(done.stderr.decode())
        self.assertIn(server.name, done.stderr.decode())

    # trust: 25
    def test_loss_and_return_are_told_once_each(self):
        server = Server(self)
        process, peer = self.start_at(server)
        peer.sendall(b"before\r\n")
        self.assertIn(b"before", fixture.read_until(process.stdout.fileno(), b"before"))
        server.off()
        peer.close()
        self.assertRegex(self.error_of(process, LOST),
                         rb"closed the connection at \d\d:\d\d:\d\d; waiting for it")
        time.sleep(1.5)
        server.on()
        server.accept().sendall(b"after\r\n")
        self.assertIn(b"after", fixture.read_until(process.stdout.fileno(), b"after"))
        self.assertRegex(self.error_of(process, b" s\n"),
                         rb"is connected again at \d\d:\d\d:\d\d, after \d+\.\d s\n")
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=fixture.PATIENCE)
        self.assertEqual((process.returncode, error), (0, b""))

    # trust: 23
    def test_nothing_of_20_short_connections_is_lost(self):
        server = Server(self)
        process, peer = self.start_at(server, "--no-summary")
        sent = out = b""
        for turn in range(20):
            lines = b"".join(b"turn %02d line %03d\r\n" % (turn, i) for i in range(100))
            peer.sendall(lines)
            sent += lines
            time.sleep(0.25)  # a connection that lasted is followed by the next at once
            peer.close()
            out += fixture.read_until(process.stdout.fileno(), b"turn %02d line 099\r\n" % turn)
            peer = server.accept()
        process.send_signal(signal.SIGINT)
        more, error = process.communicate(timeout=fixture.PATIENCE)
        self.assertEqual(out + more, sent)
        self.assertEqual(error.count(LOST), 20)
        self.assertEqual(process.returncode, 0)

    # trust: 25
    def test_a_line_cut_by_the_loss_is_not_joined_with_what_comes_next(self):
        server = Server(self)
        process, peer = self.start_at(server)
        peer.sendall(b"malloc: ALLOCATED: 56 [0x200027")
        out = fixture.read_until(process.stdout.fileno(), b"0x200027")
        peer.close()
        peer = server.accept()
        peer.sendall(b"94]\r\nmalloc: ALLOCATED: 24 [0x20002900]\r\n")
        out += fixture.read_until(process.stdout.fileno(), b"24 [0x20002900]")
        process.send_signal(signal.SIGINT)
        out += process.communicate(timeout=fixture.PATIENCE)[0]
        self.assertNotIn(b"+56", out)
        self.assertIn(b"+24", out)

    # trust: 25
    def test_the_boot_behind_a_loss_is_a_run_of_its_own_and_exact(self):
        server = Server(self)
        process, peer = self.start_at(server)
        # Three of 12 bytes tell newlib-nano from full newlib.
        boot = (b"#h:0x20000000;0x20001000\r\n#m:0x20000008;0x1-12\r\n#m:0x20000018;0x1-12\r\n"
                b"#m:0x20000030;0x1-12\r\n")
        peer.sendall(boot + b"#m:0x20000040;0x1-8\r\n#f:0x0;0x1-0x200")
        out = fixture.read_until(process.stdout.fileno(), b"0x1-0x200")
        peer.close()
        peer = server.accept()
        peer.sendall(boot + b"done.\r\n")
        out += fixture.read_until(process.stdout.fileno(), b"done.")
        process.send_signal(signal.SIGINT)
        out += process.communicate(timeout=fixture.PATIENCE)[0]
        self.assertIn(b"run 2: the device started over", out)
        self.assertRegex(out, rb"trust +exact: 3 of 3 addresses")

    # trust: 26
    def test_100_connections_leave_no_descriptor_behind(self):
        server = Server(self)
        process, peer = self.start_at(server)
        counts = []
        for turn in range(100):
            time.sleep(0.2)  # a connection that lasted is followed by the next at once
            peer.close()
            peer = server.accept()
            peer.sendall(b"turn %d.\r\n" % turn)
            fixture.read_until(process.stdout.fileno(), b"turn %d." % turn)
            if turn in (9, 99):
                counts.append(descriptors(process))
        self.assertEqual(counts[0], counts[1])

    # trust: 26
    def test_waiting_takes_no_processor_time(self):
        server = Server(self)
        process, peer = self.start_at(server)
        server.off()
        peer.close()
        self.error_of(process, LOST)
        self.assertTrue(fixture.rests(lambda: processes.ticks(process.pid), 3, 3))

    def test_what_waited_to_be_sent_is_counted_to_the_byte(self):
        server = Server(self)
        process, peer = self.start_at(server, stdin=subprocess.PIPE)
        total = 0
        os.set_blocking(process.stdin.fileno(), False)
        while True:  # until all on the way is full
            if select.select([], [process.stdin], [], 0.5)[1]:
                total += os.write(process.stdin.fileno(), b"x" * 65536)
            elif processes.is_waiting(process.pid):
                break
        unread = fcntl.ioctl(process.stdin.fileno(), termios.FIONREAD, bytes(4))
        total -= struct.unpack("i", unread)[0]
        server.off()
        peer.shutdown(socket.SHUT_WR)
        error = self.error_of(process, b"dropped\n")
        got = 0
        while True:
            piece = peer.recv(1 << 20)
            if not piece:
                break
            got += len(piece)
        dropped = int(re.search(rb"; (\d+) bytes that waited to be sent were dropped", error)[1])
        self.assertGreater(dropped, 65536)
        self.assertEqual(got + dropped, total)

    def test_what_is_typed_meanwhile_does_not_reach_the_next_one(self):
        server = Server(self)
        terminal = self.screen(server.name)
        peer = server.accept()
        self.assertTrue(terminal.wait_raw())
        server.off()
        peer.close()
        fixture.read_until(terminal.process.stderr.fileno(), LOST)
        terminal.type(b"reset\r")
        self.assertTrue(fixture.wait_for(terminal.keys_have_been_read))
        server.on()
        peer = server.accept()
        said = fixture.read_until(terminal.process.stderr.fileno(), b"dropped\n")
        self.assertIn(b"6 bytes sent meanwhile were dropped", said)
        terminal.type(b"now")
        self.assertEqual(fixture.read_until(peer.fileno(), b"now"), b"now")
        terminal.type(b"\x03")
        self.assertEqual(terminal.end(), 0)

    def test_a_forwarded_port_with_nothing_behind_it_is_no_return(self):
        server = Server(self)
        process, peer = self.start_at(server)
        peer.close()
        self.error_of(process, LOST)
        for _ in range(5):
            server.accept().close()
        server.accept().sendall(b"at last\r\n")
        self.assertIn(b"at last", fixture.read_until(process.stdout.fileno(), b"at last"))
        process.send_signal(signal.SIGINT)
        error = process.communicate(timeout=fixture.PATIENCE)[1]
        self.assertEqual(error.count(BACK), 1)
        self.assertNotIn(LOST, error)

    def test_for_a_map_the_end_of_the_connection_is_the_end_of_the_input(self):
        server = Server(self)
        process, peer = (self.start("map", "--json", server.name), server.accept())
        peer.sendall(b"malloc: ALLOCATED: 56 [0x20002794]\r\n")
        peer.close()
        out, error = process.communicate(timeout=fixture.PATIENCE)
        self.assertEqual((process.returncode, error), (0, b""))
        self.assertIn(b"0x20002794", out)

    def test_a_name_with_control_characters_is_not_printed_as_such(self):
        done = self.run_heapterm("tcp://no\x1b[2Jhost.invalid:1")
        self.assertEqual(done.returncode, 3)
        self.assertNotIn(b"\x1b", done.stderr)
        self.one_sentence(done.stderr.decode())


class SlowPeers(fixture.Case):
    # trust: 17
    def test_a_mebibyte_reaches_a_slow_peer_exactly(self):
        server = Server(self)
        data = os.urandom(1 << 20)
        process = self.start(server.name, stdin=subprocess.PIPE)
        peer = server.accept()
        threading.Thread(target=process.stdin.write, args=(data,), daemon=True).start()
        got = fixture.read_exactly(peer.fileno(), len(data), pace=(4096, 0.005))
        self.assertEqual(got, data)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)
        self.assertEqual(process.stderr.read(), b"")

    # trust: 65
    def test_a_peer_that_never_reads_holds_nothing_up(self):
        server = Server(self)
        terminal = self.screen(server.name)
        peer = server.accept()
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.assertTrue(terminal.wait_raw())
        typing = threading.Thread(target=terminal.type, args=(b"x" * (12 << 20),))
        typing.start()
        for i in range(20):
            peer.sendall(b"still heard %d.\r\n" % i)
            self.assertIn(b"heard %d." % i, terminal.shows(b"heard %d." % i))
        typing.join(fixture.PATIENCE)
        terminal.type(b"\x1d")
        start = time.monotonic()
        self.assertEqual(terminal.end(), 0)
        self.assertLess(time.monotonic() - start, 10.0)  # half a second on a quiet machine
        self.assertIn("bytes that were sent have not reached the device", terminal.error)

    # trust: 7
    def test_a_screen_that_stands_still_does_not_stop_the_reading(self):
        server = Server(self)
        process = self.start(server.name, "--no-summary")
        peer = server.accept()
        line = b"a line of the device that nobody reads on the screen\r\n"
        peer.settimeout(fixture.PATIENCE)
        for _ in range(40):
            peer.sendall(line * 4000)
        # What goes into a pipe may wait longer than what goes to a screen.
        size = 40 * 4000 * len(line)
        out = fixture.read_exactly(process.stdout.fileno(), size)
        out += fixture.read_some(process.stdout.fileno(), 0.2)
        self.assertEqual(len(out), size)


if __name__ == "__main__":
    unittest.main()
