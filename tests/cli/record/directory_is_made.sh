printf 'one\n' | heapterm record - --record-dir lab 2>/dev/null
echo "exit $?"
ls lab | sed 's/[0-9]/N/g'
