// A tab whose ports are answered at random, later, twice or never, with the invariants that must hold of it.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "fixture.h"

namespace ppc::testing {

/// A CHECK costs a microsecond even when it holds, and here are millions.
inline void expect(bool holds, const char* what) {
  if (!holds) FAIL_CHECK(what);
}

inline int number_of(const std::string& version) {
  return version.empty() ? 0 : std::stoi(version.substr(1));
}
inline std::string user(int index) { return "u" + std::to_string(index); }

/// A tab, what its host knows, and what must hold of it.
class Replayed {
 public:
  explicit Replayed(World& world, CoordinatorOptions options) : tab(world, options), world_(world) {
    tab.core.store().watch_all(true);
  }

  void request(const std::string& user_id, Variant variant) {
    const Slot slot = tab.slot(user_id, variant);
    const Ticket ticket = tab.core.request(slot, tab.now());
    if (ticket != 0) waiting.push_back({slot, ticket});
  }

  void leave(std::size_t pick) {
    if (waiting.empty()) return;
    const auto one = waiting.begin() + static_cast<std::ptrdiff_t>(pick % waiting.size());
    tab.core.leave(one->first, one->second, tab.now());
    waiting.erase(one);
  }

  void subscribe(Slot slot, bool on) {
    Row& row = tab.core.store().rows()[slot];
    if (on) row.subscribers += 1;
    if (!on && row.subscribers > 0) row.subscribers -= 1;
  }

  /// From here on nothing older than what the backend has now may be shown as fresh.
  void raise_floor(const std::string& user_id) { floor[user_id] = number_of(version_now(user_id)); }

  std::string version_now(const std::string& user_id) const {
    const auto photo = world_.backend.photos.find(user_id);
    return photo == world_.backend.photos.end() ? "" : photo->second.version;
  }

  /// Moves what the ports were asked into the pool of answers to come; the backend answers as of now.
  void collect() {
    for (const auto& call : std::exchange(tab.network.describes, {})) {
      const BatchAnswer body = world_.backend.describe(call.user_ids, call.variant, tab.now());
      described.push_back({call.batch, body});
    }
    for (const auto& call : std::exchange(tab.network.downloads, {})) {
      expect(call.picture.generation == tab.core.store().row(call.picture.slot).generation,
             "a download is of the current generation");
      downloads.push_back(call);
    }
    for (FakeBytes* port : {&tab.indexed_db, &tab.service_worker}) {
      for (const auto& lookup : std::exchange(port->pending, {})) {
        for (const OwnedRef& ref : lookup.pictures) {
          expect(ref.generation == tab.core.store().row(ref.slot).generation,
                 "a lookup is of the current generation");
        }
        lookups.push_back({port, lookup, stored_of(*port, lookup)});
      }
    }
  }

  void check() {
    collect();
    check_waiting();
    check_changes();
    for (Slot slot = 0; slot < tab.core.store().size(); ++slot) check_picture(slot);
  }

  void check_waiting() {
    std::erase_if(waiting, [this](const auto& one) {
      return tab.core.store().row(one.first).status != Status::kLoading;
    });
    if (++checks_ % 16 != 0) return;  // the gauges come with a whole report
    expect(tab.waiting() == waiting.size(), "who waits for a loading picture is counted, and nobody else");
  }

  void check_changes() {
    const std::vector<Slot> changes = tab.core.take_changes();
    const std::set<Slot> told(changes.begin(), changes.end());
    expect(told.size() == changes.size(), "a change is told once");
    known.resize(tab.core.store().size());
    for (Slot slot = 0; slot < known.size(); ++slot) {
      const Row& row = tab.core.store().row(slot);
      Row visible = row;
      visible.last_used = known[slot].last_used;
      visible.subscribers = known[slot].subscribers;
      // A row has no padding, and its bytes are what a reader sees.
      // NOLINTNEXTLINE(bugprone-suspicious-memory-comparison)
      const bool changed = std::memcmp(&visible, &known[slot], sizeof(Row)) != 0;
      expect(changed == (row.revision != known[slot].revision), "the revision tells of a change");
      expect(changed == (told.count(slot) == 1), "a change is told");
      known[slot] = visible;
    }
  }

  void check_picture(Slot slot) {
    const Picture& picture = tab.core.store().picture(slot);
    const std::string user_id(tab.core.store().user_id(slot));
    if (picture.status == Status::kReady) {
      expect(picture.stale || number_of(picture.version) >= floor[user_id],
             "what was invalidated is not shown as fresh");
      expect(picture.bytes_held || !picture.url.empty(), "there is something to show");
    }
    expect(picture.status != Status::kLoading || picture.fetching, "what loads is being fetched");
  }

  std::vector<FoundPicture> stored_of(const FakeBytes& port, const FakeBytes::Lookup& lookup) const {
    std::vector<FoundPicture> found;
    for (const OwnedRef& ref : lookup.pictures) {
      const auto stored = port.shared.pictures.find({ref.user_id, ref.variant});
      if (stored == port.shared.pictures.end()) continue;
      const SharedBytes::Stored& picture = stored->second;
      found.push_back({ref.slot, ref.generation, picture.version, picture.content_type, picture.bytes,
                       picture.fetched_at});
    }
    return found;
  }

  void answer_lookup(std::size_t pick, bool fails, bool again) {
    if (lookups.empty()) return;
    const auto one = lookups.begin() + static_cast<std::ptrdiff_t>(pick % lookups.size());
    const LookupAnswer answer = *one;
    if (!again) lookups.erase(one);
    if (fails) {
      tab.core.handle_layer_failed(answer.port->layer, answer.lookup.batch, Failure::kUnreachable, tab.now());
    } else {
      tab.core.handle_found(answer.port->layer, answer.lookup.batch, answer.found, tab.now());
    }
  }

  void answer_describe(std::size_t pick, bool fails, bool again) {
    if (described.empty()) return;
    const auto one = described.begin() + static_cast<std::ptrdiff_t>(pick % described.size());
    const auto [batch, answer] = *one;
    if (!again) described.erase(one);
    constexpr std::array<Failure, 3> kFailures{Failure::kUnreachable, Failure::kUnauthorized,
                                               Failure::kServer};
    if (fails) {
      tab.core.handle_describe_failed(batch, kFailures[pick % 3], 0, tab.now());
    } else {
      tab.core.handle_described(batch, answer, tab.now());
    }
  }

  void answer_download(std::size_t pick, bool fails, bool again) {
    if (downloads.empty()) return;
    const auto one = downloads.begin() + static_cast<std::ptrdiff_t>(pick % downloads.size());
    const FakeNetwork::Download call = *one;
    if (!again) downloads.erase(one);
    const std::string version = version_now(call.picture.user_id);
    const Slot slot = call.picture.slot;
    if (fails || version.empty()) {
      constexpr std::array<Failure, 3> kFailures{Failure::kForbidden, Failure::kServer, Failure::kNotAnImage};
      tab.core.handle_download_failed(slot, call.picture.generation, kFailures[pick % 3], tab.now());
    } else {
      tab.core.handle_downloaded(slot, call.picture.generation, version, "image/png", 1000, tab.now());
    }
  }

  /// No more failures: everything that is on its way arrives, and what waits for a time gets it.
  void drain() {
    for (const Layer layer : {Layer::kIndexedDb, Layer::kServiceWorker}) tab.core.set_available(layer, true);
    tab.core.online(tab.now());
    for (int turn = 0; turn < 200; ++turn) {
      tab.core.wake(tab.now());
      expect(tab.core.next_wakeup() > tab.now(), "waking leaves nothing that is due");
      check();
      if (lookups.empty() && described.empty() && downloads.empty()) {
        if (tab.core.next_wakeup() == kNever) return;
        world_.now = std::max(world_.now, tab.core.next_wakeup());
      }
      answer_lookup(0, false, false);
      answer_describe(0, false, false);
      answer_download(0, false, false);
    }
    FAIL("does not come to rest");
  }

  struct LookupAnswer {
    FakeBytes* port;
    FakeBytes::Lookup lookup;
    std::vector<FoundPicture> found;
  };
  Tab tab;
  std::vector<std::pair<Slot, Ticket>> waiting;
  std::map<std::string, int> floor;
  std::vector<LookupAnswer> lookups;
  std::vector<std::pair<BatchId, BatchAnswer>> described;
  std::vector<FakeNetwork::Download> downloads;
  std::vector<Row> known;

 private:
  World& world_;
  int checks_ = 0;
};

}  // namespace ppc::testing
