// What the store knows of one picture, as a value.
#pragma once

#include <string>

#include "core/base/types.h"

namespace ppc {

struct Picture {
  Status status = Status::kIdle;
  Layer layer = Layer::kNone;
  Failure failure = Failure::kNone;
  bool stale = false;
  bool fetching = false;
  bool bytes_held = false;  // the host holds the bytes; `url` is then not needed to show it
  Generation generation = 0;
  std::uint32_t bytes = 0;
  Millis fetched_at = 0;    // server clock: when the backend last confirmed this version
  Millis usable_until = 0;  // client clock: L0 answers until then without asking further
  std::string url;          // presigned; empty when only the bytes are known
  std::string version;      // the object's ETag, without quotes
  std::string content_type;

  bool operator==(const Picture&) const = default;
};

}  // namespace ppc
