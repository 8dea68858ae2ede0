heapterm "$(printf 'no\033[2Jsuch\nfile.log')"
