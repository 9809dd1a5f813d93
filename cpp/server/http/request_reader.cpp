#include "server/http/request_reader.h"

#include "server/http/request_log.h"
#include "server/http/target.h"

namespace ppc::server {
namespace {

namespace http = boost::beast::http;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

/// "0" and two line ends: what ends a chunked body has at least so many bytes.
constexpr std::size_t kLastChunkSize = 5;

/// What may be around the chunks of a body besides as much as they may hold themselves.
constexpr std::uint64_t kChunkOverhead = 64 * 1024;

BadRequest malformed(std::string message) { return {400, "bad_request", std::move(message)}; }

BadRequest too_large(std::uint64_t limit) {
  return {413, "body_too_large", "the body may have at most " + std::to_string(limit) + " bytes here"};
}

std::string_view text_of(const ReceiveBuffer& buffer) {
  return {static_cast<const char*>(buffer.data().data()), buffer.size()};
}

/// A line that begins with a blank went on with the one before it once; a proxy before us may take it for a
/// header of its own (RFC 9112, 5.2).
bool has_folded_line(std::string_view lines) {
  for (auto end = lines.find('\n'); end != std::string_view::npos; end = lines.find('\n', end + 1)) {
    const std::string_view next = lines.substr(end + 1, 1);
    if (next == " " || next == "\t") return true;
  }
  return false;
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
  const bool whole_line = !parser_.get().target().empty() || text_of(buffer).find('\n') < kHeaderLimit;
  const char* message = "the request line and header may have at most 8192 bytes";
  return whole_line ? fail({431, "header_too_large", message}) : fail({414, "target_too_long", message});
}

ReadState RequestReader::read_header(ReceiveBuffer& buffer) {
  while (buffer.size() > 0) {
    boost::beast::error_code code;
    const auto used = parser_.put(buffer.data(), code);
    if (code == http::error::header_limit) return fail_too_long(buffer);
    // The parser joins such lines: afterwards none is seen.
    const bool folded = has_folded_line(text_of(buffer).substr(0, used));
    buffer.consume(used);
    if (folded) return fail(malformed("a header's line must not begin with a blank"));
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
    body_bytes_ += used;
    if (parser_.chunked() && body_bytes_ > 2 * body_limit_ + kChunkOverhead)
      return fail(malformed("there is far more around the body's chunks than in them"));
    if (code == http::error::need_more) {
      if (buffer.size() == buffer.max_size())
        return fail(malformed("a chunk's header or trailer is too long"));
      break;
    }
    if (code) return fail_parse(code);
  }
  if (!parser_.is_done()) return ReadState::kNeedMore;
  // The headers stay those of the head: what a trailer adds was never checked.
  request_.body = parser_.get().body();
  return ReadState::kDone;
}

ReadState RequestReader::check_head() {
  fill_request();
  for (const char* problem : {host_problem(), target_problem(), length_problem()}) {
    if (problem != nullptr) return fail(malformed(problem));
  }
  if (expect_.count > 1 || (expect_.count == 1 && !equals_ignoring_case(expect_.value, "100-continue"))) {
    return fail({417, "expectation_failed", "the only expectation is 100-continue"});
  }
  return ReadState::kDone;
}

const char* RequestReader::host_problem() const {
  if (host_.count > 1 || (host_.count == 0 && parser_.get().version() == 11))
    return "there must be one Host header";
  if (host_.count == 1 && !is_host(host_.value))
    return "the Host header must be a name or an address, and perhaps a port";
  return nullptr;
}

const char* RequestReader::target_problem() const {
  const auto& message = parser_.get();
  if (view(message.target()) == "*" && message.method() == http::verb::options) return nullptr;
  if (!target_) return "the request target must be a path of visible ASCII characters";
  const bool has_both = !target_->authority.empty() && host_.count > 0;
  if (has_both && !is_same_host(target_->authority, host_.value))
    return "the request target and the Host header must name the same host";
  return nullptr;
}

const char* RequestReader::length_problem() const {
  // Beast takes "5, 5" for 5, and two lines that say 5, as the RFC allows; a proxy before us need not.
  if (content_length_.count > 1 || content_length_.value.find(',') != std::string_view::npos)
    return "there must be one Content-Length";
  const bool is_chunked =
      equals_ignoring_case(transfer_encoding_.value, "chunked") && parser_.get().version() == 11;
  if (transfer_encoding_.count > 1 || (transfer_encoding_.count == 1 && !is_chunked))
    return "the only transfer encoding is chunked, with HTTP/1.1";
  return nullptr;
}

void RequestReader::note(http::field name, std::string_view value) {
  Repeated* const header = name == http::field::host                ? &host_
                           : name == http::field::content_length    ? &content_length_
                           : name == http::field::transfer_encoding ? &transfer_encoding_
                           : name == http::field::expect            ? &expect_
                                                                    : nullptr;
  if (header != nullptr) *header = {header->count + 1, value};
}

void RequestReader::fill_request() {
  const auto& message = parser_.get();
  request_.method = view(message.method_string());
  target_ = parse_target(view(message.target()));
  std::string_view target = target_.value_or(Target{{}, "/"}).path_and_query;
  if (const auto fragment = target.find('#'); fragment != std::string_view::npos)
    target = target.substr(0, fragment);
  const auto mark = target.find('?');
  request_.path = target.substr(0, mark);
  request_.query = mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
  constexpr std::size_t kUsualHeaders = 16;
  request_.headers.clear();
  request_.headers.reserve(kUsualHeaders);
  host_ = content_length_ = transfer_encoding_ = expect_ = {};
  for (const auto& field : message) {
    request_.headers.push_back({view(field.name_string()), view(field.value())});
    note(field.name(), view(field.value()));
  }
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
