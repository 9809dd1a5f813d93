// The base64url encoding of RFC 4648, section 5, as JSON Web Tokens use it: without padding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ppc::server {

/// Nothing unless the text is the one right encoding of some bytes: no padding, spaces, or bits left over.
std::optional<std::string> base64url_decode(std::string_view text);
std::string base64url_encode(std::string_view bytes);

}  // namespace ppc::server
