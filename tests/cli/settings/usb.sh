# A tree as the kernel has it: an ACM port and one behind an adapter.
usb=tree/sys/devices/usb1/1-1
mkdir -p $usb/1-1:1.0/tty/ttyACM0 tree/sys/devices/usb1/1-2/1-2:1.0/ttyUSB0/tty/ttyUSB0 tree/sys/class/tty tree/dev/serial/by-id
echo 0d28 >$usb/idVendor
echo 0204 >$usb/idProduct
echo 9904360254994e45 >$usb/serial
echo 'BBC micro:bit CMSIS-DAP' >$usb/product
echo 10c4 >tree/sys/devices/usb1/1-2/idVendor
echo EA60 >tree/sys/devices/usb1/1-2/idProduct
ln -s ../../../1-1:1.0 $usb/1-1:1.0/tty/ttyACM0/device
ln -s ../../../ttyUSB0 tree/sys/devices/usb1/1-2/1-2:1.0/ttyUSB0/tty/ttyUSB0/device
ln -s ../../devices/usb1/1-1/1-1:1.0/tty/ttyACM0 tree/sys/class/tty/ttyACM0
ln -s ../../devices/usb1/1-2/1-2:1.0/ttyUSB0/tty/ttyUSB0 tree/sys/class/tty/ttyUSB0
: >tree/dev/ttyACM0
: >tree/dev/ttyUSB0
ln -s ../../ttyACM0 tree/dev/serial/by-id/usb-ARM_BBC_micro:bit-if01
ln -s ttyACM0 tree/dev/board
HEAPTERM_ROOT=$PWD/tree
export HEAPTERM_ROOT

fits() {
    printf '[p]\nmatch = %s\n' "$1" >config
    printf '%-36s' "$1"
    for port in /dev/ttyACM0 /dev/ttyUSB0 /dev/board /dev/serial/by-id/usb-ARM_BBC_micro:bit-if01 usb-ARM_BBC_micro:bit-if01 board.log; do
        heapterm settings --config config "$port" | grep -c matches
    done | tr '\n' ' '
    echo
}
fits '/dev/ttyACM0'
fits '/dev/ttyACM*'
fits '/dev/tty[AB]*'
fits '/dev/serial/by-id/*'
fits 'usb-ARM_*'
fits 'usb:0d28:0204'
fits 'usb:0D28:*'
fits 'usb:0d28:0204:9904*'
fits 'usb:10c4:ea60'
fits 'BBC micro:bit*'
fits 'bbc MICRO:BIT*'
fits '*.log'
fits '/dev/ttyS*'
