// Random sequences of events in virtual time, with fixed seeds. After each event the invariants hold; at the
// end everything that was asked for has been answered.
#include <doctest/doctest.h>

#include <array>
#include <cstring>
#include <random>
#include <set>

#include "core/records/local_record.h"
#include "fixture.h"

namespace ppc::testing {
namespace {

constexpr int kSequences = 2000;
constexpr int kEvents = 80;
constexpr int kUsers = 3;

/// A CHECK costs a microsecond even when it holds, and here are millions.
void expect(bool holds, const char* what) {
  if (!holds) FAIL_CHECK(what);
}

int number_of(const std::string& version) { return version.empty() ? 0 : std::stoi(version.substr(1)); }
std::string user(int index) { return "u" + std::to_string(index); }

/// A tab, what its host knows, and what must hold of it.
class Replayed {
 public:
  explicit Replayed(World& world, CoordinatorOptions options)
      : tab(world, std::move(options)), world_(world) {
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
      const std::string body = world_.backend.describe(call.user_ids, call.variant, tab.now());
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
    const auto [batch, body] = *one;
    if (!again) described.erase(one);
    constexpr std::array<Failure, 3> kFailures{Failure::kUnreachable, Failure::kUnauthorized,
                                               Failure::kServer};
    if (fails) {
      tab.core.handle_describe_failed(batch, kFailures[pick % 3], 0, tab.now());
    } else {
      tab.core.handle_described(batch, body, tab.now());
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
  std::vector<std::pair<BatchId, std::string>> described;
  std::vector<FakeNetwork::Download> downloads;
  std::vector<Row> known;

 private:
  World& world_;
  int checks_ = 0;
};

class Replay {
 public:
  explicit Replay(unsigned seed) : random_(seed), left_(world_, options()), right_(world_, options()) {
    for (int index = 0; index < kUsers; ++index) change(user(index));
    if (chance(2)) world_.backend.clock_offset = chance(2) ? kHour : -kHour;
  }

  void run() {
    for (int event = 0; event < kEvents; ++event) {
      INFO("event ", event);
      step(chance(3) ? right_ : left_);
      left_.check();
      right_.check();
    }
    for (Replayed* tab : {&left_, &right_}) tab->drain();
    for (Replayed* tab : {&left_, &right_}) check_at_rest(*tab);
    check_storages();
  }

 private:
  CoordinatorOptions options() {
    CoordinatorOptions options;
    options.store.entries = chance(4) ? 2 : 2000;
    options.batch_limit = chance(4) ? 1 : 200;
    options.attempts = chance(4) ? 1 : 5;
    return options;
  }

  std::size_t pick(std::size_t below) { return random_() % below; }
  bool chance(std::size_t in) { return pick(in) == 0; }
  void change(const std::string& user_id) { world_.give(user_id, "v" + std::to_string(++versions_)); }

  void step(Replayed& it) {
    const std::string user_id = user(static_cast<int>(pick(kUsers)));
    const Variant variant = chance(3) ? 64 : 128;
    Tab& tab = it.tab;
    tab.random.value = static_cast<double>(pick(1000)) / 1000;
    switch (pick(24)) {
      case 0:
      case 1:
      case 2:
        return it.request(user_id, variant);
      case 3:
        return it.leave(pick(100));
      case 4:
        return tab.core.peek(tab.slot(user_id, variant), tab.now());
      case 5:
        return it.subscribe(tab.slot(user_id, variant), !chance(3));
      case 6:
        return tab.core.refresh(tab.slot(user_id, variant), tab.now());
      case 7:
      case 8:
        return tab.flush();
      case 9:
        return tab.core.wake(tab.now());
      case 10:
      case 11:
      case 12:
        return it.answer_lookup(pick(100), chance(8), chance(4));
      case 13:
      case 14:
      case 15:
        return it.answer_describe(pick(100), chance(4), chance(4));
      case 16:
      case 17:
      case 18:
        return it.answer_download(pick(100), chance(4), chance(4));
      case 19:
        return pass_time();
      case 20:
        return invalidate(it, user_id);
      default:
        return seldom(it, user_id, variant);
    }
  }

  void seldom(Replayed& it, const std::string& user_id, Variant variant) {
    Tab& tab = it.tab;
    switch (pick(8)) {
      case 0:
        return tab.core.online(tab.now());
      case 1:
        return tab.core.set_available(chance(2) ? Layer::kIndexedDb : Layer::kServiceWorker, !chance(3));
      case 2:
        return tab.core.handle_show_failed(tab.slot(user_id, variant), tab.now());
      case 3:
        return change(user_id);
      case 4:
        return static_cast<void>(world_.backend.photos.erase(user_id));
      case 5:
        return chance(3) ? clear(it) : pass_time();
      case 6:
        return upload(it, user_id);
      default:
        return hear(it);
    }
  }

  void pass_time() {
    constexpr std::array<Millis, 6> kSpans{1, 300, 2000, kMinute, 50 * kMinute, 2 * kDay};
    world_.now += kSpans[pick(kSpans.size())];
  }

  void invalidate(Replayed& it, const std::string& user_id) {
    world_.now += 1;
    if (!chance(3)) change(user_id);
    it.raise_floor(user_id);
    shared_floor_[user_id] = it.floor[user_id];
    it.tab.invalidate(user_id, chance(2));
    messages_.push_back({&it, user_id});
  }

  void upload(Replayed& it, const std::string& user_id) {
    world_.now += 1;
    const std::string answer =
        world_.backend.upload(user_id, "v" + std::to_string(++versions_), it.tab.now());
    it.raise_floor(user_id);
    shared_floor_[user_id] = it.floor[user_id];
    it.tab.core.handle_uploaded(user_id, answer, it.tab.now());
    messages_.push_back({&it, user_id});
  }

  void clear(Replayed& it) {
    world_.now += 1;
    while (!messages_.empty()) hear_first();
    it.tab.core.clear(it.tab.now());
    other(it).tab.core.cleared_elsewhere(it.tab.now());
  }

  /// The other tab's invalidation arrives, perhaps much later.
  void hear(Replayed&) {
    if (!messages_.empty()) hear_first();
  }

  void hear_first() {
    const auto [from, user_id] = messages_.front();
    messages_.erase(messages_.begin());
    Replayed& to = other(*from);
    to.raise_floor(user_id);
    to.tab.core.invalidated_elsewhere(user_id, chance(2), to.tab.now());
  }

  Replayed& other(const Replayed& it) { return &it == &left_ ? right_ : left_; }

  void check_at_rest(Replayed& it) {
    CHECK(it.waiting.empty());
    CHECK(it.tab.waiting() == 0);
    CHECK(it.tab.core.next_wakeup() == kNever);
    for (const Row& row : it.tab.core.store().rows()) {
      CHECK(row.status != Status::kLoading);
      CHECK((row.flags & kFlagFetching) == 0);
    }
  }

  void check_storages() {
    for (const auto& [user_id, floor] : shared_floor_) {
      CAPTURE(user_id);
      for (const SharedBytes* layer : {&world_.indexed_db, &world_.service_worker}) {
        for (const auto& [key, stored] : layer->pictures) {
          CHECK((key.first != user_id || number_of(stored.version) >= floor));
        }
      }
      const auto item = world_.local.items.find("profile_pic:" + user_id);
      if (item == world_.local.items.end()) continue;
      const std::optional<LocalRecord> record = parse_local_record(item->second);
      REQUIRE(record);
      for (const LocalVariant& variant : record->variants) CHECK(number_of(variant.version) >= floor);
    }
  }

  std::mt19937 random_;
  World world_;
  Replayed left_;
  Replayed right_;
  std::vector<std::pair<Replayed*, std::string>> messages_;
  std::map<std::string, int> shared_floor_;
  int versions_ = 0;
};

TEST_CASE("random sequences of events in two tabs keep the invariants and come to rest") {
  for (unsigned seed = 1; seed <= kSequences; ++seed) {
    INFO("seed ", seed);
    Replay(seed).run();
  }
}

}  // namespace
}  // namespace ppc::testing
