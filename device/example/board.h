/* The little of a micro:bit v1 that the example needs: a serial line and a clock. */
#ifndef BOARD_H
#define BOARD_H

/* 115200 baud on the USB port, and a timer that counts. */
void board_start(void);

void board_put(char c);

/* The key pressed since the last call, or 0. */
char board_key(void);

void board_wait_ms(unsigned ms);

#endif
