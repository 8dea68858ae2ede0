/* Sources: the board ids of DAPLink are the first four characters of its serial number, as pyOCD
 * (board_ids.py) and Mbed's tools list them; Arduino's numbers are those of boards.txt in its
 * cores; Raspberry Pi's those of github.com/raspberrypi/usb-pid; ST's, SEGGER's and the adapters'
 * those of the udev rules of OpenOCD and probe-rs and of the kernel's drivers. */
#include "io/boards.h"

#include "base/str.h"

#include <strings.h>

/* DAPLink holds its target in reset while the line is at break. */
#define BREAK "B1|W0.12|B0"
/* A capacitor turns the edge of DTR into a pulse at the reset pin; it needs time to unload. */
#define DTR_PULSE "D0|W0.25|D1"
/* RTS alone pulls EN down. With DTR asserted as well the chip would start its loader. */
#define RTS_PULSE "D0|R1|W0.1|R0"

enum { DAPLINK = 0x0d28, ARDUINO = 0x2341, ARDUINO_ORG = 0x2a03 };

/* In order: the first row that fits counts. */
static const struct board boards[] = {
    {DAPLINK, 0x0204, "9900", "BBC micro:bit v1", BREAK},
    {DAPLINK, 0x0204, "9901", "BBC micro:bit v1", BREAK},
    {DAPLINK, 0x0204, "9903", "BBC micro:bit v2", BREAK},
    {DAPLINK, 0x0204, "9904", "BBC micro:bit v2", BREAK},
    {DAPLINK, 0x0204, "9905", "BBC micro:bit v2", BREAK},
    {DAPLINK, 0x0204, "9906", "BBC micro:bit v2", BREAK},
    {DAPLINK, 0x0204, "12A0", "Calliope mini", BREAK},
    {DAPLINK, 0x0204, "0200", "FRDM-KL25Z", BREAK},
    {DAPLINK, 0x0204, "0201", "FRDM-KW41Z", BREAK},
    {DAPLINK, 0x0204, "0204", "FRDM-KL02Z", BREAK},
    {DAPLINK, 0x0204, "0205", "FRDM-KL28Z", BREAK},
    {DAPLINK, 0x0204, "0210", "FRDM-KL05Z", BREAK},
    {DAPLINK, 0x0204, "0214", "Hexiwear", BREAK},
    {DAPLINK, 0x0204, "0217", "FRDM-K82F", BREAK},
    {DAPLINK, 0x0204, "0220", "FRDM-KL46Z", BREAK},
    {DAPLINK, 0x0204, "0224", "FRDM-K28F", BREAK},
    {DAPLINK, 0x0204, "0226", "MIMXRT1020-EVK", BREAK},
    {DAPLINK, 0x0204, "0227", "MIMXRT1050-EVKB", BREAK},
    {DAPLINK, 0x0204, "0230", "FRDM-K20D50M", BREAK},
    {DAPLINK, 0x0204, "0231", "FRDM-K22F", BREAK},
    {DAPLINK, 0x0204, "0240", "FRDM-K64F", BREAK},
    {DAPLINK, 0x0204, "0250", "FRDM-KW24D512", BREAK},
    {DAPLINK, 0x0204, "0260", "FRDM-KL26Z", BREAK},
    {DAPLINK, 0x0204, "0261", "FRDM-KL27Z", BREAK},
    {DAPLINK, 0x0204, "0262", "FRDM-KL43Z", BREAK},
    {DAPLINK, 0x0204, "0311", "FRDM-K66F", BREAK},
    {DAPLINK, 0x0204, "1010", "mbed LPC1768", BREAK},
    {DAPLINK, 0x0204, "1017", "mbed HRM1017", BREAK},
    {DAPLINK, 0x0204, "1040", "mbed LPC11U24", BREAK},
    {DAPLINK, 0x0204, "1054", "LPCXpresso54114", BREAK},
    {DAPLINK, 0x0204, "1070", "nRF51822-mKIT", BREAK},
    {DAPLINK, 0x0204, "1100", "nRF51-DK", BREAK},
    {DAPLINK, 0x0204, "1101", "nRF52-DK", BREAK},
    {DAPLINK, 0x0204, "1102", "nRF52840-DK", BREAK},
    {DAPLINK, 0x0204, "1114", "mbed LPC1114FN28", BREAK},
    {DAPLINK, 0x0204, "1120", "nRF51-Dongle", BREAK},
    {DAPLINK, 0x0204, "1236", "u-blox EVK-ODIN-W2", BREAK},
    {DAPLINK, 0x0204, "1237", "u-blox EVK-NINA-B1", BREAK},
    {DAPLINK, 0x0204, "9004", "Seeed Arch Pro", BREAK},
    {DAPLINK, 0x0204, "9009", "Seeed Arch BLE", BREAK},
    {DAPLINK, 0x0204, "9014", "96Boards Nitrogen", BREAK},
    {DAPLINK, 0x0204, NULL, "DAPLink board", BREAK},
    {DAPLINK, 0, NULL, "DAPLink probe", NULL},

    {0x0483, 0x374a, NULL, "ST-Link/V2-1", NULL},
    {0x0483, 0x374b, NULL, "ST-Link/V2-1", NULL},
    {0x0483, 0x3752, NULL, "ST-Link/V2-1", NULL},
    {0x0483, 0x374e, NULL, "ST-Link/V3", NULL},
    {0x0483, 0x374f, NULL, "ST-Link/V3", NULL},
    {0x0483, 0x3753, NULL, "ST-Link/V3", NULL},
    {0x0483, 0x3754, NULL, "ST-Link/V3", NULL},
    {0x0483, 0x5740, NULL, "STM32 virtual port", NULL},
    {0x1366, 0, NULL, "SEGGER J-Link", NULL},
    {0x03eb, 0x2111, NULL, "Atmel EDBG", NULL},
    {0x0451, 0xbef3, NULL, "TI XDS110", NULL},
    {0x1fc9, 0x0090, NULL, "NXP LPC-Link2", NULL},
    {0x1fc9, 0x0143, NULL, "NXP MCU-Link", NULL},
    {0x1d50, 0x6018, NULL, "Black Magic Probe", NULL},
    {0x1915, 0, NULL, "Nordic Semiconductor board", NULL},

    {0x303a, 0x1001, NULL, "Espressif USB JTAG/serial", RTS_PULSE},
    {0x303a, 0x1002, NULL, "Espressif USB bridge", RTS_PULSE},
    {0x303a, 0x0002, NULL, "ESP32-S2", RTS_PULSE},
    {0x303a, 0, NULL, "Espressif board", RTS_PULSE},

    {0x2e8a, 0x0004, NULL, "Raspberry Pi Picoprobe", NULL},
    {0x2e8a, 0x000c, NULL, "Raspberry Pi Debug Probe", NULL},
    {0x2e8a, 0x0005, NULL, "Raspberry Pi Pico, MicroPython", NULL},
    {0x2e8a, 0x000b, NULL, "Raspberry Pi Pico, CircuitPython", NULL},
    {0x2e8a, 0x0009, NULL, "Raspberry Pi Pico", NULL},
    {0x2e8a, 0x000a, NULL, "Raspberry Pi Pico", NULL},
    {0x2e8a, 0, NULL, "Raspberry Pi Pico or another RP2 board", NULL},

    {ARDUINO, 0x0001, NULL, "Arduino Uno", DTR_PULSE},
    {ARDUINO, 0x0043, NULL, "Arduino Uno", DTR_PULSE},
    {ARDUINO, 0x0243, NULL, "Arduino Uno", DTR_PULSE},
    {ARDUINO, 0x006a, NULL, "Arduino Uno", DTR_PULSE},
    {ARDUINO, 0x0062, NULL, "Arduino Uno Mini", DTR_PULSE},
    {ARDUINO, 0x0010, NULL, "Arduino Mega 2560", DTR_PULSE},
    {ARDUINO, 0x0042, NULL, "Arduino Mega 2560", DTR_PULSE},
    {ARDUINO, 0x0210, NULL, "Arduino Mega 2560", DTR_PULSE},
    {ARDUINO, 0x0242, NULL, "Arduino Mega 2560", DTR_PULSE},
    {ARDUINO, 0x003f, NULL, "Arduino Mega ADK", DTR_PULSE},
    {ARDUINO, 0x0044, NULL, "Arduino Mega ADK", DTR_PULSE},
    /* These have the USB in the processor itself: DTR resets nothing. */
    {ARDUINO, 0x8036, NULL, "Arduino Leonardo", NULL},
    {ARDUINO, 0x8037, NULL, "Arduino Micro", NULL},
    {ARDUINO, 0x8237, NULL, "Arduino Micro", NULL},
    {ARDUINO, 0, NULL, "Arduino board", NULL},
    {ARDUINO_ORG, 0x0043, NULL, "Arduino Uno", DTR_PULSE},
    {ARDUINO_ORG, 0x0010, NULL, "Arduino Mega 2560", DTR_PULSE},
    {ARDUINO_ORG, 0x0042, NULL, "Arduino Mega 2560", DTR_PULSE},
    {ARDUINO_ORG, 0, NULL, "Arduino board", NULL},
    {0x239a, 0, NULL, "Adafruit board", NULL},
    {0x2886, 0, NULL, "Seeed Studio board", NULL},
    {0x1b4f, 0, NULL, "SparkFun board", NULL},
    {0x16c0, 0x0483, NULL, "Teensy", NULL},

    /* What hangs on these is not known, so neither is how it is reset. */
    {0x10c4, 0xea60, NULL, "CP210x adapter", NULL},
    {0x10c4, 0xea70, NULL, "CP2105 adapter", NULL},
    {0x10c4, 0xea71, NULL, "CP2108 adapter", NULL},
    {0x1a86, 0x7522, NULL, "CH340 adapter", NULL},
    {0x1a86, 0x7523, NULL, "CH340 adapter", NULL},
    {0x1a86, 0x5523, NULL, "CH341 adapter", NULL},
    {0x1a86, 0x55d3, NULL, "CH343 adapter", NULL},
    {0x1a86, 0x55d4, NULL, "CH9102 adapter", NULL},
    {0x1a86, 0x8010, NULL, "WCH-Link", NULL},
    {0x0403, 0x6001, NULL, "FT232R adapter", NULL},
    {0x0403, 0x6010, NULL, "FT2232 adapter", NULL},
    {0x0403, 0x6011, NULL, "FT4232 adapter", NULL},
    {0x0403, 0x6014, NULL, "FT232H adapter", NULL},
    {0x0403, 0x6015, NULL, "FT-X adapter", NULL},
    {0x0403, 0, NULL, "FTDI adapter", NULL},
    {0x067b, 0, NULL, "PL2303 adapter", NULL},
};

const struct board *board_of(unsigned vid, unsigned pid, const char *serial)
{
    for (const struct board *b = boards; b < boards + COUNT(boards); b++)
        if (b->vid == vid && (b->pid == pid || b->pid == 0) &&
            (b->serial == NULL || strncasecmp(b->serial, serial, strlen(b->serial)) == 0))
            return b;
    return NULL;
}
