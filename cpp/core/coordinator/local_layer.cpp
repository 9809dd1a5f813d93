#include "core/coordinator/local_layer.h"

#include <algorithm>
#include <utility>

#include "core/store/user_index.h"

namespace ppc {
namespace {

// No user has it.
constexpr std::string_view kWholeAccount;

// A drop that did not refuse this answer lies in the future (see binding_drop): it would refuse later ones.
void forget_future_drop(LocalRecord& record, Millis asked_at) {
  if (record.invalidated_at && asked_at < *record.invalidated_at) record.invalidated_at.reset();
}

}  // namespace

LocalLayer::LocalLayer(LocalStoragePort* port, Settings settings, const Store& store, ServerClock& clock,
                       Monitor& monitor)
    : port_(port), settings_(settings), store_(store), clock_(clock), monitor_(monitor) {}

StoredRecord LocalLayer::stored(std::string_view user_id) const {
  if (port_ == nullptr || !available_) return {};
  StoredRecord stored = port_->read(user_id);
  if (stored.record && stored.record->offset) clock_.adopt(*stored.record->offset);
  return stored;
}

bool LocalLayer::usable(const LocalVariant& variant, Millis server_now) const {
  return is_alive(variant.fetched_at, settings_.lifetimes.local_storage, server_now) &&
         server_now < url_usable_until(variant.fetched_at, variant.expires_at, settings_.lifetimes);
}

LocalAnswer LocalLayer::read(std::string_view user_id, Variant variant, Millis now) const {
  const StoredRecord found = stored(user_id);
  LocalAnswer answer;
  if (!found.record) {
    if (found.bytes > 0) answer.kind = LocalAnswer::Kind::kMalformed;
    return answer;
  }
  const LocalRecord& record = *found.record;
  const Lifetimes& lifetimes = settings_.lifetimes;
  const Millis server_now = clock_.to_server(now);
  answer.invalidated_at = record.invalidated_at.value_or(-kNever);
  if (record.missing_since && is_alive(*record.missing_since, lifetimes.missing, server_now)) {
    answer.kind = LocalAnswer::Kind::kMissing;
    answer.usable_until = clock_.to_client(*record.missing_since + lifetimes.missing);
  }
  for (const LocalVariant& candidate : record.variants) {
    if (candidate.size != variant || !usable(candidate, server_now)) continue;
    answer.kind = LocalAnswer::Kind::kPicture;
    answer.picture = candidate;
    const Millis until = url_usable_until(candidate.fetched_at, candidate.expires_at, lifetimes);
    answer.usable_until = clock_.to_client(until);
  }
  return answer;
}

void LocalLayer::remove(std::string_view user_id) {
  if (const std::uint32_t bytes = stored(user_id).bytes; bytes > 0) erase(user_id, bytes);
}

void LocalLayer::put(std::string_view user_id, LocalVariant variant, Millis asked_at, Millis now) {
  const StoredRecord before = stored(user_id);
  LocalRecord record = before.record.value_or(LocalRecord{});
  if (dropped(before, asked_at, now)) return;
  forget_future_drop(record, asked_at);
  const Millis server_now = clock_.to_server(now);
  for (const LocalVariant& known : record.variants) {
    if (known.size == variant.size && known.fetched_at > variant.fetched_at && usable(known, server_now))
      return;
  }
  std::erase_if(record.variants, [&](const LocalVariant& known) {
    return known.size == variant.size || !usable(known, server_now);
  });
  record.variants.insert(record.variants.begin(), std::move(variant));
  if (record.variants.size() > kVariantCount) record.variants.resize(kVariantCount);
  record.missing_since.reset();
  write(user_id, record, before);
}

void LocalLayer::put_missing(std::string_view user_id, Millis since, Millis asked_at, Millis now) {
  const StoredRecord before = stored(user_id);
  if (dropped(before, asked_at, now)) return;
  LocalRecord record;
  if (before.record) {
    const LocalRecord& known = *before.record;
    const Millis server_now = clock_.to_server(now);
    for (const LocalVariant& variant : known.variants) {
      if (variant.fetched_at > since && usable(variant, server_now)) return;
    }
    record.invalidated_at = known.invalidated_at;
    forget_future_drop(record, asked_at);
  }
  record.missing_since = since;
  write(user_id, record, before);
}

void LocalLayer::drop_variant(std::string_view user_id, Variant variant) {
  const StoredRecord before = stored(user_id);
  if (!before.record) return;
  LocalRecord record = *before.record;
  std::erase_if(record.variants, [variant](const LocalVariant& known) { return known.size == variant; });
  if (record.variants.empty() && !record.missing_since && !record.invalidated_at)
    return erase(user_id, before.bytes);
  write(user_id, record, before);
}

void LocalLayer::invalidate(std::string_view user_id, Millis at) {
  LocalRecord tombstone;
  tombstone.invalidated_at = at;
  const StoredRecord before = stored(user_id);
  if (!write(user_id, tombstone, before) && before.bytes > 0) erase(user_id, before.bytes);
}

void LocalLayer::clear(Millis at) {
  if (port_ == nullptr) return;
  for (const StoredUser& stored : port_->list()) port_->remove(stored.user_id);
  measured_ = true;
  fill_ = {};
  LocalRecord tombstone;
  tombstone.invalidated_at = at;
  if (available_ && port_->write(kWholeAccount, tombstone) == 0) monitor_.record_error(Layer::kLocalStorage);
}

Millis LocalLayer::cleared_at() const { return invalidated_at(stored(kWholeAccount)); }

Millis LocalLayer::invalidated_at(const StoredRecord& stored) {
  return stored.record ? stored.record->invalidated_at.value_or(-kNever) : -kNever;
}

// Each by itself: one of the future must not hide the other.
Millis LocalLayer::dropped_at(Millis invalidated_at, Millis now) const {
  return std::max(binding_drop(invalidated_at, now), binding_drop(cleared_at(), now));
}

bool LocalLayer::dropped(const StoredRecord& before, Millis asked_at, Millis now) const {
  return asked_at < dropped_at(invalidated_at(before), now);
}

// The account's tombstone is no record: it is neither counted nor trimmed.
std::vector<StoredUser> LocalLayer::records() const {
  std::vector<StoredUser> users = port_->list();
  std::erase_if(users, [](const StoredUser& stored) { return stored.user_id == kWholeAccount; });
  return users;
}

Gauges::Fill LocalLayer::fill() {
  if (port_ != nullptr && available_ && !measured_) measure();
  return fill_;
}

bool LocalLayer::write(std::string_view user_id, const LocalRecord& record, const StoredRecord& before) {
  if (port_ == nullptr || !available_) return false;
  if (!measured_) measure();
  LocalRecord complete = record;
  if (clock_.known()) complete.offset = clock_.offset();
  std::uint32_t bytes = port_->write(user_id, complete);
  if (bytes == 0 && trim(fill_.bytes * 3 / 4)) bytes = port_->write(user_id, complete);
  if (bytes == 0) {
    monitor_.record_error(Layer::kLocalStorage);
    return false;
  }
  if (before.bytes == 0) fill_.entries += 1;
  fill_.bytes += bytes;
  release(before.bytes);
  keep_to_budget();
  return true;
}

void LocalLayer::erase(std::string_view user_id, std::uint32_t bytes) {
  if (port_ == nullptr || !available_) return;
  port_->remove(user_id);
  if (measured_) forget(bytes);
}

void LocalLayer::forget(std::uint32_t bytes) {
  fill_.entries -= std::min<std::uint64_t>(fill_.entries, 1);
  release(bytes);
}

void LocalLayer::release(std::uint32_t bytes) { fill_.bytes -= std::min<std::uint64_t>(fill_.bytes, bytes); }

bool LocalLayer::reserve(std::uint32_t bytes) {
  if (port_ == nullptr || !available_) return false;
  if (!measured_) measure();
  if (fill_.bytes + bytes > settings_.budget) return false;
  fill_.bytes += bytes;
  return true;
}

void LocalLayer::measure() {
  fill_ = {};
  for (const StoredUser& stored : records()) {
    fill_.entries += 1;
    fill_.bytes += stored.bytes;
  }
  measured_ = true;
}

// Other pages write, too: what is there is measured again before anything is removed.
void LocalLayer::keep_to_budget() {
  if (fill_.bytes <= settings_.budget) return;
  measure();
  if (fill_.bytes > settings_.budget) trim(settings_.budget / 4 * 3ull);
}

struct LocalLayer::Rank {
  Millis used;     // by this page; 0: not at all
  Millis written;  // only of what this page has not used
  StoredUser stored;
  bool operator<(const Rank& other) const {
    return used != other.used ? used < other.used : written < other.written;
  }
};

LocalLayer::Rank LocalLayer::rank_of(StoredUser user) const {
  Rank rank{last_used(user.user_id), 0, std::move(user)};
  if (rank.used > 0) return rank;
  const StoredRecord found = stored(rank.stored.user_id);
  if (found.record && !found.record->variants.empty())
    rank.written = found.record->variants.front().fetched_at;
  return rank;
}

Millis LocalLayer::last_used(std::string_view user_id) const {
  Millis latest = 0;
  for (const Slot slot : store_.slots_of(user_id)) latest = std::max(latest, store_.row(slot).last_used);
  return latest;
}

// Removes the least recently used until at most `target` bytes are left. False when nothing was removed.
bool LocalLayer::trim(std::uint64_t target) {
  std::vector<Rank> ranks;
  for (StoredUser& user : records()) ranks.push_back(rank_of(std::move(user)));
  std::sort(ranks.begin(), ranks.end());
  std::uint32_t removed = 0;
  for (const Rank& rank : ranks) {
    if (fill_.bytes <= target) break;
    port_->remove(rank.stored.user_id);
    forget(rank.stored.bytes);
    ++removed;
  }
  if (removed > 0) monitor_.count(Counter::kEvictions, removed);
  return removed > 0;
}

}  // namespace ppc
