#include "core/coordinator/batches.h"

#include <algorithm>
#include <utility>

namespace ppc {

Batch Batches::open(Layer layer, Millis now) {
  if (++last_ == 0) last_ = 1;
  Batch batch;
  batch.id = last_;
  batch.layer = layer;
  batch.asked_at = now;
  return batch;
}

void Batches::add(Batch batch) { batches_.push_back(std::move(batch)); }

Batch* Batches::find(BatchId id) {
  const auto found =
      std::find_if(batches_.begin(), batches_.end(), [id](const Batch& batch) { return batch.id == id; });
  return found == batches_.end() ? nullptr : &*found;
}

std::optional<Batch> Batches::take(BatchId id) {
  Batch* const found = find(id);
  if (found == nullptr) return std::nullopt;
  std::optional<Batch> batch(std::move(*found));
  batches_.erase(batches_.begin() + (found - batches_.data()));
  return batch;
}

BatchId Batches::any_at(Layer layer) const {
  for (const Batch& batch : batches_) {
    if (batch.layer == layer) return batch.id;
  }
  return 0;
}

}  // namespace ppc
