#include "server/base/base64url.h"

#include <cstdint>

namespace ppc::server {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int value_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '-') return 62;
  return c == '_' ? 63 : -1;
}

}  // namespace

std::optional<std::string> base64url_decode(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size() * 3 / 4);
  std::uint32_t kept = 0;
  int bits = 0;
  for (char c : text) {
    const int value = value_of(c);
    if (value < 0) return std::nullopt;
    kept = (kept << 6 | static_cast<std::uint32_t>(value)) & 0xfffU;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(kept >> bits & 0xffU);
  }
  const bool left_over = bits == 6 || (kept & ((1U << bits) - 1)) != 0;
  if (left_over) return std::nullopt;
  return bytes;
}

std::string base64url_encode(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() * 4 / 3 + 2);
  std::uint32_t kept = 0;
  int bits = 0;
  for (char c : bytes) {
    kept = (kept << 8 | static_cast<unsigned char>(c)) & 0xffffU;
    bits += 8;
    for (; bits >= 6; bits -= 6) text += kAlphabet[kept >> (bits - 6) & 63U];
  }
  if (bits > 0) text += kAlphabet[kept << (6 - bits) & 63U];
  return text;
}

}  // namespace ppc::server
