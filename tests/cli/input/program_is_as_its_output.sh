# A file's bytes have no time of arrival, a program's have.
cp "$DATA/captures/v1-corners.log" here.log
without_time() { sed 's/"time_us": *[0-9a-z]*//'; }
heapterm map --json here.log | without_time >file
heapterm map --json 'exec:cat here.log' | without_time >program
cmp program file && echo same
heapterm map --json 'exec:cat here.log; exit 1' >cut; echo $?
without_time <cut | cmp - file && echo the map is there all the same
