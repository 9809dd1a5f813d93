#include "core/coordinator/write_back.h"

#include <algorithm>
#include <utility>

#include "core/coordinator/backoff.h"

namespace ppc {
namespace {

constexpr double kNoJitter = 1;

}  // namespace

WriteBack::WriteBack(BytesPort* indexed_db, BytesPort* service_worker, const LayerHealth& health,
                     const Store& store)
    : health_(health), store_(store) {
  sides_[0].layer = Layer::kIndexedDb;
  sides_[0].port = indexed_db;
  sides_[1].layer = Layer::kServiceWorker;
  sides_[1].port = service_worker;
}

bool WriteBack::there(const Side& side) const {
  return side.port != nullptr && health_.available(side.layer);
}

bool WriteBack::keep(Layer layer, Slot slot, Millis asked_at, Millis now) {
  if (!there(side(layer))) return false;
  if (due_ == kNever) due_ = now + kCollectFor;
  side(layer).keeps.push_back({slot, store_.picture(slot).generation, asked_at});
  return true;
}

void WriteBack::remove(std::span<const std::string_view> user_ids, Millis at, Millis fetched_up_to) {
  for (Side& side : sides_) remove(side, user_ids, at, fetched_up_to);
}

void WriteBack::remove(Side& side, std::span<const std::string_view> user_ids, Millis at,
                       Millis fetched_up_to) {
  if (there(side)) return side.port->remove(user_ids, at, fetched_up_to);
  owe_removal(side.layer, user_ids, at, fetched_up_to);
}

void WriteBack::owe_removal(Layer layer, std::span<const std::string_view> user_ids, Millis at,
                            Millis fetched_up_to) {
  if (side(layer).port == nullptr) return;
  for (const std::string_view user_id : user_ids) owe(side(layer), {std::string(user_id), at, fetched_up_to});
}

// One a user: the later time, and whatever either would remove.
void WriteBack::owe(Side& side, Removal removal) {
  std::erase_if(side.owed, [&removal](const Removal& before) {
    if (before.user_id != removal.user_id) return false;
    removal.at = std::max(removal.at, before.at);
    removal.fetched_up_to = std::max(removal.fetched_up_to, before.fetched_up_to);
    return true;
  });
  side.owed.push_back(std::move(removal));
}

void WriteBack::clear(Millis at) {
  for (Side& side : sides_) clear(side, at);
}

void WriteBack::clear(Side& side, Millis at) {
  if (there(side)) return side.port->clear(at);
  owe_clear(side.layer, at);
}

void WriteBack::owe_clear(Layer layer, Millis at) {
  Side& side = this->side(layer);
  std::erase_if(side.owed, [at](const Removal& removal) { return removal.at <= at; });
  if (side.port != nullptr) side.clear_at = std::max(side.clear_at, at);
}

void WriteBack::forget() {
  for (Side& side : sides_) side.keeps.clear();
  due_ = kNever;
}

bool WriteBack::settle(Layer layer) {
  Side& side = this->side(layer);
  if (!there(side)) return false;
  const Millis clear_at = std::exchange(side.clear_at, -kNever);
  const bool owed = clear_at != -kNever || !side.owed.empty();
  if (clear_at != -kNever) side.port->clear(clear_at);
  for (const Removal& removal : std::exchange(side.owed, {})) {
    const std::string_view user_id = removal.user_id;
    side.port->remove(std::span(&user_id, 1), removal.at, removal.fetched_up_to);
  }
  return owed;
}

void WriteBack::again_later(Layer layer, Millis now, Millis rest) {
  Side& side = this->side(layer);
  if (side.again_at != kNever) return;
  side.again_at = now + backoff_delay(++side.failures, 0, {rest, kLongestRest}, kNoJitter);
}

void WriteBack::written(Layer layer) { side(layer).failures = 0; }

bool WriteBack::take_again(Layer layer, Millis now) {
  Side& side = this->side(layer);
  if (now < side.again_at) return false;
  side.again_at = kNever;
  return true;
}

void WriteBack::clock_went_back(Millis by) {
  due_ -= by;
  for (Side& side : sides_) {
    side.again_at -= by;
    side.clear_at -= by;
    for (Removal& removal : side.owed) removal.at -= by;
  }
}

void WriteBack::flush() {
  due_ = kNever;
  for (Side& side : sides_) send(side);
}

void WriteBack::send(Side& side) {
  std::vector<KeepRequest> requests;
  for (const Keep& keep : std::exchange(side.keeps, {})) {
    const Picture& picture = store_.picture(keep.slot);
    if (picture.generation != keep.generation || !picture.bytes_held) continue;
    const PictureRef ref{keep.slot, keep.generation, store_.user_id(keep.slot), store_.variant(keep.slot)};
    requests.push_back({ref, picture.version, picture.content_type, picture.fetched_at, keep.asked_at});
  }
  if (!requests.empty() && there(side)) side.port->keep(requests);
}

}  // namespace ppc
