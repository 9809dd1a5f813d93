#include "server/auth/claims.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "server/base/query.h"

namespace ppc::server {
namespace {

using nlohmann::json;

/// The last second of the year 9999: a larger "date" is a mistake, of unit for instance.
constexpr double kLastSecond = 253'402'300'799;

AuthFailure invalid(std::string reason) {
  return {AuthFailure::Kind::kInvalid, "the token is not meant for this server", std::move(reason)};
}

/// Seconds since the epoch, or nothing when it is no sensible number.
std::optional<double> seconds_of(const json& value) {
  if (!value.is_number()) return std::nullopt;
  const auto seconds = value.get<double>();
  if (!std::isfinite(seconds) || seconds < 0 || seconds > kLastSecond) return std::nullopt;
  return seconds;
}

bool names_audience(const json& value, const std::string& audience) {
  if (value.is_string()) return value == audience;
  if (!value.is_array()) return false;
  return std::find(value.begin(), value.end(), audience) != value.end();
}

std::optional<AuthFailure> check_parties(const json& payload, const ClaimRules& rules) {
  if (!rules.issuer.empty() && (!payload.contains("iss") || payload["iss"] != rules.issuer)) {
    return invalid("iss is not the expected one");
  }
  if (!rules.audience.empty() &&
      (!payload.contains("aud") || !names_audience(payload["aud"], rules.audience))) {
    return invalid("aud does not name this server");
  }
  return std::nullopt;
}

std::optional<AuthFailure> read_times(const json& payload, Claims& claims) {
  const auto expires = payload.contains("exp") ? seconds_of(payload["exp"]) : std::nullopt;
  if (!expires) return invalid("exp is missing or no time");
  claims.until = *expires * 1000 + kTokenTolerance;
  if (payload.contains("nbf")) {
    const auto not_before = seconds_of(payload["nbf"]);
    if (!not_before) return invalid("nbf is no time");
    claims.from = *not_before * 1000 - kTokenTolerance;
  }
  if (payload.contains("iat") && !seconds_of(payload["iat"])) return invalid("iat is no time");
  return std::nullopt;
}

/// A list of strings, or one string with spaces between them (RFC 8693, section 4.2).
bool add_scopes(const json& value, std::vector<std::string>& scopes) {
  if (value.is_string()) {
    for (const std::string_view scope : split(value.get_ref<const std::string&>(), ' ')) {
      if (!scope.empty()) scopes.emplace_back(scope);
    }
    return true;
  }
  if (!value.is_array()) return false;
  for (const json& scope : value) {
    if (!scope.is_string()) return false;
    scopes.push_back(scope.get<std::string>());
  }
  return true;
}

std::optional<AuthFailure> read_caller(const json& payload, Caller& caller) {
  const auto subject = payload.find("sub");
  if (subject == payload.end() || !subject->is_string()) return invalid("sub is missing or no string");
  caller.subject = subject->get<std::string>();
  if (caller.subject.empty() || caller.subject.size() > kMaxSubject) {
    return invalid("sub must have 1 to 256 bytes");
  }
  for (const char* name : {"scope", "scopes", "scp"}) {
    if (payload.contains(name) && !add_scopes(payload[name], caller.scopes)) {
      return invalid("the scopes are no list of strings");
    }
  }
  return std::nullopt;
}

}  // namespace

std::variant<Claims, AuthFailure> read_claims(const json& payload, const ClaimRules& rules) {
  if (!payload.is_object()) return invalid("the claims are no JSON object");
  Claims claims;
  if (auto failure = check_parties(payload, rules)) return *std::move(failure);
  if (auto failure = read_times(payload, claims)) return *std::move(failure);
  if (auto failure = read_caller(payload, claims.caller)) return *std::move(failure);
  return claims;
}

std::optional<AuthFailure> check_time(const Claims& claims, Millis now) {
  if (now >= claims.until) {
    return AuthFailure{AuthFailure::Kind::kInvalid, "the token has expired", "exp has passed"};
  }
  if (now < claims.from) {
    return AuthFailure{AuthFailure::Kind::kInvalid, "the token is not valid yet", "nbf is still to come"};
  }
  return std::nullopt;
}

}  // namespace ppc::server
