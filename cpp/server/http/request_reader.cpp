#include "server/http/request_reader.h"

#include "server/http/request_log.h"

namespace ppc::server {
namespace {

namespace http = boost::beast::http;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

/// "0" and two line ends: what ends a chunked body has at least so many bytes.
constexpr std::size_t kLastChunkSize = 5;

BadRequest malformed(std::string message) { return {400, "bad_request", std::move(message)}; }
/// What may be around the chunks of a body besides as much as they may hold themselves.
constexpr std::uint64_t kChunkOverhead = 64 * 1024;


BadRequest too_large(std::uint64_t limit) {
  return {413, "body_too_large", "the body may have at most " + std::to_string(limit) + " bytes here"};
}

/// The path and query of a target; an absolute target ("http://host/path") is as good as its path.
std::optional<std::string_view> origin_form(std::string_view target) {
  if (target.starts_with('/')) return target;
  for (std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    const auto slash = target.find('/', scheme.size());
    return slash == std::string_view::npos ? "/" : target.substr(slash);
  }
  return std::nullopt;
}

}  // namespace

RequestReader::RequestReader(const IpAddress& peer) {
  request_.peer = peer;
  parser_.header_limit(kHeaderLimit);
  parser_.body_limit(boost::none);
}

ReadState RequestReader::fail(BadRequest problem) {
  fill_request();
  problem_ = std::move(problem);
  return ReadState::kBad;
}

ReadState RequestReader::fail_parse(const boost::beast::error_code& code) {
  if (code == http::error::body_limit) return fail(too_large(body_limit_));
  if (code == http::error::bad_version)
    return fail({505, "bad_version", "only HTTP/1.0 and HTTP/1.1 are spoken here"});
  return fail(malformed("the request is not well-formed HTTP: " + code.message()));
}

ReadState RequestReader::fail_too_long(const ReceiveBuffer& buffer) {
  const auto bytes = buffer.data();
  const std::string_view text(static_cast<const char*>(bytes.data()), bytes.size());
  const bool whole_line = !parser_.get().target().empty() || text.find('\n') < kHeaderLimit;
  const char* message = "the request line and header may have at most 8192 bytes";
  return whole_line ? fail({431, "header_too_large", message}) : fail({414, "target_too_long", message});
}

ReadState RequestReader::read_header(ReceiveBuffer& buffer) {
  while (buffer.size() > 0) {
    boost::beast::error_code code;
    const auto used = parser_.put(buffer.data(), code);
    if (code == http::error::header_limit) return fail_too_long(buffer);
    buffer.consume(used);
    if (parser_.is_header_done()) return check_head();
    if (code == http::error::need_more) {
      return buffer.size() < buffer.max_size() ? ReadState::kNeedMore : fail_too_long(buffer);
    }
    if (code) return fail_parse(code);
  }
  return ReadState::kNeedMore;
}

ReadState RequestReader::begin_body(std::uint64_t limit) {
  body_limit_ = limit;
  // Once only: the parser counts chunks down from it.
  parser_.body_limit(limit);
  parser_.eager(true);
  return announced_bytes().value_or(0) > limit ? fail(too_large(limit)) : ReadState::kNeedMore;
}

ReadState RequestReader::read_body(ReceiveBuffer& buffer) {
  // Less than a last chunk decides nothing, and Beast 1.81 must not be asked about a part of one again: it
  // takes the line end of a chunk for granted before it (basic_parser::parse_chunk_header).
  const std::size_t least = parser_.chunked() ? kLastChunkSize : 1;
  while (!parser_.is_done() && buffer.size() >= least) {
    boost::beast::error_code code;
    const auto used = parser_.put(buffer.data(), code);
    buffer.consume(used);
    if (code == http::error::need_more) {
      if (buffer.size() == buffer.max_size())
        return fail(malformed("a chunk's header or trailer is too long"));
      break;
    }
    body_bytes_ += used;
    if (parser_.chunked() && body_bytes_ > 2 * body_limit_ + kChunkOverhead)
      return fail(malformed("there is far more around the body's chunks than in them"));
    if (code) return fail_parse(code);
  }
  if (!parser_.is_done()) return ReadState::kNeedMore;
  // The headers stay those of the head: what a trailer adds was never checked.
  request_.body = parser_.get().body();
  return ReadState::kDone;
}

ReadState RequestReader::check_head() {
  fill_request();
  const auto& message = parser_.get();
  const auto hosts = message.count(http::field::host);
  if (hosts > 1 || (hosts == 0 && message.version() == 11))
    return fail(malformed("there must be one Host header"));
  if (hosts == 1 && message[http::field::host].empty())
    return fail(malformed("the Host header must not be empty"));
  // Beast takes "5, 5" for 5, as the RFC allows; a proxy before us need not.
  if (message[http::field::content_length].find(',') != boost::beast::string_view::npos) {
    return fail(malformed("there must be one Content-Length"));
  }
  const auto codings = message.count(http::field::transfer_encoding);
  const auto coding = message[http::field::transfer_encoding];
  if (codings > 1 ||
      (codings == 1 && (!boost::beast::iequals(coding, "chunked") || message.version() != 11))) {
    return fail(malformed("the only transfer encoding is chunked, with HTTP/1.1"));
  }
  const std::string_view target = view(message.target());
  const bool asterisk = target == "*" && message.method() == http::verb::options;
  if (!asterisk && !origin_form(target)) return fail(malformed("the request target must be a path"));
  const auto expect = request_.header("Expect");
  if (expect && !equals_ignoring_case(*expect, "100-continue")) {
    return fail({417, "expectation_failed", "the only expectation is 100-continue"});
  }
  return ReadState::kDone;
}

void RequestReader::fill_request() {
  const auto& message = parser_.get();
  request_.method = view(message.method_string());
  std::string_view target = origin_form(view(message.target())).value_or("/");
  if (const auto fragment = target.find('#'); fragment != std::string_view::npos)
    target = target.substr(0, fragment);
  const auto mark = target.find('?');
  request_.path = target.substr(0, mark);
  request_.query = mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
  constexpr std::size_t kUsualHeaders = 16;
  request_.headers.clear();
  request_.headers.reserve(kUsualHeaders);
  for (const auto& field : message)
    request_.headers.push_back({view(field.name_string()), view(field.value())});
  request_.id = request_id_of(request_);
}

const Request& RequestReader::request() { return request_; }

bool RequestReader::has_body() const { return parser_.chunked() || announced_bytes().value_or(0) > 0; }

bool RequestReader::expects_continue() const {
  return parser_.get().version() == 11 && parser_.get().count(http::field::expect) > 0;
}

std::optional<std::uint64_t> RequestReader::announced_bytes() const {
  const auto length = parser_.content_length();
  if (!length) return std::nullopt;
  return *length;
}

}  // namespace ppc::server
