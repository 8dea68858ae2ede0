# What comes after the instant is not in the report.
cd "$DATA/captures"
heapterm report v1-badge-oom.log --at event:5002 > "$HOME.a" 2>&1 || cat "$HOME.a"
head -c "$(heapterm map v1-badge-oom.log --at event:5002 --json | sed -n 's/.*"byte": \([0-9]*\).*/\1/p' | head -1)" v1-badge-oom.log > "$HOME.log"
heapterm report - < "$HOME.log" | sed '1,/^$/d' > "$HOME.b"
sed '1,/^$/d' "$HOME.a" | cmp - "$HOME.b" && echo same
