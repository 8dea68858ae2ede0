cd "$DATA/captures" || exit
heapterm check v1-badge-oom.log --max-used 11K --min-largest 512 --max-fragmentation 50% \
    --max-site 16:3000 --max-site 10:1M --no-failures --no-errors --github
