# The program heapterm: the outside world around the library.
pkg_check_modules(LIBUV REQUIRED IMPORTED_TARGET libuv)
pkg_check_modules(LIBELF REQUIRED IMPORTED_TARGET libelf)
pkg_check_modules(ZLIB REQUIRED IMPORTED_TARGET zlib)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)

add_executable(heapterm
  io/boards.c
  io/clock.c
  io/comeback.c
  io/fault.c
  io/framing.c
  io/keyboard.c
  io/nearest.c
  io/path_walk.c
  io/port_lock.c
  io/port_name.c
  io/port_owner.c
  io/port_watch.c
  io/ports.c
  io/queue.c
  io/reset.c
  io/serial_life.c
  io/serial_news.c
  io/serial_port.c
  io/serial_settings.c
  io/source.c
  io/source_file.c
  io/source_pipe.c
  io/source_serial.c
  io/source_tcp.c
  io/source_unpack.c
  io/sysfs.c
  io/tty.c
  io/unpack.c
  io/unpack_gzip.c
  io/unpack_zstd.c
  symbols/elf_heap.c
  cli/cmd_help.c
  cli/cmd_map.c
  cli/cmd_monitor.c
  cli/cmd_ports.c
  cli/cmd_replay.c
  cli/follow.c
  cli/heap_bounds.c
  cli/help.c
  cli/help_man.c
  cli/help_text.c
  cli/main.c
  cli/map.c
  cli/maps.c
  cli/moment.c
  cli/numbers.c
  cli/operands.c
  cli/option_general.c
  cli/option_keys.c
  cli/option_port.c
  cli/option_run.c
  cli/option_trace.c
  cli/option_view.c
  cli/options.c
  cli/output.c
  cli/progress.c
  cli/session.c
  cli/signals.c
)
target_include_directories(heapterm PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
# _GNU_SOURCE: the program stands on Linux: getopt_long, O_CLOEXEC, statfs, fopen's "e".
target_compile_definitions(heapterm PRIVATE _GNU_SOURCE HEAPTERM_VERSION="${PROJECT_VERSION}")
target_link_libraries(heapterm PRIVATE heapterm_core PkgConfig::LIBUV PkgConfig::LIBELF
  PkgConfig::ZLIB PkgConfig::ZSTD)
heapterm_linked_as_one(heapterm)
install(TARGETS heapterm RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${PROJECT_SOURCE_DIR}/docs/man/heapterm.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)

# Writes the manual page anew; the test cli/man fails while it differs.
add_custom_target(man COMMAND heapterm help --man > ${PROJECT_SOURCE_DIR}/docs/man/heapterm.1
  VERBATIM)
