#include "server/config.h"

#include <charconv>
#include <functional>

#include "server/base/log.h"
#include "server/s3/endpoint.h"
#include "server/s3/presign.h"

namespace ppc::server {
namespace {

/// An empty text when the value was taken, else what the flag takes ("a number from 1 to 5").
using Setter = std::function<std::string(Config&, const std::string&)>;

struct Flag {
  std::string_view name;
  std::string_view meaning;
  Setter set;
};

template <class Number>
Setter number(Number Config::*member, long long least, long long most) {
  return [=](Config& config, const std::string& text) -> std::string {
    long long value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < least || value > most) {
      return "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
    }
    config.*member = static_cast<Number>(value);
    return {};
  };
}

Setter text(std::string Config::*member, std::string_view allowed, std::string_view takes) {
  return [=](Config& config, const std::string& value) -> std::string {
    const bool good =
        !value.empty() && (allowed.empty() || value.find_first_not_of(allowed) == std::string::npos);
    if (!good) return std::string(takes);
    config.*member = value;
    return {};
  };
}

std::string set_origin(Config& config, const std::string& value) {
  const auto endpoint = s3::parse_endpoint(value);
  const bool is_origin =
      endpoint && endpoint->host == endpoint->authority && endpoint->scheme + "://" + endpoint->host == value;
  if (value != "*" && !is_origin) return "an origin as browsers send it, such as https://example.com, or *";
  config.allow_origins.push_back(value);
  return {};
}

std::string set_public_store_url(Config& config, const std::string& value) {
  if (!s3::parse_endpoint(value)) return "http:// or https://, a host and perhaps a port, without a path";
  config.public_store_url = value;
  return {};
}

std::string set_log_level(Config& config, const std::string& value) {
  if (value != "debug" && value != "info" && value != "warning" && value != "error") {
    return "debug, info, warning or error";
  }
  config.log_level = value;
  return {};
}

const std::vector<Flag>& flags() {
  constexpr std::string_view kNameCharacters = "abcdefghijklmnopqrstuvwxyz0123456789-.";
  constexpr long long kYear = 366LL * 24 * 3600;
  static const std::vector<Flag> all = {
      {"--host", "IP address to listen on (127.0.0.1)", text(&Config::host, "", "an IP address")},
      {"--port", "port of the API; 0 takes a free one (8787)", number(&Config::port, 0, 65535)},
      {"--store-port", "port of the embedded object store; 0 takes a free one (8788)",
       number(&Config::store_port, 0, 65535)},
      {"--data", "folder of the embedded object store (.data/server)", text(&Config::data, "", "a folder")},
      {"--allow-origin", "origin whose pages may use the API; may be repeated (none)", set_origin},
      {"--url-lifetime-seconds", "how long a signed URL works (3600)",
       number(&Config::url_lifetime_seconds, 1, s3::kMaxLifetimeSeconds)},
      {"--url-cache-seconds", "how long a signed URL is handed out again (3000)",
       number(&Config::url_cache_seconds, 0, s3::kMaxLifetimeSeconds)},
      {"--max-body-bytes", "size limit of an uploaded picture (5242880)",
       number(&Config::max_body_bytes, 1, 64 * 1024 * 1024)},
      {"--access-key", "access key in signed URLs (ppcembedded)",
       text(&Config::access_key, "", "an access key")},
      {"--secret-key", "key that signs URLs (made at the first start, kept in <data>/secret)",
       text(&Config::secret_key, "", "a secret")},
      {"--bucket", "bucket name in signed URLs (profile-pictures)",
       text(&Config::bucket, kNameCharacters, "lower-case letters, digits, '-' and '.'")},
      {"--region", "region in signed URLs (us-east-1)",
       text(&Config::region, kNameCharacters, "lower-case letters, digits, '-' and '.'")},
      {"--public-store-url", "address of the object store as browsers reach it (where it listens)",
       set_public_store_url},
      {"--idle-timeout-ms", "until a silent connection is closed (60000)",
       number(&Config::idle_timeout_ms, 1, 3600000)},
      {"--header-timeout-ms", "until a request's header must be there (10000)",
       number(&Config::header_timeout_ms, 1, 3600000)},
      {"--body-timeout-ms", "until its body must be there, plus 1 s for each 64 KB (20000)",
       number(&Config::body_timeout_ms, 1, 3600000)},
      {"--max-connections", "connections at a time (4096)", number(&Config::max_connections, 1, 1000000)},
      {"--clock-offset-seconds", "added to the clock, to try what happens later (0)",
       number(&Config::clock_offset_seconds, -kYear, kYear)},
      {"--log-level", "debug, info, warning or error (info)", set_log_level},
  };
  return all;
}

const Flag* find_flag(std::string_view name) {
  for (const auto& flag : flags()) {
    if (flag.name == name) return &flag;
  }
  return nullptr;
}

Error invalid(std::string message) { return {ErrorKind::kInvalid, std::move(message)}; }

/// What no flag can know alone.
Result<Config> checked(Config config) {
  const bool any_address = config.host == "0.0.0.0" || config.host == "::";
  if (any_address && config.public_store_url.empty()) {
    return invalid("--public-store-url is needed with --host " + config.host +
                   ": a URL is signed for the host that the browser will use");
  }
  return config;
}

}  // namespace

Result<Config> parse_config(std::span<const char* const> arguments) {
  Config config;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string argument = arguments[i];
    if (argument == "--help") {
      config.help = true;
      return config;
    }
    const auto equals = argument.find('=');
    const std::string name = argument.substr(0, equals);
    const Flag* flag = find_flag(name);
    if (flag == nullptr) return invalid("there is no flag '" + name + "'; --help lists them");
    if (equals == std::string::npos && i + 1 == arguments.size()) return invalid(name + " needs a value");
    const std::string value = equals == std::string::npos ? arguments[++i] : argument.substr(equals + 1);
    const std::string takes = flag->set(config, value);
    if (!takes.empty()) return invalid(name + " takes " + takes + ", not '" + value + "'");
  }
  return checked(std::move(config));
}

std::string config_help() {
  std::string help =
      "ppc_server: hands out signed URLs of profile pictures.\n\n"
      "  ppc_server presign --help      prints one signed URL instead of serving\n\n";
  for (const auto& flag : flags()) {
    std::string name(flag.name);
    name.resize(26, ' ');
    help += "  " + name + std::string(flag.meaning) + '\n';
  }
  return help;
}

}  // namespace ppc::server
