// The L1 record: what localStorage holds of one user. Key `profile_pic:{userId}`, or
// `profile_pic@{account}:{userId}` within an account; value JSON with "v":1. Times are server times.
//
//   {"v":1,"size":128,"url":"...","version":"...","fetchedAt":ms,"expiresAt":ms,"bytes":n,
//    "contentType":"image/png","offset":ms,"variants":[{"size":256,"url":...}, ...]}
//   {"v":1,"missing":true,"fetchedAt":ms}            the user has no picture
//   {"v":1,"invalidatedAt":ms}                       dropped at that (client) time; late writes lose
//
// The top level holds the variant written last. A variant needs all but "bytes" and "contentType". "offset"
// may stand in any record, "invalidatedAt" in the other two as well. Keys that are not listed are skipped.
//
// Anything else is no record: it does not parse, another v, a wrong type, a number out of range (times 0
// to 8.64e15, sizes 64, 128, 256 or 512), a text too long or with control characters (see record_fields.h), a
// listed key or a size twice, invalid UTF-8, nested deeper than 4, longer than 64 KiB, "missing" together
// with a variant.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/types.h"

namespace ppc {

inline constexpr std::size_t kMaxLocalRecordBytes = 64 * 1024;

struct LocalVariant {
  Variant size = 0;
  std::string url;
  std::string version;
  Millis fetched_at = 0;
  Millis expires_at = 0;
  std::uint32_t bytes = 0;
  std::string content_type;
};

struct LocalRecord {
  std::vector<LocalVariant> variants;  // newest first
  bool missing = false;
  Millis missing_since = 0;              // server clock
  std::optional<Millis> invalidated_at;  // client clock
  std::optional<Millis> offset;          // server clock minus client clock, as known when written
};

/// Where the user id is empty the key is the account's own: its record says when everything was dropped.
/// The account is written as encodeURIComponent() of JavaScript does: without that, user "b:c" of account "a"
/// and user "c" of account "a:b" would share a key.
std::string local_key(std::string_view account, std::string_view user_id);
/// The prefix of all keys of that account.
std::string local_key_prefix(std::string_view account);
/// Nothing when the text is no record (see above): a miss, to be removed.
std::optional<LocalRecord> parse_local_record(std::string_view text);
/// One line of JSON. REQUIRES: variants of different sizes with the limits above, otherwise it is no record
/// when read again. With `missing` the variants are left out.
std::string write_local_record(const LocalRecord& record);

}  // namespace ppc
