// Runs tests/scenarios/*.json; the format is described in its README.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>

#include "fakes.h"
#include "record_json.h"

namespace ppc::testing {
namespace {

using Json = nlohmann::json;

constexpr Millis kScenarioStart = 1'700'000'000'000;

Failure failure_of(const std::string& name) {
  for (int number = 0; number <= static_cast<int>(Failure::kOutdated); ++number) {
    if (failure_name(static_cast<Failure>(number)) == name) return static_cast<Failure>(number);
  }
  FAIL("no such failure: " << name);
  return Failure::kNone;
}

/// Times in a scenario count from its start; in what the core reads they are absolute.
Json with_absolute_times(Json json) {
  if (!json.is_structured()) return json;
  for (auto& [key, value] : json.items()) {
    const bool time =
        key == "fetchedAt" || key == "expiresAt" || key == "serverTime" || key == "invalidatedAt";
    value = time ? Json(value.get<double>() + kScenarioStart) : with_absolute_times(value);
  }
  return json;
}

/// True when every member of `part` is in `whole`, recursively; null stands for "is not there".
bool contains(const Json& whole, const Json& part) {
  if (!part.is_object()) return part == whole;
  if (!whole.is_object()) return false;
  for (const auto& [key, value] : part.items()) {
    const bool there = whole.contains(key);
    if (value.is_null() ? there && !whole[key].is_null() : !there || !contains(whole[key], value))
      return false;
  }
  return true;
}

/// One page: a coordinator with ports of its own on the storage that stays.
struct Page {
  explicit Page(MemoryStorage& storage, const Json& options)
      : core(to_options(options), {&storage, &indexed_db, &service_worker, &network, &random}) {}

  static CoordinatorOptions to_options(const Json& json) {
    CoordinatorOptions options;
    options.attempts = json.value("attempts", options.attempts);
    return options;
  }

  CallLog calls;
  SharedBytes ignored;
  FakeBytes indexed_db{Layer::kIndexedDb, ignored, calls};
  FakeBytes service_worker{Layer::kServiceWorker, ignored, calls};
  FakeNetwork network{calls};
  ChosenRandom random;
  Coordinator core;
};

class Scenario {
 public:
  explicit Scenario(const Json& json) : options_(json.value("options", Json::object())) {
    const Json records = json.value("localStorage", Json::object());
    for (const auto& [key, value] : records.items())
      storage_.items[user_of_key(key)] = record_from(with_absolute_times(value));
    page_ = std::make_unique<Page>(storage_, options_);
    for (const Json& step : json.at("steps")) run(step);
  }

 private:
  void run(const Json& step) {
    INFO("step ", ++step_, ": ", step.dump());
    now_ = kScenarioStart + step.value("at", now_ - kScenarioStart);
    perform(step, step.at("do"));
    const CallLog calls = std::exchange(page_->calls, {});
    CHECK(Json(calls) == step.value("calls", Json::array()));
    check_rows(step.value("rows", Json::object()));
    check_stored(step.value("stored", Json::object()));
    if (step.contains("changed")) CHECK(changed() == step["changed"]);
    if (step.contains("wakeup")) CHECK(wakeup() == step["wakeup"]);
    if (step.contains("report")) check_report(step["report"]);
  }

  void perform(const Json& step, const std::string& verb) {
    if (step.contains("picture") && perform_on_picture(step, verb, slot(step["picture"]))) return;
    if (step.contains("user") && perform_on_user(step, verb, step["user"])) return;
    if (step.contains("batch") && perform_on_batch(step, verb, step["batch"])) return;
    Coordinator& core = page_->core;
    if (verb == "newPage") {
      page_ = std::make_unique<Page>(storage_, options_);
    } else if (verb == "flush") {
      core.flush(now_);
    } else if (verb == "wake") {
      core.wake(now_);
    } else if (verb == "online") {
      core.online(now_);
    } else if (verb == "clear") {
      core.clear(now_);
    } else if (verb == "clearedElsewhere") {
      core.cleared_elsewhere(now_);
    } else if (verb == "setAvailable") {
      core.set_available(layer(step), step.at("available"));
    } else if (verb == "layerLost") {
      core.handle_layer_lost(layer(step));
    } else {
      FAIL("no such step: " << verb);
    }
  }

  bool perform_on_picture(const Json& step, const std::string& verb, Slot slot) {
    Coordinator& core = page_->core;
    if (verb == "peek") {
      core.peek(slot, now_);
    } else if (verb == "request") {
      const Ticket ticket = core.request(slot, now_);
      CHECK((ticket == 0) == step.at("answered").get<bool>());
    } else if (verb == "leave") {
      core.leave(slot, step.at("ticket"), now_);
    } else if (verb == "refresh") {
      core.refresh(slot, now_);
    } else if (verb == "subscribe") {
      core.store().rows()[slot].subscribers += 1;
    } else if (verb == "unsubscribe") {
      core.store().rows()[slot].subscribers -= 1;
    } else if (verb == "showFailed") {
      core.handle_show_failed(slot, now_);
    } else {
      return perform_download(step, verb, slot);
    }
    return true;
  }

  bool perform_download(const Json& step, const std::string& verb, Slot slot) {
    Coordinator& core = page_->core;
    const Generation generation = step.value("generation", core.store().row(slot).generation);
    if (verb == "downloaded") {
      const std::string version = step.at("version");
      const std::string type = step.at("contentType");
      CHECK(core.handle_downloaded(slot, generation, version, type, step.at("bytes"), now_) ==
            step.value("accepted", true));
    } else if (verb == "downloadFailed") {
      core.handle_download_failed(slot, generation, failure_of(step.at("failure")), now_);
    } else {
      return false;
    }
    return true;
  }

  bool perform_on_user(const Json& step, const std::string& verb, const std::string& user_id) {
    Coordinator& core = page_->core;
    const bool hard = step.value("hard", false);
    if (verb == "invalidate") {
      core.invalidate(user_id, hard, now_);
    } else if (verb == "invalidatedElsewhere") {
      core.invalidated_elsewhere(user_id, hard, now_);
    } else if (verb == "uploaded") {
      const auto answer = single_answer_from(with_absolute_times(step.at("body")));
      const Variant variant = step.value("variant", Variant{128});
      CHECK(core.handle_uploaded(user_id, variant, answer, now_) == step.value("accepted", true));
    } else {
      return false;
    }
    return true;
  }

  bool perform_on_batch(const Json& step, const std::string& verb, BatchId batch) {
    Coordinator& core = page_->core;
    if (verb == "found") {
      core.handle_found(layer(step), batch, found(step), now_);
    } else if (verb == "layerFailed") {
      core.handle_layer_failed(layer(step), batch, failure_of(step.at("failure")), now_);
    } else if (verb == "described") {
      const auto answer = batch_answer_from(with_absolute_times(step.at("body")));
      if (answer) {
        core.handle_described(batch, *answer, now_);
      } else {
        core.handle_describe_failed(batch, Failure::kBadAnswer, 0, now_);
      }
    } else if (verb == "describeFailed") {
      core.handle_describe_failed(batch, failure_of(step.at("failure")), step.value("retryAfter", 0.0), now_);
    } else {
      return false;
    }
    return true;
  }

  std::vector<FoundPicture> found(const Json& step) {
    std::vector<FoundPicture> pictures;
    for (const Json& picture : step.at("pictures")) {
      const Slot at = slot(picture.at("picture"));
      pictures.push_back({at, picture.value("generation", page_->core.store().row(at).generation),
                          picture.at("version"), picture.at("contentType"), picture.at("bytes"),
                          picture.at("fetchedAt").get<double>() + kScenarioStart});
    }
    return pictures;
  }

  void check_rows(const Json& rows) {
    for (auto expected = rows.begin(); expected != rows.end(); ++expected) {
      const Json found = row(slot(expected.key()));
      INFO("row of ", expected.key(), ": ", found.dump());
      CHECK(contains(found, expected.value()));
    }
  }

  Json row(Slot slot) {
    const Row& row = page_->core.store().row(slot);
    const Picture& picture = page_->core.store().picture(slot);
    return {{"status", status_name(row.status)},
            {"layer", layer_name(row.layer)},
            {"failure", failure_name(row.failure)},
            {"stale", (row.flags & kFlagStale) != 0},
            {"fetching", (row.flags & kFlagFetching) != 0},
            {"bytesHeld", (row.flags & kFlagBytesHeld) != 0},
            {"generation", row.generation},
            {"bytes", row.bytes},
            {"usableUntil", row.usable_until == 0 ? 0 : row.usable_until - kScenarioStart},
            {"url", picture.url},
            {"version", picture.version}};
  }

  void check_stored(const Json& records) {
    for (auto expected = records.begin(); expected != records.end(); ++expected) {
      const auto item = storage_.items.find(user_of_key(expected.key()));
      const Json record = item == storage_.items.end() ? Json() : json_of(*item->second);
      INFO("record of ", expected.key(), ": ", record.dump());
      CHECK(contains(record, with_absolute_times(expected.value())));
    }
  }

  void check_report(const Json& expected) {
    const Json report = named_report(page_->core.report(now_));
    INFO("report: ", report.dump());
    CHECK(contains(report, expected));
  }

  Json changed() {
    Json names = Json::array();
    const Store& store = page_->core.store();
    for (const Slot slot : page_->core.take_changes()) {
      names.push_back(name_of(store.user_id(slot), store.variant(slot)));
    }
    return names;
  }

  Json wakeup() const {
    const Millis at = page_->core.next_wakeup();
    if (at == kNever) return nullptr;
    if (at <= now_) return "now";
    return at - kScenarioStart;
  }

  Slot slot(const std::string& name) {
    const std::size_t sign = name.rfind('@');
    return page_->core.intern(name.substr(0, sign), static_cast<Variant>(std::stoi(name.substr(sign + 1))));
  }

  static Layer layer(const Json& step) { return *layer_of(step.at("layer").get<std::string>()); }

  Json options_;
  MemoryStorage storage_;
  std::unique_ptr<Page> page_;
  Millis now_ = kScenarioStart;
  int step_ = 0;
};

TEST_CASE("every scenario of tests/scenarios runs as written") {
  int scenarios = 0;
  for (const auto& entry : std::filesystem::directory_iterator(PPC_SCENARIOS)) {
    const std::filesystem::path& path = entry.path();
    if (path.extension() != ".json" || path.filename() == "vocabulary.json") continue;
    std::ifstream file(path);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const Json json = Json::parse(text, nullptr, false);
    INFO("scenario ", path.filename().string());
    REQUIRE_FALSE(json.is_discarded());
    const Scenario played{json};
    ++scenarios;
  }
  CHECK(scenarios >= 8);
}

}  // namespace
}  // namespace ppc::testing
