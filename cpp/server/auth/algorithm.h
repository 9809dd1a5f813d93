// The signature algorithms that a token may have (RFC 7518, section 3.1).
#pragma once

#include <optional>
#include <string_view>

namespace ppc::server {

enum class Algorithm { kHs256, kRs256, kEs256 };

constexpr std::string_view name_of(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::kHs256:
      return "HS256";
    case Algorithm::kRs256:
      return "RS256";
    case Algorithm::kEs256:
      break;
  }
  return "ES256";
}

/// Names are case-sensitive.
constexpr std::optional<Algorithm> parse_algorithm(std::string_view name) {
  for (Algorithm algorithm : {Algorithm::kHs256, Algorithm::kRs256, Algorithm::kEs256}) {
    if (name == name_of(algorithm)) return algorithm;
  }
  return std::nullopt;
}

}  // namespace ppc::server
