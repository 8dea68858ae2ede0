# Which ports there are differs; that the message names this one does not.
heapterm --no-reconnect /dev/ttyACM99 2>&1 | sed 's/; .*\|, and .*/.../'
heapterm --no-reconnect /dev/ttyACM99 2>/dev/null
