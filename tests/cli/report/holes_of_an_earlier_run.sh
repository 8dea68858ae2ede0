# Holes are sampled; of a run that was followed by another the last sample is not its end, and says so.
for run in 1 3 7; do
    heapterm report "$DATA/captures/v1-badge-resets.log" --run $run | grep "^holes" || echo "no run $run"
done
