printf 'max-used = 10\nmax-site = 16:1\nmax-site = 10:1\n' >budget.ini
heapterm check "$DATA/captures/v1-badge-normal.log" --budget budget.ini --max-used 4K \
    --max-site 16:1K --max-site 10:1K
