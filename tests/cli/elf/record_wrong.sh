# Before anything is opened or made.
echo text > board.log
printf 'one\n' | heapterm record - -o a.hpt --elf board.log
echo "exit $?"
ls
