printf 'text\n' >board.log
heapterm record board.log -o a.hpt
echo $?
ls
