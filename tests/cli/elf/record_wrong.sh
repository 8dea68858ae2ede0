# Before anything is opened or made.
cp "$DATA/captures/v1-corners.log" .
printf 'one\n' | heapterm record - -o a.hpt --elf v1-corners.log
echo "exit $?"
ls
