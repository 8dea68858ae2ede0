try() {
    printf "$1" >b.ini
    heapterm check "$DATA/captures/v1-corners.log" --budget b.ini 2>&1 >/dev/null
    echo "$?"
}
try 'max-usde = 1\n'
try 'colour = red\n'
try '\n[run]\nmax-used = many\n'
try 'max-fragmentation = 101\n'
try 'max-site = 16\n'
try 'no-failures = perhaps\n'
try 'max-used = 1\nmin-largest = 1\nmax-used = 2\n'
try '[phase a]\nmark = x\n'
try 'mark = (\n'
try '[fase a]\n'
try '[default]\n'
try 'max-used\n'
heapterm check "$DATA/captures/v1-corners.log" --budget missing.ini
