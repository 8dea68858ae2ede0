"""The traces that are measured are what they claim to be.

    traces.py BUILD

Every address is the one that the model of the allocator predicts, however many blocks are live; the
share of ordinary lines is the one asked for; and the yardsticks count the same events.
"""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench"))
import measure  # noqa: E402

ORDINARY = {"microbit": 0, "mbed": 0, "mixed": 0.5, "mixed10": 0.1, "mixed90": 0.9}
failures = []


def check(good, words):
    print(("ok      " if good else "failed  ") + words)
    if not good:
        failures.append(words)


def numbers(said):
    return [int(part.split()[0]) for part in said.split(", ")[:3]]


def main():
    with measure.Bench(sys.argv[1]) as bench:
        for form, share in ORDINARY.items():
            for live in (60, 30000) if share == 0 else (60,):
                log = bench.trace(form, live, 10**6)
                text = log.read_bytes()
                said = measure.Run(bench.command("exact", log, form, live)).said
                events, predicted, mispredicted = numbers(said)
                check(mispredicted == 0 and predicted > events // 3, f"{form}, {live} live: {said}")
                lines = text.count(b"\n")
                check(abs(1 - events / lines - share) < 0.01, f"{form}: {events} events in {lines} lines")
                check(text.endswith(b"\n") and len(text) > 999900, f"{form}: {len(text)} bytes in whole lines")
        log = bench.trace("microbit", 60, 10**6)
        view = measure.Run(bench.command("view", log, "microbit", 60)).said
        check(int(view.split(", ")[5].split()[0]) > 2 * log.stat().st_size, f"the log view is written: {view}")
        events = numbers(view)[0]
        shown = subprocess.run([sys.executable, "-B", ROOT / "bench/predecessor.py", log], stdout=subprocess.PIPE, check=True)
        check(shown.stdout.count(b"\n== (") == events, "the predecessor shows every event")
        said = measure.Run(["awk", "-f", ROOT / "bench/account.awk", log]).said
        check(measure.events_of(said) == events, f"awk: {said}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
