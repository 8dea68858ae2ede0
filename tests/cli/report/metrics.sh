heapterm report --explain-metrics
