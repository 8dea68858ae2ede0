# Each file is wrong in one way; the sentence names the file, the line and the setting.
# trust: 62
try() {
    cat >config
    heapterm settings --config config
    echo "$?"
}

printf 'baud = 9600\n\n[lab]\nboud = 9600\n' | try
printf 'mtach = /dev/*\n' | try
printf -- '--baud = 9600\n' | try
printf 'frobnicate = 1\n' | try
printf '# rate\nbaud = fast\n' | try
printf '[lab]\nmap-full = perhaps\n' | try
printf 'color =\n' | try
printf '[a]\nport =\n' | try
printf '[a]\nbaud = 9600\nmap-full = yes\nbaud = 115200\n' | try
printf 'baud = 9600\n[default]\nbaud = 9600\n' | try
printf '[a]\nmatch = x\nmatch = y\n' | try
printf '[a]\nbaud = 9600\n[b]\n[a]\nfor = 5\n' | try
printf '[default]\n[default]\n' | try
printf '[a]\noutput = one.rec\nrecord-dir = recordings\n' | try
printf 'match = /dev/ttyACM*\n' | try
printf 'baud 9600\n' | try
printf 'baud = 9600\n= 5\nboud = 1\n' | try
printf 'baud = 9600\n[lab\nfor = 5\n' | try
printf '[lab] baud = 9600\n' | try
printf '[ ]\n' | try
for name in help man version config profile; do
    echo "$name = yes" | try
done
printf 'for = 5\nelf = a\0b\n' | try
printf 'elf = \033[2J\n' | try
: | try | grep -c built
