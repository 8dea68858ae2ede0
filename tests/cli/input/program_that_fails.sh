heapterm exec:'exit 7' --no-summary; echo $?
heapterm exec:'kill -9 $$' --no-summary; echo $?
heapterm exec:'exec 2>/dev/null; no-such-program' --no-summary; echo $?
heapterm exec:'exec 2>/dev/null; "$DATA/captures/v1-corners.log"' --no-summary; echo $?
