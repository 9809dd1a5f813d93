// Keys made for the tests, and tokens signed with them by OpenSSL alone: independent of what checks them.
#pragma once

#include <openssl/evp.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace ppc::server::test {

class SigningKey {
 public:
  static SigningKey rsa(unsigned bits = 2048);
  static SigningKey ec(const char* curve = "P-256");
  static SigningKey secret(std::string bytes);

  /// PKCS #1 for RSA, r and s one after the other for EC, HMAC for a secret; all with SHA-256.
  std::string sign(std::string_view text) const;
  /// As OpenSSL and X.509 write ECDSA signatures: not what a token has.
  std::string sign_der(std::string_view text) const;
  std::string public_pem() const;
  std::string private_pem() const;
  /// A JSON Web Key with `kid` and the public part only, but for a secret.
  nlohmann::json jwk(std::string_view id) const;

 private:
  std::shared_ptr<EVP_PKEY> key_;
  std::string secret_;
};

/// header.payload.signature
std::string make_token(const nlohmann::json& header, const nlohmann::json& payload, const SigningKey& key);
/// The same with the parts as they are, so that they may be broken.
std::string make_raw_token(std::string_view header, std::string_view payload, const SigningKey& key);

}  // namespace ppc::server::test
