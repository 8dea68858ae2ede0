#include "cli/help.h"

const struct help_pair help_inputs[] = {
    {"/dev/ttyACM0", "a serial port, or a pseudo terminal; heapterm ports lists them"},
    {"usb:0d28:0204", "the port of a USB device, also usb:VID:PID:SERIAL; or a name from "
                      "/dev/serial/by-id alone"},
    {"auto",
     "the only board that is attached; heapterm without an INPUT means the same if there is one"},
    {"board.log", "a file with what any terminal has written"},
    {"board.hpt", "a recording, made by heapterm record or --record"},
    {"-", "standard input; also a named pipe by its name"},
    {"board.log.gz, .zst", "the same, packed; known by its first bytes, in files and pipes"},
    {"tcp://HOST:PORT",
     "a TCP server: QEMU, ser2net raw, RTT of J-Link, OpenOCD and pyOCD; IPv6 as "
     "tcp://[::1]:PORT"},
    {"rfc2217://HOST:PORT", "a serial port of another machine, set up from here: ser2net, "
                            "pyserial, ESP-IDF; the port is 2217 unless given"},
    {"exec:COMMAND", "a program run by the shell: an emulator, a simulator, ssh; what it prints "
                     "is the device, what is typed is its input"},
    {0},
};

const struct help_pair help_more[] = {
    {"heapterm help COMMAND", "what a command does, and every option it takes"},
    {"heapterm help options", "every option, by groups"},
    {"man heapterm", "all of it, with the keys, the settings file and the environment"},
    {0},
};

/* The first ones also stand in the overview. */
const struct help_pair help_examples[] = {
    {"heapterm /dev/ttyACM0", "watch a board at 115200 baud"},
    {"heapterm /dev/ttyACM0 9600 --until fail --for 60", "in CI: does memory run out in a minute?"},
    {"heapterm tcp://localhost:4321",
     "watch an emulator: qemu-system-arm -serial tcp::4321,server"},
    {"heapterm replay board.log", "read a log again"},
    {"heapterm record /dev/ttyACM0 -o board.hpt", "keep all that a board says, with the times"},
    {"heapterm replay board.hpt --from 60s --speed 10", "see it again, from a minute on"},
    {"heapterm map board.log --at fail", "the heap when the first allocation failed"},
    {"heapterm lab", "the port and the options that the settings file has under [lab]"},
    {"heapterm map board.log --json --elf firmware.elf", "the same for a program, at the end"},
    {"heapterm map monday.log.gz tuesday.log.gz", "several logs side by side, as they are kept"},
    {0},
};

const struct help_pair help_exits[] = {
    {"0", "done"},
    {"1", "the answer is no"},
    {"2", "the command line or the settings file is wrong"},
    {"3", "the input or the device failed, or what --until or --at waits for never came"},
    {"128+N", "ended by signal N"},
    {0},
};
