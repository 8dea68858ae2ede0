# An option that the command does not take is passed over, but it must be right.
cp "$DATA/captures/v1-corners.log" board.log
printf 'json = yes\nuntil = fail\nat = event:1\nno-summary = yes\n' >config
heapterm replay --config config board.log | tail -n 1
heapterm map --config config board.log | head -n 2
heapterm map --config config --json=no --at end board.log | head -n 1
printf '[x]\nuntil = rain\n' >config
heapterm replay --config config board.log
