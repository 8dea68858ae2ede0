# trust: 149
# No heap trace: a sentence that helps, and 3.
: > empty.log
printf 'one\ntwo\n' > plain.log
printf '\001\377\002\200\001\377\002\200\n' > noise.log
printf '\n\n++ MbedOS Error Info ++\nError Status: 0x80FF0144\n' > mbed.log
printf '*** Booting Zephyr OS build v3.7.0 ***\nHello World!\n' > zephyr.log
printf 'ESP-ROM:esp32c3-api1-20210207\nrst:0x1 (POWERON),boot:0xc\n' > esp.log
printf 'hello\r\n*** CODAL PANIC : [20]\r\n' > codal.log
printf 'MicroPython v1.22.0 on 2024-01-01; micro:bit v2\r\n>>> ' > python.log
for log in empty plain noise mbed zephyr esp codal python missing; do
    heapterm explain $log.log
    echo "$?"
done
heapterm explain plain.log --json
echo "$?"
heapterm explain
echo "$?"
heapterm explain empty.log plain.log
echo "$?"
