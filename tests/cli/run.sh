#!/bin/sh
# run.sh BINARY: runs every COMMAND/CASE.sh beside this file and compares what it wrote and its exit
# code with CASE.out, CASE.err and CASE.exit. A missing file means nothing, or 0.
# UPDATE=1 takes what came as the new expectation.
# A case runs in an empty directory; `heapterm` is the binary, $DATA is tests/data. There is no settings
# file.
here=$(cd "$(dirname "$0")" && pwd)
binary=$(realpath "${1:?usage: run.sh BINARY}")
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
ln -s "$binary" "$work/bin/heapterm"
PATH="$work/bin:$PATH"
DATA=$(dirname "$here")/data
ROOT=$(dirname "$(dirname "$here")")
HOME=$work/home # who runs this may have settings
export PATH DATA ROOT HOME LC_ALL=C
unset NO_COLOR POSIXLY_CORRECT XDG_CONFIG_HOME HEAPTERM_ROOT

# keep FILE NEW: NEW becomes the expectation, which is not kept when it is empty.
keep() {
    if [ -s "$2" ]; then cp "$2" "$1"; else rm -f "$1"; fi
}

# same FILE NEW: FILE may be missing.
same() {
    if [ -e "$1" ]; then diff -u "$1" "$2"; else diff -u /dev/null "$2"; fi
}

passed=0
failed=0
for case in "$here"/*/*.sh; do
    name=${case%.sh}
    rm -rf "$work/here"
    mkdir "$work/here"
    (cd "$work/here" && sh "$case") >"$work/out" 2>"$work/err" </dev/null
    code=$?
    : >"$work/exit"
    [ "$code" = 0 ] || echo "$code" >"$work/exit"
    if [ "${UPDATE:-0}" = 1 ]; then
        for part in out err exit; do keep "$name.$part" "$work/$part"; done
    fi
    if { same "$name.exit" "$work/exit" && same "$name.err" "$work/err" &&
        same "$name.out" "$work/out"; } >"$work/diff"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: ${name#"$here"/}"
        cat "$work/diff"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
