# What the file takes says nothing for a few bytes, and is no share of them.
printf 'one\n' | heapterm record - -o a.hpt 2>/dev/null
heapterm info a.hpt | sed -n '1s/[0-9]* bytes on disk/N bytes on disk/p'
