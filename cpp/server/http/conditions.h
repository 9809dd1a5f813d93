// Conditional and range requests (RFC 9110, sections 13 and 14).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace ppc::server {

/// Whether a list such as `"a", W/"b"` or `*` names this entity tag (given without quotes). Weak comparison:
/// right for If-None-Match.
bool names_etag(std::string_view list, std::string_view etag);
/// Strong comparison, for If-Match: a weak tag never matches.
bool names_etag_strongly(std::string_view list, std::string_view etag);

struct ByteRange {
  std::uint64_t first;
  std::uint64_t last;  // inclusive
};

struct RangeAnswer {
  enum class Kind { kWhole, kPart, kUnsatisfiable } kind;
  ByteRange range{0, 0};
};

/// "bytes=0-99", "bytes=100-", "bytes=-50" of `size` bytes. Other units, several ranges and malformed values
/// are answered with the whole, as the RFC allows.
RangeAnswer answer_range(std::optional<std::string_view> header, std::uint64_t size);

}  // namespace ppc::server
