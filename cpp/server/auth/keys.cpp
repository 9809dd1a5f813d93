#include "server/auth/keys.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/auth/public_key.h"
#include "server/base/base64url.h"

namespace ppc::server {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxKeys = 100;

Error wrong(std::string what) { return {ErrorKind::kInvalid, std::move(what)}; }

/// Null when the member is absent or no string.
const std::string* text_of(const json& object, const char* name) {
  const auto member = object.find(name);
  return member == object.end() ? nullptr : member->get_ptr<const std::string*>();
}

std::string bytes_of(const json& jwk, const char* name) {
  const std::string* text = text_of(jwk, name);
  return text ? base64url_decode(*text).value_or("") : "";
}

std::string_view key_type_of(Algorithm algorithm) {
  if (algorithm == Algorithm::kHs256) return "oct";
  return algorithm == Algorithm::kRs256 ? "RSA" : "EC";
}

bool allows_verifying(const json& operations) {
  return operations.is_array() &&
         std::find(operations.begin(), operations.end(), "verify") != operations.end();
}

/// Whether this entry is one of ours at all (RFC 7517, sections 4 and 5).
bool concerns(const json& jwk, Algorithm algorithm) {
  if (!jwk.is_object()) return false;
  const std::string* type = text_of(jwk, "kty");
  const std::string* curve = text_of(jwk, "crv");
  if (!type || *type != key_type_of(algorithm)) return false;
  if (algorithm == Algorithm::kEs256 && (!curve || *curve != "P-256")) return false;
  if (jwk.contains("use") && jwk["use"] != "sig") return false;
  if (jwk.contains("alg") && jwk["alg"] != name_of(algorithm)) return false;
  return !jwk.contains("key_ops") || allows_verifying(jwk["key_ops"]);
}

Result<std::string> material_of(const json& jwk, Algorithm algorithm) {
  if (algorithm == Algorithm::kRs256) return make_rsa_key(bytes_of(jwk, "n"), bytes_of(jwk, "e"));
  if (algorithm == Algorithm::kEs256) return make_p256_key(bytes_of(jwk, "x"), bytes_of(jwk, "y"));
  std::string secret = bytes_of(jwk, "k");
  if (secret.size() < kMinSecretBytes) return wrong("a secret must have at least 32 bytes");
  return secret;
}

Key make_key(std::optional<std::string> id, std::string material, Algorithm algorithm) {
  auto verifier = std::make_shared<const SignatureVerifier>(algorithm, material);
  return {std::move(id), std::move(material), std::move(verifier)};
}

Result<Key> read_jwk(const json& jwk, Algorithm algorithm) {
  std::optional<std::string> id;
  if (jwk.contains("kid")) {
    const std::string* text = text_of(jwk, "kid");
    if (!text) return wrong("a key's kid must be a string");
    id = *text;
  }
  auto material = material_of(jwk, algorithm);
  if (!material.ok()) return wrong("key '" + id.value_or("") + "': " + material.error().message);
  return make_key(std::move(id), std::move(material.value()), algorithm);
}

bool has_id(const std::vector<Key>& keys, const std::optional<std::string>& id) {
  return std::any_of(keys.begin(), keys.end(), [&](const Key& key) { return key.id == id; });
}

}  // namespace

const Key* Keys::find(const std::optional<std::string>& id) const {
  if (keys_.size() == 1 && (!id || !keys_.front().id)) return &keys_.front();
  if (!id) return nullptr;
  const auto found = std::find_if(keys_.begin(), keys_.end(), [&](const Key& key) { return key.id == id; });
  return found == keys_.end() ? nullptr : &*found;
}

Result<Keys> read_key(std::string_view text, Algorithm algorithm) {
  if (algorithm != Algorithm::kHs256) {
    auto pem = check_public_key(text, algorithm);
    if (!pem.ok()) return pem.error();
    return Keys({make_key(std::nullopt, std::move(pem.value()), algorithm)});
  }
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  // Everybody may know it: whoever does could sign.
  if (text.starts_with("-----BEGIN")) return wrong("HS256 needs a secret, and this is a key or certificate");
  if (text.size() < kMinSecretBytes) return wrong("the secret must have at least 32 bytes");
  return Keys({make_key(std::nullopt, std::string(text), algorithm)});
}

Result<Keys> read_key_set(std::string_view text, Algorithm algorithm) {
  const json document = json::parse(text, nullptr, false);
  if (!document.is_object() || !document.contains("keys") || !document["keys"].is_array()) {
    return wrong("it must be a JSON Web Key Set: {\"keys\":[...]}");
  }
  std::vector<Key> keys;
  for (const json& jwk : document["keys"]) {
    if (!concerns(jwk, algorithm)) continue;
    auto key = read_jwk(jwk, algorithm);
    if (!key.ok()) return key.error();
    if (has_id(keys, key.value().id)) {
      return wrong("two keys have the kid '" + key.value().id.value_or("") + "'");
    }
    keys.push_back(std::move(key.value()));
    if (keys.size() > kMaxKeys) return wrong("it has more than 100 keys");
  }
  if (keys.empty()) return wrong("it has no key for " + std::string(name_of(algorithm)));
  return Keys(std::move(keys));
}

}  // namespace ppc::server
