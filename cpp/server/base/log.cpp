#include "server/base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace ppc::server::log {
namespace {

spdlog::logger& logger() {
  static const std::shared_ptr<spdlog::logger> instance = [] {
    auto made = spdlog::stderr_logger_mt("ppc");
    made->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    return made;
  }();
  return *instance;
}

}  // namespace

bool set_level(std::string_view level) {
  if (level == "debug") return logger().set_level(spdlog::level::debug), true;
  if (level == "info") return logger().set_level(spdlog::level::info), true;
  if (level == "warning") return logger().set_level(spdlog::level::warn), true;
  if (level == "error") return logger().set_level(spdlog::level::err), true;
  return false;
}

void debug(std::string_view message) { logger().debug("{}", message); }
void info(std::string_view message) { logger().info("{}", message); }
void warning(std::string_view message) { logger().warn("{}", message); }
void error(std::string_view message) { logger().error("{}", message); }
bool debug_enabled() { return logger().should_log(spdlog::level::debug); }

}  // namespace ppc::server::log
