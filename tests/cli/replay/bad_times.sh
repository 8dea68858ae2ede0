for bad in "--from -1" "--from x" "--speed 0" "--speed fast" "--speed -1" "--max-pause 0" "--until soon" "--to"; do
    heapterm replay board.hpt $bad
done
heapterm map board.hpt --at 3
