/* A yardstick: reads a file in pieces of 256 KiB and does nothing with them.
 *
 *     bench_read FILE */
#define _POSIX_C_SOURCE 200809L
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    static char piece[256 * 1024];
    int fd = argc == 2 ? open(argv[1], O_RDONLY) : -1;
    uint64_t bytes = 0;
    ssize_t n = -1;

    if (fd >= 0)
        while ((n = read(fd, piece, sizeof piece)) > 0)
            bytes += (uint64_t)n;
    if (n < 0) {
        fputs("usage: bench_read FILE (one that can be read)\n", stderr);
        return 2;
    }
    close(fd);
    printf("%" PRIu64 "\n", bytes);
    return 0;
}
