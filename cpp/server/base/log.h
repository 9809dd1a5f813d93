// The log: one JSON object a line, to standard error. Callers never pass a query string: a signed URL is a
// bearer secret.
#pragma once

#include <string_view>

namespace ppc::server::log {

/// "debug", "info", "warning" or "error"; false for anything else. The level is "info" until then.
bool set_level(std::string_view level);
// {"time":"2026-01-31T12:00:00.000Z","level":"info","message":"..."}. Warnings and errors are written at
// once, the others within a second.
void debug(std::string_view message);
void info(std::string_view message);
void warning(std::string_view message);
void error(std::string_view message);
/// A line of several members: `members` is the JSON between the braces.
void info_members(std::string_view members);
/// True when info lines are written: lets a hot path skip building the text.
bool info_enabled();

}  // namespace ppc::server::log
