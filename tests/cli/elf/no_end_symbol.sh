# A program for a PC has an end of data, and no heap limit.
echo text > board.log
cp "$(command -v heapterm)" program.elf
heapterm board.log --elf program.elf
