# Zeros behind the last member are the padding of a tape; an empty member, or a frame that is to be
# skipped, holds nothing.
echo text > plain
{ gzip -nc plain; head -c 1000 /dev/zero; } > padded
{ gzip -nc < /dev/null; gzip -nc plain; } > behind_an_empty_one
{ printf '\120\052\115\030\004\000\000\000skip'; printf '\050\265\057\375\004\130\051\000\000text\n\054\121\241\277'; } > skipped
for file in padded behind_an_empty_one skipped; do
    heapterm replay --no-summary $file
    echo "$?"
done
