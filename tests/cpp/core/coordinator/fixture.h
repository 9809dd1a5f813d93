// A world of tabs in virtual time: one backend, one set of storages, any number of coordinators.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fakes.h"

namespace ppc::testing {

inline constexpr Millis kStart = 1'700'000'000'000;

/// Signs a new URL at each call, as a presigning backend does.
struct Backend {
  struct Photo {
    std::string version;
    std::uint32_t bytes = 1000;
  };
  std::map<std::string, Photo> photos;
  Millis clock_offset = 0;  // server clock minus client clock
  Millis signature_life = kHour;
  int signatures = 0;

  /// The answer; users without a photo are missing, those in `silent` are not mentioned at all.
  BatchAnswer describe(const std::vector<std::string>& user_ids, Variant variant, Millis client_now);
  PictureRecord record(const std::string& user_id, Variant variant, Millis client_now);
  /// The answer to an upload, which puts the photo there.
  SingleAnswer upload(const std::string& user_id, const std::string& version, Millis client_now);
  std::vector<std::string> silent;
};

struct World {
  Millis now = kStart;
  MemoryStorage local;
  SharedBytes indexed_db;
  SharedBytes service_worker;
  Backend backend;

  void give(std::string_view user_id, std::string_view version) {
    backend.photos[std::string(user_id)] = {std::string(version)};
  }
  void hold(SharedBytes& layer, std::string_view user_id, std::string_view version, Millis age,
            Variant variant = 128) {
    layer.pictures[{std::string(user_id), variant}] = {std::string(version), "image/png", 1000,
                                                       now + backend.clock_offset - age};
  }
};

class Tab {
 public:
  explicit Tab(World& world, CoordinatorOptions options = {});

  Slot slot(std::string_view user_id, Variant variant = 128) { return core.intern(user_id, variant); }
  const Row& row(std::string_view user_id, Variant variant = 128);
  const Picture& picture(std::string_view user_id, Variant variant = 128);
  bool is(std::string_view user_id, std::uint8_t flag) { return (row(user_id).flags & flag) != 0; }

  Ticket request(std::string_view user_id, Variant variant = 128);
  /// The consumers f0, f1, ...: request and subscribe, as fifty mounted components do.
  void request_friends(int count);
  void subscribe(std::string_view user_id) { core.store().subscribe(slot(user_id)); }
  void leave(std::string_view user_id, Ticket ticket);
  void peek(std::string_view user_id) { core.peek(slot(user_id), now()); }
  void refresh(std::string_view user_id) { core.refresh(slot(user_id), now()); }
  void flush() { core.flush(now()); }
  void invalidate(std::string_view user_id, bool hard = false) { core.invalidate(user_id, hard, now()); }
  /// Time passes; the timer that the host armed fires when it is due.
  void advance(Millis by);
  /// Time passes until the armed timer has fired once.
  void await_wakeup() { advance(std::max(core.next_wakeup() - now(), 0.0)); }

  // Each answers everything that is pending; false when nothing was.
  bool answer_lookups(Layer layer);
  bool answer_describes();
  bool answer_downloads();
  void fail_lookups(Layer layer, Failure why = Failure::kUnreachable);
  void fail_describes(Failure why, Millis retry_after = 0);
  void fail_downloads(Failure why);
  /// Answers and flushes until nothing is pending.
  void settle();
  /// request, flush and settle: the picture is in every layer afterwards.
  void load(std::string_view user_id, Variant variant = 128);

  CallLog take_calls() { return std::exchange(calls, {}); }
  /// How many calls begin with this.
  int count(std::string_view beginning) const;
  std::uint64_t counter(Counter which) { return core.monitor().counter(which); }
  std::uint64_t answers(Layer layer) { return core.monitor().times(layer).count(); }
  std::uint32_t waiting();

  Millis now() const { return world_.now; }

  CallLog calls;
  FakeBytes indexed_db;
  FakeBytes service_worker;
  FakeNetwork network;
  ChosenRandom random;

 private:
  World& world_;

 public:
  Coordinator core;

 private:
  FakeBytes& bytes(Layer layer) { return layer == Layer::kIndexedDb ? indexed_db : service_worker; }
  bool answer_download(const FakeNetwork::Download& download);
};

/// The L1 record as it would be found: URL and version of the user, `age` old.
LocalRecord local_record(const World& world, std::string_view version, Millis age, Variant variant = 128,
                         Millis signature_life = kHour);

/// True when L1 holds nothing of this user but that the user was invalidated.
bool is_tombstone(const World& world, const std::string& user_id);

/// A tab whose lookup of these users is at the backend.
struct AtBackend {
  explicit AtBackend(std::initializer_list<const char*> users, CoordinatorOptions options = {})
      : tab(world, options) {
    for (const char* user : users) {
      world.give(user, "v1");
      tab.request(user);
    }
    tab.flush();
    tab.answer_lookups(Layer::kIndexedDb);
    tab.answer_lookups(Layer::kServiceWorker);
    tab.take_calls();
  }
  World world;
  Tab tab;
};

}  // namespace ppc::testing
