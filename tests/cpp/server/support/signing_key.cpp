#include "support/signing_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <span>
#include <stdexcept>

#include "server/base/base64url.h"
#include "server/base/crypto.h"

namespace ppc::server::test {
namespace {

std::string text_of(std::span<const std::uint8_t> bytes) { return {bytes.begin(), bytes.end()}; }

std::shared_ptr<EVP_PKEY> owned(EVP_PKEY* key) {
  if (!key) throw std::runtime_error("OpenSSL made no key");
  return {key, &EVP_PKEY_free};
}

std::string number_of(EVP_PKEY* key, const char* name, int bytes) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key, name, &number);
  std::string text(static_cast<std::size_t>(bytes > 0 ? bytes : BN_num_bytes(number)), '\0');
  BN_bn2binpad(number, reinterpret_cast<unsigned char*>(text.data()), static_cast<int>(text.size()));
  BN_free(number);
  return base64url_encode(text);
}

template <class Write>
std::string pem(Write write) {
  BIO* bio = BIO_new(BIO_s_mem());
  write(bio);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  std::string copy(text, static_cast<std::size_t>(size));
  BIO_free(bio);
  return copy;
}

}  // namespace

SigningKey SigningKey::rsa(unsigned bits) {
  SigningKey key;
  key.key_ = owned(EVP_RSA_gen(bits));
  return key;
}

SigningKey SigningKey::ec(const char* curve) {
  SigningKey key;
  key.key_ = owned(EVP_EC_gen(curve));
  return key;
}

SigningKey SigningKey::secret(std::string bytes) {
  SigningKey key;
  key.secret_ = std::move(bytes);
  return key;
}

std::string SigningKey::sign_der(std::string_view text) const {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  std::string signature(1024, '\0');
  std::size_t size = signature.size();
  EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key_.get());
  EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size,
                 reinterpret_cast<const unsigned char*>(text.data()), text.size());
  EVP_MD_CTX_free(context);
  signature.resize(size);
  return signature;
}

std::string SigningKey::sign(std::string_view text) const {
  if (!key_) {
    const std::span key(reinterpret_cast<const std::uint8_t*>(secret_.data()), secret_.size());
    return text_of(hmac_sha256(key, text));
  }
  std::string der = sign_der(text);
  if (EVP_PKEY_is_a(key_.get(), "RSA")) return der;
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  ECDSA_SIG* numbers = d2i_ECDSA_SIG(nullptr, &bytes, static_cast<long>(der.size()));
  const int size = (EVP_PKEY_get_bits(key_.get()) + 7) / 8;
  std::string raw(static_cast<std::size_t>(size) * 2, '\0');
  auto* out = reinterpret_cast<unsigned char*>(raw.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(numbers), out, size);
  BN_bn2binpad(ECDSA_SIG_get0_s(numbers), out + size, size);
  ECDSA_SIG_free(numbers);
  return raw;
}

std::string SigningKey::public_pem() const {
  return pem([&](BIO* bio) { PEM_write_bio_PUBKEY(bio, key_.get()); });
}

std::string SigningKey::private_pem() const {
  return pem(
      [&](BIO* bio) { PEM_write_bio_PrivateKey(bio, key_.get(), nullptr, nullptr, 0, nullptr, nullptr); });
}

nlohmann::json SigningKey::jwk(std::string_view id) const {
  if (!key_) return {{"kid", id}, {"kty", "oct"}, {"k", base64url_encode(secret_)}};
  EVP_PKEY* key = key_.get();
  if (EVP_PKEY_is_a(key, "RSA")) {
    return {{"kid", id},
            {"kty", "RSA"},
            {"n", number_of(key, OSSL_PKEY_PARAM_RSA_N, 0)},
            {"e", number_of(key, OSSL_PKEY_PARAM_RSA_E, 0)}};
  }
  return {{"kid", id},
          {"kty", "EC"},
          {"crv", "P-256"},
          {"x", number_of(key, OSSL_PKEY_PARAM_EC_PUB_X, 32)},
          {"y", number_of(key, OSSL_PKEY_PARAM_EC_PUB_Y, 32)}};
}

std::string make_raw_token(std::string_view header, std::string_view payload, const SigningKey& key) {
  const std::string input = base64url_encode(header) + '.' + base64url_encode(payload);
  return input + '.' + base64url_encode(key.sign(input));
}

std::string make_token(const nlohmann::json& header, const nlohmann::json& payload, const SigningKey& key) {
  return make_raw_token(header.dump(), payload.dump(), key);
}

}  // namespace ppc::server::test
