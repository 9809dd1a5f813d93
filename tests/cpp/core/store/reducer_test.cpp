#include "core/store/reducer.h"

#include <doctest/doctest.h>

namespace ppc {
namespace {

PictureResolved resolved(bool bytes_held = true, bool stale = false) {
  return {Layer::kNetwork, "https://x/1", "v1", "image/png", 100, 5000, 9000, bytes_held, stale};
}

Picture ready(bool bytes_held = true) { return reduce(Picture{}, resolved(bytes_held)); }

TEST_CASE("a resolved picture has everything of the answer and keeps its generation") {
  Picture before;
  before.generation = 7;
  before.failure = Failure::kServer;
  const Picture picture = reduce(before, resolved(true, true));
  CHECK(picture.status == Status::kReady);
  CHECK(picture.layer == Layer::kNetwork);
  CHECK(picture.failure == Failure::kNone);
  CHECK(picture.stale);
  CHECK(picture.bytes_held);
  CHECK_FALSE(picture.fetching);
  CHECK(picture.generation == 7);
  CHECK(picture.bytes == 100);
  CHECK(picture.fetched_at == 5000);
  CHECK(picture.usable_until == 9000);
  CHECK(picture.url == "https://x/1");
  CHECK(picture.version == "v1");
  CHECK(picture.content_type == "image/png");
}

TEST_CASE("a lookup of nothing loads; cancelled it is idle again") {
  const Picture loading = reduce(Picture{}, FetchStarted{});
  CHECK(loading.status == Status::kLoading);
  CHECK(loading.fetching);
  CHECK(reduce(loading, FetchEnded{}) == Picture{});
}

TEST_CASE("a lookup after an error or a missing picture loads again and forgets why") {
  const Picture failed = reduce(Picture{}, FetchFailed{Failure::kServer});
  CHECK(reduce(failed, FetchStarted{}).status == Status::kLoading);
  CHECK(reduce(failed, FetchStarted{}).failure == Failure::kNone);
  const Picture missing = reduce(Picture{}, PictureMissing{9000});
  CHECK(reduce(missing, FetchStarted{}).status == Status::kLoading);
  CHECK(reduce(missing, FetchStarted{}).usable_until == 0);
}

TEST_CASE("a revalidation keeps the picture, stale and fetching, until it is renewed") {
  const Picture checking = reduce(ready(), FetchStarted{});
  CHECK(checking.status == Status::kReady);
  CHECK(checking.stale);
  CHECK(checking.fetching);
  CHECK(checking.version == "v1");
  const Picture renewed = reduce(checking, RecordRenewed{"https://x/2", 6000, 12000});
  CHECK_FALSE(renewed.stale);
  CHECK_FALSE(renewed.fetching);
  CHECK(renewed.url == "https://x/2");
  CHECK(renewed.fetched_at == 6000);
  CHECK(renewed.usable_until == 12000);
  CHECK(renewed.layer == Layer::kNetwork);
  CHECK(renewed.bytes == 100);
}

TEST_CASE("a revalidation that fails leaves the picture, stale, and a reader must ask again") {
  const Picture failed = reduce(reduce(ready(), FetchStarted{}), FetchFailed{Failure::kTimeout});
  CHECK(failed.status == Status::kReady);
  CHECK(failed.stale);
  CHECK_FALSE(failed.fetching);
  CHECK(failed.failure == Failure::kTimeout);
  CHECK(failed.usable_until == 0);
}

TEST_CASE("a URL alone keeps its own end when a revalidation fails") {
  const Picture failed = reduce(reduce(ready(false), FetchStarted{}), FetchFailed{Failure::kTimeout});
  CHECK(failed.usable_until == 9000);
}

TEST_CASE("with nothing to show a failure is an error") {
  const Picture failed = reduce(reduce(Picture{}, FetchStarted{}), FetchFailed{Failure::kUnauthorized});
  CHECK(failed.status == Status::kError);
  CHECK(failed.failure == Failure::kUnauthorized);
  CHECK_FALSE(failed.stale);
}

TEST_CASE("a missing picture leaves nothing of the old one") {
  const Picture missing = reduce(ready(), PictureMissing{9000});
  CHECK(missing.status == Status::kMissing);
  CHECK(missing.usable_until == 9000);
  CHECK(missing.version.empty());
  CHECK_FALSE(missing.bytes_held);
}

TEST_CASE("soft invalidation keeps what is shown, hard leaves nothing, both are a new generation") {
  const Picture soft = reduce(ready(), PictureInvalidated{false});
  CHECK(soft.status == Status::kReady);
  CHECK(soft.stale);
  CHECK(soft.usable_until == 0);
  CHECK(soft.generation == 1);
  CHECK(soft.version == "v1");
  const Picture hard = reduce(ready(), PictureInvalidated{true});
  CHECK(hard.status == Status::kIdle);
  CHECK(hard.generation == 1);
  CHECK(hard.url.empty());
  CHECK_FALSE(hard.bytes_held);
}

TEST_CASE("soft invalidation drops what is no picture: missing, error, loading") {
  CHECK(reduce(reduce(Picture{}, PictureMissing{9000}), PictureInvalidated{false}).status == Status::kIdle);
  CHECK(reduce(reduce(Picture{}, FetchFailed{Failure::kServer}), PictureInvalidated{false}).failure ==
        Failure::kNone);
  CHECK(reduce(reduce(Picture{}, FetchStarted{}), PictureInvalidated{false}).status == Status::kIdle);
}

TEST_CASE("a withdrawn picture loads when a lookup is under way") {
  CHECK(reduce(ready(), PictureWithdrawn{}).status == Status::kIdle);
  CHECK(reduce(reduce(ready(), FetchStarted{}), PictureWithdrawn{}).status == Status::kLoading);
}

TEST_CASE("an evicted picture keeps only its generation") {
  const Picture evicted = reduce(reduce(ready(), PictureInvalidated{false}), PictureEvicted{});
  Picture expected;
  expected.generation = 1;
  CHECK(evicted == expected);
}

TEST_CASE("the same action on the same picture gives the same picture") {
  const Picture before = ready();
  CHECK(reduce(before, FetchStarted{}) == reduce(before, FetchStarted{}));
  CHECK(before == ready());
}

}  // namespace
}  // namespace ppc
