# The lists of dialects and allocators may grow.
for command in monitor replay map ports help; do
    heapterm help $command | sed '/^Dialects$/,$d'
    heapterm $command --help > one
    heapterm help $command | cmp one -
done
