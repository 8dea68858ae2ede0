/* Colours of the views. */
#ifndef REPORT_VIEW_H
#define REPORT_VIEW_H

#define COLOR_OFF "\x1b[0m"
#define COLOR_RED "\x1b[31m"
#define COLOR_GREEN "\x1b[32m"
#define COLOR_YELLOW "\x1b[33m"
#define COLOR_BLUE "\x1b[34m"
#define COLOR_DIM "\x1b[2m"
#define COLOR_ALARM "\x1b[1;31m"

#endif
