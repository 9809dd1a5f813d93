#include "server/base/crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

namespace ppc::server {
namespace {

using Hashing = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

constexpr std::size_t kBlockSize = 64;

const void* bytes_of(std::string_view text) { return text.data(); }

/// OpenSSL 3 looks an algorithm up by name for every digest unless it was fetched before, which takes longer
/// than to hash a URL.
const EVP_MD* sha256_method() {
  static const EVP_MD* const method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return method;
}

Hashing new_hashing() { return {EVP_MD_CTX_new(), &EVP_MD_CTX_free}; }

EVP_MD_CTX* scratch() {
  thread_local const Hashing hashing = new_hashing();
  return hashing.get();
}

Digest finish(EVP_MD_CTX* hashing, std::string_view rest) {
  Digest digest;
  EVP_DigestUpdate(hashing, bytes_of(rest), rest.size());
  EVP_DigestFinal_ex(hashing, digest.data(), nullptr);
  return digest;
}

std::string_view view(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// RFC 2104: the key, filled up to a block with zeros, each byte combined with `pad`.
Hashing hash_pad(std::span<const std::uint8_t> key, std::uint8_t pad) {
  std::array<std::uint8_t, kBlockSize> block;
  block.fill(pad);
  for (std::size_t i = 0; i < key.size(); ++i) block[i] = static_cast<std::uint8_t>(key[i] ^ pad);
  Hashing hashing = new_hashing();
  EVP_DigestInit_ex2(hashing.get(), sha256_method(), nullptr);
  EVP_DigestUpdate(hashing.get(), block.data(), block.size());
  return hashing;
}

}  // namespace

Digest sha256(std::string_view bytes) {
  EVP_DigestInit_ex2(scratch(), sha256_method(), nullptr);
  return finish(scratch(), bytes);
}

struct HmacKey::Pads {
  Hashing inner;
  Hashing outer;
};

HmacKey::HmacKey(std::span<const std::uint8_t> key) {
  Digest short_key;
  if (key.size() > kBlockSize) {
    short_key = sha256(view(key));
    key = short_key;
  }
  pads_ = std::make_unique<Pads>(Pads{hash_pad(key, 0x36), hash_pad(key, 0x5c)});
}

HmacKey::~HmacKey() = default;
HmacKey::HmacKey(HmacKey&&) noexcept = default;
HmacKey& HmacKey::operator=(HmacKey&&) noexcept = default;

Digest HmacKey::sign(std::string_view message) const {
  EVP_MD_CTX_copy_ex(scratch(), pads_->inner.get());
  const Digest inner = finish(scratch(), message);
  EVP_MD_CTX_copy_ex(scratch(), pads_->outer.get());
  return finish(scratch(), view(inner));
}

Digest hmac_sha256(std::span<const std::uint8_t> key, std::string_view message) {
  return HmacKey(key).sign(message);
}

std::string to_hex(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::optional<std::string> random_text(std::size_t length) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  std::string text;
  while (text.size() < length) {
    std::uint8_t byte = 0;
    if (RAND_bytes(&byte, 1) != 1) return std::nullopt;
    // 248 = 4 * 62: above it a remainder would favour the first letters.
    if (byte < 248) text += kAlphabet[byte % kAlphabet.size()];
  }
  return text;
}

}  // namespace ppc::server
