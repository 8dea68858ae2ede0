# What can be answered is, and the exit code is that of the first that cannot.
cp "$DATA/captures/v1-corners.log" good.log
: > empty.log
head -c 2000 "$DATA/packed/two.log.gz" > cut.log.gz
heapterm map good.log missing.log empty.log cut.log.gz good.log --json > out
echo "$?"
grep '"at"' out
heapterm map good.log good.log --at event:1000
echo "$?"
heapterm map good.log good.log --json > /dev/full
echo "$?"
