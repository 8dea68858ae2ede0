heapterm no/such.log
