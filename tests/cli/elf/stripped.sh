echo text > board.log
cp "$(command -v heapterm)" program.elf
strip program.elf
heapterm board.log --elf program.elf
