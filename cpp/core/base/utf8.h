// Strict decoding of UTF-8, one code point at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ppc {

struct CodePoint {
  std::uint32_t value;
  std::size_t bytes;  // how many bytes it takes; 1 when not valid
  bool valid;
};

/// The code point at the start of `text`. REQUIRES: text is not empty.
/// Not valid: overlong forms, surrogates, values above U+10FFFF, truncated or stray bytes (RFC 3629).
CodePoint first_code_point(std::string_view text);

}  // namespace ppc
