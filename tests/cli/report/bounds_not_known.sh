cd "$DATA/captures" && heapterm report mbed-greenhouse-normal.log | head -17
