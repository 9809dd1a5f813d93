#include "server/base/json_text.h"

#include <cstdint>
#include <cstring>

namespace ppc::server {

namespace {

using Block = std::uint64_t;

constexpr Block kOnes = 0x0101010101010101U;
constexpr Block kHighBits = kOnes * 0x80;

/// Some byte is less than `limit`, at most 0x80: only such a byte borrows from its own high bit.
bool has_less(Block block, Block limit) { return ((block - kOnes * limit) & ~block & kHighBits) != 0; }

bool has(Block block, char c) { return has_less(block ^ (kOnes * static_cast<Block>(c)), 1); }

bool is_plain(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; }

/// Eight characters at a time: most of an answer is a signed URL.
bool is_plain_block(const char* characters) {
  Block block;
  std::memcpy(&block, characters, sizeof block);
  return !has_less(block, 0x20) && !has(block, '"') && !has(block, '\\');
}

/// How many characters at the beginning stand for themselves.
std::size_t plain_size(std::string_view text) {
  std::size_t size = 0;
  while (size + sizeof(Block) <= text.size() && is_plain_block(text.data() + size)) size += sizeof(Block);
  while (size < text.size() && is_plain(text[size])) ++size;
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
