# The program heapterm: the outside world around the library.
include(CheckSymbolExists)
pkg_check_modules(LIBUV REQUIRED IMPORTED_TARGET libuv)
pkg_check_modules(LIBINIH REQUIRED IMPORTED_TARGET inih)
pkg_check_modules(LIBDW REQUIRED IMPORTED_TARGET libdw)
pkg_check_modules(LIBELF REQUIRED IMPORTED_TARGET libelf)
pkg_check_modules(ZLIB REQUIRED IMPORTED_TARGET zlib)
pkg_check_modules(LIBEDIT REQUIRED IMPORTED_TARGET libedit)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(PCRE2 REQUIRED IMPORTED_TARGET libpcre2-8)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(NCURSESW REQUIRED IMPORTED_TARGET ncursesw)

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

add_library(heapterm_travel STATIC
  travel/course.c
  travel/go.c
  travel/history.c
  travel/keyframes.c
  travel/runner.c
  travel/scene.c
  travel/stops.c
  travel/travel.c
  travel/walk.c
)
target_include_directories(heapterm_travel PUBLIC ${CMAKE_CURRENT_SOURCE_DIR}
  ${PROJECT_SOURCE_DIR}/include)
target_compile_definitions(heapterm_travel PRIVATE _GNU_SOURCE)
target_link_libraries(heapterm_travel PUBLIC heapterm_core PkgConfig::ZSTD)

# The demangler of binutils, which has no .pc file.
find_path(LIBIBERTY_INCLUDE libiberty/demangle.h REQUIRED)
find_library(LIBIBERTY iberty REQUIRED)

add_library(heapterm_symbols STATIC
  symbols/build_id.c
  symbols/chain.c
  symbols/code.c
  symbols/debug_file.c
  symbols/demangle.c
  symbols/elf_file.c
  symbols/elf_heap.c
  symbols/functions.c
  symbols/names.c
  symbols/paths.c
  symbols/site.c
  symbols/skip.c
  symbols/symbols.c
  symbols/units.c
)
target_include_directories(heapterm_symbols PUBLIC ${CMAKE_CURRENT_SOURCE_DIR}
  ${PROJECT_SOURCE_DIR}/include PRIVATE ${LIBIBERTY_INCLUDE})
target_compile_definitions(heapterm_symbols PRIVATE _GNU_SOURCE)
target_link_libraries(heapterm_symbols PUBLIC PkgConfig::LIBDW PkgConfig::LIBELF PkgConfig::ZLIB
  PRIVATE ${LIBIBERTY} heapterm_core)

# The views of the full screen, which draw into memory: a library of its own for its tests.
add_library(heapterm_tui STATIC
  tui/app.c
  tui/app_act.c
  tui/app_ask.c
  tui/app_keys.c
  tui/app_mouse.c
  tui/app_rows.c
  tui/area.c
  tui/details_figures.c
  tui/draw.c
  tui/filter.c
  tui/gather.c
  tui/gather_order.c
  tui/grid.c
  tui/layout.c
  tui/list_blocks.c
  tui/list_events.c
  tui/list_holes.c
  tui/list_leaks.c
  tui/list_log.c
  tui/list_sites.c
  tui/list_warnings.c
  tui/lists.c
  tui/map_cells.c
  tui/map_find.c
  tui/map_legend.c
  tui/map_scale.c
  tui/map_svg.c
  tui/map_units.c
  tui/screen.c
  tui/text.c
  tui/theme.c
  tui/view_curves.c
  tui/view_details.c
  tui/view_help.c
  tui/view_hints.c
  tui/view_map.c
  tui/view_sheets.c
  tui/view_tabs.c
  tui/view_title.c
  tui/view_verdict.c
)
target_include_directories(heapterm_tui PUBLIC ${CMAKE_CURRENT_SOURCE_DIR}
  ${PROJECT_SOURCE_DIR}/include)
target_compile_definitions(heapterm_tui PRIVATE _GNU_SOURCE)
target_link_libraries(heapterm_tui PUBLIC heapterm_travel heapterm_core PRIVATE m)

# The terminal that they are shown on.
add_library(heapterm_term STATIC
  tui/curses.c
  tui/curses_look.c
  tui/key_codes.c
  tui/key_reader.c
  tui/term.c
  tui/term_thread.c
)
target_include_directories(heapterm_term PUBLIC ${CMAKE_CURRENT_SOURCE_DIR}
  ${PROJECT_SOURCE_DIR}/include)
target_compile_definitions(heapterm_term PRIVATE _GNU_SOURCE)
target_link_libraries(heapterm_term PUBLIC heapterm_tui PkgConfig::LIBUV
  PRIVATE heapterm_core PkgConfig::NCURSESW)

add_executable(heapterm
  io/address.c
  io/boards.c
  io/channel.c
  io/clock.c
  io/com_port.c
  io/comeback.c
  io/connection.c
  io/dial.c
  io/fault.c
  io/framing.c
  io/keyboard.c
  io/output_file.c
  io/path_walk.c
  io/port_lock.c
  io/port_name.c
  io/port_owner.c
  io/port_watch.c
  io/ports.c
  io/program.c
  io/queue.c
  io/replace_file.c
  io/reset.c
  io/news_time.c
  io/serial_life.c
  io/serial_news.c
  io/serial_port.c
  io/serial_settings.c
  io/sink_pty.c
  io/sink_tcp.c
  io/source.c
  io/source_exec.c
  io/source_file.c
  io/source_pipe.c
  io/source_rfc2217.c
  io/source_serial.c
  io/source_tcp.c
  io/source_unpack.c
  io/sysfs.c
  io/telnet.c
  io/tty.c
  io/unpack.c
  io/unpack_gzip.c
  io/unpack_zstd.c
  io/writer.c
  cli/answer.c
  cli/cmd_completions.c
  cli/budget_write.c
  cli/check.c
  cli/cmd_check.c
  cli/cmd_diff.c
  cli/cmd_explain.c
  cli/cmd_help.c
  cli/cmd_info.c
  cli/cmd_map.c
  cli/cmd_monitor.c
  cli/cmd_ports.c
  cli/cmd_record.c
  cli/cmd_replay.c
  cli/cmd_report.c
  cli/cmd_settings.c
  cli/cmd_tui.c
  cli/complete_bash.c
  cli/complete_fish.c
  cli/complete_zsh.c
  cli/completion.c
  cli/config.c
  cli/console.c
  cli/display.c
  cli/edit_complete.c
  cli/edit_input.c
  cli/edit_text.c
  cli/editor.c
  cli/encodings.c
  cli/escapes.c
  cli/file_match.c
  cli/file_name.c
  cli/firmware.c
  cli/follow.c
  cli/full_find.c
  cli/full_jobs.c
  cli/full_save.c
  cli/full_screen.c
  cli/full_wishes.c
  cli/full_works.c
  cli/help.c
  cli/help_man.c
  cli/help_text.c
  cli/info_json.c
  cli/info_text.c
  cli/input.c
  cli/keys.c
  cli/limits.c
  cli/log_file.c
  cli/logs.c
  cli/main.c
  cli/instant.c
  cli/map.c
  cli/maps.c
  cli/mark.c
  cli/menu.c
  cli/moment.c
  cli/naming.c
  cli/numbers.c
  cli/operands.c
  cli/option_check.c
  cli/option_files.c
  cli/option_general.c
  cli/option_keys.c
  cli/option_port.c
  cli/option_replay.c
  cli/option_report.c
  cli/option_run.c
  cli/option_trace.c
  cli/option_view.c
  cli/options.c
  cli/output.c
  cli/patience.c
  cli/patterns.c
  cli/peak_event.c
  cli/port_names.c
  cli/profile.c
  cli/progress.c
  cli/record_name.c
  cli/relay.c
  cli/replay_keys.c
  cli/runtime.c
  cli/sender.c
  cli/session.c
  cli/session_end.c
  cli/setting.c
  cli/signals.c
  cli/stage.c
  cli/status.c
  cli/terminal.c
  cli/terminal_lines.c
  cli/view_log.c
  cli/wait_for.c
)
target_include_directories(heapterm PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
# _GNU_SOURCE: the program stands on Linux: getopt_long, O_CLOEXEC, statfs, fopen's "e".
target_compile_definitions(heapterm PRIVATE _GNU_SOURCE HEAPTERM_VERSION="${PROJECT_VERSION}")
target_link_libraries(heapterm PRIVATE heapterm_term heapterm_tui heapterm_travel heapterm_core
  heapterm_recording heapterm_symbols PkgConfig::LIBUV PkgConfig::LIBINIH PkgConfig::ZLIB
  PkgConfig::ZSTD PkgConfig::LIBEDIT PkgConfig::PCRE2 m)
# A row of an option table ends where the rest of it would be nothing (cli/options.h).
target_compile_options(heapterm PRIVATE -Wno-missing-field-initializers)
# libinih takes lines of 197 characters. As Debian builds it, it can be told to take longer ones.
set(CMAKE_REQUIRED_INCLUDES ${LIBINIH_INCLUDE_DIRS})
set(CMAKE_REQUIRED_LIBRARIES ${LIBINIH_LINK_LIBRARIES})
check_symbol_exists(ini_max_line ini.h HEAPTERM_INIH_LINE_SIZE)
unset(CMAKE_REQUIRED_INCLUDES)
unset(CMAKE_REQUIRED_LIBRARIES)
if(HEAPTERM_INIH_LINE_SIZE)
  target_compile_definitions(heapterm PRIVATE HEAPTERM_INIH_LINE_SIZE)
endif()
heapterm_linked_as_one(heapterm)
install(TARGETS heapterm RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${PROJECT_SOURCE_DIR}/docs/man/heapterm.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)

# Writes the manual page anew; the test cli/man fails while it differs.
add_custom_target(man COMMAND heapterm help --man > ${PROJECT_SOURCE_DIR}/docs/man/heapterm.1
  VERBATIM)

# Completions, written by the program that was just built; each shell looks for its own in one place.
set(completions ${CMAKE_CURRENT_BINARY_DIR}/completions)
file(MAKE_DIRECTORY ${completions})
foreach(shell bash zsh fish)
  add_custom_command(OUTPUT ${completions}/${shell} DEPENDS heapterm
    COMMAND heapterm completions ${shell} > ${completions}/${shell} VERBATIM)
endforeach()
add_custom_target(completions ALL
  DEPENDS ${completions}/bash ${completions}/zsh ${completions}/fish)
install(FILES ${completions}/bash RENAME heapterm
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${completions}/zsh RENAME _heapterm DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${completions}/fish RENAME heapterm.fish
  DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
