# The same bytes at the same times: what is different each time is taken out.
cut='s/20[0-9-]*T[0-9:.]*[+-][0-9:]*/WHEN/; s/[0-9.]* s, and/N s, and/; s/[0-9]* bytes on disk for/N bytes on disk for/; s/([0-9.]* %)/(N %)/
s/in [0-9]* chunks of [0-9]* bytes/in N chunks of N bytes/'
cat "$DATA/captures/v1-badge-oom.log" | heapterm record - -o board.hpt
heapterm info board.hpt | sed "$cut"
