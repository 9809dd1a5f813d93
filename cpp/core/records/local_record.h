// The L1 record: what localStorage holds of one user. Key `profile_pic:{userId}`, or
// `profile_pic@{account}:{userId}` within an account; value JSON with "v":1. Times are server times.
//
//   {"v":1,"size":128,"url":"...","version":"...","fetchedAt":ms,"expiresAt":ms,"bytes":n,
//    "contentType":"image/png","offset":ms,"variants":[{"size":256,"url":...}, ...]}
//   {"v":1,"missing":true,"fetchedAt":ms}            the user has no picture
//   {"v":1,"invalidatedAt":ms}                       dropped at that (client) time; late writes lose
//
// The top level holds the variant written last. Anything else - does not parse, another v, a wrong type, a
// number out of range, a duplicate key, invalid UTF-8, nested deeper than 4, longer than 64 KiB - is no record.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/types.h"

namespace ppc {

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
  Millis missing_since = 0;            // server clock
  std::optional<Millis> invalidated_at;  // client clock
  std::optional<Millis> offset;          // server clock minus client clock, as known when written
};

std::string local_key(std::string_view account, std::string_view user_id);
/// The prefix of all keys of that account.
std::string local_key_prefix(std::string_view account);
std::optional<LocalRecord> parse_local_record(std::string_view text);
std::string write_local_record(const LocalRecord& record);

}  // namespace ppc
