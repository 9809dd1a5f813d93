// What a request is for: the target of its first line and the host it names.
#pragma once

#include <optional>
#include <string_view>

namespace ppc::server {

struct Target {
  std::string_view authority;  // of an absolute target; else empty
  std::string_view path_and_query;
};

/// Of visible ASCII characters: "/path?query", or "http://host/path?query", which is as good. Nothing else.
std::optional<Target> parse_target(std::string_view target);
/// "name", "name:80", "[::1]:80", as a Host header may say.
bool is_host(std::string_view host);
/// Whatever case, and with or without the port 80.
bool is_same_host(std::string_view a, std::string_view b);

}  // namespace ppc::server
