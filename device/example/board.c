#include "board.h"

#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t *)(address))

/* The names are those of the nRF51 Series Reference Manual. */
#define PIN_CNF(pin) REGISTER(0x50000700 + 4 * (pin))
#define OUTSET REGISTER(0x50000508)

#define UART_STARTRX REGISTER(0x40002000)
#define UART_STARTTX REGISTER(0x40002008)
#define UART_RXDRDY REGISTER(0x40002108)
#define UART_TXDRDY REGISTER(0x4000211C)
#define UART_ENABLE REGISTER(0x40002500)
#define UART_PSELTXD REGISTER(0x4000250C)
#define UART_PSELRXD REGISTER(0x40002514)
#define UART_RXD REGISTER(0x40002518)
#define UART_TXD REGISTER(0x4000251C)
#define UART_BAUDRATE REGISTER(0x40002524)

#define TIMER_START REGISTER(0x40008000)
#define TIMER_CAPTURE0 REGISTER(0x40008040)
#define TIMER_BITMODE REGISTER(0x40008508)
#define TIMER_PRESCALER REGISTER(0x40008510)
#define TIMER_CC0 REGISTER(0x40008540)

enum { PIN_TX = 24, PIN_RX = 25 };

void board_start(void)
{
    OUTSET = 1u << PIN_TX;
    PIN_CNF(PIN_TX) = 3; /* output */
    PIN_CNF(PIN_RX) = 0; /* input */
    UART_PSELTXD = PIN_TX;
    UART_PSELRXD = PIN_RX;
    UART_BAUDRATE = 0x01D7E000; /* 115200 */
    UART_ENABLE = 4;
    UART_STARTTX = 1;
    UART_STARTRX = 1;

    TIMER_BITMODE = 3;   /* 32 bits */
    TIMER_PRESCALER = 4; /* 16 MHz / 2^4: microseconds */
    TIMER_START = 1;
}

void board_put(char c)
{
    UART_TXDRDY = 0;
    UART_TXD = (uint8_t)c;
    while (UART_TXDRDY == 0)
        ;
}

char board_key(void)
{
    if (UART_RXDRDY == 0)
        return 0;
    UART_RXDRDY = 0;
    return (char)UART_RXD;
}

static uint32_t now_us(void)
{
    TIMER_CAPTURE0 = 1;
    return TIMER_CC0;
}

void board_wait_ms(unsigned ms)
{
    uint32_t from = now_us();

    while (now_us() - from < ms * 1000u)
        ;
}
