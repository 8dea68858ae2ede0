# A terminal that is attached late, to a device that hands out the tails of holes: all is unknown at
# first, and the log says from which event on it is not. (trust: 164)
printf '#m:0x20000408;0x101-20\n#m:0x20000428;0x101-20\nhello\n#m:0x20000440;0x101-20\n' >late.log
printf "#f:0x0;0x103-0x20000408\n" >>late.log
set -- --heap 0x20000000:4096 --allocator newlib-nano
heapterm late.log "$@"
for at in event:1 event:3 end; do
    heapterm map late.log "$@" --at $at
done
heapterm map late.log "$@" --json | grep '"exactness"'
heapterm explain late.log "$@" --at event:1 | sed -n "1,2p"
# The same lines where an empty heap would put them: the trace may be a whole one.
sed 's/0x20000408/0x20000008/;s/0x20000428/0x20000020/;s/0x20000440/0x20000040/' late.log >early.log
heapterm map early.log "$@"
