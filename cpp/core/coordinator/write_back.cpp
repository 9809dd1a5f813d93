#include "core/coordinator/write_back.h"

#include <utility>

namespace ppc {

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

void WriteBack::remove(std::span<const std::string_view> user_ids, Millis at) {
  for (Side& side : sides_) remove(side, user_ids, at);
}

void WriteBack::remove(Side& side, std::span<const std::string_view> user_ids, Millis at) {
  if (there(side)) return side.port->remove(user_ids, at);
  if (side.port == nullptr) return;
  for (const std::string_view user_id : user_ids) {
    std::erase_if(side.owed, [user_id](const Removal& removal) { return removal.user_id == user_id; });
    side.owed.push_back({std::string(user_id), at});
  }
}

void WriteBack::clear(Millis at) {
  for (Side& side : sides_) clear(side, at);
}

void WriteBack::clear(Side& side, Millis at) {
  if (there(side)) return side.port->clear(at);
  side.owed.clear();
  side.owes_clear = side.port != nullptr;
  side.clear_at = at;
}

void WriteBack::forget() {
  for (Side& side : sides_) side.keeps.clear();
  due_ = kNever;
}

void WriteBack::settle(Layer layer) {
  Side& side = this->side(layer);
  if (!there(side)) return;
  if (std::exchange(side.owes_clear, false)) side.port->clear(side.clear_at);
  for (const Removal& removal : std::exchange(side.owed, {})) {
    const std::string_view user_id = removal.user_id;
    side.port->remove(std::span(&user_id, 1), removal.at);
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
