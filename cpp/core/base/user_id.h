// The rule for user ids: 1 to 128 bytes of valid UTF-8 without control characters (design, section 6).
#pragma once

#include <string_view>

namespace ppc {

bool is_valid_user_id(std::string_view user_id);
/// Strict UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_valid_utf8(std::string_view text);
/// Strict UTF-8 without control characters: U+0000 to U+001F and U+007F to U+009F.
bool is_text_without_controls(std::string_view text);
/// True for 64, 128, 256 and 512.
bool is_valid_variant(long long size);

}  // namespace ppc
