heapterm record - --record-dir no/lab
