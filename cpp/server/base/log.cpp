#include "server/base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdio>

#include "server/base/json_text.h"

namespace ppc::server::log {
namespace {

constexpr std::size_t kBufferSize = 64 * 1024;
constexpr std::chrono::seconds kFlushEvery{1};

spdlog::logger& logger() {
  static const std::shared_ptr<spdlog::logger> instance = [] {
    // A write for each request would cost more than the request.
    std::setvbuf(stderr, nullptr, _IOFBF, kBufferSize);
    auto made = spdlog::stderr_logger_mt("ppc");
    made->set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l",%v})");
    made->flush_on(spdlog::level::warn);
    spdlog::flush_every(kFlushEvery);
    return made;
  }();
  return *instance;
}

void write(spdlog::level::level_enum level, std::string_view message) {
  if (!logger().should_log(level)) return;
  std::string members = "\"message\":";
  append_json_string(members, message);
  logger().log(level, "{}", members);
}

}  // namespace

bool set_level(std::string_view level) {
  if (level == "debug") return logger().set_level(spdlog::level::debug), true;
  if (level == "info") return logger().set_level(spdlog::level::info), true;
  if (level == "warning") return logger().set_level(spdlog::level::warn), true;
  if (level == "error") return logger().set_level(spdlog::level::err), true;
  return false;
}

void debug(std::string_view message) { write(spdlog::level::debug, message); }
void info(std::string_view message) { write(spdlog::level::info, message); }
void warning(std::string_view message) { write(spdlog::level::warn, message); }
void error(std::string_view message) { write(spdlog::level::err, message); }
void info_members(std::string_view members) { logger().log(spdlog::level::info, "{}", members); }
bool info_enabled() { return logger().should_log(spdlog::level::info); }

}  // namespace ppc::server::log
