#include "server/config/help.h"

#include "server/config/settings.h"

namespace ppc::server {
namespace {

constexpr std::size_t kNameWidth = 32;

}  // namespace

std::string config_help() {
  std::string help =
      "ppc_server: hands out signed URLs of profile pictures.\n\n"
      "  ppc_server presign --help       prints one signed URL instead of serving\n"
      "  ppc_server --check-config ...   checks the settings and ends\n\n"
      "Settings are flags, variables (--redis-ca-file is PPC_REDIS_CA_FILE) or lines of the file that\n"
      "--config names (redis-ca-file = ...); a flag counts before a variable, a variable before the "
      "file.\n\n";
  for (const auto& setting : all_settings()) {
    std::string name = "--" + std::string(setting.name);
    name.resize(kNameWidth, ' ');
    help.append("  ")
        .append(name)
        .append(setting.meaning)
        .append(" (")
        .append(setting.otherwise)
        .append(")\n");
  }
  return help;
}

std::string settings_table() {
  std::string table = "| setting | meaning | default |\n| --- | --- | --- |\n";
  for (const auto& setting : all_settings()) {
    table.append("| `--").append(setting.name).append("` | ").append(setting.meaning).append(" | ");
    table.append(setting.otherwise).append(" |\n");
  }
  return table;
}

}  // namespace ppc::server
