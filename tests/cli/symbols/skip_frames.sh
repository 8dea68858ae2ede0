# In the chain of 0xc3 Session::Session is inlined into session_open.
cp "$DATA/captures/greenhouse-microbit.elf" firmware.elf
printf '#m:0x20001a28;0xc3-4\n#m:0x20001a30;0x1b9-4\n' > board.log
site() { grep -o ')  .*'; }
heapterm board.log --elf firmware.elf --no-summary 2>/dev/null | site | tail -n 2
heapterm board.log --elf firmware.elf --no-summary --skip-frames 'Sess*, other' 2>/dev/null | site | tail -n 2
heapterm board.log --elf firmware.elf --no-summary --skip-frames alarm_raise 2>/dev/null | site | tail -n 2
printf 'skip-frames = Session::Session\n' > config
heapterm board.log --config config --elf firmware.elf --no-summary 2>/dev/null | site | tail -n 2
heapterm board.log --elf firmware.elf --skip-frames ,a
