// Pictures that are no longer true, or cannot be shown.
#include <utility>

#include "core/coordinator/impl.h"
#include "core/coordinator/text_mark.h"

namespace ppc {

void Coordinator::Impl::invalidate(std::string_view user_id, bool hard) {
  monitor_.count(Counter::kInvalidations);
  drop_everywhere(user_id);
  drop_user(user_id, hard);
}

void Coordinator::Impl::invalidated_elsewhere(std::string_view user_id, bool hard) {
  monitor_.count(Counter::kInvalidations);
  drop_user(user_id, hard);
}

void Coordinator::Impl::drop_everywhere(std::string_view user_id) {
  local_.invalidate(user_id, now_);
  write_back_.remove(std::span(&user_id, 1), now_, kNever);
}

void Coordinator::Impl::drop_user(std::string_view user_id, bool hard) {
  for (const Slot slot : store_.slots_of(user_id)) drop_slot(slot, hard);
}

// A lookup under way ends; who waited for it waits for the next one, which goes straight to the network.
void Coordinator::Impl::drop_slot(Slot slot, bool hard) {
  std::vector<Waiter> waiters;
  if (Lookup* const lookup = lookup_of(slot)) {
    abandon(*lookup);
    waiters = std::exchange(lookup->waiters, {});
    finish(*lookup);
  }
  store_.dispatch(slot, PictureInvalidated{hard});
  SlotState& owner = state(slot);
  owner.invalidated = true;
  owner.peeked = Layer::kNone;
  owner.kept_in = 0;
  const bool seen = store_.row(slot).subscribers > 0;
  if (!seen && waiters.empty()) return;
  Lookup& lookup = begin(slot);
  lookup.waiters = std::move(waiters);
  lookup.background = seen;
  enqueue(lookup, Layer::kNetwork);
}

void Coordinator::Impl::clear() {
  drop_all();
  local_.clear(now_);
  write_back_.clear(now_);
}

void Coordinator::Impl::cleared_elsewhere() { drop_all(); }

void Coordinator::Impl::drop_all() {
  for (Slot slot = 0; slot < store_.size(); ++slot) {
    if (Lookup* const lookup = lookup_of(slot)) {
      abandon(*lookup);
      finish(*lookup);
    }
    store_.dispatch(slot, PictureInvalidated{true});
    state(slot) = {};
  }
  write_back_.forget();
}

// The other variants are asked for: the record names the bytes of one.
bool Coordinator::Impl::handle_uploaded(std::string_view user_id, Variant variant,
                                        const std::optional<SingleAnswer>& answer) {
  invalidate(user_id, false);
  if (!answer || answer->picture.user_id != user_id) return false;
  if (!clock_.known()) clock_.observe(answer->server_time, now_, now_);
  for (const Slot slot : store_.slots_of(user_id)) {
    Lookup* const lookup = lookup_of(slot);
    if (lookup == nullptr || store_.variant(slot) != variant) continue;
    abandon(*lookup);
    lookup->asked_at = now_;
    download(*lookup, {answer->picture, answered_at(answer->server_time, now_)});
  }
  return true;
}

void Coordinator::Impl::handle_show_failed(Slot slot) {
  const Picture& picture = store_.picture(slot);
  if (picture.status != Status::kReady) return;
  if (picture.bytes_held) return bytes_failed(slot);
  url_failed(slot);
}

// The URL is not offered again; the layers behind L1 are asked, then the network. One that has run out fails
// only where it is loaded anew: elements that show the picture keep it.
void Coordinator::Impl::url_failed(Slot slot) {
  const std::size_t mark = text_mark(store_.picture(slot).url);
  if (std::exchange(state(slot).failed_url, mark) == mark) return;
  monitor_.record_error(store_.picture(slot).layer);
  local_.drop_variant(store_.user_id(slot), store_.variant(slot));
  const bool ran_out = now_ >= store_.picture(slot).usable_until;
  if (!ran_out || !shown_by_others(slot)) store_.dispatch(slot, PictureWithdrawn{});
  Lookup* lookup = lookup_of(slot);
  if (lookup == nullptr) {
    lookup = &begin(slot);
    start(*lookup, read_local(slot));
  }
  lookup->background = true;
  lookup->fresh = true;
}

// The bytes are no picture after all: dropped everywhere and fetched anew, once per version.
void Coordinator::Impl::bytes_failed(Slot slot) {
  const std::size_t mark = text_mark(store_.picture(slot).version);
  if (std::exchange(state(slot).failed_version, mark) == mark) return;
  monitor_.record_error(store_.picture(slot).layer);
  drop_everywhere(store_.user_id(slot));
  drop_user(store_.user_id(slot), true);
  if (lookup_of(slot) != nullptr) return;
  Lookup& lookup = begin(slot);
  lookup.background = true;
  start(lookup, read_local(slot));
}

}  // namespace ppc
