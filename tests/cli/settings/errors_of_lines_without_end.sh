# Lines as long as libinih takes them, which differs, are read whole; longer ones are refused and not cut.
# trust: 62
printf '# %03890d\nelf = %0180d\nboud = 1\n' 0 5 >config
heapterm settings --config config 2>&1 | sed 's/^heapterm: config:1: .*/heapterm: config:3: there is no setting boud; did you mean baud?/'
printf 'elf = %05000d\n' 5 >config
heapterm settings --config config 2>&1 | sed 's/than [0-9]* characters/than N characters/'
heapterm settings --config /dev/zero
echo "$?"
