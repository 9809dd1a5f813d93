// The bytes of a picture that the backend named.
#include <utility>

#include "core/coordinator/impl.h"

namespace ppc {
namespace {

/// One that hangs for good is given up even on a page where pictures never cease to arrive.
constexpr std::uint32_t kMaxTurnsWaited = 10;

}  // namespace

void Coordinator::Impl::download(Lookup& lookup, NamedPicture named) {
  lookup.named = std::move(named);
  send_download(lookup);
}

void Coordinator::Impl::send_download(Lookup& lookup) {
  lookup.layer = Layer::kNetwork;
  lookup.phase = Phase::kDownloading;
  lookup.turns_waited = 0;
  arm(lookup, now_ + options_.download_timeout);
  ports_.network->download(ref_of(lookup.slot), lookup.named->record.url, lookup.fresh);
}

// A browser has a few downloads of a long list under way and the others wait for their turn: as long as some
// arrive, one that does not is not late.
void Coordinator::Impl::download_overdue(Lookup& lookup) {
  const Millis due = last_download_ + options_.download_timeout;
  if (due > now_ && lookup.turns_waited++ < kMaxTurnsWaited) return arm(lookup, due);
  ports_.network->abort_download(lookup.slot, lookup.generation);
  download_failed(lookup, Failure::kTimeout);
}

// The lookup that waits for these bytes; a completion of an older generation is counted.
Lookup* Coordinator::Impl::downloading(Slot slot, Generation generation) {
  if (store_.picture(slot).generation != generation) {
    monitor_.count(Counter::kStaleDropped);
    return nullptr;
  }
  Lookup* const lookup = lookup_of(slot);
  if (lookup == nullptr || lookup->phase != Phase::kDownloading) return nullptr;
  last_download_ = now_;
  return lookup;
}

void Coordinator::Impl::handle_shown(Slot slot, Generation generation) {
  Lookup* const lookup = downloading(slot, generation);
  if (lookup == nullptr) return;
  const auto& [record, fetched_at] = *lookup->named;
  local_.put(store_.user_id(slot),
             {store_.variant(slot), record.url, record.version, fetched_at, record.expires_at, record.bytes,
              record.content_type},
             lookup->asked_at, now_);
  lookup->background = true;
  answer_waiters(*lookup, Layer::kNetwork);
}

bool Coordinator::Impl::handle_downloaded(Slot slot, Generation generation, std::string_view version,
                                          std::string_view content_type, std::uint32_t bytes) {
  Lookup* const lookup = downloading(slot, generation);
  if (lookup == nullptr) return false;
  const NamedPicture& named = *lookup->named;
  if (!version.empty() && version != named.record.version) {
    download_failed(*lookup, Failure::kOutdated);
    return false;
  }
  store_.dispatch(slot, PictureResolved{Layer::kNetwork, named.record.url, named.record.version,
                                        std::string(content_type), bytes, named.fetched_at,
                                        checked_until(named.fetched_at), true, false});
  state(slot).invalidated = false;
  state(slot).kept_in = 0;
  keep_everywhere(slot, named, lookup->asked_at);
  answer_waiters(*lookup, Layer::kNetwork);
  finish(*lookup);
  evict();
  return true;
}

void Coordinator::Impl::handle_download_failed(Slot slot, Generation generation, Failure why) {
  if (Lookup* const lookup = downloading(slot, generation)) download_failed(*lookup, why);
}

// L1 at once, L2 and L3 at the next flush.
void Coordinator::Impl::keep_everywhere(Slot slot, const NamedPicture& named, Millis asked_at) {
  const Picture& picture = store_.picture(slot);
  local_.put(store_.user_id(slot),
             {store_.variant(slot), named.record.url, picture.version, named.fetched_at,
              named.record.expires_at, picture.bytes, picture.content_type},
             asked_at, now_);
  state(slot).asked_at = asked_at;
  keep(Layer::kIndexedDb, slot);
  keep(Layer::kServiceWorker, slot);
}

void Coordinator::Impl::keep(Layer layer, Slot slot) {
  const SlotState& owner = state(slot);
  if (write_back_.keep(layer, slot, owner.asked_at, now_)) set_kept(layer, slot, true);
}

void Coordinator::Impl::set_kept(Layer layer, Slot slot, bool kept) {
  std::uint8_t& kept_in = state(slot).kept_in;
  const unsigned bit = 1u << static_cast<unsigned>(layer);
  kept_in = static_cast<std::uint8_t>(kept ? kept_in | bit : kept_in & ~bit);
}

}  // namespace ppc
