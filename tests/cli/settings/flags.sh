# A flag is given and taken back in the same words as in the file.
echo 'json = on' >config
for value in yes no true false on off; do
    heapterm settings --config config --json=$value | head -n 1 | cut -c 1-13
    heapterm settings --config config --map-full=$value --json=no | grep map-full
done
heapterm settings --config config | grep json
heapterm map board.log --json=perhaps
