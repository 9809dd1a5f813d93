#include "server/auth/public_key.h"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>

#include <memory>

#include "server/auth/keys.h"

namespace ppc::server {
namespace {

template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Bio = std::unique_ptr<BIO, Freer<BIO_free>>;
using PublicKey = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Context = std::unique_ptr<EVP_PKEY_CTX, Freer<EVP_PKEY_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Freer<BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freer<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Freer<OSSL_PARAM_free>>;

constexpr std::size_t kCoordinate = 32;
/// Larger ones would make every check slow.
constexpr int kMaxRsaBits = 8192;
constexpr std::size_t kMaxExponent = 8;

Error wrong(const char* what) { return {ErrorKind::kInvalid, what}; }

bool is_p256(const EVP_PKEY* key) {
  char group[32] = {};
  return EVP_PKEY_is_a(key, "EC") == 1 && EVP_PKEY_get_group_name(key, group, sizeof group, nullptr) == 1 &&
         std::string_view(group) == "prime256v1";
}

bool is_sound(EVP_PKEY* key) {
  const Context context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  return context && EVP_PKEY_public_check(context.get()) == 1;
}

Result<Done> check(EVP_PKEY* key, Algorithm algorithm) {
  if (algorithm == Algorithm::kEs256) {
    if (!is_p256(key)) return wrong("ES256 needs an EC key on the curve P-256");
  } else {
    if (EVP_PKEY_is_a(key, "RSA") != 1) return wrong("RS256 needs an RSA key");
    const int bits = EVP_PKEY_get_bits(key);
    if (bits < kMinRsaBits || bits > kMaxRsaBits) return wrong("an RSA key must have 2048 to 8192 bits");
  }
  if (!is_sound(key)) return wrong("the public key is not a valid one");
  return Done{};
}

Result<std::string> checked_pem(const PublicKey& key, Algorithm algorithm) {
  ERR_clear_error();
  const auto sound = check(key.get(), algorithm);
  if (!sound.ok()) return sound.error();
  const Bio bio(BIO_new(BIO_s_mem()));
  if (!bio || PEM_write_bio_PUBKEY(bio.get(), key.get()) != 1)
    return wrong("the public key cannot be written");
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return std::string(text, static_cast<std::size_t>(size));
}

PublicKey build(const char* type, const Builder& builder) {
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const Context context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1) return nullptr;
  if (EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) return nullptr;
  return PublicKey(key);
}

Number number_of(std::string_view bytes) {
  return Number(BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()),
                          static_cast<int>(bytes.size()), nullptr));
}

}  // namespace

Result<std::string> check_public_key(std::string_view pem, Algorithm algorithm) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  const PublicKey key(bio ? PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr) : nullptr);
  ERR_clear_error();
  if (!key) return wrong("there must be a public key in PEM form, which begins with BEGIN PUBLIC KEY");
  return checked_pem(key, algorithm);
}

Result<std::string> make_rsa_key(std::string_view modulus, std::string_view exponent) {
  if (modulus.size() > kMaxRsaBits / 8 + 1 || exponent.size() > kMaxExponent) {
    return wrong("the RSA key has numbers that are too large");
  }
  const Number n = number_of(modulus);
  const Number e = number_of(exponent);
  const Builder builder(OSSL_PARAM_BLD_new());
  const bool filled = n && e && builder &&
                      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) == 1 &&
                      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) == 1;
  const PublicKey key = filled ? build("RSA", builder) : nullptr;
  if (!key) return wrong("the RSA key is not a valid one");
  return checked_pem(key, Algorithm::kRs256);
}

Result<std::string> make_p256_key(std::string_view x, std::string_view y) {
  if (x.size() != kCoordinate || y.size() != kCoordinate) {
    return wrong("the coordinates of a P-256 key must have 32 bytes");
  }
  // "Uncompressed point" of SEC 1, section 2.3.3.
  const std::string point = std::string(1, '\x04').append(x).append(y);
  const Builder builder(OSSL_PARAM_BLD_new());
  const bool filled =
      builder &&
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) == 1 &&
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) ==
          1;
  const PublicKey key = filled ? build("EC", builder) : nullptr;
  ERR_clear_error();
  if (!key) return wrong("the EC key is not a point of the curve P-256");
  return checked_pem(key, Algorithm::kEs256);
}

}  // namespace ppc::server
