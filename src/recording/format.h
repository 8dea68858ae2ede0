/* What a recording is: an SQLite file of ours. docs/recording.md describes it table by table. */
#ifndef RECORDING_FORMAT_H
#define RECORDING_FORMAT_H

#include "io/fault.h"

#define RECORDING_ID 0x48505452 /* PRAGMA application_id: "HPTR" */
#define RECORDING_VERSION 1     /* PRAGMA user_version */

enum direction { FROM_DEVICE, TO_DEVICE, DIRECTIONS };

/* What happened beside bytes. */
enum note_kind {
    NOTE_MARK,   /* a person set a mark */
    NOTE_LOST,   /* the device went away */
    NOTE_BACK,   /* it was there again */
    NOTE_MISSED, /* bytes came that could not be recorded */
    NOTE_KINDS
};

/* As the file has it. */
const char *note_name(enum note_kind kind);

/* NOTE_KINDS for a name that is none. */
enum note_kind note_named(const char *name);

enum file_kind {
    FILE_EMPTY,
    FILE_OTHER, /* no database, or one of another program */
    FILE_RECORDING,
    FILE_NEWER /* a recording of a version that this program does not know */
};

/* What the open file is, by its first bytes. Its position is not moved. */
enum file_kind file_kind_of(int fd);

/* The same by name. What cannot be opened is FILE_OTHER. Only regular files are opened. */
enum file_kind file_kind_at(const char *path);

/* The sentence for FILE_NEWER. */
enum hpt_status fault_newer(struct fault *f, const char *path);

#endif
