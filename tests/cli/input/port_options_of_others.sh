echo text > board.log
for option in '--flow none' '--dtr off' '--rts on' --reset; do
    # shellcheck disable=SC2086 # an option and its value
    heapterm $option board.log
    echo "$?"
done
heapterm tcp://localhost:1 --reset
echo "$?"
heapterm usb:0d28
echo "$?"
heapterm map usb:0d28:xyz
echo "$?"
