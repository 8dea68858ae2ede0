# Before anything is opened or made.
printf 'one\n' | heapterm record - -o a.hpt --elf "$DATA/captures/v1-corners.log"
echo "exit $?"
ls
