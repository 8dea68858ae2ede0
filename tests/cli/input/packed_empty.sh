printf '\037\213\010\000\000\000\000\000\000\003\003\000\000\000\000\000\000\000\000\000' > empty.log.gz
printf '\050\265\057\375\044\000\001\000\000\231\351\330\121' > empty.log.zst
for file in empty.log.gz empty.log.zst; do
    for command in monitor replay map; do
        heapterm $command $file
        echo "$?"
    done
    cat $file | heapterm map -
    echo "$?"
    cat $file | heapterm replay -
    echo "$?"
done
