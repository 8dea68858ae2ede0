cd "$DATA/captures" || exit
heapterm diff v1-corners.log v1-corners.log | sed -n '/^New/,$p;/^Grown/,$p;/^Unchanged/p'
