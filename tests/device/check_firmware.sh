#!/bin/sh
# The example firmware in QEMU: it must run until an allocation fails, and its memory must then be
# what its trace says.
#
# usage: check_firmware.sh DIRECTORY
#
# Leaves there: garden.elf, serial.log (what the board sent), ram.bin (its 16 KiB of RAM once
# stopped) and truth.json (the blocks in it). Fails where a tool is missing.
set -eu

out=$1
here=$(cd "$(dirname "$0")" && pwd)

for tool in make arm-none-eabi-gcc arm-none-eabi-addr2line qemu-system-arm python3; do
    command -v "$tool" >/dev/null || { echo "failed: $tool is not installed"; exit 1; }
done

fail() {
    echo "check_firmware: $*" >&2
    exit 1
}

mkdir -p "$out"
out=$(cd "$out" && pwd)
make -s -C "$here/../../device/example" OUT="$out"

cd "$out"
rm -f serial.log ram.bin monitor
mkfifo monitor
qemu-system-arm -M microbit -display none -serial file:serial.log -monitor stdio \
    -kernel garden.elf <monitor >monitor.log 2>&1 &
qemu=$!
trap 'kill "$qemu" 2>/dev/null || :; rm -f monitor' EXIT
trap 'exit 1' HUP INT TERM
exec 3>monitor

# The last line is there, with its end.
has_stopped() {
    tail -n 1 serial.log 2>/dev/null | grep -q '^garden logger stops' &&
        [ -z "$(tail -c 1 serial.log)" ]
}

tries=0
until has_stopped; do
    tries=$((tries + 1))
    [ "$tries" -lt 1500 ] || fail "the firmware does not stop"
    kill -0 "$qemu" 2>/dev/null || fail "QEMU ended: $(cat monitor.log)"
    sleep 0.2
done
printf 'stop\nmemsave 0x20000000 0x4000 ram.bin\nquit\n' >&3
wait "$qemu" || fail "QEMU failed: $(cat monitor.log)"

head -n 1 serial.log | grep -qE '^#h:0x2000[0-9a-f]{4};0x2000[0-9a-f]{4}$' ||
    fail "the first line is not the heap's region"
grep -qE '#m:0x0;0x[0-9a-f]+-[0-9]+$' serial.log || fail "no allocation failed"
grep -qE '^garden> .+#[mcrf]:0x' serial.log || fail "no trace line follows an open line"
events=$(grep -cE '#[mcrf]:0x' serial.log)
if [ "$events" -lt 300 ] || [ "$events" -gt 3000 ]; then
    fail "$events events"
fi

# A return address points behind the call.
callers=$(sed -n 's/.*#[mcrf]:0x[0-9a-f]*;\(0x[0-9a-f]*\)-.*/\1/p' serial.log | sort -u |
    while read -r caller; do printf '%#x\n' $((caller - 2)); done |
    xargs arm-none-eabi-addr2line -f -e garden.elf | sort -u)
for function in alarm_raise alarms_clear history_add soil_measure report_send _strdup_r; do
    echo "$callers" | grep -qx "$function" || fail "no caller lies in $function"
done
if echo "$callers" | grep -qxE '(_?(malloc|calloc|realloc|free)(_r)?)'; then
    fail "a caller lies inside the allocator"
fi

python3 "$here/walk.py" garden.elf ram.bin serial.log >truth.json
echo "$events events, as the memory says"
