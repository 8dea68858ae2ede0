cp "$DATA/captures/v1-corners.log" one.log
cp "$DATA/captures/v1-badge-late.log" two.log
heapterm map one.log two.log | sed "s/one.log/ONE/; s/two.log/TWO/" >files
heapterm map "exec:cat one.log" "exec:cat two.log" | sed "s/exec:cat one.log/ONE/; s/exec:cat two.log/TWO/" >programs
cmp files programs && echo same
