#include <cstdio>
#include <cstdlib>
#include <optional>
#include <span>

#include "server/base/file.h"
#include "server/base/log.h"
#include "server/config/help.h"
#include "server/config/parse.h"
#include "server/process/server.h"
#include "server/process/shared_parts.h"
#include "server/process/system_clock.h"
#include "server/s3/presign_command.h"

namespace {

using namespace ppc::server;
using Arguments = std::span<const char* const>;

int stop_with(const std::string& sentence) {
  std::fprintf(stderr, "ppc_server: %s\n", sentence.c_str());
  return 2;
}

int print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  return 0;
}

std::optional<std::string> variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

int presign(Arguments arguments) {
  const auto url = s3::presign_command(arguments, SystemClock().now());
  return url.ok() ? print(url.value() + '\n') : stop_with(url.error().message);
}

int check(const Config& config) {
  const auto checked = check_parts(config);
  return checked.ok() ? print("the settings are right\n") : stop_with(checked.error().message);
}

int run(Arguments arguments) {
  const auto config = parse_config(arguments, variable, read_file);
  if (!config.ok()) return stop_with(config.error().message);
  if (config.value().help) return print(config_help());
  if (config.value().settings_table) return print(settings_table());
  if (config.value().check_only) return check(config.value());
  log::set_level(config.value().log_level);
  const auto served = serve(config.value());
  return served.ok() ? 0 : stop_with(served.error().message);
}

}  // namespace

int main(int argc, char** argv) {
  const Arguments arguments(argv + 1, static_cast<std::size_t>(argc - 1));
  if (!arguments.empty() && std::string_view(arguments[0]) == "presign") return presign(arguments.subspan(1));
  return run(arguments);
}
