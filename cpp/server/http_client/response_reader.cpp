#include "server/http_client/response_reader.h"

namespace ppc::server::http_client {
namespace {

namespace http = boost::beast::http;

std::string text_of(boost::beast::string_view text) { return {text.data(), text.size()}; }

}  // namespace

ResponseReader::ResponseReader(bool to_head, std::uint64_t body_limit)
    : to_head_(to_head), body_limit_(body_limit) {
  start();
}

void ResponseReader::start() {
  parser_.emplace();
  parser_->header_limit(kHeaderLimit);
  parser_->body_limit(body_limit_);
  parser_->skip(to_head_);
  parser_->eager(true);
}

ReadState ResponseReader::fail(std::string problem) {
  problem_ = std::move(problem);
  return ReadState::kBad;
}

ReadState ResponseReader::fail(const boost::beast::error_code& code) {
  if (code == http::error::body_limit)
    return fail("its answer has more than " + std::to_string(body_limit_) + " bytes");
  if (code == http::error::header_limit) return fail("its answer's header is too long");
  return fail("its answer is not well-formed HTTP: " + code.message());
}

ReadState ResponseReader::step(ReceiveBuffer& buffer) {
  while (!parser_->is_done() && buffer.size() > 0) {
    boost::beast::error_code code;
    const auto used = parser_->put(buffer.data(), code);
    buffer.consume(used);
    if (code == http::error::need_more) {
      return buffer.size() < buffer.max_size() ? ReadState::kNeedMore
                                               : fail("its answer's header is too long");
    }
    if (code) return fail(code);
  }
  return parser_->is_done() ? ReadState::kDone : ReadState::kNeedMore;
}

ReadState ResponseReader::read(ReceiveBuffer& buffer) {
  for (;;) {
    const ReadState state = step(buffer);
    const bool interim = state == ReadState::kDone && parser_->get().result_int() < 200;
    if (!interim) return state;
    if (parser_->get().result_int() == 101) return fail("it wants to speak another protocol");
    start();
  }
}

ReadState ResponseReader::end() {
  if (!parser_->got_some()) return fail("it closed the connection without an answer");
  boost::beast::error_code code;
  parser_->put_eof(code);
  return code ? fail("it closed the connection in the middle of its answer") : ReadState::kDone;
}

Response ResponseReader::take() {
  auto message = parser_->release();
  Response response;
  response.status = static_cast<int>(message.result_int());
  for (const auto& field : message)
    response.headers.emplace_back(text_of(field.name_string()), text_of(field.value()));
  response.body = std::move(message.body());
  return response;
}

}  // namespace ppc::server::http_client
