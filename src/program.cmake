# The program heapterm: the outside world around the library.
pkg_check_modules(LIBUV REQUIRED IMPORTED_TARGET libuv)
pkg_check_modules(LIBELF REQUIRED IMPORTED_TARGET libelf)
pkg_check_modules(ZLIB REQUIRED IMPORTED_TARGET zlib)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)

# A library of its own for its tests.
add_library(heapterm_recording STATIC
  recording/batch.c
  recording/chunk.c
  recording/format.c
  recording/pieces.c
  recording/playback.c
  recording/recorder.c
  recording/recording.c
  recording/schema.c
  recording/source_recording.c
  recording/store.c
  recording/store_open.c
)
target_include_directories(heapterm_recording PUBLIC ${CMAKE_CURRENT_SOURCE_DIR}
  ${PROJECT_SOURCE_DIR}/include)
target_compile_definitions(heapterm_recording PRIVATE _GNU_SOURCE)
target_link_libraries(heapterm_recording PUBLIC PkgConfig::LIBUV PkgConfig::SQLITE PkgConfig::ZSTD)

add_executable(heapterm
  io/clock.c
  io/fault.c
  io/framing.c
  io/keyboard.c
  io/nearest.c
  io/port_owner.c
  io/output_file.c
  io/ports.c
  io/queue.c
  io/serial_port.c
  io/sink_pty.c
  io/sink_tcp.c
  io/source.c
  io/source_file.c
  io/source_pipe.c
  io/source_serial.c
  io/source_tcp.c
  io/source_unpack.c
  io/tty.c
  io/unpack.c
  io/unpack_gzip.c
  io/unpack_zstd.c
  symbols/elf_heap.c
  cli/cmd_help.c
  cli/cmd_info.c
  cli/cmd_map.c
  cli/cmd_monitor.c
  cli/cmd_record.c
  cli/cmd_replay.c
  cli/follow.c
  cli/heap_bounds.c
  cli/help.c
  cli/help_man.c
  cli/help_text.c
  cli/info_json.c
  cli/info_text.c
  cli/input.c
  cli/main.c
  cli/map.c
  cli/maps.c
  cli/moment.c
  cli/numbers.c
  cli/operands.c
  cli/option_files.c
  cli/option_general.c
  cli/option_keys.c
  cli/option_port.c
  cli/option_replay.c
  cli/option_run.c
  cli/option_trace.c
  cli/option_view.c
  cli/options.c
  cli/output.c
  cli/progress.c
  cli/record_name.c
  cli/relay.c
  cli/replay_keys.c
  cli/session.c
  cli/signals.c
)
target_include_directories(heapterm PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
# _GNU_SOURCE: the program stands on Linux: getopt_long, O_CLOEXEC, statfs, fopen's "e".
target_compile_definitions(heapterm PRIVATE _GNU_SOURCE HEAPTERM_VERSION="${PROJECT_VERSION}")
target_link_libraries(heapterm PRIVATE heapterm_core heapterm_recording PkgConfig::LIBUV
  PkgConfig::LIBELF PkgConfig::ZLIB PkgConfig::ZSTD m)
heapterm_linked_as_one(heapterm)
install(TARGETS heapterm RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${PROJECT_SOURCE_DIR}/docs/man/heapterm.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)

# Writes the manual page anew; the test cli/man fails while it differs.
add_custom_target(man COMMAND heapterm help --man > ${PROJECT_SOURCE_DIR}/docs/man/heapterm.1
  VERBATIM)
