#include "server/auth/signature.h"

#include <openssl/bio.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "server/base/base64url.h"
#include "server/base/crypto.h"

namespace ppc::server {
namespace {

/// Of P-256: r and s have 32 bytes each.
constexpr std::size_t kHalf = 32;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::shared_ptr<EVP_PKEY> read_public_key(std::string_view pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  EVP_PKEY* key = bio ? PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr) : nullptr;
  ERR_clear_error();
  return {key, &EVP_PKEY_free};
}

/// OpenSSL wants ECDSA signatures as DER, tokens have the two numbers one after the other. Empty when it is
/// none.
std::string der_of(std::string_view signature) {
  if (signature.size() != 2 * kHalf) return {};
  BIGNUM* const r = BN_bin2bn(bytes_of(signature), kHalf, nullptr);
  BIGNUM* const s = BN_bin2bn(bytes_of(signature.substr(kHalf)), kHalf, nullptr);
  const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> pair(ECDSA_SIG_new(), &ECDSA_SIG_free);
  if (!r || !s || !pair || ECDSA_SIG_set0(pair.get(), r, s) != 1) {
    BN_free(r);
    BN_free(s);
    return {};
  }
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  std::string text;
  if (size > 0) text.assign(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return text;
}

}  // namespace

SignatureVerifier::SignatureVerifier(Algorithm algorithm, std::string_view material) : algorithm_(algorithm) {
  if (algorithm == Algorithm::kHs256) {
    secret_ = material;
  } else {
    public_key_ = read_public_key(material);
  }
}

bool SignatureVerifier::accepts(std::string_view token) const {
  const auto dot = token.rfind('.');
  if (dot == std::string_view::npos) return false;
  const std::string_view text = token.substr(0, dot);
  const auto signature = base64url_decode(token.substr(dot + 1));
  if (!signature) return false;
  if (algorithm_ != Algorithm::kHs256) return accepts_public(text, *signature);
  if (secret_.empty()) return false;
  const Digest expected = hmac_sha256({bytes_of(secret_), secret_.size()}, text);
  return equal_in_constant_time({reinterpret_cast<const char*>(expected.data()), expected.size()},
                                *signature);
}

bool SignatureVerifier::accepts_public(std::string_view text, std::string_view signature) const {
  const bool is_ec = algorithm_ == Algorithm::kEs256;
  if (!public_key_ || EVP_PKEY_is_a(public_key_.get(), is_ec ? "EC" : "RSA") != 1) return false;
  const std::string checked = is_ec ? der_of(signature) : std::string(signature);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  const bool good =
      context &&
      EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, public_key_.get()) == 1 &&
      EVP_DigestVerify(context.get(), bytes_of(checked), checked.size(), bytes_of(text), text.size()) == 1;
  ERR_clear_error();
  return good;
}

}  // namespace ppc::server
