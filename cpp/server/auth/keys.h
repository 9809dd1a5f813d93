// The keys that tokens are checked with, read from a file's text.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/auth/algorithm.h"
#include "server/auth/signature.h"
#include "server/base/result.h"

namespace ppc::server {

struct Key {
  std::optional<std::string> id;                      // `kid`; a key file's only key has none
  std::string material;                               // a secret's bytes, or a public key as PEM
  std::shared_ptr<const SignatureVerifier> verifier;  // never null
};

class Keys {
 public:
  explicit Keys(std::vector<Key> keys) : keys_(std::move(keys)) {}

  /// The key that a token names; for a token that names none, the only key. A lone key without an id serves
  /// every token. Null when there is no such key.
  const Key* find(const std::optional<std::string>& id) const;
  std::size_t size() const { return keys_.size(); }

 private:
  std::vector<Key> keys_;
};

inline constexpr std::size_t kMinSecretBytes = 32;
inline constexpr int kMinRsaBits = 2048;

/// HS256: the secret itself, at least 32 bytes; line breaks at its end do not belong to it. Otherwise a
/// public key as PEM ("BEGIN PUBLIC KEY"). kInvalid says what is wrong, without the key.
Result<Keys> read_key(std::string_view text, Algorithm algorithm);

/// A JSON Web Key Set (RFC 7517). Keys of another type, algorithm or use are left out; kInvalid when nothing
/// is left, when one of the rest is broken, or when two have the same `kid`.
Result<Keys> read_key_set(std::string_view text, Algorithm algorithm);

}  // namespace ppc::server
