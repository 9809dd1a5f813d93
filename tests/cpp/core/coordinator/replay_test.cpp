// Random sequences of events in virtual time, with fixed seeds. After each event the invariants hold; at the
// end everything that was asked for has been answered.
#include <doctest/doctest.h>

#include <array>
#include <random>

#include "core/records/local_record.h"
#include "replayed_tab.h"

namespace ppc::testing {
namespace {

constexpr int kSequences = 2000;
constexpr int kEvents = 80;
constexpr int kUsers = 3;

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
    const SingleAnswer answer =
        world_.backend.upload(user_id, "v" + std::to_string(++versions_), it.tab.now());
    it.raise_floor(user_id);
    shared_floor_[user_id] = it.floor[user_id];
    it.tab.core.handle_uploaded(user_id, 128, answer, it.tab.now());
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
    for (const auto& [shown_id, floor] : shared_floor_) {
      const std::string& user_id = shown_id;  // clang 14 captures no structured binding
      CAPTURE(user_id);
      for (const SharedBytes* layer : {&world_.indexed_db, &world_.service_worker}) {
        for (const auto& [key, stored] : layer->pictures) {
          CHECK((key.first != user_id || number_of(stored.version) >= floor));
        }
      }
      const auto item = world_.local.items.find(user_id);
      if (item == world_.local.items.end()) continue;
      const std::optional<LocalRecord>& record = item->second;
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
