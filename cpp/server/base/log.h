// The log: one line an event, to standard error. Callers never pass a query string: a signed URL is a bearer
// secret.
#pragma once

#include <string_view>

namespace ppc::server::log {

/// "debug", "info", "warning" or "error"; false for anything else. The level is "info" until then.
bool set_level(std::string_view level);
void debug(std::string_view message);
void info(std::string_view message);
void warning(std::string_view message);
void error(std::string_view message);
/// True when debug() writes: lets a hot path skip building the text.
bool debug_enabled();

}  // namespace ppc::server::log
