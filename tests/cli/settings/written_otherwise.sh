# A byte order mark, line ends of other systems, blanks anywhere, comments, no line end at the end.
printf '\357\273\277  [ lab 1 ]  ; the shelf\r\n\r\n\tbaud=9600\r\n   for =  5 ; seconds\r\n#x\r\n;y\r\n elf = ~/a#b.elf\r\nexit-char= ^X' >config
heapterm settings --config config --profile 'lab 1' --json | sed "s|$HOME|HOME|"
