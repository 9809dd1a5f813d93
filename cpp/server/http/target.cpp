#include "server/http/target.h"

#include <algorithm>

namespace ppc::server {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kNameCharacters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_";
constexpr std::string_view kIpv6Characters = "0123456789ABCDEFabcdef:.";

bool consists_of(std::string_view text, std::string_view characters) {
  return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

bool is_visible(char c) { return c > ' ' && c <= '~'; }

/// What follows the name of a host: nothing, or a port.
bool is_port(std::string_view text) {
  return text.empty() || (text.front() == ':' && consists_of(text.substr(1), kDigits));
}

}  // namespace

std::optional<Target> parse_target(std::string_view target) {
  if (!std::all_of(target.begin(), target.end(), is_visible)) return std::nullopt;
  if (target.starts_with('/')) return Target{{}, target};
  for (std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    const std::string_view rest = target.substr(scheme.size());
    const auto end = std::min(rest.find_first_of("/?#"), rest.size());
    const std::string_view path = end == rest.size() ? "/" : rest.substr(end);
    if (path.front() == '/' && is_host(rest.substr(0, end))) return Target{rest.substr(0, end), path};
  }
  return std::nullopt;
}

bool is_host(std::string_view host) {
  if (!host.starts_with('[')) {
    const auto colon = std::min(host.find(':'), host.size());
    return consists_of(host.substr(0, colon), kNameCharacters) && is_port(host.substr(colon));
  }
  const auto bracket = host.find(']');
  return bracket != std::string_view::npos && consists_of(host.substr(1, bracket - 1), kIpv6Characters) &&
         is_port(host.substr(bracket + 1));
}

}  // namespace ppc::server
