// gzip for answers that are long and repeat themselves.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/http/message.h"

namespace ppc::server {

/// Shorter bodies would hardly travel in fewer packets.
inline constexpr std::size_t kMinCompressedBytes = 1400;

/// Whether a value of Accept-Encoding takes gzip (RFC 9110, section 12.5.3).
bool accepts_gzip(std::string_view accept_encoding);
/// The bytes as a gzip file; nothing when zlib fails.
std::optional<std::string> gzip(std::string_view bytes);
/// Compresses the body when that pays and the client takes it; says in Vary that the client's wish matters.
void compress(const Request& request, Response& response);

}  // namespace ppc::server
