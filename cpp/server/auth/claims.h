// What a token says, once its signature is known to be right (RFC 7519, section 4).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <variant>

#include "core/base/types.h"
#include "server/auth/authenticator.h"

namespace ppc::server {

struct ClaimRules {
  std::string issuer;    // `iss` must be this; empty: not looked at
  std::string audience;  // `aud` must be or contain this; empty: not looked at
};

/// How far the clocks of the token's maker and this server may be apart.
inline constexpr Millis kTokenTolerance = 60'000;

struct Claims {
  Caller caller;
  Millis from = 0;   // taken at that time and later
  Millis until = 0;  // taken before that time
};

/// `sub` and `exp` are required; `nbf`, `iat`, `scope`, `scopes` and `scp` must be well-formed when present.
/// Not compared with the time: see check_time().
std::variant<Claims, AuthFailure> read_claims(const nlohmann::json& payload, const ClaimRules& rules);

/// Nothing when the token may be used at `now`.
std::optional<AuthFailure> check_time(const Claims& claims, Millis now);

}  // namespace ppc::server
