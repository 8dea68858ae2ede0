"""rfc2217://: against servers that this test plays, well-behaved and hostile, and a real ser2net."""

import fcntl
import os
import re
import select
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time
import unittest

import fixture

IAC, DONT, DO, WONT, WILL, SB, SE = 255, 254, 253, 252, 251, 250, 240
BINARY, ECHO, GO_AHEAD, COM_PORT = 0, 1, 3, 44
TCGETS2 = 0x802C542A


def sub(*values):
    """A com port command as it goes over the wire."""
    body = bytes(values).replace(b"\xff", b"\xff\xff")
    return bytes((IAC, SB, COM_PORT)) + body + bytes((IAC, SE))


class Telnet:
    """The server's side of one connection: takes the bytes apart as RFC 854 says."""

    def __init__(self, peer):
        self.peer = peer
        self.raw = b""
        self.data = b""
        self.verbs = []
        self.subs = []
        self.obliging = True  # agrees to all, and does what it is asked for
        self.silent = set()   # commands that are not answered
        self.changed = {}     # commands that are answered with something else
        self.refused = set()  # options

    def say(self, data):
        self.peer.sendall(data.replace(b"\xff", b"\xff\xff"))

    def take(self, seconds=0.05):
        if not select.select([self.peer], [], [], seconds)[0]:
            return False
        piece = self.peer.recv(65536)
        self.raw += piece
        while self.raw:
            used = self.take_one()
            if used == 0:
                break
            self.raw = self.raw[used:]
        return bool(piece)

    def take_one(self):
        raw = self.raw
        if raw[0] != IAC:
            end = raw.find(b"\xff")
            self.data += raw if end < 0 else raw[:end]
            return len(raw) if end < 0 else end
        if len(raw) < 2:
            return 0
        if raw[1] == IAC:
            self.data += b"\xff"
            return 2
        if raw[1] == SB:
            found = re.match(rb"\xff\xfa((?:[^\xff]|\xff\xff)*)\xff\xf0", raw, re.DOTALL)
            if found is None:
                return 0
            body = found[1].replace(b"\xff\xff", b"\xff")
            self.subs.append(body[1:])
            self.answer_sub(body[1:])
            return found.end()
        if len(raw) < 3:
            return 0
        self.verbs.append((raw[1], raw[2]))
        self.answer_verb(raw[1], raw[2])
        return 3

    def answer_verb(self, verb, option):
        if not self.obliging or verb not in (WILL, DO):
            return
        good, bad = (DO, DONT) if verb == WILL else (WILL, WONT)
        self.peer.sendall(bytes((IAC, bad if option in self.refused else good, option)))

    def answer_sub(self, body):
        if self.obliging and body[0] not in self.silent:
            value = self.changed.get(body[0], body[1:])
            self.peer.sendall(sub(body[0] + 100, *value))

    def until(self, condition, seconds=fixture.PATIENCE):
        end = time.monotonic() + seconds
        while not condition() and time.monotonic() < end:
            self.take()
        return condition()


class Playing(fixture.Case):
    def start_at(self, *options, obliging=True, refused=(), silent=(), changed=None, **popen):
        server, self.port = fixture.listen()
        self.addCleanup(server.close)
        self.server = server
        self.name = f"rfc2217://127.0.0.1:{self.port}"
        process = self.start(self.name, *options, **popen)
        telnet = self.accept()
        telnet.obliging = obliging
        telnet.refused = set(refused)
        telnet.silent = set(silent)
        telnet.changed = changed or {}
        return process, telnet

    def accept(self):
        peer, _ = self.server.accept()
        self.addCleanup(peer.close)
        return Telnet(peer)

    def error_of(self, process, wanted, telnet, seconds=fixture.PATIENCE):
        """What it says until `wanted` comes, while the server goes on answering."""
        said = b""
        end = time.monotonic() + seconds
        while wanted not in said and time.monotonic() < end:
            telnet.take(0.01)
            said += fixture.read_some(process.stderr.fileno(), 0.01)
        return said


class Setting(Playing):
    # trust: 64
    def test_the_port_is_set_as_the_options_say(self):
        _, telnet = self.start_at("-b", "9600", "--framing", "7E2", "--flow", "rtscts", "--dtr",
                                  "off", "--rts", "on")
        want = [b"\x05\x09", b"\x05\x0b", b"\x01" + struct.pack(">I", 9600), b"\x02\x07",
                b"\x03\x03", b"\x04\x02", b"\x05\x03", b"\x0a\x00", b"\x0b\x00"]
        telnet.until(lambda: len(telnet.subs) >= len(want))
        self.assertEqual(telnet.subs, want)
        for verb in ((WILL, BINARY), (DO, BINARY), (WILL, GO_AHEAD), (DO, GO_AHEAD), (WILL, COM_PORT)):
            self.assertEqual(telnet.verbs.count(verb), 1, verb)

    def test_it_is_115200_8n1_unless_given_and_wires_are_left_alone(self):
        _, telnet = self.start_at()
        want = [b"\x01" + struct.pack(">I", 115200), b"\x02\x08", b"\x03\x01", b"\x04\x01",
                b"\x0a\x00", b"\x0b\x00"]
        telnet.until(lambda: len(telnet.subs) >= len(want))
        time.sleep(0.2)
        telnet.take()
        self.assertEqual(telnet.subs, want)

    def test_a_rate_with_the_byte_255_is_escaped(self):
        _, telnet = self.start_at("-b", str(0x00FFFF))
        telnet.until(lambda: len(telnet.subs) >= 6)
        self.assertEqual(telnet.subs[0], b"\x01\x00\x00\xff\xff")

    def test_another_rate_is_told(self):
        process, telnet = self.start_at("-b", "12345", changed={1: struct.pack(">I", 9600)})
        said = self.error_of(process, b"12345\n", telnet)
        self.assertEqual(said.decode(),
                         f"--- {self.name} set 9600 baud instead of 12345\n")

    def test_a_setting_without_an_answer_is_told(self):
        process, telnet = self.start_at(silent={3})
        said = self.error_of(process, b"\n", telnet)
        self.assertIn(b"has not said whether it set the parity", said)

    def test_keys_wait_for_the_port(self):
        process, telnet = self.start_at(stdin=subprocess.PIPE, silent={4})
        process.stdin.write(b"early")
        process.stdin.flush()
        telnet.until(lambda: len(telnet.subs) >= 6)
        self.assertEqual(telnet.data, b"")
        telnet.peer.sendall(sub(104, 1))
        self.assertTrue(telnet.until(lambda: telnet.data == b"early"))

    def test_a_new_connection_is_set_up_anew(self):
        process, telnet = self.start_at("-b", "31250")
        telnet.until(lambda: len(telnet.subs) >= 6)
        telnet.say(b"before\r\n")
        self.assertIn(b"before", fixture.read_until(process.stdout.fileno(), b"before"))
        telnet.peer.close()
        telnet = self.accept()
        telnet.until(lambda: len(telnet.subs) >= 6)
        self.assertEqual(telnet.subs[0], b"\x01" + struct.pack(">I", 31250))
        telnet.say(b"after\r\n")
        self.assertIn(b"after", fixture.read_until(process.stdout.fileno(), b"after"))
        said = fixture.read_until(process.stderr.fileno(), b" s\n")
        self.assertIn(b"closed the connection at ", said)
        self.assertIn(b"is connected again at ", said)

    def test_without_reconnecting_the_end_is_an_end(self):
        process, telnet = self.start_at("--no-reconnect")
        telnet.until(lambda: len(telnet.subs) >= 6)
        telnet.peer.close()
        out, error = process.communicate(timeout=fixture.PATIENCE)
        self.assertEqual(process.returncode, 3)
        self.one_sentence(error.decode())

    def test_it_reads_a_map(self):
        server, port = fixture.listen()
        self.addCleanup(server.close)
        process = self.start("map", "--json", "-b", "9600", f"rfc2217://127.0.0.1:{port}")
        telnet = Telnet(server.accept()[0])
        telnet.until(lambda: len(telnet.subs) >= 6)
        telnet.say(b"malloc: ALLOCATED: 56 [0x20002794]\r\n")
        telnet.peer.close()
        out, error = process.communicate(timeout=fixture.PATIENCE)
        self.assertEqual((process.returncode, error), (0, b""))
        self.assertIn(b"0x20002794", out)


class Plain(Playing):
    # trust: 64
    def test_a_server_that_refuses_is_used_as_plain_telnet(self):
        process, telnet = self.start_at(stdin=subprocess.PIPE, refused={COM_PORT})
        said = self.error_of(process, b"\n", telnet)
        self.assertIn(b"it is used as plain telnet", said)
        process.stdin.write(b"key\xff")
        process.stdin.flush()
        self.assertTrue(telnet.until(lambda: telnet.data == b"key\xff"))
        self.assertEqual(telnet.subs, [])

    def test_a_server_that_says_nothing_gets_the_keys_after_a_while(self):
        process, telnet = self.start_at(stdin=subprocess.PIPE, obliging=False)
        process.stdin.write(b"key\r")
        process.stdin.flush()
        said = self.error_of(process, b"\n", telnet)
        self.assertEqual(said.count(b"\n"), 1)
        self.assertIn(b"it is used as plain telnet", said)
        # Nobody agreed on eight bits: a carriage return brings a NUL along.
        self.assertTrue(telnet.until(lambda: telnet.data == b"key\r\0"))

    def test_without_eight_bits_a_nul_behind_a_carriage_return_is_filler(self):
        process, telnet = self.start_at("--no-summary", refused={BINARY})
        telnet.until(lambda: len(telnet.subs) >= 6)
        telnet.say(b"one\r\0two\0\r\n.")
        out = fixture.read_until(process.stdout.fileno(), b".")
        self.assertEqual(out, b"one\rtwo\0\r\n.")


class Bytes(Playing):
    # trust: 64
    def test_every_byte_goes_both_ways(self):
        data = bytes(range(256)) * 64 + b"\xff\xff\xff\r\0\r\n\r" + b"\xff" * 1000
        process, telnet = self.start_at("--no-summary", stdin=subprocess.PIPE)
        telnet.until(lambda: len(telnet.subs) >= 6)
        process.stdin.write(data)
        process.stdin.flush()
        self.assertTrue(telnet.until(lambda: len(telnet.data) >= len(data)))
        self.assertEqual(telnet.data, data)
        telnet.say(data)
        self.assertEqual(fixture.read_exactly(process.stdout.fileno(), len(data)), data)

    def test_however_the_bytes_are_cut(self):
        process, telnet = self.start_at("--no-summary")
        telnet.until(lambda: len(telnet.subs) >= 6)
        telnet.peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        wire = b"a\xff\xffb" + bytes((IAC, WILL, ECHO)) + b"c" + sub(107, 255) + b"d\r\n."
        for byte in wire:
            telnet.peer.sendall(bytes((byte,)))
            time.sleep(0.01)
        self.assertEqual(fixture.read_until(process.stdout.fileno(), b"."), b"a\xffbcd\r\n.")
        self.assertTrue(telnet.until(lambda: (DO, ECHO) in telnet.verbs))


class Hostile(Playing):
    # trust: 64
    def test_endless_negotiation_is_answered_with_an_end(self):
        process, telnet = self.start_at("--no-summary")
        telnet.until(lambda: len(telnet.subs) >= 6)
        telnet.obliging = False
        telnet.verbs.clear()
        flip = bytes((IAC, DO, BINARY, IAC, DONT, BINARY, IAC, WILL, 77, IAC, DO, COM_PORT, IAC, WILL,
                      BINARY)) + sub(100)
        for _ in range(2000):
            telnet.peer.sendall(flip)
            telnet.take(0)
        telnet.say(b"still here.")
        self.assertIn(b"still here.", fixture.read_until(process.stdout.fileno(), b"here."))
        telnet.until(lambda: False, 0.5)
        self.assertLessEqual(len(telnet.verbs), 256)
        self.assertNotIn((WILL, COM_PORT), telnet.verbs)
        self.assertLessEqual(telnet.subs.count(b"\0heapterm"), 1)

    def test_a_huge_subnegotiation_takes_no_memory(self):
        process, telnet = self.start_at("--no-summary")
        telnet.until(lambda: len(telnet.subs) >= 6)

        def peak():
            with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
                return int(re.search(r"VmHWM:\s+(\d+)", status.read())[1])
        before = peak()
        telnet.peer.sendall(bytes((IAC, SB, COM_PORT)))
        for _ in range(64):
            telnet.peer.sendall(b"x" * (1 << 20))
        telnet.peer.sendall(bytes((IAC, SE)) + b"after it.")
        self.assertIn(b"after it.", fixture.read_until(process.stdout.fileno(), b"after it."))
        self.assertLess(peak() - before, 4096)


class Ser2net(fixture.Case):
    """A real server, on a pseudo terminal as its serial port."""

    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.link = os.path.join(self.directory.name, "port")
        self.device = self.board()
        os.symlink(self.device.path, self.link)
        free, self.port = fixture.listen()
        free.close()
        self.name = f"rfc2217://127.0.0.1:{self.port}"
        self.ser2net = None
        self.switch_on()

    def switch_on(self):
        path = os.path.join(self.directory.name, "ser2net.yaml")
        with open(path, "w", encoding="ascii") as file:
            file.write(f"connection: &board\n"
                       f"  accepter: telnet(rfc2217),tcp,127.0.0.1,{self.port}\n"
                       f"  connector: serialdev(nouucplock=true),{self.link},9600n81,local\n")
        self.ser2net = subprocess.Popen(
            ["ser2net", "-n", "-c", path, "-P", os.path.join(self.directory.name, "pid")],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(self.switch_off)
        self.assertTrue(fixture.wait_for(self.answers))

    def answers(self):
        """Looked up, not tried: a connection would open the port."""
        with open("/proc/net/tcp", encoding="ascii") as table:
            return f"0100007F:{self.port:04X} 00000000:0000 0A" in table.read()

    def switch_off(self):
        if self.ser2net is not None:
            self.ser2net.kill()
            self.ser2net.wait()
        self.ser2net = None

    def speed(self):
        return struct.unpack("=4IB19s2I", fcntl.ioctl(self.device.port, TCGETS2, bytes(44)))[7]

    # trust: 64
    def test_the_rate_arrives_at_the_port(self):
        process = self.start(self.name, "-b", "57600")
        self.assertTrue(fixture.wait_for(lambda: self.speed() == 57600))
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)
        self.assertEqual(process.stderr.read(), b"")

    # trust: 64
    def test_every_byte_goes_both_ways(self):
        data = bytes(range(256)) * 512 + b"\xff\xff\r\0\r\n\xff\0" * 512
        process = self.start(self.name, "--no-summary", stdin=subprocess.PIPE)
        self.assertTrue(fixture.wait_for(lambda: self.speed() == 115200))
        threading.Thread(target=process.stdin.write, args=(data,), daemon=True).start()
        self.assertEqual(fixture.read_exactly(self.device.fd, len(data)), data)
        threading.Thread(target=self.device.say, args=(data,), daemon=True).start()
        self.assertEqual(fixture.read_exactly(process.stdout.fileno(), len(data)), data)

    # trust: 64
    def test_a_server_that_is_started_again_is_found_again(self):
        process = self.start(self.name, "-b", "57600", stdin=subprocess.PIPE)
        self.assertTrue(fixture.wait_for(lambda: self.speed() == 57600))
        self.switch_off()
        said = fixture.read_until(process.stderr.fileno(), b"waiting for it\n")
        self.assertIn(b"waiting for it\n", said)
        time.sleep(0.5)
        self.switch_on()
        self.assertIn(b"again at ", fixture.read_until(process.stderr.fileno(), b" s\n"))
        self.assertTrue(fixture.wait_for(lambda: self.speed() == 57600))
        process.stdin.write(b"hello")
        process.stdin.flush()
        self.assertIn(b"hello", self.device.hear(b"hello"))
        self.device.say(b"boot\xff\r\n")
        self.assertIn(b"boot\xff", fixture.read_until(process.stdout.fileno(), b"boot\xff"))


if __name__ == "__main__":
    unittest.main()
