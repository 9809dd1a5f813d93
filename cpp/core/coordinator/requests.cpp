// L0 and L1: what can be answered within the call.
#include <utility>

#include "core/coordinator/impl.h"
#include "core/coordinator/text_mark.h"

namespace ppc {

void Coordinator::Impl::peek(Slot slot) {
  const Picture& picture = store_.picture(slot);
  if (state(slot).lookup || state(slot).invalidated) return;
  if (picture.status == Status::kReady && showable(slot)) return;
  if (picture.status == Status::kMissing && now_ < picture.usable_until) return;
  const LocalAnswer answer = local_.read(store_.user_id(slot), store_.variant(slot), now_);
  if (show_local(slot, answer)) {
    state(slot).peeked = Layer::kLocalStorage;
  } else if (picture.status == Status::kReady && store_.row(slot).subscribers == 0) {
    store_.dispatch(slot, PictureWithdrawn{});  // its URL ran out, and nobody shows it
  }
}

Ticket Coordinator::Impl::request(Slot slot, Millis spent) {
  store_.touch(slot, now_);
  if (answered_by_store(slot, spent)) return 0;
  if (Lookup* const lookup = lookup_of(slot)) {
    monitor_.count(Counter::kJoined);
    return wait_for(*lookup, spent);
  }
  const LocalAnswer local = read_local(slot);
  if (show_local(slot, local)) {
    monitor_.record_answer(Layer::kLocalStorage, spent, store_.picture(slot).bytes);
    evict();
    return 0;
  }
  Lookup& lookup = begin(slot);
  start(lookup, local);
  return wait_for(lookup, spent);
}

void Coordinator::Impl::leave(Slot slot, Ticket ticket) {
  Lookup* const lookup = lookup_of(slot);
  if (lookup == nullptr) return;
  const auto left =
      std::erase_if(lookup->waiters, [ticket](const Waiter& waiter) { return waiter.ticket == ticket; });
  waiting_ -= static_cast<std::uint32_t>(left);
  if (left == 0 || !lookup->waiters.empty() || lookup->background) return;
  if (store_.row(slot).subscribers > 0) {  // whose own lookup failed, or who shows what is being checked
    lookup->background = true;
    return;
  }
  monitor_.count(Counter::kCancelled);
  abandon(*lookup);
  finish(*lookup);
  store_.dispatch(slot, FetchEnded{});
}

void Coordinator::Impl::refresh(Slot slot) {
  store_.touch(slot, now_);
  Lookup* lookup = lookup_of(slot);
  if (lookup == nullptr) return revalidate(slot);
  lookup->check = true;
  lookup->background = true;
  if (lookup->phase == Phase::kBackoff) try_again(*lookup);
}

bool Coordinator::Impl::answered_by_store(Slot slot, Millis spent) {
  const Picture& picture = store_.picture(slot);
  const bool missing = picture.status == Status::kMissing && now_ < picture.usable_until;
  if (picture.status == Status::kReady && !showable(slot)) {
    if (!shown_by_others(slot)) store_.dispatch(slot, PictureWithdrawn{});
    return false;
  }
  if (picture.status != Status::kReady && !missing) return false;
  monitor_.record_answer(take_peeked(slot), spent, picture.bytes);
  if (!missing && needs_check(picture) && !lookup_of(slot)) revalidate(slot);
  return true;
}

// Bytes can always be shown, a URL alone as long as it may be used. After a soft invalidation (usable until
// 0) a URL stays only while its successor is on the way.
bool Coordinator::Impl::showable(Slot slot) {
  const Picture& picture = store_.picture(slot);
  if (picture.bytes_held || now_ < picture.usable_until) return true;
  return picture.usable_until == 0 && lookup_of(slot) != nullptr;
}

// The asker is one of the subscribers. Elements that show the picture keep its pixels, whatever became of its
// URL.
bool Coordinator::Impl::shown_by_others(Slot slot) const { return store_.row(slot).subscribers > 1; }

bool Coordinator::Impl::needs_check(const Picture& picture) const {
  return picture.stale || now_ >= picture.usable_until;
}

Layer Coordinator::Impl::take_peeked(Slot slot) {
  const Layer peeked = std::exchange(state(slot).peeked, Layer::kNone);
  return peeked == Layer::kNone ? Layer::kRedux : peeked;
}

LocalAnswer Coordinator::Impl::read_local(Slot slot) {
  if (state(slot).invalidated) return {};
  const std::string_view user_id = store_.user_id(slot);
  LocalAnswer answer = local_.read(user_id, store_.variant(slot), now_);
  if (answer.kind == LocalAnswer::Kind::kMalformed) {
    monitor_.record_error(Layer::kLocalStorage);
    local_.remove(user_id);
  }
  return answer;
}

bool Coordinator::Impl::show_local(Slot slot, const LocalAnswer& answer) {
  if (answer.kind == LocalAnswer::Kind::kMissing) {
    store_.dispatch(slot, PictureMissing{answer.usable_until});
    return true;
  }
  if (answer.kind != LocalAnswer::Kind::kPicture) return false;
  const LocalVariant& found = answer.picture;
  if (state(slot).failed_url == text_mark(found.url)) return false;
  store_.dispatch(slot, PictureResolved{Layer::kLocalStorage, found.url, found.version, found.content_type,
                                        found.bytes, found.fetched_at, answer.usable_until, false, false});
  return true;
}

Ticket Coordinator::Impl::wait_for(Lookup& lookup, Millis spent) {
  if (++last_ticket_ == 0) last_ticket_ = 1;
  lookup.waiters.push_back({last_ticket_, now_ - spent});
  ++waiting_;
  return last_ticket_;
}

}  // namespace ppc
