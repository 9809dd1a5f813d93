#include "server/base/json_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace ppc::server {

namespace {

constexpr std::size_t kBlock = 32;

bool is_odd(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

/// In bytes and without a branch for each, so that the compiler compares a block at once.
bool is_plain_block(const char* characters) {
  std::uint8_t odd = 0;
  for (std::size_t i = 0; i < kBlock; ++i) {
    const auto c = static_cast<std::uint8_t>(characters[i]);
    odd = static_cast<std::uint8_t>(odd | (c < 0x20) | (c == '"') | (c == '\\'));
  }
  return odd == 0;
}

/// A block that `text`, shorter than one, begins.
bool is_plain_rest(std::string_view text) {
  std::array<char, kBlock> block;
  block.fill(' ');
  std::copy(text.begin(), text.end(), block.begin());
  return is_plain_block(block.data());
}

/// How many characters at the beginning stand for themselves: most often all, such as those of a signed URL.
std::size_t plain_size(std::string_view text) {
  std::size_t size = 0;
  while (size + kBlock <= text.size() && is_plain_block(text.data() + size)) size += kBlock;
  if (text.size() - size < kBlock && is_plain_rest(text.substr(size))) return text.size();
  while (!is_odd(text[size])) ++size;
  return size;
}

void append_escaped(std::string& json, char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x20) {
    json.append(1, '\\').append(1, c);
  } else {
    json.append("\\u00").append(1, kDigits[byte >> 4]).append(1, kDigits[byte & 15]);
  }
}

}  // namespace

void append_json_string(std::string& json, std::string_view text) {
  json += '"';
  while (!text.empty()) {
    const auto plain = plain_size(text);
    json.append(text, 0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    append_escaped(json, text.front());
    text.remove_prefix(1);
  }
  json += '"';
}

}  // namespace ppc::server
