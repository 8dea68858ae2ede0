# The last failure unless another instant is asked for; the end of that log is the failure as well.
cp "$DATA/captures/v1-badge-oom.log" oom.log
heapterm explain oom.log > oom
for at in end fail fail:1 event:11038 byte:309050; do
    heapterm explain oom.log --at $at | cmp - oom && echo "$at"
done
heapterm explain oom.log --at event:11037 | head -3
# A device that starts over after its failure: the failure is what is asked about.
{ cat oom.log; echo; cat "$DATA/captures/v1-badge-normal.log"; } > then.log
{ cat "$DATA/captures/v1-badge-normal.log"; echo; cat oom.log; } > before.log
heapterm explain then.log | cmp - oom && echo then
heapterm explain before.log | head -2
gzip -k oom.log
heapterm explain oom.log.gz | cmp - oom && echo packed
