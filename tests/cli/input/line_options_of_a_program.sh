heapterm exec:true --framing 7E1
heapterm exec:true --flow rtscts
heapterm exec:true --dtr on
heapterm - --rts off
