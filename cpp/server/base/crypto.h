// The few functions of OpenSSL's libcrypto that the server needs.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ppc::server {

using Digest = std::array<std::uint8_t, 32>;

Digest sha256(std::string_view bytes);
Digest hmac_sha256(std::span<const std::uint8_t> key, std::string_view message);

/// A key to sign many messages with: what depends on the key alone is hashed once.
class HmacKey {
 public:
  explicit HmacKey(std::span<const std::uint8_t> key);
  ~HmacKey();
  HmacKey(HmacKey&&) noexcept;
  HmacKey& operator=(HmacKey&&) noexcept;
  Digest sign(std::string_view message) const;

 private:
  struct Pads;
  std::unique_ptr<Pads> pads_;
};

/// Lower-case hexadecimal digits.
std::string to_hex(std::span<const std::uint8_t> bytes);
/// Takes the same time wherever the texts differ. Only the lengths may be told apart.
bool equal_in_constant_time(std::string_view a, std::string_view b);
/// `length` characters of A-Z a-z 0-9 from the system's random source; nothing when that fails.
std::optional<std::string> random_text(std::size_t length);

}  // namespace ppc::server
