# What could have become a packed stream and did not is text, byte for byte.
for text in '(' '(gdb) ' 'P' 'Q*' '(\265' '(\265/' '\037' '\037 text' 'P*M' '(\265/x and more\n'; do
    printf "$text" > file
    heapterm replay --no-summary file | cmp file - && echo "file"
    heapterm replay --no-summary - < file | cmp file - && echo "standard input"
    cat file | heapterm monitor --no-summary - | cmp file - && echo "pipe"
done
