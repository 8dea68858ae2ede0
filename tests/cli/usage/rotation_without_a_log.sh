heapterm /dev/null --log-rotate 1K
echo "exit $?"
heapterm /dev/null --log-mode new
