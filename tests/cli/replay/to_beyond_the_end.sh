# Also where another program reads.
printf 'one\n' | heapterm record - -o a.hpt 2>/dev/null
heapterm replay a.hpt --from 60s --to pty:board 2>err &
for i in $(seq 1000); do [ -e board ] && break; sleep 0.01; done
cat board >/dev/null 2>&1 &
wait $!
wait %1
echo "exit $?"
grep -c 'before the 60.000000 s that --from asks for' err
