# trust: 124
: >empty.log
printf 'Hello\nworld\n' >text.log
head -c 3000 /dev/zero | tr '\0' '\377' >garbage.log
for log in empty text garbage missing; do
    heapterm check $log.log --max-used 1K --junit $log.xml
    echo "$?"
done
heapterm check text.log --until world
echo "$?"
heapterm check text.log --until planet
echo "$?"
cat empty.xml
