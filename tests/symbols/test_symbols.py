"""What --elf says of an address, held against binutils' addr2line and against the truth of captures.

heapterm is asked as its users ask it: a line "lr: 0x..." has the frames below it, innermost first.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

HEAPTERM = os.environ["HEAPTERM"]
CAPTURES = pathlib.Path(os.environ["CAPTURES"])
GREENHOUSE = CAPTURES / "greenhouse-microbit.elf"
ARM = "arm-none-eabi-"

PLANTS = """
#include <stdlib.h>
#include <vector>

namespace garden {
struct Pot {
    int *soil;
    __attribute__((noinline)) explicit Pot(int n) : soil(static_cast<int *>(malloc(n))) {}
    __attribute__((always_inline)) void grow(int n) { soil = static_cast<int *>(realloc(soil, n)); }
};

template <typename T> __attribute__((noinline)) T *bed(int n)
{
    T *bed = new T[n];
    bed[0] = 1;
    return bed;
}

__attribute__((noinline)) int plant(int n)
{
    Pot pot(n);
    pot.grow(2 * n);
    std::vector<int> leaves;
    leaves.reserve(n);
    return pot.soil[0] + bed<char>(n)[0] + leaves[0];
}
}

int main(int argc, char **argv)
{
    return argv[0][0] + garden::plant(argc);
}
"""


def run(*command, **options):
    return subprocess.run([str(c) for c in command], capture_output=True, text=True, check=True, **options).stdout


def heapterm(*arguments, **options):
    done = subprocess.run([HEAPTERM, *map(str, arguments)], capture_output=True, text=True, timeout=120,
                          **options)
    return done.returncode, done.stdout, done.stderr


def frames_of(elf, callers):
    """What heapterm says: {caller: [(function, file, line)]}, innermost first."""
    log = "".join(f"lr: 0x{c:x}\n" for c in callers)
    code, out, err = heapterm("replay", "-", "--elf", elf, "--no-summary", "--heap", "0x20000000:16K", input=log)
    assert code == 0, err
    found, chain = {}, None
    for line in out.splitlines():
        asked = re.fullmatch(r"lr: 0x([0-9a-f]+)", line)
        frame = re.fullmatch(r"-- (?:lr 0x[0-9a-f]+|  inlined into) +(.*?)(?: \(([^():]+):(\d+)\))?", line)
        if asked:
            chain = found[int(asked[1], 16)] = []
        elif frame:
            chain.append((frame[1], frame[2], int(frame[3] or 0)))
        else:
            raise AssertionError(f"what is this line? {line}")
    return found


def addr2line(elf, callers, prefix=""):
    """The same by binutils, with names as the linker has them made readable."""
    calls = {(c & ~1) - 1: c for c in callers}
    out = run(prefix + "addr2line", "-e", elf, "-a", "-f", "-i", *[hex(a) for a in calls])
    found, chain, lines = {}, None, iter(out.splitlines())
    for line in lines:
        if re.fullmatch(r"0x[0-9a-f]+", line):
            chain = found[calls[int(line, 16)]] = []
        else:
            place = next(lines).split(" (discriminator")[0]
            path, _, number = place.rpartition(":")
            chain.append((line, path, int(number) if number.isdigit() else 0))
    names = sorted({f for chain in found.values() for f, _, _ in chain})
    plain = run(prefix + "c++filt", "-p", *names).splitlines()
    readable = {n: p.split(" [clone")[0] for n, p in zip(names, plain)}
    return {c: [(readable[f], path, line) for f, path, line in chain] for c, chain in found.items()}


def calls_in(elf, prefix=""):
    """Every address that a call returns to."""
    found, is_behind = [], False
    for line in run(prefix + "objdump", "-d", elf).splitlines():
        m = re.match(r"\s*([0-9a-f]+):\s", line)
        if m is None:
            is_behind = False
            continue
        if is_behind:
            found.append(int(m[1], 16) + (1 if prefix == ARM else 0))
        is_behind = re.search(r"\t(bl|blx|call)\s", line) is not None
    return found


def bare(function):
    """A name without template arguments, parameters and what is returned."""
    count = 1
    while count > 0:
        function, count = re.subn(r"<[^<>]*>", "", function)
    return function.split("(")[0].split()[-1]


def callers_of(log):
    return {int(c, 16) for c in re.findall(r"^#[mcrf]:[^;\n]*;(0x[0-9a-f]+)", log.read_text(errors="replace"), re.M)}


class Symbols(unittest.TestCase):
    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.directory)

    def agree(self, ours, theirs):
        self.assertEqual(set(ours), set(theirs))
        for caller, chain in theirs.items():
            mine = ours[caller]
            # addr2line gives the innermost function without a linkage name the name of the symbol.
            names = [f for f, _, _ in chain]
            if len(chain) > 1 and names[0] == names[-1]:
                names[0] = mine[0][0]
            self.assertEqual([f for f, _, _ in mine], names, hex(caller))
            self.assertEqual([n for _, _, n in mine], [n for _, _, n in chain], hex(caller))
            for (_, file, _), (_, path, _) in zip(mine, chain):
                if file is not None:
                    self.assertTrue(("/" + path).endswith("/" + file), f"{path} is not {file}")

    def build(self, *options, name="plants.elf", compiler="g++"):
        source = self.directory / "plants.cpp"
        source.write_text(PLANTS)
        elf = self.directory / name
        run(compiler, "-O2", *options, source, "-o", elf, cwd=self.directory)
        return elf

    # trust: 66
    def test_callers_of_the_captures_are_what_addr2line_says(self):
        callers = callers_of(CAPTURES / "mbed-greenhouse-oom.log") | callers_of(CAPTURES / "mbed-greenhouse-normal.log")
        self.assertGreater(len(callers), 15)
        self.agree(frames_of(GREENHOUSE, callers), addr2line(GREENHOUSE, callers, ARM))

    # trust: 66
    def test_every_call_of_the_program_is_what_addr2line_says(self):
        callers = calls_in(GREENHOUSE, ARM)
        self.assertGreater(len(callers), 300)
        ours = frames_of(GREENHOUSE, callers)
        self.assertTrue(any(len(chain) > 3 for chain in ours.values()))
        self.agree(ours, addr2line(GREENHOUSE, callers, ARM))

    # trust: 66
    def test_live_blocks_have_the_sites_of_the_truth(self):
        for name in "mbed-greenhouse-normal", "mbed-greenhouse-oom":
            truth = json.loads((CAPTURES / f"{name}.truth.json").read_text())
            _, out, _ = heapterm("map", CAPTURES / f"{name}.log", "--elf", GREENHOUSE, "--json")
            blocks = [b for h in json.loads(out)["heaps"] for b in h["blocks"] if b["caller"] is not None]
            rows = {row["caller"]: row for row in truth["snapshots"][-1]["live_by_caller"]}
            known = 0
            for block in blocks:
                frames = rows[block["caller"]]["frames"] if block["caller"] in rows else []
                places = {(bare(f["function"]), f["at"].rsplit("/", 1)[-1]) for f in frames}
                site = re.fullmatch(r"(.*?) \((?:.*/)?(.*)\)", block["site"])
                if frames and "caller not in the trace" not in block["site"]:
                    self.assertIn((bare(site[1]), site[2]), places)
                    known += 1
            self.assertGreater(known, 100, name)

    # trust: 66
    def test_inlined_frames_of_every_compiler(self):
        for options in ["-g"], ["-gdwarf-4"], ["-g", "-gz"], ["-g", "-flto"], ["-g", "-ffunction-sections"]:
            with self.subTest(options):
                elf = self.build(*options)
                callers = calls_in(elf)
                ours = frames_of(elf, callers)
                theirs = addr2line(elf, callers)
                for chain in theirs.values():  # link-time optimisation makes units that have no file
                    chain[:] = [(f, re.sub(".*<artificial>", "plants.cpp", p), n) for f, p, n in chain]
                self.agree(ours, theirs)
                chains = [[f for f, _, _ in chain] for chain in ours.values()]
                self.assertIn(["garden::Pot::grow", "garden::plant"], chains)
                self.assertIn("garden::bed<char>", [c[-1] for c in chains])

    def test_split_debug_information(self):
        whole = self.build("-g")
        callers = calls_in(whole)
        wanted = frames_of(whole, callers)
        run("objcopy", "--only-keep-debug", whole, "plants.debug", cwd=self.directory)
        run("objcopy", "--strip-all", "--add-gnu-debuglink=plants.debug", whole, "bare.elf", cwd=self.directory)
        bare = self.directory / "bare.elf"
        self.assertEqual(frames_of(bare, callers), wanted)

        (self.directory / ".debug").mkdir()
        shutil.move(self.directory / "plants.debug", self.directory / ".debug")
        self.assertEqual(frames_of(bare, callers), wanted)

        # Another program's is not taken.
        debug = self.directory / ".debug/plants.debug"
        debug.write_bytes(debug.read_bytes() + b"\0")
        code, _, err = heapterm("replay", "-", "--elf", bare, input="")
        if "has no symbols" in err:
            self.assertEqual(code, 3)
        else:  # the linker has written a build ID, which goes first
            self.assertEqual(code, 0)

        dwo = self.build("-g", "-gsplit-dwarf", name="dwo.elf")
        chains = [[f for f, _, _ in c] for c in frames_of(dwo, calls_in(dwo)).values()]
        self.assertIn(["garden::Pot::grow", "garden::plant"], chains)

    def test_without_debug_information_functions_are_named(self):
        elf = self.directory / "functions.elf"
        run(ARM + "strip", "-g", GREENHOUSE, "-o", elf)
        self.assertEqual(frames_of(elf, [0xB7, 0x1B9, 0x1D07]),
                         {0xB7: [("session_open", None, 0)], 0x1B9: [("alarm_raise", None, 0)],
                          0x1D07: [("_strdup_r", None, 0)]})
        _, _, err = heapterm("replay", "-", "--elf", elf, input="")
        self.assertIn("has no debug information: call sites are named without files and lines", err)

    def test_files_of_one_name_keep_a_directory(self):
        for name in "main", "drivers":
            (self.directory / name).mkdir()
            (self.directory / name / "uart.c").write_text(
                f"#include <stdlib.h>\nvoid *{name}_open(void);\nvoid *{name}_open(void)\n{{\n"
                "    void *p = malloc(8);\n    return (char *)p + 1;\n}\n")
        (self.directory / "main.c").write_text("void *main_open(void);\nvoid *drivers_open(void);\n"
                                               "int main(void)\n{\n    return !main_open() + !drivers_open();\n}\n")
        elf = self.directory / "files.elf"
        run("gcc", "-g", "-O1", "main.c", "main/uart.c", "drivers/uart.c", "-o", elf, cwd=self.directory)
        places = {f: file for chain in frames_of(elf, calls_in(elf)).values() for f, file, _ in chain}
        self.assertEqual(places["main_open"], "main/uart.c")
        self.assertEqual(places["drivers_open"], "drivers/uart.c")
        self.assertEqual(places["main"], "main.c")

    # trust: 68
    def test_damaged_files_do_no_harm(self):
        """Of each a sentence or names, and no more than a second."""
        good = self.build("-g").read_bytes()
        bad = self.directory / "bad.elf"
        log = "".join(f"lr: 0x{c:x}\n" for c in calls_in(self.directory / "plants.elf"))
        cuts = [0, 3, 4, 16, 52, 64, 1000, len(good) // 2, len(good) - 1]
        copies = [good[:n] for n in cuts] + [good[:n] + bytes(len(good) - n) for n in cuts]
        copies += [good[:40] + n.to_bytes(8, "little") + good[48:] for n in (1, 2**63, 2**64 - 1)]
        for copy in copies:
            bad.write_bytes(copy)
            code, _, err = heapterm("replay", "-", "--elf", bad, "--no-summary", input=log)
            self.assertIn(code, (0, 3), err)
            self.assertTrue(all(line.startswith(("heapterm: ", "--- ")) for line in err.splitlines()), err)

    # trust: 68
    def test_a_file_without_end_is_not_read(self):
        huge = self.directory / "huge.elf"
        huge.write_bytes(GREENHOUSE.read_bytes())
        os.truncate(huge, 1 << 40)
        code, _, err = heapterm("replay", "-", "--elf", huge, input="")
        self.assertEqual((code, err), (3, f"heapterm: {huge} is larger than 4 GiB; give the .elf that the linker wrote\n"))

    # trust: 68
    def test_a_file_that_is_overwritten_meanwhile_does_no_harm(self):
        elf = self.directory / "firmware.elf"
        shutil.copy(GREENHOUSE, elf)
        with subprocess.Popen([HEAPTERM, "replay", "-", "--elf", elf, "--no-summary"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as p:
            p.stdin.write(b"lr: 0x1b9\n")
            p.stdin.flush()
            self.assertEqual(p.stdout.readline() + p.stdout.readline(),
                             b"lr: 0x1b9\n-- lr 0x000001b9  alarm_raise (greenhouse.cpp:28)\n")
            os.truncate(elf, 100)
            out, err = p.communicate(b"lr: 0x4bb\n", timeout=60)
            self.assertEqual(p.returncode, 0, err)
            self.assertTrue(out.startswith(b"lr: 0x4bb\n"))


if __name__ == "__main__":
    unittest.main()
