#include "cli/help.h"

const struct help_pair help_inputs[] = {
    {"/dev/ttyACM0", "a serial port, or a pseudo terminal"},
    {"board.log", "a file with what any terminal has written"},
    {"board.hpt", "a recording, made by heapterm record or --record"},
    {"-", "standard input; also a named pipe by its name"},
    {"board.log.gz, .zst", "the same, packed; known by its first bytes, in files and pipes"},
    {"tcp://HOST:PORT", "a TCP server: QEMU, ser2net, OpenOCD's RTT; IPv6 as tcp://[::1]:PORT"},
    {0},
};

const struct help_pair help_examples[] = {
    {"heapterm /dev/ttyACM0", "watch a board at 115200 baud"},
    {"heapterm /dev/ttyACM0 9600 --until fail --for 60", "in CI: does memory run out in a minute?"},
    {"heapterm tcp://localhost:4321",
     "watch an emulator: qemu-system-arm -serial tcp::4321,server"},
    {"heapterm replay board.log", "read a log again"},
    {"heapterm record /dev/ttyACM0 -o board.hpt", "keep all that a board says, with the times"},
    {"heapterm replay board.hpt --from 60s --speed 10", "see it again, from a minute on"},
    {"heapterm map board.log --at fail", "the heap when the first allocation failed"},
    {"heapterm map board.log --json --elf firmware.elf", "the same for a program, at the end"},
    {"heapterm map monday.log.gz tuesday.log.gz", "several logs side by side, as they are kept"},
    {0},
};

const struct help_pair help_exits[] = {
    {"0", "done"},
    {"2", "the command line is wrong"},
    {"3", "the input or the device failed, or what --until or --at waits for never came"},
    {"128+N", "ended by signal N"},
    {0},
};
