: > empty.log
for command in monitor replay map; do
    heapterm $command empty.log
    echo "$?"
done
