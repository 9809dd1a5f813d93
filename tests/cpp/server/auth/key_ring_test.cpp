#include "server/auth/key_ring.h"

#include <doctest/doctest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "support/manual_clock.h"
#include "support/temporary_folder.h"

namespace ppc::server {
namespace {

const std::string kFirst(32, '1');
const std::string kSecond(40, '2');

struct Fixture {
  Fixture() {
    write(kFirst);
    auto opened = KeyRing::open({path, false, Algorithm::kHs256}, clock,
                                [this](std::string_view text) { warnings.emplace_back(text); });
    REQUIRE(opened.ok());
    ring = std::move(opened.value());
  }
  void write(const std::string& text) const { std::ofstream(path) << text; }
  std::string secret() { return ring->keys()->find(std::nullopt)->material; }

  test::TemporaryFolder folder;
  std::string path = folder.path() + "/secret";
  test::ManualClock clock;
  std::vector<std::string> warnings;
  std::unique_ptr<KeyRing> ring;
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a changed file is seen at the next look, at most one a second") {
  write(kSecond);
  CHECK(secret() == kFirst);
  clock.advance(999);
  CHECK(secret() == kFirst);
  clock.advance(1);
  CHECK(secret() == kSecond);
  CHECK(warnings.empty());
}

TEST_CASE_FIXTURE(Fixture, "whoever owns the loop may look sooner") {
  write(kSecond);
  ring->reload_if_changed();
  CHECK(secret() == kSecond);
}

TEST_CASE_FIXTURE(Fixture, "a file of the same length that replaced it is seen") {
  const std::string other(32, '3');
  std::ofstream(path + ".new") << other;
  std::filesystem::rename(path + ".new", path);
  ring->reload_if_changed();
  CHECK(secret() == other);
}

TEST_CASE_FIXTURE(Fixture, "a broken new file is told of once, and the old keys stay") {
  write("too short");
  for (int i = 0; i < 5; ++i) {
    clock.advance(2000);
    CHECK(secret() == kFirst);
  }
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0] == "the key file " + path +
                           ": the secret must have at least 32 bytes; the keys from before stay in use");
  write(kSecond);
  clock.advance(1000);
  CHECK(secret() == kSecond);
  CHECK(warnings.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "a file that is gone for a while is told of once") {
  std::filesystem::remove(path);
  for (int i = 0; i < 3; ++i) ring->reload_if_changed();
  CHECK(secret() == kFirst);
  CHECK(warnings.size() == 1);
  write(kSecond);
  ring->reload_if_changed();
  CHECK(secret() == kSecond);
}

TEST_CASE_FIXTURE(Fixture, "a clock that is set back does not end the looks") {
  clock.advance(-1'000'000);
  write(kSecond);
  CHECK(secret() == kSecond);
}

TEST_CASE_FIXTURE(Fixture, "keys that are in use stay whole while others replace them") {
  const auto held = ring->keys();
  write(kSecond);
  ring->reload_if_changed();
  CHECK(held->find(std::nullopt)->material == kFirst);
  CHECK(secret() == kSecond);
}

TEST_CASE_FIXTURE(Fixture, "several threads read keys while the file changes") {
  std::atomic<bool> ended = false;
  std::atomic<int> torn = 0;
  const auto read = [&] {
    while (!ended) {
      const std::string text = secret();
      if (text != kFirst && text != kSecond) ++torn;
    }
  };
  std::thread one(read);
  std::thread two(read);
  for (int i = 0; i < 200; ++i) {
    // Renamed, as a file that is read while it is written would be a broken one.
    std::ofstream(path + ".new") << (i % 2 == 0 ? kSecond : kFirst);
    std::filesystem::rename(path + ".new", path);
    ring->reload_if_changed();
  }
  ended = true;
  one.join();
  two.join();
  CHECK(torn == 0);
  CHECK(warnings.empty());
}

TEST_CASE("a key file that cannot be used at the start is an error that names it") {
  const test::TemporaryFolder folder;
  const test::ManualClock clock;
  const auto nowhere = KeyRing::open({folder.path() + "/none", false, Algorithm::kRs256}, clock, nullptr);
  REQUIRE_FALSE(nowhere.ok());
  CHECK(nowhere.error().message.find(folder.path() + "/none") != std::string::npos);
  CHECK_FALSE(KeyRing::open({folder.path(), false, Algorithm::kHs256}, clock, nullptr).ok());
  std::ofstream(folder.path() + "/large") << std::string(1024 * 1024 + 1, 's');
  CHECK_FALSE(KeyRing::open({folder.path() + "/large", false, Algorithm::kHs256}, clock, nullptr).ok());
}

}  // namespace ppc::server
