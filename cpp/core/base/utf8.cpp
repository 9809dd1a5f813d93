#include "core/base/utf8.h"

namespace ppc {
namespace {

constexpr CodePoint kInvalid = {0, 1, false};

/// Smallest value that needs a sequence of that many bytes: anything below it is an overlong form.
constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};

std::size_t sequence_length(unsigned char lead) {
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  if (lead >= 0xF0 && lead < 0xF5) return 4;
  return 0;
}

bool is_scalar_value(std::uint32_t value) { return value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF); }

}  // namespace

CodePoint first_code_point(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t length = sequence_length(lead);
  if (length == 0 || text.size() < length) return kInvalid;
  std::uint32_t value = lead & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) != 0x80) return kInvalid;
    value = value << 6 | (byte & 0x3Fu);
  }
  if (value < kSmallest[length] || !is_scalar_value(value)) return kInvalid;
  return {value, length, true};
}

}  // namespace ppc
