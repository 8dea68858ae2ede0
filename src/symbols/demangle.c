#include "symbols/demangle.h"

#include <libiberty/demangle.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 4096 };

/* Without DMGL_PARAMS libiberty leaves out the parameters, and the type that is returned. */
char *demangle(const char *name)
{
    if (name[0] != '_' || strnlen(name, LONGEST) == LONGEST)
        return NULL;
    char *plain = rust_demangle(name, 0);
    return plain != NULL ? plain : cplus_demangle_v3(name, 0);
}
