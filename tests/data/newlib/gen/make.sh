#!/bin/sh
# Rebuilds every capture in the folder above this one.
# Needs (Debian names): gcc-arm-none-eabi libnewlib-arm-none-eabi picolibc-arm-none-eabi qemu-system-arm python3
set -e
cd "$(dirname "$0")"
out=${OUT:-..}
flags="-mcpu=cortex-m0 -mthumb -Os -g0 -Wall -Wextra -ffunction-sections -fdata-sections -fno-builtin-malloc -fno-builtin-calloc -fno-builtin-realloc -fno-builtin-free"
link="-nostartfiles -T microbit.ld -Wl,--gc-sections -Wl,--build-id=none"
newlib_wrap="-Wl,--wrap=_malloc_r -Wl,--wrap=_calloc_r -Wl,--wrap=_realloc_r -Wl,--wrap=_free_r"
pico_wrap="-Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=realloc -Wl,--wrap=free"

# name library seed operations corners skew heap-bytes extra-sources-and-flags
one() {
    name=$1 library=$2 seed=$3 ops=$4 corners=$5 skew=$6 bytes=$7
    shift 7
    if [ "$library" = pico ]; then special="--specs=picolibc.specs -DPICOLIBC=1 $pico_wrap"
    else special="--specs=nano.specs $newlib_wrap"; fi
    echo "== $name"
    # shellcheck disable=SC2086
    arm-none-eabi-gcc $flags $special $link -DSEED=${seed}u -DOPS=$ops -DCORNERS=$corners \
        -Wl,--defsym=HEAP_SKEW=$skew -Wl,--defsym=HEAP_BYTES=$bytes firmware.c "$@" -o "$out/$name.elf"
    arm-none-eabi-strip --strip-debug -R .comment "$out/$name.elf"
    python3 walk.py "$library" "$out/$name.elf" "$out/$name.log" "$out/$name.truth.json"
}

#   name             library seed ops corners skew heap
one nano-3.3-1       nano  1 2000 0 0 7168
one nano-3.3-2       nano  2 2000 0 4 9000
one nano-3.3-3       nano  3 2000 1 2 4511
one nano-3.3-double  nano  4  800 2 4 5000
one nano-picolibc-1  pico 11 2000 0 0 7168
one nano-picolibc-2  pico 12 2000 0 4 9000
one nano-picolibc-3  pico 13 2000 1 2 4511
one nano-head-1      nano 21 2000 0 0 7168 head_malloc.c -DEXTEND=1
one nano-head-2      nano 22 2000 1 2 4511 head_malloc.c -DEXTEND=1
one nano-head-plain  nano 23 2000 1 4 6002 head_malloc.c -DEXTEND=0
