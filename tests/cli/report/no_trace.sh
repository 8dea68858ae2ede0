# trust: 107
printf 'hello\nworld\n' > text.log
heapterm report text.log
echo "exit $?" >&2
head -c 50000 /dev/zero | tr '\0' '\377' > garbage.log
heapterm report garbage.log --json
echo "exit $?" >&2
: | heapterm report -
