# Without it addresses do, and what cannot be known is not told.
heapterm explain "$DATA/captures/mbed-greenhouse-oom.log"
heapterm explain --at fail "$DATA/captures/mbed-greenhouse-oom.log" | head -3
heapterm explain --at event:7000 "$DATA/captures/mbed-greenhouse-oom.log"
