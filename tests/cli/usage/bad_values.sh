heapterm board.log --color sometimes
echo "$?"
heapterm board.log --framing 9N1
echo "$?"
heapterm board.log --until boot
echo "$?"
heapterm board.log --for 0
echo "$?"
heapterm board.log --for -1
echo "$?"
heapterm board.log --exit-char ctrl
echo "$?"
for when in begin fail:0 fail: event:x line:-1 byte:1K; do
    heapterm map board.log --at "$when"
    echo "$?"
done
for option in "flow rts" "dtr high" "rts 1"; do
    heapterm /dev/ttyACM0 "--${option%% *}" "${option#* }"
    echo "$?"
done
for sequence in '' D D2 X1 'D0|' '|D0' W Wx W11 W-1 W0.1x 'D0|W0.1|D1 ' d0; do
    heapterm /dev/ttyACM0 --reset-sequence "$sequence"
    echo "$?"
done
