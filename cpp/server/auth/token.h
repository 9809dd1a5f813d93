// A JSON Web Token in its compact form, taken apart and not yet believed (RFC 7515, section 3.1).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace ppc::server {

inline constexpr std::size_t kMaxTokenBytes = 4096;

struct TokenHeader {
  std::string algorithm;
  std::optional<std::string> key_id;
};

/// Nothing unless it is exactly three parts of base64url whose first is a JSON object with an `alg` and
/// without `crit`: an extension that must be understood (section 4.1.11), and none is.
std::optional<TokenHeader> read_token_header(std::string_view token);

/// The second part of a token whose header was read; "discarded" JSON when it is none.
nlohmann::json read_token_payload(std::string_view token);

/// The credentials of "Authorization: Bearer <token>" (RFC 6750, section 2.1); nothing for another scheme.
std::optional<std::string_view> bearer_token(std::string_view authorization);

}  // namespace ppc::server
