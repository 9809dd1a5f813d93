// The batches that left for a layer and are not answered yet.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/types.h"

namespace ppc {

struct Batch {
  struct Member {
    Slot slot;
    Generation generation;
  };
  BatchId id = 0;
  Layer layer = Layer::kNone;
  Millis asked_at = 0;
  Millis due = kNever;     // armed timer: its time-out
  std::uint32_t live = 0;  // members whose lookup still waits for it
  std::vector<Member> members;
};

/// Few at a time (some hundred pictures each), so a search by id is a short walk.
class Batches {
 public:
  /// An empty batch with the next id; never 0.
  Batch open(Layer layer, Millis now);
  void add(Batch batch);
  Batch* find(BatchId id);
  std::optional<Batch> take(BatchId id);
  /// Some batch that is out for that layer; 0 when there is none.
  BatchId any_at(Layer layer) const;

 private:
  std::vector<Batch> batches_;
  BatchId last_ = 0;
};

}  // namespace ppc
