#include "server/pictures/rendition_pool.h"

#include "server/base/offload.h"
#include "server/pictures/vips_library.h"

namespace ppc::server {
namespace {

/// Counts as long as it lives, also when its coroutine is ended from outside.
class Counted {
 public:
  explicit Counted(std::atomic<std::size_t>& count) : count_(count) { ++count_; }
  ~Counted() { --count_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  std::atomic<std::size_t>& count_;
};

}  // namespace

RenditionPool::RenditionPool(RenditionSettings settings) : settings_(settings), threads_(settings.threads) {}

Task<Result<Renditions>> RenditionPool::make(std::string_view bytes, std::string_view content_type) {
  if (begun_ >= settings_.threads + settings_.queue) {
    co_return Error{ErrorKind::kBusy, "too many uploads wait for their turn; send the picture again later"};
  }
  const Counted counted(begun_);
  const auto work = [&]() -> Result<Renditions> {
    const auto started = start_vips();
    if (!started.ok()) return started.error();
    return make_renditions(bytes, content_type, settings_.max_pixels);
  };
  co_return co_await offload(threads_, work);
}

}  // namespace ppc::server
