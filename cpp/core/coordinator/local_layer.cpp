#include "core/coordinator/local_layer.h"

#include <algorithm>
#include <utility>

#include "core/store/user_index.h"

namespace ppc {
namespace {

// As the port counts; ids that are not ASCII are counted a little too high.
std::uint64_t bytes_of(std::string_view key, std::string_view value) {
  return 2 * (key.size() + value.size());
}

// No user has it.
constexpr std::string_view kWholeAccount;

// A drop that did not refuse this answer lies in the future (see binding_drop): it would refuse later ones.
void forget_future_drop(LocalRecord& record, Millis asked_at) {
  if (record.invalidated_at && asked_at < *record.invalidated_at) record.invalidated_at.reset();
}

}  // namespace

LocalLayer::LocalLayer(LocalStoragePort* port, Settings settings, const Store& store, ServerClock& clock,
                       Monitor& monitor)
    : port_(port),
      settings_(std::move(settings)),
      prefix_(local_key_prefix(settings_.account)),
      store_(store),
      clock_(clock),
      monitor_(monitor) {}

LocalLayer::Stored LocalLayer::stored(std::string_view user_id) const {
  Stored stored;
  if (port_ == nullptr || !available_) return stored;
  const std::string key = local_key(settings_.account, user_id);
  const std::optional<std::string> text = port_->read(key);
  if (!text) return stored;
  stored.bytes = bytes_of(key, *text);
  stored.record = parse_local_record(*text);
  if (stored.record && stored.record->offset) clock_.adopt(*stored.record->offset);
  return stored;
}

bool LocalLayer::usable(const LocalVariant& variant, Millis server_now) const {
  return is_alive(variant.fetched_at, settings_.lifetimes.local_storage, server_now) &&
         server_now < url_usable_until(variant.fetched_at, variant.expires_at, settings_.lifetimes);
}

LocalAnswer LocalLayer::read(std::string_view user_id, Variant variant, Millis now) const {
  const Stored found = stored(user_id);
  LocalAnswer answer;
  if (!found.record) {
    if (found.bytes > 0) answer.kind = LocalAnswer::Kind::kMalformed;
    return answer;
  }
  const LocalRecord& record = *found.record;
  const Lifetimes& lifetimes = settings_.lifetimes;
  const Millis server_now = clock_.to_server(now);
  answer.invalidated_at = record.invalidated_at.value_or(-kNever);
  if (record.missing && is_alive(record.missing_since, lifetimes.missing, server_now)) {
    answer.kind = LocalAnswer::Kind::kMissing;
    answer.usable_until = clock_.to_client(record.missing_since + lifetimes.missing);
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
  if (const std::uint64_t bytes = stored(user_id).bytes; bytes > 0) erase(user_id, bytes);
}

void LocalLayer::put(std::string_view user_id, LocalVariant variant, Millis asked_at, Millis now) {
  const Stored before = stored(user_id);
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
  record.missing = false;
  record.missing_since = 0;
  write(user_id, record, before);
}

void LocalLayer::put_missing(std::string_view user_id, Millis since, Millis asked_at, Millis now) {
  const Stored before = stored(user_id);
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
  record.missing = true;
  record.missing_since = since;
  write(user_id, record, before);
}

void LocalLayer::drop_variant(std::string_view user_id, Variant variant) {
  const Stored before = stored(user_id);
  if (!before.record) return;
  LocalRecord record = *before.record;
  std::erase_if(record.variants, [variant](const LocalVariant& known) { return known.size == variant; });
  if (record.variants.empty() && !record.missing && !record.invalidated_at)
    return erase(user_id, before.bytes);
  write(user_id, record, before);
}

void LocalLayer::invalidate(std::string_view user_id, Millis at) {
  LocalRecord tombstone;
  tombstone.invalidated_at = at;
  const Stored before = stored(user_id);
  if (!write(user_id, tombstone, before) && before.bytes > 0) erase(user_id, before.bytes);
}

void LocalLayer::clear(Millis at) {
  if (port_ == nullptr) return;
  for (const StoredKey& stored : port_->list(prefix_)) port_->remove(stored.key);
  measured_ = true;
  fill_ = {};
  LocalRecord tombstone;
  tombstone.invalidated_at = at;
  if (available_ && !port_->write(local_key(settings_.account, kWholeAccount), write_local_record(tombstone)))
    monitor_.record_error(Layer::kLocalStorage);
}

Millis LocalLayer::cleared_at() const { return invalidated_at(stored(kWholeAccount)); }

Millis LocalLayer::invalidated_at(const Stored& stored) {
  return stored.record ? stored.record->invalidated_at.value_or(-kNever) : -kNever;
}

// Each by itself: one of the future must not hide the other.
Millis LocalLayer::dropped_at(Millis invalidated_at, Millis now) const {
  return std::max(binding_drop(invalidated_at, now), binding_drop(cleared_at(), now));
}

bool LocalLayer::dropped(const Stored& before, Millis asked_at, Millis now) const {
  return asked_at < dropped_at(invalidated_at(before), now);
}

// The account's tombstone is no record: it is neither counted nor trimmed.
std::vector<StoredKey> LocalLayer::records() const {
  std::vector<StoredKey> keys = port_->list(prefix_);
  std::erase_if(keys, [this](const StoredKey& stored) { return stored.key.size() == prefix_.size(); });
  return keys;
}

Gauges::Fill LocalLayer::fill() {
  if (port_ != nullptr && available_ && !measured_) measure();
  return fill_;
}

bool LocalLayer::write(std::string_view user_id, const LocalRecord& record, const Stored& before) {
  if (port_ == nullptr || !available_) return false;
  if (!measured_) measure();
  LocalRecord complete = record;
  if (clock_.known()) complete.offset = clock_.offset();
  const std::string key = local_key(settings_.account, user_id);
  const std::string text = write_local_record(complete);
  const bool written = port_->write(key, text) || (trim(fill_.bytes * 3 / 4) && port_->write(key, text));
  if (!written) {
    monitor_.record_error(Layer::kLocalStorage);
    return false;
  }
  if (before.bytes == 0) fill_.entries += 1;
  fill_.bytes += bytes_of(key, text);
  fill_.bytes -= std::min(fill_.bytes, before.bytes);
  keep_to_budget();
  return true;
}

void LocalLayer::erase(std::string_view user_id, std::uint64_t bytes) {
  if (port_ == nullptr || !available_) return;
  port_->remove(local_key(settings_.account, user_id));
  if (!measured_) return;
  fill_.entries -= std::min<std::uint64_t>(fill_.entries, 1);
  fill_.bytes -= std::min(fill_.bytes, bytes);
}

void LocalLayer::measure() {
  fill_ = {};
  for (const StoredKey& stored : records()) {
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
  StoredKey stored;
  bool operator<(const Rank& other) const {
    return used != other.used ? used < other.used : written < other.written;
  }
};

LocalLayer::Rank LocalLayer::rank_of(const StoredKey& key) const {
  const std::string_view user_id = std::string_view(key.key).substr(prefix_.size());
  Rank rank{last_used(user_id), 0, key};
  if (rank.used > 0) return rank;
  const Stored found = stored(user_id);
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
  for (const StoredKey& key : records()) ranks.push_back(rank_of(key));
  std::sort(ranks.begin(), ranks.end());
  std::uint32_t removed = 0;
  for (const Rank& rank : ranks) {
    if (fill_.bytes <= target) break;
    port_->remove(rank.stored.key);
    fill_.entries -= std::min<std::uint64_t>(fill_.entries, 1);
    fill_.bytes -= std::min<std::uint64_t>(fill_.bytes, rank.stored.bytes);
    ++removed;
  }
  if (removed > 0) monitor_.count(Counter::kEvictions, removed);
  return removed > 0;
}

}  // namespace ppc
