# As explain and report say it.
cp "$DATA/captures/v1-badge-doublefree.log" board.log
for command in map explain report; do
    heapterm $command board.log --at byte:1
    echo "$?"
done
heapterm map board.log --at byte:1 --json
echo "$?"
echo "no trace" >plain.log
heapterm map plain.log >/dev/null
echo "$?"
