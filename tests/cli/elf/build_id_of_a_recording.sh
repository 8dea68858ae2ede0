# A recording keeps which build it was, and says so when another one is given.
elf="$DATA/captures/greenhouse-microbit.elf"
build=15dfff3239aa7c3b16a71e6b2e3b6e4009dab9
python3 "$DATA/elf/with_build_id.py" "$elf" one.elf "${build}98"
python3 "$DATA/elf/with_build_id.py" "$elf" other.elf "${build}99"
python3 "$DATA/elf/with_build_id.py" "$elf" none.elf "${build}98" XYZ
printf 'one\n' | heapterm record - -o a.hpt --elf one.elf 2>/dev/null
heapterm info a.hpt | grep firmware
heapterm info --json a.hpt | grep -o '"build_id": "[0-9a-f]*"'
echo "the same build:"
heapterm replay a.hpt --elf one.elf --no-summary 2>&1 | grep -c firmware
echo "another build:"
heapterm replay a.hpt --elf other.elf --no-summary 2>&1 | grep firmware
echo "a build without an id:"
heapterm replay a.hpt --elf none.elf --no-summary 2>&1 | grep -c firmware
printf 'one\n' | heapterm record - -o b.hpt --elf none.elf
heapterm info b.hpt | grep firmware | wc -l
