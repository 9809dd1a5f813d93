// Turns received bytes into one request: Beast's parser and the checks it leaves to us.
#pragma once

#include <boost/beast/core/flat_static_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstdint>
#include <optional>

#include "server/http/application.h"
#include "server/http/limits.h"
#include "server/http/message.h"
#include "server/http/target.h"

namespace ppc::server {

/// Larger than a header may be: the parser then sees that one is too long.
using ReceiveBuffer = boost::beast::flat_static_buffer<kHeaderLimit + 1024>;

enum class ReadState { kNeedMore, kDone, kBad };

/// For one request; the next one needs a new reader on the same buffer.
class RequestReader {
 public:
  explicit RequestReader(const IpAddress& peer = {});

  /// Reads on in the header; kDone when it is whole and sound.
  ReadState read_header(ReceiveBuffer& buffer);
  /// Once, between header and body: the body may have `limit` bytes. kBad when more are announced.
  ReadState begin_body(std::uint64_t limit);
  /// Reads on in the body; kDone when it is whole. kBad also for chunks of which most is not body.
  ReadState read_body(ReceiveBuffer& buffer);

  /// After kBad.
  const BadRequest& problem() const { return problem_; }
  /// The head as far as it could be read; the body after read_body() was done. Views into this reader.
  const Request& request();

  bool keeps_alive() const { return parser_.get().keep_alive(); }
  bool is_http_1_0() const { return parser_.get().version() == 10; }
  bool has_body() const;
  bool expects_continue() const;
  std::optional<std::uint64_t> announced_bytes() const;

 private:
  ReadState fail(BadRequest problem);
  ReadState fail_too_long(const ReceiveBuffer& buffer);
  ReadState fail_parse(const boost::beast::error_code& code);
  ReadState check_head();
  // What is wrong with it; null: nothing.
  const char* host_problem() const;
  const char* target_problem() const;
  const char* length_problem() const;
  void fill_request();
  void note(boost::beast::http::field name, std::string_view value);

  /// How often each header stood there on which a request's bounds depend, and its last value.
  struct Repeated {
    std::size_t count = 0;
    std::string_view value;
  };

  boost::beast::http::request_parser<boost::beast::http::string_body> parser_;
  Request request_;
  std::optional<Target> target_;
  Repeated host_;
  Repeated content_length_;
  Repeated transfer_encoding_;
  Repeated expect_;
  BadRequest problem_{};
  std::uint64_t body_limit_ = 0;
  std::uint64_t body_bytes_ = 0;  // received, with what is around chunks
};

}  // namespace ppc::server
