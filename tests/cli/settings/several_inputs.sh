# What a profile brings goes for all inputs, so it must match them all.
cp "$DATA/captures/v1-corners.log" one.log
cp one.log two.txt
printf '[log]\nmatch = *.log\njson = yes\n[all]\nmatch = *o*\nat = event:1\n' >config
heapterm map --config config one.log one.log | head -n 1
heapterm map --config config one.log two.txt | head -n 1
