cd "$DATA/captures" || exit
for log in v1-badge-normal v1-badge-oom v1-badge-doublefree v1-badge-resets; do
    heapterm check $log.log
    echo "$?"
done
