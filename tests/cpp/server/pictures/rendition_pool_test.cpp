#include "server/pictures/rendition_pool.h"

#include <doctest/doctest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "support/pictures.h"
#include "support/run.h"

namespace ppc::server {
namespace {

using test::run;

Task<void> make(RenditionPool& pool, const std::string& file, int& made, int& refused) {
  const auto renditions = co_await pool.make(file, "image/png");
  if (renditions.ok()) {
    ++made;
  } else if (renditions.error().kind == ErrorKind::kBusy) {
    ++refused;
  }
}

}  // namespace

TEST_CASE(
    "a pool takes as many uploads as it has threads and places to wait, and refuses the others at once") {
  RenditionPool pool({2, 3, 1000});
  const std::string file = test::plain_png();
  for (int round = 0; round < 2; ++round) {
    boost::asio::io_context loop(1);
    int made = 0;
    int refused = 0;
    for (int i = 0; i < 9; ++i) {
      boost::asio::co_spawn(loop, make(pool, file, made, refused), boost::asio::detached);
    }
    loop.run();
    CHECK(made == 5);
    CHECK(refused == 4);
  }
}

TEST_CASE("a pool has its own limit of pixels") {
  RenditionPool pool({1, 1, 63});
  CHECK(run(pool.make(test::plain_png(), "image/png")).error().kind == ErrorKind::kTooLarge);
}

TEST_CASE("threads do not mix the pictures that they make at the same time") {
  RenditionPool pool({2, 30, 1000});
  boost::asio::io_context loop(1);
  std::vector<std::string> files;
  files.reserve(6);
  for (int edition = 0; edition < 6; ++edition) files.push_back(test::plain_png(edition));
  std::vector<Renditions> results(files.size() * 5);
  const auto keep = [&](std::size_t i) -> Task<void> {
    const auto renditions = co_await pool.make(files[i % files.size()], "image/png");
    results[i] = renditions.value();
  };
  for (std::size_t i = 0; i < results.size(); ++i)
    boost::asio::co_spawn(loop, keep(i), boost::asio::detached);
  loop.run();
  for (std::size_t i = 0; i < results.size(); ++i) {
    CHECK(results[i] == make_renditions(files[i % files.size()], "image/png", 1000).value());
  }
}

}  // namespace ppc::server
