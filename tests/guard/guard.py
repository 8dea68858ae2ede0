#!/usr/bin/env python3
"""Fails when reading a log has come to take more instructions per event.

    tests/guard/guard.py [--build DIRECTORY]     compares with baseline.txt; more than 3 % above fails
    tests/guard/guard.py --accept                takes what is measured now as the new baseline

Callgrind counts the instructions of bench_decode for two lengths of the same trace; the difference,
divided by the events between, is a figure that does not depend on the machine's load, on the
program's start or on what it says in the end. What else could move it is taken out or named:

- The C library chooses its string functions by the processor. GLIBC_TUNABLES makes it take those
  that every x86-64 has. Counting the functions of heapterm alone would do as well, but would not see
  work that moved into memmove or snprintf.
- The compiler, the C library and whether heapterm finds AVX2 (valgrind passes it on) do change the
  figures. baseline.txt has a section for each such place; where it has none for this one, the guard
  says so and holds the ratios to their gates alone.

A rise that is worth it is accepted with --accept in the same commit, so that the change says it.
"""

import argparse
import pathlib
import platform
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "bench"))
import measure  # noqa: E402

BASELINE = pathlib.Path(__file__).resolve().parent / "baseline.txt"
TOLERANCE = 0.03
LIVE, STEP = 60, 500_000  # bytes of log; two runs, of one and two of them
FORMS = ("microbit", "mbed", "mixed90")
MODES = ("accounting", "exact", "view")
BIG, BIG_STEP = 10_000, 2_000_000
SOME, SOME_STEP = 4_000, 4_000_000  # a report's end costs as much as some 100 000 events: long enough to hide it
# Gates of docs/performance.md that instructions can tell: the dividend, the divisor, and at most how much.
GATES = [
    ("exact map beside counting, microbit", ("microbit", "exact"), ("microbit", "accounting"), 2.5),
    ("exact map beside counting, mbed", ("mbed", "exact"), ("mbed", "accounting"), 2.5),
    ("10 k live blocks beside 60", ("microbit-10k", "exact"), ("microbit", "exact"), 3),
    ("cut from the end of holes beside the start", ("end-10k", "unmodelled"), ("start-10k", "unmodelled"), 1.5),
]
HEAD = """# Instructions per event, measured and written by tests/guard/guard.py --accept. A section for each
# compiler, C library and processor kind that the figures were taken with.
"""


def place(compiler):
    return ", ".join((compiler, " ".join(platform.libc_ver()), platform.machine(),
                      "AVX2" if measure.has_avx2() else "no AVX2"))


def read_baseline():
    sections, current = {}, None
    for line in BASELINE.read_text().splitlines() if BASELINE.exists() else []:
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), {})
        elif line and not line.startswith("#"):
            form, mode, figure = line.split()
            current[form, mode] = float(figure)
    return sections


def write_baseline(sections):
    lines = [HEAD.rstrip()]
    for name, figures in sorted(sections.items()):
        lines += ["", f"[{name}]"] + [f"{form:<10} {mode:<12} {figure:10.1f}" for (form, mode), figure in figures.items()]
    BASELINE.write_text("\n".join(lines) + "\n")


def measured(build):
    with measure.Bench(build) as bench:
        figures = {(form, mode): bench.instructions(mode, form, LIVE, STEP) for form in FORMS for mode in MODES}
        figures["microbit-4k", "report"] = bench.instructions("report", "microbit", SOME, SOME_STEP)
        figures["microbit-10k", "exact"] = bench.instructions("exact", "microbit", BIG, BIG_STEP)
        figures["start-10k", "unmodelled"] = bench.instructions("unmodelled", "microbit", BIG, BIG_STEP)
        figures["end-10k", "unmodelled"] = bench.instructions("unmodelled", "microbit-end", BIG, BIG_STEP)
        return {key: round(figure, 1) for key, figure in figures.items()}


def gates_hold(now):
    """Whether the ratios do; they need no baseline."""
    good = True
    print()
    for words, dividend, divisor, most in GATES:
        ratio = now[dividend] / now[divisor]
        good &= ratio <= most
        print(f"{words:<44} {ratio:5.2f}x   gate {most}x   {'' if ratio <= most else 'MISSED'}".rstrip())
    return good


def compare(now, baseline):
    """What there is to say about each figure, and whether any rose."""
    risen = fallen = False
    for key, figure in now.items():
        was = baseline.get(key)
        change = figure / was - 1 if was else 0
        word = "new: accept it" if was is None else "ROSE" if change > TOLERANCE else "fell" if change < -TOLERANCE else ""
        risen |= was is None or change > TOLERANCE
        fallen |= change < -TOLERANCE
        print(f"{key[0]:<10} {key[1]:<12} {figure:10.1f}   was {was or 0:10.1f}   {change:+7.1%}  {word}".rstrip())
    return risen, fallen


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=str(ROOT / "build" / "dev"))
    parser.add_argument("--compiler", help="its name and version; default: what gcc says")
    parser.add_argument("--accept", action="store_true")
    options = parser.parse_args()
    if not measure.has_valgrind():
        sys.exit("guard: valgrind is not installed")
    compiler = options.compiler or "gcc " + subprocess.run(
        ["gcc", "-dumpfullversion"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    here, sections = place(compiler), read_baseline()
    print(f"Instructions per event, {here}\n")
    now = measured(options.build)
    good = gates_hold(now)
    if here not in sections and not options.accept:
        print(f"\nguard: {BASELINE.name} has no figures for {here}, so that a rise cannot be told.\n"
              "To have them: check out the last good commit, build the preset dev, tests/guard/guard.py --accept")
        return 0 if good else 1
    print()
    risen, fallen = compare(now, sections.get(here, {}))
    if options.accept:
        write_baseline({**sections, here: now})
        print(f"\nAccepted: {BASELINE.relative_to(ROOT)} is written; commit it with the change.")
        return 0
    if fallen:
        print("\nSome figures fell by more than 3 %. So that they stay there: tests/guard/guard.py --accept")
    if risen:
        print("\nSome figures rose by more than 3 %. If the change is worth it, say so in its commit, with the new\n"
              "baseline: tests/guard/guard.py --accept")
    return 0 if good and not risen else 1


if __name__ == "__main__":
    sys.exit(main())
