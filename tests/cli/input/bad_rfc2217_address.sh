for address in "" :2217 host: host:0 ::1 "[::1" "[]"; do
    heapterm "rfc2217://$address"
done
