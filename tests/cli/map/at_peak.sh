# The first event with the most live bytes, as report has it; what cannot be read twice is refused.
cp "$DATA/captures/v1-badge-resets.log" board.log
heapterm map board.log --at peak --json | sed -n 's/ "at": //p'
heapterm report "$DATA/captures/v1-badge-normal.log" --json | sed -n 's/.*"peak": {"bytes": \([0-9]*\).*"at": \({"event": [0-9]*\).*/\1 \2/p'
heapterm map "$DATA/captures/v1-badge-normal.log" --at peak --json | sed -n 's/ "at": //p'
heapterm diff board.log --at peak --at end | grep '^live bytes'
for input in - tcp://localhost:1; do
    heapterm map $input --at peak <board.log
    echo "$?"
done
heapterm explain missing.log --at peak
echo "$?"
echo "no trace" >plain.log
heapterm explain plain.log --at peak >/dev/null
echo "$?"
