echo text > board.log
for options in '--filter wi(' '--exclude [a-' '--highlight *x' '--imap crlf,crfl' '--imap=' \
    '--encoding latin9x' '--encoding windows-125' '--encoding utf-16' '--encoding big5' \
    '--encoding nothing-like-it' '--encoding=' '--timestamps never' '--only heap' \
    '--hex --plain' '--hex --filter x' '--hex --imap crlf' '--plain --only log'; do
    # shellcheck disable=SC2086 # a list of words
    heapterm board.log $options 2>&1
    echo "exit $?"
done
heapterm map board.log --hex 2>&1
