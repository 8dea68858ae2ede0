"""Which ports there are, and how they are named. Nothing is opened for it."""

import ctypes
import json
import os
import shutil
import struct
import subprocess
import unittest

import fixture
import tree

IN_OPEN = 0x20


class Watcher:
    """Hears from the kernel when a file is opened, by whoever and however."""

    def __init__(self, *paths):
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.fd = self.libc.inotify_init1(os.O_NONBLOCK)
        for path in paths:
            if self.libc.inotify_add_watch(self.fd, path.encode(), IN_OPEN) < 0:
                raise OSError(ctypes.get_errno(), path)

    def opened(self):
        try:
            data = os.read(self.fd, 65536)
        except BlockingIOError:
            return 0
        return len(data) // struct.calcsize("iIII")

    def close(self):
        os.close(self.fd)


class Listing(tree.Case):
    def setUp(self):
        super().setUp()
        for name in ("ttyACM0", "ttyACM10", "ttyACM2", "ttyUSB0", "ttyS0", "ttyS1"):
            self.tree.write(self.tree.dev(name), "")  # a plain file shows who opens it
        self.tree.describe("ttyACM0", "0d28", "0204", "1-1", serial="9904360258824e45",
                           product="BBC micro:bit CMSIS-DAP", manufacturer="Arm")
        self.tree.by_id("ttyACM0", "usb-Arm_BBC_micro_bit_CMSIS-DAP_9904360258824e45-if01")
        self.tree.describe("ttyACM10", "303a", "1001", "1-10", serial="84:F7:03:A0:F3:80",
                           product="USB JTAG/serial debug unit")
        self.tree.describe("ttyACM2", "cafe", "4001", "1-2", product="My own board")
        self.tree.describe("ttyUSB0", "10c4", "ea60", "1-3", interface=0, driver="cp210x",
                           product="CP2102 USB to UART Bridge Controller", serial="0001")
        for name, kind in (("ttyS0", "4"), ("ttyS1", "0")):
            device = self.tree.path("sys/devices/platform", name)
            os.makedirs(device)
            os.makedirs(self.tree.path("sys/class/tty", name))
            os.symlink(device, self.tree.path("sys/class/tty", name, "device"))
            self.tree.write(self.tree.path("sys/class/tty", name, "type"), kind + "\n")
        os.makedirs(self.tree.path("sys/class/tty/tty0"))  # a console has no device

    def list(self):
        done = self.run_heapterm("ports", "--json")
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        answer = json.loads(done.stdout)
        self.assertEqual((answer["heapterm"], answer["version"]), ("ports", 1))
        return answer["ports"]

    # trust: 42
    def test_no_port_is_opened(self):
        nodes = [self.tree.dev(name) for name in os.listdir(self.tree.path("dev"))
                 if name.startswith("tty")]
        watcher = Watcher(*nodes)
        self.addCleanup(watcher.close)
        for arguments in (["ports"], ["ports", "--json"]):
            self.assertEqual(self.run_heapterm(*arguments).returncode, 0)
        self.assertEqual(watcher.opened(), 0)
        with open(nodes[0]):
            pass
        self.assertEqual(watcher.opened(), 1)  # it would have been heard

    # trust: 42
    def test_no_terminal_is_opened_on_this_machine_either(self):
        trace = self.tree.path("trace")
        command = ["strace", "-f", "-o", trace, "-e", "trace=open,openat,openat2"]
        if shutil.which("strace") is None or subprocess.run(
                [*command, "true"], capture_output=True).returncode != 0:
            self.skipTest("strace may not be used here; the test before this one asks the kernel")
        done = subprocess.run([*command, fixture.HEAPTERM, "ports"], capture_output=True,
                              timeout=fixture.PATIENCE, env=dict(os.environ, ASAN_OPTIONS="detect_leaks=0"))
        self.assertEqual(done.returncode, 0)
        with open(trace) as file:
            calls = file.read()
        self.assertIn("/sys/class/tty", calls)
        self.assertNotIn('"/dev/tty', calls)

    # trust: 42
    def test_all_is_told_of_each(self):
        self.assertEqual(self.list()[0], {
            "path": self.tree.dev("ttyACM0"), "board": "BBC micro:bit v2",
            "product": "BBC micro:bit CMSIS-DAP", "manufacturer": "Arm", "vid": "0d28",
            "pid": "0204", "serial": "9904360258824e45", "driver": "cdc_acm",
            "by_id": self.tree.path(
                "dev/serial/by-id/usb-Arm_BBC_micro_bit_CMSIS-DAP_9904360258824e45-if01"),
            "usb_place": "1-1"})

    def test_the_order_is_that_of_the_numbers_and_ports_without_hardware_are_left_out(self):
        self.assertEqual([os.path.basename(port["path"]) for port in self.list()],
                         ["ttyACM0", "ttyACM2", "ttyACM10", "ttyS0", "ttyUSB0"])

    def test_what_is_not_known_is_null(self):
        port = self.list()[3]
        self.assertEqual([port[key] for key in ("board", "vid", "pid", "serial", "by_id")],
                         [None] * 5)

    def test_usb_serial_adapters_know_their_driver(self):
        port = self.list()[4]
        self.assertEqual((port["driver"], port["board"]), ("cp210x", "CP210x adapter"))

    def test_boards_by_their_ids(self):
        boards = (("0d28", "0204", "9900x", "BBC micro:bit v1"),
                  ("0d28", "0204", "9901x", "BBC micro:bit v1"),
                  ("0d28", "0204", "9903x", "BBC micro:bit v2"),
                  ("0d28", "0204", "9906x", "BBC micro:bit v2"),
                  ("0d28", "0204", "12A0x", "Calliope mini"),
                  ("0d28", "0204", "12a0x", "Calliope mini"),
                  ("0d28", "0204", "0240x", "FRDM-K64F"),
                  ("0d28", "0204", "ffff", "DAPLink board"),
                  ("0d28", "0204", "", "DAPLink board"),
                  ("0483", "374b", "x", "ST-Link/V2-1"), ("1366", "0105", "x", "SEGGER J-Link"),
                  ("1a86", "7523", "", "CH340 adapter"), ("0403", "6001", "", "FT232R adapter"),
                  ("067b", "2303", "", "PL2303 adapter"),
                  ("2e8a", "000a", "", "Raspberry Pi Pico"), ("2341", "0043", "", "Arduino Uno"))
        for vid, pid, serial, board in boards:
            self.tree.forget("ttyACM0", "1-1")
            self.tree.write(self.tree.dev("ttyACM0"), "")
            self.tree.describe("ttyACM0", vid, pid, "1-1", serial=serial)
            self.assertEqual(self.list()[0]["board"], board)

    def test_hostile_words_neither_break_the_json_nor_act_on_the_screen(self):
        words = b'\x1b[2J"\\\x07\xff\xfe\xc2\x9b31m\xe2\x80\xae\tname'
        self.tree.forget("ttyACM2")
        self.tree.write(self.tree.dev("ttyACM2"), "")
        self.tree.describe("ttyACM2", "cafe", "4001", product=words, serial=words,
                           manufacturer=b'"')
        port = self.list()[1]
        self.assertEqual(port["manufacturer"], '"')
        self.assertTrue(port["product"].startswith('\x1b[2J"\\\x07\ufffd\ufffd'))
        shown = self.run_heapterm("ports").stdout
        self.assertTrue(all(byte == 10 or 32 <= byte < 127 for byte in shown), shown)

    def test_the_text_names_board_ids_and_stable_name(self):
        shown = self.run_heapterm("ports").stdout.decode()
        self.assertRegex(shown, r"ttyACM0 +BBC micro:bit v2 +0d28:0204\n"
                                r" +serial +9904360258824e45\n +by-id +\S+-if01\n +driver +cdc_acm\n")
        self.assertRegex(shown, r"ttyACM2 +My own board +cafe:4001\n")

    def test_no_port_at_all_is_said(self):
        shutil.rmtree(self.tree.path("sys/class/tty"))
        done = self.run_heapterm("ports")
        self.assertEqual((done.returncode, done.stdout), (0, b""))
        self.assertIn(b"--- no serial port is attached", done.stderr)
        self.assertEqual(self.list_of_nothing(), [])

    def list_of_nothing(self):
        return json.loads(self.run_heapterm("ports", "--json").stdout)["ports"]


class Names(tree.Case):
    def setUp(self):
        super().setUp()
        self.device = self.board()

    def reads(self, name, *options, cwd=None):
        process = self.start(*([] if name is None else [name]), *options, cwd=cwd)
        self.wait_open(process, self.device.path)
        self.device.say(b"found\r\n")
        self.assertIn(b"found", fixture.read_until(process.stdout.fileno(), b"found"))
        return fixture.read_until(process.stderr.fileno(), b"\n").decode()

    def test_auto_is_the_only_board(self):
        self.tree.microbit("ttyACM0", self.device.path)
        self.assertEqual(self.reads("auto"),
                         f"--- auto is {self.tree.dev('ttyACM0')} (BBC micro:bit v2, 0d28:0204)\n")

    def test_no_input_at_all_is_the_only_board(self):
        self.tree.microbit("ttyACM0", self.device.path)
        self.assertIn("BBC micro:bit v2", self.reads(None))

    def test_no_input_and_no_board_is_wrong_usage(self):
        done = self.run_heapterm()
        self.assertEqual(done.returncode, 2)
        self.assertIn("what shall be read?", done.stderr.decode())

    def test_auto_does_not_choose_among_several(self):
        self.tree.microbit("ttyACM0", self.device.path)
        self.tree.microbit("ttyACM1", self.device.path, serial="9900aa", place="1-3")
        for arguments in (["auto"], []):
            done = self.run_heapterm(*arguments)
            self.assertEqual(done.returncode, 2)
            self.one_sentence(done.stderr.decode())
            for words in ("ttyACM0 (BBC micro:bit v2", "ttyACM1 (BBC micro:bit v1", "9900aa"):
                self.assertIn(words, done.stderr.decode())

    def test_auto_waits_for_a_board(self):
        process = self.start("auto")
        self.assertEqual(fixture.read_until(process.stderr.fileno(), b"\n"),
                         b"--- no board is attached; waiting for it\n")
        self.tree.microbit("ttyACM3", self.device.path)
        self.device.say(b"boot\r\n")
        self.assertIn(b"boot", fixture.read_until(process.stdout.fileno(), b"boot"))

    def test_auto_is_a_file_if_there_is_one(self):
        with open(self.tree.path("auto"), "w") as file:
            file.write("a log\n")
        done = self.run_heapterm("auto", cwd=self.tree.root)
        self.assertEqual((done.returncode, done.stdout[:6]), (0, b"a log\n"))

    def test_usb_by_vendor_and_product(self):
        self.tree.microbit("ttyACM0", self.device.path)
        self.assertIn("ttyACM0", self.reads("usb:0D28:204"))

    def test_usb_by_serial_number(self):
        other = self.board()
        self.tree.microbit("ttyACM0", other.path, serial="9904aa", place="1-3")
        self.tree.microbit("ttyACM1", self.device.path, serial="84:F7:03")
        self.assertIn("ttyACM1", self.reads("usb:0d28:0204:84:f7:03"))

    def test_usb_does_not_choose_among_several_boards(self):
        self.tree.microbit("ttyACM0", self.device.path)
        self.tree.microbit("ttyACM1", self.device.path, serial="9900aa", place="1-3")
        done = self.run_heapterm("usb:0d28:0204")
        self.assertEqual(done.returncode, 2)
        self.assertIn("9900aa", done.stderr.decode())

    def test_usb_takes_the_first_port_of_a_board_with_several(self):
        self.tree.describe("ttyACM0", "1366", "1051", interface=0)
        self.tree.node("ttyACM0", self.device.path)
        self.tree.describe("ttyACM1", "1366", "1051", interface=2)
        self.tree.node("ttyACM1", self.board().path)
        self.assertIn("ttyACM0", self.reads("usb:1366:1051"))

    def test_the_bare_name_of_a_link_by_id(self):
        self.tree.microbit("ttyACM0", self.device.path)
        self.tree.by_id("ttyACM0", "usb-Arm_micro_bit-if01")
        self.assertIn(f"usb-Arm_micro_bit-if01 is {self.tree.dev('ttyACM0')}",
                      self.reads("usb-Arm_micro_bit-if01"))

    def test_a_missing_file_that_begins_like_one_is_a_missing_file(self):
        done = self.run_heapterm("usb-log.txt")
        self.assertEqual(done.returncode, 3)
        self.assertIn("there is no file usb-log.txt", done.stderr.decode())

    def test_a_missing_port_lists_those_there_are_the_nearest_first(self):
        for number in (0, 8, 30):
            self.tree.microbit(f"ttyACM{number}", self.device.path, place=f"1-{number + 1}")
        done = self.run_heapterm(self.tree.dev("ttyACM9"), "--no-reconnect")
        self.assertEqual(done.returncode, 3)
        self.assertIn("the ports here are " + self.tree.dev("ttyACM"), done.stderr.decode())
        self.assertIn("try heapterm " + self.tree.dev("ttyACM0"), done.stderr.decode())


if __name__ == "__main__":
    unittest.main()
