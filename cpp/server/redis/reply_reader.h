// Turns received bytes into replies; hiredis parses.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "server/base/result.h"
#include "server/redis/reply.h"

struct redisReader;

namespace ppc::server::redis {

class ReplyReader {
 public:
  /// Replies of more elements, nested ones included, or of more bytes are refused: nothing we ask for is near
  /// that.
  static constexpr std::size_t kMaxElements = 200'000;
  static constexpr std::size_t kMaxBytes = 16 * 1024 * 1024;

  ReplyReader();
  ~ReplyReader();
  ReplyReader(ReplyReader&&) noexcept;
  ReplyReader& operator=(ReplyReader&&) noexcept;

  void feed(std::string_view bytes);
  /// The next whole reply; nothing while it is still arriving. An Error when the bytes are not Redis'
  /// protocol, or too many: the connection is then of no more use.
  Result<std::optional<Reply>> next();

 private:
  struct Free {
    void operator()(redisReader* reader) const;
  };
  std::unique_ptr<std::size_t> elements_left_;  // hiredis keeps its address
  std::unique_ptr<redisReader, Free> reader_;
};

}  // namespace ppc::server::redis
