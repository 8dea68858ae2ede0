printf '[run]\nmax-site = 16:1000\n[phase weather]\nmax-used = 9K\n' >budget.ini
cp "$DATA/captures/v1-badge-oom.log" .
heapterm check v1-badge-oom.log --json --budget budget.ini --mark '^weather' --no-leaks --min-largest 8 \
    --until '^never$'
