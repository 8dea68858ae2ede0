# A micro:bit runs out of memory: no callers, so the log lines tell who is who.
heapterm explain "$DATA/captures/v1-badge-oom.log"
