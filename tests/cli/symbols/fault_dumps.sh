# Frames stand below the line that tells of an address of the program; what is none is left alone.
{
    printf 'Backtrace: 0x000000b4:0x3ffb1f50 0x000004b9:0x3ffb1f70 0x40081234:0x3ffb1f90 |<-CORRUPTED\r\n'
    printf '++ MbedOS Fault Handler ++\nPC   : 000004B8\nLR   : 000001B9\nPSR  : 61000000\n'
    printf '[00:00:01.000,000] <err> os: r3/a4:  0x00000000 r12/ip:  0x0000000c r14/lr:  0x000004bb\n'
    printf '\033[31m<err> os: Faulting instruction address (r15/pc): 0x000000b4\033[0m\n'
    printf 'abort() was called at PC 0x000000b4 on core 0\n'
    printf 'pc 000000b4, epc: b4, spc: 0x000000b4, lr=0x20000000\n'
    printf 'MEPC    : 0x000001b6  RA      : 0x000004bb'
} > board.log
cp "$DATA/captures/greenhouse-microbit.elf" firmware.elf
heapterm board.log --elf firmware.elf
