#include "server/http/target.h"

#include <algorithm>

#include "server/http/message.h"

namespace ppc::server {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_in_name(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '_';
}

bool is_in_ipv6(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.';
}

bool consists_of(std::string_view text, bool (*is_allowed)(char)) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_allowed);
}

bool is_visible(char c) { return c > ' ' && c <= '~'; }

/// What follows the name of a host: nothing, or a port, which may be empty (RFC 3986, 3.2.3).
bool is_port(std::string_view text) {
  return text.empty() || (text.front() == ':' && std::all_of(text.begin() + 1, text.end(), is_digit));
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

bool is_same_host(std::string_view a, std::string_view b) {
  for (std::string_view* host : {&a, &b}) {
    for (std::string_view port : {":80", ":"}) {
      if (host->ends_with(port)) host->remove_suffix(port.size());
    }
  }
  return equals_ignoring_case(a, b);
}

bool is_host(std::string_view host) {
  if (!host.starts_with('[')) {
    const auto colon = std::min(host.find(':'), host.size());
    return consists_of(host.substr(0, colon), is_in_name) && is_port(host.substr(colon));
  }
  const auto bracket = host.find(']');
  return bracket != std::string_view::npos && consists_of(host.substr(1, bracket - 1), is_in_ipv6) &&
         is_port(host.substr(bracket + 1));
}

}  // namespace ppc::server
