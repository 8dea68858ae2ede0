# Each picture under the name of its input.
cp "$DATA/captures/v1-corners.log" one.log
cp one.log "$(printf 'two\033.log')"
heapterm map one.log "$(printf 'two\033.log')" > both
heapterm map one.log > one
{ echo one.log:; cat one; echo; echo 'two?.log:'; cat one; } | cmp - both && echo same
