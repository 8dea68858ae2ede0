# The names that there are may grow.
printf 'dialect = klingon\n' >config
heapterm settings --config config 2>&1 | sed 's/ knows .*microbit.*/ knows .../'
