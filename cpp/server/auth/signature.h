// The signature of a token (RFC 7515, section 5.2; RFC 7518, sections 3.2 to 3.4). OpenSSL computes.
#pragma once

#include <openssl/types.h>

#include <memory>
#include <string>
#include <string_view>

#include "server/auth/algorithm.h"

namespace ppc::server {

/// One key with the one algorithm that it is for. What a token itself says of its algorithm has no say here:
/// asked to take it at its word, a checker would use the public key, which anyone has, as the secret of
/// HS256. May be used by several threads.
class SignatureVerifier {
 public:
  /// `material`: a secret's bytes, or a public key as PEM; of one that cannot be read every signature is
  /// wrong.
  SignatureVerifier(Algorithm algorithm, std::string_view material);

  /// Whether the third part of the token is the signature of the first two.
  bool accepts(std::string_view token) const;

 private:
  bool accepts_public(std::string_view text, std::string_view signature) const;

  Algorithm algorithm_;
  std::string secret_;                    // of HS256
  std::shared_ptr<EVP_PKEY> public_key_;  // of the others
};

}  // namespace ppc::server
