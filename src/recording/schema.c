#include "recording/schema.h"

#include "recording/format.h"

#define TEXT(name) TEXT_OF(name)
#define TEXT_OF(value) #value

/* The database is given its header
 * and its tables before it becomes one with a write-ahead log: so they are in the file itself from
 * the beginning, whatever happens. Blobs come last in their rows: who does not want them does not
 * read them. */
const char schema_sql[] =
    "PRAGMA page_size = 4096;"
    "PRAGMA auto_vacuum = INCREMENTAL;" /* the end gives back the pages of small chunks */
    "BEGIN;"
    "PRAGMA application_id = " TEXT(
        RECORDING_ID) ";"
                      "PRAGMA user_version = " TEXT(
                          RECORDING_VERSION) ";"
                                             "CREATE TABLE session("
                                             " id INTEGER PRIMARY KEY,"
                                             " start_us INTEGER NOT NULL,"
                                             " zone_s INTEGER NOT NULL,"
                                             " end_us INTEGER,"
                                             " heapterm TEXT NOT NULL,"
                                             " input TEXT NOT NULL,"
                                             " board TEXT,"
                                             " baud INTEGER,"
                                             " framing TEXT,"
                                             " flow TEXT,"
                                             " build_id TEXT);"
                                             "CREATE TABLE note("
                                             " id INTEGER PRIMARY KEY,"
                                             " session INTEGER NOT NULL REFERENCES session(id),"
                                             " time_us INTEGER NOT NULL,"
                                             " kind TEXT NOT NULL,"
                                             " received INTEGER NOT NULL,"
                                             " sent INTEGER NOT NULL,"
                                             " missed INTEGER,"
                                             " direction INTEGER,"
                                             " text TEXT);"
                                             "CREATE TABLE chunk("
                                             " id INTEGER PRIMARY KEY,"
                                             " session INTEGER NOT NULL REFERENCES session(id),"
                                             " direction INTEGER NOT NULL,"
                                             " first_us INTEGER NOT NULL,"
                                             " last_us INTEGER NOT NULL,"
                                             " offset INTEGER NOT NULL,"
                                             " count INTEGER NOT NULL,"
                                             " codec INTEGER NOT NULL,"
                                             " pieces BLOB NOT NULL,"
                                             " bytes BLOB NOT NULL);"
                                             "CREATE VIEW chunks AS SELECT id, session,"
                                             " CASE direction WHEN 0 THEN 'from device' ELSE 'to "
                                             "device' END AS direction,"
                                             " first_us / 1e6 AS first_s, last_us / 1e6 AS last_s, "
                                             "offset, count,"
                                             " CASE codec WHEN 0 THEN 'plain' ELSE 'zstd' END AS "
                                             "codec,"
                                             " length(pieces) + length(bytes) AS stored FROM chunk "
                                             "ORDER BY session, direction, id;"
                                             "CREATE VIEW totals AS SELECT session,"
                                             " CASE direction WHEN 0 THEN 'from device' ELSE 'to "
                                             "device' END AS direction,"
                                             " count(*) AS chunks, sum(count) AS bytes, "
                                             "sum(length(pieces) + length(bytes)) AS stored,"
                                             " min(first_us) / 1e6 AS first_s, max(last_us) / 1e6 "
                                             "AS last_s"
                                             " FROM chunk GROUP BY session, chunk.direction;"
                                             "COMMIT;";
