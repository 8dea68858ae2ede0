#!/usr/bin/env python3
"""Maps of boards whose interrupts print inside other lines and out of order.

    interrupts.py BINARY

The map at the end must be the board's memory, nearly every event must be recovered, and the model
must not be derailed by the order.
"""

import json
import subprocess
import sys
import tempfile

from board import Board

# seed, chance of an interrupt at each point, depth; the least share of events and of predictions
CASES = [(seed, 0.0008, 1, 0.999, 0.995) for seed in range(1, 9)]
CASES += [(seed, 0.003, 1, 0.995, 0.99) for seed in range(11, 15)]
CASES += [(seed, 0.002, 2, 0.995, 0.99) for seed in range(21, 25)]
CASES += [(seed, 0.01, 2, 0.99, 0.95) for seed in range(31, 33)]


def heap_of(found):
    return {(int(b["header"], 16), b["size"], b["used"]) for b in found["heaps"][0]["blocks"]}


def check(binary, seed, rate, nest, least_events, least_predicted):
    board = Board(seed, rate, nest)
    with tempfile.NamedTemporaryFile(suffix=".log") as log:
        log.write(board.run(2500))
        log.flush()
        found = json.loads(subprocess.run([binary, "map", log.name, "--json"], check=True,
                                          stdout=subprocess.PIPE).stdout)
    exactness, problems = found["exactness"], []
    wrong = len(heap_of(found) ^ {tuple(b) for b in board.heap.merged()})
    if wrong > 4 or (wrong and exactness["level"] != "inferred"):
        problems.append(f"{wrong} blocks differ and the level is {exactness['level']}")
    if found["at"]["event"] < least_events * board.events:
        problems.append(f"{found['at']['event']} of {board.events} events recovered")
    checked = exactness["predicted"] + exactness["mispredicted"]
    if exactness["predicted"] < least_predicted * checked:
        problems.append(f"{exactness['predicted']} of {checked} addresses predicted")
    print(f"seed {seed}, rate {rate}, depth {nest}: {found['at']['event']} of {board.events} events, "
          f"{exactness['torn_lines']} torn, {exactness['late_lines']} late, {wrong} blocks differ, "
          f"{exactness['level']}")
    for problem in problems:
        print(f"    {problem}")
    return not problems


def main():
    results = [check(sys.argv[1], *case) for case in CASES]
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
