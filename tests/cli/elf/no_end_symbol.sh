# A program for a PC has an end of data, and no heap limit: the trace tells where the heap lies.
echo text > board.log
strip -g -o program.elf "$(command -v heapterm)"
heapterm board.log --elf program.elf
