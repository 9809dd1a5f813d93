// The threads that decode and encode pictures, so that the event loop goes on; never more at a time than the
// machine has memory for.
#pragma once

#include <atomic>
#include <boost/asio/thread_pool.hpp>
#include <cstdint>
#include <string_view>

#include "server/base/task.h"
#include "server/pictures/renditions.h"

namespace ppc::server {

struct RenditionSettings {
  /// Each decodes one picture at a time. The largest that is allowed may take 8 bytes for each of its pixels
  /// (an interlaced PNG of 16 bits a channel), and its copies: up to 0.7 GB.
  std::size_t threads = 2;
  /// Uploads that wait for a thread, with their bytes.
  std::size_t queue = 32;
  std::uint64_t max_pixels = 64'000'000;
};

class RenditionPool {
 public:
  explicit RenditionPool(RenditionSettings settings = {});

  /// See make_renditions(). kBusy, at once, when all threads work and the queue is full. May be called from
  /// several event loops; the views stay valid until the task has ended.
  Task<Result<Renditions>> make(std::string_view bytes, std::string_view content_type);

 private:
  RenditionSettings settings_;
  std::atomic<std::size_t> begun_ = 0;  // of make(), not ended yet
  boost::asio::thread_pool threads_;
};

}  // namespace ppc::server
