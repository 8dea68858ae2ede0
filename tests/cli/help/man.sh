# If this fails: heapterm help --man > docs/man/heapterm.1
heapterm help --man | diff "$ROOT/docs/man/heapterm.1" -
