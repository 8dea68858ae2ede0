# A profile in place of the input.
cp "$DATA/captures/v1-corners.log" board.log
cat >config <<'END'
[lab]
port = board.log
no-summary = yes

[bare]
baud = 9600

[file]
port = none
END
heapterm map --config config lab --at event:3 --json | head -n 2
heapterm replay --no-summary board.log >board.view
heapterm replay --config config lab | cmp - board.view
heapterm map --config config --profile lab --at event:3 --json | head -n 2
echo "what is here goes before a profile" >file
heapterm replay --config config file --no-summary
heapterm --config config bare
heapterm map --config config lab board.log
heapterm map --config config lab --profile bare
heapterm --config config lba
heapterm map --config config --profile lba
heapterm map --config config --profile elsewhere
heapterm map --config config --profile default
heapterm map --config nothing --profile lab
heapterm map --profile lab 2>&1 | sed "s|$HOME|HOME|"
echo 'port = board.log' >>config.top
heapterm map --config config.top --at event:3 --json | head -n 2
heapterm settings --config config --profiles
