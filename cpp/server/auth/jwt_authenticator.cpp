#include "server/auth/jwt_authenticator.h"

#include <nlohmann/json.hpp>

#include "server/auth/token.h"

namespace ppc::server {
namespace {

AuthFailure missing(std::string reason) {
  return {AuthFailure::Kind::kMissing, "send a token: Authorization: Bearer ...", std::move(reason)};
}

AuthFailure malformed(std::string reason) {
  return {AuthFailure::Kind::kInvalid, "the token is malformed", std::move(reason)};
}

/// One answer for all of these: which of them it was is of use to a forger only.
AuthFailure not_ours(std::string reason) {
  return {AuthFailure::Kind::kInvalid, "the token is not signed with a key of this server",
          std::move(reason)};
}

}  // namespace

JwtAuthenticator::JwtAuthenticator(KeyRing& keys, ClaimRules rules, const Clock& clock)
    : keys_(keys), rules_(std::move(rules)), clock_(clock) {}

AuthResult JwtAuthenticator::identify(const Request& head) {
  const auto authorization = head.header("Authorization");
  if (!authorization) return missing("there is no Authorization header");
  if (head.count_of("Authorization") > 1) return malformed("there is more than one Authorization header");
  const auto token = bearer_token(*authorization);
  if (!token) return missing("the Authorization header has another scheme than Bearer");
  if (token->size() > kMaxTokenBytes) return malformed("the token has more than 4096 bytes");
  auto checked = claims_of(std::string(*token));
  if (auto* failure = std::get_if<AuthFailure>(&checked)) return std::move(*failure);
  const auto& claims = std::get<0>(checked);
  if (auto failure = check_time(*claims, clock_.now())) return *std::move(failure);
  return CallerPointer(claims, &claims->caller);
}

JwtAuthenticator::Checked JwtAuthenticator::claims_of(const std::string& token) {
  auto keys = keys_.keys();
  const Digest digest = sha256(token);
  if (auto known = verified_.find(digest, keys)) return known;
  auto checked = verify(token, *keys);
  if (const auto* claims = std::get_if<0>(&checked)) verified_.add(digest, {std::move(keys), *claims});
  return checked;
}

JwtAuthenticator::Checked JwtAuthenticator::verify(const std::string& token, const Keys& keys) const {
  const auto header = read_token_header(token);
  if (!header) return malformed("the token is not three parts of base64url with a sound header");
  if (header->algorithm != name_of(keys_.algorithm())) return not_ours("alg is not the configured one");
  const Key* key = keys.find(header->key_id);
  if (!key) return not_ours("kid names no known key, or is missing and there are several keys");
  if (!key->verifier->accepts(token)) return not_ours("the signature does not match");
  auto claims = read_claims(read_token_payload(token), rules_);
  if (auto* failure = std::get_if<AuthFailure>(&claims)) return std::move(*failure);
  return std::make_shared<const Claims>(std::move(std::get<Claims>(claims)));
}

}  // namespace ppc::server
