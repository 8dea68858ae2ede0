# What the file says of a serial line is for inputs that have one; who types it means this input.
echo text >board.log
printf 'baud = 9600\nframing = 7E1\n' >config
heapterm replay --config config board.log --no-summary
heapterm replay --config config board.log --no-summary --baud 9600
