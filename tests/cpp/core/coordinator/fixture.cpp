#include "fixture.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/records/local_record.h"

namespace ppc::testing {
PictureRecord Backend::record(const std::string& user_id, Variant variant, Millis client_now) {
  const Photo& photo = photos.at(user_id);
  const std::string url = "https://pictures.test/" + user_id + "/" + std::to_string(variant) +
                          "?signature=" + std::to_string(++signatures);
  return {user_id, url, photo.version, client_now + clock_offset + signature_life, "image/png", photo.bytes};
}

BatchAnswer Backend::describe(const std::vector<std::string>& user_ids, Variant variant, Millis client_now) {
  BatchAnswer answer;
  for (const std::string& user_id : user_ids) {
    if (std::find(silent.begin(), silent.end(), user_id) != silent.end()) continue;
    if (photos.count(user_id) > 0) {
      answer.pictures.push_back(record(user_id, variant, client_now));
    } else {
      answer.missing.push_back(user_id);
    }
  }
  // Servers cut their time to whole milliseconds.
  answer.server_time = std::floor(client_now + clock_offset);
  return answer;
}

SingleAnswer Backend::upload(const std::string& user_id, const std::string& version, Millis client_now) {
  photos[user_id] = {version};
  return {record(user_id, 128, client_now), std::floor(client_now + clock_offset)};
}

Tab::Tab(World& world, CoordinatorOptions options)
    : indexed_db(Layer::kIndexedDb, world.indexed_db, calls),
      service_worker(Layer::kServiceWorker, world.service_worker, calls),
      network(calls),
      world_(world),
      core(options, {&world.local, &indexed_db, &service_worker, &network, &random}) {}

const Row& Tab::row(std::string_view user_id, Variant variant) {
  return core.store().row(slot(user_id, variant));
}

const Picture& Tab::picture(std::string_view user_id, Variant variant) {
  return core.store().picture(slot(user_id, variant));
}

Ticket Tab::request(std::string_view user_id, Variant variant) {
  return core.request(slot(user_id, variant), now());
}

void Tab::request_friends(int count) {
  for (int index = 0; index < count; ++index) {
    const std::string user_id = "f" + std::to_string(index);
    subscribe(user_id);
    request(user_id);
  }
}

void Tab::leave(std::string_view user_id, Ticket ticket) { core.leave(slot(user_id), ticket, now()); }

void Tab::advance(Millis by) {
  const Millis end = world_.now + by;
  while (core.next_wakeup() <= end) {
    world_.now = std::max(world_.now, core.next_wakeup());
    core.wake(world_.now);
  }
  world_.now = end;
}

bool Tab::answer_lookups(Layer layer) {
  const std::vector<FakeBytes::Lookup> lookups = std::exchange(bytes(layer).pending, {});
  for (const FakeBytes::Lookup& lookup : lookups) {
    std::vector<FoundPicture> found;
    for (const OwnedRef& ref : lookup.pictures) {
      const auto stored = bytes(layer).shared.pictures.find({ref.user_id, ref.variant});
      if (stored == bytes(layer).shared.pictures.end()) continue;
      const SharedBytes::Stored& picture = stored->second;
      found.push_back({ref.slot, ref.generation, picture.version, picture.content_type, picture.bytes,
                       picture.fetched_at});
    }
    core.handle_found(layer, lookup.batch, found, now());
  }
  return !lookups.empty();
}

bool Tab::answer_describes() {
  const std::vector<FakeNetwork::Describe> describes = std::exchange(network.describes, {});
  for (const FakeNetwork::Describe& call : describes) {
    core.handle_described(call.batch, world_.backend.describe(call.user_ids, call.variant, now()), now());
  }
  return !describes.empty();
}

bool Tab::answer_downloads() {
  const std::vector<FakeNetwork::Download> downloads = std::exchange(network.downloads, {});
  for (const FakeNetwork::Download& download : downloads) answer_download(download);
  return !downloads.empty();
}

bool Tab::answer_download(const FakeNetwork::Download& download) {
  const OwnedRef& ref = download.picture;
  const auto photo = world_.backend.photos.find(ref.user_id);
  if (photo == world_.backend.photos.end()) {
    core.handle_download_failed(ref.slot, ref.generation, Failure::kForbidden, now());
    return false;
  }
  return core.handle_downloaded(ref.slot, ref.generation, photo->second.version, "image/png",
                                photo->second.bytes, now());
}

void Tab::fail_lookups(Layer layer, Failure why) {
  for (const FakeBytes::Lookup& lookup : std::exchange(bytes(layer).pending, {})) {
    core.handle_layer_failed(layer, lookup.batch, why, now());
  }
}

void Tab::fail_describes(Failure why, Millis retry_after) {
  for (const FakeNetwork::Describe& call : std::exchange(network.describes, {})) {
    core.handle_describe_failed(call.batch, why, retry_after, now());
  }
}

void Tab::fail_downloads(Failure why) {
  for (const FakeNetwork::Download& download : std::exchange(network.downloads, {})) {
    core.handle_download_failed(download.picture.slot, download.picture.generation, why, now());
  }
}

void Tab::settle() {
  bool more = true;
  while (more) {
    flush();
    more = answer_lookups(Layer::kIndexedDb);
    more = answer_lookups(Layer::kServiceWorker) || more;
    more = answer_describes() || more;
    more = answer_downloads() || more;
  }
  flush();
}

void Tab::load(std::string_view user_id, Variant variant) {
  request(user_id, variant);
  settle();
}

int Tab::count(std::string_view beginning) const {
  return static_cast<int>(std::count_if(calls.begin(), calls.end(), [beginning](const std::string& call) {
    return call.starts_with(beginning);
  }));
}

std::uint32_t Tab::waiting() {
  core.report(now());
  return core.monitor().gauges().waiting;
}

LocalRecord local_record(const World& world, std::string_view version, Millis age, Variant variant,
                         Millis signature_life) {
  const Millis fetched_at = world.now + world.backend.clock_offset - age;
  LocalRecord record;
  record.variants.push_back({variant, "https://pictures.test/stored", std::string(version), fetched_at,
                             fetched_at + signature_life, 1000, "image/png"});
  return record;
}

bool is_tombstone(const World& world, const std::string& user_id) {
  const auto found = world.local.items.find(user_id);
  if (found == world.local.items.end()) return false;
  const std::optional<LocalRecord>& record = found->second;
  return record && record->invalidated_at && record->variants.empty();
}

}  // namespace ppc::testing
