#include "server/http/connection_set.h"

#include <doctest/doctest.h>

#include <array>

namespace ppc::server {
namespace {

struct Member final : Stoppable {
  explicit Member(ConnectionSet& in) : set(in) { set.add(this); }
  ~Member() { set.remove(this); }
  void stop() override { ++stopped; }

  ConnectionSet& set;
  int stopped = 0;
};

/// Too large to be kept anywhere but on the heap, where a use after its end is seen.
using Large = std::array<int*, 32>;

}  // namespace

TEST_CASE("the last connection to go is told of once, and whoever is told may forget about it there") {
  ConnectionCount count = 0;
  ConnectionSet set(count, [](int) {});
  int told = 0;
  {
    Member first(set);
    Member second(set);
    Large where{};
    where.back() = &told;
    set.stop([where, &set] {
      set.forget_on_empty();
      ++*where.back();
    });
    CHECK(first.stopped == 1);
    CHECK(second.stopped == 1);
    CHECK(told == 0);
  }
  CHECK(told == 1);
  { Member later(set); }
  CHECK(told == 1);
}

TEST_CASE("without connections the end is told of at once") {
  ConnectionCount count = 0;
  ConnectionSet set(count, [](int) {});
  int told = 0;
  set.stop([&] { ++told; });
  CHECK(told == 1);
}

TEST_CASE("what was taken back is not told") {
  ConnectionCount count = 0;
  ConnectionSet set(count, [](int) {});
  int told = 0;
  {
    Member member(set);
    set.stop([&] { ++told; });
    set.forget_on_empty();
  }
  CHECK(told == 0);
}

}  // namespace ppc::server
