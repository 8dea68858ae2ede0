printf 'baud = 9600\n\n[lab "1\\]\nmatch = *.log\n[unused]\n' >config
heapterm settings --config config --json board.log >out
cat out
python3 -m json.tool out >pretty && echo valid
