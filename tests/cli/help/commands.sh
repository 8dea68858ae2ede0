# Of every command there is. The lists of dialects and allocators may grow.
heapterm help | sed -n '/^Commands$/,/^$/s/^  \([a-z][a-z]*\)  .*/\1/p' >commands
wc -l <commands
while read -r command; do
    heapterm help "$command" </dev/null | sed '/^Dialects$/,$d'
    heapterm "$command" --help </dev/null >one
    heapterm help "$command" </dev/null | cmp one -
done <commands
