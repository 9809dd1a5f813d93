#include "core/store/store.h"

#include <algorithm>
#include <utility>

#include "core/store/reducer.h"

namespace ppc {
namespace {

std::uint8_t flags_of(const Picture& picture) {
  int flags = 0;
  if (picture.stale) flags |= kFlagStale;
  if (picture.fetching) flags |= kFlagFetching;
  if (picture.bytes_held) flags |= kFlagBytesHeld;
  return static_cast<std::uint8_t>(flags);
}

void mirror(const Picture& picture, Row& row) {
  row.usable_until = picture.usable_until;
  row.fetched_at = picture.fetched_at;
  row.generation = picture.generation;
  row.bytes = picture.bytes;
  row.status = picture.status;
  row.layer = picture.layer;
  row.flags = flags_of(picture);
  row.failure = picture.failure;
  row.revision += 1;
}

}  // namespace

Store::Store(StoreLimits limits) : limits_(limits) {}

Slot Store::intern(std::string_view user_id, Variant variant) {
  const std::uint32_t user = users_.intern(user_id);
  const std::size_t index = variant_index(variant);
  const Slot known = users_.user(user).slots[index];
  return known != kNoSlot ? known : add(user, index);
}

Slot Store::add(std::uint32_t user, std::size_t index) {
  const Slot slot = size();
  Entry& entry = slots_.emplace_back();
  entry.user = user;
  entry.variant = variant_at(index);
  rows_.emplace_back();
  users_.user(user).slots[index] = slot;
  return slot;
}

std::optional<Slot> Store::find(std::string_view user_id, Variant variant) const {
  const std::optional<std::uint32_t> user = users_.find(user_id);
  if (!user) return std::nullopt;
  const Slot slot = users_.user(*user).slots[variant_index(variant)];
  if (slot == kNoSlot) return std::nullopt;
  return slot;
}

std::vector<Slot> Store::slots_of(std::string_view user_id) const {
  std::vector<Slot> slots;
  const std::optional<std::uint32_t> user = users_.find(user_id);
  if (!user) return slots;
  for (const Slot slot : users_.user(*user).slots) {
    if (slot != kNoSlot) slots.push_back(slot);
  }
  std::sort(slots.begin(), slots.end());
  return slots;
}

std::string_view Store::user_id(Slot slot) const { return users_.user(slots_[slot].user).id; }
Variant Store::variant(Slot slot) const { return slots_[slot].variant; }
std::uint32_t Store::size() const { return static_cast<std::uint32_t>(slots_.size()); }
const Picture& Store::picture(Slot slot) const { return slots_[slot].picture; }
const Row& Store::row(Slot slot) const { return rows_[slot]; }
std::span<Row> Store::rows() { return rows_; }
std::uint32_t Store::entries() const { return entries_; }
std::uint64_t Store::bytes() const { return bytes_; }

void Store::dispatch(Slot slot, const Action& action) {
  Picture next = reduce(slots_[slot].picture, action);
  if (next == slots_[slot].picture) return;
  replace(slot, std::move(next));
  note(slot);
}

void Store::replace(Slot slot, Picture next) {
  Entry& entry = slots_[slot];
  account(entry.picture, next);
  entry.picture = std::move(next);
  mirror(entry.picture, rows_[slot]);
  if (entry.picture.status != Status::kReady || entry.queued) return;
  entry.queued = true;
  queue_.push(slot, rows_[slot].last_used);
}

void Store::account(const Picture& before, const Picture& after) {
  if (before.status == Status::kReady) {
    entries_ -= 1;
    bytes_ -= before.bytes;
  }
  if (after.status == Status::kReady) {
    entries_ += 1;
    bytes_ += after.bytes;
  }
}

void Store::note(Slot slot) {
  if (std::exchange(slots_[slot].noted, true)) return;
  changed_.push_back(slot);
}

void Store::touch(Slot slot, Millis now) { rows_[slot].last_used = now; }
void Store::subscribe(Slot slot) { rows_[slot].subscribers += 1; }

void Store::unsubscribe(Slot slot) {
  if (rows_[slot].subscribers > 0) rows_[slot].subscribers -= 1;
}

void Store::watch_all(bool on) { watch_all_ = on; }

std::vector<Slot> Store::take_changes() {
  std::vector<Slot> changes = std::exchange(changed_, {});
  for (const Slot slot : changes) slots_[slot].noted = false;
  if (!watch_all_) std::erase_if(changes, [this](Slot slot) { return rows_[slot].subscribers == 0; });
  return changes;
}

bool Store::over_limits() const { return entries_ > limits_.entries || bytes_ > limits_.bytes; }

bool Store::in_use(Slot slot) const { return rows_[slot].subscribers > 0 || slots_[slot].picture.fetching; }

std::vector<Slot> Store::evict() {
  std::vector<Slot> evicted;
  for (int patience = kPatience; patience > 0 && over_limits();) {
    const std::optional<EvictionQueue::Candidate> first = queue_.pop();
    if (!first) break;
    const Slot slot = first->slot;
    if (slots_[slot].picture.status == Status::kReady && in_use(slot)) {
      queue_.push(slot, std::max(queue_.latest(), rows_[slot].last_used));
      --patience;
    } else if (evict_candidate(*first)) {
      evicted.push_back(slot);
    }
  }
  return evicted;
}

// A slot that is not ready leaves the queue; one that was used since it was queued goes back.
bool Store::evict_candidate(const EvictionQueue::Candidate& candidate) {
  Entry& entry = slots_[candidate.slot];
  if (entry.picture.status != Status::kReady) {
    entry.queued = false;
    return false;
  }
  if (rows_[candidate.slot].last_used > candidate.used) {
    queue_.push(candidate.slot, rows_[candidate.slot].last_used);
    return false;
  }
  entry.queued = false;
  dispatch(candidate.slot, PictureEvicted{});
  return true;
}

}  // namespace ppc
