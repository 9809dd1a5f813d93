#include "server/config/parse.h"

#include "server/base/query.h"
#include "server/base/text.h"
#include "server/config/check.h"
#include "server/config/settings.h"

namespace ppc::server {
namespace {

Error invalid(std::string message) { return {ErrorKind::kInvalid, std::move(message)}; }

/// One setting as one source gives it.
struct Given {
  const Setting* setting;
  std::string said_as;  // "--port", "PPC_PORT", "server.conf line 3: port"
  std::string value;
};

using Source = std::vector<Given>;

/// Lists of an earlier source are replaced, not continued.
void clear_list(Config& config, const Setting& setting) {
  if (setting.name == "allow-origin") config.allow_origins.clear();
  if (setting.name == "s3") config.s3_endpoints.clear();
  if (setting.name == "trusted-proxies") config.trusted_proxies.clear();
}

std::optional<Error> take_all(const Source& source, Config& config) {
  for (const auto& given : source) clear_list(config, *given.setting);
  for (const auto& given : source) {
    const std::string takes = given.setting->set(config, given.value);
    if (takes.empty()) continue;
    std::string message = given.said_as + " takes " + takes;
    if (given.setting->kind != Setting::Kind::kSecret) message += ", not '" + given.value + "'";
    return invalid(message);
  }
  return std::nullopt;
}

Source from_environment(const Environment& environment) {
  Source source;
  for (const auto& setting : all_settings()) {
    const std::string name = variable_of(setting);
    if (auto value = environment(name)) source.push_back({&setting, name, std::move(*value)});
  }
  return source;
}

Result<Source> from_file(const std::string& path, const std::string& content) {
  Source source;
  int number = 0;
  for (std::string_view line : split(content, '\n')) {
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    line = trimmed(line);
    if (line.empty() || line.starts_with('#')) continue;
    const std::string where = path + " line " + std::to_string(number) + ": ";
    const auto equals = line.find('=');
    const std::string name(trimmed(line.substr(0, equals)));
    const Setting* setting = find_setting(name);
    if (setting == nullptr) return invalid(where + "there is no setting '" + name + "'; --help lists them");
    if (equals == std::string_view::npos) return invalid(where + name + " needs '= value'");
    source.push_back({setting, where + name, std::string(trimmed(line.substr(equals + 1)))});
  }
  return source;
}

/// Flags, and what is no setting but a wish.
struct Flags {
  Source source;
  std::optional<std::string> config_file;
  bool help = false;
  bool check_only = false;
  bool settings_table = false;

  bool take_wish(std::string_view argument) {
    if (argument == "--help") return help = true;
    if (argument == "--check-config") return check_only = true;
    if (argument == "--settings-table") return settings_table = true;
    return false;
  }
};

Result<Flags> read_flags(std::span<const char* const> arguments) {
  Flags flags;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string argument = arguments[i];
    if (flags.take_wish(argument)) continue;
    const auto equals = argument.find('=');
    const std::string name = argument.substr(0, equals);
    const bool is_config = name == "--config";
    const Setting* setting = name.starts_with("--") ? find_setting(name.substr(2)) : nullptr;
    if (setting == nullptr && !is_config)
      return invalid("there is no flag '" + name + "'; --help lists them");
    const bool is_switch = !is_config && setting->kind == Setting::Kind::kSwitch;
    std::string value = "true";
    if (equals != std::string::npos) {
      value = argument.substr(equals + 1);
    } else if (!is_switch) {
      if (i + 1 == arguments.size()) return invalid(name + " needs a value");
      value = arguments[++i];
    }
    if (is_config) {
      flags.config_file = value;
    } else {
      flags.source.push_back({setting, name, std::move(value)});
    }
  }
  return flags;
}

}  // namespace

Result<Config> parse_config(std::span<const char* const> arguments, const Environment& environment,
                            const FileReader& read_file) {
  auto flags = read_flags(arguments);
  if (!flags.ok()) return flags.error();
  Config config;
  const auto path = flags.value().config_file ? flags.value().config_file : environment("PPC_CONFIG");
  if (path) {
    const auto content = read_file(*path);
    if (!content.ok()) return invalid("the file of --config: " + content.error().message);
    const auto source = from_file(*path, content.value().text);
    if (!source.ok()) return source.error();
    if (auto error = take_all(source.value(), config)) return std::move(*error);
  }
  if (auto error = take_all(from_environment(environment), config)) return std::move(*error);
  if (auto error = take_all(flags.value().source, config)) return std::move(*error);
  config.help = flags.value().help;
  config.check_only = flags.value().check_only;
  config.settings_table = flags.value().settings_table;
  if (config.help || config.settings_table) return config;
  return checked(std::move(config));
}

}  // namespace ppc::server
