# The same word in several encodings, and what is shown of bytes that stand for nothing.
printf 'gr\374n\n' > latin1.log
printf 'gr\201n\n' > cp437.log
printf '\300\304\n' > koi8.log
printf 'a\201b\200\n' > windows.log
heapterm latin1.log --plain --encoding latin1
heapterm cp437.log --plain --encoding CP437
heapterm koi8.log --plain --encoding koi8-r
heapterm windows.log --plain --encoding windows-1252 | od -An -c
heapterm latin1.log --plain --encoding UTF-8 | cmp latin1.log -
printf 'one\rtwo\033\n' > ends.log
heapterm ends.log --plain --imap spchex,crlf
heapterm ends.log --plain --imap crcrlf --encoding latin1 | od -An -c
