// The L1 record: what localStorage holds of one user. Its text, and the key that it stands under, are
// the host's (js/client/local-record.ts): the core gives and takes the values. Times are server times where
// nothing else is said.
#pragma once

#include <optional>
#include <string>
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
  std::vector<LocalVariant> variants;    // newest first, each of another size; none beside `missing_since`
  std::optional<Millis> missing_since;   // the user has no picture
  std::optional<Millis> invalidated_at;  // client clock: dropped at that time; late writes lose
  std::optional<Millis> offset;          // server clock minus client clock, as known when written
};

}  // namespace ppc
