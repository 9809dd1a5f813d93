// Turns received bytes into one answer: Beast's parser, with what comes before the answer skipped.
#pragma once

#include <boost/beast/core/flat_static_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "server/http_client/message.h"

namespace ppc::server::http_client {

/// Servers may send more header than we take: 8 KB of metadata would be the most that S3 keeps.
inline constexpr std::uint32_t kHeaderLimit = 16 * 1024;
using ReceiveBuffer = boost::beast::flat_static_buffer<kHeaderLimit + 1024>;

enum class ReadState { kNeedMore, kDone, kBad };

/// For one answer; the next one needs a new reader on the same buffer.
class ResponseReader {
 public:
  /// An answer to HEAD has no body, whatever its header says.
  ResponseReader(bool to_head, std::uint64_t body_limit);

  /// Takes what it can from the buffer.
  ReadState read(ReceiveBuffer& buffer);
  /// The other side has closed: kDone when that ends the body, else kBad.
  ReadState end();

  /// After kDone; once.
  Response take();
  /// After kDone: another request may follow on the connection.
  bool keeps_alive() const { return parser_->get().keep_alive(); }
  /// After kBad: one sentence.
  const std::string& problem() const { return problem_; }

 private:
  using Parser = boost::beast::http::response_parser<boost::beast::http::string_body>;

  void start();
  ReadState step(ReceiveBuffer& buffer);
  ReadState fail(std::string problem);
  ReadState fail(const boost::beast::error_code& code);

  bool to_head_;
  std::uint64_t body_limit_;
  std::optional<Parser> parser_;
  std::string problem_;
};

}  // namespace ppc::server::http_client
