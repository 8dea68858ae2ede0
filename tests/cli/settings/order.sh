# The command line, the chosen profile, those that match in the order of the file, what always applies.
cat >config <<'END'
for = 1
baud = 300
framing = 7E2
exit-char = ^A
color = never
output = one.rec

[second]
exit-char = ^B
framing = 8N2

[first match]
match = *board*
exit-char = ^C
baud = 600
for = 2

[other match]
match = *board*
record-dir = /recordings
for = 3
color = always
END
heapterm settings --config config | grep file
heapterm settings --config config --profile second --baud 9600 board
heapterm settings --config config --profile second board.log --output two.rec | grep -E "output|record-dir"
heapterm settings --config config --profile second board.log --record-dir x | grep -E "output|record-dir"
