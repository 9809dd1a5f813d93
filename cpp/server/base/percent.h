// Percent-encoding as RFC 3986 and Signature V4 define it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ppc::server {

enum class Slash { kEncode, kKeep };

/// Every byte but A-Z a-z 0-9 - . _ ~ becomes %XX with upper-case digits; '/' too, unless kept.
std::string percent_encode(std::string_view text, Slash slash = Slash::kEncode);
/// Decodes once. '+' stays '+'. Nothing when a '%' is not followed by two hexadecimal digits.
std::optional<std::string> percent_decode(std::string_view text);

}  // namespace ppc::server
