/* The instructions of a program: which addresses are code, and which of them a call returns to. */
#ifndef SYMBOLS_CODE_H
#define SYMBOLS_CODE_H

#include "symbols/elf_file.h"

struct code {
    unsigned machine;
    bool is_little;
    size_t count;
    struct code_section {
        uint64_t start;
        uint64_t end;
        Elf_Scn *section;
    } * sections; /* those that are executed */
};

/* `e` must outlive *c. HPT_ERR_MEMORY is the only failure. */
enum hpt_status code_open(struct code *c, const struct elf_file *e) HPT_MUST_CHECK;
void code_close(struct code *c);

bool code_has(const struct code *c, uint64_t address);

/* The address of a byte of the call that returns to `caller`: behind it is where execution goes on,
 * so that the line before it is meant. Bit 0 tells Thumb from ARM and is no part of an address. */
uint64_t code_call_of(const struct code *c, uint64_t caller);

enum code_return { CODE_RETURN_YES, CODE_RETURN_NO, CODE_RETURN_UNKNOWN };

/* Whether a call stands before `caller`. Unknown for machines whose instructions are not known here
 * and for code that is not in the file. */
enum code_return code_is_return(const struct code *c, uint64_t caller);

#endif
