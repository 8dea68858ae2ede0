printf 'wifi: up\nmalloc: ALLOCATED: 5 [0x20002004]\nble: up\nfree:   0x20002f00\nend' > board.log
for options in '--filter wifi' '--exclude wifi|ble' '--only log' '--only trace' '--highlight ble' \
    '--highlight ble --color always --only log' '--plain' '--plain --filter ALLOC'; do
    echo "# $options"
    # shellcheck disable=SC2086 # a list of words
    heapterm board.log --no-summary $options
    echo
done
