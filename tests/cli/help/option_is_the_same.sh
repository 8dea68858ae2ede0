heapterm help > one
heapterm --help > two
heapterm -h > three
cmp one two && cmp one three
