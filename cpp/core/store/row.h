// One row of the snapshot table: what a reader needs of a picture, at a fixed place in linear memory.
// js/client/snapshot-table.ts reads and writes these bytes through typed arrays, so a hit never crosses
// into WebAssembly. Offsets are checked at compile time here and by a test there.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/types.h"

namespace ppc {

/// Bits of Row::flags.
inline constexpr std::uint8_t kFlagStale = 1;      // shown, but known or suspected to be old
inline constexpr std::uint8_t kFlagFetching = 2;   // a lookup or a revalidation is under way
inline constexpr std::uint8_t kFlagBytesHeld = 4;  // the host holds the bytes (an object URL)

struct Row {
  Millis usable_until = 0;     // client clock; past it a reader must ask the core
  Millis last_used = 0;        // client clock; the reader may write it (least recently used order)
  Millis fetched_at = 0;       // server clock
  std::uint32_t revision = 0;  // changes whenever anything a reader can see changes
  Generation generation = 0;
  std::uint32_t subscribers = 0;  // mounted consumers; the reader writes it; above 0 is never evicted
  std::uint32_t bytes = 0;        // size of the picture, 0 when unknown
  Status status = Status::kIdle;
  Layer layer = Layer::kNone;  // the layer that answered
  std::uint8_t flags = 0;
  Failure failure = Failure::kNone;
  std::uint32_t reserved = 0;
};

static_assert(sizeof(Row) == 48);
static_assert(offsetof(Row, last_used) == 8 && offsetof(Row, fetched_at) == 16);
static_assert(offsetof(Row, revision) == 24 && offsetof(Row, generation) == 28);
static_assert(offsetof(Row, subscribers) == 32 && offsetof(Row, bytes) == 36);
static_assert(offsetof(Row, status) == 40 && offsetof(Row, layer) == 41);
static_assert(offsetof(Row, flags) == 42 && offsetof(Row, failure) == 43);

}  // namespace ppc
