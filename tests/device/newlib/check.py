#!/usr/bin/env python3
"""Full newlib's real allocator in QEMU beside heapterm's model of it.

    check.py HEAPTERM DIRECTORY [EVENTS]

Builds exercise.c with newlib as it is installed, runs it under loads of several kinds (EVENTS each)
and compares: every address must be predicted and every failure expected, and wherever the firmware
wrote down its chunks the map must be the same, block by block. The allocator must be found without
being named, too.
"""

import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "exact"))

import mapcheck  # noqa: E402

# (mix of sizes, bytes off an 8-byte boundary, bytes of heap)
LOADS = [(0, 0, 49152), (0, 4, 30004), (1, 8, 200000), (2, 2, 9001), (2, 16, 4096 * 5), (3, 0, 1 << 20), (3, 12, 1500003),
         (4, 1, 600000), (0, 4000, 3000), (1, 40, 70000)]
UNDECIDED = 40  # events after which their addresses must have told which allocator it is
FLAGS = ("-mcpu=cortex-m3 -mthumb -O1 -Wall -Wextra -Werror -nostartfiles --specs=nosys.specs -fno-builtin-malloc "
         "-fno-builtin-calloc -fno-builtin-realloc -fno-builtin-free").split()
QEMU = ("qemu-system-arm -M mps2-an385 -display none -monitor none -serial none "
        "-semihosting-config enable=on,target=native -kernel exercise.elf").split()


def run_firmware(folder, seed, load, events):
    mix, skew, size = load
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["arm-none-eabi-gcc", *FLAGS, "-T", str(HERE / "mps2.ld"), f"-DSEED={seed}", f"-DMIX={mix}",
                    f"-DOPS={events}", f"-DHEAP_SKEW={skew}", f"-DHEAP_BYTES={size}", str(HERE / "exercise.c"),
                    "-o", str(folder / "exercise.elf")], check=True)
    subprocess.run(QEMU, cwd=folder, check=True, timeout=900)


def walks(folder, start, limit):
    """The firmware's chunks, each as what belongs to it: from its size word to the next one. The
    first block also has what lies before that."""
    found = []
    for line in (folder / "walks.txt").read_text(encoding="ascii").splitlines():
        words = line.split()
        if words[0] == "walk":
            found.append({"offset": int(words[1]), "start": hex(start), "limit": hex(limit), "break": words[2],
                          "blocks": []})
            continue
        first = not found[-1]["blocks"]
        base = int(words[0], 16)
        size = int(words[1]) + (base + 4 - start if first else 0)
        found[-1]["blocks"].append([hex(base + 8), size, int(words[2])])
    for walk in found:
        if walk["blocks"]:  # the last one ends at the break
            last = walk["blocks"].pop()
            begins = int(last[0], 16) - 4 if walk["blocks"] else start
            walk["blocks"].append([last[0], int(walk["break"], 16) - begins, 0])
    return found


def compare(binary, folder, options):
    log = folder / "serial.log"
    data = log.read_bytes()
    start, limit = (int(w, 16) for w in data[3:data.index(b"\n")].split(b";"))
    problems = []
    for walk in walks(folder, start, limit):
        here = []
        found = mapcheck.run_map(binary, log, walk["offset"], options, here)
        if found is not None:
            reading = mapcheck.read_mbed(data[:walk["offset"]])
            exactness = found["exactness"]
            if not options and exactness["level"] == "inferred" and reading.events < UNDECIDED:
                continue
            mapcheck.compare_reading(found, reading, here, callers=True)
            mapcheck.compare_walk(found, walk, here)
            if exactness["mispredicted"] or (options and exactness["predicted"] != reading.allocations):
                here.append(f"{exactness['predicted']} addresses predicted and {exactness['mispredicted']} not, of "
                            f"{reading.allocations}")
            if exactness["level"] != "exact":
                here.append(f"level is {exactness['level']}")
        problems += [f"at byte {walk['offset']}: {p}" for p in here]
    return problems


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    binary, out = sys.argv[1], pathlib.Path(sys.argv[2])
    events = int(sys.argv[3]) if len(sys.argv) > 3 else 8000
    failed = 0
    for seed, load in enumerate(LOADS, 1):
        folder = out / str(seed)
        run_firmware(folder, seed, load, events)
        for options in (["--allocator", "newlib"], []):
            problems = compare(binary, folder, options)
            failed += bool(problems)
            print(f"sizes {load[0]}, {load[2]} bytes at {load[1]}, {' '.join(options) or 'auto'}: "
                  f"{problems[0] if problems else 'all as the device did'}")
            for line in problems[1:3]:
                print(f"    {line}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
