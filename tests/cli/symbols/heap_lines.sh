# Each heap line names who asked: a function of the program, what is inlined into it, what lies inside of
# the C library. A caller that is no code has no name.
cp "$DATA/captures/greenhouse-microbit.elf" firmware.elf
printf '#m:0x20001470;0x1b9-12\n#c:0x20001480;0xc3-4;16\n#m:0x200014c8;0x4bb-64\n#m:0x20001510;0x1d07-11\n' > board.log
printf '#m:0x20001528;0x20000001-8\n#r:0x20001538;0x157-0x20001470;24\n#f:0;0x9b-0x20001480\n' >> board.log
heapterm board.log --elf firmware.elf --no-summary
