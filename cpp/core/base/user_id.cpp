#include "core/base/user_id.h"

#include <cstddef>
#include <cstdint>

#include "core/base/utf8.h"

namespace ppc {
namespace {

constexpr std::size_t kMaxUserIdBytes = 128;

}  // namespace

bool is_valid_utf8(std::string_view text) {
  while (!text.empty()) {
    const CodePoint next = first_code_point(text);
    if (!next.valid) return false;
    text.remove_prefix(next.bytes);
  }
  return true;
}

bool is_text_without_controls(std::string_view text) {
  while (!text.empty()) {
    const CodePoint next = first_code_point(text);
    const bool control = next.value < 0x20 || (next.value >= 0x7F && next.value < 0xA0);
    if (!next.valid || control) return false;
    text.remove_prefix(next.bytes);
  }
  return true;
}

bool is_valid_user_id(std::string_view user_id) {
  return !user_id.empty() && user_id.size() <= kMaxUserIdBytes && is_text_without_controls(user_id);
}

bool is_valid_variant(long long size) { return size == 64 || size == 128 || size == 256 || size == 512; }

}  // namespace ppc
