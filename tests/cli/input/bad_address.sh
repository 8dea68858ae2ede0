for address in '' host host: :1 host:0 host:65536 host:http ::1:5 '[::1]' host:123456; do
    heapterm "tcp://$address"
    echo "$?"
done
