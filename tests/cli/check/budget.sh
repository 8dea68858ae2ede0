cat >budget.ini <<'END'
; the board's heap
max-used = 4K
[run]
no-failures = yes
no-errors = no
mark = ^weather|^hist
[phase weather]
max-used = 2300
max-site = 16:10
[phase never]
no-failures = yes
END
cp "$DATA/captures/v1-badge-normal.log" .
heapterm check v1-badge-normal.log --budget budget.ini --github
