/* The tables of a recording. docs/recording.md promises them. */
#ifndef RECORDING_SCHEMA_H
#define RECORDING_SCHEMA_H

/* Makes an empty database a recording. */
extern const char schema_sql[];

#endif
