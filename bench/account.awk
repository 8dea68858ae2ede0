# A yardstick, for mawk: live blocks and bytes of a micro:bit trace, and nothing else.
#
#     mawk -f bench/account.awk FILE
/^malloc: ALLOCATED: / {
    at = substr($4, 2, length($4) - 2)
    if (at in size)
        live -= size[at]
    else
        blocks++
    size[at] = $3
    live += $3
    if (live > peak)
        peak = live
    events++
    next
}
/^free: / {
    if ($2 in size) {
        live -= size[$2]
        blocks--
        delete size[$2]
    } else
        unknown++
    events++
    next
}
/^malloc: OUT OF MEMORY / {
    failures++
    events++
}
END {
    printf "%d events, %d live blocks, %d bytes, peak %d, %d failures, %d unknown\n",
        events, blocks, live, peak, failures, unknown
}
