#include "symbols/code.h"

#include <stdlib.h>

/* A program has a handful of sections with code; firmware with one for each function is not linked
 * yet. */
enum { SECTIONS_MAX = 1024 };

enum hpt_status code_open(struct code *c, const struct elf_file *e)
{
    Elf_Scn *section = NULL;
    GElf_Shdr h;

    *c = (struct code){.machine = e->machine, .is_little = e->is_little};
    c->sections = calloc(SECTIONS_MAX, sizeof *c->sections);
    if (c->sections == NULL)
        return HPT_ERR_MEMORY;
    while (c->count < SECTIONS_MAX && (section = elf_nextscn(e->elf, section)) != NULL) {
        if (gelf_getshdr(section, &h) == NULL || (h.sh_flags & SHF_EXECINSTR) == 0 ||
            (h.sh_flags & SHF_ALLOC) == 0 || h.sh_size == 0 || h.sh_size > UINT64_MAX - h.sh_addr)
            continue;
        c->sections[c->count++] = (struct code_section){h.sh_addr, h.sh_addr + h.sh_size, section};
    }
    return HPT_OK;
}

void code_close(struct code *c)
{
    free(c->sections);
    *c = (struct code){0};
}

static const struct code_section *section_of(const struct code *c, uint64_t address)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->sections[i].start <= address && address < c->sections[i].end)
            return &c->sections[i];
    return NULL;
}

bool code_has(const struct code *c, uint64_t address)
{
    return section_of(c, address) != NULL;
}

/* Xtensa keeps the size of the caller's register window in the two highest bits of a return
 * address, where all code has 01 (esp-idf, esp_cpu_process_stack_pc). */
static uint64_t plain_address(const struct code *c, uint64_t caller)
{
    if (c->machine == EM_XTENSA && (caller & 0x80000000) != 0)
        return (caller & 0x3fffffff) | 0x40000000;
    return caller;
}

uint64_t code_call_of(const struct code *c, uint64_t caller)
{
    return (plain_address(c, caller) & ~UINT64_C(1)) - 1;
}

/* The bytes of [at - size, at); NULL where the file does not have them. */
static const unsigned char *bytes_before(const struct code *c, uint64_t at, size_t size)
{
    const struct code_section *s = section_of(c, at - 1);

    if (s == NULL || at - s->start < size)
        return NULL;
    const Elf_Data *data = elf_rawdata(s->section, NULL);
    if (data == NULL || data->d_buf == NULL || data->d_size < at - s->start)
        return NULL;
    return (const unsigned char *)data->d_buf + (at - s->start - size);
}

static unsigned half(const unsigned char *at)
{
    return at[0] | (unsigned)at[1] << 8;
}

/* Arm Architecture Reference Manual: BL and BLX to a label are two halfwords, BLX to a register is
 * one (0x4780 and the register in bits 3 to 6). In ARM state BL and BLX are one word. */
static bool is_arm_call(const struct code *c, uint64_t caller)
{
    uint64_t at = caller & ~UINT64_C(1);
    const unsigned char *two = bytes_before(c, at, 2);
    const unsigned char *four = bytes_before(c, at, 4);

    if ((caller & 1) != 0) {
        bool is_register = two != NULL && (half(two) & 0xff87) == 0x4780;
        bool is_label =
            four != NULL && (half(four) & 0xf800) == 0xf000 &&
            ((half(four + 2) & 0xd000) == 0xd000 || (half(four + 2) & 0xd001) == 0xc000);
        return is_register || is_label;
    }
    if (four == NULL)
        return false;
    unsigned high = half(four + 2);
    bool is_label = (high & 0x0f00) == 0x0b00 || (high & 0xfe00) == 0xfa00;
    bool is_register = (high & 0x0ff0) == 0x0120 && (half(four) & 0xf0) == 0x30;
    return is_label || is_register;
}

/* RISC-V Unprivileged ISA: JAL and JALR that leave the address in ra or t0, and the short C.JAL and
 * C.JALR. */
static bool is_riscv_call(const struct code *c, uint64_t caller)
{
    const unsigned char *two = bytes_before(c, caller, 2);
    const unsigned char *four = bytes_before(c, caller, 4);
    unsigned link = four != NULL ? (half(four) >> 7) & 31 : 0;
    bool is_long = four != NULL && ((half(four) & 0x7f) == 0x6f || (half(four) & 0x7f) == 0x67) &&
                   (link == 1 || link == 5);
    bool is_short = two != NULL && ((half(two) & 0xe003) == 0x2001 ||
                                    ((half(two) & 0xf07f) == 0x9002 && (half(two) & 0xf80) != 0));

    return is_long || is_short;
}

enum code_return code_is_return(const struct code *c, uint64_t caller)
{
    const struct code_section *s = section_of(c, code_call_of(c, caller));
    GElf_Shdr header;

    if (s == NULL || !c->is_little || gelf_getshdr(s->section, &header) == NULL ||
        header.sh_type == SHT_NOBITS)
        return CODE_RETURN_UNKNOWN;
    switch (c->machine) {
    case EM_ARM:
        return is_arm_call(c, caller) ? CODE_RETURN_YES : CODE_RETURN_NO;
    case EM_RISCV:
        return is_riscv_call(c, caller) ? CODE_RETURN_YES : CODE_RETURN_NO;
    default:
        return CODE_RETURN_UNKNOWN;
    }
}
